"""Runs whose process ended without a word: the next run finds them and sets their state right.

Prefect learns how a run ended from its process, or from the worker that started it; when both are killed, or the server is
away just then, the run stays `Running` for ever. So each run holds a lock on a file of its own, `work/flow-runs/<id>`,
until its process is gone, however that goes. A file that nobody holds is of a run that has ended.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
    TaskRunFilter,
    TaskRunFilterFlowRunId,
    TaskRunFilterState,
    TaskRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort, TaskRunSort
from prefect.exceptions import ObjectNotFound
from prefect.states import Crashed
from rich.console import Console

from extract.errors import HeldOpen
from extract.lock import HELD, holder_of
from extract.warehouse import Paths

UNDER_WAY = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
SOON, LONG = timedelta(minutes=1), timedelta(minutes=5)
"""A run that never took its file is given up when it is that old and its process is not on this host (it may have begun on
another one), or that old and nothing is known of its process."""
AT_ONCE = 200
"""Most that the server gives at once; the next run sees to what is beyond."""
OURS: dict[UUID, int] = {}
"""{run of this process: handle of its file}, held until the process ends."""


def passes_by_itself(_task: Any, _run: Any, state: State) -> bool:
    """Whether a task failed for a reason that may be gone in a minute: a program that has the working database open."""
    return isinstance(state.result(raise_on_failure=False), HeldOpen)


@contextmanager
def whatever_prefect_says(logger: Any, what: str) -> Iterator[None]:
    """Within it, a Prefect server that does not answer is told in a line of the log: the ledger does not depend on it."""
    try:
        yield
    except httpx.HTTPError as error:
        logger.warning(f"{what}: Prefect's server did not answer ({type(error).__name__}); the ledger is not touched by it")


def be_there(warehouse: Path, run_id: UUID) -> None:
    """Hold the file of this run until the process ends."""
    if run_id in OURS:
        return  # Prefect tries a run again in the same process
    folder = folder_of(warehouse)
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / str(run_id), os.O_RDWR | os.O_CREAT, 0o644)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    HELD.add(handle)  # a worker that we fork does not inherit it
    OURS[run_id] = handle


def outlive_the_worker() -> None:
    """Go on when nobody reads this process's output any more, because the worker was killed.

    Rich, through which Prefect prints its log, would end the process at the next line.
    """
    Console.on_broken_pipe = print_no_more  # type: ignore[method-assign,assignment]


def print_no_more(console: Console) -> None:
    """From here on, what is printed goes nowhere; the log still goes to the server."""
    console.quiet = True
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def folder_of(warehouse: Path) -> Path:
    return Paths(warehouse).work / "flow-runs"


def set_right(warehouse: Path, this: FlowRun) -> list[str]:
    """Report runs that have ended without a word as crashed; gives a line about each.

    Looked at are runs that loaded into this warehouse, and those of this run's own deployment and parameters that were
    killed before they got there. Raises httpx.HTTPError when the server does not answer.
    """
    with get_client(sync_client=True) as client:
        ended = [run for run in those_ended(warehouse, this, client) if run.state and run.state.type in UNDER_WAY]
        ended += [run for run in those_never_begun(warehouse, this, client) if is_gone(run)]
        return [report(client, run, this) for run in ended]


def those_ended(warehouse: Path, this: FlowRun, client: SyncPrefectClient) -> Iterator[FlowRun]:
    """Runs whose file nobody holds; the file of one that is no longer under way goes."""
    for path in sorted(folder_of(warehouse).glob("*-*")):
        if path.name == str(this.id) or holder_of(path) is not None:
            continue
        run = None
        with suppress(ObjectNotFound, ValueError):  # deleted, of another server, or no file of ours
            run = client.read_flow_run(UUID(path.name))
        if run is None or run.state is None or run.state.type not in UNDER_WAY:
            path.unlink(missing_ok=True)
        if run is not None:
            yield run


def those_never_begun(warehouse: Path, this: FlowRun, client: SyncPrefectClient) -> Iterable[FlowRun]:
    """Runs of the same deployment and parameters that are under way, as the server thinks, but have no file."""
    if this.deployment_id is None:
        return []
    found = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=[this.deployment_id]),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=UNDER_WAY)),
        ),
        sort=FlowRunSort.EXPECTED_START_TIME_ASC,
        limit=AT_ONCE,
    )
    folder = folder_of(warehouse)
    return [
        run for run in found if run.id != this.id and run.parameters == this.parameters and not (folder / str(run.id)).exists()
    ]


def is_gone(run: FlowRun) -> bool:
    """Whether a run that never took its file is to be given up. If it is not gone after all, Prefect refuses to begin it."""
    if run.state is None:
        return False
    age = datetime.now(UTC) - run.state.timestamp
    pid = (run.infrastructure_pid or "").rpartition(":")[2]
    gone = pid.isdecimal() and Path("/proc/self").exists() and not Path("/proc", pid).exists()
    return age > (SOON if gone else LONG)


def report(client: SyncPrefectClient, run: FlowRun, this: FlowRun) -> str:
    """Set a run, and its tasks that were under way, to Crashed."""
    message = f"Its process ended without a word; run {this.name!r} found it. What it had committed is kept."
    tasks = client.read_task_runs(
        task_run_filter=TaskRunFilter(
            flow_run_id=TaskRunFilterFlowRunId(any_=[run.id]),
            state=TaskRunFilterState(type=TaskRunFilterStateType(any_=UNDER_WAY)),
        ),
        sort=TaskRunSort.EXPECTED_START_TIME_ASC,
        limit=AT_ONCE,
    )
    for task in tasks:
        client.set_task_run_state(task.id, Crashed(message=message), force=True)
    client.set_flow_run_state(run.id, Crashed(message=message), force=True)
    return f"run {run.name!r} ({run.id}) had ended without a word: it is crashed now"
