"""Full disks, folders that cannot be written, files held open, deleted or damaged: each has its end, and says what to do."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from loads import asked, export, plain_load

from extract.errors import BadSetup, WarehouseBusy
from extract.load import is_up_to_date
from extract.query import ask, check
from extract.warehouse import Paths
from extract.working import KEPT_DAMAGED, marks_of

MARK = ("f1", "explained", "another year", "ana")


@pytest.fixture
def warehouse(corpus: Path, tmp_path: Path) -> Path:
    """A ledger in its third run, with a withdrawn article and a person's mark."""
    root = tmp_path / "w"
    (corpus / "gone.txt").write_text("It cost $1 million.")
    plain_load(corpus, root)
    (corpus / "gone.txt").unlink()
    plain_load(corpus, root)
    put_mark(root, *MARK)
    (corpus / "b.md").touch()
    plain_load(corpus, root)
    assert ask(root, "select finding_id, mark, reason, marked_by from marks").rows == [MARK]
    return root


def put_mark(root: Path, *mark: str) -> None:
    """Write a mark into the working database, not published yet."""
    with duckdb.connect(str(Paths(root).working)) as connection:
        connection.execute("insert into marks values (?, ?, ?, ?, timestamp '2024-05-01 12:00:00')", list(mark))


def flip(path: Path, at: int) -> None:
    """Turn the bits of one byte."""
    with path.open("rb+") as stream:
        stream.seek(at)
        (byte,) = stream.read(1)
        stream.seek(at)
        stream.write(bytes([byte ^ 0xFF]))


def killed_with_wal(root: Path) -> Path:
    """Leave a WAL beside the working database, as a killed loader does; returns its path."""
    program = (
        f"import duckdb, os; c = duckdb.connect({str(Paths(root).working)!r})\n"
        'for _ in range(5): c.execute("update files set modified_ns = 1")\n'
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program], check=False)
    wal = Path(f"{Paths(root).working}.wal")
    assert wal.stat().st_size > 500
    return wal


# ------------------------------------------------------------------ damage
def flip_header(root: Path) -> None:
    flip(Paths(root).working, 5_000)
    flip(Paths(root).working, 9_000)


def flip_magic(root: Path) -> None:
    flip(Paths(root).working, 9)


def flip_text(root: Path) -> None:
    working = Paths(root).working
    flip(working, working.read_bytes().index(b"Exports of Kazakhstan rose"))


def truncate(root: Path) -> None:
    os.truncate(Paths(root).working, 100_000)


def empty(root: Path) -> None:
    os.truncate(Paths(root).working, 0)


def replace(root: Path) -> None:
    Paths(root).working.write_text("a shopping list")


