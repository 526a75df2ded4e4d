"""Score the corpus against its gold, and annotated suites where a folder of them is named: each figure against its floor.

    accuracy.py [--bench DIR] [--errors N] [--raise-floors]

DIR holds dev/SUITE.jsonl and the scorers score.py, score_claims.py and score_quantities.py. Floors are F1 in percent,
in scripts/accuracy_floors.toml; a figure below its floor makes the exit code 1. What the measures mean: scripts/scoring.py
for the corpus, `python DIR/score.py --help` for the suites.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import gold
import scoring

from extract.observe import observe
from extract.records import as_json
from extract.validate import validate

FLOORS = Path(__file__).with_name("accuracy_floors.toml")
CORPUS = "corpus"
# Suite of the table → its file in dev/, its scorer.
SCORERS = {"claims": ("claims", "score_claims.py"), "newsquant-quantities": ("newsquant", "score_quantities.py")}

Floors = dict[str, dict[str, dict[str, float]]]
"""{suite: {label: {measure: F1 in percent}}}"""


class Line(NamedTuple):
    """One line of the table, in percent."""

    suite: str
    label: str
    measure: str
    precision: float
    recall: float
    f1: float


def corpus_lines(errors: int) -> Iterator[Line]:
    """Score the corpus; with `errors`, print that many of each measure in context, none of them twice."""
    golds = gold.load_gold()
    readings = {g.article: json.loads(as_json(validate(observe(gold.article(g.article)))[0])) for g in golds}
    told: set[tuple[str, scoring.Error]] = set()
    for (label, measure), s in scoring.score(golds, readings).items():
        yield Line(CORPUS, label, measure, 100 * s.precision, 100 * s.recall, 100 * s.f1)
        new = [error for error in s.errors if (label, error) not in told]
        told.update((label, error) for error in new)
        if errors and new:
            print(f"\n{CORPUS} {label} {measure}: {len(s.errors)} errors, {len(new)} of them not told above")
            for error in new[:errors]:
                context = gold.in_context(error.article, error.start_char, error.end_char)
                print(f"  {error.article} {error.start_char}: {context}\n      gold  {error.wanted}\n      read  {error.got}")


def suites_of(bench: Path) -> dict[str, tuple[Path, Path]]:
    """{suite: (its file, its scorer)} of a folder, those with a scorer of their own by that."""
    named = {suite: (bench / "dev" / f"{name}.jsonl", bench / scorer) for suite, (name, scorer) in SCORERS.items()}
    plain = {path.stem: (path, bench / "score.py") for path in sorted((bench / "dev").glob("*.jsonl"))}
    return {suite: files for suite, files in {**plain, **named}.items() if all(path.is_file() for path in files)}


def suite_lines(suite: str, texts: Path, scorer: Path, predicted: Path, errors: int) -> Iterator[Line]:
    """Score one suite with the scorer that lies there, on what was `predicted`."""
    command = [sys.executable, str(scorer), str(texts), str(predicted)]
    scores: dict[str, Any] = json.loads(subprocess.run([*command, "--json"], stdout=subprocess.PIPE, check=True).stdout)
    if all("f1" in measures for measures in scores.values()):
        scores = {"claims" if suite == "claims" else "figures": scores}
    for label, measures in scores.items():
        if label != "ALL":
            for measure, s in measures.items():
                yield Line(suite, label, measure.replace(",", ""), 100 * s["precision"], 100 * s["recall"], 100 * s["f1"])
    if errors:
        print(f"\n{suite}", flush=True)
        subprocess.run([*command, "--errors", str(errors)], check=True)


def predict(texts: Path, target: Path) -> None:
    """Run `newsledger extract` over a suite's texts."""
    command = [str(Path(sys.executable).with_name("newsledger")), "extract", str(texts), "--input", "jsonl", "--format", "jsonl"]
    with target.open("wb") as out:
        done = subprocess.run(command, stdout=out, check=False)
    if done.returncode:
        print(f"note: some texts of {texts.name} were not read", file=sys.stderr)


def bench_lines(bench: Path, errors: int) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder:
        for suite, (texts, scorer) in suites_of(bench).items():
            predicted = Path(folder) / texts.name
            if not predicted.exists():
                predict(texts, predicted)
            yield from suite_lines(suite, texts, scorer, predicted, errors)


def floor_of(floors: Floors, line: Line) -> float | None:
    return floors.get(line.suite, {}).get(line.label, {}).get(line.measure)


def raised(floors: Floors, lines: list[Line]) -> str:
    """The floors file with each floor a point under the whole number of its figure, where that is higher than it was."""
    new: Floors = {}
    for line in lines:
        reached = max(0.0, math.floor(line.f1) - 1.0)
        measures = new.setdefault(line.suite, {}).setdefault(line.label, {})
        measures[line.measure] = max(reached, floor_of(floors, line) or 0.0)
    for suite in floors:
        new.setdefault(suite, floors[suite])  # a suite that was not scored this time keeps its floors
    parts = ["# F1 in percent; floors only go up: `make accuracy RAISE=1` puts them a point under what is reached.\n"]
    for suite, labels in new.items():
        parts.append(f"\n[{suite}]\n")
        for label, measures in labels.items():
            values = ", ".join(f"{key(measure)} = {floor}" for measure, floor in measures.items())
            parts.append(f"{label} = {{ {values} }}\n")
    return "".join(parts)


def key(name: str) -> str:
    """A TOML key, in quotation marks where it needs them."""
    return name if re.fullmatch(r"[\w-]+", name) else json.dumps(name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", default="", metavar="DIR", help="folder with dev/*.jsonl and scorers")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show the first N errors of each measure in context")
    parser.add_argument("--raise-floors", action="store_true", help="lift floors to what is reached now")
    args = parser.parse_args()
    if args.bench and not suites_of(Path(args.bench)):
        print(f'accuracy: no suites in "{args.bench}". Name a folder with score.py and dev/*.jsonl in it.', file=sys.stderr)
        return 2
    floors: Floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    lines = [*corpus_lines(args.errors), *(bench_lines(Path(args.bench), args.errors) if args.bench else ())]
    print(f"\n{'suite':21s} {'label':9s} {'measure':24s} {'P':>6s} {'R':>6s} {'F1':>6s} {'floor':>6s}")
    failed = 0
    for line in lines:
        floor = floor_of(floors, line)
        below = floor is not None and line.f1 < floor
        failed += below
        shown = "–" if floor is None else f"{floor:.1f}"
        figures = f"{line.precision:6.1f} {line.recall:6.1f} {line.f1:6.1f} {shown:>6s}"
        print(f"{line.suite:21s} {line.label:9s} {line.measure:24s} {figures}{'  BELOW' if below else ''}")
    missing = [
        f"{suite} {label} {measure}"
        for suite, labels in floors.items()
        if suite == CORPUS or args.bench
        for label, measures in labels.items()
        for measure in measures
        if not any(line[:3] == (suite, label, measure) for line in lines)
    ]
    for name in missing:
        print(f"accuracy: {name} has a floor and was not measured.", file=sys.stderr)
    if args.raise_floors:
        FLOORS.write_text(raised(floors, lines), encoding="utf-8")
    return 1 if failed or missing else 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` ends it quietly
    sys.exit(main())
