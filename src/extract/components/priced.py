"""The rate that stands before a figure: "The euro rose to $1.05", "a kilo of beans sold for", "handed every household".

Each pattern ends right before the sum. What is priced is a currency, a measure, or a thing that gets or costs the sum; a price of
crude oil is of a barrel, by the convention of the trade.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extract import tables
from extract.components.currency import currency_of, owners
from extract.components.figure import HEDGES
from extract.components.rate import ADVERBS, singular
from extract.components.rule import Found
from extract.components.words import FUNCTION_WORDS

LONGEST_SUBJECT, LARGEST_PRICE, LONGEST_PRICE = 160, Decimal(1_000_000), 20
SHARE_LABEL = re.compile(r"\b(?:[Ss]hr|EPS)\s+(?:loss\s+|profit\s+)?\Z")
"""The label of earnings per share in a table of results: "Shr 15 cts vs 12 cts"."""
PER_BEFORE = re.compile(
    r"\bper\s+(share|tonne|ton|barrel|head|person|unit)\s+(?:(?!per\b)[^.;:,\d]){1,40}\b(?:to|of|at|was|were|is|be|from)\s+"
    rf"{HEDGES}\Z"
)
"""What is measured is told per something: "Earnings per share fell to 4.64 guilders"."""
GIVEN = re.compile(
    r"\b(?:hand|give|gave|given|pay|paid|offer|owe|cost|charge|grant|award|send|sent|promise|fine|lend|lent|save|allow)(?:s|d|ed|ing)?"
    rf"\s+(?:each|every)\s+((?:[a-z-]+\s+){{1,3}}?){HEDGES}(?:up\s+to\s+)?\Z"
)
"""Who gets or bears the sum: "handed every household"."""
PERIODS = {"annual": "year"} | {word: ADVERBS[word] for word in ("yearly", "monthly", "weekly", "daily")}
PAYMENTS = (
    "bills?|fees?|rents?|salary|salaries|wages?|pay|pensions?|payments?|premiums?|subscriptions?|costs?|charges?"
    "|stipends?|benefits?|allowances?|contributions?|repayments?|instalments?"
)
RECURRING = re.compile(
    rf"\b({'|'.join(PERIODS)})\s+(?:[a-z]+\s+){{0,2}}?(?:{PAYMENTS})\b(?:(?!\.\s)[^;:(),\d]){{0,60}}?"
    rf"\b(?:of|to|at|by|is|was|were|from|averag(?:es|ed|ing)|reach(?:es|ed))\s+{HEDGES}\Z",
    re.IGNORECASE,
)
"""A payment that recurs, up to the sum: "the annual bill to the firm climbing by"."""
CRUDE = re.compile(
    r"(?:\b(?:Brent|West\s+Texas(?:\s+Intermediate)?|WTI)|(?:\A|[.;]\s+|\b(?:with|assum(?:ed|ing|es)|for|if|when|while|that|as|of)\s+)"
    r"(?:crude\s+oil|[Cc]rude|[Oo]il))(?:\s+(?:crude|oil|blend|prices?|futures))*(?:\s+for\s+[A-Z]\w+(?:\s+delivery)?)?"
    r"(?:\s+(?:rose|fell|climbed|slid|slipped|jumped|dropped|gained|lost|eased|settled|closed|ended|traded|stood|was|is|were|are|hit|rises?"
    r"|falls?|trading|averag(?:ed|es|ing)|reached|topped)\b[^.;:()\d]{0,40}?|\s+[\d.]+\s*(?:percent|per\s+cent|pct|%))?"
    rf"(?:\s+(?:at|to|of|near|above|below|from|around))?\s+{HEDGES}\Z"
)
"""The price of crude oil: "forecast for Brent to", "assumed oil at"."""
CRUDE_WORDS = ("Brent", "West", "WTI", "rude", "oil", "Oil")
"""One of these stands in each match, for what looks for substrings is faster."""
BARREL_PRICES = (Decimal(5), Decimal(200))
"""Dollars that a barrel of crude costs."""
MOVED = (
    r"was|is|stood|traded|held|rose|fell|firmed|eased|slid|slipped|gained|lost|closed|ended|settled|climbed|jumped|dropped|rallied"
    r"|recovered|strengthened|weakened|edged|sank|hit|touched|reached|bought|buys|fetched|opened|hovered|begun|began|started|fixed"
    r"|averaged|appreciated|depreciated|tumbled|plunged"
)
PREPOSITION = r"at|to|near|above|below|from|around|about|worth"


WORDS = frozenset("sum real sole mark gold".split())
"""Names of currencies that are the subject of many a sentence without being money."""


LAST_WORD = re.compile(rf"\b(?:{PREPOSITION}|buys|bought|fetched|reached|hit|touched)\s+{HEDGES}\Z")
# To look at the end of the words before a sum is much faster than to search in them.
HEDGE_ENDS = tuple(
    """a an the about approximately around roughly some estimated nearly almost just only over under above below to than least
    much record""".split()
)
MOVED_ENDS = (*HEDGE_ENDS, *"at near from worth buys bought fetched reached hit touched".split())
"""With one of these ends what LAST_WORD matches."""
SOLD_ENDS = (*HEDGE_ENDS, "as", "at", "average", "price", "of")
"""With one of these ends what `sold_at` matches."""
MEASURED_ENDS = (*HEDGE_ENDS, *"worth fetches fetched cost costs for attracts attracted from averaged".split())
"""With one of these ends what `measured` matches, where it has no "brought"."""


class Subject(NamedTuple):
    """A currency as the subject before a figure; without a code where it is "the currency"."""

    code: str | None


@cache
def moved() -> re.Pattern[str]:
    """A currency as the subject of a sentence, up to what it is worth: "The euro rose 0.2 pct to"."""
    names = {name for name in owners() if " " not in name and not name.endswith("s")} - WORDS
    one = "|".join(sorted(names, key=len, reverse=True))
    return re.compile(
        rf"(?:\b[Tt]he\s+(?:([A-Z][\w.]*(?:\s+[A-Z]\w+)?)\s+|[a-z]+\s+)?({one}|currency|greenback)|\b([Ss]terling))"
        r"(?:,\s[^,.;]{1,50},|,?\s+(?:which|that)\s(?:(?!\.\s)[^;:()]){1,90}?,|,?\s+(?:which|that))?"
        rf"\s+(?:[a-z]+\s+){{0,2}}?(?:(?:{MOVED})\b(?:(?![.;:]\s)[^()]){{0,60}}?\b(?:{PREPOSITION})"
        rf"|buys|bought|fetched|reached|hit|touched)\s+{HEDGES}\Z"
    )


def subject_of(before: str) -> Subject | None:
    """The currency whose price a figure states that follows these characters."""
    match = moved().search(before) if before.rstrip().endswith(MOVED_ENDS) and LAST_WORD.search(before) else None
    if match is None:
        return None
    adjective, name, sterling = match.groups()
    if sterling:
        return Subject("GBP")
    if name == "currency":
        return Subject(None)
    if adjective:
        codes = owners().get(f"{' '.join(adjective.split())} {name}".lower(), ())
        return Subject(codes[0]) if len(codes) == 1 else None
    code = currency_of("dollar" if name == "greenback" else name)
    return Subject(code) if code else None


@cache
def measures() -> str:
    """Regular expression of the names of measures, longest first."""
    units = (words for words, unit in tables.units().items() if unit.kind == "measure" and len(words[0]) > 2)
    return "|".join(sorted((r"\s+".join(map(re.escape, words)) for words in units), key=len, reverse=True))


@cache
def measured() -> re.Pattern[str]:
    """A thing that is priced as the subject of a sentence, up to its price: "A kilo of lithium was worth", "a dollar cost"."""
    coins = "dollar|euro|pound"
    return re.compile(
        rf"\b(?:[Aa]n?|[Ee]ach|[Ee]very|[Tt]he average)\s+"
        rf"(?:({measures()})(?:\s+of\s+(?:[\w’'-]+\s+){{1,5}}?|(?:\s+from\s+[\w’'-]+)?(?:\s+to\s+[\w’'-]+)?\s+)"
        r"(?:that\s+)?(?:[a-z]+\s+)?"
        rf"|({coins})\s+)"
        r"(?:was worth|is worth|worth|fetch(?:es|ed)|costs?|sold for|sells for|went for|goes for|attract(?:s|ed)|has gone from"
        r"|averaged|brought(?:\s+an?\s+[\w-]+(?:\s+[\w-]+)?)?)"
        rf"\s+{HEDGES}\Z"
    )


@cache
def cost_of() -> re.Pattern[str]:
    """The cost of a measure, up to the sum: "the cash cost of putting a tonne on the ship came in at"."""
    return re.compile(
        rf"\b(?:cost|price)\s+of\s+(?:[a-z]+ing\s+)?an?\s+({measures()})\b(?:(?!\.\s)[^;:()\d]){{0,70}}?"
        rf"\b(?:at|is|was|to|by|averaged|reached|hit|of|from|below|above|near|around|exceeded)\s+{HEDGES}\Z"
    )


@cache
def sold_at() -> re.Pattern[str]:
    """A quantity with the price of one behind it: "125 million litres at an average of", "2.4 mln new shares at"."""
    return re.compile(
        rf"(?:\d|\b(?:million|billion|mln|bln|mn|bn|dozen|hundred|thousand))\s+(?:[A-Za-z.&-]+\s+){{0,3}}?({measures()}|share)s?"
        r"(?:\s+of\s+[\w-]+(?:\s+[\w-]+)?)?\s+at\s+(?:an\s+average(?:\s+price)?(?:\s+of)?\s+"
        rf"|prices\s+of\s+)?{HEDGES}\Z"
    )


@cache
def gapped() -> re.Pattern[str]:
    """The second of two clauses, its verb left out: "; a bottle of wine,"."""
    names = "|".join(
        sorted((r"\s+".join(map(re.escape, words)) for words in tables.units() if len(words[0]) > 2), key=len, reverse=True)
    )
    return re.compile(rf";\s+an?\s+({names})(?:\s+of\s+[\w-]+(?:\s+[\w-]+)?)?,\s+{HEDGES}\Z")


def unit_name(written: str) -> str:
    """The standard name of a unit as a pattern found it."""
    return tables.units()[tuple(written.lower().split())].name


def receiver(written: str) -> str | None:
    """Who gets a sum, by the words between "every" and the sum: the last of them."""
    word = written.split()[-1]
    unit = tables.units().get((word,))
    if unit:
        return unit.name
    return None if word in FUNCTION_WORDS or not word.isalpha() or singular(word) else word


def is_price(figure: Found) -> bool:
    """Whether a figure is small and short enough for the price of one, and not itself the one."""
    value = figure.value if figure.value is not None else figure.high
    return value is not None and value != 1 and value < LARGEST_PRICE and figure.end_char - figure.start_char <= LONGEST_PRICE


def rate_before(before: str, figure: Found) -> str | None:
    """What a price is told per by the characters before it, other than a currency as their subject; None for no rate."""
    if ("hr" in before or "EPS" in before) and SHARE_LABEL.search(before):
        return "share"
    if "per" in before and (match := PER_BEFORE.search(before)):
        return unit_name(match[1])
    if ("ly" in before or "nnual" in before) and (match := RECURRING.search(before)):
        return PERIODS[match[1].lower()]
    if ("every" in before or "each" in before) and (match := GIVEN.search(before)) and (name := receiver(match[1])):
        return name
    end = before.rstrip()
    if ("brought" in before or end.endswith(MEASURED_ENDS)) and (match := measured().search(before)):
        return unit_name(match[1]) if match[1] else currency_of(match[2].lower())
    if ("cost" in before or "price" in before) and (match := cost_of().search(before)):
        return unit_name(match[1])
    if " at" in before and end.endswith(SOLD_ENDS) and (match := sold_at().search(before)):
        return unit_name(match[1])
    if ";" in before and (match := gapped().search(before)):
        return unit_name(match[1])
    if figure.unit == "USD" and any(word in before for word in CRUDE_WORDS) and CRUDE.search(before):
        ends = [end for end in (figure.value, figure.low, figure.high) if end is not None]
        if BARREL_PRICES[0] <= min(ends) and max(ends) <= BARREL_PRICES[1]:
            return "barrel"
    return None
