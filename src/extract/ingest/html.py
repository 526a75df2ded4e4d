"""HTML as a news site serves it: the article's body without navigation, adverts and footers (trafilatura)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extract.errors import BadMaterial

SUFFIXES = (".html", ".htm", ".xhtml")


def read(data: bytes, name: str) -> Iterator[tuple[int | None, dict[str, Any]]]:
    """One article; title, author, date, site and language from the page's metadata."""
    if not data.strip():
        raise BadMaterial("empty", "the file has no content", "Add the page, or remove the file.")
    if b"<" not in data:
        raise BadMaterial("not-html", "there is no markup", "Give a plain text the suffix .txt.")
    import trafilatura
    from trafilatura.settings import Document

    page = trafilatura.bare_extraction(data, with_metadata=True, include_comments=False, favor_precision=True, deduplicate=False)
    if not isinstance(page, Document) or not page.text:
        raise BadMaterial("no-article", "no article body was found in the page", "Save the article alone, as .txt or .md.")
    tree = trafilatura.load_html(data)
    language = tree.get("lang") if tree is not None else None
    yield (
        None,
        {
            "title": page.title,
            "author": page.author,
            "published_on": page.date,
            "source": page.sitename,
            "language": language,
            "text": page.text,
        },
    )
