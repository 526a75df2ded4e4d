"""Candidates for names, and the sure names of an article by what later mentions may have of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from extract import tables
from extract.components.names import lexicon as lex
from extract.components.names.context import Weights
from extract.components.names.lexicon import Lexicon
from extract.components.names.organisations import Part

ENOUGH = 2
"""The sum of evidence from which a name is read."""


MOST_OWNERS = 16
"""Full names that share a short form; more decide nothing."""
NO_WEIGHTS: Weights = {}
"""Those of a name whose surroundings nobody asks."""


class Name:
    """One candidate: tokens [start, end), its words, what is known of it and what speaks for which label.

    label is UNKNOWN until decided; `first` tells that its capital says nothing.
    """

    __slots__ = (
        "after",
        "before",
        "end",
        "first",
        "key",
        "known",
        "label",
        "rule",
        "says",
        "start",
        "weight",
        "weights",
        "words",
    )

    def __init__(self, start: int, end: int, words: tuple[str, ...], part: Part, first: bool) -> None:
        self.start, self.end, self.words = start, end, words
        self.key = " ".join(words)
        self.label, self.rule, self.weight, self.known = part.label, part.rule, part.weight, part.known
        self.first = first
        self.weights = NO_WEIGHTS
        self.before = self.after = ""
        self.says: list[str] = [part.by] if part.by else []

    def take(self, label: str, rule: str, why: str = "") -> None:
        """Decide for a label."""
        self.label, self.rule, self.weight = label, rule, max(self.weight, ENOUGH)
        if why:
            self.says.append(why)


class Index:
    """The names that are sure in an article, by what later mentions may have of them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lex = lexicon
        self.full: dict[str, str] = {}
        self.surnames: dict[str, set[str]] = {}
        self.given: dict[str, set[str]] = {}
        self.middle: dict[str, set[str]] = {}
        self.bodies: dict[str, set[str]] = {}
        self.known: set[tuple[str, str]] = set()

    def put(self, name: Name) -> None:
        """Add a sure name."""
        if (name.label, name.key) in self.known:
            return
        self.known.add((name.label, name.key))
        words = name.words
        if name.label == "PERSON":
            self.full.setdefault(name.key.casefold(), "PERSON")
            words = tuple(w for w in words if w not in lex.SUFFIXES)
            if len(words) < 2:
                self.surnames.setdefault(words[0].casefold() if words else "", set()).add(name.key)
                return
            last = surname_of(words)
            self.surnames.setdefault(last.casefold(), set()).add(name.key)
            at = len(words) - 1
            while at > 1 and (words[at - 1] in lex.PARTICLES or words[at - 1] == "-" or words[at - 1].lower() in lex.LEADING):
                at -= 1
                if words[at] == "-":
                    at -= 1
                self.surnames.setdefault(" ".join(words[at:]).casefold(), set()).add(name.key)
            if len(words) == 3 and words[1].isalpha():
                self.surnames.setdefault(" ".join(words[1:]).casefold(), set()).add(name.key)
            if words[-1].casefold() != last.casefold() and words[-2:-1] == ("-",) and words[-3].lower() in lex.LEADING:
                self.surnames.setdefault(words[-1].casefold(), set()).add(name.key)
            if len(words) == 3 and words[0] in self.lex.given and words[1].isalpha() and words[1] not in self.lex.given:
                self.middle.setdefault(words[1].casefold(), set()).add(name.key)  # "Carmen Iglesias Montalvo"
            if words[1] in ("bin", "binti", "bint"):
                self.surnames.setdefault(words[0].casefold(), set()).add(name.key)
            if words[0].isalpha() and len(words[0]) > 1:
                self.given.setdefault(words[0].casefold(), set()).add(name.key)
        elif name.label == "ORG":
            self.full.setdefault(name.key.casefold(), "ORG")
            for short in shorts(words, self.lex):
                owners = self.bodies.setdefault(short, set())
                if len(owners) < MOST_OWNERS:
                    owners.add(name.key)
        elif name.label in ("GPE", "LOC", "FAC"):
            self.full.setdefault(name.key.casefold(), name.label)


def surname_of(words: tuple[str, ...]) -> str:
    """The family name of a full name: the last word, the first of a Chinese name."""
    if len(words) == 2 and len(words[0]) == 2 and words[0] in tables.leading_family_names():
        return words[0]
    at = len(words) - 1
    while at > 1 and words[at - 1] == "-":
        at -= 2
    return "".join(words[at:]) if at < len(words) - 1 else words[-1]


def fits(short: str, words: tuple[str, ...]) -> bool:
    """Whether the letters of a short form stand in order at the beginnings of a name's words, or it begins as they do."""
    letters = [c for c in short.casefold() if c.isalpha()]
    initials = [w[0].casefold() for w in words if w[:1].isalpha()]
    if not letters or not initials:
        return False
    at = 0
    for letter in letters:
        if letter not in initials[at:]:
            return letters[0] == initials[0]
        at = initials.index(letter, at) + 1
    return True


@lru_cache(maxsize=1 << 14)
def shorts(words: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Forms that later mentions may have of an organisation's name, casefolded."""
    return tuple(every_short(words, lexicon))


def every_short(words: tuple[str, ...], lexicon: Lexicon) -> Iterator[str]:
    """The forms, one by one."""
    solid = [w for w in words if w[:1].isalnum()]
    if len(solid) < 2:
        return
    for n in range(1, len(solid)):
        head = solid[:n]
        if n == 1 and (lexicon.is_common(head[0]) or lexicon.at((head[0],), 0) or len(head[0]) < 3):
            continue
        if not head[-1].islower() and (n == 1 or " ".join(head) in " ".join(words)):
            yield " ".join(head).casefold()
    if "." in solid[0][1:-1] and len(solid) > 2:  # "A.H. Robins Co": "Robins"
        for n in range(2, len(solid)):
            yield " ".join(solid[1:n]).casefold()
    first, last = solid[0], solid[-1]
    known = lexicon.at(tuple(solid[:-1]), 0)
    if known is not None and len(known.words) == len(solid) - 1 and last.endswith("s"):
        yield last.casefold()  # "Los Angeles Clippers": "Clippers"
        yield last[:-1].casefold()
    elif not lexicon.is_common(last) and (last,) not in lexicon.org_words and first[:1].isupper() and not lexicon.at((last,), 0):
        yield last.casefold()
    for keep_small in (False, True):
        initials = "".join(w[0] for w in solid if keep_small or w[0].isupper())
        if len(initials) > 1:
            yield initials.casefold()
