"""Rates: what a figure is told per: "$80 a barrel", "€4.10 a kilo", "$1,300-a-week rent", "18.93 rand to the dollar".

Reads   the figures that resolve left
Writes  their `per`: a unit of data/units.csv by its standard name, another thing in the singular, or a currency code
Leaves  rates that only the reader of another sentence knows, but for "It was $3.65 a year ago"

The rate stands behind the figure, or behind the bracket after it. Two figures of one comparison share it: "$42,000
a day, against $51,000"; so do a figure and what it rose or fell by: "$3.63 a gallon, 22 cents more".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.counted import counted_at
from extract.components.currency import currency_named, currency_of
from extract.components.figure import HEDGES, modifier_after
from extract.components.resolve import put_resolved, resolved
from extract.components.rule import Found
from extract.components.words import FUNCTION_WORDS, Words, words_of

NO_THINGS = frozenset("cent se diem them these those it you me him her which whom one other".split())
FIGURES = frozenset(("MONEY", "PERCENT", "QUANTITY"))
ADVERBS = {"annually": "year", "yearly": "year", "monthly": "month", "weekly": "week", "daily": "day", "hourly": "hour"}
ADVERBS |= {"nightly": "night", "quarterly": "quarter", "p.a.": "year", "p.a": "year"}
BEGINNINGS = frozenset(("-", "/", "per", "each", "every", "for", "a", "an", "the", "in", "on", "of", "to", "against", *ADVERBS))
"""The words with which a rate may begin."""
# "a year ago", "a week before the vote": points in time, not rates.
AFTER_TIMES = frozenset(
    """ago earlier before previously later after hence since from prior back old long if when away time drive walk trip""".split()
)
# What may stand between "for each" and the thing: "for each additional seat".
QUALIFIERS = frozenset("additional extra new single completed eligible registered adult average further of the".split())
TIES = re.compile(
    r"\b(?:from|against|versus|vs\.?|instead of|rather than|compared (?:with|to)|up from|down from"
    r"|after|(?<!more )(?<!less )than|before)\s+"
    rf"{HEDGES}\Z"
)
JOINT = re.compile(rf"\s*(?:,?\s*(?:to|and|or|up to|-|–)\s+(?:even\s+|from\s+)?{HEDGES}|,\s*)\Z")
RESTATED = re.compile(rf"\s*,?\s*(?:or|i\.e\.|equal to|equivalent to)\s+{HEDGES}\Z")
BRACKET = re.compile(rf"\s*[(\[]\s*(?:or\s+)?{HEDGES}\Z")
CLOSED = re.compile(r"\s*[)\]]")
EQUALS = re.compile(r"\s*=\s*\Z")
BREAK = re.compile(r"[.!?]\s|\n\s*\n")
LONGEST_SUBJECT, LARGEST_PRICE, LONGEST_PRICE = 120, Decimal(1_000_000), 20
COMPARED = re.compile(r"\s+(?:more|less|higher|lower|above|below|cheaper|dearer|up|down)\b")
RESUMED = re.compile(
    r"[.!?]\s+(?:It|That|They|This|He|She)\s+(?:was|were|is|are|had|has|stood|rose|fell|settled|closed|went|cost)\b[^.;]{0,50}\Z"
)
LONGEST_TIE = 70
MOST_ALIKE = Decimal(20)


@cache
def longest_unit() -> int:
    return max(map(len, tables.units()))


class Steps:
    """Solid words from a token on, in small letters; white space aside."""

    def __init__(self, words: Words, i: int) -> None:
        self.words, self.texts, self.i = words, words.texts, i

    def peek(self, ahead: int = 0) -> str:
        """The word `ahead` of the next one, without taking it; empty at the end of the text."""
        i = self.i
        while i < len(self.texts):
            if not self.texts[i].isspace():
                if not ahead:
                    return self.texts[i].lower()
                ahead -= 1
            i += 1
        return ""

    def take(self, n: int = 1) -> None:
        """Move behind the next `n` words."""
        while n and self.i < len(self.texts):
            n -= not self.texts[self.i].isspace()
            self.i += 1


def unit_at(steps: Steps) -> tables.Unit | None:
    """The longest unit of the table that begins here; taken."""
    known = tables.units()
    ahead: list[str] = []
    skipped = 0
    found: tuple[int, tables.Unit] | None = None
    while len(ahead) < longest_unit() and (word := steps.peek(skipped)):
        skipped += 1
        if word == "-" and ahead:
            continue
        ahead.append(word)
        if unit := known.get(tuple(ahead)):
            found = skipped, unit
    if found is None:
        return None
    steps.take(found[0])
    return found[1]


def rate_at(words: Words, i: int) -> tuple[str, int] | None:
    """(what a figure that ends before token `i` is told per, token behind it); None for no rate."""
    steps = Steps(words, i)
    first = steps.peek()
    if first not in BEGINNINGS:
        return None
    hyphened = first == "-"
    if hyphened:
        steps.take()
        first = steps.peek()
    if first in ADVERBS and not hyphened:
        steps.take()
        return ADVERBS[first], steps.i
    if first == "/":
        steps.take()
        unit = unit_at(steps)
        return (unit.name, steps.i) if unit else None
    if first in ("per", "each", "every") or (first == "for" and steps.peek(1) in ("each", "every")):
        steps.take(2 if first == "for" else 1)
        return named(steps, is_open=first != "each")
    if first in ("a", "an", "the") or (first == "for" and steps.peek(1) in ("a", "one")):
        steps.take(2 if first == "for" else 1)
        return counted(steps, article=first)
    if first in ("in", "on", "of") and steps.peek(1) in ("the", "every", "each"):
        steps.take(2)
        return traded(steps)  # "5p in the pound", "30 cents on the dollar"
    if first in ("to", "against"):
        steps.take(2 if steps.peek(1) in ("the", "one", "a") else 1)
        return traded(steps)
    return None


def named(steps: Steps, is_open: bool) -> tuple[str, int] | None:
    """The rate after "per" or "for each": a currency, a unit, or any noun."""
    while steps.peek() in QUALIFIERS:
        steps.take()
    if steps.peek() == "-":
        steps.take()
    if unit := unit_at(steps):
        return unit.name, steps.i
    if found := traded(steps):
        return found
    word = steps.peek()
    if not is_open or not word.isalpha() or word in NO_THINGS:
        return None
    steps.take()
    # "Per ordinary share", "for each IC Gas ordinary share": words before a thing of the table tell which.
    ahead = Steps(steps.words, steps.i)
    for _ in range(LONGEST_QUALIFIER):
        if unit := unit_at(ahead):
            return unit.name, ahead.i
        if not ahead.peek().isalpha() or ahead.peek() in FUNCTION_WORDS:
            break
        ahead.take()
    return word, steps.i


LONGEST_QUALIFIER = 4


def counted(steps: Steps, article: str) -> tuple[str, int] | None:
    """The rate after "a" or "the": a unit of the table, and no point in time."""
    if steps.peek() == "-" or (steps.peek() in QUALIFIERS and article != "the"):
        steps.take()  # "$20-a-barrel", "3.8 cents a completed view"
    unit = unit_at(steps)
    if unit is None and article != "the":
        return traded(steps)
    if unit is None or (article == "the" and unit.kind == "thing") or (article == "for" and unit.kind == "time"):
        return None
    follower = steps.peek()
    if unit.name == "second" and follower.isalpha():
        return None  # "lent $2m a second time"
    if unit.kind == "time" and follower == "on" and not steps.peek(1).isalpha():
        return None  # "a year on"
    if unit.kind == "time" and (follower in AFTER_TIMES or (article == "the" and follower not in ("", ".", ",", ";", ")"))):
        return None
    if unit.kind != "time" and follower == "of" and steps.peek(1) in ("the", "a", "this", "that", "its", "their", "his", "our"):
        return None
    return unit.name, steps.i


def traded(steps: Steps) -> tuple[str, int] | None:
    """The currency in which another is priced, by its code: "to the dollar", "per euro"; not of "to CHF 11.50"."""
    found = currency_named(steps.texts, steps.i)
    return None if found is None or Steps(steps.words, found[1]).peek()[:1].isdigit() else found


def are_near(first: Found, second: Found) -> bool:
    """Whether two figures are of one order: two prices of one thing, not a price and a total."""
    one, other = (abs(f.value if f.value is not None else f.low or Decimal(0)) for f in (first, second))
    return bool(one and other) and max(one, other) <= MOST_ALIKE * min(one, other)


class Rates:
    """The component: gives figures their `per`."""

    def __call__(self, doc: Doc) -> Doc:
        found = resolved(doc)
        at = [i for i, f in enumerate(found) if f.label in FIGURES]
        if at:
            figures = [found[i] for i in at]
            rates = rates_of(doc, figures)
            if rates:
                stays = list(found)
                for k, (per, end) in rates.items():
                    modifier = figures[k].modifier or (modifier_after(doc, end) if end > figures[k].end else None)
                    stays[at[k]] = figures[k]._replace(per=per, modifier=modifier)
                put_resolved(doc, stays)
        return doc


def behind_whole(words: Words, figure: Found) -> int:
    """The token behind a figure and, if it is of a quantity, what it is of: "3 million tons of grain a year"."""
    if figure.label == "QUANTITY" and words.following(figure.end).lower() == "of" and (whole := counted_at(words, figure.end)):
        return whole.end
    return figure.end


def rates_of(doc: Doc, figures: Sequence[Found]) -> dict[int, tuple[str, int]]:
    """{index of a figure: what it is told per, token behind}."""
    words = words_of(doc)
    text = words.text
    rates: dict[int, tuple[str, int]] = {}
    ends: list[int] = []  # the character behind each figure and its rate
    for k, figure in enumerate(figures):
        ends.append(figure.end_char)
        if figure.per and figure.label == "QUANTITY":
            rates[k] = figure.per, figure.end  # "120,000 bpd"
            continue
        rate = rate_at(words, behind_whole(words, figure))
        if rate and (figure.label == "MONEY" or rate[0] not in tables.currencies()):
            rates[k], ends[k] = rate, words.characters(figure.start, rate[1])[1]
        elif figure.label == "MONEY" and (priced := priced_currency(text, figure)):
            rates[k] = priced, figure.end
    for k in (*range(1, len(figures)), *range(len(figures) - 1, 0, -1)):
        first, second = figures[k - 1], figures[k]
        between = text[ends[k - 1] : second.start_char]
        if len(between) > LONGEST_TIE or "\t" in between or (k - 1 in rates and k in rates):
            continue
        if k - 1 not in rates and k not in rates:
            if EQUALS.fullmatch(between) and first.value == 1 and first.unit:
                rates[k] = first.unit, second.end  # "€1 = $1.06"
            elif BRACKET.fullmatch(between) and (close := CLOSED.match(text, ends[k])):
                rate = rate_at(words, words.tokens(close.end() - 1, close.end())[1])
                if rate:  # "€140 ($154) a megawatt-hour"
                    rates[k - 1], rates[k] = (rate[0], first.end), rate
                    ends[k] = words.characters(second.start, rate[1])[1]
        elif is_same_measure(text, between, first, second, rates[k - 1][0] if k - 1 in rates else None):
            if k in rates:
                rates[k - 1] = rates[k][0], first.end
            else:
                rates[k] = rates[k - 1][0], second.end
    return rates


def is_same_measure(text: str, between: str, first: Found, second: Found, per: str | None) -> bool:
    """Whether two neighbouring figures share their rate, by the words between them and behind."""
    if first.label == "QUANTITY" and first.unit != second.unit and not BRACKET.fullmatch(between):
        return False
    if BRACKET.fullmatch(between) or RESTATED.fullmatch(between):
        return first.label == second.label and (first.unit != second.unit or ("," not in between and are_near(first, second)))
    if first.label != second.label:
        return False
    if first.unit != second.unit and not (per and per in tables.currencies()):
        return first.label == "MONEY" and bool(TIES.search(between)) and are_near(first, second) and not BREAK.search(between)
    if BREAK.search(between):
        return bool(per) and bool(RESUMED.search(between)) and are_near(first, second)
    if per and COMPARED.match(text, second.end_char):
        return True
    return bool(TIES.search(between) or JOINT.fullmatch(between)) and are_near(first, second)


@cache
def subjects() -> re.Pattern[str]:
    """A currency as the subject of a sentence, up to what it is worth: "The euro rose 0.2 pct to"."""
    return re.compile(
        r"(?:\b[Tt]he\s+(?:[a-z.]+\s+)?(euro|pound|dollar|greenback|rand|yen|yuan|rupee|lira|franc|crown|krona|krone|zloty|won|peso)"
        r"|\b([Ss]terling))(?:,\s[^,.;]{1,50},)?\s+(?:[a-z]+\s+){0,2}?"
        r"(?:(?:was|is|stood|traded|held|rose|fell|firmed|eased|slid|slipped|gained|lost|closed|ended|settled|climbed|jumped|dropped|rallied"
        r"|recovered|strengthened|weakened|edged|sank|hit|touched|reached|bought|buys|fetched|opened|hovered|begun)\b"
        r"(?:(?![.;:]\s)[^()]){0,60}?\b(?:at|to|near|above|below|from|around|about|worth)|buys|bought|fetched|reached|hit|touched)\s+\Z"
    )


@cache
def measured() -> re.Pattern[str]:
    """A thing that is priced as the subject of a sentence, up to its price: "A kilo of lithium was worth", "a dollar cost"."""
    units = (words for words, unit in tables.units().items() if unit.kind == "measure" and len(words[0]) > 2)
    names = "|".join(sorted((r"\s+".join(map(re.escape, words)) for words in units), key=len, reverse=True))
    coins = "dollar|euro|pound"
    return re.compile(
        rf"\b(?:[Aa]n?|[Ee]ach|[Ee]very|[Tt]he average)\s+"
        rf"(?:({names})(?:\s+of\s+(?:[\w’'-]+\s+){{1,5}}?|\s+)(?:[a-z]+\s+)?|({coins})\s+)"
        r"(?:was worth|is worth|worth|fetch(?:es|ed)|costs?|sold for|sells for|went for|goes for|brought|has gone from|averaged)"
        rf"\s+{HEDGES}\Z"
    )


PER_BEFORE = re.compile(
    r"\bper\s+(share|tonne|ton|barrel|head|person|unit)\s+(?:(?!per\b)[^.;:,\d]){1,40}\b(?:to|of|at|was|were|is|be|from)\s+"
    rf"{HEDGES}\Z"
)
"""What is measured is told per something: "Earnings per share fell to 4.64 guilders"."""
SHARE_LABEL = re.compile(r"\b(?:[Ss]hr|EPS)\s+(?:loss\s+|profit\s+)?\Z")
"""The label of earnings per share in a table of results: "Shr 15 cts vs 12 cts"."""


def priced_currency(text: str, figure: Found) -> str | None:
    """What the price is of that a small sum states: "The euro rose 0.2 pct to $1.0889", "a kilo of beans sold for"."""
    value = figure.value if figure.value is not None else figure.high
    if value is None or value >= LARGEST_PRICE or figure.end_char - figure.start_char > LONGEST_PRICE:
        return None
    before = text[max(0, figure.start_char - LONGEST_SUBJECT) : figure.start_char]
    if SHARE_LABEL.search(before):
        return "share"
    if match := PER_BEFORE.search(before):
        return tables.units()[(match[1],)].name
    if match := measured().search(before):
        return tables.units()[tuple(match[1].lower().split())].name if match[1] else currency_of(match[2].lower())
    match = subjects().search(before)
    if match is None:
        return None
    code = currency_of((match[1] or match[2]).lower())
    return code if code and code != figure.unit else None


@Language.factory("newsledger_rates")
def make_rates(nlp: Language, name: str) -> Rates:
    """Read what figures are told per."""
    return Rates()
