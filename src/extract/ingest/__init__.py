"""Readers: bytes of a file → Articles. One module per format; each says which suffixes it reads.

A reader is a module with `SUFFIXES` and `read(stream, name, limits)`, which yields (line or None, fields) for each
article, or raises BadMaterial; a line of a file that is at fault is yielded as the BadMaterial itself, so that
the others are kept. Adding a format is adding a module here.
"""

from __future__ import annotations

import os
import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from extract.article import article_of, check_language
from extract.errors import BadMaterial
from extract.limits import DEFAULT, Limits
from extract.listing import open_file, unreadable
from extract.records import Article, Quarantined


@cache
def readers() -> dict[str, ModuleType]:
    """{suffix: the reader's module}."""
    modules = [import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)]
    return {suffix: module for module in modules for suffix in getattr(module, "SUFFIXES", ())}


def read_file(path: Path, name: str, limits: Limits = DEFAULT) -> Iterator[Article | Quarantined]:
    """The articles of one file, and what in it could not be read. Links are not followed.

    name    the file's path in the corpus, with "/": the identity of an article that states none
    """
    try:
        reader = readers().get(path.suffix.lower())
        if reader is None:
            known = ", ".join(sorted(readers()))
            raise BadMaterial("unknown-suffix", f'no reader for "{path.suffix}"', f"Use one of {known}, or move it away.")
        with open_file(path) as stream:
            before = os.fstat(stream.fileno())
            yield from read_stream(stream, name, reader, limits)
            after = os.fstat(stream.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise BadMaterial("changed-while-read", "somebody wrote to it", "Nothing; the next run reads it again.")
    except BadMaterial as error:
        yield quarantined(error, name)


def read_stream(stream: BinaryIO, name: str, reader: ModuleType, limits: Limits = DEFAULT) -> Iterator[Article | Quarantined]:
    """The articles in a stream, as `reader` finds them; each checked for a text in English."""
    items = reader.read(stream, name, limits)
    while True:
        line = None
        try:
            line, item = next(items)
            if isinstance(item, BadMaterial):
                raise item
            article = article_of(item, name, limits)
            check_language(article)
        except StopIteration:
            return
        except BadMaterial as error:
            error.line = error.line or line
            yield quarantined(error, name)
        except OSError as error:
            yield quarantined(unreadable(error), name)
            return
        else:
            yield article


AGAIN = {
    **dict.fromkeys(("unreadable", "vanished", "changed-while-read")),
    **dict.fromkeys(("too-large", "line-too-long", "parser-timeout", "parser-memory", "parser-crashed"), ""),
}
"""{reason: what is remembered in place of the file's digest}, so that the file is read again; see listing.FileState."""


def quarantined(error: BadMaterial, name: str) -> Quarantined:
    """The row that keeps what a reader could not read."""
    return Quarantined(path=name, line=error.line, reason=error.reason, detail=error.detail, remedy=error.remedy)
