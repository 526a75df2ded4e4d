"""Which rows of an article, as two loads have read it, are the same, and which of the others are one row that has changed."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple


class Row(NamedTuple):
    """A row of facts: where it stands in its article, what it is, and how it was read; empty fields are left out."""

    start_char: int
    end_char: int
    label: str
    text: str
    fields: Mapping[str, Any]


class Change(NamedTuple):
    """A row that is not the same in both; `before` is None when it was gained, `after` when it was lost."""

    article_id: str
    before: Row | None
    after: Row | None
    context: str = ""
    """The row's words in [brackets], and those around."""

    @property
    def kind(self) -> str:
        return "gained" if self.before is None else "lost" if self.after is None else "changed"

    @property
    def row(self) -> Row:
        row = self.after or self.before
        assert row is not None
        return row


Key = Callable[[Row], Hashable]
Pair = tuple[Row, Row]
OWN_KIND = ("article", "sentence", "claim", "link", "unread", "quarantine")
"""Labels of rows that are no mentions."""


def group(row: Row) -> str:
    """What a row may have been before: a mention one of any label, another row one of its own."""
    return row.label if row.label in OWN_KIND else "mention"


def same_places(article_id: str, before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    """Changes in one text: rows of a kind at the same characters, or else that overlap, are one row that has changed."""
    old, new = without_equal(before, after, lambda row: (*row[:4], tuple(row.fields.items())))
    pairs = [
        *pairs_by(old, new, lambda row: row[:3]),
        *pairs_by(old, new, lambda row: (row.start_char, row.end_char, group(row))),
        *overlapping(old, new),
    ]
    return in_order(article_id, pairs, old, new)


def same_words(article_id: str, before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    """Changes from one text to another, where places tell nothing: rows of the same words are one, the first with the first."""
    old, new = without_equal(before, after, lambda row: (row.label, row.text, tuple(row.fields.items())))
    pairs = [
        *pairs_by(old, new, lambda row: (row.label, row.text)),
        *pairs_by(old, new, lambda row: row.label if row.label == "article" else id(row)),
    ]
    return in_order(article_id, pairs, old, new)


def without_equal(before: Sequence[Row], after: Sequence[Row], key: Key) -> tuple[list[Row], list[Row]]:
    """Both lists without the rows that have their like in the other one."""
    of_old, of_new = (Counter(map(key, rows)) for rows in (before, after))
    shared = of_old & of_new
    return list(left(before, key, shared)), list(left(after, key, shared))


def left(rows: Sequence[Row], key: Key, shared: Counter[Hashable]) -> Iterator[Row]:
    """The rows but for so many of each key."""
    taken = Counter(shared)
    for row in rows:
        if taken[key(row)] > 0:
            taken[key(row)] -= 1
        else:
            yield row


def pairs_by(old: list[Row], new: list[Row], key: Key) -> list[Pair]:
    """Rows of the same key, the first with the first; they are taken out of the lists."""
    waiting = defaultdict[Hashable, deque[Row]](deque)
    for row in new:
        waiting[key(row)].append(row)
    pairs, rest = [], []
    for row in old:
        others = waiting.get(key(row))
        if others:
            pairs.append((row, others.popleft()))
        else:
            rest.append(row)
    old[:] = rest
    new[:] = [row for others in waiting.values() for row in others]
    return pairs


def overlapping(old: list[Row], new: list[Row]) -> list[Pair]:
    """Rows of a kind that share characters; they are taken out of the lists. Within a list, none of a kind do."""
    pairs = []
    for kind in {group(row) for row in old}:
        ours, theirs = (
            sorted((row for row in rows if group(row) == kind and row.end_char), key=lambda row: row[:2]) for rows in (old, new)
        )
        i = j = 0
        while i < len(ours) and j < len(theirs):
            if ours[i].end_char <= theirs[j].start_char:
                i += 1
            elif theirs[j].end_char <= ours[i].start_char:
                j += 1
            else:
                pairs.append((ours[i], theirs[j]))
                i, j = i + 1, j + 1
    taken = {id(row) for pair in pairs for row in pair}
    for rows in (old, new):
        rows[:] = [row for row in rows if id(row) not in taken]
    return pairs


def in_order(article_id: str, pairs: Iterable[Pair], old: Iterable[Row], new: Iterable[Row]) -> list[Change]:
    """What has changed, was lost or gained, by place."""
    changes = [
        *(Change(article_id, *pair) for pair in pairs),
        *(Change(article_id, row, None) for row in old),
        *(Change(article_id, None, row) for row in new),
    ]
    return sorted(changes, key=lambda change: change.row[:3])
