"""A brand's settings: stored whole, never over somebody else's, each refusal beside its field."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from testimonials import colouring, configuring, consenting
from testimonials.models import AuditEvent, Brand, Membership
from testimonials.views.brand_form import initial
from tests.cast import Cast
from tests.studio.test_studio import signed_in

ADDRESS = "/studio/halden/settings"


def typed(brand: Brand, **changes: Any) -> dict[str, Any]:
    """What a browser sends of the form, with some fields changed."""
    shown = {name: "" if value is None else value for name, value in initial(brand).items()}
    return shown | {"seen": str(brand.revision)} | changes


def test_settings_are_stored_and_put_on_record_without_words(cast: Cast) -> None:
    answer = signed_in(cast.alice).post(
        ADDRESS, typed(cast.brand, name="Halden Bikes", time_zone="Europe/Oslo")
    )
    assert answer["Location"].endswith("?saved")
    cast.brand.refresh_from_db()
    assert (cast.brand.name, cast.brand.time_zone) == ("Halden Bikes", "Europe/Oslo")
    assert AuditEvent.objects.get(code="settings_changed").details == {"fields": "name,time_zone"}


def test_what_somebody_else_saved_is_shown_and_not_lost(cast: Cast) -> None:
    mine = typed(cast.brand, website="https://mine.example")
    configuring.change(cast.brand, by=cast.bob, seen=cast.brand.revision, name="Bob’s Bikes")
    answer = signed_in(cast.alice).post(ADDRESS, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bob’s Bikes" in page
    assert "https://mine.example" in page
    assert Brand.objects.get(slug="halden").website == ""


def test_saving_again_puts_mine_in_place(cast: Cast) -> None:
    mine = typed(cast.brand, name="Mine")
    configuring.change(cast.brand, by=cast.bob, seen=cast.brand.revision, name="Theirs")
    client = signed_in(cast.alice)
    seen = client.post(ADDRESS, mine).context["seen"]
    client.post(ADDRESS, mine | {"seen": str(seen)})
    assert Brand.objects.get(slug="halden").name == "Mine"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("website", "javascript:alert(1)"),
        ("time_zone", "Mars/Olympus"),
        ("colour", "red;}"),
        ("sites", "ftp://x"),
        ("retention_months", "0"),
        ("language", "xx"),
        ("consent_note", "a" * 601),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field(cast: Cast, field: str, value: str) -> None:
    answer = signed_in(cast.alice).post(
        ADDRESS,
        typed(
            cast.brand, **{field: value, "website": value if field == "website" else "https://kept.example"}
        ),
    )
    assert answer.status_code == 422
    assert answer.context["form"][field].errors
    assert field == "website" or "https://kept.example" in answer.content.decode()


def test_a_colour_that_was_not_touched_stays_as_it_is(cast: Cast) -> None:
    before = (cast.brand.brand_l, cast.brand.brand_c, cast.brand.brand_h)
    signed_in(cast.alice).post(ADDRESS, typed(cast.brand, name="Other"))
    cast.brand.refresh_from_db()
    assert (cast.brand.brand_l, cast.brand.brand_c, cast.brand.brand_h) == before


@pytest.mark.parametrize(
    "colour", ["#000000", "#ffffff", "#808080", "#7c7c7c", "#ff0066", "#3b82f6", "#ffcc00"]
)
def test_what_stands_on_the_colour_is_readable(colour: str) -> None:
    found = colouring.of_hex(colour)
    assert found is not None
    shown = colouring.Color("oklch", [found.lightness, found.chroma, found.hue])
    on = colouring.WHITE if found.on == "white" else colouring.INK
    assert shown.contrast(on) >= colouring.READABLE - 0.01


def test_a_changed_name_reaches_the_walls(cast: Cast) -> None:
    wall = cast.brand.widgets.create(slug="halden", name="Wall", stale_since=None)
    signed_in(cast.alice).post(ADDRESS, typed(cast.brand, name="Halden Bikes"))
    wall.refresh_from_db()
    assert wall.stale_since is not None


def test_what_a_brand_adds_stands_in_the_wording(cast: Cast) -> None:
    configuring.change(cast.brand, by=cast.alice, seen=1, consent_note="We pay for no words.")
    assert consenting.wording(cast.brand, "en").endswith("We pay for no words.")


def test_a_logo_is_drawn_anew_and_shown_to_anybody(cast: Cast, client: Any) -> None:
    sent = io.BytesIO()
    Image.linear_gradient("L").resize((600, 600)).save(sent, "PNG")
    signed_in(cast.alice).post(f"{ADDRESS}/logo", {"logo": SimpleUploadedFile("logo.png", sent.getvalue())})
    shown = client.get(f"/b/{cast.brand.token}/logo")
    body = b"".join(shown.streaming_content)
    assert shown["Content-Type"] == "image/webp"
    assert Image.open(io.BytesIO(body)).size == (320, 320)


def test_a_script_called_logo_is_refused(cast: Cast, client: Any) -> None:
    sent = SimpleUploadedFile(
        "logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    )
    answer = signed_in(cast.alice).post(f"{ADDRESS}/logo", {"logo": sent})
    assert "This is not a picture we can read." in answer.content.decode()
    assert client.get(f"/b/{cast.brand.token}/logo").status_code == 404


@pytest.mark.parametrize("role", ["moderator", "viewer"])
def test_only_owners_and_admins_change_settings(cast: Cast, role: str) -> None:
    Membership.objects.filter(user=cast.bob).update(role=role)
    client = signed_in(cast.bob)
    assert client.get(ADDRESS).status_code == 200
    assert client.post(ADDRESS, typed(cast.brand, name="Bob’s")).status_code == 403
    assert client.post(f"{ADDRESS}/logo", {"remove": "yes"}).status_code == 403
    assert Brand.objects.get(slug="halden").name == "Halden"


@pytest.mark.parametrize("page", ["", "/logo", "/ending"])
def test_charlie_sees_nothing(cast: Cast, page: str) -> None:
    assert signed_in(cast.charlie).post(ADDRESS + page, {"name": "Halden"}).status_code == 404
