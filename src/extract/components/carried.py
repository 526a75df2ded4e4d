"""Rates that a sum takes over from another by what the words before it say: "She has asked for 50 cents" of 40 cents a mile.

Each wording ends right before the sum, and names the sum whose rate it takes: the one before, one of the same currency and order
in the sentences before, or a quantity that is told per time. Where no such sum is told per anything, neither is this one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from extract import tables
from extract.components.figure import HEDGES, are_near, stands_alone
from extract.components.rule import Found
from extract.components.words import Words

REACH, LONGEST = 600, 90
"""Characters before a sum in which the one is sought whose rate it takes; and in which the words stand that say so."""


class Wording(NamedTuple):
    """What stands before a sum: one of a few substrings, the pattern, and what it takes the rate from."""

    parts: tuple[str, ...]
    pattern: re.Pattern[str]
    takes: Callable[[Carried, int], str | None]


class Carried:
    """Gives the sums of one Doc that have no rate that of others.

    rates    {index of a figure: (what it is told per, token behind)}, as they stand beside the figures
    """

    def __init__(self, words: Words, figures: Sequence[Found], rates: dict[int, tuple[str, int]]) -> None:
        self.words, self.text, self.figures, self.rates = words, words.text, figures, rates

    def read(self) -> Iterator[int]:
        """Each sum that takes a rate over, by its index, as soon as it has it."""
        end = -REACH  # of the last figure that has a rate
        for k, figure in enumerate(self.figures):
            if k not in self.rates and figure.label == "MONEY" and figure.start_char - end < REACH and (per := self.per(k)):
                self.rates[k] = per, figure.end
                yield k
            if k in self.rates:
                end = figure.end_char

    def per(self, k: int) -> str | None:
        """What a sum is told per by the words before it."""
        figure = self.figures[k]
        before = self.text[max(0, figure.start_char - LONGEST) : figure.start_char]
        for wording in WORDINGS:
            if any(part in before for part in wording.parts) and wording.pattern.search(before):
                return wording.takes(self, k)
        return None

    def of_last(self, k: int) -> str | None:
        """That of the sum before, whatever its currency."""
        j = k - 1
        while j >= 0 and self.figures[j].label != "MONEY":
            j -= 1
        return self.near(j, k) if j >= 0 else None

    def of_both(self, k: int) -> str | None:
        """That of the two sums before, if they have the same: of what the difference is."""
        sums = [j for j in range(max(0, k - 4), k) if self.figures[j].label == "MONEY"][-2:]
        pers = {self.near(j, k) for j in sums}
        return pers.pop() if len(sums) == 2 and len(pers) == 1 else None

    def of_quantity(self, k: int) -> str | None:
        """That of the quantity before, if it is told per time: of "750 kilowatt-hours a month"."""
        if k == 0 or self.figures[k - 1].label != "QUANTITY":
            return None
        per = self.near(k - 1, k)
        return per if per in TIMES else None

    def of_alike(self, k: int) -> str | None:
        """That of the last sum in the same currency that is told per something, if the two are of one order."""
        if not stands_alone(self.words, self.figures[k].end):
            return None
        for j in range(k - 1, -1, -1):
            if self.figures[k].start_char - self.figures[j].end_char > REACH:
                break
            if (
                j in self.rates
                and self.figures[j].unit == self.figures[k].unit
                and are_near(self.figures[j], self.figures[k], MOST_ALIKE)
            ):
                return self.rates[j][0]
        return None

    def near(self, j: int, k: int) -> str | None:
        """What a figure is told per, if it stands near enough to another."""
        if self.figures[k].start_char - self.figures[j].end_char > REACH:
            return None
        return self.rates[j][0] if j in self.rates else None


TIMES = frozenset(unit.name for unit in tables.units().values() if unit.kind == "time")
MOST_ALIKE = Decimal(3)


def wording(parts: str, pattern: str, takes: Callable[[Carried, int], str | None]) -> Wording:
    """A wording of these substrings, by bars, up to the hedge of the sum."""
    return Wording(tuple(parts.split("|")), re.compile(rf"{pattern}\s+{HEDGES}(?:between\s+)?\Z"), takes)


PARTS = r"(?:half|most|third|quarter|fifth|tenth|two-thirds|three-quarters|part|share|per\s*cent|pct|%)"
COSTS = r"(?:gets?|got|earns?|earned|costs?|paid|pays?|fetch(?:es|ed)?|brings?|brought|(?:sold|sells|went|goes)\s+for|is|was)"
DEALT = (
    r"\b(?:ask(?:s|ed|ing)?\s+for|want(?:s|ed|ing)?|demand(?:s|ed|ing)?|seek(?:s|ing)?|sought|offer(?:s|ed|ing)?|quot(?:es?|ed|ing)"
    r"|work(?:s|ed|ing)?\s+out\s+at|(?:produc|min|mak|grow|pump|sell|buy)(?:e|es|s|ed|ing)?\s+(?:it\s+|them\s+)?at)"
)
WORDINGS = (
    # "well over half of the sum, £25bn"
    wording(" of ", rf"{PARTS}\s+of\s+(?:the\s+(?:sum|total|amount|money)|that|it|this),?", Carried.of_last),
    # "The difference, over 4 cents"
    wording("difference", r"\b[Tt]h(?:e|at)\s+difference(?:,|\s+is|\s+was|\s+of)", Carried.of_both),
    # "three times that, between"
    wording(" that", r"\b(?:twice|double|half|times)\s+that,", Carried.of_last),
    # "gets 44,000 koruna, in Zgorzelec"
    wording(" in ", r",\s+(?:and\s+)?in\s+[A-Z]\w+(?:[\s-][A-Z]\w+)?,?", Carried.of_last),
    # "Across the border the same person gets"
    wording("the same", rf"\bthe\s+same\s+(?:[a-z]+\s+){{1,3}}?(?:would\s+)?{COSTS}", Carried.of_last),
    # "The slice between", "up to 40% on everything above"
    wording("slice|band|bracket", r"\b[Tt]he\s+(?:slice|band|bracket)\s+(?:from|of|above|below|between)", Carried.of_last),
    wording(" on ", r"\bon\s+(?:everything|anything|all|the\s+rest|amounts?|income)\s+(?:above|over|beyond)", Carried.of_last),
    # "On 300,000 euros it is nearly"
    wording("On ", r"[.;]\s+On\s+[^.;:()]{3,40}?,?\s+(?:it|that)\s+(?:is|was|comes\s+to)", Carried.of_alike),
    # "a home that uses 750 kilowatt-hours a month, that is"
    wording(", ", r",\s+(?:that|which|it)\s+(?:is|was|means|makes|comes\s+to)", Carried.of_quantity),
    # "She has asked for"
    wording("ask|want|demand|se|sought|offer|quot|work| at", DEALT, Carried.of_alike),
)
"""The first that fits decides."""
