"""Dates and times: "August 21st, 2023", "the first half of last year", "a year earlier", "30 years", "8 p.m. ET".

Reads   the text, its numbers, and the day on which the article was published
Writes  doc.spans["dates"]; labels DATE and TIME; first and last day inclusive, and what they were reckoned from
Leaves  dates with nothing to be reckoned from without days

wordings.py has the tables of rules, lexicon.py the words, atoms.py, durations.py and wrap.py what they mean, alone.py the near
misses, against.py and nested.py the reckoning, anchors.py what is reckoned from, ages.py the ages that have no word of time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.dates.ages import ages_in
from extract.components.dates.alone import CHECKS, Place
from extract.components.dates.anchors import Anchors
from extract.components.dates.atoms import READERS
from extract.components.dates.calendar import named
from extract.components.dates.lexicon import GLUE, lexicon
from extract.components.dates.meaning import NOTHING, Meaning, values_of
from extract.components.dates.wordings import ATOMS, WRAPS
from extract.components.dates.wrap import READERS as WRAPPERS
from extract.components.numbers import numbers_of
from extract.components.rule import DIGITS, SPACE, Found, Lexicon, Piece, Rule, RuleComponent, characters
from extract.components.trace import note, trace_of
from extract.components.words import Memo, words_of

RULES = (*ATOMS, *WRAPS)
KINDS = frozenset(f"⟨{name}⟩" for name in ("date", "span", "weekday", "time"))
"""Classes of what an atom gave, for WRAPS."""


SPAN_FROM = {"date.between": 1, "age.aged": 1, "age.of": 2}
"""{rule: the piece that its mention begins with, where it is not the first}."""


DIGIT = re.compile(r"\d|[½¼¾⅓⅔]")
NUMBER_WORDS = frozenset((*tables.number_words(), *tables.scales(), *tables.fraction_words(), "hundred", "dozen", "dozens"))
A_UNIT, UNITS, A_MONTH = (
    next(rule for rule in ATOMS if rule.name == name) for name in ("duration.a-unit", "duration.units", "date.month")
)


class Match(NamedTuple):
    """Pieces that a rule claimed, and what they mean."""

    rule: Rule
    pieces: list[Piece]
    meaning: Meaning


class Entry(NamedTuple):
    """One word of a run, or a date in it: half-open pieces, class, payload; of a date its rule and meaning."""

    start: int
    end: int
    word: str
    payload: Any = None
    rule: Rule | None = None
    meaning: Meaning | None = None


class Dates(RuleComponent):
    """The component: atoms, what wraps them, and their days, in the order of the text."""

    def __init__(self, nlp: Language) -> None:
        words = lexicon(nlp)
        super().__init__(nlp, "dates", ATOMS, words, refuse, lambda word: is_trigger(words, word))
        self.named["the"] = SPACE
        self.wraps = RuleComponent(nlp, "dates", WRAPS, Lexicon(), refuse)
        self.seconds: dict[str, frozenset[str]] = {}
        for key in (*words.exact, *words.lower):
            if len(key) > 1:
                first = key[0].lower()
                self.seconds[first] = self.seconds.get(first, frozenset()) | {key[1].lower()}
        self.alone = Memo(self.entry_alone)
        # The same few wordings make up most of the news, and most of the dates are the same few.
        self.readings = lru_cache(maxsize=1 << 15)(self.read_run)

    def part_of(self, word: str) -> int:
        """What a word may be in a match; words of numbers too."""
        part = super().part_of(word)
        if part:
            return part
        return DIGITS if (word.lower() in NUMBER_WORDS if word.isalpha() else DIGIT.search(word)) else 0

    def entry_alone(self, word: str) -> tuple[tuple[str, Any] | None, frozenset[str]]:
        """Class and payload of a word by itself, and the words that may follow it in a longer entry."""
        entry = self.single[word]
        return (f"⟨{entry[1]}⟩", entry[2]) if entry else None, self.seconds.get(word.lower(), frozenset())

    def condense(self, doc: Doc) -> Iterator[list[Piece]]:
        """The runs of words that dates are made of; numbers that are no day or year are one piece."""
        words = words_of(doc)
        texts = words.texts
        line = self.line(words, ())
        if not line:
            return
        by_start = {number.start: number for number in numbers_of(doc)}
        for start, end in self.spans(line):
            pieces: list[Piece] = []
            i = start
            while i < end:
                part = line[i]
                if part == SPACE:
                    # "19 billion the year before", "following the June results".
                    if pieces and (pieces[-1].word in COUNTS or pieces[-1].word == "⟨relative⟩") and not texts[i].isspace():
                        yield pieces
                        pieces = []
                    i += 1
                    continue
                alone, longer = self.alone[texts[i]]
                number = by_start.get(i)
                if number is not None and (alone is None or number.end > i + 1):
                    if is_quarters(texts[i : number.end]):
                        number = number._replace(end=i + 1, value=number.value * 4)
                    piece: Piece | None = Piece("⟨number⟩", i, number.end, number, None if number.vague else number.value)
                elif longer and (i + 1 == end or texts[i + 1].isspace() or texts[i + 1].lower() in longer):
                    piece = self.entry_at(texts, i, end)
                else:
                    piece = Piece(alone[0], i, i + 1, None, alone[1]) if alone else None
                if piece is None:
                    if pieces:
                        yield pieces
                        pieces = []
                    i += 1
                else:
                    pieces.append(piece)
                    i = piece.end
            if pieces:
                yield pieces

    def spans(self, line: bytes) -> Iterator[tuple[int, int]]:
        """The longest stretches of tokens with a trigger."""
        at = line.find(self.rarest)
        while at >= 0:
            start, end = line.rfind(0, 0, at) + 1, line.find(0, at)
            yield start, end
            at = line.find(self.rarest, end)

    def find(self, doc: Doc) -> list[Found]:
        """Every date and time, in order."""
        matches: list[Match] = []
        for run in self.condense(doc):
            for pieces in (run,) if len(run) == 1 else clauses(whole_numbers(run)):
                for start, end, rule, meaning in self.readings(tuple([(piece.word, piece.payload) for piece in pieces])):
                    matches.append(Match(rule, pieces[start:end], meaning))
        anchors = Anchors(doc, matches)
        trace = trace_of(doc)
        found = []
        for match in matches:
            reading = self.settle(doc, match, anchors)
            if reading is not None:
                found.append(reading)
            if trace is not None:
                trace.close(match.rule, match.pieces, () if reading is None else (reading,))
        ages = ages_in(doc, found)
        return sorted(found + ages, key=lambda f: f.start) if ages else found

    def read_run(self, run: tuple[tuple[str, Any], ...]) -> list[tuple[int, int, Rule, Meaning]]:
        """(half-open pieces, rule, what they mean) of the dates in the (class, payload) of a run's pieces, in order."""
        # What stands in the row: half-open pieces, their class and payload, and the rule and meaning of a date.
        row: list[Entry] = [Entry(i, i + 1, *piece) for i, piece in enumerate(run)]
        taken: set[int] = set()
        for order, start, end in self.matches(tuple([word for word, _ in run])):
            if taken.isdisjoint(range(start, end)):
                meaning = mean(self.rules[order], run[start:end])
                if meaning is not None:
                    taken.update(range(start, end))
                    row[start] = Entry(start, end, f"⟨{meaning.kind}⟩", None, self.rules[order], meaning)
        inside = {i for entry in row if entry.rule for i in range(entry.start + 1, entry.end)}
        row = [entry for i, entry in enumerate(row) if i not in inside]
        while self.wrap_once(row):
            pass
        return [(entry.start, entry.end, entry.rule, entry.meaning) for entry in row if entry.rule and entry.meaning]

    def wrap_once(self, row: list[Entry]) -> bool:
        """Put the first of the longest wraps that fit in the place of what it wraps; whether there was one."""
        key = tuple([entry.word for entry in row])
        if len(row) < 2 or KINDS.isdisjoint(key):
            return False
        for order, start, end in self.wraps.matches(key):
            part = row[start:end]
            around = [(entry.word, entry.payload) for entry in part if entry.meaning is None]
            meaning = WRAPPERS[WRAPS[order].name](values_of(around), [entry.meaning for entry in part if entry.meaning])
            if meaning is not None:
                row[start:end] = [Entry(part[0].start, part[-1].end, f"⟨{meaning.kind}⟩", None, WRAPS[order], meaning)]
                return True
        return False

    def settle(self, doc: Doc, match: Match, anchors: Anchors) -> Found | None:
        """The reading of a match, with its days; None for near misses."""
        m = match.meaning
        if m.op == "none":
            return None
        start, end = match.pieces[0].start, match.pieces[-1].end
        texts = words_of(doc).texts
        if match.rule.name in SPAN_FROM:
            start = match.pieces[SPAN_FROM[match.rule.name]].start
        if match.rule.name == "age.of" and texts[start - 1] in ("the", "The"):
            return None
        if m.alone and not CHECKS[m.alone](Place(doc, start, end)):
            if match.rule.name not in ("date.ago", "date.month-one"):
                return None
            # "Five days before the vote" is a duration, "in March two firms" a month.
            rule = A_MONTH if match.rule.name == "date.month-one" else A_UNIT if match.pieces[0].word == "⟨a⟩" else UNITS
            pieces = match.pieces[:-1]
            meaning = mean(rule, tuple([(piece.word, piece.payload) for piece in pieces]))
            return self.settle(doc, Match(rule, pieces, meaning), anchors) if meaning is not None else None
        days = anchors.days(m, start, end)
        as_read = partial(Found, start, end, *characters(doc, start, end), m.label, match.rule.name, value=m.value, unit=m.unit)
        if days is None:
            granularity = named(1, m.granularity) if m.granularity and (m.op != "duration" or m.vague) else None
            return as_read(vague=m.vague or None, granularity=granularity, clock=m.clock, zone=m.zone)
        if trace_of(doc) is not None:
            note(doc, "days", start, end, anchors.says(days))
        return as_read(
            vague=m.vague or days.vague or None,
            first_day=days.first,
            last_day=days.last,
            granularity=days.granularity,
            date_basis=days.basis,
        )


