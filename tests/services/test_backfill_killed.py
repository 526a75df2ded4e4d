"""A backfill of 3,000 articles by the real command, killed twice midway, publishes the same bytes as one that was not."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from loads import export_files

from extract.diff import diff
from extract.query import ask, check
from extract.warehouse import Paths

pytestmark = pytest.mark.services
NEWSLEDGER = Path(sys.executable).with_name("newsledger")
REAL = Path(os.environ.get("BENCH") or Path(__file__).parents[3] / "shared" / "bench") / "load.jsonl"
SLICE = 700
# A rule that changes for thousands of rows: whoever sets names of their own has other rules.
NAMES = "name,aliases,label,entity\nReuter,Reuters,ORG,\nU.S.,,GPE,US\nofficial,officials,NORP,\nTilbury Dock,,FAC,\n"


def write_corpus(folder: Path, wanted: int = 3_000) -> None:
    """The articles in files of a hundred: real ones where BENCH or the folder beside this project has them, else made ones."""
    folder.mkdir()
    if REAL.is_file():
        lines = REAL.read_text(encoding="utf-8").splitlines()[:wanted]
    else:
        chance = random.Random(3)
        towns = ("Tilbury Dock", "Leith", "Cork", "Bergen", "Gdansk")
        lines = []
        for n in range(wanted):
            said = f"An official in {chance.choice(towns)} told Reuters that exports rose {chance.randrange(90)}.5%"
            text = f"{said} to ${chance.randrange(1, 900)} million in {1960 + n % 60}. " * 6
            lines.append(json.dumps({"id": f"made-{n}", "published_on": f"{1990 + n % 30}-05-01", "text": text}))
    for at in range(0, len(lines), 100):
        (folder / f"part-{at:05}.jsonl").write_text("\n".join(lines[at : at + 100]) + "\n", encoding="utf-8")


def test_a_backfill_killed_twice_ends_with_the_same_bytes(tmp_path: Path) -> None:
    corpus, names = tmp_path / "corpus", tmp_path / "names.csv"
    write_corpus(corpus)
    names.write_text(NAMES)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "NEWSLEDGER"))}
    settings = {"HOME": str(tmp_path), "NEWSLEDGER_BATCH_SIZE": "100", "NEWSLEDGER_BACKFILL_SLICE": str(SLICE)}

    def start(warehouse: Path, **more: str) -> subprocess.Popen[bytes]:
        env = {**kept, **settings, **more}
        command = [NEWSLEDGER, "run", corpus, "--warehouse", warehouse]
        return subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    base = tmp_path / "base"
    assert start(base).wait() == 0
    straight, killed = (Path(shutil.copytree(base, tmp_path / name, symlinks=True)) for name in ("straight", "killed"))
    assert start(straight, NEWSLEDGER_NAMES=str(names)).wait() == 0
    changed = diff(Paths(base).link.resolve(), Paths(straight).link.resolve(), limit=1)
    assert sum(counts.gained + counts.changed for counts in changed.labels.values()) > 100, "the rule changes readings"

    chance = random.Random(11)
    hit = []
    for _ in range(2):
        before = Paths(killed).link.resolve()
        with start(killed, NEWSLEDGER_NAMES=str(names)) as run:
            while Paths(killed).link.resolve() == before and run.poll() is None:
                time.sleep(0.01)
            try:
                run.wait(timeout=chance.uniform(0, 1.5))  # somewhere in the slice after
            except subprocess.TimeoutExpired:
                run.kill()
        n_stale = ask(killed, "select sum(n_stale) from freshness").rows[0][0]
        assert run.returncode == -9, "the run ended before it was killed"
        assert 0 < n_stale < 3_000
        assert [v.name for v in check(killed) if v.n_rows] == []
        hit.append(n_stale)
    assert hit[1] < hit[0], "the second run has gone on where the first was killed"
    assert start(killed, NEWSLEDGER_NAMES=str(names)).wait() == 0

    files = [export_files(Paths(w).link, tmp_path / f"{w.name}-export") for w in (straight, killed)]
    assert files[0].keys() == files[1].keys()
    assert [name for name in files[0] if files[0][name] != files[1][name]] == []
    assert not diff(Paths(straight).link.resolve(), Paths(killed).link.resolve())
    assert ask(killed, "select count(*), count(distinct article_id), count(distinct rules) from articles").rows == [
        (3_000, 3_000, 1)
    ]
