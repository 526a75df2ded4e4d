"""Hostile and broken files: each is read, or kept with a reason of its own, in bounded time and memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from test_readers import PAGE

from extract.ingest import read_file
from extract.ingest.parser import PARSER
from extract.limits import Limits
from extract.records import Article, Quarantined, Reading

SMALL = Limits(largest_article=1_000)
SENTENCE = "The café in Besançon charged €4 for a crème brûlée, and the guests paid it without a word of complaint.\n"
BOMB = "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefghij", "bcdefghijk", strict=True))
MERGES = "".join(f"{b}: &{b}\n  <<: [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefghij", "bcdefghijk", strict=True))


def read(folder: Path, name: str, data: bytes | str, limits: Limits = SMALL) -> list[Article | Quarantined]:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_file(path, name, limits))


def front(matter: str) -> str:
    return f"---\n{matter}\n---\nRents rose 6.5%.\n"


def line(fields: str) -> str:
    return f'{{"id": "1", "text": "Rents rose 6.5%."}}\n{{{fields}}}\n'


@pytest.mark.parametrize(
    ("name", "data", "reason", "at"),
    [
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "binary", None),
        ("a.txt", b"\x1f\x8b\x08\x08" + bytes(range(1, 32)) * 9, "binary", None),
        ("a.md", b"\x7fELF" + bytes(64), "binary", None),
        ("a.txt", SENTENCE.encode() * 3 + b"It fell 3\0%.\n" + SENTENCE.encode(), "null-bytes", 4),
        ("a.txt", SENTENCE.encode() + SENTENCE.encode("cp1252"), "mixed-encodings", 2),
        ("a.md", SENTENCE.encode("cp1252") + SENTENCE.encode(), "mixed-encodings", 1),
        ("a.html", PAGE.format(lang="en").replace("$", "€").encode() + b"<p>\xe9t\xe9</p>", "mixed-encodings", 7),
        ("a.txt", SENTENCE.encode()[:-2] + "€".encode()[:2], "cut", 1),
        ("a.txt", b"caf\xe9 \x81 bar", "encoding", 1),
        ("a.txt", b"\xff\xfea\0b\0\0\xd8", "encoding", None),
        ("a.html", b"", "empty", None),
        ("a.html", b"<html><head><title>cut", "no-article", None),
        ("a.html", PAGE.format(lang="en").replace("<p>That", "<div>" * 500 + "<p>That"), "too-deep", None),
        ("a.html", b"<div>" * 3000 + b"<p>cut", "no-article", None),
        ("a.html", b"<div>" * 50 + b"</p></b>" * 9, "no-article", None),
        ("a.html", b"\x89PNG<\r\n\x1a\n" + bytes(range(128)) * 9, "binary", None),
        ("a.txt", "one word more " * 100, "too-large", None),
        ("a.md", "x" * 17_000, "too-large", None),
        ("a.html", b"<p>" + b"x" * 17_000, "too-large", None),
        ("a.jsonl", line(f'"text": "{"x y " * 400}"'), "too-large", 2),
        ("a.jsonl", line(f'"text": "{"x y " * 4500}"'), "line-too-long", 2),
        ("a.md", front("a: &a 1\nb: *a"), "front-matter", 3),
        ("a.md", front(f"a: &a [lol]\n{BOMB}published_on: *k"), "front-matter", 3),
        ("a.md", front(f"a: &a {{x: lol}}\n{MERGES}"), "front-matter", 4),
        ("a.md", front("a: " + "[" * 5000), "front-matter", 2),
        ("a.md", front("\n".join(" " * n + "a:" for n in range(100))), "front-matter", 11),
        ("a.md", front("- a\n- b"), "front-matter", 1),
        ("a.md", front("a: !!python/object/apply:os.system [id]"), "front-matter", 2),
        ("a.md", front("published_on: 2024-13-45"), "front-matter", 1),
        ("a.md", front("published_on: 0000-01-01"), "front-matter", 1),
        ("a.md", front("published_on: [2024]"), "bad-date", None),
        ("a.md", front("published_on: 20240"), "bad-date", None),
        ("a.md", front("title: {a: b}"), "bad-metadata", None),
        ("a.md", front("id: 0x" + "f" * 5000), "bad-metadata", None),
        ("a.md", front("id: 1" + "0" * 5000), "front-matter", 1),
        ("a.md", front(f"title: {'x' * 2000}"), "bad-metadata", None),
        ("a.md", front(f"source: {SENTENCE}title: \0 x"), "null-bytes", 3),
        ("a.jsonl", line(f'"text": "x", "n": {"9" * 5000}'), "not-json", 2),
        ("a.jsonl", line('"text": "x", "id": 1e999, "published_on": 1e999'), "bad-date", 2),
        ("a.jsonl", '{"a":' * 1500, "too-deep", 1),
        ("a.jsonl", line('"text": "one", "text": "two"'), "duplicate-key", 2),
        ("a.jsonl", line('"text": "half \\ud800 of it"'), "half-character", 2),
        ("a.jsonl", line('"text": "x", "title": "half \\udc00"'), "half-character", 2),
        ("a.jsonl", line('"text": "nul \\u0000 in it"'), "null-bytes", 2),
        ("a.jsonl", line('"text": ["x"]'), "no-text", 2),
        ("a.jsonl", b'{"text": "x"}\n{"text": "caf\xe9"}\n', "encoding", 2),
        ("a.jsonl", line('"text": "x"').encode("utf-16"), "encoding", 1),
        ("a.jsonl", line('"text": "x"') + '{"text": "cut', "not-json", 3),
    ],
)
def test_what_is_broken_has_a_reason_of_its_own(
    tmp_path: Path, name: str, data: bytes | str, reason: str, at: int | None
) -> None:
    found = [item for item in read(tmp_path, name, data) if isinstance(item, Quarantined)]
    assert (found[0].reason, found[0].line) == (reason, at)
    assert found[0].detail
    assert found[0].remedy.endswith(".")
    if name == "a.jsonl" and reason != "encoding" and at != 1:
        assert any(isinstance(item, Article) for item in read(tmp_path, name, data)), "the good line is kept"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "cp1252"])
def test_other_encodings_are_told_by_their_bytes(tmp_path: Path, encoding: str) -> None:
    (article,) = read(tmp_path, "a.txt", (SENTENCE * 3).encode(encoding))
    assert isinstance(article, Article)
    assert article.text == SENTENCE * 3


@pytest.mark.parametrize("sign", ["\u200f", "\u202e", "\u2066", "\u200b", "\u00ad", "\ufeff", "\u2028"])
def test_invisible_signs_stay_and_offsets_hold(tmp_path: Path, sign: str, read: Callable[[str], Reading]) -> None:
    text = f"Rents{sign} in Kazakhstan rose {sign}6.5%{sign} to {sign}$4 million{sign} in 2023, said {sign}the {sign}bank.\n"
    (article,) = read_file_of(tmp_path, text)
    assert article.text == text
    reading = read(article.text)
    assert {m.text for m in reading.mentions} >= {"6.5%", "$4 million"}
    assert all(text[m.start_char : m.end_char] == m.text for m in reading.mentions)


def read_file_of(folder: Path, text: str) -> list[Article]:
    (folder / "a.txt").write_text(text, encoding="utf-8", newline="")
    return [item for item in read_file(folder / "a.txt", "a.txt") if isinstance(item, Article)]


def test_control_characters_of_metadata_do_not_reach_a_terminal(tmp_path: Path) -> None:
    (article,) = read(tmp_path, "a.jsonl", '{"id": "a\\u001b[2Jb", "title": "x\\u009b\\ny", "text": "Rents rose."}')
    assert isinstance(article, Article)
    assert (article.id, article.title) == ("a [2Jb", "x y")


def test_fifty_megabytes_on_one_line(tmp_path: Path) -> None:
    blob = b"1,1," * 12_500_000
    (item,) = read(tmp_path, "a.txt", blob, Limits())
    assert isinstance(item, Quarantined)
    assert item.reason == "too-large"
    first, bad, last = read(tmp_path, "a.jsonl", b'{"text": "One."}\n' + blob + b'\n{"text": "Three."}', Limits())
    assert isinstance(bad, Quarantined)
    assert (bad.reason, bad.line) == ("line-too-long", 2)
    assert isinstance(first, Article)
    assert isinstance(last, Article)


@pytest.mark.parametrize("unit", ["7", "1,", "a", "$", "€", "(", '."', "½", "A-", "http://"])
def test_a_word_without_end_is_no_text(tmp_path: Path, unit: str) -> None:
    (item,) = read(tmp_path, "a.txt", f"Look: {unit * 9000}", Limits())
    assert isinstance(item, Quarantined)
    assert item.reason == "word-too-long"


@pytest.mark.parametrize(
    "word", ["7" * 4900, "hundred " * 200 + "dollars", "$" * 900 + " ", "9" * 60 + " trillion trillion dollars"]
)
def test_numbers_beyond_measure_are_left_unread(word: str, read: Callable[[str], Reading]) -> None:
    assert [m.text for m in read(f"It paid $5 million and {word} more.").mentions] == ["$5 million"]


# ------------------------------------------------------------- the parser of HTML
SLOW = b"<html><body>" + b"<a>" * 100_000
"""Takes seconds to parse, and hundreds of megabytes."""


def article_of_page(folder: Path) -> Article:
    (article,) = read(folder, "good.html", PAGE.format(lang="en"), Limits())
    assert isinstance(article, Article)
    return article


def test_one_process_parses_all_pages_and_is_started_by_the_first(tmp_path: Path) -> None:
    PARSER.close()
    read(tmp_path, "a.txt", SENTENCE)
    assert PARSER.process is None
    article_of_page(tmp_path)
    first = PARSER.process
    article_of_page(tmp_path)
    assert PARSER.process is first


@pytest.mark.parametrize(
    ("limits", "reason"), [(Limits(parse_seconds=0.05), "parser-timeout"), (Limits(parse_megabytes=256), "parser-memory")]
)
def test_a_page_beyond_its_limits_costs_only_itself(tmp_path: Path, limits: Limits, reason: str) -> None:
    (item,) = read(tmp_path, "slow.html", SLOW, limits)
    assert isinstance(item, Quarantined)
    assert item.reason == reason
    assert "NEWSLEDGER_PARSE_" in item.remedy
    assert "$4,984" in article_of_page(tmp_path).text


def test_a_parser_that_crashes_dies_alone(tmp_path: Path) -> None:
    article_of_page(tmp_path)
    process = PARSER.process
    assert process is not None
    found: list[Article | Quarantined] = []
    reading = threading.Thread(target=lambda: found.extend(read(tmp_path, "slow.html", SLOW, Limits())))
    reading.start()
    while not PARSER.lock.locked() and reading.is_alive():
        pass
    os.kill(process.pid, signal.SIGSEGV)
    reading.join()
    (item,) = found
    assert isinstance(item, Quarantined)
    assert (item.reason, "SIGSEGV" in item.detail) == ("parser-crashed", True)
    assert "$4,984" in article_of_page(tmp_path).text


def test_the_answer_to_an_interrupted_page_is_not_taken_for_the_next(tmp_path: Path) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    article_of_page(tmp_path)
    former = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    with pytest.raises(KeyboardInterrupt):
        read(tmp_path, "slow.html", SLOW, Limits())
    signal.signal(signal.SIGALRM, former)
    assert "$4,984" in article_of_page(tmp_path).text


def test_a_parser_does_not_outlive_its_alarm_when_the_parent_is_killed(tmp_path: Path) -> None:
    (tmp_path / "slow.html").write_bytes(SLOW)
    code = f"""
