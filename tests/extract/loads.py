"""Plain loads, as the flow does them but without Prefect: in this process, or in one that dies on the way.

Also imported by the fork server of `multiprocessing`, so that a load in a process of its own starts in milliseconds.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

import duckdb

import extract
from extract import memory
from extract.load import Batch, Loader, Summary
from extract.observe import observe
from extract.records import Article, Quarantined, Reading
from extract.validate import validate
from extract.warehouse import FACTS, open_snapshot

PACKAGE = Path(extract.__file__).parent
STAGES = {
    "reading": ("listing.py", "article.py", "ingest/"),
    "extraction": ("observe.py", "validate.py"),
    "transaction": ("load.py", "memory.py"),
    "opening": ("lock.py", "working.py"),
    "publishing": ("publishing.py",),
}
"""{stage: modules whose calls belong to it}."""
OWN = dict.fromkeys(("close", "finish", "checkpoint"), "checkpoint") | {
    **{name: name for name in ("copy", "swap", "prune")},
    "batches": "reading",
}
"""{function that is a stage of its own, or belongs to another than its module: that stage}."""


def plain_load(corpus: Path, warehouse: Path, size: int = 3, **options: Any) -> Summary:
    """Load a corpus into a warehouse, `size` articles a transaction; the log is folded in after some, as in a long load."""
    with patch.object(memory, "WAL_BYTES", 5_000), Loader(corpus, warehouse, **options) as loader:
        loader.withdraw_gone()
        for batch in loader.batches(size):
            readings, rejected = read_all([article for _, article in batch.articles])
            loader.load(batch, readings, rejected)
        return loader.publish(3)


def read_all(articles: list[Article]) -> tuple[list[Reading], list[Quarantined]]:
    """What is read from articles, and what of it did not pass a check."""
    checked = [validate(observe(article)) for article in articles]
    return [reading for reading, _ in checked], [bad for _, rejected in checked for bad in rejected]


def export(warehouse: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that the published ledger says, in order; times and run numbers apart."""
    with open_snapshot(warehouse) as connection:
        tables = (*FACTS, "articles", "marks", "quarantine")
        return {table: connection.execute(f"select * from {table} order by all").fetchall() for table in tables}


def export_files(snapshot: Path, folder: Path) -> dict[str, bytes]:
    """{table: its rows as CSV, ordered by all columns} of all tables but those of times."""
    folder.mkdir()
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        names = [name for (name,) in connection.execute("select table_name from duckdb_tables() where not internal").fetchall()]
        for name in sorted(set(names) - {"runs", "outdated"}):
            connection.execute(f"copy (select * from {name} order by all) to '{folder / name}.csv'")
    return {path.stem: path.read_bytes() for path in sorted(folder.iterdir())}


def backfill(corpus: Path, warehouse: Path, rules: str, slice: int = 5) -> None:
    """Read all again with rules of another digest, a slice after the other, as the flow does."""
    goes_on = True
    with ExitStack() as patches:
        for module in ("warehouse", "observe"):
            patches.enter_context(patch(f"extract.{module}.rules_digest", lambda: rules))
        patches.enter_context(patch.object(memory, "WAL_BYTES", 5_000))
        while goes_on:
            with Loader(corpus, warehouse) as loader:
                for batch in loader.batches(2, slice=slice):
                    loader.load(batch, *read_all([article for _, article in batch.articles]))
                goes_on = loader.publish(3).goes_on


# --------------------------------------------------------- in another process
def in_process(context: Any, name: str, *args: Any) -> int:
    """Exit code of a function of this module in a process of its own."""
    process = context.Process(target=globals()[name], args=args)
    process.start()
    process.join()
    return int(process.exitcode)


def asked(context: Any, name: str, *args: Any) -> Any:
    """What a function of this module sends through the pipe that is its last argument, from a process of its own."""
    ours, theirs = context.Pipe()
    process = context.Process(target=globals()[name], args=(*args, theirs))
    process.start()
    theirs.close()
    answer = ours.recv()
    process.join()
    return answer


def stage_of(frame: FrameType) -> str | None:
    """The stage of a load in which one of its functions runs; None for other code."""
    path = frame.f_code.co_filename
    if not path.startswith(str(PACKAGE)):
        return None
    own = OWN.get(frame.f_code.co_name)
    if own is not None:
        return own
    name = path.removeprefix(f"{PACKAGE}{os.sep}")
    return next((stage for stage, modules in STAGES.items() if name.startswith(modules)), None)


def watch(reached: Callable[[str], None]) -> None:
    """Call `reached` with the stage at every call of and from the loader's functions, from here on."""

    def hook(frame: FrameType, event: str, _: object) -> None:
        if event in ("call", "c_call") and (stage := stage_of(frame)) is not None:
            reached(stage)

    sys.setprofile(hook)


def trace(corpus: Path, warehouse: Path, pipe: Connection) -> None:
    """Load, and send the stage of every call."""
    stages: list[str] = []
    watch(stages.append)
    plain_load(corpus, warehouse)
    sys.setprofile(None)
    pipe.send(stages)


