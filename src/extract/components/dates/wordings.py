"""What dates and times look like: two tables of rules.

ATOMS are patterns over classes of words (lexicon.py). WRAPS are patterns over what the atoms gave, ⟨date⟩, ⟨span⟩ (a bare unit or
a duration), ⟨weekday⟩, ⟨time⟩, and the classes that stand around them; they run until none fits: "the end of the first
quarter of 2025" is an edge of a part of a year. "The" is left out of what both see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from extract.components.rule import Rule, of_class


def any_of(*names: str, optional: bool = False) -> dict[str, Any]:
    """Pattern element: one word of any of these classes."""
    return {"ORTH": {"IN": [f"⟨{name}⟩" for name in names]}} | ({"OP": "?"} if optional else {})


def maybe(name: str) -> dict[str, Any]:
    """Pattern element: one word of a class, or nothing."""
    return of_class(name) | {"OP": "?"}


MONTH, YEAR, PART, WEEKDAY, REL, UNIT, UNITS = map(of_class, ("month", "year", "part", "weekday", "relative", "unit", "units"))
AGO, LATER, SAME, PAST, HOUR, HOURS, DECADE = map(of_class, ("ago", "later", "same", "past", "hour", "hours", "decade"))
SEASON, HOLIDAY, DAYPART, A, HALF, AND = map(of_class, ("season", "holiday", "daypart", "a", "half", "and"))
CLOCK, AMPM, ZONE, OCLOCK, HYPHEN = map(of_class, ("clock", "ampm", "zone", "oclock", "-"))
DAY = any_of("day", "nth")
ORDINAL = any_of("ordinal", "nth")
TO = any_of("to", "-")
COMMA, OF, OF_OR_IN = maybe(","), maybe("of"), any_of("of", "in")
N = any_of("number", "day", "short", "year", "few")
TIME_ZONE = maybe("zone")

ATOMS = (
    Rule("date.iso", [YEAR, HYPHEN, DAY, HYPHEN, DAY], "The note is dated 2023-08-21."),
    Rule("date.numeric", [of_class("numeric")], "It was paid on 25/12/2023."),
    Rule("date.month-day-year", [MONTH, DAY, COMMA, YEAR], "They met on August 21st, 2023."),
    Rule("date.day-month-year", [DAY, OF, MONTH, COMMA, YEAR], "They met on 21 August 2023."),
    Rule("date.month-year", [MONTH, OF, COMMA, YEAR], "The summit was held in May 2023."),
    Rule("date.month-day", [MONTH, DAY], "The bank will meet on March 7."),
    Rule("date.month-one-year", [MONTH, of_class("number"), COMMA, YEAR], "Stocks stood at 207 tonnes on January one, 2024."),
    Rule("date.day-month", [any_of("day", "nth", "ordinal"), OF, MONTH], "The bank will meet on 7 March."),
    Rule("date.days-of-month-year", [MONTH, DAY, TO, DAY, COMMA, YEAR], "The fair ran from August 17th to 21st, 2023."),
    Rule("date.days-of-month", [MONTH, DAY, TO, DAY], "The fair runs from August 17 to 21."),
    Rule("date.days-month-year", [DAY, TO, DAY, OF, MONTH, COMMA, YEAR], "The fair ran from 17 to 21 August 2023."),
    Rule("date.days-month", [DAY, TO, DAY, OF, MONTH], "The fair runs from 17 to 21 August."),
    Rule("date.months-year", [MONTH, any_of("to", "-", "/"), MONTH, OF, COMMA, YEAR], "In January-June 2023 trade rose."),
    Rule("date.months", [MONTH, any_of("to", "-", "/"), MONTH], "In January-June trade rose."),
    Rule("date.month", [MONTH], "The bank will meet in November."),
    Rule("date.month-quarter", [MONTH, UNIT], "Borrowing rose in the December quarter."),
    Rule("date.months-quarter", [MONTH, any_of("to", "-", "/"), MONTH, UNIT], "Borrowing rose in the October/December quarter."),
    Rule("date.month-year-quarter", [MONTH, YEAR, UNIT], "Borrowing rose in the December 1986 quarter."),
    Rule("date.months-of-year", [any_of("number", "day"), UNITS, YEAR], "Net for nine months 2023 fell."),
    Rule("date.parts", [ORDINAL, AND, ORDINAL, UNITS], "Profits rose in the third and fourth quarters."),
    Rule("date.fiscal-part", [ORDINAL, of_class("fiscal"), UNIT], "Net rose in the first fiscal quarter."),
    Rule("date.which-month", [REL, MONTH], "It was sold last June."),
    Rule("date.which-month-day", [REL, MONTH, any_of("day", "nth", "number")], "It was sold last November 29."),
    Rule("date.weekday", [WEEKDAY], "The bank met on Tuesday."),
    Rule("date.weekdays", [of_class("weekdays")], "It stays open on Fridays."),
    Rule("date.nth-weekday", [ORDINAL, WEEKDAY], "A first Sunday passed."),
    Rule("date.which-weekday", [REL, WEEKDAY], "The bank met last Tuesday."),
    Rule("date.day-word", [of_class("day-word")], "The bank met yesterday."),
    Rule("date.part", [PART], "Sales fell in Q3."),
    Rule("date.part-of-year", [PART, OF, maybe("fiscal"), YEAR], "Sales fell in Q3 2024."),
    Rule("date.year-part", [YEAR, PART], "The 2024 Q1 figures are out."),
    Rule("date.part-words", [ORDINAL, maybe("-"), any_of("unit", "half")], "Sales rose in the first quarter."),
    Rule("date.part-words-year", [ORDINAL, maybe("-"), any_of("unit", "half"), YEAR], "Sales rose in third-quarter 2024."),
    Rule("date.year-part-words", [YEAR, ORDINAL, maybe("-"), any_of("unit", "half")], "Net rose in the 1986 fourth quarter."),
    Rule("date.year-period", [{**SAME, "OP": "?"}, YEAR, any_of("unit", "period")], "It rose from 7 in the 1986 quarter."),
    Rule("date.first-units", [any_of("ordinal", "nth", "relative"), N, UNITS], "Sales rose in the first nine months."),
    Rule("date.past-units", [PAST, N, any_of("units")], "Sales rose in the past five years."),
    Rule("date.past-unit", [PAST, any_of("unit", "units")], "Sales rose in the past decade."),
    Rule("date.next-units", [REL, UNITS], "Sales will rise in coming weeks."),
    Rule("date.years", [YEAR, TO, YEAR], "Between 2019-2021 prices doubled."),
    Rule("date.years-short", [YEAR, any_of("-", "/", "to"), any_of("day", "short")], "The 2020-22 plan failed."),
    Rule("date.year-pair", [of_class("pair")], "The plan for 2022/23 failed."),
    Rule("date.decade", [DECADE], "Inflation of the 1990s is past."),
    Rule("date.decade-short", [maybe("quote"), of_class("tens")], "Inflation of the '90s is past."),
    Rule("date.decade-s", [YEAR, of_class("s")], "Inflation of the 1990's is past."),
    Rule("date.decade-word", [of_class("decade-word")], "Music of the Sixties is back."),
    Rule("date.part-of", [of_class("part-of")], "Music of the mid-1980s is back."),
    Rule("date.bound", [of_class("bound")], "A post-2020 order."),
    Rule("date.year", [YEAR], "Trade grew in 2022."),
    Rule("date.unit", [UNIT], "In the year it fell."),
    Rule("date.which-unit", [REL, UNIT], "It sold more last year."),
    Rule("date.same-period", [SAME, any_of("unit", "units", "period")], "It was 5 pct less in the same period."),
    Rule("date.which-period", [REL, of_class("period")], "It rose in the previous period."),
    Rule(
        "date.ago",
        [any_of("a", "number", "day", "short", "few"), maybe("-"), any_of("unit", "units"), AGO],
        "It was won a year ago.",
    ),
    Rule("date.few-ago", [A, of_class("few"), UNITS, AGO], "It was won a few months ago."),
    Rule("date.few-later", [A, of_class("few"), UNITS, LATER], "It was won a few months later."),
    Rule("date.year-ago", [UNIT, maybe("-"), AGO], "Prices are above the year-ago level."),
    Rule("date.year-ago-period", [UNIT, maybe("-"), AGO, any_of("unit", "period")], "Prices are above the year-ago quarter."),
    Rule(
        "date.later", [any_of("a", "number", "day", "short", "few"), any_of("unit", "units"), LATER], "It was won a year later."
    ),
    Rule("date.year-end", [of_class("year-end")], "It closes by year-end."),
    Rule("date.season", [SEASON], "It opened in the summer."),
    Rule("date.season-year", [SEASON, OF, YEAR], "It opened in the summer of 2023."),
    Rule("date.which-season", [REL, SEASON], "It opened last summer."),
    Rule("date.season-pair", [of_class("pair"), of_class("unit")], "It won the 2023/24 season."),
    Rule("date.holiday", [HOLIDAY], "Shops closed at Christmas."),
    Rule("date.holiday-year", [HOLIDAY, OF, COMMA, YEAR], "Shops closed on Christmas Day, 2023."),
    Rule("date.which-holiday", [REL, HOLIDAY], "Shops closed last Christmas."),
    Rule("duration.units", [N, maybe("-"), any_of("unit", "units")], "He lived there for 30 years."),
    Rule("duration.unit-long", [maybe("number"), maybe("-"), of_class("unit-long")], "It was a week-long visit."),
    Rule("duration.few-units", [A, of_class("few"), any_of("units", "hours")], "It took a few days."),
    Rule(
        "duration.range",
        [N, maybe("-"), TO, N, maybe("-"), any_of("unit", "units", "hour", "hours")],
        "It takes three to five years.",
    ),
    Rule("duration.part-of", [of_class("number"), of_class("of"), A, any_of("unit", "hour")], "It took a quarter of a century."),
    Rule("duration.another-unit", [of_class("another"), any_of("unit", "hour")], "It lives for another year."),
    Rule("duration.a-unit", [A, UNIT], "It took a decade."),
    Rule("duration.short", [of_class("mths")], "Loss for 9mths was small."),
    Rule("duration.hours", [N, maybe("-"), any_of("hour", "hours")], "It took two hours."),
    Rule("duration.an-hour", [A, HOUR], "It took an hour."),
    Rule("date.half-year", [HALF, maybe("-"), UNIT], "Profit for the half year fell."),
    Rule("duration.second", [N, HYPHEN, of_class("ordinal")], "A 30-second spot."),
    Rule("duration.hours-and", [N, HOURS, maybe("and"), N, HOURS], "It took 8 minutes and 37 seconds."),
    Rule("age.years-old", [N, maybe("-"), any_of("unit", "units"), maybe("-"), of_class("old")], "The 35-year-old lawyer won."),
    Rule("age.aged", [of_class("aged"), any_of("number", "day", "short")], "A man aged 21 won."),
    Rule("age.of", [of_class("aged"), of_class("of"), any_of("number", "day", "short")], "He died at the age of 83."),
    Rule("time.clock", [CLOCK, TIME_ZONE], "The train left at 6:58."),
    Rule("time.clock-sign", [any_of("clock", "point", "day"), AMPM, TIME_ZONE], "It begins at 8 p.m. ET."),
    Rule("time.clocks-sign", [any_of("clock", "day"), TO, any_of("clock", "day"), AMPM, TIME_ZONE], "It is open 5 to 7:30 p.m."),
    Rule("time.four-digits", [any_of("four", "year"), ZONE], "The ship left at 2100 GMT."),
    Rule("time.four-digits-range", [any_of("four", "year"), TO, any_of("four", "year"), ZONE], "It opens from 0800 to 1700 GMT."),
    Rule("time.oclock", [any_of("number", "day"), OCLOCK], "It begins at six o'clock."),
    Rule("time.minutes-past", [any_of("number", "half"), PAST, of_class("number")], "The train left at twenty past four."),
    Rule("time.minutes-to", [N, HOURS, of_class("to"), of_class("number")], "It was seven minutes to eleven."),
    Rule("time.part", [DAYPART], "They voted in the afternoon."),
    Rule("time.which-part", [REL, DAYPART], "They voted this morning."),
    Rule("date.month-one", [MONTH, of_class("number")], "Stocks stood at 207 tonnes on January one."),
    Rule("every.unit", [of_class("every"), any_of("unit", "weekday", "daypart", "hour", "season")], "It is paid every week."),
    Rule("every.units", [of_class("every"), N, any_of("units", "hours")], "It is paid every two weeks."),
)
"""Rules named `every.` claim what is no date: how often something happens."""


def joints(rules: Iterable[Rule]) -> Iterator[tuple[str, str]]:
    """The pairs of classes that stand side by side in a pattern, what is optional between them left out."""
    for rule in rules:
        classes = [form["IN"] if isinstance(form := element["ORTH"], dict) else [form] for element in rule.pattern]
        for i in range(len(rule.pattern)):
            for k in range(i - 1, -1, -1):
                yield from product(classes[k], classes[i])
                if "OP" not in rule.pattern[k]:
                    break


JOINTS = frozenset(joints(ATOMS))
"""Two pieces of other classes belong to no one atom, so that a run is matched in shorter stretches, which come up again."""

D = any_of("date", "span")

WRAPS = (
    Rule("date.of", [any_of("date", "span"), OF_OR_IN, D], "It rose in the first half of 2023."),
    Rule("date.edge", [of_class("edge"), any_of("of", "-", optional=True), D], "It closes at the end of 2025."),
    Rule(
        "date.edge-fiscal",
        [of_class("edge"), OF, of_class("fiscal"), of_class("span")],
        "It closes at the end of the fiscal year.",
    ),
    Rule("date.vague", [of_class("vague"), any_of("of", "-", "in", optional=True), D], "It was sold in early 2022."),
    Rule("date.rest", [of_class("rest"), of_class("of"), D], "It will fall in the rest of the year."),
    Rule(
        "date.weekday-of", [of_class("weekday"), OF_OR_IN, of_class("date")], "The clocks change on the last Sunday in October."
    ),
    Rule(
        "date.part-ended",
        [of_class("date"), COMMA, of_class("ended"), of_class("date")],
        "Sales fell in its third quarter ended March 31.",
    ),
    Rule("date.of-which", [of_class("date"), of_class("date")], "It beat the same period last year."),
    Rule("date.whose", [of_class("date"), of_class("s"), of_class("date")], "It beat last year's third quarter."),
    Rule("date.unit-before", [of_class("span"), of_class("date")], "It rose from the month a year before."),
    Rule("date.range", [of_class("date"), any_of("to", "-", "/"), of_class("date")], "It ran from May 2021 to June 2022."),
    Rule("date.between", [of_class("between"), of_class("date"), AND, of_class("date")], "It doubled between 2019 and 2021."),
    Rule(
        "date.ended",
        [maybe("relative"), maybe("fiscal"), maybe("half"), D, any_of("ended", "to", "-"), of_class("date")],
        "Profit for the year ended June 30, 2024 fell.",
    ),
    Rule("date.from", [of_class("span"), of_class("from"), of_class("date")], "It is leased for the year from May 2024."),
    Rule("date.fiscal", [of_class("fiscal"), maybe("span"), of_class("date")], "It lost money in fiscal 2024."),
    Rule(
        "date.fiscal-end", [maybe("relative"), of_class("fiscal"), of_class("date")], "It closes at the current fiscal year-end."
    ),
    Rule("date.fiscal-year", [of_class("date"), of_class("fiscal"), of_class("span")], "It fell in the 2024-25 financial year."),
    Rule("date.fiscal-units", [of_class("fiscal"), UNITS, of_class("date")], "It fell in fiscal years 2022 to 2024."),
    Rule("date.which-fiscal", [REL, of_class("fiscal"), of_class("span")], "It fell in the following financial year."),
    Rule("date.weekday-day", [of_class("weekday"), COMMA, of_class("date")], "It was signed on Monday, August 21, 2023."),
    Rule("date.earlier", [any_of("ago", "later"), of_class("date")], "It rose earlier this year."),
    Rule("date.so-far", [of_class("so-far"), of_class("date")], "Sales have risen so far this year."),
    Rule("date.year-to-date", [of_class("span"), of_class("so-far")], "Sales rose in the year to date."),
    Rule("time.range", [of_class("time"), TO, of_class("time")], "It is open from 7am to 1pm."),
)
