"""Money: "$8.5 billion", "246 billion yuan", "USD34.6 million", "Rs 500 crore", "70 cents", "$2-3 billion".

Reads   numbers, and the places found before, whose currencies decide forms that several share
Writes  doc.spans["money"]; label MONEY; span.id_ is the name of the matching rule
Leaves  overlaps with other kinds to resolve.py

The unit is decided by a code, then by a symbol or name that one currency alone uses. A shared form ("¥",
"pounds") goes to the only one of its currencies that the article names outright ("yen"); a shared name else to
the currency of the article's most mentioned country that uses it; then to data/currency_defaults.csv; and
otherwise stays undecided (`unit_basis` is unknown).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.figure import are_alike, figure, share_scale, stands_as_year, tells_movement
from extract.components.numbers import Number
from extract.components.rule import (
    NUMBER,
    Found,
    Lexicon,
    Piece,
    Rule,
    RuleComponent,
    found_in,
    of_class,
    words,
)
from extract.components.trace import note, trace_of
from extract.components.words import Memo, words_of

SIGN, NAME, MINOR, CODE = of_class("sign"), of_class("name"), of_class("minor"), of_class("code")
TO = words("to", "-", "–", "—")
HYPHEN = words("-", optional=True)


@dataclass(frozen=True, slots=True)
class Form:
    """What a written form may stand for: the codes that use it, and how it says so."""

    text: str
    codes: tuple[str, ...]
    basis: str


RULES = (
    Rule("money.sign", [SIGN, NUMBER], example="The town set aside £4.2 million for drains."),
    Rule("money.code", [CODE, NUMBER], example="The loan of USD34.6 million was repaid."),
    Rule("money.sign-name", [SIGN, NUMBER, HYPHEN, NAME], example="It paid $5 million dollars."),
    Rule("money.code-sign", [CODE, SIGN, NUMBER], example="Sales came to USD $4.1 million."),
    Rule("money.number-name", [NUMBER, HYPHEN, NAME], example="Turnover was 246 billion yuan."),
    Rule("money.number-code", [NUMBER, CODE], example="The fund holds 40 million CHF."),
    Rule("money.number-sign", [NUMBER, SIGN], example="The ticket costs 12 €."),
    Rule("money.name-number", [NAME, NUMBER], example="A dlrs 220 million order followed."),
    Rule("money.minor", [NUMBER, HYPHEN, MINOR], example="Bread rose by 70 cents."),
    Rule("money.scale-of", [NUMBER, words("of"), NAME], example="It lost a billion of dollars."),
    Rule(
        "money.name-minor", [NUMBER, NAME, words("and", optional=True), NUMBER, MINOR], example="It cost 5 dollars and 30 cents."
    ),
    Rule("money.sign-range", [SIGN, NUMBER, TO, NUMBER], example="The cost is put at $2-3 billion."),
    Rule("money.sign-range-of-two", [SIGN, NUMBER, TO, SIGN, NUMBER], example="It will cost $3 billion to $5 billion."),
    Rule(
        "money.sign-between",
        [words("between"), SIGN, NUMBER, words("and"), SIGN, NUMBER],
        example="It will cost between $3 billion and $5 billion.",
    ),
    Rule(
        "money.sign-between-one",
        [words("between"), SIGN, NUMBER, words("and"), NUMBER],
        example="Between £3 and 5 million is needed.",
    ),
    Rule("money.name-range", [NUMBER, TO, NUMBER, HYPHEN, NAME], example="Bids of 5 to 6 million euros came in."),
    Rule(
        "money.name-between",
        [words("between"), NUMBER, words("and"), NUMBER, NAME],
        example="Between 5 and 6 million euros is missing.",
    ),
    Rule("money.code-range", [CODE, NUMBER, TO, NUMBER], example="The plant will cost EUR 3 to 4 million."),
)


def lexicon(nlp: Language) -> Lexicon:
    """The lexicon of all currency forms."""
    symbols: dict[str, list[str]] = defaultdict(list)
    names: dict[str, list[str]] = defaultdict(list)
    minors: dict[str, list[str]] = defaultdict(list)
    for currency in tables.currencies().values():
        for table, written in ((symbols, currency.symbols), (names, currency.words), (minors, currency.minor_words)):
            for form in written:
                table[form].append(currency.code)
        # "Australian cents": the minor unit under the adjective of the major one.
        for adjective in {word.rpartition(" ")[0] for word in currency.words} - {""}:
            for minor in currency.minor_words:
                if len(minor) > 1:
                    minors[f"{adjective} {minor}"].append(currency.code)
    exact = {code: ("code", Form(code, (code,), "code")) for code in tables.currencies()}
    exact |= {form: ("sign", Form(form, tuple(codes), "symbol")) for form, codes in symbols.items()}
    # "US $58", "hk $ 10": the letters of a dollar sign set apart, as typesetting and old wires have them.
    apart = {form: f"{form[:-1]} $" for form in symbols if form.endswith("$") and form[:-1].isalpha()}
    exact |= {spaced: exact[form] for form, spaced in apart.items()}
    exact |= {spaced.lower(): exact[form] for form, spaced in apart.items() if len(form) > 2}
    lower = {form: ("name", Form(form, tuple(codes), "name")) for form, codes in names.items()}
    lower |= {form: ("minor", Form(form, tuple(codes), "name")) for form, codes in minors.items()}
    return Lexicon.of(nlp, exact, lower)


def major_before(doc: Doc, start: int) -> tuple[str, int] | None:
    """(currency, token) of the nearest sign or name before token `start`, if one alone uses it: "1 euro, up from 90 cents"."""
    codes, texts = unshared(), words_of(doc).texts
    for i in range(start - 1, max(0, start - LOOK_BACK + 1) - 1, -1):
        if code := codes[texts[i]]:
            return code, i
        if texts[i] == "$":
            return None
    return None


LOOK_BACK = 60
NAMED, HOME = "newsledger.money.named", "newsledger.money.home"


@cache
def unshared() -> Memo[str | None]:
    """The currency of a word that is a code, or a sign or name that one currency alone uses."""
    owners: dict[str, set[str]] = defaultdict(set)
    for currency in tables.currencies().values():
        for form in (currency.code, *currency.symbols, *currency.words):
            owners[form].add(currency.code)
    single = {form: next(iter(codes)) for form, codes in owners.items() if len(codes) == 1}
    return Memo(lambda word: single.get(word) or single.get(word.lower()))


def named_outright(doc: Doc) -> set[str]:
    """The currencies of all words that one currency alone uses; listed once, for an article may ask at each sum."""
    named: set[str] | None = doc.user_data.get(NAMED)
    if named is None:
        named = doc.user_data[NAMED] = {code for code in map(unshared().__getitem__, words_of(doc).texts) if code}
    return named


def home_currencies(doc: Doc) -> Counter[str]:
    """The currencies of the countries that the article mentions, each with its number of mentions; counted once."""
    home: Counter[str] | None = doc.user_data.get(HOME)
    if home is None:
        currencies = (tables.countries()[place.entity].currency for place in found_in(doc, "places") if place.entity)
        home = doc.user_data[HOME] = Counter(currency for currency in currencies if currency)
    return home


def decide(doc: Doc, form: Form, start: int, is_minor: bool) -> tuple[str | None, str]:
    """(ISO 4217 code or None, basis) of a written form at token `start`."""
    if len(form.codes) == 1:
        return form.codes[0], form.basis
    nearest = major_before(doc, start) if is_minor else None
    if nearest and nearest[0] in form.codes:
        note(doc, "unit", nearest[1], nearest[1] + 1, "the nearest marked amount before it")
        return nearest[0], "article"
    default = tables.currency_defaults().get(form.text)
    if default and default[0] == "USD":
        return default
    named = named_outright(doc) & set(form.codes)
    if len(named) == 1:
        code = named.pop()
        note_name(doc, code)
        return code, "article"
    if default and default[1] == "symbol":
        return default
    home = Counter({code: n for code, n in home_currencies(doc).items() if code in form.codes})
    if home:
        (code, n), *others = home.most_common(2)
        if not others or others[0][1] < n:
            note_places(doc, code)
            return code, "article"
    return default or (None, "unknown")


def note_name(doc: Doc, code: str) -> None:
    """While traced, note the first word that names a currency outright."""
    if trace_of(doc) is not None:
        first = next(i for i, word in enumerate(words_of(doc).texts) if unshared()[word] == code)
        note(doc, "unit", first, first + 1, "the article names it outright")


def note_places(doc: Doc, code: str) -> None:
    """While traced, note each place that uses a currency."""
    if trace_of(doc) is not None:
        for place in found_in(doc, "places"):
            if place.entity and tables.countries()[place.entity].currency == code:
                note(doc, "unit", place.start, place.end, "the country of these that the article mentions most")


def read_money(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> Found | list[Found] | None:
    """The sum that a matched rule states."""
    forms: list[Form] = [piece.payload for piece in pieces if isinstance(piece.payload, Form)]
    numbers = [piece.number for piece in pieces if piece.number]
    # "USD $4.1 million" and "$5 million Australian dollars": the narrower form decides.
    form = min(forms, key=lambda f: len(f.codes))
    if rule.name == "money.sign-name" and not set(forms[0].codes) & set(forms[1].codes):
        return None
    if any(len(f.text) == 1 and f.text.isalpha() and f.basis == "symbol" for f in forms) and not touches(doc, pieces[:2]):
        return None
    unit, basis = decide(doc, form, pieces[0].start, pieces[-1].word == MINOR["ORTH"])
    if rule.name == "money.number-sign" and (not closes(doc, pieces) or form.text.isupper()):
        return None
    if rule.name == "money.number-code" and pieces[-1].end < len(doc) and is_digit(doc, pieces[-1].end):
        return None
    if rule.name == "money.minor":
        factor = minor_factor(unit)
        if factor is None or (pieces[-1].payload.text in ("p", "c") and not touches(doc, pieces)):
            return None
        return figure(doc, "MONEY", rule, pieces, numbers, unit, basis, factor)
    if rule.name == "money.name-minor":
        whole, cents = numbers
        factor = minor_factor(unit)
        if factor is None or cents.value >= 100:
            return None
        number = whole._replace(value=whole.value + cents.value * factor, half_width=cents.half_width * factor)
        return figure(doc, "MONEY", rule, pieces, [number], unit, basis)
    if len(numbers) == 2:
        return read_range(doc, rule, pieces, numbers, unit, basis)
    return figure(doc, "MONEY", rule, pieces, numbers, unit, basis)


def read_range(
    doc: Doc, rule: Rule, pieces: Sequence[Piece], numbers: Sequence[Number], unit: str | None, basis: str
) -> Found | list[Found] | None:
    """A range where the wording is of one and its ends are in order; otherwise the two sums apart."""
    low, high = share_scale(*numbers) if are_alike(*share_scale(*numbers)) and numbers[0].half_width else numbers
    if pieces[0].word.lower() == "between":
        pieces = pieces[1:]
    if stands_as_year(doc, numbers[0]):
        return figure(doc, "MONEY", rule, [p for p in pieces if p.start >= numbers[1].start], [numbers[1]], unit, basis)
    if not tells_movement(doc, pieces[0].start) and are_alike(low, high):
        return figure(doc, "MONEY", rule, pieces, (low, high), unit, basis)
    second = [
        p
        for p in pieces
        if p.start >= numbers[1].start - 1 and (p.number is numbers[1] or p.word == SIGN["ORTH"] or p.word == NAME["ORTH"])
    ]
    first = [p for p in pieces if p.end <= numbers[0].end]
    if rule.name.startswith("money.name"):
        return figure(doc, "MONEY", rule, second, [numbers[1]], unit, basis)
    return [
        figure(doc, "MONEY", rule, first, [low if low.value < high.value else numbers[0]], unit, basis),
        figure(doc, "MONEY", rule, second, [high], unit, basis),
    ]


def minor_factor(unit: str | None) -> Decimal | None:
    """What one minor unit is worth: 0.01 for most, 0.001 for dinars; a hundredth where none is decided."""
    digits = tables.currencies()[unit].minor_digits if unit else 2
    return Decimal(1).scaleb(-digits) if digits else None


def is_digit(doc: Doc, i: int) -> bool:
    """Whether token `i` begins with a digit."""
    return doc[i].text[:1].isdigit()


def touches(doc: Doc, pieces: Sequence[Piece]) -> bool:
    """Whether no space stands inside the match: "164p"."""
    return all(not doc[i].whitespace_ and not doc[i].is_space for i in range(pieces[0].start, pieces[-1].end - 1))


def closes(doc: Doc, pieces: Sequence[Piece]) -> bool:
    """Whether a sign after a number belongs to it, not to a number that follows: "12 €", not "in 2019 $5"."""
    end = pieces[-1].end
    return end >= len(doc) or not is_digit(doc, end)


@Language.factory("newsledger_money", assigns=["doc.spans"])
def make_money(nlp: Language, name: str) -> RuleComponent:
    """Find MONEY spans with the table above."""
    from extract.tokenizer import configure_tokenizer

    configure_tokenizer(nlp)
    return RuleComponent(nlp, "money", RULES, lexicon(nlp), read_money)
