"""What DuckDB and the system say when a file fails them, in words that a person can act on."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from extract.errors import BadSetup, HeldOpen

# Texts of DuckDB 1.5 and 2.0, whose exception classes differ; tests/extract/test_faults.py brings each of them about.
LOCKED = re.compile(
    r'Could not set lock on file "(?P<file>.+?)": Conflicting lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)'
)
FULL = re.compile(r"No space left on device|Disk quota exceeded|File too large")
DENIED = re.compile(r"Permission denied|Read-only file system|Operation not permitted")
NEWER = re.compile(r"database file with version number \d+, but we can only read")
DAMAGED = re.compile(
    r"Corrupt database file|not a valid DuckDB database file|Could not read enough bytes"
    r"|Corrupt WAL file|Failure while replaying WAL"
)
FILE = re.compile(r'file "(?P<file>.+?)"')
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST)


def is_damage(error: duckdb.Error) -> bool:
    """Whether the error says that a database file does not hold what was written to it."""
    text = str(error)
    return bool(DAMAGED.search(text)) and not FULL.search(text)


def told(error: duckdb.Error | OSError, root: Path) -> BadSetup | None:
    """The error as one that says what to do in the warehouse `root`; None when it has nothing to do with files there."""
    text = str(error)
    if isinstance(error, OSError):
        full, denied = error.errno in NO_ROOM, error.errno in NOT_ALLOWED
        if not full and not denied:
            return None
    else:
        full, denied = bool(FULL.search(text)), bool(DENIED.search(text))
    if full:
        return BadSetup(
            f'no room on the disk of "{root}". Free some, or set keep_snapshots lower, then run again: '
            "the run goes on where it stopped, and what was published stays as it is."
        )
    if denied:
        named = FILE.search(text)
        place = named["file"] if named else getattr(error, "filename", None) or root
        return BadSetup(
            f'cannot write to warehouse "{root}" ("{place}"). Let this user write there, or choose another: --warehouse.'
        )
    if locked := LOCKED.search(text):
        return HeldOpen(
            f'process {locked["pid"]} ({locked["program"]}) has "{locked["file"]}" open. End it, then run again; '
            f'other programs should open "{root / "newsledger.duckdb"}", read only.'
        )
    if NEWER.search(text):
        return BadSetup(
            f'a newer DuckDB wrote the ledger in "{root}": pip install --upgrade duckdb, or choose another: --warehouse.'
        )
    first = text.splitlines()[0] if text else type(error).__name__
    if isinstance(error, duckdb.Error) and is_damage(error):
        return BadSetup(f'a file in "{root}" is damaged: {first}. Run again: the next run builds it anew.')
    return BadSetup(f'the ledger in "{root}" failed: {first}. Run again; if it fails again, move "{root / "work"}" away.')


@contextmanager
def in_words(root: Path) -> Iterator[None]:
    """Within it, what DuckDB and the system say of files is told as BadSetup."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        known = told(error, root)
        if known is None:
            raise
        raise known from error
