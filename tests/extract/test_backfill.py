"""Backfill: what is new comes first, stored articles are read again in slices, and kills change nothing of the outcome."""

from __future__ import annotations

import random
import re
import shutil
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from loads import asked, export, export_files, in_process, read_all
from test_kills import write_corpus

import extract.warehouse
from extract.backfill import NOTHING, Selection
from extract.diff import diff
from extract.load import Loader, Summary, is_up_to_date
from extract.publishing import number, snapshots
from extract.query import ask
from extract.warehouse import Paths

Load = Callable[..., Any]


def one_slice(corpus: Path, warehouse: Path, slice: int, selection: Selection = NOTHING, is_first: bool = False) -> Summary:
    """One load of a run, as the flow does it."""
    with Loader(corpus, warehouse, selection=selection) as loader:
        loader.withdraw_gone()
        if is_first:
            loader.read_again()
        for batch in loader.batches(1, slice=0 if is_first and loader.plan else slice):
            loader.load(batch, *read_all([article for _, article in batch.articles]))
        return loader.publish(3)


def change_rules(monkeypatch: pytest.MonkeyPatch, digest: str = "f" * 16) -> None:
    for module in ("warehouse", "observe"):
        monkeypatch.setattr(f"extract.{module}.rules_digest", lambda: digest)


def rules_of(warehouse: Path) -> dict[str, str | None]:
    return dict(ask(warehouse, "select article_id, rules from articles where state = 'current'").rows)


