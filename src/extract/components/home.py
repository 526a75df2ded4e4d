"""Where an article is at home, by its places: what decides a bare "$", "pounds" or "crowns" that nothing marks.

Reads   the countries that names speak of, the words of the text, the article's title
Writes  nothing; what it found is kept on the Doc, for each sum may ask

A place is a country, a nationality, a city, a province or state, or an exchange, office or legal form of one country alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple, TypeVar

from spacy.tokens import Doc

from extract import gazetteers, tables
from extract.components.counted import solid
from extract.components.names.located import countries_of
from extract.components.sentences import sentence_around
from extract.components.tree import NO_PHRASE, Tree, tree_of
from extract.components.words import Kinds, Words, title_of, words_of

T = TypeVar("T")
HOME, LOCATED, ANSWERS = "newsledger.money.home", "newsledger.money.located", "newsledger.money.answers"


class Place(NamedTuple):
    """A country mentioned, also by what is in it: half-open tokens, one of its currencies, its code."""

    start: int
    end: int
    currency: str
    country: str


@cache
def dollars() -> frozenset[str]:
    """The currencies that are called dollar."""
    return frozenset(currency.code for currency in tables.currencies().values() if currency.name.endswith("Dollar"))


@cache
def local_names() -> tuple[Tree, Kinds]:
    """Names in small letters of cities, regions and bodies of countries: the country's currency and code; their first words."""
    found: list[tuple[list[str], tuple[str, str]]] = []
    for country in tables.countries().values():
        parts = gazetteers.homes().get(country.code)
        names = (*country.cities, *parts.regions, *parts.bodies) if parts else country.cities
        if country.currency:
            found += [(name.lower().split(), (country.currency, country.code)) for name in names]
    tree = tree_of(found)
    return tree, Kinds(None, dict.fromkeys(tree, 1))


def located(doc: Doc) -> list[Place]:
    """Each mention of a place, once for each currency that its country has or had; listed once, for each sum may ask."""
    found: list[Place] | None = doc.user_data.get(LOCATED)
    if found is None:
        words, countries, (names, heads) = words_of(doc), tables.countries(), local_names()
        texts = words.texts
        local: list[Place] = []
        for i in heads.hits(words):
            if not texts[i][0].isupper():
                continue
            node, k, best = names, i, None
            while k < len(texts) and (node := node.get(texts[k].lower(), NO_PHRASE)):
                if "" in node:
                    best = Place(i, k + 1, *node[""])
                k = solid(texts, k + 1)  # a line broken within a name
            if best:
                local.append(best)
        within = {i for place in local for i in range(place.start, place.end)}  # "British" of "British Columbia"
        found = [
            Place(start, end, code, country)
            for start, end, country in countries_of(doc)
            if not within or within.isdisjoint(range(start, end))
            for code in (countries[country].currency, *countries[country].former_currencies)
            if code
        ]
        found = sorted(found + local)
        if "/" in words.text:
            found = [place for place in found if not is_route(texts, place.start, place.end)]
        near = ((city, other) for city, other in pairwise(found) if 0 < other.start - city.end <= FARTHEST_COMMA)
        elsewhere = {city for city, other in near if lies_in(words, city, other)}
        found = doc.user_data[LOCATED] = [place for place in found if place not in elsewhere] if elsewhere else found
    return found


FARTHEST_COMMA = 3
"""Most tokens between a city and where it lies: a comma, and white space on both sides."""


def lies_in(words: Words, city: Place, other: Place) -> bool:
    """Whether a city is said to lie in a place of another country, "Vancouver, Wash.", so that its own does not count."""
    if city.country == other.country:
        return False
    between = "".join(words.texts[city.end : other.start]).strip()
    return between == "," and " ".join(words.texts[city.start : city.end]).lower() in cities()


@cache
def cities() -> frozenset[str]:
    """The cities of all countries, in small letters."""
    return frozenset(city.lower() for country in tables.countries().values() for city in country.cities)


def is_route(texts: Sequence[str], start: int, end: int) -> bool:
    """Whether a stroke sets a place against another: "Queensland/Japan 14.65 dlrs" is a freight."""
    return texts[end : end + 1] == ["/"] or (start > 0 and texts[start - 1] == "/")


def currencies_in(doc: Doc, start: int, end: int) -> set[str]:
    """The currencies of the places mentioned in tokens [start, end)."""
    places = located(doc)
    if not places:
        return set()
    first, last = bisect_left(places, (start,)), bisect_left(places, (end,))
    return {place.currency for place in places[first:last] if place.end <= end}


def home_currencies(doc: Doc) -> Counter[str]:
    """The currencies of all places that the article mentions, each with its number of mentions; counted once."""
    home: Counter[str] | None = doc.user_data.get(HOME)
    if home is None:
        home = doc.user_data[HOME] = Counter(place.currency for place in located(doc))
    return home


DATELINE = 12


def dateline_currencies(doc: Doc) -> set[str]:
    """The currencies of the places in capitals at the very beginning: "SYDNEY, March 3 -", "MANILA (Reuters) -"."""
    texts = words_of(doc).texts
    if not (texts[0].isupper() and texts[0].isalpha()):
        return set()
    return currencies_in(doc, 0, next((i for i, word in enumerate(texts[:DATELINE]) if word in ("-", "--", "–", "—")), 0))


LISTED = re.compile(r"[<(][A-Z0-9]{1,6}\.([A-Z]{1,3})[>)]")
OPENING = 600


