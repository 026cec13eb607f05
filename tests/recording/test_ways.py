"""The other ways to answer: a choice, a voice, a photo; and what goes with a draft to another device."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from testimonials import stores
from testimonials.models import Asset, Picture, Question, Testimonial
from tests.cast import Cast
from tests.recording.test_speaking import Dana

pytestmark = pytest.mark.slow

OPTIONS = ["Every day", "Once a week", "Rarely"]


@pytest.fixture
def dana(cast: Cast) -> Dana:
    return Dana(cast)


@pytest.fixture
def poll(cast: Cast) -> Question:
    return cast.questions[0].revise(kind="poll", options=OPTIONS)


def photo(size: tuple[int, int] = (640, 480), kind: str = "JPEG", **options: Any) -> bytes:
    kept = BytesIO()
    Image.new("RGB", size, (20, 120, 60)).save(kept, kind, **options)
    return kept.getvalue()


def send_photo(dana: Dana, use: str = "answer", body: bytes | None = None) -> Any:
    return dana.client.post(
        f"{dana.address}/pictures/{use}",
        photo() if body is None else body,
        content_type="image/jpeg",
        headers=dana.headers,
    )


def test_a_poll_is_answered_with_the_words_of_its_option(dana: Dana, poll: Question) -> None:
    answered = dana.put(f"/answers/{poll.key}", {"kind": "choice", "choice": 1})
    assert (answered.status_code, answered.json()["text"]) == (200, "Once a week")


@pytest.mark.parametrize("choice", [-1, 3, None])
def test_a_choice_that_is_not_there_is_refused(dana: Dana, poll: Question, choice: int | None) -> None:
    body = {"kind": "choice"} if choice is None else {"kind": "choice", "choice": choice}
    assert dana.put(f"/answers/{poll.key}", body).json()["code"] == "not_a_choice"


def test_a_poll_takes_no_other_answer(dana: Dana, poll: Question) -> None:
    assert dana.put(f"/answers/{poll.key}", {"kind": "text", "text": "Daily."}).status_code == 422


def test_an_open_question_takes_no_choice(dana: Dana) -> None:
    key = dana.cast.questions[0].key
    assert dana.put(f"/answers/{key}", {"kind": "choice", "choice": 0}).json()["code"] == "not_a_choice"


def test_a_photo_is_drawn_anew_and_keeps_nothing_of_its_camera(dana: Dana) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CANARY-CAMERA"
    token = send_photo(dana, body=photo(exif=exif.tobytes())).json()["token"]
    files = [
        b"".join(stores.private().read(asset.key)) for asset in Asset.objects.filter(picture__token=token)
    ]
    assert len(files) == 6
    assert not [one for one in files if b"CANARY" in one]


def test_a_photo_stands_the_way_its_camera_was_held(dana: Dana) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    token = send_photo(dana, body=photo((800, 400), exif=exif.tobytes())).json()["token"]
    widest = Picture.objects.get(token=token).stills()[0]
    assert (widest.width, widest.height) == (400, 800)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "GIF"])
def test_what_phones_and_screens_make_is_taken(dana: Dana, kind: str) -> None:
    assert send_photo(dana, body=photo(kind=kind)).status_code == 201


def test_a_logo_on_nothing_stands_on_white(dana: Dana) -> None:
    kept = BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(kept, "PNG")
    assert send_photo(dana, "logo", kept.getvalue()).json()["color"] == "#ffffff"


def test_a_photo_answers_with_its_caption(dana: Dana) -> None:
    token = send_photo(dana).json()["token"]
    key = dana.cast.questions[0].key
    answered = dana.put(f"/answers/{key}", {"kind": "photo", "picture": token, "text": "My bike."})
    assert answered.json()["picture"] == token
    assert dana.send().status_code == 201
    assert Testimonial.objects.get().cut.is_ready  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"#EXTM3U\nfile:///etc/passwd",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        photo()[:200],
        b"\x89PNG\r\n\x1a\n" + bytes(99),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence_and_nothing_stays(dana: Dana, body: bytes) -> None:
    refused = send_photo(dana, body=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "not_a_picture")
    assert not Picture.objects.exists()
    assert not list(stores.private().list("pictures/"))


def test_a_new_face_replaces_the_old_one_with_its_files(dana: Dana) -> None:
    send_photo(dana, "face")
    send_photo(dana, "face")
    assert Picture.objects.filter(use="face").count() == 1
    assert len(list(stores.private().list("pictures/"))) == Asset.objects.count() == 6


def test_a_photo_that_was_replaced_by_words_is_gone_once_sent(dana: Dana) -> None:
    key = dana.cast.questions[0].key
    dana.put(f"/answers/{key}", {"kind": "photo", "picture": send_photo(dana).json()["token"]})
    dana.write()
    dana.send()
    assert not list(stores.private().list("pictures/"))


def test_there_is_an_end_to_pictures(dana: Dana) -> None:
    sent = [send_photo(dana).status_code for _ in range(13)]
    assert sent == [201] * 12 + [409]


def test_a_picture_is_shown_to_who_holds_the_draft_only(dana: Dana, cast: Cast) -> None:
    token = send_photo(dana, "face").json()["token"]
    address = f"{dana.address}/picture/{token}"
    shown = dana.client.get(address, headers=dana.headers)
    assert shown["Content-Type"] == "image/jpeg"
    charlie = Dana(cast)
    assert charlie.client.get(address, headers=charlie.headers).status_code == 404
    assert (
        charlie.client.get(f"{charlie.address}/picture/{token}", headers=charlie.headers).status_code == 404
    )


def test_a_voice_is_an_answer_of_its_own_kind(dana: Dana) -> None:
    key = dana.cast.questions[0].key
    assert (
        dana.put(f"/answers/{key}", {"kind": "audio", "upload": "nothing"}).json()["code"] == "unknown_take"
    )


def test_what_was_typed_goes_along_to_another_device(dana: Dana) -> None:
    dana.put("/typed", {"name": "Dana", "role": "Nurse"})
    assert dana.get().json()["typed"] == {"name": "Dana", "role": "Nurse"}


def test_what_was_typed_is_forgotten_once_sent(dana: Dana) -> None:
    dana.put("/typed", {"name": "Dana"})
    dana.write()
    dana.send()
    assert Testimonial.objects.get().typed == {}


def test_more_than_anybody_types_is_refused(dana: Dana) -> None:
    assert dana.put("/typed", {"name": "x" * 140_000}).json()["code"] == "too_much_typed"


def test_the_links_own_fields_are_kept_and_nothing_else(dana: Dana) -> None:
    dana.cast.link.fields = [{"key": "city", "label": "Your city", "is_required": True}]
    dana.cast.link.save()
    dana.write()
    assert dana.send(extra={}).json()["fields"] == {"extra-city": "Please fill this in."}
    dana.send(extra={"city": " Bergen ", "shoe": "42"})
    assert Testimonial.objects.get().extra == {"city": "Bergen"}


def test_a_score_is_kept_as_it_was_given(dana: Dana) -> None:
    dana.write()
    assert list(dana.send(nps=11).json()["fields"]) == ["nps"]
    dana.send(nps=0, private_feedback="The bell is loud.")
    sent = Testimonial.objects.get()
    assert (sent.nps, sent.private_feedback) == (0, "The bell is loud.")


def test_a_story_is_in_the_language_its_page_was_read_in(dana: Dana) -> None:
    from testimonials import consenting

    dana.cast.link.languages = ["fa"]
    dana.cast.link.save()
    dana.write()
    wording = consenting.wording(dana.cast.brand, "fa")
    sent = dana.send(language="fa", wording_hash=consenting.wording_hash(wording))
    assert sent.status_code == 201
    assert Testimonial.objects.get().language == "fa"


def test_a_choice_alone_is_nothing_to_show_on_a_wall(dana: Dana, poll: Question) -> None:
    from embeds import selecting

    dana.put(f"/answers/{poll.key}", {"kind": "choice", "choice": 1})
    dana.send()
    sent = Testimonial.objects.get()
    assert selecting.with_words([sent]) == set()
