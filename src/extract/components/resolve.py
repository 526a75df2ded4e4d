"""The only place where overlaps are settled: which of two readings of the same characters stays.

Reads   the readings of all kinds
Writes  doc.ents, and the readings that stay: `resolved(doc)`

A sum of money or a percentage beats everything, then cells of tables, dates, then names: the user's own, those that rules
read, and last what a statistical model says; within a kind the longer one stays. `PRIORITY` is that order.
"""

from __future__ import annotations

from itertools import chain
from operator import attrgetter

from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.components.rule import Found, every_kind
from extract.components.words import is_bare

PRIORITY = ("money", "percent", "cells", "dates", "quantities", "ratios", "own", "names", "model", "counts", "ordinals")
KEY = "newsledger.resolved"
START = attrgetter("start")


def settle(doc: Doc) -> list[Found]:
    """The readings of all kinds that do not overlap, in order."""
    readings = every_kind(doc)
    every = sorted(chain.from_iterable([readings[kind] for kind in PRIORITY if kind in readings]), key=START)
    end = 0
    for found in every:
        if found.start < end:
            break
        end = found.end
    else:
        return every
    ranked = [(rank, f.start - f.end, f.start, f) for rank, kind in enumerate(PRIORITY) for f in readings.get(kind, ())]
    taken: set[int] = set()
    stays: list[Found] = []
    for *_, found in sorted(ranked, key=lambda r: r[:3]):
        tokens = range(found.start, found.end)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            stays.append(found)
    return sorted(stays, key=START)


def resolved(doc: Doc) -> list[Found]:
    """The readings that stayed, in order; empty before the component has run."""
    found: list[Found] = doc.user_data.get(KEY, [])
    return found


def put_resolved(doc: Doc, found: list[Found]) -> None:
    """Replace the readings that stayed by the same readings with more said of them."""
    doc.user_data[KEY] = found


@Language.factory("newsledger_resolve", assigns=["doc.ents"])
def make_resolve(nlp: Language, name: str) -> Resolve:
    """Settle overlaps."""
    return Resolve()


class Resolve:
    """The component: writes doc.ents."""

    def __call__(self, doc: Doc) -> Doc:
        found = doc.user_data[KEY] = settle(doc)
        if not is_bare(doc):
            doc.set_ents([Span(doc, f.start, f.end, label=f.label, span_id=f.rule) for f in found])
        return doc
