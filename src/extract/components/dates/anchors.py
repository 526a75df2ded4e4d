"""What dates are reckoned from, as a text shows it: the article's day, the date in focus, the tense, the country's customs."""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from extract import tables
from extract.components.dates import against  # noqa: F401  (ways to reckon)
from extract.components.dates.calendar import Days
from extract.components.dates.context import Context, reckon
from extract.components.dates.meaning import Meaning
from extract.components.dates.nested import financial, month_of
from extract.components.names.located import countries_of
from extract.components.numbers import any_case
from extract.components.sentences import sentence_around
from extract.components.trace import trace_of
from extract.components.words import Memo, published_on, title_of, words_of

if TYPE_CHECKING:
    from extract.components.dates import Match

KEEPS_FOCUS = frozenset(("before", "ago", "weekday", "day", "on-weekday", "same", "past", "holiday", "year-before"))
"""Ops that are no date to compare with: "a year earlier" goes by what was told before them."""
FAR = 20
"""Words that a verb may lie from a date whose tense it tells."""
BUDGET = re.compile(r"budget|deficit|Treasury|federal|government|Congress|borrow|spending|Exchequer|ministry|tax", re.IGNORECASE)
YEAR_BEGINS = re.compile(
    rf"""(?:fiscal|financial)\s+(?:year\s+)?(?:\d{{4}}(?:/\d\d|/\d{{4}})?\s+)?(?:that\s+|which\s+)?
    (?:began|begins|beginning|starting|started|starts)\s+(?:on\s+|in\s+)?
    (?:(today)\b|({(names := "|".join(calendar.month_name[1:]))})\s+(?:1|one)\b)
    | ({names})\s+(?:1|one)\s+(?:start|beginning)\s+of\s+the\s+(?:fiscal|financial)\s+year""",
    re.VERBOSE,
)
CROPS = re.compile(rf"\b(?:{any_case('|'.join(sorted(tables.crop_years(), reverse=True)))})\b")
CROP_YEAR = re.compile(r"\s*(?:\w+\s+){0,2}(?:marketing|crop|season|campaign|harvest)")
QUARTER_ENDED = re.compile(r"\b([1-4])(?:st|nd|rd|th) (?:qtr|quarter),? (?:ended )?([A-Z]+)\.? (\d{1,2})\b", re.IGNORECASE)
"""What titles tell of a company's year: "2nd qtr Feb 28 net"."""
MONTHS_BEHIND = re.compile(r"[\s,]*\(?([A-Z][a-z]+)\s*(?:[-–/]|to|through)\s*([A-Z][a-z]+)")
EDGE_BEHIND = re.compile(
    r",?[^.,;\d]{0,30}\b(end(?:ing|ed|s)|beg(?:inning|an|ins)|start(?:ing|ed|s))\s+(?:(?:last|next|on|in|from)\s+)?([A-Z][a-z]+)"
)
PLAIN_PASTS = re.compile(r"[a-z]{2,}ed")
TOP = 400
"""Characters at the beginning of a text in which a date without another is that of the article."""
DAY = "newsledger.day"
DATELINE = re.compile(r"(?:\A|\n)\s*[A-Z][A-Z .,'’/-]+[A-Z](?:,\s[A-Z][^\n,]{0,30})?,\s*\Z")


