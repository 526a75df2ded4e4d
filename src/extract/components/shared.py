"""Figures whose unit stands with their neighbour: "5, 6 and 7 percent", "to 40 from 50 million yen", "19.05 to the dollar".

Reads   numbers, and the money and percentages found before
Writes  more of doc.spans["money"] and doc.spans["percent"]
Leaves  a number that is followed by a noun, stands for a year or a day, or is of another order

A number shares the unit of a figure
- before which it is listed: "3, 4 and 7.5 pct", "to 40 from 50 million yen" (and the scale word, if the sums are of one order)
- with which it is compared: "67 per cent, up from 65", "$2.1 billion against 1.9 billion"
- of the same sentence or the one before, where it is a bare "100.9 trillion" behind a preposition and no noun follows
- of this sentence or the one before, where it is a bare "483,000" and that figure a quantity: "Output was 483,000 in 1985"
- before it in the sentence, where it is what something costs or the size of a loan: "two pounds for a loaf that cost 1.50"
- as the price of a currency: "The rand weakened to 19.05 to the dollar" is of rand, per dollar; so is "It had been fixed at 15"
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from operator import attrgetter

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.counted import counted_at, is_verb, solid_before
from extract.components.currency import Form, decide, owners
from extract.components.figure import HEDGES, is_year_form, modifier_beside, stands_alone, stands_for_else
from extract.components.grid import grids_of
from extract.components.numbers import Number, numbers_of
from extract.components.priced import LONGEST_SUBJECT, PREPOSITION, subject_of
from extract.components.rate import behind_whole, rate_at
from extract.components.rule import NUMBER_WORD, Found, Piece, Rule, found_in, keep, number_tokens
from extract.components.sentences import sentence_around
from extract.components.trace import note, trace_of
from extract.components.words import EDGE, Memo, words_of

LISTED = re.compile(r"\s*(?:,\s*(?:and\s+|or\s+)?|\b(?:and|or)\s+|\bfrom\s+|/)" + HEDGES + r"\Z")
COMPARED = re.compile(
    r"(?:[\s,(]+(?:a year|in|on|last|the|for|at|year|month|week|quarter|earlier|ago|before|previous|[A-Z][a-z]+|\d{4}))*"
    r"[\s,(]+(?:up from|down from|from|against|versus|vs\.?|compared (?:with|to)|instead of|rather than|than|after)\s+"
    + HEDGES
    + r"\Z"
)
MOVED_FROM = re.compile(rf"(?:[^.;:()\d]{{0,60}},\s+(?:up|down)|(?:\s+[^.,;:()\d]{{3,30}})?)\s+from\s+{HEDGES}\Z")
"""Behind a level: " over Sonia from", ", the minimum wage, up from"."""
AFTER = re.compile(rf"\s[^.;:()\d]{{0,60}}\b(?:from|against|after|compared with)\s+{HEDGES}\Z")
"""Behind a rate of exchange: " in its calculations after"."""
RESUMED = re.compile(
    r"[.!?]\s+It\s+(?:was|is|had|has|rose|fell|closed|ended|opened|stood)\b"
    rf"[^.;:()]{{0,40}}?\b(?:{PREPOSITION})\s+{HEDGES}\Z"
)
"""From a rate of exchange to one in the next sentence: "It had been fixed at about"."""
COSTS = re.compile(rf"\b(?:costs?|costing|sold\s+for|sells\s+for|fetched|fetches)\s+{HEDGES}\Z")
SUM_OF = re.compile(
    r"\b(?:loan|mortgage|balance|pension|salary|wage|fee|fine|debt|deposit|grant|rent|bill|income|dividend|donation|bonus|prize)s?"
    rf"\s+of\s+{HEDGES}\Z"
)
"""What is money by its noun: "on a loan of"."""
AMOUNTS = frozenset(("sum", "sums"))
"""Words for any money that are the names of a currency as well: "Rupiah sums are converted at"."""
INSERTED = re.compile(r"\s*\([^()]*\)")
RISEN = re.compile(r"\s+to\s+" + HEDGES + r"\Z")
OF_LEVEL = re.compile(r"\b(?:to|at|of|was|is|were|are|stood|totall?ed|reached|had|took|won)\s+" + HEDGES + r"\Z")
TO = re.compile(r"\bto\s+" + HEDGES + r"\Z")
MOVED = re.compile(
    r"\b(?:fall|drop|decline|decrease|loss|cut|rise|increase|gain|growth|climb|jump|change) of\s+" + HEDGES + r"\Z"
)
FROM = re.compile(r"\bfrom\s+" + HEDGES + r"\Z")
BEHIND = re.compile(
    r"(?:\b(?:to|from|of|above|below|at|over|under|than|with|against|by|the|passing|exceeding|topping|was|were|is)"
    r"|:|:\s[^.;:()]{1,50}\s+and)\s+" + HEDGES + r"\Z"
)
LEAD_WORDS = frozenset(
    """from against versus vs with to of than after for cost costs costing fetched fetches a an the about approximately around
    roughly some estimated nearly almost just only over under above below least as record""".split()
)
"""The last words before a number that COMPARED, RISEN, MOVED_FROM, AFTER, COSTS or SUM_OF may end with."""
LEAD = re.compile(rf".*\b(?:{'|'.join(sorted(LEAD_WORDS))}|vs\.)|[).{EDGE}]")
"""The same at the end of a token that is more than a word, or a bracket that is left out."""
LEADS = Memo(lambda word: word in LEAD_WORDS or (not word.isalpha() and LEAD.fullmatch(word) is not None))
MOST_ALIKE = {
    "listed": Decimal(20),
    "compared": Decimal(50),
    "bare": Decimal(1000),
    "again": Decimal(20),
    "costs": Decimal(20),
    "sum": Decimal(100_000),
    "quoted": Decimal(3),
}
START = attrgetter("start")
DISTANCES = frozenset("kilometre mile metre foot inch yard centimetre nautical-mile degree".split())
COMPARING = frozenset("to from against than reach reached at".split())
"""Words before a number that set it beside the one before."""
OF_OTHERS = frozenset("population people attendance workforce staff toll killing killed employs employed circulation".split())
"""Words before a number that tell what it counts."""
MOST_BETWEEN = 20
LONGEST_TIE = 80
FARTHEST_QUOTE = 40
"""Rates of exchange before a number among which that is sought whose pair it may be of."""
FARTHEST = 200
"""Characters behind a figure and its rate in which a number may stand that is compared with it."""
BRACKET = 60
"""Most characters of a bracket before and behind the figure in it."""
REACH = 160
"""Characters before a bare number in which the sum stands whose currency it shares."""


def of_order(one: Decimal, other: Decimal, most: Decimal) -> bool:
    one, other = abs(one), abs(other)
    return bool(one and other) and max(one, other) <= most * min(one, other)


class Shared:
    """The component: gives bare numbers the unit of the figure beside them."""

    def __call__(self, doc: Doc) -> Doc:
        money, percent = found_in(doc, "money"), found_in(doc, "percent")
        numbers = numbers_of(doc)
        if not numbers:
            return doc
        figures = sorted([*money, *percent], key=START)
        added = list(SharedUnits(doc, figures, numbers).read())
        scaled = with_scales(doc, figures, numbers)
        if added or scaled:
            for kind, label in (("money", "MONEY"), ("percent", "PERCENT")):
                found = [scaled.get(f.start, f) for f in found_in(doc, kind)] + [f for f in added if f.label == label]
                keep(doc, kind, sorted(found, key=START))
        return doc


SUMS = ("MONEY", "PERCENT")
KINDS = {"MONEY": "money", "PERCENT": "percent", "QUANTITY": "quantity"}
"""{label: how the names of its rules begin}."""


class SharedUnits:
    """Reads the bare numbers of one Doc, from the right, so that a list hands its unit on; units of figures with these labels."""

    def __init__(self, doc: Doc, figures: list[Found], numbers: list[Number], labels: tuple[str, ...] = SUMS) -> None:
        self.doc, self.words, self.numbers, self.labels = doc, words_of(doc), numbers, labels
        self.figures = list(figures)
        self.starts = [figure.start for figure in figures]
        taken = bytearray(len(doc) + 1)
        for figure in (*figures, *found_in(doc, "cells")):
            taken[figure.start : figure.end] = b"\1" * (figure.end - figure.start)
        self.bare = [n for n in numbers if not (taken[n.start] or n.vague or is_year_form(n) or stands_for_else(doc, n))]
        self.quotes = [f for f in figures if f.label == "MONEY" and self.is_quote(f)]
        self.number_at = number_tokens(doc).by_start

    def read(self) -> Iterator[Found]:
        """The bare numbers that are figures: exchange rates first, for others are compared with them."""
        left: list[Number] = []
        for number in self.bare:
            if found := (self.priced(number) or self.quoted(number)) if "MONEY" in self.labels else None:
                yield self.taken(number, found)
            else:
                left.append(number)
        if not self.figures:
            return
        for number in reversed(left):
            before, behind = self.neighbours(number)
            at = solid_before(self.words.texts, number.start)
            is_led = before is not None and at >= 0 and LEADS[self.words.texts[at]]
            found = (self.compared(number, before) if is_led else None) or self.listed(number, behind)
            if not found and number.scaled:
                found = self.same_again(number, before)
            if not found and is_led:
                found = self.sum_of(number, before)
            if not found and "QUANTITY" in self.labels:
                found = self.measured_again(number)
            if found:
                yield self.taken(number, found)

    def is_quote(self, figure: Found) -> bool:
        """Whether a sum is a rate of exchange by the words behind it: "1.71 francs to the dollar"."""
        if self.words.following(figure.end) not in ("to", "per", "against", "a", "/"):
            return False
        rate = rate_at(self.words, figure.end)
        return rate is not None and rate[0] in tables.currencies()

    def taken(self, number: Number, found: Found) -> Found:
        """The figure, which others may now share the unit of."""
        trace = trace_of(self.doc)
        if trace is not None:
            trace.close(Rule(found.rule, (), ""), [Piece(NUMBER_WORD, number.start, number.end, number)], [found])
        insort(self.figures, found, key=START)
        insort(self.starts, found.start)
        if found.rule == "money.exchange":
            insort(self.quotes, found, key=START)
        return found

    def neighbours(self, number: Number) -> tuple[Found | None, Found | None]:
        """The figure before and the one behind; before a bracket that restates it, the figure itself: "¥5bn ($33m) from 4bn"."""
        k = behind = bisect_left(self.starts, number.end)
        while k and (self.figures[k - 1].end > number.start or self.is_in_bracket(self.figures[k - 1], number)):
            k -= 1
        return self.figures[k - 1] if k else None, self.figures[behind] if behind < len(self.figures) else None

    def is_in_bracket(self, figure: Found, number: Number) -> bool:
        """Whether a bracket that opens before a figure has closed before the number."""
        text = self.words.text
        opened = text.rfind("(", max(0, figure.start_char - BRACKET), figure.start_char)
        if opened < 0 or text.find(")", opened, figure.start_char) >= 0:
            return False
        return text.find(")", figure.end_char, min(figure.end_char + BRACKET, number.start_char)) >= 0

    def listed(self, number: Number, figure: Found | None) -> Found | None:
        """ "5, 6 and 7 percent", "to 40 from 50 million yen"."""
        if figure is None or figure.start_char - number.end_char > 24 or figure.start not in self.number_at:
            return None
        between = self.words.text[number.end_char : figure.start_char]
        if not LISTED.fullmatch(between):
            return None
        before = self.words.text[max(0, number.start_char - 40) : number.start_char]
        if between.lstrip(", ").startswith("or ") and "," in between and not before.rstrip().endswith(","):
            return None  # "from 40 to 42, or 5 percent"
        if "from" in between and not TO.search(before):
            return None
        return self.share(number, figure, "listed", self.number_at[figure.start])

    def compared(self, number: Number, figure: Found | None) -> Found | None:
        """ "67 per cent, up from 65", "from $2.1 billion to 2.4"."""
        if figure is None or number.start_char - figure.end_char > FARTHEST or not stands_alone(self.words, number.end):
            return None
        text = self.words.text
        end = figure.end_char
        if (behind := behind_whole(self.words, figure)) != figure.end:
            end = self.words.characters(figure.start, behind)[1]
        if rate := rate_at(self.words, behind):
            end = self.words.characters(figure.start, rate[1])[1]
        between = text[end : number.start_char]
        if between.count("(") == between.count(")"):
            between = INSERTED.sub("", between)
        if len(between) > LONGEST_TIE:
            return None
        before = text[max(0, figure.start_char - 40) : figure.start_char]
        is_level = figure.label != "PERCENT" or (OF_LEVEL.search(before) and not MOVED.search(before))
        is_compared = is_level and COMPARED.fullmatch(between)
        is_quote = rate is not None and rate[0] in tables.currencies()
        if not is_compared and not (RISEN.fullmatch(between) and FROM.search(before)):
            moved = MOVED_FROM.fullmatch(between)
            is_moved = moved and ("," in between or TO.search(before)) and not MOVED.search(before)
            if not is_moved and not (is_quote and AFTER.fullmatch(between)):
                return None
        k = bisect_left(self.numbers, figure.start, key=START)
        is_inside = k < len(self.numbers) and self.numbers[k].start < figure.end
        inner = self.number_at[self.numbers[k].start] if is_inside else None
        return self.share(number, figure, "compared", inner)

    def same_again(self, number: Number, figure: Found | None) -> Found | None:
        """A bare "100.9 trillion" behind a preposition, after a sum of money."""
        if number.attached or not stands_alone(self.words, number.end):
            return None
        if figure is not None and figure.label == "PERCENT":
            figure = next((f for f in reversed(self.figures) if f.end <= number.start and f.label == "MONEY"), None)
        if figure is None or figure.label != "MONEY" or number.start_char - figure.end_char > REACH:
            return None
        if not BEHIND.search(self.words.text[max(0, number.start_char - 60) : number.start_char]):
            return None
        # Another count in between says that the sentence has gone on to other things.
        if any(figure.end <= n.start < number.start and n.scaled and not stands_alone(self.words, n.end) for n in self.bare):
            return None
        return self.share(number, figure, "bare", None)

    def measured_again(self, number: Number) -> Found | None:
        """ "Output was 483,000 in 1985", "and 17,000 through Beira": of the quantity told last, if no sum stands in between.

        A distance is told of a place as often, and lends its unit only where the number is compared with it.
        """
        if not (number.scaled or number.value >= 100) or number.attached:
            return None
        k = bisect_left(self.starts, number.start)
        figure = next((f for f in reversed(self.figures[:k]) if f.label != "PERCENT"), None)
        if figure is None or figure.label != "QUANTITY" or number.start_char - figure.end_char > FARTHEST:
            return None
        start, _ = sentence_around(self.doc, number.start)
        before = self.words.texts[max(start, number.start - 4) : number.start]
        is_next = figure.start < start
        if is_next and figure.start < sentence_around(self.doc, start - 1)[0]:
            return None
        last = next((word.lower() for word in reversed(before) if not word.isspace()), "")
        is_small = not number.scaled and number.value < 1000
        if (is_small or figure.unit in DISTANCES) and (is_next or last not in COMPARING):
            return None
        after = self.words.following(number.end).lower()
        if not (stands_alone(self.words, number.end) or (is_verb(after) and counted_at(self.words, number.end) is None)):
            return None
        if not OF_OTHERS.isdisjoint(word.lower() for word in before) or "-" in self.words.texts[figure.start : figure.end]:
            return None
        first = bisect_left(self.numbers, figure.end, key=START)
        for other in self.numbers[first : first + MOST_BETWEEN]:
            if other.start >= number.start:
                break
            if other.value >= 100 and not is_year_form(other) and not stands_alone(self.words, other.end):
                return None  # of other things, unless it is a figure itself
        if not measure_words().isdisjoint(word.lower() for word in self.words.texts[figure.end : number.start]):
            return None  # of another measure: "and seat miles rose to 3.2 billion"
        if any(g.lines[0][0] <= number.start_char < g.lines[-1][1] for g in grids_of(self.doc)):
            return None
        return self.share(number, figure, "again", None)

    def sum_of(self, number: Number, figure: Found | None) -> Found | None:
        """ "A loaf that cost 1.50", "on a loan of three million": money by the words before, in the currency of its sentence."""
        if figure is None or not stands_alone(self.words, number.end):
            return None
        before = self.words.text[max(0, number.start_char - 40) : number.start_char]
        if not any(word in before for word in ("of", "cost", "sold", "sells", "fetche")):
            return None
        how = "costs" if COSTS.search(before) else "sum" if SUM_OF.search(before) else None
        if how is None:
            return None
        start, _ = sentence_around(self.doc, number.start)
        money = next(
            (f for f in reversed(self.figures) if start <= f.start and f.end <= number.start and f.label == "MONEY"), None
        )
        return money and self.share(number, money, how, None)

    def quoted(self, number: Number) -> Found | None:
        """ "The currency weakened to 16,560", "It had been fixed at about 30.9": of the pair that was quoted before."""
        if number.scaled or not self.quotes or not stands_alone(self.words, number.end):
            return None
        text = self.words.text
        before = text[max(0, number.start_char - LONGEST_SUBJECT) : number.start_char]
        resumed, subject = RESUMED.search(before), subject_of(before)
        if resumed is None and subject is None:
            return None
        k = bisect_left(self.quotes, number.start, key=START)
        for figure in reversed(self.quotes[max(0, k - FARTHEST_QUOTE) : k]):
            if subject is None and figure.end_char < number.start_char - len(before):
                return None
            if subject is None or subject.code in (None, figure.unit):
                return self.share(number, figure, "quoted", None)
        return None

    def priced(self, number: Number) -> Found | None:
        """ "The rand weakened to 19.05 to the dollar": of the currency that the sentence or the one before names."""
        if number.scaled:
            return None
        rate = rate_at(self.words, number.end)
        if rate is None or rate[0] not in tables.currencies():
            return None
        start = sentence_around(self.doc, number.start)[0]
        earlier = sentence_around(self.doc, start - 1)[0] if start else 0
        for i in range(number.start - 1, earlier - 1, -1):
            word = self.words.texts[i].lower()
            if word in AMOUNTS:
                continue
            codes = owners().get(f"{self.words.texts[i - 1].lower()} {word}") if i else None  # "the Taiwan dollar"
            codes = codes or owners().get(word) or owners().get(word.removesuffix("'s"))
            if codes and rate[0] not in codes:
                unit, basis = decide(self.doc, Form(word, codes, "name"), i)
                note(self.doc, "unit", i, i + 1, "the currency that is priced")
                return self.found(number, "MONEY", "money.exchange", unit, "article" if unit else basis, number.value)
        return None

    def share(self, number: Number, figure: Found, how: str, other: Number | None) -> Found | None:
        """The number with the figure's unit, and its scale word where both are of one order with it."""
        reference = figure.value if figure.value is not None else figure.high
        if reference is None or figure.unit is None or figure.label not in self.labels:
            return None
        value = number.value
        minor = Decimal(1)
        if (
            other is not None
            and other.scaled
            and not number.scaled
            and of_order(value * other.lendable, other.value, MOST_ALIKE[how])
        ):
            number = number.times(other.lendable)
            value = number.value
        if other is not None and figure.label != "PERCENT" and figure.value is not None and other.value:
            minor = figure.value / other.value  # cents stay cents, millions of barrels too
            value *= minor
        if figure.label == "PERCENT" and (number.scaled or value >= 1000):
            return None
        if not of_order(value, reference, MOST_ALIKE[how]) and value:
            return None
        kind = KINDS[figure.label]
        rule = f"{kind}.{'listed' if how == 'listed' else 'shared'}"
        basis = None if kind != "money" else "default" if figure.unit_basis == "default" else "article"  # a guess stays one
        note(self.doc, "unit", figure.start, figure.end, "that of the figure with which it stands")
        found = self.found(number, figure.label, rule, figure.unit, basis, value, minor)
        return found._replace(per=figure.per) if figure.label == "QUANTITY" else found  # the rate within a unit: "bpd"

    def found(
        self,
        number: Number,
        label: str,
        rule: str,
        unit: str | None,
        basis: str | None,
        value: Decimal,
        factor: Decimal = Decimal(1),
    ) -> Found:
        other = value if number.high is None else number.high * (value / number.value if number.value else factor)
        low, high = map(tables.trimmed, sorted((value, other)))
        is_range = number.high is not None  # "up from 3.80/90"
        return Found(
            start=number.start,
            end=number.end,
            start_char=number.start_char,
            end_char=number.end_char,
            label=label,
            rule=rule,
            value=None if is_range else low,
            low=low if is_range else None,
            high=high if is_range else None,
            unit=unit,
            unit_basis=basis,
            half_width=tables.trimmed(number.half_width * factor),
            modifier=modifier_beside(self.doc, number.start, number.end),
        )


