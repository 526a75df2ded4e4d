"""build_nlp(): the only place that knows which components run, and in which order."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

# Places come before money, whose shared symbols they decide; people look away from places.
COMPONENTS = (
    *(
        "sentences",
        "numbers",
        "places",
        "money",
        "percent",
        "cells",
        "shared",
        "dates",
        "people",
        "quantities",
        "ratios",
        "counts",
        "ordinals",
    ),
    *("resolve", "rates", "equivalents"),
)


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
    return nlp


@cache
def rules_digest() -> str:
    """16 hex digits that change with anything that could change a reading.

    Covers the data tables, the sources of the components and of what turns a Doc into records, and
    spaCy's version. Reads files only: spaCy need not be imported.
    """
    here = Path(__file__).parent
    sources = [
        *sorted((here / "data").glob("*.csv")),
        *sorted((here / "components").glob("*.py")),
        *(here / name for name in ("tables.py", "tokenizer.py", "pipeline.py", "observe.py", "validate.py", "records.py")),
    ]
    digest = hashlib.sha256(f"spacy {version('spacy')}\n".encode())
    for path in sources:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
