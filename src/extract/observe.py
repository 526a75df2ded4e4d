"""Doc + Article → records. Decides nothing: it writes down what the components read."""

from __future__ import annotations

import gc
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from typing import Any, NamedTuple

from spacy.tokens import Doc

from extract.components.dates.anchors import dated
from extract.components.equivalents import equivalents_of
from extract.components.numbers import numbers_of
from extract.components.resolve import resolved
from extract.components.rule import Found
from extract.components.sentences import sentence_spans
from extract.components.trace import KEY as TRACE
from extract.components.trace import Trace
from extract.components.words import bare_doc
from extract.pipeline import build_nlp, rules_digest
from extract.records import MODEL, Article

NUMERAL = re.compile(r"\d(?:[\d.,/:-]*\d)?")
DIGIT = re.compile(r"\d")


class Raw(NamedTuple):
    """What was read from one article, as plain values, before validation."""

    article: Article
    rules: str
    dated_on: date | None
    dated_by: str | None
    sentences: list[dict[str, Any]]
    mentions: list[dict[str, Any]]
    observations: list[dict[str, Any]]
    links: list[dict[str, Any]]
    unread: list[dict[str, Any]]


READ = Found._fields.index("value")
"""The first of what a reading may say; it is named as the fields of the records."""
SAID = {
    label: tuple((Found._fields.index(field.name), field.name) for field in fields(model) if field.name in Found._fields[READ:])
    for label, model in MODEL.items()
}
"""{label: place in a reading, and name, of each field that its record has and that may be empty}."""


TOGETHER = 240_000
"""Characters of articles that go through each step together: the step's code and tables stay in the processor's cache
meanwhile, which saves a sixth of the time. Half or twice as much is slower by a hundredth or two."""


def observe(article: Article) -> Raw:
    """Run the rules over one article."""
    return next(observe_all([article]))


def observe_all(articles: Iterable[Article]) -> Iterator[Raw]:
    """Run the rules over articles, a few together; in their order."""
    for group in groups(articles):
        yield from observe_group(group)


def observe_group(group: Sequence[Article]) -> list[Raw]:
    """Run each rule over all articles of a group before the next. The memory of the Docs serves the next group."""
    nlp = build_nlp()
    docs = [bare_doc(nlp, article.text, article.title, article.published_on) for article in group]
    for _, component in nlp.pipeline:
        docs = [component(doc) for doc in docs]
    return [read_doc(doc, article) for doc, article in zip(docs, group, strict=True)]


def annotate(article: Article, trace: Trace) -> Doc:
    """The text of one article with all that the rules read of it; `trace` is told how."""
    nlp = build_nlp()
    doc = bare_doc(nlp, article.text, article.title, article.published_on)
    doc.user_data[TRACE] = trace
    return nlp(doc)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """No rounds of Python's collector of cycles: to look through the readings of a batch again and again as they grow takes a
    seventh of a load, and finds nothing, for extraction leaves no cycles. End it when the batch has been loaded and dropped:
    what is alive then is tables and memos of the process, which the collector never looks at again.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.freeze()
            gc.enable()


def groups(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Articles in lists of about TOGETHER characters."""
    group: list[Article] = []
    size = 0
    for article in articles:
        group.append(article)
        size += len(article.text)
        if size >= TOGETHER:
            yield group
            group, size = [], 0
    if group:
        yield group


def read_doc(doc: Doc, article: Article) -> Raw:
    """The plain values of an annotated Doc, in order of position."""
    text = article.text
    sentences: list[dict[str, Any]] = []
    for start, end in sentence_spans(doc):
        if text[start].isspace() or text[end - 1].isspace():
            start, end = strip(text, start, end)
        if start < end:
            sentences.append({"id": len(sentences), "start_char": start, "end_char": end})
    begins = [sentence["start_char"] for sentence in sentences[1:]]
    found = resolved(doc)
    mentions = [mention(text, f, number, begins) for number, f in enumerate(found)]
    left = unread(doc, text, found, begins if sentences else None)
    return Raw(article, rules_digest(), *dated(doc), sentences, mentions, *equivalents(doc, mentions), left)


def strip(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets without the white space at either end."""
    part = text[start:end].lstrip()
    return end - len(part), end - len(part) + len(part.rstrip())


def mention(text: str, found: Found, number: int, begins: Sequence[int]) -> dict[str, Any]:
    """The record of one reading as plain values; empty fields are left out. `begins` as of `unread`."""
    always: tuple[Any, ...] = found[:READ]
    _, _, start, end, label, rule = always
    values: dict[str, Any] = {
        "id": number,
        "start_char": start,
        "end_char": end,
        "label": label,
        "text": text[start:end],
        "sentence": bisect_right(begins, start),
        "rule": rule,
    }
    for at, name in SAID[label]:
        value = found[at]
        if value is not None:
            values[name] = value
    return values


OF_OBSERVATION = ("value", "low", "high", "unit", "sentence")


def equivalents(doc: Doc, mentions: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(observations, links) of the figures that are given in two units."""
    pairs = equivalents_of(doc)
    rules = {figure: pair.rule for pair in reversed(pairs) for figure in (pair.first, pair.second)}
    ids = {figure: number for number, figure in enumerate(sorted(rules))}
    observations = []
    for figure, number in ids.items():
        said = {name: mentions[figure][name] for name in OF_OBSERVATION if name in mentions[figure]}
        observations.append({"id": number, "figure": figure, **said, "rule": rules[figure]})
    links = [{"kind": "equivalent", "from_observation": ids[pair.second], "to_observation": ids[pair.first]} for pair in pairs]
    return observations, links


def unread(doc: Doc, text: str, found: Sequence[Found], begins: Sequence[int] | None) -> list[dict[str, Any]]:
    """Numerals that no reading covers, in digits or in words; `begins` are the first characters of sentences after the first."""
    left: list[dict[str, Any]] = []
    i = 0
    for start, end in numerals(doc, text):
        while i < len(found) and found[i].end_char <= start:
            i += 1
        if i < len(found) and found[i].start_char < end:
            continue
        sentence = bisect_right(begins, start) if begins is not None else None
        left.append({"start_char": start, "end_char": end, "text": text[start:end], "sentence": sentence})
    return left


def numerals(doc: Doc, text: str) -> list[tuple[int, int]]:
    """Half-open characters of every numeral in order: runs of digits, and numbers without one ("seventeen", "½").

    A lone "one" is left out: it is a pronoun more often than a number.
    """
    spans = [match.span() for match in NUMERAL.finditer(text)]
    for number in numbers_of(doc):
        start, end = number.start_char, number.end_char
        if not text[start].isdecimal() and not DIGIT.search(text, start, end) and text[start:end].lower() != "one":
            spans.append((start, end))
    return sorted(spans)
