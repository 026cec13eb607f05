"""The app that puts approved testimonials on other people's pages."""

from django.apps import AppConfig


class EmbedsConfig(AppConfig):
    name = "embeds"

    def ready(self) -> None:
        """Listen to what changes a public face, and guard the tables with triggers."""
        from embeds import receivers  # noqa: F401  connects itself
        from testimonials.models import integrity

        integrity.connect(self)
