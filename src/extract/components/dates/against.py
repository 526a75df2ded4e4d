"""Days that are reckoned from the article's date or the date in focus: Tuesday, last year, a year earlier, Christmas."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter

from extract.components.dates.calendar import DAYS, MONTHS, Days, add_months, around, month_span, nth_weekday, since, step, until
from extract.components.dates.context import SIZE, Context, finer, moved, op
from extract.components.dates.meaning import Meaning
from extract.components.dates.nested import month_of

ONE = timedelta(days=1)
RECENT, NEWS = 32, 150
"""Days that a period may end after the article's date, or before it, and be what the article is about."""
AFTER_WEEK = 15
"""Days that a week may have ended before the article that is about it."""
SHORT_NAMES = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}


def own_year(c: Context, day: date) -> tuple[date, date]:
    """The year that holds a day: the financial one that the article names as its own, else the calendar's."""
    start = c.named_start()
    if start is None:
        return around(day, "year")
    first = date(day.year, *start)
    first = first if first <= day else date(day.year - 1, *start)
    return first, add_months(first, 12) - ONE


def from_article(first: date, last: date, granularity: str | None, vague: bool = False) -> Days:
    granularity = "week" if granularity in ("fortnight", "weekend") else granularity or "day"
    return Days(first, last, granularity, "article", vague)


def nearest(candidates: list[tuple[date, date]], day: date, tense: str | None, back: int, ahead: int) -> tuple[date, date]:
    """The span that is meant of one in each year: by the tense, but the near ones first.

    back    days past that a span may lie behind although the sentence tells of the future
    ahead   days that a span may lie ahead although the sentence tells of the past
    """
    for span in candidates:
        if span[0] <= day <= span[1]:
            return span
    behind = max((s for s in candidates if s[1] < day), default=None, key=lambda s: s[1])
    before = min((s for s in candidates if s[0] > day), default=None, key=lambda s: s[0])
    if behind is None or before is None:
        found = behind or before
        assert found is not None
        return found
    to_behind, to_before = (day - behind[1]).days, (before[0] - day).days
    if tense == "future":
        return behind if to_behind <= back else before
    if tense == "past":
        return before if to_before <= ahead else behind
    return behind if to_behind <= to_before else before


def yearly(c: Context, make: Callable[[int], tuple[date, date]], back: int, ahead: int) -> Days | None:
    """One of a span's occurrences in the years around the article's; none ahead of it where the words tell what has happened."""
    if c.day is None:
        return None
    candidates = []
    for year in (c.day.year - 1, c.day.year, c.day.year + 1):
        try:
            candidates.append(make(year))
        except ValueError:  # February 29
            continue
    if not candidates:
        return None
    tense, ahead = ("past", 0) if c.has_happened() else (c.tense(), ahead)
    tense, back = ("future", 0) if c.is_delivery() else (tense, back)
    return Days(*nearest(candidates, c.day, tense, back, ahead), "day", "article")


@op("months")
def months(m: Meaning, c: Context) -> Days | None:
    first, last = m.args
    if c.near is not None and (first - last) % 12 == 1 and c.near.first.month == first:  # "1986/87 (Oct/Sept)"
        return c.near
    listed = c.listed_end()
    if listed is not None:
        return month_of(m, listed.first.year - (first > listed.first.month))._replace(basis=listed.basis)
    days = yearly(c, lambda y: (date(y - (first > last), first, 1), month_span(y, last, last)[1]), 75, 62)
    return days and days._replace(granularity="month")


@op("month-days")
def month_days(m: Meaning, c: Context) -> Days | None:
    month, first, last = m.args
    listed = c.listed_end()
    if listed is not None:
        day = month_of(m, listed.first.year)
        return day._replace(basis=listed.basis) if day.last <= listed.first else month_of(m, listed.first.year - 1)
    return yearly(c, lambda y: (date(y, month, first), date(y, month, last)), 60, 31)


