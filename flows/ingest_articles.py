"""The main flow: what is new, changed or gone in the corpus is read, checked, loaded and published.

Tasks are coarse, a batch each: a Prefect task costs 10–100 ms, an article 1–5 ms.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import date
from itertools import chain, repeat
from pathlib import Path
from typing import Any, TypeVar, cast

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import FlowRun
from prefect.context import FlowRunContext
from prefect.tasks import exponential_backoff
from prefect.utilities.annotations import quote
from pydantic import BaseModel, ConfigDict, Field

from extract.backfill import NOTHING, Selection
from extract.halving import load_batch as load_in_halves
from extract.halving import read_batch
from extract.load import Batch, Loader, Summary, is_up_to_date
from extract.observe import collector_at_rest
from extract.records import Quarantined, Reading
from extract.report import write_report
from extract.settings import Settings, load_settings
from flows.recovery import be_there, outlive_the_worker, passes_by_itself, set_right, whatever_prefect_says
from flows.reporting import announce_snapshot, describe, in_short

T = TypeVar("T")
Progress = Callable[[str, int, int], None]
PROGRESS: ContextVar[Progress | None] = ContextVar("PROGRESS", default=None)
"""Called with (stage, done, of all); set by a command that shows a bar. Flow parameters go to the server, this does not."""
TURN_SECONDS = 0.5
"""Between two slices: long enough for another run that waits for this one to have its turn."""


class IngestParameters(BaseModel):
    """What a run may be told; what is left out comes from the settings."""

    model_config = ConfigDict(extra="forbid")

    corpus: str | None = Field(default=None, description="folder of the articles")
    warehouse: str | None = Field(default=None, description="folder of the ledger")
    batch_size: int | None = Field(default=None, ge=1, le=100_000, description="articles a transaction")
    keep_snapshots: int | None = Field(default=None, ge=1, le=10_000, description="published snapshots kept")
    wait_seconds: int | None = Field(default=None, ge=0, le=86_400, description="how long to wait for another run to end")
    since: date | None = Field(
        default=None, description="read stored articles of that day or later again, whichever rules read them"
    )
    only: str | None = Field(
        default=None,
        min_length=1,
        max_length=1_000,
        description="load nothing but this file or id; a pattern may have *, ? and [...]",
    )
    everything: bool = Field(default=False, description="read all stored articles again, whichever rules have read them")


def report_progress(stage: str, done: int, total: int) -> None:
    """Tell the command that shows a bar, if there is one."""
    show = PROGRESS.get()
    if show is not None:
        show(stage, done, total)


OPTIONS: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False}
AGAIN: dict[str, Any] = {
    "retries": 5,
    "retry_delay_seconds": exponential_backoff(5),
    "retry_jitter_factor": 0.2,
    "retry_condition_fn": passes_by_itself,
}
"""For tasks that open files which another program may have open: tried again after 5, 10, 20, 40 and 80 seconds."""


@task(name="list corpus", **OPTIONS, **AGAIN)
def list_corpus(corpus: Path, warehouse: Path, wait_seconds: int, selection: Selection) -> Loader:
    """Open the working database, when no other run has it, and plan the run."""
    logger = get_run_logger()

    def tell(line: str) -> None:
        logger.warning(line)
        report_progress("waiting for another run", 0, 1)

    loader = Loader(corpus, warehouse, wait_seconds, tell, selection)
    if loader.summary.rebuilt:
        logger.warning(loader.summary.rebuilt)
    plan = loader.plan
    logger.info(f"{len(plan.files):,} files: {len(plan.new):,} new, {len(plan.changed):,} changed, {len(plan.gone):,} gone")
    return loader


@task(name="withdraw vanished", task_run_name="withdraw {n} vanished files", **OPTIONS)
def withdraw_vanished(loader: Loader, n: int) -> None:
    """Mark articles whose files are gone."""
    loader.withdraw_gone()


@task(name="extract batch", task_run_name="extract {n} articles after {done}", **OPTIONS)
def extract_batch(batch: Batch, n: int, done: int, total: int) -> tuple[list[Reading], list[Quarantined]]:
    """Read the figures, dates and names of a batch and check them."""
    ready = done

    def count(more: int) -> None:
        nonlocal ready
        ready += more
        report_progress("reading articles", ready, total)

    return read_batch([article for _, article in batch.articles], get_run_logger().warning, count)


@task(name="load batch", task_run_name="load {n} articles after {done}", **OPTIONS)
def load_batch(
    loader: Loader, batch: Batch, readings: list[Reading], rejected: list[Quarantined], n: int, done: int, total: int
) -> None:
    """Put a batch into the working database, in one transaction unless an article in it does not load."""
    logger = get_run_logger()
    load_in_halves(loader, batch, readings, rejected, logger.warning)
    mentions, faults = sum(len(reading.mentions) for reading in readings), len(batch.quarantined) + len(rejected)
    logger.info(f"{done + n:,} of {total:,} articles loaded; in this batch {n:,}, {mentions:,} mentions, {faults:,} faults")


@task(name="publish", **OPTIONS)
def publish(loader: Loader, keep_snapshots: int) -> Summary:
    """Make what was loaded the ledger that analysts see."""
    return loader.publish(keep_snapshots)


@task(name="write page", **OPTIONS, **AGAIN)
def write_page(warehouse: Path) -> Path:
    """Write the HTML page beside the ledger."""
    return write_report(warehouse)


@flow(name="ingest-articles", persist_result=False, validate_parameters=True)
def ingest_articles(parameters: IngestParameters | None = None) -> Summary:
    """Bring the ledger up to date with the corpus and publish it."""
    parameters = parameters or IngestParameters()
    settings = load_settings(**parameters.model_dump(exclude={"since", "only", "everything"}))
    run, logger, began = this_run(), get_run_logger(), time.monotonic()
    outlive_the_worker()
    be_there(settings.warehouse, run.id)
    summary: Summary | None = None
    try:
        summary = bring_up_to_date(settings, Selection(parameters.since, parameters.only, parameters.everything))
    finally:
        # After the load, which must not wait for a server that is away.
        with whatever_prefect_says(logger, "the run is not described in Prefect"):
            for line in set_right(settings.warehouse, run):
                logger.warning(line)
            if summary is not None:
                describe(run, settings.warehouse, summary, time.monotonic() - began)
    logger.info(in_short(summary))
    return summary


def bring_up_to_date(settings: Settings, selection: Selection) -> Summary:
    """Load what is new, then in slices what is to be read again; a listing is all that an unchanged corpus costs."""

    def nothing_to_do() -> bool:
        return selection == NOTHING and is_up_to_date(settings.corpus, settings.warehouse)

    summary = Summary()
    if nothing_to_do():
        return summary
    for is_first in chain([True], repeat(False)):
        loader = list_corpus(settings.corpus, settings.warehouse, settings.wait_seconds, selection)
        with loader:
            if loader.lock.waited and nothing_to_do():
                return summary  # the other run has done it
            summary.add(load_slice(loader, settings, is_first))
        if not summary.goes_on:
            break
        time.sleep(TURN_SECONDS)
    return summary


def load_slice(loader: Loader, settings: Settings, is_first: bool) -> Summary:
    """Load and publish what is new, and a slice of what is to be read again; that waits while there is anything new at first."""
    loader.keep = settings.retention
    if loader.plan.gone or loader.withdrawn:
        withdraw_vanished(unseen(loader), len(loader.plan.gone))
    if is_first:
        loader.read_again()
    n_again = 0 if is_first and loader.plan else settings.backfill_slice
    total, done = len(loader.plan.to_read) + min(loader.n_stale, n_again), 0
    for batch in loader.batches(settings.batch_size, settings.limits, n_again):
        n = len(batch.articles)
        total = max(total, done + n)
        with collector_at_rest():
            readings, rejected = extract_batch(unseen(batch), n, done, total)
            load_batch(unseen(loader), unseen(batch), unseen(readings), unseen(rejected), n, done, total)
            del readings, rejected
        done += n
    report_progress("publishing", done, done)
    summary = publish(unseen(loader), settings.keep_snapshots)
    write_page(settings.warehouse)  # before another run may begin, which would write it too
    with whatever_prefect_says(get_run_logger(), "the snapshot was not announced"):
        announce_snapshot(settings.warehouse, summary)
    return summary


def unseen(value: T) -> T:
    """A value for a task, without Prefect looking through all that is in it for results of other tasks."""
    return cast(T, quote(value))


def this_run() -> FlowRun:
    """The run that Prefect knows this call by."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        raise RuntimeError("called outside of a flow run")
    return context.flow_run
