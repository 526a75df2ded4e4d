"""The command line as a person uses it: output, exit codes, no tracebacks."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extract.load import Loader
from extract.observe import observe
from extract.validate import validate

NEWSLEDGER = Path(sys.executable).with_name("newsledger")
ROOT = Path(__file__).parents[2]
SENTENCE = "Exports rose 36.5% to $6.1 billion in the first half of 2023.\n"


def call(*args: str, stdin: str = "", cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command; its environment is ours with `env` on top."""
    return subprocess.run(
        [NEWSLEDGER, *args],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
        env={**os.environ, "COLUMNS": "120", **env},
    )


@pytest.fixture
def ledger(corpus: Path, tmp_path: Path, load: Callable[..., Any]) -> Path:
    load(corpus, tmp_path / "w")
    return tmp_path / "w"


def test_table_of_one_sentence() -> None:
    done = call("extract", "-", "--format", "table", stdin=SENTENCE)
    assert done.returncode == 0
    assert [line.split()[1] for line in done.stdout.splitlines()[1:]] == ["PERCENT", "MONEY", "DATE"]


def test_readme_examples_are_real_output() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"\$ echo \"(.*?)\" \| newsledger (.*?)\n(.*?)```", readme, re.DOTALL)
    assert [command.split()[0] for _, command, _ in examples] == ["extract", "explain"]
    for stdin, command, shown in examples:
        done = call(*command.split(), stdin=stdin + "\n")
        lines = [line.rstrip() for line in done.stdout.rstrip().splitlines()]
        assert lines == [line.rstrip() for line in shown.rstrip().splitlines()]


def test_json_lines_stream_in_and_out() -> None:
    lines = ['{"id": "n1", "text": "It cost  $5m."}', "oops", '{"id": "n2", "text": "Nothing."}']
    done = call("extract", "-", "--input", "jsonl", "--format", "jsonl", stdin="\n".join(lines))
    assert done.returncode == 1
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["id"], first["text"], second["id"]) == ("n1", "It cost  $5m.", "n2")
    mention = first["mentions"][0]
    assert first["text"][mention["start_char"] : mention["end_char"]] == mention["text"] == "$5m"
    assert (mention["value"], mention["unit"], mention["half_width"]) == ("5000000", "USD", "500000")
    assert "line 2" in done.stderr
    assert "not-json" in done.stderr


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("extract", "no-such-file.txt"), 1, "is no file"),
        (("query", "select 1", "-w", "no-such-folder"), 1, "newsledger run"),
        (("check", "-w", "no-such-folder"), 1, "newsledger run"),
        (("run", "no-such-folder"), 1, "does not exist"),
        (("schema", "nothing"), 1, "no table or view"),
        (("extract",), 2, "Missing argument"),
        (("query", "select 1", "--format", "xml"), 2, "xml"),
        (("nonsense",), 2, "No such command"),
    ],
)
def test_bad_use_is_told_in_words(args: tuple[str, ...], code: int, says: str, tmp_path: Path) -> None:
    done = call(*args, cwd=tmp_path)
    assert done.returncode == code
    assert says in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_bad_settings_are_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "newsledger.toml").write_text("batch_size = 0\n")
    done = call("doctor", cwd=tmp_path)
    assert done.returncode == 1
    assert "setting batch_size" in done.stderr
    assert "Traceback" not in done.stderr
    (tmp_path / "newsledger.toml").write_text("batch_size = \n")
    assert "Write it as TOML" in call("doctor", cwd=tmp_path).stderr.replace("\n", " ")


def test_doctor_names_the_origin_of_settings(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "newsledger.toml").write_text("batch_size = 7\n")
    done = call("doctor", cwd=tmp_path, NEWSLEDGER_KEEP_SNAPSHOTS="2")
    assert done.returncode == 0
    for row in (r"batch_size +7 +newsledger\.toml", r"keep_snapshots +2 +environment", r"schedule +\*/15 \* \* \* \* +default"):
        assert re.search(row, done.stdout)


