"""What a run would change, found on a copy: the newest snapshot is loaded into elsewhere, and compared with what comes of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from extract.backfill import Selection
from extract.diff import Diff, diff
from extract.faults import in_words
from extract.halving import load_batch, read_batch
from extract.load import Loader
from extract.observe import collector_at_rest
from extract.publishing import snapshots
from extract.settings import Settings
from extract.warehouse import Paths, connect, create_tables, digests


def no_more(_: object) -> None:
    """What a run tells of a batch that fails is not told: the fault is among the rows of quarantine."""


def rehearse(settings: Settings, selection: Selection, limit: int, show: Callable[[str, int, int], None]) -> Diff:
    """What is not the same after a run with this selection; neither corpus nor warehouse is touched.

    It takes room for two copies of the ledger in the system's folder of temporary files (TMPDIR).

    limit   as for `diff`
    show    called with a stage, articles done, and all
    Raises  BadSetup: no corpus, no room, a snapshot that cannot be read
    """
    there = snapshots(Paths(settings.warehouse))
    with tempfile.TemporaryDirectory(prefix="newsledger-") as folder, in_words(Path(folder)):
        paths = Paths(Path(folder))
        paths.work.mkdir()
        former = there[0] if there else Path(folder, "nothing.duckdb")
        if there:
            shutil.copyfile(former, paths.working)
        else:
            with connect(former) as connection:
                create_tables(connection)
                connection.execute("insert into ledger values (?, '', '')", [digests().tables])
        with Loader(settings.corpus, paths.root, selection=selection) as loader:
            loader.withdraw_gone()
            loader.read_again()
            done, total = 0, len(loader.plan.to_read) + loader.n_stale
            for batch in loader.batches(settings.batch_size, settings.limits):
                with collector_at_rest():
                    readings, rejected = read_batch([article for _, article in batch.articles], no_more, no_more)
                    load_batch(loader, batch, readings, rejected, no_more)
                    del readings, rejected
                done += len(batch.articles)
                show("reading articles", done, max(done, total))
            show("comparing", done, done)
            summary = loader.publish(1)
        found = diff(former, Path(str(summary.snapshot)), limit)
        found.old, found.new = former.stem, "this run"
        return found
