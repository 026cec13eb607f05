"""The app that collects, renders and moderates."""

from django.apps import AppConfig


class TestimonialsConfig(AppConfig):
    name = "testimonials"

    def ready(self) -> None:
        """Guard the tables with triggers, keep what is reckoned, register the checks of this installation."""
        from testimonials import checks  # noqa: F401  registers itself
        from testimonials.models import integrity, waiting

        integrity.connect(self)
        waiting.connect()