def test_query_formats(ledger: Path) -> None:
    sql = "select text, value from money order by value desc limit 1"
    assert call("query", sql, "--format", "csv", "-w", str(ledger)).stdout == "text,value\n$6.1 billion,6100000000\n"
    answer = json.loads(call("query", "-", "--format", "json", "-w", str(ledger), stdin=sql).stdout)
    assert answer == [{"text": "$6.1 billion", "value": "6100000000"}]
    assert "6100000000" in call("query", sql, "-w", str(ledger)).stdout


def test_query_answers_while_a_load_runs(ledger: Path, corpus: Path) -> None:
    (corpus / "new.txt").write_text("It cost $7 million.")
    with Loader(corpus, ledger) as loader:
        for batch in loader.batches(1):
            loader.load(batch, [validate(observe(article))[0] for _, article in batch.articles], [])
        done = call("query", "select count(*) as n from money", "--format", "csv", "-w", str(ledger))
        assert done.stdout == "n\n3\n"
        loader.publish(3)
    done = call("query", "select count(*) as n from money", "--format", "csv", "-w", str(ledger))
    assert done.stdout == "n\n4\n"


def test_query_error_is_one_message(ledger: Path) -> None:
    done = call("query", "select nothing from nowhere", "-w", str(ledger))
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert "newsledger schema" in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr


def test_check_and_quarantine(ledger: Path) -> None:
    done = call("check", "-w", str(ledger))
    assert done.returncode == 0
    assert "FAIL" not in done.stdout
    assert "not-json" in call("quarantine", "list", "-w", str(ledger)).stdout


def test_schema_describes_every_column() -> None:
    lines = call("schema").stdout.splitlines()[1:]
    assert {line.split()[0] for line in lines} >= {"articles", "money", "percentages", "coverage", "freshness"}
    assert set(json.loads(call("schema", "--json").stdout)) == {"reading", "quarantined"}


COMMANDS = ("run", "extract", "explain", "query", "check", "schema", "doctor", "serve", "quarantine list")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_and_leaves_prefect_alone(command: str) -> None:
    program = (
        f"import sys; sys.argv = ['newsledger', *{command.split()!r}, '--help']\n"
        "from flows.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "assert 'prefect' not in sys.modules and 'spacy' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Example:" in done.stdout


def test_the_library_works_with_prefect_absent() -> None:
    program = (
        "import sys; sys.modules['prefect'] = None; sys.modules['flows'] = None\n"
        "import pkgutil, importlib, extract\n"
        "for m in pkgutil.walk_packages(extract.__path__, 'extract.'): importlib.import_module(m.name)\n"
        "from extract.cli import app\n"
        "sys.argv = ['newsledger', 'extract', '-']; app()"
    )
    done = subprocess.run([sys.executable, "-c", program], input=SENTENCE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "6100000000" in done.stdout


def test_a_page_marks_every_mention_and_needs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("<b> Kazakh exports, Kazakhstan said, rose 36.5% & more.")
    (tmp_path / "b.md").write_text("---\ntitle: Five & more\n---\nIt cost about €4.10 a kilo in Room 17.\n")
    done = call("extract", "a.txt", "b.md", "--format", "html", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    page = done.stdout
    assert "&lt;b&gt;" in page
    assert '<mark class="norp" tabindex="0" data-told="NORP · KZ · place.nationality">Kazakh</mark>' in page
    assert 'data-told="MONEY · about 4.1 EUR per kilogram · money.sign">€4.10</mark>' in page
    assert "<h1>Five &amp; more</h1>" in page
    assert "Numerals left unread: 17" in page
    # Who is named, with the wordings and how often each was met.
    assert "Kazakhstan (KZ)<small>Kazakh 1</small>" in page
    assert "Kazakhstan (KZ)<small>Kazakhstan 1</small>" in page
    assert not re.search(r"<script|https?://|@import|url\(", page)


def test_a_page_tells_what_could_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x00\x01\x02 no text")
    done = call("extract", "a.txt", "--format", "html", cwd=tmp_path)
    assert done.returncode == 1
    assert "a.txt" in done.stderr
    assert done.stdout.rstrip().endswith("</html>")


def test_unread_numerals_have_no_page_of_their_own() -> None:
    done = call("extract", "-", "--format", "html", "--unread", stdin=SENTENCE)
    assert done.returncode == 2
    assert "--unread" in done.stderr
