"""The real command on Prefect's own temporary server, in an empty folder with an empty home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import loads
import pytest
import yaml
from prefect.events import DeploymentEventTrigger
from prefect.utilities.callables import parameter_schema

from extract.query import ask
from extract.warehouse import Paths
from flows.ingest_articles import ingest_articles
from flows.prefect_environment import configured_server

ROOT = Path(__file__).parents[2]
NEWSLEDGER = Path(sys.executable).with_name("newsledger")


def environment(home: Path, **more: str) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "NEWSLEDGER"))}
    return {**env, "HOME": str(home), **more}


def run(*args: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [NEWSLEDGER, "run", *args], capture_output=True, text=True, cwd=home, env=environment(home, **more), check=False
    )


def start(*args: str, home: Path) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen([NEWSLEDGER, "run", *args], stdout=pipe, stderr=pipe, text=True, cwd=home, env=environment(home))


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


def test_a_second_run_waits_or_leaves_and_says_for_whom(corpus: Path, tmp_path: Path, processes: Any) -> None:
    home = tmp_path / "home"
    home.mkdir()
    ours, theirs = processes.Pipe()
    first = processes.Process(target=loads.load_slowly, args=(corpus, home / "warehouse", theirs), daemon=True)
    first.start()
    assert ours.recv()
    leaves = run(str(corpus), home=home, NEWSLEDGER_WAIT_SECONDS="0")
    with start(str(corpus), home=home) as waits:
        assert waits.stderr is not None
        line = waits.stderr.readline()
        ours.send("go on")
        out, errors = waits.communicate()
    first.join()
    assert leaves.returncode == 1
    assert "another run is loading into" in leaves.stderr
    assert f"process {first.pid}, since" in leaves.stderr
    assert "Traceback" not in leaves.stderr
    assert line.startswith("waiting: another run is loading")
    assert f"process {first.pid}, since" in line
    assert (waits.returncode, errors) == (0, "")
    assert "Nothing new" in out, "the run that it waited for has done the work"


@pytest.mark.services
def test_two_commands_at_once_then_one_on_a_damaged_ledger(corpus: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with start(str(corpus), home=home) as one, start(str(corpus), home=home) as two:
        outputs = [command.communicate() for command in (one, two)]
    assert [one.returncode, two.returncode] == [0, 0], outputs
    warehouse = home / "warehouse"
    assert ask(warehouse, "select count(*), count(distinct article_id) from articles").rows == [(4, 4)]
    assert ask(warehouse, "select sum(n_new) from runs").rows == [(4,)]
    os.truncate(Paths(warehouse).working, 100_000)
    (corpus / "new.txt").write_text("It cost $7 million.")
    mended = run(str(corpus), home=home)
    assert mended.returncode == 0, mended.stderr
    assert "Mended: the working database was damaged" in mended.stdout
    assert "1 new" in mended.stdout
    assert ask(warehouse, "select count(*) from money").rows == [(4,)]


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


def test_serve_has_the_deployments_of_prefect_yaml() -> None:
    from flows.serving import deployments

    declared = {d["name"]: d for d in yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]}
    served = {d.name: d for d in deployments(declared["corpus"]["schedules"][0]["cron"])}
    assert list(served) == list(declared)
    for name, deployment in served.items():
        said = declared[name]
        assert deployment.description == said["description"]
        assert deployment.tags == said["tags"]
        assert deployment.parameters == said["parameters"]
        assert [s.schedule.cron for s in deployment.schedules or []] == [s["cron"] for s in said["schedules"]]
        triggers = [DeploymentEventTrigger.model_validate(t) for t in said.get("triggers", [])]
        unnamed = [t.model_copy(update={"name": None}) for t in deployment.triggers]
        assert unnamed == [t.model_copy(update={"name": None}) for t in triggers]


def test_nonsense_is_no_parameter() -> None:
    schema = parameter_schema(ingest_articles).model_dump_for_openapi()
    (wrapped,) = (value for key, value in schema["definitions"].items() if key == "IngestParameters")
    assert wrapped["additionalProperties"] is False
    for name, field in wrapped["properties"].items():
        assert field["description"], name
        (number,) = (kind for kind in field.get("anyOf", [field]) if kind["type"] != "null")
        assert number["type"] in ("string", "boolean") or {"minimum", "maximum"} <= set(number), name
