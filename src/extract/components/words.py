"""The words of a Doc as plain lists, made once: going through spaCy's tokens costs more than most rules.

Each different word is known once in a process, by its rank. What it is to a component, one byte, is worked out when it is
first met and kept in Kinds, so that the words of a text are looked up in one go of numpy.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from typing import Any, TypeVar

import numpy
from numpy.typing import NDArray
from spacy.attrs import ID, IDX
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

T = TypeVar("T")
new = tuple.__new__
"""Makes a named tuple of its class and all of its values, in half the time that a call of the class takes: for what is made for
every number or mention."""
Bytes = NDArray[numpy.uint8]
PARTING = re.compile(r"\t|\n\s*\n|\n {3}| {3}|\A {2}")
EDGE = "¶"
"""What stands in the list of words for white space in which a cell, a row of a table or a paragraph ends: a tab, an empty
line, an indentation, a wide gap. It is no white space, so that nothing that skips white space looks across."""
KEY, BARE, TITLE, PUBLISHED = "newsledger.words", "newsledger.bare", "newsledger.title", "newsledger.published_on"


FUNCTION_WORDS = frozenset(
    """a an the this that these those its their his her our my and or but nor as than if when while where which who whom
    whose because since until till although though before after about above across against along among around at behind
    below beneath beside between beyond by despite down during except for from in inside into like near of off on onto out
    outside over past per plus through throughout to toward towards under up upon versus via vs with within without is are
    was were be been being has have had will would could should may might must can do does did not no so then now ago
    earlier later already also only even still just both each either it he she they we you i there here last next today
    yesterday tomorrow worth compared instead including total more less higher lower apiece annually monthly weekly daily
    yearly""".split()
)
"""Words that name no thing that could be counted, in small letters."""


class Ranks(dict[str, int]):
    """{word: its rank}, in the order in which words were met; `texts` has the words, or EDGE, by rank, and room for more.

    lower    the same in small letters
    odd      (rank, word) of those that are not letters alone
    spaces   those of them that are white space
    """

    def __init__(self) -> None:
        self.texts: NDArray[Any] = numpy.empty(1 << 15, dtype=object)
        self.lower: list[str] = []
        self.odd: list[tuple[int, str]] = []
        self.spaces: list[tuple[int, str]] = []

    def __missing__(self, word: str) -> int:
        rank = len(self)
        if rank == len(self.texts):
            self.texts = numpy.concatenate((self.texts, numpy.empty_like(self.texts)))
        text = word
        if not word.isalpha():
            text = EDGE if word.isspace() and PARTING.search(word) else word
            self.odd.append((rank, text))
            if text.isspace():
                self.spaces.append((rank, text))
        self.texts[rank] = text
        self.lower.append(text.lower())
        self[word] = rank
        return rank

    def of(self, vocab: Vocab) -> None:
        """Have spaCy keep the rank of each word in its own place for one."""
        for lexeme in vocab:
            lexeme.rank = self[lexeme.orth_]
        vocab.lex_attr_getters[ID] = rank_of  # type: ignore[attr-defined]


RANKS = Ranks()


def rank_of(word: str) -> int:
    """The rank of a word: a function of a module, for spaCy writes it to disk by its name."""
    return RANKS[word]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The text, the text of each token, the character at which it begins, and its rank."""

    text: str
    texts: list[str]
    starts: list[int]
    ranks: NDArray[numpy.intp]

    def tokens(self, start_char: int, end_char: int) -> tuple[int, int]:
        """Half-open tokens that share a character with half-open characters."""
        return bisect_right(self.starts, start_char) - 1, bisect_left(self.starts, end_char)

    def characters(self, start: int, end: int) -> tuple[int, int]:
        """Half-open characters of half-open tokens."""
        return self.starts[start], self.starts[end - 1] + len(self.texts[end - 1])

    def following(self, end: int) -> str:
        """The word at token `end` or, if that is white space, behind it; empty where there is none."""
        for word in self.texts[end : end + 2]:
            if not word.isspace():
                return word
        return ""

    def touch(self, i: int) -> bool:
        """Whether there is a token after `i`, and no space between the two."""
        return i + 1 < len(self.starts) and self.starts[i] + len(self.texts[i]) == self.starts[i + 1]


