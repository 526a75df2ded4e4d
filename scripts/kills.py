"""Kills flow, worker and server of a Prefect site at random moments, and proves that nothing is lost, doubled or left `Running`.

    make kills N=100        or python scripts/kills.py --kills 100 --seed 1

The site is one as docs/operations.md sets it up (server, work pool, the deployments of prefect.yaml, a worker), with all its
state in a temporary folder. In each round articles are added, changed and removed, a load is started, and after a random time
one process is killed with SIGKILL; a killed server or worker is started again, a killed flow is not. After each kill the
published ledger must hold no article twice. After the last, one more load must publish, row by row, what a load into an empty
warehouse publishes, and no run may be under way for the server.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from extract.halving import load_batch, read_batch
from extract.load import Loader
from extract.observe import collector_at_rest
from extract.query import ask, check
from extract.warehouse import FACTS, Paths

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
UNDER_WAY = ("PENDING", "RUNNING", "CANCELLING")
VICTIMS = ("flow", "worker", "server")
PATIENCE = 180
"""Seconds that anything may take on a slow machine."""
GIVEN_UP = 400
"""Seconds after which a run that its worker claimed, but did not begin before it was killed, is given up by the next: 300."""


class Site:
    """A Prefect server, a worker and the deployments of prefect.yaml, with all their state in one folder."""

    def __init__(self, root: Path, **settings: str) -> None:
        self.root, self.corpus, self.warehouse = root, root / "corpus", root / "warehouse"
        self.corpus.mkdir(parents=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/api"
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PREFECT", "NEWSLEDGER"))}
        self.env = {
            **kept,
            "HOME": str(root),
            "PREFECT_HOME": str(root / "prefect"),
            "PREFECT_API_URL": self.url,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_WORKER_QUERY_SECONDS": "2",
            "DO_NOT_TRACK": "1",
            "NEWSLEDGER_CORPUS": str(self.corpus),
            "NEWSLEDGER_WAREHOUSE": str(self.warehouse),
            **settings,
        }
        self.server: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    # ------------------------------------------------------------ processes
    def start_server(self) -> None:
        """Start the server; return when it answers."""
        self.server = self.start("server", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(self.port))
        wait_for("the server to answer", self.is_healthy)

    def start_worker(self) -> None:
        self.worker = self.start("worker", "prefect", "worker", "start", "--pool", "newsledger")

    def deploy(self) -> None:
        """What the operator's page says: a work pool, and the deployments of prefect.yaml."""
        self.run("prefect", "work-pool", "create", "newsledger", "--type", "process")
        self.run("prefect", "--no-prompt", "deploy", "--all")

    def start(self, log: str, command: str, *args: str) -> subprocess.Popen[bytes]:
        """A command in the background, in a group of its own; its output goes to a file of that name."""
        with (self.root / f"{log}.log").open("ab") as stream:
            return subprocess.Popen(
                [BIN / command, *args], cwd=ROOT, env=self.env, stdout=stream, stderr=stream, start_new_session=True
            )

    def run(self, command: str, *args: str) -> str:
        """A command to its end; its standard output. Raises AssertionError when it fails."""
        done = subprocess.run([BIN / command, *args], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command} {' '.join(args)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def flows(self) -> list[int]:
        """Processes of runs of this site, also those whose worker is gone."""
        mark = f"PREFECT_API_URL={self.url}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                command, environment = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
                if b"prefect" in command and b"engine" in command and mark in environment.split(b"\0"):
                    found.append(int(folder.name))
        return found

    def kill(self, victim: str, chance: random.Random) -> bool:
        """Kill the flow, worker or server with SIGKILL; whether there was one."""
        if victim == "flow":
            flows = self.flows()
            if not flows:
                return False
            with suppress(ProcessLookupError):
                os.kill(chance.choice(flows), signal.SIGKILL)
            return True
        process = self.worker if victim == "worker" else self.server
        if process is None:
            return False
        # The command of the server has children; the runs of a worker are in groups of their own and live on.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True

    def stop(self) -> None:
        """End all that was started."""
        for pid in self.flows():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in (self.worker, self.server):
            if process is not None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    # ----------------------------------------------------------- the server
    def ask_server(self, path: str, body: Any = None) -> Any:
        """The server's answer; a GET without a body, else a POST."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{path}", data, {"content-type": "application/json"})
        for attempt in range(10):
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return json.loads(answer.read() or b"null")
            except urllib.error.HTTPError as error:
                if error.code != 503 or attempt == 9:  # 503: its database is locked just now; Prefect's own client asks again too
                    raise
                time.sleep(2)
        raise AssertionError("never reached")

    def is_healthy(self) -> bool:
        try:
            return bool(self.ask_server("/health"))
        except (OSError, ValueError):
            return False

    def runs(self, *states: str) -> list[dict[str, Any]]:
        """Runs that are not merely scheduled, in these states, or in any."""
        kinds = list(states) or ["PENDING", "RUNNING", "CANCELLING", "COMPLETED", "FAILED", "CRASHED", "CANCELLED", "PAUSED"]
        found: list[dict[str, Any]] = []
        while True:
            body = {
                "flow_runs": {"state": {"type": {"any_": kinds}}},
                "limit": 200,
                "offset": len(found),
                "sort": "START_TIME_ASC",
            }
            page = self.ask_server("/flow_runs/filter", body)
            found += page
            if len(page) < 200:
                return found

    def start_run(self, deployment: str, parameters: dict[str, Any] | None = None) -> str:
        """Have a deployment run now; the id of the run."""
        found = self.ask_server(f"/deployments/name/ingest-articles/{deployment}")
        body: dict[str, Any] = {"state": {"type": "SCHEDULED"}}
        if parameters is not None:
            body["parameters"] = {"parameters": parameters}
        return str(self.ask_server(f"/deployments/{found['id']}/create_flow_run", body)["id"])

    def state(self, run_id: str) -> dict[str, Any]:
        """The state of a run: type, name, message."""
        state: dict[str, Any] = self.ask_server(f"/flow_runs/{run_id}")["state"]
        return state

    def finish(self, run_id: str) -> dict[str, Any]:
        """The last state of a run, once it has ended."""
        wait_for(f"run {run_id} to end", lambda: self.state(run_id)["type"] not in (*UNDER_WAY, "SCHEDULED"))
        return self.state(run_id)

    # ----------------------------------------------------------- the ledger
    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return ask(self.warehouse, sql).rows

    def is_whole(self) -> None:
        """Assert that the published ledger holds no article twice and passes every check."""
        if Paths(self.warehouse).link.exists():
            twice = "select article_id from articles where state = 'current' group by all having count(*) > 1"
            assert self.ask(twice) == []
            assert not [found for found in check(self.warehouse) if found.n_rows]


def wait_for(what: str, holds: Callable[[], Any], seconds: float = PATIENCE) -> None:
    """Return once it holds; AssertionError when it does not in time. A server that is away for a while is asked again."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError):
            if holds():
                return
        time.sleep(0.3)
    raise AssertionError(f"waited {seconds:.0f} s in vain for {what}")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def site(root: Path, **settings: str) -> Iterator[Site]:
    """A site that runs: server, deployments, worker."""
    it = Site(root, **settings)
    try:
        it.start_server()
        it.deploy()
        it.start_worker()
        yield it
    finally:
        it.stop()


# ------------------------------------------------------------------ what is loaded
def text_of(chance: random.Random) -> str:
    """Some sentences with figures."""
    country = chance.choice(("Kenya", "Kazakhstan", "Norway", "Peru"))
    sentences = (
        f"Exports of {country} rose {chance.randrange(1, 900) / 10}% to ${chance.randrange(1, 10_000) / 10} billion in May 2024."
        for _ in range(chance.randrange(3, 30))
    )
    return f"Report {chance.random()}\n\n" + " ".join(sentences) + "\n"


def write_article(path: Path, chance: random.Random) -> None:
    """A file with one article."""
    path.write_text(text_of(chance), encoding="utf-8")


def change_corpus(corpus: Path, chance: random.Random, number: int) -> None:
    """Add thirty files of an article and one of a hundred, change three, remove two."""
    there = sorted(corpus.glob("[0-9]*-*.txt"))
    lines = (json.dumps({"id": f"{number}-{i}", "text": text_of(chance)}) + "\n" for i in range(100))
    (corpus / f"{number:04}.jsonl").write_text("".join(lines), encoding="utf-8")
    for i in range(30):
        write_article(corpus / f"{number:04}-{i:02}.txt", chance)
    chance.shuffle(there)
    for path in there[:3]:
        write_article(path, chance)
    for path in there[3:5]:
        path.unlink()


def what_it_says(warehouse: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that a ledger says of the articles that are current, in order."""
    found = {table: ask(warehouse, f"select * from {table} order by all").rows for table in FACTS}
    found["articles"] = ask(warehouse, "select * from articles where state = 'current' order by all").rows
    found["quarantine"] = ask(warehouse, "select * from quarantine where is_open order by all").rows
    return found


def load_afresh(corpus: Path, warehouse: Path) -> None:
    """Load a corpus into an empty warehouse without Prefect."""
    with Loader(corpus, warehouse) as loader:
        loader.withdraw_gone()
        for batch in loader.batches(500):
            with collector_at_rest():
                readings, rejected = read_batch([article for _, article in batch.articles], print, lambda n: None)
                load_batch(loader, batch, readings, rejected, print)
                del readings, rejected
        loader.publish(1)


# ------------------------------------------------------------------------ the kills
def kill_at_random(it: Site, kills: int, seed: int, tell: Callable[[str], None]) -> Counter[str]:
    """Kill that often, then prove that nothing was lost; how often each victim was killed. Raises AssertionError."""
    chance, killed = random.Random(seed), Counter[str]()
    number = 0
    while killed.total() < kills:
        number += 1
        change_corpus(it.corpus, chance, number)
        wait_for("a run to be made", lambda: it.start_run("inbox"))
        victim = VICTIMS[killed.total() % len(VICTIMS)] if killed.total() < len(VICTIMS) else chance.choice(VICTIMS)
        if victim == "flow":
            wait_for("a run to begin", it.flows)
        time.sleep(chance.uniform(0, 12))
        if not it.kill(victim, chance):
            continue  # it had ended
        killed[victim] += 1
        if victim == "server":
            time.sleep(chance.choice((0, 0, 5, 20)))
            it.start_server()
        if victim == "worker":
            it.start_worker()
        wait_for("the runs to end", lambda: not it.flows())
        it.is_whole()
        states = Counter(run["state"]["name"] for run in it.runs())
        tell(f"{killed.total():3} of {kills}: {victim} killed; runs {dict(states)}")
    prove(it, tell)
    return killed


def prove(it: Site, tell: Callable[[str], None]) -> None:
    """Assert that a last load ends well, that the ledger says what a fresh one says, and that no run is under way."""
    deadline = time.monotonic() + GIVEN_UP
    while True:
        last = it.finish(it.start_run("inbox"))
        assert last["type"] == "COMPLETED", last
        wait_for("all runs to end", lambda: not it.flows())
        left = [(run["name"], run["state"]["name"]) for run in it.runs(*UNDER_WAY)]
        if not left or time.monotonic() > deadline:
            break
        time.sleep(20)
    assert left == [], f"runs are left under way: {left}"
    load_afresh(it.corpus, it.root / "afresh")
    ours, fresh = what_it_says(it.warehouse), what_it_says(it.root / "afresh")
    for table, rows in fresh.items():
        lost, more = Counter(rows) - Counter(ours[table]), Counter(ours[table]) - Counter(rows)
        assert not lost, f"{table}: {lost.total()} rows are lost, such as {next(iter(lost))}"
        assert not more, f"{table}: {more.total()} rows too many, such as {next(iter(more))}"
    it.is_whole()
    n_articles, n_rows = len(fresh["articles"]), sum(map(len, fresh.values()))
    tell(f"{n_articles:,} articles, {n_rows:,} rows: none lost, none doubled; no run is left under way")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="leave the folder with logs and databases")
    given = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="newsledger-kills-"))
    print(f"logs and state: {root}", flush=True)
    began = time.monotonic()
    with site(root / "site", NEWSLEDGER_BATCH_SIZE="5") as it:
        killed = kill_at_random(it, given.kills, given.seed, lambda line: print(line, flush=True))
    print(f"{killed.total()} kills ({dict(killed)}) in {(time.monotonic() - began) / 60:.0f} minutes, seed {given.seed}")
    if not given.keep:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
