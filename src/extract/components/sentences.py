"""Sentences: marks where each begins, by full stops, abbreviations and blank lines.

Reads   doc.text
Writes  token.is_sent_start, so that doc.sents works

A full stop ends a sentence when white space and a capital, digit or quotation mark follow and the word
before is no abbreviation or initial. A blank line or an indented new paragraph always does. A row of a table is a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

import numpy
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc

from extract.components.grid import grids_of
from extract.components.words import Memo, is_bare, words_of

KEY = "newsledger.sentences"

SPACE = re.compile(r"\s*")

ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof gov sen sens rep reps gen col maj lt capt sgt cmdr adm st mt ft jr sr inc corp co ltd vs etc
    no nos art dept est approx c ca jan feb mar apr jun jul aug sept sep oct nov dec mon tue wed thu fri sat sun ala ariz
    ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn tex va
    vt wash wis wyo rs fr op cit al rev hon messrs e.g i.e u.s u.k u.n a.m p.m""".split()
)
OPENER = re.compile(r"[\"'“‘(\[]*(\w+)")
LAST_WORD = re.compile(r"[\w.]+$")
# These end a sentence too, when the next word begins one more surely than a name.
OFTEN_LAST = frozenset("inc corp co ltd jr sr etc u.s u.k a.m p.m".split())
# Words of their own in small letters.
ALSO_WORDS = frozenset("no mar may art sun miss del wash mass fr al est".split())
OPENERS = frozenset(
    "the a an in on at it he she they we but and for this that these those his her its as if when while by mr mrs ms".split()
)
# Begins with one of a set, the last of a run of stops, so that it is found without a try at each character.
STOP = re.compile(r"""[.!?]["'”’)\]]*\s+(?=["'“‘(\[]*[A-Z0-9$€£])""")
# Begins with a letter of its own, so that it is found without a try at each character.
PARAGRAPH = re.compile(r"\n(?:[ \t]*\n\s*|(?=[ \t]{3,}\S))")


def boundaries(text: str) -> list[int]:
    """Character offsets at which sentences after the first begin, ascending."""
    starts = {match.end() for match in PARAGRAPH.finditer(text)}
    for match in STOP.finditer(text):
        stop, following = match.span()
        if text[stop] != "." or not text[stop + 1].isspace() or not is_abbreviation(text, stop, following):
            starts.add(following)
    return sorted(starts)


def row_starts(doc: Doc) -> list[int]:
    """Character offsets at which a row of a table begins, or the text behind a table."""
    text = words_of(doc).text
    behind = [SPACE.match(text, grid.lines[-1][1]).end() for grid in grids_of(doc)]  # type: ignore[union-attr]
    return [start for grid in grids_of(doc) for start, _ in grid.lines] + behind


def is_abbreviation(text: str, stop: int, following: int) -> bool:
    """Whether the full stop at `stop` belongs to the word before it; `following` is where the next word begins."""
    kind = SHORT[text[max(0, stop - 20) : stop].rpartition(" ")[2]]
    if kind != MAY_END:
        return kind == SHORTENED
    opener = OPENER.match(text, following, following + 20)
    return not (opener and opener[1].lower() in OPENERS)


WHOLE, SHORTENED, MAY_END = range(3)


def shortness(word: str) -> int:
    """Whether a full stop belongs to what stands before it: an initial or an abbreviation, which may end a sentence too."""
    if not word.isalpha():
        head = LAST_WORD.search(word)
        word = head[0] if head else ""
    if len(word) == 1 and word.isupper():
        return SHORTENED
    lower = word.lower()
    if lower not in ABBREVIATIONS or (word.islower() and lower in ALSO_WORDS):
        return WHOLE
    return MAY_END if lower in OFTEN_LAST else SHORTENED


SHORT = Memo(shortness)


@Language.factory("newsledger_sentences", assigns=["token.is_sent_start", "doc.sents"])
def make_sentences(nlp: Language, name: str) -> Sentences:
    """Mark the first token of each sentence."""
    return Sentences()


class Sentences:
    """The component: sets is_sent_start on the first token of each sentence."""

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc):
            return doc
        words = words_of(doc)
        starts = boundaries(words.text) + row_starts(doc)
        first = sorted({0, *[bisect_left(words.starts, start) for start in starts]} - {len(doc)})
        if not is_bare(doc):
            marks = numpy.full((len(doc), 1), -1, dtype="int64")
            marks[first, 0] = 1
            # Token by token, spaCy would look through the whole Doc each time.
            doc.from_array([SENT_START], marks.view("uint64"))  # type: ignore[arg-type]
        doc.user_data[KEY] = first
        return doc


def sentence_spans(doc: Doc) -> list[tuple[int, int]]:
    """Half-open characters of each sentence, white space at its end included; as doc.sents, which goes through the tokens."""
    words = words_of(doc)
    return list(pairwise([*(words.starts[i] for i in doc.user_data.get(KEY, ())), len(words.text)]))


def begins_sentence(doc: Doc, i: int) -> bool:
    """Whether a sentence begins with token `i`."""
    first: list[int] | None = doc.user_data.get(KEY)
    if first is None:
        return bool(doc[i].is_sent_start)
    at = bisect_left(first, i)
    return at < len(first) and first[at] == i


def sentence_around(doc: Doc, i: int) -> tuple[int, int]:
    """Half-open tokens of the sentence that holds token `i`; of the whole text before the component has run."""
    first: list[int] = doc.user_data.get(KEY, [0])
    at = bisect_right(first, i)
    return first[at - 1] if at else 0, first[at] if at < len(first) else len(doc)
