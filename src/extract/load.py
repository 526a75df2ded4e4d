"""Readings → rows, one transaction a batch; then publication as a snapshot.

The loader is the only one to open the working database, and one runs at a time. When the declared tables change,
a new database is made from the stored articles, which are then read again like any whose rules have changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from extract import __version__, listing, memory, publishing, retention, withdrawals
from extract.backfill import NOTHING, Selection, count_stale, mark, paths_of, stale
from extract.errors import BadSetup
from extract.faults import in_words, told
from extract.ingest import AGAIN, quarantined, read_file
from extract.limits import DEFAULT, Limits
from extract.lock import RunLock
from extract.memory import scalar
from extract.records import Article, Quarantined, Reading
from extract.rows import TYPES, arrow, tables_of
from extract.warehouse import (
    FACTS,
    Paths,
    Transaction,
    built_with,
    connect,
    create_objects,
    declared,
    digests,
    known_files,
    open_snapshot,
)
from extract.working import make_folders, open_working


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
    n_stale: int = 0
    """Articles whose readings are still those of other rules."""
    goes_on: bool = False
    """Whether a next slice of articles is to be read again."""
    snapshot: str | None = None
    rebuilt: str | None = None
    """What had to be mended of the working database, in words."""

    def add(self, other: Summary) -> None:
        """Take in what the load after this one did."""
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("run_id", "n_quarantined", "n_stale", "goes_on", "snapshot"):
            setattr(self, name, getattr(other, name))
        self.rebuilt = self.rebuilt or other.rebuilt


COUNTED = ("n_new", "n_changed", "n_again", "n_withdrawn", "n_mentions", "n_words")
"""What is added up over the loads of a run."""


@dataclass(slots=True)
class Batch:
    """Articles to load, each with the file that holds it, and what could not be read of those files."""

    articles: list[tuple[str, Article]] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    """Files read whole with this batch."""


class Stored(NamedTuple):
    """A revision of an article in the working database."""

    article_id: str
    revision: str
    state: str
    path: str


def is_up_to_date(corpus: Path, warehouse: Path) -> bool:
    """Whether the published snapshot already says all that the corpus and the rules give."""
    if not Paths(warehouse).link.exists():
        listing.article_root(corpus)
        return False
    try:
        with open_snapshot(warehouse) as connection:
            built = digests()
            if built_with(connection) != built or count_stale(connection, built.rules):
                return False
            known = known_files(connection)
            if not withdrawals.are_stored(connection, corpus):
                return False
    except (BadSetup, duckdb.Error):
        return False  # it cannot be read: the run publishes another
    return not listing.plan(corpus, known)


class Loader:
    """Holds the working database for one run; use it as a context manager.

    wait_seconds  how long to wait for another run to end
    tell          called with a line about the run that is waited for
    selection     the stored articles that are to be read again, which `read_again` marks
    Raises        BadSetup: no corpus, another run, no room, a file that cannot be written or is held open; also where it
                  is used as a context manager, whatever of these befalls the code within
    """

    def __init__(
        self,
        corpus: Path,
        warehouse: Path,
        wait_seconds: float = 0,
        tell: Callable[[str], None] | None = None,
        selection: Selection = NOTHING,
    ) -> None:
        self.corpus, self.paths, self.selection = corpus, Paths(warehouse), selection
        self.slice: int | None = None
        listing.article_root(corpus)
        self.summary = Summary()
        self.keep = retention.ALL
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
                self.memory_limit = memory.memory_limit(self.connection)
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
            schemas[table] = pa.schema([(name, TYPES[kind]) for name, kind, *_ in described])
        return schemas

    def make_plan(self) -> listing.Plan:
        """What is new, changed or gone; files that lost an id to another one are read again when any file goes."""
        plan = listing.plan(self.corpus, known_files(self.connection))
        self.withdrawn = withdrawals.in_force(self.corpus)
        if plan.gone or plan.changed:
            rows = self.connection.execute("select path from quarantine where reason = 'duplicate-id' and is_open").fetchall()
            again = {path for (path,) in rows} & set(plan.files)
            plan.changed = sorted(set(plan.changed) | (again - set(plan.new)))
        if self.selection.only is not None:
            with self.given(path=[*plan.to_read, *plan.gone, *plan.touched]):
                named = paths_of(self.connection, self.selection.only)
            for paths in (plan.new, plan.changed, plan.gone, plan.touched):
                paths[:] = [path for path in paths if path in named]
        # Whatever is named: a withdrawal that was taken back is forgotten when this load is published.
        was = withdrawals.stored(self.connection)
        back = {path for key, path in was.items() if key not in self.withdrawn and path in plan.files}
        plan.changed = sorted(set(plan.changed) | {path for path in back if path is not None and path not in plan.new})
        return plan

    # ------------------------------------------------------------- reading
    def read_again(self) -> None:
        """Have all that was selected read again, if this is the first load of the run: whichever rules have read it."""
        if self.selection != NOTHING:
            with Transaction(self.connection):
                mark(self.connection, self.selection)

    def batches(self, size: int, limits: Limits = DEFAULT, slice: int | None = None) -> Iterator[Batch]:
        """Articles of new and changed files, about `size` at a time, then those that are to be read again.

        slice  at most so many of the latter; another load goes on with the others
        """
        self.slice = slice
        batch = Batch()
        for path in self.plan.to_read:
            refusal = self.plan.files[path].refusal
            items = [quarantined(refusal, path)] if refusal else read_file(self.plan.root / path, path, limits)
            for item in items:
                if isinstance(item, Article) and item.id in self.withdrawn:
                    continue
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
        """Stored current articles that other rules have read, by id, each once."""
        left, last = self.n_stale if self.slice is None else self.slice, ""
        while found := stale(self.connection, digests().rules, self.selection, last, min(size, left)):
            yield Batch(found)
            left, last = left - len(found), found[-1][1].id

    @property
    def n_stale(self) -> int:
        """How many of the stored articles that are to be read again have not been yet."""
        return count_stale(self.connection, digests().rules, self.selection)

    # ------------------------------------------------------------- loading
    @contextmanager
    def given(self, **columns: Sequence[str]) -> Iterator[None]:
        """Strings that SQL selects from `given`: a value that is bound costs a hundred times one in an Arrow table."""
        self.connection.register("given", pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}))
        try:
            yield
        finally:
            self.connection.unregister("given")

    def withdraw_gone(self) -> None:
        """Mark articles of vanished files, and those that people withdrew, as withdrawn and take their facts out."""
        if self.withdrawn:
            with Transaction(self.connection):
                stored = self.stored(list(self.withdrawn))
                self.withdraw([row.article_id for row in stored if row.state == "current"])
        if not self.plan.gone:
            return
        with Transaction(self.connection):
            with self.given(path=self.plan.gone):
                rows = self.connection.execute(
                    "select article_id from articles semi join given using (path) where state = 'current'"
                )
                ids = [article_id for (article_id,) in rows.fetchall()]
                self.connection.execute("update quarantine set is_open = false where path in (select path from given)")
                self.connection.execute("delete from files where path in (select path from given)")
            self.withdraw(ids)

    def withdraw(self, ids: Sequence[str]) -> None:
        """Mark current articles as withdrawn and take their facts out."""
        if not ids:
            return
        self.take_out_facts(ids)
        with self.given(article_id=ids):
            self.connection.execute(
                "update articles set state = 'withdrawn' where state = 'current' and article_id in (select article_id from given)"
            )
        self.summary.n_withdrawn += len(ids)

    def take_out_facts(self, ids: Sequence[str]) -> None:
        """Delete the facts of articles, and close what was at fault with them."""
        with self.given(article_id=ids):
            for table in FACTS:
                self.connection.execute(f"delete from {table} where article_id in (select article_id from given)")
            self.connection.execute(
                "update quarantine set is_open = false "
                "where start_char is not null and article_id in (select article_id from given)"
            )

    def load(self, batch: Batch, readings: Sequence[Reading], rejected: Sequence[Quarantined]) -> None:
        """Replace the rows of these articles, in one transaction; a second article of one id goes to quarantine."""
        with Transaction(self.connection):
            at_fault = {bad.path for bad in batch.quarantined if bad.path}
            self.reopen({path for path, _ in batch.articles} | set(batch.files) | at_fault)
            former = self.stored([reading.article.id for reading in readings])
            kept, doubles = self.without_doubles(batch, readings, former)
            self.replace([reading.article for _, reading in kept], former)
            for table, rows in tables_of(kept, self.schema).items():
                self.insert(table, rows)
            self.quarantine([*batch.quarantined, *rejected, *doubles])
            self.finish_files(batch.files)
        self.save_memory()
        known = {row.article_id for row in former}
        current = {(row.article_id, row.revision) for row in former if row.state == "current"}
        for _, reading in kept:
            article = reading.article
            if article.id not in known:
                self.summary.n_new += 1
            elif (article.id, article.revision) in current:
                self.summary.n_again += 1
            else:
                self.summary.n_changed += 1
            self.summary.n_mentions += len(reading.mentions)
            self.summary.n_words += article.text.count(" ") + 1

    def save_memory(self) -> None:
        """Between two batches: have DuckDB's memory not grow with the ledger."""
        if memory.is_due(self.paths.working):
            self.close()
            self.connection = connect(self.paths.working)
        else:
            memory.let_go(self.connection, self.memory_limit)

    def reopen(self, paths: set[str]) -> None:
        """Before the first rows of files: close what was at fault with them, and keep a list of the ids that they have."""
        begun = [path for path in paths if path in self.to_read and path not in self.seen]
        if not begun:
            return
        self.seen |= {path: set() for path in begun}
        with self.given(path=begun):
            self.connection.execute(
                "update quarantine set is_open = false where start_char is null and path in (select path from given)"
            )

    def stored(self, ids: Sequence[str]) -> list[Stored]:
        """All revisions of these articles in the database."""
        with self.given(article_id=ids):
            rows = self.connection.execute(
                "select article_id, revision, state, path from articles semi join given using (article_id)"
            )
            return [Stored(*row) for row in rows.fetchall()]

    def replace(self, articles: Sequence[Article], former: Sequence[Stored]) -> None:
        """Make room for articles: former revisions are superseded, one that comes again is deleted, their facts go."""
        known = sorted({row.article_id for row in former} & {article.id for article in articles})
        if not known:
            return
        self.take_out_facts(known)
        with self.given(article_id=[a.id for a in articles], revision=[a.revision for a in articles]):
            self.connection.execute(
                "delete from articles where (article_id, revision) in (select (article_id, revision) from given)"
            )
            self.connection.execute(
                "update articles set state = 'superseded' "
                "where state = 'current' and article_id in (select article_id from given)"
            )

    def without_doubles(
        self, batch: Batch, readings: Sequence[Reading], former: Sequence[Stored]
    ) -> tuple[list[tuple[str, Reading]], list[Quarantined]]:
        """(file and reading of each article that may have its id, quarantine rows of the others)."""
        owners = {row.article_id: row.path for row in former if row.state == "current"}
        kept: list[tuple[str, Reading]] = []
        doubles = []
        for (path, article), reading in zip(batch.articles, readings, strict=True):
            owner, seen = owners.get(article.id), self.seen.get(path)
            again = seen is not None and article.id in seen
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
            if seen is not None:
                seen.add(article.id)
            kept.append((path, reading))
        return kept, doubles

    def finish_files(self, paths: Sequence[str]) -> None:
        """After the last article of files: withdraw those that they no longer hold, and remember the files' state."""
        if not paths:
            return
        seen = {path: self.seen.pop(path) for path in paths}
        with self.given(path=paths):
            rows = self.connection.execute(
                "select path, article_id from articles semi join given using (path) where state = 'current'"
            )
            lost = [article_id for path, article_id in rows.fetchall() if article_id not in seen[path]]
            self.connection.execute("delete from files where path in (select path from given)")
        self.withdraw(lost)
        states = ((path, self.plan.files[path]) for path in paths)
        values = [(path, state.size_bytes, state.modified_ns, state.sha256) for path, state in states]
        self.insert("files", arrow(self.schema["files"], ("path", "size_bytes", "modified_ns", "sha256"), values))

    def quarantine(self, faults: Sequence[Quarantined]) -> None:
        """Add faults; one that was there before is open again."""
        if not faults:
            return
        rows: dict[str, tuple[Any, ...]] = {}
        for fault in faults:
            fields = fault.model_dump()
            place = "\0".join(str(fields[k]) for k in ("path", "line", "article_id", "start_char", "end_char", "reason"))
            key = hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            rows[key] = (key, *fields.values(), True)
        with self.given(quarantine_id=list(rows)):
            self.connection.execute("delete from quarantine where quarantine_id in (select quarantine_id from given)")
        names = ("quarantine_id", *Quarantined.model_fields, "is_open")
        self.insert("quarantine", arrow(self.schema["quarantine"], names, rows.values()))

    def insert(self, table: str, rows: pa.Table) -> None:
        """Append rows to a table."""
        if rows.num_rows:
            self.connection.register("incoming", rows)
            self.connection.execute(f"insert into {table} by name select * from incoming")
            self.connection.unregister("incoming")

    # ---------------------------------------------------------- publishing
    def publish(self, keep_snapshots: int) -> Summary:
        """Write the run down, checkpoint, close, copy to a new snapshot, and point the link at it."""
        connection, summary = self.connection, self.summary
        for path in self.plan.touched:
            state = self.plan.files[path]
            connection.execute("update files set modified_ns = ? where path = ?", [state.modified_ns, path])
        former = built_with(connection)
        if former is None or former.objects != digests().objects:
            create_objects(connection)  # half a second, as long as a small load
        summary.n_quarantined = scalar(connection, "select count(*) from quarantine where is_open")
        summary.n_stale = count_stale(connection, digests().rules)
        n_left = self.n_stale
        # A slice that has got no article further would be the same again.
        summary.goes_on = self.slice is not None and n_left > 0 and (summary.n_again > 0 or self.slice == 0)
        summary.run_id = scalar(connection, "select coalesce(max(run_id), 0) + 1 from runs")
        published = max(map(publishing.number, publishing.snapshots(self.paths)), default=0)
        summary.run_id = max(summary.run_id, published + 1)
        with Transaction(connection):
            connection.execute("delete from ledger")
            connection.execute("insert into ledger values (?, ?, ?)", list(digests()))
            withdrawals.store(connection, self.withdrawn)
            finished = datetime.now(UTC).replace(tzinfo=None)
            row = [summary.run_id, self.started_at, finished, summary.n_new, summary.n_changed, summary.n_again]
            connection.execute(
                "insert into runs values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [*row, summary.n_withdrawn, summary.n_quarantined, n_left if summary.goes_on else 0, __version__],
            )
            unfinished = connection.execute("select run_id from runs where n_left > 0").fetchall()
            retention.apply(connection, self.keep, finished)
        self.close()
        snapshot = publishing.copy(self.paths, summary.run_id)
        publishing.swap(self.paths, snapshot)
        publishing.prune(self.paths, keep_snapshots, {run_id for (run_id,) in unfinished})
        summary.snapshot = str(snapshot)
        return summary

    def close(self) -> None:
        """Have all that was committed in the one file, which may be copied then."""
        memory.finish(self.paths.working, self.connection, memory.checkpoint)
