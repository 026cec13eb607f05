"""Throttles live in the cache; while that is away, nobody is kept from speaking."""

from __future__ import annotations

import pytest

from config.cache import ForgivingRedisCache
from tests.server import free_port


@pytest.fixture
def cache() -> ForgivingRedisCache:
    options = {"socket_connect_timeout": 1, "socket_timeout": 1}
    return ForgivingRedisCache(f"redis://127.0.0.1:{free_port()}/0", {"OPTIONS": options})


def test_without_redis_it_is_an_empty_cache(cache: ForgivingRedisCache) -> None:
    cache.set("key", 1)

    assert cache.get("key") is None
    assert cache.get("key", "default") == "default"
    assert cache.get_many(["key"]) == {}
    assert cache.get_or_set("key", 7) == 7
    assert cache.add("key", 1)
    assert cache.incr("key") == 1
    assert not cache.has_key("key")
    assert not cache.delete("key")
