"""The working database: opened by the one loader, proved whole, and built anew when it is missing, damaged or of other tables.

It is derived. What it holds beyond corpus and rules (what people wrote, former revisions, the history of faults and runs)
is in every snapshot too, and is taken over from the newest that can be read.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from extract.faults import in_words, is_damage
from extract.lock import RunLock
from extract.memory import checkpoint, finish
from extract.publishing import number, snapshots, sync, wal_of
from extract.warehouse import Digests, Paths, built_with, connect, create_tables, declared, digests, read_whole

KEPT_DAMAGED = 3
"""Damaged working databases that are kept aside, the newest."""


class State(NamedTuple):
    """What was found of a database file: what built it, or why it is no good."""

    built: Digests | None
    damage: str | None


def try_out(warehouse: Path, wait_seconds: float, tell: Callable[[str], None]) -> bool:
    """Whether a run had to be waited for before one may begin; raises BadSetup when none can: busy, or not writable."""
    paths = Paths(warehouse)
    lock = RunLock(paths.lock)
    with in_words(paths.root):
        make_folders(paths)
        lock.take(wait_seconds, tell)
        try:
            if paths.working.exists():
                connect(paths.working).close()
        except duckdb.Error as error:
            if not is_damage(error):  # the run itself mends damage, and says so
                raise
        finally:
            lock.release()
    return lock.waited


def make_folders(paths: Paths) -> None:
    """The folders that a run writes to."""
    paths.work.mkdir(parents=True, exist_ok=True)
    paths.snapshots.mkdir(exist_ok=True)


def open_working(paths: Paths) -> tuple[duckdb.DuckDBPyConnection, str | None]:
    """The working database, and what had to be mended, in words; None for nothing. The caller holds the lock.

    Raises  duckdb.Error and OSError, for `faults` to tell
    """
    remove_leftovers(paths)
    path, rebuilt = paths.working, None
    state = examine(path) if path.exists() else State(None, "was missing")
    if state.damage is not None:
        had_snapshot = bool(snapshots(paths))
        kept = link_aside(paths) if path.exists() else None
        marks = [table for place in (path, kept) if place is not None and (table := marks_of(place)) is not None]
        source = build(paths, snapshots(paths), marks[:1])
        if kept is not None or had_snapshot:
            origin = f"from {source.name}" if source else "from the corpus alone, no snapshot can be read"
            aside = f'; the damaged file is kept as "{kept}"' if kept else ""
            rebuilt = f"the working database {state.damage}: built anew {origin}{aside}"
    elif state.built is None or state.built.tables != digests().tables:
        build(paths, [path], [])
    return connect(path), rebuilt


def examine(path: Path) -> State:
    """What built a database, when every row of it can be read; a flipped byte shows only when its block is read."""
    try:
        connection = connect(path)
        built = built_with(connection)
        if built is None:
            connection.close()
            return State(None, "held no ledger")
        finish(path, connection, prove)
        return State(built, None)
    except duckdb.Error as error:
        if not is_damage(error):
            raise
        return State(None, f"was damaged ({str(error).splitlines()[0][:200]})")


def prove(connection: duckdb.DuckDBPyConnection) -> None:
    """Read all that there is, the write-ahead log too, which is folded in before."""
    checkpoint(connection)
    read_whole(connection)


def remove_leftovers(paths: Paths) -> None:
    """Remove what a killed run has left half made."""
    left = [
        *paths.work.glob("loader.partial.duckdb*"),
        *paths.work.glob("loader.duckdb.tmp"),
        *paths.snapshots.glob("*.partial"),
        paths.link.with_suffix(".link"),
        paths.report.with_suffix(".partial"),
    ]
    if not paths.working.exists():
        left.append(wal_of(paths.working))  # DuckDB would replay it onto whatever comes to lie there
    for path in left:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


# ------------------------------------------------------------- building anew
def build(paths: Paths, sources: Sequence[Path], marks: Sequence[pa.Table]) -> Path | None:
    """Put a new working database in place, made of the first source that can be read; returns that source.

    sources  databases to take over from, best first; when none can be read it is made of nothing
    marks    rows of `marks` to add to those of the source
    """
    partial = paths.work / "loader.partial.duckdb"
    for source in (*sources, None):
        for path in (partial, wal_of(partial)):
            path.unlink(missing_ok=True)
        try:
            fill(partial, source, marks)
            break
        except duckdb.Error as error:
            if source is None or not is_damage(error):
                raise
    sync(partial)
    wal_of(paths.working).unlink(missing_ok=True)
    os.replace(partial, paths.working)
    sync(paths.work)
    return source


def fill(path: Path, source: Path | None, marks: Sequence[pa.Table]) -> None:
    """Create the tables in a new database, with what is taken over from `source`."""
    with connect(path) as connection:
        had: dict[str, dict[str, str]] = {}
        if source is not None:
            connection.execute(f"attach '{str(source).replace(chr(39), chr(39) * 2)}' as former (read_only)")
            had = columns(connection, "former")
        connection.execute("begin")
        create_tables(connection)
        now, built = columns(connection, None), digests()
        if source is not None:
            (row,) = connection.execute("select tables_digest from former.ledger").fetchall() or [(None,)]
            # What other tables said of facts stays, so that what is published meanwhile is whole, until all is read again.
            for table in sorted(set(declared("tables")) - {"ledger"}):
                if shared := ", ".join(name for name, kind in now[table].items() if had.get(table, {}).get(name) == kind):
                    connection.execute(f"insert into {table} by name select {shared} from former.{table}")
            if row[0] != built.tables:
                connection.execute("update articles set rules = null where state = 'current'")
        for table in marks:
            shared = ", ".join(c for c in now["marks"] if c in table.column_names)
            connection.register("salvaged", table)
            connection.execute(f"insert into marks by name (select {shared} from salvaged except select {shared} from marks)")
            connection.unregister("salvaged")
        connection.execute("insert into ledger values (?, '', '')", [built.tables])
        connection.execute("commit")
        if source is not None:
            connection.execute("detach former")
        connection.execute("checkpoint")


def columns(connection: duckdb.DuckDBPyConnection, database: str | None) -> dict[str, dict[str, str]]:
    """{table: {column: type}} of an attached database, or of the main one."""
    rows = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where not internal "
        "and database_name = coalesce(?, current_database()) order by table_name, column_index",
        [database],
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


# ------------------------------------------------------------- what is damaged
def link_aside(paths: Paths) -> Path:
    """Give a damaged working database a second name, under which it is kept; its WAL is moved when the new one comes.

    A link, so that a kill never leaves the warehouse without a working database but with a WAL.
    """
    kept = sorted(paths.work.glob("damaged-*.duckdb"), key=number)
    target = paths.work / f"damaged-{number(kept[-1]) + 1 if kept else 1}.duckdb"
    os.link(paths.working, target)
    for path in kept[: max(0, len(kept) + 1 - KEPT_DAMAGED)]:
        path.unlink()
        path.with_suffix(".wal").unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        # Not named target.duckdb.wal: without its WAL a database may open that does not open with it.
        shutil.copyfile(wal_of(paths.working), target.with_suffix(".wal"))
    return target


def marks_of(path: Path) -> pa.Table | None:
    """What people wrote, from a damaged database; None when that cannot be read."""
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute("select * from marks").to_arrow_table()
    except duckdb.Error:
        return None
