"""The day of an article, and what told it, in its record, its JSON and the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from extract.article import article_of
from extract.observe import observe
from extract.query import ask
from extract.records import as_json
from extract.validate import validate

# (fields of the article, its day, what told it); "last month" is reckoned from that day.
BODY = "Rents rose 6% last month."
CASES: list[tuple[dict[str, str], date | None, str | None]] = [
    ({"published_on": "2024-06-07", "text": f"LONDON, March 9, 2023 - {BODY}"}, date(2024, 6, 7), "metadata"),
    ({"published_on": "2024-06-07", "text": "Nothing is told."}, date(2024, 6, 7), "metadata"),
    ({"text": f"LONDON, March 9, 2023 - {BODY}"}, date(2023, 3, 9), "dateline"),
    ({"text": f"LONDON, March 9 - {BODY} It was decided on Thursday, as in 2023."}, date(2023, 3, 9), "dateline"),
    ({"text": f"It was told on 9 March 2023. {BODY}"}, date(2023, 3, 9), "text"),
    ({"text": f"{BODY} {'Nothing else is known of it. ' * 20}He spoke on 9 March 2023."}, date(2023, 3, 9), "text"),
    ({"text": BODY}, None, None),
    ({"text": f"LONDON, March 9 - {BODY}"}, None, None),
]
MONTH_BEFORE = {date(2024, 6, 7): date(2024, 5, 1), date(2023, 3, 9): date(2023, 2, 1), None: None}


@pytest.mark.parametrize(("fields", "day", "by"), CASES)
def test_an_article_has_its_day_and_what_told_it(fields: dict[str, str], day: date | None, by: str | None) -> None:
    reading, _ = validate(observe(article_of(fields, "a")))
    assert (reading.dated_on, reading.dated_by) == (day, by)
    written = json.loads(as_json(reading))
    assert (written.get("dated_on"), written.get("dated_by")) == (str(day) if day else None, by)
    for mention in reading.mentions:
        if mention.text == "last month":
            assert mention.first_day == MONTH_BEFORE[day]


def test_the_ledger_says_it_of_each_article(tmp_path: Path, load_ledger: Callable[..., Any]) -> None:
    (tmp_path / "c").mkdir()
    lines = [json.dumps({"id": str(i), **fields}) for i, (fields, _, _) in enumerate(CASES)]
    (tmp_path / "c" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    load_ledger(tmp_path / "c", tmp_path / "w")
    for table in ("articles", "coverage"):
        rows = ask(tmp_path / "w", f"select dated_on, dated_by from {table} order by article_id").rows
        assert rows == [(day, by) for _, day, by in CASES], table
