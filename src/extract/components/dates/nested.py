"""Days of dates that hold other dates: the end of June, early 2022, the year ended March 31, from May to July."""

from __future__ import annotations

from datetime import date, timedelta

from extract import tables
from extract.components.dates.calendar import DAYS, MONTHS, Days, add_months, around, month_span, nth_weekday, since, step, until
from extract.components.dates.context import Context, finer, moved, op, reckon
from extract.components.dates.meaning import Meaning

ONE = timedelta(days=1)
SOON = 200
"""Days ahead in which a year that is "ending March 31" will, whatever the verb beside it tells."""


@op("days")
def stated(m: Meaning, c: Context) -> Days | None:
    days: Days = m.args[0]
    return days


@op("edge")
def edge(m: Meaning, c: Context) -> Days | None:
    side, inner = m.args
    days = reckon(inner, c)
    if days is None:
        return None
    day = days.last if side == "end" else days.first
    if inner.args == ("own", "year") and c.day is not None and day > c.day and not c.is_limit() and c.tense() == "past":
        day = step(days, "year", -1)[1]  # "assets fell to 17 bn at year-end"
    return Days(day, day, "day", days.basis)


@op("part-of")
def part_of(m: Meaning, c: Context) -> Days | None:
    """Early 2022, by the table: its first four months."""
    which, inner = m.args
    days = reckon(inner, c)
    rule = days and tables.vague_parts().get(f"{which} {days.granularity}")
    if not days or not rule:
        return None
    name, first, last = rule
    if name == "day":
        begins = days.first + timedelta(days=first - 1)
        ends = min(days.last, days.first + timedelta(days=last - 1))
    else:
        n = MONTHS[name]
        begins = add_months(days.first, (first - 1) * n)
        ends = add_months(days.first, last * n) - ONE
    return Days(begins, ends, days.granularity, days.basis, True)


@op("rest")
def rest(m: Meaning, c: Context) -> Days | None:
    days = reckon(m.args[0], c)
    if days is None or c.day is None or not days.first <= c.day <= days.last:
        return None
    return Days(c.day, days.last, days.granularity, "article")


@op("so-far")
def so_far(m: Meaning, c: Context) -> Days | None:
    inner = m.args[0]
    days = reckon(inner._replace(args=("this", inner.args[1])) if inner.args[0] == "the" else inner, c)
    if days is None or c.day is None or not days.first <= c.day <= days.last:
        return None
    return Days(days.first, c.day, days.granularity, "article")


@op("of")
def of(m: Meaning, c: Context) -> Days | None:
    """A part of a whole: the third quarter of 2024, the last week of June, the same months of 2023."""
    inner, whole_meaning = m.args
    if inner.op == "same" and whole_meaning.op == "before":
        return reckon(whole_meaning, c)
    whole = reckon(whole_meaning, c)
    if whole is None:
        return None
    if inner.op == "same":
        if c.focus is None or whole.granularity != "year":
            return None
        base = c.focus
        if inner.granularity in MONTHS and base.granularity == "day":  # the same quarter of 2024, after "the end of March"
            base = Days(*around(base.last, inner.granularity), inner.granularity)
        return moved(base, whole.last.year - base.last.year, "year")
    if inner.op in ("months", "month-days"):
        return month_of(inner, whole.last.year)._replace(basis=whole.basis)
    if inner.op == "part":
        first, last = inner.args
        if whole.granularity == "year":
            return Days(
                add_months(whole.first, first - 1), add_months(whole.first, last) - ONE, inner.granularity or "month", whole.basis
            )
        if whole.granularity == "month" and (first, last) in ((1, 6), (7, 12)):
            middle = whole.first + timedelta(days=14)
            return Days(*((whole.first, middle) if first == 1 else (middle + ONE, whole.last)), "half", whole.basis)
        if whole.granularity == "decade" and (first, last) in ((1, 6), (7, 12)):
            year = whole.first.year + (0 if first == 1 else 5)
            return Days(date(year, 1, 1), date(year + 4, 12, 31), "decade", whole.basis)
        return None
    nth, n, name = inner.args
    if n is None or not finer(name, whole.granularity) or nth * n > 60:
        return None
    if nth < 0:
        first, last = until(whole.last, n, "week" if name == "weekend" else name), whole.last
    elif name in DAYS:
        first = whole.first + timedelta(days=DAYS[name] * (nth - 1))
        last = since(first, n, name)
    else:
        first = add_months(whole.first, MONTHS[name] * (nth - 1))
        last = since(first, n, name)
    if first < whole.first or last > whole.last or name == "weekend":
        return None
    return Days(first, last, inner.granularity or name, whole.basis)


@op("year-before")
def year_before(m: Meaning, c: Context) -> Days | None:
    """The year-ago first quarter."""
    days = reckon(m.args[0], c)
    return days and days._replace(first=step(days, "year", -1)[0], last=step(days, "year", -1)[1])


