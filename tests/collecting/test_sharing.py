"""What a link is handed out as: a QR code that reads as its address, a preview, a frame in a named site."""

from __future__ import annotations

import io

import pytest
import segno
from django.test import Client
from PIL import Image

from testimonials import collecting
from testimonials.models import CollectionLink
from testimonials.views.links import code, snippet
from tests.cast import Cast
from tests.collecting.studio import NEW, address, signed_in, typed

SCRIPT = "<script>alert(1)</script>"


def policy(path: str, client: Client | None = None) -> str:
    return (client or Client()).get(path).headers["Content-Security-Policy"]


def matrix(picture: Image.Image, size: int) -> list[list[int]]:
    """Read the modules of a drawn code back, from the middle of each, without its quiet border."""
    grey, step = picture.convert("L"), picture.width / (size + 8)
    return [
        [int(grey.getpixel(((x + 4.5) * step, (y + 4.5) * step)) < 128) for x in range(size)]  # type: ignore[operator]
        for y in range(size)
    ]


def test_the_png_reads_as_the_address(cast: Cast) -> None:
    answer = signed_in(cast.alice).get(address(cast.link, "/qr.png"))
    assert answer["Content-Type"] == "image/png"
    drawn = code(cast.link)
    picture = Image.open(io.BytesIO(answer.content))
    assert matrix(picture, len(drawn.matrix)) == [list(row) for row in drawn.matrix]
    expected = segno.make_qr(f"http://localhost:8000/c/{cast.link.token}", error="q", boost_error=False)
    assert drawn.matrix == expected.matrix


def test_the_svg_is_a_download_without_script(cast: Cast) -> None:
    answer = signed_in(cast.alice).get(address(cast.link, "/qr.svg?download"))
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"] == 'attachment; filename="customers.svg"'
    assert b"<svg" in answer.content
    assert b"script" not in answer.content


def test_no_other_kind_of_code_is_drawn(cast: Cast) -> None:
    assert signed_in(cast.alice).get(address(cast.link, "/qr.pdf")).status_code == 404


def test_the_preview_shows_what_is_typed_and_stores_nothing(cast: Cast) -> None:
    client = signed_in(cast.alice)
    shown = client.post(
        address(cast.link, "/preview"), typed(title="Typed just now", q0__text="And this?")
    ).content.decode()
    assert "Typed just now" in shown
    assert "And this?" in shown
    assert CollectionLink.objects.get().title == "How is life with the bike?"


def test_the_preview_of_a_stored_link_needs_no_script(cast: Cast) -> None:
    shown = signed_in(cast.alice).get(address(cast.link, "/preview")).content.decode()
    assert "How is life with the bike?" in shown
    assert "<script" not in shown


def test_script_in_the_preview_is_text(cast: Cast) -> None:
    form = typed(title=SCRIPT, intro=SCRIPT, incentive=SCRIPT, q0__text=SCRIPT)
    shown = signed_in(cast.alice).post(f"{NEW}/preview", form).content.decode()
    assert SCRIPT not in shown
    assert shown.count("&lt;script&gt;alert(1)") >= 4


def test_the_preview_takes_anything(cast: Cast) -> None:
    form = typed(
        title=None, language="tlh", q0__kind="essay", q0__text="x" * 5000, minutes="soon", languages=["tlh"]
    )
    assert signed_in(cast.alice).post(f"{NEW}/preview", form).status_code == 200


def test_the_preview_reads_in_a_chosen_language(cast: Cast) -> None:
    form = typed(languages=["fa"], title_fa="بهار چطور بود؟", q0__text_fa="چه شد؟", shown_in="fa")
    shown = signed_in(cast.alice).post(f"{NEW}/preview", form).content.decode()
    assert "بهار چطور بود؟" in shown
    assert "چه شد؟" in shown
    assert 'dir="rtl"' in shown


def test_only_our_own_pages_frame_the_preview(cast: Cast) -> None:
    client = signed_in(cast.alice)
    answer = client.get(address(cast.link, "/preview"))
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert "frame-src 'self'" in policy(address(cast.link), client)


def test_nobody_frames_the_editor_or_a_link_without_sites(cast: Cast) -> None:
    client = signed_in(cast.alice)
    for path in (address(cast.link), f"/c/{cast.link.token}"):
        answer = client.get(path)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("is_paused", [False, True])
def test_the_named_sites_frame_a_link_open_or_not(cast: Cast, is_paused: bool) -> None:
    cast.link.sites = ["https://halden.example", "http://localhost:8001"]
    cast.link.save()
    if is_paused:
        collecting.pause(cast.link)
    answer = Client().get(f"/c/{cast.link.token}")
    assert "frame-ancestors https://halden.example http://localhost:8001" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert answer["Permissions-Policy"] == "camera=(self), microphone=(self)"
    assert not answer.cookies


def test_what_is_no_origin_never_reaches_the_policy(cast: Cast) -> None:
    cast.link.sites = ["https://a.example; script-src *"]
    cast.link.save()
    assert "frame-ancestors 'none'" in policy(f"/c/{cast.link.token}")


def test_the_snippet_hands_on_the_camera_and_escapes_the_title(cast: Cast) -> None:
    cast.link.title = '"><script>'
    drawn = snippet(cast.link)
    assert 'allow="camera; microphone; autoplay; fullscreen; clipboard-write; screen-wake-lock"' in drawn
    assert f'src="http://localhost:8000/c/{cast.link.token}"' in drawn
    assert "<script>" not in drawn


def test_the_share_page_explains_what_the_site_must_allow(cast: Cast) -> None:
    shown = signed_in(cast.alice).get(address(cast.link, "/share")).content.decode()
    assert "Permissions-Policy: camera=(self &quot;http://localhost:8000&quot;)" in shown or (
        'Permissions-Policy: camera=(self "http://localhost:8000")' in shown
    )
    assert "No site may show it yet" in shown
