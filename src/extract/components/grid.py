"""Tables in the text: where their rows and cells begin and end.

A table is certain, or it is none. It is one of
- lines with the same number of cells parted by tabs, as the readers write tables, also with an empty line between them;
- lines between bars, "| Ireland | 4.19% |", the line of dashes left out;
- three lines or more whose cells two blanks or more part, if a gutter of blanks runs down between any two columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from spacy.tokens import Doc

from extract.components.words import words_of

KEY = "newsledger.grids"
# Begins with what it looks for, so that it is found without a try at each character.
GAP = re.compile(r"  (?<=\S  ) *(?=\S)")
DASHES = re.compile(r"[|\s:-]+")
FEWEST_ALIGNED, MOST_COLUMNS = 3, 50

Span = tuple[int, int]
"""Half-open characters."""
Cells = tuple[Span, ...]


class Grid(NamedTuple):
    """A table: the cells of each row, empty ones too, without the white space around them; its lines, and the line above it."""

    rows: tuple[Cells, ...]
    lines: tuple[Span, ...]
    above: Span


class Line(NamedTuple):
    """A line of the text: its first character, its solid part, what parts its cells (empty for nothing), and its cells."""

    first: int
    start: int
    end: int
    mark: str
    cells: Cells


def grids_of(doc: Doc) -> list[Grid]:
    """The tables of a Doc, looked for once."""
    found: list[Grid] | None = doc.user_data.get(KEY)
    if found is None:
        found = doc.user_data[KEY] = find_grids(words_of(doc).text)
    return found


def find_grids(text: str) -> list[Grid]:
    """The tables of a text, in order."""
    if "\t" not in text and "\n|" not in text and not GAP.search(text):
        return []
    found = []
    above = 0, 0
    for lines in blocks(text):
        rows = aligned(lines) if lines[0].mark == " " else parted(lines)
        if rows:
            found.append(Grid(rows, tuple((line.start, line.end) for line in lines), above))
        above = (0, 0) if rows else (lines[-1].start, lines[-1].end)
    return found


def blocks(text: str) -> Iterator[list[Line]]:
    """The solid lines, those together that may be rows of one table."""
    block: list[Line] = []
    is_parted = False
    for line in lines_of(text):
        if line.start == line.end:
            is_parted = True
            continue
        if line.mark == "|" and DASHES.fullmatch(text, line.start, line.end):
            continue
        if block and not (goes_on(block[0], line) and (line.mark == "\t" or not is_parted)):
            yield block
            block = []
        block.append(line)
        is_parted = False
    if block:
        yield block


def goes_on(first: Line, line: Line) -> bool:
    """Whether a line may be a row of the table that begins with `first`."""
    return line.mark == first.mark != "" and (line.mark == " " or len(line.cells) == len(first.cells))


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a text."""
    first = 0
    for written in text.split("\n"):
        start, end = solid(text, first, first + len(written), " \r")
        if "\t" in text[start:end]:
            yield Line(first, start, end, "\t", tuple(cut(text, start, end, "\t")))
        elif end - start > 2 and text[start] == text[end - 1] == "|":
            yield Line(first, start, end, "|", tuple(cut(text, start + 1, end - 1, "|")))
        elif "  " not in text[start:end]:
            yield Line(first, start, end, "", ((start, end),))
        else:
            edges = [start, *(edge for gap in GAP.finditer(text, start, end) for edge in gap.span()), end]
            yield Line(first, start, end, " " if len(edges) > 2 else "", tuple(zip(edges[::2], edges[1::2], strict=True)))
        first += len(written) + 1


def cut(text: str, start: int, end: int, mark: str) -> Iterator[Span]:
    """The cells between marks."""
    for cell in text[start:end].split(mark):
        yield solid(text, start, start + len(cell))
        start += len(cell) + 1


def solid(text: str, start: int, end: int, blanks: str | None = None) -> Span:
    """Characters without the blanks at either end; all white space where none are named."""
    body = text[start:end].strip(blanks)
    start = text.index(body, start)
    return start, start + len(body)


def parted(lines: Sequence[Line]) -> tuple[Cells, ...]:
    """The rows of a table whose cells a mark parts; none for a line alone, and for paragraphs that begin with a tab."""
    is_table = (
        len(lines) > 1
        and len(lines[0].cells) <= MOST_COLUMNS
        and any(sum(start < end for start, end in line.cells) > 1 for line in lines)
    )
    return tuple(line.cells for line in lines) if is_table else ()


def aligned(lines: Sequence[Line]) -> tuple[Cells, ...]:
    """The rows of a table whose columns blanks part; none where that is not certain.

    The rows with most cells say where the columns are; each cell of another row lies over one of them alone.
    """
    n = max(len(line.cells) for line in lines)
    full = [line for line in lines if len(line.cells) == n]
    if len(lines) < FEWEST_ALIGNED or len(full) < 2 or n > MOST_COLUMNS:
        return ()
    edges = [[(start - line.first, end - line.first) for start, end in line.cells] for line in full]
    columns = [(min(start for start, _ in column), max(end for _, end in column)) for column in zip(*edges, strict=True)]
    if any(end >= start for (_, end), (start, _) in pairwise(columns)):
        return ()
    rows = []
    for line in lines:
        row = [(line.start, line.start)] * n
        for start, end in line.cells:
            under = [k for k, (left, right) in enumerate(columns) if start - line.first < right and left < end - line.first]
            if len(under) != 1 or row[under[0]] != (line.start, line.start):
                return ()
            row[under[0]] = start, end
        rows.append(tuple(row))
    return tuple(rows)
