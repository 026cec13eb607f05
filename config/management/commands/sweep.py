"""`manage.py sweep`: ring for every row that waits, once, and park what gave up."""

from typing import Any

from django.core.management.base import BaseCommand

from config.sweeping import sweep


class Command(BaseCommand):
    help = "Ring for every row that waits. Beat does this by itself; this is for cron and for the curious."

    def handle(self, *args: Any, **options: Any) -> None:
        sweep()
