"""Plain text, with or without front matter; the first line is the headline, and stays in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from extract.errors import BadMaterial

SUFFIXES = (".txt", ".text")
BYLINE = re.compile(r"^(?:By|BY|Author:)[ \t]+(?P<author>[^\W\d_][^\n,|]{2,60}?)[ \t]*(?:[,|][^\n]*)?$", re.MULTILINE)
FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)


def decoded(data: bytes) -> str:
    """The characters of a text file: UTF-8, else as its byte order mark says, else Windows-1252; BadMaterial if binary.

    Source  the WHATWG Encoding Standard: windows-1252 is what Western pages without a stated encoding are read as
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        if b"\0" in data:
            raise BadMaterial("binary", "the file holds null bytes", "Give it the suffix of its format, or convert it to text.")
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadMaterial("encoding", f"the bytes are not {' or '.join(encodings)}", "Save the file as UTF-8.")


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """(metadata, rest) of a text that may begin with YAML between two lines of `---`."""
    opening = FENCE.match(text)
    if opening is None:
        return {}, text
    remedy = "Close the front matter with a line of `---`, and write it as `key: value` lines."
    closing = FENCE.search(text, opening.end())
    if closing is None:
        raise BadMaterial("front-matter", "the front matter is not closed", remedy, line=1)
    import yaml

    try:
        metadata = yaml.safe_load(text[opening.end() : closing.start()])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        detail = str(getattr(error, "problem", None) or "no YAML")
        raise BadMaterial("front-matter", detail, remedy, line=line) from error
    if metadata is not None and not isinstance(metadata, dict):
        raise BadMaterial("front-matter", f"it holds {type(metadata).__name__}, no keys", remedy, line=1)
    return metadata or {}, text[closing.end() :].lstrip("\n")


def headline(text: str) -> str | None:
    """The first line, if it stands alone and does not end as a sentence does."""
    first, _, rest = text.lstrip().partition("\n")
    first = first.strip()
    if (
        not first
        or len(first) > 150
        or first.endswith((".", ",", ";", ":"))
        or not rest.startswith(("\n", " ", "\t", "By ", "BY "))
    ):
        return None
    return first


def byline(text: str) -> str | None:
    """The author named within the first lines: "By Jane Doe", "Author: Jane Doe"."""
    match = BYLINE.search(text[:1000])
    return match["author"].strip() if match else None


def read(data: bytes, name: str) -> Iterator[tuple[int | None, dict[str, Any]]]:
    """One article."""
    metadata, text = front_matter(decoded(data))
    yield None, {"title": headline(text), "author": byline(text), **metadata, "text": text}
