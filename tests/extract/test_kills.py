"""Killed at any moment, the published ledger is the last complete one, and the next run loses and doubles no row.

Loads run in processes of their own and are killed there: at a call of the loader that is counted beforehand (before it,
or by the parent while it runs), after a random time, or in the middle of the write of a random byte.
"""

from __future__ import annotations

import random
import shutil
import signal
import time
from collections import Counter
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import loads
import pytest
from loads import export, in_process, plain_load

import extract.warehouse
from extract.query import ask, check
from extract.warehouse import Paths

Export = dict[str, list[tuple[Any, ...]]]
KILLED_STAGES = ("opening", "reading", "extraction", "transaction", "checkpoint", "copy", "swap", "prune")


class Scene(NamedTuple):
    """A corpus and the state of its warehouse before a load, what the load makes of it, and the calls on the way."""

    name: str
    corpus: Path
    warehouse: Path
    former: Export | None
    new: Export
    stages: list[str]
    seconds: float
    n_bytes: int


def write_corpus(folder: Path) -> None:
    """A dozen files of every format, with a line and a file at fault."""
    folder.mkdir()
    for n in range(5):
        (folder / f"t{n}.txt").write_text(f"Exports of Kazakhstan rose {n}.5% to ${n}.1 billion in the first half of 2023.\n")
    for n in range(3):
        (folder / f"m{n}.md").write_text(
            f"---\nid: m{n}\npublished_on: 2024-05-0{n + 1}\n---\n# Bread\n\nIt costs **€{n}.10** now.\n"
        )
    for n in range(2):
        lines = [
            f'{{"id": "j{n}-{k}", "text": "The fund lost ${k + 1} million in 2022, minister Anna Berg said."}}' for k in range(4)
        ]
        (folder / f"j{n}.jsonl").write_text("\n".join([*lines, "not json"]) + "\n")
    body = "<p>Rents in Germany rose 6.5% in the first quarter of 2023, the office said on Friday.</p>" * 3
    (folder / "h.html").write_text(
        f"<html lang=en><head><title>Rents</title></head><body><article>{body}</article></body></html>"
    )
    (folder / "odd.txt").write_bytes(b"\0\1\2")


def change_corpus(folder: Path) -> None:
    """Files that are new, changed and gone, and a line that is gone."""
    (folder / "t0.txt").write_text("Exports of Kazakhstan came to $7 billion.\n")
    (folder / "m1.md").unlink()
    (folder / "new.txt").write_text("Imports of Japan fell 3% to 9 trillion yen.\n")
    (folder / "j0.jsonl").write_text(
        '{"id": "j0-3", "text": "The fund lost $9 million."}\n{"id": "j0-9", "text": "It won £3."}\n'
    )
    (folder / "odd.txt").write_text("It was $4.\n")


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory, processes: Any) -> list[Scene]:
    """A first load, a load of changes, one onto a damaged working database, and one after the tables have changed."""
    root = tmp_path_factory.mktemp("kills")
    before, after = root / "before", root / "after"
    write_corpus(before)
    shutil.copytree(before, after)
    change_corpus(after)
    base, other = root / "base", root / "other"
    plain_load(before, base)
    add_mark(base)
    with pytest.MonkeyPatch.context() as patch:
        digest = extract.warehouse.digest
        patch.setattr(extract.warehouse, "digest", lambda *kinds: digest(*kinds)[::-1])
        plain_load(before, other)
    damaged = root / "damaged"
    shutil.copytree(base, damaged, symlinks=True)
    with Paths(damaged).working.open("rb+") as stream:
        stream.truncate(100_000)
    (root / "empty").mkdir()
    return [
        scene(processes, root, "first", before, root / "empty"),
        scene(processes, root, "changes", after, base),
        scene(processes, root, "damaged", after, damaged),
        scene(processes, root, "tables", after, other),
    ]


def add_mark(warehouse: Path) -> None:
    """What a person said of a finding, in the working database and published."""
    with duckdb.connect(str(Paths(warehouse).working)) as connection:
        connection.execute("insert into marks values ('f1', 'explained', 'another year', 'ana', timestamp '2024-05-01 12:00:00')")
    with loads.Loader(Path(warehouse).with_name("before"), warehouse) as loader:
        loader.publish(3)


def scene(context: Any, root: Path, name: str, corpus: Path, warehouse: Path) -> Scene:
    """The scene, measured on a load that is not killed."""
    copy = root / f"{name}-measured"
    shutil.copytree(warehouse, copy, symlinks=True)
    former = export(copy) if Paths(copy).link.exists() else None
    ours, theirs = context.Pipe()
    process = context.Process(target=loads.trace, args=(corpus, copy, theirs))
    process.start()
    stages = ours.recv()
    process.join()
    new, n_bytes = export(copy), Paths(copy).working.stat().st_size
    shutil.rmtree(copy)
    shutil.copytree(warehouse, copy, symlinks=True)
    began = time.monotonic()
    assert in_process(context, "load_to_the_end", corpus, copy) == 0
    return Scene(name, corpus, warehouse, former, new, stages, time.monotonic() - began, n_bytes)


