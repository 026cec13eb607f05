"""What is left of somebody: every table as it is, every file of both stores, every mail."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from testimonials.models import Cut, Notice, Refinement, Upload

FILEBASED = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def mail_folder(tmp_path: Path, settings: object) -> Path:
    """Mail as files, as without EMAIL_URL."""
    settings.EMAIL_BACKEND = FILEBASED  # type: ignore[attr-defined]
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")  # type: ignore[attr-defined]
    return tmp_path / "mail"


def files(store: str) -> list[Path]:
    """Every file in one of the two stores."""
    root = Path(settings.STORAGES[store]["OPTIONS"]["location"])
    return [path for path in root.rglob("*") if path.is_file()]


def names(store: str) -> set[str]:
    """The folders at the top of a store that hold anything."""
    root = Path(settings.STORAGES[store]["OPTIONS"]["location"])
    return {path.relative_to(root).parts[0] for path in files(store)}


def dump() -> str:
    """Every column of every row of every table."""
    with connection.cursor() as cursor:
        lines = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            lines += [f"{table}: {row}" for row in cursor.fetchall()]
    return "\n".join(lines)


def everything_left(mail_folder: Path) -> str:
    """All of it as one text, to look for somebody in."""
    stored = [path for store in ("private", "public") for path in files(store)]
    mails = [path for path in mail_folder.rglob("*") if path.is_file()]
    uploads = [path for path in Path(settings.UPLOADS_DIR).rglob("*") if path.is_file()]
    read = [f"{path.name} {path.read_bytes()!r}" for path in [*stored, *mails, *uploads]]
    return "\n".join([dump(), *read])


def let_leases_lapse() -> None:
    """A minute and a half later: whoever was at work has noticed, or is dead."""
    past = timezone.now() - timedelta(seconds=1)
    for model in (Cut, Upload, Refinement, Notice):
        model.objects.filter(lease_until__isnull=False).update(lease_until=past)
