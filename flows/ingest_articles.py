"""The main flow: what is new, changed or gone in the corpus is read, checked, loaded and published.

Tasks are coarse, a batch each: a Prefect task costs 10–100 ms, an article 1–5 ms.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import asdict
from pathlib import Path

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from pydantic import BaseModel, Field

from extract.load import Batch, Loader, Summary, is_up_to_date
from extract.observe import collector_at_rest, observe_all
from extract.query import ask
from extract.records import Quarantined, Reading
from extract.report import write_report
from extract.settings import load_settings
from extract.validate import validate

Progress = Callable[[str, int, int], None]
PROGRESS: ContextVar[Progress | None] = ContextVar("PROGRESS", default=None)
"""Called with (stage, done, of all); set by a command that shows a bar. Flow parameters go to the server, this does not."""


class IngestParameters(BaseModel):
    """What a run may be told; what is left out comes from the settings."""

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


@task(name="list corpus", cache_policy=NO_CACHE, persist_result=False)
def list_corpus(corpus: Path, warehouse: Path, wait_seconds: int) -> Loader:
    """Open the working database, when no other run has it, and plan the run."""
    logger = get_run_logger()

    def tell(line: str) -> None:
        logger.warning(line)
        report_progress("waiting for another run", 0, 1)

    loader = Loader(corpus, warehouse, wait_seconds, tell)
    if loader.summary.rebuilt:
        logger.warning(loader.summary.rebuilt)
    return loader


@task(name="withdraw vanished", cache_policy=NO_CACHE, persist_result=False)
def withdraw_vanished(loader: Loader) -> None:
    """Mark articles whose files are gone."""
    loader.withdraw_gone()


@task(name="extract batch", cache_policy=NO_CACHE, persist_result=False)
def extract_batch(batch: Batch, offset: int, total: int) -> tuple[list[Reading], list[Quarantined]]:
    """Read the figures, dates and names of a batch and check them."""
    readings, rejected = [], []
    for n, raw in enumerate(observe_all(article for _, article in batch.articles), 1):
        reading, bad = validate(raw)
        readings.append(reading)
        rejected += bad
        report_progress("reading articles", offset + n, total)
    return readings, rejected


@task(name="load batch", cache_policy=NO_CACHE, persist_result=False)
def load_batch(loader: Loader, batch: Batch, readings: list[Reading], rejected: list[Quarantined]) -> None:
    """Put a batch into the working database, in one transaction."""
    loader.load(batch, readings, rejected)


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish(loader: Loader, keep_snapshots: int) -> Summary:
    """Make what was loaded the ledger that analysts see."""
    return loader.publish(keep_snapshots)


@task(name="write page", cache_policy=NO_CACHE, persist_result=False)
def write_page(warehouse: Path) -> Path:
    """Write the HTML page beside the ledger."""
    return write_report(warehouse)


@flow(name="ingest-articles", persist_result=False, validate_parameters=True)
def ingest_articles(parameters: IngestParameters | None = None) -> Summary:
    """Bring the ledger up to date with the corpus and publish it."""
    settings = load_settings(**(parameters or IngestParameters()).model_dump())
    if is_up_to_date(settings.corpus, settings.warehouse):
        return Summary()  # a schedule comes by often; an unchanged corpus costs a listing
    loader = list_corpus(settings.corpus, settings.warehouse, settings.wait_seconds)
    with loader:
        loader.keep = settings.retention
        if loader.lock.waited and is_up_to_date(settings.corpus, settings.warehouse):
            return loader.summary  # the other run has done it
        withdraw_vanished(loader)
        total, done = len(loader.plan.to_read) + loader.n_stale, 0
        for batch in loader.batches(settings.batch_size, settings.limits):
            with collector_at_rest():
                readings, rejected = extract_batch(batch, done, max(total, done + len(batch.articles)))
                load_batch(loader, batch, readings, rejected)
                del readings, rejected
            done += len(batch.articles)
        report_progress("publishing", done, done)
        summary = publish(loader, settings.keep_snapshots)
        write_page(settings.warehouse)  # before another run may begin, which would write it too
    leave_artifacts(settings.warehouse, summary)
    return summary


def leave_artifacts(warehouse: Path, summary: Summary) -> None:
    """What was found, for those who look at the run in Prefect."""
    lines = "\n".join(f"| {name.removeprefix('n_').replace('_', ' ')} | {value} |" for name, value in asdict(summary).items())
    create_markdown_artifact(f"| what | count |\n|---|---|\n{lines}\n", key="ingest-summary")
    found = ask(warehouse, "select label, count(*) as n_mentions from mentions group by label order by label")
    create_table_artifact([dict(zip(found.columns, row, strict=True)) for row in found.rows], key="mentions-by-label")
    faults = ask(warehouse, "select reason, count(*) as n_open from quarantine where is_open group by reason order by reason")
    if faults.rows:
        create_table_artifact([dict(zip(faults.columns, row, strict=True)) for row in faults.rows], key="quarantine-by-reason")
