"""The only file that knows both worlds: nothing set, and a URL set, for each back end.

Nothing set is the embedded mode (SQLite, local files, an in-process worker). Each
variable upgrades one back end and nothing else: `DATABASE_URL`, `REDIS_URL`, `S3_BUCKET`,
`CDN_PURGE_URL`.
"""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ

SQLITE_TIMEOUT_SECONDS = 5
# A connection is kept for a thread's next requests: a new one reads the whole schema first.
CONNECTION_SECONDS = 60


def database(env: environ.Env, data_dir: Path) -> dict[str, Any]:
    """Return Django's `DATABASES["default"]`.

    SQLite runs in WAL mode and takes its write lock when a transaction begins: with
    deferred transactions a reader that turns writer fails at once with "database is locked".
    """
    if env.str("DATABASE_URL", default=""):
        kept = {"CONN_MAX_AGE": CONNECTION_SECONDS, "CONN_HEALTH_CHECKS": True}
        return {**env.db("DATABASE_URL"), **kept}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data_dir / "sayso.sqlite3",
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": SQLITE_TIMEOUT_SECONDS,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
        },
    }


def storages(env: environ.Env, data_dir: Path) -> dict[str, dict[str, Any]]:
    """Return the private and the public store: folders, or two buckets."""
    if not (bucket := env.str("S3_BUCKET", default="")):
        return {name: _folder(data_dir / name) for name in ("private", "public")}
    return {
        "private": _bucket(env, bucket),
        "public": _bucket(env, env.str("S3_PUBLIC_BUCKET", default=f"{bucket}-public")),
    }


def _folder(path: Path) -> dict[str, Any]:
    return {"BACKEND": "testimonials.stores.DiskStore", "OPTIONS": {"location": path}}


def _bucket(env: environ.Env, name: str) -> dict[str, Any]:
    return {
        "BACKEND": "testimonials.stores.S3Store",
        "OPTIONS": {
            "bucket_name": name,
            "endpoint_url": env.str("S3_ENDPOINT_URL", default="") or None,
            "region_name": env.str("S3_REGION", default="") or None,
            "access_key": env.str("S3_ACCESS_KEY", default="") or None,
            "secret_key": env.str("S3_SECRET_KEY", default="") or None,
            "browser_endpoint_url": env.str("S3_BROWSER_ENDPOINT_URL", default="").rstrip("/") or None,
            "addressing_style": env.str("S3_ADDRESSING_STYLE", default="path"),
        },
    }


def cache(env: environ.Env) -> dict[str, Any]:
    """Return Django's default cache, which also holds the throttles' counters."""
    if url := env.str("REDIS_URL", default=""):
        patience = {"socket_connect_timeout": 1, "socket_timeout": 1}
        return {"BACKEND": "config.cache.ForgivingRedisCache", "LOCATION": url, "OPTIONS": patience}
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


def broker(env: environ.Env) -> dict[str, Any]:
    """Return Celery's broker settings: the doorbell, never the queue.

    With Redis, `unacked_restore_*` brings a killed worker's messages back within seconds
    (measured: 23 s after a restart instead of 107 s); `visibility_timeout` is longer than
    the longest render. In memory, kombu polls once a second unless told otherwise.
    """
    if url := env.str("REDIS_URL", default=""):
        options = {
            "visibility_timeout": 3600,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 2,
            "socket_timeout": 3,
            "socket_keepalive": True,
        }
        return {"CELERY_BROKER_URL": url, "CELERY_BROKER_TRANSPORT_OPTIONS": options}
    return {
        "CELERY_BROKER_URL": "memory://localhost",
        "CELERY_BROKER_TRANSPORT_OPTIONS": {"polling_interval": 0.1},
    }


def cdn(env: environ.Env) -> dict[str, str]:
    """Return whom to tell what caches are to forget: nobody, or a `kind` with its `token` and where `to`.

    `cloudflare://TOKEN@ZONE`, `fastly://TOKEN`, `bunny://KEY`, or `https://TOKEN@host/path`, an address of
    one's own whose token may be missing. `testimonials.checks` says when something else is missing.
    """
    if not (url := env.str("CDN_PURGE_URL", default="")):
        return {}
    parts = urlsplit(url)
    before, at, after = parts.netloc.rpartition("@")
    if parts.scheme in {"https", "http"}:
        to = parts._replace(netloc=after).geturl()
        return {"kind": "address", "token": unquote(before), "to": to}
    return {"kind": parts.scheme, "token": unquote(before if at else after), "to": after if at else ""}


def is_embedded(env: environ.Env) -> bool:
    """Tell whether the worker lives inside the web process: true while no broker is named."""
    return not env.str("REDIS_URL", default="")
