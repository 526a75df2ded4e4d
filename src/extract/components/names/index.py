"""Candidates for names, and the sure names of an article by what later mentions may have of them."""

from __future__ import annotations

from functools import lru_cache

from extract import gazetteers
from extract.components.names import lexicon as lex
from extract.components.names.context import NO_WEIGHTS
from extract.components.names.lexicon import SAFE, Known, Lexicon, is_caps
from extract.components.names.organisations import Part

ENOUGH = 2
"""The sum of evidence from which a name is read."""


PLACES = ("GPE", "LOC", "FAC")
MOST_OWNERS = 16
"""Full names that share a short form; more decide nothing."""


class Form:
    """A part of a run wherever the run stands: what a candidate is by its own words, worked out once in a process."""

    __slots__ = (
        "by",
        "folded",
        "is_capital",
        "is_plain",
        "is_sure",
        "key",
        "known",
        "label",
        "last",
        "rule",
        "start",
        "weight",
        "words",
    )

    def __init__(self, part: Part, words: tuple[str, ...], lexicon: Lexicon) -> None:
        start, end, self.label, self.rule, self.weight, self.known, by = part
        self.start, self.last, self.words = start, end - 1, words
        self.key = key = " ".join(words)
        self.folded = key.casefold()
        self.is_plain = len(words) == 1 or key.replace(" ", "").isalpha()
        """Whether it is written as its words are, with spaces between."""
        self.by = (by,) if by else ()
        self.is_sure = self.weight >= SAFE and (self.known is None or not is_doubtful(self.known, words, lexicon))
        """Whether it is a name whatever stands beside it."""
        self.is_capital = not self.is_sure and not is_caps(words[0])
        """Whether its capital tells that one that is not sure is a name, where it begins no sentence."""


