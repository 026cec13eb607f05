"""The upload endpoint by the standard's status codes: small steps, each refusal by its number."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from testimonials import recording, uploading
from testimonials.models import Upload
from testimonials.uploading import parts
from tests.cast import Cast

RECORDINGS = Path(__file__).parent.parent / "recordings"
CLIP = (RECORDINGS / "webkitgtk-mp4-avc1-aac.mp4").read_bytes()
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {"Content-Type": "application/offset+octet-stream"}

Headers = dict[str, str]


class Sender:
    """A tus client as small as can be: it sends what it is told and judges nothing."""

    def __init__(self, cast: Cast) -> None:
        self.client = Client()
        self.testimonial, secret = recording.begin(cast.link, language="en")
        self.question = str(cast.questions[0].key)
        self.authorization = {"Authorization": f"Bearer {secret}"}

    @property
    def metadata(self) -> Headers:
        pairs = {"testimonial": self.testimonial.token, "question": self.question, "filename": "take.mp4"}
        coded = [f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items()]
        return {"Upload-Metadata": ",".join(coded)}

    def post(self, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post("/api/uploads", headers=TUS | self.authorization | self.metadata | named)

    def open(self, **headers: str) -> str:
        return self.post(**(headers or {"Upload_Length": str(len(CLIP))}))["Location"]

    def patch(self, address: str, body: bytes, offset: int, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.patch(
            address,
            data=body,
            headers=TUS | self.authorization | BYTES | {"Upload-Offset": str(offset)} | named,
        )

    def head(self, address: str) -> Any:
        return self.client.head(address, headers=TUS | self.authorization)


@pytest.fixture
def dana(cast: Cast) -> Sender:
    return Sender(cast)


def test_it_tells_what_it_speaks(client: Client) -> None:
    answer = client.options("/api/uploads")
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {
        "creation", "creation-defer-length", "termination", "expiration",
    }  # fmt: skip


def test_it_takes_a_take_in_two_pieces(dana: Sender) -> None:
    address = dana.open()
    half = len(CLIP) // 2
    assert dana.patch(address, CLIP[:half], 0)["Upload-Offset"] == str(half)
    assert dana.head(address)["Upload-Offset"] == str(half)
    assert dana.patch(address, CLIP[half:], half).status_code == 204
    upload = Upload.objects.get()
    assert upload.state == Upload.State.RECEIVED
    assert parts.path_of(upload.token).read_bytes() == CLIP


def test_the_last_patch_may_tell_the_length(dana: Sender) -> None:
    address = dana.open(Upload_Defer_Length="1")
    assert dana.head(address)["Upload-Defer-Length"] == "1"
    dana.patch(address, CLIP[:9000], 0)
    dana.patch(address, CLIP[9000:], 9000, Upload_Length=str(len(CLIP)))
    assert Upload.objects.get().state == Upload.State.RECEIVED


def test_the_length_may_come_with_an_empty_body(dana: Sender) -> None:
    address = dana.open(Upload_Defer_Length="1")
    dana.patch(address, CLIP, 0)
    assert dana.patch(address, b"", len(CLIP), Upload_Length=str(len(CLIP))).status_code == 204
    assert Upload.objects.get().state == Upload.State.RECEIVED


def test_a_lost_answer_to_the_last_patch_is_harmless(dana: Sender) -> None:
    address = dana.open()
    dana.patch(address, CLIP, 0)
    again = dana.patch(address, CLIP, 0)
    assert (again.status_code, again["Upload-Offset"]) == (204, str(len(CLIP)))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2"}, 412),
        ({"Upload-Offset": "5"}, 409),
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Offset": "١"}, 400),
        ({"Authorization": "Bearer somebody-else"}, 404),
    ],
)
def test_it_refuses_a_patch_by_the_standards_number(dana: Sender, headers: Headers, status: int) -> None:
    address = dana.open()
    sent = TUS | dana.authorization | {"Upload-Offset": "0"} | headers
    if not sent["Upload-Offset"].isascii():
        sent["Upload-Offset"] = sent["Upload-Offset"].encode().decode("latin-1")
    answer = dana.client.patch(
        address, data=b"x", content_type="application/offset+octet-stream", headers=sent
    )
    assert answer.status_code == status


def test_it_refuses_another_media_type(dana: Sender) -> None:
    headers = TUS | dana.authorization | {"Upload-Offset": "0"}
    answer = dana.client.patch(dana.open(), data=b"x", content_type="video/mp4", headers=headers)
    assert answer.status_code == 415


@pytest.mark.parametrize("method", ["head", "patch", "delete"])
def test_it_asks_for_the_drafts_key(dana: Sender, method: str) -> None:
    address = dana.open()
    answer = getattr(dana.client, method)(
        address, headers=TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    )
    assert answer.status_code in {401, 415}
    assert method == "patch" or answer["WWW-Authenticate"] == "Bearer"


def test_somebody_elses_take_answers_like_a_missing_one(cast: Cast, dana: Sender) -> None:
    address = dana.open()
    other = Sender(cast)
    assert other.head(address).status_code == 404
    assert other.patch(address, CLIP, 0).content == other.patch("/api/uploads/nothing", CLIP, 0).content


def test_too_large_is_refused_before_the_first_byte(dana: Sender) -> None:
    answer = dana.post(Upload_Length=str(dana.testimonial.link.max_bytes + 1))
    assert answer.status_code == 413
    assert "200 MB" in answer.json()["message"]


def test_a_deferred_take_cannot_grow_over_the_limit(cast: Cast, dana: Sender) -> None:
    cast.link.max_bytes = 20_000
    cast.link.save()
    address = dana.open(Upload_Defer_Length="1")
    answer = dana.patch(address, CLIP, 0)
    assert answer.status_code == 413
    assert Upload.objects.get().state == Upload.State.REFUSED


def test_a_length_must_be_told_or_promised(dana: Sender) -> None:
    assert dana.post().status_code == 400
    assert dana.post(Upload_Length="5", Upload_Defer_Length="1").status_code == 400


def test_three_takes_at_a_time_are_enough(dana: Sender) -> None:
    for _take in range(uploading.LIVE_TAKES):
        dana.open()
    assert dana.post(Upload_Length="100").status_code == 429


def test_a_dropped_take_makes_room(dana: Sender) -> None:
    addresses = [dana.open() for _take in range(uploading.LIVE_TAKES)]
    dana.client.delete(addresses[0], headers=TUS | dana.authorization)
    assert dana.head(addresses[0]).status_code == 410
    assert dana.post(Upload_Length="100").status_code == 201


def test_a_take_that_is_being_written_answers_423(dana: Sender) -> None:
    address = dana.open()
    with parts.locked(Upload.objects.get().token):
        assert dana.patch(address, CLIP, 0).status_code == 423


HOSTILE: dict[str, bytes] = {
    "playlist": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    "concat list": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "text": b"Dear Halden, " * 1000,
    "pdf": b"%PDF-1.7\n" + b"0" * 9000,
    "html": b"<!doctype html><script>alert(1)</script>" * 200,
    "zip": b"PK\x03\x04" + b"\x00" * 9000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_a_video_is_refused_and_the_link_stays_usable(dana: Sender, name: str) -> None:
    body = HOSTILE[name]
    answer = dana.patch(dana.open(Upload_Length=str(len(body))), body, 0)
    assert answer.status_code == 422
    assert answer.json() == {"code": "not_a_video", "message": "This is not a video we can read."}
    assert not parts.path_of(Upload.objects.get().token).exists()
    assert dana.patch(dana.open(), CLIP, 0).status_code == 204


def test_a_take_of_nothing_is_refused(dana: Sender) -> None:
    address = dana.open(Upload_Defer_Length="1")
    answer = dana.patch(address, b"", 0, Upload_Length="0")
    assert (answer.status_code, answer.json()["code"]) == (422, "empty_take")


def test_a_full_disk_answers_507(dana: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "has_room_for", lambda count: False)
    assert dana.post(Upload_Length="100").status_code == 507


def test_the_bell_rings_once_the_take_is_whole(
    dana: Sender, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[int] = []
    monkeypatch.setattr("testimonials.tasks.inspect_upload.delay", rung.append)
    address = dana.open()
    with django_capture_on_commit_callbacks(execute=True):
        dana.patch(address, CLIP[:10], 0)
    assert rung == []
    with django_capture_on_commit_callbacks(execute=True):
        dana.patch(address, CLIP[10:], 10)
        dana.patch(address, CLIP, 0)
    assert rung == [Upload.objects.get().pk]


def test_a_take_that_was_whole_when_its_server_died_is_finished_by_asking(dana: Sender) -> None:
    """Every byte is on the disk, the row does not know it, and its sender has nothing left to send."""
    address = dana.open()
    upload = Upload.objects.get()
    parts.path_of(upload.token).write_bytes(CLIP)

    answer = dana.head(address)

    assert answer["Upload-Offset"] == answer["Upload-Length"] == str(len(CLIP))
    upload.refresh_from_db()
    assert upload.state == "received"


def test_a_disk_that_takes_half_a_write_makes_no_hole() -> None:
    class Short:
        """Takes three bytes at a time, as a disk does that has just filled up."""

        def __init__(self) -> None:
            self.taken = b""

        def write(self, chunk: memoryview) -> int:
            self.taken += bytes(chunk[:3])
            return min(3, len(chunk))

    short: Any = Short()
    parts._write_all(short, b"0123456789")

    assert short.taken == b"0123456789"