def flip_wal(root: Path) -> None:
    wal = killed_with_wal(root)
    flip(wal, wal.stat().st_size // 2)


DAMAGES = (flip_header, flip_magic, flip_text, truncate, empty, replace, flip_wal)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_working_database_is_built_anew(damage: Callable[[Path], None], warehouse: Path, corpus: Path) -> None:
    before, n_runs = export(warehouse), ask(warehouse, "select count(*) from runs").rows
    damage(warehouse)
    damaged = Paths(warehouse).working.read_bytes()
    (corpus / "new.txt").write_text("It cost $7 million.")
    summary = plain_load(corpus, warehouse)
    kept = Paths(warehouse).work / "damaged-1.duckdb"
    assert summary.rebuilt is not None
    assert "newsledger-000003.duckdb" in summary.rebuilt
    assert str(kept) in summary.rebuilt
    assert kept.read_bytes() == damaged
    after = export(warehouse)
    assert [row for row in after["articles"] if row[0] != "new.txt"] == before["articles"]
    assert [row for row in after["mentions"] if row[0] != "new.txt"] == before["mentions"]
    assert after["quarantine"] == before["quarantine"]
    assert after["marks"] == before["marks"] != []
    assert (summary.n_new, summary.n_again) == (1, 0), "what the snapshot says need not be read again"
    assert ask(warehouse, "select count(*) from runs").rows[0][0] == n_runs[0][0] + 1
    assert all(v.n_rows == 0 for v in check(warehouse))
    (corpus / "new.txt").write_text("It cost $8 million.")
    assert plain_load(corpus, warehouse).rebuilt is None


def test_a_torn_wal_costs_no_rebuild(warehouse: Path, corpus: Path) -> None:
    before = export(warehouse)
    wal = killed_with_wal(warehouse)
    os.truncate(wal, wal.stat().st_size // 2)
    assert plain_load(corpus, warehouse).rebuilt is None
    assert export(warehouse) == before


def test_bytes_flipped_anywhere(warehouse: Path, corpus: Path, tmp_path: Path) -> None:
    before, rng = export(warehouse), random.Random(5)
    n_rebuilt = 0
    for n in range(8):
        copy = tmp_path / f"copy{n}"
        shutil.copytree(warehouse, copy, symlinks=True)
        size = Paths(copy).working.stat().st_size
        flip(Paths(copy).working, rng.randrange(size if n % 2 else 12_288))
        n_rebuilt += plain_load(corpus, copy).rebuilt is not None
        assert export(copy) == before
        shutil.rmtree(copy)
    assert n_rebuilt >= 3, "bytes that matter were hit"


def test_an_unpublished_mark_survives_damage_elsewhere(warehouse: Path, corpus: Path) -> None:
    put_mark(warehouse, "f2", "wrong", "no such claim", "bo")
    flip_text(warehouse)
    assert marks_of(Paths(warehouse).working) is not None
    assert plain_load(corpus, warehouse).rebuilt is not None
    assert ask(warehouse, "select finding_id from marks order by finding_id").rows == [("f1",), ("f2",)]


def test_few_damaged_files_are_kept(warehouse: Path, corpus: Path) -> None:
    for _ in range(KEPT_DAMAGED + 2):
        truncate(warehouse)
        plain_load(corpus, warehouse)
    kept = sorted(path.name for path in Paths(warehouse).work.glob("damaged-*"))
    assert kept == [f"damaged-{n}.duckdb" for n in range(3, 3 + KEPT_DAMAGED)]


def test_a_damaged_snapshot_is_told_and_passed_over(warehouse: Path, corpus: Path) -> None:
    before, paths = export(warehouse), Paths(warehouse)
    newest = paths.link.resolve()
    newest.chmod(0o644)
    flip(newest, newest.read_bytes().index(b"Exports of Kazakhstan rose"))
    for question in (lambda: ask(warehouse, "select text from articles"), lambda: check(warehouse)):
        with pytest.raises(BadSetup, match=r"newsledger-000003.duckdb.* Delete it, then publish it again: newsledger run"):
            question()
    for command in ("check", "doctor"):
        done = subprocess.run(
            [Path(sys.executable).with_name("newsledger"), command],
            env={**os.environ, "NEWSLEDGER_WAREHOUSE": str(warehouse), "NEWSLEDGER_CORPUS": str(corpus)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, "Delete it" in " ".join(done.stderr.split())) == (1, True), done
        assert "Traceback" not in done.stderr
    paths.working.unlink()
    summary = plain_load(corpus, warehouse)
    assert summary.rebuilt is not None
    assert "newsledger-000002.duckdb" in summary.rebuilt
    after = export(warehouse)
    assert {k: v for k, v in after.items() if k != "marks"} == {k: v for k, v in before.items() if k != "marks"}
    assert paths.link.resolve().name == "newsledger-000004.duckdb"


def test_with_nothing_left_the_corpus_alone_is_read(warehouse: Path, corpus: Path) -> None:
    before, paths = export(warehouse), Paths(warehouse)
    for path in paths.snapshots.iterdir():
        path.chmod(0o644)
        os.truncate(path, 5_000)
    truncate(warehouse)
    summary = plain_load(corpus, warehouse)
    assert summary.rebuilt is not None
    assert "from the corpus alone" in summary.rebuilt
    assert export(warehouse)["mentions"] == before["mentions"]


# ----------------------------------------------------------------- deleted
@pytest.mark.parametrize("working_too", [False, True])
@pytest.mark.parametrize("gone", ["file", "link", "all"])
def test_what_is_deleted_is_published_again(gone: str, working_too: bool, warehouse: Path, corpus: Path) -> None:
    before, paths = export(warehouse), Paths(warehouse)
    if gone == "file":
        paths.link.resolve().unlink()
    else:
        paths.link.unlink()
    if gone == "all":
        shutil.rmtree(paths.snapshots)
    if working_too:
        shutil.rmtree(paths.work)
    with pytest.raises(BadSetup, match="Load one first: newsledger run"):
        ask(warehouse, "select 1")
    assert not is_up_to_date(corpus, warehouse)
    summary = plain_load(corpus, warehouse)
    after = export(warehouse)
    if gone == "all" and working_too:
        assert after["mentions"] == before["mentions"]
    elif gone == "file" and working_too:
        assert summary.rebuilt is not None  # from the snapshot before, which had no mark yet
        assert {**after, "marks": []} == {**before, "marks": []}
    else:
        assert after == before
    assert is_up_to_date(corpus, warehouse)


def test_leftovers_of_killed_runs_go(warehouse: Path, corpus: Path) -> None:
    paths = Paths(warehouse)
    left = [paths.snapshots / "newsledger-000009.partial", paths.work / "loader.partial.duckdb", paths.root / "newsledger.link"]
    for path in left:
        path.write_text("half")
    (paths.work / "loader.duckdb.tmp").mkdir()
    plain_load(corpus, warehouse)
    assert not any(path.exists() for path in (*left, paths.work / "loader.duckdb.tmp"))


# --------------------------------------------------------------- held open
@contextmanager
def held(path: Path, read_only: bool) -> Iterator[subprocess.Popen[bytes]]:
    """Another program has a database open, and has written to it if it may."""
    program = (
        f"import duckdb, sys; c = duckdb.connect({str(path)!r}, read_only={read_only})\n"
        f"if not {read_only}: c.execute('update articles set title = 1')\n"
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        try:
            yield other
        finally:
            other.communicate(b"")


@pytest.mark.parametrize("read_only", [True, False])
def test_the_working_database_held_by_another_program(read_only: bool, warehouse: Path, corpus: Path) -> None:
    with (
        held(Paths(warehouse).working, read_only) as other,
        pytest.raises(WarehouseBusy, match=rf"process {other.pid} \(.*python.*\) has .*loader.duckdb.* open. End it"),
    ):
        plain_load(corpus, warehouse)
    plain_load(corpus, warehouse)


@pytest.mark.parametrize("through_link", [True, False])
@pytest.mark.parametrize("read_only", [True, False])
def test_a_snapshot_held_by_another_program_hinders_no_load(
    read_only: bool, through_link: bool, warehouse: Path, corpus: Path
) -> None:
    paths = Paths(warehouse)
    before, snapshot = export(warehouse), paths.link.resolve()
    if not read_only:
        snapshot.chmod(0o644)  # 0444 keeps all but root from this
    with held(paths.link if through_link else snapshot, read_only) as other:
        if not read_only:
            with pytest.raises(BadSetup, match=rf"process {other.pid} .* open for writing. End it"):
                ask(warehouse, "select 1")
        plain_load(corpus, warehouse)
        assert export(warehouse) == before
    assert export(warehouse) == before


def test_a_rebuild_waits_for_no_snapshot_that_is_held(warehouse: Path, corpus: Path) -> None:
    snapshot = Paths(warehouse).link.resolve()
    snapshot.chmod(0o644)
    Paths(warehouse).working.unlink()
    with held(snapshot, False) as other, pytest.raises(WarehouseBusy, match=rf"process {other.pid} .*newsledger-000003"):
        plain_load(corpus, warehouse)
    assert plain_load(corpus, warehouse).rebuilt is not None


def test_what_a_dead_program_wrote_into_a_snapshot_is_not_in_the_next(warehouse: Path, corpus: Path) -> None:
    before, paths = export(warehouse), Paths(warehouse)
    snapshot = paths.link.resolve()
    snapshot.chmod(0o644)
    with held(paths.link, False) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
    wal = Path(f"{snapshot}.wal")
    assert wal.exists()
    assert export(warehouse) != before
    for _ in range(3):
        plain_load(corpus, warehouse)
        assert export(warehouse) == before
    assert not snapshot.exists()
    assert not wal.exists()


# ------------------------------------------------------- no room, no rights
def test_files_that_may_not_grow(warehouse: Path, corpus: Path, processes: Any, tmp_path: Path) -> None:
    before = export(warehouse)
    size = Paths(warehouse).working.stat().st_size
    for n in range(12):
        (corpus / f"n{n}.txt").write_text(f"It cost ${n} million.\n")
    (tmp_path / "v").mkdir()
    plain_load(corpus, tmp_path / "v" / "w")
    after = export(tmp_path / "v" / "w")
    outcomes = []
    for limit in (0, 10, 40_000, size - 1, size + 1, 100 * size):
        copy = tmp_path / f"{limit}"
        shutil.copytree(warehouse, copy, symlinks=True)
        kind, message = asked(processes, "load_within", corpus, copy, limit)
        outcomes.append(kind)
        assert kind == "done" or (kind == "BadSetup" and "no room on the disk" in message), (limit, message)
        assert kind == "done" or export(copy) == before
        plain_load(corpus, copy)
        facts = export(copy)["mentions"]
        assert facts == after["mentions"]
        shutil.rmtree(copy)
    assert outcomes[0] == "BadSetup"
    assert outcomes[-1] == "done"
    assert outcomes.count("BadSetup") >= 3


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB in memory."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted ({mounted.stderr.strip()}); test_files_that_may_not_grow stands in for it")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk(small_disk: Path, corpus: Path, processes: Any, tmp_path: Path) -> None:
    root, filler = small_disk / "w", small_disk / "filler"
    plain_load(corpus, root)
    outcomes = []
    for n, free in enumerate((0, 300_000, 1_500_000, 6_000_000)):
        before = export(root)
        (corpus / "a.txt").write_text(f"Exports of Kazakhstan came to ${n} billion.\n")
        status = os.statvfs(small_disk)
        with filler.open("wb") as stream:
            stream.write(bytes(max(0, status.f_bavail * status.f_frsize - free)))
        kind, message = asked(processes, "outcome", corpus, root)
        outcomes.append(kind)
        assert kind == "done" or (kind == "BadSetup" and "no room on the disk" in message), (free, message)
        assert kind == "done" or export(root) == before
        assert not list(root.glob("*/*.partial")), "in the way of whoever frees the disk"
        filler.unlink()
        plain_load(corpus, root)
        plain_load(corpus, tmp_path / f"v{n}")
        current = [row for row in export(root)["articles"] if row[-1] == "current"]
        assert current == export(tmp_path / f"v{n}")["articles"]
    assert outcomes[0] == "BadSetup"
    assert outcomes[-1] == "done"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may enter; tmp_path is closed to others."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.parametrize("part", [".", "work", "snapshots"])
def test_a_folder_that_cannot_be_written(part: str, open_folder: Path, processes: Any) -> None:
    corpus, root = open_folder / "corpus", open_folder / "w"
    corpus.mkdir()
    (corpus / "a.txt").write_text("It cost $7 million.\n")
    for folder in (root, root / "work", root / "snapshots"):
        if part == "." and folder != root:
            break
        folder.mkdir()
        folder.chmod(0o777)
    (root / part).chmod(0o555)
    kind, message = asked(processes, "load_as_nobody", corpus, root)
    assert (kind, "cannot write to warehouse" in message) == ("BadSetup", True), message
    assert "--warehouse" in message
    (root / part).chmod(0o777)
    assert asked(processes, "load_as_nobody", corpus, root)[0] == "done"
