"""One run at a time: a lock on the warehouse that says who holds it, and ends with its process, however that ends."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from extract.errors import WarehouseBusy

POLL_SECONDS = 0.2
HELD: set[int] = set()
"""Handles of the locks that this process holds."""


def leave_to_parent() -> None:
    """Close the locks in a forked child: a worker that outlives its run must not hold the lock on."""
    for handle in HELD:
        os.close(handle)
    HELD.clear()


os.register_at_fork(after_in_child=leave_to_parent)


class Holder(NamedTuple):
    """The run that holds a lock; nothing of it is known for an instant when it has just begun."""

    pid: int | None
    host: str | None
    since: datetime | None
    """UTC."""


def holder_of(path: Path) -> Holder | None:
    """The run that holds a lock, without disturbing it; None when none does. The lock is shared for some microseconds."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None
    except BlockingIOError:
        try:
            facts: dict[str, Any] = json.loads(os.pread(handle, 4096, 0))
            return Holder(int(facts["pid"]), str(facts["host"]), datetime.fromisoformat(facts["since"]))
        except (ValueError, KeyError, TypeError):
            return Holder(None, None, None)
    finally:
        os.close(handle)


class RunLock:
    """The right to load into a warehouse, from `take` to `release`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.handle: int | None = None
        self.waited = False

    def take(self, wait_seconds: float, tell: Callable[[str], None] | None = None) -> None:
        """Take the lock, waiting so long for the run that holds it.

        tell    called once with a line about the run that is waited for
        Raises  WarehouseBusy, naming that run, when it does not end in time; OSError
        """
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        deadline = time.monotonic() + wait_seconds
        try:
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise WarehouseBusy(self.busy(handle, wait_seconds)) from None
                if not self.waited and tell is not None:
                    tell(f"{self.holder(handle)}; waiting for it, at most {wait_seconds:.0f} s")
                self.waited = True
                time.sleep(POLL_SECONDS)
            now = datetime.now(UTC).replace(tzinfo=None)
            facts = {"pid": os.getpid(), "host": socket.gethostname(), "since": now.isoformat(sep=" ", timespec="seconds")}
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps(facts).encode(), 0)
        except BaseException:
            os.close(handle)
            raise
        self.handle = handle
        HELD.add(handle)

    def release(self) -> None:
        """Give the lock back; does nothing when it is not held."""
        if self.handle is not None:
            HELD.discard(self.handle)
            os.close(self.handle)
            self.handle = None

    def holder(self, handle: int) -> str:
        """What is known of the run that holds the lock."""
        root = self.path.parent.parent
        try:
            facts: dict[str, Any] = json.loads(os.pread(handle, 4096, 0))
            where = "" if facts["host"] == socket.gethostname() else f" on {facts['host']}"
            who = f"process {facts['pid']}{where}, since {facts['since']} UTC"
        except (ValueError, KeyError, TypeError):
            who = "it has just begun"
        return f'another run is loading into "{root}" ({who})'

    def busy(self, handle: int, wait_seconds: float) -> str:
        """Why this run leaves, and what to do."""
        after = f" and did not end in {wait_seconds:.0f} s" if wait_seconds else ""
        return f"{self.holder(handle)}{after}. Run again when it has ended, or wait longer for it: setting wait_seconds."
