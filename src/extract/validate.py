"""Records → accepted and quarantined; each check is a named function.

A mention that fails goes to quarantine with the code of the check, its characters and its sentence;
the rest of its article is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from extract import tables
from extract.observe import Raw
from extract.records import Figure, Mention, Period, Quarantined, Reading, Sentence, Unread

LARGEST = Decimal(10) ** 29  # DECIMAL(38,9) holds 29 digits before the point
PERCENT_UNITS = frozenset(("percent", "percentage-point", "basis-point", "per-mille"))
MODEL: dict[str, type[Mention]] = {"MONEY": Figure, "PERCENT": Figure, "DATE": Period}
SENTENCES = TypeAdapter(tuple[Sentence, ...])
UNREAD = TypeAdapter(tuple[Unread, ...])


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
        if number is not None and abs(number) >= LARGEST:
            return f"{number:.3E} has more digits than DECIMAL(38,9) holds"
    return None


def currency_exists(figure: Figure, text: str) -> str | None:
    if figure.label == "MONEY" and figure.unit is not None and figure.unit not in tables.currencies():
        return f'unit "{figure.unit}" is not in data/currencies.csv'
    return None


def percentage_has_unit(figure: Figure, text: str) -> str | None:
    if figure.label == "PERCENT" and figure.unit not in PERCENT_UNITS:
        return f'unit "{figure.unit}"; expected one of {", ".join(sorted(PERCENT_UNITS))}'
    return None


def days_in_order(period: Period, text: str) -> str | None:
    first, last = period.first_day, period.last_day
    if (first is None) != (last is None):
        return "one of first and last day is missing"
    if first and last and first > last:
        return f"first day {first} is after last day {last}"
    return None


Checks = dict[str, Callable[[Any, str], str | None]]
"""{reason code: check}; a check returns what is wrong, or None."""
OF_MENTIONS: Checks = {"offsets-do-not-hold": offsets_hold}
OF_FIGURES: Checks = {
    "range-reversed": range_in_order,
    "no-value": has_value,
    "value-too-large": value_fits,
    "unknown-currency": currency_exists,
    "percent-unit": percentage_has_unit,
}
OF_PERIODS: Checks = {"days-reversed": days_in_order}
CHECKS: dict[type[Mention], Checks] = {
    Mention: OF_MENTIONS,
    Figure: OF_MENTIONS | OF_FIGURES,
    Period: OF_MENTIONS | OF_PERIODS,
}

REMEDY = "Read the sentence; if the text is right, the rule named in the detail misread it: report it."


def faults(mention: Mention, text: str) -> list[tuple[str, str]]:
    """(reason, detail) of each check that the mention fails."""
    return [(reason, detail) for reason, check in CHECKS[type(mention)].items() if (detail := check(mention, text))]


def build(values: dict[str, Any]) -> Mention:
    """The record of plain values; ValidationError when a field is of the wrong kind."""
    return MODEL.get(values["label"], Mention).model_validate(values, strict=False)


def validate(raw: Raw) -> tuple[Reading, list[Quarantined]]:
    """What is accepted of an article, and what is not and why. Ids stay as they were given."""
    text = raw.article.text
    sentences = SENTENCES.validate_python(raw.sentences)
    accepted: list[Mention] = []
    rejected: list[Quarantined] = []
    for values in raw.mentions:
        try:
            mention = build(values)
        except ValidationError as error:
            first = error.errors()[0]
            wrong = [("field-invalid", f"{'.'.join(map(str, first['loc']))}: {first['msg']}")]
        else:
            wrong = faults(mention, text)
            if not wrong:
                accepted.append(mention)
                continue
        at = values.get("sentence")
        sentence = sentences[at] if at is not None and at < len(sentences) else None
        rejected += [
            Quarantined(
                article_id=raw.article.id,
                start_char=values["start_char"],
                end_char=values["end_char"],
                text=values["text"],
                sentence=text[sentence.start_char : sentence.end_char] if sentence else None,
                reason=reason,
                detail=f"{detail} (rule {values['rule']})",
                remedy=REMEDY,
            )
            for reason, detail in wrong
        ]
    reading = Reading.model_construct(
        article=raw.article,
        rules=raw.rules,
        sentences=sentences,
        mentions=tuple(accepted),
        unread=UNREAD.validate_python(raw.unread),
    )
    return reading, rejected
