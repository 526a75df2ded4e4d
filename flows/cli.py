"""The command `newsledger`: the library's commands, and those that run flows. Prefect is imported only by these."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from extract.cli import Warehouse, app, console, load, main, problems
from extract.errors import BadSetup
from flows import cli_articles, cli_operations  # noqa: F401, their commands
from flows.prefect_environment import configured_server, prepare

__all__ = ["main"]


@app.command(epilog="Example: `newsledger run my_articles --warehouse my_ledger`")
def run(
    corpus: Annotated[
        Path | None, typer.Argument(help="Folder of articles. Default: the setting `corpus`.", show_default=False)
    ] = None,
    warehouse: Warehouse = None,
) -> None:
    """Read what is new in the corpus, load it, publish the ledger, and write the page.

    Runs on your Prefect server if one is configured, else on a temporary one of its own. When another run is loading,
    it waits for it as long as the setting `wait_seconds` says, then leaves with exit code 1.
    """
    from extract.load import is_up_to_date
    from extract.warehouse import Paths
    from extract.working import try_out

    settings = load(corpus=corpus, warehouse=warehouse)

    def tell(line: str) -> None:
        problems.print(f"[yellow]waiting:[/] {escape(line)}", soft_wrap=True)

    up_to_date = is_up_to_date(settings.corpus, settings.warehouse)
    # Another run or an unwritable folder is told now, not after Prefect has started.
    if not up_to_date and try_out(settings.warehouse, settings.wait_seconds, tell):
        up_to_date = is_up_to_date(settings.corpus, settings.warehouse)
    if up_to_date:
        console.print(f"Nothing new in {escape(str(settings.corpus))}; the ledger is up to date.")
        where_to_look(Paths(settings.warehouse))
        return
    started = time.monotonic()
    with progress_bar() as bar:
        waiting = bar.add_task(starting_message(), total=None)
        prepare(Paths(settings.warehouse).prefect)
        from flows.ingest_articles import PROGRESS, IngestParameters, ingest_articles

        def show(stage: str, done: int, total: int) -> None:
            bar.update(waiting, description=stage, completed=done, total=total)

        token = PROGRESS.set(show)
        try:
            parameters = IngestParameters(**{k: str(getattr(settings, k)) for k in ("corpus", "warehouse")})
            summary = ingest_articles(parameters)
        finally:
            PROGRESS.reset(token)
    print_summary(settings.warehouse, summary, time.monotonic() - started)


def starting_message() -> str:
    """What the person is waiting for."""
    server = configured_server()
    return f"connecting to Prefect at {server}" if server else "starting Prefect's own temporary server (up to a minute)"


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on standard error that goes when the work is done."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=problems, transient=True) as bar:
        if not problems.is_terminal:
            problems.print(starting_message())
        yield bar


def print_summary(warehouse: Path, summary: Any, seconds: float) -> None:
    """What was new, what was found, what is in quarantine, and where to look."""
    from extract.query import as_text, ask
    from extract.warehouse import Paths

    if summary.rebuilt:
        console.print(f"[yellow]Mended:[/] {escape(summary.rebuilt)}.", soft_wrap=True)
    parts = [
        f"{n} {name}"
        for n, name in (
            (summary.n_new, "new"),
            (summary.n_changed, "changed"),
            (summary.n_again, "read again with other rules"),
            (summary.n_withdrawn, "withdrawn"),
        )
        if n
    ]
    console.print(f"[bold]Articles:[/] {', '.join(parts) or 'none changed'}, in {seconds:.0f} s.")
    (totals,) = ask(
        warehouse,
        "select (select count(*) from articles where state = 'current'), (select count(*) from money), "
        "(select count(distinct unit) from money), (select count(*) from percentages), "
        "(select count(*) from mentions where label in ('QUANTITY', 'CARDINAL', 'ORDINAL')), "
        "(select count(*) from mentions where label in ('DATE', 'TIME')), "
        "(select count(distinct entity) from mentions where label in ('GPE', 'LOC', 'FAC')), "
        "(select count(distinct entity) from mentions where label = 'PERSON'), "
        "(select count(distinct entity) from mentions where label = 'ORG')",
    ).rows
    n_articles, n_sums, n_currencies, n_percentages, n_counts, n_dates, n_places, n_persons, n_bodies = totals
    console.print(
        f"[bold]The ledger holds[/] {n_articles} articles: {n_sums} sums of money in {n_currencies} currencies, {n_percentages} "
        f"percentages, {n_counts} quantities and counts, {n_dates} dates and times; {n_places} places, {n_persons} persons and "
        f"{n_bodies} organisations."
    )
    largest = ask(
        warehouse,
        "select text, sentence, title from money where unit = 'USD' and value is not null "
        "order by value desc, citation_id limit 1",
    ).rows
    for text, sentence, title in largest:
        console.print(
            f"[bold]Largest sum in dollars:[/] {escape(text)}, “{escape(as_text(sentence))}” ({escape(as_text(title))})"
        )
    if summary.n_quarantined:
        console.print(f"[yellow]In quarantine:[/] {summary.n_quarantined}. Why: newsledger quarantine list")
    where_to_look(Paths(warehouse))


def where_to_look(paths: Any) -> None:
    """The page, the database and a first question."""
    console.print(f"[bold]Look:[/] open {escape(str(paths.report))} in a browser", soft_wrap=True)
    console.print(
        '[bold]Ask:[/]  newsledger query "select text, value, unit, title from money order by value desc limit 5"', soft_wrap=True
    )


@app.command(epilog="Example: `NEWSLEDGER_SCHEDULE='0 * * * *' newsledger serve`")
def serve(
    schedule: Annotated[
        str | None, typer.Option(help="Cron schedule. Default: the setting `schedule`.", show_default=False)
    ] = None,
    port: Annotated[
        int, typer.Option(help="Port of the server that is started when none is configured.", min=1, max=65535)
    ] = 4200,
) -> None:
    """Load the corpus on a schedule until stopped with Ctrl-C.

    Uses your Prefect server if one is configured; else starts one on 127.0.0.1, with its state under the warehouse.
    """
    from extract.warehouse import Paths
    from flows.serving import serve_flow

    settings = load(schedule=schedule)
    prepare(Paths(settings.warehouse).prefect)
    os.environ.setdefault("NEWSLEDGER_CORPUS", str(settings.corpus.resolve()))
    os.environ.setdefault("NEWSLEDGER_WAREHOUSE", str(settings.warehouse.resolve()))
    if not settings.corpus.is_dir():
        raise BadSetup(f'corpus "{settings.corpus}" is no folder. Set it in newsledger.toml or NEWSLEDGER_CORPUS.')
    serve_flow(settings.schedule, configured_server(), Paths(settings.warehouse).prefect, port, console.print)


if __name__ == "__main__":
    main()
