"""The builder: what is set is seen before it is published, and never over somebody else's change."""

from __future__ import annotations

from typing import Any

import pytest

from embeds import design, designing, publishing
from embeds.models import Widget
from embeds.views.builder_form import typed
from tests.cast import Cast
from tests.studio.test_studio import signed_in


@pytest.fixture
def wall(cast: Cast) -> Widget:
    return designing.create(cast.brand, by=cast.alice, name="Front page", layout="wall")


def form_of(widget: Widget, **changes: Any) -> dict[str, Any]:
    """What a browser sends of the form, with some fields changed."""
    said = {name: value for name, value in typed(widget).items() if value is not None and value is not False}
    said = {name: "on" if value is True else value for name, value in said.items()}
    return said | {"seen": str(widget.revision)} | changes


def address(widget: Widget, more: str = "") -> str:
    return f"/studio/halden/widgets/{widget.token}{more}"


def test_a_change_is_stored_and_published(cast: Cast, wall: Widget) -> None:
    Widget.objects.update(stale_since=None)
    answer = signed_in(cast.alice).post(
        address(wall), form_of(wall, title="They ride", most="5", theme="dark")
    )
    assert answer["Location"].endswith("?saved")
    wall.refresh_from_db()
    told = design.read(wall.settings)
    assert (wall.title, told.most, told.theme) == ("They ride", 5, "dark")
    assert wall.stale_since is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("layout", "cube"),
        ("most", "0"),
        ("height", "99999"),
        ("theme", "neon"),
        ("sites", "javascript:x"),
        ("token-surface", "red;}"),
        ("token-ui", "url(x)"),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field(cast: Cast, wall: Widget, field: str, value: str) -> None:
    answer = signed_in(cast.alice).post(address(wall), form_of(wall, **{"title": "Kept", field: value}))
    assert answer.status_code == 422
    assert answer.context["form"][field].errors
    assert "Kept" in answer.content.decode()


def test_somebody_elses_change_is_shown_beside_mine(cast: Cast, wall: Widget) -> None:
    mine = form_of(wall, title="Mine")
    designing.change(
        wall, by=cast.alice, seen=1, name="Theirs", title="", layout="wall", design=design.Design(), sites=[]
    )
    answer = signed_in(cast.alice).post(address(wall), mine)
    assert answer.status_code == 409
    assert "Theirs" in answer.content.decode()
    assert "Mine" in answer.content.decode()


def test_the_preview_shows_what_is_typed_and_stores_nothing(cast: Cast, wall: Widget) -> None:
    cast.approved()
    page = (
        signed_in(cast.alice)
        .post(address(wall, "/preview"), form_of(wall, title="Typed <script>"))
        .content.decode()
    )
    assert "Dana Dober" in page
    assert "Typed <script>" not in page
    assert "Typed \\u003cscript" in page
    wall.refresh_from_db()
    assert (wall.title, wall.published_at) == ("", None)


def test_a_preview_holds_nothing_that_is_not_allowed(cast: Cast, wall: Widget) -> None:
    story = cast.approved(website=False)
    chosen = form_of(wall, order="chosen", chosen=story.token)
    assert "Dana Dober" not in signed_in(cast.alice).post(address(wall, "/preview"), chosen).content.decode()


def test_what_is_typed_is_kept_for_the_frame(cast: Cast, wall: Widget) -> None:
    client = signed_in(cast.alice)
    kept = client.post(
        address(wall, "/preview"),
        form_of(wall, title="For the frame"),
        headers={"Accept": "application/json"},
    ).json()
    assert "For the frame" in client.get(address(wall, "/preview"), kept).content.decode()
    assert (
        "For the frame" not in signed_in(cast.charlie).get(address(wall, "/preview"), kept).content.decode()
    )


def test_the_snippets_are_text_on_their_page(cast: Cast, wall: Widget) -> None:
    page = signed_in(cast.bob).get(address(wall, "/install")).content.decode()
    assert "&lt;sayso-widget wid=" in page
    assert "<sayso-widget" not in page
    assert "<iframe" not in page


def test_a_deleted_widget_leaves_no_file(cast: Cast, wall: Widget, client: Any) -> None:
    cast.approved()
    publishing.publish(wall)
    assert client.get(f"/w/{wall.token}.js").status_code == 200
    signed_in(cast.alice).post(address(wall, "/removal"))
    assert not Widget.objects.exists()
    assert client.get(f"/w/{wall.token}.js").status_code == 404


@pytest.mark.parametrize("more", ["", "/preview", "/install", "/removal", "/versions/1"])
def test_charlie_sees_nothing(cast: Cast, wall: Widget, more: str) -> None:
    client = signed_in(cast.charlie)
    assert client.post(address(wall, more), form_of(wall)).status_code in {404, 405}
    assert client.get(address(wall, more)).status_code in {404, 405}


@pytest.mark.parametrize("more", ["", "/removal", "/versions/1"])
def test_a_moderator_changes_no_widget(cast: Cast, wall: Widget, more: str) -> None:
    answer = signed_in(cast.bob).post(address(wall, more), form_of(wall, title="Bob’s"))
    assert answer.status_code == 403
    assert Widget.objects.get().title == ""
