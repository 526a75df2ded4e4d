"""The views of who and where: identities with their wordings, who is named with whom, what is said, beside which figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extract.query import ask

ARTICLES = {
    "a": "Kazakhstan sold wheat for $5 million. The Kazakh minister, President Ana Ruiz of Chile said, may sell 3% more.\n",
    "b": "Kazakh barley goes to China.\n\nPresident Ana Ruiz spoke. Ruiz left.\n",
}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory, load_ledger: Callable[..., Any]) -> Path:
    folder = tmp_path_factory.mktemp("entities")
    (folder / "corpus").mkdir()
    days = {"a": "2024-05-01", "b": "2024-06-01"}
    lines = [json.dumps({"id": id, "title": id, "published_on": days[id], "text": text}) for id, text in ARTICLES.items()]
    (folder / "corpus" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    load_ledger(folder / "corpus", folder / "w")
    return folder / "w"


def test_an_identity_lists_its_wordings_with_their_counts(ledger: Path) -> None:
    days = "first_published_on::varchar, last_published_on::varchar"
    columns = f"entity_scheme, name, labels, n_mentions, n_articles, forms, {days}"
    assert ask(ledger, f"select {columns} from entities where entity in ('KZ', 'Ana Ruiz') order by entity").rows == [
        ("name", "Ana Ruiz", ["PERSON"], 3, 2, {"Ana Ruiz": 2, "Ruiz": 1}, "2024-05-01", "2024-06-01"),
        # The country's name, though its adjective is met more often.
        ("iso3166", "Kazakhstan", ["GPE", "NORP"], 3, 2, {"Kazakh": 2, "Kazakhstan": 1}, "2024-05-01", "2024-06-01"),
    ]


def test_who_is_named_with_whom(ledger: Path) -> None:
    answer = ask(ledger, "select other, n_sentences, n_articles from co_mentions where entity = 'KZ' order by other")
    assert answer.rows == [("Ana Ruiz", 1, 1), ("CL", 1, 1), ("CN", 1, 1)]
    once = ask(ledger, "select count(*) from co_mentions where entity = 'CL' and other = 'KZ'")
    assert once.rows == [(1,)]


def test_who_appears_with_which_figures(ledger: Path) -> None:
    columns = "entity, labels, text, value::varchar, unit, n_chars_apart"
    answer = ask(ledger, f"select {columns} from figures_by_entity where entity in ('KZ', 'CL') order by start_char, entity")
    assert [row[:5] for row in answer.rows] == [
        ("KZ", ["GPE"], "$5 million", "5000000.000000000", "USD"),
        ("CL", ["GPE"], "3%", "3.000000000", "percent"),
        ("KZ", ["NORP"], "3%", "3.000000000", "percent"),
    ]
    assert answer.rows[0][5] == ARTICLES["a"].index("$")


@pytest.mark.parametrize("about", ["KZ", "Kazakhstan", "Kazakh"])
def test_what_was_said_about_a_place_by_any_of_its_names(about: str, ledger: Path) -> None:
    assert ask(ledger, f"select title, forms, n_figures from said_about('{about}')").rows == [
        ("a", ["Kazakhstan"], 1),
        ("a", ["Kazakh"], 1),
        ("b", ["Kazakh"], 0),
    ]
    assert [row[0] for row in ask(ledger, f"select text from figures_about('{about}')").rows] == ["$5 million", "3%"]


def test_what_was_said_since_a_day(ledger: Path) -> None:
    rows = ask(ledger, "select sentence, citation_id from said_about('Ruiz', since := date '2024-05-02')").rows
    assert [row[0] for row in rows] == ["President Ana Ruiz spoke.", "Ruiz left."]
    assert ask(ledger, f"select quote from cite('{rows[1][1]}')").rows == [("Ruiz",)]
