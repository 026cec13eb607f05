"""Make the demo brand Halden once, with its speakers, through the real pipeline.

Each step is what a person would do: a link is opened, takes are uploaded in chunks, sent,
rendered, decided. It may be stopped anywhere; the next start goes on with whoever is missing.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from testimonials import admitting, collecting, consenting, moderating, recording, uploading
from testimonials.models import (
    Answer,
    Brand,
    CollectionLink,
    Cut,
    Membership,
    Question,
    Testimonial,
    Upload,
    User,
)
from testimonials.models.lease import NotClaimable
from testimonials.processing import inspection, pipeline

SPEAKERS = settings.BASE_DIR / "demo" / "speakers"
EMAIL = "ingrid@halden.example"
CHUNK_BYTES = 256 * 1024
WAIT_SECONDS = 300
# Two stay in the inbox, so that there is something to decide on.
UNDECIDED = {"siyuan", "walt"}
ALL_BUT_ADS = {"website", "social", "internal", "name", "company", "face", "voice"}
LANGUAGES = {"en": "en", "fa": "fa", "zh": "zh-hans"}


@dataclass(frozen=True)
class Access:
    """How to get into the demo; kept in the data folder, readable by its owner only."""

    email: str
    password: str
    brand: str
    link: str


def access() -> Access | None:
    """Return the demo's sign-in, or None where no demo was made."""
    try:
        return Access(**json.loads(_access_file().read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def prepare() -> Access:
    """Make the brand, its owner and its link, once; return how to get in."""
    if (known := access()) is not None and Brand.objects.filter(slug=known.brand).exists():
        return known
    owner = User.objects.filter(email=EMAIL).first() or User(email=EMAIL, name="Ingrid Solheim")
    password = secrets.token_urlsafe(9)
    owner.set_password(password)
    owner.save()
    brand = Brand.objects.filter(slug="halden").first() or _brand(owner)
    link = brand.links.order_by("pk").first() or _link(brand)
    made = Access(EMAIL, password, brand.slug, link.token)
    _access_file().parent.mkdir(parents=True, exist_ok=True)
    _access_file().write_text(json.dumps(asdict(made)), encoding="utf-8")
    _access_file().chmod(0o600)
    return made


def missing_people() -> list[dict[str, Any]]:
    """Return the speakers who have not sent their story yet, those who write last."""
    told = json.loads((SPEAKERS / "speakers.json").read_text(encoding="utf-8"))
    written = [{**person, "answers": [person]} for person in told["texts"]]
    sent = set(Testimonial.objects.submitted().values_list("speaker__name", flat=True))
    return [person for person in [*told["clips"], *written] if person["name"] not in sent]


def speak(person: dict[str, Any], link: CollectionLink) -> Testimonial:
    """Let one person answer and send; the takes are inspected, the cut is not rendered yet."""
    testimonial, _secret = recording.begin(link, language=LANGUAGES[person["lang"]])
    testimonial.incentive = person["incentive"] or ""
    testimonial.save(update_fields=["incentive"])
    for answer in person["answers"]:
        _answer(testimonial, answer)
    particulars = recording.Particulars(
        name=person["name"],
        role=person["role"],
        rating=person["rating"],
        relation="customer" if person["relation"] == "customer" else "family",
    )
    recording.submit(testimonial, particulars)
    wording = consenting.wording(testimonial.brand, testimonial.language)
    consenting.give(testimonial, dict.fromkeys(ALL_BUT_ADS, True), seen_hash=consenting.wording_hash(wording))
    admitting.open_page(testimonial)
    return testimonial


def finish(testimonial: Testimonial, person_id: str, *, by: User) -> None:
    """Render and decide, except on those who wait in the inbox."""
    cut = testimonial.cut
    assert cut is not None  # noqa: S101  a sent testimonial has one
    wait_until_ready(cut)
    if person_id not in UNDECIDED and testimonial.state == Testimonial.State.NEW and cut.is_ready:
        moderating.approve(testimonial, by=by)


def wait_until_ready(cut: Cut) -> None:
    """Render here, or wait for the worker that is already at it."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not (cut.is_ready or cut.is_failed) and time.monotonic() < deadline:
        try:
            pipeline.render(cut)
        except NotClaimable:
            time.sleep(0.5)
        cut.refresh_from_db()


def _brand(owner: User) -> Brand:
    brand = Brand.objects.create(
        name="Halden", slug="halden", website="https://halden.example", time_zone="Europe/Oslo",
        brand_l=0.47, brand_c=0.09, brand_h=163, on_brand=Brand.OnBrand.WHITE,
    )  # fmt: skip
    Membership.objects.create(brand=brand, user=owner, role=Membership.Role.OWNER)
    return brand


def _link(brand: Brand) -> CollectionLink:
    told = json.loads((SPEAKERS.parent / "link.json").read_text(encoding="utf-8"))
    questions = [collecting.Asked(**question) for question in told.pop("questions")]
    return collecting.create(brand, questions=questions, **told)


def _answer(testimonial: Testimonial, said: dict[str, Any]) -> None:
    question = _question(testimonial.link, said["question"])
    if "file" not in said:
        recording.answer_in_text(testimonial, question, said["words"])
        return
    upload = _upload(testimonial, question, SPEAKERS / said["file"], said["mime"])
    answer = recording.answer_on_video(testimonial, question, upload.token)
    # The words as spoken are known here; for others the transcript will bring them.
    Answer.objects.filter(pk=answer.pk).update(text=said["words"])


def _question(link: CollectionLink, text: str) -> Question:
    """The question by its wording in any of the link's languages."""
    asked = link.questions.current().select_related("link")
    return next(one for one in asked if text in [one.text_in(code) for code in link.readable_in])


def _upload(testimonial: Testimonial, question: Question, clip: Path, media_type: str) -> Upload:
    upload = uploading.open_upload(
        testimonial, question, length=clip.stat().st_size, media_type=media_type, filename=clip.name
    )
    uploading.append(upload, _chunks(clip), offset=0)
    inspection.inspect(upload)
    return upload


def _chunks(clip: Path) -> Iterator[bytes]:
    with clip.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _access_file() -> Path:
    return Path(settings.DATA_DIR) / "demo.json"
