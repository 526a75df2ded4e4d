"""What the README shows is what comes out."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_cli import ROOT, call

README = (ROOT / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"\$ newsledger query (\".*?\")\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def corpus_ledger(tmp_path_factory: pytest.TempPathFactory, load_ledger: Callable[..., Any]) -> Path:
    warehouse = tmp_path_factory.mktemp("readme") / "w"
    load_ledger(ROOT / "corpus", warehouse)
    return warehouse


def test_there_are_queries() -> None:
    assert len(QUERIES) >= 4


@pytest.mark.parametrize(("sql", "shown"), QUERIES)
def test_query_gives_what_is_shown(sql: str, shown: str, corpus_ledger: Path) -> None:
    (statement,) = shlex.split(sql)
    done = call("query", statement, "-w", str(corpus_ledger))
    assert [line.rstrip() for line in done.stdout.rstrip().splitlines()] == shown.rstrip().splitlines()


def test_the_corpus_is_read_whole_and_sound(corpus_ledger: Path) -> None:
    from extract.query import ask, check

    assert ask(corpus_ledger, "select reason, path from quarantine").rows == []
    assert all(v.n_rows == 0 for v in check(corpus_ledger))
    ((currencies, countries),) = ask(
        corpus_ledger,
        "select (select count(distinct unit) from money), (select count(distinct entity) from mentions where label = 'GPE')",
    ).rows
    assert currencies >= 8
    assert countries >= 12
