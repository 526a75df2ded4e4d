"""Numbers as written: "4.2 million", "1-1/8", "seventy-one", "half a million", "Rs16,189-crore".

Reads   doc.text
Writes  doc.spans["numbers"], and their readings for the other components: `numbers_of(doc)`
Leaves  what is counted, and whether a number is a figure at all, to the other components

A regular expression points to digits and number words; one small parser reads them. Values are exact
decimals; fractions that do not end are rounded half-even to nine places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from extract import tables
from extract.tokenizer import configure_tokenizer, letter_prefixes

VULGAR = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5)}
VULGAR |= {"⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8)}
KEY = "newsledger.numbers"
LONGEST_DIGITS = 60
"""Digits of a number that is read. No sum has so many, and Python reads no number of thousands of digits."""


@dataclass(frozen=True, slots=True)
class Number:
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
        return Number(
            self.start_char,
            self.end_char,
            self.start,
            self.end,
            self.value * factor,
            self.half_width * factor,
            True,
            factor,
        )


@cache
def candidate() -> re.Pattern[str]:
    """Matches what looks like one number, with its scale words."""
    names = "|".join(sorted(tables.number_words(), key=len, reverse=True))
    loose = [w for w in tables.scales() if w not in tables.attached_scales()]
    scale = "|".join(sorted(loose, key=len, reverse=True))
    tight = "|".join(sorted(tables.attached_scales(), key=len, reverse=True))
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
    part = f"(?:{halves}|{parts})"
    pattern = rf"""
        (?P<digits>{digits})(?P<tight>(?i:{tight})(?![A-Za-z\d]))?(?P<scales>(?:{gap}?(?:(?i:{scale}))(?![A-Za-z])){{0,2}})
      | (?<![\w])(?P<words>(?i:{part}|{spelled}))(?P<half>\s+and\s+(?:a\s+half|a\s+quarter|three[\s-]quarters))?
        (?P<wscales>(?:{gap}(?i:{scale})){{0,2}})(?![\w])"""
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


def digits_value(text: str) -> tuple[Fraction, Fraction, bool]:
    """(value, half of the last digit, is a fraction) of digits: "1-1/8" is (9/8, 0, True)."""
    plain = text.replace(",", "")
    if plain[-1] in VULGAR:
        numerator, denominator = VULGAR[plain[-1]]
        return Fraction(plain[:-1] or 0) + Fraction(numerator, denominator), Fraction(0), True
    if "/" in plain:
        whole, _, part = plain.replace(" ", "-").rpartition("-")
        numerator, denominator = (int(n) for n in part.split("/"))
        if not denominator:
            return Fraction(-1), Fraction(0), True
        return Fraction(whole or 0) + Fraction(numerator, denominator), Fraction(0), True
    places = len(plain.partition(".")[2])
    return Fraction(plain), Fraction(1, 2 * 10**places), False


def find_numbers(doc: Doc) -> list[Number]:
    """Every number of the text in order, none overlapping another."""
    text = doc.text
    prefixes = set(letter_prefixes())
    found: list[Number] = []
    for match in candidate().finditer(text):
        start, end = match.span()
        factor, scaled, attached = Fraction(1), False, False
        if match["digits"] is not None:
            if start and text[start - 1].isalpha():
                head = re.search(r"\$?[A-Za-z][A-Za-z.]*$", text[max(0, start - 6) : start])
                if head is None or not {head[0], head[0].lstrip("$")} & prefixes:
                    continue
            elif start and text[start - 1] in ".,/" and start > 1 and text[start - 2].isdigit():
                continue
            scale_text = match["scales"]
            if match["tight"]:
                factor = Fraction(10) ** tables.scales()[match["tight"].lower()]
                scaled = attached = True
            after = text[match.end("digits") : match.end("digits") + 4]
            # "21st", "1990s", "5.7-inch" and "12:30" are numbers; "3D" and "2.1.4" are not.
            if not match["tight"] and not scale_text and after[:1].isalpha():
                unit = re.match(r"(?:p|c|pc|pct|bp|bps|pp|pts)(?![A-Za-z])|[A-Z]{3}(?![A-Za-z])", after)
                if unit is None or (len(unit[0]) == 3 and unit[0].isupper() and unit[0] not in tables.currencies()):
                    continue
            if re.match(r"\.\d", after):
                continue
            if len(match["digits"]) > LONGEST_DIGITS:
                continue
            value, half_width, _ = digits_value(match["digits"])
            if value < 0:
                continue
            # A minus belongs to the number where nothing but white space or a bracket stands before it.
            if start and text[start - 1] in "-−" and (start == 1 or text[start - 2] in " \n\t("):
                start, value = start - 1, -value
        else:
            scale_text = match["wscales"]
            words = match["words"]
            if not well_formed(words):
                continue
            value, last = spelled_value(words)
            if match["half"]:
                tail = match["half"].lower()
                extra = Fraction(1, 2) if "half" in tail else Fraction(3, 4) if "three" in tail else Fraction(1, 4)
                value, last = value + extra * (last or 1), Fraction(0)
            half_width = last / 2
            scaled = last > 1
        for word in re.findall(r"[A-Za-z]+", scale_text or ""):
            factor *= Fraction(10) ** tables.scales()[word.lower()]
            scaled = True
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None or abs(value * factor) >= 10**LONGEST_DIGITS:
            continue
        found.append(
            Number(
                start,
                end,
                span.start,
                span.end,
                tables.exact(value * factor),
                tables.exact(half_width * factor),
                scaled,
                tables.exact(factor),
                attached,
            )
        )
    return found


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
        spans = [doc[n.start : n.end] for n in numbers_of(doc)]
        doc.spans["numbers"] = SpanGroup(doc, name="numbers", spans=spans)
        return doc
