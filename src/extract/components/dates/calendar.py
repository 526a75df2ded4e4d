"""Arithmetic of whole days, weeks, months, quarters, years: what lies where, and what lies a step away."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
"""{unit of the calendar: its months}."""
DAYS = {"day": 1, "weekend": 2, "week": 7, "fortnight": 14}
"""{unit of the calendar: its days}."""


class Days(NamedTuple):
    """First and last day, both inclusive, the finest unit named, what they were reckoned from, and whether by a stated custom."""

    first: date
    last: date
    granularity: str
    basis: str = "stated"
    vague: bool = False


@lru_cache(maxsize=1 << 12)
def month_span(year: int, first: int, last: int) -> tuple[date, date]:
    """First and last day of months `first` to `last` of a year."""
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def add_months(day: date, n: int) -> date:
    """The same day `n` months on, or the last of that month where it is shorter."""
    months = day.year * 12 + day.month - 1 + n
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def ends_month(day: date) -> bool:
    """Whether a day is the last of its month."""
    return (day + timedelta(days=1)).day == 1


def step(days: Days, unit: str, n: int) -> tuple[date, date]:
    """A span moved by `n` units; whole months stay whole months, and the end of a month its end."""
    if unit in DAYS:
        by = timedelta(days=DAYS["week" if unit == "weekend" else unit] * n)
        return days.first + by, days.last + by
    months = MONTHS[unit] * n
    last = add_months(days.last, months)
    # The last day of February a year before is the last of February, but the 28th of one year is not the 29th of another.
    if ends_month(days.last) and (days.first.day == 1 or unit == "month" or days.granularity != "day" or days.last.month == 2):
        whole = date(last.year, last.month, calendar.monthrange(last.year, last.month)[1])
        return (whole if days.first == days.last else add_months(days.first, months)), whole
    return add_months(days.first, months), last


def around(day: date, unit: str) -> tuple[date, date]:
    """The unit of the calendar that holds a day; weeks begin on Monday, decades with a year that ends in 0."""
    match unit:
        case "day":
            return day, day
        case "week" | "fortnight":
            first = day - timedelta(days=day.weekday())
            return first, first + timedelta(days=DAYS[unit] - 1)
        case "weekend":
            first = day - timedelta(days=day.weekday()) + timedelta(days=5)
            return first, first + timedelta(days=1)
        case "month" | "quarter" | "half" | "year":
            n = MONTHS[unit]
            first_month = (day.month - 1) // n * n + 1
            return month_span(day.year, first_month, first_month + n - 1)
        case "decade":
            year = day.year // 10 * 10
            return date(year, 1, 1), date(year + 9, 12, 31)
        case _:
            return century(1 + (day.year - 1) // 100)


def century(n: int) -> tuple[date, date]:
    """The `n`th century: the 19th is 1801 to 1900."""
    return date(n * 100 - 99, 1, 1), date(n * 100, 12, 31)


def until(last: date, n: int, unit: str) -> date:
    """The first day of the `n` units that end with a day: whole months where it ends one."""
    if unit in DAYS:
        return last - timedelta(days=DAYS[unit] * n - 1)
    if ends_month(last):
        return add_months(last.replace(day=1), 1 - MONTHS[unit] * n)
    return add_months(last, -MONTHS[unit] * n) + timedelta(days=1)


def since(first: date, n: int, unit: str) -> date:
    """The last day of the `n` units that begin with a day."""
    if unit in DAYS:
        return first + timedelta(days=DAYS[unit] * n - 1)
    return add_months(first, MONTHS[unit] * n) - timedelta(days=1)


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date:
    """The `nth` weekday of a month, from 1; the last for -1."""
    days = [d for d in calendar.Calendar().itermonthdates(year, month) if d.month == month and d.weekday() == weekday]
    return days[nth - 1 if nth > 0 else nth]


SAME = {(3, "month"): "quarter", (6, "month"): "half", (12, "month"): "year", (7, "day"): "week"}
"""{so many of a unit: the unit that they are}."""


def named(n: int, unit: str) -> str:
    """The granularity of `n` units: three months are a quarter, twelve a year, seven days a week."""
    return SAME.get((n, unit), "week" if unit in ("weekend", "fortnight") else unit)