def test_what_is_new_is_published_before_any_slice(
    corpus: Path, tmp_path: Path, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = tmp_path / "w"
    load(corpus, w)
    (corpus / "new.txt").write_text("It cost $7 million.")
    change_rules(monkeypatch)
    first = one_slice(corpus, w, 3, is_first=True)
    assert (first.n_new, first.n_again, first.n_stale, first.goes_on) == (1, 0, 4, True)
    assert [a for a, digest in rules_of(w).items() if digest == "f" * 16] == ["new.txt"]
    assert ask(w, "select sum(n_stale) from freshness").rows == [(4,)]
    assert not is_up_to_date(corpus, w)

    (corpus / "newer.txt").write_text("It cost $8 million at 9:40 a.m.")
    second = one_slice(corpus, w, 3)
    assert (second.n_new, second.n_again, second.n_stale, second.goes_on) == (1, 3, 1, True)
    third = one_slice(corpus, w, 3)
    assert (third.n_again, third.n_stale, third.goes_on) == (1, 0, False)
    assert set(rules_of(w).values()) == {"f" * 16}
    assert is_up_to_date(corpus, w)
    total = Summary()
    for summary in (first, second, third):
        total.add(summary)
    assert (total.n_new, total.n_again, total.n_stale, total.run_id, total.goes_on) == (2, 4, 0, 4, False)


def test_snapshots_between_slices_go_and_the_one_before_stays(
    corpus: Path, tmp_path: Path, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = tmp_path / "w"
    load(corpus, w)
    change_rules(monkeypatch)
    while one_slice(corpus, w, 1).goes_on:
        assert len(snapshots(Paths(w))) == 2
    assert [number(path) for path in snapshots(Paths(w))] == [5, 1]
    assert ask(w, "select run_id, n_again, n_left from runs order by run_id").rows == [
        (1, 0, 0),
        (2, 1, 3),
        (3, 1, 2),
        (4, 1, 1),
        (5, 1, 0),
    ]


def test_an_article_that_cannot_be_read_again_does_not_hold_the_backfill(
    corpus: Path, tmp_path: Path, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = tmp_path / "w"
    load(corpus, w)
    change_rules(monkeypatch)
    n_slices, goes_on = 0, True
    while goes_on:
        with Loader(corpus, w) as loader:
            for batch in loader.batches(1, slice=2):
                if batch.articles[0][1].id != "a.txt":
                    loader.load(batch, *read_all([article for _, article in batch.articles]))
            goes_on = loader.publish(3).goes_on
        n_slices += 1
    assert n_slices == 4
    assert [a for a, digest in rules_of(w).items() if digest != "f" * 16] == ["a.txt"]


SELECTIONS = [
    (Selection(everything=True), {"a.txt", "bread", "c1", "c2"}),
    (Selection(since=date(2024, 5, 1)), {"bread"}),
    (Selection(since=date(2024, 5, 2)), set()),
    (Selection(only="c1"), {"c1"}),
    (Selection(only="c?"), {"c1", "c2"}),
    (Selection(only="*.jsonl"), {"c1", "c2"}),
    (Selection(only="[ab]*"), {"a.txt", "bread"}),
    (Selection(only="[ab]*", since=date(2020, 1, 1)), {"bread"}),
    (Selection(only="'; drop table articles; --"), set()),
]


@pytest.mark.parametrize(("selection", "chosen"), SELECTIONS, ids=str)
def test_who_is_named_is_read_again_and_nobody_else(
    corpus: Path, tmp_path: Path, load: Load, selection: Selection, chosen: set[str]
) -> None:
    w = tmp_path / "w"
    load(corpus, w)
    before = export(w)
    with Loader(corpus, w, selection=selection) as loader:
        loader.read_again()
        assert {article.id for batch in loader.batches(1) for _, article in batch.articles} == chosen
    summary = one_slice(corpus, w, 10, selection, is_first=True)
    assert (summary.n_again, summary.n_stale, summary.goes_on) == (len(chosen), 0, False)
    assert export(w) == before


def test_a_named_part_leaves_the_others_to_another_run(
    corpus: Path, tmp_path: Path, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = tmp_path / "w"
    load(corpus, w)
    change_rules(monkeypatch)
    (corpus / "new.txt").write_text("It cost $7 million.")
    (corpus / "a.txt").unlink()
    summary = one_slice(corpus, w, 10, Selection(only="c?"), is_first=True)
    assert (summary.n_new, summary.n_withdrawn, summary.n_again, summary.n_stale, summary.goes_on) == (0, 0, 2, 2, False)
    (corpus / "c.jsonl").write_text('{"id": "c2", "text": "Rents rose 7.5%."}\n')
    named = one_slice(corpus, w, 10, Selection(only="c2"), is_first=True)
    assert (named.n_changed, named.n_withdrawn) == (1, 1), "the file of an article that is named belongs to it"
    rest = load(corpus, w)
    assert (rest.n_new, rest.n_withdrawn, rest.n_again, rest.n_stale) == (1, 1, 1, 0)


def test_with_other_tables_the_facts_stay_until_they_are_read_again(corpus: Path, tmp_path: Path, load: Load) -> None:
    w = tmp_path / "w"
    (corpus / "a.txt").write_text("It cost $7 million at 9:30 a.m., open 24/7.")
    declared = extract.warehouse.declared

    def former(kind: str) -> dict[str, str]:
        tables = dict(declared(kind))
        if kind == "tables":
            tables["periods"] = re.sub(r"\n    clock .*|comment on column periods.clock.*", "", tables["periods"])
            tables["unread"] = tables["unread"].replace("sentence_id integer", "sentence_id bigint")
        return tables

    with pytest.MonkeyPatch.context() as patch:
        for module in ("warehouse", "working", "load"):
            patch.setattr(f"extract.{module}.declared", former)
        load(corpus, w)
    (corpus / "new.txt").write_text("It cost $8 million at 9:40 a.m.")
    first = one_slice(corpus, w, 10, is_first=True)
    assert (first.n_new, first.n_again, first.n_stale, first.goes_on) == (1, 0, 4, True)
    assert ask(w, "select article_id, text, value::integer from money order by all").rows == [
        ("a.txt", "$7 million", 7_000_000),
        ("bread", "€4.10", 4),
        ("c1", "$5 million", 5_000_000),
        ("new.txt", "$8 million", 8_000_000),
    ]
    assert ask(
        w, "select text, clock from mentions join periods using (article_id, mention_id) where label = 'TIME' order by text"
    ).rows == [
        ("9:30 a.m.", None),
        ("9:40 a.m.", "09:40"),
    ]
    assert ask(w, "select text, sentence_id from unread").rows == [("24/7", None)], "a column of another type is read again"
    assert not one_slice(corpus, w, 10).goes_on
    load(corpus, tmp_path / "v")
    assert export(w) == export(tmp_path / "v")


def test_a_kill_between_mark_and_reading_leaves_the_ledger_whole(corpus: Path, tmp_path: Path, load: Load) -> None:
    w = tmp_path / "w"
    load(corpus, w)
    before = export(w)
    with Loader(corpus, w, selection=Selection(everything=True)) as loader:
        loader.read_again()
    with duckdb.connect(str(Paths(w).working), read_only=True) as connection:
        assert connection.execute("select count(*) from articles where rules is null").fetchall() == [(4,)]
    (corpus / "new.txt").write_text("Nothing to see.")
    assert load(corpus, w).n_again == 4, "the next load reads what was marked"
    after = export(w)
    assert {t: [row for row in after[t] if "new.txt" not in row] for t in after} == before


def test_killed_twice_midway_it_ends_with_the_same_bytes(tmp_path: Path, load: Load, processes: Any) -> None:
    corpus, base, rules = tmp_path / "corpus", tmp_path / "base", "f" * 16
    write_corpus(corpus)
    load(corpus, base)

    def copy(name: str) -> Path:
        return Path(shutil.copytree(base, tmp_path / name, symlinks=True))

    def exported(warehouse: Path) -> dict[str, bytes]:
        return export_files(Paths(warehouse).link, tmp_path / f"{warehouse.name}-export")

    straight = copy("straight")
    stages = asked(processes, "trace_backfill", corpus, straight, rules)
    expected = exported(straight)
    assert expected["articles"] != exported(base)["articles"]
    chance = random.Random(5)
    for n in range(4):
        warehouse = copy(f"killed-{n}")
        for stage in chance.sample(("extraction", "transaction", "checkpoint", "copy", "swap"), 2):
            at = chance.choice([i for i, name in enumerate(stages[: len(stages) // 3], 1) if name == stage])
            code = in_process(processes, "die_in_backfill", corpus, warehouse, rules, at)
            assert code == -signal.SIGKILL, f"not killed in {stage} at {at}"
            assert len(rules_of(warehouse)) >= 1, "what is published can be read"
        assert in_process(processes, "backfill", corpus, warehouse, rules) == 0
        assert exported(warehouse) == expected
        assert not diff(Paths(warehouse).link.resolve(), Paths(straight).link.resolve())