@op("nth-weekday")
def weekday_in(m: Meaning, c: Context) -> Days | None:
    """The last Sunday in April."""
    nth, weekday, inner = m.args
    month = reckon(inner, c)
    if month is None:
        return None
    day = nth_weekday(month.first.year, month.first.month, nth, weekday)
    return Days(day, day, "day", month.basis)


@op("range")
def date_range(m: Meaning, c: Context) -> Days | None:
    """From the first day of one to the last of the other; one without a year lies just before or after the other."""
    first, last = m.args
    end = reckon(last, c)
    if end is None:
        return None
    if first.op in ("months", "month-days"):
        begin = month_of(first, end.last.year)
        if begin.first > end.first:
            begin = month_of(first, end.last.year - 1)
    else:
        found = reckon(first, c)
        if found is None:
            return None
        begin = found
        if last.op in ("months", "month-days") and end.last < begin.first:
            end = month_of(last, begin.first.year)._replace(basis="article")
            if end.last < begin.first:
                end = month_of(last, begin.first.year + 1)._replace(basis="article")
    if begin.first > end.last:
        return None
    return Days(begin.first, end.last, m.granularity or end.granularity, end.basis, begin.vague or end.vague)


def month_of(m: Meaning, year: int) -> Days:
    """Months, or days of a month, in a year."""
    if m.op == "months":
        return Days(*month_span(year, *m.args), "month")
    month, first, last = m.args
    return Days(date(year, month, first), date(year, month, last), "day")


@op("pair")
def pair(m: Meaning, c: Context) -> Days | None:
    """2020-22: whole years; 2023-24 is a financial year where that is the custom, and 2023/24 always one of twelve months."""
    first, last, *slash = m.args
    if last != first + 1:
        return Days(date(first, 1, 1), date(last, 12, 31), "year")
    if slash:
        start, sure = c.split_start()
        return financial(last, start)._replace(vague=not sure)
    found = c.fiscal_start(True, True) if not c.has_cycles() else None
    return financial(last, found) if found else Days(date(first, 1, 1), date(last, 12, 31), "year")


def financial(last: int, start: tuple[int, int]) -> Days:
    """The twelve months that begin with `start`, a month and day, and end in the year `last`."""
    first = date(last - (start != (1, 1)), *start)
    return Days(first, add_months(first, 12) - ONE, "year")


@op("fiscal")
def fiscal(m: Meaning, c: Context) -> Days | None:
    inner = m.args[0]
    if inner.op == "pair" and inner.args[1] == inner.args[0] + 1:
        start = c.fiscal_start(True, False)
        return financial(inner.args[1], start) if start else reckon(inner._replace(args=(*inner.args[:2], "/")), c)
    if inner.op == "days" and inner.args[0].first.year == inner.args[0].last.year:
        start = c.edge_behind() or c.fiscal_start(False, False)
        year = inner.args[0].last.year + (0 if c.names_last() else 1)
        return financial(year, start) if start else inner.args[0]
    if inner.op == "of" and inner.args[0].op == "part":
        start = c.fiscal_start(False, False)
        year = reckon(inner.args[1], c)
        if start and year:
            whole = financial(year.last.year + (0 if c.names_last() else 1), start)
            return of(Meaning("of", (inner.args[0], Meaning("days", (whole,)))), c)
        return None
    return reckon(inner, c) if inner.op in ("range", "pair", "days") else None


@op("fiscal-shift")
def fiscal_shift(m: Meaning, c: Context) -> Days | None:
    """The following financial year, this fiscal year."""
    which = m.args[0]
    if which in ("previous", "following"):
        if c.focus is None or c.focus.granularity != "year":
            return None
        return moved(c.focus, -1 if which == "previous" else 1, "year")
    start = c.fiscal_start(False, False)
    if c.day is None or start is None:
        return None
    this = financial(c.day.year + (start != (1, 1) and (c.day.month, c.day.day) >= start), start)
    return Days(*step(this, "year", {"last": -1, "next": 1}.get(which, 0)), "year", "article")


@op("ended")
def ended(m: Meaning, c: Context) -> Days | None:
    """The year ended June 30: whole units that end with a day; without its year, the last such day before the article's."""
    n, name, inner, how, *_ = m.args
    end = reckon(inner, c)
    if end is None:
        return None
    last = end.last
    if c.near is not None and c.near.last.month == last.month and inner.op == "months" and c.near.granularity == name == "year":
        return c.near  # "the 1987/88 crop year ending August"
    if end.basis == "article" and inner.op in ("months", "month-days") and c.day is not None:
        earlier, later = step(end, "year", -1)[1], step(end, "year", 1)[1]
        if how != "ending":
            last = earlier if end.first > c.day else last
        elif last < c.day and ((later - c.day).days < SOON or ((c.day - last).days > 60 and c.tense() == "future")):
            last = later
        elif end.first > c.day and (last - c.day).days >= SOON and c.tense() == "past":
            last = earlier
    return Days(until(last, n, name), last, m.granularity or name, end.basis)


@op("began")
def began(m: Meaning, c: Context) -> Days | None:
    n, name, inner = m.args
    start = reckon(inner, c)
    return start and Days(start.first, since(start.first, n, name), name, start.basis)
