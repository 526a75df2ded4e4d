"""What the rules tell of their work while `explain` listens. Nobody listening, nothing is kept and nothing costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from spacy.tokens import Doc

if TYPE_CHECKING:
    from extract.components.rule import Found, Piece, Rule

KEY = "newsledger.trace"


class Note(NamedTuple):
    """Half-open tokens that settled a question, `unit` or `modifier`, and how, in words for a reader."""

    about: str
    start: int
    end: int
    says: str


class Step(NamedTuple):
    """One match of a rule, what was read of it (nothing where the reader refused), and what that rested on."""

    rule: Rule
    pieces: tuple[Piece, ...]
    found: tuple[Found, ...]
    notes: tuple[Note, ...]


class Trace:
    """The matches of one article, in the order in which they were read."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.notes: list[Note] = []

    def close(self, rule: Rule, pieces: Sequence[Piece], found: Sequence[Found]) -> None:
        """Keep a match, and what was read of it, with the notes made on the way."""
        self.steps.append(Step(rule, tuple(pieces), tuple(found), tuple(self.notes)))
        self.notes = []


def trace_of(doc: Doc) -> Trace | None:
    """Who listens; None for nobody."""
    trace: Trace | None = doc.user_data.get(KEY)
    return trace


def note(doc: Doc, about: str, start: int, end: int, says: str = "") -> None:
    """Tell that tokens [start, end) settled a question, and how."""
    trace = trace_of(doc)
    if trace is not None:
        trace.notes.append(Note(about, start, end, says))
