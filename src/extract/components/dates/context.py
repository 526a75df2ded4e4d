"""What a Meaning is reckoned from, and how: a Context, and a table of the ways to reckon.

The date in focus is the last one told before, weekdays and the like aside: what "a year earlier" is earlier than. Where there
is nothing to reckon from, the days stay open.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from extract.components.dates.calendar import DAYS, Days, step
from extract.components.dates.meaning import Meaning


class Context:
    """What a date is reckoned from: the article's day, the date in focus, the tense beside it, and the customs of the country.

    Subclassed where they are looked up in a text; this one knows of none.
    """

    day: date | None = None
    focus: Days | None = None
    near: Days | None = None

    def tense(self) -> str | None:
        """`past` or `future`, what the sentence tells of the date; None where it does not say."""
        return None

    def is_limit(self) -> bool:
        """Whether the date is the last for something: "by year-end"."""
        return False

    def is_delivery(self) -> bool:
        """Whether goods change hands at the date: "for May shipment"."""
        return False

    def has_happened(self) -> bool:
        """Whether the words tell what happened at the date, and not what was said or planned for it: "sold in April"."""
        return False

    def listed_end(self) -> Days | None:
        """The days of the last of a list of months or days in which this one stands, if it tells the year for all."""
        return None

    def just_before(self) -> Days | None:
        """The date in focus, if it is near."""
        return self.near

    def is_compared(self) -> bool:
        """Whether the date is what another one is compared with."""
        return False

    def is_rolling(self, m: Meaning) -> bool:
        """Whether a unit that stands by itself is counted from the article's day: "over the next year"."""
        return False

    def is_hedged(self) -> bool:
        """Whether the date is told roughly: "more than a year ago"."""
        return False

    def names_last(self) -> bool:
        """Whether "fiscal 2024" is the financial year that ends in 2024."""
        return True

    def fiscal_start(self, pair: bool, plain: bool) -> tuple[int, int] | None:
        """(month, day) on which the financial year begins that is meant; None for the calendar's."""
        return None

    def edge_behind(self) -> tuple[int, int] | None:
        """(month, day) on which a year begins by the words behind it: "fiscal 1988, ending January 31"."""
        return None

    def split_start(self) -> tuple[tuple[int, int], bool]:
        """(month, day) on which a year written as 2023/24 begins, and whether the text says so."""
        return (7, 1), False

    def has_cycles(self) -> bool:
        """Whether the article tells of spans of two calendar years: "the 2023–24 cycle"."""
        return False

    def own_start(self) -> tuple[int, int] | None:
        """(month, day) on which the financial year begins that the article itself names."""
        return None

    def named_start(self) -> tuple[int, int] | None:
        """The same, if it was named before the date that is reckoned."""
        return None

    def day_first(self) -> bool | None:
        """Whether 3/4/2021 is in April; None where the text does not show it."""
        return None

    def is_southern(self) -> bool:
        """Whether the article's country has summer in December."""
        return False


def reckon(m: Meaning, c: Context) -> Days | None:
    """The days of a Meaning; None where they stay open, or lie outside of the calendar."""
    how = OPS.get(m.op)
    if how is None:
        return None
    try:
        return how(m, c)
    except (ValueError, OverflowError):
        return None


Way = Callable[[Meaning, Context], "Days | None"]
OPS: dict[str, Way] = {}
"""{op of a Meaning: its reckoning}; an op that is not here has no days: durations, times, "recent years"."""


def op(*names: str) -> Callable[[Way], Way]:
    """Put a function into OPS."""

    def keep(way: Way) -> Way:
        OPS.update(dict.fromkeys(names, way))
        return way

    return keep


SIZE = {
    **DAYS,
    "weekday": 1,
    "month": 30,
    "season": 91,
    "quarter": 91,
    "half": 182,
    "year": 365,
    "decade": 3650,
    "century": 36500,
}


def finer(granularity: str, unit: str) -> bool:
    """Whether a span of one granularity may lie in one of a unit."""
    return SIZE[granularity] <= SIZE[unit]


def moved(days: Days, n: int, name: str) -> Days:
    if name == "year" and days.granularity == "week" and days.first.weekday() == 0 and (days.last - days.first).days == 6:
        n, name = 52 * n, "week"  # weeks stay weeks
    return Days(*step(days, name, n), days.granularity, "focus", days.vague)
