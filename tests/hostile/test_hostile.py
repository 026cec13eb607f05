"""A few files of every kind, through a real server: each ends as it has to, and nothing else happens."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import pytest

from tests.hostile import canaries, corpus
from tests.hostile.arena import Arena, Result, is_a_sentence
from tests.hostile.families import playlists
from tests.hostile.listening import Doorkeeper, Listener
from tests.hostile.specimens import Ground, Specimen

pytestmark = pytest.mark.slow

SUBSET = corpus.subset()


def those(*ends: str) -> pytest.MarkDecorator:
    """One test for each file of the subset that has to end like this."""
    found = [specimen for specimen in SUBSET if specimen.end in ends]
    return pytest.mark.parametrize("specimen", found, ids=[specimen.label for specimen in found])


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    with Arena(tmp_path_factory.mktemp("arena") / "here") as arena:
        yield arena


def judged(arena: Arena, specimen: Specimen) -> Result:
    """Send one file; nothing may happen that must not, to it or around it."""
    [result] = arena.judge([specimen])
    assert not result.complaints
    assert not arena.listener.heard
    assert not arena.visited
    return result


@those("refused")
def test_it_is_refused_with_a_sentence(arena: Arena, specimen: Specimen) -> None:
    result = judged(arena, specimen)

    assert result.end == "refused"
    assert is_a_sentence(result.message)


@those("either")
def test_it_ends_ready_without_a_secret_or_refused_with_a_sentence(arena: Arena, specimen: Specimen) -> None:
    result = judged(arena, specimen)

    assert result.end == "ready" or is_a_sentence(result.message)


@those("ready")
def test_what_people_send_is_taken(arena: Arena, specimen: Specimen) -> None:
    assert judged(arena, specimen).end == "ready"


def test_nobody_was_called_nothing_was_left_and_the_server_is_well(arena: Arena) -> None:
    assert arena.complaints() == []


def test_the_eyes_see_what_an_open_door_lets_through(tmp_path: Path) -> None:
    """The same playlists, given to a bare ffmpeg that may follow them: everything rings."""
    video, watched = tmp_path / "neighbour.mp4", []
    video.write_bytes(canaries.neighbour())
    listener, doorkeeper = Listener(lambda: "a playlist"), Doorkeeper([video])
    ground = Ground(video, video, listener.port)
    for name in ("ffconcat-path.mp4", "hls-http.mp4"):
        recipe = next(one.recipe for one in playlists.family.specimens if one.name == name)
        (tmp_path / name).write_bytes(recipe(ground))
        frame = tmp_path / f"{name}.jpg"
        _follow(tmp_path / name, frame)
        watched += [doorkeeper.visits(), frame.exists() and canaries.leaks([frame])]
    listener.close()
    doorkeeper.close()

    assert watched[0]
    assert watched[1] == ["leak: ffconcat-path.mp4.jpg shows the neighbour"]
    assert listener.heard


def _follow(listed: Path, frame: Path) -> None:
    open_door = ["-safe", "0"] if listed.name.startswith("ffconcat") else ["-allowed_extensions", "ALL"]
    kind = "concat" if listed.name.startswith("ffconcat") else "hls"
    subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", "-protocol_whitelist", "file,http,tcp",
            *open_door, "-f", kind, "-i", str(listed), "-frames:v", "1", str(frame),
        ],
        check=False, timeout=60, capture_output=True,
    )  # fmt: skip
