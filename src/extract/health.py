"""How a ledger is doing, for monitors: what is published, what waits, whether a run is going on or stuck, what is at fault.

`look` gathers it without disturbing a run; `verdicts` judges it, `exposition` writes it as Prometheus reads it.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from extract import listing, withdrawals
from extract.backfill import count_stale
from extract.errors import BadSetup
from extract.lock import Holder, holder_of
from extract.publishing import wal_of
from extract.warehouse import Paths, digests, known_files, open_snapshot

SPARE_BYTES = 100_000_000
"""Room that must be free beside that for a working database built anew and its copy."""
RUN = ("run_id", "started_at", "finished_at", "n_new", "n_changed", "n_again", "n_withdrawn", "n_quarantined")


@dataclass(slots=True)
class Look:
    """What was seen of a ledger; times are UTC without a zone, as in the ledger, ages in seconds."""

    taken_at: datetime
    snapshot: str | None = None
    unreadable: str | None = None
    """Why there is no snapshot that can be read."""
    run: dict[str, Any] = field(default_factory=dict)
    """The last run that published, by the columns of `runs`."""
    articles: dict[str, int] = field(default_factory=dict)
    n_stale: int = 0
    """Articles whose readings are still those of other rules."""
    faults: dict[str, int] = field(default_factory=dict)
    """{reason: faults that are open}."""
    n_waiting: int = 0
    waited: float = 0
    """How long the file has waited that came first."""
    no_corpus: str | None = None
    holder: Holder | None = None
    """The run that is going on."""
    idle: float = 0
    """How long nothing has been written to the loader's database, or the run has not begun to."""
    ledger_bytes: int = 0
    free_bytes: int = 0

    @property
    def needed_bytes(self) -> int:
        """Room for the next run, at worst: a working database built anew, and its copy as a snapshot."""
        return 2 * self.ledger_bytes + SPARE_BYTES

    @property
    def age(self) -> float | None:
        """How long ago the snapshot was published."""
        at = self.run.get("finished_at")
        return None if at is None else max(0.0, (self.taken_at - at).total_seconds())


def look(corpus: Path, warehouse: Path) -> Look:
    """The state of a ledger and of its corpus, now."""
    paths = Paths(warehouse)
    seen = Look(datetime.now(UTC).replace(tzinfo=None))
    known: dict[str, listing.FileState] = {}
    notes: list[str] = []
    try:
        with open_snapshot(warehouse) as connection:
            seen.snapshot = paths.link.resolve().name
            seen.ledger_bytes = paths.link.stat().st_size
            for row in connection.execute(f"select {', '.join(RUN)} from runs order by run_id desc limit 1").fetchall():
                seen.run = dict(zip(RUN, row, strict=True))
            seen.articles = dict(
                connection.execute("select state, count(*) from articles group by state order by state").fetchall()
            )
            seen.n_stale = count_stale(connection, digests().rules)
            seen.faults = dict(
                connection.execute(
                    "select reason, count(*) from quarantine where is_open group by reason order by reason"
                ).fetchall()
            )
            known = known_files(connection)
            with suppress(BadSetup):  # told of the corpus below, or by the run
                notes = [] if withdrawals.are_stored(connection, corpus) else [withdrawals.FILE]
    except BadSetup as error:
        seen.snapshot, seen.unreadable = None, str(error)
    except duckdb.Error as error:
        seen.snapshot, seen.unreadable = None, f"{str(error).splitlines()[0]}. Publish it again: newsledger run."
    try:
        plan = listing.plan(corpus, known)
        waiting = plan.new + plan.changed + notes
        seen.n_waiting = len(waiting) + len(plan.gone)
        came = (change for path in waiting if (change := changed_at(plan.root / path)) is not None)
        seen.waited = max(0.0, time.time() - min(came, default=time.time()))
    except BadSetup as error:
        seen.no_corpus = str(error)
    seen.holder = holder_of(paths.lock)
    if seen.holder is not None:
        written = [at for path in (paths.lock, paths.working, wal_of(paths.working)) if (at := modified_at(path)) is not None]
        written += [at for path in paths.work.glob("loader.partial.duckdb*") if (at := modified_at(path)) is not None]
        written += [at for path in paths.snapshots.glob("*.partial") if (at := modified_at(path)) is not None]
        seen.idle = max(0.0, time.time() - max(written, default=time.time()))
    place = next((folder for folder in (warehouse, *warehouse.resolve().parents) if folder.is_dir()), Path.cwd())
    seen.free_bytes = shutil.disk_usage(place).free
    return seen


def changed_at(path: Path) -> float | None:
    """When a file came to have its place or its content, as the system notes it whatever time the file claims."""
    try:
        return os.lstat(path).st_ctime
    except OSError:
        return None


def modified_at(path: Path) -> float | None:
    """When a file was last written to; None for none."""
    try:
        return path.stat().st_mtime
    except OSError:
        return None


class Bounds(NamedTuple):
    """What is no longer sound. None does not look at it."""

    stuck_minutes: float = 30
    waiting_minutes: float = 60
    age_hours: float | None = None
    quarantined: int | None = None


class Verdict(NamedTuple):
    """One matter: whether it is sound, what was seen, and what to do when it is not."""

    name: str
    sound: bool
    seen: str
    remedy: str = ""


