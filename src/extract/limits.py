"""What one article may cost: a bound for each thing that hostile input could make large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from extract.errors import BadMaterial


@dataclass(frozen=True)
class Limits:
    """Bounds of one article; the settings of these names have the same defaults.

    largest_article    characters of text; extraction takes up to 50 µs and 1 KB for each in the worst of texts
    parse_seconds      wall-clock time for parsing one HTML page
    parse_megabytes    address space of the process that parses HTML
    """

    largest_article: int = 500_000
    parse_seconds: float = 20.0
    parse_megabytes: int = 1024

    @property
    def largest_bytes(self) -> int:
        """Bytes of a file that holds one article, or of one JSON line: markup, scripts and escapes may outweigh the text."""
        return 16 * self.largest_article


DEFAULT = Limits()
TOO_LARGE = "Cut it into articles, or raise NEWSLEDGER_LARGEST_ARTICLE and touch the file."


def whole(stream: BinaryIO, limits: Limits) -> bytes:
    """All bytes of a file that holds one article; BadMaterial when they are too many."""
    data = stream.read(limits.largest_bytes + 1)
    if len(data) > limits.largest_bytes:
        raise BadMaterial("too-large", f"the file has more than {limits.largest_bytes:,} bytes", TOO_LARGE)
    return data
