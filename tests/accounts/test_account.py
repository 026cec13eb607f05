"""The pages of one's own account: profile, password, e-mail, and where one is signed in."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from tests.accounts.people import proven, signed_in, signing_in
from tests.cast import PASSWORD, Cast

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEW = "a longer horse staple"


def is_in(client: Client) -> bool:
    return client.get("/studio/halden/inbox").status_code == 200


def test_a_name_is_stored(cast: Cast) -> None:
    signed_in(cast.alice).post("/accounts/", {"name": "Alice Ahlberg", "language": ""})
    cast.alice.refresh_from_db()
    assert cast.alice.name == "Alice Ahlberg"


def test_the_interface_speaks_the_language_one_chose(cast: Cast) -> None:
    client = signed_in(cast.alice, accept_language="en")
    client.post("/accounts/", {"name": "Alice", "language": "fa"})
    page = client.get("/studio/halden/inbox").content.decode()
    assert '<html lang="fa" dir="rtl"' in page


def test_without_a_choice_it_is_the_browsers_language(cast: Cast) -> None:
    client = signed_in(cast.alice, accept_language="zh-hans")
    assert '<html lang="zh-hans"' in client.get("/studio/halden/inbox").content.decode()


def test_a_speakers_page_keeps_its_own_language(cast: Cast) -> None:
    client = signed_in(cast.alice)
    client.post("/accounts/", {"name": "Alice", "language": "fa"})
    assert '<html lang="en"' in client.get(f"/c/{cast.link.token}").content.decode()


def test_another_language_than_ours_is_refused(cast: Cast) -> None:
    assert signed_in(cast.alice).post("/accounts/", {"name": "A", "language": "xx"}).status_code == 422


@pytest.mark.parametrize("password", ["short one", "alice@example", "password1234"])
def test_a_weak_password_is_refused(cast: Cast, password: str) -> None:
    client = signed_in(cast.alice)
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert client.post("/accounts/password/change/", form).status_code == 200
    cast.alice.refresh_from_db()
    assert cast.alice.check_password(PASSWORD)


def test_a_new_password_ends_every_other_session_and_is_told_by_mail(cast: Cast) -> None:
    here, elsewhere = signed_in(cast.alice), signed_in(cast.alice)
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert is_in(here)
    assert not is_in(elsewhere)
    assert mail.outbox[-1].subject == "Your password was changed"


def test_a_new_address_counts_once_its_link_was_opened(cast: Cast) -> None:
    client = proven(cast.alice)
    client.post("/accounts/email/", {"email": "New@Example.org", "action_add": ""})
    cast.alice.refresh_from_db()
    assert cast.alice.email == "alice@example.org"
    link = re.search(r"http\S+/accounts/confirm-email/\S+", str(mail.outbox[-1].body))
    assert link is not None
    assert mail.outbox[-1].to == ["new@example.org"]
    client.post(link[0].removeprefix("http://testserver"))
    cast.alice.refresh_from_db()
    assert cast.alice.email == "new@example.org"
    assert mail.outbox[-1].to == ["alice@example.org"]
    assert signing_in(Client(), "new@example.org").status_code == 302


def test_an_address_somebody_else_signs_in_with_is_never_taken_over(cast: Cast) -> None:
    client = proven(cast.alice)
    client.post("/accounts/email/", {"email": "bob@example.org", "action_add": ""})
    link = re.search(r"http\S+/accounts/confirm-email/\S+", str(mail.outbox[-1].body))
    assert link is not None
    assert client.post(link[0].removeprefix("http://testserver")).status_code == 302
    cast.alice.refresh_from_db()
    assert cast.alice.email == "alice@example.org"


def test_a_change_of_the_address_can_be_taken_back(cast: Cast) -> None:
    client = proven(cast.alice)
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    client.post("/accounts/email/", {"email": "new@example.org", "action_remove": ""})
    cast.alice.refresh_from_db()
    assert cast.alice.email == "alice@example.org"
    assert "new@example.org" not in client.get("/accounts/email/").content.decode()


def test_a_new_address_needs_a_proof(cast: Cast) -> None:
    answer = signed_in(cast.alice).post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert mail.outbox == []


def test_the_devices_are_listed_with_this_one_first(cast: Cast) -> None:
    signed_in(cast.alice, user_agent=PHONE)
    client = signed_in(cast.alice, user_agent=DESK)
    places = client.get("/accounts/sessions/").context["places"]
    assert [(place.device, place.is_here) for place in places] == [
        ("Firefox, Linux", True),
        ("Safari, iPhone", False),
    ]


def test_an_ended_session_is_over_with_its_next_request(cast: Cast) -> None:
    elsewhere, here = signed_in(cast.alice), signed_in(cast.alice)
    assert is_in(elsewhere)
    other = here.get("/accounts/sessions/").context["places"][1]
    here.post("/accounts/sessions/", {"end": other.token})
    assert elsewhere.get("/studio/halden/inbox")["Location"].startswith("/accounts/login/")
    assert is_in(here)


def test_a_part_of_a_page_is_answered_with_401_once_the_session_is_over(cast: Cast) -> None:
    elsewhere, here = signed_in(cast.alice), signed_in(cast.alice)
    here.post("/accounts/sessions/", {"end": "others"})
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/studio/halden/inbox?shelf=new"}
    answer = elsewhere.get("/studio/halden/inbox/rows", headers=headers)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/accounts/login/?next=%2Fstudio%2Fhalden%2Finbox%3Fshelf%3Dnew"


def test_nobody_ends_somebody_elses_session(cast: Cast) -> None:
    charlies = signed_in(cast.charlie)
    token = charlies.get("/accounts/sessions/").context["places"][0].token
    assert signed_in(cast.alice).post("/accounts/sessions/", {"end": token}).status_code == 404
    assert charlies.get("/studio/charlies/inbox").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["", "security/", "sessions/", "email/", "password/change/", "app/", "passkeys/", "recovery-codes/"],
)
def test_a_stranger_has_no_account(db: None, client: Client, path: str) -> None:
    answer = client.get(f"/accounts/{path}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_mail_server_that_is_away_undoes_no_change(cast: Cast, settings: object) -> None:
    client = signed_in(cast.alice)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_PORT = 9  # type: ignore[attr-defined]
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/accounts/password/change/", form).status_code == 302
    cast.alice.refresh_from_db()
    assert cast.alice.check_password(NEW)


def test_a_letter_somebody_waits_for_says_that_the_server_is_away(
    cast: Cast, client: Client, settings: object
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_PORT = 9  # type: ignore[attr-defined]
    assert client.post("/accounts/password/reset/", {"email": "alice@example.org"}).status_code == 503
