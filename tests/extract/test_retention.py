"""What is no longer so is kept as long as is set, and for ever without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extract.query import ask, check
from extract.retention import ALL, Retention, apply
from extract.warehouse import Paths

Load = Callable[..., Any]


@pytest.fixture
def warehouse(corpus: Path, tmp_path: Path, load: Load) -> Path:
    """Three runs: an article with a former revision, one that is gone, a fault that is mended and one that is not."""
    (corpus / "bad.jsonl").write_text("neither\n")
    load(corpus, tmp_path / "w")
    (corpus / "a.txt").write_text("Exports came to $6.2 billion.")
    (corpus / "bad.jsonl").unlink()
    load(corpus, tmp_path / "w")
    (corpus / "b.md").unlink()
    load(corpus, tmp_path / "w")
    return tmp_path / "w"


def after(warehouse: Path, keep: Retention, days: float) -> tuple[int, int, int, int]:
    """(revisions, faults, runs, notes of what is outdated) once a run publishes so many days later."""
    now = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=days)
    with duckdb.connect(str(Paths(warehouse).working)) as connection:
        apply(connection, keep, now)
        tables = ("articles", "quarantine", "runs", "outdated")
        a, b, c, d = (connection.execute(f"select count(*) from {table}").fetchall()[0][0] for table in tables)
        return a, b, c, d


@pytest.mark.parametrize(("keep", "days", "left"), [
    (ALL, 10_000, (5, 2, 3, 3)),
    (Retention(revisions_days=30), 29, (5, 2, 3, 3)),
    (Retention(revisions_days=30), 31, (3, 2, 3, 1)),
    (Retention(faults_days=30), 31, (5, 1, 3, 2)),
    (Retention(runs=2), 0, (5, 2, 2, 3)),
    (Retention(runs=9, faults_days=1, revisions_days=1), 2, (3, 1, 3, 0)),
])  # fmt: skip
def test_what_is_kept(warehouse: Path, keep: Retention, days: float, left: tuple[int, ...]) -> None:
    assert after(warehouse, keep, days) == left
    assert after(warehouse, keep, days) == left


def test_a_fault_that_comes_again_is_no_longer_outdated(warehouse: Path, corpus: Path, load: Load) -> None:
    (corpus / "bad.jsonl").write_text("neither\n")
    load(corpus, warehouse)
    assert after(warehouse, Retention(faults_days=1), 9)[1] == 2


def test_a_load_goes_on_after_it(warehouse: Path, corpus: Path, load: Load) -> None:
    after(warehouse, Retention(1, 1, 1), 9)
    (corpus / "b.md").write_text("---\nid: bread\n---\nIt costs **€4.10** again.\n")
    assert load(corpus, warehouse).n_new == 1
    assert ask(warehouse, "select run_id from runs order by run_id").rows == [(3,), (4,)]
    assert all(v.n_rows == 0 for v in check(warehouse))