@op("on-weekday")
def on_weekday(m: Meaning, c: Context) -> Days | None:
    """Tuesday, March 5: of the years around the article's, the one in which they fall together."""
    weekday, inner = m.args
    if c.day is None:
        return None
    month, first, _ = inner.args
    fits = []
    for year in range(c.day.year - 3, c.day.year + 4):
        try:
            day = date(year, month, first)
        except ValueError:
            continue
        if day.weekday() == weekday:
            fits.append(day)
    found = min(fits, key=lambda d: abs((d - c.day).days), default=None)  # type: ignore[operator]
    return from_article(found, found, "day") if found and abs((found - c.day).days) < 400 else month_days(inner, c)


@op("weekday")
def weekday(m: Meaning, c: Context) -> Days | None:
    n, which = m.args
    if c.day is None:
        return None
    back = (c.day.weekday() - n) % 7
    if which == "last":
        back = back or 7
    elif which == "next":
        back = -((n - c.day.weekday()) % 7 or 7)
    elif which == "this":
        back = c.day.weekday() - n if c.tense() != "past" else back
    elif which in ("previous", "following"):
        return None
    elif c.tense() == "future":
        back = -((n - c.day.weekday()) % 7)
    day = c.day - timedelta(days=back)
    return from_article(day, day, "day")


@op("day")
def day_word(m: Meaning, c: Context) -> Days | None:
    if c.day is None:
        return None
    day = c.day + timedelta(days=m.args[0])
    return from_article(day, day, "day")


@op("same")
def same(m: Meaning, c: Context) -> Days | None:
    """The same period: the one in focus."""
    return c.focus and c.focus._replace(basis="focus")


@op("part")
def part(m: Meaning, c: Context) -> Days | None:
    first, last = m.args
    if c.day is None:
        return None
    year, _ = own_year(c, c.day)
    begins, ends = add_months(year, first - 1), add_months(year, last) - ONE
    if begins > c.day and c.tense() != "future":
        begins, ends = add_months(year, first - 13), add_months(year, last - 12) - ONE
    elif ends < c.day - timedelta(days=100) and c.tense() == "future":
        begins, ends = add_months(year, first + 11), add_months(year, last + 12) - ONE
    return from_article(begins, ends, m.granularity)


@op("which-month")
def which_month(m: Meaning, c: Context) -> Days | None:
    which, month = m.args
    if which == "that":
        if c.focus is None:
            return months(m._replace(args=(month, month)), c)
        return Days(*month_span(c.focus.last.year, month, month), "month", "focus")
    if c.day is None:
        return None
    year = c.day.year
    if which in ("last", "previous"):
        year -= month >= c.day.month
        told = c.near or c.focus
        either = (date(year, month, 1), date(year - 1, month, 1))
        if told is not None and told.granularity == "month" and told.first in either and c.is_compared():
            year -= 1  # February was better "than last February"
    elif which in ("next", "following"):
        year += month <= c.day.month
    return from_article(*month_span(year, month, month), "month")


@op("which-day")
def which_day(m: Meaning, c: Context) -> Days | None:
    which, month, n = m.args
    if c.day is None:
        return None
    day = date(c.day.year, month, n)
    if which in ("last", "previous") and day >= c.day:
        day = date(c.day.year - 1, month, n)
    elif which in ("next", "following") and day <= c.day:
        day = date(c.day.year + 1, month, n)
    return from_article(day, day, "day")


def season_span(month: int, year: int, southern: bool) -> tuple[date, date]:
    """The season of a year; that of the winter lies in two, and has the first."""
    if southern:
        month = (month + 5) % 12 + 1
    first = date(year, month, 1)
    return first, add_months(first, 3) - ONE


