"""Phrases by their words: most words of a text are known to begin none at the first look, and no phrase is put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Tree = dict[str, Any]
"""{a word: the tree of the words that may follow it}; under "" what the phrase that ends here stands for."""


def tree_of(phrases: Iterable[tuple[Sequence[str], Any]]) -> Tree:
    """A tree of phrases, each with what it stands for; of two that are alike the last one counts."""
    tree: Tree = {}
    for words, meaning in phrases:
        node = tree
        for word in words:
            node = node.setdefault(word, {})
        node[""] = meaning
    return tree


NO_PHRASE: Tree = {}
"""What follows a word with which no phrase goes on."""
