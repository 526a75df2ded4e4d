"""Articles with all that was read of them, as one page that needs nothing else: `newsledger extract --format html`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, NamedTuple

from extract import __version__
from extract.marks import NAMES, environment, marked, place_names
from extract.records import ENTITY_LABELS, Reading


class Named(NamedTuple):
    """Somebody or something that an article names: identity, label, mentions, and the wordings with their counts."""

    entity: str
    label: str
    n_mentions: int
    forms: str


def named(reading: Reading) -> list[Named]:
    """Who and where is named, the most often named first; codes of places with their name, what has no identity by its words."""
    forms: dict[tuple[str, str], Counter[str]] = {}
    for m in reading.mentions:
        if m.label in ENTITY_LABELS:
            words = " ".join(m.text.split())
            code = m.entity if m.entity_scheme == "iso3166" else None
            entity = f"{place_names()[code]} ({code})" if code in place_names() else m.entity or words
            forms.setdefault((entity, m.label), Counter())[words] += 1
    rows = [
        Named(entity, label, counts.total(), ", ".join(f"{form} {n}" for form, n in counts.most_common()))
        for (entity, label), counts in forms.items()
    ]
    return sorted(rows, key=lambda row: (-row.n_mentions, row.entity, row.label))


def shown(readings: Iterable[Reading]) -> Iterator[dict[str, Any]]:
    """What the page shows of each article, made as it is asked for."""
    for reading in readings:
        mentions = [asdict(m) for m in reading.mentions]
        yield {
            "article": reading.article,
            "html": marked(reading.article.text, mentions),
            "named": named(reading),
            "n_mentions": len(mentions),
            "unread": [u.text for u in reading.unread],
        }


def as_html(readings: Iterable[Reading]) -> Iterator[str]:
    """The page in pieces, so that many articles need no more memory than one."""
    template = environment().get_template("highlight.html")
    return template.generate(articles=shown(readings), labels=NAMES, version=__version__)
