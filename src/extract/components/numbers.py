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
from extract.components.words import PARTING, Kinds, Memo, Words, is_bare, new, words_of
from extract.tokenizer import configure_tokenizer, currency_signs, letter_prefixes

KEY = "newsledger.numbers"
LONGEST_DIGITS = 60
"""Digits of a number that is read. No sum has so many, and Python reads no number of thousands of digits."""
LONGEST_PREFIX = 6
"""Characters of the longest symbol that ends in a letter: "D-Mark"."""
TOO_LARGE = Decimal(10) ** LONGEST_DIGITS


class Number(NamedTuple):
    """A number in the text: half-open characters and tokens, exact value, half of the last digit written.

    scaled     a scale word is part of it ("3 bn"), so that it lends none from its neighbour
    lendable   the factor of that scale word, for "$2-3 billion"
    attached   the scale was one letter against the digits, which may as well be a unit ("5m")
    vague      no number is told: "hundreds of millions"; the value is 0
    high       the other end of a quotation: "4.08/10"
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
    vague: bool = False
    high: Decimal | None = None

    def times(self, factor: Decimal) -> Number:
        """The same number with a scale word taken from its neighbour."""
        return self._replace(
            value=self.value * factor,
            high=self.high and self.high * factor,
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
    vulgar = "".join(tables.VULGAR)
    gap = r"(?:\s+|\s*-\s*)"
    # A currency that stands before the digits: letters or a sign against them, a sign or a code set apart.
    signs = "".join(currency_signs())
    priced = rf"(?:(?<=[^\W\d_]|[{signs}])|(?<=[{signs}]\x20)|(?<=[A-Z]{{3}}\x20))"
    # A comma may stand for the point behind a currency, and before a scale word or unit of figures.
    comma = rf"(?:{priced}\d+,\d{{1,2}}(?![\d,])|\d+,\d{{1,2}}(?![\d,])(?=\s?(?:[%€‰]|per\s?cent|pct|euros?|(?:{scale})\b)))"
    # A space may part the thousands behind a currency, and anywhere if it is a hard or thin one or there are two of them.
    groups = rf"\d{{1,3}}(?:[\u00a0\u2009\u202f]\d{{3}})+|\d{{1,3}}(?:\x20\d{{3}}){{2,}}|{priced}\d{{1,3}}\x20\d{{3}}"
    spaced = rf"(?:{groups})(?:\.\d+|,\d{{1,2}})?(?![\d,.]*\d|\s\d{{3}}(?!\d))"
    spaced = rf"(?:{spaced}|\d{{1,3}}(?:\x20\d{{3}})+,\d{{1,2}}(?!\d))"
    # Digits and decimals that nothing goes on are most, and the first to be tried.
    digits = rf"""
        (?: \d+(?![\d{vulgar}]|[-.,/·'’\s]\d)
          | \d+\.\d+(?![\d{vulgar}]|[.,/]\d|-\d/\d)
          | \d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?         # 1,234.5
          | \d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?:\.\d+)? # 12,34,567
          | \d{{1,3}}(?:['’]\d{{3}})+(?:\.\d+)?      # 1'234'567
          | \d{{1,3}}(?:\.\d{{3}}){{2,}}(?:,\d+)?(?![\d.]*\d) | \d{{1,3}}\.\d{{3}},\d{{1,2}}(?!\d)  # 1.234.567  1.234,50
          | {spaced} | {comma}                        # 1 234 567  1,5 million
          | \d+\.\d+/\d+(?![\d/]|\.\d)                 # 145.85/90
          | \d+\.\d+-\d/\d(?!\d)                       # 1.59-1/2
          | \d+-\d+/\d+ | \d+\s\d/\d+ | \d+/\d+      # 1-1/8  1 1/8  3/4
          | \d+[.·]\d+ | \d*[{vulgar}] | \d+           # 5.93  2½  40
          | (?<![\d.])\.\d+                          # .5
        )"""
    large = "hundred|thousand|million|billion|trillion"
    word = rf"(?:{names}|{large})"
    counted = rf"(?:{large}|dozen|lakh|crore)"
    # "And" is inside a number after a hundred or more: "a hundred and five", but "between one and two million".
    joined = r"(?:(?:(?<=hundred)|(?<=thousand)|(?<=million)|(?<=billion))(?:,?\s+and\s+|-and-|,\s+)(?:a\s+)?|\s*-\s*|\s+)"
    spelled = rf"(?:an?\s+(?={counted}))?{word}(?:{joined}{word})*(?:\s+point(?:\s+(?:{names}))+)?"
    dozens = rf"(?:(?:half\s+)?a|{names})\s+dozen"
    unit = "percent|per|pct|percentage|points?"
    halves = rf"half\s+an?|half(?=[\s-]+(?:{counted}|{unit})|\s+of\s+(?:an?|one|1)\b)"
    halves = rf"{halves}|(?:three-)?quarters?(?=-(?:{counted}|{unit}))"
    whole = rf"(?!-(?:{counted}|{unit}))"
    of_one = rf"(?:\s+of\s+an?(?=\s+{counted}))?"
    parts = rf"(?:an?|one)[\s-]+(?:{fraction}){whole}{of_one}|(?:{names})[\s-]+(?:{fraction}){whole}{of_one}"
    plural = "tens|dozens|scores|hundreds|thousands|millions|billions|trillions|lakhs|crores"
    vague = rf"""(?:an?\s+)?(?:several|few|couple\s+of|couple)\s+{counted}(?:\s+(?:{large}))?
        | (?:{plural})(?:\s+(?:of|or)\s+(?:{plural})|\s+(?:{large}))*"""
    spelled, vague = any_case(f"{dozens}|{halves}|{parts}|{spelled}"), any_case(vague)
    half = any_case(rf"\s+and\s+(?:an?|{names})[\s-]+(?:{fraction})")
    pattern = rf"""
        (?P<digits>{digits})(?P<tight>(?:{tight})(?![A-Za-z\d]))?(?P<scales>(?:{gap}?(?:{scale})(?![A-Za-z])){{0,2}})
      | (?<![\w])(?P<vague>{vague})(?![\w])
      | (?<![\w])(?P<words>{spelled})(?P<half>{half})?
        (?P<wscales>(?:{gap}(?:{scale})){{0,2}})(?![\w])"""
    return re.compile(pattern, re.VERBOSE)


def spelled_value(text: str) -> tuple[Fraction, Fraction]:
    """(value, unit of the last scale) of spelled words: "thirteen hundred" is (1300, 100)."""
    words = tables.number_words()
    scales = tables.scales()
    fractions = tables.fraction_words()
    total = group = Fraction(0)
    last = Fraction(1)
    tokens = [w for w in re.split(r"[\s,-]+", text.lower()) if w not in ("and", "of", "")]
    if tokens[0] in ("a", "an"):
        tokens[0] = "one"
    tokens = [t for t in tokens if t not in ("a", "an")]
    if "point" in tokens:
        at = tokens.index("point")
        places = "".join(str(words[t]) for t in tokens[at + 1 :])
        whole, _ = spelled_value(" ".join(tokens[:at]))
        return whole + Fraction(int(places), 10 ** len(places)), Fraction(1, 10 ** len(places))
    for token in tokens:
        if token in words:
            group += words[token]
            last = Fraction(1)
        elif token in fractions:
            group = (group or Fraction(1)) * fractions[token]
            last = Fraction(0)
        elif token in ("hundred", "dozen"):
            factor = Fraction(100 if token == "hundred" else 12)
            group = (group or Fraction(1)) * factor
            last = factor if token == "hundred" else Fraction(1)
        else:
            factor = Fraction(10) ** scales[token]
            if group == 0 and total == 0:
                group = Fraction(1)
            elif group == 0 and factor > 1000:  # "two thousand million"
                total, group = Fraction(0), total
            total, group = (total + group) * factor if group and total < factor and total else total + group * factor, Fraction(0)
            last = factor if last else Fraction(0)
    return total + group, last


def well_formed(text: str) -> bool:
    """Whether spelled words make one number: "twenty-five" does, "two three", "five twenty" and "zero hundred" do not."""
    words = tables.number_words()
    previous: int | None = None
    tokens = [w for w in re.split(r"[\s,-]+", text.lower()) if w not in ("and", "of", "a", "an", "")]
    if "point" in tokens:
        at = tokens.index("point")
        return well_formed(" ".join(tokens[:at])) and all(words[t] < 10 for t in tokens[at + 1 :])
    for token in tokens:
        value = words.get(token)
        if previous == 0:
            return False
        if value is not None and previous is not None and not (previous >= 20 and previous % 10 == 0 and 0 < value < 10):
            return False
        previous = value
    return True


def digits_value(text: str, power: int) -> tuple[Decimal, Decimal] | None:
    """(value, half of the last digit), each times ten to the `power`, of digits: "1-1/8" is (1.125, 0); None for "1987/8"."""
    plain = plain_digits(text)
    if plain[-1] in tables.VULGAR:
        numerator, denominator = tables.VULGAR[plain[-1]]
        return scaled_exact(Fraction(plain[:-1] or 0) + Fraction(numerator, denominator), power), Decimal(0)
    if "/" in plain:
        whole, _, part = "-".join(plain.split()).rpartition("-")
        numerator, denominator = (int(n) for n in part.split("/"))
        if denominator not in DENOMINATORS or numerator >= denominator:
            return None
        places = len(whole.rpartition(".")[2]) if "." in whole else 0  # "1.59-1/2" is half a cent more than 1.59
        return scaled_exact(Fraction(whole or 0) + Fraction(numerator, denominator * 10**places), power), Decimal(0)
    whole, _, part = plain.partition(".")
    places = len(part)
    if places - power < 9:  # nothing is rounded, and digits need no fractions
        return shifted(int(whole + part), power - places), half_of(power - places)
    return scaled_exact(Fraction(plain), power), scaled_exact(Fraction(1, 2 * 10**places), power)


@cache
def half_of(power: int) -> Decimal:
    """Half of ten to the `power`."""
    return shifted(5, power - 1)


DENOMINATORS = frozenset((*range(2, 11), 12, 16, 20, 25, 32, 64, 100, 1000))
"""What fractions written in digits are of; "152/153" is two numbers."""


def quotation(digits: str) -> tuple[str, str] | None:
    """The two ends of "145.85/90" (145.85, 145.90) and "152/153"; None for a fraction."""
    first, slash, last = digits.partition("/")
    if not slash or not first.replace(".", "").isdigit() or not last.isdigit():
        return None
    if "." in first:
        return (first, first[: len(first) - len(last)] + last) if len(last) <= len(first.rpartition(".")[2]) else None
    is_pair = int(last) not in DENOMINATORS and int(first) < int(last) <= int(first) * 1.5
    return (first, last) if is_pair else None


SEPARATORS = re.compile("['’\u00a0\u2009\u202f ]")
COMMA_AS_POINT = re.compile(r"(?:\d+|\d{1,3}(?:\.\d{3})+),\d{1,2}|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?")


def plain_digits(text: str) -> str:
    """Digits without separators, a point before decimals: "1.234,50" is "1234.50", "1 234" is "1234"; fractions keep theirs."""
    if PLAIN.fullmatch(text) or "/" in text:
        return text.replace(",", "")
    plain = SEPARATORS.sub("", text).replace("·", ".")
    if "," in plain or plain.count(".") > 1:
        return plain.replace(".", "").replace(",", ".") if COMMA_AS_POINT.fullmatch(plain) else plain.replace(",", "")
    return plain


def shifted(digits: int, power: int) -> Decimal:
    """A whole number times ten to the `power`, without trailing zeros behind the point."""
    if power == 0:
        return Decimal(digits)
    while power < 0 and digits % 10 == 0 and digits:
        digits, power = digits // 10, power + 1
    return Decimal(digits * 10**power) if power >= 0 else tables.WIDE.scaleb(Decimal(digits), power) if digits else Decimal(0)


def scaled_exact(number: Fraction, power: int) -> Decimal:
    """A fraction times ten to the `power`, as an exact decimal; TOO_LARGE for all beyond."""
    product = number * 10**power
    return tables.exact(product) if product < 10**LONGEST_DIGITS else TOO_LARGE


MINUS_AFTER = {"-": " \n\t(£$€¥", "−": " \n\t(£$€¥", "–": " "}
"""What may stand before a minus: {sign: characters}; an en dash is one only between a space and digits."""
MINUS = re.compile(r"(?<![\w-])(?i:minus)(?:\s+|-)\Z")
DIGIT = re.compile(rf"\.?\d|[{''.join(tables.VULGAR)}]")
LARGE = frozenset("hundred thousand million billion trillion lakh crore dozen few couple".split())
VAGUE = frozenset(
    "quarter quarters several tens dozens scores hundreds thousands millions billions trillions lakhs crores".split()
)
ARTICLES = frozenset(("a", "an", "A", "An", "AN"))


# Why a number may begin in a word: it has a digit; it is a number word; it is one that may follow the "a" or "an" with which
# a number begins: "a million", "a third".
IN_DIGITS, IN_WORDS, AFTER_A = 1, 2, 3


@cache
def clues() -> Kinds:
    """What in a word tells of a number."""
    heads = dict.fromkeys((*tables.number_words(), "half", *VAGUE), IN_WORDS)
    heads |= dict.fromkeys((*tables.fraction_words(), *LARGE), AFTER_A)

    def clue(word: str) -> int:
        return heads.get(word.lower()) or (IN_DIGITS if DIGIT.search(word) else 0)

    return Kinds(clue, heads)


Candidate = tuple[int, int, int, re.Match[str] | None]
"""What looks like a number: its first token, its half-open characters, and what matched; None for a token that is one alone."""


def matches(words: Words) -> Iterator[Candidate]:
    """What looks like a number, in order, none overlapping another; only tried where a digit or number word stands."""
    text, texts, starts = words.text, words.texts, words.starts
    found = clues().of(words)
    hits = found.nonzero()[0]
    at = 0
    for i, kind in zip(hits.tolist(), found[hits].tolist(), strict=True):
        position, end = starts[i], starts[i] + len(texts[i])
        if kind != AFTER_A and position >= at and stands_alone(words, i, position, end) and ALONE[texts[i]] is not None:
            yield i, position, end, None
            at = end
            continue
        if kind != IN_DIGITS:
            article = article_before(texts, i) if kind == AFTER_A else None
            for first in (i,) if article is None else (article, i):
                begin = starts[first]
                if begin >= at and (match := match_at(text, begin, end)):
                    at = match.end()
                    yield first, begin, at, match
            continue
        # More than one in a token: "12:30".
        position = max(position, at)
        while position < end:
            if not text[position].isdecimal():
                digit = DIGIT.search(text, position, end)
                if digit is None:
                    break
                position = digit.start()
            if match := match_at(text, position, end):
                at = match.end()
                yield i, position, at, match
            position = at if match else position + 1


# Most numbers are one word beside which nothing belongs to them, and are read by that word alone.
PLAIN = re.compile(r"\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?")
BEFORE_ALONE = frozenset(" \n\t($£€¥-–\"“'‘[+~<>=:;")
SPACED, AGAINST = 1, 2


def read_alone(word: str) -> Read | None:
    """The reading of a word that is a number by itself, in plain digits or one of those below a hundred."""
    if word[0].isdecimal():
        read = digits_value(word, 0) if len(word) <= LONGEST_DIGITS and PLAIN.fullmatch(word) else None
        return read and (*read, False, ten_to(0), False, None)
    return read_words(word, None, None) if word.lower() in tables.number_words() else None


def behind_alone(word: str) -> int:
    """Whether a word leaves a number alone that stands before it: SPACED behind a space, AGAINST without one; else 0."""
    if word.isalpha() and word.isascii():
        return 0 if word.lower() in going_on() else SPACED
    return AGAINST if word[0] in '%).,;:!?"”' else SPACED if word[0] in '($£€¥"“' else 0


BEHIND_ALONE = Memo(behind_alone)


@cache
def going_on() -> frozenset[str]:
    """Words that go on a number that stands before them, in small letters."""
    return frozenset((*tables.number_words(), *tables.fraction_words(), *tables.scales(), "hundred", "dozen", "and", "point"))


def stands_alone(words: Words, i: int, start: int, end: int) -> bool:
    """Whether nothing beside a token, whose half-open characters are given, could belong to a number that it is."""
    if start and words.text[start - 1] not in BEFORE_ALONE:
        return False
    if i + 1 == len(words.starts):
        return True
    behind = BEHIND_ALONE[words.texts[i + 1]]
    if words.starts[i + 1] > end:
        return behind == SPACED
    return behind == AGAINST and not words.text[end + 1 : end + 2].isdigit()


def match_at(text: str, start: int, end: int) -> re.Match[str] | None:
    """What looks like a number in a word from `start` to `end` and on, in its cell or paragraph: "2.9" of "2.9\\n\\nMillion"."""
    match = candidate().match(text, start)
    if match and match.end() > end and (parting := PARTING.search(text, start, match.end())):
        return candidate().match(text, start, parting.start())
    return match


def article_before(texts: Sequence[str], i: int) -> int | None:
    """The token of the "a" or "an" before token `i`, white space and hyphens between them aside."""
    i -= 1
    while i >= 0 and (texts[i] == "-" or texts[i].isspace()):
        i -= 1
    return i if i >= 0 and texts[i] in ARTICLES else None


@cache
def behind_digits() -> re.Pattern[str]:
    """Matches letters that may stand against digits: of a percentage, a coin, a measure, a multiple, a code."""
    symbols = "|".join(map(re.escape, sorted(tables.measure_symbols(), key=lambda s: (-len(s), s))))
    return re.compile(rf"(?:p|c|pc|pct|bp|bps|pp|pts|in|元|[xX](?!\d)|{symbols})(?![A-Za-z])|(?P<code>[A-Z]{{3}})(?![A-Za-z])")


@cache
def prefixes() -> frozenset[str]:
    """Letters that may stand against the digits of a sum."""
    return frozenset(letter_prefixes())


def is_prefix(text: str, start: int, end: int) -> bool:
    """Whether letters against a number are a whole currency symbol: "Rs" of "(Rs500", not "R" of "FR20"."""
    return text[start:end] in prefixes() and not (start and (text[start - 1].isalpha() or text[start - 1] == "."))


def find_numbers(doc: Doc) -> list[Number]:
    """Every number of the text in order, none overlapping another."""
    words = words_of(doc)
    text, texts, starts = words.text, words.texts, words.starts
    n_tokens = len(starts)
    found: list[Number] = []
    for first, start, end, match in matches(words):
        last = first + 1
        if match is None:
            in_digits, read = text[start].isdecimal(), ALONE[texts[first]]
        elif match.lastgroup == "vague":
            found.append(Number(start, end, *words.tokens(start, end), Decimal(0), Decimal(0), scaled=True, vague=True))
            continue
        else:
            in_digits = match["digits"] is not None
            read = read_digits(text, match) if in_digits else read_words(*match.group("words", "half", "wscales"))
            if (
                read is None
                and not in_digits
                and text[end : end + 1] == "-"
                and (cut := max(text.rfind(" ", start, end), start)) > start
            ):
                end = cut  # "two three-year terms"
                read = read_words(text[start:end], None, None)
            while last < n_tokens and starts[last] < end:
                last += 1
        if read is None or read[0] >= TOO_LARGE:
            continue
        value, half_width, scaled, factor, attached, high = read
        # A minus belongs to the number where nothing but white space or a bracket stands before it.
        if in_digits and start and text[start - 1] in "-−–" and (start == 1 or text[start - 2] in MINUS_AFTER[text[start - 1]]):
            start, value = start - 1, -value
        elif start > 2 and text[start - 3 : start - 1] in ("us", "US", "Us"):
            sign = minus_before(text, start, found)
            start, value = (start, value) if sign is None else (sign, -value)
        if start < starts[first]:
            first, _ = words.tokens(start, end)
        number = new(Number, (start, end, first, last, value, half_width, scaled, factor, attached, False, high))
        if scaled and found and is_smaller_part(text, found[-1], number):
            whole = found.pop()  # "2 crore 40 lakh"
            number = number._replace(start_char=whole.start_char, start=whole.start, value=whole.value + value)
        found.append(number)
    return found


def is_smaller_part(text: str, whole: Number, part: Number) -> bool:
    """Whether a number with a scale word goes on one with a larger: "4 billion 200 million"."""
    is_next = whole.scaled and not whole.vague and text[whole.end_char : part.start_char] == " "
    return is_next and not whole.attached and whole.value % whole.lendable == 0 and 0 < part.value < whole.lendable


def minus_before(text: str, start: int, found: Sequence[Number]) -> int | None:
    """Where the word "minus" begins that makes a number negative; None for none, and between two numbers."""
    minus = MINUS.search(text, max(0, start - 8), start)
    if minus is None or (found and not text[found[-1].end_char : minus.start()].strip()):
        return None
    return minus.start()


Read = tuple[Decimal, Decimal, bool, Decimal, bool, Decimal | None]
"""Value, half width, scaled, lendable, attached, high: see Number."""


def read_digits(text: str, match: re.Match[str]) -> Read | None:
    """The reading of a match in digits; None when they are part of something else: "3D", "2.1.4", "COP26"."""
    start = match.start()
    digits, tight, scale_text = match.group("digits", "tight", "scales")
    if start and text[start - 1].isalpha():
        if not any(is_prefix(text, begin, start) for begin in range(max(0, start - LONGEST_PREFIX), start)):
            return None
    elif start > 1 and text[start - 1] in ".,/" and text[start - 2].isdigit():
        return None
    stop = start + len(digits)
    after = text[stop : stop + 4]
    # "21st", "1990s", "5.7-inch" and "12:30" are numbers; "3D" and "2.1.4" are not.
    if not tight and not scale_text and after[:1].isalpha():
        unit = behind_digits().match(text, stop)
        if unit is None or (unit.lastgroup == "code" and unit[0] not in tables.currencies()):
            return None
    if (after[:1] == "." and after[1:2].isdigit()) or len(digits) > LONGEST_DIGITS:
        return None
    return read_scaled(digits, tight, scale_text)


@lru_cache(maxsize=1 << 16)
def read_scaled(digits: str, tight: str | None, scale_text: str | None) -> Read | None:
    """The reading of digits with a scale letter against them and scale words behind; None for no number and no quotation."""
    power = scale_power(scale_text) + (tables.scales()[tight.lower()] if tight else 0)
    ends = quotation(digits) if "/" in digits else None
    if ends is None and "/" in digits and "." in digits:
        return None  # "40.1/29" is neither a quotation nor a fraction
    read = digits_value(ends[0] if ends else digits, power)
    other = digits_value(ends[1], power) if ends else None
    return read and (*read, bool(tight or scale_text), ten_to(power), bool(tight), other and other[0])


@lru_cache(maxsize=1 << 14)
def read_words(words: str, half: str | None, scale_text: str | None) -> Read | None:
    """The reading of spelled words, "and a half" and scale words; None when they are no one number: "two three"."""
    if words.lower() in LARGE or not well_formed(words):  # "million-dollar question" tells no number
        return None
    value, last = spelled_value(words)
    if half:
        part, _ = spelled_value(half)
        value, last = value + part * (last or 1), Fraction(0)
    power = scale_power(scale_text)
    scaled = last > 1 or power > 0
    lendable = scaled_exact(max(last, Fraction(1)), power)
    return scaled_exact(value, power), scaled_exact(last / 2, power), scaled, lendable, False, None


ALONE = Memo(read_alone)


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
