"""Texts in, mentions out: every case of tests/cases/*.toml, and every rule's own example."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.attrs import IDS

from extract import components
from extract.components import cells, dates, money, percent
from extract.components.rule import Rule, found_in, literals_of
from extract.components.trace import Trace
from extract.errors import BadSetup
from extract.observe import annotate, observe_all
from extract.pipeline import build_nlp
from extract.records import Article, Reading
from extract.validate import validate

CASES = Path(__file__).parents[2] / "cases"
LABELS: dict[str, set[str]] = {
    "dates": {"DATE", "TIME"},
    "names": {"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT"},
    "entities": {"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT"},
}
"""Labels that files of cases are about, by the first word of their names; all others are about figures."""
FIGURES = {"MONEY", "PERCENT"}
COUNTED = FIGURES | {"QUANTITY", "CARDINAL", "ORDINAL"}
LABELS |= dict.fromkeys(("quantities", "counts", "ratios", "counts_near_misses"), COUNTED)
ALWAYS = ("modifier", "per")
"""Fields that are asserted also where a case does not give them."""


def cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.toml")):
        if path.stem == "equivalents":  # of pairs: test_equivalents.py
            continue
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            marks = pytest.mark.xfail(strict=True, reason=case["unmet"]) if "unmet" in case else ()
            found.append(pytest.param(path.stem, case, id=f"{path.stem}: {case['why']}", marks=marks))
    return found


@pytest.mark.parametrize(("kind", "case"), cases())
def test_case(kind: str, case: dict[str, Any], read: Any) -> None:
    reading = read(case["text"], case.get("title"), case.get("published_on"))
    labels = LABELS.get(kind.partition("_")[0], FIGURES)
    mentions = [m for m in reading.mentions if m.label in labels]
    assert [m.text for m in mentions] == [e["text"] for e in case["expect"]]
    for mention, expected in zip(mentions, case["expect"], strict=True):
        assert case["text"][mention.start_char : mention.end_char] == mention.text
        is_figure = labels in (FIGURES, COUNTED)
        wanted = dict.fromkeys(ALWAYS if is_figure else ()) | expected
        assert restated_by(reading, mention.id) == wanted.pop("equivalent", None)
        for name, value in wanted.items():
            got = getattr(mention, name)
            if name == "entity" and value == "":  # TOML has no null
                value = None
            assert (got if got is None or isinstance(got, int | date) else str(got)) == value, name
        if is_figure:
            assert (mention.value is None) == ("low" in expected or "vague" in expected)
        if labels is COUNTED and mention.label in ("CARDINAL", "ORDINAL"):
            assert (mention.unit, mention.counts) == (expected.get("unit"), expected.get("counts"))
        if labels is FIGURES:
            assert mention.unit is not None or expected.get("unit_basis") == "unknown"
        if kind.startswith("dates") and "first_day" not in expected:
            assert mention.first_day is None


WORD = re.compile(r"\d+|\w+|[^\w\s]")
COMMON, WINDOW = 8, 8
"""Times that a word stands in the cases to be told from others; words of a text that is cut out of one."""


def cut_texts() -> list[str]:
    """Pieces of the cases' texts, one that begins and one that ends with each pair of words; numbers and rare words are one."""
    texts = [param.values[1]["text"] for param in cases()]
    times = Counter(word.lower() for text in texts for word in WORD.findall(text))
    found: dict[tuple[object, ...], str] = {}
    for text in texts:
        words = list(WORD.finditer(text))
        lower = [match[0].lower() for match in words]
        keys = [
            "1" if word.isdigit() else word if times[word] >= COMMON else match[0][0].isupper()
            for word, match in zip(lower, words, strict=True)
        ]
        for i, match in enumerate(words):
            found.setdefault(("begins", *keys[i : i + 2]), text[match.start() : words[i : i + WINDOW][-1].end()])
            found.setdefault(("ends", *keys[max(0, i - 1) : i + 1]), text[words[max(0, i + 1 - WINDOW)].start() : match.end()])
    return list(dict.fromkeys(found.values()))


def test_a_text_may_begin_and_end_anywhere() -> None:
    for raw in observe_all([Article(id="a", revision="0" * 16, text=text) for text in cut_texts()]):
        _, rejected = validate(raw)
        assert rejected == []


def test_the_cases_of_names_are_many_and_a_third_of_them_near_misses() -> None:
    found = [param.values for param in cases() if param.values[0].startswith("entities_")]
    near = [case["why"].startswith("near miss: ") for _, case in found]
    assert len(near) >= 400
    assert 3 * sum(near) >= len(near)


