"""Operators see what is stuck and try it again; nobody else sees that there is anything."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.test import Client

from embeds.models import Widget
from testimonials import withdrawing
from testimonials.models import Cut, Notice, User
from tests.cast import Cast


def owner(*arguments: str) -> str:
    out = StringIO()
    call_command("owner", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def operator(cast: Cast) -> Client:
    owner("--staff", "Alice@Example.org")
    client = Client()
    client.force_login(User.objects.get(pk=cast.alice.pk))
    return client


def try_again(client: Client, table: str, *keys: int) -> None:
    form = {"action": "try_again", "_selected_action": keys, "index": 0}
    assert client.post(f"/operate/{table}/", form).status_code == 302


def test_the_command_opens_and_closes_the_window(cast: Cast) -> None:
    assert owner("--staff", "alice@example.org").strip().endswith("/operate/")
    assert User.objects.get(is_staff=True) == cast.alice
    owner("--no-staff", "alice@example.org")
    assert not User.objects.filter(is_staff=True).exists()


def test_the_command_knows_accounts_only(db: None) -> None:
    with pytest.raises(CommandError, match="No account"):
        owner("--staff", "nobody@example.org")


def test_a_stranger_is_sent_to_the_one_sign_in(db: None, client: Client) -> None:
    assert client.get("/operate/")["Location"] == "/accounts/login/?next=/operate/"


@pytest.mark.parametrize("path", ["", "testimonials/cut/", "login/", "no-such-page/"])
def test_an_owner_of_a_brand_finds_nothing(cast: Cast, path: str) -> None:
    client = Client()
    client.force_login(cast.alice)
    assert client.get(f"/operate/{path}").status_code == 404


def test_every_table_opens_and_shows_nothing_of_a_customer(cast: Cast, operator: Client) -> None:
    story = cast.approved()
    Notice.objects.create(
        brand=cast.brand, kind="sent", to="dana@example.org", language="en", details={"a": "Dana"}
    )
    Widget.objects.create(brand=cast.brand, name="Wall", slug="wall")
    for model, _page in admin.site._registry.items():
        table = f"/operate/{model._meta.app_label}/{model._meta.model_name}/"
        pages = [operator.get(table)] + [
            operator.get(f"{table}{row.pk}/change/") for row in model._default_manager.all()[:2]
        ]
        for page in pages:
            assert page.status_code == 200, table
            assert "Dana" not in page.content.decode()
            assert "dana@example.org" not in page.content.decode()
    assert story.speaker is not None


def test_nothing_is_added_changed_or_deleted(cast: Cast, operator: Client) -> None:
    for path in ("add/", f"{cast.bob.pk}/delete/"):
        assert operator.get(f"/operate/testimonials/user/{path}").status_code == 403
    operator.post(f"/operate/testimonials/user/{cast.bob.pk}/change/", {"is_staff": "on"})
    assert not User.objects.get(pk=cast.bob.pk).is_staff


def test_a_failed_cut_is_tried_again(cast: Cast, operator: Client) -> None:
    cut = cast.dana_writes().cut
    assert cut is not None
    Cut.objects.update(
        state="failed", stage="failed", failures=3, attempts=3, problem_code="gave_up", problem="x"
    )
    try_again(operator, "testimonials/cut", cut.pk)
    cut.refresh_from_db()
    assert (cut.state, cut.attempts, cut.failures, cut.problem_code) == ("waiting", 0, 0, "")
    assert Cut.objects.stranded().filter(pk=cut.pk).exists()


def test_a_ready_cut_stays_as_it_is(cast: Cast, operator: Client) -> None:
    cut = cast.dana_writes().cut
    assert cut is not None
    Cut.objects.update(state="ready", attempts=1)
    try_again(operator, "testimonials/cut", cut.pk)
    cut.refresh_from_db()
    assert (cut.state, cut.attempts) == ("ready", 1)


def test_what_was_withdrawn_is_never_tried_again(cast: Cast, operator: Client) -> None:
    story = cast.dana_writes()
    Cut.objects.update(state="waiting")
    withdrawing.withdraw(story)
    cut = Cut.objects.get(testimonial=story)
    assert (cut.state, cut.problem_code) == ("failed", "withdrawn")
    try_again(operator, "testimonials/cut", cut.pk)
    cut.refresh_from_db()
    assert (cut.state, cut.problem_code) == ("failed", "withdrawn")


def test_what_somebody_is_at_work_on_is_left_alone(cast: Cast, operator: Client) -> None:
    cut = cast.dana_writes().cut
    assert cut is not None
    Cut.objects.update(state="waiting")
    cut.refresh_from_db()
    cut.claim(state="rendering")
    try_again(operator, "testimonials/cut", cut.pk)
    assert Cut.objects.get(pk=cut.pk).lease_until is not None


def test_a_widget_that_is_stuck_is_published_anew(cast: Cast, operator: Client) -> None:
    widget = Widget.objects.create(brand=cast.brand, name="Wall", slug="wall", failures=3, attempts=9)
    try_again(operator, "embeds/widget", widget.pk)
    assert Widget.objects.stranded().filter(pk=widget.pk).exists()


def test_the_strict_policy_holds_here_too(cast: Cast, operator: Client) -> None:
    answer = operator.get("/operate/")
    assert "script-src 'self';" in answer["Content-Security-Policy"]
    assert "<script>" not in answer.content.decode()
    assert " style=" not in answer.content.decode()
