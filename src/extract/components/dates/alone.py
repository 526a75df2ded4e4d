"""Near misses: whether words that could be a date are one where nothing says so but the words beside them.

"May" the verb, "the fall of Rome", 2022 people, "$5 a year". Each check has the name that a Meaning gives in `alone`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from spacy.tokens import Doc

from extract import tables
from extract.components.sentences import begins_sentence
from extract.components.words import Words

# Words after which a bare number of four digits is a year; a count would have a noun after it.
BEFORE_YEAR = frozenset(
    """in since during by until till from of before after through for to between and early late mid mid- around than or vs
    versus over circa ca against ended ending began entered""".split()
)
COUNTED = re.compile(
    r"""[a-z]+s$|people|men|women|children|tonnes?|percent|pct|per|points?|yen|yuan|euros?|dollars?|dlrs|mln|bn|million|billion|
    fewer|more|other|square|cubic|metric|(?:kilo)?met(?:re|er)|feet|foot|miles?|kg|km|cc|hp|calories?|megawatts?|mw|rpm|
    gmt|of|and|hours|metres""".replace("\n", "").replace(" ", "")
)
SURE = frozenset("in since during until by for".split())
"""Words after which four digits are a year also before a plural: "in 2023 exports rose"."""
PLURALS_AFTER = SURE | {"at", "the", "'s", "’s"}
UNITS_COUNTED = frozenset(
    """people men women children tonne tonnes tons percent pct per point points yen yuan euros dollars dlrs mln bn million billion
    pounds feet foot miles metres meters kilometres kilometers acres hectares barrels bushels bags shares jobs workers troops
    soldiers cases places countries cities seats votes words pages hours gmt cars""".split()
)
YEAR_PLURALS = frozenset(
    "results earnings sales figures profits was is has accounts estimates levels is elections olympics games".split()
)
SIGNS = frozenset("$€£¥#/-–+.:")
POSSESSIVES = frozenset("my your his her its our their 's ’s".split())
BEFORE_MONTH = frozenset(
    """in since during until till by from last next this to of for through early late mid mid- before after between and
    or on every around about as ended ending vs versus than against -""".split()
)
MONTH_NOUNS = frozenset(
    """forecast forecasts projections survey report estimate orders sales exports imports billings quarter figures output
    futures contract contracts delivery data vehicle crude trade production shipment shipments earnings retail deficit
    surplus rise fall inflation prices loadings price meeting election elections results""".split()
)
MARKET_MONTHS = frozenset(
    "spot nearby basis crop front- november october december january february april june july august".split()
)
SURELY_MONTH = frozenset("in since during until till by last next early late mid".split())
MODALS = frozenset("i we you he she it they be not have also well yet only".split())
TITLES = frozenset("mr mrs ms miss dr sir lord lady president minister senator judge theresa prime professor".split())
NAMES_BEFORE = frozenset("man girl joe ruby sergeant sheffield freaky robinson st saint miss mr ms mrs donna hill".split())
NAMES_AFTER = frozenset("addams island islands times telegraph post star".split())
BEFORE_SEASON = frozenset(
    """in this last next since by until till early late of during for from through before after the every each mid- all that
    and or to""".split()
)
AFTER_SEASON = frozenset("water waters line sale sales".split())
RATED = frozenset(
    """for within over than after about nearly almost under took takes take taken lasted last lasts spent spend spends
    of half just only exactly roughly to by every once another is was at below above around least most not""".split()
)
AFTER_PAUSE = frozenset("later ago before 's ’s earlier to from away after".split())
BEFORE_CLOCK = frozenset(
    "at by until till from before after around about to between past since on and or through of the for am pm".split()
)


class Place:
    """Where a match stands: its tokens and the words on either side, white space stepped over."""

    def __init__(self, doc: Doc, words: Words, start: int, end: int) -> None:
        self.doc, self.words, self.start, self.end, self.texts = doc, words, start, end, words.texts

    def before(self, n: int = 1) -> str:
        """The `n`th word before; empty where there is none."""
        i = self.start
        while n and i > 0:
            i -= 1
            if not self.texts[i].isspace():
                n -= 1
        return self.texts[i] if not n else ""

    def after(self, n: int = 1) -> str:
        """The `n`th word behind."""
        i = self.end - 1
        while n and i + 1 < len(self.texts):
            i += 1
            if not self.texts[i].isspace():
                n -= 1
        return self.texts[i] if not n else ""

    def begins_sentence(self) -> bool:
        i = self.start
        while i > 0 and (self.texts[i - 1].isspace() or self.texts[i - 1] in "\"'“‘(-–—"):
            i -= 1
        return i == 0 or begins_sentence(self.doc, self.start) or begins_sentence(self.doc, i)


def is_name(word: str) -> bool:
    """Whether a word begins with a capital and goes on in small letters."""
    return len(word) > 1 and word[0].isupper() and word[1:].islower()


def year(p: Place) -> bool:
    """Four digits alone: after a word of time, or before no counted noun; never beside a sign."""
    digits = p.texts[p.start]
    before, after = p.before(), p.after()
    if not ("1500" <= digits <= "2100") or in_figures(p):
        return False
    if before and (before in SIGNS or before[-1].isdigit() or before[-1] in "$€£¥"):
        return False
    # A point or a slash against it: "1985.3".
    if after in ("%", "/", "$") or (after in ("-", "–") and p.after(2)[:1].isdigit()):
        return False
    low = after.lower()
    if p.begins_sentence() and low in YEAR_PLURALS:
        return int(digits) >= 1900
    if COUNTED.fullmatch(low) and low not in ("of", "and") and (low not in YEAR_PLURALS or not before):
        return before.lower() in PLURALS_AFTER and low not in UNITS_COUNTED
    if before.lower() in BEFORE_YEAR:
        return low != "of" or before.lower() in SURE
    if not "1900" <= digits <= "2050" or (before == "at" and is_name(after)) or before.lower() in COUNTING or low == "of":
        return False
    if not before or p.begins_sentence() or not before[0].isupper():
        return True
    return before in ("Fiscal", "FISCAL", "Calendar", "The", "Its", "Act") or (len(before) > 1 and before.isupper())


def in_figures(p: Place) -> bool:
    """Whether four digits are a cell in a row of figures: "JUL7  1975B   1960"; the heads of columns are years all."""
    text, at = p.words.text, p.words.starts[p.start]
    if text[at + 4 : at + 5].isupper():
        return True
    head = text[max(text.rfind("\n", max(0, at - LINE), at) + 1, at - LINE) : at] if text.endswith("  ", 0, at) else ""
    if not head.strip() or head.rstrip()[-1] in ".:;,":
        return False
    tail = text[at + 4 : at + LINE].partition("\n")[0]
    return any(any(map(str.isdigit, word)) and not is_year(word) for word in (head + tail).split())


LINE = 100
"""Characters of a row on either side of a cell."""


def is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and "1900" <= word <= "2050"


COUNTING = frozenset(
    """about some nearly almost only least most approximately roughly estimated additional further other another room flight page
    number no no. nos channel route section chapter phone version model windows agenda exactly just total- up down""".split()
)
"""Words after which four digits count, or are the name of something."""
YEAR_NOUNS = frozenset(
    """net budget results sales earnings profit profits revenue revenues gross tax figures report forecast output gdp growth
    production exports imports income data""".split()
)


def year_period(p: Place) -> bool:
    """The 1986 quarter."""
    return p.before().lower() in ("the", "from", "in", "over", "comparable", "corresponding", "same")


def years(p: Place) -> bool:
    """Two years with a hyphen: no score, no votes, no serial number."""
    before = p.before()
    after = p.after().lower()
    return not (before and (before in SIGNS or before[-1] in "$€£¥")) and after not in UNITS_COUNTED and after not in CLOCK_ZONES


CLOCK_ZONES = frozenset("local hours hrs gmt time cst est edt cdt pst pdt".split())
"""Words behind "1800 to 2100" that make times of it."""


def month(p: Place) -> bool:
    """A month alone: "May" and "March" after a word of time, others beside no name; abbreviations with a full stop."""
    written, before, after = p.texts[p.start], p.before(), p.after()
    bare = written.rstrip(".")
    if written.isupper() and len(written) > 3 and not before.isupper() and not after.isupper() and bare != "MAY":
        return True
    low = before.lower()
    if len(bare) <= 4 and bare.title() not in ("May", "June", "July"):
        return low in BEFORE_MONTH - {"-", "and", "or", "to", "of", "for"} and (written.endswith(".") or not is_name(after))
    if low in TITLES or low.rstrip(".") in TITLES:
        return False
    if bare in ("May", "March", "MAY", "MARCH"):
        if bare == "May" and after.lower() in MODALS and low not in SURELY_MONTH:
            return False
        # "The March projections", but "the March of Dimes".
        if after.lower() in MONTH_NOUNS or low in MARKET_MONTHS:
            return True
        if (
            low == "the"
            and after.islower()
            and after.lower() not in ("of", "on", "to", "through", "and", "in", "by", "for", "from")
        ):
            return True
        if after in ("'s", "’s") and not p.begins_sentence():
            return low in BEFORE_MONTH
        return low in BEFORE_MONTH and not (
            bare == "March" and low in ("to", "of", "the", "and", "or") and after.lower() in ("on", "of", "to")
        )
    if bare in ("August", "April", "June", "January") and is_name(after) and not is_calendar_noun(after):
        return low in BEFORE_MONTH
    return True


def month_day(p: Place) -> bool:
    """A day, no contract of a month: "JUL7" is July of a year."""
    month, starts = p.texts[p.start], p.words.starts
    is_glued = p.end == p.start + 2 and starts[p.start + 1] == starts[p.start] + len(month)
    return not (is_glued and month.isupper() and month.isalpha())


def month_one(p: Place) -> bool:
    """A day in words behind its month, not how many: "on March nine", "April Four", but "in March two firms"."""
    before, after = p.before().lower(), p.after().lower()
    if before in ("on", "ended", "ending", "record") or p.texts[p.end - 1].istitle():
        return True
    if before == "of" and p.before(2).lower() == "as":
        return True
    return before not in ("in", "during", "of", "than") and not (COUNTED.fullmatch(after) and after not in AFTER_DAY)


AFTER_DAY = frozenset("and is was has as its this".split())


def is_calendar_noun(word: str) -> bool:
    return word in ("Fed", "Federal", "Reserve", "European", "American", "British", "Mr", "President")


def which_month(p: Place) -> bool:
    """This May, next March; "this may" in small letters is no month, for the table has none."""
    return not (p.texts[p.end - 1] in ("May", "March") and p.after().lower() in MODALS)


def weekday(p: Place) -> bool:
    """A weekday, not a person, a club or a newspaper; abbreviations only beside a date."""
    word = p.texts[p.end - 1]
    if len(word.rstrip(".")) < 6:
        return False
    return p.before().lower() not in NAMES_BEFORE and p.after().lower() not in NAMES_AFTER


def season(p: Place) -> bool:
    """A season, not a verb or a source of water: "fall" and "spring" only after a word of time."""
    word, before, after = p.texts[p.start], p.before().lower(), p.after()
    low = word.lower()
    if is_name(word) and ((is_name(p.before()) and not p.begins_sentence()) or is_name(after)) and before not in BEFORE_SEASON:
        return False
    if after.lower() in AFTER_SEASON or after == "-":
        return False
    if low not in ("fall", "spring"):
        return not (is_name(word) and is_name(after))
    if is_name(word) and is_name(after):
        return False
    if after.lower() in ("in", "from", "to", "by", "into", "back", "off", "on"):
        return before in ("last", "this", "next")
    if before == "the":
        two = p.before(2).lower()
        return (two in BEFORE_SEASON or two == "") and after.lower() not in ("of",)
    return before in BEFORE_SEASON - {"of", "to", "and", "or", "for", "the"} or (low == "spring" and before in ("of", "and"))


def which_season(p: Place) -> bool:
    return p.after() != "-" and not (
        p.texts[p.start].lower() == "this"
        and p.texts[p.end - 1].lower() in ("fall", "spring")
        and p.after().lower() in ("in", "of")
    )


def holiday(p: Place) -> bool:
    """A holiday, not an island or a person."""
    return p.after() not in ("Island", "Islands") and not (
        p.texts[p.end - 1] in ("Christmas", "Easter", "Lent")
        and is_name(p.before())
        and not p.begins_sentence()
        and p.before() not in ("On", "Since", "By", "Before", "After", "Until", "The")
    )


def duration(p: Place) -> bool:
    """So many years: no rate ("80 a day") and no serial number."""
    if p.texts[p.end - 1].lower() in ("quarter", "quarters"):
        return p.before().lower() in ("for", "in", "over", "after", "within", "last", "next", "past", "of")
    return p.before() not in ("#", "No.", "$", "£", "€", "¥")


def seconds(p: Place) -> bool:
    """So many seconds, no rank: "her twenty-second win", "the twenty-second time"."""
    is_rank = p.before().lower() in POSSESSIVES or (p.before().lower() == "the" and p.after().lower() == "time")
    return not (is_rank and p.texts[p.start].isalpha() and p.after()[:1].isalpha())


def a_unit(p: Place) -> bool:
    """A year, an hour: how long, not how often or per what ("$5 a year", "twice a week")."""
    before = p.before().lower()
    if before == "once" or (p.after() == "-" and p.after(2).lower() == "on"):  # "once a month", "a year-on-year rise"
        return False
    if p.after().lower() in ("of", "for", "on") and before not in RATED:
        return p.after().lower() != "of" and False
    if before in RATED:
        return not (
            before in ("of", "by", "is", "was", "to", "at", "every", "not", "last")
            and p.after().lower() in ("of", "when", "in", "for", "that")
        )
    return bool(before) and before[-1] in ',.;:—–¶"“(' and p.after().lower() in AFTER_PAUSE


def before_(p: Place) -> bool:
    """Three months earlier; "two years before the war" is a duration before something else, "before 2020" none at all."""
    last = p.texts[p.end - 1].lower()
    if last not in ("before", "prior"):
        return True
    after = p.after().lower()
    return (
        not after
        or after in ".,;:)!?\"'”’¶—–-"
        or after in ("and", "but", "when", "was", "were", "is", "it", "to", "at", "because", "while", "as", "in", "said")
    )


def weekend(p: Place) -> bool:
    """Over the weekend, a weekend meeting: the last or the next one; "a weekend in Rome" is none that is known."""
    before, after = p.before().lower(), p.after()
    if before in ("a", "an"):
        return after.isalpha() and after.islower() and after not in WEEKEND_OF
    return before == "the" and p.before(2).lower() in BEFORE_WEEKEND


WEEKEND_OF = frozenset("of in at with for when that and or is was to away off on as by from".split())
BEFORE_WEEKEND = frozenset("over at during on for through throughout after before since until by".split())


def half(p: Place) -> bool:
    """The first half of a year, not of a game or a book; the third quarter, no final."""
    if any(word.lower() in SPORT for word in p.texts[max(0, p.start - 25) : p.end + 25]):
        return False
    if p.texts[p.end - 1].lower() == "half":
        return p.after().lower() not in ("of", "time") and p.after() != "-"
    return p.after().lower() != "back" and not (p.after() == "-" and p.after(2).lower().startswith("final"))


def part_name(p: Place) -> bool:
    """Q3, H1 where a date may stand: no visa, no tank."""
    return p.before().lower() in BEFORE_YEAR or p.before() in ("(", ",", ":") or p.after().lower() in YEAR_NOUNS


def clock(p: Place) -> bool:
    """A time with a colon: no score, ratio or verse; after a word of time."""
    before = p.before().lower()
    return (before in BEFORE_CLOCK and before not in ("of", "the", "for", "and", "or", "to")) or (
        p.after().lower() in ("on", "this", "in") and before in ("at", "the")
    )


def part_of_day(p: Place) -> bool:
    """The night of a day, not "Night Falls", the night shift or what is done at nights."""
    word, before, after = p.texts[p.start], p.before(), p.after()
    low = before.lower()
    if word.lower() in MOMENTS:
        return not is_name(word) or not is_name(after)
    if word.lower().endswith("s") or (word.isupper() and len(word) > 2) or (is_name(word) and is_name(after)):
        return False
    if low.endswith("day") or low in ("yesterday", "tomorrow", "today") or low in MONTH_WORDS:
        return True
    if is_name(word) and not p.begins_sentence():
        return False
    if low == "the":
        return p.before(2).lower() in BEFORE_PART
    return low in BEFORE_PART or low in ("a", "an", "whole", "late", "early", "all", "one", "same")


MOMENTS = frozenset("noon midday midnight dawn daybreak sunrise sunset sundown dusk nightfall tonight overnight".split())
MONTH_WORDS = frozenset(month.lower() for month in tables.months())
BEFORE_PART = frozenset("in at by during before after until till through into of on over for since from throughout".split())
SPORT = frozenset(
    """halftime rebounds touchdown touchdowns yard yards foul fouls quarterback basket baskets layup scored outscored fumble
    jumper coach referee overtime inning innings goalkeeper striker midfielder kickoff teammate teammates playoff
    playoffs""".split()
)
"""Words of a game, whose quarters and halves are no dates."""


def tens(p: Place) -> bool:
    """The '60s, with its apostrophe, or after "the" or a part: no "in his 60s", which is an age."""
    word = p.texts[p.start]
    before = p.before()
    if before.lower() in ("his", "her", "their", "my", "your", "your"):
        return False
    return word[0] in "'’" or before in ("'", "’", "‘") or before.lower() in ("the", "early", "late", "mid", "-", "mid-")


def decade_word(p: Place) -> bool:
    """The Sixties, in capitals or after a part: no "his sixties", no "temperatures in the sixties"."""
    before = p.before().lower()
    return before in ("the", "early", "late", "mid") and is_name(p.texts[p.start])


def same(p: Place) -> bool:
    return True


def never(p: Place) -> bool:
    return False


CHECKS: dict[str, Callable[[Place], bool]] = {
    "year": year,
    "years": years,
    "year-period": year_period,
    "month": month,
    "month-day": month_day,
    "month-one": month_one,
    "which-month": which_month,
    "weekday": weekday,
    "season": season,
    "which-season": which_season,
    "holiday": holiday,
    "duration": duration,
    "a-unit": a_unit,
    "seconds": seconds,
    "before": before_,
    "half": half,
    "weekend": weekend,
    "part-name": part_name,
    "clock": clock,
    "part": part_of_day,
    "tens": tens,
    "decade-word": decade_word,
    "same": same,
    "never": never,
}
