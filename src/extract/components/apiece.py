"""What "each" and "apiece" mean: the counted noun of the clause, where there is but one.

"Four gifts of R99,500 each" are told per gift, "63.7 million shares at 110 yen apiece" per share; "Sears and Kellwood agreed to
pay penalties of $200,000 each" leaves open per what, and so do two counted nouns.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from spacy.tokens import Doc

from extract import tables
from extract.components.figure import HEDGES
from extract.components.numbers import numbers_of
from extract.components.rate import Steps, singular
from extract.components.rule import Found
from extract.components.sentences import sentence_around
from extract.components.words import FUNCTION_WORDS, Words, words_of

OF = re.compile(rf"([a-z]+)\s+of\s+{HEDGES}\Z")
"""What the sum is the size of: "four gifts of"."""
AT = re.compile(
    r"\b([a-z]+)\s+(?:at|priced at|for|worth|at an?\s+(?:average\s+|estimated\s+)?(?:cost|price)\s+of|at\s+prices\s+of)"
    rf"\s+(?:an\s+estimated\s+)?{HEDGES}\Z"
)
"""What has the price: "new shares at", "for lack of parts at"."""
SUBJECT = re.compile(
    rf"\b(?:[Tt]he|[Bb]oth|[Aa]ll|[Tt]hese|[Tt]hose)\s+(?:[a-z]+\s+)?([a-z]+)\s+(?:will\s+|would\s+)?[a-z]+\s+{HEDGES}\Z"
)
"""Whose the sum is: "the partners bring"."""
THEY = re.compile(rf"\A(?:They|These|Those|All)\s+(?:[a-z]+\s+){{1,3}}{HEDGES}\Z")
"""A sentence of those that the one before counts: "They cost"."""
LONGEST_CLAUSE = 80
"""Tokens before a figure in which the noun is sought."""
LONGEST_NOUN = 5
"""Words of a counted noun and its adjectives."""
PLACED = frozenset("in on at over within during after by from across between into than".split())


def apiece(doc: Doc, words: Words, figure: Found) -> str | None:
    """What a figure is told per that "each", "apiece" or "for each of them" follows, in the singular; None where unsure."""
    if words.following(figure.end).lower() not in BEGINNINGS:
        return None
    steps = Steps(words, figure.end)
    if steps.peek() in ("(", "["):
        while steps.peek() and steps.peek() not in (")", "]") and steps.i < figure.end + BRACKET:
            steps.take()
        steps.take()
    if steps.peek() not in ("each", "apiece") and [steps.peek(n) for n in range(4)] != ["for", "each", "of", "them"]:
        return None
    start = max(sentence_around(doc, figure.start)[0], figure.start - LONGEST_CLAUSE)
    before = words.text[words.starts[start] : figure.start_char]
    counted = list(counted_in(doc, start, figure.start))
    if match := OF.search(before):
        return next((name for written, name, _ in counted if written == match[1]), None)
    for pattern in (AT, SUBJECT):
        if (match := pattern.search(before)) and (name := thing(match[1])):
            return name
    if not counted and start and THEY.match(before):
        counted = list(counted_in(doc, max(sentence_around(doc, start - 1)[0], start - LONGEST_CLAUSE), start))
    names = {name for _, name, is_placed in counted if not is_placed} or {name for _, name, _ in counted}
    return names.pop() if len(names) == 1 else None


BEGINNINGS = frozenset(("each", "apiece", "for", "(", "["))
BRACKET = 16
"""Most tokens of a bracket between a sum and its "each"."""


def thing(word: str) -> str | None:
    """The singular of a plural that is no time, measure or other unit of figures."""
    name = None if word in NO_THINGS else singular(word)
    unit = name and tables.units().get((name,))
    return None if unit and unit.kind != "thing" else name


NO_THINGS = frozenset("points percents dollars dlrs cents pounds euros cts prices terms sales times costs years others".split())


def counted_in(doc: Doc, start: int, end: int) -> Iterator[tuple[str, str, bool]]:
    """(plural, singular, whether it only tells where or when) of each thing that a number of tokens [start, end) counts."""
    words, numbers = words_of(doc), numbers_of(doc)
    first, last = (bisect_left(numbers, at, key=attrgetter("start")) for at in (start, end))
    for number in numbers[first:last]:
        if noun := noun_at(words, number.end, end):
            before = words.texts[number.start - 1].lower() if number.start > start else ""
            yield *noun, before in PLACED


def noun_at(words: Words, i: int, end: int) -> tuple[str, str] | None:
    """(plural, singular) of the noun that a number before token `i` counts: "rainwater tanks", "registered electors"."""
    found = None
    taken = 0
    for word in words.texts[i:end]:
        if word.isspace():
            continue
        taken += 1
        if taken > LONGEST_NOUN or not word.replace("-", "").isalnum() or word in FUNCTION_WORDS:
            break
        name = thing(word)
        if found and not name:
            break
        found = (word, name) if name else found
    return found
