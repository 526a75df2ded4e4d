"""Readers: bytes of a file → Articles. One module per format; each says which suffixes it reads.

A reader is a module with `SUFFIXES` and `read(data, path)`, which yields (line or None, fields) for each
article, or raises BadMaterial; a line of a file that is at fault is yielded as the BadMaterial itself, so that
the others are kept. Adding a format is adding a module here.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from extract.article import article_of, check_language
from extract.errors import BadMaterial
from extract.records import Article, Quarantined


@cache
def readers() -> dict[str, ModuleType]:
    """{suffix: the reader's module}."""
    modules = [import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)]
    return {suffix: module for module in modules for suffix in getattr(module, "SUFFIXES", ())}


def read_file(path: Path, name: str) -> Iterator[Article | Quarantined]:
    """The articles of one file, and what in it could not be read.

    name    the file's path in the corpus, with "/": the identity of an article that states none
    """
    try:
        reader = readers().get(path.suffix.lower())
        if reader is None:
            known = ", ".join(sorted(readers()))
            raise BadMaterial("unknown-suffix", f'no reader for "{path.suffix}"', f"Use one of {known}, or move it away.")
        try:
            data = path.read_bytes()
        except OSError as error:
            raise BadMaterial("unreadable", f"{error.strerror}", "Check the file and its permissions.") from error
        yield from read_bytes(data, name, reader)
    except BadMaterial as error:
        yield quarantined(error, name)


def read_bytes(data: bytes, name: str, reader: ModuleType) -> Iterator[Article | Quarantined]:
    """The articles in `data`, as `reader` finds them; each checked for a text in English."""
    for line, item in reader.read(data, name):
        try:
            if isinstance(item, BadMaterial):
                raise item
            article = article_of(item, name)
            check_language(article)
        except BadMaterial as error:
            error.line = error.line or line
            yield quarantined(error, name)
        else:
            yield article


def quarantined(error: BadMaterial, name: str) -> Quarantined:
    """The row that keeps what a reader could not read."""
    return Quarantined(path=name, line=error.line, reason=error.reason, detail=error.detail, remedy=error.remedy)
