"""Serves the flow on a cron schedule, with a Prefect server of its own when none is configured.

A temporary server would not do: its scheduler stops with the flow run that started it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from extract.errors import BadSetup

STARTUP_SECONDS = 600


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
    """Register the deployment and run what falls due, each run in a process of its own."""
    from flows.ingest_articles import ingest_articles

    # Prefect 3.8 warns of this about itself when it is stopped by SIGTERM.
    warnings.filterwarnings("ignore", "coroutine 'Runner.astop' was never awaited", RuntimeWarning)
    ingest_articles.serve(name="newsledger", cron=schedule, limit=1, print_starting_message=False)


@contextmanager
def own_server(url: str, state: Path, port: int, tell: Callable[[str], None]) -> Iterator[None]:
    """A Prefect server on 127.0.0.1 as a child process, healthy at `url`; stopped at the end."""
    signal.signal(signal.SIGTERM, interrupt)
    tell("starting a Prefect server (up to a minute)")
    log = state / "server.log"
    with log.open("ab") as stream:
        child = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            stdout=stream,
            stderr=stream,
            start_new_session=True,  # Ctrl-C is ours to pass on, after the runs have stopped
        )
        try:
            wait_healthy(child, url, log)
            yield
        finally:
            # The command starts the server proper as a child of its own: the whole group is told.
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGTERM)
            try:
                child.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)


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
