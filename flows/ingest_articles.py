"""The main flow: what is new, changed or gone in the corpus is read, checked, loaded and published.

Tasks are coarse, a batch each: a Prefect task costs 10–100 ms, an article 1–5 ms.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar, cast

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import FlowRun
from prefect.context import FlowRunContext
from prefect.tasks import exponential_backoff
from prefect.utilities.annotations import quote
from pydantic import BaseModel, ConfigDict, Field

from extract.halving import load_batch as load_in_halves
from extract.halving import read_batch
from extract.load import Batch, Loader, Summary, is_up_to_date
from extract.observe import collector_at_rest
from extract.records import Quarantined, Reading
from extract.report import write_report
from extract.settings import Settings, load_settings
from flows.recovery import be_there, outlive_the_worker, passes_by_itself, set_right, whatever_prefect_says
from flows.reporting import describe, in_short

T = TypeVar("T")
Progress = Callable[[str, int, int], None]
PROGRESS: ContextVar[Progress | None] = ContextVar("PROGRESS", default=None)
"""Called with (stage, done, of all); set by a command that shows a bar. Flow parameters go to the server, this does not."""


class IngestParameters(BaseModel):
    """What a run may be told; what is left out comes from the settings."""

    model_config = ConfigDict(extra="forbid")

    corpus: str | None = Field(default=None, description="folder of the articles")
    warehouse: str | None = Field(default=None, description="folder of the ledger")
    batch_size: int | None = Field(default=None, ge=1, le=100_000, description="articles a transaction")
    keep_snapshots: int | None = Field(default=None, ge=1, le=10_000, description="published snapshots kept")
    wait_seconds: int | None = Field(default=None, ge=0, le=86_400, description="how long to wait for another run to end")


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
def list_corpus(corpus: Path, warehouse: Path, wait_seconds: int) -> Loader:
    """Open the working database, when no other run has it, and plan the run."""
    logger = get_run_logger()

    def tell(line: str) -> None:
        logger.warning(line)
        report_progress("waiting for another run", 0, 1)

    loader = Loader(corpus, warehouse, wait_seconds, tell)
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
    settings = load_settings(**(parameters or IngestParameters()).model_dump())
    run, logger, began = this_run(), get_run_logger(), time.monotonic()
    outlive_the_worker()
    be_there(settings.warehouse, run.id)
    summary = None
    try:
        summary = bring_up_to_date(settings)
    finally:
        # After the load, which must not wait for a server that is away.
        with whatever_prefect_says(logger, "the run is not described in Prefect"):
            for line in set_right(settings.warehouse, run):
                logger.warning(line)
            if summary is not None:
                describe(run, settings.warehouse, summary, time.monotonic() - began)
    logger.info(in_short(summary))
    return summary


def bring_up_to_date(settings: Settings) -> Summary:
    """Load what is new, publish it, write the page; a listing is all that an unchanged corpus costs."""
    if is_up_to_date(settings.corpus, settings.warehouse):
        return Summary()
    loader = list_corpus(settings.corpus, settings.warehouse, settings.wait_seconds)
    with loader:
        loader.keep = settings.retention
        if loader.lock.waited and is_up_to_date(settings.corpus, settings.warehouse):
            return loader.summary  # the other run has done it
        if loader.plan.gone:
            withdraw_vanished(unseen(loader), len(loader.plan.gone))
        total, done = len(loader.plan.to_read) + loader.n_stale, 0
        for batch in loader.batches(settings.batch_size, settings.limits):
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
