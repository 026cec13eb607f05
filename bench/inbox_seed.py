"""A brand with many stories, written straight into the database of DATA_DIR from one seed.

    DATA_DIR=… python -m bench.inbox_seed 100000

Every row is what the pipeline would have left: speakers, answers with their takes, cuts with their files'
names (no file is written), consents, decisions, messages, replies, tags. Two thousand stories are drawn; the
others are copies of them inside the database, earlier each time. Prints how to sign in, as JSON.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django
from PIL import Image

from bench.inbox_words import NAMES, WORDS

SEED = 20260107
BLOCK = 2_000
EMAIL, PASSWORD, BRAND = "ingrid@halden.example", "correct horse battery", "halden"
RARE = "quokka"
# Of a thousand stories; the rest is approved.
SHARES = {"new": 20, "rejected": 120, "withdrawn": 30, "draft": 20}
SECONDS_BETWEEN = 600
# In the order in which they refer to each other.
ORDER = (
    "Speaker", "Testimonial", "Upload", "Answer", "Cut", "Asset", "Consent", "Decision", "Message", "Reply", "Tagging",
)  # fmt: skip
# Those that others refer to: their key is counted, so many to a story.
COUNTED = {"Speaker": ("id", 1), "Testimonial": ("id", 1), "Upload": ("id", 2), "Cut": ("id", 1)}
REFERENCES = {"testimonial_id": 1, "speaker_id": 1, "cut_id": 1, "upload_id": 2}
MOMENTS = {"submitted_at", "waiting_since", "created_at", "sent_at", "decided_at", "given_at", "published_at"}


def main(count: int) -> None:
    """Seed `count` stories."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    Seed(count).write()
    print(json.dumps({"email": EMAIL, "password": PASSWORD, "brand": BRAND, "rare": RARE}))