@op("season")
def season(m: Meaning, c: Context) -> Days | None:
    month, which = m.args
    if c.day is None or which in ("previous", "following"):
        return None
    spans = [season_span(month, y, c.is_southern()) for y in range(c.day.year - 2, c.day.year + 3)]
    if which == "last":
        span = max(s for s in spans if s[1] < c.day)
    elif which == "next":
        span = min(s for s in spans if s[0] > c.day)
    elif which == "this":
        span = next(s for s in spans if s[0].year == c.day.year)
        span = next((s for s in spans if s[0] <= c.day <= s[1]), span)
    else:
        span = nearest(spans, c.day, c.tense(), 60, 60)
    return from_article(*span, "season", True)


@op("season-of")
def season_of(m: Meaning, c: Context) -> Days | None:
    month, year = m.args
    return Days(*season_span(month, year, c.is_southern()), "season", "stated", True)


def holiday_in(rule: str, year: int) -> date:
    """The day of a holiday by its rule: "12-25", "easter-2", "11 4th thu+1"."""
    if rule.startswith("easter"):
        sunday: date = easter(year)
        return sunday + timedelta(days=int(rule[6:]))
    month, _, which = rule.partition(" ")
    if not which:
        month, _, day = rule.partition("-")
        return date(year, int(month), int(day))
    nth, _, name = which.partition(" ")
    name, _, more = name.partition("+")
    n = -1 if nth == "last" else int(nth[0])
    return nth_weekday(year, int(month), n, SHORT_NAMES[name]) + timedelta(days=int(more or 0))


@op("holiday")
def holiday(m: Meaning, c: Context) -> Days | None:
    rule, which = m.args
    if c.day is None or which in ("previous", "following"):
        return None
    every = [holiday_in(rule, y) for y in range(c.day.year - 1, c.day.year + 2)]
    if which == "last":
        day = max(d for d in every if d < c.day)
        return from_article(day, day, "day")
    if which == "next":
        day = min(d for d in every if d > c.day)
        return from_article(day, day, "day")
    return from_article(*nearest([(d, d) for d in every], c.day, c.tense(), 21, 75), "day")


@op("holiday-of")
def holiday_of(m: Meaning, c: Context) -> Days | None:
    day = holiday_in(*m.args)
    return Days(day, day, "day")


@op("numeric")
def numeric(m: Meaning, c: Context) -> Days | None:
    a, b, year = m.args
    if a == b or a > 12 or b > 12:
        month, day = (a, b) if b > 12 or a == b else (b, a)
    else:
        first = c.day_first()
        if first is None:
            return None
        month, day = (b, a) if first else (a, b)
    return Days(date(year, month, day), date(year, month, day), "day")


@op("unit")
def unit(m: Meaning, c: Context) -> Days | None:
    """Last year, this week, the year: of the article's date, or of the date in focus."""
    which, name = m.args
    if which in ("previous", "following"):
        by = -1 if which == "previous" else 1
        if c.focus is None or (SIZE[c.focus.granularity] > SIZE[name] and name in DAYS):
            return unit(m._replace(args=("last" if by < 0 else "next", name)), c) if which == "previous" else None
        if finer(c.focus.granularity, name):
            return Days(*step(Days(*around(c.focus.last, name), name), name, by), m.granularity or name, "focus")
        return Days(*step(c.focus, name, by), c.focus.granularity, "focus")
    if which == "own":
        start = c.own_start()
        if start is None or c.day is None:
            return unit(m._replace(args=("the", name)), c)
        # A company speaks of the year that has ended.
        first = date(c.day.year, *start)
        first = add_months(first, -12 if first <= c.day else -24)
        return Days(first, add_months(first, 12) - ONE, "year", "focus")
    if which == "that":
        if c.focus is None:
            return None
        if c.focus.granularity == name:  # "that year", after "the 1986/87 budget"
            return c.focus._replace(basis="focus")
        return Days(*around(c.focus.last, name), name, "focus")
    if which in ("next", "last") and name in ("year", "month", "week") and c.is_rolling(m):
        return past(m._replace(args=("next" if which == "next" else "past", 1, name)), c)
    near = c.just_before() if which == "the" else None
    if near is not None and finer(near.granularity, name):
        return Days(*around(near.last, name), name, "focus")
    if c.day is None:
        return None
    by = {"last": -1, "next": 1}.get(which, 0)
    if name == "weekend" and which in ("the", "this") and c.tense() == "past":
        # "Met at the weekend"; "this weekend" is the coming one but on the first days after it.
        by = -1 if c.day.weekday() < (5 if which == "the" else 2) else 0
    span = Days(*(own_year(c, c.day) if name == "year" else around(c.day, name)), name)
    if name == "decade" and by:
        return from_article(*step(span, name, by), name)
    return from_article(*(step(span, name, by) if by else span[:2]), name)


