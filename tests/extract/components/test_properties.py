"""What holds of any text: figures in every form of the tables are read exactly, offsets hold, other sentences change nothing.

The forms are made of data/currencies.csv, data/scales.csv and percent.py: a new row is tested without a line here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract import tables
from extract.components import percent
from extract.components.lookalikes import SURE_LETTERS
from extract.components.quantities import KITCHENS, LETTERS
from extract.observe import observe_all
from extract.records import Article, Figure, Reading, UnitBasis
from extract.validate import validate


def prop(max_examples: int) -> Callable[[Any], Any]:
    """The same examples at each run, and no clock."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=max_examples, derandomize=True, deadline=None, database=None, suppress_health_check=slow)


def readings(texts: Iterable[str]) -> list[Reading]:
    """What is read from each text, none of it refused but for numbers with more digits than a ledger holds."""
    found = []
    for raw in observe_all([Article(id="a", revision="0" * 16, text=text) for text in texts]):
        reading, rejected = validate(raw)
        assert [r for r in rejected if r.reason != "value-too-large"] == []
        found.append(reading)
    return found


# Numbers as written.


class Written(NamedTuple):
    """A number in the text, its value, and half of its last digit where that is not for the words to say."""

    text: str
    value: Decimal
    half_width: Decimal | None


def indian(n: int) -> str:
    head, tail = divmod(n, 1000)
    groups = [f"{tail:03}"]
    while head > 99:
        head, tail = divmod(head, 100)
        groups.insert(0, f"{tail:02}")
    return ",".join([str(head), *groups]) if n > 999 else str(n)


GROUPED: dict[str, Callable[[int], str]] = {
    "plain": str,
    "commas": lambda n: f"{n:,}",
    "indian": indian,
    "apostrophes": lambda n: f"{n:,}".replace(",", "’"),
    "hard spaces": lambda n: f"{n:,}".replace(",", "\u00a0"),
    "thin spaces": lambda n: f"{n:,}".replace(",", "\u202f"),
    "spaces": lambda n: f"{n:,}".replace(",", " "),
    "points": lambda n: f"{n:,}".replace(",", "."),
}


@st.composite
def in_digits(draw: st.DrawFn) -> Written:
    style = draw(st.sampled_from(sorted(GROUPED)))
    # Single groups set apart by a space or a point are two numbers or decimals as well.
    whole = draw(st.integers(10**6 if style in ("spaces", "points") else 0, 10**13))
    decimals = draw(st.from_regex(r"\A(|[0-9]{1,2}|[0-9]{3,6})\Z"))
    if style in ("hard spaces", "thin spaces", "spaces", "points"):
        point, decimals = ",", decimals[:2]
    else:
        point = "."
    text = GROUPED[style](whole) + (point + decimals if decimals else "")
    value = Decimal(f"{whole}.{decimals}" if decimals else whole)
    return Written(text, value, Decimal(5).scaleb(-len(decimals) - 1))


def scale_forms() -> Iterator[tuple[str, int]]:
    """(what is written behind the digits, power of ten) of every row of data/scales.csv."""
    for word, power in tables.scales().items():
        joints = ("",) if word in tables.attached_scales() else (" ", "-", "", "\n", "\u00a0")
        for written in (word, word.upper(), word.capitalize()):
            yield from ((joint + written, power) for joint in joints)


