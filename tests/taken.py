"""Stories with real takes, sent and inspected, without a server: what processing starts from."""

from __future__ import annotations

from pathlib import Path

from testimonials import recording, uploading
from testimonials.models import Cut, Testimonial, Upload
from testimonials.processing import inspection, pipeline
from tests.cast import Cast, send


def take(testimonial: Testimonial, number: int, clip: Path) -> Upload:
    """Upload a clip as the answer to a question, and look at it."""
    question = list(testimonial.link.questions.current())[number]
    size = clip.stat().st_size
    upload = uploading.open_upload(testimonial, question, length=size, media_type="", filename=clip.name)
    uploading.append(upload, [clip.read_bytes()], offset=0)
    recording.answer_on_video(testimonial, question, upload.token)
    inspection.inspect(upload)
    upload.refresh_from_db()
    return upload


def story(cast: Cast, *clips: Path, **consent: bool) -> Testimonial:
    """A story of one answer a clip, sent; its first cut waits to be rendered."""
    testimonial, _secret = recording.begin(cast.link, language="en")
    for number, clip in enumerate(clips):
        take(testimonial, number, clip)
    send(testimonial, **consent)
    return testimonial


def cut_of(testimonial: Testimonial) -> Cut:
    """Its newest cut, read again."""
    cut = testimonial.cut
    assert cut is not None
    return cut


def rendered(testimonial: Testimonial) -> Cut:
    """Its newest cut, rendered."""
    pipeline.render(cut_of(testimonial))
    return cut_of(testimonial)
