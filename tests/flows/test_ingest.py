"""The real command on Prefect's own temporary server, in an empty folder with an empty home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from extract.query import ask
from flows.prefect_environment import configured_server

NEWSLEDGER = Path(sys.executable).with_name("newsledger")


def run(*args: str, home: Path) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "NEWSLEDGER"))}
    return subprocess.run(
        [NEWSLEDGER, "run", *args], capture_output=True, text=True, cwd=home, env={**env, "HOME": str(home)}, check=False
    )


def test_run_publishes_then_has_nothing_to_do(corpus: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    first = run(str(corpus), home=home)
    assert first.returncode == 0, first.stderr
    assert "4 new" in first.stdout
    assert "quarantine list" in first.stdout
    assert "Traceback" not in first.stderr + first.stdout
    warehouse = home / "warehouse"
    assert ask(warehouse, "select count(*) from money").rows == [(3,)]
    page = (warehouse / "report.html").read_text(encoding="utf-8")
    assert '<mark class="money"' in page
    assert "<script" not in page
    assert not (home / ".prefect").exists(), "Prefect's state belongs under the warehouse"
    second = run(str(corpus), home=home)
    assert second.returncode == 0
    assert "Nothing new" in second.stdout


def test_a_second_run_is_told_of_the_first_without_a_traceback(corpus: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    working = home / "warehouse" / "work" / "loader.duckdb"
    working.parent.mkdir(parents=True)
    hold = f"import duckdb, sys; c = duckdb.connect({str(working)!r}); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        done = run(str(corpus), home=home)
        other.communicate(b"")
    assert done.returncode == 1
    assert "another run is loading" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_schedule_that_is_none_is_told(corpus: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [NEWSLEDGER, "serve", "--schedule", "hourly please"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "NEWSLEDGER_CORPUS": str(corpus)},
        check=False,
    )
    assert done.returncode == 1
    assert "is no cron line" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_configured_server_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PREFECT_API_URL", "PREFECT_PROFILE", "PREFECT_PROFILES_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    assert configured_server() is None
    profile = '[profiles.work]\nPREFECT_API_URL = "http://127.0.0.1:4999/api"\n[profiles.local]\n'
    (tmp_path / "profiles.toml").write_text(f'active = "work"\n{profile}')
    assert configured_server() == "http://127.0.0.1:4999/api"
    monkeypatch.setenv("PREFECT_PROFILE", "local")
    assert configured_server() is None
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:5001/api")
    assert configured_server() == "http://127.0.0.1:5001/api"
