"""Count how many watched, without knowing who.

Promises: a visitor, a story, a widget and a day count once, however often an event is sent; only what is
really placed counts; programs that say so do not; nothing here says anything of anybody tomorrow, because
the key that tells visitors apart is thrown away every night. Whoever asks not to be counted sends nothing.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from datetime import date, timedelta
from hashlib import blake2b
from ipaddress import ip_address, ip_network

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from embeds.models import Kind, Placement, Viewing, ViewingDay
from embeds.models.viewing import VISITOR_CHARS

KEPT = timedelta(days=2)
DAY_SECONDS = 2 * 24 * 3600
KEYS = ("brand_id", "testimonial_id", "widget_id", "kind", "day")
AT_ONCE = 200
AN_HOUR = 600  # events of one network; a school or an office is one
BOTS = ("bot", "crawl", "spider", "headless", "preview", "monitor", "curl", "wget", "python", "http")


def note(*, wid: str, item: str, kind: str, address: str, agent: str) -> bool:
    """Count one event if it is one; tell whether it was the first of its kind today."""
    if kind not in Kind.values or _is_program(agent) or _is_flood(address):
        return False
    placed = (
        Placement.objects.filter(widget__token=wid, cut__token__startswith=item) if len(item) >= 8 else None
    )
    placement = placed.select_related("widget", "brand").first() if placed is not None else None
    if placement is None:
        return False
    today = timezone.now().astimezone(placement.brand.zone).date()
    _row, is_new = Viewing.objects.get_or_create(
        testimonial_id=placement.testimonial_id,
        widget=placement.widget,
        kind=kind,
        day=today,
        visitor=_visitor(address, agent, today),
        defaults={"brand": placement.brand},
    )
    return is_new


def roll_up() -> None:
    """Turn events older than two days into one number a day. Safe to repeat: row and number move together."""
    over = Viewing.objects.filter(at__lt=timezone.now() - KEPT)
    for keys in over.order_by("day").values(*KEYS).distinct()[:AT_ONCE]:
        with transaction.atomic():
            gone, _kinds = over.filter(**keys).delete()
            ViewingDay.objects.get_or_create(**keys)
            ViewingDay.objects.filter(**keys).update(count=F("count") + gone)


def _is_program(agent: str) -> bool:
    said = agent.lower()
    return not said or any(word in said for word in BOTS)


def _is_flood(address: str) -> bool:
    """Whether a network sends more than people could."""
    key = f"noted:{_network(address)}:{timezone.now():%Y%m%d%H}"
    cache.add(key, 0, 3600)
    try:
        return cache.incr(key) > AN_HOUR
    except ValueError:  # the cache forgot it between the two
        return False


def _network(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{24 if known.version == 4 else 64}", strict=False))


def _visitor(address: str, agent: str, day: date) -> str:
    """Tell one visitor of a day from another, with that day's key alone."""
    key = cache.get_or_set(f"visitors:{day}", lambda: secrets.token_bytes(32), DAY_SECONDS)
    mac = blake2b(f"{address}\n{agent}".encode(), key=bytes(key or b""), digest_size=16).digest()
    return urlsafe_b64encode(mac).decode()[:VISITOR_CHARS]
