"""What the rules of ATOMS mean, from the values of their words: the days, months, years and parts of them."""

from __future__ import annotations

from decimal import Decimal

from extract.components.dates.calendar import century, month_span
from extract.components.dates.durations import READERS as DURATIONS
from extract.components.dates.meaning import NOTHING, Meaning, Reader, Values, count, one_day, stated


def months(v: Values) -> Meaning | None:
    """A month or a range of months, with the year or without."""
    first, last = v["month"][0], v["month"][-1]
    if "year" not in v:
        if len(v["month"]) > 1:
            return Meaning("months", (first, last), granularity="month")
        return Meaning("months", (first, last), alone="month", granularity="month")
    year = v["year"][-1]
    return stated(month_span(year - (first > last), first, first)[0], month_span(year, last, last)[1], "month")


def days(v: Values) -> Meaning | None:
    """A day or several of one month, with the year or without."""
    numbers = v.get("day", []) + v.get("nth", []) + v.get("ordinal", [])
    first, last, month = numbers[0], numbers[-1], v["month"][0]
    if "day" in v and "nth" in v:
        first, last = min(numbers), max(numbers)
    if first > last:
        return None
    if "year" in v:
        year = v["year"][0]
        return stated(one_day(year, month, first).args[0].first, one_day(year, month, last).args[0].last, "day")
    one_day(2000, month, first), one_day(2000, month, last)
    return Meaning("month-days", (month, first, last), alone="month-day", granularity="day")


def month_quarter(v: Values) -> Meaning | None:
    """The December quarter: the three months that end with December."""
    if v["unit"] != ["quarter"]:
        return None
    return Meaning("ended", (3, "month", months(v), "to"), granularity="quarter")


def months_quarter(v: Values) -> Meaning | None:
    """The October/December quarter: the three months that it names."""
    first, last = v["month"]
    is_quarter = v["unit"] == ["quarter"] and (last - first) % 12 == 2
    return Meaning("months", (first, last), granularity="month") if is_quarter else None


def month_one(v: Values) -> Meaning | None:
    """January one, April Four, as agencies write days below ten; "March 5 million" is a number."""
    meaning = days({**v, "day": [in_words(v)]}) if in_words(v) else None
    return meaning if meaning is None or "year" in v else meaning._replace(alone="month-one")


def in_words(v: Values) -> int:
    """A day below ten that is told in words; 0 for any other number."""
    number = v["number"][0]
    return int(number) if number is not None and 1 <= number <= 9 and number == int(number) else 0


def nth_weekday(v: Values) -> Meaning | None:
    nth = (v.get("ordinal") or v["nth"])[0]
    return Meaning("weekday", (v["weekday"][0], nth), kind="weekday", alone="never", granularity="day") if nth <= 5 else None


def iso(v: Values) -> Meaning | None:
    return one_day(v["year"][0], *v["day"])


def numeric(v: Values) -> Meaning | None:
    a, b, c = v["numeric"][0]
    if max(a, b) > 31 or min(a, b) < 1 or (a > 12 and b > 12):
        return None
    if c < 100:
        c += 1900 if c > 50 else 2000
    return Meaning("numeric", (a, b, c), granularity="day")


PARTS_OF_YEAR = {3: "quarter", 6: "half", 12: "year"}


def part(first: int, last: int) -> Meaning:
    """Months of some year."""
    return Meaning("part", (first, last), granularity=PARTS_OF_YEAR.get(last - first + 1, "month"))


def part_of_year(v: Values) -> Meaning | None:
    inner = part(*v["part"][0])
    return Meaning("of", (inner, year(v)), granularity=inner.granularity) if "year" in v else inner._replace(alone="part-name")


def months_of_year(v: Values) -> Meaning | None:
    """Nine mths 1987: its first nine."""
    n = count(v)
    if n not in (3, 6, 9) or v["units"] != ["month"]:
        return None
    inner = part(1, int(n))
    return Meaning("of", (inner, year(v)), granularity=inner.granularity)


def parts(v: Values) -> Meaning | None:
    """The third and fourth quarters."""
    first, last = v["ordinal"][0], v["ordinal"][-1]
    if v["units"] != ["quarter"] or not 1 <= first < last <= 4:
        return None
    return part(first * 3 - 2, last * 3)._replace(granularity="quarter")


def year_period(v: Values) -> Meaning | None:
    """The 1986 quarter: the one of that year that is compared with the one in focus."""
    name = (v.get("unit") or ["period"])[0]
    if name not in ("month", "quarter", "half", "period"):
        return None
    same = Meaning("same", granularity=name if name != "period" else None)
    return Meaning("of", (same, year(v)._replace(alone="")), alone="year-period", granularity=same.granularity)


