"""What nobody ends, ends by itself, and gives its bytes back. What was sent never does."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from testimonials import expiring, recording, stores, uploading
from testimonials.models import Asset, CollectionLink, Testimonial, Upload
from testimonials.uploading import parts
from testimonials.uploading.errors import DraftFull, NoSpace, TakeInUse, TooManyTakes
from tests.cast import Cast, send


def take(cast: Cast, testimonial: Testimonial) -> Upload:
    return uploading.open_upload(
        testimonial, cast.questions[0], length=None, media_type="video/webm", filename="take.webm"
    )


def original(upload: Upload, *, size: int = 5) -> Asset:
    """What inspection keeps of a take, in the private store."""
    key = f"originals/{upload.brand.token}/{upload.token}.webm"
    stores.private().put(key, b"bytes", media_type="video/webm")
    return Asset.objects.create(
        brand=upload.brand, testimonial=upload.testimonial, upload=upload, kind="original",
        key=key, media_type="video/webm", bytes=size, sha256="0" * 64,
    )  # fmt: skip


def long_ago() -> object:
    return timezone.now() - timedelta(hours=1)


def test_an_abandoned_draft_and_its_takes_are_removed(cast: Cast) -> None:
    draft, _secret = recording.begin(cast.link, language="en")
    upload = take(cast, draft)
    recording.answer_on_video(draft, cast.questions[0], upload.token)
    Testimonial.objects.update(expires_at=long_ago())
    expiring.drop_abandoned()
    assert not Testimonial.objects.exists()
    assert not parts.path_of(upload.token).exists()


def test_an_unfinished_take_is_removed_at_its_time(cast: Cast) -> None:
    draft, _secret = recording.begin(cast.link, language="en")
    upload = take(cast, draft)
    Upload.objects.update(expires_at=long_ago())
    expiring.drop_abandoned()
    upload.refresh_from_db()
    assert upload.state == Upload.State.ABANDONED
    assert not parts.path_of(upload.token).exists()


def test_a_sent_story_is_never_dropped(cast: Cast) -> None:
    cast.dana_writes()
    Testimonial.objects.update(expires_at=long_ago())
    expiring.drop_abandoned()
    assert Testimonial.objects.count() == 1


def test_a_take_somebody_answered_with_cannot_be_dropped(cast: Cast) -> None:
    draft, _secret = recording.begin(cast.link, language="en")
    upload = take(cast, draft)
    recording.answer_on_video(draft, cast.questions[0], upload.token)
    with pytest.raises(TakeInUse):
        uploading.abandon(upload)
    assert parts.path_of(upload.token).exists()


def test_takes_that_are_growing_reserve_their_room(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "has_room_for", lambda count: count <= cast.link.max_bytes)
    draft, _secret = recording.begin(cast.link, language="en")
    take(cast, draft)
    with pytest.raises(NoSpace):
        take(cast, draft)
    Upload.objects.update(created_at=long_ago())
    take(cast, draft)


def test_bytes_that_no_take_waits_for_are_removed_and_no_others(cast: Cast) -> None:
    draft, _secret = recording.begin(cast.link, language="en")
    wanted = uploading.open_upload(draft, cast.questions[0], length=None, media_type="", filename="")
    for token in ("orphan", "young"):
        parts.create(token)
    for token in (wanted.token, "orphan"):
        os.utime(parts.path_of(token), (0, 0))

    expiring.drop_orphaned_parts()

    assert {path.stem for path in parts.path_of("x").parent.iterdir()} == {wanted.token, "young"}


def test_a_draft_that_somebody_works_on_gets_its_whole_time_again(cast: Cast) -> None:
    draft, _secret = recording.begin(cast.link, language="en")
    soon = timezone.now() + timedelta(minutes=1)
    Testimonial.objects.update(expires_at=soon)
    take(cast, draft)
    assert Testimonial.objects.get().expires_at > soon + timedelta(hours=71)


def test_a_draft_that_was_sent_while_the_sweeper_looked_is_left_alone(cast: Cast) -> None:
    draft, _secret = recording.begin(cast.link, language="en")
    recording.answer_in_text(draft, cast.questions[0], "Just in time.")
    Testimonial.objects.update(expires_at=long_ago())
    seen = list(Testimonial.objects.abandoned())
    send(draft)
    expiring._erase_draft(seen[0])
    assert Testimonial.objects.get().answers.get().text == "Just in time."


def test_takes_that_a_closed_page_has_left_do_not_keep_the_next_one_out(cast: Cast) -> None:
    draft, _secret = recording.begin(cast.link, language="en")
    left = [take(cast, draft) for _ in range(uploading.LIVE_TAKES)]
    with pytest.raises(TooManyTakes):
        take(cast, draft)
    for upload in left:
        os.utime(parts.path_of(upload.token), (0, 0))
    take(cast, draft)


def test_one_draft_does_not_fill_the_disk(cast: Cast) -> None:
    draft, _secret = recording.begin(cast.link, language="en")
    CollectionLink.objects.update(max_bytes=1_000)
    draft.refresh_from_db()
    for _ in range(len(cast.questions) + uploading.LIVE_TAKES):
        upload = take(cast, draft)
        Upload.objects.filter(pk=upload.pk).update(state=Upload.State.ACCEPTED, length=1_000)
        original(upload, size=1_001)
    with pytest.raises(DraftFull):
        take(cast, draft)
    uploading.abandon(upload)
    take(cast, draft)


def test_a_take_that_was_recorded_again_gives_back_every_byte(cast: Cast) -> None:
    draft, _secret = recording.begin(cast.link, language="en")
    upload = take(cast, draft)
    original(upload)
    uploading.abandon(upload)
    assert not Asset.objects.exists()
    assert list(stores.private().list("originals/")) == []


def test_what_nobody_kept_is_erased_once_the_story_is_sent(cast: Cast) -> None:
    draft, _secret = recording.begin(cast.link, language="en")
    unused, growing = take(cast, draft), take(cast, draft)
    original(unused)
    recording.answer_in_text(draft, cast.questions[0], "In words, then.")
    send(draft)
    expiring.drop_abandoned()
    assert not Asset.objects.exists()
    assert list(stores.private().list("originals/")) == []
    os.utime(parts.path_of(growing.token), (0, 0))
    expiring.drop_orphaned_parts()
    assert not parts.path_of(growing.token).exists()


def test_the_only_copy_of_a_take_is_never_removed(cast: Cast) -> None:
    draft, _secret = recording.begin(cast.link, language="en")
    upload = take(cast, draft)
    Upload.objects.update(state=Upload.State.RECEIVED, length=10, attempts=10)
    expiring.park_exhausted()
    os.utime(parts.path_of(upload.token), (0, 0))
    expiring.drop_orphaned_parts()
    assert parts.path_of(upload.token).exists()
