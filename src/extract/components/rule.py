"""Rule, and RuleComponent which runs a table of them.

A rule is a spaCy token pattern over a condensed copy of the text: white space is left out, each number
is one token NUMBER, and each word of the kind's lexicon (a currency, a month) is one token of its class.
So "5.93\\nmln dlrs" and "5.93 mln dlrs" are the same two tokens, NUMBER and a currency, and rules stay
short. Patterns run only on runs of tokens around a number or trigger word that a pattern or the lexicon names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from spacy.attrs import LOWER
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span, SpanGroup
from spacy.vocab import Vocab

from extract.components.numbers import Number, numbers_of
from extract.components.trace import trace_of
from extract.components.words import RANKS, Kinds, Memo, Words, is_bare, new, words_of
from extract.errors import BadSetup
from extract.tokenizer import configure_tokenizer

NUMBERS = "newsledger.rule.numbers"
NUMBER_WORD = "⟨number⟩"
NUMBER = {"ORTH": NUMBER_WORD}
"""Pattern element: one number, however many words it has."""

Pattern = Sequence[Mapping[str, Any]]


def of_class(name: str) -> dict[str, str]:
    """Pattern element: one word of the lexicon's class `name`."""
    return {"ORTH": f"⟨{name}⟩"}


def words(*forms: str, optional: bool = False) -> dict[str, Any]:
    """Pattern element: one of these lower-case words."""
    return {"LOWER": {"IN": list(forms)}} | ({"OP": "?"} if optional else {})


@dataclass(frozen=True, slots=True)
class Rule:
    """One wording: its name `kind.wording`, its pattern, and a sentence that it matches."""

    name: str
    pattern: Pattern
    example: str


class Piece(NamedTuple):
    """One token of the condensed text: its class or word, its tokens in the Doc, and what it stands for."""

    word: str
    start: int
    end: int
    number: Number | None = None
    payload: Any = None


# What a token may be in a match: the beginning of an entry of the lexicon, one that every match has, a later word of an entry,
# a word that a pattern names, white space, part of a number, an article that may stand for one. All others are 0.
ENTRY, TRIGGER, INNER, LITERAL, SPACE, DIGITS, ARTICLE = range(1, 8)
FOR_ONE = re.compile(bytes((ARTICLE,)) + b"[" + bytes((LITERAL, SPACE)) + b"]*" + bytes((ENTRY,)))
"""An article before an entry: "a dollar a day", "a full percentage point"."""


class Found(NamedTuple):
    """A mention in a Doc: tokens [start, end), label, rule, and its reading; see records for the fields."""

    start: int
    end: int
    start_char: int
    end_char: int
    label: str
    rule: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    unit_basis: str | None = None
    modifier: str | None = None
    half_width: Decimal | None = None
    per: str | None = None
    vague: bool | None = None
    first_day: date | None = None
    last_day: date | None = None
    granularity: str | None = None
    date_basis: str | None = None
    clock: str | None = None
    zone: str | None = None
    entity: str | None = None
    entity_scheme: str | None = None
    entity_basis: str | None = None
    counts: str | None = None
    numerator: int | None = None
    denominator: int | None = None


def name_found(
    start: int,
    end: int,
    start_char: int,
    end_char: int,
    label: str,
    rule: str,
    entity: str | None,
    entity_scheme: str | None,
    entity_basis: str | None,
) -> Found:
    """The reading of a name."""
    # fmt: off
    return new(Found, (
        start, end, start_char, end_char, label, rule, None, None, None, None, None, None, None, None, None, None, None, None,
        None, None, None, entity, entity_scheme, entity_basis, None, None, None,
    ))
    # fmt: on


