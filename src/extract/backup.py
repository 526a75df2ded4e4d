"""A ledger and its corpus in one file, and back.

A tar of the newest snapshot, the files of the corpus with the note of what is withdrawn, and, last, `manifest.json` with the
SHA-256 of each. The working database is a copy of the snapshot: what a run had not published is read again. A backup appears
under its name when it is whole and on the disk; a restored ledger has its link when all of it is.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

from extract import __version__, publishing
from extract.errors import BadSetup
from extract.faults import in_words
from extract.listing import article_root, list_files, sha256_of
from extract.lock import RunLock
from extract.warehouse import Paths, open_snapshot
from extract.withdrawals import FILE as WITHDRAWN
from extract.working import make_folders

MANIFEST = "manifest.json"
CORPUS, LEDGER = "corpus", "ledger"
FORMAT = 1
SNAPSHOT = re.compile(r"newsledger-\d{6,}\.duckdb")


class Done(NamedTuple):
    """A backup that was made or brought back."""

    file: Path
    snapshot: str
    n_files: int
    n_bytes: int


class Counting(io.RawIOBase):
    """A stream that is read through to `stream`, with the digest and the size of what was read of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.digest, self.size = stream, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        block = self.stream.read(size)
        self.digest.update(block)
        self.size += len(block)
        return block


# ------------------------------------------------------------- there
def backup(corpus: Path, warehouse: Path, folder: Path) -> Done:
    """Write a backup into a folder; returns its file. No run is disturbed, and none disturbs it.

    Raises  BadSetup when there is no ledger or no corpus, or the folder cannot be written
    """
    root = article_root(corpus)
    open_snapshot(warehouse).close()  # what cannot be opened is no backup
    with in_folder(folder):
        folder.mkdir(parents=True, exist_ok=True)
        # Opened before anything else: a run may publish and remove it meanwhile, and the open file stays.
        snapshot = Paths(warehouse).link.resolve()
        with snapshot.open("rb") as ledger:
            number = publishing.number(snapshot)
            target = folder / f"newsledger-{number:06d}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar"
            partial = target.with_suffix(".partial")
            try:
                n_files = write(partial, root, root != corpus, snapshot.name, ledger)
                publishing.sync(partial)
                os.replace(partial, target)
            finally:
                partial.unlink(missing_ok=True)
        publishing.sync(folder)
    return Done(target, snapshot.name, n_files, target.stat().st_size)


def write(partial: Path, root: Path, inner: bool, snapshot: str, ledger: IO[bytes]) -> int:
    """Write the tar; returns the number of files of the corpus in it. `inner`: the root is `articles` in the corpus."""
    files: dict[str, str] = {}
    with tarfile.open(partial, "w", format=tarfile.PAX_FORMAT) as tar:

        def put(name: str, stream: IO[bytes]) -> None:
            info = tarfile.TarInfo(name)
            status = os.fstat(stream.fileno())
            info.size, info.mtime, info.mode = status.st_size, status.st_mtime, 0o644
            counting = Counting(stream)
            tar.addfile(info, counting)
            files[name] = counting.digest.hexdigest()

        put(f"{LEDGER}/{snapshot}", ledger)
        names = sorted(path for path, state in list_files(root).items() if state.refusal is None)
        for name in [*names, WITHDRAWN]:
            try:
                stream = (root / name).open("rb")
            except FileNotFoundError:
                continue  # gone since, or nothing is withdrawn
            with stream:
                put(f"{CORPUS}/{name}", stream)
        manifest = {"format": FORMAT, "version": __version__, "inner": inner, "files": files}
        data = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))
    return len(files) - 1


@contextmanager
def in_folder(folder: Path) -> Iterator[None]:
    """Within it, what the system says of the folder for backups is told as BadSetup."""
    try:
        yield
    except OSError as error:
        raise BadSetup(
            f'no backup in "{folder}": {error.strerror or error} ({error.filename or folder}). Let this user write there, '
            "free some room, or name another folder."
        ) from error


