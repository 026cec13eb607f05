"""The service tests stop, freeze and fill the engines that `make test-services` has started.

One fleet serves all of them. Before each test everything runs; after each, nothing that worked
on a video has outlived its worker, the private store holds no object that no asset names, and the
wall is empty again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from testimonials.models import Cut
from tests.moderator import Moderator
from tests.services import ledger
from tests.services.all_engines import ENGINES, Engines
from tests.services.compose_processes import Fleet
from tests.services.engines import wait_for
from tests.services.patient_speaker import Dana
from tests.services.small_disk import Disk

HERE = Path(__file__).parent
TIDY_SECONDS = 30


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, and leave it out where nobody started the engines."""
    has_engines = "SAYSO_TEST_REDIS_URL" in os.environ
    for item in items:
        if HERE in Path(item.fspath).parents:
            item.add_marker(pytest.mark.services)
            if not has_engines:
                item.add_marker(pytest.mark.skip(reason="needs real engines: make test-services"))


@pytest.fixture(scope="session")
def engines(pytestconfig: pytest.Config) -> Engines:
    """The engines this run has started; a test may stop, freeze and start each."""
    return pytestconfig.stash[ENGINES]


@pytest.fixture(scope="session")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    """Where takes grow and videos are worked on: a file system that can be filled up."""
    made = Disk(tmp_path_factory.mktemp("disk"))
    yield made
    made.remove()


@pytest.fixture(scope="session")
def installation(engines: Engines, disk: Disk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """compose's own services on the engines, started once."""
    made = Fleet(tmp_path_factory.mktemp("fleet"), engines.environment, disk=disk.folder)
    made.environment["QUICK_SECONDS"] = "20"
    made.prepare()
    yield made
    made.stop()


@pytest.fixture
def fleet(
    installation: Fleet, engines: Engines, disk: Disk, django_db_blocker: DjangoDbBlocker
) -> Iterator[Fleet]:
    """Everything runs before and after, and what a test breaks leaves nothing behind."""
    began = timezone.now()
    with django_db_blocker.unblock():
        _mend(installation, engines, disk)
        ledger.let_the_walls_be_published()
        yield installation
        _mend(installation, engines, disk)
        ledger.take_back_decisions()
        wait_for(lambda: not installation.orphans(), "the end of what outlived its worker", seconds=5)
        cuts = list(Cut.objects.filter(created_at__gte=began))
        wait_for(lambda: not ledger.strays(cuts), "a private store without strays", seconds=TIDY_SECONDS)


@pytest.fixture
def dana(fleet: Fleet) -> Dana:
    """Somebody who has opened the link."""
    return Dana(fleet.url, fleet.access["link"])


@pytest.fixture
def alice(fleet: Fleet) -> Moderator:
    """The owner, signed in."""
    access = fleet.access
    return Moderator(fleet.url, email=access["email"], password=access["password"], brand=access["brand"])


def _mend(fleet: Fleet, engines: Engines, disk: Disk) -> None:
    engines.mend()
    if disk.is_real:
        disk.grow()
    ledger.forget_connections()
    fleet.start()
