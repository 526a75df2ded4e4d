"""Percent figures: "6.5%", "a 12 pct stake", "71 per cent", "25 basis points", "5 to 6 percent".

Reads   numbers
Writes  doc.spans["percent"]; label PERCENT; span.id_ is the name of the matching rule
Leaves  overlaps with other kinds to resolve.py
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.figure import are_alike, figure, share_scale, stands_as_year, tells_movement
from extract.components.rule import (
    NUMBER,
    Found,
    Lexicon,
    Piece,
    Rule,
    RuleComponent,
    of_class,
    words,
)
from extract.components.words import words_of

UNIT = of_class("unit")
TO = words("to", "-", "–", "—", "and", "or")
HYPHEN = words("-", optional=True)

PERCENT, POINT, BASIS = "percent", "percentage-point", "basis-point"
EXACT: dict[str, tuple[str, str]] = {"%": ("unit", PERCENT)}
LOWER = {
    **dict.fromkeys(("percent", "per cent", "pct", "per cents", "percents", "p.c.", "pc", "percentage"), ("unit", PERCENT)),
    **dict.fromkeys(
        ("percentage point", "percentage points", "percentage-point", "percent points", "pct point"), ("unit", POINT)
    ),
    **dict.fromkeys(("pct points", "% points", "per cent points", "pp", "ppts", "ppt"), ("unit", POINT)),
    **dict.fromkeys(("basis point", "basis points", "basis-point", "bp", "bps", "bpts"), ("unit", BASIS)),
}

RULES = (
    Rule("percent.single", [NUMBER, HYPHEN, UNIT], example="Rents rose 6.5% in spring."),
    Rule("percent.range", [NUMBER, HYPHEN, TO, NUMBER, HYPHEN, UNIT], example="Growth of 5 to 6 percent is expected."),
    Rule("percent.range-of-two", [NUMBER, UNIT, TO, NUMBER, UNIT], example="Growth of between 5% and 6% is expected."),
    # The fraction of one percent: a tenth of a percentage point and its kin.
    Rule("percent.fraction-of", [NUMBER, words("of"), NUMBER, UNIT], example="Prices fell seven-tenths of 1 percent."),
    Rule(
        "percent.fraction-of-a",
        [NUMBER, words("of"), words("a", "an", "one"), UNIT],
        example="It moved a quarter of a percentage point.",
    ),
)


def is_range(doc: Doc, pieces: Sequence[Piece], ends: Sequence[Piece]) -> bool:
    """Whether two figures are the ends of a range.

    "between 5% and 6%", "5 to 6 percent" and "5%-6%" are; "from 5% to 6%" tells of a movement, and
    "5% and 6%" or "5% or 6%" without "between" of two things.
    """
    texts = words_of(doc).texts
    joint = " ".join(word.lower() for word in texts[ends[0].end : ends[1].start] if not word.isspace())
    before = [word.lower() for word in texts[max(0, pieces[0].start - 3) : pieces[0].start] if not word.isspace()]
    if " and" in f" {joint}":
        return "between" in before[-1:]
    if " to" in f" {joint}":
        return not tells_movement(doc, pieces[0].start)
    return " or" not in f" {joint}" or len(pieces) == 4


def read_percent(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> Found | list[Found] | None:
    """The figure that a matched rule states."""
    numbered = [piece for piece in pieces if piece.number]
    numbers = [piece.number for piece in pieces if piece.number]
    unit = pieces[-1].payload
    if rule.name == "percent.single":
        return figure(doc, "PERCENT", rule, pieces, numbers, unit)
    if rule.name == "percent.fraction-of-a":
        return figure(doc, "PERCENT", rule, pieces, numbers, unit)
    first, second = numbers
    if rule.name == "percent.fraction-of":
        if not Decimal(0) < first.value < 1:
            return None
        part = second._replace(value=first.value * second.value, half_width=Decimal(0))
        return figure(doc, "PERCENT", rule, pieces, [part], unit)
    units = {piece.payload for piece in pieces if piece.word == UNIT["ORTH"]}
    if stands_as_year(doc, first) or not is_range(doc, pieces, numbered) or not are_alike(first, second) or len(units) > 1:
        return apart(doc, rule, pieces, numbered)
    return figure(doc, "PERCENT", rule, pieces, share_scale(first, second), unit)


def apart(doc: Doc, rule: Rule, pieces: Sequence[Piece], ends: Sequence[Piece]) -> list[Found] | None:
    """Two figures of a match that is no range: "5 and 6 percent"; the first not where it is a year, a day or a count.

    "3.07 mln or 11.1 pct" is a count and its share: no percentage has a scale word, or is over 100 beside one that is not.
    """
    left = [p for p in pieces if p.end <= ends[1].start and (p.number or p.word == UNIT["ORTH"])]
    right = [p for p in pieces if p.start >= ends[1].start]
    unit = pieces[-1].payload
    before = doc[left[0].start - 1].text if left[0].start else ""
    first, second = (end.number for end in ends)
    assert first
    assert second
    is_date = before in tables.months() or stands_as_year(doc, first)
    has_own_unit = any(p.word == UNIT["ORTH"] for p in left)
    is_count = not has_own_unit and (first.scaled or first.value > 100 >= second.value)
    figures = []
    for part in (right,) if is_date or is_count else (left, right):
        number = next(p.number for p in part if p.number)
        figures.append(figure(doc, "PERCENT", rule, part, [number], part[-1].payload or unit))
    return figures


@Language.factory("newsledger_percent", assigns=["doc.spans"])
def make_percent(nlp: Language, name: str) -> RuleComponent:
    """Find PERCENT spans with the table above."""
    lexicon = Lexicon.of(nlp, EXACT, LOWER)
    return RuleComponent(nlp, "percent", RULES, lexicon, read_percent)