def mean(rule: Rule, pieces: tuple[tuple[str, Any], ...]) -> Meaning | None:
    """What an atom means; nothing where there is no such day."""
    try:
        return READERS[rule.name](values_of(pieces))
    except ValueError:
        return NOTHING


def refuse(doc: Doc, rule: Rule, pieces: Any) -> None:
    """Never asked: the component reads its matches itself."""


COUNTS = frozenset(("⟨number⟩", "⟨day⟩", "⟨short⟩"))


def whole_numbers(run: list[Piece]) -> list[Piece]:
    """A run with "six-and-a-half" and "19 and a quarter" as one number each."""
    for i in [i for i, piece in enumerate(run) if piece.word == "⟨and⟩"]:
        if 0 < i < len(run) - 1:
            first = i - 1 - (run[i - 1].word == "⟨-⟩")
            last = i + 1 + (run[i + 1].word == "⟨-⟩")
            if first < 0 or last >= len(run) or run[first].word not in COUNTS:
                continue
            part = run[last].number
            if part is not None and 0 < part.value < 1:
                before = run[first].number
                value = (before.value if before else Decimal(run[first].payload)) + part.value
                joined = Piece("⟨number⟩", run[first].start, part.end, part, value)
                return whole_numbers([*run[:first], joined, *run[last + 1 :]])
    return run