class Anchors(Context):
    """The context of one article's dates, gone through in order."""

    def __init__(self, doc: Doc, matches: Sequence[Match]) -> None:
        self.doc, self.matches, self.words = doc, matches, words_of(doc)
        self.is_told = trace_of(doc) is not None
        self.start = self.end = 0
        self.whole: Meaning | None = None
        self.sentence = (0, 0)
        self.focus_end = self.compared_end = self.heading_end = -1
        self.day, self.day_basis = doc.user_data[DAY] = article_day(doc, matches)

    def days(self, m: Meaning, start: int, end: int) -> Days | None:
        """The days of a Meaning that stands at tokens [start, end); they become the date in focus."""
        self.start, self.end = start, end
        if m.op in ("duration", "clock", "vague"):
            return None
        if not self.sentence[0] <= start < self.sentence[1]:
            self.sentence = sentence_around(self.doc, start)
            self.near = None
        self.whole = m
        days = reckon(m, self)
        if m.op == "ended" and m.args[:2] == (1, "year"):
            self.heading_end = end
        elif m.alone == "year" and self.heading_end >= 0:
            days = self.in_heading(days, start, end)
        keeps = m.op in KEEPS_FOCUS or m.granularity == "weekend" or (m.op == "of" and days is not None and days.basis == "focus")
        if days is not None and not keeps:
            if (self.near or self.focus) is not None and self.is_aside():
                return days
            if days.granularity != "day" or m.op in ("edge", "days", "range"):
                self.near = days
            if days.granularity != "day" or m.op == "edge":
                self.focus, self.focus_end = days, self.sentence[1]
        return days

    def in_heading(self, days: Days | None, start: int, end: int) -> Days | None:
        """The years that stand in the head of a table behind "Year to June 30" are such years."""
        between = self.words.texts[self.heading_end : start]
        if days is None or self.year_end is None or len(between) > 6 or any(word.isalnum() for word in between):
            self.heading_end = -1
            return days
        self.heading_end = end
        return financial(days.last.year, self.year_end)

    def is_compared(self) -> bool:
        """Whether the date is what another one is compared with: "from 5 in 2022", "from 5 in May and 6 in March"."""
        texts = self.words.texts
        first = max(self.sentence[0], self.start - NEARBY)
        listed = False
        for i in range(self.start - 1, first - 1, -1):
            word = texts[i].lower()
            if word in COMPARED or (listed and i < self.compared_end):
                self.compared_end = self.end
                return True
            if word in ",;.":
                return False
            listed = listed or word == "and"
        return False

    def is_rolling(self, m: Meaning) -> bool:
        if m is not self.whole:
            return False
        texts = self.words.texts
        at = solid_before(texts, self.start)
        return texts[at].lower() == "the" and texts[solid_before(texts, at)].lower() in ROLLING

    def is_hedged(self) -> bool:
        texts = self.words.texts
        at = solid_before(texts, self.start)
        word = texts[at].lower()
        return word in ("over", "after") or (word == "than" and texts[solid_before(texts, at)].lower() in ("more", "less"))

    def is_aside(self) -> bool:
        """Whether a date only bounds or serves a comparison: "by December", "since 2020", "up from 3 in February"."""
        texts = self.words.texts
        return texts[solid_before(texts, self.start)].lower() in BOUNDS or self.is_compared()

    def just_before(self) -> Days | None:
        """The date in focus, if it stands in this sentence or in the one before."""
        return self.near or (self.focus if self.focus_end == self.sentence[0] else None)

    def tense(self) -> str | None:
        """By the words that stand directly beside the date, else the nearest verb before it in its sentence, else behind it."""
        texts = self.words.texts
        first, last = self.sentence
        at = solid_before(texts, self.start)
        if texts[at].lower() == "the":
            at = solid_before(texts, at)
        before = texts[at].lower() if self.start > first else ""
        behind = self.words.following(self.end).lower() if self.end < last else ""
        if behind in DELIVERIES or (before == "to" and not self.is_attribute(texts)):
            return "future"
        found = None
        for i in range(self.start - 1, max(first, self.start - FAR) - 1, -1):
            if before in LIMITS and texts[solid_before(texts, i)].lower() == "to":  # "agreed to pay by Friday"
                return "future"
            if found := tense_of(texts, i):
                break
        if before in LIMITS:
            if found is None and before == "by":  # "By Thursday half had voted"
                return self.tense_behind(texts) or "future"
            is_over = found == "past" and (before == "by" or texts[i].lower() in AUXILIARIES)
            return "past" if is_over else "future"
        return found or self.tense_behind(texts)

    def is_attribute(self, texts: Sequence[str]) -> bool:
        """Whether the date after "to" is a noun's, in a sentence of the past: "of its help to December growth half was"."""
        if not self.words.following(self.end)[:1].isalpha() or self.tense_behind(texts) != "past":
            return False
        return not any(tense_of(texts, i) for i in range(max(self.sentence[0], self.start - FAR), self.start))

    def is_limit(self) -> bool:
        texts = self.words.texts
        return texts[solid_before(texts, self.start)].lower() in LIMITS

    def is_delivery(self) -> bool:
        texts = self.words.texts
        at = solid_before(texts, self.start)
        if texts[at] == "for" and self.words.following(self.end).lower() in SHIPMENTS:
            return True
        # "Traded at 24 over July".
        return texts[at].lower() in ("over", "under", "ov") and texts[solid_before(texts, at)][-1:].isdigit()

    def has_happened(self) -> bool:
        """Since April; sold in April, which in April was sold: by a verb of fact, or one directly behind the date that a clause
        begins with."""
        texts = self.words.texts
        first, _ = self.sentence
        at = solid_before(texts, self.start)
        before = texts[at].lower()
        if at < first or before == "since":
            return at >= first
        if before not in ("in", "during"):
            return False
        at = solid_before(texts, at)
        if texts[at].lower() in RELATIVES:
            behind = next((i for i in range(self.end, self.sentence[1]) if not texts[i].isspace()), at)
            return tense_of(texts, behind) == "past"
        if texts[at].lower() in DELIVERIES or texts[at].lower() in EVENTS:
            return False
        fact = False
        for i in range(at, max(first, at - FAR) - 1, -1):
            found = tense_of(texts, i)
            if found == "future" or texts[i].endswith("ing") or (not fact and (texts[i] in ",;:" or is_plan(texts[i]))):
                return False
            fact = fact or found == "past"
        return fact

    def tense_behind(self, texts: Sequence[str]) -> str | None:
        """By the first verb behind the date in its sentence."""
        for i in range(self.end, min(self.sentence[1], self.end + FAR)):
            if found := tense_of(texts, i):
                return found
        return None

    @cached_property
    def starts(self) -> list[int]:
        """The first token of each match, in order."""
        return [match.start for match in self.matches]

    def listed_end(self) -> Days | None:
        """May, June and September of that year; January 3 and March 5, 1989."""
        texts = self.words.texts
        end, at = self.end, bisect_left(self.starts, self.end)
        for match in self.matches[at : at + 11]:
            m = match.meaning
            between = texts[end : match.start]
            if not between or len(between) > 4 or not all(word.isspace() or word in LISTING for word in between):
                return None
            if m.op == "of" and m.args[0].op in ("months", "month-days") and m.args[1].op == "unit":
                return reckon(m, self)
            if m.op == "days" and m.granularity in ("month", "day"):
                return m.args[0] if isinstance(m.args[0], Days) else None
            if m.op not in ("months", "month-days"):
                return None
            end = match.end
        return None

    @cached_property
    def country(self) -> str | None:
        """The country that the article names most; the first of those it names as often."""
        named = Counter(country for _, _, country in countries_of(self.doc))
        return named.most_common(1)[0][0] if named else None

    @cached_property
    def year_named(self) -> tuple[int, tuple[int, int]] | None:
        """Where the article itself names a year, and (month, day) on which such begin: "the year to 30 June", "its third quarter
        ended January 31", "2nd qtr Feb 28" in its title."""
        for match in self.matches:
            m = match.meaning
            if m.op != "ended" or m.args[2].granularity != "day" or m.args[2].op not in ENDS_OF_YEAR:
                continue
            if m.args[2].op == "edge" and (m.args[3] == "to" or m.args[2].args[0] != "end" or m.args[2].args[1].op != "months"):
                continue  # prices "in the year to end-April"
            months = m.args[4].args[1] if len(m.args) > 4 and m.args[4].op == "part" else 12 if m.args[:2] == (1, "year") else 0
            if months:
                end = last_day(m.args[2])
                first = end + timedelta(days=1)
                if months != 12 or not 7 < end.day < 22:
                    # Years of 52 weeks end a few days from the end of a month.
                    last = end - timedelta(days=7) if end.day < 8 else end
                    first = date(2001, (last.month - months) % 12 + 1, 1)
                return match.start, (first.month, first.day)
        titled = QUARTER_ENDED.search(title_of(self.doc))
        month = tables.months().get(titled[2].title()) if titled else None
        if titled is None or month is None:
            return None
        month -= int(titled[3]) < 8
        return -1, ((month - 3 * int(titled[1])) % 12 + 1, 1)

    @property
    def year_end(self) -> tuple[int, int] | None:
        return self.year_named[1] if self.year_named else None

    def named_start(self) -> tuple[int, int] | None:
        return self.year_named[1] if self.year_named and self.year_named[0] < self.start else None

    @cached_property
    def fiscal_begin(self) -> tuple[int, int] | None:
        """(month, day) on which the financial year begins by the article's own words."""
        begins = YEAR_BEGINS.search(self.words.text)
        if begins is None:
            return None
        if begins[1]:
            return (self.day.month, self.day.day) if self.day is not None and self.day.day == 1 else None
        return tables.months()[begins[2] or begins[3]], 1

    def fiscal_start(self, pair: bool, plain: bool) -> tuple[int, int] | None:
        if self.year_end is not None:
            return self.year_end
        if not plain and self.fiscal_begin is not None:
            return self.fiscal_begin
        custom = tables.fiscal_years().get(self.country or "")
        if custom is None:
            return None
        month, day, pairs, _ = custom
        if plain:
            return (month, day) if pairs else None
        if pair or self.country != "US":
            return month, day
        words = self.words
        start, end = words.characters(*self.sentence)
        return (month, day) if BUDGET.search(words.text, start, end) else None

    @cached_property
    def crops(self) -> list[tuple[int, int]]:
        """(character, first month of its year) of each crop that the article names, in order."""
        return [(m.start(), tables.crop_years()[m[0].lower()]) for m in CROPS.finditer(self.words.text)]

    def edge_behind(self) -> tuple[int, int] | None:
        words = self.words
        behind = EDGE_BEHIND.match(words.text, words.starts[self.end]) if self.end < len(words.starts) else None
        month = tables.months().get(behind[2]) if behind else None
        if behind is None or month is None:
            return None
        return (month % 12 + 1 if behind[1].startswith("end") else month), 1

    def split_start(self) -> tuple[tuple[int, int], bool]:
        """By the months in brackets behind it, the article's own year, a budget, the crop named last, the country's custom."""
        words = self.words
        at = words.starts[self.end] if self.end < len(words.starts) else len(words.text)
        months = tables.months()
        if (behind := MONTHS_BEHIND.match(words.text, at)) and behind[1] in months and behind[2] in months:
            return (months[behind[1]], 1), True
        if (edge := self.edge_behind()) is not None:
            return edge, True
        if self.year_end is not None:
            return self.year_end, True
        if self.fiscal_begin is not None and not self.crops:
            return self.fiscal_begin, True
        custom = tables.fiscal_years().get(self.country or "")
        is_crop = CROP_YEAR.match(words.text, at) is not None
        if custom is not None and not is_crop and BUDGET.search(words.text, *words.characters(*self.sentence)):
            return custom[:2], True
        if self.crops:
            named = [month for start, month in self.crops if start < at]
            return (named[-1] if named else self.crops[0][1], 1), False
        return (custom[:2] if custom is not None and self.country != "US" else (7, 1)), False

    @cached_property
    def cycles(self) -> bool:
        return any(
            match.meaning.op == "pair" and self.words.following(match.end) in ("cycle", "biennium") for match in self.matches
        )

    def has_cycles(self) -> bool:
        return self.cycles

    @cached_property
    def order(self) -> bool | None:
        """Whether numeric dates of the article have the day first: by one that can be read one way only, else by the country."""
        for match in self.matches:
            if match.meaning.op == "numeric":
                a, b, _ = match.meaning.args
                if a > 12 or b > 12:
                    return bool(a > 12)
        if self.country in ("US", "PH"):
            return False
        return True if self.country is not None else None

    def names_last(self) -> bool:
        custom = tables.fiscal_years().get(self.country or "")
        return self.year_end is not None or custom is None or custom[3]

    def own_start(self) -> tuple[int, int] | None:
        return self.year_end

    def day_first(self) -> bool | None:
        return self.order

    def is_southern(self) -> bool:
        return self.country in tables.southern_countries()

    def says(self, days: Days) -> str:
        """What days were reckoned from, in words."""
        if days.basis == "article":
            return f"reckoned from the article's date, {self.day} ({self.day_basis})"
        if days.basis == "focus":
            base = self.near or self.focus
            return f"reckoned from the date in focus, {base.first} to {base.last}" if base else "reckoned from the date in focus"
        return "stated"


