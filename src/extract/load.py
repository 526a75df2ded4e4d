"""Readings → rows, one transaction a batch; then publication as a snapshot.

The loader is the only one to open the working database, and one runs at a time. When the declared tables change,
a new database is made from the stored articles, which are then read again like any whose rules have changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from extract import __version__, listing, publishing
from extract.errors import BadSetup
from extract.faults import in_words, told
from extract.ingest import AGAIN, quarantined, read_file
from extract.limits import DEFAULT, Limits
from extract.lock import RunLock
from extract.records import Article, Figure, Period, Quarantined, Reading
from extract.warehouse import FACTS, Digests, Paths, built_with, create_objects, declared, digests, known_files, open_snapshot
from extract.working import make_folders, open_working

ARROW = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
    "DECIMAL(38,9)": pa.decimal128(38, 9),
}


@dataclass(slots=True)
class Summary:
    """What a run did, in articles."""

    run_id: int = 0
    n_new: int = 0
    n_changed: int = 0
    n_again: int = 0
    n_withdrawn: int = 0
    n_quarantined: int = 0
    n_mentions: int = 0
    n_words: int = 0
    snapshot: str | None = None
    rebuilt: str | None = None
    """What had to be mended of the working database, in words."""


@dataclass(slots=True)
class Batch:
    """Articles to load, each with the file that holds it, and what could not be read of those files."""

    articles: list[tuple[str, Article]] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    """Files read whole with this batch."""


def is_up_to_date(corpus: Path, warehouse: Path) -> bool:
    """Whether the published snapshot already says all that the corpus and the rules give."""
    if not Paths(warehouse).link.exists():
        listing.article_root(corpus)
        return False
    try:
        with open_snapshot(warehouse) as connection:
            if built_with(connection) != digests():
                return False
            known = known_files(connection)
    except (BadSetup, duckdb.Error):
        return False  # it cannot be read: the run publishes another
    return not listing.plan(corpus, known)


class Loader:
    """Holds the working database for one run; use it as a context manager.

    wait_seconds  how long to wait for another run to end
    tell          called with a line about the run that is waited for
    Raises        BadSetup: no corpus, another run, no room, a file that cannot be written or is held open; also where it
                  is used as a context manager, whatever of these befalls the code within
    """

    def __init__(self, corpus: Path, warehouse: Path, wait_seconds: float = 0, tell: Callable[[str], None] | None = None) -> None:
        self.corpus, self.paths = corpus, Paths(warehouse)
        listing.article_root(corpus)
        self.summary = Summary()
        self.seen: dict[str, set[str]] = {}  # {file: ids of its articles loaded in this run}
        self.lock = RunLock(self.paths.lock)
        with in_words(self.paths.root):
            make_folders(self.paths)
            with ExitStack() as undo:
                self.lock.take(wait_seconds, tell)
                undo.callback(self.lock.release)
                self.started_at = datetime.now(UTC).replace(tzinfo=None)
                self.connection, self.summary.rebuilt = open_working(self.paths)
                undo.callback(self.connection.close)
                self.schema = self.arrow_schemas()
                self.plan = self.make_plan()
                self.to_read = frozenset(self.plan.to_read)
                undo.pop_all()

    def __enter__(self) -> Loader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, *_: object) -> None:
        with suppress(duckdb.Error):  # after a fatal error, which is told instead
            self.connection.close()
        self.lock.release()
        if isinstance(error, duckdb.Error | OSError) and (known := told(error, self.paths.root)) is not None:
            raise known from error

    def arrow_schemas(self) -> dict[str, pa.Schema]:
        """{table: Arrow schema} as the tables are declared."""
        schemas = {}
        for table in declared("tables"):
            described = self.connection.execute(f"describe {table}").fetchall()
            schemas[table] = pa.schema([(name, ARROW[kind]) for name, kind, *_ in described])
        return schemas

    def make_plan(self) -> listing.Plan:
        """What is new, changed or gone; files that lost an id to another one are read again when any file goes."""
        plan = listing.plan(self.corpus, known_files(self.connection))
        if plan.gone or plan.changed:
            rows = self.connection.execute("select path from quarantine where reason = 'duplicate-id' and is_open").fetchall()
            again = {path for (path,) in rows} & set(plan.files)
            plan.changed = sorted(set(plan.changed) | (again - set(plan.new)))
        return plan

    # ------------------------------------------------------------- reading
    def batches(self, size: int, limits: Limits = DEFAULT) -> Iterator[Batch]:
        """Articles of new and changed files, about `size` at a time, then those that new rules must read again."""
        batch = Batch()
        for path in self.plan.to_read:
            refusal = self.plan.files[path].refusal
            items = [quarantined(refusal, path)] if refusal else read_file(self.plan.root / path, path, limits)
            for item in items:
                if isinstance(item, Article):
                    batch.articles.append((path, item))
                else:
                    batch.quarantined.append(item)
                    if item.reason in AGAIN:
                        self.plan.files[path] = replace(self.plan.files[path], sha256=AGAIN[item.reason])
                if len(batch.articles) + len(batch.quarantined) >= size:
                    yield batch
                    batch = Batch()
            batch.files.append(path)
        if batch.articles or batch.quarantined or batch.files:
            yield batch
        yield from self.stale_batches(size)

    def stale_batches(self, size: int) -> Iterator[Batch]:
        """Stored current articles that other rules have read, by id."""
        while True:
            rows = self.connection.execute(
                "select path, article_id, revision, title, author, published_on, source, language, text from articles "
                "where state = 'current' and rules is distinct from ? order by article_id limit ?",
                [digests().rules, size],
            ).fetchall()
            if not rows:
                return
            names = ("id", "revision", "title", "author", "published_on", "source", "language", "text")
            yield Batch([(path, Article(**dict(zip(names, values, strict=True)))) for path, *values in rows])

    @property
    def n_stale(self) -> int:
        """How many stored articles other rules have read."""
        row = self.connection.execute(
            "select count(*) from articles where state = 'current' and rules is distinct from ?", [digests().rules]
        ).fetchone()
        return int(row[0]) if row else 0

    # ------------------------------------------------------------- loading
    def withdraw_gone(self) -> None:
        """Mark articles of vanished files as withdrawn and take their facts out."""
        for path in self.plan.gone:
            with Transaction(self.connection):
                self.withdraw("path = ?", [path])
                self.connection.execute("update quarantine set is_open = false where path = ?", [path])
                self.connection.execute("delete from files where path = ?", [path])

    def withdraw(self, condition: str, values: Sequence[Any]) -> None:
        """Withdraw current articles that meet an SQL condition."""
        rows = self.connection.execute(
            f"select article_id from articles where state = 'current' and {condition}", values
        ).fetchall()
        ids = [article_id for (article_id,) in rows]
        for table in FACTS:
            self.connection.execute(f"delete from {table} where list_contains(?, article_id)", [ids])
        self.connection.execute(
            "update quarantine set is_open = false where start_char is not null and list_contains(?, article_id)", [ids]
        )
        self.connection.execute(
            "update articles set state = 'withdrawn' where state = 'current' and list_contains(?, article_id)", [ids]
        )
        self.summary.n_withdrawn += len(ids)

    def load(self, batch: Batch, readings: Sequence[Reading], rejected: Sequence[Quarantined]) -> None:
        """Replace the rows of these articles, in one transaction; a second article of one id goes to quarantine."""
        with Transaction(self.connection):
            at_fault = {bad.path for bad in batch.quarantined if bad.path}
            for path in {path for path, _ in batch.articles} | set(batch.files) | at_fault:
                self.reopen(path)
            kept, doubles = self.without_doubles(batch, readings)
            ids = [reading.article.id for _, reading in kept]
            before = {row[0] for row in self.connection.execute("select distinct article_id from articles").fetchall()} & set(ids)
            for table in FACTS:
                self.connection.execute(f"delete from {table} where list_contains(?, article_id)", [ids])
            self.connection.execute(
                "update quarantine set is_open = false where start_char is not null and list_contains(?, article_id)", [ids]
            )
            same = set(
                self.connection.execute(
                    "select article_id, revision from articles where list_contains(?, article_id) and state = 'current'", [ids]
                ).fetchall()
            )
            for _, reading in kept:
                article = reading.article
                self.connection.execute(
                    "delete from articles where article_id = ? and revision = ?", [article.id, article.revision]
                )
            self.connection.execute(
                "update articles set state = 'superseded' where state = 'current' and list_contains(?, article_id)", [ids]
            )
            for table, rows in rows_of(kept).items():
                self.insert(table, rows)
            self.quarantine([*batch.quarantined, *rejected, *doubles])
            for path in batch.files:
                self.finish_file(path)
        for _, reading in kept:
            article = reading.article
            if article.id not in before:
                self.summary.n_new += 1
            elif (article.id, article.revision) in same:
                self.summary.n_again += 1
            else:
                self.summary.n_changed += 1
            self.summary.n_mentions += len(reading.mentions)
            self.summary.n_words += article.text.count(" ") + 1

    def reopen(self, path: str) -> None:
        """Before the first rows of a file: close what was at fault with it, and remember which ids it had."""
        if path in self.seen:
            return
        self.seen[path] = set()
        if path in self.to_read:  # not when stored articles are read again
            self.connection.execute("update quarantine set is_open = false where path = ? and start_char is null", [path])

    def without_doubles(self, batch: Batch, readings: Sequence[Reading]) -> tuple[list[tuple[str, Reading]], list[Quarantined]]:
        """(file and reading of each article that may have its id, quarantine rows of the others)."""
        ids = [reading.article.id for reading in readings]
        owners = dict(
            self.connection.execute(
                "select article_id, path from articles where state = 'current' and list_contains(?, article_id)", [ids]
            ).fetchall()
        )
        kept: list[tuple[str, Reading]] = []
        doubles = []
        for (path, article), reading in zip(batch.articles, readings, strict=True):
            owner = owners.get(article.id)
            again = article.id in self.seen[path] and path in self.plan.files and path in self.plan.to_read
            if again or (owner is not None and owner != path and owner in self.plan.files):
                doubles.append(
                    Quarantined(
                        path=path,
                        article_id=article.id,
                        reason="duplicate-id",
                        detail=f'the id "{article.id}" belongs to {owner or path}',
                        remedy="Give each article an id of its own, or remove one of the two.",
                    )
                )
                continue
            owners[article.id] = path
            self.seen[path].add(article.id)
            kept.append((path, reading))
        return kept, doubles

    def finish_file(self, path: str) -> None:
        """After the last article of a file: withdraw those it no longer holds, and remember its state."""
        self.withdraw("path = ? and not list_contains(?, article_id)", [path, sorted(self.seen[path])])
        state = self.plan.files[path]
        self.connection.execute("delete from files where path = ?", [path])
        self.connection.execute(
            "insert into files values (?, ?, ?, ?)", [path, state.size_bytes, state.modified_ns, state.sha256]
        )

    def quarantine(self, rows: Sequence[Quarantined]) -> None:
        """Add faults; one that was there before is open again."""
        values: dict[str, dict[str, Any]] = {}
        for row in rows:
            fields = row.model_dump()
            place = "\0".join(str(fields[k]) for k in ("path", "line", "article_id", "start_char", "end_char", "reason"))
            key = hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            values[key] = {"quarantine_id": key, **fields, "is_open": True}
        self.connection.execute("delete from quarantine where list_contains(?, quarantine_id)", [list(values)])
        self.insert("quarantine", list(values.values()))

    def insert(self, table: str, rows: Sequence[dict[str, Any]]) -> None:
        """Append rows through Arrow with the declared types: bound decimals lose their exponent in DuckDB 1.5."""
        if not rows:
            return
        schema = self.schema[table]
        columns = [pa.array([row.get(name) for row in rows], type=schema.field(name).type) for name in schema.names]
        incoming = pa.Table.from_arrays(columns, schema=schema)
        self.connection.register("incoming", incoming)
        self.connection.execute(f"insert into {table} by name select * from incoming")
        self.connection.unregister("incoming")

    # ---------------------------------------------------------- publishing
    def publish(self, keep_snapshots: int) -> Summary:
        """Write the run down, checkpoint, close, copy to a new snapshot, and point the link at it."""
        connection, summary = self.connection, self.summary
        for path in self.plan.touched:
            state = self.plan.files[path]
            connection.execute("update files set modified_ns = ? where path = ?", [state.modified_ns, path])
        create_objects(connection)
        built: Digests = digests()
        summary.n_quarantined = scalar(connection, "select count(*) from quarantine where is_open")
        summary.run_id = scalar(connection, "select coalesce(max(run_id), 0) + 1 from runs")
        published = max(map(publishing.number, publishing.snapshots(self.paths)), default=0)
        summary.run_id = max(summary.run_id, published + 1)
        with Transaction(connection):
            connection.execute("delete from ledger")
            connection.execute("insert into ledger values (?, ?, ?)", list(built))
            finished = datetime.now(UTC).replace(tzinfo=None)
            row = [summary.run_id, self.started_at, finished, summary.n_new, summary.n_changed, summary.n_again]
            connection.execute(
                "insert into runs values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [*row, summary.n_withdrawn, summary.n_quarantined, __version__],
            )
        self.close()
        snapshot = publishing.copy(self.paths, summary.run_id)
        publishing.swap(self.paths, snapshot)
        publishing.prune(self.paths, keep_snapshots)
        summary.snapshot = str(snapshot)
        return summary

    def close(self) -> None:
        """Have all that was committed in the one file, which may be copied then."""
        self.connection.execute("checkpoint")
        self.connection.close()


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


def scalar(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    """The one number that a query gives."""
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def rows_of(kept: Sequence[tuple[str, Reading]]) -> dict[str, list[dict[str, Any]]]:
    """{table: rows} of readings, each with the file of its article."""
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in ("articles", *FACTS)}
    for path, reading in kept:
        article = reading.article
        key = {"article_id": article.id}
        fields = article.model_dump(exclude={"id"})
        rows["articles"].append({**key, **fields, "path": path, "rules": reading.rules, "state": "current"})
        for sentence in reading.sentences:
            text = " ".join(article.text[sentence.start_char : sentence.end_char].split())
            place = {"sentence_id": sentence.id, "start_char": sentence.start_char, "end_char": sentence.end_char}
            rows["sentences"].append({**key, **place, "text": text})
        for mention in reading.mentions:
            fields = mention.model_dump()
            row = {**key, **fields, "mention_id": mention.id, "sentence_id": mention.sentence}
            rows["mentions"].append(row)
            if isinstance(mention, Figure):
                rows["figures"].append(row)
            elif isinstance(mention, Period):
                rows["periods"].append(row)
        rows["unread"] += [{**key, **u.model_dump(), "sentence_id": u.sentence} for u in reading.unread]
    return rows