def is_quarters(words: list[str]) -> bool:
    """Whether the last word of a number is a unit of the calendar as well: "three quarters"."""
    words = [word for word in words if not word.isspace()]
    return len(words) == 2 and len(words[0]) > 1 and words[0].isalpha() and words[1].lower() in ("quarter", "quarters")


def classes(names: str) -> frozenset[str]:
    return frozenset(f"⟨{name}⟩" for name in names.split())


LOOSE = classes("to - of and in , / a every from ended another quote between point four few vague edge same")
"""Words that no date ends with."""
LEADING = classes("to - of and in , / ended s from period units hours old ampm zone")
"""Words that none begins with."""
ENDS = {
    "⟨number⟩": classes("month past to aged of quote"),
    "⟨short⟩": classes("- / aged of"),
}
"""Words that a date ends with only behind certain others."""
UNITS_BEFORE = classes("unit units half period part vague month hours season year day-word day relative weekday")
GOES_ON: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "⟨,⟩": (classes("day nth number month weekday holiday unit half part year"), classes("year month day nth ended")),
    "⟨and⟩": (classes("hours ordinal - number day short"), classes("number day short ordinal - a")),
    "⟨in⟩": (UNITS_BEFORE, frozenset()),
    "⟨a⟩": (UNITS_BEFORE | classes("of half"), frozenset()),
    "⟨to⟩": (frozenset(), frozenset()),
}
"""{class: those that it may follow, and those that may follow it, within a date; empty for any}."""


def clauses(run: list[Piece]) -> Iterator[list[Piece]]:
    """The parts of a run that could be dates, without the words at their ends that no date has there.

    The same few wordings make up most of the news, when nothing else stands beside them.
    """
    start, last = 0, len(run)
    between = False
    for i, piece in enumerate(run):
        word = piece.word
        if word == "⟨between⟩":
            between = True
        rule = GOES_ON.get(word)
        if rule is None or i == start or (between and word == "⟨and⟩"):
            continue
        before, after = rule
        if (before and run[i - 1].word not in before) or (after and (i + 1 == last or run[i + 1].word not in after)):
            yield from trimmed(run, start, i)
            start = i
    yield from trimmed(run, start, last)


def trimmed(run: list[Piece], start: int, end: int) -> Iterator[list[Piece]]:
    """Pieces [start, end) of a run without loose ends; nothing where there is nothing else."""
    while start < end and (
        run[end - 1].word in LOOSE
        or (run[end - 1].word in ENDS and (end - 1 == start or run[end - 2].word not in ENDS[run[end - 1].word]))
    ):
        end -= 1
    while start < end and run[start].word in LEADING:
        start += 1
    if start < end:
        yield run[start:end]


def is_trigger(words: Lexicon, word: str) -> bool:
    """Whether a date may be made around a word."""
    entry = words.at([word], 0)
    if entry is not None:
        return entry[1] not in GLUE and (entry[1] != "ordinal" or entry[2] == 2)
    return word.lower() in words.longest


@Language.factory("newsledger_dates", assigns=["doc.spans"])
def make_dates(nlp: Language, name: str) -> Dates:
    """Find DATE and TIME spans."""
    return Dates(nlp)