def is_doubtful(known: Known, words: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Whether a name that a gazetteer has may be a person's or another thing's here."""
    return known.weight < SAFE or (len(words) == 1 and (words[0] in lexicon.given or len(known.senses) > 1))


class Name:
    """One candidate: tokens [start, end), its words, what is known of it and what speaks for which label.

    label is UNKNOWN until decided; `first` tells that its capital says nothing.
    """

    __slots__ = (
        "after",
        "before",
        "end",
        "first",
        "folded",
        "is_plain",
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

    def __init__(self, start: int, end: int, form: Form, first: bool) -> None:
        self.start, self.end, self.words, self.key, self.folded = start, end, form.words, form.key, form.folded
        self.label, self.rule, self.weight, self.known = form.label, form.rule, form.weight, form.known
        self.is_plain, self.first = form.is_plain, first
        self.weights = NO_WEIGHTS
        self.before = self.after = ""
        self.says: tuple[str, ...] = form.by
        """The evidence in words."""

    def take(self, label: str, rule: str, why: str = "") -> None:
        """Decide for a label."""
        self.label, self.rule, self.weight = label, rule, max(self.weight, ENOUGH)
        if why:
            self.says += (why,)

    def support(self, label: str, weight: int, why: str) -> None:
        """Add to what speaks for a label; its weights may be those of others too, so they are not changed in place."""
        self.weights = {**self.weights, label: self.weights.get(label, 0) + weight}
        self.says += (why,)

    def rename(self, words: tuple[str, ...]) -> None:
        """Give it other words."""
        self.words, self.key = words, " ".join(words)
        self.folded, self.is_plain = self.key.casefold(), self.key.replace(" ", "").isalpha()


class Index:
    """The names that are sure in an article, by what later mentions may have of them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lex = lexicon
        self.full: dict[str, str] = {}
        self.surnames: dict[str, set[str]] = {}
        self.given: dict[str, set[str]] = {}
        self.middle: dict[str, set[str]] = {}
        self.bodies: dict[str, set[str]] = {}
        self.known: dict[str, set[str]] = {"PERSON": set(), "ORG": set()}
        """{label: keys of the names that are in}."""

    def heard(self) -> set[str]:
        """All forms in it, casefolded."""
        return {*self.full, *self.surnames, *self.given, *self.middle, *self.bodies}

    def put(self, name: Name) -> None:
        """Add a sure name."""
        label, key, words = name.label, name.key, name.words
        if label in PLACES:
            self.full.setdefault(name.folded, label)
            return
        known = self.known.get(label)
        if known is None or key in known:
            return
        known.add(key)
        self.full.setdefault(name.folded, label)
        if label == "PERSON":
            words = tuple(w for w in words if w not in lex.SUFFIXES)
            if len(words) < 2:
                self.surnames.setdefault(words[0].casefold() if words else "", set()).add(key)
                return
            last = surname_of(words)
            self.surnames.setdefault(last.casefold(), set()).add(key)
            at = len(words) - 1
            while at > 1 and (words[at - 1] in lex.PARTICLES or words[at - 1] == "-" or words[at - 1].lower() in lex.LEADING):
                at -= 1
                if words[at] == "-":
                    at -= 1
                self.surnames.setdefault(" ".join(words[at:]).casefold(), set()).add(key)
            if len(words) == 3 and words[1].isalpha():
                self.surnames.setdefault(" ".join(words[1:]).casefold(), set()).add(key)
            if words[-1].casefold() != last.casefold() and words[-2:-1] == ("-",) and words[-3].lower() in lex.LEADING:
                self.surnames.setdefault(words[-1].casefold(), set()).add(key)
            if len(words) == 3 and words[0] in self.lex.given and words[1].isalpha() and words[1] not in self.lex.given:
                self.middle.setdefault(words[1].casefold(), set()).add(key)  # "Carmen Iglesias Montalvo"
            if words[1] in ("bin", "binti", "bint"):
                self.surnames.setdefault(words[0].casefold(), set()).add(key)
            if words[0].isalpha() and len(words[0]) > 1:
                self.given.setdefault(words[0].casefold(), set()).add(key)
        else:
            for short in shorts(words, self.lex):
                owners = self.bodies.get(short)
                if owners is None:
                    self.bodies[short] = {key}
                elif len(owners) < MOST_OWNERS:
                    owners.add(key)


def surname_of(words: tuple[str, ...]) -> str:
    """The family name of a full name: the last word, the first of a Chinese name."""
    if len(words) == 2 and len(words[0]) == 2 and words[0] in gazetteers.leading_family_names():
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


def is_known(word: str, lexicon: Lexicon) -> bool:
    """Whether a gazetteer has a word alone."""
    return lexicon.marks[word] & lex.KNOWN > 0 and lexicon.at((word,), 0) is not None


@lru_cache(maxsize=1 << 14)
def shorts(words: tuple[str, ...], lexicon: Lexicon) -> frozenset[str]:
    """Forms that later mentions may have of an organisation's name, casefolded."""
    solid = words if all(w[0].isalnum() for w in words) else tuple([w for w in words if w[0].isalnum()])
    n = len(solid)
    if n < 2:
        return frozenset()
    first, last = solid[0], solid[-1]
    found = []
    if len(first) > 2 and not lexicon.is_common(first) and not is_known(first, lexicon):
        found.append(first)
    if n > 2:
        joined = " ".join(words)
        for k in range(2, n):
            if not solid[k - 1].islower() and (head := " ".join(solid[:k])) in joined:
                found.append(head)
        if "." in first[1:-1]:  # "A.H. Robins Co": "Robins"
            found += [" ".join(solid[1:k]) for k in range(2, n)]
    known = lexicon.at(solid[:-1], 0) if lexicon.marks[first] & lex.KNOWN else None
    if known is not None and len(known.words) == n - 1 and last.endswith("s"):
        found += (last, last[:-1])  # "Los Angeles Clippers": "Clippers"
    elif first[0].isupper() and not lexicon.is_common(last) and (last,) not in lexicon.org_words and not is_known(last, lexicon):
        found.append(last)
    initials = [w[0] for w in solid]
    found.append("".join(initials))
    if len(capitals := [c for c in initials if c.isupper()]) > 1:
        found.append("".join(capitals))
    if "-" in words:  # "Borg-Warner Corp": "Borg-Warner", beside "Borg"
        parts = " ".join(words).replace(" - ", "-").split()
        found += [" ".join(parts[:k]) for k in range(1, len(parts)) if "-" in parts[k - 1]]
    return frozenset([short.casefold() for short in found])
