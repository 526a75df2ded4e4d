"""Dates and times: "August 21st, 2023", "the first half of last year", "a year earlier", "30 years", "8 p.m. ET".

Reads   the text, its numbers, and the day on which the article was published
Writes  doc.spans["dates"]; labels DATE and TIME; first and last day inclusive, and what they were reckoned from
Leaves  dates with nothing to be reckoned from without days

wordings.py has the tables of rules, lexicon.py the words, atoms.py, durations.py and wrap.py what they mean, alone.py the near
misses, against.py and nested.py the reckoning, anchors.py what is reckoned from, ages.py the ages that have no word of time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
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
from extract.components.dates.wordings import ATOMS, JOINTS, WRAPS
from extract.components.dates.wrap import READERS as WRAPPERS
from extract.components.rule import (
    DIGITS,
    ENTRY,
    SPACE,
    TRIGGER,
    Found,
    Lexicon,
    Piece,
    Rule,
    RuleComponent,
    date_found,
    number_tokens,
)
from extract.components.trace import note, trace_of
from extract.components.words import Kinds, Memo, new, words_of

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


Key = tuple[str, Any]
"""What a piece is to the rules: its class and payload."""


class Run(NamedTuple):
    """Words that dates are made of, one behind the other: the key of each piece, and its half-open tokens."""

    keys: list[Key]
    starts: list[int]
    ends: list[int]


class Match(NamedTuple):
    """Pieces [first, last) of a run that a rule claimed, their half-open tokens, and what they mean."""

    rule: Rule
    meaning: Meaning
    start: int
    end: int
    run: Run
    first: int
    last: int

    @property
    def pieces(self) -> list[Piece]:
        """The pieces, for who listens."""
        keys, starts, ends = self.run
        return [Piece(keys[i][0], starts[i], ends[i], None, keys[i][1]) for i in range(self.first, self.last)]


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
        super().__init__(nlp, "dates", ATOMS, words, refuse, lambda word: self.part_of(word) == TRIGGER)
        self.named["the"] = SPACE
        # Whatever its capitals: at most a run without a date is looked at in vain.
        self.parts = Kinds(self.part_of, {word: self.part_of(word) for word in (*self.named, *NUMBER_WORDS)})
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
        """What a word may be in a match: a TRIGGER where a date may be made around it; words of numbers too."""
        lower = word.lower()
        entry = self.single[word]
        if entry is not None:
            return ENTRY if entry[1] in GLUE or (entry[1] == "ordinal" and entry[2] != 2) else TRIGGER
        if lower in self.lexicon.longest:
            return TRIGGER
        if word.isspace():
            return SPACE
        return self.named.get(lower) or (DIGITS if lower in NUMBER_WORDS or DIGIT.search(word) else 0)

    def entry_alone(self, word: str) -> tuple[Key | None, frozenset[str]]:
        """Class and payload of a word by itself, and the words that may follow it in a longer entry."""
        entry = self.single[word]
        return (f"⟨{entry[1]}⟩", entry[2]) if entry else None, self.seconds.get(word.lower(), frozenset())

    def runs_in(self, doc: Doc) -> Iterator[Run]:
        """The runs of words that dates are made of; numbers that are no day or year are one piece."""
        words = words_of(doc)
        texts = words.texts
        line = self.line(words, ())
        if not line:
            return
        by_start = number_tokens(doc).by_start
        for i, end in self.spans(line):
            keys, starts, ends = run = Run([], [], [])
            while i < end:
                word, behind = texts[i], i + 1
                if line[i] == SPACE:
                    # "19 billion the year before", "following the June results".
                    if keys and not word.isspace() and (keys[-1][0] in COUNTS or keys[-1][0] == "⟨relative⟩"):
                        yield run
                        keys, starts, ends = run = Run([], [], [])
                    i = behind
                    continue
                key, longer = self.alone[word]
                number = by_start.get(i)
                if number is not None and (key is None or number.end > behind):
                    if is_quarters(texts[i : number.end]):
                        key = ("⟨number⟩", number.value * 4)
                    else:
                        # "Several hundred years" are as vague as several.
                        key, behind = ("⟨few⟩", "several") if number.vague else ("⟨number⟩", number.value), number.end
                elif longer and behind < end and (texts[behind].isspace() or texts[behind].lower() in longer):
                    piece = self.entry_at(texts, i, end)
                    if piece is not None:
                        key, behind = (piece.word, piece.payload), piece.end
                if key is not None:
                    keys.append(key)
                    starts.append(i)
                    ends.append(behind)
                elif keys:
                    yield run
                    keys, starts, ends = run = Run([], [], [])
                i = behind
            if keys:
                yield run

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
        for run in self.runs_in(doc):
            classes = tuple([word for word, _ in run.keys])
            if "⟨and⟩" in classes:
                run = whole_numbers(run)
                classes = tuple([word for word, _ in run.keys])
            for first, last in clauses(classes):
                for start, end, rule, meaning in self.readings(tuple(run.keys[first:last])):
                    start, end = first + start, first + end
                    matches.append(new(Match, (rule, meaning, run.starts[start], run.ends[end - 1], run, start, end)))
        anchors = Anchors(doc, matches)
        trace = trace_of(doc)
        found = []
        for match in matches:
            reading = self.settle(match, anchors)
            if reading is not None:
                found.append(reading)
            if trace is not None:
                trace.close(match.rule, match.pieces, () if reading is None else (reading,))
        ages = ages_in(doc, found)
        return sorted(found + ages, key=lambda f: f.start) if ages else found

    def read_run(self, run: tuple[Key, ...]) -> list[tuple[int, int, Rule, Meaning]]:
        """(half-open pieces, rule, what they mean) of the dates in a run, in order."""
        atoms: dict[int, Entry] = {}
        taken: set[int] = set()
        classes = tuple([word for word, _ in run])
        for first, last in stretches(classes):
            for order, start, end in self.matches(classes[first:last]):
                start, end = first + start, first + end
                if taken.isdisjoint(range(start, end)):
                    meaning = mean(self.rules[order], run[start:end])
                    if meaning is not None:
                        taken.update(range(start, end))
                        atoms[start] = Entry(start, end, f"⟨{meaning.kind}⟩", None, self.rules[order], meaning)
        row = [atoms.get(i) or Entry(i, i + 1, *key) for i, key in enumerate(run) if i in atoms or i not in taken]
        while atoms and self.wrap_once(row):
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

    def settle(self, match: Match, anchors: Anchors) -> Found | None:
        """The reading of a match, with its days; None for near misses."""
        rule, m, start, end = match[:4]
        if m.op == "none" or m.alone == "never":
            return None
        words = anchors.words
        if rule.name in SPAN_FROM:
            start = match.run.starts[match.first + SPAN_FROM[rule.name]]
        if rule.name == "age.of" and words.texts[start - 1] in ("the", "The"):
            return None
        if m.alone and not CHECKS[m.alone](Place(anchors.doc, words, start, end)):
            if rule.name not in ("date.ago", "date.month-one"):
                return None
            # "Five days before the vote" is a duration, "in March two firms" a month.
            run, first, last = match.run, match.first, match.last - 1
            rule = A_MONTH if rule.name == "date.month-one" else A_UNIT if run.keys[first][0] == "⟨a⟩" else UNITS
            meaning = mean(rule, tuple(run.keys[first:last]))
            shorter = meaning and Match(rule, meaning, match.start, run.ends[last - 1], run, first, last)
            return self.settle(shorter, anchors) if shorter else None
        days = anchors.days(m, start, end)
        if days is not None and anchors.is_told:
            note(anchors.doc, "days", start, end, anchors.says(days))
        first_day, last_day, granularity, basis, is_rough = days or (None, None, open_granularity(m), None, False)
        vague = m.vague or is_rough or None
        return date_found(
            start,
            end,
            *words.characters(start, end),
            m.label,
            rule.name,
            m.value,
            m.unit,
            vague,
            first_day,
            last_day,
            granularity,
            basis,
            m.clock,
            m.zone,
        )


def open_granularity(m: Meaning) -> str | None:
    """The granularity of a date whose days stay open; none of a duration that tells how long."""
    return named(1, m.granularity) if m.granularity and (m.op != "duration" or m.vague) else None


def stretches(classes: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Half-open pieces of a run in which an atom may lie: between two that stand side by side in none."""
    start = 0
    for end in range(1, len(classes) + 1):
        if end == len(classes) or (classes[end - 1], classes[end]) not in JOINTS:
            yield start, end
            start = end


