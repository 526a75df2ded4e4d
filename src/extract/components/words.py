"""The words of a Doc as a list, made once: going through spaCy's tokens costs more than most rules."""

from __future__ import annotations

from spacy.tokens import Doc

KEY = "newsledger.words"


def words_of(doc: Doc) -> list[str]:
    """The text of each token, by its index."""
    words: list[str] | None = doc.user_data.get(KEY)
    if words is None:
        words = doc.user_data[KEY] = [token.text for token in doc]
    return words