ENDS_OF_YEAR = frozenset(("days", "month-days", "which-day", "edge"))


def last_day(m: Meaning) -> date:
    """The last day of a Meaning of days, in some year where it states none."""
    if m.op == "edge":
        return month_of(m.args[1], 2003).last
    if m.op == "days":
        days: Days = m.args[0]
        return days.last
    month, day = (m.args[0], m.args[2]) if m.op == "month-days" else m.args[1:]
    return date(2004, month, day)


def solid_before(texts: Sequence[str], i: int) -> int:
    """The token before token `i`, a line break stepped over; the first where there is none."""
    i -= 1
    while i > 0 and texts[i].isspace():
        i -= 1
    return max(i, 0)


def tense_of(texts: Sequence[str], i: int) -> str | None:
    """The tense that a word tells: "will"; "was forecast" and "had expected" are past, "is expected", "to be held" are not."""
    found = BASE_TENSE[texts[i]]
    if found is None or not i:
        return found
    word = texts[i].lower()
    at = solid_before(texts, i)
    before = texts[at].lower()
    if word in PARTICIPLES or found == "past":
        if before == "being" and texts[solid_before(texts, at)].lower() in AFTERWARDS:  # "after being unchanged in March"
            return "past"
        if before in ("be", "being", "is", "are"):
            return "future" if word not in ("said", "has", "have", "had") else found
        if before in ("was", "were", "had"):
            return "past"
    if before == "to" and word == "have":
        return "past" if i + 1 < len(texts) and (texts[i + 1] == "been" or PLAIN_PASTS.fullmatch(texts[i + 1])) else None
    if before == "to" and found == "future":
        # "Is to meet", "plans to meet", but "was enough to take".
        return "future" if texts[solid_before(texts, at)].lower() in ("is", "are") else None
    return found


