"""The commands health, metrics, backup and restore as people and monitors use them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from test_articles import call

from extract.query import ask


@pytest.fixture
def warehouse(corpus: Path, load: Callable[..., Any]) -> Path:
    load(corpus, corpus.parent / "w")
    return corpus.parent / "w"


def test_health_has_an_exit_code(corpus: Path, warehouse: Path) -> None:
    well = call("health", corpus=corpus)
    assert (well.returncode, well.stderr) == (0, "")
    assert [line.split()[:2] for line in well.stdout.splitlines()] == [
        ["ok", matter] for matter in ("snapshot", "waiting", "run", "quarantine", "disk")
    ]
    ill = call("health", "--max-quarantined", "0", "--json", corpus=corpus)
    told = json.loads(ill.stdout)
    assert (ill.returncode, told["sound"]) == (1, False)
    assert [m["name"] for m in told["matters"] if m["remedy"]] == ["quarantine"]
    none = call("health", "--warehouse", "nowhere", corpus=corpus)
    assert none.returncode == 1
    assert "FAIL snapshot   no ledger" in none.stdout


def test_metrics_are_well_formed(corpus: Path, warehouse: Path) -> None:
    done = call("metrics", corpus=corpus)
    assert (done.returncode, done.stderr) == (0, "")
    families = {family.name: family for family in text_string_to_metric_families(done.stdout)}
    assert families["newsledger_last_run_id"].samples[0].value == 1
    assert all(family.documentation and family.type == "gauge" for family in families.values())


def test_there_and_back_in_one_command_each(corpus: Path, warehouse: Path, tmp_path: Path) -> None:
    before = ask(warehouse, "select * from money order by all").rows
    made = call("backup", str(tmp_path / "backups"), corpus=corpus)
    assert (made.returncode, made.stderr) == (0, "")
    (file,) = (tmp_path / "backups").iterdir()
    assert str(file) in made.stdout
    again = call("restore", str(file), corpus=corpus)
    assert (again.returncode, "holds a ledger already" in again.stderr) == (1, True)
    shutil.rmtree(warehouse)
    shutil.rmtree(corpus)
    done = call("restore", str(file), corpus=corpus)
    assert (done.returncode, done.stderr) == (0, "")
    assert ask(warehouse, "select * from money order by all").rows == before
    assert (warehouse / "report.html").is_file()
    assert "Nothing new" in call("run", corpus=corpus).stdout


def test_settings_of_retention_have_their_origin(corpus: Path) -> None:
    done = call("doctor", corpus=corpus)
    lines = {line.split()[0]: line.split()[1:3] for line in done.stdout.splitlines() if line.startswith(("keep_", "settle_"))}
    assert lines["keep_faults_days"] == ["None", "default"]
    assert lines["settle_seconds"] == ["2.0", "default"]
    assert set(lines) == {"keep_snapshots", "keep_runs", "keep_faults_days", "keep_revisions_days", "settle_seconds"}
