"""Loading: idempotent, changes replaced, files that go are marked, broken lines kept in quarantine."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from loads import export

from extract.errors import BadSetup
from extract.load import Loader, is_up_to_date
from extract.query import ask, check
from extract.rows import arrow
from extract.warehouse import Paths

Load = Callable[..., Any]


def states(warehouse: Path) -> dict[str, str]:
    return dict(ask(warehouse, "select article_id, state from articles where state <> 'superseded'").rows)


def test_every_format_is_loaded(corpus: Path, tmp_path: Path, load: Load) -> None:
    summary = load(corpus, tmp_path / "w")
    assert (summary.n_new, summary.n_quarantined) == (4, 1)
    assert states(tmp_path / "w") == {"a.txt": "current", "bread": "current", "c1": "current", "c2": "current"}
    rows = ask(tmp_path / "w", "select article_id, text, value, unit, title, published_on from money order by article_id").rows
    assert [row[:4] for row in rows] == [
        ("a.txt", "$6.1 billion", Decimal("6100000000"), "USD"),
        ("bread", "€4.10", Decimal("4.1"), "EUR"),
        ("c1", "$5 million", Decimal("5000000"), "USD"),
    ]
    assert (rows[1][4], str(rows[1][5])) == ("Bread", "2024-05-01")
    assert ask(tmp_path / "w", "select path, line, reason from quarantine").rows == [("c.jsonl", 2, "not-json")]


def test_loading_twice_leaves_the_same_rows(corpus: Path, tmp_path: Path, load: Load) -> None:
    load(corpus, tmp_path / "w")
    before = export(tmp_path / "w")
    for path in corpus.iterdir():
        os.utime(path, ns=(1, 1))
    again = load(corpus, tmp_path / "w")
    assert (again.n_new, again.n_changed, again.n_again) == (0, 0, 0)
    assert export(tmp_path / "w") == before


def test_a_rebuild_from_nothing_gives_the_same_rows(corpus: Path, tmp_path: Path, load: Load) -> None:
    load(corpus, tmp_path / "w")
    load(corpus, tmp_path / "v", size=1)
    assert export(tmp_path / "w") == export(tmp_path / "v")


def test_a_changed_article_replaces_its_rows_and_keeps_its_old_revision(corpus: Path, tmp_path: Path, load: Load) -> None:
    load(corpus, tmp_path / "w")
    (old,) = ask(tmp_path / "w", "select citation_id from money where article_id = 'a.txt'").rows
    (corpus / "a.txt").write_text("Exports of Kazakhstan came to $6.2 billion.\n")
    summary = load(corpus, tmp_path / "w")
    assert (summary.n_new, summary.n_changed) == (0, 1)
    rows = ask(tmp_path / "w", "select text from all_figures where article_id = 'a.txt'").rows
    assert rows == [("$6.2 billion",)]
    assert ask(tmp_path / "w", f"select quote, state from cite('{old[0]}')").rows == [("$6.1 billion", "superseded")]


def test_a_vanished_file_and_a_vanished_line_leave_the_facts(corpus: Path, tmp_path: Path, load: Load) -> None:
    load(corpus, tmp_path / "w")
    (corpus / "b.md").unlink()
    (corpus / "c.jsonl").write_text('{"id": "c2", "text": "Rents rose 6.5%."}\n')
    summary = load(corpus, tmp_path / "w")
    assert summary.n_withdrawn == 2
    assert states(tmp_path / "w") == {"a.txt": "current", "bread": "withdrawn", "c1": "withdrawn", "c2": "current"}
    assert {row[0] for row in ask(tmp_path / "w", "select article_id from mentions").rows} == {"a.txt", "c2"}
    assert ask(tmp_path / "w", "select count(*) from quarantine where is_open").rows == [(0,)]
    assert all(v.n_rows == 0 for v in check(tmp_path / "w"))


def test_two_articles_of_one_id(corpus: Path, tmp_path: Path, load: Load) -> None:
    shutil.copy(corpus / "b.md", corpus / "d.md")
    load(corpus, tmp_path / "w")
    assert ask(tmp_path / "w", "select path, reason from quarantine where path = 'd.md'").rows == [("d.md", "duplicate-id")]
    (corpus / "b.md").unlink()
    load(corpus, tmp_path / "w")
    assert ask(tmp_path / "w", "select path, state from articles where article_id = 'bread'").rows == [("d.md", "current")]


def test_other_rules_read_the_stored_articles_again(
    corpus: Path, tmp_path: Path, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(corpus, tmp_path / "w")
    assert is_up_to_date(corpus, tmp_path / "w")
    for module in ("warehouse", "observe"):
        monkeypatch.setattr(f"extract.{module}.rules_digest", lambda: "f" * 16)
    assert not is_up_to_date(corpus, tmp_path / "w")
    summary = load(corpus, tmp_path / "w")
    assert (summary.n_new, summary.n_again) == (0, 4)
    assert ask(tmp_path / "w", "select distinct rules from articles").rows == [("f" * 16,)]


def test_other_tables_build_a_new_database_from_stored_articles(
    corpus: Path, tmp_path: Path, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(corpus, tmp_path / "w")
    (corpus / "b.md").unlink()
    load(corpus, tmp_path / "w")
    with duckdb.connect(str(Paths(tmp_path / "w").working)) as connection:
        connection.execute("insert into marks values ('f1', 'wrong', 'no claim', 'ana', timestamp '2024-05-01 12:00:00')")
    before = export(tmp_path / "w")
    import extract.warehouse as w

    digest = w.digest
    monkeypatch.setattr(w, "digest", lambda *kinds: digest(*kinds)[::-1])
    summary = load(corpus, tmp_path / "w")
    assert (summary.n_new, summary.n_again) == (0, 3)
    after = export(tmp_path / "w")
    assert [row[:4] for row in after.pop("marks")] == [("f1", "wrong", "no claim", "ana")]
    assert after == {table: rows for table, rows in before.items() if table != "marks"}
    assert ask(tmp_path / "w", "select count(*) from runs").rows == [(3,)]


def test_a_lost_working_database_is_made_from_the_snapshot(corpus: Path, tmp_path: Path, load: Load) -> None:
    load(corpus, tmp_path / "w")
    (corpus / "b.md").unlink()
    load(corpus, tmp_path / "w")
    before = export(tmp_path / "w")
    shutil.rmtree(tmp_path / "w" / "work")
    load(corpus, tmp_path / "w")
    assert export(tmp_path / "w") == before


def test_a_run_that_died_before_publishing_is_finished_by_the_next(corpus: Path, tmp_path: Path, load: Load) -> None:
    with Loader(corpus, tmp_path / "w") as loader:
        for batch in loader.batches(1):
            loader.load(batch, [], []) if not batch.articles else None
            break
    assert not is_up_to_date(corpus, tmp_path / "w")
    load(corpus, tmp_path / "w")
    load(corpus, tmp_path / "v")
    assert export(tmp_path / "w") == export(tmp_path / "v")
    assert is_up_to_date(corpus, tmp_path / "w")


def test_a_snapshot_is_read_only_and_stays_with_its_reader(corpus: Path, tmp_path: Path, load: Load) -> None:
    load(corpus, tmp_path / "w")
    paths = Paths(tmp_path / "w")
    first = paths.link.resolve()
    assert stat.S_IMODE(first.stat().st_mode) == 0o444
    with duckdb.connect(str(first), read_only=True) as reader:
        (corpus / "b.md").unlink()
        load(corpus, tmp_path / "w")
        assert reader.execute("select count(*) from money").fetchall() == [(3,)]
    assert paths.link.resolve() != first
    assert ask(tmp_path / "w", "select count(*) from money").rows == [(2,)]


def test_old_snapshots_go(corpus: Path, tmp_path: Path, load: Load) -> None:
    for n in range(5):
        (corpus / "a.txt").write_text(f"It cost ${n + 1} million.")
        load(corpus, tmp_path / "w")
    names = sorted(path.name for path in Paths(tmp_path / "w").snapshots.iterdir())
    assert names == [f"newsledger-00000{n}.duckdb" for n in (3, 4, 5)]


def test_a_corpus_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadSetup, match="does not exist"):
        Loader(tmp_path / "nowhere", tmp_path / "w")


def test_readers_cannot_write_or_read_files(corpus: Path, tmp_path: Path, load: Load) -> None:
    load(corpus, tmp_path / "w")
    for sql in (
        "delete from articles",
        "select * from read_text('/etc/hostname')",
        f"copy articles to '{tmp_path}/out.csv'",
        "install httpfs",
        "attach '/tmp/other.duckdb'",
        "set enable_external_access = true",
        "select 1; select 2",
    ):
        with pytest.raises(BadSetup):
            ask(tmp_path / "w", sql)
    assert not (tmp_path / "out.csv").exists()


def test_figures_about_a_place(corpus: Path, tmp_path: Path, load: Load) -> None:
    load(corpus, tmp_path / "w")
    rows = ask(tmp_path / "w", "select label, text from figures_about('KZ') order by label").rows
    assert rows == [("MONEY", "$6.1 billion"), ("PERCENT", "36.5%")]


@pytest.mark.parametrize("number", ["1E+6", "2.5E+9", "0.000000001", "12345678901234567890123456789", "5"])
def test_decimals_reach_the_database_exactly(number: str, corpus: Path, tmp_path: Path) -> None:
    with Loader(corpus, tmp_path / "w") as loader:
        columns = ("article_id", "mention_id", "value", "half_width")
        loader.insert("figures", arrow(loader.schema["figures"], columns, [("x", 0, Decimal(number), Decimal(0))]))
        assert loader.connection.execute("select value from figures").fetchall() == [(Decimal(number),)]


def test_other_views_are_published_without_reading_again(
    corpus: Path, tmp_path: Path, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(corpus, tmp_path / "w")
    import extract.warehouse as w

    declared = w.declared
    more = {"titles": "create or replace view titles as select title from articles"}
    monkeypatch.setattr(w, "declared", lambda kind: declared(kind) | (more if kind == "views" else {}))
    assert not is_up_to_date(corpus, tmp_path / "w")
    assert load(corpus, tmp_path / "w").n_again == 0
    assert ask(tmp_path / "w", "select count(*) from titles").rows == [(4,)]
    assert is_up_to_date(corpus, tmp_path / "w")
