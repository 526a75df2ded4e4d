"""Commands that bring articles in and take them out: add, watch, remove."""

from __future__ import annotations

import getpass
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from typing import Annotated, Any

import typer
from rich.markup import escape

from extract.cli import Warehouse, app, console, load, problems, show
from extract.errors import BadSetup

Corpus = Annotated[Path | None, typer.Option("--corpus", "-c", help="Folder of articles. Default: the setting `corpus`.")]
LONGEST_LIST = 20
"""Files that are told one by one."""


@app.command(
    epilog="Example: `newsledger add today.md wire/`\n\n"
    "Example: `curl -s https://example.org/feed.jsonl | newsledger add - --name feed.jsonl`"
)
def add(
    files: Annotated[list[str], typer.Argument(help="Files, folders with all below them, or `-` for standard input.")],
    name: Annotated[
        str | None,
        typer.Option(help="What standard input is called; the suffix says what it is. Default: plain text.", show_default=False),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="A file of a name that is there is a newer version of it.")] = False,
    corpus: Corpus = None,
) -> None:
    """Copy articles into the folder `inbox` of the corpus; the next load reads them.

    The same content twice is no new file, and no article is overwritten by another. With a Prefect server configured,
    each added file is announced to it, which starts the load if the deployment `inbox` is there. What is refused is told,
    the rest goes on, and the exit code is 1.
    """
    from extract.inbox import STANDARD_INPUT, Inbox, What, incoming

    if name is not None and STANDARD_INPUT not in files:
        raise typer.BadParameter("it is for standard input: newsledger add - --name feed.jsonl", param_hint="--name")
    settings = load(corpus=corpus)
    outcomes = Inbox(settings.corpus, replace).add(incoming(files, sys.stdin.buffer, name))
    if not outcomes:
        console.print("Nothing to add: no article in what was named.")
        return
    tell_outcomes(outcomes)
    came_in = paths_of(outcomes)
    if came_in and not announce_all(came_in):
        console.print("[bold]Load them:[/] newsledger run")
    if any(o.what is What.REFUSED for o in outcomes):
        raise typer.Exit(1)


def tell_outcomes(outcomes: Sequence[Any]) -> None:
    """What became of the files: in numbers, those that came in by name unless they are many, and all that were refused."""
    from extract.inbox import What

    came_in = [o for o in outcomes if o.came_in]
    for outcome in came_in[:LONGEST_LIST]:
        more = f" ({outcome.detail})" if outcome.detail else ""
        console.print(escape(f"{outcome.what}: {outcome.path}{more}"), soft_wrap=True)
    if len(came_in) > LONGEST_LIST:
        console.print(f"… and {len(came_in) - LONGEST_LIST} more")
    for outcome in outcomes:
        if outcome.what is What.REFUSED:
            problems.print(f"[red]{escape(outcome.source)}[/]: {escape(outcome.detail)}", soft_wrap=True)
    counts = Counter(o.what for o in outcomes)
    console.print("[bold]Articles' files:[/] " + ", ".join(f"{counts[what]} {what}" for what in What if counts[what]) + ".")


def paths_of(outcomes: Sequence[Any]) -> list[str]:
    """Where in the corpus what came in lies."""
    return [o.path for o in outcomes if o.came_in]


def announce_all(paths: Sequence[str]) -> int:
    """Announce added files to the Prefect server, if one is configured, and say so; gives the number of events sent."""
    from flows.events import announce
    from flows.prefect_environment import configured_server

    sent = announce(paths, lambda line: problems.print(f"[yellow]not announced:[/] {escape(line)}", soft_wrap=True))
    if sent:
        events = f"{sent} event{'' if sent == 1 else 's'}"
        console.print(f"[bold]Announced[/] to Prefect at {escape(str(configured_server()))}: {events}.", soft_wrap=True)
    return sent


