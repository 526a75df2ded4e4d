"""Rule, and RuleComponent which runs a table of them.

A rule is a spaCy token pattern over a condensed copy of the text: white space is left out, each number
is one token NUMBER, and each word of the kind's lexicon (a currency, a month) is one token of its class.
So "5.93\\nmln dlrs" and "5.93 mln dlrs" are the same two tokens, NUMBER and a currency, and rules stay
short. Patterns run only on runs of tokens around a number or trigger word that a pattern or the lexicon names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from functools import cache
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span, SpanGroup

from extract.components.numbers import Number, numbers_of
from extract.components.trace import trace_of
from extract.components.words import Memo, is_bare, words_of
from extract.errors import BadSetup
from extract.tokenizer import configure_tokenizer

NUMBER_WORD = "⟨number⟩"
BREAK = "⟨break⟩"
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


class Part(Enum):
    """What a word may be in a match: the beginning of a lexicon entry or a later word of one, a word that a pattern names,
    white space, or nothing."""

    ENTRY = auto()
    INNER = auto()
    LITERAL = auto()
    SPACE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Found:
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
    entity: str | None = None
    entity_scheme: str | None = None


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
            return keys

        exact_keys, lower_keys = cut(exact), cut(lower)
        longest: dict[str, int] = {}
        for key in (*exact_keys, *lower_keys):
            longest[key[0].lower()] = max(len(key), longest.get(key[0].lower(), 0))
        inner = frozenset(word.lower() for key in (*exact_keys, *lower_keys) for word in key[1:])
        return cls(exact_keys, lower_keys, classify and cache(classify), longest, inner)

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
    triggers   whether a word is one of those that every match has; None where every match has a number
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
        self.kind, self.read, self.lexicon = kind, read, lexicon
        self.triggers = Memo(triggers) if triggers else None
        self.rules = {rule.name: rule for rule in rules}
        self.order = {rule.name: i for i, rule in enumerate(rules)}
        self.vocab = nlp.vocab
        self.literals = literals_of(rules)
        self.parts = Memo(self.part_of)
        self.single = Memo(lambda word: lexicon.at([word], 0))
        self.matcher = Matcher(nlp.vocab)
        for rule in rules:
            self.matcher.add(rule.name, [[dict(element) for element in rule.pattern]])
        self.names = {nlp.vocab.strings[name]: name for name in self.rules}

    def __call__(self, doc: Doc) -> Doc:
        found = self.find(doc)
        keep(doc, self.kind, found)
        return doc

    def find(self, doc: Doc) -> list[Found]:
        """Every mention of this kind, longest match first where two overlap."""
        pieces = self.condense(doc)
        if not pieces:
            return []
        condensed = Doc(self.vocab, words=[piece.word for piece in pieces])
        matches = [(s - e, self.order[self.names[key]], s, e) for key, s, e in self.matcher(condensed)]
        taken: set[int] = set()
        found: list[Found] = []
        names = list(self.rules)
        trace = trace_of(doc)
        for _, order, start, end in sorted(matches):
            if taken.isdisjoint(range(start, end)):
                reading = self.read(doc, self.rules[names[order]], pieces[start:end])
                if trace is not None:
                    trace.close(self.rules[names[order]], pieces[start:end], reading)
                if reading is not None:
                    taken.update(range(start, end))
                    found += [reading] if isinstance(reading, Found) else reading
        return sorted(found, key=lambda f: f.start)

    def seeds(self, doc: Doc, texts: Sequence[str], numbers: Sequence[Number]) -> list[tuple[int, int]]:
        """Half-open tokens that any match has among its own: the numbers, or the trigger words."""
        if self.triggers is None:
            return [(number.start, number.end) for number in numbers]
        return [(i, i + 1) for i in self.triggers.hits(texts)]

    def runs(self, texts: Sequence[str], numbers: Sequence[Number], seeds: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The longest stretches around the seeds of tokens that a match may hold, with a word of the lexicon among them."""
        end_of = {number.start: number.end for number in numbers}
        start_of = {number.end: number.start for number in numbers}
        part, n = self.parts, len(texts)
        found = []
        done = 0
        for start, end in seeds:
            if start < done:
                continue
            has_entry = self.triggers is not None
            while start > done:
                before = start_of.get(start)
                kind = part[texts[start - 1]]
                if before is None and kind is Part.OTHER:
                    break
                has_entry = has_entry or kind is Part.ENTRY
                start = start - 1 if before is None else max(before, done)
            while end < n:
                after = end_of.get(end)
                kind = part[texts[end]]
                if after is None and kind is Part.OTHER:
                    break
                has_entry = has_entry or kind is Part.ENTRY
                end = end + 1 if after is None else after
            done = end
            if has_entry:
                found.append((start, end))
        return found

    def condense(self, doc: Doc) -> list[Piece]:
        """The pieces of the runs, which a rule could match; a break stands for all the rest between two of them."""
        texts = words_of(doc).texts
        numbers = numbers_of(doc) if self.triggers is None else []
        by_start = {number.start: number for number in numbers}
        part = self.parts
        pieces: list[Piece] = []
        for start, end in self.runs(texts, numbers, self.seeds(doc, texts, numbers)):
            is_broken, i = True, start
            while i < end:
                number = by_start.get(i)
                if number is not None:
                    piece, i = Piece(NUMBER_WORD, i, number.end, number), number.end
                else:
                    word = texts[i]
                    kind = part[word]
                    entry = self.entry_at(texts, i, end) if kind is Part.ENTRY else None
                    if entry is not None:
                        piece, i = entry, entry.end
                    elif kind is Part.LITERAL or (kind is Part.ENTRY and word.lower() in self.literals):
                        piece, i = Piece(word, i, i + 1), i + 1
                    else:
                        is_broken, i = is_broken or kind is not Part.SPACE, i + 1
                        continue
                if is_broken and pieces:
                    pieces.append(Piece(BREAK, piece.start, piece.start))
                is_broken = False
                pieces.append(piece)
        return pieces

    def entry_at(self, texts: Sequence[str], i: int, end: int) -> Piece | None:
        """The longest entry of the lexicon at token `i`, white space inside it skipped: a line break in "Swiss francs"."""
        solid = [i]
        longest = self.lexicon.longest.get(texts[i].lower(), 1)
        k = i + 1
        while len(solid) < longest and k < end:
            if not texts[k].isspace():
                solid.append(k)
            k += 1
        entry = self.lexicon.at([texts[k] for k in solid], 0) if len(solid) > 1 else self.single[texts[i]]
        return Piece(f"⟨{entry[1]}⟩", i, solid[entry[0] - 1] + 1, None, entry[2]) if entry else None

    def part_of(self, word: str) -> Part:
        """What a word may be in a match."""
        if word.isspace():
            return Part.SPACE
        classify = self.lexicon.classify
        if word.lower() in self.lexicon.longest or (classify and classify(word)):
            return Part.ENTRY
        if word.lower() in self.literals:
            return Part.LITERAL
        return Part.INNER if word.lower() in self.lexicon.inner else Part.OTHER


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
    doc.user_data.setdefault("newsledger.found", {})[kind] = list(found)


def found_in(doc: Doc, kind: str) -> list[Found]:
    """The readings that the component of `kind` left on the Doc; empty when it has not run."""
    readings: dict[str, list[Found]] = doc.user_data.get("newsledger.found", {})
    return readings.get(kind, [])


def characters(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Half-open characters of tokens [start, end)."""
    return words_of(doc).characters(start, end)
