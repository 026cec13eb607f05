"""The flow test itself: the same on every back end."""

from __future__ import annotations

import re
from pathlib import Path

import requests

from tests.moderator import Moderator, wait_for_items
from tests.speaker import Speaker

CLIP = Path(__file__).parent / "recordings" / "webkitgtk-mp4-avc1-aac.mp4"
MEDIA = re.compile(r"[\w-]{22}/[0-9a-f]{64}\.mp4")


def from_link_to_wall_and_back(url: str, access: dict[str, str]) -> None:
    """Record, render, decide, publish, play, take back: over HTTP, against a running instance."""
    alice = Moderator(url, email=access["email"], password=access["password"], brand=access["brand"])
    wall = alice.wall()
    wait_for_items(url, wall, 0)
    dana = tell(url, access["link"])
    assert "Dana Dober" in alice.get("inbox").text
    _it_can_be_watched_with_seeking(alice, dana.token)
    alice.decide(dana.token, "approved")
    wait_for_items(url, wall, 1)
    media = public_media(url, wall)
    part = requests.get(media, headers={"Range": "bytes=0-99"}, timeout=30)
    assert (part.status_code, len(part.content)) == (206, 100)
    alice.decide(dana.token, "reopened")
    wait_for_items(url, wall, 0)
    assert requests.get(media, timeout=30).status_code == 404


def tell(url: str, link: str, **said: str) -> Speaker:
    """Let Dana tell her story on video, and wait until it is ready."""
    dana = Speaker(url, link)
    dana.answer(CLIP)
    dana.send(**said)
    assert dana.wait_until_done() == "ready"
    return dana


def _it_can_be_watched_with_seeking(alice: Moderator, token: str) -> None:
    page = alice.get(f"testimonials/{token}").text
    found = re.search(rf'<source src="/studio/{alice.brand}/(assets/[\w-]+)"', page)
    assert found is not None
    part = alice.get(found[1], headers={"Range": "bytes=100-199"})
    assert (part.status_code, len(part.content)) == (206, 100)


def public_media(url: str, wall: str) -> str:
    """The address of a public video, found in the published data."""
    text = requests.get(f"{url}/w/{wall}.json", timeout=10).text
    if found := MEDIA.search(text):
        return f"{url}/m/{found[0]}"
    item = requests.get(f"{url}/w/{wall}.html", timeout=10).text
    found = MEDIA.search(item)
    assert found is not None, text[:2000]
    return f"{url}/m/{found[0]}"