def restated_by(reading: Reading, mention: int) -> str | None:
    """The text of the sum that a mention restates in another currency."""
    figure_of = {o.id: o.figure for o in reading.observations}
    ends = {figure_of[link.from_observation]: figure_of[link.to_observation] for link in reading.links}
    return next((m.text for m in reading.mentions if m.id == ends.get(mention)), None)


RULES = [
    *((rule, "money") for rule in money.RULES),
    *((r, "percent") for r in percent.RULES),
    *((r, "cells") for r in cells.RULES),
    *((r, "dates") for r in dates.RULES),
]


@pytest.mark.parametrize(("rule", "kind"), [pytest.param(r, k, id=r.name) for r, k in RULES])
def test_example_is_matched_by_its_rule(rule: Rule, kind: str) -> None:
    trace = Trace()
    doc = annotate(Article(id="a", revision="0" * 16, text=rule.example), trace)
    read = {found.rule for found in found_in(doc, kind)}
    if kind == "dates":  # some say what is no date, and some only stand within others
        read |= {step.rule.name for step in trace.steps}
    assert rule.name in read


def test_rule_names_are_unique() -> None:
    names = [rule.name for rule, _ in RULES]
    assert len(names) == len(set(names))


def test_no_component_asks_for_what_the_vocabulary_leaves_out() -> None:
    """In build_nlp() token.is_title is false and token.lower_ empty, whatever the word."""
    left_out = [f"{name.lower()}_?" for name in IDS if name.startswith(("IS_", "LIKE_"))]
    asked = re.compile(rf"\.(?:{'|'.join(left_out)}|(?:lower|norm|shape|prefix|suffix|lang)_)(?!\w|\()")
    for path in (Path(components.__file__).parent).rglob("*.py"):
        assert not asked.findall(path.read_text(encoding="utf-8")), f"{path.name}: ask the token's text instead"


def test_one_component_works_alone() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("newsledger_money")
    doc = nlp("It cost USD34.6 million, or $3bn.")
    assert [span.text for span in doc.spans["money"]] == ["USD34.6 million", "$3bn"]
    assert [span.id_ for span in doc.spans["money"]] == ["money.code", "money.sign"]


def test_ents_do_not_overlap_and_name_their_rule() -> None:
    doc = build_nlp()("On May 3, 2023 President Xi Jinping promised 5% of $3bn to Egypt.")
    assert [(e.text, e.label_) for e in doc.ents] == [
        ("May 3, 2023", "DATE"),
        ("Xi Jinping", "PERSON"),
        ("5%", "PERCENT"),
        ("$3bn", "MONEY"),
        ("Egypt", "GPE"),
    ]
    assert all("." in e.id_ for e in doc.ents)


def test_sentences_end_where_readers_end_them(read: Any) -> None:
    text = 'Mr. Smith of Acme Inc. paid $5 million. "It is fair," he said. The U.S. Senate agreed.\n\nA new paragraph'
    sentences = [text[s.start_char : s.end_char] for s in read(text).sentences]
    assert sentences == [
        "Mr. Smith of Acme Inc. paid $5 million.",
        '"It is fair," he said.',
        "The U.S. Senate agreed.",
        "A new paragraph",
    ]


def test_numerals_left_over_are_listed(read: Any) -> None:
    reading = read("It works 24/7 and has 17 gates worth $5m.")
    assert [u.text for u in reading.unread] == ["24/7"]


def test_a_pattern_that_asks_for_more_than_letters_is_refused() -> None:
    with pytest.raises(BadSetup, match=r"rule x\.title: IS_TITLE True in its pattern"):
        literals_of([Rule("x.title", [{"IS_TITLE": True}], example="")])


@pytest.mark.parametrize(
    ("text", "n_sentences"),
    [
        ("It was sold by Acme Corp.\n    Exports rose.", 2),  # a new paragraph ends a sentence, also after an abbreviation
        ("It was sold by Acme Corp.\n\nExports rose.", 2),
        ("Mr. Smith said so.", 1),
        ("Sales rose. Costs fell.", 2),
        ("Sales rose 4.5 pct\nin May.", 1),
        ("Sales:\nNorth\t4\nSouth\t5\nAll rose.", 4),  # a row of a table, and what follows it
        ("Sales:\n| | $m |\n|---|---|\n| North | 4 |\nAll rose.", 4),
        ("Sales:\nNorth   4   1\nSouth   5   2\nWest    6   3\nAll rose.", 5),
        ("\tSales rose\n\tin May and\n\tcosts fell.", 1),  # tabs that are no table's
    ],
)
def test_sentences(text: str, n_sentences: int) -> None:
    assert len(list(build_nlp()(text).sents)) == n_sentences
