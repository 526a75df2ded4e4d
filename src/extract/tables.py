"""Reads the language facts in `data/*.csv` into frozen rows; a bad row stops with file and line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from extract.errors import BadTable

DATA = Path(__file__).parent / "data"
VULGAR = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5)}
VULGAR |= {"⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8)}
"""{a fraction of one character: numerator and denominator}."""


@dataclass(frozen=True, slots=True)
class Currency:
    """One ISO 4217 code with the forms that newspapers write for it."""

    code: str
    name: str
    minor_digits: int
    symbols: tuple[str, ...]
    words: tuple[str, ...]
    minor_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """One ISO 3166-1 country: its names, the adjectives and people nouns made of it, its capital and well-known cities."""

    code: str
    name: str
    aliases: tuple[str, ...]
    adjectives: tuple[str, ...]
    currency: str
    cities: tuple[str, ...] = ()
    former_currencies: tuple[str, ...] = ()


def rows(table: str, directory: Path = DATA) -> Iterator[tuple[int, dict[str, str]]]:
    """(line number, row) of `data/<table>.csv`; a row of the wrong width raises BadTable."""
    lines = cells(table, directory)
    _, columns = next(lines)
    for line, row in lines:
        yield line, dict(zip(columns, row, strict=True))


def cells(table: str, directory: Path = DATA) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of `data/<table>.csv`, the columns' names first; for what is long."""
    path = directory / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        columns = next(reader)
        yield reader.line_num, columns
        for row in reader:
            if len(row) != len(columns):
                raise BadTable(
                    f"data/{path.name} line {reader.line_num}: {len(columns)} columns expected. Quote a field that holds a comma."
                )
            yield reader.line_num, row


def forms(cell: str) -> tuple[str, ...]:
    """The `|`-separated forms of a cell; none for a blank one."""
    return tuple(cell.split("|")) if cell else ()


def whole_number(table: str, line: int, column: str, text: str, low: int, high: int) -> int:
    """The integer in a cell; BadTable when it is none, or not between `low` and `high`."""
    if not text.isdecimal() or not low <= int(text) <= high:
        raise BadTable(f'data/{table}.csv line {line}: {column} is "{text}"; expected {low}–{high}.')
    return int(text)


@cache
def currencies() -> dict[str, Currency]:
    """{ISO 4217 code: Currency}."""
    found: dict[str, Currency] = {}
    for line, row in rows("currencies"):
        code = row["code"]
        if code in found or not (len(code) == 3 and code.isupper()):
            raise BadTable(f'data/currencies.csv line {line}: code is "{code}"; expected a new ISO 4217 code.')
        found[code] = Currency(
            code,
            row["name"],
            whole_number("currencies", line, "minor_digits", row["minor_digits"], 0, 4),
            forms(row["symbols"]),
            forms(row["words"]),
            forms(row["minor_words"]),
        )
    return found


@cache
def code_words() -> frozenset[str]:
    """ISO 4217 codes that are also words, names or other codes: "ALL", "TOP", "COP29"."""
    return frozenset(row["code"] for _, row in rows("code_words"))


@dataclass(frozen=True, slots=True)
class CommonName:
    """A currency's name that is also a common word.

    support    when the article must speak of the currency elsewhere: `always`, unless the number is `scaled`, or never
    before     words before which it is the common word
    among      words in whose sentence it is the common word
    """

    support: str
    before: frozenset[str]
    among: frozenset[str]


@cache
def common_names() -> dict[str, CommonName]:
    """{lower-case name of a currency: how to tell it from the common word}."""
    return {
        row["word"]: CommonName(row["support"], frozenset(forms(row["before"])), frozenset(forms(row["among"])))
        for _, row in rows("common_names")
    }


@cache
def currency_defaults() -> dict[str, tuple[str, str]]:
    """{a form shared by several currencies: (code, basis) where nothing near it decides}."""
    return {row["form"]: (row["code"], row["basis"]) for _, row in rows("currency_defaults")}


@cache
def exchanges() -> dict[str, str]:
    """{suffix of an instrument code: the currency that its exchange trades in}, such as {"AX": "AUD"}."""
    return {row["suffix"]: row["currency"] for _, row in rows("exchanges")}


