"""The data tables against published ones: ISO 3166-1 by pycountry, ISO 4217 and CLDR by babel."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pycountry
import pytest
from babel.numbers import get_currency_name, get_currency_precision, get_territory_currencies

from extract import tables
from extract.errors import BadTable

TABLES = sorted(tables.DATA.glob("*.csv"))


def test_countries_are_those_of_iso_3166() -> None:
    assert set(tables.countries()) == {country.alpha_2 for country in pycountry.countries} | {"XK"}  # Kosovo: user-assigned


def test_tender_is_that_of_cldr() -> None:
    for country in tables.countries().values():
        assert country.currency in get_territory_currencies(country.code) or not country.currency
        assert country.currency in tables.currencies() or not country.currency


@pytest.mark.parametrize("currency", tables.currencies().values(), ids=lambda c: c.code)
def test_currency_is_that_of_cldr(currency: tables.Currency) -> None:
    assert currency.name == get_currency_name(currency.code, locale="en")
    assert currency.minor_digits == get_currency_precision(currency.code)


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.stem)
def test_cells_hold_no_blank_or_doubled_form(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for cell in row.values():
                parts = cell.split("|")
                assert len(parts) == len(set(parts))
                assert all(part == part.strip() for part in parts)
                assert len(parts) == 1 or all(parts)


def test_rows_are_sorted_by_their_first_column() -> None:
    for path in TABLES:
        with path.open(encoding="utf-8", newline="") as lines:
            keys = [next(iter(row.values())) for row in csv.DictReader(lines)]
        assert len(keys) == len(set(keys)), path.name
        assert path.stem in ("currency_defaults",) or keys == sorted(keys) or path.stem == "months", path.name


def test_every_table_names_its_source() -> None:
    named = {row["table"] for _, row in tables.rows("sources")}
    assert named == {path.stem for path in TABLES} - {"sources"}


def test_a_bad_row_names_file_line_and_remedy(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n1,2,3\n")
    with pytest.raises(BadTable, match=r"data/x\.csv line 3: 2 columns expected"):
        list(tables.rows("x", tmp_path))
    with pytest.raises(BadTable, match='minor_digits is "two"; expected 0–4'):
        tables.whole_number("currencies", 41, "minor_digits", "two", 0, 4)


def test_fractions_are_rounded_half_even_to_nine_places() -> None:
    assert str(tables.exact(Fraction(1, 6))) == "0.166666667"
    assert str(tables.exact(Fraction(5, 2))) == "2.5"
    assert str(tables.exact(Fraction(10**20))) == "1" + "0" * 20
