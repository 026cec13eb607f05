"""Every address, every method, everybody: what happens is what the table says, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.authorisation import expectations
from tests.authorisation.expectations import ACCOUNT, BODIES, MADE_LATER, OPERATE, PUBLIC, RANKS, SPEAKER
from tests.authorisation.world import METHODS, MISSING, World, addresses, build, silence, trace
from tests.cast import Cast

ADDRESSES = addresses()
OF_A_BRAND = [(name, route) for name, route in ADDRESSES if "<slug:brand>" in route]
MEMBERS = ["viewer", "moderator", "admin", "owner"]
OUTSIDERS = ["charlie", "removed"]
# Where no brand is in the address, a role in one means nothing.
ANYBODY = ["stranger", "charlie", "owner"]
REFUSED = {403, 404, 405}


@pytest.fixture
def world(cast: Cast) -> Iterator[World]:
    cache.clear()
    with silence():
        yield build(cast)
    cache.clear()


def wanted(name: str, method: str) -> str | None:
    """The rank an address asks for, by method."""
    ways = expectations.line(name) or {}
    return ways.get("GET" if method == "HEAD" else method)


def test_every_address_is_in_the_table() -> None:
    missing = sorted({f"{name} ({route})" for name, route in ADDRESSES if expectations.line(name) is None})
    if missing:
        pytest.fail(
            f"Nobody has said who may do what at {', '.join(missing)}: add a line for each to TABLE in "
            'tests/authorisation/expectations.py, such as "studio:links": brand(get=LOOK, post=ADMINISTER).',
            pytrace=False,
        )


def test_the_table_names_no_address_that_is_gone() -> None:
    names = {name for name, _route in ADDRESSES}
    assert [key for key in expectations.TABLE if not key.endswith("*") and key not in names] == []


@pytest.mark.slow
def test_a_brands_addresses_let_in_who_they_should(world: World) -> None:
    surprises = []
    for name, route in OF_A_BRAND:
        address = world.address(name, route, slug="halden", of="halden")
        for method in METHODS:
            rank = wanted(name, method)
            for person in MEMBERS if method != "HEAD" else MEMBERS[-1:]:
                answer = world.ask(person, method, address, BODIES.get(name))
                is_let_in = rank is not None and RANKS.index(person) >= RANKS.index(rank)
                said = f"{method} {name} as {person}: {answer.status_code}"
                refused = REFUSED - {404} if name in MADE_LATER else REFUSED
                if answer.status_code >= 500 or (is_let_in and answer.status_code in refused):
                    surprises.append(said)
                elif rank is None and answer.status_code not in {404, 405}:
                    surprises.append(f"{said}, and nobody said that this is there")
                elif not is_let_in and (world.writes or (method != "POST" and answer.status_code < 400)):
                    surprises.append(f"{said} {world.writes}")
    none(surprises)


@pytest.mark.slow
def test_reading_changes_nothing(world: World) -> None:
    surprises = []
    for name, route in OF_A_BRAND:
        if wanted(name, "GET"):
            world.ask("owner", "GET", world.address(name, route, slug="halden", of="halden"))
            surprises += [f"{name}: {write}" for write in world.writes]
    none(surprises)


@pytest.mark.slow
def test_outsiders_find_a_brand_exactly_like_a_missing_one(world: World) -> None:
    surprises = []
    for person in OUTSIDERS:
        for name, route in OF_A_BRAND:
            address = world.address(name, route, slug="halden", of="halden")
            surprises += told(world, person, name, address, missing="/studio/no-such-brand/inbox")
    none(surprises)


@pytest.mark.slow
def test_an_object_of_another_brand_is_exactly_like_a_missing_one(world: World) -> None:
    surprises = []
    for person, slug, others in (("charlie", "charlies", "halden"), ("owner", "halden", "charlies")):
        for name, route in OF_A_BRAND:
            address = world.address(name, route, slug=slug, of=others)
            if address != world.address(name, route, slug=slug, of=None):  # it names an object
                missing = f"/studio/{slug}/testimonials/{MISSING}"
                surprises += told(world, person, name, address, missing=missing)
    none(surprises)


@pytest.mark.slow
def test_a_stranger_is_sent_to_sign_in(world: World) -> None:
    surprises = []
    for name, route in OF_A_BRAND:
        for method in METHODS:
            answer = world.ask("stranger", method, world.address(name, route, slug="halden", of="halden"))
            is_asked = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
            if world.writes or not (is_asked or answer.status_code == 405):
                surprises.append(f"{method} {name}: {answer.status_code}")
    none(surprises)


@pytest.mark.slow
def test_outside_of_a_brand_a_session_opens_nothing_more(world: World) -> None:
    surprises = []
    for name, route in ADDRESSES:
        kinds = set((expectations.line(name) or {}).values())
        if not kinds & {PUBLIC, SPEAKER} or name == "studio:join":
            continue
        address = world.address(name, route, slug="no-such-wall", of=None).replace(
            MISSING + "/answers", "x/answers"
        )
        for method in METHODS:
            reference = world.ask("stranger", method, address)
            for person in ("charlie", "owner"):
                answer = world.ask(person, method, address)
                if world.writes or answer.status_code != reference.status_code:
                    surprises.append(f"{method} {name} as {person}: {answer.status_code}")
            if reference.status_code >= 500 and name != "healthz":
                surprises.append(f"{method} {name}: {reference.status_code}")
    none(surprises)


@pytest.mark.slow
def test_no_address_of_an_account_breaks_and_none_is_a_strangers(world: World) -> None:
    surprises = []
    for name, route in ADDRESSES:
        if ACCOUNT not in (expectations.line(name) or {}).values():
            continue
        address = world.address(name, route.replace("<int:pk>", "0"), slug="halden", of=None)
        for method in METHODS:
            for person in ANYBODY:
                cache.clear()
                answer = world.ask(person, method, address)
                is_asked = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
                is_strangers = person == "stranger" and name in YOURS
                if answer.status_code >= 500 or (is_strangers and not is_asked and answer.status_code != 405):
                    surprises.append(f"{method} {name} as {person}: {answer.status_code}")
    none(surprises)


@pytest.mark.slow
def test_the_operators_window_is_there_for_operators_only(world: World) -> None:
    surprises = []
    for name, route in ADDRESSES:
        if OPERATE not in (expectations.line(name) or {}).values():
            continue
        address = world.address(name, route.replace("<path:object_id>", "1"), slug="", of=None)
        address = address.replace("^(?P<app_label>testimonials|embeds)/$", "testimonials/").replace(
            "(?P<url>.*)$", "x"
        )
        for method in METHODS:
            for person in ANYBODY:
                answer = world.ask(person, method, address)
                is_asked = answer.status_code == 302 and answer["Location"].startswith("/accounts/")
                if world.writes or not (
                    answer.status_code in {404, 405} or (person == "stranger" and is_asked)
                ):
                    surprises.append(f"{method} {name} as {person}: {answer.status_code} {address}")
    none(surprises)


def told(world: World, person: str, name: str, address: str, *, missing: str) -> list[str]:
    """Ask in every way; say where the answer can be told from that of what is not there."""
    found = []
    for method in METHODS:
        answer = world.ask(person, method, address, BODIES.get(name))
        writes = world.writes
        reference = world.nothing(person, "HEAD" if method == "HEAD" else "GET", missing)
        is_other = answer.status_code == 404 and trace(answer) != reference
        if writes or is_other or answer.status_code not in {404, 405}:
            found.append(f"{method} {name} as {person}: {answer.status_code} {writes}")
    return found


def none(surprises: list[str]) -> None:
    """Fail with a line for each surprise."""
    if surprises:
        pytest.fail("\n".join(surprises), pytrace=False)


YOURS = {name for name, route in ADDRESSES if route.startswith("accounts/")} - {
    name
    for name, route in ADDRESSES
    if route.startswith(
        (
            "accounts/login/",
            "accounts/signup/",
            "accounts/logout/",
            "accounts/inactive/",
            "accounts/confirm-email/",
            "accounts/password/reset/",
        )
    )
}
