"""Figures in tables whose unit stands elsewhere: in the head of the column, the label of the row, a caption.

Reads   numbers, the tables of grid.py, and the sums and percentages that have a unit of their own
Writes  doc.spans["cells"]; label MONEY, PERCENT, QUANTITY or CARDINAL; and what its head adds to a sum with a sign of its own:
        `per`, a scale
Leaves  overlaps with other kinds to resolve.py

A number alone in its cell takes its unit from the head of its column; else from the label of its row, unless the column
is of something else ("Rank"); else from the first cell or the line above the table ("£m, year to 30 June", "in pesos:"),
but only in columns of a period, a scenario or a kind of money, and in no row of counts or ratios. Where two of them
contradict one another, nothing is read. Years are no sums.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.counted_heads import is_participle
from extract.components.currency import decide
from extract.components.figure import are_alike, figure
from extract.components.grid import Cells, Grid, Span, grids_of
from extract.components.heads import (
    COUNTS,
    NO_SHARES,
    NOTHING,
    RANKS,
    RATIOS,
    SUMS,
    Head,
    Heads,
    merged,
    names,
    paid_over_time,
    takes_whole,
)
from extract.components.money import factor_of
from extract.components.numbers import Number, numbers_of
from extract.components.rule import NUMBER_WORD, Found, Piece, Rule, found_in, keep
from extract.components.trace import note, trace_of
from extract.components.words import words_of
from extract.tokenizer import configure_tokenizer

MONEY = Rule("money.cell", (), example="Country\tTotal ($bn)\nIndia\t16.1")
PERCENT = Rule("percent.cell", (), example="Year\t2023\t2024\nTruck availability, %\t86\t81")
QUANTITY = Rule("quantity.cell", (), example="Destination\tTonnes\nGermany\t152,000")
COUNT = Rule("count.cell", (), example="Party\tSeats\nGreens\t12")
RULES = (MONEY, PERCENT, QUANTITY, COUNT)
RULE_OF = {"MONEY": MONEY, "PERCENT": PERCENT, "QUANTITY": QUANTITY, "CARDINAL": COUNT}

DECIDED = "newsledger.cells.decided"
NOTES = re.compile(r"(?:\s?(?:\[\^?\w{1,3}\]|\*{1,3}|[†‡§¹²³⁴⁵⁶⁷⁸⁹⁰]))*")
JOINT = re.compile(r"\s?(?:-|–|—|to)\s?")
YEAR = re.compile(r"(?:19|20)\d\d")
SIGNS = frozenset(("", "+", "-", "–", "−", "("))
PART_OF = re.compile(r"(?:of (?:which|that|this|it)|thereof|including)\b", re.IGNORECASE)
ENDS = ("value", "low", "high", "half_width")


class Bare(NamedTuple):
    """A number alone in its cell, or the two ends of a range: its characters with sign and brackets."""

    start_char: int
    end_char: int
    numbers: tuple[Number, ...]
    is_negative: bool
    is_bracketed: bool

    @property
    def is_year(self) -> bool:
        """Whether it may be a year, or a span of years."""
        return all(n.end_char - n.start_char == 4 and 1900 <= n.value <= 2100 and not n.scaled for n in self.numbers)

    @property
    def is_part_of_one(self) -> bool:
        """Whether it is written as tables of sports have it: ".625" is 62.5 percent."""
        first = self.numbers[0]
        return first.value < 1 and first.end_char - first.start_char == 4 and first.half_width == Decimal("0.0005")

    @property
    def has_point(self) -> bool:
        """Whether it is written with decimals."""
        return not self.numbers[0].scaled and self.numbers[0].half_width < Decimal("0.5")


class Column(NamedTuple):
    """A column of the rows under one head: its name, what its head says, the numbers alone in its cells."""

    name: str
    head: Head
    cells: list[Bare | None]
    has_years_only: bool
    has_brackets_only: bool
    has_parts_of_one: bool
    n_without_point: int

    @classmethod
    def of(cls, name: str, head: Head, cells: list[Bare | None]) -> Column:
        numbers = [cell for cell in cells if cell]
        without = [cell for cell in numbers if not cell.has_point]
        return cls(
            name,
            head,
            cells,
            has_years_only=all(cell.is_year for cell in numbers),
            has_brackets_only=all(cell.is_bracketed for cell in numbers),
            has_parts_of_one=any(cell.is_part_of_one for cell in numbers),
            n_without_point=len(without) if len(numbers) > 2 else 0,
        )


class Part(NamedTuple):
    """Rows under the same heads: what is said of all, the columns, the cells, and whether the first ones are labels."""

    whole: Head
    columns: list[Column]
    rows: list[Cells]
    has_labels: bool


class CellReader:
    """The component."""

    def __init__(self, nlp: Language) -> None:
        configure_tokenizer(nlp)

    @cached_property
    def heads(self) -> Heads:
        """Made with the first table: most articles have none."""
        return Heads()

    def __call__(self, doc: Doc) -> Doc:
        found: list[Found] = []
        for grid in grids_of(doc):
            drop_false(doc, grid)
            for part in self.parts(doc, grid):
                found += self.read(doc, part)
        keep(doc, "cells", found)
        return doc

    def parts(self, doc: Doc, grid: Grid) -> Iterator[Part]:
        """The rows of a table, those together that have the same heads."""
        text = words_of(doc).text
        above = text[slice(*grid.above)]
        whole = self.heads.read_caption(above, grid.above[0])
        top: list[Cells] = []
        rows: list[Cells] = []
        for row in grid.rows:
            is_single = row[0][0] < row[0][1] and all(start == end for start, end in row[1:])
            if has_figure(doc, row) or (rows and not is_single and not self.is_top(text, row)):
                rows.append(row)
                continue
            caption = self.heads.read_caption(text[slice(*row[0])], row[0][0]) if is_single else NOTHING
            if is_single and not caption.label and rows:
                continue
            if rows:
                yield self.part(doc, top, above, whole, rows)
                top, rows = (top if is_single else []), []
            if is_single:
                whole, above = (caption if caption.label else whole), f"{above} {text[slice(*row[0])]}"
            else:
                top.append(row)
        if rows:
            yield self.part(doc, top, above, whole, rows)

    def is_top(self, text: str, row: Cells) -> bool:
        """Whether a row without figures, after others with figures, is of heads: years or units."""
        solid = [text[start:end] for start, end in row[1:] if start < end]
        return any(self.heads.read(cell).label for cell in solid) or (bool(solid) and all(map(YEAR.fullmatch, solid)))

    def part(self, doc: Doc, top: Sequence[Cells], above: str, whole: Head, rows: list[Cells]) -> Part:
        """Rows with what the rows of heads on top of them say of each column."""
        text = words_of(doc).text
        columns: list[Column] = []
        shared = spanned(top)
        for k, cells in enumerate(zip(*rows, strict=True)):
            over = [row[k] for row in shared if row[k][0] < row[k][1]]
            name = " ".join(text[start:end] for start, end in over)
            head = merged([self.heads.read(text[start:end], start) for start, end in over])
            if head.label is None and k > 1 and is_part(name, columns[-1].head):
                head = columns[-1].head
            head = head._replace(per=head.per or paid_over_time(name, above))
            columns.append(Column.of(name, head, [bare(doc, cell) for cell in cells]))
        first = columns[0]
        has_labels = not all(first.cells) or first.has_years_only
        if has_labels and first.head.label not in (None, "CARDINAL"):
            whole = NOTHING if are_brackets([text[slice(*row[0])] for row in rows]) else first.head
        return Part(whole, columns, rows, has_labels)

    def read(self, doc: Doc, part: Part) -> Iterator[Found]:
        """The figures of the cells."""
        text = words_of(doc).text
        for i, row in enumerate(part.rows):
            label = text[slice(*row[0])] if part.has_labels else ""
            said = self.heads.read(label, row[0][0], is_label=True)
            columns = part.columns[part.has_labels :]
            has_years_only = all(cell.is_year for column in columns if (cell := column.cells[i]))
            for column, span in zip(columns, row[part.has_labels :], strict=True):
                cell = column.cells[i]
                if cell is None:
                    complete(doc, span, column.head, said)
                elif head := choose(part.whole, column, label, said, cell, has_years_only):
                    yield from figures(doc, cell, head)


def choose(whole: Head, column: Column, label: str, said: Head, cell: Bare, has_years_only: bool) -> Head | None:
    """What decides the unit of a cell: the head of its column, what the label of its row `said`, or what is said of the whole."""
    head = column.head
    if head.label and said.label:
        chosen = head if head.says == said.says else agreed(head, said)
        is_no_sum = column.has_years_only
    elif head.label:
        chosen, is_no_sum = head, column.has_years_only
    elif said.label in ("QUANTITY", "CARDINAL") and whole.label is None:
        chosen, is_no_sum = said, has_years_only or not takes_whole(column.name)
    elif said.label in ("MONEY", "PERCENT"):
        chosen, is_no_sum = said, has_years_only or names(column.name, RANKS)
    else:
        chosen, is_no_sum = whole, cell.is_year or not takes_whole(column.name)
        is_no_sum = is_no_sum or (whole.label == "PERCENT" and names(label, COUNTS | NO_SHARES))
    if chosen is None or chosen.label is None or is_no_sum or (cell.is_bracketed and column.has_brackets_only):
        return None
    if chosen.label == "PERCENT":
        return None if column.has_parts_of_one else chosen
    per = said.per or head.per
    if chosen is not said:
        # Told per share in a table of millions, it is not in millions.
        is_other = names(label, COUNTS) or (names(label, RATIOS) and not said.per)
        if (is_other and not names(label, SUMS)) or (said.per and chosen.factor != 1):
            return None
    if chosen.factor > 1 and not cell.has_point and column.n_without_point == 1 and not cell.numbers[0].scaled:
        return None  # of another kind: all others in its column have decimals
    return chosen._replace(per=chosen.per or per)


def is_part(name: str, head: Head) -> bool:
    """Whether a column is of part of the one before it, whose head this is: "Of which signed"; "Parked" behind "Fleet"."""
    return PART_OF.match(name) is not None or (head.label == "CARDINAL" and is_participle(name))


def agreed(head: Head, said: Head) -> Head | None:
    """Which of two units holds, of a column and of a row: a share in columns of money, one currency's own minor unit; or none.

    A row that is named for what is counted is no count in columns of money or tonnes: "Passengers".
    """
    if head.label != said.label:
        if said.label == "PERCENT":
            return said
        is_other = (head.label, said.label) in (("QUANTITY", "MONEY"), ("CARDINAL", "MONEY"), ("CARDINAL", "QUANTITY"))
        return None if is_other else head
    if head.label == "CARDINAL":
        return head
    are_one = head.form and said.form and set(head.form.codes) & set(said.form.codes)
    return said if are_one else None


def figures(doc: Doc, cell: Bare, head: Head) -> Iterator[Found]:
    """The figure of a number alone in its cell; none for "5m" of percent, and for a coin of a currency that has none.

    A count has no sign, which tells of a change, and no decimals, which tell of an average.
    """
    unit, basis, factor = head.unit, None, head.factor
    if head.label == "CARDINAL":
        is_average = cell.has_point and head.counts is not None and factor == 1
        if is_average or cell.start_char < cell.numbers[0].start_char or cell.numbers[0].value < 0:
            return
    if any(number.scaled for number in cell.numbers):
        if head.label == "PERCENT":
            return
        factor = Decimal(1)
    if head.form:
        unit, basis = currency(doc, head)
        coin = factor_of(head.form, unit)
        if coin is None:
            return
        factor *= coin
    numbers = [n._replace(value=-n.value) for n in cell.numbers] if cell.is_negative else cell.numbers
    start, end = words_of(doc).tokens(cell.start_char, cell.end_char)
    rule = RULE_OF[str(head.label)]
    found = figure(doc, str(head.label), rule, [Piece("", start, end)], numbers, unit, basis, factor)
    found = found._replace(start_char=cell.start_char, end_char=cell.end_char, per=head.per, counts=head.counts)
    if trace := trace_of(doc):
        trace.close(rule, list(traced(doc, cell, head)), [found])
    yield found


def traced(doc: Doc, cell: Bare, head: Head) -> Iterator[Piece]:
    """What a cell was read from, as the pieces of a match: its head, and its numbers."""
    form = head.form.text if head.form else head.counts or ""
    start, end = words_of(doc).tokens(head.start_char, head.start_char + max(len(form), 1))
    note(doc, "unit", start, end, "the head of its column, the label of its row or the caption")
    yield Piece("head", start, end, None, head.form or head.unit or head.counts)
    for number in cell.numbers:
        yield Piece(NUMBER_WORD, number.start, number.end, number)


def complete(doc: Doc, span: Span, head: Head, said: Head) -> None:
    """Give a sum with a sign of its own what it is told per, and the scale that its column has in its currency or in any."""
    text = words_of(doc).text
    sums = found_in(doc, "money")
    for i, found in within(sums, span):
        if text[span[0] : found.start_char].strip() or not NOTES.fullmatch(text, found.end_char, span[1]):
            continue
        is_scaled = any(number.scaled for number in numbers_in(doc, span))
        is_same = head.label is None or (head.form is not None and currency(doc, head)[0] == found.unit)
        factor = head.factor if is_same and not is_scaled else Decimal(1)
        ends: dict[str, Any] = {
            name: tables.trimmed(value * factor) for name in ENDS if (value := getattr(found, name)) is not None
        }
        sums[i] = found._replace(per=found.per or head.per or said.per, **ends)


def currency(doc: Doc, head: Head) -> tuple[str | None, str]:
    """(ISO 4217 code or None, basis) of the form in a head; decided once for all cells below."""
    decided: dict[int, tuple[str | None, str]] = doc.user_data.setdefault(DECIDED, {})
    if head.start_char not in decided:
        assert head.form
        start, _ = words_of(doc).tokens(head.start_char, head.start_char + 1)
        decided[head.start_char] = decide(doc, head.form, start)
    return decided[head.start_char]


def spanned(top: Sequence[Cells]) -> list[list[Span]]:
    """Rows of heads, those that span columns repeated over each: over a head of its own, an empty one is the last before it."""
    rows = [list(row) for row in top]
    for upper, lower in pairwise(rows):
        for k in range(2, len(upper)):
            if upper[k][0] == upper[k][1] and lower[k][0] < lower[k][1]:
                upper[k] = upper[k - 1]
    return rows


def has_figure(doc: Doc, row: Cells) -> bool:
    """Whether a row has a number alone in a cell, years aside, or a figure with a unit of its own."""
    numbers = (bare(doc, cell) for cell in row[1:])
    if any(number and not number.is_year for number in numbers):
        return True
    return any(True for kind in ("money", "percent") for cell in row[1:] for _ in within(found_in(doc, kind), cell))


def are_brackets(labels: Sequence[str]) -> bool:
    """Whether labels are amounts themselves, so that the head over them speaks of these: "Income, $" over "under 20,000"."""
    amounts = [label for label in labels if any(c.isdigit() for c in label) and not takes_whole(label)]
    return len(amounts) > len(labels) / 2


def numbers_in(doc: Doc, span: Span) -> list[Number]:
    """The numbers that begin in half-open characters."""
    numbers = numbers_of(doc)
    start, end = (bisect_left(numbers, at, key=lambda number: number.start_char) for at in span)
    return numbers[start:end]


def bare(doc: Doc, span: Span) -> Bare | None:
    """The number in digits that a cell is, or the two ends of a range; None where it has more than that but footnote marks."""
    text = words_of(doc).text
    numbers = numbers_in(doc, span)[:2]
    if not numbers or "/" in text[slice(*span)]:
        return None
    first, last = numbers[0], numbers[-1]
    opening = text[span[0] : first.start_char]
    if opening not in SIGNS or not (text[first.start_char].isdigit() or text[first.start_char] in ".-−"):
        return None
    if last is not first and (
        opening or not JOINT.fullmatch(text, first.end_char, last.start_char) or not are_alike(first, last)
    ):
        last = first
    end = last.end_char
    if opening == "(":
        if text[end : end + 1] != ")":
            return None
        end += 1
    if not NOTES.fullmatch(text, end, span[1]):
        return None
    ends = (first,) if last is first else (first, last)
    return Bare(span[0], end, ends, opening not in ("", "+"), opening == "(")


def within(found: Sequence[Found], span: Span) -> Iterator[tuple[int, Found]]:
    """The readings in half-open characters, each with its index."""
    at = bisect_left(found, span[0], key=lambda f: f.start_char)
    while at < len(found) and found[at].end_char <= span[1]:
        yield at, found[at]
        at += 1


def drop_false(doc: Doc, grid: Grid) -> None:
    """Take away readings that the rules could not know for false.

    Across cells where only blanks part them; and units in heads: "Debt, billion yen".
    """
    text = words_of(doc).text
    cells = sorted({grid.above, *(cell for row in grid.rows for cell in row)})
    start, end = grid.above[0], grid.lines[-1][1]

    def is_false(found: Found) -> bool:
        if not start <= found.start_char < end:
            return False
        span = found.start_char, found.end_char
        at = bisect_right(cells, found.start_char, key=lambda cell: cell[0]) - 1
        numbers = (text[n.start_char : n.end_char].lower() for n in numbers_in(doc, span))
        return at < 0 or cells[at][1] < found.end_char or all(number in tables.scales() for number in numbers)

    for kind in ("money", "percent"):
        found = found_in(doc, kind)
        stays = [f for f in found if not is_false(f)]
        if len(stays) < len(found):
            keep(doc, kind, stays)


@Language.factory("newsledger_cells", assigns=["doc.spans"])
def make_cells(nlp: Language, name: str) -> CellReader:
    """Find figures whose unit stands in the head of a table."""
    return CellReader(nlp)
