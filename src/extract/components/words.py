"""The words of a Doc as plain lists, made once: going through spaCy's tokens costs more than most rules.

A component that looks for certain words asks `hits` for their places. What a word is to it is worked out once for
each different word and kept in a Memo, so that a text costs a look-up a token.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from spacy.attrs import IDX, ORTH
from spacy.language import Language
from spacy.strings import StringStore
from spacy.tokens import Doc

T = TypeVar("T")
KEY, BARE = "newsledger.words", "newsledger.bare"


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


class Texts(dict[int, str]):
    """{spaCy's hash of a word: the word}; the hash is a function of the word, so that it holds for every vocabulary."""

    strings: StringStore

    def __missing__(self, orth: int) -> str:
        word = self[orth] = self.strings[orth]
        return word


TEXTS = Texts()


class Words(NamedTuple):
    """The text, the text of each token, and the character at which it begins."""

    text: str
    texts: list[str]
    starts: list[int]

    def tokens(self, start_char: int, end_char: int) -> tuple[int, int]:
        """Half-open tokens that share a character with half-open characters."""
        return bisect_right(self.starts, start_char) - 1, bisect_left(self.starts, end_char)

    def characters(self, start: int, end: int) -> tuple[int, int]:
        """Half-open characters of half-open tokens."""
        return self.starts[start], self.starts[end - 1] + len(self.texts[end - 1])


def words_of(doc: Doc) -> Words:
    """The words of a Doc."""
    words: Words | None = doc.user_data.get(KEY)
    if words is None:
        table = doc.to_array([ORTH, IDX])
        TEXTS.strings = doc.vocab.strings
        texts = [TEXTS[orth] for orth in table[:, 0].tolist()]
        words = doc.user_data[KEY] = Words(doc.user_data.get(BARE) or doc.text, texts, table[:, 1].tolist())
    return words


def bare_doc(nlp: Language, text: str) -> Doc:
    """A Doc of which only our own readings are wanted: components leave out the spans and entities that spaCy's users see."""
    doc = nlp.make_doc(text)
    doc.user_data[BARE] = text
    return doc


def is_bare(doc: Doc) -> bool:
    """Whether spans and entities may be left out."""
    return BARE in doc.user_data


class Memo(dict[str, T]):
    """What a word is to a component; each different word is asked once."""

    def __init__(self, ask: Callable[[str], T]) -> None:
        self.ask = ask

    def __missing__(self, word: str) -> T:
        answer = self[word] = self.ask(word)
        return answer

    def hits(self, texts: Sequence[str]) -> list[int]:
        """Tokens whose word is something, ascending."""
        return [i for i, word in enumerate(texts) if self[word]]
