"""One amount in two units: "$33.58 billion (246 billion yuan)", "Rp 5.94 trillion, or $360 million,", "27°C (81°F)".

Reads   the sums of money and the quantities that stayed when overlaps were settled: `resolved(doc)`
Writes  the pairs: `equivalents_of(doc)`
Leaves  which claims the two belong to, and whether the rates that they imply agree, to those who come after

Only neighbouring sums of a sentence are looked at, and only where their currencies differ (or they are the same sum, written
twice: "Rs 1.35 lakh crore (Rs 1.35 trillion, or $16.1 billion)"); likewise neighbouring quantities in two units, if they are
as large as each other. The words between the two, and those that follow, are
condensed as for the rules of a kind, and a rule must match from the first sum on. What no rule knows is no pair: a list, two
prices, a rate of exchange, a bracket that says more than a hedge and a rate. In a table, a column headed by a currency alone
("$ million") restates the sums before it that have signs of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import pairwise
from operator import attrgetter
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extract import tables
from extract.components.cells import MONEY as CELL
from extract.components.grid import grids_of
from extract.components.resolve import resolved
from extract.components.rule import Found, Rule, of_class
from extract.components.sentences import sentence_around
from extract.components.words import EDGE, words_of

KEY = "newsledger.equivalents"
WIDEST = 24
"""Most tokens between the two sums that a rule is tried on; also those that are looked at after the second."""

FIRST, SECOND, OTHER, END = of_class("first"), of_class("second"), of_class("other"), of_class("end")
ABOUT, OVER, BOUND = of_class("about"), of_class("over"), of_class("bound")
SAME, RATE, COLUMN = of_class("same"), of_class("rate"), of_class("column")
CLASS = {"about": ABOUT, "almost": ABOUT, "more than": OVER, "less than": OVER, "at least": BOUND, "at most": BOUND}
"""{modifier of a hedge: what stands for it in a condensed text}."""


def one_of(*words: str, **more: Any) -> dict[str, Any]:
    """Pattern element: one of these words."""
    return {"ORTH": {"IN": list(words)}, **more}


def none_of(*words: str, **more: Any) -> dict[str, Any]:
    """Pattern element: a word that is none of these."""
    return {"ORTH": {"NOT_IN": list(words)}, **more}


OPENING, CLOSING, DASHES = ("(", "[", "(="), (")", "]"), ("–", "—", "-", "--")
MARKS = (*OPENING, *CLOSING, *DASHES, *",;:.!?\"“”'", "/", "and", "but", "plus", "or", EDGE, SECOND["ORTH"])
OPEN, CLOSE = one_of(*OPENING), one_of(*CLOSING)
ASIDE = none_of(*MARKS, OP="{0,6}")  # "11.5 billion pesos in 2024 (", "300 cedis a month ("
INSIDE = none_of(*OPENING, *CLOSING, END["ORTH"], OP="{0,6}")
SEPARATOR = one_of(",", ";", "/", "or")
COMMA = one_of(",", *DASHES)
HEDGED = one_of(ABOUT["ORTH"], OVER["ORTH"], BOUND["ORTH"], OP="?")
LEAD = one_of("or", "then", "=", "≈", SAME["ORTH"], OP="{0,2}")
IS = one_of("is", "are", "was", "were")
# "$5 million, or €2 million more than last year" tells of a difference.
NO_MORE = none_of(
    "more", "less", "higher", "lower", "above", "below", "up", "down", "extra", "short", "better", "worse", "cheaper"
)
SETTLED = one_of(*CLOSING, *DASHES, *",;:.!?\"”'", "at", END["ORTH"])
AT = one_of("rate", "rates", "exchange", "time", "to")

RULES = (
    Rule(
        "equivalent.bracket",
        [FIRST, ASIDE, OPEN, LEAD, HEDGED, SECOND, {**RATE, "OP": "?"}, CLOSE],
        example="Trade came to $33.58 billion (246 billion yuan).",
    ),
    Rule(
        "equivalent.bracket-at",
        [FIRST, ASIDE, OPEN, LEAD, HEDGED, SECOND, one_of(",", OP="?"), one_of("at"), INSIDE, AT, INSIDE, CLOSE],
        example="It paid 1.9 billion Argentine pesos ($1.8 million at the official rate).",
    ),
    Rule(
        "equivalent.bracket-list",
        [FIRST, ASIDE, OPEN, LEAD, HEDGED, SECOND, SEPARATOR, LEAD, HEDGED, OTHER, one_of(*CLOSING, ",", ";", "/", "or")],
        example="The yacht went for 5 million euros ($5.4 million; £4.2 million).",
    ),
    Rule(
        "equivalent.list",
        [FIRST, SEPARATOR, LEAD, HEDGED, SECOND, one_of(*CLOSING, ",", ";", "/")],
        example="The yacht went for 5 million euros ($5.4 million; £4.2 million).",
    ),
    Rule(
        "equivalent.comma-or",
        [FIRST, ASIDE, COMMA, one_of("or"), LEAD, HEDGED, SECOND, NO_MORE],
        example="The fund held $60.4bn at the end of June, or about 28.7trn tenge.",
    ),
    Rule(
        "equivalent.or",
        [FIRST, {**RATE, "OP": "?"}, one_of("or"), LEAD, HEDGED, SECOND, NO_MORE],
        example="The loan of Rs 500 crore or about $60 million was repaid.",
    ),
    Rule(
        "equivalent.apposition",
        [FIRST, {**RATE, "OP": "?"}, COMMA, LEAD, one_of(ABOUT["ORTH"], OVER["ORTH"]), SECOND, {**RATE, "OP": "?"}, SETTLED],
        example="The minimum wage is 17,002 Turkish lira, about $530, and will not be raised.",
    ),
    Rule(
        "equivalent.same",
        [FIRST, {**RATE, "OP": "?"}, {**COMMA, "OP": "?"}, SAME, one_of(",", OP="?"), HEDGED, SECOND, NO_MORE],
        example="Each household gets 400 zloty, the equivalent of €93.",
    ),
    Rule(
        "equivalent.is",
        [FIRST, {**RATE, "OP": "?"}, IS, one_of(ABOUT["ORTH"], SAME["ORTH"], OP="{1,2}"), SECOND, NO_MORE],
        example="The bill of 245 million vatu is about $2 million.",
    ),
    Rule(
        "equivalent.which-is",
        [FIRST, {**RATE, "OP": "?"}, {**COMMA, "OP": "?"}, one_of("which"), IS, {**SAME, "OP": "?"}, HEDGED, SECOND, NO_MORE],
        example="It paid 3 trillion won, which was about $2.2 billion.",
    ),
    Rule("equivalent.column", [FIRST, COLUMN, SECOND], example="Contributor\tPledge\t$ million\nItaly\t€100m\t106.0"),
)

BY_WEIGHT = frozenset(("barrel", "bushel"))
"""Measures of goods whose weight is told as well: "260,000 barrels a day, or 12m tonnes a year"."""
SAMES = frozenset(
    tuple(phrase.split())
    for phrase in (
        "the equivalent of",
        "an equivalent of",
        "equivalent to",
        "equal to",
        "equals",
        "equalled",
        "equaled",
        "worth",
        "i.e.",
        ", that is",
        "in other words",
    )
)
SAID = (("say",), ("say", ","), ("c", "."), ("ca",), ("ca", "."))
"""Hedges that stand before an equivalent, and are none before any figure."""
LISTS = ("equivalent.or", "equivalent.comma-or")
"""Rules that match the last two of a list too: "$5, €6 or £7"."""
EQUATIONS = ("equivalent.is", "equivalent.which-is", "equivalent.same")
"""Rules that match a rate of exchange too: "one dollar is about seven yuan"."""


class Pair(NamedTuple):
    """One amount in two units: the rule, and the places of the first and the restated figure in `resolved(doc)`."""

    rule: str
    first: int
    second: int


@cache
def hedges() -> dict[tuple[str, ...], str]:
    """{words before a sum: what stands for them in a condensed text}."""
    before = tables.modifiers("before").items()
    # "or" and the comma are words of the rules.
    written = {phrase: CLASS[modifier]["ORTH"] for phrase, modifier in before if phrase[0] not in ("or", ",")}
    return written | dict.fromkeys(SAID, ABOUT["ORTH"])


@cache
def longest_phrase() -> int:
    """Most words that a hedge or a phrase of equality has."""
    return max(map(len, (*hedges(), *SAMES)))


def condensed(texts: Sequence[str]) -> list[str]:
    """Words in small letters, with one in place of each phrase of equality, each rate ("a month"), and a hedge at the end.

    Only at the end, where a sum follows, are "over" or "more than" a hedge. White space is left out.
    """
    words = [text.lower() for text in texts if not text.isspace()]
    out: list[str] = []
    i = 0
    while i < len(words):
        for length in range(min(longest_phrase(), len(words) - i), 0, -1):
            phrase = tuple(words[i : i + length])
            if i + length == len(words) and phrase in hedges():
                word = hedges()[phrase]
                break
            if phrase in SAMES:
                word = SAME["ORTH"]
                break
        else:
            length, word = rate_at(words, i)
        out.append(word)
        i += length
    return out


def rate_at(words: Sequence[str], i: int) -> tuple[int, str]:
    """(words taken, the word for them) where a rate may begin: "apiece", "a month", "per kilowatt-hour"."""
    if words[i] in ("each", "apiece"):
        return 1, RATE["ORTH"]
    if words[i] in ("a", "an", "per") and i + 1 < len(words) and words[i + 1].isalpha():
        end = i + 2
        while end + 1 < len(words) and words[end] == "-" and words[end + 1].isalpha():
            end += 2
        return end - i, RATE["ORTH"]
    return 1, words[i]


def is_of_currency(doc: Doc, found: Found) -> bool:
    """Whether a sum stands in a table below a head that names its currency and nothing else: "$ million"."""
    if found.unit is None:
        return False
    text, currency = words_of(doc).text, tables.currencies()[found.unit]
    for grid in grids_of(doc):
        if grid.lines[0][0] <= found.start_char < grid.lines[-1][1]:
            row = next(row for row, (_, end) in zip(grid.rows, grid.lines, strict=True) if found.start_char < end)
            column = next(k for k, (_, end) in enumerate(row) if found.start_char < end)
            head = text[slice(*grid.rows[0][column])].lower()
            forms = (currency.code, *currency.symbols, *currency.words)
            named = max((form.lower() for form in forms if form.lower() in head), key=len, default=None)
            return named is not None and tables.scales().keys() >= set(re.findall(r"\w+", head.replace(named, " ", 1)))
    return False


def may_be_one(first: Found, second: Found) -> bool:
    """Whether two figures may be one amount: in two units, or the same one written twice; for one of the same, if rates."""
    if first.unit is None or second.unit is None:
        return False
    if first.label == "QUANTITY":
        return are_as_large(first, second)
    if first.unit == second.unit and (first.value, first.low, first.high) != (second.value, second.low, second.high):
        return False
    rates = {first.per, second.per} - {None}
    # "2,000 ecus a hectare (920 dollars an acre)"; "18.93 rand to the dollar"
    return len(rates) < 2 and rates.isdisjoint(tables.currencies())


def are_as_large(first: Found, second: Found) -> bool:
    """Whether two quantities in different units are the same within a tenth, or a quarter where they are rounded as much.

    Temperatures need only be in two units, and goods by the barrel or bushel may be told by weight, also per another time.
    """
    if first.unit == second.unit or None in (first.unit, second.unit):
        return False
    (kind, size), (other, other_size) = tables.sizes()[str(first.unit)], tables.sizes()[str(second.unit)]
    if {kind, other} == {"volume", "mass"}:
        return not {first.unit, second.unit}.isdisjoint(BY_WEIGHT)
    if kind != other or len({first.per, second.per} - {None}) > 1:
        return False
    if size is None or other_size is None:
        return kind == "temperature"
    one, two = middle(first) * size, middle(second) * other_size
    room = (first.half_width or 0) * size + (second.half_width or 0) * other_size
    most = max(abs(one), abs(two))
    return abs(one - two) <= max(min(room, most / 4), most / 10)


def middle(figure: Found) -> Decimal:
    """The value of a figure, or the middle of a range; NaN, which equals nothing, for a vague one."""
    if figure.value is not None:
        return figure.value
    return Decimal("NaN") if figure.low is None or figure.high is None else (figure.low + figure.high) / 2


SECOND_PLACE = attrgetter("second")


class Equivalents:
    """The component: runs the table above on neighbouring sums of money, and on neighbouring quantities."""

    def __init__(self) -> None:
        self.vocab = Vocab()
        self.matcher = Matcher(self.vocab)
        for rule in RULES:
            self.matcher.add(rule.name, [[dict(element) for element in rule.pattern]])
        self.order = {rule.name: i for i, rule in enumerate(RULES)}

    def __call__(self, doc: Doc) -> Doc:
        doc.user_data[KEY] = self.pairs(doc)
        return doc

    def pairs(self, doc: Doc) -> list[Pair]:
        """The pairs of a text in order of their second figure."""
        found = resolved(doc)
        places: dict[str, list[int]] = {"MONEY": [], "QUANTITY": []}
        for at, reading in enumerate(found):
            if reading.label in places:
                places[reading.label].append(at)
        return sorted((pair for of_kind in places.values() for pair in self.pairs_of(doc, found, of_kind)), key=SECOND_PLACE)

    def pairs_of(self, doc: Doc, found: Sequence[Found], places: Sequence[int]) -> Iterator[Pair]:
        """The pairs of the figures of one kind in these places; all that restate one amount are paired with its first figure."""
        sums = [found[at] for at in places]
        origin: dict[int, int] = {}
        for k, (first, second) in enumerate(pairwise(sums)):
            if second.start - first.end > WIDEST or not may_be_one(first, second):
                continue
            rule = self.rule_of(doc, sums, k, k in origin)
            if rule is None:
                continue
            origin[k + 1] = origin.get(k, k)
            if sums[origin[k + 1]].unit != second.unit:
                yield Pair(rule, places[origin[k + 1]], places[k + 1])

    def rule_of(self, doc: Doc, sums: Sequence[Found], k: int, goes_on: bool) -> str | None:
        """The rule by which a sum is restated by the next one; `goes_on` where it restates one itself."""
        texts = words_of(doc).texts
        first, second = sums[k : k + 2]
        end = min(sentence_around(doc, first.start)[1], second.end + WIDEST)
        if end < second.end:
            return None
        # A choice: "500 dollars for either 182.50 marks or 149.50 yen", "€1 million or £800,000, whichever is higher".
        before = [word.lower() for word in texts[max(0, first.start - 3) : first.start]]
        if "either" in before or "whichever" in texts[second.end : second.end + 4]:
            return None
        between = condensed(texts[first.end : second.start])
        if between == [EDGE] and second.rule == CELL.name != first.rule and is_of_currency(doc, second):
            between = [COLUMN["ORTH"]]  # sums with signs of their own, and the same in one currency
        words = [FIRST["ORTH"], *between, SECOND["ORTH"]]
        at = second.end
        for found in sums[k + 2 : k + 5]:
            if found.start < end:
                words += [*condensed(texts[at : found.start]), OTHER["ORTH"]]
                at = found.end
        words += [*condensed(texts[at:end]), END["ORTH"]]
        matches = {self.vocab.strings[key] for key, *_ in self.matcher(Doc(self.vocab, words=words))}
        if not goes_on:
            matches.discard("equivalent.list")
            if k and condensed(texts[sums[k - 1].end : first.start]) == [","]:
                matches.difference_update(LISTS)
        if first.value == 1:
            matches.difference_update(EQUATIONS)
        return min(matches, key=self.order.__getitem__, default=None)


def equivalents_of(doc: Doc) -> list[Pair]:
    """The pairs in order of their second sum; empty before the component has run."""
    pairs: list[Pair] = doc.user_data.get(KEY, [])
    return pairs


@Language.factory("newsledger_equivalents", requires=["doc.ents"])
def make_equivalents(nlp: Language, name: str) -> Equivalents:
    """Pair the figures that are one amount in two units."""
    return Equivalents()
