"""JSON lines: an object a line with `text`, and `id`, `title`, `author`, `published_on`, `source`, `language` if known.

Lines are streamed, so that a file of a million costs no more memory than its longest line, which is bounded.
"""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from extract.errors import BadMaterial
from extract.limits import TOO_LARGE, Limits

SUFFIXES = (".jsonl", ".ndjson")
REMEDY = 'Write one object a line, such as {"id": "…", "text": "…"}.'


def read(stream: BinaryIO, name: str, limits: Limits) -> Iterator[tuple[int | None, dict[str, Any] | BadMaterial]]:
    """(line, fields) of each line that is not blank; a line at fault is given as its BadMaterial.

    A line without an id is named after the file and its text, so that lines may be inserted before it.
    """
    line = None
    for line, item in parse(stream, limits):
        if isinstance(item, dict) and not item.get("id") and isinstance(item.get("text"), str):
            item["id"] = f"{name}#{hashlib.sha256(item['text'].encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
        yield line, item
    if line is None:
        raise BadMaterial("empty", "the file has no lines", REMEDY)


def parse(stream: BinaryIO, limits: Limits) -> Iterator[tuple[int, dict[str, Any] | BadMaterial]]:
    """(one-based line, object or what is wrong with it) of each line that is not blank."""
    for number, line in lines_of(stream, limits.largest_bytes):
        if line is None:
            yield number, BadMaterial("line-too-long", f"it has more than {limits.largest_bytes:,} bytes", TOO_LARGE)
        elif line.strip():
            yield number, object_of(line.removeprefix(codecs.BOM_UTF8) if number == 1 else line)


def lines_of(stream: BinaryIO, longest: int) -> Iterator[tuple[int, bytes | None]]:
    """(one-based number, bytes) of each line; None in place of one that is too long, whose rest is skipped."""
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        too_long = len(line) > longest
        while too_long and not line.endswith(b"\n") and line:
            line = stream.readline(1 << 16)
        yield number, None if too_long else line


class DuplicateKey(ValueError):
    """An object that gives one key twice."""


def without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of its keys and values; of two `text`s, neither is surely the article's."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        keys = [key for key, _ in pairs]
        raise DuplicateKey(next(key for key in keys if keys.count(key) > 1))
    return fields


def object_of(line: bytes) -> dict[str, Any] | BadMaterial:
    """The object that a line holds, its text to be taken exactly; or what is wrong with the line."""
    try:
        fields = json.loads(line.decode(), object_pairs_hook=without_duplicates)
    except UnicodeDecodeError as error:
        return BadMaterial("encoding", f"byte {error.start + 1} of the line is not UTF-8", "Save the file as UTF-8.")
    except DuplicateKey as error:
        return BadMaterial("duplicate-key", f"the key {str(error)[:40]!a} is there twice", "Keep one of the two.")
    except RecursionError:
        return BadMaterial("too-deep", "arrays or objects are nested too deep", REMEDY)
    except ValueError as error:
        return BadMaterial("not-json", f"{error}"[:200], REMEDY)
    if isinstance(fields, dict):
        return {**fields, "exact": True}
    return BadMaterial("not-an-object", f"{type(fields).__name__} instead of an object", REMEDY)