SCALES = sorted(set(scale_forms()))
ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen""".split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def spelled(n: int, hyphen: str = "-", conjunction: str = " and ", comma: str = " ") -> str:
    """A whole number below 10**12 in words."""
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (hyphen + ONES[n % 10] if n % 10 else "")
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            head, rest = divmod(n, size)
            joint = conjunction if rest < 100 else comma
            tail = joint + spelled(rest, hyphen, conjunction, comma) if rest else ""
            return f"{spelled(head, hyphen, conjunction, comma)} {name}{tail}"
    raise AssertionError(n)


@st.composite
def with_scale(draw: st.DrawFn) -> Written:
    digits = draw(st.from_regex(r"\A[0-9]{1,3}(\.[0-9]{1,3})?\Z"))
    scale, power = draw(st.sampled_from(SCALES))
    places = len(digits.partition(".")[2])
    return Written(digits + scale, Decimal(digits).scaleb(power), Decimal(5).scaleb(power - places - 1))


@st.composite
def with_fraction(draw: st.DrawFn) -> Written:
    whole = draw(st.integers(1, 99))
    sign, (numerator, denominator) = draw(st.sampled_from(sorted(tables.VULGAR.items())))
    fraction = f"{numerator}/{denominator}"
    text = draw(st.sampled_from((f"{whole}{sign}", f"{whole} {fraction}", f"{whole}-{fraction}")))
    return Written(text, tables.exact(whole + Fraction(numerator, denominator)), Decimal(0))


@st.composite
def in_words(draw: st.DrawFn) -> Written:
    n = draw(st.one_of(st.integers(2, 1000), st.integers(2, 999_999_999)))
    text = spelled(n, draw(st.sampled_from("- ")), draw(st.sampled_from((" and ", " "))), draw(st.sampled_from((" ", ", "))))
    if draw(st.booleans()) and text.startswith(("one hundred", "one thousand", "one million")):
        text = "a" + text.removeprefix("one")
    text = draw(st.sampled_from((str.lower, str.upper, str.capitalize, str.title)))(text)
    return Written(text, Decimal(n), None)


# Money.


class Form(NamedTuple):
    """How a currency stands beside a number `{}`: the codes it may mean, and whether it is of minor units."""

    around: str
    codes: frozenset[str]
    is_minor: bool = False


def of_currencies(column: str) -> dict[str, frozenset[str]]:
    """{written form: codes that use it}."""
    using: dict[str, set[str]] = defaultdict(set)
    for currency in tables.currencies().values():
        for form in getattr(currency, column):
            using[form].add(currency.code)
    return {form: frozenset(codes) for form, codes in using.items()}


def needs_context(form: str) -> bool:
    """Letters and common words are a currency only where the article speaks of it elsewhere."""
    is_word = form in tables.common_names() or form in tables.code_words()
    return is_word or (form.isalpha() and len(form) < 3 and form not in SURE_LETTERS)


def money_forms() -> Iterator[Form]:
    for code in tables.currencies().keys() - tables.code_words():
        yield from (Form(around, frozenset((code,))) for around in (f"{code} {{}}", f"{code}{{}}", f"{{}} {code}"))
    for sign, codes in of_currencies("symbols").items():
        if not needs_context(sign):
            yield from (Form(around, codes) for around in (f"{sign}{{}}", f"{sign} {{}}"))
            if not any(c.isascii() for c in sign):
                yield from (Form(around, codes) for around in (f"{{}}{sign}", f"{{}} {sign}"))
    for name, codes in of_currencies("words").items():
        if not needs_context(name):
            yield Form(f"{{}} {name}", codes)
            yield Form(f"{{}}-{name}", codes)
    for name, codes in of_currencies("minor_words").items():
        if not needs_context(name):
            yield Form(f"{{}} {name}", codes, is_minor=True)


def percent_forms() -> Iterator[Form]:
    """Every unit of percent.py, but for letters and points, which need a context."""
    for table, cases in ((percent.EXACT, (str,)), (percent.LOWER, (str, str.upper, str.title))):
        for unit_form, (kind, unit) in table.items():
            if kind == "unit":
                joints = (" ", "-", "\n") if unit_form[0].isalpha() else ("", " ")
                yield from (Form(f"{{}}{joint}{case(unit_form)}", frozenset((unit,))) for case in cases for joint in joints)


NUMBERS = st.one_of(in_digits(), with_scale(), in_words(), with_fraction())
SIGNS = st.sampled_from(("", "", "-", "−", "minus "))
DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")
BEHIND_A_CODE = re.compile(r"[A-Z]{3} \{\}")
AGAINST_A_SYMBOL = re.compile(r"\S+\{\}")


def is_clear(form: Form, number: Written, sign: str) -> bool:
    """Whether a figure may be written so; what is not is no English, or may as well mean something else."""
    around, written = form.around, number.text
    if written[0].isalpha():
        # Words stand beside words, apart, and have no sign of one character.
        return bool("{} " in around or BEHIND_A_CODE.fullmatch(around)) and sign in ("", "minus ")
    if DECIMAL_COMMA.fullmatch(written) and not around.startswith("{}"):
        # Behind letters set apart a comma may part two numbers: "Items 4,5". So it may before a name.
        return bool(BEHIND_A_CODE.fullmatch(around) or AGAINST_A_SYMBOL.fullmatch(around))
    if DECIMAL_COMMA.fullmatch(written):
        return bool({"percent", "per-mille"} & form.codes) and around[2:].strip() in ("%", "‰", "percent", "pct")
    if around[2:3] in tuple("£¥₵$¢元%‰％"):
        return not written[-1].isalpha()  # "million£" stays one word, for these signs stand behind letters too: "L£"
    # "-$US5" stays one word behind its minus and is not read; "-US$5" is.
    return not (sign in ("-", "−") and len(around) > 1 and around[0] == "$" and around[1].isalpha())


def misread(form: Form, number: Written, sign: str, reading: Reading) -> str | None:
    """What is wrong with the reading of a sentence with one figure; None when it is right."""
    written = sign + form.around.format(number.text)
    figures = [m for m in reading.mentions if isinstance(m, Figure)]
    got = [(m.text, str(m.value), m.unit, str(m.half_width)) for m in figures]
    if [m.text for m in figures] != [written]:
        return f"{written!r}: {got}"
    (found,) = figures
    if found.unit not in form.codes and not (found.unit is None and len(form.codes) > 1):
        return f"{written!r}: {got}, expected {sorted(form.codes)}"
    digits = tables.currencies()[found.unit].minor_digits if found.unit and form.is_minor else 2
    factor = Decimal(1).scaleb(-digits) if form.is_minor else Decimal(1)
    value = number.value * factor * (-1 if sign else 1)
    half_width = found.half_width if number.half_width is None else number.half_width * factor
    if (found.value, found.half_width) != (value, half_width):
        return f"{written!r}: {got}, expected {value} and {half_width}"
    return None


def all_misread(figures: Iterable[tuple[Form, Written, str]]) -> list[str]:
    """What is wrong with the readings of figures, each in a sentence of its own."""
    clear = [figure for figure in figures if is_clear(*figure)]
    read = readings(f"It cost {sign}{form.around.format(number.text)} in the end." for form, number, sign in clear)
    return [wrong for figure, reading in zip(clear, read, strict=True) if (wrong := misread(*figure, reading))]


FORMS = sorted({*money_forms(), *percent_forms()}, key=str)
PLAIN = (
    Written("40", Decimal(40), Decimal("0.5")),
    Written("1,234.50", Decimal("1234.5"), Decimal("0.005")),
    Written("4.2 million", Decimal(4_200_000), Decimal(50_000)),
)


def test_every_form_is_read_with_plain_numbers() -> None:
    assert all_misread((form, number, "") for number in PLAIN for form in FORMS) == []


@prop(150)
@given(st.lists(st.tuples(st.sampled_from(FORMS), NUMBERS, SIGNS), min_size=1, max_size=20))
def test_any_figure_is_read_back_exactly(figures: list[tuple[Form, Written, str]]) -> None:
    assert all_misread(figures) == []


PERCENTAGES = st.tuples(st.sampled_from(sorted(percent_forms(), key=str)), NUMBERS, SIGNS)


@prop(60)
@given(st.lists(PERCENTAGES, min_size=1, max_size=20))
def test_any_percentage_is_read_back_exactly(figures: list[tuple[Form, Written, str]]) -> None:
    assert all_misread(figures) == []


# Quantities and counts.


AGAINST = (
    LETTERS
    | {s for _, symbols in tables.measures().values() for s in symbols} - tables.measure_symbols()
    | {"m²", "m³", "m/s", "b/d"}
)
"""Symbols that are not read against digits; "m" and "b" there are scales, and raised digits behind them are notes."""


def quantity_forms() -> Iterator[tuple[str, tables.Measure]]:
    """(what is written around a number `{}`, its measure) of every row of data/measures.csv."""
    for measure, (names, symbols) in tables.measures().items():
        # Points are of an index or a game; feet and pounds tied to one another, with a scale word, are money.
        if measure.unit not in ("point", "pound-foot"):
            # Letters and words of other things are a unit only before certain words; a coin is money.
            names = tuple(name for name in names if name not in KITCHENS | {"pound", "pounds", "stone", "foot", "°"})
            yield from ((f"{{}} {form}", measure) for form in (*names, *(s for s in symbols if s not in LETTERS)))
            yield from ((f"{{}}-{name}", measure) for name in names if " " not in name)
            yield from ((f"{{}}{symbol}", measure) for symbol in symbols if symbol not in AGAINST)


QUANTITIES = sorted(quantity_forms(), key=str)


def misread_quantities(figures: Iterable[tuple[str, tables.Measure, Written]]) -> list[str]:
    """What is wrong with the readings of quantities, each in a sentence of its own."""
    clear = [
        (around, measure, number)
        for around, measure, number in figures
        if (number.text[-1].isdigit() or around[2:3] in " -")
        and not DECIMAL_COMMA.fullmatch(number.text)
        and not (number.value == 1 and measure.unit == "foot")
        and not (around[2:3] == "-" and ("-" in number.text or "/" in number.text or number.text[-1] in tables.VULGAR))
    ]
    wrong = []
    for figure, reading in zip(clear, readings(f"It took {a.format(n.text)} in the end." for a, _, n in clear), strict=True):
        around, measure, number = figure
        got = [(m.label, m.text, str(m.value), m.unit, m.per) for m in reading.mentions if isinstance(m, Figure)]
        value = str(tables.trimmed(number.value * measure.factor))
        if got != [("QUANTITY", around.format(number.text), value, measure.unit, measure.per)]:
            wrong.append(f"{around.format(number.text)!r}: {got}, expected {value} {measure.unit} per {measure.per}")
    return wrong


def test_every_unit_is_read_with_plain_numbers() -> None:
    assert misread_quantities((around, measure, number) for number in PLAIN for around, measure in QUANTITIES) == []


@prop(100)
@given(st.lists(st.tuples(st.sampled_from(QUANTITIES), NUMBERS), min_size=1, max_size=20))
def test_any_quantity_is_read_back_exactly(figures: list[tuple[tuple[str, tables.Measure], Written]]) -> None:
    assert misread_quantities((*form, number) for form, number in figures) == []


@prop(60)
@given(st.lists(st.tuples(NUMBERS, st.sampled_from("workers ships people blue boxes".split())), min_size=1, max_size=20))
def test_any_count_is_read_back_exactly(figures: list[tuple[Written, str]]) -> None:
    clear = [
        (number, noun if noun not in ("blue", "boxes") else "blue boxes")
        for number, noun in figures
        if number.value > 1
        and not DECIMAL_COMMA.fullmatch(number.text)
        and not re.match(r"0\d|[A-Z][a-z]", number.text)
        and not (number.text.isdecimal() and 1500 <= number.value <= 2100)
    ]
    for (number, noun), reading in zip(clear, readings(f"It took {n.text} {noun} in the end." for n, noun in clear), strict=True):
        got = [(m.label, m.text, m.value, m.counts) for m in reading.mentions if isinstance(m, Figure)]
        assert got == [("CARDINAL", number.text, number.value, noun)]


# Texts of any kind.

WORDS = """the of a an and or from to between about up down rose fell said cost paid per percent pct % points basis cent
cents dollars euros pounds p km tonnes miles 2.5x doubled one-third one in people ships first 21st million bn k hundred
half quarter thousand two
twenty five minus dozen several few first May March years hours minutes second quarters aged old ago later last past o'clock
Monday 2019 1990s G7 No. Mr. Inc. U.S. US Japan Kenya Tokyo A$ $ £ € Rs kr zł USD EUR won real mark sole ( ) [ ] , . ; : - – — /
' " ½ * |""".split()
ODD = """\n\n|\n|\t|  |   |\u00a0|\u200b|\u00ad|\ufeff|é|\U0001f4b0|１２|٣|²|…|\r|\x0b""".split("|")
FIGURES = st.builds(lambda form, number: form.around.format(number.text), st.sampled_from(FORMS), NUMBERS)
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(ODD),
    FIGURES,
    st.integers(0, 10**9).map(str),
    st.text(max_size=5).map(lambda t: "".join(c for c in t if not "\ud800" <= c <= "\udfff" and c != "\0")),
)
GAPS = st.sampled_from((" ", " ", "", "\n"))
TEXTS = st.lists(st.tuples(PIECES, GAPS), max_size=30).map(lambda pairs: "".join(map("".join, pairs)))


