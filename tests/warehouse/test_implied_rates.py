"""The view of sums given in two currencies: which currency per which, the rate, and what the rounding of both allows."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract.query import ask, check
from extract.warehouse import Paths, declared

SENTENCE = "Trade came to about $33.58 billion (246 billion yuan), 57% more."
# Text, then (rate_unit, rate_per, rate, rate_low, rate_high) of each pair in it.
RATES: dict[str, list[tuple[str, str, float | None, float | None, float | None]]] = {
    SENTENCE: [("CNY", "USD", 7.32579, 7.30981, 7.34177)],
    "Trade came to 246 billion yuan ($33.58 billion).": [("CNY", "USD", 7.32579, 7.30981, 7.34177)],
    "It cost €10 billion ($11 billion).": [("USD", "EUR", 1.1, 1.0, 1.21053)],
    "It cost £53m (€63m).": [("GBP", "EUR", 0.84127, 0.826772, 0.856)],
    "A night costs 420 Brazilian reais, or 71,500 Argentine pesos.": [("ARS", "BRL", 170.238, 170.034, 170.442)],
    "Sales stay at NT$210 billion to NT$225 billion (€6.0 billion to €6.4 billion).": [("TWD", "EUR", 35.0806, 34.72, 35.4472)],
    "It cost $5 million (€4.6 million; £4.2 million).": [
        ("USD", "EUR", 1.08696, 0.967742, 1.20879),
        ("USD", "GBP", 1.19048, 1.05882, 1.3253),
    ],
    "It cost millions of dollars (millions of euros).": [("USD", "EUR", None, None, None)],
    "It cost $5 million (down from €6 million).": [],
    "The pass lies at 3,100 metres (10,170 feet).": [],  # a pair, but of no currencies
}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory, load_ledger: Callable[..., Any]) -> Path:
    folder = tmp_path_factory.mktemp("rates")
    (folder / "corpus").mkdir()
    lines = [
        json.dumps({"id": str(i), "title": "T", "source": "S", "published_on": "2024-05-01", "text": text})
        for i, text in enumerate(RATES)
    ]
    (folder / "corpus" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    load_ledger(folder / "corpus", folder / "w")
    return folder / "w"


@pytest.mark.parametrize(("number", "text"), enumerate(RATES))
def test_rates(number: int, text: str, ledger: Path) -> None:
    columns = "rate_unit, rate_per, rate, rate_low, rate_high"
    answer = ask(ledger, f"select {columns} from implied_rates where article_id = '{number}' order by end_char")
    assert answer.rows == RATES[text]


def test_a_row_has_its_place_and_both_sums(ledger: Path) -> None:
    columns = (
        "title, source, published_on::varchar, sentence, text, value, unit, modifier, equivalent_text, equivalent_value, "
        "equivalent_unit, equivalent_modifier, rule, citation_id"
    )
    ((*row, citation),) = ask(ledger, f"select {columns} from implied_rates where article_id = '0'").rows
    assert row == [
        *("T", "S", "2024-05-01", SENTENCE),
        *("$33.58 billion", Decimal("33580000000"), "USD", "about"),
        *("246 billion yuan", Decimal("246000000000"), "CNY", None, "equivalent.bracket"),
    ]
    assert ask(ledger, f"select quote from cite('{citation}')").rows == [("$33.58 billion (246 billion yuan",)]


def test_the_grain_is_a_pair(ledger: Path) -> None:
    n_pairs = sum(map(len, RATES.values()))
    counts = "select count(*), count(distinct citation_id), (select count(*) from links) from implied_rates"
    # One link is of a quantity in two units, which is no rate of exchange.
    assert ask(ledger, counts).rows == [(n_pairs, n_pairs, n_pairs + 1)]


def test_a_sound_ledger_passes_the_checks(ledger: Path) -> None:
    assert all(v.n_rows == 0 for v in check(ledger))


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("links_join", "delete from observations where article_id = '0' and observation_id = 0"),
        ("links_join", "update observations set unit = 'USD' where article_id = '0'"),
        ("links_join", "update observations set sentence_id = 9 where article_id = '0' and observation_id = 0"),
        ("observations_repeat_figures", "update observations set value = 1 where article_id = '0' and observation_id = 0"),
        ("observations_repeat_figures", "insert into observations select * from observations where article_id = '0'"),
        ("observations_repeat_figures", "delete from figures where article_id = '0'"),
        ("no_orphans", "insert into links values ('gone', 'equivalent', 0, 1)"),
        ("no_orphans", "update articles set state = 'withdrawn' where article_id = '0'"),
    ],
)
def test_a_check_finds_what_it_is_there_for(name: str, fault: str, ledger: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{Paths(ledger).link}' as ledger (read_only)")
        for table in declared("tables"):
            connection.execute(f"create table {table} as select * from ledger.{table}")
        sql = declared("checks")[name]
        assert connection.execute(sql).fetchall() == []
        connection.execute(fault)
        assert connection.execute(sql).fetchall()
