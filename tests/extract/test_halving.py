"""One article that breaks our own code costs that article and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from extract import halving, rows
from extract.errors import BadSetup
from extract.halving import load_batch, read_batch
from extract.load import Loader, Summary
from extract.observe import observe_all
from extract.query import ask, check
from extract.records import Article

Load = Callable[[Path, Path], Summary]
N = 13


@pytest.fixture
def many(tmp_path: Path) -> Path:
    folder = tmp_path / "many"
    folder.mkdir()
    for i in range(N):
        (folder / f"{i:02}.txt").write_text(f"Exports of Kenya rose {i + 1}% to ${i + 1} million in May 2024.\n")
    lines = (f'{{"id": "j{i}", "text": "The fund lost ${i} million in 2022."}}\n' for i in range(5))
    (folder / "j.jsonl").write_text("".join(lines) + "no json\n")
    return folder


def load_as_the_flow(corpus: Path, warehouse: Path, size: int, told: list[str]) -> Summary:
    with Loader(corpus, warehouse) as loader:
        for batch in loader.batches(size):
            articles = [article for _, article in batch.articles]
            readings, rejected = read_batch(articles, told.append, lambda n: None)
            load_batch(loader, batch, readings, rejected, told.append)
        return loader.publish(3)


def breaks_on(bad: set[str]) -> Callable[[Any], Any]:
    """Extraction that fails on some articles, as a fault in a rule would."""

    def observe(articles: Any) -> Any:
        for article in articles:
            if article.id in bad:
                raise IndexError("list index out of range")
            yield from observe_all([article])

    return observe


@pytest.mark.parametrize("bad", [{"07.txt"}, {"00.txt", "12.txt"}, {"j0", "j4"}, {f"{i:02}.txt" for i in range(N)}])
@pytest.mark.parametrize("size", [1, 4, 500])
def test_the_article_that_extraction_fails_on_is_found(
    many: Path, tmp_path: Path, load: Load, monkeypatch: pytest.MonkeyPatch, bad: set[str], size: int
) -> None:
    load(many, tmp_path / "sound")
    told: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(halving, "observe_all", breaks_on(bad))
        load_as_the_flow(many, tmp_path / "w", size, told)
    faults = ask(tmp_path / "w", "select article_id, detail from quarantine where reason = 'extraction-failed' and is_open").rows
    assert {article for article, _ in faults} == bad
    assert {detail for _, detail in faults} == {"IndexError: list index out of range (test_halving.py, observe)"}
    sums = "select article_id, value from money order by all"
    sound = [row for row in ask(tmp_path / "sound", sums).rows if row[0] not in bad]
    assert ask(tmp_path / "w", sums).rows == sound
    assert ask(tmp_path / "w", "select count(*), count(distinct text) from articles").rows == [(N + 5, N + 5)]
    assert not [c for c in check(tmp_path / "w") if c.n_rows]
    # Other rules read it again, and the fault is closed.
    for module in ("observe", "warehouse"):
        monkeypatch.setattr(f"extract.{module}.rules_digest", lambda: "f" * 16)
    load_as_the_flow(many, tmp_path / "w", size, told)
    assert ask(tmp_path / "w", sums).rows == ask(tmp_path / "sound", sums).rows
    assert ask(tmp_path / "w", "select count(*) from quarantine where reason = 'extraction-failed' and is_open").rows == [(0,)]


@pytest.mark.parametrize("size", [1, 4, 500])
def test_the_article_whose_rows_do_not_load_is_found(
    many: Path, tmp_path: Path, load: Load, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    load(many, tmp_path / "sound")
    told: list[str] = []

    def rows_of(kept: Any, schema: Any) -> Any:
        if any(reading.article.id in ("03.txt", "j2") for _, reading in kept):
            raise pa.ArrowInvalid("value does not fit")
        return rows.tables_of(kept, schema)

    with monkeypatch.context() as patch:
        patch.setattr("extract.load.tables_of", rows_of)
        load_as_the_flow(many, tmp_path / "w", size, told)
    found = ask(tmp_path / "w", "select path, article_id, detail like 'ArrowInvalid: value%' from quarantine "
                "where reason = 'loading-failed' and is_open order by all").rows  # fmt: skip
    assert found == [("03.txt", "03.txt", True), ("j.jsonl", "j2", True)]
    assert ask(tmp_path / "w", "select count(*) from quarantine where line = 6 and is_open").rows == [(1,)]
    sums = "select article_id, value from money order by all"
    sound = ask(tmp_path / "sound", sums).rows
    assert ask(tmp_path / "w", sums).rows == [row for row in sound if row[0] not in ("03.txt", "j2")]
    for name in ("03.txt", "j.jsonl"):
        with (many / name).open("a") as file:
            file.write("\n")
    load_as_the_flow(many, tmp_path / "w", size, told)
    assert ask(tmp_path / "w", sums).rows == sound
    assert ask(tmp_path / "w", "select count(*) from quarantine where reason = 'loading-failed' and is_open").rows == [(0,)]


@pytest.mark.parametrize("error", [BadSetup("no room"), OSError(28, "No space left on device"), duckdb.FatalException("gone")])
def test_what_no_article_is_to_blame_for_stops_the_run(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(*_: object) -> Any:
        raise error

    monkeypatch.setattr("extract.load.tables_of", fails)
    with pytest.raises((BadSetup, OSError, duckdb.Error)):
        load_as_the_flow(many, tmp_path / "w", 4, [])
    if not isinstance(error, duckdb.Error):
        monkeypatch.setattr(halving, "observe_all", fails)
        with pytest.raises(type(error)):
            read_batch([Article(id="a", revision="0", text="x")] * 2, print, print)
