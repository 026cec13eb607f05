"""Every status code of the upload endpoint: what was sent, what came back, and that nothing else happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from testimonials import recording
from testimonials.models import Upload
from testimonials.uploading import parts
from tests.cast import Cast, send
from tests.uploading.test_tus import BYTES, CLIP, TUS, Headers, Sender

OPEN = {"Upload-Length": str(len(CLIP))}
STRANGER = {"Authorization": "Bearer somebody-else"}
MALFORMED = [
    {"Upload-Length": "-1"},
    {"Upload-Length": "ten"},
    {"Upload-Length": "1" * 16},
    {"Upload-Length": "5", "Upload-Defer-Length": "1"},
    {"Upload-Defer-Length": "0"},
    {},
]


@dataclass(frozen=True)
class Case:
    """A request and its answer. `before` brings the take into a state; `headers` go over the right ones."""

    method: str
    status: int
    code: str = ""
    headers: Headers | None = None
    without: tuple[str, ...] = ()
    body: bytes = b""
    before: Callable[[Sender, str], Any] = lambda dana, address: None
    path: str = ""


def dropped(dana: Sender, address: str) -> None:
    dana.client.delete(address, headers=TUS | dana.authorization)


def whole(dana: Sender, address: str) -> None:
    dana.patch(address, CLIP, 0)


def no_video(dana: Sender, address: str) -> None:
    dana.patch(address, b"Dear Halden, " * 1000, 0)


def part_lost(dana: Sender, address: str) -> None:
    parts.remove(Upload.objects.get().token)


def sent(dana: Sender, address: str) -> None:
    recording.answer_in_text(dana.testimonial, dana.testimonial.link.questions.current()[0], "A word.")
    send(dana.testimonial)


def end(**headers: str) -> Headers:
    return {"Upload-Offset": str(len(CLIP))} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }


CASES = {
    # what the version decides, before anything else
    "POST of another version": Case("post", 412, "wrong_version", {"Tus-Resumable": "0.2.2"}),
    "POST without a version": Case("post", 412, "wrong_version", without=("Tus-Resumable",)),
    "HEAD without a version": Case("head", 412, without=("Tus-Resumable",)),
    "PATCH without a version": Case("patch", 412, "wrong_version", without=("Tus-Resumable",)),
    "DELETE without a version": Case("delete", 412, "wrong_version", without=("Tus-Resumable",)),
    # opening
    "POST": Case("post", 201),
    "POST with a length told later": Case("post", 201, headers={"Upload-Defer-Length": "1"}, without=("Upload-Length",)),
    "POST without the draft's key": Case("post", 401, "not_authenticated", without=("Authorization",)),
    "POST with another key": Case("post", 404, "not_found", STRANGER),
    "POST of too much": Case("post", 413, "too_large", {"Upload-Length": "999999999999"}),
    "POST with broken metadata": Case("post", 400, "bad_request", {"Upload-Metadata": "filename %%%"}),
    "POST with endless metadata": Case("post", 400, "bad_request", {"Upload-Metadata": "a " + "QUFB" * 2000}),
    "POST without metadata": Case("post", 404, "not_found", without=("Upload-Metadata",)),
    "POST to a story that was sent": Case("post", 409, "already_sent", before=sent),
    # asking
    "HEAD": Case("head", 200),
    "HEAD of a whole take": Case("head", 200, before=whole),
    "HEAD without the draft's key": Case("head", 401, without=("Authorization",)),
    "HEAD with another key": Case("head", 404, headers=STRANGER),
    "HEAD of nothing": Case("head", 404, path="/api/uploads/nothing"),
    "HEAD of a dropped take": Case("head", 410, before=dropped),
    # adding
    "PATCH": Case("patch", 204, body=CLIP[:500]),
    "PATCH of the whole": Case("patch", 204, body=CLIP),
    "PATCH once more after the whole": Case("patch", 204, body=CLIP, before=whole),
    "PATCH of nothing at the end": Case("patch", 204, headers=end(Upload_Length=str(len(CLIP))), before=whole),
    "PATCH without an offset": Case("patch", 400, "bad_request", without=("Upload-Offset",)),
    "PATCH with another length": Case("patch", 400, "bad_request", {"Upload-Length": "7"}, body=CLIP[:500]),
    "PATCH without the draft's key": Case("patch", 401, "not_authenticated", without=("Authorization",)),
    "PATCH with another key": Case("patch", 404, "not_found", STRANGER),
    "PATCH of nothing there": Case("patch", 404, "not_found", path="/api/uploads/nothing"),
    "PATCH too far on": Case("patch", 409, "offset_mismatch", {"Upload-Offset": "9"}, body=CLIP),
    "PATCH beyond the whole": Case("patch", 409, "offset_mismatch", {"Upload-Offset": "9999999"}, before=whole),
    "PATCH of a dropped take": Case("patch", 410, "upload_gone", body=CLIP, before=dropped),
    "PATCH of a take whose bytes are gone": Case("patch", 410, "upload_gone", body=CLIP, before=part_lost),
    "PATCH of more than was reserved": Case("patch", 413, "too_large", body=CLIP + b"x"),
    "PATCH of another media type": Case("patch", 415, "wrong_media_type", {"Content-Type": "video/mp4"}, body=CLIP),
    "PATCH of no video": Case("patch", 422, "not_a_video", body=b"<!doctype html>" * 2000),
    "PATCH after a refusal": Case("patch", 422, "not_a_video", body=CLIP, before=no_video),
    # dropping
    "DELETE": Case("delete", 204),
    "DELETE twice": Case("delete", 204, before=dropped),
    "DELETE without the draft's key": Case("delete", 401, "not_authenticated", without=("Authorization",)),
    "DELETE with another key": Case("delete", 404, "not_found", STRANGER),
    "DELETE of a part of a story that was sent": Case("delete", 409, "take_in_use", before=sent),
    # everything else
    "PUT": Case("put", 405),
    "GET": Case("get", 405),
    "OPTIONS without a version": Case("options", 204, without=("Tus-Resumable",)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_answers_with_the_standards_number(cast: Cast, name: str) -> None:
    case, dana = CASES[name], Sender(cast)
    address = "/api/uploads" if case.method == "post" else dana.open()
    case.before(dana, address)
    right = TUS | dana.authorization
    right |= OPEN | dana.metadata if case.method == "post" else {}
    right |= BYTES | {"Upload-Offset": "0"} if case.method == "patch" else {}
    headers = {
        name: value for name, value in (right | (case.headers or {})).items() if name not in case.without
    }
    ask = getattr(dana.client, case.method)
    body = {"data": case.body} if case.method == "patch" else {}
    answer = ask(case.path or address, headers=headers, **body)
    assert answer.status_code == case.status, answer.content
    assert answer["Tus-Resumable"] == "1.0.0"
    assert answer["Cache-Control"] == "no-store"
    if case.code:
        assert answer.json()["code"] == case.code
        assert answer.json()["message"]
    assert ("Tus-Version" in answer) == (case.status == 412 or case.method == "options")
    assert ("WWW-Authenticate" in answer) == (case.status == 401)


@pytest.mark.parametrize("headers", MALFORMED, ids=str)
def test_it_refuses_to_open_what_is_not_well_formed(cast: Cast, headers: Headers) -> None:
    dana = Sender(cast)
    answer = dana.post(**{name.replace("-", "_"): value for name, value in headers.items()})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert not Upload.objects.exists()


def test_a_take_that_is_being_written_answers_423_and_keeps_its_bytes(cast: Cast) -> None:
    dana = Sender(cast)
    address = dana.open()
    token = Upload.objects.get().token
    with parts.locked(token):
        answer = dana.patch(address, CLIP, 0)
        assert dana.head(address).status_code == 200
    assert (answer.status_code, answer.json()["code"]) == (423, "locked")
    assert parts.size_of(token) == 0


def test_too_many_takes_answer_429(cast: Cast) -> None:
    dana = Sender(cast)
    answers = [dana.post(Upload_Defer_Length="1") for _take in range(4)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert answers[-1].json()["code"] == "too_many_takes"


def test_a_disk_that_fills_up_in_mid_patch_answers_507_and_goes_on_where_it_was(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana = Sender(cast)
    address = dana.open()
    dana.patch(address, CLIP[:500], 0)

    def full(part: object, chunk: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(parts, "_write_all", full)
        answer = dana.patch(address, CLIP[500:], 500)
    assert (answer.status_code, answer.json()["code"]) == (507, "no_space")
    assert dana.head(address)["Upload-Offset"] == "500"
    assert dana.patch(address, CLIP[500:], 500).status_code == 204
