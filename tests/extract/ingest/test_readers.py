"""Files in, articles or reasons out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from extract.ingest import read_file
from extract.records import Article, Quarantined

PAGE = """<!doctype html><html lang="{lang}"><head><title>Boxes wait | Quay</title><meta name="author" content="Mara Lind">
<meta property="article:published_time" content="2024-02-06"><meta property="og:site_name" content="Quay"></head><body>
<nav><a href="/">Home</a><a href="/jobs">Jobs</a></nav><article><h1>Boxes wait</h1>
<p>Sending a container from Shanghai to Rotterdam cost $4,984 on February 1, 2024, said the weekly survey of a broker.</p>
<p>That was three times the price of late autumn, when the ships still took the short way through the canal to the north.</p>
<p>Nobody in the trade expects the detour to end before the summer, and the insurers have raised their rates again.</p></article>
<footer><p>Donate $5 now and keep our reporters at sea.</p></footer></body></html>"""


def read(folder: Path, name: str, data: bytes | str) -> list[Article | Quarantined]:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_file(path, name))


def one(folder: Path, name: str, data: bytes | str) -> Article:
    (item,) = read(folder, name, data)
    assert isinstance(item, Article), item
    return item


def test_markdown_is_read_as_it_is_rendered(tmp_path: Path) -> None:
    metadata = "---\ntitle: Bread\npublished_on: 2024-05-01\nauthor: Jo Day\n---\n"
    body = "# Dear bread\n\nIt *costs* **€4**.10, see [here](http://x.example).\n\n| a | b |\n|---|---|\n| 1 | $2 |\n"
    source = metadata + body
    article = one(tmp_path, "bread.md", source)
    assert article.text == "Dear bread\n\nIt costs €4.10, see here.\n\na\tb\n\n1\t$2"
    assert (article.id, article.title, article.author, article.published_on) == ("bread.md", "Bread", "Jo Day", date(2024, 5, 1))


def test_raised_footnote_marks_do_not_become_digits(tmp_path: Path) -> None:
    """12.3 with a raised 1 is not 12.31."""
    cells = "| a | $m |\n|---|---|\n| x | 12.3<sup>1</sup> |\n\nOn the 2<sup>nd</sup> floor, 40 m<sup>2</sup>, £5.<sup>a</sup>\n"
    assert one(tmp_path, "m.md", cells).text == "a\t$m\n\nx\t12.3[1]\n\nOn the 2nd floor, 40 m2, £5.a"
    raised = '$4,984<sup><a href="#n">1</a></sup> on February 1, 2024, for 2<sup>nd</sup>-hand 33 m<sup>3</sup> boxes'
    page = PAGE.format(lang="en").replace("$4,984 on February 1, 2024", raised)
    assert "cost $4,984[1] on February 1, 2024, for 2nd-hand 33 m3 boxes" in one(tmp_path, "m.html", page).text


def test_plain_text_keeps_headline_and_byline(tmp_path: Path) -> None:
    text = "Bank earns more\n\nBy Clara Wendt\n\nFRANKFURT, March 7 - The bank earned more.\n"
    article = one(tmp_path, "bank.txt", text)
    assert (article.title, article.author, article.text) == ("Bank earns more", "Clara Wendt", text)


def test_html_without_menus_and_footers(tmp_path: Path) -> None:
    article = one(tmp_path, "boxes.html", PAGE.format(lang="en"))
    assert "cost $4,984 on February 1, 2024" in article.text
    assert "Donate" not in article.text
    assert "Jobs" not in article.text
    assert (article.title, article.author, article.source) == ("Boxes wait", "Mara Lind", "Quay")
    assert article.published_on == date(2024, 2, 6)


def test_json_lines_keep_ids_and_exact_text(tmp_path: Path) -> None:
    first, second = read(tmp_path, "x.jsonl", '{"id": "n1", "text": "A\\r\\nB"}\n\n{"text": "no id here"}\n')
    assert isinstance(first, Article)
    assert (first.id, first.text) == ("n1", "A\r\nB")
    assert isinstance(second, Article)
    assert second.id.startswith("x.jsonl#")


def test_the_same_article_has_the_same_revision_and_another_text_another(tmp_path: Path) -> None:
    revisions = [one(tmp_path, "a.txt", text).revision for text in ("One.", "One.", "Two.")]
    assert revisions[0] == revisions[1] != revisions[2]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    text = "The café in Besançon charged €4 for a crème brûlée, and the guests paid it without a word of complaint."
    assert one(tmp_path, "a.txt", text.encode(encoding)).text == text


FRENCH = (
    "Le gouvernement français a annoncé jeudi une hausse des prix de l'électricité de dix pour cent à partir du premier "
    "février, ce qui concerne environ vingt millions de ménages dans tout le pays, selon le ministre de l'économie, qui a "
    "présenté ces mesures devant les députés de la commission des finances après une longue nuit de débats."
)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"\x00\x01\x02binary", "binary"),
        ("a.docx", b"PK", "unknown-suffix"),
        ("a.md", "---\ntitle: x\nno end", "front-matter"),
        ("a.md", "---\ntitle: [x\n---\ntext", "front-matter"),
        ("a.md", "---\npublished_on: soon\n---\ntext", "bad-date"),
        ("a.md", "---\ntitle: {a: b}\n---\ntext", "bad-metadata"),
        ("a.txt", "  \n", "empty"),
        ("a.jsonl", "", "empty"),
        ("a.jsonl", "{oops", "not-json"),
        ("a.jsonl", "[1]", "not-an-object"),
        ("a.jsonl", '{"id": "x"}', "no-text"),
        ("a.jsonl", '{"text": "half \\ud800 of it"}', "half-character"),
        ("a.html", "no markup", "not-html"),
        ("a.html", PAGE.format(lang="fr"), "not-english"),
        ("a.txt", FRENCH, "not-english"),
        ("a.txt", "Правительство повысит цены на электричество на десять процентов.", "not-english"),
    ],
)
def test_what_cannot_be_read_is_kept_with_its_reason(tmp_path: Path, name: str, data: bytes | str, reason: str) -> None:
    (item,) = read(tmp_path, name, data)
    assert isinstance(item, Quarantined)
    assert item.reason == reason
    assert item.path == name
    assert item.detail
    assert item.remedy.endswith(".")


def test_a_bad_line_names_its_number_and_spares_the_others(tmp_path: Path) -> None:
    first, bad, last = read(tmp_path, "x.jsonl", '{"id": "1", "text": "a"}\noops\n{"id": "2", "text": "b"}')
    assert isinstance(bad, Quarantined)
    assert (bad.reason, bad.line) == ("not-json", 2)
    assert isinstance(first, Article)
    assert isinstance(last, Article)


def test_a_table_of_results_with_few_english_words_is_kept(tmp_path: Path) -> None:
    table = "Shr 34 cts vs 1.19 dlrs\n    Net 807,000 vs 2,858,000\n    Revs 510.2 mln vs 479.7 mln\n" * 8
    assert one(tmp_path, "a.txt", table).text == table
