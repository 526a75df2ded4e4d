"""What the benchmark says of a text and of a change, and that it measures all that it tells."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import bench
import pytest


def test_wrapped_text_is_told_from_paragraphs() -> None:
    assert bench.wrapped_share(["Exports rose\nby a tenth\nlast year.\n\nImports fell."]) == 0.5
    assert bench.wrapped_share(["A paragraph of one long line.\n\nAnother.", ""]) == 0
    assert bench.wrapped_share([f"{'word ' * 30}\n{'word ' * 30}"]) == 0


def run_of(digest: str, cores: int) -> bench.Run:
    return {"text": {"digest": digest}, "machine": {"n_cores": cores}}


def test_a_run_is_compared_with_the_last_of_its_text_and_machine(tmp_path: Path) -> None:
    history = tmp_path / "history.jsonl"
    assert bench.last_like(run_of("a", 2), history) is None
    kept = [run_of("a", 2) | {"n": 1}, run_of("a", 2) | {"n": 2}, run_of("a", 8) | {"n": 3}, run_of("b", 2) | {"n": 4}]
    history.write_text("".join(json.dumps(run) + "\n" for run in kept))
    assert bench.last_like(run_of("a", 2), history) == kept[1]
    assert bench.last_like(run_of("c", 2), history) is None


def test_a_text_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, bench.__file__, "nowhere.jsonl"], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 2
    assert '"nowhere.jsonl" does not exist' in done.stderr
    assert not (tmp_path / bench.HISTORY).exists()


@pytest.mark.services
def test_every_figure_is_measured_and_compared(corpus: Path, tmp_path: Path) -> None:
    def measured(*options: str) -> str:
        command = [sys.executable, bench.__file__, str(corpus), "--rounds", "1", *options]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run = json.loads(measured("--json", "--full"))
    assert run["text"]["n_articles"] == 4
    assert all(figure > 0 for what, (figure, _) in bench.flat(run).items() if "over 1x" not in what)
    assert sum(run["extraction_share"].values()) == pytest.approx(1)
    assert set(run["load_seconds"]) == {"opening", "reading", "extraction", "loading", "publishing"}
    assert set(run["memory_mb"]) == {"1x", "10x", "growth"}
    table = measured()
    assert f"Before    {run['at']}" in table
    assert len((tmp_path / bench.HISTORY).read_text().splitlines()) == 2
