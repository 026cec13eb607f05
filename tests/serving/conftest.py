"""One public store, and what serves it: the app by itself, nginx from the disk, nginx before the app."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from embeds import rendering
from embeds.rendering import PublicFile
from testimonials.stores import DiskStore
from tests import nginx
from tests.embeds import stories
from tests.nginx import Nginx
from tests.server import Server, free_port, running
from tests.serving.asking import FILM, MEDIA

# Also where the run around it has engines: nginx reads a folder.
ON_DISK = {"S3_BUCKET": "", "DATABASE_URL": "", "REDIS_URL": ""}


@dataclass(frozen=True)
class Stand:
    """The app of nginx `disk` does not exist: whatever that one answers came from the disk."""

    app: Server
    disk: Nginx
    front: Nginx
    store: DiskStore
    wid: str

    def origin(self, name: str) -> str:
        return {"app": self.app.url, "nginx": self.disk.url}[name]


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder = tmp_path_factory.mktemp("serving")
    public = folder / "data" / "public"
    with (
        running(folder, environment=ON_DISK) as app,
        nginx.serving(folder / "disk", public=public, app_port=free_port()) as disk,
        nginx.serving(folder / "front", public=public, app_port=app.port) as front,
    ):
        yield Stand(app, disk, front, DiskStore(location=public), stories.wall(12)["wid"])


@pytest.fixture
def stand(standing: Stand) -> Stand:
    """The store as a publication of twelve stories and one film leave it; only what a test changed is written."""
    for name, body in [*((f"w/{name}", file.body) for name, file in files().items()), (MEDIA[1:], FILM)]:
        path = Path(standing.store.path(name))
        if not path.exists() or path.read_bytes() != body:
            standing.store.put(name, body, media_type="")
    return standing


@pytest.fixture(params=["app", "nginx"])
def origin(stand: Stand, request: pytest.FixtureRequest) -> str:
    """Each of the two servers of the same files."""
    return stand.origin(request.param)


@cache
def files() -> dict[str, PublicFile]:
    """The public files of a wall of twelve stories."""
    return rendering.files(stories.wall(12))


def parts(folder: Path) -> list[Path]:
    """Return the takes that grow below a data folder."""
    return list((folder / "data" / "uploads").glob("*.part"))
