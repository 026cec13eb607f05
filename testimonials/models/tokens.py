"""Public identifiers: random, 128 bits, safe in an address. Integer keys never leave."""

import hashlib
import secrets

TOKEN_BYTES = 16
TOKEN_CHARS = 22


def new_token() -> str:
    """Return a fresh public identifier of 22 characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_secret() -> str:
    """Return a fresh bearer secret; only its `digest` is ever stored."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return what is stored in place of a secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()