@cache
def countries() -> dict[str, Country]:
    """{ISO 3166-1 alpha-2 code: Country}."""
    return {
        row["code"]: Country(
            row["code"],
            row["name"],
            forms(row["aliases"]),
            forms(row["adjectives"]),
            row["currency"],
            forms(row["cities"]),
            forms(row["former_currencies"]),
        )
        for _, row in rows("countries")
    }


@cache
def scales() -> dict[str, int]:
    """{scale word: power of ten}, such as {"bn": 9}."""
    return {row["word"]: whole_number("scales", line, "exponent", row["exponent"], 1, 30) for line, row in rows("scales")}


@cache
def attached_scales() -> frozenset[str]:
    """Scale letters that count only when written against the digits: "5m", not "5 m"."""
    return frozenset(row["word"] for _, row in rows("scales") if row["attached_only"])


@cache
def number_words() -> dict[str, int]:
    """{spelled number below a hundred: value}."""
    return {row["word"]: whole_number("number_words", n, "value", row["value"], 0, 99) for n, row in rows("number_words")}


@cache
def fraction_words() -> dict[str, Fraction]:
    """{"sixth": 1/6, "sixths": 1/6, …}."""
    return {
        row["word"]: Fraction(1, whole_number("fraction_words", line, "denominator", row["denominator"], 2, 1000))
        for line, row in rows("fraction_words")
    }


@cache
def ordinal_words() -> dict[str, int]:
    """{"first": 1, "twentieth": 20, …}."""
    return {row["word"]: whole_number("ordinal_words", n, "value", row["value"], 1, 1000) for n, row in rows("ordinal_words")}


@cache
def months() -> dict[str, int]:
    """{month name or abbreviation without its full stop: 1–12}."""
    return {row["form"]: whole_number("months", line, "month", row["month"], 1, 12) for line, row in rows("months")}


@cache
def date_words() -> dict[str, tuple[str, str]]:
    """{word of a date, in small letters where it has none of its own: (class, value)}."""
    return {row["form"]: (row["class"], row["value"]) for _, row in rows("date_words")}


@cache
def weekdays() -> dict[str, tuple[int, bool]]:
    """{name or abbreviation: (0 for Monday to 6, whether it is a weekday without a date beside it)}."""
    return {
        row["form"]: (whole_number("weekdays", line, "weekday", row["weekday"], 0, 6), row["alone"] == "yes")
        for line, row in rows("weekdays")
    }


@cache
def seasons() -> dict[str, tuple[int, bool]]:
    """{season: (the month it begins with in the north, whether the word is a season wherever it stands)}."""
    return {
        row["form"]: (whole_number("seasons", line, "first_month", row["first_month"], 1, 12), row["alone"] == "yes")
        for line, row in rows("seasons")
    }


@cache
def holidays() -> dict[str, str]:
    """{holiday: its rule, as "12-25", "easter-2", "11 4th thu+1", or "vague" where no rule of ours tells the day}."""
    return {row["form"]: row["rule"] for _, row in rows("holidays")}


@cache
def vague_parts() -> dict[str, tuple[str, int, int]]:
    """{early, mid or late, and of what: (unit, first, last)}: an "early year" is its months 1 to 4."""
    return {
        row["part"]: (
            row["unit"],
            whole_number("vague_parts", line, "first", row["first"], 1, 100),
            whole_number("vague_parts", line, "last", row["last"], 1, 100),
        )
        for line, row in rows("vague_parts")
    }


@cache
def fiscal_years() -> dict[str, tuple[int, int, bool, bool]]:
    """{ISO 3166-1 code: (month and day on which the government's year begins, whether it is what "2023-24" means there,
    whether "fiscal 2024" is the one that ends in 2024 and not the one that begins in it)}."""
    return {
        row["country"]: (
            whole_number("fiscal_years", line, "first_month", row["first_month"], 1, 12),
            whole_number("fiscal_years", line, "first_day", row["first_day"], 1, 31),
            row["pairs"] == "yes",
            row["named_by"] == "last",
        )
        for line, row in rows("fiscal_years")
    }


