"""How long the ledger keeps what no longer holds: runs, faults that are mended, revisions that are superseded or withdrawn.

Without a setting all is kept. The table `outdated` notes, with each run that publishes, since when a fault is closed or a
revision no longer current; so a limit that is set later knows the days before.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import duckdb  # settings are read where no database is touched


class Retention(NamedTuple):
    """What is kept at most; None keeps all. The settings keep_runs, keep_faults_days and keep_revisions_days."""

    runs: int | None = None
    faults_days: int | None = None
    revisions_days: int | None = None


ALL = Retention()
# {kind: (table, its key, which of its rows are outdated)}
OUTDATED = {
    "fault": ("quarantine", "quarantine_id", "not is_open"),
    "revision": ("articles", "article_id || '@' || revision", "state <> 'current'"),
}


def apply(connection: duckdb.DuckDBPyConnection, keep: Retention, now: datetime) -> None:
    """Note what is outdated at `now` (UTC), and delete what has been so for too long; within a transaction of the caller."""
    for (kind, (table, key, outdated)), days in zip(OUTDATED.items(), (keep.faults_days, keep.revisions_days), strict=True):
        rows = f"select {key} as key from {table} where {outdated}"
        connection.execute(f"delete from outdated where kind = ? and key not in ({rows})", [kind])
        connection.execute(
            f"insert into outdated select ?, key, ? from ({rows}) where key not in (select key from outdated where kind = ?)",
            [kind, now, kind],
        )
        if days is not None:
            old = "select key from outdated where kind = ? and outdated_at <= ?"
            since = [kind, now - timedelta(days=days)]
            connection.execute(f"delete from {table} where {outdated} and {key} in ({old})", since)
            connection.execute("delete from outdated where kind = ? and outdated_at <= ?", since)
    if keep.runs is not None:
        connection.execute(
            "delete from runs where run_id not in (select run_id from runs order by run_id desc limit ?)", [keep.runs]
        )