def verdicts(seen: Look, bounds: Bounds) -> Iterator[Verdict]:
    """Whether all is well, matter by matter."""
    if seen.snapshot is None:
        yield Verdict("snapshot", False, seen.unreadable or "none")
    else:
        age = seen.age
        old = bounds.age_hours is not None and age is not None and age > bounds.age_hours * 3600
        n = seen.articles.get("current", 0)
        yield Verdict(
            "snapshot",
            not old,
            f"{seen.snapshot}, published {span(age)} ago, {n} articles",
            "Look why no run has published since: the runs in Prefect, or newsledger run.",
        )
    if seen.no_corpus is not None:
        yield Verdict("waiting", False, seen.no_corpus)
    else:
        late = seen.n_waiting > 0 and seen.holder is None and seen.waited > bounds.waiting_minutes * 60
        since = f", the first for {span(seen.waited)}" if seen.n_waiting else ""
        yield Verdict(
            "waiting",
            not late,
            f"{counted(seen.n_waiting, 'file')} to load{since}",
            "No run has come by: see that the worker or newsledger serve is up, or newsledger run.",
        )
    if seen.holder is None:
        yield Verdict("run", True, "none going on")
    else:
        who = f"process {seen.holder.pid} on {seen.holder.host}" if seen.holder.pid else "a process"
        lasted = f" for {span((seen.taken_at - seen.holder.since).total_seconds())}" if seen.holder.since else ""
        yield Verdict(
            "run",
            seen.idle <= bounds.stuck_minutes * 60,
            f"{who} has been loading{lasted}, last wrote {span(seen.idle)} ago",
            "It is stuck: end that process; the next run goes on where it stopped.",
        )
    n_faults = sum(seen.faults.values())
    reasons = ": " + ", ".join(f"{n} {reason}" for reason, n in seen.faults.items()) if seen.faults else ""
    yield Verdict(
        "quarantine",
        bounds.quarantined is None or n_faults <= bounds.quarantined,
        f"{n_faults} open{reasons}",
        "Why, and what to do: newsledger quarantine list.",
    )
    yield Verdict(
        "disk",
        seen.free_bytes >= seen.needed_bytes,
        f"{seen.free_bytes / 1e9:.1f} GB free, a run may need {seen.needed_bytes / 1e9:.1f} GB",
        "Free some, or set keep_snapshots lower.",
    )


def counted(n: int, noun: str) -> str:
    """ "1 file", "2 files"."""
    return f"{n} {noun}{'' if n == 1 else 's'}"


def span(seconds: float | None) -> str:
    """A length of time as people say it: "40 s", "12 min", "3 h", "5 days"."""
    if seconds is None:
        return "an unknown time"
    for name, size, least in (("days", 86_400, 172_800), ("h", 3600, 7200), ("min", 60, 120)):
        if seconds >= least:
            return f"{seconds / size:.0f} {name}"
    return f"{max(0.0, seconds):.0f} s"


# ------------------------------------------------------------- for Prometheus
def exposition(seen: Look) -> str:
    """The state in Prometheus' text format. All are gauges: what the ledger says of a run may be deleted with the run."""
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()

    def gauge(name: str, meaning: str, value: float | None = None, **by: dict[str, float]) -> None:
        """One number, or one for each value of a label."""
        (label, values), *_ = [*by.items(), ("", {})]
        metric = Gauge(f"newsledger_{name}", meaning, [label] if label else [], registry=registry)
        for key, number in values.items():
            metric.labels(key).set(number)
        if not label and value is not None:
            metric.set(value)
        elif not label:
            registry.unregister(metric)  # not known: no value rather than a false one

    run = seen.run
    gauge("ledger_readable", "Whether there is a published ledger that can be read.", seen.snapshot is not None)
    gauge("articles", "Articles and former revisions in the ledger.", state={"current": 0, **seen.articles})
    gauge(
        "articles_stale", "Articles whose readings are still those of other rules: what a backfill has before it.", seen.n_stale
    )
    gauge("quarantine_open", "Faults that are open.", reason=dict(seen.faults))
    gauge("quarantine_open_all", "Faults that are open, all reasons together.", sum(seen.faults.values()))
    gauge("files_waiting", "Files of the corpus that are new, changed or gone since the last run.", seen.n_waiting)
    gauge("files_waiting_seconds", "How long the first of them has waited.", seen.waited if seen.n_waiting else 0)
    gauge("run_going_on", "Whether a run is loading.", seen.holder is not None)
    gauge("run_idle_seconds", "How long the run that is loading has not written.", seen.idle)
    gauge("ledger_bytes", "Size of the published snapshot.", seen.ledger_bytes)
    gauge("disk_free_bytes", "Room on the disk of the warehouse.", seen.free_bytes)
    gauge("disk_needed_bytes", "Room that a run may need at worst.", seen.needed_bytes)
    if run:
        finished = run["finished_at"].replace(tzinfo=UTC).timestamp()
        took = (run["finished_at"] - run["started_at"]).total_seconds()
        read = run["n_new"] + run["n_changed"] + run["n_again"]
        gauge("last_run_id", "Ordinal of the last run that published.", run["run_id"])
        gauge("last_run_timestamp_seconds", "When the last run published.", finished)
        gauge("last_run_duration_seconds", "How long the last run took.", took)
        kinds = {"new": "n_new", "changed": "n_changed", "again": "n_again", "withdrawn": "n_withdrawn"}
        gauge("last_run_articles", "Articles of the last run.", what={kind: run[column] for kind, column in kinds.items()})
        gauge("last_run_articles_per_second", "Articles that the last run read in a second.", read / took if took > 0 else 0)
    return generate_latest(registry).decode()
