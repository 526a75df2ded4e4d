"""A comparison of two snapshots in words: tables for a terminal, JSON for a program, Markdown for the review of a change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from extract.diff import Diff
from extract.pairing import Change, Row
from extract.query import as_text, json_value

SIGNS = {"gained": "+", "lost": "-", "changed": "~"}
ARTICLES = 20
"""Articles that a table lists, those with most changes."""
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


def headline(found: Diff) -> str:
    """What was compared, and how many rows are not the same."""
    if not found:
        return f"{found.old} and {found.new} say the same."
    n = {kind: sum(getattr(counts, kind) for counts in found.labels.values()) for kind in SIGNS}
    states: dict[str, int] = {}
    for article in found.articles:
        states[article.state] = states.get(article.state, 0) + 1
    of_state = ", ".join(f"{states[state]} {state}" for state in sorted(states))
    rows = ", ".join(f"{n[kind]} {kind}" for kind in SIGNS)
    return f"{found.old} → {found.new}: rows {rows}; articles {of_state}."


def by_label(found: Diff) -> tuple[list[str], list[list[str]]]:
    """(columns, rows) of the labels that have rows."""
    rows = [[label, *map(str, asdict(counts).values())] for label, counts in found.labels.items()]
    return ["label", "old", "new", *SIGNS], rows


def by_article(found: Diff) -> tuple[list[str], list[list[str]]]:
    """(columns, rows) of the articles with most changes; a last row for those that are left out."""
    most = sorted(found.articles, key=lambda a: (-(a.gained + a.lost + a.changed), a.article_id))
    rows = [[a.article_id, a.state, *(str(getattr(a, kind)) for kind in SIGNS)] for a in most[:ARTICLES]]
    if rest := most[ARTICLES:]:
        rows.append([f"{len(rest)} more", "", *(str(sum(getattr(a, kind) for a in rest)) for kind in SIGNS)])
    return ["article", "is", *SIGNS], rows


def beside(found: Diff) -> Iterator[str]:
    """What the tables do not say."""
    if found.n_left_out:
        yield f"{found.n_left_out} more rows; --limit 0 lists all."
    if found.not_compared:
        yield f"Only one of the two has, and so not compared: {', '.join(found.not_compared)}."


def one_line(change: Change) -> tuple[str, str, str, str, str]:
    """(sign, label, article and character, words in context, reading or what of it has changed)."""
    row = change.row
    label = f"{change.before.label} → {row.label}" if change.before and change.before.label != row.label else row.label
    words = change.context or " ".join(row.text.split())
    return SIGNS[change.kind], label, f"{change.article_id} {row.start_char}", words, reading(change)


def reading(change: Change) -> str:
    """The fields of a row that was gained or lost; of one that has changed, those that are not the same."""
    if change.before is None or change.after is None:
        return ", ".join(f"{name} {as_text(value)}" for name, value in change.row.fields.items())
    before, after = (placed(row) for row in (change.before, change.after))
    if change.before.label == "article" and before.get("revision") != after.get("revision"):
        for fields in (before, after):
            del fields["chars"]
    names = dict.fromkeys([*before, *after])
    told = (
        f"{n} {as_text(before.get(n)) or '–'} → {as_text(after.get(n)) or '–'}" for n in names if before.get(n) != after.get(n)
    )
    return ", ".join(told)


def placed(row: Row) -> dict[str, Any]:
    """The fields of a row with its place."""
    return {"chars": f"{row.start_char}–{row.end_char}", **row.fields}


def as_json(found: Diff) -> str:
    """One object: the counts by label and article, and the rows, each as it was and is."""

    def side(row: Row | None) -> dict[str, Any] | None:
        return None if row is None else {**row._asdict(), "fields": dict(row.fields)}

    changes = [
        {"kind": c.kind, "article_id": c.article_id, "context": c.context, "before": side(c.before), "after": side(c.after)}
        for c in found.changes
    ]
    whole = {
        "old": found.old,
        "new": found.new,
        "labels": {label: asdict(counts) for label, counts in found.labels.items()},
        "articles": [asdict(article) for article in found.articles],
        "rows": changes,
        "n_left_out": found.n_left_out,
        "not_compared": found.not_compared,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, default=json_value) + "\n"


def as_markdown(found: Diff) -> str:
    """The same for a code review; nothing of an article is read as markup."""
    lines = [f"**{escaped(headline(found))}**"]
    if found:
        lines += ["", *table(*by_label(found)), "", "<details><summary>By article</summary>", ""]
        lines += [*table(*by_article(found)), "", "</details>"]
    if found.changes:
        lines += ["", "<details><summary>Rows</summary>", ""]
        for change in found.changes:
            sign, label, place, words, read = map(escaped, one_line(change))
            lines.append(
                f"- `{sign[-1]}` {label}, {place}: {words}  \n  {read}" if read else f"- `{sign[-1]}` {label}, {place}: {words}"
            )
        lines += ["", "</details>"]
    lines += [text for line in beside(found) for text in ("", escaped(line))]
    return "\n".join(lines) + "\n"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table, numbers to the right."""
    numbers = ["---:" if name in ("old", "new", *SIGNS) else "---" for name in columns]
    return [f"| {' | '.join(cells)} |" for cells in (columns, numbers, *([*map(escaped, row)] for row in rows))]


def escaped(text: str) -> str:
    """Text of an article as Markdown that shows it."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))
