"""Withdrawn is down at once, erased soon, and stays so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from config.sweeping import sweep
from embeds.models import Placement, Widget
from testimonials import admitting, moderating, notifying, proving, recording, replying, stores, withdrawing
from testimonials.models import Asset, Consent, Cut, Decision, Notice, Picture, Testimonial, Withdrawal
from testimonials.models.testimonial import IllegalMove
from testimonials.stores import DiskStore, StoreUnavailable
from tests.cast import Cast, published
from tests.clips import clip
from tests.taken import rendered, story
from tests.withdrawing.conftest import everything_left, files, names

pytestmark = pytest.mark.slow


def away(*args: object, **kwargs: object) -> None:
    raise StoreUnavailable("no route")


def gone(testimonial: Testimonial) -> Withdrawal:
    """Withdraw it and erase what can be erased now."""
    done = withdrawing.withdraw(testimonial)
    withdrawing.finish(done)
    return done


def film_of(cast: Cast) -> Testimonial:
    told = story(cast, clip("plain.mp4"))
    rendered(told)
    moderating.approve(told, by=cast.alice)
    return told


@pytest.mark.django_db(transaction=True)
def test_public_files_are_gone_when_withdraw_returns(cast: Cast, wall: Widget) -> None:
    told = film_of(cast)
    published(wall)
    assert [path for path in files("public") if path.suffix == ".mp4"]

    withdrawing.withdraw(told)

    assert not [path for path in files("public") if "m" in path.parent.parent.name]
    assert not Placement.objects.exists()


def test_every_file_is_erased_from_both_stores(cast: Cast, wall: Widget) -> None:
    told = film_of(cast)
    published(wall)
    done = withdrawing.withdraw(told)
    published(wall)
    withdrawing.finish(done)
    assert names("private") == {"tombstones"}
    assert names("public") == {"w"}
    assert not Asset.objects.exists()


def test_it_is_erased_only_when_no_page_holds_it_any_more(cast: Cast, wall: Widget) -> None:
    told = cast.approved()
    published(wall)
    done = gone(told)
    assert (done.taken_down_at, done.erased_at) == (None, None)
    published(wall)
    withdrawing.finish_all()
    done.refresh_from_db()
    assert done.taken_down_at is not None
    assert done.erased_at is not None


def test_decisions_consents_and_cuts_stay(cast: Cast) -> None:
    gone(film_of(cast))
    assert (Decision.objects.count(), Consent.objects.count(), Cut.objects.count()) == (1, 1, 1)


def test_no_word_of_theirs_is_left_anywhere(
    cast: Cast, wall: Widget, mail_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = whole_life_of_quokka(cast, wall)
    secret = told.page_secret()
    before = everything_left(mail_folder)
    assert before.count("uokka") > 20
    assert secret in before

    done = withdrawing.withdraw(told)
    published(wall)
    withdrawing.finish(done)
    deliver()

    left = everything_left(mail_folder)
    assert "uokka" not in left
    assert secret not in left
    assert done.receipt in left


def whole_life_of_quokka(cast: Cast, wall: Widget) -> Testimonial:
    """Somebody who fills every field there is, on video, in writing, in letters and in a picture."""
    told = story(cast, clip("plain.mp4"), clip("browser.webm"))
    told.answers.update(text="Quokka said this.")
    told.uploads.update(filename="quokka.mp4", problem="quokka.mp4 ends in the middle")
    told.cuts.update(problem="Quokka’s file ends in the middle")
    told.extra, told.private_feedback, told.typed = (
        {"city": "Quokkatown"},
        "Quokka was cross.",
        {"name": "Quokka"},
    )
    told.save()
    speaker = told.speaker
    assert speaker is not None
    speaker.name, speaker.email, speaker.role, speaker.company = (
        "Quokka",
        "quokka@q.example",
        "Quokka",
        "Quokka",
    )
    speaker.save()
    pictured(told)
    rendered(told)
    admitting.open_page(told)
    moderating.approve(told, by=cast.alice)
    replying.write_as_speaker(told, "I am Quokka.")
    replying.write_as_brand(told, "Hello Quokka.", by=cast.alice)
    proving.send_code(told)
    deliver()
    proving.send_code(told)
    published(wall)
    return told


def pictured(told: Testimonial) -> None:
    picture = Picture.objects.create(brand=told.brand, testimonial=told, use="face")
    key = f"pictures/{picture.token}/360.jpg"
    stores.private().put(key, b"Quokka's face", media_type="image/jpeg")
    Asset.objects.create(
        brand=told.brand, testimonial=told, picture=picture, kind="picture", key=key, media_type="image/jpeg",
        bytes=13, sha256="d" * 64,
    )  # fmt: skip


def deliver() -> None:
    for notice in Notice.objects.stranded().order_by("pk"):
        notifying.send(notice)


def test_a_neighbours_story_is_left_alone(cast: Cast, mail_folder: Path) -> None:
    neighbour = film_of(cast)
    admitting.open_page(neighbour)
    mine = cast.dana_writes("Mine.")
    admitting.open_page(mine)
    deliver()
    kept = set(files("private"))
    gone(mine)
    assert kept <= set(files("private"))
    assert len(list(mail_folder.iterdir())) == 1
    neighbour.refresh_from_db()
    assert neighbour.speaker is not None
    assert neighbour.speaker.name == "Dana Dober"


def test_an_outage_leaves_it_to_the_sweeper(
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    told = film_of(cast)
    with monkeypatch.context() as broken:
        broken.setattr(DiskStore, "remove", away)
        done = withdrawing.withdraw(told)
        with pytest.raises(StoreUnavailable):
            withdrawing.finish(done)
        sweep()
    assert Withdrawal.objects.unfinished().exists()
    sweep()
    assert not Withdrawal.objects.unfinished().exists()
    assert names("private") == {"tombstones"}


def test_who_withdraws_during_an_outage_is_told_that_it_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = cast.dana_writes()
    told.speaker.email = ""  # type: ignore[union-attr]
    told.speaker.save()  # type: ignore[union-attr]
    admitting.open_page(told)
    address = f"/s/{told.page_secret()}"
    with monkeypatch.context() as broken:
        broken.setattr(DiskStore, "put", away)
        assert Client().post(f"{address}/withdrawal").status_code == 303
        assert "Now we erase it" in Client().get(address).content.decode()
    withdrawing.finish_all()
    assert "Your story is erased" in Client().get(address).content.decode()


def test_finishing_twice_changes_nothing(cast: Cast) -> None:
    done = gone(cast.dana_writes())
    told = Withdrawal.objects.values().get()
    withdrawing.finish_all()
    assert Withdrawal.objects.values().get() == told
    assert done.erased_at is not None


def test_withdrawing_twice_is_one_withdrawal(cast: Cast) -> None:
    told = cast.dana_writes()
    first = withdrawing.withdraw(told)
    assert withdrawing.withdraw(told) == first
    assert Notice.objects.filter(kind="withdrawn").count() == 1


def test_a_draft_is_not_withdrawn(cast: Cast) -> None:
    draft, _secret = recording.begin(cast.link, language="en")
    with pytest.raises(IllegalMove):
        withdrawing.withdraw(draft)


def test_the_page_becomes_the_receipt(cast: Cast) -> None:
    told = cast.dana_writes()
    admitting.open_page(told)
    done = gone(told)
    page = Client().get(f"/s/{told.page_secret()}").content.decode()
    assert "Your story is erased." in page
    assert done.receipt in page
    assert "Dana" not in page


def test_while_something_is_left_the_page_says_so(cast: Cast, wall: Widget) -> None:
    told = cast.approved()
    admitting.open_page(told)
    gone(told)
    page = Client().get(f"/s/{told.page_secret()}").content.decode()
    assert "Taken down everywhere. Now we erase it." in page


@pytest.mark.parametrize("part", ["/consent", "/withdrawal", "/link", "/originals"])
def test_every_other_page_of_it_leads_to_the_receipt(cast: Cast, part: str) -> None:
    told = cast.dana_writes()
    admitting.open_page(told)
    gone(told)
    address = f"/s/{told.page_secret()}"
    assert Client().get(address + part)["Location"] == address


def test_a_message_to_nobody_is_refused(cast: Cast) -> None:
    told = cast.dana_writes()
    gone(told)
    with pytest.raises(replying.NobodyThere):
        replying.write_as_brand(told, "Hello?", by=cast.alice)


def test_the_studio_shows_that_it_was_and_not_whose(cast: Cast) -> None:
    told = cast.approved()
    gone(told)
    page = studio(cast, f"/studio/halden/testimonials/{told.token}")
    assert "Withdrawn story" in page
    assert "Dana" not in page
    assert 'id="decision"' not in page
    listed = studio(cast, "/studio/halden/inbox?shelf=withdrawn")
    assert "Withdrawn story" in listed
    with pytest.raises(moderating.AlreadyDecided):
        moderating.approve(told, by=cast.alice)


def studio(cast: Cast, address: str) -> str:
    client = Client()
    client.force_login(cast.bob, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(address).content.decode()


def test_a_tombstone_holds_a_token_times_and_a_hash(cast: Cast) -> None:
    told = cast.dana_writes()
    done = gone(told)
    body = b"".join(stores.private().read(f"tombstones/{told.token}.json"))
    found: dict[str, Any] = json.loads(body)
    assert set(found) == {
        "testimonial",
        "receipt",
        "wording_hash",
        "requested_at",
        "taken_down_at",
        "erased_at",
    }
    assert found["erased_at"] == done.erased_at.isoformat()  # type: ignore[union-attr]