# ------------------------------------------------------------- and back
def restore(file: Path, corpus: Path, warehouse: Path) -> Done:
    """Bring a backup back; every byte of it is proved before anything is written.

    Raises  BadSetup when it is no backup or damaged, the warehouse has a ledger, or a file of the corpus is another than in it
    """
    paths = Paths(warehouse)
    manifest = proved(file)
    files: dict[str, str] = manifest["files"]
    snapshot = next(name for name in files if name.startswith(f"{LEDGER}/"))
    root = corpus / "articles" if manifest["inner"] else corpus
    target = paths.snapshots / PurePosixPath(snapshot).name
    # What a restore of this very backup has put there before it was killed is not in the way.
    there_already = [path for path in (paths.working, *publishing.snapshots(paths)) if path.exists()]
    if paths.link.is_symlink() or any(sha256_of(path) != files[snapshot] for path in there_already):
        raise BadSetup(f'"{warehouse}" holds a ledger already. Move it away, or name another: --warehouse.')
    if not manifest["inner"] and (corpus / "articles").is_dir():
        raise BadSetup(f'"{corpus}" has a folder "articles", that of the backup had none. Name another folder: --corpus.')
    wanted = {name.removeprefix(f"{CORPUS}/"): digest for name, digest in files.items() if name.startswith(f"{CORPUS}/")}
    there = {name for name in wanted if os.path.lexists(root / name)}
    if others := sorted(name for name in there if sha256_of(root / name) != wanted[name]):
        raise BadSetup(
            f'{len(others)} files in "{root}" are others than in the backup, such as "{others[0]}". '
            "Move them away, or name another folder: --corpus."
        )
    with in_words(paths.root):
        make_folders(paths)
        lock = RunLock(paths.lock)
        lock.take(0)
        try:
            with tarfile.open(file) as tar:
                for name in wanted:
                    if name not in there:
                        take_out(tar, f"{CORPUS}/{name}", root / name)
                take_out(tar, snapshot, target)
            partial = paths.work / "loader.partial.duckdb"
            shutil.copyfile(target, partial)
            publishing.sync(partial)
            os.replace(partial, paths.working)
            publishing.sync(paths.work)
            target.chmod(0o444)
            publishing.swap(paths, target)
        finally:
            lock.release()
    return Done(file, target.name, len(wanted), file.stat().st_size)


def take_out(tar: tarfile.TarFile, name: str, target: Path) -> None:
    """Write one file, whole or not at all, with the time that it had."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name[:100]}.restored")
    member = tar.getmember(name)
    stream = tar.extractfile(member)
    assert stream is not None  # proved to be a file
    with stream, partial.open("wb") as out:
        shutil.copyfileobj(stream, out, 1 << 20)
        out.flush()
        os.fsync(out.fileno())
    os.utime(partial, (member.mtime, member.mtime))
    os.replace(partial, target)


def proved(file: Path) -> dict[str, Any]:
    """The manifest of a backup, each of whose files has been read and found to be as it says."""
    if not file.is_file():
        raise BadSetup(f'"{file}" is no file. Name one that newsledger backup has written.')
    try:
        with tarfile.open(file) as tar:
            found: dict[str, str] = {}
            manifest: dict[str, Any] | None = None
            for member in tar:
                stream = tar.extractfile(member) if member.isreg() else None
                if stream is None:
                    raise BadSetup(f'"{file}" is no backup of newsledger: "{member.name}" in it is no file.')
                if member.name == MANIFEST:
                    manifest = json.load(stream)
                else:
                    counting = Counting(stream)
                    while counting.read(1 << 20):
                        pass
                    found[member.name] = counting.digest.hexdigest()
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise BadSetup(f'"{file}" is damaged, or no backup of newsledger: {error}. Take another one.') from error
    except OSError as error:
        raise BadSetup(f'"{file}" cannot be read: {error.strerror or error}. Take another one.') from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BadSetup(f'"{file}" is no whole backup of this newsledger: it has no manifest that it knows. Take another one.')
    if wrong := sorted(set(found.items()) ^ set(manifest["files"].items())):
        raise BadSetup(f'"{file}" is damaged: "{wrong[0][0]}" in it is not as it was written. Take another one.')
    if bad := [name for name in found if not is_safe(name)]:
        raise BadSetup(f'"{file}" is no backup of newsledger: "{bad[0]}" would lead elsewhere. Do not use it.')
    if len([name for name in found if name.startswith(f"{LEDGER}/")]) != 1:
        raise BadSetup(f'"{file}" is no backup of newsledger: it holds no ledger, or several. Take another one.')
    return manifest


def is_safe(name: str) -> bool:
    """Whether a name in a backup stays below the folder that it is for."""
    kind, *rest = name.split("/")
    if kind == LEDGER:
        return len(rest) == 1 and SNAPSHOT.fullmatch(rest[0]) is not None
    return kind == CORPUS and bool(rest) and all(part not in ("", ".", "..") for part in rest)