@prop(400)
@given(TEXTS)
def test_offsets_hold_and_mentions_do_not_overlap(text: str) -> None:
    (reading,) = readings([text])
    for found in (*reading.mentions, *reading.unread):
        assert text[found.start_char : found.end_char] == found.text
        assert found.text == found.text.strip() != ""
    for spans in (reading.sentences, sorted((*reading.mentions, *reading.unread), key=lambda m: m.start_char)):
        assert all(former.end_char <= later.start_char for former, later in pairwise(spans))
    for mention in reading.mentions:
        assert reading.sentences[mention.sentence].start_char <= mention.start_char < reading.sentences[mention.sentence].end_char


@prop(100)
@given(st.sampled_from(WORDS + ODD + ["1", "1,", "1 ", "two ", "a million ", "$1-", "1/", "(1", "5% "]), st.integers(1, 300))
def test_long_repetitions_are_read(piece: str, times: int) -> None:
    readings([piece * times])


# A sentence among others.

SENTENCES = st.one_of(
    st.sampled_from(
        (
            "Shares in Tokyo fell.",
            "The Kenyan shilling held against the dollar.",
            "Nobody won.",
            "In 2019 the U.S. and Japan opened 7 gates.",
            "Prices in Canada rose by a third on May 3.",
            "Growth was put at 5 to 6 percent, up from 3.",
            "It costs between $3 billion and $5 billion, against 2.1 billion.",
            "About A$5m ($3.3m) was lost in Sydney.",
            "Bids of 5 to 6 million euros came in, and 40,000 people.",
        )
    ),
    st.builds("It cost {} in the end.".format, FIGURES),
    st.builds("{} was paid to the club.".format, FIGURES),
    st.builds("The bill came to {}.".format, FIGURES),
    st.builds("Sales rose to {} from {}.".format, FIGURES, FIGURES),
)


@prop(300)
@given(st.lists(SENTENCES, min_size=2, max_size=5), st.sampled_from((" ", "\n", "\n\n")))
def test_a_value_does_not_depend_on_other_sentences(sentences: list[str], joint: str) -> None:
    together, *alone = readings([joint.join(sentences), *sentences])
    start = 0
    for sentence, reading in zip(sentences, alone, strict=True):
        here = {
            (m.start_char - start, m.end_char - start): m
            for m in together.mentions
            if isinstance(m, Figure) and start <= m.start_char < start + len(sentence)
        }
        for m in reading.mentions:
            if isinstance(m, Figure):
                other = here.pop((m.start_char, m.end_char), None)
                assert other is not None, m.text
                assert (other.value, other.low, other.high) == (m.value, m.low, m.high), m.text
                assert other.unit == m.unit or UnitBasis.ARTICLE in (other.unit_basis, m.unit_basis), m.text
        assert all(m.unit_basis is UnitBasis.ARTICLE for m in here.values())
        start += len(sentence) + len(joint)
