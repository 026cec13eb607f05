"""`manage.py prepare`: bring the database and the stores into shape, before anything is started."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from testimonials import stores, withdrawing
from testimonials.models import Testimonial


class Command(BaseCommand):
    help = "Migrate the database, make the stores, keep withdrawn what was withdrawn. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        stores.private().make()
        stores.public().make()
        for testimonial in Testimonial.objects.unindexed():
            testimonial.index_words()
        if count := withdrawing.replay():
            self.stdout.write(
                f"· Withdrew {count} again: they were in a database older than their withdrawal"
            )
