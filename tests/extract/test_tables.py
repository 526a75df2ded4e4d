"""The data tables against published ones: ISO 3166-1 by pycountry, ISO 4217 and CLDR by babel."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pycountry
import pytest
from babel.numbers import get_currency_name, get_currency_precision, get_territory_currencies

from extract import gazetteers, tables
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


def test_every_table_names_its_source_and_a_licence() -> None:
    sources = {row["table"]: row for _, row in tables.rows("sources")}
    assert set(sources) == {path.stem for path in TABLES} - {"sources"}
    assert all(row["source"] and row["licence"] for row in sources.values())


ISO_COUNTRIES = {country.alpha_2 for country in pycountry.countries} | {"XK"}
ISO_REGIONS = {region.code for region in pycountry.subdivisions}


def test_regions_are_first_level_ones_of_iso_3166_2() -> None:
    assert set(gazetteers.regions()) <= ISO_REGIONS
    # Of these countries ISO's first level only groups: Java, Leinster, the Northern Region of Malawi.
    second = {code[:2] for code in gazetteers.regions() if pycountry.subdivisions.get(code=code).parent_code}
    assert second == {"DO", "ID", "IE", "MW"}
    for region in gazetteers.regions().values():
        assert region.name not in region.aliases
        assert region.doubtful <= {region.name, *region.aliases}, region.code
    # Every state of the US and province of Canada, for they stand behind the names of cities.
    for country, types in (("US", {"State", "District"}), ("CA", {"Province", "Territory"}), ("GB", {"Country", "Province"})):
        first = {r.code for r in pycountry.subdivisions.get(country_code=country) if r.type in types and not r.parent_code}
        assert first == {code for code in gazetteers.regions() if code[:2] == country}


def test_cities_stand_in_countries_and_regions_and_share_no_form() -> None:
    cities = {city.name: city for city in gazetteers.cities().values()}
    written = [form for city in cities.values() for form in (city.name, *city.aliases)]
    assert len(written) == len(set(written))
    countries = {form for country in tables.countries().values() for form in (country.name, *country.aliases)}
    for city in cities.values():
        assert {city.country, *city.others} <= ISO_COUNTRIES, city
        assert not city.region or (city.region in ISO_REGIONS and city.region[:2] == city.country), city
        assert city.doubtful in ("", "word", "person"), city
        assert city.capital or countries.isdisjoint((city.name, *city.aliases)), city
    assert cities.keys() >= {"London", "Munich", "Cologne", "Sao Paulo", "Urumqi", "Kyiv", "New York"}


@pytest.mark.parametrize(
    ("form", "name", "country", "region"),
    [
        ("Köln", "Cologne", "DE", "DE-NW"),
        ("Duesseldorf", "Düsseldorf", "DE", "DE-NW"),
        ("Kiev", "Kyiv", "UA", "UA-30"),
        ("Bombay", "Mumbai", "IN", "IN-MH"),
        ("Peking", "Beijing", "CN", "CN-BJ"),
        ("St Petersburg", "St. Petersburg", "RU", "RU-SPE"),
        ("São Paulo", "Sao Paulo", "BR", "BR-SP"),
        ("Alma-Ata", "Almaty", "KZ", "KZ-75"),
        ("Washington, D.C.", "Washington", "US", "US-DC"),
    ],
)
def test_a_city_is_found_by_its_other_names(form: str, name: str, country: str, region: str) -> None:
    city = gazetteers.cities()[form]
    assert (city.name, city.country, city.region) == (name, country, region)


KEPT = Path(__file__).parents[2] / "scripts" / "gazetteers"


def test_what_is_kept_by_hand_is_in_the_tables() -> None:
    """Whoever edits scripts/gazetteers and forgets `make gazetteers` sees it here."""
    regions, cities = gazetteers.regions(), gazetteers.cities()
    with (KEPT / "regions.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            region = regions[row["code"]]
            assert {row["name"], *tables.forms(row["aliases"])} <= {region.name, *region.aliases}
            assert region.doubtful == set(tables.forms(row["doubtful"]))
    for table in ("cities", "towns"):
        with (KEPT / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            assert [row["name"] for row in csv.DictReader(lines) if row["name"] not in cities] == []
    names = [line for line in (KEPT / "given_names.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert {name for line in names for name in line.split()} <= gazetteers.given_names().keys()


def test_what_is_a_word_or_a_person_too_is_doubtful() -> None:
    cities, given = gazetteers.cities(), gazetteers.given_names()
    assert [cities[name].doubtful for name in ("Nice", "Reading", "Houston", "Sydney")] == ["word", "word", "person", "person"]
    assert [cities[name].doubtful for name in ("London", "Berlin", "Tokyo", "Almaty")] == [""] * 4
    assert "March" not in cities  # towns that are called like words are left out
    assert [given[name] for name in ("Will", "Mark", "Paris", "John", "Nursultan")] == ["word", "word", "place", "", ""]
    assert given.keys().isdisjoint({"The", "My", "So", "Many", "Smith", "France"})
    regions = gazetteers.regions()
    assert [name for code in ("US-GA", "US-WA", "US-OR", "CN-XJ") for name in sorted(regions[code].doubtful)] == [
        "GA",
        "Georgia",
        "Wash.",
        "Washington",
        "Ore.",
    ]


def test_other_gazetteers_use_known_labels_kinds_and_codes() -> None:
    for feature in gazetteers.geography().values():
        assert feature.label in ("LOC", "FAC", "GPE"), feature
        assert feature.doubtful <= {feature.name, *feature.aliases}, feature
    for word, meaning in gazetteers.organisation_words().items():
        assert meaning.place in ("head", "suffix", "prefix", "legal-form"), word
        assert meaning.label in ("ORG", "FAC", "LOC", "GPE", "EVENT"), word
    kinds = "international executive legislature court party central-bank exchange news-agency media company".split()
    for body in gazetteers.organisations().values():
        assert body.kind in kinds, body
        assert not body.country or body.country in ISO_COUNTRIES | {"EU"}, body
        assert body.doubtful <= {body.name, *body.aliases}, body
    for people in gazetteers.peoples().values():
        assert people.kind in ("people", "region", "religion", "politics"), people
        assert not people.entity or people.entity in ISO_COUNTRIES | ISO_REGIONS, people
        assert people.doubtful <= set(people.forms), people
    for former in gazetteers.former_countries().values():
        assert set(former.successors) <= ISO_COUNTRIES, former
        assert not former.code or pycountry.historic_countries.get(alpha_4=former.code), former
    assert set(gazetteers.titles().values()) == {"honorific", "rank", "office", "role"}
    assert gazetteers.leading_family_names()["Xi"] is False
    assert gazetteers.leading_family_names()["Park"] is True


def test_names_that_one_thing_alone_bears_stand_in_one_row() -> None:
    """Within a table only what several bear ("Senate") may stand twice; a feature or a people has its forms for itself."""
    for rows in (
        [(feature.name, *feature.aliases) for feature in gazetteers.geography().values()],
        [people.forms for people in gazetteers.peoples().values()],
        [(former.name, *former.aliases, *former.adjectives) for former in gazetteers.former_countries().values()],
    ):
        written = [form for row in rows for form in row]
        assert sorted(form for form in set(written) if written.count(form) > 1) == []


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
