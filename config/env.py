"""The environment: the only source of configuration, read in one place."""

import secrets
from pathlib import Path

import environ

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()


def secret_key() -> str:
    """Return `SECRET_KEY`, or the one this data folder made for itself at its first start.

    Several web machines must share one key, so any installation of more than one
    process group sets the variable; a single machine never has to think of it.
    """
    if given := env.str("SECRET_KEY", default=""):
        return str(given)
    path = DATA_DIR / "secret_key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii")


def _write_once(path: Path, text: str) -> None:
    """Write `path` whole and readable by its owner only, unless another process was faster."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="ascii")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