@app.command(epilog="Example: `newsledger watch /srv/wire`")
def watch(
    folder: Annotated[Path, typer.Argument(help="Folder outside of the corpus into which others write.", show_default=False)],
    settle: Annotated[
        float | None,
        typer.Option(
            help="Seconds a file must stay as it is. Default: the setting `settle_seconds`.",
            min=0.1,
            max=3600,
            show_default=False,
        ),
    ] = None,
    corpus: Corpus = None,
) -> None:
    """Add the files of a folder as they come to rest, a burst as one batch, until stopped with Ctrl-C.

    What is there already is added too. Hidden files and those named .part, .tmp and the like are passed over until they
    are renamed; a file that is written again is a newer version. Files that are deleted stay in the corpus.
    """
    from extract import drop
    from extract.inbox import Inbox, of_folder

    settings = load(corpus=corpus, settle_seconds=settle)
    drop.check_folder(folder, settings.corpus)
    inbox = Inbox(settings.corpus, replace=True)
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):  # Ctrl-C, a service manager: a batch that has begun is finished
        signal.signal(number, lambda *_: stop.set())
    n = 0

    def begun() -> None:
        console.print(f"Watching {escape(str(folder))}; stop with Ctrl-C", soft_wrap=True)

    for paths in drop.batches(folder, settings.settle_seconds, stop, begun):
        outcomes = inbox.add(of_folder(folder, paths))
        came_in = paths_of(outcomes)
        n += len(came_in)
        tell_outcomes(outcomes)
        announce_all(came_in)
    console.print(f"Stopped watching; {n} file{'' if n == 1 else 's'} added.")


@app.command(
    epilog="Example: `newsledger remove inbox/today.md --why 'retracted by the publisher'`\n\n"
    "Example: `newsledger remove bread --undo --why 'the retraction was a mistake'`\n\n"
    "Example: `newsledger remove --list`"
)
def remove(
    articles: Annotated[
        list[str] | None, typer.Argument(help="Ids of articles, or files of the corpus with all they hold.", show_default=False)
    ] = None,
    why: Annotated[str | None, typer.Option(help="The reason, which is kept and shown.", show_default=False)] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the articles in again.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="Print who withdrew what, and why.")] = False,
    by: Annotated[str | None, typer.Option(help="Who says so. Default: the user.", show_default=False)] = None,
    corpus: Corpus = None,
    warehouse: Warehouse = None,
) -> None:
    """Withdraw articles from the ledger and keep the reason; the next load does it, and no later one reads them again.

    Their files stay, and so do their quotations for whoever cites them (`cite`, view `withdrawn_articles`).
    """
    from extract import withdrawals

    settings = load(corpus=corpus, warehouse=warehouse)
    in_force = withdrawals.in_force(settings.corpus)
    if listing:
        rows = [
            (w.article_id, w.path or "", w.reason, w.withdrawn_by, f"{w.withdrawn_at:%Y-%m-%d %H:%M}") for w in in_force.values()
        ]
        show(("article", "file", "reason", "by", "at (UTC)"), rows)
        return
    if not articles:
        raise typer.BadParameter("name an id or a file, or ask for --list", param_hint="ARTICLES")
    reason = " ".join((why or "").split())
    if not reason:
        raise typer.BadParameter("say why: --why 'retracted by the publisher'", param_hint="--why")
    if not reason.isprintable() or len(reason) > 1000:
        raise typer.BadParameter("write at most 1,000 characters, none of them control characters", param_hint="--why")
    named = [n for a in articles for n in withdrawals.articles_named(settings.corpus, settings.warehouse, a, settings.limits)]
    named = [n for n in dict.fromkeys(named) if (n.article_id in in_force) is undo]
    if not named:
        raise BadSetup("none of them is withdrawn: newsledger remove --list." if undo else "they are withdrawn already.")
    who = by or getpass.getuser()
    withdrawals.record(settings.corpus, [withdrawals.act(n, reason, who, taken_back=undo) for n in named])
    for n in named[:LONGEST_LIST]:
        console.print(escape(f"{'taken back' if undo else 'withdrawn'}: {n.article_id}"), soft_wrap=True)
    if len(named) > LONGEST_LIST:
        console.print(f"… and {len(named) - LONGEST_LIST} more")
    console.print("[bold]In the ledger[/] with the next load: newsledger run")
