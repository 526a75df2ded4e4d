"""The countries that an article speaks of and where: what decides whose a bare "$" or "pound" is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from spacy.tokens import Doc

from extract import gazetteers, tables
from extract.components.names.identity import Identity
from extract.components.names.index import Name
from extract.components.names.lexicon import KNOWN, Lexicon

KEY = "newsledger.names.countries"
Located = list[tuple[int, int, str]]
"""(half-open tokens, ISO 3166-1 code) of each mention of a country, by a city or institution too, in order."""


def countries_of(doc: Doc) -> Located:
    """The countries mentioned; none before the component has run."""
    found: Located = doc.user_data.get(KEY, [])
    return found


def note_countries(doc: Doc, names: Sequence[Name], identities: Sequence[Identity], lexicon: Lexicon) -> None:
    """Keep on the Doc where countries are mentioned, within the names of institutions too: "Bank of Canada".

    A city with namesakes is no evidence of its country: it is what the article's other names make it.
    """
    known = tables.countries()
    found: Located = []
    for name, identity in zip(names, identities, strict=True):
        label = name.label
        if label == "PERSON":
            continue
        country = identity.country if label != "ORG" else ""
        if not country or country not in known or is_likely(identity):
            country = country_in(name.words, lexicon) if label in ("ORG", "EVENT", "FAC") else ""
        if country:
            found.append((name.start, name.end, country))
    doc.user_data[KEY] = found


def is_likely(identity: Identity) -> bool:
    """Whether a city with namesakes is taken for the one in that country."""
    return identity.basis != "stated" and identity.scheme == "name"


@lru_cache(maxsize=1 << 14)
def country_in(words: tuple[str, ...], lexicon: Lexicon) -> str:
    """The country of the first name of a country, city or people within a longer name; empty where there is none.

    "U.S. Treasury" is known as a whole; its first word alone tells the country. A city with namesakes tells none: "Burlington".
    """
    for i, word in enumerate(words):
        if not lexicon.marks[word] & KNOWN:
            continue
        longest = lexicon.at(words, i)
        if longest is None:
            continue
        for inner in (longest,) if len(longest.words) == 1 else (longest, lexicon.at((word,), 0)):
            if inner and inner.label in ("GPE", "NORP") and len(inner.senses) == 1:
                city = gazetteers.cities().get(" ".join(inner.words)) if inner.senses[0].rule == "place.city" else None
                country = inner.senses[0].country
                if country in tables.countries() and not (city and city.others):
                    return country
    return ""
