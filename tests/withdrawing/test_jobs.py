"""A job that was running when its story was withdrawn brings nothing back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from testimonials import admitting, notifying, recording, uploading, withdrawing
from testimonials.models import Asset, Cut, Notice, Testimonial, Upload, Withdrawal
from testimonials.models.lease import LeaseLost, NotClaimable
from testimonials.processing import ffmpeg, inspection, pipeline, refining
from testimonials.stores import DiskStore
from tests.cast import Cast, send
from tests.clips import clip
from tests.taken import cut_of, rendered, story
from tests.withdrawing.conftest import let_leases_lapse, names

pytestmark = pytest.mark.slow


def withdrawn_first(told: Testimonial, real: Callable[..., Any]) -> Callable[..., Any]:
    """`real`, in whose middle the story is withdrawn."""

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        if not Withdrawal.objects.exists():
            withdrawing.finish(withdrawing.withdraw(told))
        return real(*args, **kwargs)

    return meanwhile


def is_finished(told: Testimonial) -> bool:
    withdrawing.finish_all()
    return Withdrawal.objects.get(testimonial=told).erased_at is not None


def test_a_render_that_was_running_leaves_no_file(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told = story(cast, clip("plain.mp4"))
    monkeypatch.setattr(ffmpeg, "render", withdrawn_first(told, ffmpeg.render))
    with pytest.raises(LeaseLost):
        pipeline.render(cut_of(told))
    assert names("private") == {"tombstones"}
    assert not Asset.objects.exists()
    assert cut_of(told).state == Cut.State.FAILED


def test_a_file_stored_after_the_erasure_is_taken_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told = story(cast, clip("plain.mp4"))
    cut = cut_of(told)
    put = DiskStore.put

    def and_withdraw(self: DiskStore, name: str, *args: Any, **kwargs: Any) -> None:
        if name.startswith("renditions/") and not Withdrawal.objects.exists():
            withdrawing.finish(withdrawing.withdraw(told))
        put(self, name, *args, **kwargs)

    monkeypatch.setattr(DiskStore, "put", and_withdraw)
    with pytest.raises(LeaseLost):
        pipeline.render(cut)
    assert names("private") == {"tombstones"}


def test_it_is_not_called_erased_while_somebody_may_be_writing(cast: Cast) -> None:
    told = story(cast, clip("plain.mp4"))
    cut_of(told).claim(state=Cut.State.RENDERING)
    done = withdrawing.withdraw(told)
    withdrawing.finish(done)
    assert done.erased_at is None
    let_leases_lapse()
    assert is_finished(told)


def test_what_a_killed_render_left_behind_is_collected(cast: Cast) -> None:
    told = story(cast, clip("plain.mp4"))
    cut = cut_of(told)
    cut.claim(state=Cut.State.RENDERING)
    withdrawing.finish(withdrawing.withdraw(told))
    pipeline.outputs.stores.private().put(
        f"{pipeline.folder_of(cut)}1/half.mp4", b"half", media_type="video/mp4"
    )
    let_leases_lapse()
    assert is_finished(told)
    assert names("private") == {"tombstones"}


def test_a_waiting_render_is_not_begun(cast: Cast) -> None:
    told = story(cast, clip("plain.mp4"))
    withdrawing.withdraw(told)
    with pytest.raises(NotClaimable):
        pipeline.render(cut_of(told))


def test_an_inspection_that_was_running_leaves_no_original(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, _secret = recording.begin(cast.link, language="en")
    question = cast.questions[0]
    film = clip("plain.mp4").read_bytes()
    upload = uploading.open_upload(told, question, length=len(film), media_type="", filename="dana.mp4")
    uploading.append(upload, [film], offset=0)
    recording.answer_on_video(told, question, upload.token)
    send(told)
    put = DiskStore.put

    def and_withdraw(self: DiskStore, name: str, *args: Any, **kwargs: Any) -> None:
        if name.startswith("originals/") and not Withdrawal.objects.exists():
            withdrawing.finish(withdrawing.withdraw(told))
        put(self, name, *args, **kwargs)

    monkeypatch.setattr(DiskStore, "put", and_withdraw)
    with pytest.raises((LeaseLost, FileNotFoundError)):
        inspection.inspect(upload)
    let_leases_lapse()
    assert is_finished(told)
    assert names("private") == {"tombstones"}
    assert not Upload.objects.exists()


def test_a_refinement_that_was_running_leaves_no_file(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told = story(cast, clip("plain.mp4"))
    rendered(told)
    monkeypatch.setattr(ffmpeg, "render_av1", withdrawn_first(told, ffmpeg.render_av1))
    with pytest.raises(LeaseLost):
        refining.refine(cut_of(told).refinement)
    let_leases_lapse()
    assert is_finished(told)
    assert names("private") == {"tombstones"}


def test_a_mail_that_still_waits_is_not_sent_any_more(cast: Cast) -> None:
    told = cast.dana_writes()
    waiting = admitting.open_page(told)
    assert waiting is not None
    withdrawing.finish(withdrawing.withdraw(told))
    with pytest.raises(NotClaimable):
        notifying.send(waiting)
    assert list(Notice.objects.values_list("kind", flat=True)) == ["withdrawn"]