@cache
def crop_years() -> dict[str, int]:
    """{crop, in small letters: the month in which its "1986/87" begins}."""
    table = "crop_years"
    return {row["crop"]: whole_number(table, line, "first_month", row["first_month"], 1, 12) for line, row in rows(table)}


@cache
def southern_countries() -> frozenset[str]:
    """ISO 3166-1 codes of countries whose summer begins in December."""
    return frozenset(row["country"] for _, row in rows("southern_countries"))


@cache
def day_parts() -> dict[str, str | None]:
    """{part of the day: the time on the clock, if it is a moment}."""
    return {row["form"]: row["clock"] or None for _, row in rows("day_parts")}


@cache
def time_zones() -> dict[str, str]:
    """{written form of a time zone: its usual letters, or `local`}."""
    return {row["form"]: row["zone"] for _, row in rows("time_zones")}


@cache
def tenses() -> dict[str, str]:
    """{verb or preposition: `past` or `future`, what it makes of a day named beside it}."""
    return {word: row["tense"] for _, row in rows("tenses") for word in forms(row["words"])}


@cache
def modifiers(side: str) -> dict[tuple[str, ...], str]:
    """{lower-case words on that side of a figure, `before` or `after`: modifier}."""
    table = {"before": "modifiers", "after": "modifiers_after"}[side]
    return {tuple(row["phrase"].split()): row["modifier"] for _, row in rows(table)}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement or a thing that prices are told of: its standard name, and `time`, `measure` or `thing`."""

    name: str
    kind: str


@cache
def units() -> dict[tuple[str, ...], Unit]:
    """{lower-case words of a unit, singular: Unit}."""
    return {tuple(row["form"].split()): Unit(row["unit"], row["kind"]) for _, row in rows("units")}


@dataclass(frozen=True, slots=True)
class Measure:
    """What a written form measures: the standard name of its unit, what a rate is per, and how many units the form stands for.

    "mbpd" is (`barrel`, `day`, 1000000).
    """

    unit: str
    per: str | None
    factor: Decimal


@cache
def measures() -> dict[Measure, tuple[tuple[str, ...], tuple[str, ...]]]:
    """{Measure: (words, of any case; symbols, exact)}."""
    found: dict[Measure, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for line, row in rows("measures"):
        factor, _, name = row["measure"].rpartition(" ")
        unit, _, per = name.partition("/")
        whole = whole_number("measures", line, "measure", factor, 1, 10**12) if factor else 1
        found[Measure(unit, per or None, Decimal(whole))] = forms(row["words"]), forms(row["symbols"])
    return found


@cache
def sizes() -> dict[str, tuple[str, Decimal | None]]:
    """{standard name of a unit: (what it is of, its size in the SI unit of that; None where it has none, as temperatures)}."""
    found: dict[str, tuple[str, Decimal | None]] = {}
    for line, row in rows("measures"):
        unit = row["measure"].rpartition(" ")[2].partition("/")[0]
        size = row["dimension"], Decimal(row["size"]) if row["size"] else None
        if found.setdefault(unit, size) != size:
            raise BadTable(f"data/measures.csv line {line}: {unit} has another dimension or size than in an earlier line.")
    return found


@cache
def measure_symbols() -> frozenset[str]:
    """Symbols of measures that may stand against digits: "27km", "256GB"; not those that begin in no letter."""
    return frozenset(s for _, symbols in measures().values() for s in symbols if s[0].isalpha() and " " not in s and "." not in s)


WIDE = Context(prec=80, rounding=ROUND_HALF_EVEN)
ONE = Decimal(1)


def exact(fraction: Fraction) -> Decimal:
    """The decimal of a fraction without trailing zeros, rounded half-even to nine places where it goes on."""
    quotient = WIDE.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))
    return trimmed(quotient.quantize(Decimal("1e-9"), context=WIDE))


def trimmed(number: Decimal) -> Decimal:
    """The same number without trailing zeros and without a positive exponent: 0.90 is 0.9, 5E+3 is 5000."""
    if number.same_quantum(ONE):
        return number  # as most are; to look at exponents as such would cost more than all the rest
    short = number.normalize(WIDE)
    return short if short.same_quantum(ONE) or WIDE.remainder(short, ONE) else short.quantize(ONE, context=WIDE)
