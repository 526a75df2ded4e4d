"""A backup brings ledger and corpus back as they were; what is damaged, foreign or in the way is told first."""

from __future__ import annotations

import io
import json
import os
import pkgutil
import shutil
import signal
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from loads import export

from extract.backup import backup, restore
from extract.errors import BadSetup
from extract.limits import DEFAULT
from extract.load import Loader, is_up_to_date
from extract.query import ask
from extract.warehouse import Paths
from extract.withdrawals import act, articles_named, record

Load = Callable[..., Any]


@pytest.fixture
def warehouse(corpus: Path, tmp_path: Path, load: Load) -> Path:
    """Two runs, an article withdrawn, one with a former revision."""
    (corpus / "inbox" / "deep").mkdir(parents=True)
    (corpus / "inbox" / "deep" / "naïve.txt").write_text("It cost $7 million.")
    load(corpus, tmp_path / "w")
    (corpus / "a.txt").write_text("Exports came to $6.2 billion.")
    record(corpus, [act(n, "retracted", "ana") for n in articles_named(corpus, tmp_path / "w", "bread", DEFAULT)])
    load(corpus, tmp_path / "w")
    return tmp_path / "w"


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("inner", [False, True])
def test_it_comes_back_as_it_was_and_a_run_goes_on(
    corpus: Path, warehouse: Path, tmp_path: Path, load: Load, inner: bool
) -> None:
    if inner:
        (tmp_path / "outer").mkdir()
        corpus = shutil.move(corpus, tmp_path / "outer" / "articles").parent
    before, files = export(warehouse), contents(corpus)
    made = backup(corpus, warehouse, tmp_path / "backups")
    shutil.rmtree(warehouse)
    shutil.rmtree(corpus)
    done = restore(made.file, corpus, warehouse)
    assert (done.snapshot, done.n_files) == ("newsledger-000002.duckdb", made.n_files)
    assert export(warehouse) == before
    assert contents(corpus) == files
    assert is_up_to_date(corpus, warehouse), "nothing is to be read again"
    root = corpus / "articles" if inner else corpus
    (root / "new.txt").write_text("It cost $9 million.")
    summary = load(corpus, warehouse)
    assert (summary.run_id, summary.n_new, summary.n_changed, summary.n_withdrawn, summary.rebuilt) == (3, 1, 0, 0, None)
    assert ask(warehouse, "select article_id from withdrawn_articles").rows == [("bread",)]


def test_while_a_run_is_loading(corpus: Path, warehouse: Path, tmp_path: Path) -> None:
    before = export(warehouse)
    (corpus / "new.txt").write_text("It cost $9 million.")
    with Loader(corpus, warehouse) as loader:
        made = backup(corpus, warehouse, tmp_path / "backups")
        loader.publish(1)
    restore(made.file, tmp_path / "c", tmp_path / "v")
    assert export(tmp_path / "v") == before
    assert not is_up_to_date(tmp_path / "c", tmp_path / "v"), "what had not been published is read"


def test_nothing_that_is_there_is_overwritten(corpus: Path, warehouse: Path, tmp_path: Path) -> None:
    made = backup(corpus, warehouse, tmp_path / "backups")
    with pytest.raises(BadSetup, match="holds a ledger already"):
        restore(made.file, corpus, warehouse)
    (corpus / "a.txt").write_text("other")
    with pytest.raises(BadSetup, match=r'1 files in .* are others than in the backup, such as "a.txt"'):
        restore(made.file, corpus, tmp_path / "v")
    assert not (tmp_path / "v").exists()
    (corpus / "a.txt").unlink()
    assert restore(made.file, corpus, tmp_path / "v").n_files == made.n_files
    assert (corpus / "a.txt").read_text() == "Exports came to $6.2 billion."


def test_a_flipped_byte_anywhere_is_found(corpus: Path, warehouse: Path, tmp_path: Path) -> None:
    made = backup(corpus, warehouse, tmp_path / "backups")
    whole = made.file.read_bytes()
    with tarfile.open(made.file) as tar:
        places = [member.offset_data + member.size // 2 for member in tar] + [member.offset + 3 for member in tar]
    for place in places:
        made.file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BadSetup, match=r"damaged|no whole backup|no backup"):
            restore(made.file, tmp_path / "c", tmp_path / "v")
    for size in (0, 100, len(whole) // 2, len(whole) - 12_000):
        made.file.write_bytes(whole[:size])
        with pytest.raises(BadSetup, match=r"damaged|no whole backup|no backup"):
            restore(made.file, tmp_path / "c", tmp_path / "v")
    assert not (tmp_path / "c").exists()
    assert not (tmp_path / "v").exists()


@pytest.mark.parametrize("name", ["corpus/../../evil.txt", "/etc/evil.txt", "ledger/../evil", "evil.txt", "corpus//x"])
def test_a_foreign_tar_leads_nowhere(tmp_path: Path, name: str) -> None:
    import hashlib

    empty = hashlib.sha256(b"").hexdigest()
    manifest = {"format": 1, "inner": False, "files": {name: empty, "ledger/newsledger-000001.duckdb": empty}}
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        for member, data in (
            (name, b""),
            ("ledger/newsledger-000001.duckdb", b""),
            ("manifest.json", json.dumps(manifest).encode()),
        ):
            info = tarfile.TarInfo(member)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    with pytest.raises(BadSetup, match="lead elsewhere"):
        restore(tmp_path / "evil.tar", tmp_path / "c", tmp_path / "v")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["evil.tar"]


def test_no_backup_without_a_ledger_and_none_half_made(corpus: Path, warehouse: Path, tmp_path: Path) -> None:
    with pytest.raises(BadSetup, match="no ledger"):
        backup(corpus, tmp_path / "nothing", tmp_path / "backups")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadSetup, match="no backup in"):
        backup(corpus, warehouse, tmp_path / "file")
    made = backup(corpus, warehouse, tmp_path / "backups")
    assert os.listdir(tmp_path / "backups") == [made.file.name]
    assert Paths(warehouse).link.is_symlink()


@pytest.mark.parametrize(
    ("name", "at"), [("take_out", 2), ("take_out", 6), ("shutil.copyfile", 1), ("os.replace", 7), ("publishing.swap", 1)]
)
def test_a_restore_that_was_killed_goes_on(corpus: Path, warehouse: Path, tmp_path: Path, name: str, at: int) -> None:
    made = backup(corpus, warehouse, tmp_path / "backups")
    if (child := os.fork()) == 0:
        place, _, function = f"extract.backup.{name}".rpartition(".")
        real = pkgutil.resolve_name(f"extract.backup.{name}")
        calls = []

        def dies(*args: Any) -> Any:
            calls.append(args)
            if len(calls) == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args)

        setattr(pkgutil.resolve_name(place), function, dies)
        restore(made.file, tmp_path / "c", tmp_path / "v")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert not Paths(tmp_path / "v").link.exists()
    restore(made.file, tmp_path / "c", tmp_path / "v")
    assert export(tmp_path / "v") == export(warehouse)
    assert is_up_to_date(tmp_path / "c", tmp_path / "v")
