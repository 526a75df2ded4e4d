"""Units and counted things in heads of tables: "Million tonnes", "Ore shipped, Mt", "Electorate (m)", "Haul trucks, June 30".

A unit stands alone, apart or in brackets, by its plural name or its symbol, with a scale word before it. What is counted is the
last word of a head, where it is one of THINGS or follows "number of". Letters that are much else ("m", "t", "C") are none here.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extract import tables
from extract.components.counted import looks_plural, time_words
from extract.components.quantities import LETTERS, written

THINGS = frozenset(
    """aircraft airplanes ambulances applicants applications apartments arrests arrivals attendance attendances babies beds
    births boats branches buildings buses candidates cars cases casualties children clinics companies complaints constituencies
    countries crew customers deaths delegates departures districts doctors drivers electorate electors employees factories
    families farmers fires firms fleet flights games goals graduates guests headcount helicopters homes hospitals hotels
    houses households infections injured injuries inmates inspections inspectors jobs killed libraries locomotives machines
    mandates matches medals members men migrants mines murders nurses officers outlets parks passengers patients people pigs
    pilots planes plants players police population premises prisoners projects prosecutions pupils refugees referees residents
    restaurants robots rooms sailors satellites schools seats sheep ships shops soldiers stadiums staff stations stores
    strikes students subscribers supporters surgeons suspects tanks teachers teams teenagers tests tourists towns tractors trains
    transplants trees trips trucks turbines users vans vehicles vessels victims villages visitors voters votes wards warships
    weddings wells wins women workers workforce wounded""".split()
)
"""What rows and columns of tables count; other plurals ("exports", "assets", "points") are of money as often."""
PARTICIPLES = re.compile(r"[A-Z]?[a-z]+(?:ed|wn|ld|lt)")
NUMBER_OF = re.compile(r"(?:(?:total )?number|no\.?|count) of ", re.IGNORECASE)
RATE = re.compile(r"(?P<unit>.+?)\s*(?:/|\b(?:per|an?)\b)\s*(?P<per>[a-z]+)")
OF_THING = re.compile(r"(?P<unit>.+?)(?: of [a-zA-Z0-9]+| [a-z]+(?:ed|en|wn|ld))")
PRICED = frozenset("kg g lb lbs oz l ml cl litre liter gal ft yd sq".split())
"""Symbols that tell in the label of a row what a price is for as often as how much there is: "Bread, kg"."""
LONGEST = 60


class Measured(NamedTuple):
    """The unit of a head, times `factor`, `per` what."""

    unit: str
    factor: Decimal
    per: str | None


def scale_of(word: str) -> Decimal | None:
    """What a scale word of a head multiplies by: "million", "'000s"."""
    power = 3 if re.fullmatch(r"['’]?000s?", word) else tables.scales().get(word)
    return None if power is None else Decimal(10) ** power


def measured(text: str, is_label: bool, is_apart: bool) -> Measured | None:
    """The unit that a part of a head is, or that stands apart in it; None where it is none."""
    words = text.split() if len(text) <= LONGEST else []
    factor = Decimal(1)
    while len(words) > 1 and (scale := scale_of(words[0].lower())):
        factor *= scale
        words = words[1:]
    rest = " ".join(words).removeprefix("of ")
    for pattern in (None, RATE, OF_THING):
        match = pattern.fullmatch(rest) if pattern else None
        if pattern and match is None:
            continue
        exact, lower = written()
        name = match["unit"] if match else rest
        kind, measure = exact.get(name) or lower.get(name.lower()) or ("", None)
        if measure is None or kind != "unit" or name in LETTERS:
            continue
        is_symbol = name in exact and not (is_label and name in PRICED) and (is_apart or factor > 1 or not name.isupper())
        if not (is_symbol or looks_plural(name)) or name.lower() in ("pounds", "degrees") or (measure.per and match):
            return None
        per = match["per"] if match and pattern is RATE else None
        unit = tables.units().get((per,)) if per else None
        return Measured(measure.unit, factor * measure.factor, unit.name if unit else per or measure.per)
    return None


@cache
def counted_by(name: str) -> str | None:
    """What a head counts, as written, without "number of"; None where that is not certain."""
    match = NUMBER_OF.match(name)
    thing = name[match.end() :] if match else name
    last = re.split(r"[\s/-]", thing.strip().lower())[-1]
    if not last.isalpha() or last in time_words() or (match and not looks_plural(last)) or len(thing) > LONGEST:
        return None
    return thing if match or last in THINGS else None


def is_participle(name: str) -> bool:
    """Whether a head is one participle, of what the column before it counts: "Parked", "Sold"."""
    return PARTICIPLES.fullmatch(name) is not None


def is_ratio(name: str) -> bool:
    """Whether a head is of a plain number that is no share: "Strip ratio"."""
    return re.fullmatch(r"(?:[A-Za-z]+[ -])+ratio", name) is not None
