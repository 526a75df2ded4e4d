"""Measure the speed and memory of newsledger on a text, against what cannot be avoided.

    bench.py [TEXT] [--rounds N] [--full] [--json]

TEXT is a file of JSON lines or a folder of articles; default: corpus. The measure is bare tokenization by
`spacy.blank("en")` as shipped, of the same text, first pass. Each round runs it, extraction alone (text to validated
records) and a whole load (reading, extraction, loading, publication; no Prefect) in fresh processes one after the other,
so that caches are cold in all and a busy machine slows them alike; told are medians over the rounds, and the spread.
What a process imports and reads once (spaCy, the tables of the rules, the language identifier) is told apart, as start-up.

--full also loads the text once and ten times over, under other ids, to see whether memory stays flat.
Runs are kept in bench_history.jsonl in the working directory; the change is told against the last one of the same text
on the same machine. Seconds are of processor time unless wall clock is named.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from extract import __version__, listing
from extract.ingest import read_file
from extract.records import Article

HISTORY = Path("bench_history.jsonl")
TIMES_OVER = 10
STARTS = {
    "python": "pass",
    "import extract.cli": "import extract.cli",
    "newsledger --help": "import sys; sys.argv[1:] = ['--help']; from flows.cli import main; main()",
    "import spacy": "import spacy",
    "build_nlp": "from extract.pipeline import build_nlp; build_nlp()",
    "a load of one article": "import bench; bench.warm_up()",
}
"""{what is started: its program}."""
Run = dict[str, Any]


class Clock:
    """Seconds of processor and wall clock, summed over the `with` blocks of each name."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = {}
        self.wall: dict[str, float] = {}

    def __call__(self, name: str) -> Clock:
        self.name = name
        return self

    def __enter__(self) -> None:
        self.began = time.process_time(), time.perf_counter()

    def __exit__(self, *_: object) -> None:
        cpu, wall = self.began
        self.cpu[self.name] = self.cpu.get(self.name, 0.0) + time.process_time() - cpu
        self.wall[self.name] = self.wall.get(self.name, 0.0) + time.perf_counter() - wall

    def told(self) -> Run:
        return {"cpu": self.cpu, "wall": self.wall}


# --------------------------------------------------------- in a process of its own
def articles_in(corpus: Path) -> list[Article]:
    """The articles of a folder, as a load would read them."""
    root = listing.article_root(corpus)
    items = (item for path in sorted(listing.list_files(root)) for item in read_file(root / path, path))
    return [item for item in items if isinstance(item, Article)]


def measure_stock(corpus: Path) -> Run:
    """Bare tokenization, first pass."""
    import spacy

    articles, nlp, clock = articles_in(corpus), spacy.blank("en"), Clock()
    nlp.max_length = 100_000_000
    with clock("all"):
        for article in articles:
            nlp(article.text)
    return clock.told()


def measure_extraction(corpus: Path) -> Run:
    """Text to validated records, first pass."""
    from extract.observe import collector_at_rest, observe_all
    from extract.pipeline import build_nlp
    from extract.validate import validate

    articles, clock = articles_in(corpus), Clock()
    build_nlp()
    with clock("all"), collector_at_rest():  # as in a load
        for raw in observe_all(articles):
            validate(raw)
    return clock.told()


def measure_parts(corpus: Path) -> Run:
    """The same, step by step."""
    from extract.components.words import bare_doc
    from extract.observe import collector_at_rest, groups, read_doc
    from extract.pipeline import build_nlp
    from extract.validate import validate

    articles, nlp, clock = articles_in(corpus), build_nlp(), Clock()
    with collector_at_rest():  # as in a load
        for group in groups(articles):
            with clock("tokenizer"):
                docs = [bare_doc(nlp, article.text) for article in group]
            for name, component in nlp.pipeline:
                with clock(name.removeprefix("newsledger_")):
                    docs = [component(doc) for doc in docs]
            with clock("records"):
                raws = [read_doc(doc, article) for doc, article in zip(docs, group, strict=True)]
            with clock("checks"):
                for raw in raws:
                    validate(raw)
    return clock.told()


def warm_up() -> None:
    """Load a short article, not in English, into a ledger that is thrown away: all that a process imports and reads once."""
    from extract.load import Loader
    from extract.observe import observe_all
    from extract.validate import validate

    with tempfile.TemporaryDirectory(prefix="newsledger-bench-") as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        (corpus / "short.txt").write_text("It cost $5 million.", encoding="utf-8")
        (corpus / "foreign.txt").write_text("Le gouvernement relève les prix de dix pour cent. " * 10, encoding="utf-8")
        with Loader(corpus, Path(folder, "warehouse")) as loader:
            for batch in loader.batches(10):
                checked = [validate(raw) for raw in observe_all(article for _, article in batch.articles)]
                loader.load(batch, [reading for reading, _ in checked], [])
            loader.publish(1)


