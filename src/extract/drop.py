"""A folder outside of the corpus into which others write: which of its files have come to rest, a burst as one batch.

Nobody tells when a file is finished. It is taken to be when size and time have stayed for a while; one that goes on after
all is given again, as a newer version. Where the system gives no notice of changes (network shares), the folder is looked
at once a minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

from extract.errors import BadSetup
from extract.listing import FileState, article_root, list_files

TEMPORARY = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".swp", "~")
"""How names of files end that are still written; hidden ones are passed over too."""
LONGEST_WAIT = 30.0
"""Seconds after which a batch is given though others still come."""
LOOK_SECONDS = 60.0
"""Seconds between two looks at a folder of which no change was told."""


class Resting:
    """Files of a folder until each has come to rest. Times are those of a monotonic clock, in seconds."""

    def __init__(self, folder: Path, settle_seconds: float) -> None:
        self.folder, self.settle_seconds = folder, settle_seconds
        self.given: dict[str, FileState] = {}
        self.moving: dict[str, tuple[FileState, float]] = {}
        self.ready_since: float | None = None

    def look(self, now: float) -> list[str]:
        """The files that have come to rest, once no other is about to, or some have waited long enough; else none."""
        found = self.states()
        self.given = {path: state for path, state in self.given.items() if path in found}
        waiting = {path: state for path, state in found.items() if not self.is_given(path, state)}
        moving = {}
        for path, state in waiting.items():
            before = self.moving.get(path)
            moving[path] = before if before is not None and before[0].same_stat(state) else (state, now)
        self.moving = moving
        ready = [path for path, (_, since) in moving.items() if now - since >= self.settle_seconds]
        if not ready:
            self.ready_since = None
            return []
        self.ready_since = now if self.ready_since is None else self.ready_since
        if len(ready) < len(moving) and now - self.ready_since < LONGEST_WAIT:
            return []
        self.ready_since = None
        for path in ready:
            self.given[path] = self.moving.pop(path)[0]
        return sorted(ready)

    def is_given(self, path: str, state: FileState) -> bool:
        """Whether a file has been given as it is now."""
        return path in self.given and self.given[path].same_stat(state)

    def states(self) -> dict[str, FileState]:
        """The files that may be articles."""
        if not self.folder.is_dir():
            raise BadSetup(f'folder "{self.folder}" is gone. Mount or make it, then watch it again.')
        found = list_files(self.folder)
        return {path: state for path, state in found.items() if state.size_bytes and not path.lower().endswith(TEMPORARY)}


def batches(folder: Path, settle_seconds: float, stop: Event, begun: Callable[[], None]) -> Iterator[list[str]]:
    """Files of a folder as they come to rest, those that are there first; until `stop` is set.

    begun   called once nothing that changes from then on is missed
    """
    from watchfiles import watch

    resting = Resting(folder, settle_seconds)
    pause = max(50, int(settle_seconds * 500))
    looked = -LOOK_SECONDS
    notices = watch(
        folder,
        watch_filter=None,
        debounce=pause,
        rust_timeout=pause,
        yield_on_timeout=True,
        ignore_permission_denied=True,
        stop_event=stop,
    )
    first = True
    for changes in notices:
        if first:
            begun()
            first = False
        now = time.monotonic()
        if changes or resting.moving or now - looked >= LOOK_SECONDS:
            looked = now
            if ready := resting.look(now):
                yield ready
        if stop.is_set():
            return


def check_folder(folder: Path, corpus: Path) -> None:
    """Raise BadSetup unless a folder can be watched: it is there, and neither holds the corpus nor lies in it."""
    if not folder.is_dir():
        raise BadSetup(f'"{folder}" is no folder. Name the folder into which articles are written.')
    here, there = folder.resolve(), article_root(corpus).resolve()
    if here.is_relative_to(there) or there.is_relative_to(here):
        raise BadSetup(f'"{folder}" and the corpus "{corpus}" lie within one another. Watch another folder.')
