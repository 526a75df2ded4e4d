"""What an operator sees of a run in Prefect: its name and tags, artifacts, and an event for each published snapshot."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.events import emit_event

from extract.load import Summary
from extract.query import Answer, ask
from extract.warehouse import Paths

PUBLISHED = "newsledger.snapshot.published"
DONE = {"n_new": "new", "n_changed": "changed", "n_again": "read again", "n_withdrawn": "withdrawn"}
"""{field of a summary: what was done with so many articles}."""


def in_short(summary: Summary) -> str:
    """What a run did, such as "12 new, 1 withdrawn, snapshot 7"."""
    parts = [f"{n:,} {word}" for field, word in DONE.items() if (n := getattr(summary, field))]
    if summary.snapshot:
        parts.append(f"snapshot {summary.run_id}")
    return ", ".join(parts) or "nothing new"


def tags_of(summary: Summary) -> list[str]:
    """What to filter runs by: what was done, whether something was mended, whether anything is in quarantine."""
    tags = [word.replace(" ", "-") for field, word in DONE.items() if getattr(summary, field)]
    tags += ["mended"] if summary.rebuilt else []
    tags += ["quarantine"] if summary.n_quarantined else []
    return tags or ["nothing-new"]


def describe(run: FlowRun, warehouse: Path, summary: Summary, seconds: float) -> None:
    """Tell Prefect what a run did in so many seconds. Raises httpx.HTTPError when the server does not answer."""
    name_run(run, summary)
    if summary.snapshot:
        leave_artifacts(warehouse, summary, seconds)


def name_run(run: FlowRun, summary: Summary) -> None:
    """Give a run the name and tags that say what it did."""
    with get_client(sync_client=True) as client:
        client.update_flow_run(run.id, name=in_short(summary), tags=sorted({*run.tags, *tags_of(summary)}))


def announce_snapshot(warehouse: Path, summary: Summary) -> None:
    """Emit the event that others may build on: a new snapshot is there to be read."""
    emit_event(
        PUBLISHED,
        resource={"prefect.resource.id": f"newsledger.snapshot.{summary.run_id}", "prefect.resource.name": in_short(summary)},
        payload={**asdict(summary), "warehouse": str(warehouse.resolve()), "ledger": str(Paths(warehouse).link.absolute())},
    )


def leave_artifacts(warehouse: Path, summary: Summary, seconds: float) -> None:
    """What was found, for those who look at the run."""
    read = summary.n_new + summary.n_changed + summary.n_again
    counts = {
        **{word: getattr(summary, field) for field, word in DONE.items()},
        "open faults in quarantine": summary.n_quarantined,
        "mentions found": summary.n_mentions,
        "words read": summary.n_words,
        "seconds": round(seconds, 1),
        "articles a second": round(read / seconds) if seconds else 0,
    }
    lines = "".join(f"| {name} | {value:,} |\n" for name, value in counts.items())
    mended = f"\n**Mended:** {summary.rebuilt}\n" if summary.rebuilt else ""
    ledger = f"\nSnapshot `{summary.snapshot}`\n" if summary.snapshot else ""
    create_markdown_artifact(f"| articles | {in_short(summary)} |\n|---|---|\n{lines}{mended}{ledger}", key="ingest-summary")
    found = ask(warehouse, "select label, count(*) as n_mentions from mentions group by label order by label")
    create_table_artifact(rows_of(found), key="mentions-by-label")
    faults = ask(warehouse, "select reason, count(*) as n_open from quarantine where is_open group by reason order by reason")
    # Also when there are none: the newest under a key is what the server shows as the present state.
    create_table_artifact(rows_of(faults), key="quarantine-by-reason")
    create_link_artifact(Paths(warehouse).report.resolve().as_uri(), "the page", key="page", description="on the worker's disk")


def rows_of(answer: Answer) -> list[dict[str, Any]]:
    """The rows of an answer, as artifacts have them."""
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