def load_to_the_end(corpus: Path, warehouse: Path) -> None:
    plain_load(corpus, warehouse)


def die_at(at: int) -> None:
    """Be killed at the call of this ordinal from here on."""
    n = 0

    def reached(_: str) -> None:
        nonlocal n
        n += 1
        if n == at:
            os.kill(os.getpid(), signal.SIGKILL)

    watch(reached)


def die_at_call(corpus: Path, warehouse: Path, at: int) -> None:
    """Load until the call of this ordinal, and be killed there."""
    die_at(at)
    plain_load(corpus, warehouse)


def trace_backfill(corpus: Path, warehouse: Path, rules: str, pipe: Connection) -> None:
    """Read all again, and send the stage of every call."""
    stages: list[str] = []
    watch(stages.append)
    backfill(corpus, warehouse, rules)
    sys.setprofile(None)
    pipe.send(stages)


def die_in_backfill(corpus: Path, warehouse: Path, rules: str, at: int) -> None:
    """Read all again until the call of this ordinal, and be killed there."""
    die_at(at)
    backfill(corpus, warehouse, rules)


def report_call(corpus: Path, warehouse: Path, at: int, pipe: Connection) -> None:
    """Load, tell when the call of this ordinal is reached, and go on until killed."""
    n = 0

    def reached(_: str) -> None:
        nonlocal n
        n += 1
        if n == at:
            sys.setprofile(None)
            pipe.send_bytes(b"reached")

    watch(reached)
    plain_load(corpus, warehouse)
    signal.pause()


def load_until_killed(corpus: Path, warehouse: Path, pipe: Connection) -> None:
    """Load, and wait to be killed if that has not happened before."""
    pipe.send_bytes(b"begun")
    plain_load(corpus, warehouse)
    signal.pause()


def die_at_byte(corpus: Path, warehouse: Path, size: int) -> None:
    """Load until a file would grow beyond this size: the kernel cuts that very write and kills the process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    plain_load(corpus, warehouse)


def load_nothing() -> None:
    """The first process starts the fork server, and with it what every load needs."""


def outcome(corpus: Path, warehouse: Path, pipe: Connection, **options: Any) -> None:
    """Load, and send "done" or the class and text of what stopped it."""
    try:
        plain_load(corpus, warehouse, **options)
    except Exception as error:
        pipe.send((type(error).__name__, str(error)))
    else:
        pipe.send(("done", ""))


def load_within(corpus: Path, warehouse: Path, size: int, pipe: Connection) -> None:
    """Load where no file can grow beyond `size` bytes, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    outcome(corpus, warehouse, pipe)


def load_as_nobody(corpus: Path, warehouse: Path, pipe: Connection) -> None:
    """Load without root's right to write everywhere."""
    with tempfile.TemporaryDirectory() as scratch:
        plain_load(corpus, Path(scratch))  # imports all that nobody may have no right to read
    if os.getuid() == 0:
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)
    outcome(corpus, warehouse, pipe)


def load_slowly(corpus: Path, warehouse: Path, pipe: Connection) -> None:
    """Load with a halt: a child that may outlive us tells that the lock is held, and we go on when told."""
    with Loader(corpus, warehouse) as loader:
        if (child := os.fork()) == 0:
            pipe.send(os.getpid())
            signal.pause()
        pipe.recv()
        os.kill(child, signal.SIGKILL)
        for batch in loader.batches(3):
            loader.load(batch, *read_all([article for _, article in batch.articles]))
        loader.publish(3)


def load_after(corpus: Path, warehouse: Path, wait_seconds: float, pipe: Connection) -> None:
    """Load, waiting for another run: send what is told of it, then the outcome."""
    outcome(corpus, warehouse, pipe, wait_seconds=wait_seconds, tell=pipe.send)


def peak_of_load(warehouse: Path, n: int, pipe: Connection) -> None:
    """Load `n` batches of 500 articles that say the same at the same places of texts that differ; send the peak of memory."""
    chance = random.Random(1)
    letters = "".join(chance.choices("etaoin shrdlu", k=1_000_000))
    text = ("Exports of Kazakhstan rose 4.5% in May 2023. " + "He gave no reason of any kind " * 10 + "at all. ") * 4
    (reading,), _ = read_all([Article(id="a", revision="", text=text)])
    corpus = warehouse.with_name(f"corpus-{warehouse.name}")
    corpus.mkdir()
    with Loader(corpus, warehouse) as loader:
        for batch in range(n):
            starts = (chance.randrange(len(letters) - len(text)) for _ in range(500))
            texts = (letters[start : start + len(text)] for start in starts)
            articles = [Article(id=f"{batch}-{i}", revision=f"{i:016}", text=text) for i, text in enumerate(texts)]
            readings = [reading.model_copy(update={"article": article}) for article in articles]
            loader.load(Batch([("a.jsonl", article) for article in articles]), readings, [])
        loader.publish(1)
    pipe.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
