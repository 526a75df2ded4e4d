"""The gold of the corpus is consistent, and as large as its README says."""

from __future__ import annotations

import re
from itertools import combinations

import gold
import pytest
from gold import Relation, load_gold, load_relations
from gold_checks import faults, relation_faults

GOLDS = load_gold()
RELATIONS = load_relations()


@pytest.mark.parametrize("known", GOLDS, ids=lambda known: known.article)
def test_offsets_codes_readings_and_links_hold(known: gold.Gold) -> None:
    assert faults(known, gold.article(known.article)) == []
    assert known.mentions
    assert known.observations
    assert gold.path_of(known.article).read_text(encoding="utf-8") == gold.as_json(known), "written by hand: annotate.py save"


def test_relations_point_to_claims() -> None:
    assert relation_faults(RELATIONS, GOLDS) == []
    assert {r.kind for r in RELATIONS} == {"agrees", "contradicts", "cannot all be true"}
    sets = [frozenset((c.article, c.observation) for c in r.claims) for r in RELATIONS if r.kind != "cannot all be true"]
    assert not [pair for pair in combinations(sets, 2) if pair[0] == pair[1]], "a pair is there twice"


def test_there_is_enough_of_it() -> None:
    long = [g for g in GOLDS if len(gold.article(g.article).text.split()) >= 300]
    assert len(long) >= 20
    assert {m.label for g in GOLDS for m in g.mentions} == set(gold.LABELS)
    assert {o.kind for g in GOLDS for o in g.observations} == {"level", "change", "share", "price", "count"}


def test_the_example_in_the_readme_is_gold() -> None:
    readme = (gold.CORPUS / "gold" / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```json\n(.*?)```", readme, re.DOTALL)
    assert shown
    example = gold.Gold.model_validate_json(shown[1])
    assert [o.figure for o in example.observations] == [2]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ({"kind": "agrees", "claims": [("a", 1), ("a", 9)]}, "no claim"),
        ({"kind": "agrees", "claims": [("a", 1), ("a", 2), ("b", 1)]}, "needs two claims"),
        ({"kind": "cannot all be true", "claims": [("a", 1), ("a", 2), ("b", 1)], "why": " "}, "no reason"),
    ],
)
def test_relations_that_lead_nowhere_are_named(line: dict[str, object], says: str) -> None:
    o = {"figure": 1, "kind": "level", "concept": "x"}
    golds = [
        gold.Gold.model_validate({"article": name, "text_sha256": "", "observations": [{"id": i, **o} for i in (1, 2)]})
        for name in "ab"
    ]
    claims = [{"article": name, "observation": i} for name, i in line["claims"]]  # type: ignore[attr-defined]
    relation = Relation.model_validate({"why": "same month", **line, "claims": claims})
    assert any(says in fault for fault in relation_faults([relation], golds))