def fiscal_part(v: Values) -> Meaning | None:
    inner = part_words(v)
    return inner and Meaning("fiscal", (inner,), granularity=inner.granularity)


SPANS = {"quarter": 3, "half": 6}


def part_words(v: Values) -> Meaning | None:
    """The first half, the third quarter, the first week, the 19th century; of a year where it is told."""
    nth = (v.get("ordinal") or v["nth"])[0]
    unit = v["unit"][0] if "unit" in v else "half"
    if unit == "century":
        return stated(*century(nth), "century") if 1 <= nth <= 21 else None
    inner: Meaning | None
    if unit in SPANS:
        n = 12 // SPANS[unit]
        if not -1 <= nth <= n:
            return None
        nth = n if nth < 0 else nth
        inner = part((nth - 1) * SPANS[unit] + 1, nth * SPANS[unit])._replace(alone="half")
    elif unit in ("day", "week", "month", "weekend", "decade"):
        inner = Meaning("nth", (nth, 1, unit), alone="never", granularity=unit)
    else:
        return None
    return Meaning("of", (inner._replace(alone=""), year(v)), granularity=inner.granularity) if "year" in v else inner


def first_units(v: Values) -> Meaning | None:
    """The first nine months; the last two months, which are the past two where nothing follows; the next three years."""
    n, unit = count(v), v["units"][0]
    if "relative" in v:
        which = v["relative"][0]
        if which in ("last", "next", "previous", "following"):
            return span_of(n, unit, {"last": "past", "previous": "past"}.get(which, "next"))
        return Meaning("duration", kind="span", granularity=unit, value=n, unit=unit)
    nth = (v.get("ordinal") or v["nth"])[0]
    if n is None and nth in (1, -1):
        return Meaning("last-few", (unit,), granularity=unit, vague=True)
    if n is None or n != int(n) or nth not in (1, -1):
        return Meaning("duration", kind="span", granularity=unit, value=n, unit=unit, vague=n is None)
    if unit == "month" and n < 12 and nth == 1:
        return part(1, int(n))
    if unit == "quarter" and n < 4 and nth == 1:
        return part(1, int(n) * 3)._replace(granularity="quarter")
    return Meaning("first", (nth, int(n), unit), alone="duration", granularity=unit, value=n, unit=unit)


def span_of(n: Decimal | None, unit: str, side: str) -> Meaning:
    """The past five years, the next three: their days are told, their edges are not sharp."""
    args = (side, n, unit)
    return Meaning("past", args, granularity=unit, vague=True, value=n, unit=unit if n is not None else None)


def past_units(v: Values) -> Meaning | None:
    unit = (v.get("units") or v["unit"])[0]
    return span_of(count(v), unit, "past")


def past_unit(v: Values) -> Meaning | None:
    unit = (v.get("units") or v["unit"])[0]
    if "units" in v or v["past"][0] == "recent":
        return Meaning("vague", granularity=unit, vague=True)
    return span_of(Decimal(1), unit, "past")._replace(value=None, unit=None)


def next_units(v: Values) -> Meaning | None:
    which, unit = v["relative"][0], v["units"][0]
    if which in ("this", "that"):
        return None
    if which == "last" and unit in ("day", "week", "month", "year"):
        return Meaning("last-few", (unit,), granularity=unit, vague=True)
    return Meaning("vague", granularity=unit, vague=True, alone="" if which in ("next", "previous", "following") else "never")


def year(v: Values) -> Meaning:
    n = v["year"][-1]
    return stated(*month_span(n, 1, 12), "year", alone="year")


def years(v: Values) -> Meaning | None:
    first, last = v["year"]
    return stated(month_span(first, 1, 1)[0], month_span(last, 12, 12)[1], "year", alone="years") if first < last else None


def years_short(v: Values) -> Meaning | None:
    if v.get("to", ["–"]) != ["–"]:
        return None
    return pair_of(v["year"][0], (v.get("short") or v["day"])[0])


def year_pair(v: Values) -> Meaning | None:
    """2022/23: a harvest or a season as often as a government's year."""
    meaning = pair_of(*v["pair"][0])
    return meaning and meaning._replace(args=(*meaning.args, "/"))


def pair_of(first: int, short: int) -> Meaning | None:
    """2020 and 22 as 2020–2022; None when the second does not follow within twenty years."""
    last = first // 100 * 100 + short if short < 100 else short
    last += 100 if last < first and short < 100 and first % 100 > 90 else 0
    if not (first < last <= first + 20 or (short >= 10 and first < last < first + 100 and short > 31)):
        return None
    return Meaning("pair", (first, last), alone="years", granularity="year")