def measure_load(corpus: Path) -> Run:
    """A whole load into an empty warehouse; memory in MB: after start and each batch, and at its peak."""
    from extract.load import Loader
    from extract.observe import collector_at_rest, observe_all
    from extract.query import ask
    from extract.settings import Settings
    from extract.validate import validate
    from extract.warehouse import FACTS

    warm_up()
    clock = Clock()
    resident = [resident_mb()]
    with tempfile.TemporaryDirectory(prefix="newsledger-bench-") as folder:
        warehouse = Path(folder)
        with clock("opening"):
            loader = Loader(corpus, warehouse)
        with loader:
            batches = loader.batches(Settings.model_fields["batch_size"].default)
            while True:
                with clock("reading"):
                    batch = next(batches, None)
                if batch is None:
                    break
                with collector_at_rest():
                    with clock("extraction"):
                        checked = [validate(raw) for raw in observe_all(article for _, article in batch.articles)]
                    with clock("loading"):
                        loader.load(batch, [r for r, _ in checked], [bad for _, rejected in checked for bad in rejected])
                    checked.clear()
                resident.append(resident_mb())
            with clock("publishing"):
                summary = loader.publish(1)
        n_rows = sum(ask(warehouse, f"select count(*) from {table}").rows[0][0] for table in ("articles", *FACTS))
        n_bytes = Path(summary.snapshot or "").stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    counts = {"n_rows": n_rows, "n_quarantined": summary.n_quarantined, "snapshot_bytes": n_bytes}
    return {**clock.told(), **counts, "resident_mb": resident, "peak_mb": peak}


def resident_mb() -> float:
    """Memory of this process in MB; NaN where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return float("nan")
    return pages * resource.getpagesize() / (1 << 20)


MEASURES: dict[str, Callable[[Path], Run]] = {
    "stock": measure_stock,
    "extraction": measure_extraction,
    "parts": measure_parts,
    "load": measure_load,
}


# --------------------------------------------------------- the parent
def measure(name: str, corpus: Path) -> Run:
    """One measurement in a fresh process."""
    tell(name)
    command = [sys.executable, __file__, "--measure", name, str(corpus)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"bench: the measurement of {name} failed; see above.")
    result: Run = json.loads(done.stdout)
    return result


def start(program: str) -> dict[str, float]:
    """Seconds that a Python program takes from start to end."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-c", program], stdout=subprocess.DEVNULL, check=True, cwd=Path(__file__).parent)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu": cpu, "wall": time.perf_counter() - began}


def tell(doing: str) -> None:
    print(f"bench: {doing} …", file=sys.stderr, flush=True)


def wrapped_share(texts: Sequence[str]) -> float:
    """Share of the lines with text that end before column 80 though another line with text follows at once."""
    n_lines = n_wrapped = 0
    for text in texts:
        lines = text.split("\n")
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            n_lines += bool(line.strip())
            n_wrapped += bool(line.strip() and following.strip() and len(line) < 80)
    return n_wrapped / n_lines if n_lines else 0.0


def described(name: str, articles: Sequence[Article]) -> Run:
    """What was measured on."""
    texts = [article.text for article in articles]
    return {
        "name": name,
        "digest": hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16],
        "n_articles": len(texts),
        "n_words": sum(len(text.split()) for text in texts),
        "n_chars": sum(map(len, texts)),
        "wrapped_share": wrapped_share(texts),
        "caches": "cold: first pass of a fresh process",
    }


def environment() -> Run:
    """Versions, rules and machine."""
    from extract.pipeline import rules_digest

    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
    except OSError:
        model = platform.processor() or platform.machine()
    versions = {"python": platform.python_version(), "newsledger": __version__}
    return {
        "machine": {"model": model, "n_cores": os.cpu_count(), "system": platform.system()},
        "versions": versions | {name: version(name) for name in ("spacy", "duckdb", "pydantic", "pyarrow")},
        "rules": rules_digest(),
    }


