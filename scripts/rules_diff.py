"""What a change of rules gained, lost and changed on the corpus, row by row.

    rules_diff.py REF [--format text|markdown] [--limit N]

Reads every article of the corpus twice, with the rules of this checkout and with those of the git revision REF, and lists each
mention and claim that only one of them has, or that they read differently. Both read the same texts, those of this checkout.
Where the article has gold, a row says whether the gold has it so.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import gold
import scoring

from extract.errors import BadSetup

ROOT = Path(__file__).resolve().parent.parent
SIGNS = {"gained": "+", "lost": "-", "changed": "~"}
# What numbers a row or follows from its place is no reading.
BESIDE = frozenset(("id", "start_char", "end_char", "text", "label", "sentence", "figure"))
# Importing the components registers them; the installed entry points may name one that the other library does not have.
READER = """
import importlib, pkgutil, spacy.util, extract.components as c
spacy.util.registry._entry_point_factories.entry_points = False
for module in pkgutil.walk_packages(c.__path__, c.__name__ + "."):
    importlib.import_module(module.name)
from extract.cli import app
app(["extract", "-", "--input", "jsonl", "--format", "jsonl"])
"""


class Row(NamedTuple):
    """A mention or claim: where it stands, what it is, and how it was read."""

    start_char: int
    end_char: int
    label: str
    fields: Mapping[str, Any]


class Change(NamedTuple):
    """A row that is not the same in both; one of the sides is None when only the other has it."""

    kind: str
    article: str
    before: Row | None
    after: Row | None

    @property
    def row(self) -> Row:
        row = self.after or self.before
        assert row is not None
        return row


def source_of(ref: str, folder: Path) -> Path:
    """Write the library's source as of a git revision into a folder. Raises BadSetup when git does not know it."""
    done = subprocess.run(["git", "-C", str(ROOT), "archive", ref, "--", "src"], capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode().strip()
        raise BadSetup(f'git has no "{ref}" with src/ in it ({said}). Name a commit, tag or branch: make rules-diff BASE=main.')
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder / "src"


def readings(source: Path) -> dict[str, Any]:
    """{article id: its reading} of the whole corpus, by the library in `source`, in a process of its own."""
    lines = (json.dumps(a.model_dump(mode="json", exclude={"revision"}, exclude_none=True)) for a in gold.articles().values())
    done = subprocess.run(
        [sys.executable, "-c", READER],
        input="\n".join(lines).encode(),
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(source)},
        check=False,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if len(found) < len(gold.articles()):
        raise BadSetup(
            f"the library in {source} read {len(found)} of {len(gold.articles())} articles; what it said stands above."
        )
    return {reading["id"]: reading for reading in found}


def rows_of(reading: Mapping[str, Any]) -> list[Row]:
    """The mentions of a reading, and its claims at their figures."""
    by_id = {m["id"]: m for m in reading["mentions"]}
    at = [(m, m["label"], m) for m in reading["mentions"]]
    at += [(by_id[o["figure"]], "claim", o) for o in reading.get("observations", ())]
    return [
        Row(m["start_char"], m["end_char"], label, {k: v for k, v in values.items() if k not in BESIDE})
        for m, label, values in at
    ]


def close(a: Row, b: Row) -> int:
    """3 for the same characters and label, 2 for the same characters, 1 for some shared; a claim is never close to a mention."""
    if (a.label == "claim") != (b.label == "claim") or a.start_char >= b.end_char or b.start_char >= a.end_char:
        return 0
    return 1 + (a[:2] == b[:2]) + (a[:3] == b[:3])


def changes_of(article: str, before: list[Row], after: list[Row]) -> Iterator[Change]:
    """Rows that are not the same, in order of place; those at the same characters, or else that overlap, are one row changed."""
    old = [row for row in before if row not in after]
    new = [row for row in after if row not in before]
    changes = []
    for closeness in (3, 2, 1):
        for row in list(old):
            other = next((n for n in new if close(row, n) >= closeness), None)
            if other is not None:
                old.remove(row)
                new.remove(other)
                changes.append(Change("changed", article, row, other))
    changes += [Change("lost", article, row, None) for row in old] + [Change("gained", article, None, row) for row in new]
    yield from sorted(changes, key=lambda c: c.row[:2])


def verdict(row: Row, known: gold.Gold | None) -> str:
    """What the gold says of a mention: right, wrong, or nothing when the article has none."""
    if known is None or row.label == "claim":
        return ""
    read = {"start_char": row.start_char, "end_char": row.end_char, **row.fields}
    for m in known.mentions:
        if scoring.overlaps(m, read) and row.label in (m.label, *m.label_accept):
            checks = {
                "MONEY": scoring.same_value,
                "PERCENT": scoring.same_value,
                "QUANTITY": scoring.same_value,
                "CARDINAL": scoring.same_value,
            }
            days = scoring.same_days if m.first_day and not m.vague else None
            check = checks.get(m.label) or days or (scoring.same_entity if m.entity else None)
            return "optional" if m.optional else "right" if check is None or check(m, read) else "wrong"
    return "wrong"


def fields_shown(change: Change) -> str:
    """The reading of a row, or what of it has changed."""
    if change.before is None or change.after is None:
        return ", ".join(f"{k} {flat(v)}" for k, v in change.row.fields.items())
    a, b = ({"label": r.label, "chars": f"{r.start_char}–{r.end_char}", **r.fields} for r in (change.before, change.after))
    return ", ".join(f"{k} {flat(a.get(k))} → {flat(b.get(k))}" for k in dict.fromkeys([*a, *b]) if a.get(k) != b.get(k))


def flat(value: object) -> str:
    return "–" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def summary(changes: list[Change], total: Counter[str]) -> list[list[str]]:
    """A line a label: rows before, gained, lost, changed."""
    labels = sorted({*total, *(c.row.label for c in changes)})
    counts = Counter((c.row.label, c.kind) for c in changes)
    return [[label, str(total[label]), *(str(counts[label, kind]) for kind in SIGNS)] for label in labels]


def report(ref: str, changes: list[Change], total: Counter[str], markdown: bool, limit: int) -> Iterator[str]:
    """The lines of the report."""
    header = ["label", f"rows at {ref}", *SIGNS]
    rows = summary(changes, total)
    if markdown:
        yield from ("| " + " | ".join(cells) + " |" for cells in (header, ["---"] * len(header), *rows))
    else:
        yield from ("  ".join(cell.ljust(14) for cell in cells).rstrip() for cells in (header, *rows))
    known = {g.article: g for g in gold.load_gold()}
    shown: Counter[tuple[str, str]] = Counter()
    for change in changes:
        row = change.row
        shown[row.label, change.kind] += 1
        if limit and shown[row.label, change.kind] > limit:
            continue
        says = "".join(
            f" (gold: {side} {v})"
            for side, r in (("before", change.before), ("after", change.after))
            if r and (v := verdict(r, known.get(change.article)))
        )
        context = gold.in_context(change.article, row.start_char, row.end_char)
        yield ""
        head = f"{SIGNS[change.kind]} {row.label}"
        yield f"{f'- `{head}`' if markdown else head} {change.article} {row.start_char}: {context}"
        yield f"  {fields_shown(change)}{says}"
    left = sum(max(0, n - limit) for n in shown.values()) if limit else 0
    if left:
        yield f"\n{left} more; --limit 0 shows all."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ref", help="git revision to compare with, such as main or HEAD~3")
    parser.add_argument("--format", choices=("text", "markdown"), default="text", help="markdown is for a code review")
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="show at most N rows of each label and kind; 0 is all")
    args = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder:
            before = readings(source_of(args.ref, Path(folder)))
        after = readings(ROOT / "src")
    except BadSetup as error:
        print(f"rules-diff: {error}", file=sys.stderr)
        return 1
    old = {name: rows_of(reading) for name, reading in before.items()}
    changes = [c for name, reading in after.items() for c in changes_of(name, old[name], rows_of(reading))]
    total = Counter(row.label for rows in old.values() for row in rows)
    print("\n".join(report(args.ref, changes, total, args.format == "markdown", args.limit)))
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` ends it quietly
    sys.exit(main())
