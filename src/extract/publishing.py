"""Publication: the closed working database becomes a numbered snapshot, whole or not at all, and the link points at it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path

from extract.warehouse import Paths


def number(file: Path) -> int:
    """7 for newsledger-000007.duckdb; 0 when the name holds none."""
    digits = file.stem.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else 0


def wal_of(database: Path) -> Path:
    """Where DuckDB keeps the write-ahead log of a database that is opened under this path."""
    return database.with_name(database.name + ".wal")


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk before what follows."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def snapshots(paths: Paths) -> list[Path]:
    """The published snapshots, newest first."""
    return sorted(paths.snapshots.glob("newsledger-*.duckdb"), key=number, reverse=True)


def copy(paths: Paths, run_id: int) -> Path:
    """Copy the closed working database to the snapshot of a run; returns its path. Nothing is left when it fails."""
    target = paths.snapshots / f"newsledger-{run_id:06d}.duckdb"
    partial = target.with_suffix(".partial")
    try:
        shutil.copyfile(paths.working, partial)
        sync(partial)
        partial.chmod(0o444)
        os.replace(partial, target)
    except OSError:
        partial.unlink(missing_ok=True)  # on a full disk it would be in the way of whoever frees it
        raise
    sync(paths.snapshots)
    return target


def swap(paths: Paths, target: Path) -> None:
    """Point the link at a snapshot, in one step."""
    new_link = paths.link.with_suffix(".link")
    new_link.unlink(missing_ok=True)
    new_link.symlink_to(target.relative_to(paths.root))
    os.replace(new_link, paths.link)
    sync(paths.root)


def prune(paths: Paths, keep: int, unfinished: Collection[int] = ()) -> None:
    """Remove all but the newest `keep` snapshots; readers that have one open keep it.

    unfinished  numbers of snapshots that a next one was to finish: each goes as soon as there is a newer one
    """
    newest, *older = snapshots(paths)
    passing = [path for path in older if number(path) in unfinished]
    lasting = [newest, *(path for path in older if path not in passing)]
    for path in [*passing, *lasting[keep:]]:
        path.unlink()
        wal_of(path).unlink(missing_ok=True)
