"""Meanings of meanings: what the rules of WRAPS make of the dates inside them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from extract.components.dates.calendar import named
from extract.components.dates.meaning import Meaning, Values

Reader = Callable[[Values, list[Meaning]], "Meaning | None"]
PARTS = frozenset(("part", "nth", "first", "same", "past"))
CALENDAR = frozenset(("month", "quarter", "half", "year", "decade", "century", "season", "week"))


def edge(v: Values, inner: list[Meaning]) -> Meaning | None:
    of = inner[0]
    if of.op in ("duration", "vague") or (of.kind == "span" and of.granularity == "day"):
        return None
    # "The talks end next week"; "end June" is its last day.
    if "of" not in v and "-" not in v and (v["edge"] != ["end"] or of.op != "months"):
        return None
    return Meaning("edge", (v["edge"][0], of), granularity="day")


def edge_fiscal(v: Values, inner: list[Meaning]) -> Meaning | None:
    if inner[0].op != "unit" or inner[0].granularity != "year":
        return None
    return Meaning("edge", (v["edge"][0], Meaning("fiscal-shift", ("this",), granularity="year")), granularity="day")


def vague(v: Values, inner: list[Meaning]) -> Meaning | None:
    of = inner[0]
    if (
        of.op in ("duration", "vague")
        or of.granularity not in CALENDAR
        or (of.op == "unit" and of.kind == "span" and "in" not in v)
    ):
        return None
    return Meaning("part-of", (v["vague"][0], of), granularity=of.granularity, vague=True)


def rest(v: Values, inner: list[Meaning]) -> Meaning | None:
    return Meaning("rest", (inner[0],), granularity=inner[0].granularity) if inner[0].op != "duration" else None


def of(v: Values, inner: list[Meaning]) -> Meaning | None:
    """The first half of 2023, the same period of the previous year, the last week of June."""
    part, whole = inner
    if part.op == "unit" and part.args[0] == "last" and whole.granularity in ("month", "year", "quarter"):
        part = Meaning("nth", (-1, 1, part.args[1]), granularity=part.granularity)
    if part.op == "past" and part.args[0] == "past" and part.value is not None and "of" in v:
        part = Meaning("nth", (-1, int(part.value), part.args[2]), granularity=part.granularity)
    if part.op == "first":
        part = Meaning("nth", part.args, granularity=part.granularity)
    if part.op == "last-few":
        return Meaning("vague", granularity=whole.granularity, vague=True)
    if whole.op == "unit" and whole.args[1] == "year" and "of" in v and part.op in ("months", "month-days") and part is inner[0]:
        return Meaning("of", (part, whole), granularity=part.granularity)
    if part.op not in PARTS or part.op == "past" or whole.op == "duration":
        return None
    if whole.kind == "span" and "of" not in v:
        return None
    return Meaning("of", (part, whole), granularity=part.granularity or whole.granularity)


def of_which(v: Values, inner: list[Meaning]) -> Meaning | None:
    """The same period last year; 2023 stands apart from what it follows."""
    part, whole = inner
    if part.op == "before" and part.args == (-1, "year") and whole.op in ("part", "months"):
        return Meaning("year-before", (whole,), granularity=whole.granularity)
    if whole.op in ("before", "ago") and whole.args == (-1, "year") and part.op in ("part", "months", "month-days"):
        return Meaning("year-before", (part,), granularity=part.granularity)
    if whole.op == "unit" and whole.granularity == "year" and part.op in ("months", "month-days", "part"):
        return Meaning("of", (part, whole), granularity=part.granularity)
    if part.op == "edge" and part.args[1].op == "unit" and whole.op == "days" and whole.granularity == "year":
        return Meaning("edge", (part.args[0], whole), granularity="day")
    if part.op == "same" and whole.op == "ago":  # "the same month a year ago" is one "a year earlier"
        whole = whole._replace(op="before")
    if part.op == "same" and (whole.op in ("unit", "before", "days")):
        return Meaning("of", (part, whole), granularity=part.granularity)
    return None


def weekday_of(v: Values, inner: list[Meaning]) -> Meaning | None:
    """The last Sunday in April."""
    weekday, month = inner
    n, which = weekday.args
    nth = -1 if which == "last" else which
    if not isinstance(nth, int) or month.op not in ("months", "days", "unit") or month.granularity != "month":
        return None
    return Meaning("nth-weekday", (nth, n, month), granularity="day")


def part_ended(v: Values, inner: list[Meaning]) -> Meaning | None:
    """The third quarter ended March 31: the three months that end so, whatever their number."""
    part, end = inner
    units = {"quarter": (1, "quarter"), "half": (1, "half")}
    if part.op in ("fiscal", "fiscal-shift"):
        units["year"] = (1, "year")
    if (
        part.op not in ("part", "of", "unit", "fiscal", "fiscal-shift")
        or part.granularity not in units
        or end.granularity not in ("day", "month")
    ):
        return None
    if part.op == "fiscal" and part.args[0].op == "days" and end.op in ("month-days", "months"):
        end = Meaning("of", (end, part.args[0]), granularity=end.granularity)
    return Meaning("ended", (*units[part.granularity], end, v["ended"][0], part), granularity=part.granularity)


def whose(v: Values, inner: list[Meaning]) -> Meaning | None:
    """Last year's third quarter."""
    whole, part = inner
    parts = ("part", "first", "months", "season", "same")
    if whole.granularity != "year" or part.op not in parts or whole.op not in ("unit", "days"):
        return None
    return of({"of": ["of"]}, [part, whole]) or of_which({}, [part, whole])


