"""Rule, and RuleComponent which runs a table of them.

A rule is a spaCy token pattern over a condensed copy of the text: white space is left out, each number
is one token NUMBER, and each word of the kind's lexicon (a currency, a month) is one token of its class.
So "5.93\\nmln dlrs" and "5.93 mln dlrs" are the same two tokens, NUMBER and a currency, and rules stay
short. Patterns run only on a few tokens around places that hold one of the kind's trigger words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span, SpanGroup

from extract import tables
from extract.components.numbers import Number, numbers_of
from extract.components.words import words_of
from extract.tokenizer import configure_tokenizer

NUMBER_WORD = "⟨number⟩"
BREAK = "⟨break⟩"
NUMBER = {"ORTH": NUMBER_WORD}
"""Pattern element: one number, however many words it has."""
REACH = 5
"""Tokens looked at on either side of a candidate."""

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


@dataclass(frozen=True, slots=True)
class Piece:
    """One token of the condensed text: its class or word, its tokens in the Doc, and what it stands for."""

    word: str
    start: int
    end: int
    number: Number | None = None
    payload: Any = None


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
    longest: int = 1

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
            for form, entry in forms.items():
                *against, last = (t.text for t in nlp.tokenizer(f"{form}1"))  # as cut against a number: "R$1"
                if last == "1":
                    keys.setdefault(tuple(against), entry)
            return keys

        exact_keys, lower_keys = cut(exact), cut(lower)
        longest = max((len(key) for key in (*exact_keys, *lower_keys)), default=1)
        return cls(exact_keys, lower_keys, classify, longest)

    def at(self, texts: Sequence[str], i: int) -> tuple[int, str, Any] | None:
        """(tokens taken, class, payload) of the longest entry at token `i`."""
        for length in range(min(self.longest, len(texts) - i), 0, -1):
            key = tuple(texts[i : i + length])
            entry = self.exact.get(key) or self.lower.get(tuple(w.lower() for w in key))
            if entry:
                return length, *entry
        if self.classify and (entry := self.classify(texts[i])):
            return 1, *entry
        return None


Reader = Callable[[Doc, Rule, Sequence[Piece]], "Found | Sequence[Found] | None"]


class RuleComponent:
    """Runs a table of rules around its candidates and writes doc.spans[kind].

    triggers   lower-case words, one of which must stand near a candidate; see `candidates`
    read       turns the pieces of a match into a Found, or None when it is none after all
    """

    def __init__(
        self,
        nlp: Language,
        kind: str,
        rules: Sequence[Rule],
        lexicon: Lexicon,
        triggers: Iterable[str],
        read: Reader,
        with_numbers: bool = True,
    ) -> None:
        configure_tokenizer(nlp)
        self.kind, self.read, self.lexicon, self.with_numbers = kind, read, lexicon, with_numbers
        self.rules = {rule.name: rule for rule in rules}
        self.order = {rule.name: i for i, rule in enumerate(rules)}
        self.vocab = nlp.vocab
        self.triggers = frozenset(triggers)
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
        for _, order, start, end in sorted(matches):
            if taken.isdisjoint(range(start, end)):
                reading = self.read(doc, self.rules[names[order]], pieces[start:end])
                if reading is not None:
                    taken.update(range(start, end))
                    found += [reading] if isinstance(reading, Found) else reading
        return sorted(found, key=lambda f: f.start)

    def candidates(self, doc: Doc, texts: Sequence[str], numbers: Sequence[Number]) -> list[tuple[int, int]]:
        """Token windows to look at: around numbers near a trigger, or around triggers alone."""
        triggers, n = self.triggers, len(texts)
        if not self.with_numbers:
            return [(max(0, i - REACH), min(n, i + REACH + 1)) for i, word in enumerate(texts) if word.lower() in triggers]
        windows = []
        for number in numbers:
            start, end = max(0, number.start - REACH), min(n, number.end + REACH)
            if any(word.lower() in triggers for word in texts[start:end]):
                windows.append((start, end))
        return windows

    def condense(self, doc: Doc) -> list[Piece]:
        """The pieces of the windows, with a break between windows that do not touch."""
        texts = words_of(doc)
        numbers = numbers_of(doc) if self.with_numbers else []
        by_start = {number.start: number for number in numbers}
        pieces: list[Piece] = []
        for start, end in merged(self.candidates(doc, texts, numbers)):
            if pieces:
                pieces.append(Piece(BREAK, start, start))
            # Words in a row, so that a line break inside "Swiss francs" does not part them.
            solid = [i for i in range(start, end) if not texts[i].isspace()]
            solid_words = [texts[i] for i in solid]
            k = 0
            while k < len(solid):
                i = solid[k]
                number = by_start.get(i)
                entry = None if number else self.lexicon.at(solid_words, k)
                if number is not None:
                    pieces.append(Piece(NUMBER_WORD, number.start, number.end, number))
                    upto = number.end
                elif entry:
                    length, name, payload = entry
                    upto = solid[k + length - 1] + 1
                    pieces.append(Piece(f"⟨{name}⟩", i, upto, None, payload))
                else:
                    upto = i + 1
                    pieces.append(Piece(texts[i], i, upto))
                while k < len(solid) and solid[k] < upto:
                    k += 1
        return pieces


def merged(windows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Windows in order, those that touch made one, so that no word of several tokens is cut."""
    joined: list[tuple[int, int]] = []
    for start, end in windows:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def keep(doc: Doc, kind: str, found: Sequence[Found]) -> None:
    """Put readings on the Doc: spans for spaCy, readings for our own next components."""
    spans = [Span(doc, f.start, f.end, label=f.label, span_id=f.rule) for f in found]
    doc.spans[kind] = SpanGroup(doc, name=kind, spans=spans)
    doc.user_data.setdefault("newsledger.found", {})[kind] = list(found)


