"""Score the suites in a folder with the scorer there, each figure against its floor.

    accuracy.py BENCH_DIR [--errors N]

BENCH_DIR holds score.py and dev/SUITE.jsonl. Floors are in scripts/accuracy_floors.toml, in percent; a
figure below its floor, or a suite that is missing, makes the exit code 1.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

FLOORS = Path(__file__).with_name("accuracy_floors.toml")


def predictions(suite: Path, target: Path) -> None:
    """Run `newsledger extract` over a suite's texts."""
    command = [Path(sys.executable).with_name("newsledger"), "extract", str(suite), "--input", "jsonl", "--format", "jsonl"]
    with target.open("wb") as out:
        done = subprocess.run(command, stdout=out, check=False)
    if done.returncode:
        print(f"note: some texts of {suite.name} were not read", file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", help="folder with score.py and dev/")
    parser.add_argument("--errors", default="0", help="show the first N errors of each label")
    args = parser.parse_args()
    scorer = Path(args.bench) / "score.py"
    if not args.bench or not scorer.is_file():
        print("make accuracy BENCH=DIR: name a folder with score.py and dev/*.jsonl in it.", file=sys.stderr)
        return 2
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    failed = 0
    print(f"{'suite':22s} {'label':8s} {'measure':8s} {'F1':>6s} {'floor':>6s}")
    with tempfile.TemporaryDirectory() as folder:
        for suite, labels in floors.items():
            gold = Path(args.bench) / "dev" / f"{suite}.jsonl"
            predicted = Path(folder) / gold.name
            predictions(gold, predicted)
            command = [sys.executable, str(scorer), str(gold), str(predicted)]
            scores = json.loads(subprocess.run([*command, "--json"], stdout=subprocess.PIPE, check=True).stdout)
            for label, measures in labels.items():
                for measure, floor in measures.items():
                    f1 = 100 * scores[label][measure]["f1"]
                    below = f1 < floor
                    failed += below
                    print(f"{suite:22s} {label:8s} {measure:8s} {f1:6.1f} {floor:6.1f}{'  BELOW' if below else ''}")
            if args.errors != "0":
                subprocess.run([*command, "--errors", args.errors], check=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
