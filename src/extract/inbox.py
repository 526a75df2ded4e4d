"""Articles that come in: files copied into the folder `inbox` of the corpus, whole or not at all, each content once.

A file is never overwritten by another article's: what has its name and other bytes is put beside it, unless it is told to be
a newer version. What is half copied lies in a hidden folder, which no load looks at.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, NamedTuple

from extract.errors import BadMaterial, BadSetup
from extract.ingest import readers
from extract.listing import article_root, list_files, open_file, printable, sha256_of, unreadable
from extract.publishing import sync

FOLDER = "inbox"
PARTIAL = ".partial"
# Path separators, what a shell or another system takes for its own, control characters, and bytes that are not UTF-8.
UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\ud800-\udfff/\\:*?"<>|]')
LONGEST_NAME = 200
"""Bytes of a name; file systems take 255, and digits may have to be added."""
STANDARD_INPUT = "-"


class What(StrEnum):
    """What became of a file that was added."""

    NEW = "new"
    CHANGED = "newer version"
    BESIDE = "beside another of its name"
    KNOWN = "there already"
    REFUSED = "refused"


class Incoming(NamedTuple):
    """A file to add.

    source  where it is now; None for the bytes of `stream`
    name    its path in the inbox, with "/"; made safe when it is put there
    """

    source: Path | None
    name: str
    stream: BinaryIO | None = None

    @property
    def told(self) -> str:
        """What it is called in a message."""
        return printable(str(self.source)) if self.source is not None else "standard input"


class Outcome(NamedTuple):
    """What became of one file: `path` is its place in the corpus, None where it was refused; `detail` says why or beside what."""

    source: str
    what: What
    path: str | None
    detail: str = ""

    @property
    def came_in(self) -> bool:
        """Whether there is something to load."""
        return self.what in (What.NEW, What.CHANGED, What.BESIDE)


def incoming(names: Iterable[str], stream: BinaryIO, name: str | None = None) -> Iterator[Incoming | Outcome]:
    """What these arguments stand for: files, folders with all that is below them, `-` for the bytes of `stream`.

    name    what standard input is called; its suffix says what is in it. Default: made of its bytes, plain text
    Raises  BadSetup for an argument that is neither
    """
    names = list(names)
    for argument in names:  # all of them, before any file is put anywhere
        path = Path(argument)
        if argument != STANDARD_INPUT and not path.is_dir() and not path.is_file():
            what = "is neither a file nor a folder" if path.exists() else "does not exist"
            raise BadSetup(f'"{printable(argument)}" {what}. Name files or folders of articles, or - for standard input.')
    for argument in names:
        path = Path(argument)
        if argument == STANDARD_INPUT:
            yield Incoming(None, name or "", stream)
        elif path.is_dir():
            yield from of_folder(path)
        else:
            yield Incoming(path.resolve(), path.name)


def of_folder(folder: Path, only: Iterable[str] | None = None) -> Iterator[Incoming | Outcome]:
    """The files below a folder, or some of them; they keep their places under its name."""
    folder = folder.resolve()
    found = list_files(folder)
    for path in sorted(found if only is None else set(only) & set(found)):
        if refusal := found[path].refusal:
            yield Outcome(str(folder / path), What.REFUSED, None, str(refusal))
        else:
            yield Incoming(folder / path, f"{folder.name}/{path}")


def safe_path(name: str) -> str:
    """A path as it may stand in a corpus: no name is hidden, leads elsewhere, is too long, or is passed over as a README.

    safe_path("../Über uns/README.md") is "Über uns/article-README.md"
    """
    parts = [part for part in name.split("/") if part.strip(". ")]
    *folders, last = map(safe_name, parts or ["article.txt"])
    return "/".join([*folders, f"article-{last}" if last.upper().startswith("README") else last])


def safe_name(name: str) -> str:
    """One name of a path, safe."""
    name = UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(". ")
    stem, suffix = os.path.splitext(name)
    suffix = suffix[: LONGEST_NAME // 4]
    room = LONGEST_NAME - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore") + suffix


def read_block(stream: BinaryIO) -> bytes:
    """The next megabyte; BadMaterial when the medium fails, which is not to be told as one that cannot be written."""
    try:
        return stream.read(1 << 20)
    except OSError as error:
        raise unreadable(error) from error


class Inbox:
    """The inbox of a corpus, held by one process at a time; use it as a context manager.

    replace  whether a file of a name that is there is a newer version of it
    Raises   BadSetup when there is no corpus, or the inbox cannot be written
    """

    def __init__(self, corpus: Path, replace: bool = False) -> None:
        self.root, self.replace = article_root(corpus), replace
        self.folder = self.root / FOLDER
        self.sizes: dict[int, list[str]] = {}
        self.digests: dict[str, str | None] = {}
        self.folders: set[Path] = set()

    def add(self, items: Iterable[Incoming | Outcome]) -> list[Outcome]:
        """Put files into the inbox, in order; those that are refused do not stop the others."""
        outcomes = []
        with self.held():
            self.sizes, self.digests = {}, {}
            for path, state in list_files(self.root).items():
                self.sizes.setdefault(state.size_bytes, []).append(path)
            for item in items:
                if isinstance(item, Outcome):
                    outcomes.append(item)
                    continue
                try:
                    outcomes.append(self.put(item))
                except BadMaterial as error:
                    outcomes.append(Outcome(item.told, What.REFUSED, None, str(error)))
            for folder in self.folders:
                sync(folder)
        return outcomes

    @contextmanager
    def held(self) -> Iterator[None]:
        """The right to write to the inbox: what another has left half copied is removed."""
        try:
            (self.folder / PARTIAL).mkdir(parents=True, exist_ok=True)
            handle = os.open(self.folder / PARTIAL / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                for path in (self.folder / PARTIAL).glob("*.partial"):
                    path.unlink()
                yield
            finally:
                os.close(handle)
        except OSError as error:
            raise BadSetup(
                f'cannot write to "{self.folder}": {error.strerror}. Let this user write there, free some room, '
                "or choose another corpus: setting corpus."
            ) from error

    def put(self, item: Incoming) -> Outcome:
        """Put one file there."""
        suffix = os.path.splitext(item.name)[1] if item.name else ".txt"
        if suffix.lower() not in readers():
            known = ", ".join(sorted(readers()))
            raise BadMaterial("unknown-suffix", f'no reader for "{suffix}"', f"Use one of {known}.")
        if item.source is not None and (same := self.same_as(item.source)) is not None:
            return Outcome(item.told, What.KNOWN, same)
        partial, digest = self.copied(item)
        try:
            size = partial.stat().st_size
            if size == 0:
                raise BadMaterial("empty", "there is nothing in it", "Add it when its text is there.")
            path = f"{FOLDER}/{safe_path(item.name or f'{digest[:16]}.txt')}"
            what, detail = What.NEW, ""
            target = self.root / path
            newer = self.replace and target.is_file() and self.digest(path) != digest
            if not newer and (same := self.known(size, digest)) is not None:
                return Outcome(item.told, What.KNOWN, same)
            if newer:
                what = What.CHANGED
                self.forget(path)
            elif target.exists():
                what, detail = What.BESIDE, f"{path} is another article"
                path = self.beside(path, digest)
                target = self.root / path
            self.make_folder(target.parent)
            os.replace(partial, target)
        finally:
            partial.unlink(missing_ok=True)
        self.folders.add(target.parent)
        self.sizes.setdefault(size, []).append(path)
        self.digests[path] = digest
        return Outcome(item.told, what, path, detail)

    def copied(self, item: Incoming) -> tuple[Path, str]:
        """(a copy of the bytes in the hidden folder, on the disk; their SHA-256)."""
        partial = self.folder / PARTIAL / f"{os.getpid()}.partial"
        total = hashlib.sha256()
        stream = item.stream if item.source is None else open_file(item.source)
        assert stream is not None
        try:
            before = None if item.source is None else os.fstat(stream.fileno())
            with partial.open("wb") as out:
                while block := read_block(stream):
                    total.update(block)
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
            after = None if item.source is None else os.fstat(stream.fileno())
        finally:
            if item.source is not None:
                stream.close()
        if before and after and (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise BadMaterial("changed-while-read", "somebody writes to it", "Add it again when it is finished.")
        return partial, total.hexdigest()

    def same_as(self, source: Path) -> str | None:
        """A file of the corpus with the same bytes, found without a copy."""
        try:
            size = source.stat().st_size
        except OSError:
            return None  # told when it is opened
        if self.replace or size not in self.sizes:
            return None
        digest = sha256_of(source)
        return self.known(size, digest) if digest else None

    def known(self, size: int, digest: str) -> str | None:
        """A file of the corpus with these bytes; only those of that size are read."""
        return next((path for path in self.sizes.get(size, ()) if self.digest(path) == digest), None)

    def digest(self, path: str) -> str | None:
        """SHA-256 of a file of the corpus."""
        if path not in self.digests:
            self.digests[path] = sha256_of(self.root / path)
        return self.digests[path]

    def forget(self, path: str) -> None:
        """A file of the corpus is about to have other bytes."""
        self.digests.pop(path, None)
        for paths in self.sizes.values():
            if path in paths:
                paths.remove(path)

    def beside(self, path: str, digest: str) -> str:
        """Another name for a file: with digits of its content, so that the same content gets the same name."""
        stem, suffix = os.path.splitext(path)
        return next(name for n in (8, 16, 64) if not os.path.lexists(self.root / (name := f"{stem}-{digest[:n]}{suffix}")))

    def make_folder(self, folder: Path) -> None:
        """Make a folder; BadMaterial where a file of that name is in the way."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            taken = printable(folder.relative_to(self.root).as_posix())
            raise BadMaterial("name-taken", f'"{taken}" is a file', "Rename the folder that it comes from.") from error
