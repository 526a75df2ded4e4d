"""How a matched rule becomes a figure: its hedge, its ends, and what makes two numbers a range."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from spacy.tokens import Doc

from extract import tables
from extract.components.numbers import Number
from extract.components.rule import Found, Piece, Rule, characters
from extract.components.trace import note
from extract.components.words import words_of

LONGEST_MODIFIER = max(map(len, tables.modifiers()))


def modifier_before(doc: Doc, start: int) -> str | None:
    """The hedge whose words end right before token `start`, white space aside."""
    texts = words_of(doc).texts
    before: list[int] = []
    i = start - 1
    while i >= 0 and len(before) < LONGEST_MODIFIER:
        if not texts[i].isspace():
            before.insert(0, i)
        i -= 1
    phrase = tuple(texts[k].lower() for k in before)
    table = tables.modifiers()
    for length in range(len(before), 0, -1):
        if modifier := table.get(phrase[-length:]):
            note(doc, "modifier", before[-length], start)
            return modifier
    return None


def figure(
    doc: Doc,
    label: str,
    rule: Rule,
    pieces: Sequence[Piece],
    numbers: Sequence[Number],
    unit: str | None,
    unit_basis: str | None = None,
    factor: Decimal = Decimal(1),
    modified_at: int | None = None,
) -> Found:
    """A Found from one number, or from the two ends of a range, each times `factor`."""
    start, end = pieces[0].start, pieces[-1].end
    start_char, end_char = characters(doc, start, end)
    half_width = tables.trimmed(max(n.half_width for n in numbers) * factor)
    common: dict[str, Any] = {
        "start": start,
        "end": end,
        "start_char": start_char,
        "end_char": end_char,
        "label": label,
        "rule": rule.name,
        "unit": unit,
        "unit_basis": unit_basis,
        "half_width": half_width,
        "modifier": modifier_before(doc, start if modified_at is None else modified_at),
    }
    if len(numbers) == 1:
        return Found(value=tables.trimmed(numbers[0].value * factor), **common)
    low, high = numbers
    return Found(low=tables.trimmed(low.value * factor), high=tables.trimmed(high.value * factor), **common)


def are_alike(low: Number, high: Number) -> bool:
    """Whether two numbers may be the ends of a range, in order: "a fifth to 18.4 bn" tells of a rise by a part."""
    is_part = low.value < 1 <= high.value and low.half_width == 0
    return low.value < high.value and not is_part


SPREAD = frozenset("range ranges ranged ranging vary varies varied varying anything anywhere somewhere".split())


def tells_movement(doc: Doc, start: int) -> bool:
    """Whether "from" before token `start` tells of a movement: "rose from 5% to 6%", not "ranges from 5% to 6%"."""
    before = [word.lower() for word in words_of(doc).texts[max(0, start - 5) : start] if not word.isspace()]
    if "from" not in before[-3:]:
        return False
    at = len(before) - 1 - before[::-1].index("from")
    return not (at and before[at - 1] in SPREAD)


TIME_WORDS = frozenset("in since from of by for during until till through".split())


def stands_as_year(doc: Doc, number: Number) -> bool:
    """Whether a number is a year by its form and the word before it: "from 4% in 2019 to 6%" is no range."""
    if number.scaled or number.end_char - number.start_char != 4 or not 1900 <= number.value <= 2100:
        return False
    before = doc[number.start - 1] if number.start else None
    return before is not None and (before.lower_ in TIME_WORDS or before.text in tables.months())


def share_scale(low: Number, high: Number) -> tuple[Number, Number]:
    """Both ends of a range, the scale word of the upper lent to the lower: "$2-3 billion"."""
    if high.scaled and not low.scaled:
        lent = low.times(high.lendable)
        if lent.value <= high.value:
            return lent, high
    return low, high