def words_of(doc: Doc) -> Words:
    """The words of a Doc."""
    words: Words | None = doc.user_data.get(KEY)
    if words is None:
        if doc.vocab.lex_attr_getters.get(ID) is not rank_of:  # type: ignore[attr-defined]
            RANKS.of(doc.vocab)
        table = doc.to_array([ID, IDX]).astype(numpy.intp)
        ranks = table[:, 0]
        texts = RANKS.texts[ranks].tolist()
        words = doc.user_data[KEY] = Words(doc.user_data.get(BARE) or doc.text, texts, table[:, 1].tolist(), ranks)
    return words


def bare_doc(nlp: Language, text: str, title: str | None = None, published_on: date | None = None) -> Doc:
    """A Doc of which only our own readings are wanted: components leave out the spans and entities that spaCy's users see."""
    doc = nlp.make_doc(text)
    doc.user_data[BARE] = text
    doc.user_data[TITLE] = title or ""
    doc.user_data[PUBLISHED] = published_on
    return doc


def title_of(doc: Doc) -> str:
    """The article's title, where it is known; it may stand in the text as well."""
    title: str = doc.user_data.get(TITLE, "")
    return title


def published_on(doc: Doc) -> date | None:
    """The day on which the article was published, where its metadata state it."""
    day: date | None = doc.user_data.get(PUBLISHED)
    return day


def is_bare(doc: Doc) -> bool:
    """Whether spans and entities may be left out."""
    return BARE in doc.user_data


NO_KINDS: Bytes = numpy.empty(0, numpy.uint8)


class Kinds:
    """What each word is to a component, a number below 256, 0 for nothing; each different word is asked once.

    lower    {a word in small letters: its kind}; with it words are looked up, and only some of those that are not letters alone
             asked: `of_these`, RANKS.odd or RANKS.spaces
    """

    def __init__(
        self,
        ask: Callable[[str], int] | None,
        lower: Mapping[str, int] | None = None,
        of_these: list[tuple[int, str]] = RANKS.odd,
    ) -> None:
        self.ask, self.lower, self.of_these = ask, lower, of_these
        self.known = bytearray()
        self.table: Bytes = NO_KINDS
        """`known` as numpy sees it; it cannot grow meanwhile."""

    def learn(self) -> None:
        """Ask the words that were met since the last time."""
        first = len(self.known)
        self.table = NO_KINDS
        if self.lower is not None:
            self.known.extend(map(self.lower.get, RANKS.lower[first:], repeat(0)))
            if self.ask is not None:
                for rank, word in self.of_these[bisect_left(self.of_these, (first,)) :]:
                    self.known[rank] = self.ask(word)
        elif self.ask is not None:
            self.known.extend(map(self.ask, RANKS.texts[first : len(RANKS)].tolist()))
        self.table = numpy.frombuffer(self.known, numpy.uint8)

    def of(self, words: Words) -> Bytes:
        """The kind of each token."""
        if len(self.known) < len(RANKS):
            self.learn()
        kinds: Bytes = self.table[words.ranks]
        return kinds

    def hits(self, words: Words) -> list[int]:
        """Tokens whose word is something, ascending."""
        found: list[int] = self.of(words).nonzero()[0].tolist()
        return found


class Phrases:
    """Phrases by their exact tokens, sought only where the first word of one stands."""

    def __init__(self, nlp: Language, forms: Iterable[str]) -> None:
        self.by_first: dict[str, list[tuple[str, list[str]]]] = {}
        for form in forms:
            tokens = [token.text for token in nlp.tokenizer(form)]
            self.by_first.setdefault(tokens[0], []).append((form, tokens))
        self.first = Kinds(self.by_first.__contains__)

    def among(self, words: Words) -> list[tuple[str, int, int]]:
        """(phrase, half-open tokens) of each that stands in a text, overlapping or not, by where they begin."""
        texts = words.texts
        return [
            (form, i, i + len(tokens))
            for i in self.first.hits(words)
            for form, tokens in self.by_first[texts[i]]
            if len(tokens) == 1 or texts[i : i + len(tokens)] == tokens
        ]


class Memo(dict[str, T]):
    """What a word is to a component; each different word is asked once."""

    def __init__(self, ask: Callable[[str], T]) -> None:
        self.ask = ask

    def __missing__(self, word: str) -> T:
        answer = self[word] = self.ask(word)
        return answer