def date_found(
    start: int,
    end: int,
    start_char: int,
    end_char: int,
    label: str,
    rule: str,
    value: Decimal | None,
    unit: str | None,
    vague: bool | None,
    first_day: date | None,
    last_day: date | None,
    granularity: str | None,
    date_basis: str | None,
    clock: str | None,
    zone: str | None,
) -> Found:
    """The reading of a date or time."""
    # fmt: off
    return new(Found, (
        start, end, start_char, end_char, label, rule, value, None, None, unit, None, None, None, None, vague, first_day,
        last_day, granularity, date_basis, clock, zone, None, None, None, None, None, None,
    ))
    # fmt: on


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of a kind: `exact` by their characters, `lower` whatever their case, each → (class, payload).

    Keys are tuples of tokens. `classify` reads a single token that no list could hold, such as a year.
    """

    exact: Mapping[tuple[str, ...], tuple[str, Any]] = field(default_factory=dict)
    lower: Mapping[tuple[str, ...], tuple[str, Any]] = field(default_factory=dict)
    classify: Callable[[str], tuple[str, Any] | None] | None = None
    longest: Mapping[str, int] = field(default_factory=dict)
    """{first word of an entry, in small letters: most tokens that an entry with it has}."""
    inner: frozenset[str] = frozenset()
    """Later words of entries, in small letters."""

    @classmethod
    def of(
        cls,
        nlp: Language,
        exact: Mapping[str, tuple[str, Any]],
        lower: Mapping[str, tuple[str, Any]],
        classify: Callable[[str], tuple[str, Any] | None] | None = None,
    ) -> Lexicon:
        """A lexicon from written forms, cut into tokens as the text will be."""

        def cut(forms: Mapping[str, tuple[str, Any]]) -> dict[tuple[str, ...], tuple[str, Any]]:
            keys = {tuple(t.text for t in nlp.tokenizer(form)): entry for form, entry in forms.items()}
            if forms is lower:  # "U.S." is one token, "u.s." two
                for form, entry in forms.items():
                    keys.setdefault(tuple(t.text.lower() for t in nlp.tokenizer(form.upper())), entry)
            for form, entry in forms.items():
                *against, last = (t.text for t in nlp.tokenizer(f"{form}1"))  # as cut against a number: "R$1"
                if last == "1":
                    keys.setdefault(tuple(against), entry)
                first, *behind = (t.text for t in nlp.tokenizer(f"1{form}"))  # and behind one: "1km/h"
                if first == "1":
                    keys.setdefault(tuple(behind), entry)
            return keys

        exact_keys, lower_keys = cut(exact), cut(lower)
        longest: dict[str, int] = {}
        for key in (*exact_keys, *lower_keys):
            longest[key[0].lower()] = max(len(key), longest.get(key[0].lower(), 0))
        inner = frozenset(word.lower() for key in (*exact_keys, *lower_keys) for word in key[1:])
        return cls(exact_keys, lower_keys, classify and cache(classify), longest, inner)

    def alone(self, word: str) -> tuple[int, str, Any] | None:
        """(1, class, payload) of a word by itself."""
        if word.lower() in self.longest:
            return self.at((word,), 0)
        entry = self.classify(word) if self.classify else None
        return (1, *entry) if entry else None

    def at(self, texts: Sequence[str], i: int) -> tuple[int, str, Any] | None:
        """(tokens taken, class, payload) of the longest entry at token `i`."""
        for length in range(min(self.longest.get(texts[i].lower(), 0), len(texts) - i), 0, -1):
            key = tuple(texts[i : i + length])
            entry = self.exact.get(key) or self.lower.get(tuple(w.lower() for w in key))
            if entry:
                return length, *entry
        if self.classify and (entry := self.classify(texts[i])):
            return 1, *entry
        return None


Reader = Callable[[Doc, Rule, Sequence[Piece]], "Found | Sequence[Found] | None"]


class RuleComponent:
    """Runs a table of rules on the runs of tokens that they could match, and writes doc.spans[kind].

    read       turns the pieces of a match into a Found, or None when it is none after all
    triggers   whether a word of the lexicon is one of those that every match has; None where every match has a number
    """

    def __init__(
        self,
        nlp: Language,
        kind: str,
        rules: Sequence[Rule],
        lexicon: Lexicon,
        read: Reader,
        triggers: Callable[[str], bool] | None = None,
    ) -> None:
        configure_tokenizer(nlp)
        self.kind, self.read, self.lexicon, self.triggers = kind, read, lexicon, triggers
        self.rules = tuple(rules)
        # Condensed texts have few different words, and a vocabulary of their own.
        self.vocab = Vocab(lex_attr_getters={LOWER: str.lower})
        self.order = {self.vocab.strings.add(rule.name): i for i, rule in enumerate(rules)}
        self.literals = literals_of(rules)
        self.named = dict.fromkeys(lexicon.inner, INNER) | dict.fromkeys(self.literals, LITERAL)
        self.named |= dict.fromkeys(lexicon.longest, ENTRY)
        self.named |= dict.fromkeys({"a", "an"} & self.literals, ARTICLE)
        self.rarest, self.other = (ENTRY, DIGITS) if triggers is None else (TRIGGER, TRIGGER)
        self.single = Memo(lexicon.alone)
        self.matcher = Matcher(self.vocab)
        for rule in rules:
            self.matcher.add(rule.name, [[dict(element) for element in rule.pattern]])
        asked = RANKS.odd if lexicon.classify or triggers else RANKS.spaces
        self.parts = Kinds(self.part_of, {word: self.part_of(word) for word in self.named}, asked)
        # The same few wordings make up most of the news.
        self.matches = lru_cache(maxsize=1 << 14)(self.match)

    def __call__(self, doc: Doc) -> Doc:
        keep(doc, self.kind, self.find(doc))
        return doc

    def find(self, doc: Doc) -> list[Found]:
        """Every mention of this kind, longest match first where two overlap."""
        found: list[Found] = []
        trace = trace_of(doc)
        for pieces in self.condense(doc):
            taken: set[int] = set()
            for order, start, end in self.matches(tuple([piece.word for piece in pieces])):
                if taken.isdisjoint(range(start, end)):
                    reading = self.read(doc, self.rules[order], pieces[start:end])
                    readings = () if reading is None else (reading,) if isinstance(reading, Found) else reading
                    if trace is not None:
                        trace.close(self.rules[order], pieces[start:end], readings)
                    if reading is not None:
                        taken.update(range(start, end))
                        found += readings
        return sorted(found, key=attrgetter("start")) if len(found) > 1 else found

    def match(self, condensed: tuple[str, ...]) -> list[tuple[int, int, int]]:
        """(ordinal of the rule, start, end) of all matches in the words of a condensed text, the longest first."""
        matches = [(s - e, self.order[key], s, e) for key, s, e in self.matcher(Doc(self.vocab, words=list(condensed)))]
        return [match[1:] for match in sorted(matches)]

    def line(self, words: Words, digits: Iterable[int]) -> bytes:
        """What each token may be in a match, and a 0 at the end; nothing when there is no entry that a match could have.

        digits    tokens of numbers
        """
        parts = bytearray(self.parts.of(words))
        if self.rarest not in parts:
            return b""
        for i in digits:
            parts[i] = DIGITS
        parts.append(0)
        return bytes(parts)

    def runs(self, line: bytes) -> Iterator[tuple[int, int]]:
        """The longest stretches of tokens that a match may hold, with an entry and a number or article, or with a trigger."""
        at = line.find(self.rarest)
        while at >= 0:
            start, end = line.rfind(0, 0, at) + 1, line.find(0, at)
            if line.find(self.other, start, end) >= 0 or FOR_ONE.search(line, start, end):
                yield start, end
            at = line.find(self.rarest, end)

    def condense(self, doc: Doc) -> Iterator[list[Piece]]:
        """The pieces of the runs, which a rule could match, between words that none could."""
        words = words_of(doc)
        texts = words.texts
        digits, by_start = number_tokens(doc) if self.triggers is None else NO_NUMBERS
        for start, end in self.runs(line := self.line(words, digits)):
            pieces: list[Piece] = []
            i = start
            while i < end:
                part, piece = line[i], None
                if part == SPACE:
                    i += 1
                    continue
                if part == DIGITS:
                    number = by_start.get(i)
                    piece = number and new(Piece, (NUMBER_WORD, i, number.end, number, None))
                elif part != INNER:
                    piece = self.entry_at(texts, i, end) if part not in (LITERAL, ARTICLE) else None
                    if piece is None and texts[i].lower() in self.literals:
                        piece = new(Piece, (texts[i], i, i + 1, None, None))
                if piece is not None:
                    pieces.append(piece)
                    i = piece.end
                else:
                    i += 1
                    if pieces:
                        yield pieces
                        pieces = []
            if pieces:
                yield pieces

    def entry_at(self, texts: Sequence[str], i: int, end: int) -> Piece | None:
        """The longest entry of the lexicon at token `i`, white space inside it skipped: a line break in "Swiss francs"."""
        word = texts[i]
        longest = self.lexicon.longest.get(word.lower(), 1)
        solid = [i]
        k = i + 1
        while len(solid) < longest and k < end:
            if not texts[k].isspace():
                solid.append(k)
            k += 1
        entry = self.single[word] if len(solid) == 1 else self.lexicon.at([texts[k] for k in solid], 0)
        return new(Piece, (f"⟨{entry[1]}⟩", i, solid[entry[0] - 1] + 1, None, entry[2])) if entry else None

    def part_of(self, word: str) -> int:
        """What a word may be in a match."""
        part = self.named.get(word.lower(), 0)
        if part in (0, INNER) and not word.isalpha():
            part = ENTRY if self.lexicon.classify and self.lexicon.classify(word) else SPACE if word.isspace() else part
        return TRIGGER if part == ENTRY and self.triggers and self.triggers(word) else part


class NumberTokens(NamedTuple):
    """The tokens that belong to numbers, and {token at which a number begins: the number}."""

    tokens: list[int]
    by_start: dict[int, Number]


NO_NUMBERS = NumberTokens([], {})


def number_tokens(doc: Doc) -> NumberTokens:
    """Where the numbers of a Doc stand, listed once for all tables of rules."""
    listed: NumberTokens | None = doc.user_data.get(NUMBERS)
    if listed is None:
        tokens: list[int] = []
        end = 0
        by_start: dict[int, Number] = {}
        for number in numbers_of(doc):
            by_start[number.start] = number
            # One that begins in the last word of another is a part of something else: "1,7754,000 mln".
            if number.start >= end:
                end = number.end
                tokens.extend(range(number.start, end))
        listed = doc.user_data[NUMBERS] = NumberTokens(tokens, by_start)
    return listed


def literals_of(rules: Iterable[Rule]) -> frozenset[str]:
    """Words that the patterns name, in small letters. Raises BadSetup where a pattern takes a word by anything but its letters.

    All other words are left out of the text that is matched, and the vocabulary has no other attributes of them.
    """
    found: set[str] = set()
    for rule in rules:
        for element in rule.pattern:
            for attribute in element.keys() - {"OP"}:
                wanted = element[attribute]
                forms = wanted.get("IN") if isinstance(wanted, dict) else [wanted]
                if attribute not in ("ORTH", "LOWER") or forms is None:
                    raise BadSetup(
                        f"rule {rule.name}: {attribute} {wanted!r} in its pattern; expected ORTH or LOWER, with IN or alone."
                    )
                found.update(form.lower() for form in forms)
    return frozenset(found)


def keep(doc: Doc, kind: str, found: Sequence[Found]) -> None:
    """Put readings on the Doc: spans for spaCy, readings for our own next components."""
    if not is_bare(doc):
        spans = [Span(doc, f.start, f.end, label=f.label, span_id=f.rule) for f in found]
        doc.spans[kind] = SpanGroup(doc, name=kind, spans=spans)
    every_kind(doc)[kind] = list(found)


def every_kind(doc: Doc) -> dict[str, list[Found]]:
    """{kind: the readings that its component left on the Doc}."""
    readings: dict[str, list[Found]] | None = doc.user_data.get("newsledger.found")
    if readings is None:
        readings = doc.user_data["newsledger.found"] = {}
    return readings


def found_in(doc: Doc, kind: str) -> list[Found]:
    """The readings that the component of `kind` left on the Doc; empty when it has not run."""
    return every_kind(doc).get(kind, [])


def taken_by(doc: Doc, kinds: Iterable[str]) -> bytearray:
    """Whether each token, and one behind the last, belongs to a reading of these kinds: 1 or 0."""
    taken = bytearray(len(doc) + 1)
    readings = every_kind(doc)
    for kind in kinds:
        for found in readings.get(kind, ()):
            start, end = found.start, found.end
            if end == start + 1:
                taken[start] = 1
            else:
                taken[start:end] = b"\1" * (end - start)
    return taken


def characters(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Half-open characters of tokens [start, end)."""
    return words_of(doc).characters(start, end)
