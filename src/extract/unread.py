"""The ledger of what was not read: numerals that no rule claimed, each marked in its sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from extract.records import Reading

ROOM, ROOM_IN_TABLE = 400, 60
"""Characters of a sentence that are shown on either side of what is marked in it; a table may be one long sentence."""


def marked(text: str, sentence: tuple[int, int], start: int, end: int, room: int = ROOM) -> str:
    """A sentence in one line with characters [start, end) in »«; cut with … where it goes on beyond `room` on a side."""
    first, last = min(sentence[0], start), max(sentence[1], end)
    before, after = text[max(first, start - room) : start], text[end : min(last, end + room)]
    # Cut at a blank, not in a word.
    before = f"… {before.partition(' ')[2]}" if start - room > first else before
    after = f"{after.rpartition(' ')[0]} …" if end + room < last else after
    return " ".join(f"{before}»{text[start:end]}«{after}".split())


class Unclaimed(NamedTuple):
    """A numeral that no rule claimed, in its sentence."""

    start_char: int
    end_char: int
    text: str
    sentence: str


def unclaimed(reading: Reading, room: int = ROOM) -> list[Unclaimed]:
    """The numerals of an article that no rule claimed, in order; sentences are cut `room` characters away."""
    text, found = reading.article.text, []
    for numeral in reading.unread:
        start, end = numeral.start_char, numeral.end_char
        sentence = reading.sentences[numeral.sentence] if numeral.sentence is not None else None
        span = (sentence.start_char, sentence.end_char) if sentence else (start, end)
        found.append(Unclaimed(start, end, numeral.text, marked(text, span, start, end, room)))
    return found


def as_lines(reading: Reading, source: str) -> str:
    """A line of JSON for each numeral of an article that no rule claimed."""
    place = {"file": source, "article": reading.article.id}
    return "".join(json.dumps({**place, **row._asdict()}, ensure_ascii=False) + "\n" for row in unclaimed(reading))


Rows = tuple[tuple[str, ...], list[tuple[str, ...]]]
"""Column names, and rows."""


def as_tables(readings: Sequence[tuple[str, Reading]]) -> tuple[Rows, Rows]:
    """The numerals of articles, each given with its file, that no rule claimed; and how many each has, most first."""
    # A file with several articles does not say which; one with a single article need not say it twice.
    files = [file for file, _ in readings]
    columns = ("file", "article") if len(set(files)) < len(files) else ("file",)
    rows: list[tuple[str, ...]] = []
    counts: list[tuple[int, tuple[str, ...]]] = []
    for file, reading in readings:
        place = (file, reading.article.id)[: len(columns)]
        numerals = unclaimed(reading, ROOM_IN_TABLE)
        rows += [(*place, str(n.start_char), " ".join(n.text.split()), n.sentence) for n in numerals]
        counts.append((len(numerals), place))
    counts.sort(key=lambda count: -count[0])
    return ((*columns, "char", "numeral", "sentence"), rows), ((*columns, "unread"), [(*place, str(n)) for n, place in counts])
