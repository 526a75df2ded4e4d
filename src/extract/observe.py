"""Doc + Article → records. Decides nothing: it writes down what the components read."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from spacy.tokens import Doc

from extract.components.numbers import numbers_of
from extract.components.resolve import resolved
from extract.components.rule import Found
from extract.components.sentences import sentence_spans
from extract.components.trace import KEY as TRACE
from extract.components.trace import Trace
from extract.components.words import bare_doc
from extract.pipeline import build_nlp, rules_digest
from extract.records import Article

NUMERAL = re.compile(r"\d(?:[\d.,/:-]*\d)?")
DIGIT = re.compile(r"\d")


class Raw(NamedTuple):
    """What was read from one article, as plain values, before validation."""

    article: Article
    rules: str
    sentences: list[dict[str, Any]]
    mentions: list[dict[str, Any]]
    unread: list[dict[str, Any]]


FIELDS = {
    "MONEY": ("value", "low", "high", "unit", "unit_basis", "modifier", "half_width", "per", "vague"),
    "PERCENT": ("value", "low", "high", "unit", "modifier", "half_width", "per", "vague"),
    "DATE": ("first_day", "last_day", "granularity"),
}


def observe(article: Article) -> Raw:
    """Run the rules over one article."""
    return read_doc(annotate(article), article)


def annotate(article: Article, trace: Trace | None = None) -> Doc:
    """The article's text with all that the rules read of it; a `trace` is told how."""
    nlp = build_nlp()
    doc = bare_doc(nlp, article.text)
    if trace is not None:
        doc.user_data[TRACE] = trace
    return nlp(doc)


def read_doc(doc: Doc, article: Article) -> Raw:
    """The plain values of an annotated Doc, in order of position."""
    text = article.text
    sentences: list[dict[str, Any]] = []
    for start, end in sentence_spans(doc):
        start, end = strip(text, start, end)
        if start < end:
            sentences.append({"id": len(sentences), "start_char": start, "end_char": end})
    mentions: list[dict[str, Any]] = []
    at = 0
    covered: list[tuple[int, int]] = []
    for number, found in enumerate(resolved(doc)):
        at = sentence_at(sentences, found.start_char, at)
        mentions.append(mention(text, found, number, at))
        covered.append((found.start_char, found.end_char))
    return Raw(article, rules_digest(), sentences, mentions, unread(doc, text, covered, sentences))


def strip(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets without the white space at either end."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def sentence_at(sentences: list[dict[str, Any]], char: int, at: int) -> int:
    """Ordinal of the sentence that holds `char`, searching on from `at`."""
    while at + 1 < len(sentences) and sentences[at + 1]["start_char"] <= char:
        at += 1
    return at


def mention(text: str, found: Found, number: int, sentence: int) -> dict[str, Any]:
    """The record of one reading as plain values; empty fields are left out."""
    values = {
        "id": number,
        "start_char": found.start_char,
        "end_char": found.end_char,
        "label": found.label,
        "text": text[found.start_char : found.end_char],
        "sentence": sentence,
        "rule": found.rule,
        "entity": found.entity,
        "entity_scheme": found.entity_scheme,
    }
    for name in FIELDS.get(found.label, ()):
        values[name] = getattr(found, name)
    if found.label == "DATE" and found.first_day:
        values["date_basis"] = "stated"
    return {name: value for name, value in values.items() if value is not None}


def unread(doc: Doc, text: str, covered: list[tuple[int, int]], sentences: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Numerals that no mention covers, in digits or in words."""
    left: list[dict[str, Any]] = []
    i = at = 0
    for start, end in numerals(doc, text):
        while i < len(covered) and covered[i][1] <= start:
            i += 1
        if i < len(covered) and covered[i][0] < end:
            continue
        at = sentence_at(sentences, start, at)
        left.append({"start_char": start, "end_char": end, "text": text[start:end], "sentence": at if sentences else None})
    return left


def numerals(doc: Doc, text: str) -> list[tuple[int, int]]:
    """Half-open characters of every numeral in order: runs of digits, and numbers without one ("seventeen", "½").

    A lone "one" is left out: it is a pronoun more often than a number.
    """
    spans = [match.span() for match in NUMERAL.finditer(text)]
    for number in numbers_of(doc):
        start, end = number.start_char, number.end_char
        if not DIGIT.search(text, start, end) and text[start:end].lower() != "one":
            spans.append((start, end))
    return sorted(spans)
