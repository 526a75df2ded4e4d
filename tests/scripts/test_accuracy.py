"""`make accuracy`: the table, its floors, and what it says of bad arguments."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import accuracy
import gold
import pytest
from annotate import read_marked
from harbour import COPY

from extract.records import Article

# A scorer as it lies beside suites: all it is asked for is JSON, {label: {measure: figures}}.
SCORER = """
import json, sys
got = [json.loads(line) for line in open(sys.argv[2])]
f1 = sum(len(r["mentions"]) for r in got) / 4
scores = {"MONEY": {"value": {"precision": 1, "recall": f1, "f1": f1}}, "ALL": {"value": {"f1": 0}}}
print(json.dumps(scores) if "--json" in sys.argv else "an error in context")
"""


@pytest.fixture(autouse=True)
def own_gold(harbour: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The gold of one article, no floors; gives the floors file."""
    (tmp_path / "gold").mkdir()
    monkeypatch.setattr(gold, "CORPUS", tmp_path)
    gold.path_of("harbour.txt").write_text(gold.as_json(read_marked(COPY)))
    floors = tmp_path / "floors.toml"
    floors.write_text("")
    monkeypatch.setattr(accuracy, "FLOORS", floors)
    return floors


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    folder = tmp_path / "bench"
    (folder / "dev").mkdir(parents=True)
    (folder / "score.py").write_text(SCORER)
    (folder / "dev" / "sums.jsonl").write_text(json.dumps({"id": "1", "text": "It cost $5 million and €3."}) + "\n")
    return folder


def run(monkeypatch: pytest.MonkeyPatch, *args: str) -> int:
    monkeypatch.setattr(sys, "argv", ["accuracy.py", *args])
    return accuracy.main()


def test_the_gold_is_scored_line_by_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch) == 0
    lines = {tuple(line.split()[:3]): line.split()[3:] for line in capsys.readouterr().out.splitlines()}
    assert lines["corpus", "MONEY", "value"] == ["100.0", "100.0", "100.0", "–"]
    assert lines["corpus", "claims", "found"] == ["0.0", "0.0", "0.0", "–"]


def test_a_figure_below_its_floor_fails(
    own_gold: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own_gold.write_text('[corpus]\nMONEY = { "value" = 100.0 }\nclaims = { "found" = 1.0 }\n')
    assert run(monkeypatch) == 1
    out = capsys.readouterr().out
    assert [line.split()[1] for line in out.splitlines() if line.endswith("BELOW")] == ["claims"]


def test_a_floor_that_is_not_measured_fails(
    own_gold: Path, bench: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own_gold.write_text('[other]\nMONEY = { "value" = 1.0 }\n')
    assert run(monkeypatch, "--bench", str(bench)) == 1
    assert "other MONEY value has a floor and was not measured" in capsys.readouterr().err
    assert run(monkeypatch) == 0  # without the suites their floors are not asked for


def test_suites_are_scored_by_the_scorer_beside_them(
    bench: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--bench", str(bench), "--errors", "3") == 0
    out = capsys.readouterr().out
    assert ["sums", "MONEY", "value", "100.0", "50.0", "50.0", "–"] in [line.split() for line in out.splitlines()]
    assert "costs fell ⟦4.5%⟧ to about" in out  # a miss of the corpus, in context


def test_floors_only_go_up(own_gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_gold.write_text('[corpus]\nMONEY = { "value" = 99.5 }\nclaims = { "found" = 7.0 }\n[other]\nX = { "a, b" = 3.0 }\n')
    run(monkeypatch, "--raise-floors")
    floors = accuracy.tomllib.loads(own_gold.read_text())
    assert floors["other"] == {"X": {"a, b": 3.0}}
    raised = floors["corpus"]
    assert raised["MONEY"]["value"] == 99.5
    assert raised["claims"]["found"] == 7.0
    assert raised["PLACE"]["overlap"] == 99.0
    assert raised["ORG"]["overlap"] == 0.0


def test_a_folder_without_suites_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--bench", str(tmp_path / "none")) == 2
    assert "Name a folder with score.py" in capsys.readouterr().err
