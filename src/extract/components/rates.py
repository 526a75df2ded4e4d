"""Rates: what a figure is told per: "$80 a barrel", "four gifts of £500 each", "The rand firmed to 18.93".

Reads   the figures that resolve left
Writes  their `per`: a unit of data/units.csv by its standard name, another thing in the singular, or a currency code
Leaves  rates that only sense gives: "a year-end bonus of £770"

The rate stands behind the figure or the bracket after it (rate.py, apiece.py), or before it (priced.py). Two figures share it
that are compared ("$42,000 a day, against $51,000"), that are one amount in two currencies ("NT$3.4 a kilowatt-hour, about ten
euro cents"), of which one is what the other rose or fell by ("$3.63 a gallon, 22 cents more"), or of which the sentence behind
resumes the first ("It was $3.65 a year ago").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.apiece import apiece
from extract.components.carried import Carried
from extract.components.currency import currency_named
from extract.components.figure import HEDGES, are_near, modifier_after, stands_alone
from extract.components.priced import LONGEST_SUBJECT, is_price, measures, rate_before, subject_of, unit_name
from extract.components.rate import behind_whole, rate_at
from extract.components.resolve import put_resolved, resolved
from extract.components.rule import Found
from extract.components.sentences import sentence_around
from extract.components.words import words_of

FIGURES = frozenset(("MONEY", "PERCENT", "QUANTITY"))
TIES = re.compile(
    r"\b(?:from|against|versus|vs\.?|instead of|rather than|compared (?:with|to)|up from|down from"
    r"|after|(?<!more )(?<!less )than|before|times\s+(?:the|its|his|her|their|our))\s+"
    rf"{HEDGES}\Z"
)
JOINT = re.compile(rf"\s*(?:,?\s*(?:to|and|and to|or|up to|-|–)\s+(?:even\s+|from\s+)?{HEDGES}|,\s*)\Z")
RESTATED = re.compile(rf"\s*,?\s*(?:or|i\.e\.,?|that is,|equal to|equivalent to)\s+{HEDGES}\Z")
THAT_IS = re.compile(r"\s*,\s+(?:i\.e\.|that is,)")
APPOSED = re.compile(r"\s*,\s+[a-z][a-z\s,]{1,20}\Z")
"""The hedge of a sum that restates another: ", a shade under"."""
BRACKET = re.compile(rf"\s*[(\[]\s*(?:or\s+)?{HEDGES}\Z")
CLOSED = re.compile(r"\s*[)\]]")
EQUALS, NOT_EQUAL = re.compile(r"\s*=\s*\Z"), re.compile(r"(?!\s*=)")
LISTED = re.compile(r"\s*(?:,\s*(?:and\s+)?|and\s+)\Z")
BREAK = re.compile(r"(?<![A-Za-z]\.[A-Za-z])[.!?]\s|\n\s*\n")
COMPARED = re.compile(r"\s+(?:more|less|higher|lower|above|below|cheaper|dearer|up|down)\b")
MOVED_BY = re.compile(rf"[^.;:]*,\s+(?:up|down)\s+(?:by\s+)?{HEDGES}\Z")
"""What a price rose by, behind it: "£9.90 per item since May, up by"."""
MOVED = re.compile(
    r"\b(?:rose|fell|climbed|slid|slipped|jumped|dropped|gained|lost|eased|added|shed|tumbled|up|down|rise|fall|increase|drop)"
    rf"(?:\s+(?:by|of))?\s+{HEDGES}\Z"
)
MOVED_TO = re.compile(r"(?:,\s+(?:or|a)\s+[^,;]{1,20},)?\s+to(?:\s+(?:close|settle|end)\s+at)?\s+\Z")
"""Between what a price rose by and the price: "lost C$45.20, or 7.2 percent, to"."""
RESUMED = re.compile(
    r"[.!?][\"”’]?\s+(?:(?:An?|One|Two)\s+[a-z]+\s+(?:ago|earlier),?\s+it|(?:In|On)\s+[\w\s]{3,25}?,?\s+it|(It|That|They|This|He|She))"
    r"\s+(?:was|were|is|are|had|has|stood|rose|fell|settled|closed|went|cost)\b[^.;]{0,50}\Z"
)
THIS_IS = re.compile(rf"[.!?]\s+(?:That|This|It)\s+(?:is|was|comes to|came to)\s+{HEDGES}\Z")
PARALLEL = re.compile(
    rf";\s+(?:the\s+)?[^.;:,\s]+(?:\s+[^.;:,\s]+){{0,2}}\s+(?:is|was|are|were|costs?|(?:starts?|begins?)\s+at)\s+(?:the\s+)?{HEDGES}\Z"
)
"""A second clause of the same make: "; diesel is", "; the record is the", "; offers from abroad start at"."""
SPECIFIED = re.compile(rf",\s+at\s+{HEDGES}\Z")
AND_THEN = re.compile(rf",?\s+and\s+(?:in|at|on|by)\s+[^.;:,()]{{3,25}}?\s+{HEDGES}\Z")
"""The same measure at another time: ", and in November 2022 around"."""
PAID = re.compile(rf"[^.;:()]{{0,50}}\b(?:paid|pays?|fetched|asked|got|ask)\s+{HEDGES}\Z")
"""What buyers gave for the same measure: "sold for $5 a kilo in January, buyers paid"."""
AND_LATER = re.compile(rf"\s+(?:in|at|on|by)\s[^.;:,()]{{3,25}},?\s+and\s+{HEDGES}\Z")
LATER = re.compile(r"\s+(?:last|this|now|in|on|by|at\s+the)\b")
AGAINST = re.compile(r"\b(?:against|versus|to)\s+the\s+")
RATE_OF = re.compile(rf"\bexchange\s+rate\s+of\s+{HEDGES}\Z")
THE = re.compile(r"\b(?:the|[Tt]hat|[Tt]his)\s+\Z|\b[Tt]he\s+\Z")
LONGEST_TIE, LONGEST_RESUMED = 70, 130
QUOTED_ALIKE, PARALLEL_ALIKE = Decimal(3), Decimal(10)


@cache
def slice_of() -> re.Pattern[str]:
    """What a sum is a slice of: " of the price of a tonne"."""
    return re.compile(rf"\s+of\s+the\s+(?:price|cost|value)\s+of\s+an?\s+({measures()})\b")


class Rates:
    """The component: gives figures their `per`."""

    def __call__(self, doc: Doc) -> Doc:
        found = resolved(doc)
        at = [i for i, f in enumerate(found) if f.label in FIGURES]
        if at:
            figures = [found[i] for i in at]
            rates = RatesOf(doc, figures).read()
            if rates:
                stays = list(found)
                for k, (per, end) in rates.items():
                    modifier = figures[k].modifier or (modifier_after(doc, end) if end > figures[k].end else None)
                    stays[at[k]] = figures[k]._replace(per=per, modifier=modifier)
                put_resolved(doc, stays)
        return doc


class RatesOf:
    """The rates of the figures of one Doc: `rates` is {index of a figure: what it is told per, token behind}."""

    def __init__(self, doc: Doc, figures: Sequence[Found]) -> None:
        self.doc, self.words, self.figures = doc, words_of(doc), figures
        self.text = self.words.text
        self.rates: dict[int, tuple[str, int]] = {}
        self.equal = -1  # the last figure on the right side of an equation
        self.ends = [figure.end_char for figure in figures]
        """The character behind each figure and its rate."""

    def read(self) -> dict[int, tuple[str, int]]:
        """The rates that stand beside the figures, then those that neighbours share."""
        for k in range(len(self.figures)):
            self.stated(k)
        for k in range(1, len(self.figures)):
            self.equated(k)
        if not self.rates and "(" not in self.text and "[" not in self.text:
            return self.rates
        pairs = list(self.pairs())
        for j, k in (*pairs, *reversed(pairs)):
            self.tie(j, k)
        self.repeat()
        for k in Carried(self.words, self.figures, self.rates).read() if self.rates else ():
            if k + 1 < len(self.figures):
                self.tie(k, k + 1)  # the bracket that restates it
        return self.rates

    def per(self, k: int) -> str | None:
        """What a figure is told per, as far as known."""
        return self.rates[k][0] if k in self.rates else None

    def give(self, k: int, per: str) -> None:
        """Keep a rate that does not stand behind the figure."""
        self.rates[k] = per, self.figures[k].end

    def stated(self, k: int) -> None:
        """The rate behind a figure, or before it."""
        figure = self.figures[k]
        if figure.per:  # "120,000 bpd"
            self.give(k, figure.per)
            return
        is_money = figure.label == "MONEY"
        rate = rate_at(self.words, behind_whole(self.words, figure))
        if rate and (is_money or rate[0] not in tables.currencies()):
            self.rates[k], self.ends[k] = rate, self.words.characters(figure.start, rate[1])[1]
        elif per := apiece(self.doc, self.words, figure):
            self.give(k, per)
        elif is_money and (match := slice_of().match(self.text, figure.end_char)):
            self.give(k, unit_name(match[1]))
        elif is_money:
            start = self.words.starts[sentence_around(self.doc, figure.start)[0]]
            before = self.text[max(start, figure.start_char - LONGEST_SUBJECT) : figure.start_char]
            if is_price(figure) and (per := rate_before(before, figure) or self.quoted(k, before)):
                self.give(k, per)

    def quoted(self, k: int, before: str) -> str | None:
        """The currency that a rate of exchange is of: its subject, or that in which it moves: "The rand firmed to 18.93 rand"."""
        figure = self.figures[k]
        subject = subject_of(before)
        if subject and subject.code and subject.code != figure.unit:
            return subject.code
        if "exchange" in before and RATE_OF.search(before):
            start, end = sentence_around(self.doc, figure.start)
            others = {f.unit for f in self.figures[max(0, k - NEAR) : k + NEAR] if f.label == "MONEY" and start <= f.start < end}
            others -= {figure.unit, None}
            return others.pop() if len(others) == 1 else None
        if subject is None:
            return None
        start = self.words.starts[sentence_around(self.doc, figure.start)[0]]
        for match in AGAINST.finditer(self.text, start, figure.start_char):
            named = currency_named(self.words.texts, self.words.tokens(match.end(), match.end() + 1)[0])
            if named and named[0] != figure.unit:
                return named[0]
        for j in range(k - 1, max(-1, k - FARTHEST), -1):
            per = self.per(j)
            if (
                per in tables.currencies()
                and self.figures[j].unit == figure.unit
                and are_near(self.figures[j], figure, QUOTED_ALIKE)
            ):
                return per
        return None

    def equated(self, k: int) -> None:
        """ "€1 = $1.06", and the rest of a list: "$1 = Dh3.67, ¥150 and DKr7.04; £1 = $1.28"."""
        first, second = self.figures[k - 1], self.figures[k]
        if k in self.rates or first.unit == second.unit or second.label != "MONEY":
            return
        between = self.text[self.ends[k - 1] : second.start_char]
        if EQUALS.fullmatch(between) and first.value == 1 and first.unit and k - 1 not in self.rates:
            self.give(k, first.unit)
            self.equal = k
        elif self.equal == k - 1 and LISTED.fullmatch(between) and NOT_EQUAL.match(self.text, second.end_char):
            self.give(k, self.rates[k - 1][0])
            self.equal = k

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Neighbouring figures; also two sums with a percentage, or with one in another currency, between them."""
        for k in range(1, len(self.figures)):
            yield k - 1, k
            if k > 1 and self.figures[k].label == "MONEY" == self.figures[k - 2].label:
                between = self.figures[k - 1]
                if between.label != "MONEY" or between.unit != self.figures[k].unit == self.figures[k - 2].unit:
                    yield k - 2, k

    def tie(self, j: int, k: int) -> None:
        """Have two figures share a rate, if one has it and the words between them say so."""
        if (j in self.rates) == (k in self.rates):
            if j not in self.rates and k == j + 1:
                self.behind_bracket(j, k)
            return
        first, second = self.figures[j], self.figures[k]
        between = self.text[self.ends[j] : second.start_char]
        if len(between) > LONGEST_RESUMED or "\t" in between or not self.is_same_measure(between, first, second, self.per(j)):
            return
        if k in self.rates:
            self.give(j, self.rates[k][0])
        else:
            self.give(k, self.rates[j][0])

    def behind_bracket(self, j: int, k: int) -> None:
        """ "€140 ($154) a megawatt-hour": the rate behind the bracket is of both."""
        first, second = self.figures[j], self.figures[k]
        between = self.text[self.ends[j] : second.start_char]
        if between.lstrip()[:1] in ("(", "[") and BRACKET.fullmatch(between) and (close := CLOSED.match(self.text, self.ends[k])):
            rate = rate_at(self.words, self.words.tokens(close.end() - 1, close.end())[1])
            if rate:
                self.rates[j], self.rates[k] = (rate[0], first.end), rate
                self.ends[k] = self.words.characters(second.start, rate[1])[1]

    def is_same_measure(self, between: str, first: Found, second: Found, per: str | None) -> bool:
        """Whether two figures share their rate, by the words between them and behind; `per` is that of the first."""
        if first.label != second.label:
            return False
        is_same_unit = first.unit == second.unit
        if first.label == "QUANTITY" and not is_same_unit and not BRACKET.fullmatch(between):
            return False
        if BREAK.search(between):
            return bool(per) and self.is_resumed(between, first, second)
        if len(between) > LONGEST_TIE:
            return False
        if BRACKET.fullmatch(between) or RESTATED.fullmatch(between):
            return not is_same_unit or (("," not in between or bool(THAT_IS.match(between))) and are_near(first, second))
        if not is_same_unit and not (per and per in tables.currencies()):
            if per and first.label == "MONEY" and second.modifier in ("about", "almost") and APPOSED.fullmatch(between):
                return stands_alone(self.words, second.end)
            return first.label == "MONEY" and bool(TIES.search(between)) and are_near(first, second)
        if per and (COMPARED.match(self.text, second.end_char) or MOVED_BY.fullmatch(between)):
            return True
        if not per and MOVED_TO.fullmatch(between) and MOVED.search(self.text, max(0, first.start_char - 30), first.start_char):
            return True
        if per and is_same_unit and (PARALLEL.search(between) or AND_THEN.fullmatch(between) or SPECIFIED.search(between)):
            return are_near(first, second, PARALLEL_ALIKE) and stands_alone(self.words, second.end)
        if per and is_same_unit and LATER.match(self.text, second.end_char):
            is_later = AND_LATER.fullmatch(between) or PAID.fullmatch(between.replace(" as much as ", " "))
            if is_later and are_near(first, second, QUOTED_ALIKE):
                return True
        return bool(TIES.search(between) or JOINT.fullmatch(between)) and are_near(first, second)

    def is_resumed(self, between: str, first: Found, second: Found) -> bool:
        """Whether a figure of the next sentence is of the measure of the one before: "It was $3.65 a year ago"."""
        if THIS_IS.search(between) and first.unit != second.unit:
            return first.label == "MONEY"
        match = RESUMED.search(between)
        if match is None or first.unit != second.unit or not are_near(first, second):
            return False
        return len(between) <= LONGEST_TIE or match[1] in ("It", "That", None)

    def repeat(self) -> None:
        """A sum told once more: "eight rupees a chair, so eight rupees", "the $300 billion"."""
        known: dict[tuple[str | None, Decimal], tuple[str, int]] = {}
        for k, figure in enumerate(self.figures):
            if figure.label != "MONEY" or figure.value is None:
                continue
            key = figure.unit, figure.value
            if k in self.rates:
                known[key] = self.rates[k][0], self.ends[k]
            elif key in known and known[key][0] not in tables.currencies():
                per, end = known[key]
                is_definite = THE.search(self.text, max(0, figure.start_char - 6), figure.start_char)
                near = figure.start_char - end < LONGEST_RESUMED and not BREAK.search(self.text, end, figure.start_char)
                if (is_definite or near) and stands_alone(self.words, figure.end):
                    self.give(k, per)


NEAR, FARTHEST = 4, 40
"""Figures before and behind among which the other currency of a rate of exchange is sought."""


@Language.factory("newsledger_rates")
def make_rates(nlp: Language, name: str) -> Rates:
    """Read what figures are told per."""
    return Rates()
