"""Runs of capitalised words, with the small words that may join them, within a sentence and a cell, across line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from extract.components.names import lexicon as lex
from extract.components.names.lexicon import Lexicon
from extract.components.sentences import KEY as SENTENCES
from extract.components.words import words_of


def one_of(*kinds: int) -> bytes:
    """A class of a byte pattern."""
    return b"[" + b"".join(b"\\x%02x" % kind for kind in kinds) + b"]"


CAPITALISED = (lex.NAME, lex.INITIAL, lex.CAPS, lex.OWNER, lex.HEAD)
FIRSTS = tuple(kind | lex.FIRST for kind in CAPITALISED)
PARTICLES = (lex.PARTICLE, lex.PARTICLE | lex.FIRST)
CAPITAL, PARTICLE, HYPHEN = one_of(*CAPITALISED), one_of(lex.PARTICLE), one_of(lex.HYPHEN)
ONE, GAP = one_of(lex.SPACE), one_of(lex.SPACE) + b"{0,2}"
THE = b"(?:" + one_of(lex.THE) + GAP + b")?"


def behind(*kinds: int) -> bytes:
    """A look back at the kind before the white space that has just been read, or before what stands for it."""
    return b"(?<=" + one_of(*kinds, *(kind | lex.FIRST for kind in kinds)) + b".)"


JOINING = (
    (one_of(lex.AND, lex.AMPERSAND) + GAP + CAPITAL),
    (one_of(lex.OF) + GAP + THE + CAPITAL),
    (PARTICLE + b"(?:" + GAP + PARTICLE + b"){0,2}(?:" + GAP + b"|" + HYPHEN + b")" + CAPITAL),
)
"""What joins a capitalised word to the next, with white space before it or without."""
# Each alternative begins with a class of one byte, so that it is passed over at a glance; so does the whole.
RUN = re.compile(
    one_of(*PARTICLES, *CAPITALISED, *FIRSTS)
    + b"(?:(?<="
    + one_of(*CAPITALISED, *FIRSTS)
    + b")|(?:"
    + HYPHEN
    + b"|"
    + GAP
    + b")"
    + one_of(*CAPITALISED, *FIRSTS)
    + b")(?:"
    + b"|".join(
        (
            CAPITAL,
            ONE + ONE + b"?" + CAPITAL,
            HYPHEN + b"(?:" + PARTICLE + HYPHEN + b")?" + CAPITAL,
            *JOINING,
            *(ONE + ONE + b"?" + joining for joining in JOINING),
            one_of(lex.FOR) + behind(lex.HEAD) + GAP + THE + CAPITAL,
            ONE + behind(lex.HEAD) + ONE + b"?" + one_of(lex.FOR) + GAP + THE + CAPITAL,
            one_of(lex.POSSESSIVE) + behind(lex.OWNER) + GAP + CAPITAL,
        )
    )
    + b"){0,60}",
    re.DOTALL,
)


Span = tuple[tuple[str, ...], "tuple[int, ...] | range", bool]
"""One run: its words without white space, the token of each, and whether its first word begins a sentence or a quotation."""


SMALL_SECOND = re.compile(r"\beuro (zone|area)\b|(?<=Vincent and )(the)(?= Grenadines)")
"""A word without a capital within or at the end of a name of data/geography.csv or countries.csv."""


class Runs:
    """Finds the runs of a Doc."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lex = lexicon
        self.kinds = lexicon.kinds

    def of(self, doc: Doc) -> Iterator[Span]:
        """The runs in order."""
        words = words_of(doc)
        texts = words.texts
        line = bytearray(self.kinds.of(words).tobytes())
        at = line.find(lex.DASH)
        while at >= 0:
            self.join(line, words.starts, texts, at)
            at = line.find(lex.DASH, at + 1)
        for small in SMALL_SECOND.finditer(words.text) if "euro " in words.text or "Grenadines" in words.text else ():
            line[words.tokens(*small.span(small.lastindex or 0))[0]] = lex.NAME
        for first in doc.user_data.get(SENTENCES, ()):
            if line[first] and line[first - 1] & ~lex.FIRST != lex.INITIAL:  # "K.R. Narayanan"
                line[first] |= lex.FIRST
        for match in RUN.finditer(line):
            start, end = match.span()
            is_first = line[start] >= lex.FIRST
            if not is_first and start:
                before = texts[start - 1]
                is_first = before in OPENING or (before.isspace() and start > 1 and texts[start - 2] in OPENING)
            if end == start + 1:
                yield (texts[start],), (start,), is_first
                continue
            tokens: tuple[int, ...] | range = range(start, end)
            if line.find(SPACES, start, end) >= 0:
                tokens = tuple([k for k in tokens if not texts[k].isspace()])
                yield tuple([texts[k] for k in tokens]), tokens, is_first
            else:
                yield tuple(texts[start:end]), tokens, is_first

    def join(self, kinds: bytearray, starts: list[int], texts: list[str], i: int) -> None:
        """Have a hyphen join the words that it touches: "Kassym-Jomart", "Shu-fen"; not "Paris-based"."""
        if not 0 < i < len(texts) - 1 or starts[i - 1] + len(texts[i - 1]) != starts[i] or starts[i] + 1 != starts[i + 1]:
            return
        after = texts[i + 1]
        before = kinds[i - 1] & ~lex.FIRST
        if kinds[i + 1] in CAPITALISED and (before in CAPITALISED or before == lex.PARTICLE):
            kinds[i] = lex.HYPHEN
        elif before == lex.NAME and after.isalpha() and after.islower():
            if after in lex.PARTICLES and i + 3 < len(texts) and texts[i + 2] == "-" and kinds[i + 3] in CAPITALISED:
                kinds[i], kinds[i + 1] = lex.HYPHEN, lex.PARTICLE
            elif len(after) <= LONGEST_SYLLABLE and (
                not self.lex.is_common(after) or (i > 1 and texts[i - 2] in self.lex.family_first)
            ):
                kinds[i], kinds[i + 1] = lex.HYPHEN, lex.NAME


SPACES = bytes((lex.SPACE,))
LONGEST_SYLLABLE = 6
"""Letters of the second half of a given name: "Shu-fen", "Kyung-wha", "Myung-bak"."""
OPENING = frozenset(('"', "“", "‘", "``", "¶", ":", "•", "*", "#", "(", "[", "|", "—", "--", "–"))
