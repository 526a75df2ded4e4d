"""The scorer, on readings made by hand: what is right, missed, false, and not counted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from annotate import read_marked
from gold import Gold, Link, Mention, Observation
from harbour import COPY, TEXT
from scoring import score

pytestmark = pytest.mark.usefixtures("harbour")


def read(label: str, text: str, **fields: Any) -> dict[str, Any]:
    """A mention as the extractor writes it."""
    start = TEXT.index(text)
    return {"id": start, "start_char": start, "end_char": start + len(text), "label": label, "text": text, **fields}


def counts(
    label: str, measure: str, mentions: list[dict[str, Any]], copy: str = COPY, observations: tuple[dict[str, Any], ...] = ()
) -> tuple[int, int, int]:
    """(right, wanted, got) of one measure."""
    reading = {"mentions": mentions, "observations": observations}
    s = score([read_marked(copy)], {"harbour.txt": reading})[label, measure]
    return s.right, s.wanted, s.got


SUM = read("MONEY", "$4.2 million", value="4200000", unit="USD", modifier="about", per="year")
BASE = read("MONEY", "$4.4 million", value="4400000.000", unit="USD", per="year")
MAY = read("DATE", "May 2023", first_day="2023-05-01", last_day="2023-05-31")


@pytest.mark.parametrize(
    ("why", "label", "measure", "mentions", "expected"),
    [
        ("nothing read", "MONEY", "overlap", [], (0, 2, 0)),
        ("both read", "MONEY", "reading", [SUM, BASE], (2, 2, 2)),
        ("a span that is too long", "MONEY", "exact", [read("MONEY", "$4.2 million a year")], (0, 2, 1)),
        ("but overlaps", "MONEY", "overlap", [read("MONEY", "$4.2 million a year")], (1, 2, 1)),
        ("other value", "MONEY", "value", [SUM | {"value": "4200"}], (0, 2, 1)),
        ("other unit", "MONEY", "value", [SUM | {"unit": "KES"}], (0, 2, 1)),
        ("a value is right without its modifier", "MONEY", "value", [SUM | {"modifier": None}], (1, 2, 1)),
        ("a reading is not", "MONEY", "reading", [SUM | {"modifier": None}], (0, 2, 1)),
        ("nor without its rate", "MONEY", "reading", [SUM | {"per": None}], (0, 2, 1)),
        ("two readings of one figure", "MONEY", "value", [SUM, {**SUM}], (1, 2, 2)),
        ("a sum where none is", "MONEY", "overlap", [read("MONEY", "port")], (0, 2, 1)),
        ("another label's", "PERCENT", "overlap", [SUM], (0, 1, 0)),
        ("days", "DATE", "days", [MAY], (1, 1, 1)),
        ("other days", "DATE", "days", [MAY | {"last_day": "2023-05-30"}], (0, 1, 1)),
        ("a place by another of its labels", "PLACE", "overlap", [read("LOC", "Kenya")], (1, 1, 1)),
        ("identity", "PLACE", "identity", [read("GPE", "Kenya", entity="KE")], (1, 1, 1)),
        ("other identity", "PLACE", "identity", [read("GPE", "Kenya", entity="TZ")], (0, 1, 1)),
        ("an identity left open is missing, not wrong", "PERSON", "identity", [read("PERSON", "Okafor")], (0, 1, 0)),
        ("so are days", "DATE", "days", [read("DATE", "May 2023")], (0, 1, 0)),
        (
            "a name without case and article",
            "PERSON",
            "identity",
            [read("PERSON", "Okafor", entity="the INES Okafor")],
            (1, 1, 1),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_measure(why: str, label: str, measure: str, mentions: list[dict[str, Any]], expected: tuple[int, int, int]) -> None:
    assert counts(label, measure, mentions) == expected, why


def optional(copy: str) -> str:
    return copy.replace(
        '"value": "4400000", "unit": "USD", "per": "year"}', '"value": "4400000", "unit": "USD", "optional": true}'
    )


def test_what_is_optional_counts_neither_found_nor_missed() -> None:
    assert counts("MONEY", "value", [SUM], optional(COPY)) == (1, 1, 1)
    assert counts("MONEY", "value", [SUM, BASE | {"value": "1"}], optional(COPY)) == (1, 1, 1)


def test_vague_dates_have_no_days_to_find() -> None:
    copy = COPY.replace('"granularity": "month", "date_basis"', '"vague": true, "granularity": "month", "date_basis"')
    assert counts("DATE", "days", [MAY | {"last_day": "2023-05-30"}], copy) == (0, 0, 0)
    assert counts("DATE", "overlap", [MAY], copy) == (1, 1, 1)


def test_another_label_that_is_accepted_is_no_false_reading() -> None:
    copy = COPY.replace('"label": "GPE"', '"label": "GPE", "label_accept": ["ORG"]')
    kenya = [read("ORG", "Kenya", entity="KE")]
    assert counts("ORG", "overlap", kenya, copy) == (0, 0, 0)
    assert counts("PLACE", "identity", kenya, copy) == (1, 1, 1)
    assert counts("ORG", "overlap", kenya) == (0, 0, 1)


def test_a_range_may_be_read_as_its_two_ends() -> None:
    span = {"start_char": 2, "end_char": 19, "text": "5 to 7 million lei"}
    wanted = Mention(id=1, label="MONEY", low=Decimal(5_000_000), high=Decimal(7_000_000), unit="RON", **span)
    golds = [Gold(article="x", text_sha256="", mentions=(wanted,))]
    ends = [
        {"id": 0, "start_char": 2, "end_char": 3, "label": "MONEY", "value": "5000000", "unit": "RON"},
        {"id": 1, "start_char": 7, "end_char": 19, "label": "MONEY", "value": "7000000", "unit": "RON"},
    ]
    for mentions, right in ((ends, 1), (ends[:1], 0), ([ends[0], ends[1] | {"value": "9000000"}], 0)):
        s = score(golds, {"x": {"mentions": mentions}})["MONEY", "value"]
        assert (s.right, s.wanted, s.got) == (right, 1, 1)


CHANGE = {
    "id": 0, "figure": 1, "metric": None, "concept": "the costs", "kind": "change", "direction": "down", "speaker": "Okafor",
    "base": {"value": "4400000", "unit": "USD"}, "first_day": "2023-05-01", "last_day": "2023-05-31",
    "places": [{"entity": "KE", "role": "in"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("why", "measure", "change", "expected"),
    [
        ("found", "found", {}, (1, 3, 1)),
        ("the head noun is enough", "metric", {}, (1, 3, 1)),
        ("another measure", "metric", {"concept": "costs of labour saved"}, (1, 3, 1)),
        ("another head", "metric", {"concept": "turnover"}, (0, 3, 1)),
        ("direction", "direction", {}, (1, 2, 1)),
        ("the wrong way", "direction", {"direction": "up"}, (0, 2, 1)),
        ("not said", "direction", {"direction": None}, (0, 2, 0)),
        ("base", "base", {}, (1, 2, 1)),
        ("another base", "base", {"base": {"value": "4.4", "unit": "USD"}}, (0, 2, 1)),
        ("period", "period", {}, (1, 1, 1)),
        ("another period", "period", {"last_day": "2023-12-31"}, (0, 1, 1)),
        ("places", "places", {}, (1, 1, 1)),
        ("another role", "places", {"places": [{"entity": "KE", "role": "from"}]}, (0, 1, 1)),
        ("a surname for the speaker", "speaker", {}, (1, 1, 1)),
        ("another speaker", "speaker", {"speaker": "the port"}, (0, 1, 1)),
        ("whole", "whole", {}, (1, 3, 1)),
        ("not whole without its base", "whole", {"base": None}, (0, 3, 1)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_claims(why: str, measure: str, change: dict[str, Any], expected: tuple[int, int, int]) -> None:
    figure = read("PERCENT", "4.5%", value="4.5", unit="percent") | {"id": 1}
    assert counts("claims", measure, [figure], observations=(CHANGE | change,)) == expected, why


def test_a_claim_on_a_misread_figure_is_not_found() -> None:
    figure = read("PERCENT", "4.5%", value="45", unit="percent") | {"id": 1}
    assert counts("claims", "found", [figure], observations=(CHANGE,)) == (0, 3, 1)
    assert counts("claims", "direction", [figure], observations=(CHANGE,)) == (0, 2, 1)


# ---------------------------------------------------------------- links
DOLLARS = {"start_char": 8, "end_char": 18, "label": "MONEY", "value": "5000000", "unit": "USD"}
EUROS = {"start_char": 20, "end_char": 30, "label": "MONEY", "value": "4600000", "unit": "EUR"}
POUNDS = {"start_char": 40, "end_char": 50, "label": "MONEY", "value": "4000000", "unit": "GBP"}


def link_counts(
    measure: str,
    links: list[tuple[int, int]],
    mentions: tuple[dict[str, Any], ...] = (DOLLARS, EUROS, POUNDS),
    optional: bool = False,
) -> tuple[int, int, int]:
    """(right, wanted, got) where the gold links the euros to the dollars; `links` name mentions by their places."""
    figures = [
        Mention(id=i, text="", label="MONEY", **{k: m[k] for k in ("start_char", "end_char", "unit")}, value=Decimal(m["value"]))
        for i, m in enumerate((DOLLARS, EUROS, POUNDS))
    ]
    claims = [Observation(id=i, figure=i, kind="level", optional=optional) for i in range(3)]
    wanted = Link(kind="equivalent", from_=1, to=0)
    golds = [Gold(article="x", text_sha256="", mentions=tuple(figures), observations=tuple(claims), links=(wanted,))]
    reading = {
        "mentions": [{"id": i, **m} for i, m in enumerate(mentions)],
        "observations": [{"id": i, "figure": i} for i in range(len(mentions))],
        "links": [{"kind": "equivalent", "from": a, "to": b} for a, b in links],
    }
    s = score(golds, {"x": reading})["links", measure]
    return s.right, s.wanted, s.got


@pytest.mark.parametrize(
    ("why", "links", "expected"),
    [
        ("none", [], (0, 1, 0)),
        ("the pair", [(1, 0)], (1, 1, 1)),
        ("the pair the other way round", [(0, 1)], (1, 1, 1)),
        ("another pair", [(2, 0)], (0, 1, 1)),
        ("both", [(1, 0), (2, 0)], (1, 1, 2)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_links(why: str, links: list[tuple[int, int]], expected: tuple[int, int, int]) -> None:
    assert link_counts("equivalent", links) == expected, why
    assert link_counts("equivalent of read", links) == expected, why


def test_a_link_of_misread_figures_is_left_out_of_those_read() -> None:
    misread = (DOLLARS, EUROS | {"value": "46"}, POUNDS)
    assert link_counts("equivalent", [(1, 0)], misread) == (1, 1, 1)
    assert link_counts("equivalent of read", [(1, 0)], misread) == (0, 0, 0)
    assert link_counts("equivalent", [(1, 0)], optional=True) == (0, 0, 0)