def unit_before(v: Values, inner: list[Meaning]) -> Meaning | None:
    """The month a year before."""
    span, date = inner
    return date if span.op == "unit" and span.args[0] == "the" and date.op in ("before", "ago") else None


def date_range(v: Values, inner: list[Meaning]) -> Meaning | None:
    first, last = inner
    if "/" in v and (first.op, last.op) != ("month-days", "month-days"):
        return None
    if "-" in v and (first.op, last.op) == ("days", "days") and first.granularity == "year":
        return None
    ranged = frozenset(("days", "months", "month-days", "part", "of", "edge", "unit", "pair", "part-of"))
    if first.op not in ranged or last.op not in ranged or first.op == "unit" or (first.vague != last.vague):
        return None
    alone = "years" if (first.alone, last.alone) == ("year", "year") else ""
    granularity = last.granularity if last.granularity == first.granularity else first.granularity
    return Meaning("range", (first, last), granularity=granularity, alone=alone)


def ended(v: Values, inner: list[Meaning]) -> Meaning | None:
    """The year ended June 30, the twelve months to March."""
    span, end = inner
    if end.granularity not in ("day", "month", "quarter", "year", "half") or end.op in ("unit", "vague", "past"):
        return None
    is_current = "relative" in v or span.args == ("this", "year")
    if span.op == "unit" and span.args[0] != "the" and span.args != ("this", "year"):
        return None
    if span.op not in ("unit", "duration") or v.get("relative", ["this"]) != ["this"]:
        return None
    unit = "half" if "half" in v or span.args == ("the", "half") else span.granularity
    n = span.value if span.op == "duration" else Decimal(1)
    if unit is None or n is None or n != int(n) or (unit in ("season", "day", "weekend") and (unit != "day" or n < 2)):
        return None
    if end.granularity == "year" and (unit != "year" or v.get("ended") != ["ended"]):
        return None
    how = v.get("ended", ["ending" if is_current else "to"])[0]
    return Meaning("ended", (int(n), unit, end, how), granularity=named(int(n), unit))


def began(v: Values, inner: list[Meaning]) -> Meaning | None:
    span, start = inner
    n = span.value if span.op == "duration" else Decimal(1)
    if n is None or n != int(n) or span.op == "duration" or start.granularity not in ("day", "month") or start.op == "unit":
        return None
    unit = span.granularity or "year"
    return Meaning("began", (int(n), unit, start), granularity=unit) if unit in ("year", "quarter", "half", "month") else None


def fiscal(v: Values, inner: list[Meaning]) -> Meaning | None:
    year = inner[-1] if inner[-1].kind == "date" else inner[0]
    if year.granularity != "year" and year.op not in ("part", "of"):
        return None
    if year.op == "unit":
        return Meaning("fiscal-shift", (year.args[0],), granularity="year")
    return Meaning("fiscal", (year,), granularity=year.granularity)


def fiscal_end(v: Values, inner: list[Meaning]) -> Meaning | None:
    """The current financial year-end."""
    if inner[0].op != "edge" or inner[0].args[1].args != ("own", "year"):
        return None
    which = v.get("relative", ["this"])[0]
    return Meaning("edge", ("end", Meaning("fiscal-shift", (which,), granularity="year")), granularity="day")


def fiscal_unit(v: Values, inner: list[Meaning]) -> Meaning | None:
    if inner[0].op != "unit" or inner[0].granularity != "year":
        return None
    return Meaning("fiscal-shift", (v["relative"][0],), granularity="year")


def weekday_day(v: Values, inner: list[Meaning]) -> Meaning | None:
    weekday, day = inner
    if (
        day.granularity != "day"
        or day.op not in ("days", "month-days", "numeric")
        or (day.op == "days" and day.args[0].first != day.args[0].last)
    ):
        return None
    return Meaning("on-weekday", (weekday.args[0], day), granularity="day") if day.op == "month-days" else day


def so_far(v: Values, inner: list[Meaning]) -> Meaning | None:
    return Meaning("so-far", (inner[0],), granularity=inner[0].granularity) if inner[0].op == "unit" else None


def earlier(v: Values, inner: list[Meaning]) -> Meaning | None:
    """Earlier this year, later this month: up to the article's day, or from it on."""
    side = "so-far" if v.get("ago") == ["before"] else "rest" if v.get("later") == ["after"] else None
    if side is None or inner[0].op != "unit" or inner[0].args[0] != "this":
        return None
    return Meaning(side, (inner[0],), granularity=inner[0].granularity, vague=True)


def time_range(v: Values, inner: list[Meaning]) -> Meaning | None:
    return Meaning("clock", kind="none", label="TIME", zone=inner[1].zone)


READERS: dict[str, Reader] = {
    "date.edge": edge,
    "date.edge-fiscal": edge_fiscal,
    "date.vague": vague,
    "date.rest": rest,
    "date.of": of,
    "date.of-which": of_which,
    "date.weekday-of": weekday_of,
    "date.part-ended": part_ended,
    "date.whose": whose,
    "date.unit-before": unit_before,
    "date.range": date_range,
    "date.between": date_range,
    "date.ended": ended,
    "date.from": began,
    "date.fiscal": fiscal,
    "date.fiscal-year": fiscal,
    "date.fiscal-units": fiscal,
    "date.fiscal-end": fiscal_end,
    "date.which-fiscal": fiscal_unit,
    "date.weekday-day": weekday_day,
    "date.earlier": earlier,
    "date.so-far": so_far,
    "date.year-to-date": so_far,
    "time.range": time_range,
}
"""{rule of WRAPS: what makes one Meaning of the values around, and the Meanings inside, in order}."""