def found_in(doc: Doc, kind: str) -> list[Found]:
    """The readings that the component of `kind` left on the Doc; empty when it has not run."""
    readings: dict[str, list[Found]] = doc.user_data.get("newsledger.found", {})
    return readings.get(kind, [])


def characters(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Half-open characters of tokens [start, end)."""
    last = doc[end - 1]
    return doc[start].idx, last.idx + len(last)


LONGEST_MODIFIER = max(map(len, tables.modifiers()))


def modifier_before(doc: Doc, start: int) -> str | None:
    """The hedge whose words end right before token `start`, white space aside."""
    before: list[str] = []
    i = start - 1
    while i >= 0 and len(before) < LONGEST_MODIFIER:
        token = doc[i]
        if not token.is_space:
            before.insert(0, token.lower_)
        i -= 1
    table = tables.modifiers()
    for length in range(len(before), 0, -1):
        if modifier := table.get(tuple(before[-length:])):
            return modifier
    return None


def figure(
    doc: Doc,
    label: str,
    rule: Rule,
    pieces: Sequence[Piece],
    numbers: Sequence[Number],
    unit: str | None,
    unit_basis: str | None = None,
    factor: Decimal = Decimal(1),
    modified_at: int | None = None,
) -> Found:
    """A Found from one number, or from the two ends of a range, each times `factor`."""
    start, end = pieces[0].start, pieces[-1].end
    start_char, end_char = characters(doc, start, end)
    half_width = tables.trimmed(max(n.half_width for n in numbers) * factor)
    common: dict[str, Any] = {
        "start": start,
        "end": end,
        "start_char": start_char,
        "end_char": end_char,
        "label": label,
        "rule": rule.name,
        "unit": unit,
        "unit_basis": unit_basis,
        "half_width": half_width,
        "modifier": modifier_before(doc, start if modified_at is None else modified_at),
    }
    if len(numbers) == 1:
        return Found(value=tables.trimmed(numbers[0].value * factor), **common)
    low, high = numbers
    return Found(low=tables.trimmed(low.value * factor), high=tables.trimmed(high.value * factor), **common)


def are_alike(low: Number, high: Number) -> bool:
    """Whether two numbers may be the ends of a range, in order: "a fifth to 18.4 bn" tells of a rise by a part."""
    is_part = low.value < 1 <= high.value and low.half_width == 0
    return low.value < high.value and not is_part


SPREAD = frozenset("range ranges ranged ranging vary varies varied varying anything anywhere somewhere".split())


def tells_movement(doc: Doc, start: int) -> bool:
    """Whether "from" before token `start` tells of a movement: "rose from 5% to 6%", not "ranges from 5% to 6%"."""
    before = [doc[i].lower_ for i in range(max(0, start - 5), start) if not doc[i].is_space]
    if "from" not in before[-3:]:
        return False
    at = len(before) - 1 - before[::-1].index("from")
    return not (at and before[at - 1] in SPREAD)


TIME_WORDS = frozenset("in since from of by for during until till through".split())


def stands_as_year(doc: Doc, number: Number) -> bool:
    """Whether a number is a year by its form and the word before it: "from 4% in 2019 to 6%" is no range."""
    if number.scaled or number.end_char - number.start_char != 4 or not 1900 <= number.value <= 2100:
        return False
    before = doc[number.start - 1] if number.start else None
    return before is not None and (before.lower_ in TIME_WORDS or before.text in tables.months())


def share_scale(low: Number, high: Number) -> tuple[Number, Number]:
    """Both ends of a range, the scale word of the upper lent to the lower: "$2-3 billion"."""
    if high.scaled and not low.scaled:
        lent = low.times(high.lendable)
        if lent.value <= high.value:
            return lent, high
    return low, high
