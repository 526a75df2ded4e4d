"""Rebuild src/extract/data/common_words.csv, the English words that are written small twice as often as with a capital.

    pip install --no-deps spacy-lookups-data==1.0.5
    common_words.py

Takes the words of WordNet and their inflected forms from the package's tables of lemmas, and how often each stands in either case
from its table of probabilities.
"""

from __future__ import annotations

import gzip
import json
import math
from importlib.util import find_spec
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "src/extract/data/common_words.csv"
RAREST = -17.0
"""Least natural logarithm of a word's probability."""
TWICE = math.log(2)
UNSEEN = -20.0
ENDINGS = (
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("er", ""),
    ("est", ""),
    ("ly", ""),
)


def table(name: str) -> Any:
    """A table of the package."""
    spec = find_spec("spacy_lookups_data")
    if spec is None or spec.origin is None:
        raise SystemExit("common_words: spacy-lookups-data is not installed; pip install --no-deps spacy-lookups-data==1.0.5")
    return json.loads(gzip.decompress((Path(spec.origin).parent / "data" / f"{name}.json.gz").read_bytes()))


def words() -> list[str]:
    """The words in order."""
    known: set[str] = set(table("en_lemma_lookup"))
    for kind in (*table("en_lemma_index").values(), *table("en_lemma_exc").values()):
        known.update(kind)
    probability: dict[str, float] = table("en_lexeme_prob")
    found = []
    for word, small in probability.items():
        if len(word) > 1 and word.isascii() and word.isalpha() and word.islower() and small > RAREST:
            is_known = word in known or any(word.endswith(end) and word[: -len(end)] + base in known for end, base in ENDINGS)
            if is_known and small - probability.get(word.capitalize(), UNSEEN) > TWICE:
                found.append(word)
    return sorted(found)


if __name__ == "__main__":
    TARGET.write_text("\n".join(["word", *words(), ""]), encoding="utf-8")
