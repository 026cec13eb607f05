"""A password alone does not open an account that asks for a second step."""

from __future__ import annotations

import re

from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.accounts.people import code, factors, proven, signed_in, signing_in, with_app
from tests.cast import PASSWORD, Cast

SECOND = "/accounts/login/code/"


def is_in(client: Client) -> bool:
    return client.get("/studio/halden/inbox").status_code == 200


def test_setting_up_an_app_asks_who_it_is_first(cast: Cast) -> None:
    answer = signed_in(cast.alice).get("/accounts/app/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=")


def test_the_qr_code_stands_in_the_page_and_the_policy_stays_strict(cast: Cast) -> None:
    answer = proven(cast.alice).get("/accounts/app/")
    assert "<svg" in answer.content.decode()
    assert "data:image/svg" not in answer.content.decode()
    assert "script-src 'self';" in answer["Content-Security-Policy"]


def test_an_app_is_set_up_and_recovery_codes_are_shown_once(cast: Cast) -> None:
    client = proven(cast.alice)
    secret = client.get("/accounts/app/").context["form"].secret
    answer = client.post("/accounts/app/", {"code": code(secret)}, follow=True)
    assert factors(cast.alice) == {"totp", "recovery_codes"}
    shown = re.findall(r"<li>(\d{8})</li>", answer.content.decode())
    assert len(shown) == 10
    assert shown[0] not in client.get("/accounts/recovery-codes/").content.decode()


def test_a_wrong_code_sets_nothing_up(cast: Cast) -> None:
    client = proven(cast.alice)
    client.get("/accounts/app/")
    answer = client.post("/accounts/app/", {"code": "000000"})
    assert "did not match" in answer.content.decode()
    assert factors(cast.alice) == set()


def test_signing_in_goes_through_the_code(cast: Cast, client: Client) -> None:
    with_app(cast.alice)
    assert signing_in(client, "alice@example.org")["Location"] == SECOND
    assert not is_in(client)
    client.post(SECOND, {"code": code()})
    assert is_in(client)


def test_a_code_works_once(cast: Cast, client: Client) -> None:
    with_app(cast.alice)
    shown = code()
    signing_in(client, "alice@example.org")
    client.post(SECOND, {"code": shown})
    cache.delete(f"allauth.mfa.totp.used?user={cast.alice.pk}&code={shown}")  # as allauth does after 30 s
    other = Client()
    signing_in(other, "alice@example.org")
    other.post(SECOND, {"code": shown})
    assert not is_in(other)


def test_persian_digits_are_digits(cast: Cast, client: Client) -> None:
    with_app(cast.alice)
    signing_in(client, "alice@example.org")
    client.post(SECOND, {"code": code().translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))})
    assert is_in(client)


def test_a_recovery_code_lets_one_in_once(cast: Cast) -> None:
    spare = with_app(cast.alice)[0]
    for expected in (True, False):
        client = Client()
        signing_in(client, "alice@example.org")
        client.post(SECOND, {"code": spare})
        assert is_in(client) is expected


def test_guessing_codes_is_stopped(cast: Cast, client: Client) -> None:
    with_app(cast.alice)
    signing_in(client, "alice@example.org")
    for guess in range(6):
        answer = client.post(SECOND, {"code": f"00000{guess}"})
    assert "Too many failed" in answer.content.decode()
    client.post(SECOND, {"code": code()})
    assert not is_in(client)


def test_guessing_passwords_is_stopped(cast: Cast, client: Client) -> None:
    for _guess in range(6):
        answer = signing_in(client, "alice@example.org", "not the password")
    assert "Too many failed" in answer.content.decode()
    signing_in(client, "alice@example.org")
    assert not is_in(client)


def test_a_copy_of_the_database_holds_no_secret_of_an_app(cast: Cast) -> None:
    with_app(cast.alice)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert "JBSWY3DP" not in stored


def test_a_secret_of_another_installation_matches_no_code(
    cast: Cast, client: Client, settings: object
) -> None:
    with_app(cast.alice)
    settings.SECRET_KEY = "another key"  # type: ignore[attr-defined]
    signing_in(client, "alice@example.org")
    client.post(SECOND, {"code": code()})
    assert not is_in(client)


def test_a_changed_key_that_is_kept_as_a_fallback_still_reads(
    cast: Cast, client: Client, settings: object
) -> None:
    with_app(cast.alice)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another key"  # type: ignore[attr-defined]
    signing_in(client, "alice@example.org")
    client.post(SECOND, {"code": code()})
    assert is_in(client)


def test_turning_the_app_off_needs_a_proof_and_is_told_by_mail(cast: Cast) -> None:
    with_app(cast.alice)
    client = Client()
    signing_in(client, "alice@example.org")
    client.post(SECOND, {"code": code()})
    assert "/accounts/reauthenticate/" in client.post("/accounts/app/removal/")["Location"]
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/app/removal/")
    assert factors(cast.alice) == set()
    assert mail.outbox[-1].subject == "The authenticator app was removed"


def test_new_recovery_codes_replace_the_old(cast: Cast) -> None:
    spare = with_app(cast.alice)[0]
    client = Client()
    signing_in(client, "alice@example.org")
    client.post(SECOND, {"code": code()})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.post("/accounts/recovery-codes/new/", follow=True).content.decode()
    assert len(re.findall(r"<li>\d{8}</li>", page)) == 10
    assert spare not in page


def test_nobody_opens_a_passkey_of_somebody_else(cast: Cast) -> None:
    theirs = Authenticator.objects.create(
        user=cast.charlie, type="webauthn", data={"name": "x", "credential": {}}
    )
    client = proven(cast.alice)
    for path in ("", "removal/"):
        assert client.get(f"/accounts/passkeys/{theirs.pk}/{path}").status_code == 404
        assert client.post(f"/accounts/passkeys/{theirs.pk}/{path}", {"name": "y"}).status_code == 404