@cache
def measure_words() -> frozenset[str]:
    """The last words of the plurals of measures, in small letters."""
    names = (name for words, _ in tables.measures().values() for name in words)
    return frozenset(re.split(r"[ -]", name.lower())[-1] for name in names if name.endswith("s") or name == "feet")


def last_inside(numbers: list[Number], figure: Found) -> Number | None:
    """The last number of a figure."""
    k = bisect_left(numbers, figure.end, key=START) - 1
    return numbers[k] if k >= 0 and numbers[k].start >= figure.start else None


SIGNED_LIST = re.compile(r"\s*(?:,\s*(?:and\s+|or\s+)?|\b(?:and|or)\s+)\Z")


def with_scales(doc: Doc, figures: list[Found], numbers: list[Number]) -> dict[int, Found]:
    """Sums of a list whose scale word stands with the last: "$160, $180 and $200 million" → {start: the sum with it}."""
    text = words_of(doc).text
    found: dict[int, Found] = {}
    for first, last in zip(reversed(figures[:-1]), reversed(figures[1:]), strict=False):
        if first.label != "MONEY" or first.unit != last.unit or first.value is None:
            continue
        if not SIGNED_LIST.fullmatch(text, first.end_char, last.start_char):
            continue
        one, other = last_inside(numbers, first), last_inside(numbers, last)
        if one is None or other is None:
            continue
        last = found.get(last.start, last)
        lendable = other.lendable if other.scaled else (last.value / other.value if last.value and other.value else Decimal(1))
        if one.scaled or lendable < 1000:
            continue
        if first.end_char != one.end_char or last.start == other.start:
            continue  # "$5 a share and $2 million", "5 dollars and 2 million euros"
        if of_order(one.value * lendable, last.value or Decimal(0), MOST_ALIKE["listed"]):
            found[first.start] = first._replace(
                value=tables.trimmed(first.value * lendable), half_width=(first.half_width or Decimal(0)) * lendable
            )
    return found


@Language.factory("newsledger_shared", assigns=["doc.spans"])
def make_shared(nlp: Language, name: str) -> Shared:
    """Find figures whose unit stands with their neighbour."""
    return Shared()
