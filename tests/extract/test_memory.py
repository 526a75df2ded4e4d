"""DuckDB's memory does not grow with the ledger, and what is loaded does not depend on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import loads
import pytest
from loads import export, plain_load, read_all

from extract import memory
from extract.load import Loader
from extract.warehouse import connect


@pytest.fixture
def reference(corpus: Path, tmp_path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What the corpus gives when nothing is folded in before the end."""
    with Loader(corpus, tmp_path / "reference") as loader:
        for batch in loader.batches(100):
            loader.load(batch, *read_all([article for _, article in batch.articles]))
        loader.publish(1)
    return export(tmp_path / "reference")


def test_a_long_log_is_folded_in_between_two_batches(
    corpus: Path, tmp_path: Path, reference: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "WAL_BYTES", 1)
    with Loader(corpus, tmp_path / "w") as loader:
        for batch in loader.batches(1):
            loader.load(batch, *read_all([article for _, article in batch.articles]))
            assert memory.wal_size(loader.paths.working) == 0
        loader.publish(1)
    assert export(tmp_path / "w") == reference


def test_what_needs_more_than_little_memory_gets_it(
    corpus: Path, tmp_path: Path, reference: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "FINISH_BYTES", 300_000)
    monkeypatch.setattr(memory, "FINISH_SHARE", 0)
    plain_load(corpus, tmp_path / "w")
    assert export(tmp_path / "w") == reference


@pytest.mark.parametrize(("n_texts", "n_tries"), [(10, 1), (500, 2)])
def test_a_last_task_is_done_again_without_a_limit(
    n_texts: int, n_tries: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "FINISH_BYTES", 2_500_000)
    monkeypatch.setattr(memory, "FINISH_SHARE", 0)
    path, limits = tmp_path / "a.duckdb", []
    connection = connect(path)
    connection.execute(
        f"create table t as select rpad(md5(i::varchar), 10_000, md5(i::varchar)) as text from range({n_texts}) as r(i)"
    )
    expected = connection.execute("select bit_xor(hash(text)) from t").fetchall()

    def task(connection: duckdb.DuckDBPyConnection) -> None:
        limits.append(memory.memory_limit(connection))
        memory.checkpoint(connection)

    memory.finish(path, connection, task)
    assert limits[0] == "2.3 MiB"
    assert len(limits) == n_tries
    assert memory.wal_size(path) == 0
    with connect(path) as connection:
        assert connection.execute("select bit_xor(hash(text)) from t").fetchall() == expected


def test_what_is_wrong_with_a_last_task_shows(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with pytest.raises(duckdb.CatalogException, match="missing"):
        memory.finish(path, connect(path), lambda connection: connection.execute("from missing"))
    with duckdb.connect(str(path)):  # it was closed all the same
        pass


@pytest.mark.services
def test_memory_does_not_grow_with_the_ledger(processes: Any, tmp_path: Path) -> None:
    once, often = (loads.asked(processes, "peak_of_load", tmp_path / str(n), n) for n in (6, 60))
    # A tenth more of a process that has extracted text as well; without the limit half as much again.
    assert often < 1.2 * once
