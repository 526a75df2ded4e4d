"""Whether the gold is consistent: offsets hold, codes exist, readings follow from the digits, links point somewhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache

import pycountry
from gold import CALENDAR, FIGURES, LABELS, NAMES, Gold, Mention, Observation, Relation, sha256_of_text

from extract import tables
from extract.records import Article

PERCENT_UNITS = ("percent", "percentage-point", "basis-point")
GRANULARITIES = ("day", "week", "month", "quarter", "half", "season", "year", "decade", "century")
INHERITABLE = ("concept", "metric", "subject", "period", "base", "places", "speaker", "modality")
# Reserved in ISO 3166-1 for those that are no country, and Kosovo's code in use.
RESERVED = ("EU", "UN", "XK")
COUNTRY = re.compile(r"[A-Z]{2}")
REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?|[½¼¾⅓⅔]")


def faults(gold: Gold, item: Article) -> list[str]:
    """What in the gold of one article is inconsistent, a line each; empty when nothing is."""
    if gold.text_sha256 != sha256_of_text(item.text):
        return ["the article's text has changed since it was annotated: amend it with `annotate.py mark` and `annotate.py save`"]
    wrong: list[str] = []
    by_id = {m.id: m for m in gold.mentions}
    end = 0
    for m in gold.mentions:
        wrong += [f"mention {m.id} ({m.text!r}): {fault}" for fault in mention_faults(m, item.text)]
        if m.start_char < end:
            wrong.append(f"mention {m.id} ({m.text!r}) overlaps the one before, or ids are not in order")
        end = m.end_char
    ids = [o.id for o in gold.observations]
    wrong += [f"observation {i} is there twice" for i in sorted({i for i in ids if ids.count(i) > 1})]
    squeezed = squeeze(item.text)
    for o in gold.observations:
        figure = by_id.get(o.figure)
        if figure is None or figure.label not in FIGURES:
            wrong.append(f"observation {o.id}: its figure {o.figure} is no figure")
        wrong += [f"observation {o.id}: {fault}" for fault in observation_faults(o, squeezed)]
    for link in gold.links:
        wrong += [f"link {link.kind} {link.from_}–{link.to}: no observation {i}" for i in (link.from_, link.to) if i not in ids]
    if len(by_id) < len(gold.mentions):
        wrong.append("a mention's id is there twice")
    return wrong


def squeeze(text: str) -> str:
    """Text with each run of white space as one space, in one case."""
    return " ".join(text.split()).casefold()


def mention_faults(m: Mention, text: str) -> Iterator[str]:
    if text[m.start_char : m.end_char] != m.text or not m.text:
        yield "its offsets do not hold"
    if m.text != m.text.strip():
        yield "white space at its edge"
    yield from (f'no label "{label}"' for label in (m.label, *m.label_accept) if label not in LABELS)
    if m.entity and not code_exists(m.entity):
        yield f'no ISO 3166 code "{m.entity}"'
    if m.label in NAMES and not m.entity and not m.optional:
        yield "no entity"
    if m.label in FIGURES:
        yield from figure_faults(m)
    if m.label in CALENDAR:
        yield from calendar_faults(m)


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes."""
    return frozenset(country.alpha_2 for country in pycountry.countries)


@cache
def regions() -> frozenset[str]:
    """ISO 3166-2 codes."""
    return frozenset(region.code for region in pycountry.subdivisions)


def code_exists(entity: str) -> bool:
    """False for what looks like an ISO 3166 code and is none; a name is no code."""
    if COUNTRY.fullmatch(entity):
        return entity in RESERVED or entity in countries()
    return not REGION.fullmatch(entity) or entity in regions()


def unit_is_known(m: Mention) -> bool:
    """ISO 4217 for money, words for quantities; a sum may be optional because its currency is not told."""
    known: dict[str, Collection[str | None]] = {
        "MONEY": [*tables.currencies(), *([None] if m.optional else [])],
        "PERCENT": PERCENT_UNITS,
        "CARDINAL": (None, "fraction", "times"),
    }
    if m.label in known:
        return m.unit in known[m.label]
    return m.unit is not None and re.fullmatch(r"[a-z][a-z-]*[a-z]", m.unit) is not None


