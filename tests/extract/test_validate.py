"""Each check rejects what it is there for, and the rest of the article is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from extract.observe import observe
from extract.records import Article, plain
from extract.validate import CHECKS, OF_LINKS, validate

TEXT = "It cost £9m in 2022, or 5% of all 40 km."
GOOD: dict[str, dict[str, Any]] = {
    "MONEY": {"value": Decimal(9000000), "unit": "GBP"},
    "PERCENT": {"value": Decimal(5)},
    "DATE": {},
    "QUANTITY": {},
}


@pytest.mark.parametrize(
    ("label", "change", "reason"),
    [
        ("MONEY", {"text": "£8m"}, "offsets-do-not-hold"),
        ("MONEY", {"low": Decimal(9), "high": Decimal(4), "value": None}, "range-reversed"),
        ("MONEY", {"value": None}, "no-value"),
        ("MONEY", {"value": Decimal("1E+40")}, "value-too-large"),
        ("MONEY", {"unit": "XYZ"}, "unknown-currency"),
        ("PERCENT", {"unit": "GBP"}, "percent-unit"),
        ("PERCENT", {"unit": None}, "percent-unit"),
        ("QUANTITY", {"unit": "furlong-per-fortnight"}, "unknown-measure"),
        ("DATE", {"first_day": "2023-01-01"}, "days-reversed"),
        ("DATE", {"last_day": None}, "days-reversed"),
        ("DATE", {"granularity": "aeon"}, "field-invalid"),
    ],
)
def test_a_fault_is_quarantined_with_reason_and_sentence(label: str, change: dict[str, Any], reason: str) -> None:
    raw = observe(Article(id="a", revision="0" * 16, text=TEXT))
    (wrong,) = (m for m in raw.mentions if m["label"] == label)
    wrong |= change
    reading, rejected = validate(raw)
    assert [bad.reason for bad in rejected] == [reason]
    assert rejected[0].sentence == TEXT
    assert rejected[0].article_id == "a"
    assert len(reading.mentions) == len(raw.mentions) - 1


TWICE = "It cost €9m ($10m). It was paid in 2022."


@pytest.mark.parametrize(
    ("place", "change", "reasons", "n_observations"),
    [
        ("mentions", {"value": Decimal("1E+40")}, ["value-too-large", "link-end-missing"], 1),
        ("mentions", {"value": "many"}, ["field-invalid", "link-end-missing"], 1),
        ("observations", {"unit": "EUR"}, ["link-units"], 2),
        ("observations", {"unit": None}, ["link-units"], 2),
        ("observations", {"sentence": 1}, ["link-sentences"], 2),
    ],
)
def test_a_link_that_does_not_hold_is_quarantined_where_it_begins(
    place: str, change: dict[str, Any], reasons: list[str], n_observations: int
) -> None:
    raw = observe(Article(id="a", revision="0" * 16, text=TWICE))
    getattr(raw, place)[1].update(change)
    reading, rejected = validate(raw)
    assert [bad.reason for bad in rejected] == reasons
    assert {(bad.text, bad.sentence) for bad in rejected} == {("$10m", "It cost €9m ($10m).")}
    assert "rule equivalent.bracket" in rejected[-1].detail
    assert reading.links == ()
    assert len(reading.observations) == n_observations


def test_every_check_of_links_has_a_case_above() -> None:
    assert set(OF_LINKS) == {"link-end-missing", "link-units", "link-sentences"}


def test_every_check_has_a_case_above() -> None:
    covered = {
        "offsets-do-not-hold",
        "range-reversed",
        "no-value",
        "value-too-large",
        "unknown-currency",
        "percent-unit",
        "unknown-measure",
        "days-reversed",
    }
    assert covered == {reason for checks in CHECKS.values() for reason, _ in checks}


def test_decimals_are_written_plainly() -> None:
    assert [plain(Decimal(n)) for n in ("8.50E+9", "0.10", "5", "1E-9")] == ["8500000000", "0.1", "5", "0.000000001"]
