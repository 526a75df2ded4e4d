"""What Prefect adds to a load: the flow on a server of its own against plain calls of the library, each in a new process.

    make bench-flow TEXT=FILE.jsonl ROUNDS=3

Timed is the whole call, from the settings to the page, with what Prefect and spaCy import done before. A load of one article
gives what a run costs whatever it loads (the start: the run is made, named, its artifacts are written, its state is reported);
the overhead is what the flow takes longer for all articles beyond that.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kills import ROOT, Site, load_afresh


def call(kind: str, corpus: Path, warehouse: Path) -> float:
    """Seconds that one load takes in this process."""
    from extract.observe import observe
    from extract.records import Article
    from extract.report import write_report

    observe(Article(id="a", revision="", text="It cost $5 million."))  # the pipeline is built
    if kind == "flow":
        from flows.ingest_articles import IngestParameters, ingest_articles

        began = time.perf_counter()
        ingest_articles(IngestParameters(corpus=str(corpus), warehouse=str(warehouse)))
    else:
        began = time.perf_counter()
        load_afresh(corpus, warehouse)
        write_report(warehouse)
    return time.perf_counter() - began


def timed(kind: str, corpus: Path, root: Path, env: dict[str, str]) -> float:
    """Seconds of one load in a process of its own, into an empty warehouse."""
    warehouse = root / "w"
    command = [sys.executable, __file__, "--child", kind, str(corpus), str(warehouse)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    shutil.rmtree(warehouse)
    return float(done.stdout.split()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("text", type=Path, help="JSON lines, or a folder of articles")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="newsledger-bench-"))
    it = Site(root / "site", PREFECT_LOGGING_LEVEL="WARNING")
    corpora = {"all": root / "all", "one": root / "one"}
    for corpus in corpora.values():
        corpus.mkdir()
    if given.text.is_dir():
        shutil.copytree(given.text, corpora["all"], dirs_exist_ok=True)
    else:
        shutil.copy(given.text, corpora["all"])
    (corpora["one"] / "a.txt").write_text("Exports of Kenya rose 5% to $4 million in May 2024.\n")
    took: dict[tuple[str, str], list[float]] = {(kind, size): [] for size in corpora for kind in ("plain", "flow")}
    try:
        it.start_server()
        for _ in range(given.rounds):
            for (kind, size), seconds in took.items():  # in turns, so that both meet the same machine
                seconds.append(timed(kind, corpora[size], root, it.env))
    finally:
        it.stop()
        shutil.rmtree(root)
    best = {key: min(seconds) for key, seconds in took.items()}  # what else the machine does only ever adds
    for (kind, size), seconds in took.items():
        print(f"{kind:5} {size:4} {best[kind, size]:6.2f} s   ({', '.join(f'{s:.2f}' for s in seconds)})")
    start = best["flow", "one"] - best["plain", "one"]
    more = (best["flow", "all"] - best["flow", "one"]) / (best["plain", "all"] - best["plain", "one"]) - 1
    print(f"Prefect: {start:.2f} s a run whatever it loads, and {more:+.1%} on the load of all articles (best of {given.rounds})")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        kind, corpus, warehouse = sys.argv[2:]
        seconds = call(kind, Path(corpus), Path(warehouse))
        sys.stdout.write(f"{seconds}\n")
        sys.stdout.flush()
        os._exit(0)  # what Prefect still sends to its server at the end is no part of the load
    main()