def decade(v: Values) -> Meaning | None:
    first = v["decade"][0]
    return decade_of(first)


def decade_of(first: int) -> Meaning:
    return stated(month_span(first, 1, 1)[0], month_span(first + 9, 12, 12)[1], "decade")


def tens(v: Values) -> Meaning | None:
    return decade_of(1900 + v["tens"][0])._replace(alone="tens")


def decade_s(v: Values) -> Meaning | None:
    """The 1990's; "2023's" is a year."""
    first = v["year"][0]
    return decade_of(first)._replace(alone="tens") if first % 10 == 0 else None


def decade_word(v: Values) -> Meaning | None:
    return decade_of(1900 + v["decade-word"][0])._replace(alone="decade-word")


def part_of(v: Values) -> Meaning | None:
    which, of, n = v["part-of"][0]
    if of == "tens":
        inner = decade_of(1900 + n)
    elif of == "nth":
        inner = stated(*century(n), "century") if n <= 21 else None  # type: ignore[assignment]
    else:
        inner = decade_of(n) if of == "decade" and n % 10 == 0 else stated(*month_span(n, 1, 12), "year")
    if which == "end":
        return inner and Meaning("edge", ("end", inner), granularity="day")
    return inner and Meaning("part-of", (which, inner), granularity=inner.granularity, vague=True)


def bound(v: Values) -> Meaning | None:
    return stated(*month_span(v["bound"][0], 1, 12), "year")


def unit(v: Values) -> Meaning | None:
    alone = "weekend" if v["unit"] == ["weekend"] else "never"
    return Meaning("unit", ("the", v["unit"][0]), kind="span", alone=alone, granularity=v["unit"][0])


def which_unit(v: Values) -> Meaning | None:
    which, name = v["relative"][0], v["unit"][0]
    if name == "season":
        return Meaning("vague", granularity="season", vague=True)
    if name == "day":
        return Meaning("vague", granularity="day", vague=True) if which not in ("this", "that") else None
    if which == "this" and name in ("decade", "century", "half"):
        return Meaning("unit", (which, name), alone="never" if name == "half" else "", granularity=name)
    return Meaning("unit", (which, name), granularity=name)


def which_fiscal(v: Values) -> Meaning | None:
    return Meaning("fiscal-shift", (v["relative"][0],), granularity="year")


def same_period(v: Values) -> Meaning | None:
    name = (v.get("unit") or v.get("units") or ["period"])[0]
    if name == "day" or (name in ("week", "month", "year") and "unit" in v):
        return Meaning("same", alone="never", granularity=name)
    return Meaning("same", alone="same", granularity=name if name != "period" else None)


def which_period(v: Values) -> Meaning | None:
    which = v["relative"][0]
    return Meaning("shift-period", (which,), granularity=None) if which in ("previous", "following") else None


def ago(v: Values) -> Meaning | None:
    """Two years ago; a year earlier."""
    n = Decimal(1) if "a" in v and "few" not in v else count(v)
    unit = (v.get("unit") or v.get("units"))[0]  # type: ignore[index]
    if unit in ("season", "decade", "century") or n is None or n != int(n):
        return Meaning("vague", granularity=unit, vague=True)
    if unit == "month" and n % 12 == 0 and v["ago"][0] == "before":
        n, unit = n / 12, "year"
    return Meaning(v["ago"][0], (-int(n), unit), granularity=unit, alone="before" if v["ago"][0] == "before" else "")


def year_ago(v: Values) -> Meaning | None:
    unit = v["unit"][0]
    if unit == "season":
        return Meaning("vague", granularity="season", vague=True, alone="before")
    return Meaning("before", (-1, unit), granularity=unit, alone="before")


def later(v: Values) -> Meaning | None:
    n = Decimal(1) if "a" in v and "few" not in v else count(v)
    unit = (v.get("unit") or v.get("units"))[0]  # type: ignore[index]
    if n is None or n != int(n) or unit == "season":
        return Meaning("vague", granularity=unit, vague=True)
    return Meaning("hence" if v["later"] == ["hence"] else "before", (int(n), unit), granularity=unit)


def year_end(v: Values) -> Meaning | None:
    return Meaning("edge", ("end", Meaning("unit", ("own", "year"), granularity="year")), granularity="day")


