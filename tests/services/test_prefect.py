"""A site as docs/operations.md sets it up: server, worker and the deployments of prefect.yaml; faults done for real."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest
from kills import BIN, Site, free_port, kill_at_random, site, wait_for, write_article

from extract.query import ask
from extract.warehouse import Paths

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("prefect") / "site", NEWSLEDGER_BATCH_SIZE="20") as it:
        yield it


def write_articles(folder: Path, n: int, seed: int) -> None:
    folder.mkdir(exist_ok=True)
    chance = random.Random(seed)
    for i in range(n):
        write_article(folder / f"{seed}-{i:03}.txt", chance)


def count(live: Site, sql: str) -> int:
    if not Paths(live.warehouse).link.exists():
        return 0
    ((n,),) = live.ask(sql)
    return int(n)


def runs_by(live: Site, kind: str) -> list[dict[str, object]]:
    return [run for run in live.runs() if (run["created_by"] or {}).get("type") == kind]


def test_an_added_article_is_there_with_no_further_command_and_a_burst_is_one_run(live: Site, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Exports of Kenya rose 7% to $77 million in May 2024.\n")
    live.run("newsledger", "add", str(tmp_path / "a.txt"))
    wait_for("the article", lambda: count(live, "select count(*) from money where value = 77000000") == 1)
    write_articles(tmp_path / "burst", 200, 1)
    live.run("newsledger", "add", str(tmp_path / "burst"))
    wait_for("200 articles", lambda: count(live, "select count(*) from articles") == 201)
    live.is_whole()
    wait_for("the runs to end", lambda: not live.flows())
    loads = [run for run in runs_by(live, "AUTOMATION") if "new" in run["tags"]]  # type: ignore[operator]
    assert [run["name"] for run in loads] == ["1 new, snapshot 1", "200 new, snapshot 2"]
    assert len(runs_by(live, "AUTOMATION")) == 2, "nothing is run when nothing was added"


def test_a_run_says_what_it_did(live: Site) -> None:
    write_articles(live.corpus, 45, 2)
    (live.corpus / "bad.jsonl").write_text("no json\n")
    run = live.start_run("corpus")
    assert live.finish(run)["type"] == "COMPLETED"
    said = live.ask_server(f"/flow_runs/{run}")
    assert said["name"].startswith("45 new, snapshot ")
    assert {"newsledger", "corpus", "new", "quarantine"} <= set(said["tags"])

    def of_run(kind: str, **more: object) -> list[dict[str, object]]:
        found: list[dict[str, object]] = live.ask_server(f"/{kind}/filter", {"flow_runs": {"id": {"any_": [run]}}, **more})
        return found

    wait_for("the tasks", lambda: len(of_run("task_runs", sort="NAME_DESC")) >= 9)
    names = {str(task["name"]) for task in of_run("task_runs", sort="NAME_DESC")}
    assert {"extract 20 articles after 20", "load 5 articles after 40"} <= names
    artifacts = {str(a["key"]): str(a["data"]) for a in of_run("artifacts") if a["key"]}
    assert set(artifacts) == {"ingest-summary", "mentions-by-label", "quarantine-by-reason", "page"}
    assert "| new | 45 |" in artifacts["ingest-summary"]
    assert [fault["n_open"] for fault in json.loads(artifacts["quarantine-by-reason"])] == [1]
    body = {"filter": {"event": {"name": ["newsledger.snapshot.published"]}}}
    wait_for("the event", lambda: live.ask_server("/events/filter", body)["events"][0]["payload"]["n_new"] == 45)
    (live.corpus / "bad.jsonl").unlink()


def test_a_schedule_fires(live: Site) -> None:
    write_articles(live.corpus, 3, 3)
    live.run("prefect", "deployment", "schedule", "create", "ingest-articles/corpus", "--cron", "* * * * *", "--replace", "-y")

    def has_run() -> bool:
        done = [run for run in runs_by(live, "SCHEDULE") if run["state_type"] == "COMPLETED"]
        return any("corpus" in run["tags"] for run in done)  # type: ignore[operator]

    wait_for("a run by the clock", has_run)
    wait_for("its articles", lambda: count(live, "select count(*) from articles where path like '3-%'") == 3)
    live.run("prefect", "deployment", "schedule", "create", "ingest-articles/corpus", "--cron", "*/15 * * * *", "--replace", "-y")


@pytest.mark.parametrize("nonsense", [{"batch_size": 0}, {"keep_snapshots": "many"}, {"batchsize": 20}, {"wait_seconds": -1}])
def test_the_server_refuses_nonsense(live: Site, nonsense: dict[str, object]) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        live.start_run("corpus", nonsense)
    assert refused.value.code in (409, 422)
    assert str(next(iter(nonsense))).encode() in refused.value.read()


def begun(live: Site, run: str) -> bool:
    return (live.warehouse / "work" / "flow-runs" / run).exists()


def test_a_run_that_was_killed_with_its_worker_is_set_right_by_the_next(live: Site) -> None:
    write_articles(live.corpus, 400, 4)
    run = live.start_run("inbox")
    wait_for("the run to begin", lambda: begun(live, run))
    chance = random.Random(4)
    live.kill("worker", chance)
    for pid in live.flows():
        os.kill(pid, signal.SIGKILL)
    assert live.state(run)["type"] == "RUNNING", "nobody could tell the server"
    live.start_worker()
    assert live.finish(live.start_run("inbox"))["type"] == "COMPLETED"
    assert live.state(run)["type"] == "CRASHED"
    assert "ended without a word" in live.state(run)["message"]
    tasks = live.ask_server("/task_runs/filter", {"flow_runs": {"id": {"any_": [run]}}})
    assert not [task for task in tasks if task["state_type"] in ("RUNNING", "PENDING")]
    assert count(live, "select count(*) from articles where path like '4-%'") == 400
    live.is_whole()


def test_a_run_outlives_its_worker_and_a_stop_of_the_server(live: Site) -> None:
    write_articles(live.corpus, 400, 5)
    run = live.start_run("inbox")
    wait_for("the run to begin", lambda: begun(live, run))
    chance = random.Random(5)
    live.kill("worker", chance)
    live.kill("server", chance)
    try:
        wait_for("the articles", lambda: count(live, "select count(*) from articles where path like '5-%'") == 400)
    finally:
        live.start_server()
        live.start_worker()
    assert live.finish(run)["type"] == "COMPLETED"
    assert live.ask_server(f"/flow_runs/{run}")["name"].startswith("400 new, snapshot ")


def test_a_program_that_has_the_database_open_is_waited_for(live: Site) -> None:
    write_articles(live.corpus, 1, 0)
    assert live.finish(live.start_run("inbox"))["type"] == "COMPLETED"
    write_articles(live.corpus, 1, 6)
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(Paths(live.warehouse).working)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "open\n"
        run = live.start_run("inbox")

        def waits() -> bool:
            tasks = live.ask_server("/task_runs/filter", {"flow_runs": {"id": {"any_": [run]}}})
            return any(task["state_name"] == "AwaitingRetry" for task in tasks)

        wait_for("the run to wait", waits)
        other.communicate("")
    assert live.finish(run)["type"] == "COMPLETED"
    assert count(live, "select count(*) from articles where path like '6-%'") == 1


def test_five_kills(live: Site) -> None:
    assert kill_at_random(live, 5, 7, print).total() == 5


def test_serve_alone_loads_by_the_clock_and_keeps_its_server_up(corpus: Path, tmp_path: Path) -> None:
    port, warehouse = free_port(), tmp_path / "warehouse"
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "NEWSLEDGER"))}
    env |= {"HOME": str(tmp_path), "NEWSLEDGER_CORPUS": str(corpus), "NEWSLEDGER_WAREHOUSE": str(warehouse)}
    command = [BIN / "newsledger", "serve", "--schedule", "* * * * *", "--port", str(port)]
    log = tmp_path / "serve.log"
    with log.open("wb") as stream:
        serve = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=stream, stderr=stream)

    def loaded(n: int) -> bool:
        return Paths(warehouse).link.exists() and ask(warehouse, "select count(*) from articles").rows == [(n,)]

    try:
        wait_for("the first load", lambda: loaded(4))
        for folder in Path("/proc").glob("[0-9]*"):
            if f"--port\0{port}\0".encode() in (folder / "cmdline").read_bytes() and int(folder.name) != serve.pid:
                os.kill(int(folder.name), signal.SIGKILL)
        wait_for("the server to be started again", lambda: "starting it again" in log.read_text())
        (corpus / "late.txt").write_text("It cost $7 million.\n")
        wait_for("the next load", lambda: loaded(5))
    finally:
        serve.send_signal(signal.SIGTERM)
        assert serve.wait(60) == 0, log.read_text()
