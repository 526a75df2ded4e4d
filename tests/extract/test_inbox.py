"""Adding: each content once, nothing overwritten, nothing half copied, names that cannot do harm."""

from __future__ import annotations

import io
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extract.errors import BadSetup
from extract.inbox import Inbox, Incoming, What, incoming, of_folder, safe_path
from extract.query import ask

Load = Callable[..., Any]


def add(
    corpus: Path, *names: str | Path, replace: bool = False, data: bytes = b"", name: str | None = None
) -> list[tuple[What, str]]:
    outcomes = Inbox(corpus, replace).add(incoming(map(str, names), io.BytesIO(data), name))
    return [(o.what, o.path or o.detail) for o in outcomes]


def files(corpus: Path) -> dict[str, str]:
    """{path: text} of the inbox, without the lock."""
    folder = corpus / "inbox"
    return {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file() and p.name != "lock"}


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    folder = tmp_path / "wire"
    (folder / "may").mkdir(parents=True)
    (folder / "a.txt").write_text("Rents rose 6.5%.")
    (folder / "may" / "a.txt").write_text("It cost $7 million.")
    (folder / ".hidden.txt").write_text("It cost $8 million.")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    return folder


def test_a_folder_keeps_its_shape_and_comes_in_once(corpus: Path, wire: Path, tmp_path: Path, load: Load) -> None:
    load(corpus, tmp_path / "w")
    first = add(corpus, wire)
    assert [what for what, _ in first] == [What.NEW, What.NEW, What.REFUSED]
    assert files(corpus) == {"wire/a.txt": "Rents rose 6.5%.", "wire/may/a.txt": "It cost $7 million."}
    assert {what for what, _ in add(corpus, wire)} == {What.KNOWN, What.REFUSED}
    assert add(corpus, wire / "may" / "a.txt") == [(What.KNOWN, "inbox/wire/may/a.txt")]
    assert load(corpus, tmp_path / "w").n_new == 2
    assert ask(tmp_path / "w", "select count(*) from money where text = '$7 million'").rows == [(1,)]


def test_what_lies_elsewhere_in_the_corpus_is_known(corpus: Path, tmp_path: Path) -> None:
    copy = tmp_path / "renamed.txt"
    copy.write_bytes((corpus / "a.txt").read_bytes())
    assert add(corpus, copy) == [(What.KNOWN, "a.txt")]
    assert files(corpus) == {}


def test_another_article_of_the_name_is_put_beside(corpus: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    for text in ("one", "two", "one", "two", "six"):
        note.write_text(text)
        add(corpus, note)
    assert sorted(files(corpus).values()) == ["one", "six", "two"]
    assert files(corpus)["note.txt"] == "one"


def test_a_newer_version_replaces_only_when_asked(corpus: Path, tmp_path: Path, load: Load) -> None:
    note = tmp_path / "note.txt"
    note.write_text("It cost $7 million.")
    add(corpus, note)
    load(corpus, tmp_path / "w")
    note.write_text("It cost $9 million.")
    assert add(corpus, note, replace=True) == [(What.CHANGED, "inbox/note.txt")]
    assert load(corpus, tmp_path / "w").n_changed == 1
    assert add(corpus, note, replace=True) == [(What.KNOWN, "inbox/note.txt")]
    assert files(corpus) == {"note.txt": "It cost $9 million."}


def test_standard_input_has_a_name_of_its_bytes_or_the_given_one(corpus: Path) -> None:
    ((what, path),) = add(corpus, "-", data=b"It cost $7 million.")
    assert what is What.NEW
    assert add(corpus, "-", data=b"It cost $7 million.") == [(What.KNOWN, path)]
    assert add(corpus, "-", data=b'{"text": "Up 5%."}', name="../../feed.jsonl") == [(What.NEW, "inbox/feed.jsonl")]
    assert add(corpus, "-", data=b"") == [(What.REFUSED, "there is nothing in it (empty). Add it when its text is there.")]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.txt", "a.txt"),
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/root/.ssh/key.txt", "root/ssh/key.txt"),
        ("..", "article.txt"),
        (".hidden.txt", "hidden.txt"),
        ("README.md", "article-README.md"),
        ("docs/readme", "docs/article-readme"),
        ("line\nbreak\x00.txt", "line_break_.txt"),
        ("caf\udce9.txt", "caf_.txt"),
        ("cafe\u0301.txt", "caf\u00e9.txt"),
        ('what? "yes" <no>: C:\\x.txt', "what_ _yes_ _no__ C__x.txt"),
        (" spaced .txt ", "spaced .txt"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_path(name) == safe


def test_long_names_are_cut_and_stay_apart(corpus: Path) -> None:
    one, two = (f"{'ж' * 150}{n}.txt" for n in (1, 2))
    assert len(safe_path(one).encode()) <= 200
    for name, text in ((one, "one"), (two, "two")):
        add(corpus, "-", data=text.encode(), name=name)
    assert sorted(files(corpus).values()) == ["one", "two"]


def test_an_argument_that_is_nothing_and_a_corpus_that_is_none_are_told(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(BadSetup, match="does not exist"):
        add(corpus, tmp_path / "nothing.txt")
    with pytest.raises(BadSetup, match="does not exist"):
        add(tmp_path / "no corpus", "-", data=b"x")
    assert files(corpus) == {}


def test_nothing_is_added_where_one_argument_is_nothing(corpus: Path, wire: Path) -> None:
    with pytest.raises(BadSetup, match="does not exist"):
        add(corpus, wire, "nothing.txt")
    assert files(corpus) == {}


def test_links_and_pipes_of_a_folder_are_refused(corpus: Path, wire: Path) -> None:
    (wire / "may" / "link.txt").symlink_to("/etc/passwd")
    os.mkfifo(wire / "may" / "pipe.txt")
    refused = [why for what, why in add(corpus, wire / "may") if what is What.REFUSED]
    assert len(refused) == 2
    assert set(files(corpus)) == {"may/a.txt"}


def test_two_that_add_the_same_at_once_add_it_once(corpus: Path, tmp_path: Path) -> None:
    for n in range(30):
        (tmp_path / f"{n}.txt").write_text(f"It cost ${n} million.")
    names = [tmp_path / f"{n}.txt" for n in range(30)]
    outcomes: list[tuple[What, str]] = []
    threads = [threading.Thread(target=lambda: outcomes.extend(add(corpus, *names))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(files(corpus)) == 30
    assert sum(what is What.NEW for what, _ in outcomes) == 30


class Killing(io.BytesIO):
    """A stream whose reader is killed on the way."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(10)


def test_a_kill_on_the_way_leaves_nothing_to_load(corpus: Path) -> None:
    if (child := os.fork()) == 0:
        Inbox(corpus).add(incoming(["-"], Killing(b"It cost $7 million, or $8 million.")))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert list((corpus / "inbox").glob("*")) == [corpus / "inbox" / ".partial"]
    add(corpus, "-", data=b"It cost $9 million.")
    assert list(files(corpus).values()) == ["It cost $9 million."]


def test_an_inbox_that_cannot_be_written_is_told(corpus: Path, tmp_path: Path) -> None:
    (corpus / "inbox").write_text("in the way")
    with pytest.raises(BadSetup, match="cannot write to"):
        add(corpus, "-", data=b"It cost $7 million.")


def test_some_files_of_a_folder_that_may_have_gone(wire: Path) -> None:
    items = list(of_folder(wire, ["a.txt", "gone.txt"]))
    assert [item.name for item in items if isinstance(item, Incoming)] == ["wire/a.txt"]
