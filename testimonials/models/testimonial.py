"""A testimonial: one person's story."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from testimonials.models.brand import Brand
from testimonials.models.link import CollectionLink
from testimonials.models.speaker import Speaker
from testimonials.models.tokens import TOKEN_BYTES, TOKEN_CHARS, new_token
from testimonials.models.words import fold

if TYPE_CHECKING:
    from testimonials.models.consent import Consent
    from testimonials.models.cut import Cut

DRAFT_LIFETIME = timedelta(hours=72)
# So many stars, or fewer, ask for an answer. They decide about nothing else.
UNHAPPY = 3


class IllegalMove(Exception):
    """A testimonial was asked to go where its state does not lead."""


class Relation(models.TextChoices):
    """What the speaker is to the brand. Shown on the card; never a reason to hide one."""

    CUSTOMER = "customer", _("Customer")
    EMPLOYEE = "employee", _("Works there")
    FAMILY = "family", _("Friend or family")
    PARTNER = "partner", _("Business partner")
    OTHER = "other", _("Something else")


def _draft_expiry() -> datetime:
    return timezone.now() + DRAFT_LIFETIME


class TestimonialQuerySet(models.QuerySet["Testimonial"]):
    def submitted(self) -> TestimonialQuerySet:
        """Sent by their speakers, newest first: what a brand may see at all."""
        return self.exclude(state=Testimonial.State.DRAFT).order_by("-submitted_at", "-pk")

    def approved(self) -> TestimonialQuerySet:
        return self.filter(state=Testimonial.State.APPROVED)

    def unindexed(self) -> TestimonialQuerySet:
        """Those from before there was a search."""
        sent = self.exclude(state__in=[Testimonial.State.DRAFT, Testimonial.State.WITHDRAWN])
        return sent.filter(searchable="")

    def saying(self, words: str) -> TestimonialQuerySet:
        """Those in whose names, answers or tags every one of `words` occurs, whatever its case or digits."""
        found = self
        for word in fold(words).split():
            found = found.filter(searchable__contains=word)
        return found

    def waiting(self) -> TestimonialQuerySet:
        """Those whose speakers wait for an answer (see `reckon_waiting`)."""
        return self.filter(waiting_since__isnull=False).exclude(state=Testimonial.State.WITHDRAWN)

    def abandoned(self) -> TestimonialQuerySet:
        """Drafts whose time is over."""
        return self.filter(state=Testimonial.State.DRAFT, expires_at__lt=timezone.now())

    def of(self, brand: Brand) -> TestimonialQuerySet:
        return self.filter(brand=brand)


class Testimonial(models.Model):
    """One person's story: a draft until they send it, then decided by the brand, withdrawn by them.

    `extra` answers the link's own fields, {"city": "Bergen"}. `private_feedback` is for the brand alone
    and never part of what is published. `typed` is what a draft's fields held, for another device.
    `searchable` is what the inbox looks for words in (see `index_words`), `waiting_since` since when
    its speaker has had no answer, null while none is due (see `reckon_waiting`). `featured_at` says
    since when the brand puts it first, `product_id` which product of the brand's shop it is about.
    The speaker's page opens with a secret whose digest is here; see `page_secret`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        NEW = "new", _("To watch")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Not shown")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    LEGAL_MOVES: dict[str, set[str]] = {
        State.DRAFT: {State.NEW},
        State.NEW: {State.APPROVED, State.REJECTED, State.WITHDRAWN},
        State.APPROVED: {State.NEW, State.REJECTED, State.WITHDRAWN},
        State.REJECTED: {State.NEW, State.APPROVED, State.WITHDRAWN},
        State.WITHDRAWN: set(),
    }

    brand = models.ForeignKey(
        Brand, models.CASCADE, related_name="testimonials", db_index=False
    )  # every index below begins with it
    link = models.ForeignKey(CollectionLink, models.PROTECT, related_name="testimonials")
    speaker = models.ForeignKey(Speaker, models.PROTECT, null=True, related_name="testimonials")
    token = models.CharField(max_length=TOKEN_CHARS, unique=True, default=new_token, editable=False)
    draft_digest = models.CharField(max_length=64, editable=False)
    language = models.CharField(max_length=16, choices=settings.LANGUAGES)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    nps = models.PositiveSmallIntegerField(null=True, blank=True)
    relation = models.CharField(max_length=8, choices=Relation, blank=True)
    incentive = models.CharField(max_length=120, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    private_feedback = models.TextField(blank=True)
    typed = models.JSONField(default=dict, blank=True, editable=False)
    page_version = models.PositiveIntegerField(default=1, editable=False)
    page_digest = models.CharField(max_length=64, blank=True, editable=False)
    searchable = models.TextField(blank=True, editable=False)
    waiting_since = models.DateTimeField(null=True, editable=False)
    featured_at = models.DateTimeField(null=True, blank=True)
    product_id = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=_draft_expiry)
    submitted_at = models.DateTimeField(null=True)

    objects = TestimonialQuerySet.as_manager()

    class Meta:
        # Each is read forwards for the oldest first and backwards for the newest.
        indexes = [
            models.Index(fields=["brand", "state", "submitted_at", "id"], name="testimonial_shelf"),
            models.Index(fields=["brand", "submitted_at", "id"], name="testimonial_received"),
            models.Index(
                fields=["brand", "submitted_at", "id", "state"],
                condition=models.Q(waiting_since__isnull=False),
                name="testimonial_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__range=(1, 5)), name="rating_one_to_five"
            ),
            models.CheckConstraint(
                condition=models.Q(nps=None) | models.Q(nps__range=(0, 10)), name="nps_zero_to_ten"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", submitted_at=None)
                | (models.Q(submitted_at__isnull=False, speaker__isnull=False) & ~models.Q(relation="")),
                name="submitted_with_speaker_and_relation",
            ),
            models.UniqueConstraint(
                fields=["page_digest"], condition=~models.Q(page_digest=""), name="speakers_page_once"
            ),
        ]

    def __str__(self) -> str:
        return f"testimonial {self.token}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    def keep_draft(self) -> bool:
        """Lock a draft until this transaction ends and give it its whole time again; False if it is none."""
        self.expires_at = _draft_expiry()
        drafts = type(self).objects.filter(pk=self.pk, state=self.State.DRAFT)
        return bool(drafts.update(expires_at=self.expires_at))

    @property
    def consent(self) -> Consent | None:
        """The revision in force: the last one."""
        return self.consents.order_by("-revision").first()

    @property
    def cut(self) -> Cut | None:
        """The newest cut: what a moderator sees and decides on."""
        return self.cuts.order_by("-number").first()

    def index_words(self) -> None:
        """Write anew what the inbox's search looks into: who speaks, what they said, how it is tagged."""
        speaker, parts = self.speaker, []
        if speaker is not None:
            parts = [speaker.name, speaker.role, speaker.company, speaker.email]
        parts += self.answers.values_list("text", flat=True)
        parts += self.taggings.values_list("tag__name", flat=True)
        parts += [self.product_id, *(str(value) for value in self.extra.values())]
        self.searchable = fold(" \n ".join(part for part in parts if part))
        Testimonial.objects.filter(pk=self.pk).update(searchable=self.searchable)

    def reckon_waiting(self) -> None:
        """Write anew since when its speaker waits for an answer.

        They do from the first message that nobody of the brand has answered, and from the beginning where
        they are not happy (three stars or fewer) and got neither a public reply nor a message.
        """
        ours = self.messages.filter(by__isnull=False).order_by("-sent_at").first()
        theirs = self.messages.filter(by=None, **({"sent_at__gt": ours.sent_at} if ours else {}))
        first = theirs.order_by("sent_at").first()
        self.waiting_since = first.sent_at if first else None
        is_unhappy = self.rating is not None and self.rating <= UNHAPPY
        if is_unhappy and ours is None and not hasattr(self, "reply"):
            self.waiting_since = self.submitted_at
        Testimonial.objects.filter(pk=self.pk).update(waiting_since=self.waiting_since)

    def page_secret(self) -> str:
        """Return the secret of the speaker's page, which opens at `/s/<secret>`, as of `page_version`.

        It is derived from the installation's key and not stored, so that it can be put into a mail
        again; raising `page_version` and saving the new digest makes every older address a missing one.
        """
        mac = salted_hmac("sayso.speaker", f"{self.token}:{self.page_version}", algorithm="sha256")
        return urlsafe_b64encode(mac.digest()[:TOKEN_BYTES]).decode().rstrip("=")

    def move_to(self, state: str) -> None:
        """Go to `state` if that is legal from where the row is now; raise `IllegalMove` otherwise.

        The conditional UPDATE makes two people deciding at once agree on one outcome.
        """
        if state not in self.LEGAL_MOVES[self.state]:
            raise IllegalMove(f"{self.state} → {state}")
        moved = Testimonial.objects.filter(pk=self.pk, state=self.state).update(state=state)
        if not moved:
            raise IllegalMove(f"{self.state} → {state}: somebody was faster")
        self.state = state