def season(v: Values) -> Meaning | None:
    month = v["season"][0]
    if "year" in v:
        return Meaning("season-of", (month, v["year"][0]), granularity="season", vague=True)
    which = v["relative"][0] if "relative" in v else None
    if which == "that":
        return None
    alone = "season" if which is None else "which-season"
    return Meaning("season", (month, which), alone=alone, granularity="season", vague=True)


def season_pair(v: Values) -> Meaning | None:
    if v["unit"][0] == "season":
        return Meaning("vague", granularity="season", vague=True)
    return pair_of(*v["pair"][0]) and Meaning("fiscal", (pair_of(*v["pair"][0]),), granularity="year")


def holiday(v: Values) -> Meaning | None:
    rule, which = v["holiday"][0], v["relative"][0] if "relative" in v else None
    if which == "that":
        return None
    if rule == "vague":
        return Meaning("vague", granularity="day", vague=True, alone="holiday")
    if "year" in v:
        return Meaning("holiday-of", (rule, v["year"][0]), granularity="day")
    return Meaning("holiday", (rule, which), alone="holiday", granularity="day")


def which_month(v: Values) -> Meaning | None:
    month = v["month"][0]
    if "number" in v and not in_words(v):
        return None
    if "day" in v or "nth" in v or "number" in v:
        day = (v.get("day") or v.get("nth") or [in_words(v)])[0]
        one_day(2000, month, day)
        return Meaning("which-day", (v["relative"][0], month, day), granularity="day")
    return Meaning("which-month", (v["relative"][0], month), granularity="month", alone="which-month")


def weekday(v: Values) -> Meaning | None:
    which = v["relative"][0] if "relative" in v else None
    if which == "that":
        return None
    return Meaning("weekday", (v["weekday"][0], which), kind="weekday", alone="weekday", granularity="day")


def weekdays(v: Values) -> Meaning | None:
    return Meaning("vague", granularity="day", vague=True)


def day_word(v: Values) -> Meaning | None:
    return Meaning("day", (v["day-word"][0],), granularity="day")


def nothing(v: Values) -> Meaning | None:
    return NOTHING


READERS: dict[str, Reader] = {
    **DURATIONS,
    "date.iso": iso,
    "date.numeric": numeric,
    **dict.fromkeys(("date.month-year", "date.months-year", "date.months", "date.month"), months),
    **dict.fromkeys(("date.month-day-year", "date.day-month-year", "date.month-day", "date.day-month"), days),
    **dict.fromkeys(("date.days-of-month-year", "date.days-of-month", "date.days-month-year", "date.days-month"), days),
    **dict.fromkeys(("date.which-month", "date.which-month-day"), which_month),
    **dict.fromkeys(("date.weekday", "date.which-weekday"), weekday),
    "date.weekdays": weekdays,
    "date.day-word": day_word,
    **dict.fromkeys(("date.part", "date.part-of-year", "date.year-part"), part_of_year),
    **dict.fromkeys(("date.part-words", "date.part-words-year", "date.year-part-words"), part_words),
    **dict.fromkeys(("date.month-quarter", "date.month-year-quarter"), month_quarter),
    "date.months-quarter": months_quarter,
    "date.parts": parts,
    "date.months-of-year": months_of_year,
    "date.fiscal-part": fiscal_part,
    **dict.fromkeys(("date.month-one", "date.month-one-year"), month_one),
    "date.nth-weekday": nth_weekday,
    "date.year-period": year_period,
    "date.first-units": first_units,
    "date.past-units": past_units,
    "date.past-unit": past_unit,
    "date.next-units": next_units,
    "date.years": years,
    "date.years-short": years_short,
    "date.year-pair": year_pair,
    "date.decade": decade,
    "date.decade-short": tens,
    "date.decade-s": decade_s,
    "date.decade-word": decade_word,
    "date.part-of": part_of,
    "date.bound": bound,
    "date.year": year,
    "date.unit": unit,
    "date.which-unit": which_unit,
    "date.same-period": same_period,
    "date.which-period": which_period,
    **dict.fromkeys(("date.ago", "date.few-ago"), ago),
    **dict.fromkeys(("date.year-ago", "date.year-ago-period"), year_ago),
    **dict.fromkeys(("date.later", "date.few-later"), later),
    "date.year-end": year_end,
    **dict.fromkeys(("date.season", "date.season-year", "date.which-season"), season),
    "date.season-pair": season_pair,
    **dict.fromkeys(("date.holiday", "date.holiday-year", "date.which-holiday"), holiday),
    **dict.fromkeys(("every.unit", "every.units"), nothing),
}
"""{rule of ATOMS: what makes a Meaning of its values}; ValueError where no such day exists."""
