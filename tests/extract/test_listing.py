"""What lies in a corpus besides articles: refused with a reason, never opened, and no reason to read again."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extract.errors import BadSetup
from extract.ingest import read_file
from extract.load import Loader, is_up_to_date
from extract.query import ask, check
from extract.records import Article, Quarantined

Load = Callable[..., Any]
SENTENCE = "Rents in Kazakhstan rose 6.5% to $4 million in 2023.\n"


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """An empty folder, with the rights of nobody while the test runs as root: root may read anything."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    yield folder
    if is_root:
        os.seteuid(0)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o700)
    shutil.rmtree(folder)


def faults(warehouse: Path) -> dict[str, str]:
    """{path: reason} of what is in quarantine."""
    return dict(ask(warehouse, "select path, reason from quarantine where is_open").rows)


def loaded(warehouse: Path) -> set[str]:
    return {row[0] for row in ask(warehouse, "select article_id from articles where state = 'current'").rows}


def test_all_that_is_no_article_is_in_quarantine_and_the_rest_is_loaded(tmp_path: Path, load: Load) -> None:
    corpus, warehouse = tmp_path / "corpus", tmp_path / "w"
    (corpus / "inner").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text(SENTENCE)
    (corpus / "good.txt").write_text(SENTENCE)
    (corpus / "inner" / "also good.txt").write_text(SENTENCE)
    longest = "é" * 125 + "x.txt"
    assert len(longest.encode()) == 255
    (corpus / longest).write_text(SENTENCE)
    (corpus / "out.txt").symlink_to("../secret.txt")
    (corpus / "in.txt").symlink_to("good.txt")
    (corpus / "dangling.txt").symlink_to("nowhere.txt")
    (corpus / "loop").symlink_to("loop")
    (corpus / "inner" / "up").symlink_to("..")
    os.mkfifo(corpus / "pipe.txt")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(os.path.relpath(corpus / "socket.txt"))
    (corpus / "two\nlines.txt").write_text(SENTENCE)
    (corpus / "red\x1b[31m.txt").write_text(SENTENCE)
    (Path(os.fsdecode(os.fsencode(corpus) + b"/caf\xe9.txt"))).write_text(SENTENCE)
    Path(os.fsdecode(os.fsencode(corpus) + b"/folder\xff")).mkdir()
    expected = {
        "out.txt": "symbolic-link",
        "in.txt": "symbolic-link",
        "inner/up": "symbolic-link",
        "dangling.txt": "broken-link",
        "loop": "broken-link",
        "pipe.txt": "not-a-file",
        "socket.txt": "not-a-file",
        "two\\x0alines.txt": "bad-name",
        "red\\x1b[31m.txt": "bad-name",
        "caf\\xe9.txt": "bad-name",
        "folder\\xff": "bad-name",
    }
    if os.geteuid() == 0:
        os.mknod(corpus / "null.txt", stat.S_IFCHR | 0o600, os.makedev(1, 3))
        expected["null.txt"] = "not-a-file"
    load(corpus, warehouse)
    assert faults(warehouse) == expected
    assert loaded(warehouse) == {"good.txt", "inner/also good.txt", longest}
    remedies = ask(warehouse, "select remedy from quarantine").rows
    assert all(remedy.endswith(".") for (remedy,) in remedies)
    assert all(v.n_rows == 0 for v in check(warehouse))
    assert is_up_to_date(corpus, warehouse), "nothing of this is read again"
    listening.close()

    (corpus / "pipe.txt").unlink()
    (corpus / "out.txt").unlink()
    (corpus / "out.txt").write_text(SENTENCE)
    load(corpus, warehouse)
    del expected["pipe.txt"], expected["out.txt"]
    assert faults(warehouse) == expected
    assert "out.txt" in loaded(warehouse)


