"""The commands add, watch and remove as people use them; the server they are to tell is down."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extract.inbox import Inbox
from extract.query import ask

NEWSLEDGER = Path(sys.executable).with_name("newsledger")
DOWN = "http://127.0.0.1:9/api"


def environment(corpus: Path, server: str | None = None) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "NEWSLEDGER"))}
    env |= {"HOME": str(corpus.parent), "NEWSLEDGER_CORPUS": str(corpus), "NEWSLEDGER_WAREHOUSE": str(corpus.parent / "w")}
    return env | ({"PREFECT_API_URL": server} if server else {})


def call(*args: str, corpus: Path, server: str | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [NEWSLEDGER, *args], capture_output=True, text=True, input=stdin, env=environment(corpus, server), check=False
    )


def test_add_says_what_was_new_and_what_was_refused(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("It cost $7 million.")
    (tmp_path / "new.pdf").write_text("%PDF")
    done = call("add", str(tmp_path / "new.txt"), str(tmp_path / "new.pdf"), "-", corpus=corpus, stdin="Rents rose 7%.")
    assert done.returncode == 1
    assert "new: inbox/new.txt" in done.stdout
    assert "2 new, 1 refused" in done.stdout
    assert 'no reader for ".pdf"' in done.stderr
    again = call("add", str(tmp_path / "new.txt"), corpus=corpus)
    assert (again.returncode, again.stderr) == (0, "")
    assert "1 there already" in again.stdout
    assert "Load them" not in again.stdout


@pytest.mark.parametrize(("args", "code", "says"), [
    (("add", "nothing.txt"), 1, "does not exist"),
    (("add", "x.txt", "--name", "y.txt"), 2, "for standard input"),
    (("remove", "bread"), 2, "say why"),
    (("remove", "--why", "x"), 2, "name an id or a file"),
    (("remove", "nothing", "--why", "x"), 1, "no article or file"),
    (("remove", "a.txt", "--undo", "--why", "x"), 1, "none of them is withdrawn"),
    (("watch", "nothing"), 1, "is no folder"),
])  # fmt: skip
def test_bad_use_is_told_in_words(corpus: Path, args: tuple[str, ...], code: int, says: str) -> None:
    done = call(*args, corpus=corpus)
    assert done.returncode == code
    assert says in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_server_that_is_down_stops_nobody(corpus: Path) -> None:
    done = call("add", "-", corpus=corpus, server=DOWN, stdin="It cost $7 million.")
    assert done.returncode == 0
    assert "not announced: 1 of 1 events were not sent: Prefect at http://127.0.0.1:9/api" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "Load them: newsledger run" in done.stdout


def test_remove_keeps_why(corpus: Path, load: Any) -> None:
    warehouse = corpus.parent / "w"
    load(corpus, warehouse)
    done = call("remove", "bread", "--why", "retracted by the publisher", "--by", "ana", corpus=corpus)
    assert (done.returncode, done.stderr) == (0, "")
    assert "withdrawn: bread" in done.stdout
    load(corpus, warehouse)
    assert ask(warehouse, "select article_id, reason from withdrawn_articles").rows == [("bread", "retracted by the publisher")]
    again = call("remove", "bread", "--why", "again", corpus=corpus)
    assert (again.returncode, "withdrawn already" in again.stderr) == (1, True)
    assert "retracted by the publisher" in call("remove", "--list", corpus=corpus).stdout
    assert call("remove", "bread", "--undo", "--why", "it was right", corpus=corpus).returncode == 0
    load(corpus, warehouse)
    assert ask(warehouse, "select count(*) from withdrawn_articles").rows == [(0,)]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_watch_adds_a_burst_once_and_ends_clean(corpus: Path, tmp_path: Path, end: signal.Signals) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "before.txt").write_text("It cost $1 million.")
    command = [NEWSLEDGER, "watch", str(drop), "--settle", "0.5"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment(corpus)) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "")
        assert "Watching" in next(lines)
        assert next(line for line in lines if "files:" in line) == "Articles' files: 1 new.\n"
        (tmp_path / "burst").mkdir()
        for n in range(60):
            (tmp_path / "burst" / f"{n}.txt").write_text(f"It cost ${n + 2} million.")
        (tmp_path / "burst").rename(drop / "burst")
        assert next(line for line in lines if "files:" in line) == "Articles' files: 60 new.\n"
        process.send_signal(end)
        out, errors = process.communicate()
    assert (process.returncode, errors) == (0, "")
    assert out == "Stopped watching; 61 files added.\n"
    assert len(list((corpus / "inbox" / "drop" / "burst").iterdir())) == 60
    assert not list((Inbox(corpus).folder / ".partial").glob("*.partial"))
