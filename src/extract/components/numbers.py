"""Numbers as written: "4.2 million", "1-1/8", "seventy-one", "half a million", "Rs16,189-crore".

Reads   doc.text
Writes  doc.spans["numbers"], and their readings for the other components: `numbers_of(doc)`
Leaves  what is counted, and whether a number is a figure at all, to the other components

A regular expression points to digits and number words; one small parser reads them. Values are exact
decimals; fractions that do not end are rounded half-even to nine places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from extract import tables
from extract.components.words import Kinds, Words, is_bare, words_of
from extract.tokenizer import configure_tokenizer, letter_prefixes

VULGAR = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5)}
VULGAR |= {"⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8)}
KEY = "newsledger.numbers"
LONGEST_DIGITS = 60
"""Digits of a number that is read. No sum has so many, and Python reads no number of thousands of digits."""
TOO_LARGE = Decimal(10) ** LONGEST_DIGITS


class Number(NamedTuple):
    """A number in the text: half-open characters and tokens, exact value, half of the last digit written.

    scaled     a scale word is part of it ("3 bn"), so that it lends none from its neighbour
    lendable   the factor of that scale word, for "$2-3 billion"
    attached   the scale was one letter against the digits, which may as well be a unit ("5m")
    """

    start_char: int
    end_char: int
    start: int
    end: int
    value: Decimal
    half_width: Decimal
    scaled: bool = False
    lendable: Decimal = Decimal(1)
    attached: bool = False

    def times(self, factor: Decimal) -> Number:
        """The same number with a scale word taken from its neighbour."""
        return self._replace(
            value=self.value * factor,
            half_width=self.half_width * factor,
            scaled=True,
            lendable=factor,
            attached=False,
        )


def any_case(pattern: str) -> str:
    """A pattern of small letters for those of any case: soon left where none fits, and it takes no "ı" for an "I"."""
    return re.sub(r"\\.|[a-z]", lambda m: m[0] if m[0][0] == "\\" else f"[{m[0]}{m[0].upper()}]", pattern)


@cache
def candidate() -> re.Pattern[str]:
    """Matches what looks like one number, with its scale words."""
    names = "|".join(sorted(tables.number_words(), key=len, reverse=True))
    loose = [w for w in tables.scales() if w not in tables.attached_scales()]
    scale = any_case("|".join(sorted(loose, key=len, reverse=True)))
    tight = any_case("|".join(sorted(tables.attached_scales(), key=len, reverse=True)))
    fraction = "|".join(sorted(tables.fraction_words(), key=len, reverse=True))
    vulgar = "".join(VULGAR)
    gap = r"(?:\s+|\s*-\s*)"
    digits = rf"""
        (?: \d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?         # 1,234.5
          | \d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?:\.\d+)? # 12,34,567
          | \d+-\d+/\d+ | \d+\s\d/\d+ | \d+/\d+      # 1-1/8  1 1/8  3/4
          | \d+\.\d+ | \d*[{vulgar}] | \d+           # 5.93  2½  40
          | (?<![\d.])\.\d+                          # .5
        )"""
    word = rf"(?:{names}|hundred|thousand|million|billion|trillion)"
    large = "(?:hundred|thousand|million|billion|trillion|lakh|crore)"
    spelled = rf"(?:an?\s+(?={large}))?{word}(?:(?:\s+and\s+(?:a\s+)?|\s*-\s*|\s+){word})*"
    halves = rf"half\s+an?|half(?=\s+{large})"
    parts = rf"(?:an?|one)[\s-]+(?:{fraction})(?:\s+of\s+an?(?=\s+{large}))?|(?:{names})[\s-]+(?:{fraction})"
    spelled = any_case(f"(?:{halves}|{parts})|{spelled}")
    pattern = rf"""
        (?P<digits>{digits})(?P<tight>(?:{tight})(?![A-Za-z\d]))?(?P<scales>(?:{gap}?(?:{scale})(?![A-Za-z])){{0,2}})
      | (?<![\w])(?P<words>{spelled})(?P<half>\s+and\s+(?:a\s+half|a\s+quarter|three[\s-]quarters))?
        (?P<wscales>(?:{gap}(?:{scale})){{0,2}})(?![\w])"""
    return re.compile(pattern, re.VERBOSE)


def spelled_value(text: str) -> tuple[Fraction, Fraction]:
    """(value, unit of the last scale) of spelled words: "thirteen hundred" is (1300, 100)."""
    words = tables.number_words()
    scales = tables.scales()
    fractions = tables.fraction_words()
    total = group = Fraction(0)
    last = Fraction(1)
    tokens = [w for w in re.split(r"[\s-]+", text.lower()) if w not in ("and", "of")]
    if tokens[0] in ("a", "an"):
        tokens[0] = "one"
    tokens = [t for t in tokens if t not in ("a", "an")]
    for token in tokens:
        if token in words:
            group += words[token]
            last = Fraction(1)
        elif token in fractions:
            group = (group or Fraction(1)) * fractions[token]
            last = Fraction(0)
        elif token == "hundred":
            group = (group or Fraction(1)) * 100
            last = Fraction(100)
        else:
            factor = Fraction(10) ** scales[token]
            if group == 0 and total == 0:
                group = Fraction(1)
            total, group = (total + group) * factor if group and total < factor and total else total + group * factor, Fraction(0)
            last = factor if last else Fraction(0)
    return total + group, last


def well_formed(text: str) -> bool:
    """Whether spelled words make one number: "twenty-five" does, "two three" and "five twenty" do not."""
    words = tables.number_words()
    previous: int | None = None
    for token in (w for w in re.split(r"[\s-]+", text.lower()) if w not in ("and", "of", "a", "an")):
        value = words.get(token)
        if value is not None and previous is not None and not (previous >= 20 and previous % 10 == 0 and 0 < value < 10):
            return False
        previous = value
    return True


@lru_cache(maxsize=1 << 16)
def digits_value(text: str, power: int) -> tuple[Decimal, Decimal] | None:
    """(value, half of the last digit), each times ten to the `power`, of digits: "1-1/8" is (1.125, 0); None for "1/0"."""
    plain = text.replace(",", "")
    if plain[-1] in VULGAR:
        numerator, denominator = VULGAR[plain[-1]]
        return scaled_exact(Fraction(plain[:-1] or 0) + Fraction(numerator, denominator), power), Decimal(0)
    if "/" in plain:
        whole, _, part = "-".join(plain.split()).rpartition("-")
        numerator, denominator = (int(n) for n in part.split("/"))
        if not denominator:
            return None
        return scaled_exact(Fraction(whole or 0) + Fraction(numerator, denominator), power), Decimal(0)
    whole, _, part = plain.partition(".")
    places = len(part)
    if places - power < 9:  # nothing is rounded, and digits need no fractions
        return shifted(int(whole + part), power - places), shifted(5, power - places - 1)
    return scaled_exact(Fraction(plain), power), scaled_exact(Fraction(1, 2 * 10**places), power)


def shifted(digits: int, power: int) -> Decimal:
    """A whole number times ten to the `power`, without trailing zeros behind the point."""
    while power < 0 and digits % 10 == 0 and digits:
        digits, power = digits // 10, power + 1
    return Decimal(digits * 10**power) if power >= 0 else tables.WIDE.scaleb(Decimal(digits), power) if digits else Decimal(0)


def scaled_exact(number: Fraction, power: int) -> Decimal:
    """A fraction times ten to the `power`, as an exact decimal; TOO_LARGE for all beyond."""
    product = number * 10**power
    return tables.exact(product) if product < 10**LONGEST_DIGITS else TOO_LARGE


DIGIT = re.compile(rf"\.?\d|[{''.join(VULGAR)}]")
LARGE = frozenset("hundred thousand million billion trillion lakh crore".split())
ARTICLES = frozenset(("a", "an", "A", "An", "AN"))


# Why a number may begin in a word: it has a digit; it is a number word; it is one that may follow the "a" or "an" with which
# a number begins: "a million", "a third".
IN_DIGITS, IN_WORDS, AFTER_A = 1, 2, 3


@cache
def clues() -> Kinds:
    """What in a word tells of a number."""
    heads = dict.fromkeys((*tables.number_words(), "half"), IN_WORDS)
    heads |= dict.fromkeys((*tables.fraction_words(), *LARGE), AFTER_A)

    def clue(word: str) -> int:
        return heads.get(word.lower()) or (IN_DIGITS if not word.isalpha() and DIGIT.search(word) else 0)

    return Kinds(clue)


def matches(words: Words) -> Iterator[re.Match[str]]:
    """What looks like a number, in order, none overlapping another; only tried where a digit or number word stands."""
    text, texts, starts = words.text, words.texts, words.starts
    pattern = candidate()
    found = clues().of(words)
    hits = found.nonzero()[0]
    at = 0
    for i, kind in zip(hits.tolist(), found[hits].tolist(), strict=True):
        position, end = starts[i], starts[i] + len(texts[i])
        if kind != IN_DIGITS:
            article = article_before(texts, i) if kind == AFTER_A else None
            for begin in (position,) if article is None else (starts[article], position):
                if begin >= at and (match := pattern.match(text, begin)):
                    at = match.end()
                    yield match
            continue
        # More than one in a token: "12:30".
        position = max(position, at)
        while position < end and (digit := DIGIT.search(text, position, end)):
            match = pattern.match(text, digit.start())
            position = match.end() if match else digit.start() + 1
            if match:
                at = position
                yield match


def article_before(texts: Sequence[str], i: int) -> int | None:
    """The token of the "a" or "an" before token `i`, white space and hyphens between them aside."""
    i -= 1
    while i >= 0 and (texts[i] == "-" or texts[i].isspace()):
        i -= 1
    return i if i >= 0 and texts[i] in ARTICLES else None


@cache
def prefixes() -> frozenset[str]:
    """Letters that may stand against the digits of a sum."""
    return frozenset(letter_prefixes())


def find_numbers(doc: Doc) -> list[Number]:
    """Every number of the text in order, none overlapping another."""
    words = words_of(doc)
    text = words.text
    found: list[Number] = []
    for match in matches(words):
        start, end = match.span()
        in_digits = match["digits"] is not None
        read = read_digits(text, match) if in_digits else read_words(*match.group("words", "half", "wscales"))
        if read is None or abs(read[0]) >= TOO_LARGE:
            continue
        value, half_width, scaled, factor, attached = read
        # A minus belongs to the number where nothing but white space or a bracket stands before it.
        if in_digits and start and text[start - 1] in "-−" and (start == 1 or text[start - 2] in " \n\t("):
            start, value = start - 1, -value
        first, last = words.tokens(start, end)
        found.append(Number(start, end, first, last, value, half_width, scaled, factor, attached))
    return found


Read = tuple[Decimal, Decimal, bool, Decimal, bool]
"""Value, half width, scaled, lendable, attached: see Number."""


def read_digits(text: str, match: re.Match[str]) -> Read | None:
    """The reading of a match in digits; None when they are part of something else: "3D", "2.1.4", "COP26"."""
    start = match.start()
    digits, tight, scale_text = match.group("digits", "tight", "scales")
    if start and text[start - 1].isalpha():
        head = re.search(r"\$?[A-Za-z][A-Za-z.]*$", text[max(0, start - 6) : start])
        if head is None or not {head[0], head[0].lstrip("$")} & prefixes():
            return None
    elif start > 1 and text[start - 1] in ".,/" and text[start - 2].isdigit():
        return None
    stop = start + len(digits)
    after = text[stop : stop + 4]
    # "21st", "1990s", "5.7-inch" and "12:30" are numbers; "3D" and "2.1.4" are not.
    if not tight and not scale_text and after[:1].isalpha():
        unit = re.match(r"(?:p|c|pc|pct|bp|bps|pp|pts)(?![A-Za-z])|[A-Z]{3}(?![A-Za-z])", after)
        if unit is None or (len(unit[0]) == 3 and unit[0].isupper() and unit[0] not in tables.currencies()):
            return None
    if (after[:1] == "." and after[1:2].isdigit()) or len(digits) > LONGEST_DIGITS:
        return None
    power = scale_power(scale_text) + (tables.scales()[tight.lower()] if tight else 0)
    read = digits_value(digits, power)
    return read and (*read, bool(tight or scale_text), ten_to(power), bool(tight))


@lru_cache(maxsize=1 << 14)
def read_words(words: str, half: str | None, scale_text: str | None) -> Read | None:
    """The reading of spelled words, "and a half" and scale words; None when they are no one number: "two three"."""
    if not well_formed(words):
        return None
    value, last = spelled_value(words)
    if half:
        tail = half.lower()
        extra = Fraction(1, 2) if "half" in tail else Fraction(3, 4) if "three" in tail else Fraction(1, 4)
        value, last = value + extra * (last or 1), Fraction(0)
    power = scale_power(scale_text)
    scaled = last > 1 or power > 0
    return scaled_exact(value, power), scaled_exact(last / 2, power), scaled, ten_to(power), False


@lru_cache(maxsize=1 << 10)
def scale_power(text: str | None) -> int:
    """Power of ten of the scale words after a number."""
    return sum(tables.scales()[word.lower()] for word in re.findall(r"[A-Za-z]+", text)) if text else 0


@cache
def ten_to(power: int) -> Decimal:
    return scaled_exact(Fraction(1), power)


def numbers_of(doc: Doc) -> list[Number]:
    """The numbers of a Doc, read on first use."""
    found: list[Number] | None = doc.user_data.get(KEY)
    if found is None:
        found = doc.user_data[KEY] = find_numbers(doc)
    return found


@Language.factory("newsledger_numbers", assigns=["doc.spans"])
def make_numbers(nlp: Language, name: str) -> Numbers:
    """Find numbers and keep their readings on the Doc."""
    configure_tokenizer(nlp)
    return Numbers()


class Numbers:
    """The component: puts numbers into doc.spans["numbers"]."""

    def __call__(self, doc: Doc) -> Doc:
        numbers = numbers_of(doc)
        if not is_bare(doc):
            doc.spans["numbers"] = SpanGroup(doc, name="numbers", spans=[doc[n.start : n.end] for n in numbers])
        return doc