def test_a_file_that_becomes_a_pipe_or_a_link_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SENTENCE)
    (tmp_path / "link.txt").symlink_to("a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    for name, reason in (("link.txt", "symbolic-link"), ("pipe.txt", "not-a-file"), ("gone.txt", "vanished")):
        (item,) = read_file(tmp_path / name, name)
        assert isinstance(item, Quarantined)
        assert item.reason == reason


def test_a_file_that_vanishes_after_the_listing(corpus: Path, tmp_path: Path, load: Load) -> None:
    with Loader(corpus, tmp_path / "w") as loader:
        (corpus / "a.txt").unlink()
        batches = list(loader.batches(100))
    assert [bad.reason for batch in batches for bad in batch.quarantined if bad.path == "a.txt"] == ["vanished"]
    load(corpus, tmp_path / "w")
    assert "a.txt" not in loaded(tmp_path / "w")
    assert "a.txt" not in faults(tmp_path / "w")


def test_a_file_that_changes_while_it_is_read_is_read_again_by_the_next_run(tmp_path: Path, load: Load) -> None:
    corpus, warehouse = tmp_path / "corpus", tmp_path / "w"
    corpus.mkdir()
    path = corpus / "a.jsonl"
    path.write_text("".join(f'{{"id": "{n}", "text": "Rents rose {n}%."}}\n' for n in range(5)))
    before = path.stat()
    with Loader(corpus, warehouse) as loader:
        for batch in loader.batches(1):
            if batch.articles:
                path.write_text('{"id": "9", "text": "Rents rose 9%."}\n')
            loader.load(batch, [], batch.quarantined) if not batch.articles else None
        loader.publish(3)
    assert faults(warehouse) == {"a.jsonl": "changed-while-read"}
    assert not is_up_to_date(corpus, warehouse)
    load(corpus, warehouse)
    assert (faults(warehouse), loaded(warehouse)) == ({}, {"9"})
    assert path.stat().st_size != before.st_size


def test_a_page_that_took_too_long_is_tried_again_when_it_is_touched(tmp_path: Path) -> None:
    from extract.limits import Limits

    corpus, warehouse = tmp_path / "corpus", tmp_path / "w"
    corpus.mkdir()
    page = "<html lang='en'><body><article>" + "<p>The weekly survey of a broker put the price at $4,984, he said.</p>" * 9
    (corpus / "a.html").write_text(page)

    def run(limits: Limits) -> list[str]:
        ends = []
        with Loader(corpus, warehouse) as loader:
            for batch in loader.batches(9, limits):
                ends += ["read" for _ in batch.articles] + [bad.reason for bad in batch.quarantined]
                batch.articles.clear()
                loader.load(batch, [], [])
            loader.publish(3)
        return ends

    assert run(Limits(parse_seconds=0.0001)) == ["parser-timeout"]
    assert is_up_to_date(corpus, warehouse), "a schedule does not wait for it each time"
    assert run(Limits()) == []
    os.utime(corpus / "a.html", ns=(1, 1))
    assert run(Limits()) == ["read"]


def test_rights_that_are_missing(unprivileged: Path, load: Load) -> None:
    corpus, warehouse = unprivileged / "corpus", unprivileged / "w"
    (corpus / "closed").mkdir(parents=True)
    (corpus / "blind").mkdir()
    for path in ("a.txt", "closed/b.txt", "blind/c.txt", "d.txt"):
        (corpus / path).write_text(SENTENCE)
    load(corpus, warehouse)
    everything = {"a.txt", "closed/b.txt", "blind/c.txt", "d.txt"}
    assert loaded(warehouse) == everything

    (corpus / "a.txt").chmod(0)
    os.utime(corpus / "a.txt", ns=(1, 1))
    (corpus / "closed").chmod(0)
    (corpus / "blind").chmod(0o400)
    load(corpus, warehouse)
    assert faults(warehouse) == {"a.txt": "unreadable", "closed": "unreadable-folder", "blind/c.txt": "unreadable"}
    assert loaded(warehouse) == {"closed/b.txt", "d.txt"}, "what lies in a closed folder is not known to be gone"
    assert is_up_to_date(corpus, warehouse)

    for path in ("a.txt", "closed", "blind"):
        (corpus / path).chmod(0o700)
    assert not is_up_to_date(corpus, warehouse)
    load(corpus, warehouse)
    assert (faults(warehouse), loaded(warehouse)) == ({}, everything)


def test_a_corpus_that_cannot_be_listed(unprivileged: Path) -> None:
    corpus = unprivileged / "corpus"
    corpus.mkdir()
    corpus.chmod(0)
    with pytest.raises(BadSetup, match="cannot be listed"):
        Loader(corpus, unprivileged / "w")


def test_a_batch_of_bad_lines_is_bounded(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.jsonl").write_text("oops\n" * 100 + '{"text": "Rents rose 6.5%."}\n')
    with Loader(corpus, tmp_path / "w") as loader:
        batches = list(loader.batches(10))
    assert max(len(batch.articles) + len(batch.quarantined) for batch in batches) == 10
    assert sum(isinstance(article, Article) for batch in batches for _, article in batch.articles) == 1