def mean(rule: Rule, pieces: tuple[Key, ...]) -> Meaning | None:
    """What an atom means; nothing where there is no such day."""
    try:
        return READERS[rule.name](values_of(pieces))
    except ValueError:
        return NOTHING


def refuse(doc: Doc, rule: Rule, pieces: Any) -> None:
    """Never asked: the component reads its matches itself."""


COUNTS = frozenset(("⟨number⟩", "⟨day⟩", "⟨short⟩"))


def whole_numbers(run: Run) -> Run:
    """A run with "six-and-a-half" and "19 and a quarter" as one number each."""
    keys, starts, ends = run
    for i in range(1, len(keys) - 1):
        if keys[i][0] == "⟨and⟩":
            first = i - 1 - (keys[i - 1][0] == "⟨-⟩")
            last = i + 1 + (keys[i + 1][0] == "⟨-⟩")
            if first < 0 or last >= len(keys) or keys[first][0] not in COUNTS:
                continue
            word, part = keys[last]
            if word == "⟨number⟩" and 0 < part < 1:
                joined = ("⟨number⟩", Decimal(keys[first][1]) + part)
                behind = last + 1
                return whole_numbers(
                    Run(
                        [*keys[:first], joined, *keys[behind:]],
                        [*starts[: first + 1], *starts[behind:]],
                        [*ends[:first], *ends[last:]],
                    )
                )
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


@lru_cache(maxsize=1 << 14)
def clauses(run: tuple[str, ...]) -> list[tuple[int, int]]:
    """Half-open pieces of the parts of a run, given by its classes, that could be dates, without the words at their ends that
    no date has there.

    The same few wordings make up most of the news, when nothing else stands beside them.
    """
    cuts, last = [0], len(run)
    between = False
    for i, word in enumerate(run):
        if word == "⟨between⟩":
            between = True
        rule = GOES_ON.get(word)
        if rule is None or i == cuts[-1] or (between and word == "⟨and⟩"):
            continue
        before, after = rule
        if (before and run[i - 1] not in before) or (after and (i + 1 == last or run[i + 1] not in after)):
            cuts.append(i)
    parts = [trimmed(run, start, end) for start, end in pairwise((*cuts, last))]
    return [(start, end) for start, end in parts if start < end]


def trimmed(run: tuple[str, ...], start: int, end: int) -> tuple[int, int]:
    """Pieces [start, end) of a run without loose ends."""
    while start < end and (
        run[end - 1] in LOOSE or (run[end - 1] in ENDS and (end - 1 == start or run[end - 2] not in ENDS[run[end - 1]]))
    ):
        end -= 1
    while start < end and run[start] in LEADING:
        start += 1
    return start, end


@Language.factory("newsledger_dates", assigns=["doc.spans"])
def make_dates(nlp: Language, name: str) -> Dates:
    """Find DATE and TIME spans."""
    return Dates(nlp)
