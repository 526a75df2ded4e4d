"""Serves the deployments of prefect.yaml without a work pool, and with a Prefect server of its own when none is configured.

A temporary server would not do: its scheduler stops with the flow run that started it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from extract.errors import BadSetup

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

STARTUP_SECONDS = 600
SWEEP = "*/5 * * * *"
QUIET_SECONDS = 10
"""So long no article must be added before those that were are loaded; Prefect takes no fewer."""
RUNS_AT_ONCE = 4
"""Processes; one loads, others wait for it."""


def serve_flow(schedule: str, server: str | None, state: Path, port: int, tell: Callable[[str], None]) -> None:
    """Serve until stopped; raises BadSetup when the schedule is no cron line or the server does not start."""
    own = f"http://127.0.0.1:{port}/api"
    if server is None:
        # Before Prefect is imported, which reads its settings once; else it would start a temporary server too.
        os.environ |= {"PREFECT_API_URL": own, "PREFECT_LOGGING_LEVEL": "INFO"}
    from prefect.client.schemas.schedules import CronSchedule
    from pydantic import ValidationError

    try:
        CronSchedule(cron=schedule)
    except ValidationError as error:
        raise BadSetup(f'schedule "{schedule}" is no cron line. Write five fields, such as "*/15 * * * *".') from error
    if server:
        tell(f"serving on {server}, schedule {schedule}; stop with Ctrl-C")
        serve(schedule)
        return
    with own_server(own, state, port, tell):
        tell(f"serving on {own.removesuffix('/api')}, schedule {schedule}; stop with Ctrl-C")
        serve(schedule)


def serve(schedule: str) -> None:
    """Register the deployments and run what falls due, each run in a process of its own."""
    import prefect

    # Prefect 3.8 warns of this about itself when it is stopped by SIGTERM.
    warnings.filterwarnings("ignore", "coroutine 'Runner.astop' was never awaited", RuntimeWarning)
    prefect.serve(*deployments(schedule), limit=RUNS_AT_ONCE, print_starting_message=False)


def deployments(schedule: str) -> list[RunnerDeployment]:
    """`corpus` by the clock; `inbox` when an article was added and no other for some seconds, so that a burst is one run."""
    from prefect.deployments.runner import RunnerDeployment
    from prefect.events import DeploymentEventTrigger
    from prefect.events.schemas.automations import Posture

    from flows.ingest_articles import ingest_articles

    added = DeploymentEventTrigger(
        posture=Posture.Proactive,
        match={"prefect.resource.id": "newsledger.article.*"},
        after={"newsledger.article.added"},
        expect={"newsledger.article.added"},
        within=timedelta(seconds=QUIET_SECONDS),
        for_each={"newsledger.corpus"},  # without a label the server would fire every 10 seconds, added or not
    )
    return [
        RunnerDeployment.from_flow(
            ingest_articles,
            "corpus",
            description="Bring the ledger up to date with the corpus, on a schedule.",
            tags=["newsledger", "corpus"],
            parameters={"parameters": {}},
            cron=schedule,
        ),
        RunnerDeployment.from_flow(
            ingest_articles,
            "inbox",
            description="Load articles as they are added. The schedule sweeps up those whose event was lost.",
            tags=["newsledger", "inbox"],
            parameters={"parameters": {}},
            cron=SWEEP,
            triggers=[added],
        ),
    ]


@contextmanager
def own_server(url: str, state: Path, port: int, tell: Callable[[str], None]) -> Iterator[None]:
    """A Prefect server on 127.0.0.1 as a child process, healthy at `url`, started again when it dies; stopped at the end."""
    signal.signal(signal.SIGTERM, interrupt)
    tell("starting a Prefect server (up to a minute)")
    log = state / "server.log"
    child = start_server(port, log)
    stopping = threading.Event()

    def keep_up() -> None:
        nonlocal child
        while not stopping.wait(1):
            if child.poll() is not None:
                tell(f"the Prefect server stopped, starting it again. Why: {log}")
                child = start_server(port, log)

    keeper = threading.Thread(target=keep_up, daemon=True)
    try:
        wait_healthy(child, url, log)
        keeper.start()
        yield
    finally:
        stopping.set()
        if keeper.ident is not None:
            keeper.join()
        # The command starts the server proper as a child of its own: the whole group is told.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def start_server(port: int, log: Path) -> subprocess.Popen[bytes]:
    """A Prefect server on this port as a child process, in a group of its own."""
    with log.open("ab") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            stdout=stream,
            stderr=stream,
            start_new_session=True,  # Ctrl-C is ours to pass on, after the runs have stopped
        )


def interrupt(*_: object) -> None:
    """Stop as Ctrl-C does, so that the server is stopped too."""
    raise KeyboardInterrupt


def wait_healthy(child: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return once the server answers; BadSetup when it has stopped or takes too long."""
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise BadSetup(f"the Prefect server stopped at start. Why: {log}. Another port: --port.")
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    raise BadSetup(f"the Prefect server did not answer within {STARTUP_SECONDS} s. Why: {log}.")
