"""The page: an article's text is never markup, and every mention is marked."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from extract.report import human, write_report


def test_text_is_escaped_and_mentions_are_marked(tmp_path: Path, load: Callable[..., Any]) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("<script>alert(1)</script> cost $5 million & more in Egypt.")
    load(corpus, tmp_path / "w")
    page = write_report(tmp_path / "w").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; cost" in page
    assert '<mark class="money" tabindex="0" data-told="MONEY · 5000000 USD · money.sign">$5 million</mark> &amp; more' in page
    assert "Egypt</td>" in page


def test_amounts_are_short() -> None:
    assert [human(Decimal(n)) for n in ("8500000000", "164", "1.64", "12345678")] == [
        "8.5 billion",
        "164",
        "1.64",
        "12.35 million",
    ]
