"""Plain text, with or without front matter; the first line is the headline, and stays in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from extract.errors import BadMaterial
from extract.limits import Limits, whole

SUFFIXES = (".txt", ".text")
BYLINE = re.compile(r"^(?:By|BY|Author:)[ \t]+(?P<author>[^\W\d_][^\n,|]{2,60}?)[ \t]*(?:[,|][^\n]*)?$", re.MULTILINE)
FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
ORDINALS = frozenset(("st", "nd", "rd", "th"))
NOTE = re.compile(r"\w{1,2}")
LONGEST_FRONT_MATTER = 20_000
FRONT_MATTER = "Close the front matter with a line of `---`, and write it as `key: value` lines."
SAVE = "Save the file as UTF-8."
CONTROL = re.compile(rb"[\0-\x08\x0e-\x1f]")


def decoded(data: bytes) -> str:
    """The characters of a text file: UTF-8, UTF-16 by its byte order mark or its null bytes, else Windows-1252.

    Raises  BadMaterial when it is binary, or two encodings in one: a file that is UTF-8 in one place and not in another
            would come out garbled ("â‚¬5" for "€5") whichever of the two is taken for all of it
    Source  the WHATWG Encoding Standard: windows-1252 is what Western pages without a stated encoding are read as
    """
    encoding = utf16(data)
    if encoding is None:
        check_control_bytes(data)
        return decoded_8_bit(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadMaterial("encoding", f"byte {error.start + 1} is not UTF-16: {error.reason}", SAVE) from error
    check_control_bytes(text.encode("utf-8", "ignore"))
    return text


def superscript(before: str, mark: str) -> str:
    """A raised mark as text: "[1]" against a digit, where "12.3¹" would come out as 12.31; otherwise as it is: "m2", "2nd"."""
    return f"[{mark}]" if before[-1:].isdigit() and NOTE.fullmatch(mark) and mark not in ORDINALS else mark


def check_control_bytes(data: bytes) -> None:
    """Raise BadMaterial for what is no text, and for null bytes in a text."""
    controls = len(CONTROL.findall(data))
    if controls > len(data) / 50:
        raise BadMaterial("binary", "it is no text", "Give it the suffix of its format, or convert it to text.")
    if controls and b"\0" in data:
        line = line_at(data, data.index(b"\0"))
        raise BadMaterial("null-bytes", "there are null bytes in the text", "Remove them, or fetch the file again.", line)


def utf16(data: bytes) -> str | None:
    """The UTF-16 of a byte order mark, or of null bytes in every other place, as English text has them."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:2000]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        nulls = head[start::2].count(0)
        if nulls > 0.7 * len(head[start::2]) and head.count(0) - nulls < 0.1 * len(head):
            return encoding
    return None


def decoded_8_bit(data: bytes) -> str:
    """UTF-8, or Windows-1252 where nothing in it looks like UTF-8."""
    check_one_encoding(data)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            wrong = error
    detail = f"byte {wrong.start + 1} is neither UTF-8 nor Windows-1252"
    raise BadMaterial("encoding", detail, SAVE, line_at(data, wrong.start)) from wrong


def check_one_encoding(data: bytes) -> None:
    """Raise BadMaterial where some characters are written in UTF-8 and others are not."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        if data.decode("utf-8", "ignore").isascii():
            return
        line = line_at(data, error.start)
        if error.reason == "unexpected end of data":
            raise BadMaterial("cut", "the file ends within a character", "Fetch the file again.", line) from error
        detail = f"byte {error.start + 1} is not UTF-8, other characters are"
        raise BadMaterial("mixed-encodings", detail, SAVE, line) from error


def line_at(data: bytes, offset: int) -> int:
    """One-based line of a byte."""
    return data.count(b"\n", 0, offset) + 1


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """(metadata, rest) of a text that may begin with YAML between two lines of `---`."""
    opening = FENCE.match(text)
    if opening is None:
        return {}, text
    closing = FENCE.search(text, opening.end(), opening.end() + LONGEST_FRONT_MATTER)
    if closing is None:
        raise BadMaterial("front-matter", "the front matter is not closed", FRONT_MATTER, line=1)
    return metadata_of(text[opening.end() : closing.start()]), text[closing.end() :].lstrip("\n")


def metadata_of(source: str) -> dict[str, Any]:
    """The keys of a front matter; BadMaterial when it is no YAML, or YAML that no front matter needs."""
    import yaml

    class Loader(yaml.SafeLoader):
        """Takes no aliases and little nesting: a few lines of either can ask for hours and gigabytes."""

        depth = 0

        def compose_node(self, parent: Any, index: Any) -> Any:
            self.depth += 1
            event = self.peek_event()  # type: ignore[no-untyped-call]
            if isinstance(event, yaml.AliasEvent) or self.depth > 10:
                what = "an alias" if isinstance(event, yaml.AliasEvent) else "nested too deep"
                raise yaml.composer.ComposerError(None, None, what, event.start_mark)
            node = super().compose_node(parent, index)
            self.depth -= 1
            return node

    try:
        metadata = yaml.load(source, Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        detail = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "no YAML")
        raise BadMaterial("front-matter", detail, FRONT_MATTER, line=line) from error
    except ValueError as error:  # a day such as 2024-13-45, a number of thousands of digits
        raise BadMaterial("front-matter", f"{error}"[:200], FRONT_MATTER, line=1) from error
    if metadata is not None and not isinstance(metadata, dict):
        raise BadMaterial("front-matter", f"it holds {type(metadata).__name__}, no keys", FRONT_MATTER, line=1)
    return metadata or {}


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


def read(stream: BinaryIO, name: str, limits: Limits) -> Iterator[tuple[int | None, dict[str, Any]]]:
    """One article."""
    metadata, text = front_matter(decoded(whole(stream, limits)))
    yield None, {"title": headline(text), "author": byline(text), **metadata, "text": text}
