"""Ages that have no word of time beside them: "Rumbiak, 51, said", "who is 51 and", "since she was 29"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal

from spacy.tokens import Doc

from extract.components.numbers import numbers_of
from extract.components.rule import Found
from extract.components.words import words_of

BEHIND = re.compile(r",(?!\s+(?:\d|and\s+\d))|[.;)]?\s*(?:\Z|\n|[\"”])|\.\s+[A-Z\"“]|;|\)")
"""What may stand behind an age that follows a name."""
SAID = re.compile(r"[.,;:)\"”]|\s+(?:and|when|but|now|or|at|on|in|today)\b|\Z")
"""What may stand behind an age that is said of somebody."""
VERBS = frozenset(("is", "was", "am", "turned", "turns", "turn", "now", "only", "just", "'s", "’s", "'m", "’m"))
PERSONS = frozenset(("he", "she", "i", "who"))
CALENDAR = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|[A-Z][a-z]+day|No|Nos|Vol|"
    r"Section|Chapter|Page|Route|Act|Psalm|Article|Fig|Table|Highway|Room|Flight)\.?$"
)


def ages_in(doc: Doc, others: Sequence[Found]) -> list[Found]:
    """Ages in a text, in order, that no other reading has."""
    words = words_of(doc)
    text, texts = words.text, words.texts
    found = []
    for number in numbers_of(doc):
        start = number.start
        before = texts[start - 1] if start else ""
        if (
            (before != "," and before not in VERBS)
            or number.end != start + 1
            or not texts[start].isdigit()
            or len(texts[start]) > 3
        ):
            continue
        n = int(texts[start])
        begin, end = number.start_char, number.end_char
        if not 1 <= n <= 119 or taken(others, start, start + 1):
            continue
        if before == ",":
            fits = bool(BEHIND.match(text, end)) and follows_name(text, words.starts[start - 1], end, n)
        else:
            i = start - 1
            while i and texts[i] in VERBS:
                i -= 1
            fits = texts[i].lower() in PERSONS and bool(SAID.match(text, end))
        if fits:
            rule = "age.apposition" if before == "," else "age.predicate"
            found.append(Found(start, start + 1, begin, end, "DATE", rule, value=Decimal(n), unit="year"))
    return found


def follows_name(text: str, comma: int, end: int, n: int) -> bool:
    """Whether a person's name may stand before a comma: two capitalised words, or one that begins or ends a clause."""
    before = (
        text[max(0, comma - 40) : comma].split("\n")[-1]
        if "\n\n" in text[max(0, comma - 40) : comma]
        else text[max(0, comma - 40) : comma]
    )
    last = before.split()[-1:] or [""]
    word = last[0].strip("\"“(’'")
    if not word[:1].isupper() or CALENDAR.search(word) or (word.isupper() and len(word) > 3) or n < 3:
        return False
    # "Iowa, 21, Ohio, 17": results, not ages.
    return not re.match(r",\s*[A-Z][\w.]*,?\s+\d", text[end : end + 30]) and not re.search(r"\d\W*$", before[: -len(last[0])])


def taken(others: Sequence[Found], start: int, end: int) -> bool:
    """Whether another reading has one of these tokens."""
    i = bisect_left(others, start, key=lambda f: f.end - 1)
    return i < len(others) and others[i].start < end
