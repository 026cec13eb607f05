"""Every test gets a data folder of its own, and the cast on request."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Settings are read from the environment once, before Django starts: keep tests out of the real data folder.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="sayso-tests-")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
os.environ.setdefault("LOG_LEVEL", "ERROR")

from collections.abc import Iterator

import pytest
from django.utils import translation

from config import catalogues
from embeds.models import Widget
from tests.cast import Cast, assemble

catalogues.compile_all()


@pytest.fixture
def cast(db: None) -> Cast:
    """Alice owns, Bob is on her team, Charlie must see nothing, Dana records."""
    return assemble()


@pytest.fixture
def wall(cast: Cast) -> Widget:
    """A wall of the cast's brand, not published yet."""
    made: Widget = Widget.objects.create(brand=cast.brand, name="Wall", slug="wall", title="People who ride")
    return made


@pytest.fixture(autouse=True)
def in_english() -> None:
    """A request leaves its language behind in the thread; no test begins with another's."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, settings: object) -> Iterator[None]:
    """Give each test its own stores and upload folder."""
    from django.conf import settings as real

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    # WhiteNoise reads this folder file by file at every start, while a test beside may run `serve`, which fills it.
    settings.STATIC_ROOT = tmp_path / "static"  # type: ignore[attr-defined]
    if not real.STORAGES["private"]["BACKEND"].endswith("DiskStore"):
        yield
        return
    settings.UPLOADS_DIR = tmp_path / "uploads"  # type: ignore[attr-defined]
    settings.STORAGES = {  # type: ignore[attr-defined]
        **real.STORAGES,
        "private": {
            "BACKEND": "testimonials.stores.DiskStore",
            "OPTIONS": {"location": tmp_path / "private"},
        },
        "public": {"BACKEND": "testimonials.stores.DiskStore", "OPTIONS": {"location": tmp_path / "public"}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    yield
