"""Dates of every kind, formatted as newspapers do, are read back; relative ones move with the article's date."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

prop = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""The same examples at each run, and no clock."""
DAYS = st.dates(date(1900, 1, 1), date(2049, 12, 31))
MONTHS = st.tuples(st.integers(1900, 2049), st.integers(1, 12))
SMALL = st.integers(-400, 400)
NTH = {1: "first", 2: "second", 3: "third", 4: "fourth"}


def suffix(n: int) -> str:
    return "th" if 10 < n < 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")


def only(read: Any, text: str, published_on: date | None = None) -> Any:
    """The only date of a text."""
    (mention,) = [m for m in read(text, published_on=published_on).mentions if m.label == "DATE"]
    return mention


def months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


@prop
@given(DAYS, st.sampled_from(range(8)))
def test_any_day_is_read_back(read: Any, day: date, style: int) -> None:
    name = calendar.month_name[day.month]
    written = [
        f"{name} {day.day}, {day.year}",
        f"{name} {day.day}{suffix(day.day)}, {day.year}",
        f"{day.day} {name} {day.year}",
        f"{day.day}{suffix(day.day)} of {name} {day.year}",
        f"{day.day} {name[:3]} {day.year}",
        f"{name[:3] if day.month != 5 else 'May'}{'.' if day.month != 5 else ''} {day.day}, {day.year}",
        day.isoformat(),
        f"{calendar.day_name[day.weekday()]}, {name} {day.day}, {day.year}",
    ][style]
    mention = only(read, f"It was signed on {written} by both.")
    assert (mention.text, mention.first_day, mention.last_day) == (written, day, day)
    assert (mention.granularity, mention.date_basis) == ("day", "stated")


@prop
@given(MONTHS, st.sampled_from(["{name} {year}", "{name}, {year}", "{name} of {year}", "{short} {year}"]))
def test_any_month_is_read_back(read: Any, month: tuple[int, int], style: str) -> None:
    year, n = month
    written = style.format(name=calendar.month_name[n], short=calendar.month_abbr[n], year=year)
    mention = only(read, f"In {written} it fell.")
    assert (mention.text, mention.first_day, mention.last_day) == (written, *months(year, n, n))


@prop
@given(MONTHS, st.integers(1, 30), st.sampled_from(["{a} {x} to {b} {y}", "{a} {x} through {b} {y}", "{a} {x}-{b} {y}"]))
def test_any_range_of_months_is_read_back(read: Any, month: tuple[int, int], length: int, style: str) -> None:
    year, n = month
    last_year, last = (year * 12 + n - 1 + length) // 12, (year * 12 + n - 1 + length) % 12 + 1
    written = style.format(a=calendar.month_name[n], x=year, b=calendar.month_name[last], y=last_year)
    mention = only(read, f"From {written} it fell.")
    assert (mention.first_day, mention.last_day) == (date(year, n, 1), months(last_year, last, last)[1])


@prop
@given(st.integers(1900, 2049), st.integers(1, 4), st.sampled_from(range(6)))
def test_any_quarter_is_read_back(read: Any, year: int, n: int, style: int) -> None:
    written = [
        f"Q{n} {year}",
        f"{n}Q {year}",
        f"{year} Q{n}",
        f"{NTH[n]} quarter of {year}",
        f"{NTH[n]}-quarter {year}",
        f"{year} {NTH[n]} quarter",
    ][style]
    mention = only(read, f"In the {written} it fell.")
    assert (mention.text, mention.first_day, mention.last_day) == (written, *months(year, n * 3 - 2, n * 3))
    assert mention.granularity == "quarter"


@prop
@given(st.integers(1900, 2049), st.integers(1, 2), st.sampled_from(range(3)))
def test_any_half_is_read_back(read: Any, year: int, n: int, style: int) -> None:
    written = [f"H{n} {year}", f"{NTH[n]} half of {year}", f"{n}H {year}"][style]
    mention = only(read, f"In the {written} it fell.")
    assert (mention.text, mention.first_day, mention.last_day) == (written, *months(year, n * 6 - 5, n * 6))


@prop
@given(
    st.integers(1900, 2048), st.sampled_from(["in {0}", "since {0}", "from {0} to {1}", "between {0} and {1}", "in {0}-{2:02}"])
)
def test_any_year_is_read_back(read: Any, year: int, style: str) -> None:
    if (year + 1) % 100 == 0:
        year -= 1
    mention = only(read, f"It fell {style.format(year, year + 1, (year + 1) % 100)}, they said.")
    last = year + 1 if "{1}" in style or "{2" in style else year
    assert (mention.first_day, mention.last_day) == (date(year, 1, 1), date(last, 12, 31))


@prop
@given(DAYS, SMALL)
def test_days_move_with_the_article(read: Any, day: date, by: int) -> None:
    text = "It fell yesterday, and rose two days ago."
    for here in (day, day + timedelta(days=by)):
        first, second = [m for m in read(text, published_on=here).mentions if m.label == "DATE"]
        assert first.first_day == first.last_day == here - timedelta(days=1)
        assert second.first_day == here - timedelta(days=2)
        assert {first.date_basis, second.date_basis} == {"article"}


@prop
@given(DAYS, st.integers(-60, 60))
def test_weeks_move_with_the_article(read: Any, day: date, weeks: int) -> None:
    moved = day + timedelta(weeks=weeks)
    for text in ("It fell last week.", "It fell on Tuesday.", "It will fall on Friday.", "It fell four weeks ago."):
        a, b = only(read, text, day), only(read, text, moved)
        assert (b.first_day - a.first_day, b.last_day - a.last_day) == (moved - day, moved - day)


@prop
@given(DAYS, st.integers(-40, 40))
def test_months_quarters_and_years_move_with_the_article(read: Any, day: date, years: int) -> None:
    moved = date(day.year + years if 1900 <= day.year + years <= 2049 else day.year, day.month, min(day.day, 28))
    day = day.replace(day=min(day.day, 28))
    by = moved.year - day.year
    for text in (
        "It fell last month.",
        "It fell last quarter.",
        "It fell in the year to May.",
        "It fell last year.",
        "It fell in June.",
    ):
        a, b = only(read, text, day), only(read, text, moved)
        assert (a.first_day.year + by, a.first_day.month, a.first_day.day) == (
            b.first_day.year,
            b.first_day.month,
            b.first_day.day,
        )
        assert (a.last_day.year + by, a.last_day.month) == (b.last_day.year, b.last_day.month)
        assert (a.last_day + timedelta(days=1)).day == (b.last_day + timedelta(days=1)).day == 1


@prop
@given(DAYS)
def test_a_weekday_of_the_past_is_at_most_a_week_back(read: Any, day: date) -> None:
    for name in calendar.day_name:
        mention = only(read, f"It fell on {name}.", day)
        assert timedelta(0) <= day - mention.first_day < timedelta(days=7)
        assert calendar.day_name[mention.first_day.weekday()] == name


@prop
@given(MONTHS)
def test_a_year_earlier_is_the_same_month_whole(read: Any, month: tuple[int, int]) -> None:
    year, n = month
    text = f"In {calendar.month_name[n]} {year} it fell 5 percent from a year earlier."
    _, earlier = [m for m in read(text).mentions if m.label == "DATE"]
    assert (earlier.first_day, earlier.last_day, earlier.date_basis) == (*months(year - 1, n, n), "focus")
