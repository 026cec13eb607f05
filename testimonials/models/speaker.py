"""Somebody who speaks for themselves, known to one brand only."""

from django.db import models

from testimonials.models.brand import Brand


class Speaker(models.Model):
    """A person as they named themselves in one submission.

    An e-mail address typed into a form proves nothing, so it never merges two people:
    whoever knows Dana's address must not be able to rename her.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="speakers")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True, db_index=True)
    role = models.CharField(max_length=120, blank=True)
    company = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
