"""DuckDB's memory, kept from growing with the ledger.

DuckDB caches all that it reads and writes up to a limit, and fails where it needs more. No limit can hold while a batch is
loaded, since one article may be large; instead

- DuckDB drops what it only caches between two batches (`let_go`);
- the loader folds the write-ahead log into the database itself, when it is long enough, under a limit that is lifted where
  it does not do, and opens the database anew (`is_due`, `finish`). DuckDB would fold it in at a commit without a limit, and
  hold all that it merges with it, several times the text of up to 122,880 articles; and it keeps 256 KB for each table and
  each time that it was folded in, until the database is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb

from extract.publishing import wal_of
from extract.warehouse import connect

CACHE_BYTES = 8_000_000
"""What DuckDB may keep of the database between two batches."""
WAL_BYTES = 16_000_000
"""How long the write-ahead log grows: that of 4,500 articles of 1,200 characters. DuckDB holds twice as much for it."""
FINISH_BYTES = 48_000_000
"""Memory for a last task, at least; with 32 MB articles of 10,000 characters on average need the limit lifted."""
FINISH_SHARE = 3
"""The same in bytes for each byte of the write-ahead log: with a batch of large articles the log is longer."""


def memory_limit(connection: duckdb.DuckDBPyConnection) -> str:
    """DuckDB's own limit; to be asked for once, since it is told rounded down."""
    return str(connection.execute("select current_setting('memory_limit')").fetchall()[0][0])


def let_go(connection: duckdb.DuckDBPyConnection, limit: str) -> None:
    """Have DuckDB drop what it has written and only caches; `limit` is its own and stays in force."""
    used = "select coalesce(sum(memory_usage_bytes), 0) from duckdb_memory()"
    cached = scalar(connection, f"{used} where tag = 'BASE_TABLE'")
    if cached < CACHE_BYTES:
        return
    needed = scalar(connection, used) - cached + CACHE_BYTES
    with suppress(duckdb.Error):  # some of it is in use
        connection.execute(f"set memory_limit = '{needed} B'")
    connection.execute(f"set memory_limit = '{limit}'")  # `reset` tells the former limit and keeps the new one


def wal_size(database: Path) -> int:
    """Bytes of the write-ahead log of a database."""
    wal = wal_of(database)
    return wal.stat().st_size if wal.exists() else 0


def is_due(database: Path) -> bool:
    """Whether the write-ahead log is to be folded into the database."""
    return wal_size(database) >= WAL_BYTES


def finish(database: Path, connection: duckdb.DuckDBPyConnection, task: Callable[[duckdb.DuckDBPyConnection], object]) -> None:
    """Do a last task on an open database, with little memory if that will do, and close it.

    Where it will not do, or anything else fails, the task is done again without a limit, and what was wrong shows again.
    The database is opened anew for it: a checkpoint that failed, which loses nothing, leaves no other way.
    """
    limit = max(FINISH_BYTES, FINISH_SHARE * wal_size(database))
    with suppress(duckdb.Error), connection:
        connection.execute(f"set memory_limit = '{limit} B'")
        task(connection)
        return
    with connect(database) as connection:
        task(connection)


def checkpoint(connection: duckdb.DuckDBPyConnection) -> None:
    """Have all that was committed in the one file."""
    connection.execute("checkpoint")


def scalar(connection: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any] = ()) -> int:
    """The one number that a query gives."""
    row = connection.execute(sql, values).fetchone()
    return int(row[0]) if row else 0
