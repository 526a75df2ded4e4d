"""Counts: "40 Kazakh producers", "some 1,200 of its workers", "8 or 9 trains", "won 3-1", "by 52 votes to 48".

Reads   numbers, and the figures, dates and ratios found before
Writes  doc.spans["counts"]; label CARDINAL; `counts` is the noun phrase counted
Leaves  overlaps with names to resolve.py; durations and ages, by their units of time, to dates

A number that is no figure of another kind counts what follows it; one without a noun counts what the number counts with
which it is listed or compared: "19, 16 and 14 seats", "1,362 ships, against 2,155".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from operator import attrgetter

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.counted import Counted, counted_at, currency_words, is_verb, solid, solid_before, time_words
from extract.components.figure import are_alike, hedged_at, modifier_after, modifier_beside, share_scale, tells_movement
from extract.components.grid import grids_of
from extract.components.not_counts import (
    BY_LOOKS,
    BY_WORDS,
    OF_THEM,
    TESTS,
    Around,
    Tests,
    is_clock,
    is_padded,
    is_tied,
    told,
    why_none,
)
from extract.components.numbers import Number, numbers_of
from extract.components.rate import rate_at
from extract.components.rule import NUMBER_WORD, Found, Piece, Rule, found_in, keep, taken_by
from extract.components.sentences import sentence_around
from extract.components.shared import COMPARED, LISTED
from extract.components.trace import note, trace_of
from extract.components.words import EDGE, FUNCTION_WORDS, Memo, words_of

COUNTED = Rule("count.noun", (), example="It named 40 Kazakh producers.")
PART = Rule("count.of", (), example="It laid off 1,200 of its workers.")
COMPOUND = Rule("count.compound", (), example="A three-judge panel will hear it.")
RANGE = Rule("count.range", (), example="They need 10 to 15 nurses.")
SCORE = Rule("count.score", (), example="Leeds won 3-1 at home.")
SHARED = Rule("count.shared", (), example="It carried 1,362 ships, against 2,155 last year.")
BARE = Rule("count.bare", (), example="The toll has risen to 259.")
RULES = (COUNTED, PART, COMPOUND, RANGE, SCORE, SHARED, BARE)
BEFORE = ("money", "percent", "cells", "dates", "quantities", "ratios")

JOINTS = frozenset(("-", "–", "—", "to", "or", "and"))
CLOCKS = frozenset((told(is_tied), told(is_clock), told(is_padded)))
OF_INDEX = frozenset(
    """index indexes indices dow nasdaq ftse nikkei dax sensex nifty jones composite s&p ratio ratios score scores rating
    magnitude""".split()
)
"""Words of a sentence in which a number with decimals may stand without a unit."""
OF_SUMS = frozenset(
    """loss losses gain gains profit profits income earnings credit credits charge charges revenue revenues dividend
    dividends tax taxes price prices cost costs net deficit surplus margin requirement writedown turnover debt loan""".split()
)
"""Words before a large number without a noun that tell of money."""
OF_COUNTS = frozenset(
    """population attendance capacity toll number turnout electorate workforce staff headcount rating crowd membership
    circulation audience seats total family average times""".split()
)
"""Words before a number without a noun that tell what is counted."""
SCORED = frozenset(
    """vote votes decision win victory defeat loss lead record score majority ruling draw tie upset margin advantage
    deficit triumph thrashing rout opener start run mark""".split()
)
CONTEST = frozenset(
    """won win wins winning beat beats beating lost lose loses losing defeated defeat victory draw drew drawn tied tie
    led leading trailed trailing ahead score scored scoring vote votes voted ruled decision game games""".split()
)
LONGEST_GAP = 60
LONGEST_CLAUSE = 16
"""Most tokens before a number without a noun that may tell of money."""
IS_MONTH = Memo(lambda word: word.title() in tables.months())
PRICED = frozenset("price prices age ages aged".split())
"""Words before a small number without a noun that tell of something else."""
PERSONS = frozenset("him her me them us".split())
QUARTER_POINT = re.compile(r"\s+quarter-point\s")
FAR, NEAR = 250, 60
"""Characters behind and before a sum in which a number without a noun may be another."""
START_CHAR = attrgetter("start_char")
NOT_COUNTED = frozenset("octane proof gauge calibre caliber grit".split())
"""Words behind a number that grades something."""
COLUMN = re.compile(r"\d[ \t]{2,}\Z|\d\t\Z")
COLUMN_END, PARAGRAPH_END = re.compile(r"[ \t]{2,}\S|\t|\s*\n"), re.compile(r"[ \t]*\n[ \t]*(?:\n|   )")
HALF_LINE = 250
"""Most characters of a line on either side of a number that are looked at, and tokens of a sentence: LOOK."""
LOOK = 60
NO_FIGURE = frozenset(
    (*"vs vs. shr net revs qtr avg less bid offered ov und unc unquoted asked nil low high / $ # & + * = @ )".split(), EDGE)
)
"""What stands beside a number in lines of results and quotations, where it has a unit that is not told."""


def is_within(figure: Found, number: Number, room: int) -> bool:
    """Whether less than so many characters lie between a figure and a number."""
    return number.start_char - figure.end_char < room and figure.start_char - number.end_char < room


def tells_price(clause: list[str]) -> bool:
    """Whether the words before a number, in small letters, tell of a price or an age, or give it to someone: "gave him 25"."""
    clause = clause[len(clause) - clause[::-1].index(",") :] if "," in clause else clause
    return not PRICED.isdisjoint(clause) or not PERSONS.isdisjoint(clause[-1:])


class Counts:
    """The component."""

    def __call__(self, doc: Doc) -> Doc:
        keep(doc, "counts", Counter(doc).read() if numbers_of(doc) else [])
        return doc


class Counter:
    """Reads the counts of one Doc."""

    def __init__(self, doc: Doc) -> None:
        self.doc, self.words = doc, words_of(doc)
        self.text, self.texts = self.words.text, self.words.texts
        self.taken = taken_by(doc, BEFORE)
        self.numbers = numbers_of(doc)
        self.sums = sorted((*found_in(doc, "money"), *found_in(doc, "percent"), *found_in(doc, "quantities")), key=START_CHAR)
        self.sum_starts = [f.start_char for f in self.sums]
        self.in_grid = bytearray(len(doc) + 1)
        for grid in grids_of(doc):
            start, end = self.words.tokens(grid.lines[0][0], grid.lines[-1][1])
            self.in_grid[start:end] = b"\1" * (end - start)

    def read(self) -> list[Found]:
        """All counts, in order."""
        found: list[Found] = []
        numbers = self.numbers
        k = 0
        refused: Number | None = None
        while k < len(numbers):
            number = numbers[k]
            if refused and self.joint(refused, number) in JOINTS:
                refused, k = number, k + 1  # "women aged 25 to 54"
                continue
            if self.taken[number.start]:
                k += 1
                continue
            following = numbers[k + 1] if k + 1 < len(numbers) and not self.taken[numbers[k + 1].start] else None
            joint = self.joint(number, following) if following else ""
            if following and joint in JOINTS and not number.vague:
                pair = self.pair(number, following, joint)
                if pair is not None:
                    found += pair
                    k += 2
                    continue
            read = self.single(k)
            if read and read[0].rule == BARE.name and (self.follows_figure(k) or self.leads_to_none(k)):
                read = []
            refused = None if read else number
            found += read
            k += 1
        return list(self.with_nouns(found))

    def is_in_table(self, number: Number) -> bool:
        """Whether a number stands in a table, where its row and column say what it is."""
        return bool(self.in_grid[number.start])

    def leaves_cell(self, number: Number, counted: Counted) -> bool:
        """Whether the words behind a number stand in another cell or row of a table."""
        between = self.text[number.end_char : self.words.starts[counted.end - 1]]
        return "\t" in between or "\n" in between or "  " in between

    def is_in_column(self, number: Number) -> bool:
        """Whether a number stands apart from the words behind it, or behind another number, as columns of figures do."""
        start = number.start_char
        if self.text[start - 1 : start] in "\n\t" or self.text[max(0, start - 2) : start] == "  ":
            before = self.text[max(0, start - HALF_LINE) : start]
            return COLUMN_END.match(self.text, number.end_char) is not None or COLUMN.search(before) is not None
        return PARAGRAPH_END.match(self.text, number.end_char) is not None

    def joint(self, number: Number, following: Number) -> str:
        """The one word between two numbers, in small letters; empty where there are none or more."""
        start, end = number.end_char, following.start_char
        return self.text[start:end].strip().lower() if end - start < 8 else ""

    def sentence(self, number: Number) -> tuple[int, int]:
        """Half-open tokens of the sentence of a number, no more than LOOK on either side."""
        start, end = sentence_around(self.doc, number.start)
        return max(start, number.start - LOOK), min(end, number.end + LOOK)

    def word(self, i: int) -> str:
        """The word at token `i` or behind white space there, in small letters; empty at the end of the text."""
        return self.words.following(i).lower()

    def around(self, number: Number, counted: Counted | None = None) -> Around:
        texts = self.texts
        b = solid_before(texts, number.start)
        e = solid_before(texts, b) if b >= 0 else -1
        a = solid(texts, number.end)
        before = texts[b] if b >= 0 else ""
        after = texts[a] if a < len(texts) else ""
        surface = self.text[number.start_char : number.end_char]
        is_headline = len(before) > 1 and before.isupper() and self.is_in_capitals(number)
        earlier = texts[e] if e >= 0 else ""
        return Around(self.text, number, before, before.lower(), earlier, after, after.lower(), surface, counted, is_headline)

    def is_in_capitals(self, number: Number) -> bool:
        """Whether its sentence has capitals only."""
        start, end = self.sentence(number)
        start_char, end_char = self.words.characters(start, end)
        return self.text[start_char:end_char].isupper()

    def is_refused(self, around: Around, tests: Tests) -> bool:
        """Whether one of the tests finds that a number counts nothing."""
        why = why_none(around, tests)
        if why is not None and (trace := trace_of(self.doc)):
            number = around.number
            note(self.doc, "refused", number.start, number.end, why)
            trace.close(BARE, [Piece(NUMBER_WORD, number.start, number.end, number)], [])
        return why is not None

    def single(self, k: int) -> list[Found]:
        """The count of one number; none where it counts nothing, or time, or money that was missed."""
        number = self.numbers[k]
        around = self.around(number)
        behind = around.lower_after
        # Most numbers that count nothing look so, and the noun phrase behind them need not be read.
        if (behind in time_words() and not QUARTER_POINT.match(self.text, number.end_char)) or self.is_refused(around, BY_LOOKS):
            return []
        is_one = number.value == 1 and not number.scaled
        counted = around.counted = counted_at(self.words, number.end, is_one)
        if counted is None and (number.vague or not self.may_stand(around)):
            return []
        if counted and counted.is_compound and 0 < number.value < 1 and not number.half_width:
            return []  # "a half-point"
        if self.is_in_column(number) or (counted and self.is_of_rate(number, counted)):
            return []
        if self.is_in_table(number) and (counted is None or counted.is_compound or self.leaves_cell(number, counted)):
            return []
        if counted and (
            counted.head in currency_words() or (counted.is_time and not (behind == "of" and (is_one or self.is_of_number(k))))
        ):
            return []
        at = solid_before(self.texts, number.start)
        if at >= 0 and self.taken[at] and self.text[number.start_char : number.start_char + 2] == "a ":
            return []  # "$3 a dozen"
        if self.is_refused(around, BY_WORDS) or self.leads_to_time(k):
            return []
        rule = BARE if counted is None else COMPOUND if counted.is_compound else PART if behind == "of" else COUNTED
        return [self.made(rule, number.start, number.end, [number], counted)]

    def may_stand(self, around: Around, in_range: bool = False) -> bool:
        """Whether a number without a noun is a figure of running text, and of no line of results or quotations."""
        number, surface = around.number, around.surface
        after, before = around.lower_after, around.lower_before or EDGE
        if number.value < 0:
            return False
        if after == "of" and not number.value % 1:
            return True
        if before in NO_FIGURE or after in NO_FIGURE or after in NOT_COUNTED or IS_MONTH[before]:
            return False
        if after[:1].isdigit() or (after == "-" and not in_range) or (after == "(" and self.opens_number(number)):
            return False  # "104 23/32", "6-mln-dlr", "308 (300)"
        if after.isalpha() and after not in FUNCTION_WORDS:
            is_model = before in ("a", "an") or (number.value >= 100 and surface.isdecimal())
            if is_model and not is_verb(after):
                return False  # "a 737 captain", "the 80386 microprocessor"
        if after in ("under", "over") and around.after.isupper():
            return False  # "5 UNDER MAY"
        rate = rate_at(self.words, number.end)
        if (rate is not None and rate[0] in tables.currencies()) or self.is_in_results(number):
            return False  # "152 to the dollar"
        is_named = after[:1].isalpha() and around.after[0].isupper() and after not in FUNCTION_WORDS
        if is_named and (IS_MONTH[after] or (surface.isdecimal() and len(surface) == 3 and after not in time_words())):
            return False  # "12 May", "787 Dreamliner"
        return number.high is None and not (number.value % 1 and not number.half_width) and not self.is_of_sum(number)

    def opens_number(self, number: Number) -> bool:
        """Whether the bracket behind a number opens with a digit."""
        at = solid(self.texts, number.end) + 1
        return at < len(self.texts) and self.texts[at][0].isdigit()

    def is_in_results(self, number: Number) -> bool:
        """Whether its line is one of results, "Net 4,100,000 vs 3,200,000", whose currency is not told."""
        first, last = max(0, number.start_char - HALF_LINE), number.end_char + HALF_LINE
        if self.text.find(" vs ", first, last) < 0:
            return False
        before = self.text[first : number.start_char].rpartition("\n")[2]
        behind = self.text[number.end_char : last].partition("\n")[0]
        return " vs " in before or " vs " in behind

    def is_of_sum(self, number: Number) -> bool:
        """Whether it may have the unit of another figure; one with decimals is a price, unless words tell of an index."""
        start, end = self.sentence(number)
        near = [word.lower() for word in self.texts[max(start, number.start - LONGEST_CLAUSE) : number.start]]
        is_part = number.value % 1 and not number.scaled
        if is_part or tells_price(near[-10:]):
            is_of_index = not OF_INDEX.isdisjoint(word.lower() for word in self.texts[start:end])
            if is_part or not is_of_index:
                return not is_of_index
        if not OF_COUNTS.isdisjoint(near[-4:]):
            return False
        is_large = number.scaled or number.value >= 1000
        if is_large:
            since = 8
            if number.scaled or number.value >= 100_000:
                k = bisect_left(self.numbers, number.start, key=attrgetter("start"))
                since = max(8, min(LONGEST_CLAUSE, number.start - (self.numbers[k - 1].end if k else 0)))
            if not OF_SUMS.isdisjoint(near[-since:]):
                return True
        k = bisect_left(self.sum_starts, number.start_char)
        before = self.sums[k - 1] if k else None
        after = self.sums[k] if k < len(self.sums) else None
        sums = [f for f, room in ((before, FAR), (after, NEAR)) if f and is_within(f, number, room)]
        if number.scaled:
            return any(f.label == "MONEY" or start <= f.start < end for f in sums)
        if is_large:
            return any(f.label == "MONEY" and start <= f.start < end for f in sums)
        # "Up 2p at 372"
        last = self.texts[solid_before(self.texts, number.start)].lower() if number.start else ""
        is_compared = before is not None and before.label == "MONEY" and is_within(before, number, NEAR) and start <= before.start
        return is_compared and last in ("at", "to", "from", "against")

    def is_of_rate(self, number: Number, counted: Counted) -> bool:
        """Whether points stand in a sentence of percentages: "cut by one full point to 9 pct"."""
        if counted.head not in ("point", "points"):
            return False
        start, end = self.sentence(number)
        return any(start <= f.start < end for f in self.sums if f.label == "PERCENT")

    def follows_figure(self, k: int) -> bool:
        """Whether a number without a noun is joined to one of a figure or date: "April 27 and 28", "$5 to 7"."""
        before = self.numbers[k - 1] if k else None
        return before is not None and bool(self.taken[before.start]) and self.joint(before, self.numbers[k]) in JOINTS

    def leads_to_none(self, k: int) -> bool:
        """Whether a number without a noun is joined to one that counts nothing: "from 37 to 38 billion", "2300 to 0300 GMT"."""
        following = self.numbers[k + 1] if k + 1 < len(self.numbers) else None
        if following is None or self.joint(self.numbers[k], following) not in JOINTS:
            return False
        return bool(self.taken[following.start]) or not self.single(k + 1)

    def leads_to_time(self, k: int) -> bool:
        """Whether a number stands before others in a list or range of times: "3 to 5 days", "one, two or three years"."""
        for this, following in zip(self.numbers[k : k + 4], self.numbers[k + 1 : k + 5], strict=False):
            between = self.text[this.end_char : following.start_char]
            if len(between) > 7 or between.strip().lower() not in (*JOINTS, ",", ", or", ", and", "/"):
                return False
            if self.is_time_behind(following):
                return True
        return False

    def is_of_number(self, k: int) -> bool:
        """Whether a number stands behind another and "of": "on 83 of 89 days"."""
        following = self.numbers[k + 1] if k + 1 < len(self.numbers) else None
        return following is not None and self.joint(self.numbers[k], following) == "of"

    def is_time_behind(self, number: Number) -> bool:
        counted = counted_at(self.words, number.end)
        return counted is not None and counted.is_time

    def pair(self, number: Number, following: Number, joint: str) -> list[Found] | None:
        """Two numbers that one word joins, as a range or a score; None where each stands for itself."""
        counted = counted_at(self.words, following.end)
        if joint == "to" and why_none(self.around(following, counted), TESTS) in CLOCKS:
            return []
        if following.vague or (counted and counted.is_time):
            return [] if not following.vague else None
        is_dash = joint in ("-", "–", "—")
        if is_dash:
            if self.is_chained(number, following):
                return []
            if self.is_score(number, following, counted):
                return [self.made(SCORE, n.start, n.end, [n], None) for n in (number, following)]
        low, high = share_scale(number, following) if number.half_width else (number, following)
        before = self.texts[solid_before(self.texts, number.start)].lower() if number.start else ""
        if is_dash and self.is_in_table(number):
            return []
        if joint == "to" and number.value > following.value and counted is None and self.is_contest(number):
            return [self.made(SCORE, n.start, n.end, [n], None) for n in (number, following)]
        is_range = are_alike(low, high) and (joint != "and" or before == "between")
        if joint == "to" and (before == "by" or tells_movement(self.doc, number.start)):
            is_range = False
        if not is_range:
            return [] if is_dash else None
        is_price = counted is None and not (
            self.may_stand(self.around(following)) and self.may_stand(self.around(number), in_range=True)
        )
        is_span = is_dash and counted is None and number.end_char - number.start_char == 4
        is_sum = counted is not None and counted.head in currency_words()
        if is_price or is_span or is_sum or why_none(self.around(number, counted), BY_WORDS if is_dash else TESTS):
            return []
        at = hedged_at(self.doc, number.start)
        return [self.made(RANGE, number.start, following.end, [low, high], counted, at)]

    def is_chained(self, number: Number, following: Number) -> bool:
        """Whether more or other numbers hang on two with a dash between: phone numbers, dates, spans of years, codes."""
        text, start, end = self.text, number.start_char, following.end_char
        if start and ((text[start - 1] in "-–—/.(#" and text[start - 1] != "(") or text[start - 1].isalpha()):
            return True
        if text[end : end + 1] in ("-", "–", "/", "'", "’") and text[end + 1 : end + 2].isalnum():
            return number.value > 200 or text[end + 1].isdigit()
        first, last = text[start : number.end_char], text[following.start_char : end]
        if first.isdecimal() and last.isdecimal():
            if (len(last) > 1 and last[0] == "0") or (len(first) > 1 and first[0] == "0"):
                return True
            if len(first) == 4 and 1500 <= number.value <= 2100 and (len(last) == 2 or 1500 <= following.value <= 2100):
                return True
            return len(last) == 4 and len(first) == 3
        return False

    def is_score(self, number: Number, following: Number, counted: Counted | None) -> bool:
        """Whether two numbers with a dash are the sides of a contest: "won 3-1", "a 5-4 vote", "6-4, 7-5"."""
        if number.scaled or following.scaled or number.value % 1 or following.value % 1 or number.value > 999:
            return False
        after = solid(self.texts, following.end)
        if after < len(self.texts) and self.texts[after] == "-":
            after += 1
        if after < len(self.texts) and self.texts[after].lower() in SCORED:
            return True
        if counted is not None and not counted.is_compound:
            return number.value >= following.value and counted.text[0].isupper()
        return (number.value >= following.value and number.value < 200) or self.is_contest(number)

    def is_contest(self, number: Number) -> bool:
        """Whether the sentence tells of a contest or a vote."""
        start, end = self.sentence(number)
        near = self.texts[max(start, number.start - 25) : min(end, number.end + 25)]
        return not CONTEST.isdisjoint(word.lower() for word in near) or "vs" in near

    def with_nouns(self, found: list[Found]) -> Iterator[Found]:
        """The counts with the nouns of those with which they are listed or compared."""
        stays = list(found)
        for k in range(len(stays) - 2, -1, -1):
            this, following = stays[k], stays[k + 1]
            if this.counts is None and following.counts and this.rule == BARE.name:
                between = self.text[this.end_char : following.start_char]
                if (
                    len(between) < LONGEST_GAP
                    and LISTED.fullmatch(between)
                    and following.rule in (COUNTED.name, SHARED.name, PART.name)
                ) or (following.rule == COUNTED.name and between.lower().strip() in ("of", "of the", "out of", "out of the")):
                    stays[k] = self.shared(this, following)
        for k in range(1, len(stays)):
            before, this = stays[k - 1], stays[k]
            if this.counts is None and before.counts and this.rule == BARE.name and self.is_of_former(before, this):
                stays[k] = self.shared(this, before)
            elif this.counts is None and before.counts and this.rule in (BARE.name, SHARED.name):
                behind = self.text.find(before.counts.split()[-1], before.end_char)
                behind = behind + len(before.counts.split()[-1]) if 0 <= behind < this.start_char else before.end_char
                between = self.text[behind : this.start_char]
                if len(between) < LONGEST_GAP and (COMPARED.fullmatch(between) or between.strip() == "to"):
                    stays[k] = self.shared(this, before)
        yield from stays

    def is_of_former(self, former: Found, found: Found) -> bool:
        """Whether a count is one of those that the former tells of: "26,000 of them", "the other 12,000"."""
        if former.end < sentence_around(self.doc, found.start)[0]:
            return False
        of_them = OF_THEM.match(self.text, found.end_char)
        return of_them is not None or self.text[max(0, found.start_char - 10) : found.start_char].lower() == "the other "

    def shared(self, found: Found, other: Found) -> Found:
        """A count with what another counts."""
        note(self.doc, "counts", other.start, other.end, "what the number counts with which it stands")
        per = found.per or other.per
        made = found._replace(counts=other.counts, rule=SHARED.name, per=per)
        if trace := trace_of(self.doc):
            number = next(n for n in self.numbers if n.start == found.start)
            trace.close(SHARED, [Piece(NUMBER_WORD, number.start, number.end, number)], [made])
        return made

    def made(
        self, rule: Rule, start: int, end: int, numbers: list[Number], counted: Counted | None, modified_at: int | None = None
    ) -> Found:
        """A count of one number, or of the two ends of a range."""
        first, last = numbers[0], numbers[-1]
        value: Decimal | None = tables.trimmed(first.value)
        low = high = None
        if first is not last:
            value, low, high = None, value, tables.trimmed(last.value)
        elif first.high is not None:
            low, high = sorted((tables.trimmed(first.value), tables.trimmed(first.high)))
            value = None
        if first.vague:
            value = None
        behind = counted.end if counted and not counted.is_compound else end
        rate = rate_at(self.words, behind)
        is_rate = rate is not None and rate[0] not in tables.currencies()
        if (counted is None and self.word(end) == "the") or (rate and rate[0].endswith("ed")):
            is_rate = False  # "eight the first year and 11 the second", "two shares for each purchased"
        if rate and is_rate and counted:
            note(self.doc, "per", behind, rate[1])
        modifier = modifier_beside(self.doc, start if modified_at is None else modified_at, end)
        if modifier is None and counted and behind > end:
            modifier = modifier_after(self.doc, behind)
        found = Found(
            start,
            end,
            first.start_char,
            last.end_char,
            "CARDINAL",
            rule.name,
            value,
            low,
            high,
            modifier=modifier,
            half_width=tables.trimmed(max(first.half_width, last.half_width)),
            per=rate[0] if rate and is_rate else None,
            vague=True if first.vague else None,
            counts=counted.text if counted else None,
        )
        if trace := trace_of(self.doc):
            pieces = [Piece(NUMBER_WORD, n.start, n.end, n) for n in numbers]
            trace.close(rule, pieces, [found])
        return found


@Language.factory("newsledger_counts", assigns=["doc.spans"])
def make_counts(nlp: Language, name: str) -> Counts:
    """Find counts."""
    return Counts()