def listed_currencies(doc: Doc) -> set[str]:
    """The currencies of the exchanges whose codes stand behind companies in title and first characters: "CRA Ltd <CRAA.S>"."""
    exchanges = tables.exchanges()
    suffixes = LISTED.findall(title_of(doc)) + LISTED.findall(words_of(doc).text, 0, OPENING)
    return {exchanges[suffix] for suffix in suffixes if suffix in exchanges}


TITLE_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+")
AS_MONEY = frozenset(("dlr", "dlrs", "dollar", "dollars"))


@cache
def title_names() -> dict[tuple[str, ...], tuple[str, ...]]:
    """{words of a place: the currencies of its country}, as they are written and in capitals."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for country in tables.countries().values():
        parts = gazetteers.homes().get(country.code, gazetteers.Home((), ()))
        named = (country.name, *country.aliases, *country.adjectives, *country.cities, *parts.regions, *parts.bodies)
        codes = tuple(code for code in (country.currency, *country.former_currencies) if code)
        for words in (tuple(TITLE_WORD.findall(name)) for name in named):
            found[words] = found[tuple(word.upper() for word in words)] = codes
    return found


@cache
def title_heads() -> frozenset[str]:
    """The words with which a place in a title begins."""
    return frozenset(words[0] for words in title_names())


def title_currencies(doc: Doc) -> set[str]:
    """The currencies of the places in the title; not of "New Zealand dlr notes"."""
    words, names, heads = TITLE_WORD.findall(title_of(doc)), title_names(), title_heads()
    found: set[str] = set()
    for i, word in enumerate(words):
        if word in heads:
            ends = range(min(i + LONGEST, len(words)), i, -1)
            end = next((k for k in ends if tuple(words[i:k]) in names), i)
            if end > i and (end == len(words) or words[end].lower() not in AS_MONEY):
                found.update(names[tuple(words[i:end])])
    return found


LONGEST = 4


def once(doc: Doc, ask: Callable[[Doc], T]) -> T:
    """What `ask` says of a text, asked once, for an article may want it at each sum."""
    answers: dict[str, T] = doc.user_data.setdefault(ANSWERS, {})
    if ask.__name__ not in answers:
        answers[ask.__name__] = ask(doc)
    return answers[ask.__name__]


FILING = re.compile(r"Securities\s+and\s+Exchange\s+Commission"), re.compile(r"SEC\b")


def is_filed(doc: Doc) -> bool:
    """Whether an article tells what was filed with the American regulator, in its dollars by whoever files."""
    text = words_of(doc).text
    return ("SEC" in text or "Securities" in text) and any(regulator.search(text) for regulator in FILING)


UNLISTED = re.compile(r"<(?![^<>]*A(?:merica|MERICA))[^<>]*\bL(?:td|TD)\.?>")
SUBJECT = 80


def is_foreign(doc: Doc) -> bool:
    """Whether an article begins with a limited company, "<Birch Mills Ltd>", and its first sentence tells of no country without a
    dollar: American firms are incorporated, so that its bare dollar is most likely another, and nobody can tell which.
    """
    text, title = words_of(doc).text, title_of(doc)
    is_opening = text.startswith("<") and UNLISTED.match(re.sub(r"\s+", " ", text[:SUBJECT]))
    if not (is_opening or ("<" in title and UNLISTED.search(title))):
        return False
    return currencies_in(doc, *sentence_around(doc, 0)) <= LOCAL_USE | {"USD"}


def home_most(doc: Doc) -> str | None:
    """The currency of the country that the article mentions most; None for two alike."""
    ranked = home_currencies(doc).most_common(2)
    return None if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]) else ranked[0][0]


OFTEN, MUCH = 3, 3
LOCAL_USE = frozenset(("AUD", "CAD", "HKD", "NZD", "SGD"))
"""Dollars that a newspaper of their country means by a bare one; elsewhere it is often the American."""


def home_dollar(doc: Doc, named: Collection[str], marked: Collection[str]) -> str | None:
    """The dollar of the country that an article is about, for a bare "$" that neither its sentence nor its dateline decides.

    It is the only one that the title tells of; or of the country that is named most, where no other with a dollar is, and the
    American dollar is marked as the exception, or the United States are not in the article, or all but not; or of the only
    country at all, where the first sentence names it.
    named      currencies of all amounts marked by name: "U.S. dlrs" is no mention of a country
    marked     dollars that amounts are marked with
    """
    title = once(doc, title_currencies) & dollars()
    if (dollars() - {"USD"}).isdisjoint(title | home_currencies(doc).keys()) or once(doc, is_filed):
        return None
    home = Counter(home_currencies(doc))
    home.subtract(named)
    home = +home
    others = set(marked) - {"USD"}
    if len(title) == 1 and title <= LOCAL_USE and others <= title:
        (code,) = title
        if home["USD"] <= max(home[code], 1):
            return code
    ranked = home.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]) or ranked[0][0] not in dollars() - {"USD"}:
        return None
    code, n = ranked[0]
    if (others | home.keys()) & dollars() - {"USD", code}:
        return None
    if "USD" in marked or ("USD" not in home and n >= OFTEN):
        return code
    if code not in LOCAL_USE:
        return None
    if n >= OFTEN and n >= MUCH * home["USD"]:
        return code
    if len(home) == 1 and code in currencies_in(doc, *sentence_around(doc, 0)):
        return code
    return None
