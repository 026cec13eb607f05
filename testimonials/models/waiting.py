"""Whoever writes, answers or erases: the story knows since when its speaker waits for an answer."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save

from testimonials.models.message import Message
from testimonials.models.reply import Reply
from testimonials.models.testimonial import Testimonial


def connect() -> None:
    """Listen to messages and public replies."""
    for sender in (Message, Reply):
        for signal in (post_save, post_delete):
            signal.connect(_reckon, sender=sender, dispatch_uid=f"waiting.{sender.__name__}")


def _reckon(instance: Message | Reply, **kwargs: Any) -> None:
    # Read anew: while a story is deleted with all it has, there may be none any more.
    for testimonial in Testimonial.objects.filter(pk=instance.testimonial_id):
        testimonial.reckon_waiting()
