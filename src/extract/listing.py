"""What is in the corpus, and what of it is new, changed or gone since the last load."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from extract.errors import BadMaterial, BadSetup

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
KINDS = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (lambda mode: True, "something else"),
)


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was seen: size, time of modification in nanoseconds, SHA-256 once it was read.

    sha256     None when it could not be read: the next run tries again. Blank when a limit kept its articles out: the
               next run tries again if the file has been touched
    refusal    why it is not to be opened
    """

    size_bytes: int
    modified_ns: int
    sha256: str | None = None
    refusal: BadMaterial | None = field(default=None, compare=False)

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
    if not os.path.isdir(corpus):
        what = "is no folder" if corpus.exists() else "does not exist"
        raise BadSetup(f'corpus "{corpus}" {what}. Name a folder of articles: newsledger run FOLDER.')
    inner = corpus / "articles"
    return inner if os.path.isdir(inner) else corpus


def list_files(root: Path) -> dict[str, FileState]:
    """{path: state} of all that is below `root`; hidden names and READMEs are left out.

    What is no regular file, has a name that cannot be kept, or cannot be looked at is listed with its refusal.
    Symbolic links are not followed. Raises BadSetup when `root` itself cannot be listed.
    """
    found: dict[str, FileState] = {}

    def refuse(path: Path, error: BadMaterial, modified_ns: int = 0) -> None:
        found.setdefault(printable(path.relative_to(root).as_posix()), FileState(0, modified_ns, refusal=error))

    def not_listed(error: OSError) -> None:
        folder = Path(error.filename)
        if folder == root:
            raise BadSetup(f'corpus "{root}" cannot be listed: {error.strerror}. Check its permissions.') from error
        if not isinstance(error, FileNotFoundError):  # else gone while we looked
            refuse(folder, BadMaterial("unreadable-folder", f"{error.strerror}", "Check the permissions of the folder."))

    for folder, folders, names in os.walk(root, onerror=not_listed):
        entered = []
        for name in sorted([*folders, *names]):
            if name.startswith(".") or (name.upper().startswith("README") and name not in folders):
                continue
            path = Path(folder, name)
            try:
                status = path.lstat()
            except FileNotFoundError:
                continue  # gone while we looked
            except OSError as error:
                refuse(path, unreadable(error))
                continue
            if refusal := name_refusal(name) or kind_refusal(path, status):
                refuse(path, refusal, status.st_mtime_ns)
            elif stat.S_ISDIR(status.st_mode):
                entered.append(name)
            else:
                found[path.relative_to(root).as_posix()] = FileState(status.st_size, status.st_mtime_ns)
        folders[:] = entered
    return found


def printable(path: str) -> str:
    """A path with control characters and bytes that are not UTF-8 written as escapes: "caf\\xe9.txt"."""
    return UNPRINTABLE.sub(lambda match: f"\\x{ord(match[0]) & 0xFF:02x}", path)


def name_refusal(name: str) -> BadMaterial | None:
    """Why a name cannot stand in a ledger or on a terminal."""
    if UNPRINTABLE.search(name) is None:
        return None
    return BadMaterial("bad-name", "the name holds a line break, a control character or bytes that are not UTF-8", "Rename it.")


def kind_refusal(path: Path, status: os.stat_result) -> BadMaterial | None:
    """Why a path is neither read nor entered: links may lead anywhere, a pipe would block, a device do worse."""
    mode = status.st_mode
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return None
    if stat.S_ISLNK(mode):
        try:
            target = printable(os.readlink(path))
        except OSError as error:
            return unreadable(error)
        if not path.exists():
            return BadMaterial("broken-link", f'a symbolic link to "{target}", which leads nowhere', "Remove the link.")
        return BadMaterial("symbolic-link", f'a symbolic link to "{target}"', "Put the file itself into the corpus.")
    kind = next(name for is_kind, name in KINDS if is_kind(mode))
    return BadMaterial("not-a-file", f"{kind} and no file", "Move it out of the corpus.")


def unreadable(error: OSError) -> BadMaterial:
    return BadMaterial("unreadable", f"{error.strerror}", "Check the file and its permissions.")


def open_file(path: Path) -> BinaryIO:
    """A regular file for reading; BadMaterial for anything else, which is not opened or does not block."""
    try:
        status = path.lstat()
        if refusal := kind_refusal(path, status):
            raise refusal
        # It may have become a pipe or a link since.
        stream = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")
    except FileNotFoundError as error:
        raise BadMaterial("vanished", "it was there when the corpus was listed", "Nothing; it is noted as gone.") from error
    except OSError as error:
        raise unreadable(error) from error
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise BadMaterial("not-a-file", "it became something else while the corpus was read", "Move it out of the corpus.")
    return stream


def sha256_of(path: Path) -> str | None:
    """Hex digest of a file's bytes; None when it cannot be read."""
    digest = hashlib.sha256()
    try:
        with open_file(path) as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    except (BadMaterial, OSError):
        return None
    return digest.hexdigest()


def plan(corpus: Path, known: Mapping[str, FileState]) -> Plan:
    """Compare the corpus with the files `known` from the last load; bytes are read only where size or time differ.

    A file that could not be read is tried again; what lies in a folder that cannot be listed is taken to be as it was.
    """
    root = article_root(corpus)
    result = Plan(root)
    closed: list[str] = []
    for path, state in list_files(root).items():
        before = known.get(path)
        same = before is not None and before.same_stat(state)
        if before is not None and same and before.sha256 is not None:
            result.files[path] = before
            continue
        digest = None if state.refusal else sha256_of(root / path)
        result.files[path] = replace(state, sha256=digest)
        if state.refusal and state.refusal.reason == "unreadable-folder":
            closed.append(f"{path}/")
        if before is None:
            result.new.append(path)
        elif before.sha256 != digest or (digest is None and not same):
            result.changed.append(path)
        elif not same:
            result.touched.append(path)
    for path in set(known) - set(result.files):
        if path.startswith(tuple(closed)):
            result.files[path] = known[path]
    result.gone = sorted(set(known) - set(result.files))
    return result