def figure_faults(m: Mention) -> Iterator[str]:
    if not unit_is_known(m):
        yield f'unit "{m.unit}" is not known for {m.label}'
    has_fraction = m.numerator is not None and m.denominator is not None
    has_range = m.low is not None and m.high is not None
    if not m.optional and (m.value is not None) + has_range + has_fraction != 1:
        yield "needs a value, or low and high, or numerator and denominator"
    if m.low is not None and m.high is not None and m.low >= m.high:
        yield f"low {m.low} is not below high {m.high}"
    if (m.unit == "fraction") != has_fraction and not m.optional:
        yield "a fraction has a numerator and a denominator"
    if m.value is not None or has_range:
        yield from reading_faults(m)


def reading_faults(m: Mention) -> Iterator[str]:
    """Whether the values follow from the numerals of the text: the same digits, moved by the scale that is written.

    Spelled numbers and mixed ones ("3½") are left to the reader's eye.
    """
    numerals = list(NUMERAL.finditer(m.text))
    if not numerals or any(n[0] in "½¼¾⅓⅔" for n in numerals) or re.search(r"\d\s*/\s*\d|\d[- ](?:and|a)\b", m.text):
        return
    values = [v for v in (m.value, m.low, m.high) if v is not None]
    if len(numerals) != len(values):
        yield f"{len(numerals)} numerals for {len(values)} values"
        return
    ends = [n.start() for n in numerals[1:]] + [len(m.text)]
    for numeral, end, value in zip(numerals, ends, values, strict=True):
        digits = Decimal(numeral[0].replace(",", ""))
        ratio = abs(value) / digits if digits else Decimal(1)
        exponent = ratio.log10() if ratio else Decimal(0)
        power = None if m.label == "QUANTITY" else written_power(m.text[numeral.end() : end])
        if (digits == 0) != (value == 0) or exponent != exponent.to_integral_value():
            yield f"{value} does not follow from {numeral[0]}"
        elif power is not None and exponent != power:
            yield f"{value} is {numeral[0]} by ten to the {exponent}; what is written says {power}"


def written_power(text: str) -> int | None:
    """Power of ten of the scale words after a numeral; None when there are none: it may be shared, or the unit a minor one."""
    scales = tables.scales()
    found = [scales[w] for w in re.findall(r"[a-z]+", text.casefold()) if w in scales]
    return sum(found) if found else None


def calendar_faults(m: Mention) -> Iterator[str]:
    if m.granularity is not None and m.granularity not in GRANULARITIES:
        yield f'no granularity "{m.granularity}"'
    if (m.first_day is None) != (m.last_day is None):
        yield "needs both days or neither"
    if m.first_day and m.last_day:
        if m.first_day > m.last_day and not m.optional:
            yield f"{m.first_day} is after {m.last_day}"
        if not m.granularity or not m.date_basis:
            yield "days need a granularity and a date_basis"
        years = {int(y) for y in re.findall(r"\b(?:19|20)\d\d\b", m.text)}
        if years and not years <= set(range(m.first_day.year, m.last_day.year + 1)):
            yield f"days {m.first_day} to {m.last_day} are not in the year that is written"
    elif m.label == "DATE" and not (m.vague or m.optional or m.unit):
        yield "a DATE has days, or a value and unit, or is vague"


def observation_faults(o: Observation, squeezed: str) -> Iterator[str]:
    """`squeezed` is the article's text with single spaces, in one case."""
    for name in ("concept", "subject", "speaker"):
        words = getattr(o, name)
        if words and squeeze(words) not in squeezed:
            yield f'its {name} "{words}" is not in the text'
    if not o.concept and not o.metric and not o.optional:
        yield "neither concept nor metric"
    if o.base and (o.base.value is not None) == (o.base.low is not None and o.base.high is not None):
        yield "its base needs a value, or low and high"
    if (o.first_day is None) != (o.last_day is None) or (o.first_day and o.last_day and o.first_day > o.last_day):
        yield "its days are not both there, or not in order"
    yield from (f'cannot inherit "{name}"' for name in o.inherited if name not in INHERITABLE)
    yield from (f'no ISO 3166 code "{p.entity}"' for p in o.places if not code_exists(p.entity))


def relation_faults(relations: Sequence[Relation], golds: Iterable[Gold]) -> list[str]:
    """Claims that relations name and that are not there, and pairs that are no pairs."""
    known = {(g.article, o.id) for g in golds for o in g.observations}
    wrong = []
    for n, relation in enumerate(relations, 1):
        wrong += [f"relations.jsonl line {n}: no claim {c}" for c in relation.claims if (c.article, c.observation) not in known]
        if relation.kind != "cannot all be true" and len(relation.claims) != 2:
            wrong.append(f"relations.jsonl line {n}: {relation.kind} needs two claims")
        if not relation.why.strip():
            wrong.append(f"relations.jsonl line {n}: no reason")
    return wrong
