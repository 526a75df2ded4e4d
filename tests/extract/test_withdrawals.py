"""What people withdraw stays withdrawn, with the reason, through changes of the file and ledgers built from nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from loads import export

from extract.errors import BadSetup
from extract.limits import DEFAULT
from extract.load import is_up_to_date
from extract.query import ask, check
from extract.withdrawals import FILE, act, articles_named, in_force, record

Load = Callable[..., Any]
SHOWN = "select article_id, path, reason, withdrawn_by from withdrawn_articles order by all"


@pytest.fixture
def warehouse(corpus: Path, tmp_path: Path, load: Load) -> Path:
    load(corpus, tmp_path / "w")
    return tmp_path / "w"


def withdraw(corpus: Path, warehouse: Path, name: str, reason: str = "retracted", taken_back: bool = False) -> list[str]:
    named = articles_named(corpus, warehouse, name, DEFAULT)
    record(corpus, [act(n, reason, "ana", taken_back) for n in named])
    return [n.article_id for n in named]


def current(warehouse: Path) -> set[str]:
    return {row[0] for row in ask(warehouse, "select article_id from articles where state = 'current'").rows}


def test_by_id_and_the_reason_is_shown(corpus: Path, warehouse: Path, load: Load) -> None:
    (citation,) = ask(warehouse, "select citation_id from money where article_id = 'bread'").rows[0]
    assert withdraw(corpus, warehouse, "bread", "retracted: “wrong price”") == ["bread"]
    assert not is_up_to_date(corpus, warehouse)
    assert load(corpus, warehouse).n_withdrawn == 1
    assert is_up_to_date(corpus, warehouse)
    assert current(warehouse) == {"a.txt", "c1", "c2"}
    assert ask(warehouse, SHOWN).rows == [("bread", "b.md", "retracted: “wrong price”", "ana")]
    assert ask(warehouse, f"select quote, state, withdrawn_because from cite('{citation}')").rows == [
        ("€4.10", "withdrawn", "retracted: “wrong price”")
    ]
    assert "bread" not in {row[0] for row in ask(warehouse, "select article_id from mentions").rows}
    assert all(v.n_rows == 0 for v in check(warehouse))


def test_it_survives_a_changed_file_a_moved_file_and_a_ledger_from_nothing(
    corpus: Path, warehouse: Path, tmp_path: Path, load: Load
) -> None:
    withdraw(corpus, warehouse, "bread")
    load(corpus, warehouse)
    (corpus / "b.md").write_text((corpus / "b.md").read_text() + "It costs €5 there.\n")
    load(corpus, warehouse)
    assert "bread" not in current(warehouse)
    (corpus / "b.md").rename(corpus / "z.md")
    load(corpus, warehouse)
    load(corpus, tmp_path / "v")
    for ledger in (warehouse, tmp_path / "v"):
        assert current(ledger) == {"a.txt", "c1", "c2"}
        assert [row[2] for row in ask(ledger, SHOWN).rows] == ["retracted"]


def test_one_line_of_a_file_and_a_whole_file(corpus: Path, warehouse: Path, load: Load) -> None:
    assert withdraw(corpus, warehouse, "c1") == ["c1"]
    load(corpus, warehouse)
    assert current(warehouse) == {"a.txt", "bread", "c2"}
    assert withdraw(corpus, warehouse, str(corpus / "c.jsonl")) == ["c1", "c2"]
    load(corpus, warehouse)
    assert current(warehouse) == {"a.txt", "bread"}
    assert ask(warehouse, "select count(*) from quarantine where is_open").rows == [(1,)]


@pytest.mark.parametrize("loaded_meanwhile", [True, False])
def test_taken_back_it_is_read_again(corpus: Path, warehouse: Path, load: Load, loaded_meanwhile: bool) -> None:
    before = export(warehouse)
    withdraw(corpus, warehouse, "bread")
    if loaded_meanwhile:
        load(corpus, warehouse)
    withdraw(corpus, warehouse, "bread", "it was right", taken_back=True)
    load(corpus, warehouse)
    assert export(warehouse) == before
    assert ask(warehouse, SHOWN).rows == []


def test_taken_back_after_a_ledger_from_nothing(corpus: Path, warehouse: Path, tmp_path: Path, load: Load) -> None:
    before = export(warehouse)
    withdraw(corpus, warehouse, "c1")
    load(corpus, tmp_path / "v")
    shutil.rmtree(tmp_path / "v" / "work")
    withdraw(corpus, tmp_path / "v", "c1", taken_back=True)
    load(corpus, tmp_path / "v")
    assert export(tmp_path / "v") == before


def test_a_vanished_file_has_its_reason_too(corpus: Path, warehouse: Path, load: Load) -> None:
    (corpus / "a.txt").unlink()
    load(corpus, warehouse)
    assert ask(warehouse, SHOWN).rows == [("a.txt", "a.txt", "its file, or its place in the file, is gone", None)]


def test_what_is_not_there_and_what_cannot_be_read_is_told(corpus: Path, warehouse: Path) -> None:
    with pytest.raises(BadSetup, match="no article or file"):
        withdraw(corpus, warehouse, "nothing")
    (corpus / "empty.txt").write_text(" ")
    with pytest.raises(BadSetup, match="holds no article"):
        withdraw(corpus, warehouse, "empty.txt")
    withdraw(corpus, warehouse, "bread")
    with (corpus / FILE).open("a") as file:
        file.write("oops\n")
    with pytest.raises(BadSetup, match=r"withdrawn.jsonl\" line 2: .* put the line right"):
        in_force(corpus)


def test_taken_back_when_the_tables_change_too(
    corpus: Path, warehouse: Path, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = export(warehouse)
    withdraw(corpus, warehouse, "bread")
    load(corpus, warehouse)
    outdated = ask(warehouse, "select * from outdated").rows
    assert [row[:1] for row in outdated] == [("revision",)]
    import extract.warehouse as w

    digest = w.digest
    monkeypatch.setattr(w, "digest", lambda *kinds: digest(*kinds)[::-1])
    load(corpus, warehouse)
    assert ask(warehouse, "select * from outdated").rows == outdated
    withdraw(corpus, warehouse, "bread", taken_back=True)
    monkeypatch.setattr(w, "digest", digest)
    load(corpus, warehouse)
    assert export(warehouse) == before
    assert ask(warehouse, "select * from outdated").rows == []
