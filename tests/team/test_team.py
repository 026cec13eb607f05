"""The team of a brand: asked in, appointed, removed, gone; and nobody else sees it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from testimonials import appointing, inviting, notifying
from testimonials.models import AuditEvent, Membership, MembershipInvitation, Notice, User
from testimonials.views.team import member_token
from tests.cast import Cast

HTMX = {"HX-Request": "true"}
TEAM = "/studio/halden/team"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def place(cast: Cast, user: User) -> Membership:
    return Membership.objects.select_related("brand", "user").get(brand=cast.brand, user=user)


def role_of(cast: Cast, user: User) -> str:
    return place(cast, user).role


def hire(cast: Cast, name: str, role: str) -> User:
    """Somebody else on the team."""
    user = User.objects.create_user(f"{name}@example.org", "correct horse battery", name=name.title())
    Membership.objects.create(brand=cast.brand, user=user, role=role)
    return user


def at(cast: Cast, user: User, what: str) -> str:
    return f"{TEAM}/members/{member_token(place(cast, user))}/{what}"


def invite(client: Client, email: str = "erin@example.org", role: str = "moderator") -> Any:
    return client.post(f"{TEAM}/invitations", {"email": email, "role": role})


def codes() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("code", flat=True))


def test_an_invitation_goes_out_by_mail_and_lets_one_in(cast: Cast) -> None:
    invite(signed_in(cast.alice), "Erin@Example.org")
    notifying.send(Notice.objects.get())
    letter = mail.outbox[0]
    assert letter.to == ["erin@example.org"]
    assert letter.subject == "Alice invites you to Halden"
    link = next(line for line in str(letter.body).splitlines() if "/studio/join/" in line)
    joining = signed_in(cast.charlie)
    joining.post(link.removeprefix("http://localhost:8000"))
    assert role_of(cast, cast.charlie) == "moderator"
    assert codes() == ["invitation_sent", "invitation_accepted"]


def test_the_letter_that_is_out_keeps_neither_address_nor_secret(cast: Cast) -> None:
    invite(signed_in(cast.alice))
    notifying.send(Notice.objects.get())
    assert (Notice.objects.get().to, Notice.objects.get().details) == ("", {})


def test_the_link_is_shown_once(cast: Cast) -> None:
    client = signed_in(cast.alice)
    assert "/studio/join/" in invite(client).content.decode()
    assert "/studio/join/" not in client.get(TEAM).content.decode()


def test_sending_again_makes_a_new_link_and_ends_the_old(cast: Cast) -> None:
    asked = inviting.invite("erin@example.org", "viewer", by=place(cast, cast.alice))
    answer = signed_in(cast.alice).post(f"{TEAM}/invitations/{asked.invitation.token}")
    assert "/studio/join/" in answer.content.decode()
    assert Client().get(f"/studio/join/{asked.secret}").status_code == 410


def test_an_invitation_taken_back_leads_nowhere(cast: Cast) -> None:
    asked = inviting.invite("erin@example.org", "viewer", by=place(cast, cast.alice))
    signed_in(cast.alice).post(f"{TEAM}/invitations/{asked.invitation.token}/revocation")
    assert Client().get(f"/studio/join/{asked.secret}").status_code == 410


def test_an_accepted_invitation_cannot_be_sent_again(cast: Cast) -> None:
    asked = inviting.invite("charlie@example.org", "viewer", by=place(cast, cast.alice))
    inviting.accept(asked.invitation, cast.charlie)
    client = signed_in(cast.alice)
    assert client.post(f"{TEAM}/invitations/{asked.invitation.token}").status_code == 410
    assert client.post(f"{TEAM}/invitations/{asked.invitation.token}/revocation").status_code == 410


def test_inviting_the_same_person_twice_is_one_invitation(cast: Cast) -> None:
    client = signed_in(cast.alice)
    invite(client)
    invite(client, role="admin")
    assert MembershipInvitation.objects.get().role == "admin"


def test_who_is_on_the_team_is_not_invited(cast: Cast) -> None:
    answer = invite(signed_in(cast.alice), "bob@example.org")
    assert answer.status_code == 409
    assert "on the team already" in answer.content.decode()


def test_what_is_no_address_stays_in_the_field(cast: Cast) -> None:
    answer = invite(signed_in(cast.alice), "erin at example")
    assert answer.status_code == 422
    assert 'value="erin at example"' in answer.content.decode()


def test_an_admin_asks_for_no_owner(cast: Cast) -> None:
    admin = hire(cast, "ada", "admin")
    assert invite(signed_in(admin), role="owner").status_code == 403
    assert not MembershipInvitation.objects.exists()


def test_an_owner_changes_a_role(cast: Cast) -> None:
    signed_in(cast.alice).post(at(cast, cast.bob, "role"), {"role": "viewer"})
    assert role_of(cast, cast.bob) == "viewer"


def test_a_changed_role_holds_from_the_next_request(cast: Cast) -> None:
    bob = signed_in(cast.bob)
    story = cast.dana_writes()
    appointing.change_role(place(cast, cast.bob), "viewer", by=place(cast, cast.alice))
    bob.post(f"/studio/halden/testimonials/{story.token}/decision", {"verdict": "approved"})
    story.refresh_from_db()
    assert story.state == "new"


def test_the_last_owner_stays_one(cast: Cast) -> None:
    client = signed_in(cast.alice)
    answer = client.post(at(cast, cast.alice, "role"), {"role": "viewer"})
    assert answer.status_code == 409
    assert "A brand needs an owner." in answer.content.decode()
    assert client.post(f"{TEAM}/departure").status_code == 409
    assert client.post(at(cast, cast.alice, "removal")).status_code == 409
    assert role_of(cast, cast.alice) == "owner"


def test_a_refusal_reaches_the_page_that_swaps_successes_only(cast: Cast) -> None:
    answer = signed_in(cast.alice).post(at(cast, cast.alice, "role"), {"role": "viewer"}, headers=HTMX)
    assert answer.status_code == 200
    assert "A brand needs an owner." in answer.content.decode()


def test_one_of_two_owners_may_leave(cast: Cast) -> None:
    client = signed_in(hire(cast, "olga", "owner"))
    client.post(f"{TEAM}/departure")
    assert client.get(TEAM).status_code == 404


@pytest.mark.parametrize("role", ["admin", "moderator"])
def test_only_owners_make_and_unmake_owners(cast: Cast, role: str) -> None:
    client = signed_in(hire(cast, "ada", role))
    for what, form in (("role", {"role": "admin"}), ("removal", {})):
        assert client.post(at(cast, cast.alice, what), form).status_code == 403
    assert client.post(at(cast, cast.bob, "role"), {"role": "owner"}).status_code == 403
    assert role_of(cast, cast.alice) == "owner"
    assert role_of(cast, cast.bob) == "moderator"


def test_an_admin_changes_everybody_else(cast: Cast) -> None:
    client = signed_in(hire(cast, "ada", "admin"))
    client.post(at(cast, cast.bob, "role"), {"role": "admin"})
    assert role_of(cast, cast.bob) == "admin"
    client.post(at(cast, cast.bob, "removal"))
    assert not Membership.objects.filter(user=cast.bob).exists()


def test_a_removed_member_is_out_of_this_brand_at_once_and_of_no_other(cast: Cast) -> None:
    Membership.objects.create(brand=cast.charlies_brand, user=cast.bob, role="viewer")
    bob = signed_in(cast.bob)
    assert bob.get("/studio/halden/inbox").status_code == 200
    signed_in(cast.alice).post(at(cast, cast.bob, "removal"))
    assert bob.get("/studio/halden/inbox").status_code == 404
    assert bob.get("/studio/charlies/inbox").status_code == 200


def test_looking_at_a_removal_removes_nobody(cast: Cast) -> None:
    assert signed_in(cast.alice).get(at(cast, cast.bob, "removal")).status_code == 200
    assert role_of(cast, cast.bob) == "moderator"


@pytest.mark.parametrize("role", ["moderator", "viewer"])
def test_others_see_the_team_and_change_nothing(cast: Cast, role: str) -> None:
    inviting.invite("erin@example.org", "viewer", by=place(cast, cast.alice))
    page = signed_in(hire(cast, "vera", role)).get(TEAM).content.decode()
    assert "Alice" in page
    assert "erin@example.org" not in page
    assert "/removal" not in page
    assert "/role" not in page


def test_nobody_of_another_brand_is_found_by_what_names_them_there(cast: Cast) -> None:
    theirs = Membership.objects.get(brand=cast.charlies_brand)
    assert signed_in(cast.alice).post(f"{TEAM}/members/{member_token(theirs)}/removal").status_code == 404


@pytest.mark.parametrize("path", ["", "/departure", "/members/x/removal"])
def test_charlie_sees_nothing(cast: Cast, path: str) -> None:
    client = signed_in(cast.charlie)
    foreign, missing = client.get(f"{TEAM}{path}"), client.get(f"/studio/no-such-brand/team{path}")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content
