"""`manage.py owner`: print a one-time link that lets the first owner in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from testimonials import inviting


class Command(BaseCommand):
    help = "Print a one-time link, good for seven days, with which an owner signs up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default="", help="whom the link is meant for (for the record only)")

    def handle(self, *args: Any, **options: Any) -> None:
        secret = inviting.invite_founder(options["email"])
        self.stdout.write(settings.SITE_URL + reverse("studio:join", args=[secret]))
