"""AV1 joins what is up, once, and nothing that is up ever depends on it."""

from __future__ import annotations

from typing import Any

import pytest

from testimonials import expiring, stores
from testimonials.models import Asset, Cut, Refinement
from testimonials.models.lease import NotClaimable
from testimonials.processing import ffmpeg, refining
from testimonials.processing.errors import NotReadable
from tests import clips
from tests.cast import Cast
from tests.taken import rendered, story

pytestmark = pytest.mark.slow


@pytest.fixture
def cut(cast: Cast) -> Cut:
    return rendered(story(cast, clips.clip("plain.mp4")))


def refined(cut: Cut) -> Refinement:
    refining.refine(Refinement.objects.get(cut=cut))
    return Refinement.objects.get(cut=cut)


def heavy(cut: Cut) -> None:
    """As if H.264 had come out large: of a second of test picture the two are alike."""
    cut.assets.filter(kind=Asset.Kind.RENDITION).update(bytes=10_000_000)


def test_av1_is_what_a_browser_tries_first(cut: Cut) -> None:
    heavy(cut)

    assert refined(cut).state == "ready"
    first, *others = cut.renditions()
    assert first.source_type.startswith('video/mp4; codecs="av01.0.')
    assert [asset.source_type for asset in others] == ["video/mp4", "video/mp4"]
    assert stores.private().size(first.key) == first.bytes


def test_it_is_made_once(cut: Cut) -> None:
    heavy(cut)
    refined(cut)

    with pytest.raises(NotClaimable):
        refined(cut)
    assert len(cut.renditions()) == 3


def test_a_file_that_is_no_smaller_is_not_kept(cut: Cut) -> None:
    cut.assets.filter(kind=Asset.Kind.RENDITION).update(bytes=1)

    assert refined(cut).state == "needless"
    assert len(cut.renditions()) == 2
    assert list(stores.private().list("refinements/")) == []


def test_when_it_fails_what_is_up_stays_up(cut: Cut, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(*args: Any, **options: Any) -> None:
        raise NotReadable

    monkeypatch.setattr(ffmpeg, "render_av1", cannot)

    assert (refined(cut).state, refined_code(cut)) == ("failed", "not_readable")
    cut.refresh_from_db()
    assert cut.is_ready


def refined_code(cut: Cut) -> str:
    return str(Refinement.objects.get(cut=cut).problem_code)


def test_one_that_keeps_dying_is_parked(cut: Cut) -> None:
    Refinement.objects.update(attempts=10)
    expiring.park_exhausted()

    assert Refinement.objects.get(cut=cut).state == "failed"
