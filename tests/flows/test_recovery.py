"""Which runs are taken to have ended: by the lock on their file, else by process and time. For real in tests/services."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun, State, StateType

from extract.lock import holder_of
from flows.recovery import LONG, SOON, be_there, folder_of, is_gone

HOLD = """
import sys
from pathlib import Path
from uuid import UUID
from flows.recovery import be_there

be_there(Path(sys.argv[1]), UUID(sys.argv[2]))
be_there(Path(sys.argv[1]), UUID(sys.argv[2]))  # a run that Prefect tries again in its process
print("held", flush=True)
sys.stdin.read()
"""

PRINT = """
import sys
from pathlib import Path
from rich.console import Console
from flows.recovery import outlive_the_worker

outlive_the_worker()
sys.stdin.read()
for _ in range(3):
    Console(stderr=True).print("a line of log")
Path(sys.argv[1]).touch()
"""


def test_a_run_goes_on_when_nobody_reads_what_it_prints(tmp_path: Path) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", PRINT, tmp_path / "done"], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stderr.close()
        process.stdin.close()
        assert process.wait() == 0
    assert (tmp_path / "done").exists()


def test_a_run_is_there_until_its_process_is_killed(tmp_path: Path) -> None:
    run = uuid4()
    command = [sys.executable, "-c", HOLD, str(tmp_path), str(run)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        assert holder_of(folder_of(tmp_path) / str(run)) is not None
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (folder_of(tmp_path) / str(run)).exists()
    assert holder_of(folder_of(tmp_path) / str(run)) is None


def test_a_child_that_outlives_its_run_does_not_hold_its_file(tmp_path: Path) -> None:
    run = uuid4()
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        be_there(tmp_path, run)
        if os.fork() == 0:
            os.write(theirs, os.getpid().to_bytes(4, "big"))
            signal.pause()
        os._exit(0)
    os.close(theirs)
    os.waitpid(child, 0)
    grandchild = int.from_bytes(os.read(ours, 4), "big")
    try:
        assert holder_of(folder_of(tmp_path) / str(run)) is None
    finally:
        os.kill(grandchild, signal.SIGKILL)


@pytest.mark.parametrize(
    ("age", "pid", "gone"),
    [
        (SOON / 2, "4194305", False),
        (SOON * 2, "4194305", True),  # beyond the largest number that a process can have
        (SOON * 2, str(os.getpid()), False),
        (SOON * 2, None, False),
        (LONG * 2, str(os.getpid()), True),
        (LONG * 2, None, True),
        (SOON * 2, "elsewhere:4194305", True),
    ],
)
def test_a_run_that_never_began_is_given_up(age: timedelta, pid: str | None, gone: bool) -> None:
    state = State(type=StateType.PENDING, timestamp=datetime.now(UTC) - age)
    assert is_gone(FlowRun(flow_id=uuid4(), state=state, infrastructure_pid=pid)) is gone
