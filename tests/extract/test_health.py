"""What monitors are told: each matter sound, then brought about; Prometheus' own parser reads the numbers."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from extract.health import Bounds, exposition, look, span, verdicts
from extract.load import Loader
from extract.warehouse import Paths
from extract.withdrawals import Named, act, record

Load = Callable[..., Any]


@pytest.fixture
def warehouse(corpus: Path, tmp_path: Path, load: Load) -> Path:
    load(corpus, tmp_path / "w")
    return tmp_path / "w"


def judged(corpus: Path, warehouse: Path, **bounds: Any) -> dict[str, tuple[bool, str]]:
    return {v.name: (v.sound, v.seen) for v in verdicts(look(corpus, warehouse), Bounds(**bounds))}


def failing(corpus: Path, warehouse: Path, **bounds: Any) -> list[str]:
    return [name for name, (sound, _) in judged(corpus, warehouse, **bounds).items() if not sound]


def numbers(corpus: Path, warehouse: Path) -> dict[str, float]:
    """{metric, with its label's value: number}, as Prometheus reads it."""
    text = exposition(look(corpus, warehouse))
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_sound_ledger(corpus: Path, warehouse: Path) -> None:
    seen = judged(corpus, warehouse)
    assert all(sound for sound, _ in seen.values())
    assert seen["snapshot"][1].startswith("newsledger-000001.duckdb, published ")
    assert seen["waiting"][1] == "0 files to load"
    assert seen["run"][1] == "none going on"
    assert seen["quarantine"][1] == "1 open: 1 not-json"


def test_bounds_that_are_crossed(corpus: Path, warehouse: Path) -> None:
    assert failing(corpus, warehouse, quarantined=1, age_hours=1) == []
    assert failing(corpus, warehouse, quarantined=0, age_hours=0) == ["snapshot", "quarantine"]


def test_files_that_wait_for_a_run_that_does_not_come(corpus: Path, warehouse: Path) -> None:
    (corpus / "new.txt").write_text("It cost $7 million.")
    os.utime(corpus / "new.txt", (1, 1))  # it came now, whatever it says
    assert failing(corpus, warehouse) == []
    assert judged(corpus, warehouse)["waiting"][1].startswith("1 file to load, the first for 0 s")
    assert failing(corpus, warehouse, waiting_minutes=0) == ["waiting"]
    with Loader(corpus, warehouse):
        assert failing(corpus, warehouse, waiting_minutes=0) == [], "a run has come"
    for path in corpus.iterdir():
        path.touch()
    assert numbers(corpus, warehouse)["newsledger_files_waiting"] == 1, "the others are only touched"


def test_a_withdrawal_that_waits(corpus: Path, warehouse: Path, load: Load) -> None:
    record(corpus, [act(Named("bread", "b.md"), "retracted", "ana")])
    assert failing(corpus, warehouse, waiting_minutes=0) == ["waiting"]
    load(corpus, warehouse)
    assert numbers(corpus, warehouse)["newsledger_files_waiting"] == 0


def test_a_run_that_goes_on_and_one_that_is_stuck(corpus: Path, warehouse: Path, load: Load) -> None:
    with Loader(corpus, warehouse):
        assert failing(corpus, warehouse) == []
        assert judged(corpus, warehouse)["run"][1].startswith(f"process {os.getpid()} on ")
        hour_ago = time.time() - 3600
        for path in Paths(warehouse).work.iterdir():
            os.utime(path, (hour_ago, hour_ago))
        assert failing(corpus, warehouse) == ["run"]
        assert judged(corpus, warehouse)["run"][1].endswith("last wrote 60 min ago")
    assert failing(corpus, warehouse) == []
    load(corpus, warehouse)  # the lock is free still


def test_no_ledger_a_damaged_one_and_no_corpus(corpus: Path, warehouse: Path, tmp_path: Path) -> None:
    assert failing(corpus, tmp_path / "nothing") == ["snapshot"]
    assert failing(tmp_path / "nothing", warehouse) == ["waiting"]
    snapshot = Paths(warehouse).link.resolve()
    snapshot.chmod(0o644)
    os.truncate(snapshot, 20_000)
    assert "snapshot" in failing(corpus, warehouse)
    assert numbers(corpus, warehouse)["newsledger_ledger_readable"] == 0


def test_metrics_are_what_happened(corpus: Path, warehouse: Path, load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    (corpus / 'b"ad\\.jsonl').write_text("neither\n")
    (corpus / "b.md").unlink()
    (corpus / "a.txt").write_text("Exports came to $6.2 billion.")
    load(corpus, warehouse)
    told = numbers(corpus, warehouse)
    expected = {
        "newsledger_ledger_readable": 1,
        "newsledger_articles current": 3,
        "newsledger_articles withdrawn": 1,
        "newsledger_articles superseded": 1,
        "newsledger_quarantine_open not-json": 2,
        "newsledger_files_waiting": 0,
        "newsledger_run_going_on": 0,
        "newsledger_last_run_id": 2,
        "newsledger_last_run_articles new": 0,
        "newsledger_last_run_articles changed": 1,
        "newsledger_last_run_articles withdrawn": 1,
    }
    assert {name: told.get(name) for name in expected} == expected
    monkeypatch.setattr("extract.warehouse.rules_digest", lambda: "f" * 16)
    assert (told["newsledger_articles_stale"], numbers(corpus, warehouse)["newsledger_articles_stale"]) == (0, 3)
    assert abs(told["newsledger_last_run_timestamp_seconds"] - time.time()) < 600
    assert told["newsledger_ledger_bytes"] == Paths(warehouse).link.stat().st_size


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7_200, "2 h"), (200_000, "2 days"), (None, "an unknown time")],
)
def test_spans(seconds: float | None, said: str) -> None:
    assert span(seconds) == said
