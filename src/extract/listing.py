"""What is in the corpus, and what of it is new, changed or gone since the last load."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from extract.errors import BadSetup


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was seen: size, time of modification in nanoseconds, SHA-256 once it was read."""

    size_bytes: int
    modified_ns: int
    sha256: str | None = None

    def same_stat(self, other: FileState) -> bool:
        """Whether size and time are the same, so that the bytes need not be read."""
        return (self.size_bytes, self.modified_ns) == (other.size_bytes, other.modified_ns)


@dataclass(slots=True)
class Plan:
    """What a run has to do; paths are relative to the corpus, with "/"."""

    root: Path
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    files: dict[str, FileState] = field(default_factory=dict)

    @property
    def to_read(self) -> list[str]:
        """Files to read, in order."""
        return sorted(self.new + self.changed)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def article_root(corpus: Path) -> Path:
    """The folder that is walked: `corpus/articles` where there is one. Raises BadSetup when there is no folder."""
    if not corpus.is_dir():
        what = "is no folder" if corpus.exists() else "does not exist"
        raise BadSetup(f'corpus "{corpus}" {what}. Name a folder of articles: newsledger run FOLDER.')
    inner = corpus / "articles"
    return inner if inner.is_dir() else corpus


def list_files(root: Path) -> dict[str, FileState]:
    """{path: state} of every regular file below `root`; hidden ones and READMEs are left out."""
    found: dict[str, FileState] = {}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith(".") or name.upper().startswith("README"):
                continue
            path = Path(folder, name)
            try:
                status = path.lstat()
            except OSError:
                continue  # gone while we looked
            if stat.S_ISREG(status.st_mode):
                found[path.relative_to(root).as_posix()] = FileState(status.st_size, status.st_mtime_ns)
    return found


def sha256_of(path: Path) -> str | None:
    """Hex digest of a file's bytes; None when it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()


def plan(corpus: Path, known: Mapping[str, FileState]) -> Plan:
    """Compare the corpus with the files `known` from the last load; bytes are read only where size or time differ."""
    root = article_root(corpus)
    result = Plan(root)
    for path, state in list_files(root).items():
        before = known.get(path)
        if before is not None and before.same_stat(state):
            result.files[path] = before
            continue
        digest = sha256_of(root / path)
        result.files[path] = FileState(state.size_bytes, state.modified_ns, digest)
        if before is None:
            result.new.append(path)
        elif before.sha256 != digest or digest is None:
            result.changed.append(path)
        else:
            result.touched.append(path)
    result.gone = sorted(set(known) - set(result.files))
    return result
