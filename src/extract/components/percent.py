"""Percent figures: "6.5%", "a 12 pct stake", "71 per cent", "25 basis points", "5 to 6 percent", "half a point".

Reads   numbers
Writes  doc.spans["percent"]; label PERCENT; span.id_ is the name of the matching rule
Leaves  overlaps with other kinds to resolve.py, rates ("a year") to rates.py, and figures whose unit stands with another
        figure to shared.py
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.figure import (
    are_alike,
    asked_of,
    figure,
    hedged_at,
    is_refused,
    share_scale,
    stands_for_else,
    tells_change,
    tells_movement,
)
from extract.components.numbers import Number
from extract.components.rule import NUMBER, Found, Lexicon, Piece, Rule, RuleComponent, of_class, words
from extract.components.sentences import sentence_around
from extract.components.words import FUNCTION_WORDS, words_of

UNIT, POINT_UNIT, LOOSE = of_class("unit"), of_class("point"), of_class("loose")
TO = words("to", "-", "–", "—", "and", "or")
HYPHEN = words("-", optional=True)
A = words("a", "an", "one")
FULL = words("full", "whole", "entire")

PERCENT, POINT, BASIS, MILLE = "percent", "percentage-point", "basis-point", "per-mille"
EXACT: dict[str, tuple[str, str]] = {"%": ("unit", PERCENT), "％": ("unit", PERCENT), "‰": ("unit", MILLE)}
LOWER = {
    **dict.fromkeys(("percent", "per cent", "pct", "per cents", "percents", "p.c.", "percentage"), ("unit", PERCENT)),
    **dict.fromkeys(("per-cent", "per centum", "per-cents"), ("unit", PERCENT)),
    **dict.fromkeys(("percentage point", "percentage points", "percentage-point", "percentage-points"), ("unit", POINT)),
    **dict.fromkeys(("percent point", "percent points", "pct point", "pct points"), ("unit", POINT)),
    **dict.fromkeys(("% point", "% points", "per cent point", "per cent points", "p.p.", "pp.", "pps"), ("unit", POINT)),
    **dict.fromkeys(("basis point", "basis points", "basis-point", "basis-points", "bps", "bpts"), ("unit", BASIS)),
    **dict.fromkeys(("per mille", "per mil", "permille"), ("unit", MILLE)),
    **dict.fromkeys(("point", "points"), ("point", POINT)),
    # Letters that are much else besides: a computer, pages, an oil company, base pairs.
    **dict.fromkeys(("pc",), ("loose", PERCENT)),
    **dict.fromkeys(("pp", "ppts", "ppt"), ("loose", POINT)),
    **dict.fromkeys(("bp",), ("loose", BASIS)),
}

RULES = (
    Rule("percent.single", [NUMBER, HYPHEN, UNIT], example="Rents rose 6.5% in spring."),
    Rule("percent.letters", [NUMBER, HYPHEN, LOOSE], example="It bought a 12 pc stake."),
    Rule("percent.full", [NUMBER, FULL, UNIT], example="The share fell two full percentage points."),
    Rule("percent.article", [A, UNIT], example="Inflation slowed by a percentage point."),
    Rule("percent.article-full", [A, FULL, UNIT], example="Inflation slowed by a full percentage point."),
    Rule("percent.range", [NUMBER, HYPHEN, TO, NUMBER, HYPHEN, UNIT], example="Growth of 5 to 6 percent is expected."),
    Rule("percent.letters-range", [NUMBER, TO, NUMBER, LOOSE], example="Growth of 5 to 6 pc is expected."),
    Rule("percent.range-of-two", [NUMBER, UNIT, TO, NUMBER, UNIT], example="Growth of between 5% and 6% is expected."),
    # The fraction of one percent: a tenth of a percentage point and its kin.
    Rule("percent.fraction-of", [NUMBER, words("of"), NUMBER, UNIT], example="Prices fell seven-tenths of 1 percent."),
    Rule("percent.fraction-of-a", [NUMBER, words("of"), A, UNIT], example="It moved a quarter of a percentage point."),
    Rule(
        "percent.range-of-a",
        [NUMBER, TO, NUMBER, words("of"), A, UNIT],
        example="The banks shaved between 0.1 and 0.3 of a percentage point off.",
    ),
    # Points of a rate, only in fractions, for whole ones are points of an index or a game as well.
    Rule("percent.point", [NUMBER, HYPHEN, POINT_UNIT], example="The bank cut its key rate by half a point."),
    Rule("percent.point-of-a", [NUMBER, words("of"), A, POINT_UNIT], example="It raised rates by a quarter of a point."),
)
OF_RATES = frozenset(
    """rate rates percent percentage pct % per cent basis inflation yield yields margin margins fed bank bps mortgage mortgages
    growth unemployment tightening easing""".split()
)
OF_PRICES = frozenset("price prices gilt gilts bond bonds eurobond eurobonds frn frns issue issues dow index shares".split())
AFTER_LETTERS = frozenset("tea set kit puzzle member members seat seats user users games game long sequence sequences".split())
BY_MODEM = frozenset(
    "modem modems broadband baud bit bits internet download downloads bandwidth transmission transmitted".split()
)
SLOWEST = 300
"""Bits per second of the slowest modem."""
FEW_POINTS = Decimal(20)


def is_range(doc: Doc, pieces: Sequence[Piece], ends: Sequence[Piece]) -> bool:
    """Whether two figures are the ends of a range.

    "between 5% and 6%", "5 to 6 percent", "5%-6%" and "25 or 50 basis points" are; "from 5% to 6%" tells of a movement,
    and "5% and 6%" without "between" of two things.
    """
    texts = words_of(doc).texts
    joint = " ".join(word.lower() for word in texts[ends[0].end : ends[1].start] if not word.isspace())
    before = [word.lower() for word in texts[max(0, pieces[0].start - 3) : pieces[0].start] if not word.isspace()]
    if " and" in f" {joint}":
        return "between" in before[-1:]
    if " to" in f" {joint}":
        return not tells_movement(doc, pieces[0].start)
    return True


def read_percent(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> Found | list[Found] | None:
    """The figure that a matched rule states; None when it is none after all."""
    if is_refused(doc, rule, pieces, REFUSALS):
        return None
    numbered = [piece for piece in pieces if piece.number]
    numbers = [piece.number for piece in pieces if piece.number]
    unit = pieces[-1].payload
    name = rule.name.removeprefix("percent.")
    if name.startswith("article"):
        numbers = [Number(0, 0, pieces[0].start, pieces[0].end, Decimal(1), Decimal(0))]
    if len(numbers) == 1:
        if name == "point" and pieces[1].word == "-":
            pieces, numbers = without_count(doc, pieces)
        return figure(doc, "PERCENT", rule, pieces, numbers, unit)
    first, second = numbers
    if name == "fraction-of":
        if not Decimal(0) < first.value < 1:
            return None
        part = second._replace(value=first.value * second.value, half_width=Decimal(0))
        return figure(doc, "PERCENT", rule, pieces, [part], unit)
    units = {piece.payload for piece in pieces if piece.word == UNIT["ORTH"]}
    is_one = is_range(doc, pieces, numbered) and are_alike(first, second) and len(units) < 2
    if name == "range-of-two" and tells_change(doc, pieces[0].start, first, second):
        is_one = False
    if not is_one or stands_for_else(doc, first):
        return apart(doc, rule, pieces, numbered)
    modified_at = hedged_at(doc, pieces[0].start)
    return figure(doc, "PERCENT", rule, pieces, share_scale(first, second), unit, modified_at=modified_at)


def without_count(doc: Doc, pieces: Sequence[Piece]) -> tuple[list[Piece], list[Number]]:
    """ "Three quarter-point cuts" are three of a quarter point; a "three-quarter-point cut" is one."""
    number = pieces[0].number
    assert number
    written = words_of(doc).text[number.start_char : number.end_char].split()
    part = tables.fraction_words().get(written[-1].lower()) if len(written) == 2 else None
    if part:
        at = number.end_char - len(written[-1])
        number = number._replace(
            start=number.end - 1, start_char=at, value=Decimal(part.numerator) / part.denominator, half_width=Decimal(0)
        )
    return [pieces[0]._replace(start=number.start, number=number), *pieces[1:]], [number]


def apart(doc: Doc, rule: Rule, pieces: Sequence[Piece], ends: Sequence[Piece]) -> list[Found] | None:
    """Two figures of a match that is no range: "5 and 6 percent"; the first not where it is a year, a day or a count.

    "3.07 mln or 11.1 pct" is a count and its share: no percentage has a scale word, or is over 100 beside one that is not.
    """
    classes = (UNIT["ORTH"], LOOSE["ORTH"])
    left = [p for p in pieces if p.end <= ends[1].start and (p.number or p.word in classes)]
    right = [p for p in pieces if p.start >= ends[1].start]
    unit = pieces[-1].payload
    first, second = (end.number for end in ends)
    assert first
    assert second
    has_own_unit = any(p.word in classes for p in left)
    is_count = not has_own_unit and (first.scaled or first.value > 100 >= second.value)
    if not has_own_unit and first.value > second.value and not tells_movement(doc, pieces[0].start):
        # "Climbed four basis points to 2.54 pct and Italy's seven to 3.88 pct"
        is_count = is_count or any(p.word.lower() == "to" for p in pieces)
    is_date = stands_for_else(doc, first)
    figures = []
    for part in (right,) if (is_date and not has_own_unit) or is_count else (left, right):
        number = next(p.number for p in part if p.number)
        figures.append(figure(doc, "PERCENT", rule, part, [number], part[-1].payload or unit))
    return figures


# What only looks like a percentage.


def is_loose_letters(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """ "A 386 PC", "312pp", "12 ppt of the chemical", "500 BP stations" are none."""
    words_ = words_of(doc)
    written = words_.texts[pieces[-1].end - 1]
    after = words_.following(pieces[-1].end)
    if after.lower() in AFTER_LETTERS or (after == "of" and pieces[-1].payload != PERCENT):
        return True
    if written.isupper():
        start, end = sentence_around(doc, pieces[-1].start)
        if any(word.islower() for word in words_.texts[start:end]):
            return True
    number = pieces[-2].number or pieces[0].number
    return pieces[-1].payload == POINT and number is not None and number.value >= FEW_POINTS


def is_point_of_else(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """Points are of a rate only in fractions, in a sentence that speaks of rates: "half a point", "3½ points off the margin"."""
    number = pieces[0].number
    words_ = words_of(doc)
    text = words_.text[number.start_char : number.end_char] if number else ""
    if number is None or number.half_width or "." in text or number.value >= FEW_POINTS:
        return True
    start, end = sentence_around(doc, pieces[0].start)
    earlier = sentence_around(doc, start - 1)[0] if start else 0
    here = {word.lower() for word in words_.texts[start:end]}
    return not here.isdisjoint(OF_PRICES) or OF_RATES.isdisjoint(here.union(w.lower() for w in words_.texts[earlier:start]))


def is_unit_of_else(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """ "12 PCT chiefs" are of a trust; "a 9600 bps modem" is of bits per second."""
    words_ = words_of(doc)
    written = words_.texts[pieces[-1].end - 1]
    if written == "PCT":
        after = words_.following(pieces[-1].end)
        return after.islower() and after.isalpha() and after not in FUNCTION_WORDS
    number = pieces[0].number
    if written.lower() != "bps" or number is None or number.value < SLOWEST:
        return False
    start, end = sentence_around(doc, pieces[0].start)
    return not BY_MODEM.isdisjoint(word.lower() for word in words_.texts[start:end])


def is_no_one(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """ "By a percentage point" is one; "a percent sign" and "a percentage of" are none."""
    words_ = words_of(doc)
    after = words_.following(pieces[-1].end).lower()
    is_percentage = words_.texts[pieces[-1].start].lower() == "percentage" and pieces[-1].payload == PERCENT
    return is_percentage or pieces[-1].payload == MILLE or (after[:1].isalnum() and after not in FUNCTION_WORDS)


REFUSALS = asked_of(
    (r"letters", is_loose_letters),
    (r"\.point", is_point_of_else),
    (r"", is_unit_of_else),
    (r"\.article", is_no_one),
)


@Language.factory("newsledger_percent", assigns=["doc.spans"])
def make_percent(nlp: Language, name: str) -> RuleComponent:
    """Find PERCENT spans with the table above."""
    lexicon = Lexicon.of(nlp, EXACT, LOWER)
    return RuleComponent(nlp, "percent", RULES, lexicon, read_percent)
