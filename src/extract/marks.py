"""An article's text with its mentions marked, as HTML; everything that comes from the article is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from extract import gazetteers, tables
from extract.records import plain

NAMES = {
    "MONEY": "money",
    "PERCENT": "percentage",
    "QUANTITY": "quantity",
    "CARDINAL": "count",
    "ORDINAL": "ordinal",
    "DATE": "date",
    "TIME": "time",
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "country, region, city",
    "LOC": "landscape, world region",
    "FAC": "building, road, plant",
    "NORP": "people, religion, party",
    "EVENT": "event",
}
"""{label: what it is called in a legend}, in the order of legends."""


@cache
def place_names() -> dict[str, str]:
    """{ISO 3166 code of a country or region: its name}."""
    names = {region.code: region.name for region in gazetteers.regions().values()}
    return names | {country.code: country.name for country in tables.countries().values()}


def environment() -> Environment:
    """Templates of the pages; what they are given is escaped, and a name that they are not given is an error."""
    return Environment(
        loader=PackageLoader("extract"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def reading_of(m: Mapping[str, Any]) -> str:
    """What a mention was read as, in a few words: "almost 0.9 EUR", "2023-01-01 – 2023-06-30", "KZ"; empty where undecided."""
    if m.get("value") is not None or m.get("low") is not None or m.get("unit"):
        if m.get("value") is not None:
            amount = plain(m["value"])
        elif m.get("low") is not None:
            amount = f"{plain(m['low'])} – {plain(m['high'])}"
        else:
            amount = ""
        per = f"per {m['per']}" if m.get("per") else None
        return " ".join(filter(None, (m.get("modifier"), amount, m.get("unit"), per)))
    if m.get("first_day"):
        return str(m["first_day"]) if m["first_day"] == m["last_day"] else f"{m['first_day']} – {m['last_day']}"
    return str(m.get("entity") or "")


def marked(text: str, mentions: Iterable[Mapping[str, Any]]) -> Markup:
    """The text with each mention in a <mark> of its label's class, its reading and rule on hover and focus.

    `mentions` are in order and do not overlap; each has start_char, end_char, label, rule, and what was read of it.
    """
    parts: list[Markup | str] = []
    at = 0
    for m in mentions:
        parts.append(escape(text[at : m["start_char"]]))
        told = " · ".join(filter(None, (m["label"], reading_of(m), m["rule"])))
        surface = text[m["start_char"] : m["end_char"]]
        parts.append(Markup('<mark class="{}" tabindex="0" data-told="{}">{}</mark>').format(m["label"].lower(), told, surface))
        at = m["end_char"]
    parts.append(escape(text[at:]))
    return Markup("").join(parts)
