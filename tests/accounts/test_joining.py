"""One comes in by invitation, once; or freely where the operator says so."""

from __future__ import annotations

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.test import Client

from testimonials import inviting
from testimonials.models import Brand, Membership, User
from tests.cast import PASSWORD, Cast

SIGN_UP = {"email": "erin@example.org", "password1": PASSWORD}


def printed_link() -> str:
    out = StringIO()
    call_command("owner", stdout=out)
    return out.getvalue().strip().removeprefix("http://localhost:8000")


def invited(cast: Cast, role: str, email: str = "erin@example.org") -> str:
    """The secret of an invitation of Alice's."""
    alices = Membership.objects.get(user=cast.alice, brand=cast.brand)
    return inviting.invite(email, role, by=alices).secret


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
    secret = invited(cast, "moderator")
    client.get(f"/studio/join/{secret}")
    client.post("/accounts/signup/", SIGN_UP)
    assert Membership.objects.get(user__email="erin@example.org").brand == cast.brand


def test_somebody_who_is_signed_in_joins_with_one_click(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.charlie, backend="allauth.account.auth_backends.AuthenticationBackend")
    secret = invited(cast, "viewer")
    assert client.get(f"/studio/join/{secret}").status_code == 200
    client.post(f"/studio/join/{secret}")
    assert Membership.objects.filter(user=cast.charlie, brand=cast.brand, role="viewer").exists()


def test_signing_in_is_by_e_mail_in_any_case(cast: Cast, client: Client) -> None:
    answer = client.post("/accounts/login/", {"login": "Alice@Example.org", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == "/studio/"


def test_an_invitation_leads_who_has_an_account_to_signing_in(cast: Cast, client: Client) -> None:
    secret = invited(cast, "viewer", "charlie@example.org")
    assert client.get(f"/studio/join/{secret}")["Location"].startswith("/accounts/login/?next=")
    answer = client.post(
        "/accounts/login/",
        {"login": "charlie@example.org", "password": PASSWORD, "next": f"/studio/join/{secret}"},
    )
    assert answer["Location"] == f"/studio/join/{secret}"


def test_an_invitation_fills_the_address_in(cast: Cast, client: Client) -> None:
    page = client.get(f"/studio/join/{invited(cast, 'viewer')}", follow=True).content.decode()
    assert 'value="erin@example.org"' in page


def test_an_owner_founds_another_brand(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    client.post("/studio/new", {"name": "Second"})
    assert Membership.objects.get(brand__name="Second").user == cast.alice


def test_who_owns_nothing_founds_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.bob)
    assert client.get("/studio/new").status_code == 403
    assert client.post("/studio/new", {"name": "Bob’s"}).status_code == 403
    assert not Brand.objects.filter(name="Bob’s").exists()


def test_a_brand_never_takes_an_address_of_the_studios_own(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    for _again in range(2):
        client.post("/studio/new", {"name": "New"})
    assert list(Brand.objects.filter(name="New").values_list("slug", flat=True).order_by("pk")) == [
        "new-2",
        "new-3",
    ]


def test_the_switcher_names_only_ones_own_brands(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    client.post("/studio/new", {"name": "Second"})
    page = client.get("/studio/halden/team").content.decode()
    assert "Second" in page
    assert "Charlie" not in page
