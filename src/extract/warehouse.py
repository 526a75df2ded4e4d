"""The warehouse on disk: declared schema, snapshots, and connections for readers.

warehouse/newsledger.duckdb          link to the newest snapshot: what analysts open
warehouse/snapshots/…-000007.duckdb  published, mode 0444, never changed
warehouse/work/loader.duckdb         the loader's own, opened by nobody else
warehouse/work/damaged-1.duckdb      a former one that could not be read whole
warehouse/work/lock                  held by the run that is loading
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

import duckdb

from extract.errors import BadSetup
from extract.faults import LOCKED
from extract.listing import FileState
from extract.pipeline import rules_digest

FACTS = ("sentences", "mentions", "figures", "periods", "observations", "links", "unread")
"""Tables whose rows follow from text and rules alone, and belong to current articles."""
# Readers get no files, no network, no extensions; checked settings that cannot be changed back.
READER: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "lock_configuration": "true",
}
# One thread: a batch is too small to share among several, which take half as much processor time again and no less
# of the clock. Storage: what every DuckDB from 1.4 on opens, whichever wrote it; half as large as that of 1.0.
# Checkpoints: none at a commit, the loader makes them itself (memory.py).
LOADER: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "storage_compatibility_version": "v1.4.0",
    "checkpoint_threshold": "1TB",
}


def connect(database: Path) -> duckdb.DuckDBPyConnection:
    """The loader's connection to a database of its own."""
    return duckdb.connect(str(database), config=LOADER)


class Transaction:
    """One transaction: committed at the end, rolled back on any error."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def __enter__(self) -> None:
        self.connection.execute("begin")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.connection.execute("commit")
        else:
            # A failed commit has rolled back already.
            with suppress(duckdb.Error):
                self.connection.execute("rollback")


class Paths(NamedTuple):
    """Where things lie in a warehouse."""

    root: Path

    @property
    def link(self) -> Path:
        return self.root / "newsledger.duckdb"

    @property
    def snapshots(self) -> Path:
        return self.root / "snapshots"

    @property
    def work(self) -> Path:
        return self.root / "work"

    @property
    def working(self) -> Path:
        return self.work / "loader.duckdb"

    @property
    def lock(self) -> Path:
        return self.work / "lock"

    @property
    def report(self) -> Path:
        return self.root / "report.html"

    @property
    def prefect(self) -> Path:
        return self.root / "prefect"


@cache
def sql_directory() -> Path:
    """Where the declared tables, views, macros and checks lie: in the wheel, or in the source tree."""
    installed = Path(__file__).parent / "warehouse"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "warehouse"


def declared(kind: str) -> dict[str, str]:
    """{object name: SQL} of the files in `tables`, `views`, `macros` or `checks`, by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((sql_directory() / kind).glob("*.sql"))}


def digest(*kinds: str) -> str:
    """16 hex digits of the declared SQL of these kinds."""
    total = hashlib.sha256()
    for kind in kinds:
        for name, sql in declared(kind).items():
            total.update(f"{kind}/{name}\0{sql}\0".encode())
    return total.hexdigest()[:16]


class Digests(NamedTuple):
    """What a database was built with."""

    tables: str
    objects: str
    rules: str


def digests() -> Digests:
    """What a database would be built with now."""
    return Digests(digest("tables"), digest("views", "macros"), rules_digest())


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the declared tables in an empty database."""
    for sql in declared("tables").values():
        connection.execute(sql)


def create_objects(connection: duckdb.DuckDBPyConnection) -> None:
    """Create or replace macros and views, in the order that their mentions of one another ask for."""
    pending = declared("macros") | declared("views")
    done: set[str] = set()
    while pending:
        ready = [
            name
            for name, sql in pending.items()
            if not any(other != name and re.search(rf"(?<!\.)\b{other}\b", code(sql)) for other in pending)
        ]
        if not ready:
            raise BadSetup(f"views and macros need one another in a circle: {', '.join(sorted(pending))}.")
        for name in ready:
            connection.execute(pending.pop(name))
            done.add(name)


def code(sql: str) -> str:
    """SQL without its comments."""
    return re.sub(r"--[^\n]*|comment on [^;]*;", "", sql)


def open_snapshot(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the newest snapshot, without files, network or extensions. Raises BadSetup if none."""
    link = Paths(warehouse).link
    if not link.exists():
        raise BadSetup(f'no ledger in "{warehouse}". Load one first: newsledger run.')
    snapshot = link.resolve()
    try:
        return duckdb.connect(str(snapshot), read_only=True, config=READER)
    except duckdb.Error as error:
        raise unreadable(error, snapshot) from error


def unreadable(error: duckdb.Error, snapshot: Path) -> BadSetup:
    """Why a published snapshot cannot be read, and what to do."""
    if locked := LOCKED.search(str(error)):
        return BadSetup(
            f'process {locked["pid"]} ({locked["program"]}) has "{snapshot}" open for writing. End it, then ask again.'
        )
    first = str(error).splitlines()[0]
    return BadSetup(f'"{snapshot}" does not open: {first}. Delete it, then publish it again: newsledger run.')


def read_whole(connection: duckdb.DuckDBPyConnection) -> None:
    """Read every row of a database; a byte that was flipped shows, as duckdb.Error, only when its block is read."""
    for (table,) in connection.execute("select table_name from duckdb_tables() where not internal").fetchall():
        connection.execute(f'select bit_xor(hash(t)) from "{table}" as t').fetchall()


def built_with(connection: duckdb.DuckDBPyConnection) -> Digests | None:
    """What an open database was built with; None when it does not say."""
    try:
        row = connection.execute("select tables_digest, objects_digest, rules from ledger").fetchone()
    except duckdb.Error:
        return None
    return Digests(*row) if row else None


def known_files(connection: duckdb.DuckDBPyConnection) -> dict[str, FileState]:
    """{path: state} of the files that the database knows."""
    rows = connection.execute("select path, size_bytes, modified_ns, sha256 from files").fetchall()
    return {path: FileState(size, modified, sha) for path, size, modified, sha in rows}