def times_over(articles: Sequence[Article], n: int, folder: Path) -> Path:
    """A corpus that holds the articles `n` times, each under another id."""
    folder.mkdir()
    with (folder / "text.jsonl").open("w", encoding="utf-8") as stream:
        for i in range(n):
            for article in articles:
                fields = article.model_dump(mode="json", exclude={"revision"}, exclude_none=True)
                stream.write(json.dumps({**fields, "id": f"{article.id}~{i}"}, ensure_ascii=False) + "\n")
    return folder


def middle(values: Sequence[float]) -> Run:
    """Median and both ends."""
    return {"median": statistics.median(values), "least": min(values), "most": max(values)}


def bench(text: Path, rounds: int, full: bool) -> Run:
    """Measure all that there is to measure on a text."""
    with tempfile.TemporaryDirectory(prefix="newsledger-bench-") as temporary:
        corpus = text
        if text.is_file():
            corpus = Path(temporary, "text")
            corpus.mkdir()
            (corpus / f"text{text.suffix}").write_bytes(text.read_bytes())
        articles = articles_in(corpus)
        if not articles:
            raise SystemExit(f'bench: no article in "{text}". Name a file of JSON lines, or a folder of articles.')
        about = described(text.name, articles)
        n_words = about["n_words"]
        taken: list[dict[str, Run]] = []
        for n in range(rounds):
            tell(f"round {n + 1} of {rounds}")
            taken.append({name: measure(name, corpus) for name in ("stock", "extraction", "load")})
        parts = measure("parts", corpus)["cpu"]
        tell("start-up times")
        starts = {name: [start(program) for _ in range(rounds)] for name, program in STARTS.items()}
        memory: Run = {"1x": memory_of([t["load"] for t in taken])}
        if full:
            once, often = (measure("load", times_over(articles, n, Path(temporary, f"{n}x"))) for n in (1, TIMES_OVER))
            memory = {"1x": memory_of([once]), f"{TIMES_OVER}x": memory_of([often])}
            memory["growth"] = often["peak_mb"] / once["peak_mb"] - 1

    def over_rounds(of: Callable[[dict[str, Run], str], float]) -> dict[str, Run]:
        return {clock: middle([of(t, clock) for t in taken]) for clock in ("cpu", "wall")}

    def seconds(t: Run, clock: str) -> float:
        return float(sum(t[clock].values()))

    whole_parts = {name: middle([t["load"]["cpu"][name] for t in taken]) for name in taken[0]["load"]["cpu"]}
    first = taken[0]["load"]
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "text": about,
        **environment(),
        "rounds": rounds,
        "words_per_second": {
            name: over_rounds(lambda t, clock, name=name: n_words / seconds(t[name], clock))  # type: ignore[misc]
            for name in ("stock", "extraction", "load")
        },
        "ratio": {
            "extraction / stock": over_rounds(lambda t, clock: seconds(t["stock"], clock) / seconds(t["extraction"], clock)),
            "load / stock": over_rounds(lambda t, clock: seconds(t["stock"], clock) / seconds(t["load"], clock)),
            "load / extraction": over_rounds(lambda t, clock: seconds(t["extraction"], clock) / seconds(t["load"], clock)),
        },
        "extraction_share": {name: spent / sum(parts.values()) for name, spent in parts.items()},
        "load_seconds": whole_parts,
        "publish_wall_seconds": middle([t["load"]["wall"]["publishing"] for t in taken]),
        "rows_per_second": middle([t["load"]["n_rows"] / t["load"]["cpu"]["loading"] for t in taken]),
        **{key: first[key] for key in ("n_rows", "n_quarantined", "snapshot_bytes")},
        "start_seconds": {
            name: {clock: middle([s[clock] for s in of]) for clock in ("cpu", "wall")} for name, of in starts.items()
        },
        "memory_mb": memory,
    }