import os, threading
from pathlib import Path
from extract.ingest import read_file
from extract.ingest.parser import PARSER
from extract.limits import Limits
print(PARSER.running().pid, flush=True)
list(read_file(Path({str(tmp_path / "slow.html")!r}), "slow.html", Limits(parse_seconds=2)))
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
        # The pipe closes when the last process that holds it is gone: the child has another one for its answers.
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]:
        os.sched_yield()


# ------------------------------------------------------------- much of it
@pytest.mark.services
def test_a_million_lines_are_streamed(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    with path.open("w") as stream:
        for n in range(1_000_000):
            bad = n % 1000 == 7
            stream.write(f"{n} oops\n" if bad else json.dumps({"id": str(n), "text": f"Rents rose {n}%."}) + "\n")
    code = f"""
import resource
from pathlib import Path
from extract.ingest import read_file
from extract.records import Article
good = 0
bad = []
for n, item in enumerate(read_file(Path({str(path)!r}), "big.jsonl")):
    good += isinstance(item, Article)
    if not isinstance(item, Article):
        bad.append(item.line)
    if n == 10_000:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(good, len(bad), bad[:2], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    counts, _, grown = done.stdout.strip().rpartition(" ")
    assert counts == "999000 1000 [8, 1008]"
    assert int(grown) < 20_000, "kilobytes"
