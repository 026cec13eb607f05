"""One comes in by invitation, once; or freely where the operator says so."""

from __future__ import annotations

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.test import Client

from testimonials import accounts
from testimonials.models import Brand, Membership, User
from tests.cast import PASSWORD, Cast

SIGN_UP = {"email": "erin@example.org", "password1": PASSWORD}


def printed_link() -> str:
    out = StringIO()
    call_command("owner", stdout=out)
    return out.getvalue().strip().removeprefix("http://localhost:8000")


def test_a_stranger_cannot_sign_up(db: None, client: Client) -> None:
    page = client.post("/accounts/signup/", SIGN_UP)
    assert "by invitation" in page.content.decode()
    assert not User.objects.exists()


def test_signup_open_lets_strangers_in(db: None, client: Client, settings: Any) -> None:
    settings.SIGNUP = "open"
    client.post("/accounts/signup/", SIGN_UP)
    assert User.objects.get().email == "erin@example.org"


def test_the_first_owner_signs_up_founds_a_brand_and_has_a_link(db: None, client: Client) -> None:
    client.get(printed_link(), follow=True)
    client.post("/accounts/signup/", SIGN_UP)
    client.post("/studio/", {"name": "Erin’s Bikes"})
    brand = Brand.objects.get()
    assert Membership.objects.get().role == "owner"
    assert brand.links.get().questions.current().count() == 3
    assert client.get(f"/studio/{brand.slug}/inbox").status_code == 200


def test_an_owners_link_works_once(db: None, client: Client) -> None:
    link = printed_link()
    client.get(link)
    client.post("/accounts/signup/", SIGN_UP)
    assert Client().get(link).status_code == 410


def test_looking_at_an_invitation_uses_nothing_up(db: None) -> None:
    link = printed_link()
    for _look in range(2):
        assert Client().get(link).status_code == 302


def test_an_invitation_to_a_brand_makes_a_member(cast: Cast, client: Client) -> None:
    secret = accounts.invite(brand=cast.brand, role="moderator")
    client.get(f"/studio/join/{secret}")
    client.post("/accounts/signup/", SIGN_UP)
    assert Membership.objects.get(user__email="erin@example.org").brand == cast.brand


def test_somebody_who_is_signed_in_joins_with_one_click(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.charlie, backend="allauth.account.auth_backends.AuthenticationBackend")
    secret = accounts.invite(brand=cast.brand, role="viewer")
    assert client.get(f"/studio/join/{secret}").status_code == 200
    client.post(f"/studio/join/{secret}")
    assert Membership.objects.filter(user=cast.charlie, brand=cast.brand, role="viewer").exists()


def test_signing_in_is_by_e_mail_in_any_case(cast: Cast, client: Client) -> None:
    answer = client.post("/accounts/login/", {"login": "Alice@Example.org", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == "/studio/"