def memory_of(loads: Sequence[Run]) -> Run:
    """Medians of a load's memory in MB: after start, its first tenth and its last batch, and at its peak."""
    tenth = [load["resident_mb"][max(1, len(load["resident_mb"]) // 10)] for load in loads]
    return {
        "start": statistics.median(load["resident_mb"][0] for load in loads),
        "first_tenth": statistics.median(tenth),
        "last_batch": statistics.median(load["resident_mb"][-1] for load in loads),
        "peak": statistics.median(load["peak_mb"] for load in loads),
    }


# --------------------------------------------------------- history and table
def last_like(run: Run, history: Path) -> Run | None:
    """The last run kept of the same text on the same machine."""
    if not history.is_file():
        return None
    runs = [json.loads(line) for line in history.read_text(encoding="utf-8").splitlines() if line.strip()]
    alike = [r for r in runs if r["text"]["digest"] == run["text"]["digest"] and r["machine"] == run["machine"]]
    return alike[-1] if alike else None


def flat(run: Run) -> dict[str, tuple[float, str]]:
    """{what: (figure, its form)} of what the table compares."""
    stock = run["words_per_second"]["stock"]["cpu"]["median"]
    base = run["text"]["n_words"] / stock
    lines: dict[str, tuple[float, str]] = {}
    for name, of in run["words_per_second"].items():
        for clock in ("cpu", "wall"):
            lines[f"{name}, words/s ({clock})"] = (of[clock]["median"], ",.0f")
    for name, of in run["ratio"].items():
        for clock in ("cpu", "wall"):
            lines[f"{name} ({clock})"] = (of[clock]["median"], ".2f")
    for name, share in run["extraction_share"].items():
        lines[f"extraction: {name}, share"] = (share, ".1%")
    for name, of in run["load_seconds"].items():
        lines[f"load: {name}, × stock"] = (of["median"] / base, ".3f")
    lines["loading, rows/s"] = (run["rows_per_second"]["median"], ",.0f")
    lines["publishing, ms (wall)"] = (1000 * run["publish_wall_seconds"]["median"], ",.0f")
    lines["snapshot, MB"] = (run["snapshot_bytes"] / 1e6, ".1f")
    for name, of in run["start_seconds"].items():
        lines[f"start: {name}, ms (wall)"] = (1000 * of["wall"]["median"], ",.0f")
    for times, of in run["memory_mb"].items():
        if isinstance(of, dict):
            for when, mb in of.items():
                lines[f"memory {times}: {when.replace('_', ' ')}, MB"] = (mb, ",.0f")
        else:
            lines[f"memory: {TIMES_OVER}x peak over 1x"] = (of, "+.1%")
    return lines


def spread(run: Run, what: str) -> str:
    """ "0.24–0.26" for a ratio, else nothing."""
    for name, of in run["ratio"].items():
        for clock in ("cpu", "wall"):
            if what == f"{name} ({clock})":
                return f"{of[clock]['least']:.2f}–{of[clock]['most']:.2f}"
    return ""


def table(run: Run, before: Run | None) -> Iterator[str]:
    """The run as lines to read, with the change against `before`."""
    text, machine = run["text"], run["machine"]
    yield (
        f"Text      {text['name']} ({text['digest']}): {text['n_articles']:,} articles, {text['n_words']:,} words; "
        f"{text['wrapped_share']:.0%} of lines are wrapped before column 80"
    )
    yield f"Caches    {text['caches']}; {run['rounds']} rounds, medians"
    yield f"Versions  {', '.join(f'{name} {v}' for name, v in run['versions'].items())}; rules {run['rules']}"
    yield f"Machine   {machine['n_cores']} × {machine['model']}, {machine['system']}"
    yield f"Loaded    {run['n_rows']:,} rows, {run['n_quarantined']:,} in quarantine"
    yield f"Before    {before['at']}, rules {before['rules']}" if before else "Before    no run of this text on this machine"
    yield ""
    now, then = flat(run), flat(before) if before else {}
    width = max(map(len, now))
    yield f"{'':{width}}  {'now':>11}  {'spread':>11}  {'before':>11}  {'change':>8}"
    for what, (figure, form) in now.items():
        former = then.get(what)
        was = format(former[0], form) if former else ""
        change = f"{figure / former[0] - 1:+.1%}" if former and former[0] and "over" not in what else ""
        yield f"{what:{width}}  {format(figure, form):>11}  {spread(run, what):>11}  {was:>11}  {change:>8}".rstrip()


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        name, corpus = sys.argv[2:4]
        print(json.dumps(MEASURES[name](Path(corpus))))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", nargs="?", type=Path, default=Path("corpus"), help="JSON lines, or a folder of articles")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each, at least 1 (default 3)")
    parser.add_argument("--full", action="store_true", help=f"memory too of the text {TIMES_OVER} times over")
    parser.add_argument("--json", action="store_true", help="print the run as JSON instead of a table")
    given = parser.parse_args()
    if given.rounds < 1:
        parser.error("--rounds is at least 1")
    if not given.text.exists():
        parser.error(f'"{given.text}" does not exist; name a file of JSON lines, or a folder of articles')
    run = bench(given.text, given.rounds, given.full)
    before = last_like(run, HISTORY)
    with HISTORY.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(run) + "\n")
    print(json.dumps(run) if given.json else "\n".join(table(run, before)))


if __name__ == "__main__":
    main()
