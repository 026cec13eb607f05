"""A cache on Redis that nobody has to wait for: counters it cannot reach count nothing.

The cache holds throttles and nothing that anybody would miss. While Redis is away people
record and sign in as ever, without limits on how often they may try.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def _forgiving(operation: Callable[..., Any], answer: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(operation)
    def tried(*args: Any, **kwargs: Any) -> Any:
        try:
            return operation(*args, **kwargs)
        except RedisError as error:
            log.warning("no cache: %s", error)
            return answer(*args, **kwargs)

    return tried


class ForgivingClient(RedisCacheClient):
    """Answers as an empty cache would while Redis is away."""

    add = _forgiving(RedisCacheClient.add, lambda *_, **__: True)
    get = _forgiving(RedisCacheClient.get, lambda self, key, default=None: default)
    get_many = _forgiving(RedisCacheClient.get_many, lambda *_, **__: {})
    set = _forgiving(RedisCacheClient.set, lambda *_, **__: None)
    set_many = _forgiving(RedisCacheClient.set_many, lambda *_, **__: None)
    incr = _forgiving(RedisCacheClient.incr, lambda self, key, delta: delta)
    touch = _forgiving(RedisCacheClient.touch, lambda *_, **__: False)
    has_key = _forgiving(RedisCacheClient.has_key, lambda *_, **__: False)
    delete = _forgiving(RedisCacheClient.delete, lambda *_, **__: False)
    delete_many = _forgiving(RedisCacheClient.delete_many, lambda *_, **__: None)


class ForgivingRedisCache(RedisCache):
    """Django's own, with the client above."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
