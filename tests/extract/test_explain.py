"""How figures were read, told: cases of explain_cases.toml, docs/explain.md as printed, rows of a ledger, and errors."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from test_cli import ROOT, call
from typer.testing import CliRunner

from extract.cli import app
from extract.components.resolve import resolved
from extract.components.trace import Trace
from extract.errors import BadSetup
from extract.explain import Explanation, as_json, as_text, choose, explain, explain_cited
from extract.explain_parts import BASIS, LISTED
from extract.ingest import read_file
from extract.observe import annotate, observe, read_doc
from extract.pipeline import rules_digest
from extract.query import ask, cited
from extract.records import Article, UnitBasis, plain
from extract.unread import marked

CASES = ROOT / "tests" / "cases"
DOCS = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("explain.md", "dates.md"))
Load = Callable[[Path, Path], Any]


def article(text: str) -> Article:
    return Article(id="a", revision="0" * 16, text=text)


def lines(explanation: Explanation) -> dict[str, str]:
    """{name of a part: the first line of what it says}, as printed without wrapping."""
    printed = [line.split(maxsplit=1) for line in as_text(explanation, 10_000).splitlines()[2:] if line[0] != " "]
    return {line[0]: line[1] for line in reversed(printed)}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=c["why"])
        for c in tomllib.loads(Path(__file__).with_name("explain_cases.toml").read_text(encoding="utf-8"))["case"]
    ],
)
def test_case(case: dict[str, Any]) -> None:
    explanation = explain(article(case["text"]), case["text"].index(case["at"]))
    assert as_text(explanation).startswith(case["says"])
    said = lines(explanation)
    for name, wanted in case.get("parts", {}).items():
        assert said.get(name, "").startswith(wanted), (name, said)


TEXTS = sorted(
    {case["text"] for path in CASES.glob("*.toml") for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]}
)


@pytest.mark.parametrize("text", TEXTS)
def test_every_mention_is_explained_with_the_values_of_its_record(text: str, read: Any) -> None:
    for mention in read(text).mentions:
        explanation = explain(article(text), mention.start_char)
        assert (explanation.kind, explanation.start_char, explanation.end_char) == (
            mention.label,
            mention.start_char,
            mention.end_char,
        )
        facts = {part.name: part.facts for part in explanation.parts}
        assert facts["rule"]["rule"] == mention.rule
        assert facts["rule"]["pattern"]
        assert facts["rule"]["example"]
        for name in ("value", "low", "high", "half_width"):
            if (number := getattr(mention, name, None)) is not None and not mention.vague:
                assert facts[name][name] == plain(number)
                assert "number" in facts
        for name in ("unit", "unit_basis", "modifier", "entity"):
            if value := getattr(mention, name, None):
                assert facts["unit" if name == "unit_basis" else name][name] == value
        if "modifier" in facts:
            assert facts["modifier"]["text"]


@pytest.mark.parametrize("text", TEXTS)
def test_listening_changes_nothing(text: str) -> None:
    assert read_doc(annotate(article(text), Trace()), article(text)) == observe(article(text))


def test_every_basis_and_every_rule_without_a_pattern_has_words() -> None:
    assert BASIS.keys() == set(UnitBasis)
    for rule, (_, example) in LISTED.items():
        assert rule in {found.rule for found in resolved(annotate(article(example), Trace()))}, rule
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/extract/components/names").glob("*.py"))
    assert set(re.findall(r'"((?:place|people|person|org|event)\.[a-z-]+)"', sources)) <= set(LISTED)


def test_json_has_the_parts_with_their_values() -> None:
    body = json.loads(as_json(explain(article("It  paid nearly $5.2m."), 20)))
    assert (body["kind"], body["text"], body["sentence"]["marked"]) == ("MONEY", "$5.2m", "It paid nearly »$5.2m«.")
    assert body["sentence"]["text"][body["start_char"] : body["end_char"]] == "$5.2m"
    parts = {part["part"]: part for part in body["parts"]}
    assert (parts["number"]["value"], parts["scale"]["factor"], parts["value"]["value"]) == ("5.2", "1000000", "5200000")
    assert "CAD" in parts["sign"]["stands_for"]
    assert (parts["unit"]["unit"], parts["modifier"]["text"]) == ("USD", "nearly")


def test_a_mention_that_fails_a_check_says_so() -> None:
    said = lines(explain(article(f"It cost ${'9' * 40}."), 10))
    assert "value-too-large" in said["quarantine"]


@pytest.mark.parametrize(
    ("start", "end", "room", "shown"),
    [
        (10, 13, 400, "one two 3 »400« five six"),
        (10, 13, 4, "… 3 »400« …"),
        (0, 3, 6, "»one« two …"),
        (19, 22, 6, "… five »six«"),
    ],
)
def test_a_sentence_is_cut_at_blanks_around_what_is_marked(start: int, end: int, room: int, shown: str) -> None:
    text = "one two 3 400 five six"
    assert marked(text, (0, len(text)), start, end, room) == shown


# The documented examples, on the corpus.


@pytest.fixture(scope="module")
def corpus_ledger(tmp_path_factory: pytest.TempPathFactory, load_ledger: Load) -> Path:
    warehouse = tmp_path_factory.mktemp("explain") / "w"
    load_ledger(ROOT / "corpus", warehouse)
    return warehouse


BLOCKS = re.findall(r"```console\n\$ (?:echo '(.*?)' \| )?newsledger (.*?)\n(.*?)```", DOCS, re.DOTALL)


def test_there_are_examples() -> None:
    assert len(BLOCKS) >= 7
    assert len(BLOCKS) == DOCS.count("```console")


@pytest.mark.parametrize(("stdin", "command", "shown"), BLOCKS, ids=[command for _, command, _ in BLOCKS])
def test_documented_output_is_what_comes_out(
    stdin: str, command: str, shown: str, corpus_ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    words = shlex.split(command)
    if "@" in command:
        words += ["-w", str(corpus_ledger)]
    # In this process, where the pipeline is ready: seven others would take as long as all the rest.
    done = CliRunner(env={"COLUMNS": "120"}).invoke(app, words, input=f"{stdin}\n" if stdin else "", catch_exceptions=False)
    assert done.exit_code == 0
    shown = re.sub(r'"rules": "[0-9a-f]{16}"', f'"rules": "{rules_digest()}"', shown)
    assert [line.rstrip() for line in done.stdout.rstrip().splitlines()] == shown.rstrip().splitlines()


# Rows of a ledger.


@pytest.fixture
def ledger(corpus: Path, tmp_path: Path, load: Load) -> Path:
    load(corpus, tmp_path / "w")
    return tmp_path / "w"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, load_ledger: Load) -> Path:
    """A folder with articles, and their ledger in `w`; to be read only."""
    root = tmp_path_factory.mktemp("small")
    (root / "articles").mkdir()
    (root / "articles" / "a.txt").write_text("Exports of Kazakhstan rose 36.5% to $6.1 billion in the first half of 2023.\n")
    (root / "articles" / "b.md").write_text(
        "---\ntitle: Bread\nid: bread\npublished_on: 2024-05-01\n---\n# Bread\n\nIt costs **€4.10** now.\n"
    )
    (root / "articles" / "c.jsonl").write_text(
        '{"id": "c1", "text": "Rents rose 6.5%."}\nnot json\n{"id": "c2", "text": "They lost  $5 million in 2022."}\n'
    )
    load_ledger(root / "articles", root / "w")
    (root / "articles" / "empty.txt").write_text("")
    return root


def ids(warehouse: Path, view: str = "mentions_in_context") -> list[str]:
    return [row[0] for row in ask(warehouse, f"select citation_id from {view} order by citation_id").rows]


def test_every_row_explains_itself(small: Path) -> None:
    ledger = small / "w"
    rows = ids(ledger)
    assert len(rows) >= 8
    for row in rows:
        explanation = explain_cited(cited(ledger, row))
        assert f"{explanation.start_char}-{explanation.end_char}" == row.rpartition(":")[2]
        assert explanation.kind not in ("unread", "nothing")
        assert not {"rules", "revision"} & {part.name for part in explanation.parts}


def test_a_row_by_the_command(small: Path) -> None:
    ledger = small / "w"
    (row,) = ids(ledger, "(from money where unit = 'EUR')")
    done = call("explain", row, "-w", str(ledger))
    assert done.returncode == 0
    assert done.stdout.startswith("MONEY: 4.1 EUR (characters 16–21 of “Bread”)")
    assert (
        json.loads(call("explain", row, "-w", str(ledger), "--format", "json").stdout)["article"]["published_on"] == "2024-05-01"
    )


def test_an_unread_numeral_of_the_ledger(corpus: Path, tmp_path: Path, load: Load) -> None:
    (corpus / "d.txt").write_text("It is gate 17 east, gate 17 west and pier seventeen north.\n")
    warehouse = tmp_path / "w"
    load(corpus, warehouse)
    rows = ask(warehouse, "select text, word_after, sentence, citation_id from unread_in_context order by start_char").rows
    assert [row[:2] for row in rows] == [("17", "east"), ("17", "west"), ("seventeen", "north")]
    assert explain_cited(cited(warehouse, rows[0][3])).kind == "unread"
    assert ask(warehouse, "select article_id, n_unread, commonest from unread_by_article").rows == [
        ("d.txt", 3, "17 ×2; seventeen")
    ]
    ((unread, percent),) = ask(warehouse, "select n_unread, read_percent from coverage where article_id = 'd.txt'").rows
    assert (unread, percent) == (3, 0.0)


def test_a_former_revision_is_explained_as_such(ledger: Path, corpus: Path, load: Load) -> None:
    (row,) = ids(ledger, "(from money where unit = 'EUR')")
    (corpus / "b.md").write_text("---\nid: bread\n---\nIt costs €5 now.\n")
    load(corpus, ledger)
    explanation = explain_cited(cited(ledger, row))
    assert explanation.says == "MONEY: 4.1 EUR"
    assert lines(explanation)["revision"].startswith("superseded")


def test_other_rules_are_named_with_what_they_read(ledger: Path) -> None:
    snapshot = (ledger / "newsledger.duckdb").resolve()
    snapshot.chmod(0o644)
    with duckdb.connect(str(snapshot)) as connection:
        connection.execute("update articles set rules = 'fedcba9876543210'")
        connection.execute("update figures set value = 4, modifier = 'about' where unit = 'EUR'")
    (row,) = ids(ledger, "(from money where unit = 'EUR')")
    explanation = explain_cited(cited(ledger, row))
    said = lines(explanation)["rules"]
    assert "fedcba9876543210" in said
    assert "its row is MONEY: about 4 EUR (money.sign); newsledger run reads it again" in said
    assert explanation.says == "MONEY: 4.1 EUR"


# Files with several articles, and what goes wrong.


def test_the_article_that_holds_the_character(small: Path) -> None:
    folder = small / "articles"
    assert call("explain", "c.jsonl", "11", "--article", "c1", cwd=folder).stdout.startswith("PERCENT: 6.5 percent")
    assert call("explain", "c.jsonl", "25", cwd=folder).stdout.startswith("DATE: 2022-01-01")
    stdin = (folder / "c.jsonl").read_text()
    done = call("explain", "-", "11", "--input", "jsonl", "--article", "c2", stdin=stdin, cwd=folder)
    assert done.stdout.startswith('MONEY: 5,000,000 USD (characters 11–21 of "c2")')


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("a.txt", "500"), 1, 'character 500 is not in "a.txt", whose text has 76. Name one from 0 to 75'),
        (("none.txt", "3"), 1, '"none.txt" is no file. Name files to read'),
        (("a.txt",), 2, "Invalid value for CHAR: name a character of the text, such as: newsledger explain a.txt 22"),
        (("a.txt", "-1"), 2, "No such option"),
        (("a.txt", "x"), 2, "Invalid value for 'CHAR'"),
        (("a@0123456789abcdef:1-2", "--article", "a"), 2, "Invalid value for --article"),
        (("a@0123456789abcdef:1-2",), 1, 'no ledger in "none". Load one first: newsledger run.'),
        (("bread", "-w", "../w"), 1, '"bread" is neither a file nor a citation id, such as bread.md@'),
    ],
)
def test_bad_use_is_told_in_words(args: tuple[str, ...], code: int, says: str, small: Path) -> None:
    done = call("explain", *args, cwd=small / "articles", NEWSLEDGER_WAREHOUSE="none", COLUMNS="200")
    assert done.returncode == code
    assert says in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not done.stdout


@pytest.mark.parametrize(
    ("file", "char", "article_id", "says"),
    [
        ("c.jsonl", 3, None, '2 articles of "c.jsonl" have a character 3. Name one with --article: c1, c2.'),
        ("c.jsonl", 300, None, 'character 300 is not in "c2", whose text has 30.'),
        ("c.jsonl", 3, "x", 'no article "x" in "c.jsonl"; it has c1, c2. Expecting value'),
        ("empty.txt", 3, None, 'no article is read from "empty.txt". the article has no text (empty).'),
    ],
)
def test_which_article_is_asked_in_words(file: str, char: int, article_id: str | None, says: str, small: Path) -> None:
    with pytest.raises(BadSetup, match=re.escape(says)):
        explain(choose(read_file(small / "articles" / file, file), file, char, article_id), char)


@pytest.mark.parametrize(
    ("citation", "says"),
    [
        ("a@0123456789abcdef:1-2", 'no article "a" in revision 0123456789abcdef in the ledger, nor in another'),
        ("bread@0123456789abcdef:1-2", "it has 6de79c82d5476143 of it. The views money"),
        ("bread@6de79c82d5476143:900-902", 'character 900 is not in "bread"'),
        ("bread@6de79c82d5476143", "is neither a file nor a citation id"),
    ],
)
def test_ids_that_name_nothing_are_told_in_words(citation: str, says: str, small: Path) -> None:
    with pytest.raises(BadSetup, match=re.escape(says)):
        explain_cited(cited(small / "w", citation))


# What was not read.


def test_unread_lists_numerals_and_counts_them(corpus: Path) -> None:
    (corpus / "d.txt").write_text("It is gate 17, worth $5m.\nIt is room twenty\nfive or pier seventeen.\n")
    done = call("extract", "a.txt", "d.txt", "--unread", cwd=corpus)
    assert done.returncode == 0
    rows, counts = (part.splitlines() for part in done.stdout.split("\n\n"))
    assert [re.split(r"  +", row.strip())[1:3] for row in rows] == [
        ["char", "numeral"],
        ["11", "17"],
        ["37", "twenty five"],
        ["57", "seventeen"],
    ]
    assert rows[1].strip().endswith("It is gate »17«, worth $5m.")
    assert [row.split() for row in counts] == [["file", "unread"], ["d.txt", "3"], ["a.txt", "0"]]


def test_unread_as_json_lines(corpus: Path) -> None:
    (corpus / "c.jsonl").write_text(
        '{"id": "c1", "text": "It is gate 17."}\n{"id": "c2", "text": "It is room  twenty\\nfive."}\n'
    )
    done = call("extract", "c.jsonl", "--unread", "--format", "jsonl", cwd=corpus)
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == {
        "file": "c.jsonl", "article": "c1", "start_char": 11, "end_char": 13, "text": "17", "sentence": "It is gate »17«."
    }  # fmt: skip
    assert (second["article"], second["text"], second["sentence"]) == ("c2", "twenty\nfive", "It is room »twenty five«.")
    table = call("extract", "c.jsonl", "--unread", cwd=corpus).stdout
    assert table.split()[:5] == ["file", "article", "char", "numeral", "sentence"]