def is_plan(word: str) -> bool:
    """Whether a verb in the past is one of saying or planning: what it tells of may lie ahead."""
    return word.lower() in PLANS


def base_tense(word: str) -> str | None:
    """The tense that a word tells wherever it stands."""
    lower = word.lower()
    return tables.tenses().get(lower) or ("past" if lower.endswith("ed") and PLAIN_PASTS.fullmatch(lower) else None)


BASE_TENSE = Memo(base_tense)
PARTICIPLES = frozenset("expected scheduled planned forecast proposed due".split())
PLANS = frozenset(
    """said says told was were had has have did agreed announced asked called approved decided delayed extended postponed promised
    pledged offered planned predicted projected proposed scheduled set expected estimated forecast recommended reported requested
    required urged wanted warned considered threatened vowed invited filed deferred moved brought rejected""".split()
)
"""Verbs of the past that may tell of days ahead: "agreed to a meeting in May"."""
EVENTS = frozenset("talks meeting meetings summit election elections conference session visit start launch".split())
"""What lies ahead where it is told of: "promised talks in May"."""
RELATIVES = frozenset("which who that".split())
AFTERWARDS = frozenset("after since despite from without".split())
LIMITS = frozenset(("until", "till", "by"))
AUXILIARIES = frozenset("was were had has have did been".split())
SHIPMENTS = frozenset("delivery deliveries shipment shipments".split())
DELIVERIES = SHIPMENTS | frozenset("forecast forecasts outlook guidance contract contracts futures".split())
BOUNDS = LIMITS | {"since"}
LISTING = frozenset((",", "and", "or"))
"""What stands between the members of a list."""
ROLLING = frozenset("over in within during for throughout".split())
COMPARED = frozenset("from than against vs versus compared with after over below above short".split())
NEARBY = 7
"""Words that may lie between one of COMPARED and the date that it brings: "against $4.5bn in the first half of 2022"."""


