"""Who and where: the gazetteers in `data/*.csv`, of places, bodies, peoples, given names and titles, as frozen rows.

What packages carry of them `make gazetteers` writes anew; sources and licences are in `data/sources.csv`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from extract.tables import cells, forms, rows, whole_number


@dataclass(frozen=True, slots=True)
class Home:
    """What tells of one country besides its name and cities, of those whose currency has a name that others share.

    regions     its provinces or states, where newspapers know a country by them
    bodies      exchanges, offices and legal forms that no other country has
    """

    regions: tuple[str, ...]
    bodies: tuple[str, ...]


@cache
def homes() -> dict[str, Home]:
    """{ISO 3166-1 alpha-2 code: Home}."""
    found: dict[str, Home] = {}
    for _, row in rows("homes"):
        sure = [
            form
            for region in regions().values()
            if row["has_states"] and region.code[:2] == row["country"]
            for form in (region.name, *region.aliases)
            if form not in region.doubtful
        ]
        found[row["country"]] = Home((*sure, *forms(row["also"])), forms(row["bodies"]))
    return found


@dataclass(frozen=True, slots=True)
class FormerCountry:
    """A state that is no more: ISO 3166-3 code, blank where it has none, and the ISO 3166-1 codes of those that followed it."""

    name: str
    code: str
    aliases: tuple[str, ...]
    adjectives: tuple[str, ...]
    successors: tuple[str, ...]


@cache
def former_countries() -> dict[str, FormerCountry]:
    """{name: FormerCountry}. Some forms stand in `countries` too, for the currency; the identity is that of this table."""
    return {
        row["name"]: FormerCountry(
            row["name"], row["code"], forms(row["aliases"]), forms(row["adjectives"]), forms(row["successors"])
        )
        for _, row in rows("former_countries")
    }


@cache
def titles() -> dict[str, str]:
    """{a title or role that stands directly before a person's name: honorific, rank, office or role}."""
    return {row["title"]: row["kind"] for _, row in rows("titles")}


@dataclass(frozen=True, slots=True)
class Region:
    """A first-level division of a country: state, province, constituent country.

    code        ISO 3166-2, "CN-XJ"
    doubtful    those of its written forms that are common words, persons' names, other places or abbreviations too
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    doubtful: frozenset[str]


@cache
def regions() -> dict[str, Region]:
    """{ISO 3166-2 code: Region}; a written form may belong to several.

    A city's bare name is no form of the region named after it. Northern Ireland is a form of GB in `countries` too, for the
    currency; the identity is that of this table.
    """
    return {
        row["code"]: Region(row["code"], row["name"], forms(row["aliases"]), frozenset(forms(row["doubtful"])))
        for _, row in rows("regions")
    }


class City(NamedTuple):
    """The largest city of a name.

    country     ISO 3166-1 alpha-2
    region      ISO 3166-2, blank where it is not known
    population  in thousands; under 100 it is a town, whose name needs more evidence
    others      countries with another place of that name and 15,000 people or more, its own country where it has a second one
    doubtful    `word` when the name is a common word too, `person` when it is a usual given name or surname, else blank
    """

    name: str
    aliases: tuple[str, ...]
    country: str
    region: str
    population: int
    others: tuple[str, ...]
    capital: bool
    doubtful: str


@cache
def cities() -> dict[str, City]:
    """{written form: City}, aliases included; no form belongs to two."""
    found: dict[str, City] = {}
    lines = cells("cities")
    next(lines)
    same: dict[str, str] = {}  # each code and number is kept once
    for line, (name, aliases, country, region, population, others, capital, doubtful) in lines:
        city = City(
            name,
            forms(aliases),
            same.setdefault(country, country),
            same.setdefault(region, region),
            whole_number("cities", line, "population", population, 0, 99_999),
            forms(others),
            capital == "yes",
            same.setdefault(doubtful, doubtful),
        )
        found[name] = city
        for written in city.aliases:
            found[written] = city
    return found


@dataclass(frozen=True, slots=True)
class Feature:
    """A place that is no country, first-level region or city: a continent, sea, river, mountain, airport …

    kind        continent, world-region, area, territory, county, ocean, sea, gulf, strait, river, lake, mountain, desert,
                island, peninsula, canal, bridge, airport, building (streets and squares too) or pipeline (ports and mines too)
    label       LOC, FAC for what is built, GPE for what has or had a government
    doubtful    those of its written forms that are names of other things too
    """

    name: str
    kind: str
    label: str
    aliases: tuple[str, ...]
    doubtful: frozenset[str]


@cache
def geography() -> dict[str, Feature]:
    """{name: Feature}."""
    return {
        row["name"]: Feature(row["name"], row["kind"], row["label"], forms(row["aliases"]), frozenset(forms(row["doubtful"])))
        for _, row in rows("geography")
    }


@dataclass(frozen=True, slots=True)
class Organisation:
    """A public body that news names without explaining it.

    kind        international, executive (ministries, agencies, armies, statistical offices, leagues), legislature, court, party,
                central-bank, exchange, news-agency, media or company (one whose name is a person's or is cut short)
    country     ISO 3166-1 alpha-2, or EU; blank for international ones
    doubtful    those of its written forms that are common words or other things too: "Fed", "House", "Labour"
    """

    key: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    country: str
    doubtful: frozenset[str]


@cache
def organisations() -> dict[str, Organisation]:
    """{key: Organisation}; a written form ("Senate") may belong to several."""
    return {
        row["key"]: Organisation(
            row["key"], row["name"], forms(row["aliases"]), row["kind"], row["country"], frozenset(forms(row["doubtful"]))
        )
        for _, row in rows("organisations")
    }


@dataclass(frozen=True, slots=True)
class NameWord:
    """A capitalised word that makes the words beside it a name.

    place    `head` at either end ("Bank of England", "Deutsche Bank"), `suffix` at the end only ("Times"),
             `prefix` at the beginning only ("Mount"), `legal-form` behind a company's name ("Ltd")
    label    ORG, FAC, LOC, GPE or EVENT
    """

    place: str
    label: str


@cache
def organisation_words() -> dict[tuple[str, ...], NameWord]:
    """{words as written: NameWord}; a legal form with and without its full stops."""
    return {tuple(row["word"].split()): NameWord(row["place"], row["label"]) for _, row in rows("organisation_words")}


@cache
def given_names() -> dict[str, str]:
    """{given name: `word` when it is a common word too, `place` when it is a country, region or large city, else blank}."""
    return {row["name"]: row["doubtful"] for _, row in rows("given_names")}


@cache
def leading_family_names() -> dict[str, bool]:
    """{family name that Chinese, Koreans, Vietnamese and Cambodians write first, "Ma": whether it is a common word too}."""
    return {row["name"]: row["doubtful"] == "yes" for _, row in rows("leading_family_names")}


@dataclass(frozen=True, slots=True)
class People:
    """A people, religion or political group: NORP.

    forms       as written, the name first, singular and plural: "Uyghur", "Uyghurs", "Uighur"
    kind        people, religion, politics or region
    entity      ISO 3166-1 or ISO 3166-2 code where it is that of one country or region, else blank
    doubtful    those of its forms that are common words too
    """

    name: str
    forms: tuple[str, ...]
    kind: str
    entity: str
    doubtful: frozenset[str]


@cache
def peoples() -> dict[str, People]:
    """{name: People}."""
    return {
        row["name"]: People(
            row["name"], (row["name"], *forms(row["forms"])), row["kind"], row["entity"], frozenset(forms(row["doubtful"]))
        )
        for _, row in rows("peoples")
    }
