"""build_nlp(): the only place that knows which components run, and in which order."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from extract.own import digest_of
from extract.settings import load_settings

if TYPE_CHECKING:
    from spacy.language import Language

# Names come before money, whose shared symbols the places among them decide.
COMPONENTS = (
    *("sentences", "numbers", "names", "money", "percent", "cells", "shared", "dates"),
    *("quantities", "ratios", "counts", "ordinals"),
    *("resolve", "rates", "equivalents"),
)

FIRST = """LONDON, March 3 - The euro rose to $1.05 against the dollar, up 2.5 percent from a year ago,
said John Smith of Acme Corp.

A kilo of beans sold for £5 a pound in the year ended March 31, and half of the 40 farmers drove 12 miles (19km).
The euro traded at $1.10; a kilo of rice cost $2; the cost of a tonne was $90; they sold 50 tonnes at $9; a bottle of wine, $8.

| Year | Sales ($m) |
|---|---|
| 2024 | 3.5 |
"""
"""Read when the pipeline is built, so that no article waits for the expressions and tables of names, rates, periods and cells."""


@cache
def build_nlp() -> Language:
    """The pipeline on spacy.blank("en"); built once per process."""
    import spacy

    from extract.tokenizer import configure_tokenizer

    nlp = spacy.blank("en")
    configure_tokenizer(nlp)
    # No rule asks spaCy whether a word is in capitals, like a number, and so on; to work it out would cost much on each new word.
    nlp.vocab.lex_attr_getters.clear()  # type: ignore[attr-defined]
    nlp.max_length = 100_000_000  # rules need no memory per character, as a parser would
    for name in COMPONENTS:
        nlp.add_pipe(f"newsledger_{name}")
    settings = load_settings()
    if settings.names:
        nlp.add_pipe("newsledger_own_names", before="newsledger_resolve", config={"path": str(settings.names)})
    if settings.model:
        nlp.add_pipe("newsledger_model", before="newsledger_resolve", config={"model": settings.model})
    nlp(FIRST)
    return nlp


@cache
def rules_digest() -> str:
    """16 hex digits that change with anything that could change a reading.

    Covers the data tables, the sources of the components and of what turns a Doc into records, spaCy's version, and
    the user's own names and model. Reads files only: spaCy need not be imported.
    """
    here = Path(__file__).parent
    sources = [
        *sorted((here / "data").glob("*.csv")),
        *sorted((here / "components").rglob("*.py")),
        *(
            here / name
            for name in (
                "tables.py",
                "gazetteers.py",
                "tokenizer.py",
                "pipeline.py",
                "observe.py",
                "validate.py",
                "records.py",
                "own.py",
            )
        ),
    ]
    digest = hashlib.sha256(f"spacy {version('spacy')}\n".encode())
    for path in sources:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    settings = load_settings()
    if settings.names or settings.model:
        digest.update(digest_of(settings.names, settings.model))
    return digest.hexdigest()[:16]
