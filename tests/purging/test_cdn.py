"""Each CDN hears what its API understands, and only a yes counts as one. Real requests to a real server."""

from __future__ import annotations

import socket
from typing import Any

import environ
import pytest
from django.core.checks import run_checks

from config import backends
from testimonials import cdn
from tests.purging.edge import Edge

SCRIPT = "https://say.example.com/w/AbC-_1234567890123456x.js"
FILM = "https://say.example.com/m/AbC-_1234567890123456x/0f.mp4"


def named(url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the settings make of `CDN_PURGE_URL`."""
    monkeypatch.setenv("CDN_PURGE_URL", url)
    return backends.cdn(environ.Env())


def test_nothing_set_names_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CDN_PURGE_URL", raising=False)
    assert backends.cdn(environ.Env()) == {}


def test_cloudflare_hears_prefixes_because_copies_differ_by_who_asked(
    listening: Edge, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CDN = named("cloudflare://To_Ken-1@023e105f4ecef8ad9ca31a8372d0c353", monkeypatch)
    monkeypatch.setattr(cdn, "CLOUDFLARE", f"{listening.url}/client/v4")
    assert cdn.forget([SCRIPT, FILM]) == 2
    [asked] = listening.asked
    assert (asked.method, asked.path) == (
        "POST",
        "/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/purge_cache",
    )
    assert asked.headers["authorization"] == "Bearer To_Ken-1"
    assert asked.headers["content-type"] == "application/json"
    assert asked.body == {
        "prefixes": [
            "say.example.com/w/AbC-_1234567890123456x.js",
            "say.example.com/m/AbC-_1234567890123456x/0f.mp4",
        ]
    }


def test_cloudflare_hears_a_hundred_at_once_and_no_more(
    listening: Edge, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CDN = named("cloudflare://t@z", monkeypatch)
    monkeypatch.setattr(cdn, "CLOUDFLARE", listening.url)
    assert cdn.forget([SCRIPT] * 101) == 100
    assert len(listening.asked[0].body["prefixes"]) == 100


def test_fastly_hears_one_address_in_the_path(
    listening: Edge, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CDN = named("fastly://Key_1", monkeypatch)
    monkeypatch.setattr(cdn, "FASTLY", listening.url)
    assert cdn.forget([SCRIPT, FILM]) == 1
    [asked] = listening.asked
    assert (asked.method, asked.path) == ("POST", "/purge/say.example.com/w/AbC-_1234567890123456x.js")
    assert asked.headers["fastly-key"] == "Key_1"
    assert "fastly-soft-purge" not in asked.headers  # a soft one would go on serving what was withdrawn
    assert asked.body is None


def test_bunny_hears_one_address_in_the_query(
    listening: Edge, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CDN = named("bunny://c24347cf-1bc0-4900-8d60-86b1c7701f53", monkeypatch)
    monkeypatch.setattr(cdn, "BUNNY", listening.url)
    assert cdn.forget([SCRIPT, FILM]) == 1
    [asked] = listening.asked
    assert (asked.method, asked.path) == (
        "POST",
        "/purge?url=https%3A%2F%2Fsay.example.com%2Fw%2FAbC-_1234567890123456x.js",
    )
    assert asked.headers["accesskey"] == "c24347cf-1bc0-4900-8d60-86b1c7701f53"


@pytest.mark.parametrize(("token", "expected"), [("se%40cret@", "Bearer se@cret"), ("", None)])
def test_an_address_of_ones_own_gets_a_list_and_perhaps_a_token(
    listening: Edge, settings: Any, monkeypatch: pytest.MonkeyPatch, token: str, expected: str | None
) -> None:
    address = listening.url.replace("://", f"://{token}")
    settings.CDN = named(f"{address}/hooks/purge?who=sayso", monkeypatch)
    assert cdn.forget([SCRIPT, FILM]) == 2
    [asked] = listening.asked
    assert (asked.method, asked.path) == ("POST", "/hooks/purge?who=sayso")
    assert asked.body == {"urls": [SCRIPT, FILM]}
    assert asked.headers.get("authorization") == expected


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (500, cdn.CdnAway),
        (503, cdn.CdnAway),
        (429, cdn.CdnBusy),
        (401, cdn.CdnRefused),
        (404, cdn.CdnRefused),
        (302, cdn.CdnRefused),
    ],
)
def test_what_is_not_a_yes_is_a_problem(told: Edge, status: int, problem: type[Exception]) -> None:
    told.answers = [status]
    with pytest.raises(problem):
        cdn.forget([SCRIPT])
    assert len(told.asked) == 1  # no redirect is followed, and nothing is tried again here


def test_one_that_does_not_answer_is_not_waited_for(told: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cdn, "TIMEOUT_SECONDS", 0.2)
    told.delay_seconds = 1.0
    with pytest.raises(cdn.CdnAway):
        cdn.forget([SCRIPT])


def test_one_that_refuses_the_connection_is_away(settings: Any) -> None:
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        settings.CDN = {"kind": "address", "token": "", "to": f"http://127.0.0.1:{taken.getsockname()[1]}/"}
        with pytest.raises(cdn.CdnAway):
            cdn.forget([SCRIPT])


@pytest.mark.parametrize(
    "url", ["cloudflare://token-only", "cloudflare://@zone", "fastly://", "akamai://t@x", "say what"]
)
def test_a_setting_that_names_nobody_is_an_error_at_the_start(
    settings: Any, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    settings.CDN = named(url, monkeypatch)
    assert "sayso.E003" in [found.id for found in run_checks()]


@pytest.mark.parametrize(
    "url", ["", "cloudflare://t@z", "fastly://t", "bunny://t", "https://cache.example.com/purge"]
)
def test_a_whole_setting_is_none(settings: Any, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    settings.CDN = named(url, monkeypatch)
    assert "sayso.E003" not in [found.id for found in run_checks()]
