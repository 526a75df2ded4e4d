"""Mutate real files and read them through every reader and the pipeline: `make fuzz`, `make fuzz CASES=500 SEED=7`.

Each case is made from the seed and its number alone, so that it can be made again. What must hold for any bytes:
no exception but quarantine; every file gives an article or a reason; every mention lies in the text and is its characters;
the same bytes give the same rows. A case that breaks this is saved with its seed and number, and the error beside it;
`python scripts/fuzz.py --replay FILE` reads it again.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
SUFFIXES = (".md", ".txt", ".html", ".jsonl")
PIECES: tuple[bytes, ...] = tuple(
    piece if isinstance(piece, bytes) else piece.encode()
    for piece in (
        *("\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x82", b"\x80", b"\xed\xa0\x80", b"\x1b[31m", "\r", "\r\n", "\n\n", "\u2028"),
        *("\u200f", "\u202e", "\u200b", "\u2066", "\u00ad", "\ufeff", "e\u0301\u0301", "😀", "漢字", "٣٤", "²", "½", "１２"),
        *(
            "---\n",
            "---\nx: &a [1]\ny: *a\n---\n",
            "published_on: 2024-13-45\n",
            "title: [[[[[[[[[[[[[[[[[[[\n",
            "? {\n",
            "<<: *a\n",
        ),
        *("<div>" * 300, "</p>", "<p>", "<!--", "<![CDATA[", "<table><tr><td>", "&#0;", "&#xD800;", "&amp;" * 50, "<script>"),
        *('{"text": "', "\\ud800", '"}\n', "[" * 2000, "1e999", "9" * 5000, '"text": 1, ', '"id": null, ', "NaN", "\\u0000"),
        *("$", "€", "¥1", "Rs", "US$", "$1-", "million ", "hundred ", "half a ", "1/0", "1/2", "%", "bp", "twenty-", "C$ A$ "),
        *(
            "between $1 and ",
            "January-",
            " 31 February 2023",
            "Q3 ",
            "President ",
            "Mr. ",
            ", minister",
            "U.S. ",
            "Georgia ",
            "." * 60,
        ),
    )
)
Mutation = Callable[[random.Random, bytes], bytes]


# ------------------------------------------------------------- making a case
@cache
def seeds() -> tuple[tuple[str, bytes], ...]:
    """(suffix, bytes) of the files of the corpus, and of those that lie beside the tests of the readers."""
    paths = sorted(p for p in (ROOT / "corpus" / "articles").iterdir() if p.suffix in SUFFIXES)
    page = b"<!doctype html><html lang='en'><head><title>Boxes</title><meta name='author' content='Mara Lind'></head><body>"
    page += (
        b"<article><h1>Boxes</h1>"
        + b"<p>Rates of $4,984 a box rose 6% in May 2024, said Minister Ann Bo.</p>" * 3
        + b"</article>"
    )
    line = b'{"id": "n1", "title": "Boxes", "published_on": "2024-05-01", "text": "Rates rose 6% to $4,984 in May 2024."}\n'
    return (*((p.suffix, p.read_bytes()) for p in paths), (".html", page), (".jsonl", line * 3))


def place(rng: random.Random, data: bytes) -> tuple[int, int]:
    """A random range, mostly short."""
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + int(2 ** rng.uniform(0, 11)))


def flip(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 3, 30))):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def delete(rng: random.Random, data: bytes) -> bytes:
    start, end = place(rng, data)
    return data[:start] + data[end:]


def cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def insert(rng: random.Random, data: bytes) -> bytes:
    for _ in range(rng.choice((1, 2, 8))):
        start, _ = place(rng, data)
        data = data[:start] + rng.choice(PIECES) * rng.choice((1, 1, 1, 2, 40)) + data[start:]
    return data


def repeat(rng: random.Random, data: bytes) -> bytes:
    start, end = place(rng, data)
    times = min(rng.choice((2, 10, 300)), 50_000 // (end - start + 1) + 1)
    return data[:end] + data[start:end] * times + data[end:]


def splice(rng: random.Random, data: bytes) -> bytes:
    _, other = rng.choice(seeds())
    (start, end), (at, _) = place(rng, other), place(rng, data)
    return data[:at] + other[start:end] + data[at:]


def encode(rng: random.Random, data: bytes) -> bytes:
    encoding = rng.choice(("utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32", "utf-8-sig", "utf-7"))
    return data.decode("utf-8", "replace").encode(encoding, "replace")


MUTATIONS: tuple[Mutation, ...] = (flip, delete, cut, insert, insert, insert, repeat, splice, encode)


def made(seed: int, case: int) -> tuple[str, bytes]:
    """(suffix, bytes) of a case: a seed file, mutated a few times, now and then under another suffix."""
    rng = random.Random(f"{seed}:{case}")
    suffix, data = rng.choice(seeds())
    if len(data) > 3000 and rng.random() < 0.7:  # a part of it is as telling, and quicker
        start = rng.choice((0, rng.randrange(len(data) - 2000)))
        data = data[start : start + 2000]
    for _ in range(rng.choice((1, 1, 2, 3))):
        data = rng.choice(MUTATIONS)(rng, data)
    return (rng.choice(SUFFIXES) if rng.random() < 0.1 else suffix), data


# ------------------------------------------------------------ what must hold
def outcome(path: Path) -> tuple[list[str], list[str]]:
    """(rows as JSON, what became of each item) of one file; AssertionError or any exception where something is wrong."""
    from extract.ingest import read_file
    from extract.limits import Limits
    from extract.observe import observe
    from extract.records import Quarantined, as_json
    from extract.validate import validate

    rows, ends = [], []
    for item in read_file(path, path.name, Limits(largest_article=100_000)):
        if isinstance(item, Quarantined):
            check_reason(item)
            rows.append(item.model_dump_json())
            ends.append(item.reason)
            continue
        reading, rejected = validate(observe(item))
        check_places(item.text, reading)
        for bad in rejected:
            check_reason(bad)
            assert bad.reason not in ("offsets-do-not-hold", "field-invalid"), bad
        rows += [as_json(reading), *(bad.model_dump_json() for bad in rejected)]
        ends.append("read")
    assert ends, "neither an article nor a reason"
    for row in rows:
        row.encode()
    return rows, ends


def check_reason(item: object) -> None:
    """A row of quarantine tells what and why, and what to do."""
    from extract.records import Quarantined

    assert isinstance(item, Quarantined)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", item.reason), item.reason
    assert item.detail, item
    assert item.remedy.endswith("."), item


def check_places(text: str, reading: object) -> None:
    """Mentions, unread numerals and sentences lie in the text, in order; a mention is its characters."""
    from extract.records import Reading

    assert isinstance(reading, Reading)
    for items in (reading.mentions, reading.unread):
        places = [(item.start_char, item.end_char, item.text) for item in items]
        for start, end, characters in places:
            assert 0 <= start < end <= len(text), (start, end, characters)
            assert text[start:end] == characters, (start, end, characters)
        assert all(one[1] <= two[0] for one, two in pairwise(places)), "overlapping mentions"
    at = 0
    for sentence in reading.sentences:
        assert at <= sentence.start_char < sentence.end_char <= len(text), sentence
        at = sentence.end_char


def run_case(case: int, seed: int, save: Path) -> tuple[int, float, list[str], str | None]:
    """(case, seconds, what became of its items, the error if any); a failing case is saved."""
    suffix, data = made(seed, case)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"case{suffix}")
        path.write_bytes(data)
        error = None
        ends: list[str] = []
        try:
            rows, ends = outcome(path)
            if case % 4 == 0:
                assert outcome(path)[0] == rows, "another reading of the same bytes gives other rows"
        except Exception:
            error = traceback.format_exc()
            save.mkdir(parents=True, exist_ok=True)
            kept = save / f"seed{seed}-case{case}{suffix}"
            kept.write_bytes(data)
            kept.with_name(kept.name + ".error").write_text(error, encoding="utf-8")
    return case, time.perf_counter() - started, ends, error


def fuzz(cases: range, seed: int, save: Path, jobs: int = 1) -> int:
    """Run cases, showing progress; number of failures."""
    ended: Counter[str] = Counter()
    failures, slowest, shown = 0, (0.0, -1), 0.0
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        results = pool.imap_unordered(partial(run_case, seed=seed, save=save), cases, chunksize=20)
        for n, (case, seconds, ends, error) in enumerate(results, 1):
            ended.update(ends)
            slowest = max(slowest, (seconds, case))
            if error:
                failures += 1
                print(f"\rcase {case}: {error.strip().splitlines()[-1][:200]}", file=sys.stderr)
            if time.monotonic() - shown > 1 or n == len(cases):
                shown = time.monotonic()
                end = "\n" if n == len(cases) else ""
                print(f"\r{n} of {len(cases)} cases, {failures} failed", end=end, file=sys.stderr, flush=True)
    for reason, n in ended.most_common():
        print(f"{n:7} {reason}")
    print(f"seed {seed}: {len(cases)} cases, {failures} failed; slowest: case {slowest[1]}, {slowest[0]:.1f} s")
    if failures:
        print(f"saved in {save}; again: python scripts/fuzz.py --replay {save}/FILE")
    return failures


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--save", type=Path, default=Path("fuzz-failures"), help="folder for cases that fail")
    parser.add_argument("--replay", type=Path, help="a saved case to read again")
    given = parser.parse_args(arguments)
    if given.replay:
        rows, ends = outcome(given.replay)
        print(*rows, f"{given.replay}: {', '.join(ends)}; nothing wrong", sep="\n")
        return 0
    return 1 if fuzz(range(given.cases), given.seed, given.save, given.jobs) else 0


if __name__ == "__main__":
    sys.exit(main())
