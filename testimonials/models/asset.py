"""One stored file."""

from __future__ import annotations

from django.db import models

from testimonials.models.brand import Brand
from testimonials.models.cut import Cut
from testimonials.models.picture import Picture
from testimonials.models.testimonial import Testimonial
from testimonials.models.tokens import TOKEN_CHARS, new_token
from testimonials.models.upload import Upload

EXTENSIONS = {
    "video/mp4": "mp4",
    "video/webm": "webm",
    "image/avif": "avif",
    "image/webp": "webp",
    "image/jpeg": "jpg",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
}


class AssetQuerySet(models.QuerySet["Asset"]):
    def public(self) -> AssetQuerySet:
        """Those with a copy in the public store."""
        return self.exclude(public_key="")


class Asset(models.Model):
    """A file in the private store, and perhaps a copy in the public one. Bytes never change.

    An original belongs to an upload, and so does its remux, a copy that plays at once and that
    only the brand sees; everything else belongs to the cut it was rendered from.
    `codecs` is what a browser asks for before it loads a rendition; "" is what every browser plays.
    `public_key` is empty except while a placement makes the cut public; `exposed_at` says
    since when the copy is really there.
    """

    class Kind(models.TextChoices):
        ORIGINAL = "original"
        REMUX = "remux"
        RENDITION = "rendition"
        POSTER = "poster"
        PREVIEW = "preview"
        PICTURE = "picture"

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="assets")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="assets")
    upload = models.OneToOneField(Upload, models.CASCADE, null=True, related_name="original")
    remux_of = models.OneToOneField(Upload, models.CASCADE, null=True, related_name="remux")
    cut = models.ForeignKey(Cut, models.CASCADE, null=True, related_name="assets")
    picture = models.ForeignKey(Picture, models.CASCADE, null=True, related_name="assets")
    token = models.CharField(max_length=TOKEN_CHARS, unique=True, default=new_token, editable=False)
    kind = models.CharField(max_length=9, choices=Kind)
    key = models.CharField(max_length=200, unique=True)
    public_key = models.CharField(max_length=200, blank=True)
    exposed_at = models.DateTimeField(null=True)
    media_type = models.CharField(max_length=100)
    codecs = models.CharField(max_length=60, blank=True)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    duration_ms = models.PositiveIntegerField(null=True)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind="original", upload__isnull=False, remux_of=None, cut=None, picture=None
                )
                | models.Q(
                    kind="remux", upload=None, remux_of__isnull=False, cut=None, picture=None, public_key=""
                )
                | models.Q(kind="picture", upload=None, remux_of=None, cut=None, picture__isnull=False)
                | (
                    ~models.Q(kind__in=["original", "remux", "picture"])
                    & models.Q(upload=None, remux_of=None, cut__isnull=False, picture=None)
                ),
                name="asset_comes_from_one_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.token}"

    @property
    def extension(self) -> str:
        return EXTENSIONS.get(self.media_type, "bin")

    @property
    def public_name(self) -> str:
        """Where its copy in the public store is, or would be: in the folder of its cut or picture."""
        owner = self.cut or self.picture
        return f"m/{owner.token}/{self.sha256}.{self.extension}" if owner is not None else ""

    @property
    def source_type(self) -> str:
        """The `type` of a `<source>`."""
        return f'{self.media_type}; codecs="{self.codecs}"' if self.codecs else self.media_type

    @property
    def preference(self) -> tuple[bool, int]:
        """Sorts renditions: AV1 before what every browser plays, then the larger first."""
        return (not self.codecs, -self.rung)

    @property
    def rung(self) -> int:
        """The short side in pixels, the name a rendition goes by: 720, 360."""
        return min(self.width or 0, self.height or 0)
