"""The inbox's list: shelves, search, filters, order and pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from testimonials import collecting, moderating, recording, replying, tagging
from testimonials.models import Cut, Membership, Testimonial
from testimonials.models.testimonial import TestimonialQuerySet
from testimonials.views import inbox
from testimonials.views.rows import loaded
from tests.cast import Cast, give, send

pytestmark = pytest.mark.slow

INBOX = "/studio/halden/inbox"


@pytest.fixture
def alice(cast: Cast, client: Client) -> Client:
    client.force_login(cast.alice)
    return client


def told(cast: Cast, text: str, name: str = "Dana Dober", **fields: object) -> Testimonial:
    """A story with these words, by this name, changed as named."""
    story = cast.dana_writes(text)
    assert story.speaker is not None
    story.speaker.name = name
    story.speaker.save()
    Testimonial.objects.filter(pk=story.pk).update(**fields)
    story.refresh_from_db()
    story.index_words()
    return story


def listed(client: Client, **query: str) -> list[str]:
    """The tokens of the rows, in order."""
    return [row.testimonial.token for row in client.get(INBOX, query).context["rows"]]


def texts(client: Client, **query: str) -> list[str]:
    return [row.quote for row in client.get(INBOX, query).context["rows"]]


def test_each_shelf_holds_its_own(cast: Cast, alice: Client) -> None:
    new, up, off = (cast.dana_writes(text) for text in ("new", "up", "off"))
    moderating.approve(up, by=cast.alice)
    moderating.reject(off, reason="spam", by=cast.alice)

    assert texts(alice) == ["new"]
    assert texts(alice, shelf="approved") == ["up"]
    assert texts(alice, shelf="rejected") == ["off"]
    assert texts(alice, shelf="all") == ["off", "up", "new"]
    assert listed(alice, shelf="no-such-shelf") == [new.token]


def test_what_is_being_prepared_or_could_not_be_has_a_shelf_while_it_is_there(
    cast: Cast, alice: Client
) -> None:
    page = alice.get(INBOX).content.decode()
    assert "Could not render" not in page
    broken, busy = cast.dana_writes("broken"), cast.dana_writes("busy")
    Cut.objects.filter(testimonial=broken).update(state="failed")
    Cut.objects.filter(testimonial=busy).update(state="rendering", stage="rendering", percent=64)

    page = alice.get(INBOX).content.decode()
    assert "Could not render" in page
    assert "64 %" in page
    assert texts(alice, shelf="failed") == ["broken"]
    assert texts(alice, shelf="rendering") == ["busy"]


def test_a_newer_cut_takes_a_story_off_the_shelf_of_failures(cast: Cast, alice: Client) -> None:
    story = cast.dana_writes()
    Cut.objects.update(state="failed")
    Cut.objects.create(brand=cast.brand, testimonial=story, number=2, segments=[], state="ready")
    assert listed(alice, shelf="failed") == []


def test_it_says_how_long_all_of_it_takes(cast: Cast, alice: Client) -> None:
    for _ in range(3):
        cast.dana_writes()
    Cut.objects.update(duration_ms=235_000)
    assert "3 to watch, about 12 min" in alice.get(INBOX).content.decode()


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("I arrive AWAKE.", "awake arrive"),
        ("Élégance à vélo", "elegance velo"),
        ("The price was ۱۲۰۰ euro", "1200"),
        ("کیفیت باتری عالی است", "كيفيت"),  # Arabic letters for Persian ones
        ("می‌خواهم دوباره بخرم", "می خواهم"),  # with and without the invisible break
        ("电池换了一次，之后再没有出过问题。", "没有出过"),
        ("Ｆｕｌｌ width", "full"),
        ("100 % happy_and_glad", "100 % happy_and"),
    ],
)
def test_words_are_found_as_people_write_them(cast: Cast, alice: Client, said: str, asked: str) -> None:
    cast.dana_writes("Something else.")
    told(cast, said)
    assert texts(alice, q=asked) == [said]


def test_names_companies_and_tags_are_searched_too(cast: Cast, alice: Client) -> None:
    story = told(cast, "Hello.", name="Ünal Çelik")
    cast.dana_writes("Other.")
    tagging.add(story, "battery range", by=cast.bob)

    assert texts(alice, q="unal") == ["Hello."]
    assert texts(alice, q="range BATTERY") == ["Hello."]
    assert texts(alice, q="st. mary") == ["Other.", "Hello."]
    assert texts(alice, q="per_cent") == []


def test_filters_narrow_and_their_chips_take_them_off(cast: Cast, alice: Client) -> None:
    other = collecting.create(
        cast.brand, name="Cargo", title="How?", campaign="spring", questions=[("What changed?", "")]
    )
    cargo, _secret = recording.begin(other, language="en")
    recording.answer_in_text(cargo, other.questions.get(), "From cargo.")
    send(cargo)
    persian = told(cast, "فارسی", language="fa")
    star = told(cast, "Star.", featured_at=timezone.now())
    tagging.add(star, "battery", by=cast.bob)
    ads = cast.dana_writes("No ads.", ads=False)

    assert texts(alice, link=other.token) == texts(alice, campaign="spring") == ["From cargo."]
    assert texts(alice, language="fa") == ["فارسی"]
    assert texts(alice, featured="yes") == texts(alice, tag="BATTERY") == ["Star."]
    assert ads.token not in listed(alice, purpose="ads")
    assert persian.token in listed(alice, purpose="ads")
    assert len(listed(alice, kind="text")) == 4
    assert listed(alice, kind="video") == listed(alice, purpose="rating") == listed(alice, link="x") == []
    page = alice.get(INBOX, {"language": "fa", "q": "x"}).content.decode()
    assert f'href="{INBOX}?q=x"' in page


def test_a_consent_counts_as_it_is_today(cast: Cast, alice: Client) -> None:
    story = cast.dana_writes("Once.", ads=True)
    give(story, ads=False)
    assert listed(alice, purpose="ads") == []
    assert listed(alice, purpose="social") == [story.token]


def test_there_is_no_filter_and_no_order_by_rating(cast: Cast, alice: Client) -> None:
    for stars in (5, 1, 3):
        told(cast, f"{stars} stars", rating=stars)
    assert texts(alice, rating="5") == texts(alice, order="rating") == ["3 stars", "1 stars", "5 stars"]
    assert 'name="rating"' not in alice.get(INBOX).content.decode()


def test_who_waits_for_an_answer_is_marked_and_found(cast: Cast, alice: Client) -> None:
    asked, low, fine = cast.dana_writes("Asked."), told(cast, "Low.", rating=2), cast.dana_writes("Fine.")
    replying.write_as_speaker(asked, "When?")
    low.reckon_waiting()
    moderating.approve(low, by=cast.alice)

    assert texts(alice, shelf="waiting") == ["Low.", "Asked."]
    assert texts(alice, unanswered="yes") == ["Asked."]
    assert fine.token not in listed(alice, shelf="waiting")
    assert "Waiting for reply, just now" in alice.get(INBOX).content.decode()
    replying.write_as_brand(asked, "Tomorrow.", by=cast.bob)
    assert texts(alice, shelf="waiting") == ["Low."]


def test_the_oldest_first_is_the_newest_first_turned_round(cast: Cast, alice: Client) -> None:
    tokens = [cast.dana_writes(str(number)).token for number in range(3)]
    assert listed(alice, order="oldest") == tokens
    assert listed(alice) == tokens[::-1]


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_pages_go_on_from_a_story_whatever_arrives(
    cast: Cast, alice: Client, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    monkeypatch.setattr(inbox, "PAGE_SIZE", 2)
    when = timezone.now()
    tokens = [cast.dana_writes().token for _ in range(5)]
    Testimonial.objects.update(submitted_at=when)  # all at once: the key decides
    wanted = tokens if order == "oldest" else tokens[::-1]
    seen, after = [], ""
    for _page in range(3):
        context = alice.get(INBOX, {"order": order, "after": after}).context
        seen += [row.testimonial.token for row in context["rows"]]
        after = context["older"].after if context["older"] else ""
        late = cast.dana_writes()
        Testimonial.objects.filter(pk=late.pk).update(
            submitted_at=when + timedelta(days=1 if order == "newest" else -1)
        )
    assert seen == wanted


def test_older_rows_come_alone(cast: Cast, alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "PAGE_SIZE", 1)
    first, second = cast.dana_writes("first"), cast.dana_writes("second")
    page = alice.get(f"{INBOX}/rows", {"after": second.token}).content.decode()
    assert first.token in page
    assert "<html" not in page
    assert 'hx-swap-oob="beforeend:#rows"' in page


@pytest.mark.parametrize("address", [INBOX, f"{INBOX}/rows"])
def test_what_changes_while_rows_are_read_is_there_with_the_next_question(
    cast: Cast, alice: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    story = cast.dana_writes("It carries everything.")

    def read_and_changed(found: TestimonialQuerySet) -> list[Testimonial]:
        rows = list(loaded(found))
        moderating.approve(story, by=cast.alice)
        return rows

    monkeypatch.setattr(inbox, "loaded", read_and_changed)
    seen = alice.get(address).context["version"]
    monkeypatch.undo()
    answer = alice.get(f"{INBOX}/rows", {"seen": seen})
    assert answer.status_code == 200
    assert answer.context["rows"] == []


def test_htmx_gets_the_list_alone_under_its_clean_address(cast: Cast, alice: Client) -> None:
    cast.dana_writes()
    answer = alice.get(INBOX, {"q": "", "link": "", "order": "oldest"}, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert answer["HX-Push-Url"] == f"{INBOX}?order=oldest"
    back = alice.get(INBOX, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in back.content.decode()


def test_nothing_matches_has_one_way_on(cast: Cast, alice: Client) -> None:
    cast.dana_writes()
    page = alice.get(INBOX, {"q": "nothing-at-all"}).content.decode()
    assert "Nothing matches." in page
    assert "Clear the filters" in page


def test_a_viewer_looks_but_gets_nothing_to_decide_with(cast: Cast) -> None:
    Membership.objects.filter(user=cast.bob).update(role="viewer")
    cast.dana_writes()
    client = Client()
    client.force_login(cast.bob)
    page = client.get(INBOX).content.decode()
    assert "Dana Dober" in page
    assert 'name="story"' not in page
    assert 'id="bulk"' not in page


def test_charlie_sees_nothing(cast: Cast) -> None:
    story = cast.dana_writes()
    client = Client()
    client.force_login(cast.charlie)
    for path in ("inbox?shelf=all", f"inbox/rows?after={story.token}"):
        assert client.get(f"/studio/halden/{path}").status_code == 404
        assert story.token not in client.get(f"/studio/charlies/{path}").content.decode()
    for path in ("inbox/bulk", "inbox/undo", "inbox/views", "tags", f"testimonials/{story.token}/tags"):
        foreign, missing = client.post(f"/studio/halden/{path}"), client.post(f"/studio/no-brand/{path}")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.content == missing.content
