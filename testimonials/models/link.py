"""A collection link: what a brand hands out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from testimonials.models.brand import Brand
from testimonials.models.tokens import TOKEN_CHARS, new_token

MAX_SECONDS = 15 * 60
MAX_BYTES = 1_073_741_824


# Whoever was speaking when a link was revoked may still send.
REVOKED_GRACE = timedelta(hours=24)


class CollectionLink(models.Model):
    """What a brand hands out. Open, paused and back, closed for good, or revoked.

    Closing and pausing stop new speakers only; whoever has begun may finish. Revoking ends that too,
    a day later. `opens_at` and `expires_at` bound its life; `opens_daily` and `closes_daily` are hours
    of the brand's day, both or neither (22:00 to 06:00 goes over midnight).

    `language` is what it is written in, `languages` the others it may be read in, `translations`
    their {"fa": {"title": …, "intro": …, "thanks": …}}. `fields` are asked beside name and company:
    [{"key": "city", "label": "Your city", "is_required": false}, …]. `sites` are origins whose pages
    may show it in a frame. `welcome` is a story of the brand's own people, played on the first page.
    """

    class State(models.TextChoices):
        OPEN = "open"
        PAUSED = "paused"
        CLOSED = "closed"
        REVOKED = "revoked"

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="links")
    token = models.CharField(max_length=TOKEN_CHARS, unique=True, default=new_token, editable=False)
    name = models.CharField(max_length=120)
    campaign = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    intro = models.CharField(max_length=400, blank=True)
    thanks = models.CharField(max_length=400, blank=True)
    share_url = models.URLField(blank=True)
    language = models.CharField(max_length=16, choices=settings.LANGUAGES, default="en")
    languages = models.JSONField(default=list, blank=True)
    translations = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    opens_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, editable=False)
    opens_daily = models.TimeField(null=True, blank=True)
    closes_daily = models.TimeField(null=True, blank=True)
    max_submissions = models.PositiveIntegerField(null=True, blank=True)
    max_seconds = models.PositiveIntegerField(default=120)
    max_bytes = models.PositiveBigIntegerField(default=209_715_200)
    asks_rating = models.BooleanField(default=True)
    asks_nps = models.BooleanField(default=False)
    fields = models.JSONField(default=list, blank=True)
    incentive = models.CharField(max_length=120, blank=True)
    sites = models.JSONField(default=list, blank=True)
    welcome = models.ForeignKey(
        "testimonials.Cut", models.SET_NULL, null=True, blank=True, related_name="welcomes"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(max_seconds__gte=1, max_seconds__lte=MAX_SECONDS),
                name="link_seconds_in_bounds",
            ),
            models.CheckConstraint(
                condition=models.Q(max_bytes__gte=1, max_bytes__lte=MAX_BYTES), name="link_bytes_in_bounds"
            ),
            models.CheckConstraint(
                condition=models.Q(opens_daily=None, closes_daily=None)
                | models.Q(opens_daily__isnull=False, closes_daily__isnull=False),
                name="link_hours_both_or_neither",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="revoked") | models.Q(revoked_at__isnull=False),
                name="link_revoked_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def is_early(self) -> bool:
        return self.opens_at is not None and self.opens_at > timezone.now()

    @property
    def is_full(self) -> bool:
        """As many stories were sent as it asks for."""
        if self.max_submissions is None:
            return False
        return self.testimonials.exclude(state="draft").count() >= self.max_submissions

    @property
    def is_within_hours(self) -> bool:
        """Whether the brand's clock is inside its opening hours."""
        if self.opens_daily is None or self.closes_daily is None:
            return True
        now = timezone.now().astimezone(self.brand.zone).time()
        if self.opens_daily <= self.closes_daily:
            return self.opens_daily <= now < self.closes_daily
        return now >= self.opens_daily or now < self.closes_daily

    @property
    def is_open(self) -> bool:
        """Whether somebody may begin now. Takes already begun are not asked again."""
        is_stopped = self.state != self.State.OPEN or self.is_expired or self.is_early
        return not is_stopped and self.is_within_hours and not self.is_full

    @property
    def takes_no_more(self) -> bool:
        """Whether even those who had begun are too late."""
        return self.revoked_at is not None and self.revoked_at + REVOKED_GRACE <= timezone.now()

    @property
    def readable_in(self) -> list[str]:
        """Every language its page may be read in, its own first."""
        return [self.language, *(code for code in self.languages if code != self.language)]

    def title_in(self, language: str) -> str:
        return self._in(language, "title") or self.title

    def intro_in(self, language: str) -> str:
        return self.intro if language == self.language else self._in(language, "intro")

    def thanks_in(self, language: str) -> str:
        return self.thanks if language == self.language else self._in(language, "thanks")

    def _in(self, language: str, part: str) -> str:
        found: Any = self.translations.get(language, {}).get(part, "")
        return str(found)
