"""Ratios: "2.2 times", "twofold", "2.5x", "doubled", "one-sixth", "half the crew", "one in five", "9 out of 10", "three-to-one".

Reads   numbers, and the words of data/multiples.csv
Writes  doc.spans["ratios"]; label CARDINAL; `unit` is `times`, or `fraction` with numerator and denominator
Leaves  fractions of a unit or a percent to those, times of the day and halves of a year to dates
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from operator import attrgetter

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.counted import VERBS, Counted, counted_at, is_verb, phrase_at, solid, solid_before, time_words
from extract.components.figure import modifier_beside
from extract.components.numbers import Number, numbers_of
from extract.components.rule import NUMBER_WORD, Found, Piece, Rule, keep, number_tokens, taken_by
from extract.components.trace import trace_of
from extract.components.words import FUNCTION_WORDS, Kinds, Words, words_of

TIMES = Rule("ratio.times", (), example="Exports grew 2.2 times.")
TIMES_RANGE = Rule("ratio.times-range", (), example="It is two to three times as dear.")
FOLD = Rule("ratio.fold", (), example="A 10-fold jump was seen.")
MULTIPLE = Rule("ratio.multiple", (), example="Rents have more than doubled.")
FRACTION = Rule("ratio.fraction", (), example="One-sixth of the land is dry.")
FRACTION_RANGE = Rule("ratio.fraction-range", (), example="Between a quarter and a third of the crop failed.")
HALF = Rule("ratio.half", (), example="Half the crew was ill.")
IN = Rule("ratio.in", (), example="One in five children is hungry.")
NOUN_IN = Rule("ratio.noun-in", (), example="Nine voters in ten turned out.")
OUT_OF = Rule("ratio.out-of", (), example="Some 9 out of 10 dentists agree.")
TO = Rule("ratio.to", (), example="They won by a three-to-one margin.")
RULES = (TIMES, TIMES_RANGE, FOLD, MULTIPLE, FRACTION, FRACTION_RANGE, HALF, IN, NOUN_IN, OUT_OF, TO)

WHOLES = frozenset(("the", "its", "their", "his", "her", "our", "my", "your", "that", "those", "these", "this", "what", "all"))
COMPARED = (WHOLES - {"that"}) | frozenset(
    """as more less fewer larger bigger higher greater faster smaller lower longer better worse likelier earnings book
    sales normal average today today's current last annual projected forecast estimated oversubscribed subscribed
    dearer cheaper usual cash core trailing forward historic net gross operating revenue revenues profit profits""".split()
)
NO_COMPARATIVES = FUNCTION_WORDS | frozenset("rather other whether neither together ever never however former".split())
GREW = re.compile(
    r"\b(?:gr[eo]w|grown|increased?|rose|risen|rise|multiplied|expanded|jumped|surged|soared|climbed|up|swell(?:ed)?|subscribed)"
    r"(?:\s+(?:by|to|about|almost|nearly|some|more than|over|around|roughly|approximately|just|only|barely|at least))*\s+\Z"
)
MODALS = frozenset("to will would could may might should can must not than almost nearly about roughly and or it's".split())
TO_WHAT = WHOLES | frozenset("in from to since over within by last".split())
NO_DOUBLE = frozenset("a an the two his her first with hit hits of another mixed men's women's 's singles in".split())
HALF_OF = frozenset("first second other last final opening closing previous latter better early third fourth top bottom".split())
HEDGING = frozenset(
    """than about nearly almost over roughly approximately around only just exactly least some to under barely fully
    virtually perhaps even up""".split()
)
IS_ONE = frozenset("are were have had do did will would said say is was came come went".split())
MORE_THAN_BEFORE = FUNCTION_WORDS | frozenset(
    """cheaper larger bigger smaller fewer faster slower longer shorter owned full empty complete each stake share richer
    poorer dearer better worse""".split()
)
BASES = frozenset(
    map(Decimal, (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 100, 200, 500, 1000, 10_000, 100_000, 10**6))
)
TENTHS = frozenset(map(Decimal, (3, 4, 5, 10, 20, 100, 1000)))
PARTED = frozenset(
    """by to at lost lose loses cut cuts fell fall rose rise jumped gained dropped shrank grew slid slashed sheds shed is
    was up down be only another buy buys from than""".split()
)
MORE = frozenset("more less higher lower cheaper larger bigger smaller fewer faster slower longer shorter".split())
CONTESTS = frozenset(
    """games game matches match outings starts innings attempts tries appearances races tests seasons meetings contests
    overs days at-bats balls shots weeks years months minutes""".split()
)
RATIO_WORDS = frozenset("ratio odds margin split against outnumber outnumbers outnumbered ratios favorite favourite".split())
TIED = re.compile(r"-(to|for|in)-|(:)")


@cache
def multiples() -> dict[str, tuple[str, Fraction]]:
    """{word: (`always`, or how it is told from other uses; the multiple)} of data/multiples.csv."""
    return {row["word"]: (row["when"], Fraction(row["value"])) for _, row in tables.rows("multiples")}


@cache
def multiple_words() -> dict[str, Fraction]:
    """{word in small letters: what it multiplies by}: "doubled" is 2, "halved" 1/2, "tenfold" 10."""
    numbers = {"hundred": 100, "thousand": 1000, "hundreds": 100} | tables.number_words()
    folds = {f"{word}fold": Fraction(number) for word, number in numbers.items() if number and len(word) > 2}
    return folds | {word: multiple for word, (_, multiple) in multiples().items()}


class Ratios:
    """The component."""

    def __init__(self) -> None:
        self.words = Kinds(None, dict.fromkeys(("half", *multiple_words()), 1))

    def __call__(self, doc: Doc) -> Doc:
        words = words_of(doc)
        hits = self.words.hits(words)
        found: list[Found] = []
        if hits or numbers_of(doc):
            reader = Reader(doc, words)
            found = [*reader.of_numbers(), *reader.of_words(hits)]
        keep(doc, "ratios", sorted(found, key=attrgetter("start")))
        return doc


class Reader:
    """Reads the ratios of one Doc."""

    def __init__(self, doc: Doc, words: Words) -> None:
        self.doc, self.words, self.texts = doc, words, words.texts
        self.taken = taken_by(doc, ("money", "percent", "cells", "dates", "quantities"))
        self.by_start = number_tokens(doc).by_start

    def lower(self, i: int) -> str:
        return self.texts[i].lower() if 0 <= i < len(self.texts) else ""

    def next(self, i: int) -> int:
        """The next token behind `i` that is no white space."""
        return solid(self.texts, i + 1)

    def number_at(self, i: int) -> Number | None:
        """The number that begins at token `i`; none that belongs to a figure of another kind."""
        number = self.by_start.get(i)
        return None if number is None or self.taken[i] or number.vague else number

    def number_of(self, char: int) -> Number | None:
        """The number whose first character this is: in "3-for-2" the second begins within a word."""
        numbers = numbers_of(self.doc)
        k = bisect_left(numbers, char, key=attrgetter("start_char"))
        return numbers[k] if k < len(numbers) and numbers[k].start_char == char else None

    def of_numbers(self) -> Iterator[Found]:
        """The ratios that begin with a number."""
        end = 0
        for number in numbers_of(self.doc):
            if number.start < end or self.taken[number.start] or number.vague:
                continue
            found = self.fraction(number) if is_fraction(number) else self.of_whole(number)
            if found:
                end = found.end
                yield found

    def of_whole(self, number: Number) -> Found | None:
        """What the word behind a number makes of it."""
        is_tied = self.words.text[number.end_char : number.end_char + 1] in ("-", ":")
        if is_tied and (tied := TIED.match(self.words.text, number.end_char)):
            return self.pair(number, self.number_of(tied.end()), tied[1] or ":")
        at = solid(self.texts, number.end)
        word = self.lower(at)
        if word == "-":
            word, at = self.lower(at + 1), at + 1
        if word == "times":
            return self.times(number, None, at) if self.texts[at] == "times" else None
        if word == "fold" or (word == "x" and self.words.starts[at] == number.end_char):
            return self.made(FOLD if word == "fold" else TIMES, [number], number.start, at + 1, "times", number.value)
        if word == "in":
            return self.share_of(IN, number, at)
        if word == "out" and self.lower(self.next(at)) == "of":
            return self.share_of(OUT_OF, number, self.next(at))
        if word in ("to", "or", "-", "–"):
            return self.up_to(number, at)
        if number.value < 100 and not number.scaled and "in" in self.texts[at + 1 : at + 5]:
            counted = counted_at(self.words, number.end, number.value == 1)
            if counted and self.lower(solid(self.texts, counted.end)) == "in":
                return self.share_of(NOUN_IN, number, solid(self.texts, counted.end), counted)
        return None

    def times(self, number: Number, low: Number | None, at: int) -> Found | None:
        """ "2.2 times": a multiple where something is compared; "14 times" are occasions."""
        behind = self.next(at)
        after = self.lower(behind)
        before = self.words.text[max(0, number.start_char - 50) : number.start_char]
        is_multiple = (
            after in COMPARED
            or self.is_that(behind)
            or number.value % 1
            or (after.endswith("er") and after not in NO_COMPARATIVES)
        )
        if not (is_multiple or GREW.search(before)) or self.lower(at - 1) == "the":
            return None
        if low is not None:
            return self.made(TIMES_RANGE, [low, number], low.start, at + 1, "times", None, (low.value, number.value))
        return self.made(TIMES, [number], number.start, at + 1, "times", number.value)

    def is_that(self, i: int) -> bool:
        """Whether "that" at token `i` stands for an amount: "three times that, or"; not "three times that year"."""
        follower = self.lower(self.next(i)) if self.lower(i) == "that" else "year"
        return not follower[:1].isalpha() or follower in (
            "of",
            "in",
            "at",
            "for",
            "amount",
            "number",
            "level",
            "size",
            "much",
            "many",
            "rate",
        )

    def up_to(self, number: Number, at: int) -> Found | None:
        """ "Two to three times", "5 to 1 against"."""
        second = self.number_at(self.next(at))
        if second is None or (second.value % 1 and self.lower(solid(self.texts, second.end)) != "times"):
            return None
        behind = solid(self.texts, second.end)
        if self.lower(behind) == "times" and number.value < second.value:
            return self.times(second, number, behind)
        return self.pair(number, second, "odds") if self.lower(at) == "to" else None

    def pair(self, number: Number, second: Number | None, word: str) -> Found | None:
        """ "Three-to-one", "5 to 1 against", "a 3-for-2 split", "a ratio of 3:2"."""
        if second is None or number.scaled or second.scaled or number.value % 1 or second.value % 1 or not second.value:
            return None
        if word == "in":
            return self.part(IN, number, second, number.start, second.end) if number.value < second.value else None
        if word in (":", "odds"):
            near = self.texts[max(0, number.start - 8) : second.end + 5]
            if RATIO_WORDS.isdisjoint(w.lower() for w in near) or number.value > 1000:
                return None
        if number.value > 100 or second.value > 100:
            return None
        return self.part(TO, number, second, number.start, second.end)

    def share_of(self, rule: Rule, number: Number, at: int, counted: Counted | None = None) -> Found | None:
        """ "One in five", "four in ten", "9 out of 10"; `at` is the token of "in" or "of"."""
        behind = self.next(at)
        if self.lower(behind) in ("every", "each"):
            behind = self.next(behind)
        second = self.number_at(behind)
        if second is None or number.scaled or number.value % 1 or second.value % 1 or not 0 < number.value < second.value:
            return None
        after = self.lower(solid(self.texts, second.end))
        if rule is not OUT_OF:
            if after in time_words() or after in CONTESTS or after in ("-", "%", "percent", "per", "/"):
                return None
            is_base = second.value in (BASES if number.value == 1 else TENTHS)
            if not is_base or self.lower(solid_before(self.texts, number.start)) in ("no", "number", "day", "game", "number-"):
                return None
        elif after in CONTESTS or after in time_words():
            return None
        return self.part(rule, number, second, number.start, second.end, counted)

    def part(self, rule: Rule, number: Number, second: Number, start: int, end: int, counted: Counted | None = None) -> Found:
        """A fraction from its two numbers."""
        counted = counted or counted_at(self.words, end)
        of = int(number.value), int(second.value)
        counts = counted.text if counted and rule is not TO and not counted.is_compound else None
        return self.made(rule, [number, second], start, end, "fraction", tables.exact(Fraction(*of)), None, of, counts)

    def fraction(self, number: Number) -> Found | None:
        """ "Two thirds of voters", "by a quarter", "3/4 of the cake"."""
        text = self.words.text[number.start_char : number.end_char].lower()
        of = parts_of(text)
        at = solid(self.texts, number.end)
        after = self.lower(at)
        if of is None or (after in time_words() and "half" in text) or self.texts[at : at + 1] == ["/"]:
            return None
        words = text.replace("-", " ").split()
        if " and " in text:
            return self.two_fractions(number, text, after)
        if words[0] in ("half", "quarter", "quarters"):
            return None if words[-1] in ("a", "an") and after in (*time_words(), "-") else self.half_a(number, text)
        if of[1] == 4 and words[-1] == "quarters" and of[0] != 3 and after != "of":
            return None  # "within two quarters"
        if words[0] in ("a", "an") and not self.is_part(number, words[-1], after, at):
            return None
        if after == "-" or (after in time_words() and after not in ("year", "quarter")):
            return None
        if "/" in text and (self.words.text[number.end_char : number.end_char + 1] in "/-" or after not in ("of", "the")):
            return None
        joint = self.lower(at)
        second = self.number_at(self.next(at)) if joint in ("and", "to", "or") else None
        if second and is_fraction(second) and number.value < second.value:
            before = self.lower(solid_before(self.texts, number.start))
            if joint != "and" or before == "between":
                counted = counted_at(self.words, second.end)
                ends = (number.value, second.value)
                counts = counted.text if counted else None
                return self.made(FRACTION_RANGE, [number, second], number.start, second.end, "fraction", None, ends, None, counts)
        counted = counted_at(self.words, number.end) if after == "of" else None
        if counted and counted.head in time_words():
            return None  # "a quarter of a century"
        counts = counted.text if counted else None
        return self.made(FRACTION, [number], number.start, number.end, "fraction", number.value, None, of, counts)

    def two_fractions(self, number: Number, text: str, after: str) -> Found | None:
        """ "Between a quarter and a third of the crop", which the parser of numbers takes for a sum."""
        ends = [parts_of(part) for part in text.split(" and ")]
        if self.lower(solid_before(self.texts, number.start)) != "between" or len(ends) != 2 or None in ends:
            return None
        low, high = (tables.exact(Fraction(*end)) for end in ends if end)
        counted = counted_at(self.words, number.end) if after == "of" else None
        counts = counted.text if counted else None
        return self.made(FRACTION_RANGE, [number], number.start, number.end, "fraction", None, (low, high), None, counts)

    def is_part(self, number: Number, noun: str, after: str, at: int) -> bool:
        """Whether "a third" is a part of something, and no "third party", "a quarter ago"."""
        before = self.lower(solid_before(self.texts, number.start))
        if noun in ("quarter", "half"):
            return (
                after == "of"
                or before == "by"
                or before in HEDGING
                or after in ("more", "less", "lower", "higher", "full", "the")
            )
        is_alone = after in MORE_THAN_BEFORE or not after[:1].isalpha()
        return after == "of" or (is_alone and (before in PARTED or before in HEDGING or after in MORE))

    def half_a(self, number: Number, text: str) -> Found | None:
        """ "Half a loaf" is a fraction of which the article is no part."""
        if text.split() not in (["half", "a"], ["half", "an"]):
            return None
        start_char = number.start_char
        return self.made(HALF, [number], number.start, number.start + 1, "fraction", Decimal("0.5"), None, (1, 2))._replace(
            start_char=start_char, end_char=start_char + 4
        )

    def of_words(self, hits: Sequence[int]) -> Iterator[Found]:
        """ "Doubled", "twice", "halved", "half of the houses"."""
        for i in hits:
            if self.taken[i] or i in self.by_start:
                continue
            word, before, after = self.lower(i), self.lower(solid_before(self.texts, i)), self.lower(self.next(i))
            if word == "half":
                if self.is_half(i, before, after):
                    counted = counted_at(self.words, i + 1) if after == "of" else self.whole(i + 1) if after in WHOLES else None
                    counts = counted.text if counted else None
                    yield self.made(HALF, [], i, i + 1, "fraction", Decimal("0.5"), None, (1, 2), counts)
                continue
            multiple = multiple_words()[word]
            behind = self.texts[self.next(i)] if self.next(i) < len(self.texts) else ""
            if not is_multiple(word, before, after) or (behind.isupper() and len(behind) < 4):
                continue  # "double A" is a rating
            if multiple < 1:
                of = multiple.numerator, multiple.denominator
                yield self.made(MULTIPLE, [], i, i + 1, "fraction", tables.exact(multiple), None, of)
            else:
                yield self.made(MULTIPLE, [], i, i + 1, "times", tables.exact(multiple))

    def whole(self, i: int) -> Counted | None:
        """ "The crew" of "half the crew"."""
        at = solid(self.texts, i)
        counted = phrase_at(self.words, self.next(at), is_one=True, is_part=True) if self.next(at) < len(self.texts) else None
        if counted is None:
            return None
        text = " ".join(self.words.text[self.words.starts[at] : self.words.characters(at, counted.end)[1]].split())
        return counted._replace(text=text)

    def is_half(self, i: int, before: str, after: str) -> bool:
        """Whether "half" is a part: "half of", "half the", "more than half", "by half"; no "second half", "half-brother"."""
        if before in HALF_OF or after == "-" or before == "-" or after in ("time", "past", "back", "century", "hour", "brother"):
            return False
        if after == "of" or after in WHOLES:
            return before not in ("a", "the") or after == "of"
        is_alone = after in FUNCTION_WORDS or after in IS_ONE or not after[:1].isalnum() or is_verb(after)
        if before == "in":
            return is_alone and is_verb(self.lower(solid_before(self.texts, solid_before(self.texts, i))))
        if before in HEDGING or before == "by":
            return is_alone
        if before in VERBS or before in ("be", "been") or after == "as":
            return is_alone and before not in ("won", "left", "lost")
        return (self.texts[i] == "Half" or before in ("and", "but", ",")) and after in IS_ONE

    def made(
        self,
        rule: Rule,
        numbers: Sequence[Number],
        start: int,
        end: int,
        unit: str,
        value: Decimal | None,
        ends: tuple[Decimal, Decimal] | None = None,
        of: tuple[int, int] | None = None,
        counts: str | None = None,
    ) -> Found:
        low, high = sorted(ends) if ends else (None, None)
        chars = self.words.characters(start, end)
        width = tables.trimmed(numbers[0].half_width) if numbers and unit == "times" else Decimal(0)
        at = start
        if ends and self.lower(solid_before(self.texts, start)) == "between":
            at = solid_before(self.texts, start)
        found = Found(
            start,
            end,
            chars[0] if not numbers else min(chars[0], numbers[0].start_char),
            chars[1],
            "CARDINAL",
            rule.name,
            value,
            low,
            high,
            unit,
            modifier=modifier_beside(self.doc, at, end),
            half_width=width,
            counts=counts,
            numerator=of and of[0],
            denominator=of and of[1],
        )
        if trace := trace_of(self.doc):
            trace.close(rule, [Piece(NUMBER_WORD, n.start, n.end, n) for n in numbers] or [Piece("word", start, end)], [found])
        return found


def is_fraction(number: Number) -> bool:
    """Whether a number is written as a fraction below one."""
    return 0 < number.value < 1 and not number.half_width


def is_multiple(word: str, before: str, after: str) -> bool:
    """Whether a word such as "double" multiplies: "will double", "double the rent"; no "double room", "men's doubles"."""
    when = multiples().get(word, ("always",))[0]
    if when == "always":
        return after != "-" or word.endswith("fold")
    if when == "occasion":  # "twice a week" tells how often
        return before not in ("think", "thinking", "thought") and after not in (
            *("a", "an", "each", "every", "per", "-", "weekly", "daily", "monthly", "yearly", "annually"),
            *time_words(),
        )
    if when == "verb":
        return before in MODALS or (after in TO_WHAT and before not in NO_DOUBLE)
    return before == "than" or (after in TO_WHAT and before not in NO_DOUBLE and before not in MODALS)


def parts_of(text: str) -> tuple[int, int] | None:
    """Numerator and denominator as written: "two thirds" is (2, 3), "4/10" is (4, 10)."""
    if text[-1] in tables.VULGAR:
        return tables.VULGAR[text[-1]] if len(text) == 1 else None
    if "/" in text:
        numerator, _, denominator = text.partition("/")
        return (int(numerator), int(denominator)) if numerator.isdecimal() and denominator.isdecimal() else None
    words = [w for w in re.split(r"[\s-]+", text) if w not in ("a", "an", "of")]
    part = next((tables.fraction_words()[w] for w in words if w in tables.fraction_words()), None)
    if part is None:
        return None
    number = tables.number_words().get(words[0], 1) if len(words) > 1 else 1
    return number, part.denominator


@Language.factory("newsledger_ratios", assigns=["doc.spans"])
def make_ratios(nlp: Language, name: str) -> Ratios:
    """Find ratios."""
    return Ratios()
