"""Send the whole corpus through a real server, on both builds of ffmpeg, and say what happened.

    python -m tests.hostile.run [--subset] [--again] [--engine wheel]

MUTATIONS says how many mutations to add, SEED which. What is done is not done again for the same
seed, unless --again is given. The exit code is 1 when anything happened that must not.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.hostile import corpus
from tests.hostile.arena import ENGINES, Arena
from tests.hostile.making import WORK
from tests.hostile.specimens import Specimen

BATCH = 40
# Refused with a sentence too, but after a decoder or a script of ours fell over.
CRASHES = {"decoder_crash", "out_of_memory", "gave_up"}
COLUMNS = ("files", "refused", "ready", "leaks", "calls", "orphans", "wrong", "crashes", "MB", "seconds")
Line = dict[str, Any]


def main() -> int:
    """Run what the command line asks for; return the exit code."""
    options = _options()
    specimens = corpus.subset() if options.subset else corpus.everything(options.seed, options.mutations)
    folder = WORK / f"{'subset' if options.subset else 'all'}-{options.seed}"
    print(f"SEED={options.seed} MUTATIONS={options.mutations}: {len(specimens)} files, results in {folder}")
    if options.again:
        shutil.rmtree(folder, ignore_errors=True)
    lines: list[Line] = []
    for engine in options.engines:
        if Path(ENGINES[engine] or "/").exists():
            lines += _run(engine, specimens, folder / engine)
        else:
            print(f"{ENGINES[engine]} is not here, so nothing ran on it")
    return _report(lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--subset", action="store_true", help="a few files of each kind, on the wheel's ffmpeg"
    )
    parser.add_argument("--again", action="store_true", help="forget what was done under this seed")
    parser.add_argument("--engine", choices=ENGINES, help="one build of ffmpeg only")
    options = parser.parse_args()
    options.seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(1, 1_000_000))
    options.mutations = int(os.environ.get("MUTATIONS") or 0)
    options.engines = [options.engine] if options.engine else ["wheel"] if options.subset else list(ENGINES)
    return options


def _run(engine: str, specimens: Sequence[Specimen], folder: Path) -> list[Line]:
    """Send what is not done yet; return the lines of everything that is."""
    folder.mkdir(parents=True, exist_ok=True)
    journal = folder / "results.jsonl"
    done = {line["label"] for line in _lines(journal)}
    waiting = [specimen for specimen in specimens if specimen.label not in done]
    print(f"{engine}: {len(specimens) - len(waiting)} done, {len(waiting)} to do")
    if waiting:
        with Arena(folder / "arena", engine) as arena:
            _send(arena, engine, waiting, journal)
        shutil.rmtree(folder / "arena", ignore_errors=True)
    return _lines(journal)


def _send(arena: Arena, engine: str, specimens: Sequence[Specimen], journal: Path) -> None:
    known: set[str] = set()
    for family, batch in _batches(specimens):
        started = time.monotonic()
        results = [result.to_json() for result in arena.judge(batch)]
        complaints = [one for one in arena.complaints() if one not in known]
        known.update(complaints)
        blame = {"label": "", "family": family, "complaints": complaints}
        _append(
            journal, [{**line, "engine": engine} for line in [*results, *([blame] if complaints else [])]]
        )
        bad = [*complaints, *(f"{line['label']}: {one}" for line in results for one in line["complaints"])]
        print(f"  {family:12} {len(batch):3} files {time.monotonic() - started:6.1f} s", *bad, sep="\n    ")
        sys.stdout.flush()


def _batches(specimens: Sequence[Specimen]) -> Iterator[tuple[str, list[Specimen]]]:
    for family, members in groupby(specimens, key=lambda one: one.family):
        listed = list(members)
        for start in range(0, len(listed), BATCH):
            yield family, listed[start : start + BATCH]


def _append(journal: Path, lines: Sequence[Line]) -> None:
    with journal.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _lines(journal: Path) -> list[Line]:
    if not journal.exists():
        return []
    return [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines() if line]


def _report(lines: Sequence[Line]) -> int:
    """Print a row for each build and family, and everything that is wrong."""
    print(f"\n{'':24}" + "".join(f"{name:>9}" for name in COLUMNS))
    for key, members in groupby(lines, key=lambda line: (line["engine"], line["family"])):
        print(f"{' '.join(key):24}" + "".join(f"{cell:>9}" for cell in _row(list(members))))
    print(f"{'in all':24}" + "".join(f"{cell:>9}" for cell in _row(lines)))
    wrong = [
        f"{line['engine']} {line['label'] or line['family']}: {one}"
        for line in lines
        for one in line["complaints"]
    ]
    print("\n".join(["", *wrong]) if wrong else "\nNothing happened that must not.")
    return 1 if wrong else 0


def _row(lines: Sequence[Line]) -> list[str]:
    files = [line for line in lines if line["label"]]
    kinds = [one.partition(":")[0] for line in lines for one in line["complaints"]]
    counts = [len(files), *(sum(line["end"] == end for line in files) for end in ("refused", "ready"))]
    counts += [kinds.count(kind) for kind in ("leak", "call", "orphan")]
    counts += [len(kinds) - sum(counts[3:])]
    counts += [sum(line["code"] in CRASHES for line in files)]
    worst = [max((line[name] for line in files), default=0) for name in ("megabytes", "seconds")]
    return [*map(str, counts), str(worst[0]), f"{worst[1]:.1f}"]


if __name__ == "__main__":
    sys.exit(main())
