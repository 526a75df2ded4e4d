"""Ranks: "the first such case", "fourth-largest", "21st", "her twenty-second win".

Reads   the words of data/ordinal_words.csv and digits with "st", "nd", "rd", "th"
Writes  doc.spans["ordinals"]; label ORDINAL; `value` is the rank
Leaves  "second" of time, parts of the year, centuries and days to dates; ranks in names to no one
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.counted import solid, solid_before, time_words
from extract.components.not_counts import STREETS
from extract.components.rule import Found, Piece, Rule, keep, taken_by
from extract.components.trace import trace_of
from extract.components.words import FUNCTION_WORDS, Kinds, Words, words_of

WORD = Rule("ordinal.word", (), example="It is the fourth-largest bank.")
DIGITS = Rule("ordinal.digits", (), example="He came 21st in the race.")
RULES = (WORD, DIGITS)

FORM = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,4})(?:st|nd|rd|th)")
TENS = frozenset("twenty thirty forty fifty sixty seventy eighty ninety".split())
OF_TIME = frozenset(
    "qtr qtrs mth mths quarterly half quarter halves quarters century centuries semester trimester fiscal innings".split()
)
NO_FIRST = frozenset("lady name names aid hand class off foremost cousin cousins degree-".split())
NO_SECOND = frozenset("hand thought thoughts guess guessing guessed nature class rate hands cousin s".split())
RANKED = frozenset("ever round place placed ranked seeded seed best most least worst generation floor only".split())
"""Words behind a hyphen that leave a word its rank: "third-ranked", but not "first-team"."""
SPANS = frozenset(("day", "year"))
"""Units of time that a rank tells which of: "the first day of voting"."""
BEFORE_NO_FIRST = frozenset(("at",))


class Ordinals:
    """The component."""

    def __init__(self) -> None:
        words = tables.ordinal_words()
        # Those that are no letters alone are asked besides.
        self.hits = Kinds(lambda word: word.lower() in words or FORM.fullmatch(word.lower()) is not None, dict.fromkeys(words, 1))

    def __call__(self, doc: Doc) -> Doc:
        words = words_of(doc)
        keep(doc, "ordinals", list(read(doc, words, self.hits.hits(words))))
        return doc


def read(doc: Doc, words: Words, hits: Sequence[int]) -> Iterator[Found]:
    """The ranks among tokens that have the form of one."""
    taken = taken_by(doc, ("money", "percent", "cells", "dates", "quantities", "ratios", "names")) if hits else bytearray()
    texts = words.texts
    for i in hits:
        if taken[i] or not is_rank(texts, i):
            continue
        word = texts[i].lower()
        start, rule = i, WORD
        if word[0].isdigit():
            match = FORM.fullmatch(word)
            assert match
            rule, value = DIGITS, int(match[1].replace(",", ""))
        else:
            value = tables.ordinal_words()[word]
            tens = texts[i - 2].lower() if i > 1 and texts[i - 1] == "-" else ""
            if tens in TENS and value < 10:
                start, value = i - 2, tables.number_words()[tens] + value
            elif i > 1 and texts[i - 1] == "-" and tens in tables.number_words():
                continue  # "one-third"
        start_char, end_char = words.characters(start, i + 1)
        found = Found(start, i + 1, start_char, end_char, "ORDINAL", rule.name, Decimal(value), half_width=Decimal(0))
        if trace := trace_of(doc):
            trace.close(rule, [Piece("word", start, i + 1)], [found])
        yield found


def is_rank(texts: Sequence[str], i: int) -> bool:
    """Whether a word is a rank where it stands; no "first quarter", "a second ago", "First Lady", "42nd Street"."""
    word = texts[i]
    lower = word.lower()
    b, a = solid_before(texts, i), solid(texts, i + 1)
    before = texts[b].lower() if b >= 0 else ""
    after = texts[a] if a < len(texts) else ""
    is_hyphened = after == "-" and a + 1 < len(texts)
    noun = texts[a + 1] if is_hyphened else after
    follower = noun.lower()
    if follower in tables.number_words() or follower.isdigit() or follower in ("few", "several"):  # "the first three months"
        follower = word_from(texts, a + 1)
        if follower in time_words():
            return False
    if is_hyphened and not (follower.endswith("est") or follower in RANKED or follower in SPANS):
        return False
    if (
        (follower in time_words() and follower not in SPANS)
        or follower in OF_TIME
        or (follower in STREETS and noun[:1].isupper())
    ):
        return False
    if lower == "first":
        if before in BEFORE_NO_FIRST or follower in NO_FIRST or (follower == "of" and word_from(texts, a + 1) == "all"):
            return False
    elif lower == "second":
        is_unit = before in ("per", "one", "a", "each", "every", "split") or before[:1].isdigit() or before == "/"
        if follower in NO_SECOND or (is_unit and (not noun[:1].isalpha() or follower in FUNCTION_WORDS)):
            return False
        if before == "a" and follower in ("or", "later"):
            return False
    elif before in ("a", "one") and follower == "of":
        return False  # "a tenth of"
    if word[0].isdigit():
        opens_name = after[:1].isupper() and not is_hyphened
        is_day = before == "the" and (not noun[:1].isalpha() or follower in FUNCTION_WORDS)
        return not opens_name and not is_day and before.title() not in tables.months()
    if word[0].isupper():
        opens = b < 0 or not (before[:1].isalnum() or before == ",")
        return opens and follower.islower() and (after[:1].islower() or is_hyphened)
    return True


def word_from(texts: Sequence[str], i: int) -> str:
    """The first word from token `i` on, in small letters; empty where the text ends."""
    at = solid(texts, i)
    return texts[at].lower() if at < len(texts) else ""


@Language.factory("newsledger_ordinals", assigns=["doc.spans"])
def make_ordinals(nlp: Language, name: str) -> Ordinals:
    """Find ranks."""
    return Ordinals()
