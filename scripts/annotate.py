"""Annotate the corpus: marked copies of its articles.

    annotate.py mark ARTICLE              print the text with its mentions marked, to amend or to begin with
    annotate.py save FILE…                check marked copies and write corpus/gold/ARTICLE.json
    annotate.py compare FIRST SECOND      list where two marked copies of one article differ
    annotate.py check                     check all gold and its relations

corpus/gold/README.md says what is annotated and how.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from gold import (
    Gold,
    Link,
    Mention,
    Observation,
    article,
    as_json,
    dumps,
    in_context,
    load_gold,
    load_relations,
    path_of,
    plain,
    sha256_of_text,
)
from gold_checks import faults, relation_faults, squeeze
from pydantic import ValidationError
from scoring import same_head, shares_name

from extract.errors import BadSetup
from extract.records import Article

MARK = re.compile(r"⟦(\d+)\|(.*?)⟧", re.DOTALL)
SEPARATOR = "\n=====\n"


# ---------------------------------------------------------------- marked copies
def marked(item: Article, gold: Gold | None) -> str:
    """The text with ⟦id|mention⟧ around each mention, then the readings, a JSON object a line."""
    mentions = gold.mentions if gold else ()
    text, at = [], 0
    for m in mentions:
        text += [item.text[at : m.start_char], f"⟦{m.id}|{m.text}⟧"]
        at = m.end_char
    lines = [dumps({"article": item.id})]
    for m in mentions:
        values = plain(m)
        lines.append(dumps({"m": m.id, **{k: v for k, v in values.items() if k not in ("id", "start_char", "end_char", "text")}}))
    for o in gold.observations if gold else ():
        values = plain(o)
        lines.append(dumps({"o": values.pop("id"), **values}))
    for link in gold.links if gold else ():
        values = plain(link)
        lines.append(dumps({"l": values.pop("kind"), **values}))
    return "".join(text) + item.text[at:] + SEPARATOR + "\n".join(lines) + "\n"


def unmarked(copy: str) -> tuple[str, dict[int, tuple[int, int, str]]]:
    """The text without marks, and {number: (start_char, end_char, text)} of the marks."""
    text: list[str] = []
    spans: dict[int, tuple[int, int, str]] = {}
    at = length = 0
    for match in MARK.finditer(copy):
        text.append(copy[at : match.start()])
        length += match.start() - at
        number, inner = int(match[1]), match[2]
        if number in spans:
            raise BadSetup(f"mark {number} is there twice.")
        spans[number] = (length, length + len(inner), inner)
        text.append(inner)
        length += len(inner)
        at = match.end()
    return "".join(text) + copy[at:], spans


def read_marked(copy: str) -> Gold:
    """The gold in a marked copy. Raises BadSetup, naming all that is wrong, when text, marks and readings do not fit."""
    body, separator, readings = copy.rpartition(SEPARATOR)
    if not separator:
        raise BadSetup('no line "=====" between the text and the readings.')
    rows = []
    for n, line in enumerate(readings.splitlines(), 1):
        if line.strip():
            try:
                rows.append(json.loads(line))
            except json.JSONDecodeError as error:
                raise BadSetup(f"readings, line {n} is no JSON ({error.msg}): {line[:80]}") from None
    name = next((row["article"] for row in rows if "article" in row), None)
    if name is None:
        raise BadSetup('the readings do not begin with {"article": …}.')
    item = article(name)
    text, spans = unmarked(body)
    if text != item.text:
        at = next((i for i, (a, b) in enumerate(zip(text, item.text, strict=False)) if a != b), min(len(text), len(item.text)))
        raise BadSetup(f"the text differs at char {at}: {text[at : at + 40]!r}; the article has {item.text[at : at + 40]!r}.")
    wrong: list[str] = []
    mentions: list[Mention] = []
    observations: list[Observation] = []
    links: list[Link] = []
    for row in rows:
        try:
            if "m" in row:
                number = row.pop("m")
                start, end, inner = spans.pop(number)
                mentions.append(Mention(id=number, start_char=start, end_char=end, text=inner, **row))
            elif "o" in row:
                observations.append(Observation(id=row.pop("o"), **row))
            elif "l" in row:
                links.append(Link(kind=row.pop("l"), **row))
        except KeyError as error:
            wrong.append(f"reading {row}: mark {error} is not in the text, or was read twice")
        except (ValidationError, TypeError) as error:
            first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": "", "msg": str(error)}
            wrong.append(f"reading {row}: {'.'.join(map(str, first['loc']))}: {first['msg']}")
    wrong += [f"mark {number} ({inner!r}) has no reading" for number, (*_, inner) in spans.items()]
    gold = Gold(
        article=name,
        text_sha256=sha256_of_text(text),
        mentions=tuple(sorted(mentions, key=lambda m: m.start_char)),
        observations=tuple(sorted(observations, key=lambda o: o.id)),
        links=tuple(links),
    )
    wrong += faults(gold, item)
    if wrong:
        raise BadSetup(f"{name}:\n  " + "\n  ".join(wrong))
    return gold


# ---------------------------------------------------------------- two readers
class Difference(NamedTuple):
    """One point in which two readers differ."""

    what: str
    at: int
    first: str
    second: str


MINOR = frozenset(
    ("id", "figure", "start_char", "end_char", "text", "granularity", "date_basis", "inherited", "counts", "optional", "vague")
) | {f"{name}_accept" for name in ("label", "entity", "unit", "metric", "subject", "speaker")}


def differences(first: Gold, second: Gold) -> list[Difference]:
    """Where two readers of one article differ: mentions that one of them has, spans, and each field that counts."""
    found: list[Difference] = []
    theirs = list(second.mentions)
    same: dict[int, int] = {}
    for m in first.mentions:
        other = next((t for t in theirs if t.start_char < m.end_char and m.start_char < t.end_char), None)
        if other is None:
            found.append(Difference("mention", m.start_char, f"{m.label} {m.text!r}", "–"))
            continue
        theirs.remove(other)
        same[m.id] = other.id
        if (m.start_char, m.end_char) != (other.start_char, other.end_char):
            found.append(Difference("span", m.start_char, repr(m.text), repr(other.text)))
        found += fields_that_differ(plain(m), plain(other), m.start_char, m.text)
    found += [Difference("mention", t.start_char, "–", f"{t.label} {t.text!r}") for t in theirs]
    claims = {o.figure: o for o in second.observations}
    ours, others = ({m.id: m for m in gold.mentions} for gold in (first, second))
    for o in first.observations:
        m = ours[o.figure]
        claim = claims.pop(same.get(o.figure, -1), None)
        if claim is None:
            found.append(Difference("claim", m.start_char, f"{m.text!r}: {o.kind} of {o.concept!r}", "–"))
        else:
            found += fields_that_differ(plain(o), plain(claim), m.start_char, m.text)
    for o in claims.values():
        m = others[o.figure]
        found.append(Difference("claim", m.start_char, "–", f"{m.text!r}: {o.kind} of {o.concept!r}"))
    return sorted(found, key=lambda d: d.at)


def fields_that_differ(a: dict[str, Any], b: dict[str, Any], at: int, text: str) -> Iterator[Difference]:
    for name in sorted((a.keys() | b.keys()) - MINOR):
        accepted = a.get(name) in b.get(f"{name}_accept", ()) or b.get(name) in a.get(f"{name}_accept", ())
        if not accepted and not same_field(name, a.get(name), b.get(name)):
            yield Difference(name, at, f"{text!r} {dumps(a.get(name))}", dumps(b.get(name)))


def same_field(name: str, a: Any, b: Any) -> bool:
    """Whether two readers say the same in a field: phrases by their heads, names by their last words."""
    if a and b and name in ("concept", "metric"):
        return same_head(a, b)
    if a and b and name in ("subject", "speaker"):
        return shares_name(a, b)
    return squeeze(dumps(a)) == squeeze(dumps(b))


# ---------------------------------------------------------------- commands
Copy = Annotated[Path, typer.Argument(help="A marked copy.", exists=True, dir_okay=False)]
app = typer.Typer(help=__doc__, add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def mark(name: Annotated[str, typer.Argument(help="Id of an article in the corpus.")]) -> None:
    """Print a marked copy of an article, with the gold it has."""
    item = article(name)
    path = path_of(name)
    gold = Gold.model_validate_json(path.read_bytes()) if path.exists() else None
    if gold and gold.text_sha256 != sha256_of_text(item.text):
        gold = moved(gold, item)
    sys.stdout.write(marked(item, gold))


def moved(gold: Gold, item: Article) -> Gold:
    """The gold with its mentions where they now are in a text that has changed; those that are gone are told and dropped."""
    at, kept = 0, []
    for m in gold.mentions:
        start = item.text.find(m.text, at)
        if start < 0:
            print(f"gone: {m.label} {m.text!r}", file=sys.stderr)
            continue
        kept.append(m.model_copy(update={"start_char": start, "end_char": start + len(m.text)}))
        at = start + len(m.text)
    return gold.model_copy(update={"mentions": tuple(kept)})


@app.command()
def save(
    files: Annotated[list[Path], typer.Argument(help="Marked copies.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check.")] = False,
) -> None:
    """Check marked copies and write them into corpus/gold."""
    failed = False
    for file in files:
        try:
            gold = read_marked(file.read_text(encoding="utf-8"))
        except (BadSetup, OSError) as error:
            failed = True
            print(f"{file}: {error}", file=sys.stderr)
            continue
        if not dry_run:
            path_of(gold.article).write_text(as_json(gold), encoding="utf-8")
        print(f"{gold.article}: {len(gold.mentions)} mentions, {len(gold.observations)} claims, {len(gold.links)} links")
    raise typer.Exit(int(failed))


@app.command()
def compare(first: Copy, second: Copy) -> None:
    """List where two marked copies of one article differ."""
    a, b = (read_marked(path.read_text(encoding="utf-8")) for path in (first, second))
    found = differences(a, b)
    for d in found:
        print(f"{d.at:5d} {d.what:10s} first {d.first} | second {d.second}\n{'':17s}{in_context(a.article, d.at, d.at)}")
    sizes = f"{len(a.mentions)} | {len(b.mentions)} mentions, {len(a.observations)} | {len(b.observations)} claims"
    print(f"{len(found)} differences; {sizes}")


@app.command()
def check() -> None:
    """Check all gold and its relations."""
    golds = load_gold()
    wrong = [f"{g.article}: {fault}" for g in golds for fault in faults(g, article(g.article))]
    wrong += relation_faults(load_relations(), golds)
    print("\n".join(wrong) or f"{len(golds)} articles, nothing wrong")
    raise typer.Exit(int(bool(wrong)))


def main() -> None:
    try:
        app()
    except BadSetup as error:
        print(f"annotate.py: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
