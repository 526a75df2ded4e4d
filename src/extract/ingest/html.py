"""HTML as a news site serves it: the article's body without navigation, adverts and footers.

Pages are parsed in a child process (`parser.py`), because a hostile page can make a parser hang, fill the memory or
crash: then the child dies alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from extract.errors import BadMaterial
from extract.ingest.parser import DEEPEST, parse
from extract.ingest.plain_text import check_control_bytes, check_one_encoding, utf16
from extract.limits import Limits, whole

REMEDY = "Save the article alone, as .txt or .md."
SUFFIXES = (".html", ".htm", ".xhtml")


def read(stream: BinaryIO, name: str, limits: Limits) -> Iterator[tuple[int | None, dict[str, Any]]]:
    """One article; title, author, date, site and language from the page's metadata."""
    data = whole(stream, limits)
    if not data.strip():
        raise BadMaterial("empty", "the file has no content", "Add the page, or remove the file.")
    if b"<" not in data:
        raise BadMaterial("not-html", "there is no markup", "Give a plain text the suffix .txt.")
    if not utf16(data):
        check_control_bytes(data)
        check_one_encoding(data)
    fields = parse(data, limits)
    if fields.get("too_deep"):
        raise BadMaterial("too-deep", f"elements are nested more than {DEEPEST} deep", REMEDY)
    if not fields.get("text"):
        raise BadMaterial("no-article", "no article body was found in the page", REMEDY)
    yield None, fields