@op("ago")
def ago(m: Meaning, c: Context) -> Days | None:
    """Two years ago: the year, month, week or day that lies so far back from the article's date."""
    n, name = m.args
    if name == "fortnight":
        n, name = 2 * n, "week"
    if n == -1 and name == "year" and c.near is not None and c.near.granularity in ("month", "quarter", "half", "year"):
        return moved(c.near, n, name)
    if c.day is None:
        return None
    is_told = c.near is not None and finer(c.near.granularity, name) and c.near.last <= c.day
    if c.near is not None and is_told and n < 0 and c.is_compared() and not c.is_hedged():
        return moved(c.near, n, name)  # "March sales rose 3 pct from a month ago"
    focus = c.focus
    news = NEWS if focus is not None and focus.granularity in MONTHS else AFTER_WEEK
    is_news = focus is not None and SIZE[focus.granularity] >= SIZE["week"] and -RECENT < (c.day - focus.last).days < news
    if n == -1 and name == "year" and focus is not None and is_news and c.is_compared() and not c.is_hedged():
        return moved(focus, n, name)  # "up from 12 a year ago", in an article on March
    first, _ = step(Days(c.day, c.day, "day"), name, n)
    if name in ("day", "weekend") or (name in ("week", "year") and n == -1):
        return from_article(first, first, "day")
    if name in ("decade", "century"):
        return None
    return from_article(*around(first, name), m.granularity)


@op("hence")
def hence(m: Meaning, c: Context) -> Days | None:
    return ago(m, c)


@op("before", "after")
def before(m: Meaning, c: Context) -> Days | None:
    """A year earlier, three months later: the date in focus, so much before or after."""
    n, name = m.args
    base = c.near or c.focus
    if name == "week" and c.day is not None and (base is None or SIZE[base.granularity] > SIZE["week"]):
        return Days(*step(Days(*around(c.day, "week"), "week"), "week", n), "week", "focus")
    if base is None or name in ("decade", "century", "season"):
        return None
    if SIZE[base.granularity] > SIZE[name]:
        base = c.focus if c.focus is not None and SIZE[c.focus.granularity] <= SIZE[name] else base
    if SIZE[base.granularity] > SIZE[name] and base.first != base.last:
        # "A month before" is said of the last month of "the year to March", if that is the news.
        if c.day is None or name not in ("month", "quarter") or not 0 <= (c.day - base.last).days < 75:
            return None
        base = Days(*around(base.last, name), name)
    return moved(base, n, name)


@op("shift-period")
def shift_period(m: Meaning, c: Context) -> Days | None:
    if c.focus is None or c.focus.granularity not in MONTHS:
        return None
    n = round((c.focus.last - c.focus.first).days / 30.4)
    return moved(c.focus, n if m.args[0] == "following" else -n, "month") if n else None


@op("past")
def past(m: Meaning, c: Context) -> Days | None:
    """The past five years up to the article's date; the next three from it on."""
    side, n, name = m.args
    if c.day is None or n is None or n != int(n) or name == "season" or n > 300:
        return None
    if side == "past":
        return from_article(until(c.day, int(n), name) if name in DAYS else after(c.day, -int(n), name), c.day, name, True)
    return from_article(c.day, since(c.day, int(n), name), name, True)


def after(day: date, n: int, name: str) -> date:
    return add_months(day, MONTHS[name] * n) + ONE
