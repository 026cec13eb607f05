"""What nobody ends, ends by itself, and gives its bytes back. What was sent never does."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from testimonials import expiring, recording, uploading
from testimonials.models import Testimonial, Upload
from testimonials.uploading import parts
from testimonials.uploading.errors import NoSpace, TakeInUse
from tests.cast import Cast


def take(cast: Cast, testimonial: Testimonial) -> Upload:
    return uploading.open_upload(
        testimonial, cast.questions[0], length=None, media_type="video/webm", filename="take.webm"
    )


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
