"""How this installation is put together; `settings` is the place to start."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
