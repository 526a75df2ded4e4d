"""How a mention was read, or why nothing was: number, scale, symbol, what decided the unit, the rule, the sentence marked.

The rules run again over the article while a trace (components.trace) listens to them; nothing is decided here. An
explanation is a list of parts, each a fact in words with its values, so that text and JSON tell the same.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from extract.components.equivalents import equivalents_of
from extract.components.numbers import numbers_of
from extract.components.resolve import PRIORITY, resolved
from extract.components.rule import Found, found_in
from extract.components.trace import Trace
from extract.components.words import words_of
from extract.errors import BadSetup
from extract.explain_parts import (
    Part,
    Work,
    date_parts,
    entity_parts,
    evidence_part,
    figure_parts,
    grouped,
    rule_part,
    step_of,
    summary,
)
from extract.observe import annotate, numerals, read_doc
from extract.pipeline import rules_digest
from extract.query import Cited
from extract.records import Article, Quarantined, plain
from extract.unread import marked
from extract.validate import validate

TOLD = frozenset(
    """start end start_char end_char label rule value low high unit unit_basis modifier half_width first_day last_day
    granularity date_basis entity entity_scheme entity_basis""".split()
)
"""Fields of a reading that a part of their own tells; any other field is told as it is."""
MOST_NAMES = 5
"""Articles of a file that an error message names."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What there is at a place of an article.

    kind    a label, `unread` for a numeral that no rule claimed, or `nothing`
    says    the answer in a line
    """

    article: Article
    kind: str
    start_char: int
    end_char: int
    says: str
    sentence: tuple[int, int]
    parts: tuple[Part, ...]


def explain(article: Article, char: int) -> Explanation:
    """How the mention at a character was read, or what is there instead. Raises BadSetup when there is no such character."""
    if not 0 <= char < len(article.text):
        last = len(article.text) - 1
        raise BadSetup(
            f'character {char:,} is not in "{article.id}", whose text has {last + 1:,}. Name one from 0 to {last:,}, '
            "as newsledger extract prints them; they count the article's text, not the file."
        )
    trace = Trace()
    doc = annotate(article, trace)
    work = Work(article, doc, trace, *validate(read_doc(doc, article)))
    there = next((found for found in resolved(doc) if found.start_char <= char < found.end_char), None)
    return of_mention(work, there) if there else of_gap(work, char)


def of_mention(work: Work, found: Found) -> Explanation:
    """How a mention was read."""
    step = step_of(work.trace, found)
    parts = [*figure_parts(work, found, step), *date_parts(work, found, step), *entity_parts(work, found), *evidence_part(step)]
    for name in (name for name in Found._fields if name not in TOLD):
        if value := getattr(found, name):
            parts.append(Part(name, "yes", {name: True}) if value is True else Part(name, str(value), {name: str(value)}))
    parts.append(rule_part(found.rule, step))
    parts += equivalent(work, found)
    parts += overruled(work, found.start_char, found.end_char)
    for bad in work.rejected:
        if (bad.start_char, bad.end_char) == (found.start_char, found.end_char):
            parts.append(Part("quarantine", f"{bad.detail} ({bad.reason}). {bad.remedy}", {"reason": bad.reason}))
    says = f"{found.label}: {summary(found)}"
    span = found.start_char, found.end_char
    return Explanation(work.article, found.label, *span, says, work.sentence_of(found.start_char), tuple(parts))


def of_gap(work: Work, char: int) -> Explanation:
    """What is at a character that no mention holds: a numeral that no rule claimed, or nothing."""
    number = next((n for n in numbers_of(work.doc) if n.start_char <= char < n.end_char), None)
    numeral = next((span for span in numerals(work.doc, work.article.text) if span[0] <= char < span[1]), None)
    spans = [*([number[:2]] if number else []), *([numeral] if numeral else [])]
    if not spans and not work.article.text[char].isspace():
        words = words_of(work.doc)
        spans = [words.characters(*words.tokens(char, char + 1))]
    start, end = min((s for s, _ in spans), default=char), max((e for _, e in spans), default=char + 1)
    kind, says = ("unread", "a numeral that no rule claimed") if number or numeral else ("nothing", "no mention and no numeral")
    parts: list[Part] = []
    if number:
        written, value = work.text(number.start_char, number.end_char), number.value
        tells = "tells no number" if number.vague else f"is {grouped(value)}"
        number_says = written if written in (plain(value), grouped(value)) else f"“{written}” {tells}"
        parts.append(Part("number", f"{number_says}, and no rule says of what", {"text": written, "value": plain(value)}))
    elif numeral:
        parts.append(Part("number", "not read as a number: it is part of a time, a version, a name or the like", {}))
    parts += refused(work, start, end)
    parts += overruled(work, start, end)
    parts += nearest(work, char)
    return Explanation(work.article, kind, start, end, says, work.sentence_of(char), tuple(parts))


def equivalent(work: Work, found: Found) -> Iterator[Part]:
    """The same amount in other units."""
    there = resolved(work.doc)
    for pair in equivalents_of(work.doc):
        first, second = there[pair.first], there[pair.second]
        if found.start in (first.start, second.start):
            other = second if found.start == first.start else first
            says = f"“{work.text(other.start_char, other.end_char)}” at {other.start_char} is the same amount ({pair.rule})"
            facts = {"rule": pair.rule, "start_char": other.start_char, "end_char": other.end_char}
            yield Part("equivalent", says, facts)


def overruled(work: Work, start: int, end: int) -> Iterator[Part]:
    """Readings of other kinds, or of the same, that share characters and gave way when overlaps were settled."""
    stays = {(f.start, f.end, f.rule) for f in resolved(work.doc)}
    for kind in PRIORITY:
        for f in found_in(work.doc, kind):
            if f.start_char < end and start < f.end_char and (f.start, f.end, f.rule) not in stays:
                tokens = range(f.start, f.end)
                winners = [w for w in resolved(work.doc) if w.start < tokens.stop and tokens.start < w.end]
                by = ", ".join(f"{w.label} “{work.text(w.start_char, w.end_char)}”" for w in winners)
                says = f"“{work.text(f.start_char, f.end_char)}” as {f.label} {summary(f)} ({f.rule}) gave way to {by}"
                facts = {"rule": f.rule, "label": f.label, "start_char": f.start_char, "end_char": f.end_char}
                yield Part("overruled", says, facts)
    kept = {(f.start, f.end, f.rule) for kind in PRIORITY for f in found_in(work.doc, kind)} | stays
    for f in (f for step in work.trace.steps for f in step.found):
        if f.start_char < end and start < f.end_char and (f.start, f.end, f.rule) not in kept:
            read = f"“{work.text(f.start_char, f.end_char)}” as {f.label} {summary(f)} ({f.rule})"
            says = f"{read} was taken back: in this table it is none"
            yield Part("overruled", says, {"rule": f.rule, "start_char": f.start_char, "end_char": f.end_char})


def refused(work: Work, start: int, end: int) -> Iterator[Part]:
    """Rules whose pattern matched these characters, and whose reader left them out."""
    for step in work.trace.steps:
        first, last = words_of(work.doc).characters(step.pieces[0].start, step.pieces[-1].end)
        if first >= end or start >= last or any(f.start_char < end and start < f.end_char for f in step.found):
            continue
        read = " and ".join(f"“{work.text(f.start_char, f.end_char)}”" for f in step.found)
        why = next((f": {n.says}" for n in step.notes if n.about == "refused"), "")
        did = f"reads only {read} of it" if read else f"its reader refuses that as a near miss{why}"
        says = f"{step.rule.name} matches “{work.text(first, last)}”, but {did}"
        yield Part("refused", says, {"rule": step.rule.name, "start_char": first, "end_char": last})


def nearest(work: Work, char: int) -> Iterator[Part]:
    """The mentions on either side of a character."""
    before = [f for f in resolved(work.doc) if f.end_char <= char][-1:]
    after = [f for f in resolved(work.doc) if f.start_char > char][:1]
    for name, found in (*(("before", f) for f in before), *(("after", f) for f in after)):
        says = f"“{work.text(found.start_char, found.end_char)}” at {found.start_char}–{found.end_char}, {found.label}"
        yield Part(name, says, {"start_char": found.start_char, "end_char": found.end_char, "label": found.label})
    if not before and not after:
        yield Part("nearest", "the article has no mention at all", {})


def as_text(explanation: Explanation, width: int = 110) -> str:
    """Lines to read: the answer, the sentence, and each part after its name."""
    e = explanation
    rows = [("sentence", marked(e.article.text, e.sentence, e.start_char, e.end_char)), *((p.name, p.says) for p in e.parts)]
    indent = max(len(name) for name, _ in rows) + 2
    of = f"“{e.article.title}”" if e.article.title else f'"{e.article.id}"'
    lines = [f"{e.says} (characters {e.start_char}–{e.end_char} of {of})", ""]
    for name, says in rows:
        first, *others = says.split("\n")
        for i, line in enumerate((first, *others)):
            begin = f"{name if not i else '':{indent}}"
            lines.append(textwrap.fill(line, max(width, 40), initial_indent=begin, subsequent_indent=" " * indent))
    return "\n".join(lines) + "\n"


def as_json(explanation: Explanation) -> str:
    """An object: article, place, answer, sentence, and the parts with their values."""
    e = explanation
    article = {key: getattr(e.article, key) for key in ("id", "revision", "title", "source")}
    published = str(e.article.published_on) if e.article.published_on else None
    body = {
        "article": {**article, "published_on": published},
        "rules": rules_digest(),
        "kind": e.kind,
        "start_char": e.start_char,
        "end_char": e.end_char,
        "text": e.article.text[e.start_char : e.end_char],
        "says": e.says,
        "sentence": {
            "start_char": e.sentence[0],
            "end_char": e.sentence[1],
            "text": e.article.text[slice(*e.sentence)],
            "marked": marked(e.article.text, e.sentence, e.start_char, e.end_char),
        },
        "parts": [{"part": part.name, "says": part.says, **part.facts} for part in e.parts],
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def explain_cited(cited: Cited) -> Explanation:
    """How a row of the ledger was read: its text is read again by the rules of now, and what differs is said first."""
    explanation = explain(cited.article, cited.start_char)
    apart: list[Part] = []
    if cited.state != "current":
        apart.append(Part("revision", f"{cited.state}: the ledger holds no rows of this text any more", {"state": cited.state}))
    if cited.rules != rules_digest():
        says = f"the ledger was read by other rules ({cited.rules}) than this explanation ({rules_digest()})"
        if cited.row:
            row = Found(start=0, end=0, **cited.row)
            says += f"; its row is {row.label}: {summary(row)} ({row.rule})"
        apart.append(Part("rules", f"{says}; newsledger run reads it again", {"ledger_rules": cited.rules}))
    return replace(explanation, parts=(*apart, *explanation.parts))


def choose(items: Iterable[Article | Quarantined], source: str, char: int, article_id: str | None) -> Article:
    """The article of a file that is meant: the one of that id, or the only one that has the character.

    Raises  BadSetup when there is none, or when several have the character
    """
    names: list[str] = []
    fault, n, fits, longest = "", 0, 0, None
    for item in items:
        if isinstance(item, Quarantined):
            fault = fault or f" {item.detail} ({item.reason}). {item.remedy}"
            continue
        if item.id == article_id:
            return item
        n, names = n + 1, [*names, item.id][:MOST_NAMES]
        fits += char < len(item.text)
        longest = item if longest is None or len(item.text) > len(longest.text) else longest
    if longest is None:
        raise BadSetup(f'no article is read from "{source}".{fault}')
    known = ", ".join(names) + (f" and {n - len(names)} more" if n > len(names) else "")
    if article_id is not None:
        raise BadSetup(f'no article "{article_id}" in "{source}"; it has {known}.{fault}')
    if fits > 1:
        raise BadSetup(f'{fits} articles of "{source}" have a character {char:,}. Name one with --article: {known}.')
    return longest
