"""The view of figures with their period: which date is chosen, and by what."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract.warehouse import Paths

# Text, then (figure, period, chosen_by) of each figure in it.
PERIODS: dict[str, list[tuple[str, str | None, str | None]]] = {
    "Sales rose to $5 million in 2023 from $4 million in 2022.": [
        ("$5 million", "2023", "clause"),
        ("$4 million", "2022", "clause"),
    ],
    "In 2023 sales were $5 million and profit $1 million. Costs fell 3%.": [
        ("$5 million", "2023", "clause"),
        ("$1 million", "2023", "sentence"),
        ("3%", "2023", "focus"),
    ],
    # The day somebody paid is not when rents rose.
    "He paid $5 on Tuesday. Rents rose 6%.": [("$5", "Tuesday", "clause"), ("6%", None, None)],
    "Rents rose 6%, the state said. In May they had fallen.": [("6%", None, None)],
    "Rents fell 2% in May. Wages rose 6% in June, and by 7% last year.": [
        ("2%", "May", "clause"),
        ("6%", "June", "clause"),
        ("7%", "last year", "clause"),
    ],
}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory, load_ledger: Callable[..., Any]) -> Path:
    folder = tmp_path_factory.mktemp("periods")
    (folder / "corpus").mkdir()
    lines = [json.dumps({"id": str(i), "published_on": "2024-08-07", "text": text}) for i, text in enumerate(PERIODS)]
    (folder / "corpus" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    load_ledger(folder / "corpus", folder / "w")
    return folder / "w"


@pytest.mark.parametrize(("number", "text"), enumerate(PERIODS))
def test_period(number: int, text: str, ledger: Path) -> None:
    sql = "select text, period_text, chosen_by from figures_by_period where article_id = ? order by start_char"
    with duckdb.connect(str(Paths(ledger).link), read_only=True) as connection:
        assert connection.execute(sql, [str(number)]).fetchall() == PERIODS[text]


def test_days_come_with_what_they_were_reckoned_from(ledger: Path) -> None:
    sql = (
        "select distinct first_day::varchar, last_day::varchar, date_basis from figures_by_period where period_text = 'last year'"
    )
    with duckdb.connect(str(Paths(ledger).link), read_only=True) as connection:
        assert connection.execute(sql).fetchall() == [("2023-01-01", "2023-12-31", "article")]
