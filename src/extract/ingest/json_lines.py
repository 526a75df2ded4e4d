"""JSON lines: an object a line with `text`, and `id`, `title`, `author`, `published_on`, `source`, `language` if known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from extract.errors import BadMaterial

SUFFIXES = (".jsonl", ".ndjson")
REMEDY = 'Write one object a line, such as {"id": "…", "text": "…"}.'


def read(data: bytes, name: str) -> Iterator[tuple[int | None, dict[str, Any] | BadMaterial]]:
    """(line, fields) of each line that is not blank; a line at fault is given as its BadMaterial.

    A line without an id is named after the file and its text, so that lines may be inserted before it.
    """
    if not data.strip():
        raise BadMaterial("empty", "the file has no lines", REMEDY)
    for line, item in parse(data.split(b"\n")):
        if isinstance(item, dict) and not item.get("id") and isinstance(item.get("text"), str):
            item["id"] = f"{name}#{hashlib.sha256(item['text'].encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
        yield line, item


def parse(lines: Iterable[bytes]) -> Iterator[tuple[int, dict[str, Any] | BadMaterial]]:
    """(one-based line, object or what is wrong with it) of each line that is not blank."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except (ValueError, RecursionError) as error:
            yield number, BadMaterial("not-json", f"{error}"[:200], REMEDY, line=number)
            continue
        if isinstance(fields, dict):
            yield number, {**fields, "exact": True}
        else:
            yield number, BadMaterial("not-an-object", f"{type(fields).__name__} instead of an object", REMEDY, line=number)
