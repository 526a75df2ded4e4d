"""Which stored articles are read again: those that other rules have read, or those that a person names.

A run loads and publishes what is new first, then stored articles in slices, each published as a load of its own; before each
slice it looks at the corpus again. So a new article waits for one slice at most, however large the ledger is; whoever kills
a run loses a batch; and each article says in its column `rules` what has read it. A snapshot that a next slice follows goes
when that one is published, so that the ledger as it was before can still be compared: newsledger diff.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import duckdb

from extract.memory import scalar
from extract.records import Article

OF_ARTICLE = ("article_id", "revision", "title", "author", "published_on", "source", "language", "text")


class Selection(NamedTuple):
    """Stored articles that a person wants read again, whichever rules have read them; nothing named: those of other rules.

    since       published on that day or later, or dated so by their text
    only        a path or id, or a pattern of them with *, ? and [...]; files that do not match are left for another run
    everything  all there are
    """

    since: date | None = None
    only: str | None = None
    everything: bool = False

    def where(self) -> tuple[str, list[Any]]:
        """An SQL condition on the table articles, with its values."""
        conditions, values = ["state = 'current'"], list[Any]()
        if self.since is not None:
            conditions.append("coalesce(published_on, dated_on) >= ?")
            values.append(self.since)
        if self.only is not None:
            conditions.append("(article_id = ? or path = ? or article_id glob ? or path glob ?)")
            values += [self.only] * 4
        return " and ".join(conditions), values


NOTHING = Selection()


def mark(connection: duckdb.DuckDBPyConnection, selection: Selection) -> None:
    """Have the selected articles count as read by other rules: until they are read again, also by a later run."""
    condition, values = selection.where()
    connection.execute(f"update articles set rules = null where {condition}", values)


def stale(
    connection: duckdb.DuckDBPyConnection, rules: str, selection: Selection, after: str, size: int
) -> list[tuple[str, Article]]:
    """(file, article) of the next selected articles by id, behind the id `after`, that other rules than `rules` have read."""
    condition, values = selection.where()
    rows = connection.execute(
        f"select path, {', '.join(OF_ARTICLE)} from articles "
        f"where {condition} and rules is distinct from ? and article_id > ? order by article_id limit ?",
        [*values, rules, after, size],
    ).fetchall()
    names = ("id", *OF_ARTICLE[1:])
    return [(path, Article(**dict(zip(names, row, strict=True)))) for path, *row in rows]


def count_stale(connection: duckdb.DuckDBPyConnection, rules: str, selection: Selection = NOTHING) -> int:
    """How many of the selected articles other rules have read."""
    condition, values = selection.where()
    return scalar(connection, f"select count(*) from articles where {condition} and rules is distinct from ?", [*values, rules])


def paths_of(connection: duckdb.DuckDBPyConnection, only: str) -> set[str]:
    """Those of the paths in the table `given`, and of the files of stored articles, that a pattern means."""
    rows = connection.execute(
        "select path from given where path = ? or path glob ? "
        "union select path from articles where state = 'current' and (article_id = ? or article_id glob ?)",
        [only] * 4,
    )
    return {path for (path,) in rows.fetchall()}
