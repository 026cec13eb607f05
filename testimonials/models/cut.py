"""An edit list over immutable originals: the only thing that is ever rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonials.models.brand import Brand
from testimonials.models.lease import Leased, LeasedQuerySet
from testimonials.models.testimonial import Testimonial
from testimonials.models.tokens import TOKEN_CHARS, new_token

if TYPE_CHECKING:
    from testimonials.models.asset import Asset
    from testimonials.models.consent import Consent


class CutQuerySet(LeasedQuerySet):
    def ready(self) -> CutQuerySet:
        return self.filter(state=Cut.State.READY)

    def newest(self) -> CutQuerySet:
        """The last one of each story: what a moderator decides on."""
        newer = Cut.objects.filter(
            testimonial=models.OuterRef("testimonial"), number__gt=models.OuterRef("number")
        )
        return self.exclude(models.Exists(newer))


class Cut(Leased):
    """What the public would see, in order: `segments` of {upload, in_ms, out_ms}.

    `out_ms` of null is "to the end": the speaker's whole answer, written before its length
    has been measured. `poster_ms` is on the cut's own timeline. A cut is never changed and never
    rendered again once it is ready: another edit is another cut, with the next number, beside it.
    A testimonial of text alone has a cut without segments, ready at once.

    `shortened_ms` is how much of the answers is left out; `lufs` how loud they were, null when
    nothing was heard; `is_sound_only` that there was no picture to show.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RENDERING = "rendering"
        READY = "ready"
        FAILED = "failed"

    class Stage(models.TextChoices):
        WAITING = "waiting", _("In line")
        INSPECTING = "inspecting", _("Looking at the recording")
        MEASURING = "measuring", _("Evening out the sound")
        RENDERING = "rendering", _("Rendering")
        VERIFYING = "verifying", _("Checking every second")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be prepared")

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="cuts")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="cuts")
    token = models.CharField(max_length=TOKEN_CHARS, unique=True, default=new_token, editable=False)
    number = models.PositiveIntegerField(default=1)
    segments = models.JSONField(default=list)
    poster_ms = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WAITING)
    percent = models.PositiveSmallIntegerField(default=0)
    seconds_left = models.PositiveIntegerField(null=True)
    recipe = models.PositiveSmallIntegerField(default=0)
    color = models.CharField(max_length=7, blank=True)
    duration_ms = models.PositiveIntegerField(default=0)
    shortened_ms = models.PositiveIntegerField(default=0)
    lufs = models.FloatField(null=True)
    is_sound_only = models.BooleanField(default=False)
    problem_code = models.CharField(max_length=40, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Any]] = CutQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["brand", "state"], name="cut_state")]
        constraints = [models.UniqueConstraint(fields=["testimonial", "number"], name="cut_number_once")]

    def __str__(self) -> str:
        return f"cut {self.number} of {self.testimonial}"

    @classmethod
    def pending(cls) -> models.Q:
        return models.Q(state__in=[cls.State.WAITING, cls.State.RENDERING])

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_failed(self) -> bool:
        return self.state == self.State.FAILED

    @property
    def has_video(self) -> bool:
        return bool(self.segments)

    @property
    def is_silent(self) -> bool:
        """It was listened to, and nothing was heard."""
        return self.is_ready and self.has_video and self.lufs is None

    @property
    def may_welcome(self) -> bool:
        """Whether it may be played on a link's first page today: a public place like any website."""
        consent, decided = self.testimonial.consent, self.testimonial.decisions.order_by("-pk").first()
        is_decided = decided is not None and decided.cut_id == self.pk
        is_approved = is_decided and self.testimonial.state == Testimonial.State.APPROVED
        is_consented = consent is not None and consent.allows_website and self.is_shown_under(consent)
        return self.is_ready and is_approved and is_consented

    def is_shown_under(self, consent: Consent) -> bool:
        """A film is a face and a voice at once: who keeps back either, keeps back the film.

        A story that was only told has no face to keep back.
        """
        return self.has_video and consent.shows_voice and (consent.shows_face or self.is_sound_only)

    def renditions(self) -> list[Asset]:
        """What plays, in the order a browser should try: what costs it least to load comes first."""
        return sorted(self.assets.filter(kind="rendition"), key=lambda asset: asset.preference)

    def posters(self) -> list[Asset]:
        """Still pictures in several formats and widths, widest first."""
        return list(self.assets.filter(kind="poster").order_by("-width", "media_type"))