def dated(doc: Doc) -> tuple[date | None, str | None]:
    """The day that relative dates of a text were reckoned from, and what told it: `metadata`, `dateline` or `text`."""
    day: tuple[date | None, str | None] = doc.user_data.get(DAY, (None, None))
    return day


def article_day(doc: Doc, matches: Sequence[Match]) -> tuple[date | None, str | None]:
    """The article's own day, and what told it: its metadata, its dateline, or its text: the first full date near the top, else
    the last one that it tells.

    A dateline without a year has one of those that the text states: the one in which it falls on a weekday that the text
    names first, or on the day after it.
    """
    stated = published_on(doc)
    if stated is not None:
        return stated, "metadata"
    words = words_of(doc)
    for match in matches:
        m = match.meaning
        start = match.start
        if words.starts[start] > TOP:
            break
        if m.granularity != "day" or m.op not in ("days", "month-days"):
            continue
        in_dateline = DATELINE.search(words.text[: words.starts[start]][-200:]) is not None
        if m.op == "days" and m.args[0].first == m.args[0].last:
            return m.args[0].first, "dateline" if in_dateline else "text"
        if m.op == "month-days" and in_dateline and m.args[1] == m.args[2]:
            day = with_year(m, matches)
            if day is not None:
                return day, "dateline"
    # The last day that the text tells, if it is no older than what it tells of.
    told = [match.meaning.args[0] for match in matches if match.meaning.op == "days"]
    latest = max((days.last for days in told if days.granularity == "day"), default=None)
    if latest is not None and latest.year + 1 >= max(days.last.year for days in told):
        return latest, "text"
    return None, None


def with_year(m: Meaning, matches: Sequence[Match]) -> date | None:
    """The day of a dateline without its year; None where no year that the text states fits."""
    years = Counter(d.first.year for match in matches if match.meaning.op == "days" for d in match.meaning.args)
    weekdays = [match.meaning.args[0] for match in matches if match.meaning.op == "weekday"]
    found = []
    for year in sorted({y for stated in years for y in (stated, stated + 1)}):
        try:
            day = month_of(m, year).first
        except ValueError:
            continue
        if weekdays and (day.weekday() - weekdays[0]) % 7 <= 1:
            found.append(((day.weekday() - weekdays[0]) % 7, -years[year], day))
    return min(found)[2] if found else None
