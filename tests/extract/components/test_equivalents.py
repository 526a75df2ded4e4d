"""Texts in, pairs out: every case of tests/cases/equivalents.toml, every rule's own example, and what JSON has of a pair."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from extract.components.equivalents import RULES, equivalents_of
from extract.components.rule import Rule
from extract.pipeline import build_nlp
from extract.records import Link, LinkKind, as_json

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "equivalents.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["why"]) for case in CASES])
def test_case(case: dict[str, Any], read: Any) -> None:
    reading = read(case["text"])
    figure_of = {o.id: next(m for m in reading.mentions if m.id == o.figure) for o in reading.observations}
    ends = [(figure_of[link.from_observation], figure_of[link.to_observation]) for link in reading.links]
    assert [(a.text, b.text) for a, b in ends] == [(e["second"], e["first"]) for e in case["expect"]]
    assert {o.id for o in reading.observations} == {i for k in reading.links for i in (k.from_observation, k.to_observation)}
    for o in reading.observations:
        figure = figure_of[o.id]
        said = (figure.value, figure.low, figure.high, figure.unit, figure.sentence)
        assert (o.value, o.low, o.high, o.unit, o.sentence) == said
        assert o.rule.startswith("equivalent.")


def test_the_cases_are_many_and_a_third_of_them_near_misses() -> None:
    near = [case for case in CASES if not case["expect"]]
    assert len(CASES) >= 80
    assert 3 * len(near) >= len(CASES)
    assert all(case["why"].startswith("near miss: ") for case in near)


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in RULES])
def test_example_is_matched_by_its_rule(rule: Rule) -> None:
    doc = build_nlp()(rule.example)
    assert rule.name in {pair.rule for pair in equivalents_of(doc)}


def test_json_has_the_ends_as_from_and_to(read: Any) -> None:
    written = json.loads(as_json(read("Trade came to about $33.58 billion (246 billion yuan).")))
    assert written["observations"] == [
        {"id": 0, "figure": 0, "value": "33580000000", "unit": "USD", "sentence": 0, "rule": "equivalent.bracket"},
        {"id": 1, "figure": 1, "value": "246000000000", "unit": "CNY", "sentence": 0, "rule": "equivalent.bracket"},
    ]
    assert written["links"] == [{"kind": "equivalent", "from": 1, "to": 0}]
    assert Link.model_validate(written["links"][0], strict=False) == Link(
        kind=LinkKind.EQUIVALENT, from_observation=1, to_observation=0
    )


def test_figures_are_numbered_among_all_mentions(read: Any) -> None:
    reading = read("In May 2023 Kazakhstan paid 5% of 10 million euros ($11.2 million) to Egypt.")
    assert [reading.mentions[o.figure].text for o in reading.observations] == ["10 million euros", "$11.2 million"]
