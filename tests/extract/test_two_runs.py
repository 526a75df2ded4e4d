"""Two runs at once, each a process: the second waits or leaves, and says which run it saw."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import loads
import pytest
from loads import asked, export, plain_load

from extract.warehouse import Paths


@contextmanager
def loading(context: Any, corpus: Path, warehouse: Path) -> Iterator[tuple[Any, Connection, int]]:
    """A run that has begun and halts until something is sent: its process, the pipe, and a child that it forked."""
    ours, theirs = context.Pipe()
    process = context.Process(target=loads.load_slowly, args=(corpus, warehouse, theirs))
    process.start()
    theirs.close()
    child = ours.recv()
    try:
        yield process, ours, child
        process.join()
    finally:  # nobody is left waiting when a test fails
        process.kill()
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def test_the_second_run_leaves_and_says_which_it_saw(corpus: Path, tmp_path: Path, processes: Any) -> None:
    with loading(processes, corpus, tmp_path / "w") as (first, pipe, _):
        kind, message = asked(processes, "load_after", corpus, tmp_path / "w", 0)
        facts = json.loads(Paths(tmp_path / "w").lock.read_text())
        pipe.send("go on")
    assert kind == "WarehouseBusy"
    assert f"(process {first.pid}, since {facts['since']} UTC)" in message
    assert "Run again when it has ended" in message
    assert first.exitcode == 0
    assert export(tmp_path / "w")["articles"]


def test_the_second_run_waits_and_says_for_which(corpus: Path, tmp_path: Path, processes: Any) -> None:
    plain_load(corpus, tmp_path / "v")
    with loading(processes, corpus, tmp_path / "w") as (first, pipe, _):
        ours, theirs = processes.Pipe()
        second = processes.Process(target=loads.load_after, args=(corpus, tmp_path / "w", 600, theirs))
        second.start()
        theirs.close()
        told = ours.recv()
        assert second.is_alive()
        pipe.send("go on")
        assert ours.recv() == ("done", "")
        second.join()
    assert f"process {first.pid}" in told
    assert "waiting for it, at most 600 s" in told
    assert (first.exitcode, second.exitcode) == (0, 0)
    assert export(tmp_path / "w") == export(tmp_path / "v")


def test_it_waits_no_longer_than_it_is_told(corpus: Path, tmp_path: Path, processes: Any) -> None:
    with loading(processes, corpus, tmp_path / "w") as (first, pipe, _):
        ours, theirs = processes.Pipe()
        second = processes.Process(target=loads.load_after, args=(corpus, tmp_path / "w", 0.3, theirs))
        second.start()
        theirs.close()
        assert f"process {first.pid}" in ours.recv()
        kind, message = ours.recv()
        second.join()
        pipe.send("go on")
    assert kind == "WarehouseBusy"
    assert "did not end in 0 s" in message


def test_the_lock_dies_with_its_process_even_when_a_child_lives_on(corpus: Path, tmp_path: Path, processes: Any) -> None:
    with loading(processes, corpus, tmp_path / "w") as (first, _, child):
        first.kill()
        first.join()
        os.kill(child, 0)
        assert asked(processes, "load_after", corpus, tmp_path / "w", 0) == ("done", "")
    assert first.exitcode == -signal.SIGKILL


def test_a_lock_file_without_its_facts(corpus: Path, tmp_path: Path, processes: Any) -> None:
    with loading(processes, corpus, tmp_path / "w") as (_, pipe, _child):
        Paths(tmp_path / "w").lock.write_text("")
        kind, message = asked(processes, "load_after", corpus, tmp_path / "w", 0)
        pipe.send("go on")
    assert (kind, "it has just begun" in message) == ("WarehouseBusy", True), message


@pytest.mark.parametrize("seconds", ["-1", "soon"])
def test_a_wait_that_is_none(seconds: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from extract.errors import BadSetup
    from extract.settings import load_settings

    monkeypatch.setenv("NEWSLEDGER_WAIT_SECONDS", seconds)
    with pytest.raises(BadSetup, match="setting wait_seconds"):
        load_settings()
