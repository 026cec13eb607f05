"""`manage.py demo`: the demo brand, its speakers and its wall, made once through the real pipeline."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from embeds import publishing
from embeds.models import Widget
from testimonials import demonstrating
from testimonials.models import Brand, CollectionLink, Testimonial, User
from testimonials.models.lease import NotClaimable


class Command(BaseCommand):
    help = "Make the demo brand Halden once: its link, its speakers, its wall."

    def handle(self, *args: Any, **options: Any) -> None:
        access = demonstrating.prepare()
        brand = Brand.objects.get(slug=access.brand)
        people = demonstrating.missing_people()
        if people:
            self.stdout.write(f"· Making the demo brand {brand.name}; this happens once")
        for number, person in enumerate(people, start=1):
            self._tell(person, CollectionLink.objects.get(token=access.link), f"{number} of {len(people)}")
        self._finish_the_interrupted(brand)
        _publish(_wall(brand))

    def _tell(self, person: dict[str, Any], link: CollectionLink, which: str) -> None:
        began = time.monotonic()
        self.stdout.write(f"    {which}  {person['name']} … ", ending="")
        self.stdout.flush()
        testimonial = demonstrating.speak(person, link)
        demonstrating.finish(testimonial, person["id"], by=_owner(link.brand))
        self.stdout.write(f"{testimonial.state}, {time.monotonic() - began:.1f} s")

    def _finish_the_interrupted(self, brand: Brand) -> None:
        """Somebody stopped the last start between sending and deciding."""
        for testimonial in Testimonial.objects.of(brand).filter(state=Testimonial.State.NEW):
            if testimonial.cut is not None and not testimonial.cut.is_ready:
                demonstrating.wait_until_ready(testimonial.cut)


def _owner(brand: Brand) -> User:
    return User.objects.filter(
        memberships__brand=brand, memberships__role="owner"
    ).first() or User.objects.get(email=demonstrating.EMAIL)


def _wall(brand: Brand) -> Widget:
    wall = Widget.objects.of(brand).first()
    return wall or Widget.objects.create(
        brand=brand, name="Front page", slug=brand.slug, title="People who ride a Halden"
    )


def _publish(wall: Widget) -> None:
    try:
        publishing.publish(wall)
    except NotClaimable:
        return  # fresh already, or a worker is writing it
