"""Dates that state themselves: "August 21st, 2023", "January-June 2023", "Q3 2024", "2020-22", "in 2022".

Reads   the text
Writes  doc.spans["dates"]; label DATE; first and last day inclusive
Leaves  dates without a year unsettled, and dates relative to others unread
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.rule import Found, Lexicon, Piece, Rule, RuleComponent, characters, of_class, words
from extract.components.words import words_of

MONTH, DAY, YEAR, PART = of_class("month"), of_class("day"), of_class("year"), of_class("part")
DECADE = of_class("decade")
TO = words("to", "-", "–", "—", "through", "until", "till")
COMMA = words(",", optional=True)
OF = words("of", optional=True)

RULES = (
    Rule("date.iso", [YEAR, words("-"), DAY, words("-"), DAY], example="The note is dated 2023-08-21."),
    Rule("date.month-day-year", [MONTH, DAY, COMMA, YEAR], example="They met on August 21st, 2023."),
    Rule("date.day-month-year", [DAY, OF, MONTH, COMMA, YEAR], example="They met on 21 August 2023."),
    Rule("date.month-year", [MONTH, OF, COMMA, YEAR], example="The summit was held in May 2023."),
    Rule("date.month-day", [MONTH, DAY], example="The bank will meet on March 7."),
    Rule("date.day-month", [DAY, OF, MONTH], example="The bank will meet on 7 March."),
    Rule("date.days-of-month-year", [MONTH, DAY, TO, DAY, COMMA, YEAR], example="The fair ran from August 17th to 21st, 2023."),
    Rule("date.days-month-year", [DAY, TO, DAY, OF, MONTH, COMMA, YEAR], example="The fair ran from 17 to 21 August 2023."),
    Rule("date.months-year", [MONTH, TO, MONTH, OF, COMMA, YEAR], example="In January-June 2023 trade rose."),
    Rule("date.month-years", [MONTH, YEAR, TO, MONTH, YEAR], example="From May 2021 to June 2022 it paid nothing."),
    Rule("date.part-of-year", [PART, OF, words("fiscal", optional=True), YEAR], example="Sales fell in Q3 2024."),
    Rule(
        "date.part-words",
        [of_class("ordinal"), words("-", optional=True), of_class("span"), OF, YEAR],
        example="In the first half of 2023 it rose.",
    ),
    Rule("date.year-part", [YEAR, PART], example="The 2024 Q1 figures are out."),
    Rule("date.years", [YEAR, TO, YEAR], example="Between 2019-2021 prices doubled."),
    Rule(
        "date.years-short",
        [YEAR, words("-", "–", "/"), {"ORTH": {"IN": ["⟨day⟩", "⟨short-year⟩"]}}],
        example="The 2020-22 plan failed.",
    ),
    Rule("date.year-pair", [of_class("pair")], example="The plan for 2022/23 failed."),
    Rule("date.decade", [DECADE], example="Inflation of the 1990s is past."),
    Rule("date.year", [YEAR], example="Trade grew in 2022."),
)

PARTS = {"q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12), "h1": (1, 6), "h2": (7, 12)}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
# Words after which a bare number of four digits is a year; a count would have a noun after it.
BEFORE_YEAR = frozenset(
    "in since during by until till from of before after through for to between and early late mid mid- around".split()
)
COUNTED = re.compile(r"[a-z]+s$|people|men|women|tonnes?|percent|pct|per|points?|yen|yuan|euros?|dollars?|dlrs|mln|bn")


FORMS = re.compile(
    r"""(?P<day>\d{1,2})(?P<th>st|nd|rd|th)?
      | (?P<year>1[5-9]\d\d|20\d\d|2100)
      | (?P<pair>1[5-9]\d\d|20\d\d)/(?P<short>\d\d)
      | (?P<decade>1[5-9]\d|20\d)0s""",
    re.VERBOSE,
)


def classify(word: str) -> tuple[str, Any] | None:
    """Class and value of one token of a date that no list holds."""
    match = FORMS.fullmatch(word)
    if match is None:
        return None
    day, th, year, pair, short, decade = match.groups()
    if day:
        return ("day", int(day)) if 1 <= int(day) <= 31 else ("short-year", int(day)) if len(day) == 2 and not th else None
    if pair:
        return "pair", (int(pair), int(short))
    return ("year", int(year)) if year else ("decade", int(decade) * 10)


def years_to(year: int, short: int) -> tuple[date, date, str] | None:
    """2020 and 22 as 2020–2022; None when the second does not follow within twenty years."""
    last = year // 100 * 100 + short
    return (date(year, 1, 1), date(last, 12, 31), "year") if year < last <= year + 20 else None


def month_span(year: int, first: int, last: int) -> tuple[date, date]:
    """First and last day of months `first` to `last`."""
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def read_days(rule: str, values: dict[str, list[Any]]) -> tuple[date | None, date | None, str] | None:
    """(first day, last day, granularity) of a matched rule; None when it is no date; ValueError when no such day exists."""
    year = values.get("year", [0])[0]
    month = values.get("month", [0])[0]
    match rule:
        case "date.iso":
            day = date(year, *values["day"])
            return day, day, "day"
        case "date.month-day-year" | "date.day-month-year":
            day = date(year, month, values["day"][0])
            return day, day, "day"
        case "date.month-year":
            return *month_span(year, month, month), "month"
        case "date.month-day" | "date.day-month":
            date(2000, month, values["day"][0])
            return None, None, "day"
        case "date.days-of-month-year" | "date.days-month-year":
            first, last = values["day"]
            return date(year, month, first), date(year, month, last), "day"
        case "date.months-year":
            first, last = values["month"]
            return month_span(year - (first > last), first, first)[0], month_span(year, last, last)[1], "month"
        case "date.month-years":
            (first, last), (start, end) = values["month"], values["year"]
            return month_span(start, first, first)[0], month_span(end, last, last)[1], "month"
        case "date.part-of-year" | "date.year-part":
            first, last = values["part"][0]
            return *month_span(year, first, last), "quarter" if last - first == 2 else "half"
        case "date.part-words":
            nth, months = values["ordinal"][0], values["span"][0]
            if nth * months > 12:
                return None
            return *month_span(year, (nth - 1) * months + 1, nth * months), "quarter" if months == 3 else "half"
        case "date.years":
            first, last = values["year"]
            return (date(first, 1, 1), date(last, 12, 31), "year") if first < last else None
        case "date.years-short":
            return years_to(year, values["short-year" if "short-year" in values else "day"][0])
        case "date.year-pair":
            return years_to(*values["pair"][0])
        case "date.decade":
            first = values["decade"][0]
            return date(first, 1, 1), date(first + 9, 12, 31), "decade"
        case _:
            return date(year, 1, 1), date(year, 12, 31), "year"


def read_date(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> Found | None:
    """The days of a match; None for near misses such as "May" the verb or "2022 people"."""
    values: dict[str, list[Any]] = {}
    for piece in pieces:
        if piece.payload is not None:
            values.setdefault(piece.word.strip("⟨⟩"), []).append(piece.payload)
    if rule.name == "date.year" and not is_year(doc, pieces[0].start):
        return None
    try:
        read = read_days(rule.name, values)
    except ValueError:
        return None
    if read is None or (read[0] and read[1] and read[0] > read[1]):
        return None
    start, end = pieces[0].start, pieces[-1].end
    start_char, end_char = characters(doc, start, end)
    return Found(start, end, start_char, end_char, "DATE", rule.name, first_day=read[0], last_day=read[1], granularity=read[2])


def is_year(doc: Doc, i: int) -> bool:
    """Whether four digits alone are a year: after a word of time, or before no counted noun; never beside a sign."""
    texts = words_of(doc).texts
    before = next((texts[k] for k in range(i - 1, max(-1, i - 3), -1) if not texts[k].isspace()), None)
    after = words_of(doc).following(i + 1)
    if before is not None and (before in "$€£¥#/-" or before[-1].isdigit()):
        return False
    if COUNTED.fullmatch(after.lower()) or after in ("%", "-", "/"):
        return False
    return before is None or before.lower() in BEFORE_YEAR or (before in "(,;" and int(texts[i]) >= 1900)


@Language.factory("newsledger_dates", assigns=["doc.spans"])
def make_dates(nlp: Language, name: str) -> RuleComponent:
    """Find DATE spans with the table above."""
    from extract.tokenizer import configure_tokenizer

    configure_tokenizer(nlp)
    exact: dict[str, tuple[str, Any]] = {form: ("month", month) for form, month in tables.months().items()}
    exact |= {f"{form}.": ("month", month) for form, month in tables.months().items() if len(form) <= 4}
    exact |= {form.upper(): ("month", month) for form, month in tables.months().items() if len(form) > 4}
    lower: dict[str, tuple[str, Any]] = {form: ("part", months) for form, months in PARTS.items()}
    lower |= {form: ("ordinal", n) for form, n in ORDINALS.items() if form.isalpha()}
    lower |= {"quarter": ("span", 3), "half": ("span", 6)}
    words_of_dates = {form.lower() for form in exact} | set(PARTS)

    def is_trigger(word: str) -> bool:
        looks_like_year = len(word) >= 4 and word[:2] in ("15", "16", "17", "18", "19", "20")
        return word.lower() in words_of_dates or (looks_like_year and classify(word) is not None)

    return RuleComponent(nlp, "dates", RULES, Lexicon.of(nlp, exact, lower, classify), read_date, is_trigger)
