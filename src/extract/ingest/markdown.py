"""Markdown with YAML front matter; the text is what a reader of the rendered page sees, a block a paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from extract.ingest.plain_text import byline, decoded, front_matter, superscript
from extract.limits import Limits, whole

if TYPE_CHECKING:
    from markdown_it.token import Token

SUFFIXES = (".md", ".markdown")


def inline_text(children: Sequence[Token]) -> str:
    """The text of a paragraph, heading or cell."""
    text = ""
    is_raised = False
    for child in children:
        if child.type == "html_inline":
            is_raised = child.content.lower() == "<sup>"
        elif child.type in ("softbreak", "hardbreak"):
            text += "\n"
        elif child.type in ("text", "code_inline", "text_special", "image"):
            text += superscript(text, child.content) if is_raised else child.content
    return text


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
            text = inline_text(token.children or ())
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
