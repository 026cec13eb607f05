"""The brand's own words for what a story is about."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from testimonials.models.brand import Brand
from testimonials.models.testimonial import Testimonial

MAX_TAG = 40


class Tag(models.Model):
    """Known to one brand, once in any case of letters."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="tags")
    name = models.CharField(max_length=MAX_TAG)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("brand", Lower("name"), name="tag_once_a_brand")]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A tag on a story, by whom and when."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")
    testimonial = models.ForeignKey(Testimonial, models.CASCADE, related_name="taggings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["tag__name"]
        constraints = [models.UniqueConstraint(fields=["testimonial", "tag"], name="tagged_once")]

    def __str__(self) -> str:
        return f"{self.tag} on {self.testimonial}"
