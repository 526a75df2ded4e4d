"""Sets up spaCy's tokenizer so that figures begin and end at tokens, and so that it is fast.

"USD34.6" is "USD", "34.6"; "3bn" is "3", "bn"; "$8-billion" is "$", "8", "-", "billion". Hard-wrapped
agency text costs stock spaCy about eight times the rest, because line breaks are special cases of its
tokenizer: those are taken out. Its cache is made large enough for news.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from spacy.lang.tokenizer_exceptions import BASE_EXCEPTIONS
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from extract import tables

CACHE_SIZE = 1_000_000
IN_ADDRESSES = frozenset(".:/")
LETTERS_END = frozenset("0123456789'’²³")
CUT_ALONE = frozenset(',;:?!)]}>"”')
ONE_CHARACTER = re.match(".", ".")
TAIL = 50
OF_ALL_LANGUAGES = BASE_EXCEPTIONS.keys() - {"''"}
"""Special cases that spaCy has for every language: line breaks; "p." and "m.", which after a number are pence or millions and a
full stop; emoticons, which are figures before a bracket in news, "(up 8)"."""
INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
"""Marks of direction, width and hyphenation: they stand against words and belong to none."""


@cache
def letter_prefixes() -> tuple[str, ...]:
    """Currency symbols that end in a letter and may stand against digits, longest first: "Rs", "RM"."""
    symbols = {s for currency in tables.currencies().values() for s in currency.symbols if s[-1].isalpha() or len(s) > 1}
    return tuple(sorted(symbols | set(tables.currencies()), key=lambda s: (-len(s), s)))


@cache
def currency_signs() -> tuple[str, ...]:
    """Currency symbols and minor units of one character that is no letter of the keyboard, and "$"."""
    written = {s for currency in tables.currencies().values() for s in (*currency.symbols, *currency.minor_words)}
    return tuple(sorted({s for s in written if len(s) == 1 and not s.isascii()} | {"$"}))


@cache
def infixes() -> tuple[str, ...]:
    """Zero-width and hyphen boundaries inside words, each with a sample."""
    suffixes = set(tables.scales()) | {"p", "c", "pc", "pct", "bp", "bps", "pp", "pts", "x"} | set(tables.currencies())
    suffixes |= tables.measure_symbols()
    behind = "|".join(f"(?<={re.escape(s)})" for s in letter_prefixes() if len(s) != 3 or not s.isalpha() or not s.isupper())
    signs = "".join(currency_signs())
    # Signs that no symbol has behind letters, as "GH₵" has.
    lone = "".join(
        s for s in currency_signs() if not any(p != s and p.endswith(s) for c in tables.currencies().values() for p in c.symbols)
    )
    # "$A82": spaCy takes the sign off first, so that the letters stand at the beginning.
    signed = "|".join(f"(?<=^{s[1:]})" for s in letter_prefixes() if s[0] == "$")
    vulgar = "".join(tables.VULGAR)
    return (
        rf"(?<=[\d{vulgar}])(?=(?:{'|'.join(sorted(map(re.escape, suffixes)))})(?![A-Za-z]))",  # 3|bn, 164|p, 11½|p
        rf"(?=\d)(?:{behind}|(?<=[A-Z][A-Z][A-Z]))",  # Rs|16,189  USD|34.6
        rf"(?=\d)(?:{signed})",  # A|82,615,680 after its $
        rf"(?<=\d[A-Za-z])(?=\.$)|(?<=[{signs}{vulgar}])(?=\.$)|(?<=\d)(?=\+$)",  # 164p|. 50$|. 1¼|. at an end, £20|+
        rf"(?<=[\d%{vulgar}])[-–—−](?=[\dA-Za-z$€£¥])",  # 8|-|billion, 5|–|15, 25%|-|owned
        rf"(?:(?<=\d[A-Za-z])|(?<=\d[A-Za-z][A-Za-z]))[-–—](?=[\d{signs}])",  # 5m|-|$7m
        rf"(?<=[A-Za-z])[–—](?=[\d{signs}])|(?<=^[-−])(?=[{signs}]|[^\W\d_])",  # January|–|2023, -|$4.2m, -|US$5
        r"(?<=[A-Za-z]):(?=\d)|(?<=[A-Za-z])-(?=\d+(?:\.\d+)?%)|(?<=[A-Za-z])(?=\[\d)",  # Turnout|:|61%, Greens|-|36%, pct|[3]
        rf"(?<=[\d{vulgar}])(?=[%‰％{signs}])|(?<=[{signs}])(?=\d)|(?<=[A-Za-z\d.])(?=[{signs}]\d)",  # 25|%-owned, R|$|58
        rf"(?<=[A-Za-z])(?=[{lone}])|(?<=foot)-(?=\d)",  # million|€, 6-foot|-|9
        r"(?<=[%‰％])(?=[¹²³⁴⁵⁶⁷⁸⁹])",  # 0.9%|¹
        rf"(?<=\d)/(?=[{signs}]\d)",  # €10|/|$11
    )


# What spaCy's expressions find in most words can be said without them, and they are most of the cost of a word that is met for
# the first time: nothing is cut from letters or digits alone, a comma at the end always is, and no address lacks ". : /".
# Letters at the end are cut after digits ("km") and apostrophes.
# spaCy takes a word apart from both ends and searches all that is left at each step, in time that grows with the
# square of a long one ("$" * 1000). Prefixes begin at the beginning; no suffix is as long as the tail searched here.
class ShortWay:
    """An expression that is asked only where `search` cannot say without it; `pattern` is what spaCy writes to disk."""

    def __init__(self, expression: re.Pattern[str]) -> None:
        self.expression, self.pattern = expression, expression.pattern


class Letters(ShortWay):
    def match(self, word: str) -> bool:
        return word.isalpha()


class Prefixes(ShortWay):
    def search(self, word: str) -> re.Match[str] | None:
        return None if word[:1].isalnum() and "$" not in word else self.expression.match(word)


class Suffixes(ShortWay):
    def search(self, word: str) -> re.Match[str] | None:
        if word.isalpha():
            return None
        last = word[-1:]
        if last in CUT_ALONE or (last == "." and "a" <= word[-2:-1] <= "z" and word[:-1].isalpha()):
            return ONE_CHARACTER
        if "0" <= last <= "9" or (last.isalpha() and LETTERS_END.isdisjoint(word[-6:])) or not word:
            return None
        return self.expression.search(word[-TAIL:])


class Infixes(ShortWay):
    def finditer(self, word: str) -> Iterable[re.Match[str]]:
        is_plain = word.isalpha() or word.replace(",", "").replace(".", "", 1).isdigit()
        return () if is_plain else self.expression.finditer(word)


class Addresses(ShortWay):
    def match(self, word: str) -> re.Match[str] | None:
        return None if word.isalnum() or IN_ADDRESSES.isdisjoint(word) else self.expression.match(word)


def configure_tokenizer(nlp: Language) -> None:
    """Apply the above to `nlp`, once; any component of ours may ask for it."""
    stock = nlp.tokenizer
    if not isinstance(stock, Tokenizer) or stock.max_cache_size == CACHE_SIZE:
        return
    # Made in one go: each part that is set later makes spaCy cut its special cases anew.
    nlp.tokenizer = Tokenizer(
        nlp.vocab,
        {form: cut for form, cut in (stock.rules or {}).items() if form not in OF_ALL_LANGUAGES},
        prefix_search=Prefixes(compile_prefix_regex([*(nlp.Defaults.prefixes or ()), INVISIBLE])).search,
        suffix_search=Suffixes(compile_suffix_regex([*(nlp.Defaults.suffixes or ()), INVISIBLE])).search,
        infix_finditer=Infixes(compile_infix_regex([*(nlp.Defaults.infixes or ()), *infixes()])).finditer,
        # Asked before all others: most words have nothing but letters, from which nothing is cut.
        token_match=Letters(re.compile(r"[^\W\d_]+\Z")).match,
        url_match=Addresses(stock.url_match.__self__).match,
    )
    nlp.tokenizer.max_cache_size = CACHE_SIZE
