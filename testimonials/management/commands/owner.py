"""`manage.py owner`: print a one-time link that lets the first owner in, or say who operates all this."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from testimonials import inviting
from testimonials.models import User


class Command(BaseCommand):
    help = (
        "Print a one-time link, good for seven days, with which an owner signs up. "
        "With --staff, open the operators' window for somebody who has an account; with --no-staff, close it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default="", help="whom the link is meant for (for the record only)")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--staff", metavar="EMAIL", help="make this account an operator")
        which.add_argument("--no-staff", metavar="EMAIL", help="take that back")

    def handle(self, *args: Any, **options: Any) -> None:
        if email := options["staff"] or options["no_staff"]:
            self._appoint(email.strip().lower(), is_staff=bool(options["staff"]))
            return
        secret = inviting.invite_founder(options["email"])
        self.stdout.write(settings.SITE_URL + reverse("studio:join", args=[secret]))

    def _appoint(self, email: str, *, is_staff: bool) -> None:
        if not User.objects.filter(email=email).update(is_staff=is_staff):
            raise CommandError(
                f"No account signs in with {email}. `manage.py owner` prints a link to make one."
            )
        window = settings.SITE_URL + reverse("admin:index")
        self.stdout.write(window if is_staff else f"{email} is no operator any more.")
