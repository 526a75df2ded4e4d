"""Markdown with YAML front matter; the text is what a reader of the rendered page sees, a block a paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from extract.ingest.plain_text import byline, decoded, front_matter
from extract.limits import Limits, whole

SUFFIXES = (".md", ".markdown")


def rendered(source: str) -> tuple[str, str | None]:
    """(text, first heading): marks, link addresses and raw HTML left out; table cells parted by tabs."""
    from markdown_it import MarkdownIt

    blocks: list[str] = []
    title: str | None = None
    in_heading = False
    row: list[str] | None = None
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(source):
        if token.type == "heading_open":
            in_heading = True
        elif token.type == "heading_close":
            in_heading = False
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            blocks.append("\t".join(row or ()))
            row = None
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.strip("\n"))
        elif token.type == "inline":
            text = "".join(
                "\n" if child.type in ("softbreak", "hardbreak") else child.content
                for child in token.children or ()
                if child.type in ("text", "softbreak", "hardbreak", "code_inline", "text_special", "image")
            )
            if in_heading and title is None:
                title = text
            if row is None:
                blocks.append(text)
            else:
                row.append(text)
    return "\n\n".join(block for block in blocks if block.strip()), title


def read(stream: BinaryIO, name: str, limits: Limits) -> Iterator[tuple[int | None, dict[str, Any]]]:
    """One article."""
    metadata, source = front_matter(decoded(whole(stream, limits)))
    text, title = rendered(source)
    yield None, {"title": title, "author": byline(text), **metadata, "text": text}
