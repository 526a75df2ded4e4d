"""Records → accepted and quarantined; each check is a named function.

A mention that fails goes to quarantine with the code of the check, its characters and its sentence; the rest of its
article is kept. What the article claims with a figure falls with the figure; a link that fails has a row of its own, at the
characters of the figure that it begins with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from extract import tables
from extract.observe import Raw
from extract.records import MODEL, DatedBy, Figure, Link, Mention, Observation, Period, Quarantined, Reading, Sentence, Unread

LARGEST = Decimal(10) ** 29  # DECIMAL(38,9) holds 29 digits before the point
LEAST = -LARGEST
PERCENT_UNITS = frozenset(("percent", "percentage-point", "basis-point", "per-mille"))


@cache
def measures() -> frozenset[str]:
    """Standard names of units of measurement."""
    return frozenset(measure.unit for measure in tables.measures())


def builder(of: Any) -> Callable[..., Any]:
    """What makes records of plain values: pydantic-core itself, for a layer of Python costs a fifth as much again."""
    return TypeAdapter(of).validator.validate_python


BUILDERS = {model: builder(model) for model in (Figure, Period, Mention)}
BUILD = {label: BUILDERS[model] for label, model in MODEL.items()}
"""{label: what makes its record}."""
SENTENCES, OBSERVATIONS = builder(tuple[Sentence, ...]), builder(tuple[Observation, ...])
LINKS, UNREAD = builder(list[Link]), builder(tuple[Unread, ...])


def offsets_hold(mention: Mention, text: str) -> str | None:
    if text[mention.start_char : mention.end_char] != mention.text or not mention.text:
        return f"chars {mention.start_char}–{mention.end_char} are not the mention's text"
    return None


def range_in_order(figure: Figure, text: str) -> str | None:
    if figure.low is not None and figure.high is not None and figure.low > figure.high:
        return f"low {figure.low} > high {figure.high}"
    return None


def has_value(figure: Figure, text: str) -> str | None:
    if figure.value is None and (figure.low is None or figure.high is None) and not figure.vague:
        return "neither a value nor both ends of a range"
    return None


def value_fits(figure: Figure, text: str) -> str | None:
    for number in (figure.value, figure.low, figure.high):
        if number is not None and not LEAST < number < LARGEST:
            return f"{number:.3E} has more digits than DECIMAL(38,9) holds"
    return None


def currency_exists(figure: Figure, text: str) -> str | None:
    if figure.unit is not None and figure.unit not in tables.currencies():
        return f'unit "{figure.unit}" is not in data/currencies.csv'
    return None


def percentage_has_unit(figure: Figure, text: str) -> str | None:
    if figure.unit not in PERCENT_UNITS:
        return f'unit "{figure.unit}"; expected one of {", ".join(sorted(PERCENT_UNITS))}'
    return None


def quantity_has_unit(figure: Figure, text: str) -> str | None:
    if figure.unit not in measures():
        return f'unit "{figure.unit}" is not in data/measures.csv'
    return None


def days_in_order(period: Period, text: str) -> str | None:
    first, last = period.first_day, period.last_day
    if (first is None) != (last is None):
        return "one of first and last day is missing"
    if first and last and first > last:
        return f"first day {first} is after last day {last}"
    return None


def ends_exist(link: Link, ends: Mapping[int, Observation]) -> str | None:
    missing = [str(end) for end in (link.from_observation, link.to_observation) if end not in ends]
    return f"observation {' and '.join(missing)} is not there, or its figure was rejected" if missing else None


def units_differ(link: Link, ends: Mapping[int, Observation]) -> str | None:
    units = {ends[link.from_observation].unit, ends[link.to_observation].unit}
    return None if len(units) == 2 and None not in units else f"units {' and '.join(map(str, units))}; expected two"


def in_one_sentence(link: Link, ends: Mapping[int, Observation]) -> str | None:
    here, there = ends[link.from_observation].sentence, ends[link.to_observation].sentence
    return None if here == there else f"sentences {here} and {there}; expected one"


Checks = dict[str, Callable[[Any, str], str | None]]
"""{reason code: check}; a check returns what is wrong, or None."""
OF_MENTIONS: Checks = {"offsets-do-not-hold": offsets_hold}
OF_FIGURES: Checks = {"range-reversed": range_in_order, "no-value": has_value, "value-too-large": value_fits}
OF_PERIODS: Checks = {"days-reversed": days_in_order}
OF_LABELS: dict[str, Checks] = {
    "MONEY": {"unknown-currency": currency_exists},
    "PERCENT": {"percent-unit": percentage_has_unit},
    "QUANTITY": {"unknown-measure": quantity_has_unit},
}
OF_RECORDS: dict[type[Mention], Checks] = {
    Mention: OF_MENTIONS,
    Figure: OF_MENTIONS | OF_FIGURES,
    Period: OF_MENTIONS | OF_PERIODS,
}
CHECKS = {label: (OF_RECORDS[model] | OF_LABELS.get(label, {})).items() for label, model in MODEL.items()}
"""{label: what its mentions must pass}."""
OF_LINKS: dict[str, Callable[[Link, Mapping[int, Observation]], str | None]] = {
    "link-end-missing": ends_exist,
    "link-units": units_differ,
    "link-sentences": in_one_sentence,
}
"""In order: one that fails keeps the rest from being asked."""

REMEDY = "Read the sentence; if the text is right, the rule named in the detail misread it: report it."


def fault_of(link: Link, ends: Mapping[int, Observation]) -> tuple[str, str] | None:
    """(reason, detail) of the first check that the link fails; `ends` are the accepted observations by id."""
    return next(((reason, detail) for reason, check in OF_LINKS.items() if (detail := check(link, ends))), None)


def validate(raw: Raw) -> tuple[Reading, list[Quarantined]]:
    """What is accepted of an article, and what is not and why. Ids stay as they were given."""
    text = raw.article.text
    sentences = SENTENCES(raw.sentences, strict=False)
    accepted: list[Mention] = []
    rejected: list[Quarantined] = []
    for values in raw.mentions:
        label = values["label"]
        try:
            mention = BUILD.get(label, BUILDERS[Mention])(values, strict=False)
        except ValidationError as error:
            first = error.errors()[0]
            wrong = [("field-invalid", f"{'.'.join(map(str, first['loc']))}: {first['msg']}")]
        else:
            wrong = []
            for reason, check in CHECKS[label]:
                detail = check(mention, text)
                if detail is not None:
                    wrong.append((reason, detail))
            if not wrong:
                accepted.append(mention)
                continue
        rejected += [rejection(raw, sentences, values, reason, detail) for reason, detail in wrong]
    if raw.observations:
        kept = {m.id for m in accepted}
        observations = OBSERVATIONS(tuple([o for o in raw.observations if o["figure"] in kept]))
    else:
        observations = ()
    ends = {o.id: o for o in observations}
    links = []
    for link in LINKS(raw.links, strict=False) if raw.links else ():
        fault = fault_of(link, ends)
        if fault is None:
            links.append(link)
        else:
            begins = raw.observations[link.from_observation]
            rejected.append(rejection(raw, sentences, raw.mentions[begins["figure"]] | {"rule": begins["rule"]}, *fault))
    reading = Reading.model_construct(
        article=raw.article,
        rules=raw.rules,
        dated_on=raw.dated_on,
        dated_by=DatedBy(raw.dated_by) if raw.dated_by else None,
        sentences=sentences,
        mentions=tuple(accepted),
        observations=observations,
        links=tuple(links),
        unread=UNREAD(raw.unread, strict=False),
    )
    return reading, rejected


def rejection(raw: Raw, sentences: Sequence[Sentence], values: Mapping[str, Any], reason: str, detail: str) -> Quarantined:
    """The quarantine row of what is at fault at a mention, given by its plain values."""
    text, at = raw.article.text, values.get("sentence")
    sentence = sentences[at] if at is not None and at < len(sentences) else None
    return Quarantined(
        article_id=raw.article.id,
        start_char=values["start_char"],
        end_char=values["end_char"],
        text=values["text"],
        sentence=text[sentence.start_char : sentence.end_char] if sentence else None,
        reason=reason,
        detail=f"{detail} (rule {values['rule']})",
        remedy=REMEDY,
    )