class Seed:
    """Everything of one brand, drawn from one generator; keys are counted here, so nothing is read back."""

    def __init__(self, count: int) -> None:
        from django.utils import timezone

        self.count = count
        self.draw = random.Random(SEED)
        self.now: datetime = timezone.now()

    def write(self) -> None:
        """Write the brand, then its stories, kind of row by kind of row."""
        from django.db import transaction

        from testimonials import models

        self.models = models
        self._brand()
        self._stories(range(1, BLOCK + 1))
        with transaction.atomic():
            for number in range(1, self.count // BLOCK):
                self._copy(number)
            self._hide_rare_words()
        self._lay_stills()

    def _brand(self) -> None:
        from testimonials import collecting

        models = self.models
        self.owner = models.User.objects.create_user(EMAIL, PASSWORD, name="Ingrid Solheim")
        self.brand = models.Brand.objects.create(name="Halden", slug=BRAND, time_zone="Europe/Oslo")
        models.Membership.objects.create(user=self.owner, brand=self.brand, role="owner")
        self.links = [
            collecting.create(
                self.brand, name=f"Link {number}", title="How is life with the bike?", language="en",
                campaign=f"spring-{number % 4}", questions=[("What was it like before?", ""), ("And now?", "")],
            )
            for number in range(8)
        ]  # fmt: skip
        self.questions = {link.pk: list(link.questions.current()) for link in self.links}
        names = ["battery", "commute", "hills", "family", "winter", *(f"topic {n}" for n in range(35))]
        self.tags = [models.Tag.objects.create(brand=self.brand, name=name) for name in names]

    def _stories(self, keys: range) -> None:
        rows: dict[str, list[Any]] = {}
        for key in keys:
            for name, row in self._story(key):
                rows.setdefault(name, []).append(row)
        for name in ORDER:
            getattr(self.models, name).objects.bulk_create(rows.get(name, []), batch_size=500)

    def _copy(self, number: int) -> None:
        """Copy the drawn block, `number` blocks earlier, kind of row by kind of row."""
        from django.db import connection

        earlier = number * BLOCK * SECONDS_BETWEEN
        with connection.cursor() as cursor:
            for name in ORDER:
                fields = getattr(self.models, name)._meta.concrete_fields
                kept = [field.column for field in fields if field.column != "id" or name in COUNTED]
                made = [_copied(name, column, number, earlier) for column in kept]
                table = getattr(self.models, name)._meta.db_table
                counted, many = COUNTED.get(name, ("testimonial_id", 1))
                cursor.execute(
                    f"INSERT INTO {table} ({', '.join(kept)}) SELECT {', '.join(made)} FROM {table} "  # noqa: S608
                    f"WHERE {counted} < {(BLOCK + 1) * many}"
                )

    def _hide_rare_words(self) -> None:
        """At the far end, in the middle, and nearer: a search for them passes over everything."""
        for key in (self.count - 7, self.count // 2, 3):
            story = self.models.Testimonial.objects.filter(pk=key)
            story.update(searchable=f"{RARE} {story.get().searchable}", state="approved")

    def _lay_stills(self) -> None:
        """Put one small picture behind every still of what is to be watched: a list without them is no list."""
        from django.conf import settings

        root = Path(settings.DATA_DIR) / "private"
        still = root / "bench" / "still.jpg"
        still.parent.mkdir(parents=True, exist_ok=True)
        Image.linear_gradient("L").resize((640, 360)).convert("RGB").save(still, "JPEG")
        shown = {"testimonial__state": "new", "kind": "poster", "media_type": "image/jpeg", "width": 640}
        for key in self.models.Asset.objects.filter(**shown).values_list("key", flat=True):
            path = root / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.hardlink_to(still)

    def _story(self, key: int) -> Iterator[tuple[str, Any]]:
        draw, models = self.draw, self.models
        link, state = draw.choice(self.links), self._state()
        language = draw.choices(["en", "fa", "zh-hans"], [90, 6, 4])[0]
        sent = self.now - timedelta(seconds=(BLOCK - key) * SECONDS_BETWEEN + draw.randrange(SECONDS_BETWEEN))
        rating = draw.choices([None, 1, 2, 3, 4, 5], [20, 2, 3, 6, 24, 45])[0]
        about = {"brand": self.brand, "testimonial_id": key}
        name, text = self._name(language), self._text(language)
        is_sent = state != "draft"
        if is_sent:
            yield (
                "Speaker",
                models.Speaker(
                    pk=key,
                    brand=self.brand,
                    name=name,
                    email=f"p{key}@example.org",
                    company="Rad & Tal",
                    role="Rider",
                ),
            )
        wait = sent if is_sent and rating and rating <= 3 and draw.random() < 0.05 else None
        chatter = list(self._chatter(about, sent, rating)) if is_sent and wait is None else []
        tags = draw.sample(self.tags, k=draw.choice([0, 0, 1, 1, 2, 3])) if is_sent else []
        yield "Testimonial", models.Testimonial(
            pk=key, brand=self.brand, link=link, language=language, state=state, rating=rating,
            speaker_id=key if is_sent else None, relation="customer" if is_sent else "",
            submitted_at=sent if is_sent else None, waiting_since=wait or self._waits(chatter),
            searchable=self._searchable(name, text, tags) if is_sent else "",
            featured_at=sent if state == "approved" and draw.random() < 0.002 else None, page_digest=f"{key:x}",
        )  # fmt: skip
        yield from self._said(key, link, text, about)
        if is_sent:
            yield from self._cut(key, state, about, sent)
            yield from chatter
            yield from (("Tagging", models.Tagging(tag=tag, **about)) for tag in tags)

    def _said(self, key: int, link: Any, text: str, about: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        models, questions = self.models, self.questions[link.pk]
        kind = self.draw.choices(["video", "audio", "text"], [70, 10, 20])[0]
        self.kind = kind
        if kind == "text":
            yield "Answer", models.Answer(question=questions[0], kind="text", text=text, **about)
            return
        for number in range(2):
            pk = key * 2 + number
            yield (
                "Upload",
                models.Upload(
                    pk=pk,
                    question=questions[number],
                    state="accepted",
                    length=4_000_000,
                    max_bytes=200_000_000,
                    **about,
                ),
            )
            yield (
                "Answer",
                models.Answer(
                    question=questions[number],
                    kind=kind,
                    upload_id=pk,
                    text=text if number == 0 else "",
                    **about,
                ),
            )

    def _cut(self, key: int, state: str, about: dict[str, Any], sent: datetime) -> Iterator[tuple[str, Any]]:
        models, draw, is_filmed = self.models, self.draw, self.kind != "text"
        how = "ready"
        if state == "new" and is_filmed:
            how = draw.choices(["ready", "failed", "rendering"], [970, 20, 2])[0]
        yield "Cut", models.Cut(
            pk=key, state=how, stage=how, percent=100 if how == "ready" else 40, lufs=-16.0 if is_filmed else None,
            segments=[{"upload": "x", "in_ms": 0, "out_ms": None}] if is_filmed else [],
            duration_ms=draw.randrange(20_000, 150_000) if is_filmed else 0, **about,
        )  # fmt: skip
        if is_filmed and how == "ready":
            for kind, media, width in (
                ("rendition", "video/mp4", 1280), ("rendition", "video/mp4", 640),
                ("poster", "image/jpeg", 1280), ("poster", "image/jpeg", 640), ("poster", "image/jpeg", 320),
                ("poster", "image/webp", 1280), ("poster", "image/webp", 640), ("poster", "image/webp", 320),
            ):  # fmt: skip
                yield "Asset", models.Asset(
                    cut_id=key, kind=kind, key=f"bench/{key}/{kind}-{media}-{width}", media_type=media, bytes=40_000,
                    sha256="0" * 64, width=width, height=width * 9 // 16, **about,
                )  # fmt: skip
        yield from self._consents(about, sent)
        if state in {"approved", "rejected"}:
            yield "Decision", models.Decision(
                cut_id=key, answers_seen=[], verdict=state, reason="spam" if state == "rejected" else "",
                by=self.owner, decided_at=sent, **about,
            )  # fmt: skip

    def _consents(self, about: dict[str, Any], sent: datetime) -> Iterator[tuple[str, Any]]:
        parts = dict.fromkeys(["shows_name", "shows_face", "shows_voice", "shows_company"], True)
        for revision in range(1, 2 + (self.draw.random() < 0.05)):
            yield "Consent", self.models.Consent(
                revision=revision, for_website=self.draw.random() < 0.9, for_social=self.draw.random() < 0.4,
                for_ads=self.draw.random() < 0.01, wording="As asked.", wording_hash="0" * 64, language="en",
                given_at=sent, expires_at=sent + timedelta(days=3650), **parts, **about,
            )  # fmt: skip

    def _chatter(
        self, about: dict[str, Any], sent: datetime, rating: int | None
    ) -> Iterator[tuple[str, Any]]:
        models = self.models
        is_unhappy = rating is not None and rating <= 3
        if self.draw.random() < 0.1:
            yield "Message", models.Message(text="Thank you.", sent_at=sent + timedelta(days=1), **about)
            if self.draw.random() < 0.97:
                when = sent + timedelta(days=2)
                yield "Message", models.Message(text="Thank you.", by=self.owner, sent_at=when, **about)
        if is_unhappy or self.draw.random() < 0.03:
            yield "Reply", models.Reply(text="You are right.", by=self.owner, **about)

    @staticmethod
    def _waits(chatter: Iterable[tuple[str, Any]]) -> datetime | None:
        said = [row for name, row in chatter if name == "Message"]
        return said[-1].sent_at if said and said[-1].by_id is None else None

    def _state(self) -> str:
        at = self.draw.randrange(1000)
        for state, share in SHARES.items():
            at -= share
            if at < 0:
                return state
        return "approved"

    def _name(self, language: str) -> str:
        first, last = (part.split() for part in NAMES[language])
        return f"{self.draw.choice(first)} {self.draw.choice(last)}"

    def _text(self, language: str) -> str:
        words = WORDS[language].split()
        return " ".join(self.draw.choices(words, k=self.draw.randrange(20, 70)))

    def _searchable(self, name: str, text: str, tags: list[Any]) -> str:
        from testimonials.models.words import fold

        return fold(" \n ".join([name, "Rider", "Rad & Tal", text, *(tag.name for tag in tags)]))


def _copied(name: str, column: str, number: int, earlier: int) -> str:
    """What a column of a copy holds: other keys, other tokens, an earlier moment, or the same."""
    if column == "id":
        return f"id + {number * BLOCK * COUNTED[name][1]}"
    if column in REFERENCES:
        return f"{column} + {number * BLOCK * REFERENCES[column]}"
    if column == "token":
        return "lower(hex(randomblob(11)))"
    if column in {"key", "page_digest"}:
        return f"{column} || '-{number}'"
    if column in MOMENTS:
        return f"strftime('%Y-%m-%d %H:%M:%f', {column}, '-{earlier} seconds')"
    return column


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
