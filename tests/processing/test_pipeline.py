"""From a take to files that may be shown, with a database and a store: once, fenced, nothing left behind."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from testimonials import expiring, recording, stores, uploading
from testimonials.models import Asset, Cut, Refinement, Upload
from testimonials.models.lease import LeaseLost, NotClaimable
from testimonials.processing import ffmpeg, inspection, pipeline
from testimonials.processing.errors import DecoderCrash, DiskFull, Killed, ProcessingError
from testimonials.stores import DiskStore, StoreUnavailable
from tests import clips
from tests.cast import Cast
from tests.taken import cut_of, rendered, story

pytestmark = pytest.mark.slow
SMALL = "silent.mp4"


def private_names() -> set[str]:
    return {name for folder in ("renditions/", "refinements/") for name in stores.private().list(folder)}


def expire(cut: Cut) -> None:
    Cut.objects.filter(pk=cut.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_take_becomes_everything_a_wall_needs(cast: Cast) -> None:
    cut = rendered(story(cast, clips.clip("plain.mp4")))

    kinds = Counter(cut.assets.values_list("kind", flat=True))
    assert (cut.state, cut.percent, cut.duration_ms) == ("ready", 100, 1_000)
    assert kinds == {"rendition": 2, "preview": 1, "poster": 6}
    assert {asset.key for asset in cut.assets.all()} == private_names()
    assert cut.lufs is not None
    assert not cut.is_sound_only
    assert Refinement.objects.get(cut=cut).state == "waiting"


def test_a_take_of_sound_alone_needs_no_av1(cast: Cast) -> None:
    cut = rendered(story(cast, clips.clip("song.ogg")))

    assert cut.is_ready
    assert cut.is_sound_only
    assert not Refinement.objects.filter(cut=cut).exists()


def test_silence_is_flagged(cast: Cast) -> None:
    cut = rendered(story(cast, clips.clip(SMALL)))

    assert cut.is_ready
    assert cut.is_silent


def test_an_accepted_take_can_be_watched_before_anything_is_rendered(cast: Cast) -> None:
    testimonial = story(cast, clips.clip("browser.webm"))
    upload = testimonial.uploads.get()

    assert (upload.state, upload.remux.media_type, upload.remux.public_key) == ("accepted", "video/webm", "")
    assert stores.private().size(upload.remux.key) == upload.remux.bytes


def test_a_take_without_its_remux_is_accepted_all_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*args: Any, **options: Any) -> None:
        raise DecoderCrash

    monkeypatch.setattr(ffmpeg, "remux", cannot)
    upload = story(cast, clips.clip(SMALL)).uploads.get()

    assert upload.state == "accepted"
    assert not Asset.objects.filter(remux_of=upload).exists()


def test_what_is_ready_is_not_rendered_twice(cast: Cast) -> None:
    cut = rendered(story(cast, clips.clip(SMALL)))

    with pytest.raises(NotClaimable):
        pipeline.render(cut)


def test_who_lost_the_lease_takes_its_files_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    testimonial = story(cast, clips.clip(SMALL))
    cut, rival = cut_of(testimonial), cut_of(testimonial)
    put = DiskStore.put

    def and_lose(store: DiskStore, name: str, *args: Any, **options: Any) -> None:
        put(store, name, *args, **options)
        expire(rival)
        rival.claim()

    monkeypatch.setattr(DiskStore, "put", and_lose)
    with pytest.raises(LeaseLost):
        pipeline.render(cut)

    assert private_names() == set()
    assert cut_of(testimonial).state != "ready"


def test_who_wins_collects_what_the_dead_left_behind(cast: Cast) -> None:
    cut = cut_of(story(cast, clips.clip(SMALL)))
    cut.claim()
    stores.private().put(f"{pipeline.folder_of(cut)}2-1/720.mp4", b"of a dead worker", media_type="video/mp4")
    expire(cut)

    pipeline.render(cut)

    assert {asset.key for asset in cut.assets.all()} == private_names()


def test_a_damaged_take_fails_at_once_with_a_sentence_and_keeps_its_original(cast: Cast) -> None:
    testimonial = story(cast, clips.clip("garbled.mp4"))
    cut = rendered(testimonial)

    assert (cut.state, cut.problem_code, cut.attempts) == ("failed", "damaged", 1)
    assert cut.problem.startswith("The upload is damaged at 1.")
    assert (
        stores.private().size(testimonial.uploads.get().original.key)
        == clips.clip("garbled.mp4").stat().st_size
    )


def test_a_refused_take_fails_its_story_with_its_own_sentence(cast: Cast) -> None:
    testimonial = story(cast, clips.clip(SMALL))
    testimonial.uploads.update(
        state=Upload.State.REFUSED, problem_code="too_long", problem="This video is 9:00 long."
    )
    cut = rendered(testimonial)

    assert (cut.state, cut.problem_code, cut.problem) == ("failed", "too_long", "This video is 9:00 long.")


def raising(error: Exception) -> Any:
    def fail(*args: Any, **options: Any) -> None:
        raise error

    return fail


def test_a_decoder_that_crashes_is_tried_once_more_and_no_oftener(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    testimonial = story(cast, clips.clip(SMALL))
    monkeypatch.setattr(ffmpeg, "render", raising(DecoderCrash()))

    assert rendered(testimonial).state == "rendering"
    expire(cut_of(testimonial))
    cut = rendered(testimonial)

    assert (cut.state, cut.problem_code) == ("failed", "decoder_crash")


@pytest.mark.parametrize("error", [StoreUnavailable("away"), DiskFull()])
def test_an_outage_of_ours_is_waited_out_for_ever(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    testimonial = story(cast, clips.clip(SMALL))
    with monkeypatch.context() as broken:
        broken.setattr(ffmpeg, "render", raising(error))
        for _ in range(12):
            rendered(testimonial)
            expire(cut_of(testimonial))
    expiring.park_exhausted()

    assert (cut_of(testimonial).attempts, cut_of(testimonial).failures) == (0, 0)
    assert rendered(testimonial).is_ready


def test_who_is_killed_from_outside_is_not_blamed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    testimonial = story(cast, clips.clip(SMALL))
    with monkeypatch.context() as broken:
        broken.setattr(ffmpeg, "render", raising(Killed()))
        for _ in range(4):
            rendered(testimonial)
            expire(cut_of(testimonial))

    assert cut_of(testimonial).failures == 0
    assert rendered(testimonial).is_ready


def test_a_poison_job_is_parked_after_three_failures_and_hurts_nobody_else(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison, good = story(cast, clips.clip(SMALL)), story(cast, clips.clip(SMALL))
    with monkeypatch.context() as broken:
        broken.setattr(ffmpeg, "render", raising(ProcessingError()))
        for _ in range(2):
            rendered(poison)
            expire(cut_of(poison))
        cut = rendered(poison)

    assert (cut.state, cut.problem_code) == ("failed", "processing_failed")
    assert rendered(good).is_ready


def test_progress_is_percent_and_seconds_left(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = cut_of(story(cast, clips.clip(SMALL)))
    cut.claim()
    progress = pipeline.Progress(cut)
    progress.started_at -= 10
    progress(25)

    assert (cut_of(cut.testimonial).percent, cut_of(cut.testimonial).seconds_left) == (25, 31)


def test_nothing_is_left_on_the_disk_of_the_worker(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.SCRATCH_DIR = tmp_path / "scratch"
    rendered(story(cast, clips.clip(SMALL)))

    assert [path.name for path in settings.SCRATCH_DIR.iterdir()] == [".lock"]


def is_away(*args: object) -> None:
    raise StoreUnavailable("away")


def test_a_store_that_is_away_for_long_while_a_take_is_looked_at_costs_the_cut_no_try(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = cut_of(story(cast, clips.clip(SMALL)))
    Upload.objects.update(state=Upload.State.RECEIVED)
    monkeypatch.setattr(pipeline, "INSPECTION_SECONDS", 0)
    with monkeypatch.context() as away:
        away.setattr(DiskStore, "fetch", is_away)
        for _ in range(4):
            pipeline.render(cut)
            expire(cut)
    cut.refresh_from_db()
    assert (cut.state, cut.attempts, cut.failures) != ("failed", 0, 0)
    Upload.objects.update(lease_until=None)
    monkeypatch.setattr(pipeline, "INSPECTION_SECONDS", 60)
    pipeline.render(cut)
    assert cut.is_ready


def test_a_take_dropped_while_it_is_looked_at_leaves_no_file(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, _secret = recording.begin(cast.link, language="en")
    clip = clips.clip("browser.webm")
    upload = uploading.open_upload(
        draft, cast.questions[0], length=clip.stat().st_size, media_type="", filename="take.webm"
    )
    uploading.append(upload, [clip.read_bytes()], offset=0)
    real = ffmpeg.remux

    def remux_while_its_speaker_drops_it(*args: Any) -> None:
        uploading.abandon(Upload.objects.get())
        real(*args)

    monkeypatch.setattr(ffmpeg, "remux", remux_while_its_speaker_drops_it)
    with pytest.raises(LeaseLost):
        inspection.inspect(upload)

    assert Upload.objects.get().state == "abandoned"
    assert not Asset.objects.exists()
    assert [name for kind in ("originals/", "remuxes/") for name in stores.private().list(kind)] == []
