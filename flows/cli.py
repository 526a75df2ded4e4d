"""The command `newsledger`: the library's commands, and those that run flows. Prefect is imported only by these."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from extract.cli import Warehouse, app, console, load, main, problems, show
from extract.errors import BadSetup
from flows import cli_articles, cli_operations  # noqa: F401, their commands
from flows.prefect_environment import configured_server, prepare

__all__ = ["main"]


class DiffFormat(StrEnum):
    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


Format = Annotated[DiffFormat, typer.Option(help="Tables to read, an object for a program, or text for a code review.")]
Limit = Annotated[int, typer.Option(help="Rows to list of each label and kind; 0 for all.", min=0)]


@app.command(
    epilog="Example: `newsledger run my_articles --warehouse my_ledger`\n\n"
    "Example: `newsledger run --dry-run --only 'reuters-*'`, what other rules would change before they do"
)
def run(
    corpus: Annotated[
        Path | None, typer.Argument(help="Folder of articles. Default: the setting `corpus`.", show_default=False)
    ] = None,
    warehouse: Warehouse = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Read stored articles of that day or later again.", show_default=False),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(
            help="Read this file or article again, and load nothing else; a pattern may have *, ? and [...].", show_default=False
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Read all stored articles again.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, as `diff` does, and touch nothing.")
    ] = False,
    format: Annotated[DiffFormat | None, typer.Option(help="With --dry-run: as for `diff`.", show_default=False)] = None,
    limit: Annotated[int | None, typer.Option(help="With --dry-run: as for `diff`.", min=0, show_default=False)] = None,
) -> None:
    """Read what is new in the corpus, load it, publish the ledger, and write the page.

    Stored articles that other rules have read are read again after what is new, in slices, each published; --since, --only and
    --all name those that are read again whichever rules have read them.

    Runs on your Prefect server if one is configured, else on a temporary one of its own. When another run is loading,
    it waits for it as long as the setting `wait_seconds` says, then leaves with exit code 1.
    """
    from extract.backfill import NOTHING, Selection
    from extract.load import is_up_to_date
    from extract.warehouse import Paths
    from extract.working import try_out

    settings = load(corpus=corpus, warehouse=warehouse)
    selection = Selection(since.date() if since else None, only, everything)
    if not dry_run and (format is not None or limit is not None):
        raise typer.BadParameter("it goes with --dry-run", param_hint="--format" if format else "--limit")
    if dry_run:
        rehearse_run(settings, selection, format or DiffFormat.TABLE, 10 if limit is None else limit)
        return

    def tell(line: str) -> None:
        problems.print(f"[yellow]waiting:[/] {escape(line)}", soft_wrap=True)

    def nothing_to_do() -> bool:
        return selection == NOTHING and is_up_to_date(settings.corpus, settings.warehouse)

    up_to_date = nothing_to_do()
    # Another run or an unwritable folder is told now, not after Prefect has started.
    if not up_to_date and try_out(settings.warehouse, settings.wait_seconds, tell):
        up_to_date = nothing_to_do()
    if up_to_date:
        console.print(f"Nothing new in {escape(str(settings.corpus))}; the ledger is up to date.")
        where_to_look(Paths(settings.warehouse))
        return
    started = time.monotonic()
    with progress_bar(starting_message()) as bar:
        waiting = bar.add_task(starting_message(), total=None)
        prepare(Paths(settings.warehouse).prefect)
        from flows.ingest_articles import PROGRESS, IngestParameters, ingest_articles

        def progress(stage: str, done: int, total: int) -> None:
            bar.update(waiting, description=stage, completed=done, total=total)

        token = PROGRESS.set(progress)
        try:
            places = {name: str(getattr(settings, name)) for name in ("corpus", "warehouse")}
            parameters = IngestParameters(**places, **selection._asdict())
            summary = ingest_articles(parameters)
        finally:
            PROGRESS.reset(token)
    print_summary(settings.warehouse, summary, time.monotonic() - started)


def rehearse_run(settings: Any, selection: Any, format: DiffFormat, limit: int) -> None:
    """Show what a run would change; no Prefect is needed for it."""
    from extract.rehearsal import rehearse

    with progress_bar("reading a copy of the ledger") as bar:
        stage = bar.add_task("reading a copy of the ledger", total=None)
        found = rehearse(
            settings, selection, limit, lambda name, n, of: bar.update(stage, description=name, completed=n, total=of)
        )
    print_diff(found, format)


@app.command(
    epilog="Example: `newsledger diff`, what the last run changed\n\n"
    "Example: `newsledger diff 7 12 --format markdown --limit 0 > review.md`\n\n"
    "Example: `newsledger diff my_ledger other_ledger`"
)
def diff(
    old: Annotated[
        str | None,
        typer.Argument(
            help="Number of a snapshot, database file, or folder of a ledger. Default: the last but one.", show_default=False
        ),
    ] = None,
    new: Annotated[str | None, typer.Argument(help="Likewise. Default: the last.", show_default=False)] = None,
    format: Format = DiffFormat.TABLE,
    limit: Limit = 10,
    warehouse: Warehouse = None,
) -> None:
    """What is not the same in two snapshots: rows gained, lost and changed, by label and by article."""
    from extract import diff as d

    folder = load(warehouse=warehouse).warehouse
    print_diff(d.diff(d.find(folder, old, 1), d.find(folder, new, 0), limit), format)


def print_diff(found: Any, format: DiffFormat) -> None:
    """A comparison on standard output."""
    from extract import diff_report as r

    if format is DiffFormat.JSON:
        sys.stdout.write(r.as_json(found))
        return
    if format is DiffFormat.MARKDOWN:
        sys.stdout.write(r.as_markdown(found))
        return
    console.print(escape(r.headline(found)), soft_wrap=True)
    if found:
        for columns, rows in (r.by_label(found), r.by_article(found)):
            console.print()
            show(columns, rows, right=columns[1:] if columns[0] == "label" else columns[2:])
    for change in found.changes:
        sign, label, place, words, read = r.one_line(change)
        console.print(f"\n[bold]{sign} {escape(label)}[/] {escape(place)}: {escape(words)}", soft_wrap=True)
        if read:
            console.print(f"  {escape(read)}", soft_wrap=True)
    for line in r.beside(found):
        console.print(f"\n{escape(line)}", soft_wrap=True)


def starting_message() -> str:
    """What the person is waiting for."""
    server = configured_server()
    return f"connecting to Prefect at {server}" if server else "starting Prefect's own temporary server (up to a minute)"


@contextmanager
def progress_bar(first: str) -> Iterator[Progress]:
    """A bar on standard error that goes when the work is done; the first stage is told where there is no terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=problems, transient=True) as bar:
        if not problems.is_terminal:
            problems.print(first)
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
    if summary.n_stale:
        console.print(
            f"[yellow]Read by other rules:[/] {summary.n_stale} articles. The next run without options reads them again."
        )
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
