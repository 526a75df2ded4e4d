"""What a matched wording means, before anything is reckoned: a Meaning, from the values of its words alone.

A Meaning is a small tree: "the end of last year" is ("edge", "end", ("unit", "last", "year")). against.py turns it into days.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from extract.components.dates.calendar import Days


class Meaning(NamedTuple):
    """What a wording means.

    op, args      what is to be reckoned, and from what; args may hold Meanings
    kind          what it is to WRAPS: `date`, `span` for a bare unit or a duration, `weekday`, `time`, or `none`
    alone         what must be seen around it where nothing wraps it, a check of alone.py
    granularity   the finest unit named
    """

    op: str
    args: tuple[Any, ...] = ()
    kind: str = "date"
    alone: str = ""
    granularity: str | None = None
    label: str = "DATE"
    value: Decimal | None = None
    unit: str | None = None
    vague: bool = False
    clock: str | None = None
    zone: str | None = None


Values = dict[str, list[Any]]
"""{class: payloads of its pieces, in order}."""
Reader = Callable[[Values], "Meaning | None"]

NUMBERS = frozenset(("number", "day", "short"))

NOTHING = Meaning("none", kind="none")
"""What is claimed and is no date: "every week"."""


def values_of(pieces: Sequence[tuple[str, Any]]) -> Values:
    """The values of (class, payload) of each piece; numbers of any class are under "n" as well."""
    values: Values = {}
    for word, payload in pieces:
        kind = word[1:-1]
        values.setdefault(kind, []).append(payload)
        if kind in NUMBERS:
            values.setdefault("n", []).append(payload)
    return values


def stated(first: Any, last: Any, granularity: str, alone: str = "") -> Meaning:
    return Meaning("days", (Days(first, last, granularity),), alone=alone, granularity=granularity)


def one_day(year: int, month: int, day: int) -> Meaning:
    return stated(date(year, month, day), date(year, month, day), "day")


def count(v: Values) -> Decimal | None:
    """How many; None for "several"."""
    numbers = v.get("n") or v.get("year")
    return Decimal(numbers[0]) if numbers else None
