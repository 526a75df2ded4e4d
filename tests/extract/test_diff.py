"""What is not the same in two snapshots, and what a run would change."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract import diff_report
from extract.backfill import NOTHING, Selection
from extract.diff import Counts, Diff, diff, find
from extract.errors import BadSetup
from extract.pairing import Change, Row, same_places, same_words
from extract.rehearsal import rehearse
from extract.settings import load_settings
from extract.warehouse import Paths

Load = Callable[..., Any]
NEWSLEDGER = Path(sys.executable).with_name("newsledger")


def row(start: int, end: int, label: str = "MONEY", text: str = "$5", **fields: str) -> Row:
    return Row(start, end, label, text, fields)


def told(changes: list[Change]) -> list[tuple[str, str, int, int]]:
    return [(change.kind, change.row.label, change.row.start_char, change.row.end_char) for change in changes]


PLACES = [
    ("a row with its like is none", [row(0, 2), row(5, 7)], [row(5, 7), row(0, 2)], []),
    ("another value", [row(0, 2, value="5")], [row(0, 2, value="6")], [("changed", "MONEY", 0, 2)]),
    ("another label", [row(0, 2, "MONEY")], [row(0, 2, "CARDINAL")], [("changed", "CARDINAL", 0, 2)]),
    ("longer", [row(3, 5)], [row(3, 9)], [("changed", "MONEY", 3, 9)]),
    (
        "one is two: the first is it",
        [row(0, 9)],
        [row(0, 4), row(5, 9)],
        [("changed", "MONEY", 0, 4), ("gained", "MONEY", 5, 9)],
    ),
    (
        "the same characters go before a part of them",
        [row(0, 9), row(10, 12)],
        [row(0, 4), row(5, 12), row(10, 12, "DATE")],
        [("changed", "MONEY", 0, 4), ("gained", "MONEY", 5, 12), ("changed", "DATE", 10, 12)],
    ),
    ("a claim is no mention", [row(0, 2)], [row(0, 2, "claim")], [("lost", "MONEY", 0, 2), ("gained", "claim", 0, 2)]),
    ("side by side", [row(0, 2)], [row(2, 4)], [("lost", "MONEY", 0, 2), ("gained", "MONEY", 2, 4)]),
    ("twice, then once", [row(0, 2, "link"), row(0, 2, "link")], [row(0, 2, "link")], [("lost", "link", 0, 2)]),
]


@pytest.mark.parametrize(("before", "after", "expected"), [case[1:] for case in PLACES], ids=[case[0] for case in PLACES])
def test_rows_of_one_text(before: list[Row], after: list[Row], expected: list[tuple[str, str, int, int]]) -> None:
    assert told(same_places("a", before, after)) == expected
    other = {"gained": "lost", "lost": "gained", "changed": "changed"}
    turned = sorted(other[kind] for kind, *_ in expected)
    assert sorted(change.kind for change in same_places("a", after, before)) == turned


def test_rows_of_two_texts_are_the_same_by_their_words() -> None:
    before = [row(0, 2, text="$5"), row(10, 12, text="$7", unit="USD"), row(20, 22, text="$9")]
    after = [row(5, 7, text="$5"), row(30, 32, text="$7", unit="CAD"), row(40, 42, text="$8")]
    assert told(same_words("a", before, after)) == [
        ("lost", "MONEY", 20, 22),
        ("changed", "MONEY", 30, 32),
        ("gained", "MONEY", 40, 42),
    ]


def test_many_rows_that_all_differ_take_no_time_squared() -> None:
    n = 20_000
    before, after = [row(9 * k, 9 * k + 5) for k in range(n)], [row(9 * k + 1, 9 * k + 6) for k in range(n)]
    assert len(same_places("a", before, after)) == n


@pytest.fixture
def ledger(corpus: Path, tmp_path: Path, load: Load) -> Path:
    """Two snapshots: an article new, one revised, one withdrawn, and one whose figure the second load has read otherwise."""
    warehouse = tmp_path / "w"
    load(corpus, warehouse)
    (corpus / "a.txt").write_text("In May, exports of Kazakhstan rose 36.5% to $6.2 billion in the first half of 2023.\n")
    (corpus / "b.md").unlink()
    (corpus / "new.txt").write_text("Nothing but £3.")
    with duckdb.connect(str(Paths(warehouse).working)) as connection:
        connection.execute("update figures set unit = 'CAD' where article_id = 'c1'")
    load(corpus, warehouse)
    return warehouse


def of(warehouse: Path, limit: int = 0) -> Diff:
    return diff(find(warehouse, None, 1), find(warehouse, None, 0), limit)


def test_what_two_loads_say_otherwise(ledger: Path) -> None:
    found = of(ledger)
    assert {(a.article_id, a.state) for a in found.articles} == {
        ("a.txt", "revised"),
        ("bread", "withdrawn"),
        ("c1", "read otherwise"),
        ("new.txt", "new"),
    }
    assert found.labels["article"] == Counts(old=4, new=4, gained=1, lost=1, changed=1)
    assert found.labels["MONEY"] == Counts(old=3, new=3, gained=2, lost=2, changed=1)
    assert found.labels["PERCENT"] == Counts(old=2, new=2)
    (money,) = [change for change in found.changes if change.article_id == "c1"]
    assert money.before
    assert money.after
    assert (money.before.fields["unit"], money.after.fields["unit"]) == ("USD", "CAD")
    assert money.context == "The fund lost [$5 million] in 2022."
    assert {change.article_id for change in found.changes} == {"a.txt", "c1"}, "rows of new articles are counted, not listed"
    short = of(ledger, 1)
    assert (short.labels, short.articles) == (found.labels, found.articles)
    assert len(short.changes) + short.n_left_out == len(found.changes)


def test_a_snapshot_and_itself_or_its_copy_say_the_same(ledger: Path, tmp_path: Path) -> None:
    newest = find(ledger, None, 0)
    shutil.copy(newest, tmp_path / "it's a copy.duckdb")
    for other in (newest, tmp_path / "it's a copy.duckdb"):
        assert not diff(newest, other)


@pytest.mark.parametrize(
    "sql",
    [
        "update sentences set end_char = end_char - 1 where article_id = 'c1'",
        "delete from unread where rowid = 0",
        "update mentions set entity = 'X' where label = 'GPE'",
        "update periods set first_day = date '1999-01-01' where article_id = 'c1'",
        "update articles set dated_on = date '1999-01-01' where article_id = 'c1'",
        "update quarantine set is_open = false",
        "insert into links values ('c1', 'equivalent', 0, 0)",
        "update observations set value = 7",
    ],
)
def test_no_change_of_a_fact_goes_unseen(corpus: Path, tmp_path: Path, load: Load, sql: str) -> None:
    (corpus / "d.txt").write_text("It paid €5 million ($5.5 million), open 24/7.")
    load(corpus, tmp_path / "w")
    before, after = find(tmp_path / "w", "1", 0), tmp_path / "other.duckdb"
    shutil.copy(before, after)
    after.chmod(0o600)
    with duckdb.connect(str(after)) as connection:
        if "insert into links" in sql:
            connection.execute("update links set kind = 'other'")
        else:
            connection.execute(sql)
    found = diff(before, after)
    assert found
    assert sum(counts.gained + counts.lost + counts.changed for counts in found.labels.values()) >= 1


def test_a_column_that_one_does_not_have_is_named(ledger: Path, tmp_path: Path) -> None:
    before, after = find(ledger, "2", 0), tmp_path / "other.duckdb"
    shutil.copy(before, after)
    after.chmod(0o600)
    with duckdb.connect(str(after)) as connection:
        for name in ("all_figures", "money", "mentions_in_context"):
            connection.execute(f"drop view if exists {name} cascade")
        connection.execute("alter table figures drop column half_width")
        connection.execute("alter table unread add column why varchar default 'x'")
    found = diff(before, after)
    assert found.not_compared == ["figures.half_width", "unread.why"]
    assert not found


@pytest.mark.parametrize("named", ["9", "nowhere", "no/such.duckdb"])
def test_who_names_no_snapshot_hears_which_there_are(ledger: Path, named: str) -> None:
    with pytest.raises(BadSetup, match="There are: 1, 2"):
        find(ledger, named, 0)


def test_one_snapshot_or_none_and_a_file_that_is_none(corpus: Path, tmp_path: Path, load: Load) -> None:
    with pytest.raises(BadSetup, match="too few snapshots"):
        find(tmp_path / "w", None, 0)
    load(corpus, tmp_path / "w")
    with pytest.raises(BadSetup, match="too few snapshots"):
        find(tmp_path / "w", None, 1)
    only = find(tmp_path / "w", str(tmp_path / "w"), 0)
    assert only == find(tmp_path / "w", "1", 0)
    with pytest.raises(BadSetup, match="does not open"):
        diff(only, corpus / "a.txt")
    with duckdb.connect(str(tmp_path / "foreign.duckdb")) as connection:
        connection.execute("create table articles (id integer)")
    with pytest.raises(BadSetup, match="Is each of them a ledger"):
        diff(only, tmp_path / "foreign.duckdb")


def test_a_rehearsal_says_what_the_run_then_does(
    corpus: Path, tmp_path: Path, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings(corpus=corpus, warehouse=tmp_path / "w")

    def rehearsed(selection: Selection = NOTHING) -> Diff:
        return rehearse(settings, selection, 0, lambda *_: None)

    first = rehearsed()
    assert not (tmp_path / "w").exists()
    assert first.labels["article"] == Counts(old=0, new=4, gained=4)
    load(corpus, tmp_path / "w")
    assert not rehearsed()
    (corpus / "c.jsonl").write_text('{"id": "c1", "text": "The fund lost $7 million in 2022."}\n')
    (corpus / "new.txt").write_text("Nothing but £3.")
    before = {path: path.read_bytes() for path in (tmp_path / "w").rglob("*") if path.is_file()}
    found, part = rehearsed(), rehearsed(Selection(only="new.txt"))
    assert {path: path.read_bytes() for path in (tmp_path / "w").rglob("*") if path.is_file()} == before
    assert [(a.article_id, a.state) for a in part.articles] == [("new.txt", "new")]
    load(corpus, tmp_path / "w")
    real = of(tmp_path / "w")
    assert (found.labels, found.articles, found.changes) == (real.labels, real.articles, real.changes)


def command(*args: str, cwd: Path) -> str:
    done = subprocess.run([NEWSLEDGER, *args], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_commands(ledger: Path, corpus: Path) -> None:
    folder = ledger.parent
    text = command("diff", "-w", "w", cwd=folder)
    assert text.startswith("newsledger-000001 → newsledger-000002: rows ")
    assert "articles 1 new, 1 read otherwise, 1 revised, 1 withdrawn." in text
    assert "~ MONEY c1 14: The fund lost [$5 million] in 2022.\n  unit USD → CAD\n" in text
    whole = json.loads(command("diff", "1", "2", "-w", "w", "--format", "json", cwd=folder))
    assert whole["labels"]["MONEY"] == {"old": 3, "new": 3, "gained": 2, "lost": 2, "changed": 1}
    (money,) = [row for row in whole["rows"] if row["article_id"] == "c1"]
    assert (money["before"]["fields"]["value"], money["after"]["fields"]["unit"]) == ("5000000", "CAD")
    markdown = command("diff", "2", "1", "-w", "w", "--format", "markdown", cwd=folder)
    assert "| MONEY | 3 | 3 | 2 | 2 | 1 |" in markdown
    assert r"- `~` MONEY, c1 14: The fund lost \[$5 million\] in 2022." in markdown
    assert command("run", str(corpus), "-w", "w", "--dry-run", cwd=folder) == "newsledger-000002 and this run say the same.\n"


def test_nothing_of_an_article_is_markup_in_a_review(corpus: Path, tmp_path: Path, load: Load) -> None:
    (corpus / "a.txt").write_text("Exports <b>rose</b> `x` | [link](http://x) **to** $6.1 billion & more.\n")
    load(corpus, tmp_path / "w")
    shutil.copy(find(tmp_path / "w", "1", 0), tmp_path / "other.duckdb")
    (tmp_path / "other.duckdb").chmod(0o600)
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute("update figures set unit = 'CAD' where article_id = 'a.txt'")
    text = diff_report.as_markdown(diff(find(tmp_path / "w", "1", 0), tmp_path / "other.duckdb"))
    assert r"Exports \<b\>rose\</b\> \`x\` \| \[link\](http://x) \*\*to\*\* \[$6.1 billion\] \& more." in text
