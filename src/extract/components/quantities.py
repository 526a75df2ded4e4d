"""Quantities: "14 kilometres", "a 5.7-inch screen", "1.25 mln tonnes", "183,000 b/d", "6-foot-9", "8 to 10 feet", "38°C".

Reads   numbers, and the sums and percentages found before, whose numbers are no quantities
Writes  doc.spans["quantities"]; label QUANTITY, `unit` by its standard name in data/measures.csv, `per` where the unit has it
Leaves  overlaps with other kinds to resolve.py, rates behind the figure ("a day") to rates.py, units of time to dates
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from operator import attrgetter
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.figure import (
    are_alike,
    asked_of,
    figure,
    hedged_at,
    is_refused,
    modifier_before,
    share_scale,
    stands_for_else,
    tells_movement,
)
from extract.components.numbers import Number, numbers_of
from extract.components.rule import (
    NUMBER,
    NUMBER_WORD,
    Found,
    Lexicon,
    Piece,
    Rule,
    RuleComponent,
    found_in,
    keep,
    of_class,
    taken_by,
    words,
)
from extract.components.sentences import sentence_around
from extract.components.shared import SharedUnits
from extract.components.trace import trace_of
from extract.components.words import FUNCTION_WORDS, Words, words_of
from extract.tables import Measure

UNIT, LETTER, KITCHEN, POINT = map(of_class, ("unit", "letter", "kitchen", "point"))
ANY_UNIT = {"ORTH": {"IN": [UNIT["ORTH"], LETTER["ORTH"], KITCHEN["ORTH"], POINT["ORTH"]]}}
HYPHEN = words("-", optional=True)
TO = words("to", "-", "–", "—", "or", "and")
A = words("a", "an")

RULES = (
    Rule("quantity.single", [NUMBER, HYPHEN, ANY_UNIT], example="The pipeline is 300 km long."),
    Rule("quantity.article", [A, UNIT], example="The snow was nearly a metre deep."),
    Rule("quantity.article-half", [A, UNIT, words("and"), NUMBER], example="The beam is a metre and a half long."),
    Rule("quantity.scale-of", [NUMBER, words("of"), UNIT], example="Hundreds of miles of pipe lay unused."),
    Rule("quantity.fraction-of", [NUMBER, words("of"), A, UNIT], example="It fell three-quarters of a mile away."),
    Rule("quantity.of-those", [NUMBER, words("of"), words("those", "these"), UNIT], example="All but 40 of those miles are dry."),
    Rule("quantity.those", [words("of"), words("those", "these"), UNIT, NUMBER], example="Of these tonnes 1,200 went by rail."),
    Rule("quantity.two-units", [NUMBER, HYPHEN, UNIT, HYPHEN, NUMBER, HYPHEN, UNIT], example="He is 6 feet 3 inches tall."),
    Rule("quantity.height", [NUMBER, HYPHEN, UNIT, HYPHEN, NUMBER], example="The 6-foot-9 forward signed."),
    Rule("quantity.range", [NUMBER, HYPHEN, TO, NUMBER, HYPHEN, ANY_UNIT], example="Seas of 8 to 10 feet are forecast."),
    Rule(
        "quantity.range-of-two",
        [NUMBER, HYPHEN, ANY_UNIT, TO, NUMBER, HYPHEN, ANY_UNIT],
        example="It grows to 10 cm to 12 cm.",
    ),
    Rule("quantity.by", [NUMBER, HYPHEN, words("by", "x", "×"), HYPHEN, NUMBER, HYPHEN, UNIT], example="It is 12 by 15 feet."),
)
METRES = Rule("quantity.metres", (), example="She won the 100m final.")
INCHES = Rule("quantity.inches", (), example="A 12in nail held it.")

SUMS = "newsledger.quantities.sums"
OTHERS = ("money", "percent", "cells")
"""Kinds of figures that come before."""
PARTS = {("foot", "inch"): 12, ("stone", "pound"): 14, ("pound", "ounce"): 16, ("yard", "foot"): 3}
"""{(unit, smaller unit of the same length or weight): how many of these it has}."""
LETTERS = frozenset("m t g l L V W C F st ct gal bu in. MP kn PS kt mi px mt".split())
"""Symbols that are much else besides."""
KITCHENS = frozenset("cup cups".split())
SIZED = frozenset(
    """tall high long wide deep thick broad away north south east west ahead behind below above square hurdles relay
    freestyle backstroke butterfly breaststroke medley""".split()
)
"""Words behind a length, and races that are named by theirs."""
RACES = frozenset("final finals race champion record world title gold sprint dash swim".split())
RACED = frozenset(Decimal(n) * 10**6 for n in (50, 60, 100, 200, 400, 800, 1500, 5000))
"""Words behind the length of a race, and these lengths, read as millions."""
OF_INDEX = frozenset(
    """index indexes indices dow nasdaq ftse nikkei dax cac sensex nifty jones composite s&p shares stocks stock market
    markets average exchange bourse hang benchmark futures topix kospi ibovespa""".split()
)
OF_DEGREES = frozenset("university college honorary honorary bachelor master law doctoral earned holds graduated".split())
LOOK = 60


def read_quantity(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> Found | list[Found] | None:
    """The quantity that a matched rule states; None when it is none after all."""
    if is_refused(doc, rule, pieces, REFUSALS):
        return None
    numbered = [piece for piece in pieces if piece.number]
    numbers = [piece.number for piece in pieces if piece.number]
    measures: list[Measure] = [piece.payload for piece in pieces if isinstance(piece.payload, Measure)]
    measure = measures[-1]
    name = rule.name.removeprefix("quantity.")
    one = Number(0, 0, pieces[0].start, pieces[0].end, Decimal(1), Decimal(0))
    if name == "article":
        hedged = modifier_before(doc, pieces[0].start)
        return told(doc, rule, pieces, [one], measure) if hedged else None
    if name == "article-half":
        is_part = 0 < numbers[0].value < 1 and not numbers[0].half_width
        half = numbers[0]._replace(value=1 + numbers[0].value)
        return told(doc, rule, pieces, [half], measure) if is_part else None
    if name == "scale-of":
        return told(doc, rule, pieces, numbers, measure) if numbers[0].vague else None
    if name == "fraction-of":
        return told(doc, rule, pieces, numbers, measure) if 0 < numbers[0].value < 1 else None
    if name in ("two-units", "height"):
        return read_parts(doc, rule, pieces, numbers, measures)
    if name in ("of-those", "those"):
        return None if stands_for_else(doc, numbers[0]) else told(doc, rule, numbered, numbers, measure)
    if len(numbers) == 1:
        return told(doc, rule, pieces, numbers, measure)
    first, second = numbers
    if name == "by":
        return [told(doc, rule, [numbered[0]], [first], measure), told(doc, rule, pieces[-2:], [second], measure)]
    low, high = share_scale(first, second) if first.half_width else (first, second)
    if len(set(measures)) < 2 and are_alike(low, high) and is_range(doc, pieces, numbered) and not stands_for_else(doc, first):
        return told(doc, rule, pieces, (low, high), measure, hedged_at(doc, pieces[0].start))
    left = [p for p in pieces if p.end <= second.start and (p.number or p.payload)]
    right = [p for p in pieces if p.start >= second.start]
    if len(measures) < 2 and (stands_for_else(doc, first) or not are_near(low, second)):
        return told(doc, rule, right, [second], measure)  # "in 1990 and 40 tonnes", "5 or 400 km"
    first = low if len(measures) < 2 else first
    return [told(doc, rule, left, [first], measures[0]), told(doc, rule, right, [second], measure)]


def told(
    doc: Doc, rule: Rule, pieces: Sequence[Piece], numbers: Sequence[Number], measure: Measure, modified_at: int | None = None
) -> Found:
    """The quantity of one number, or of the two ends of a range."""
    found = figure(doc, "QUANTITY", rule, pieces, numbers, measure.unit, None, measure.factor, modified_at)
    return found._replace(per=measure.per) if measure.per else found


def are_near(first: Number, second: Number) -> bool:
    """Whether two numbers are of one order, so that both may be of the unit behind the second."""
    one, other = abs(first.value), abs(second.value)
    return bool(one and other) and max(one, other) <= 20 * min(one, other)


def is_range(doc: Doc, pieces: Sequence[Piece], ends: Sequence[Piece]) -> bool:
    """Whether two numbers are the ends of a range: "between 5 and 6 km", "5 to 6 km"; not "rose from 5 to 6 km", "5 and 6 km"."""
    texts = words_of(doc).texts
    joint = next(word.lower() for word in texts[ends[1].start - 1 : ends[0].end - 1 : -1] if not word.isspace())
    if joint == "and":
        before = [word.lower() for word in texts[max(0, pieces[0].start - 3) : pieces[0].start] if not word.isspace()]
        return "between" in before[-1:]
    is_by = texts[max(0, pieces[0].start - 1)].lower() == "by"  # "rose by 4,500 tonnes to 34,300 tonnes"
    return joint != "to" or not (is_by or tells_movement(doc, pieces[0].start))


def read_parts(
    doc: Doc, rule: Rule, pieces: Sequence[Piece], numbers: Sequence[Number], measures: Sequence[Measure]
) -> Found | list[Found] | None:
    """One length or weight in two units: "6 feet 3 inches", "6-foot-9", "8 stone 7 pounds"."""
    whole, part = numbers
    smaller = measures[1].unit if len(measures) > 1 else "inch"
    n_parts = PARTS.get((measures[0].unit, smaller))
    if n_parts is None or not 0 <= part.value < n_parts or whole.scaled or whole.value % 1 or part.scaled:
        if len(measures) < 2:
            return told(doc, rule, pieces[:-1] if pieces[-2].payload else pieces[:-2], [whole], measures[0])
        cut = next(i for i, p in enumerate(pieces) if p.number is part)
        left = [p for p in pieces[:cut] if p.number or p.payload]
        return [told(doc, rule, left, [whole], measures[0]), told(doc, rule, pieces[cut:], [part], measures[1])]
    if len(measures) < 2 and is_against(words_of(doc), part, "in"):
        pieces = [*pieces, Piece("in", part.end, part.end + 1)]
    if len(measures) < 2 and (not part.half_width or words_of(doc).following(pieces[-1].end) in ("-", "percent", "per", "%")):
        return None
    value = tables.WIDE.divide(part.value, Decimal(n_parts)).quantize(Decimal("1e-9"), context=tables.WIDE)
    number = whole._replace(value=whole.value + value, half_width=tables.exact(Fraction(1, 2 * n_parts)))
    return told(doc, rule, pieces, [number], measures[0])


# What only looks like a quantity.


def is_sum(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """Whether its number is one of a sum of money or a percentage."""
    sums: bytearray = doc.user_data.get(SUMS) or taken_by(doc, OTHERS)
    return any(sums[pieces[0].start : pieces[-1].end])


def is_letter_of_else(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """Whether a letter behind a number is none of a unit: "Gate 5 C", "2 t shirts", "5 st marks"."""
    if pieces[-1].word != LETTER["ORTH"]:
        return False
    words_ = words_of(doc)
    symbol = words_.texts[pieces[-1].end - 1]
    after = words_.following(pieces[-1].end)
    if after[:1].isalnum() and after.lower() not in SIZED | FUNCTION_WORDS:
        return True
    before = words_.texts[pieces[0].start - 1] if pieces[0].start else ""
    if symbol in ("C", "F", "V"):
        return before[:1].isupper() or before.lower() in ("seat", "gate", "row", "size", "grade", "class", "group", "apartment")
    return before[:1].isupper() and before.lower() not in FUNCTION_WORDS


def near(doc: Doc, i: int) -> tuple[int, int]:
    """Half-open tokens of the sentence around token `i`, no more than LOOK on either side."""
    start, end = sentence_around(doc, i)
    return max(start, i - LOOK), min(end, i + LOOK)


def is_word_of_else(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """Whether the word behind a number measures nothing: "one foot in the grave", "two degrees in law", "27 points scored"."""
    words_ = words_of(doc)
    last = pieces[-1]
    word = words_.texts[last.end - 1].lower()
    after = words_.following(last.end).lower()
    if last.word == POINT["ORTH"]:
        start, end = near(doc, pieces[0].start)
        return OF_INDEX.isdisjoint(w.lower() for w in words_.texts[start:end])
    if last.word == KITCHEN["ORTH"]:
        return not after.isalpha() or (after in FUNCTION_WORDS and after != "of")
    number = pieces[0].number
    is_hyphened = words_.texts[last.start - 1] == "-" if last.start else False
    if word == "foot" and not is_hyphened:
        # "5 foot 10", "a foot of snow" and "one foot deep" are lengths.
        return number is None or (after not in SIZED and after != "of" and number.value == 1)
    if word in ("feet", "yards") and number is not None and number.value == 2 and after in ("", ".", ",", "and"):
        before = words_.texts[pieces[0].start - 1].lower() if pieces[0].start else ""
        return before in ("own", "his", "her", "my", "their", "both")
    if word == "stone":
        return number is None or (after.isalpha() and after not in FUNCTION_WORDS and after not in SIZED) or number.value > 40
    if word in ("degree", "degrees"):
        start, end = near(doc, pieces[0].start)
        return not OF_DEGREES.isdisjoint(w.lower() for w in words_.texts[start:end])
    return word in ("pound", "pounds") and number is None  # "a pound" is money


def is_scale(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """Whether its number is a scale in the head of a table: "Output ('000 b/d)"."""
    number = pieces[0].number
    return number is not None and not number.value and number.end_char - number.start_char == 3


REFUSALS = asked_of(
    (r"", is_sum),
    (r"single$|range", is_letter_of_else),
    (r"", is_word_of_else),
    (r"", is_scale),
)


class Quantities(RuleComponent):
    """The component: what the rules find, metres whose letter stands for millions as well, and numbers that share a unit."""

    def __call__(self, doc: Doc) -> Doc:
        doc.user_data[SUMS] = taken_by(doc, OTHERS)
        found = self.find(doc)
        found += lettered(doc, found)
        if found:
            found.sort(key=attrgetter("start"))
            found = sorted([*found, *sharing(doc, found)], key=attrgetter("start"))
        keep(doc, self.kind, found)
        return doc


def is_against(words: Words, number: Number, letters: str) -> bool:
    """Whether these letters stand against the digits of a number."""
    at = number.end
    return at < len(words.texts) and words.texts[at] == letters and words.starts[at] == number.end_char


def lettered(doc: Doc, found: Sequence[Found]) -> Iterator[Found]:
    """Lengths whose letters stand against the digits: "12in"; "m" that is no million: "100m final", "20m x 30m".

    Apart, "in" is the preposition.
    """
    words_ = words_of(doc)
    numbers = [n for n in numbers_of(doc) if is_against(words_, n, "in") or (n.attached and words_.texts[n.end - 1] == "m")]
    if not numbers:
        return
    taken = {f.start for kind in OTHERS for f in found_in(doc, kind)} | {f.start for f in found}
    is_side = False
    for number in numbers:
        if number.start in taken:
            continue
        is_inches = is_against(words_, number, "in")
        if is_inches:
            rule, unit, pieces = INCHES, "inch", [Piece("in", number.end, number.end + 1)]
        else:
            was_side, is_side = is_side, words_.following(number.end).lower() in ("x", "×")
            if not (was_side or is_side or is_length(words_, number)):
                continue
            million = Decimal(10**6)
            number = number._replace(value=number.value / million, half_width=number.half_width / million, scaled=False)
            rule, unit, pieces = METRES, "metre", []
        pieces.insert(0, Piece(NUMBER_WORD, number.start, number.end, number))
        made = told(doc, rule, pieces, [number], Measure(unit, None, Decimal(1)))
        if trace := trace_of(doc):
            trace.close(rule, pieces, [made])
        yield made


def is_length(words: Words, number: Number) -> bool:
    """Whether "m" against digits is of metres by the word behind: "5m high", "100m final"."""
    after = words.following(number.end).lower()
    return after in SIZED or (after in RACES and number.value in RACED)


def sharing(doc: Doc, found: list[Found]) -> Iterator[Found]:
    """The numbers that have the unit of a quantity: "249,000 tonnes, against 206,000"; with the rate that its unit tells."""
    others = [f for kind in ("money", "percent") for f in found_in(doc, kind)]
    if len(numbers_of(doc)) > len(found) + len(others):
        figures = sorted([*found, *others], key=attrgetter("start"))
        yield from SharedUnits(doc, figures, numbers_of(doc), ("QUANTITY",)).read()


@cache
def written() -> tuple[dict[str, tuple[str, Any]], dict[str, tuple[str, Any]]]:
    """{symbol: (class, Measure)}, exact, and {word: (class, Measure)}, of any case."""
    exact: dict[str, tuple[str, Any]] = {}
    lower: dict[str, tuple[str, Any]] = {}
    for measure, (names, symbols) in tables.measures().items():
        kind = "point" if measure.unit == "point" else "unit"
        for name in names:
            entry = ("kitchen" if name in KITCHENS else kind, measure)
            # Single letters in a name keep their case: "degrees C".
            (exact if name[-2:-1] == " " else lower)[name] = entry
        exact |= {symbol: ("letter" if symbol in LETTERS else kind, measure) for symbol in symbols}
    return exact, lower


@Language.factory("newsledger_quantities", assigns=["doc.spans"])
def make_quantities(nlp: Language, name: str) -> Quantities:
    """Find QUANTITY spans with the table above."""
    return Quantities(nlp, "quantities", RULES, Lexicon.of(nlp, *written()), read_quantity)
