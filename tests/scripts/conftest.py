"""A corpus of one article, and its gold."""

from __future__ import annotations

import gold
import pytest
from harbour import TEXT

from extract.records import Article


@pytest.fixture
def harbour(monkeypatch: pytest.MonkeyPatch) -> Article:
    """The article, alone in the corpus."""
    item = Article(id="harbour.txt", revision="0" * 16, text=TEXT)
    monkeypatch.setattr(gold, "articles", lambda: {item.id: item})
    return item