class Kill(NamedTuple):
    """Where a load is killed: `point` is the ordinal of a call, a share of its time, or a file size in bytes."""

    scene: Scene
    how: str
    stage: str
    point: float


def kills(scenes: list[Scene], n: int, seed: int) -> list[Kill]:
    """`n` kills: four of five at calls, spread evenly over scenes and stages; the others at random times and bytes."""
    rng = random.Random(seed)
    planned = []
    for k in range(n):
        if k % 10 == 8:
            planned.append(Kill(rng.choice(scenes), "time", "any", rng.random()))
        elif k % 10 == 9:
            first, _, damaged, tables = scenes
            planned.append(Kill(rng.choice((first, damaged, tables)), "byte", "any", rng.random()))
        else:
            turn = k - k // 10 * 2
            stage = KILLED_STAGES[turn % len(KILLED_STAGES)]
            scene = scenes[(turn + turn // len(KILLED_STAGES)) % len(scenes)]
            at = rng.choice([i for i, name in enumerate(scene.stages, 1) if name == stage])
            planned.append(Kill(scene, rng.choice(("before", "during")), stage, at))
    return planned


def carry_out(context: Any, kill: Kill, warehouse: Path) -> int:
    """Load until killed; the exit code of the process."""
    scene = kill.scene
    if kill.how == "before":
        return in_process(context, "die_at_call", scene.corpus, warehouse, kill.point)
    if kill.how == "byte":
        return in_process(context, "die_at_byte", scene.corpus, warehouse, 12_288 + int(kill.point * (scene.n_bytes - 20_000)))
    ours, theirs = context.Pipe()
    args = (int(kill.point), theirs) if kill.how == "during" else (theirs,)
    target = loads.report_call if kill.how == "during" else loads.load_until_killed
    process = context.Process(target=target, args=(scene.corpus, warehouse, *args))
    process.start()
    assert ours.recv_bytes()
    if kill.how == "time":
        wait([process.sentinel], timeout=kill.point * scene.seconds)
    process.kill()
    process.join()
    return int(process.exitcode)


def under_fire(context: Any, planned: list[Kill], folder: Path) -> Counter[str]:
    """Kill, look at what is published, run again, compare; how often each stage was hit."""
    hit: Counter[str] = Counter()
    for number, kill in enumerate(planned):
        scene, warehouse = kill.scene, folder / str(number)
        what = f"kill {number}: {scene.name}, {kill.how} {kill.stage} at {kill.point}"
        shutil.copytree(scene.warehouse, warehouse, symlinks=True)
        code = carry_out(context, kill, warehouse)
        assert code == -(signal.SIGXFSZ if kill.how == "byte" else signal.SIGKILL), what
        published = export(warehouse) if Paths(warehouse).link.is_symlink() else None
        assert published in (scene.former, scene.new), f"{what}: published is neither the former ledger nor the new one"
        assert in_process(context, "load_to_the_end", scene.corpus, warehouse) == 0, f"{what}: the next run failed"
        assert export(warehouse) == scene.new, f"{what}: rows lost or doubled"
        assert [v.name for v in check(warehouse) if v.n_rows] == [], what
        assert ask(warehouse, "select count(*) - count(distinct run_id) from runs").rows == [(0,)], what
        left = [path.name for pattern in ("*.link", "*.wal", "*/*.partial*", "*/*.wal") for path in warehouse.glob(pattern)]
        assert left == [], f"{what}: left behind"
        hit[kill.stage] += 1
        shutil.rmtree(warehouse)
    return hit


def test_the_scenes_are_what_they_are_called(scenes: list[Scene]) -> None:
    for scene in scenes:
        assert set(KILLED_STAGES) - {"prune"} <= set(scene.stages), scene.name
        assert scene.new != scene.former
    marks = [scene.new["marks"] for scene in scenes]
    assert [len(rows) for rows in marks] == [0, 1, 1, 0]


def test_ten_kills(scenes: list[Scene], processes: Any, tmp_path: Path) -> None:
    hit = under_fire(processes, kills(scenes, 10, seed=1), tmp_path)
    assert set(hit) == {*KILLED_STAGES, "any"}


@pytest.mark.services
def test_hundreds_of_kills(scenes: list[Scene], processes: Any, tmp_path: Path) -> None:
    planned = kills(scenes, 250, seed=2)
    assert sum(kill.how != "byte" for kill in planned) >= 200
    hit = under_fire(processes, planned, tmp_path)
    assert all(hit[stage] >= 20 for stage in KILLED_STAGES), hit
