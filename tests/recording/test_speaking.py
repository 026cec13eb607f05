"""The speaker's API: a draft without a cookie, sent once, by whoever holds its key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from testimonials import collecting, consenting, recording
from testimonials.errors import AlreadySent
from testimonials.models import Consent, Cut, Testimonial
from tests.cast import EVERYTHING, Cast


class Dana:
    """Speaks JSON to the API, as the page does."""

    def __init__(self, cast: Cast) -> None:
        self.client = Client()
        self.cast = cast
        begun = self.client.post(
            f"/api/links/{cast.link.token}/testimonials", {}, content_type="application/json"
        )
        assert begun.status_code == 201
        self.address = f"/api/testimonials/{begun.json()['token']}"
        self.headers = {"Authorization": f"Bearer {begun.json()['draft']}"}

    def put(self, path: str, body: object) -> Any:
        return self.client.put(
            f"{self.address}{path}", body, content_type="application/json", headers=self.headers
        )

    def get(self) -> Any:
        return self.client.get(self.address, headers=self.headers)

    def write(self, text: str = "I arrive awake.") -> Any:
        return self.put(f"/answers/{self.cast.questions[0].key}", {"kind": "text", "text": text})

    def send(self, **changes: object) -> Any:
        wording = consenting.wording(self.cast.brand, "en")
        body = {
            "name": "Dana", "email": "dana@example.org", "role": "Nurse", "company": "", "rating": 2,
            "relation": "customer", "consent": EVERYTHING, "wording_hash": consenting.wording_hash(wording),
        }  # fmt: skip
        return self.put("/submission", body | changes)


@pytest.fixture
def dana(cast: Cast) -> Dana:
    return Dana(cast)


def test_a_story_is_sent_without_any_cookie(dana: Dana) -> None:
    dana.write()
    sent = dana.send()
    assert (sent.status_code, sent.json()["state"]) == (201, "new")
    assert not dana.client.cookies
    assert Testimonial.objects.get().speaker.name == "Dana"  # type: ignore[union-attr]


def test_sending_twice_changes_nothing(dana: Dana) -> None:
    dana.write()
    dana.send()
    again = dana.send(name="Somebody Else")
    assert (again.status_code, again.json()["state"]) == (200, "new")
    assert Testimonial.objects.get().speaker.name == "Dana"  # type: ignore[union-attr]
    assert Consent.objects.count() == 1


def test_a_story_in_text_is_ready_at_once(dana: Dana) -> None:
    dana.write()
    dana.send()
    assert Cut.objects.get().is_ready
    assert dana.get().json()["progress"] == {"stage": "ready", "percent": 100, "seconds_left": None}


def test_the_consent_is_kept_word_for_word(dana: Dana) -> None:
    dana.write()
    dana.send(consent={"website": True, "name": True})
    consent = Consent.objects.get()
    assert consent.wording == consenting.wording(dana.cast.brand, "en")
    assert consent.for_website
    assert consent.shows_name
    assert not consent.for_ads
    assert not consent.shows_face


def test_a_wording_nobody_saw_is_not_agreed_to(dana: Dana) -> None:
    dana.write()
    refused = dana.send(wording_hash="0" * 64)
    assert (refused.status_code, refused.json()["code"]) == (409, "wording_changed")
    assert Testimonial.objects.get().is_draft


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("email", "dana@"),
        ("rating", 6),
        ("relation", ""),
        ("relation", "boss"),
    ],
)
def test_a_wrong_value_is_named_by_its_field(dana: Dana, field: str, value: object) -> None:
    dana.write()
    refused = dana.send(**{field: value})
    assert refused.status_code == 422
    assert list(refused.json()["fields"]) == [field]
    assert Testimonial.objects.get().is_draft


def test_nothing_answered_is_not_a_story(dana: Dana) -> None:
    assert dana.send().json()["code"] == "nothing_answered"


def test_an_answer_may_be_written_again_until_it_is_sent(dana: Dana) -> None:
    dana.write("First.")
    dana.write("Second.")
    dana.send()
    assert dana.write("Third.").json()["code"] == "already_sent"
    assert [answer["text"] for answer in dana.get().json()["answers"]] == ["Second."]


def test_an_empty_answer_says_what_to_do(dana: Dana) -> None:
    assert dana.write("   ").json()["fields"] == {"text": "Write a sentence or two."}


def test_an_answer_can_be_taken_back(dana: Dana) -> None:
    dana.write()
    key = dana.cast.questions[0].key
    assert dana.client.delete(f"{dana.address}/answers/{key}", headers=dana.headers).status_code == 204
    assert dana.get().json()["answers"] == []


def test_an_answer_keeps_the_wording_its_speaker_saw(dana: Dana) -> None:
    dana.write()
    dana.cast.questions[0].revise(text="Asked differently?")
    dana.write("Said again.")
    dana.send()
    assert Testimonial.objects.get().answers.get().wording == "What was it like before?"


def test_an_answer_to_what_was_changed_meanwhile_keeps_what_its_speaker_saw(dana: Dana) -> None:
    old = dana.cast.questions[0]
    old.revise(text="Asked differently?")
    dana.put(f"/answers/{old.key}", {"kind": "text", "text": "Well.", "revision": 1})
    dana.send()
    assert Testimonial.objects.get().answers.get().wording == "What was it like before?"


def test_a_question_that_was_dropped_meanwhile_is_still_answered(dana: Dana) -> None:
    dana.cast.questions[0].retired_at = timezone.now()
    dana.cast.questions[0].save()
    assert dana.write().status_code == 200


def test_another_revision_replaces_the_answer_and_adds_none(dana: Dana) -> None:
    dana.write("First.")
    newer = dana.cast.questions[0].revise(text="Asked differently?")
    dana.put(f"/answers/{newer.key}", {"kind": "text", "text": "Second.", "revision": 2})
    assert [answer["text"] for answer in dana.get().json()["answers"]] == ["Second."]


def test_whoever_had_begun_finds_the_way_back_to_a_closed_link(cast: Cast, client: Client) -> None:
    collecting.close(cast.link)
    assert b"resume.js" in client.get(f"/c/{cast.link.token}").content
    assert client.get(f"/c/{cast.link.token}?resume").status_code == 200


def test_a_revoked_link_takes_nobody_once_its_day_is_over(cast: Cast, dana: Dana, client: Client) -> None:
    dana.write()
    collecting.revoke(cast.link)
    assert dana.write().status_code == 200
    type(cast.link).objects.update(revoked_at=timezone.now() - timedelta(hours=25))
    assert (dana.send().status_code, client.get(f"/c/{cast.link.token}?resume").status_code) == (410, 410)


@pytest.mark.parametrize(
    ("asked", "wished", "seen"),
    [
        ("", "", "en"),
        ("", "fa-IR,fa;q=0.9", "fa"),
        ("", "de, zh-CN;q=0.5", "zh-hans"),
        ("zh-hans", "fa", "zh-hans"),
        ("de", "sv", "en"),
    ],
)
def test_the_page_speaks_what_its_reader_reads(
    cast: Cast, client: Client, asked: str, wished: str, seen: str
) -> None:
    cast.link.languages = ["fa", "zh-hans"]
    cast.link.save()
    page = client.get(f"/c/{cast.link.token}?lang={asked}", headers={"Accept-Language": wished})
    assert f'<html lang="{seen}"' in page.content.decode()


def test_a_link_in_one_language_stays_in_it(cast: Cast, client: Client) -> None:
    page = client.get(f"/c/{cast.link.token}?lang=fa", headers={"Accept-Language": "fa"})
    assert '<html lang="en"' in page.content.decode()


def test_a_draft_is_handed_to_a_phone_without_any_server_seeing_its_key(dana: Dana) -> None:
    handed = dana.client.post(f"{dana.address}/hand-off", headers=dana.headers).json()
    before, _, after = handed["url"].partition("#")
    secret = dana.headers["Authorization"].removeprefix("Bearer ")
    assert secret not in before
    assert after.endswith(f".{secret}")
    assert handed["picture"].startswith("data:image/svg+xml")


def test_without_the_key_there_is_no_draft(dana: Dana) -> None:
    assert dana.client.get(dana.address).status_code == 401


def test_a_foreign_draft_answers_like_a_missing_one(cast: Cast, dana: Dana) -> None:
    charlie = Dana(cast)
    foreign = dana.client.get(charlie.address, headers=dana.headers)
    missing = dana.client.get("/api/testimonials/nothing", headers=dana.headers)
    assert (
        (foreign.status_code, foreign.content)
        == (missing.status_code, missing.content)
        == (404, missing.content)
    )


@pytest.mark.parametrize("move", [collecting.pause, collecting.close])
def test_a_link_that_rests_takes_nobody_new_but_loses_nobody(cast: Cast, move: Any) -> None:
    dana = Dana(cast)
    move(cast.link)
    new = dana.client.post(f"/api/links/{cast.link.token}/testimonials", {}, content_type="application/json")
    assert new.status_code == 410
    dana.write()
    assert dana.send().status_code == 201


def test_an_unknown_link_is_a_constant_404(cast: Cast, client: Client) -> None:
    one, two = client.get("/c/" + "a" * 22), client.get("/c/" + "b" * 22)
    assert one.status_code == two.status_code == 404
    assert one.content == two.content


def test_a_paused_link_says_so_kindly(cast: Cast, client: Client) -> None:
    collecting.pause(cast.link)
    page = client.get(f"/c/{cast.link.token}")
    assert page.status_code == 410
    assert "come back later" in page.content.decode()
    assert not page.cookies


def test_the_collection_page_sets_no_cookie(cast: Cast, client: Client) -> None:
    page = client.get(f"/c/{cast.link.token}")
    assert page.status_code == 200
    assert not page.cookies


def test_beginning_is_throttled_by_network(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.cache import cache

    from testimonials.api.throttles import BeginThrottle

    cache.clear()
    monkeypatch.setattr(BeginThrottle, "get_rate", lambda self: "2/hour")
    client = Client()
    address = f"/api/links/{cast.link.token}/testimonials"
    answers = [
        client.post(address, {}, content_type="application/json", REMOTE_ADDR=f"203.0.113.{host}").status_code
        for host in (1, 2, 3)
    ]
    assert answers == [201, 201, 429]
    cache.clear()


def test_an_answer_whose_body_came_after_the_story_was_sent_changes_nothing(dana: Dana) -> None:
    dana.write("Harmless.")
    read_before = Testimonial.objects.get()
    dana.send()
    with pytest.raises(AlreadySent):
        recording.answer_in_text(read_before, dana.cast.questions[0], "Anything else.")
    with pytest.raises(AlreadySent):
        recording.retract(read_before, dana.cast.questions[0])
    assert Testimonial.objects.get().answers.get().text == "Harmless."


def test_more_than_a_mebibyte_of_json_is_refused(dana: Dana) -> None:
    answer = dana.put("/typed", {"fields": "x" * 1_100_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_much_sent")


def test_five_whole_answers_in_persian_can_be_handed_over(dana: Dana) -> None:
    assert dana.put("/typed", {"fields": dict.fromkeys("abcde", "ب" * 5_000)}).status_code == 204


def test_a_draft_says_until_when_it_is_kept(dana: Dana) -> None:
    told = dana.write().json()["expires_at"]
    assert dana.get().json()["expires_at"] == told
