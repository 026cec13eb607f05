"""What the tree itself must keep to."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = [
    path
    for folder in ("config", "testimonials", "embeds", "static", "templates")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".js", ".css", ".html"} and "migrations" not in path.parts
]
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|coming soon|lorem ipsum)\b", re.IGNORECASE)


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_nothing_in_the_tree_is_unfinished() -> None:
    assert [str(path) for path in CODE if UNFINISHED.search(path.read_text(encoding="utf-8"))] == []


def test_no_file_is_long() -> None:
    assert [str(path) for path in CODE if len(lines(path)) > 300] == []


def test_no_page_carries_inline_script_or_style() -> None:
    # A mail has no other place for its look: readers of mail load no sheets.
    pages = [path for path in CODE if path.suffix == ".html" and not {"embed", "emails"} & set(path.parts)]
    inline = re.compile(r"\sstyle=\"|\son[a-z]+=\"|<script>|<style>")
    assert [str(path) for path in pages if inline.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_dependency_is_locked_with_hashes(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pinned = re.findall(r"^([a-z][\w.-]*)==\S+(?: ;.*)? \\\n    --hash=", text, re.MULTILINE)
    named = re.findall(r"^([a-z][\w.-]*)[=<>~]", text, re.MULTILINE)
    assert pinned == named


def test_the_lock_names_everything_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = [re.split(r"[\[~=<>]", name)[0].lower() for name in asked]
    locked = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    assert [name for name in names if f"\n{name}==" not in locked] == []


def test_make_help_names_every_target_a_person_uses() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "check", "smoke", "doctor", "test-services"):
        assert f"make {target} " in told


def test_compose_names_the_engines_and_mends_what_stops() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    services = compose["services"]
    assert {"web", "worker", "beat", "postgres", "redis", "s3", "caddy"} <= set(services)
    assert all(service.get("restart") in {"unless-stopped", "no"} for service in services.values())
    environment = services["web"]["environment"]
    assert {"SITE_URL", "DATABASE_URL", "REDIS_URL", "S3_BUCKET", "S3_ENDPOINT_URL"} <= set(environment)


def test_compose_mounts_only_what_is_in_the_tree() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (ROOT / source).exists(), source
        for option in service.get("security_opt", []):
            if option.startswith("seccomp="):
                assert (ROOT / option.removeprefix("seccomp=")).exists()
