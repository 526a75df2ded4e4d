"""Commands for those who run it: health, metrics, backup, restore."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from extract.cli import Warehouse, app, console, load
from flows.cli_articles import Corpus


@app.command(epilog="Example: `newsledger health --max-age-hours 24 --max-quarantined 50`")
def health(
    stuck_minutes: Annotated[float, typer.Option(help="A run that has not written for so long is stuck.", min=0)] = 30,
    waiting_minutes: Annotated[float, typer.Option(help="A file that has waited for so long, with no run, is late.", min=0)] = 60,
    max_age_hours: Annotated[
        float | None, typer.Option(help="The snapshot may not be older. Default: as old as it likes.", min=0, show_default=False)
    ] = None,
    max_quarantined: Annotated[
        int | None, typer.Option(help="More open faults are too many. Default: any number.", min=0, show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as an object.")] = False,
    corpus: Corpus = None,
    warehouse: Warehouse = None,
) -> None:
    """Whether the ledger is well, for monitors: exit code 0 if all is, 1 if anything is not. Also while a load runs.

    How old the snapshot is, what waits to be loaded, whether a run is going on or stuck, how much is in quarantine, the disk.
    """
    from extract import health as h

    settings = load(corpus=corpus, warehouse=warehouse)
    bounds = h.Bounds(stuck_minutes, waiting_minutes, max_age_hours, max_quarantined)
    verdicts = list(h.verdicts(h.look(settings.corpus, settings.warehouse), bounds))
    sound = all(v.sound for v in verdicts)
    if as_json:
        rows = [v._asdict() | {"remedy": "" if v.sound else v.remedy} for v in verdicts]
        sys.stdout.write(json.dumps({"sound": sound, "matters": rows}, ensure_ascii=False, indent=1) + "\n")
    else:
        for v in verdicts:
            mark = "[green]ok[/]  " if v.sound else "[red]FAIL[/]"
            remedy = "" if v.sound or not v.remedy else f". {v.remedy}"
            console.print(f"{mark} {v.name:<10} {escape(v.seen + remedy)}", soft_wrap=True)
    if not sound:
        raise typer.Exit(1)


@app.command(epilog="Example: `newsledger metrics > newsledger.tmp && mv newsledger.tmp /var/lib/node_exporter/newsledger.prom`")
def metrics(corpus: Corpus = None, warehouse: Warehouse = None) -> None:
    """The ledger and its last run as Prometheus reads them, such as by the textfile collector of the node exporter."""
    from extract import health as h

    settings = load(corpus=corpus, warehouse=warehouse)
    sys.stdout.write(h.exposition(h.look(settings.corpus, settings.warehouse)))


@app.command(epilog="Example: `newsledger backup /mnt/backups`")
def backup(
    folder: Annotated[Path, typer.Argument(help="Folder for the backup, which is made if need be.", show_default=False)],
    corpus: Corpus = None,
    warehouse: Warehouse = None,
) -> None:
    """Write the published ledger and the corpus into one file, also while a load runs. `newsledger restore` brings it back."""
    from extract import backup as b

    settings = load(corpus=corpus, warehouse=warehouse)
    made = b.backup(settings.corpus, settings.warehouse, folder)
    console.print(f"Backup: {escape(str(made.file))}", soft_wrap=True)
    size = f"{made.n_bytes / 1e6:.1f} MB"
    console.print(f"{made.n_files} files of the corpus and {made.snapshot}, {size}, each with its SHA-256.", soft_wrap=True)


@app.command(epilog="Example: `newsledger restore /mnt/backups/newsledger-000012-20260301T120000Z.tar`")
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `newsledger backup` wrote.", show_default=False)],
    corpus: Corpus = None,
    warehouse: Warehouse = None,
) -> None:
    """Bring a backup back, after every byte of it has been proved; nothing that is there is overwritten.

    The warehouse must hold no ledger. The corpus may hold files, as long as none differs from that of the backup.
    """
    from extract import backup as b
    from extract.report import write_report

    settings = load(corpus=corpus, warehouse=warehouse)
    done = b.restore(file, settings.corpus, settings.warehouse)
    write_report(settings.warehouse)
    console.print(
        f"Restored {done.n_files} files of the corpus to {escape(str(settings.corpus))} and {done.snapshot} to "
        f"{escape(str(settings.warehouse))}.",
        soft_wrap=True,
    )
    console.print("[bold]Go on:[/] newsledger run")
