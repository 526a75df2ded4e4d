"""Money: "$8.5 billion", "246 billion yuan", "USD34.6 million", "Rs 500 crore", "70 cents", "$2-3 billion".

Reads   numbers, and what currency.py knows of the forms around them
Writes  doc.spans["money"]; label MONEY; span.id_ is the name of the matching rule
Leaves  overlaps with other kinds to resolve.py, rates ("a barrel") to rates.py, and sums whose currency stands with
        another sum to shared.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.currency import MILLIONS, Form, decide, lexicon, note_marks
from extract.components.figure import (
    are_alike,
    figure,
    hedged_at,
    is_refused,
    is_year_form,
    share_scale,
    stands_alone,
    stands_for_else,
    tells_change,
    tells_movement,
)
from extract.components.lookalikes import REFUSALS
from extract.components.numbers import Number
from extract.components.rule import NUMBER, Found, Piece, Rule, RuleComponent, of_class, words
from extract.components.words import words_of

SIGN, NAME, MINOR, CODE, TAIL, SLANG = map(of_class, ("sign", "name", "minor", "code", "tail", "slang"))
TO = words("to", "-", "–", "—", "or")
HYPHEN = words("-", optional=True)
A = words("a", "an", "one")
AND = words("and", optional=True)

RULES = (
    Rule("money.sign", [SIGN, NUMBER], example="The town set aside £4.2 million for drains."),
    Rule("money.sign-brackets", [SIGN, words("("), NUMBER, words(")")], example="Net income was $(1.2) million."),
    Rule("money.code", [CODE, NUMBER], example="The loan of USD34.6 million was repaid."),
    Rule("money.sign-name", [SIGN, NUMBER, HYPHEN, NAME], example="It paid $5 million dollars."),
    Rule("money.sign-tail", [SIGN, NUMBER, TAIL], example="The rink cost $2.1 million Cdn."),
    Rule("money.sign-code", [SIGN, NUMBER, CODE], example="The rink cost $2.1 million CAD."),
    Rule("money.number-name", [NUMBER, HYPHEN, NAME], example="Turnover was 246 billion yuan."),
    Rule("money.name-tail", [NUMBER, HYPHEN, NAME, TAIL], example="The credit is three billion dlrs U.S."),
    Rule("money.number-code", [NUMBER, CODE], example="The fund holds 40 million CHF."),
    Rule("money.number-sign", [NUMBER, SIGN], example="The ticket costs 12 €."),
    Rule("money.name-number", [NAME, NUMBER], example="A dlrs 220 million order followed."),
    Rule("money.minor", [NUMBER, HYPHEN, MINOR], example="Bread rose by 70 cents."),
    Rule("money.slang", [NUMBER, SLANG], example="The £9,000 van lost five grand in a year."),
    Rule("money.note", [A, SLANG], example="He left a fiver for the tea."),
    Rule("money.article", [A, NAME], example="Two in five live on a dollar a day."),
    Rule("money.article-minor", [A, MINOR], example="Beer attracts a penny less duty."),
    Rule("money.scale-of", [NUMBER, words("of"), NAME], example="It lost hundreds of millions of dollars."),
    Rule("money.fraction-of", [NUMBER, words("of"), A, NAME], example="It is worth a tenth of a dollar."),
    Rule("money.fraction-of-minor", [NUMBER, words("of"), A, MINOR], example="It costs a quarter of a cent."),
    Rule("money.name-minor", [NUMBER, NAME, AND, NUMBER, MINOR], example="It cost 5 dollars and 30 cents."),
    Rule("money.name-spelled", [NUMBER, NAME, AND, NUMBER], example="It was eleven francs fifty."),
    Rule("money.sign-spelled", [SIGN, NUMBER, words("and"), NUMBER], example="It cost $100 and fifty."),
    Rule("money.name-half", [NUMBER, NAME, words("and"), NUMBER], example="It costs two dollars and a half."),
    Rule("money.article-half", [A, NAME, words("and"), NUMBER], example="A bag of ice is a dollar and a half."),
    Rule("money.minor-range-of-two", [NUMBER, MINOR, TO, NUMBER, MINOR], example="Tea is sold at 80p to 95p."),
    Rule("money.name-number-range", [NAME, NUMBER, TO, NUMBER], example="The cargo was priced at dlrs 210-215."),
    Rule("money.number-sign-range", [NUMBER, TO, NUMBER, SIGN], example="Lunch is 10-12 €."),
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
    Rule("money.name-range-of-two", [NUMBER, NAME, TO, NUMBER, NAME], example="It will cost 5 million euros to 6 million euros."),
    Rule("money.minor-range", [NUMBER, TO, NUMBER, HYPHEN, MINOR], example="It costs 5 to 6 cents."),
    Rule(
        "money.name-between",
        [words("between"), NUMBER, words("and"), NUMBER, NAME],
        example="Between 5 and 6 million euros is missing.",
    ),
    Rule(
        "money.minor-between", [words("between"), NUMBER, words("and"), NUMBER, MINOR], example="It costs between 5 and 6 cents."
    ),
    Rule(
        "money.name-between-of-two",
        [words("between"), NUMBER, NAME, words("and"), NUMBER, NAME],
        example="It costs between 5 million euros and 6 million euros.",
    ),
    Rule("money.code-range", [CODE, NUMBER, TO, NUMBER], example="The plant will cost EUR 3 to 4 million."),
    Rule("money.code-range-of-two", [CODE, NUMBER, TO, CODE, NUMBER], example="The plant will cost EUR 3m to EUR 4m."),
    Rule(
        "money.code-between",
        [words("between"), CODE, NUMBER, words("and"), CODE, NUMBER],
        example="It will cost between EUR 3m and EUR 4m.",
    ),
)

FACTORS = {
    "grand": Decimal(1000),
    **dict.fromkeys(("fiver", "fivers"), Decimal(5)),
    **dict.fromkeys(("tenner", "tenners"), Decimal(10)),
    **dict.fromkeys(MILLIONS, Decimal(10**6)),
}


def read_money(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> Found | list[Found] | None:
    """The sum that a matched rule states; None when it is none after all."""
    forms: list[Form] = [piece.payload for piece in pieces if isinstance(piece.payload, Form)]
    numbers = [piece.number for piece in pieces if piece.number]
    # "USD $4.1 million" and "$5 million Australian dollars": the narrower form decides.
    form = forms[0] if len(forms) == 1 else min(forms, key=lambda f: len(f.codes))
    if len(forms) > 1 and not set(forms[0].codes) & set(forms[1].codes):
        return apart(doc, rule, pieces)
    if is_refused(doc, rule, pieces, REFUSALS):
        return None
    unit, basis = decide(doc, form, pieces[0].start)
    factor = factor_of(form, unit)
    if factor is None:
        return None
    name = rule.name.removeprefix("money.")
    if name in ("article", "article-minor", "note"):
        one = Number(0, 0, pieces[0].start, pieces[0].end, Decimal(1), Decimal(0))
        return figure(doc, "MONEY", rule, pieces, [one], unit, basis, factor)
    if name == "name-minor":
        whole, cents = numbers
        minor = factor_of(forms[1], unit)
        if minor is None or cents.value * minor >= 1:
            return None
        number = whole._replace(value=whole.value + cents.value * minor, half_width=cents.half_width * minor)
        return figure(doc, "MONEY", rule, pieces, [number], unit, basis)
    if name in ("article-half", "name-half"):
        whole, half = (Number(0, 0, 0, 0, Decimal(1), Decimal(0)), *numbers)[-2:]
        if not 0 < half.value < 1 or half.half_width:
            return None
        return figure(doc, "MONEY", rule, pieces, [half._replace(value=whole.value + half.value)], unit, basis)
    if name in ("name-spelled", "sign-spelled"):
        return read_split(doc, rule, pieces, numbers, unit, basis)
    if name in ("sign", "code", "sign-brackets") and form.text not in MILLIONS:
        pieces, numbers = read_on(doc, pieces)
    if len(numbers) == 2:
        return read_range(doc, rule, pieces, numbers, unit, basis, factor)
    found = figure(doc, "MONEY", rule, pieces, numbers, unit, basis, factor)
    return with_minus(doc, found) if name in ("sign", "code") else found


APART = frozenset(("m", "k"))
BEHIND = re.compile(r"(?P<decimals>,\d{1,2})?(?![\d,]\d)(?P<closed>\))?(?:\s(?P<scale>[a-z]+)(?![\w'’-]))?")


def read_on(doc: Doc, pieces: Sequence[Piece]) -> tuple[Sequence[Piece], list[Number]]:
    """A sign and its number with what only a sign allows: "Rbs 259,6", "£ 4.1 m", and the brackets of "$(1.2) million"."""
    words = words_of(doc)
    at = next(i for i, piece in enumerate(pieces) if piece.number)
    number = pieces[at].number
    assert number
    if number.scaled or number.vague:
        return pieces, [number]
    behind = BEHIND.match(words.text, number.end_char)
    assert behind
    end = pieces[-1].end
    if behind["decimals"] and number.value % 1 == 0 and words.characters(number.start, number.end)[1] >= behind.end("decimals"):
        decimals = behind["decimals"][1:]
        step = Decimal(1).scaleb(-len(decimals))
        number = number._replace(value=number.value + int(decimals) * step, half_width=step / 2)
    scale = behind["scale"] or ""
    exponent = tables.scales().get(scale) if scale in APART or scale not in tables.attached_scales() else None
    if exponent and bool(behind["closed"]) == (len(pieces) > 2) and number.value < 1000:
        number, end = number.times(Decimal(10) ** exponent), words.tokens(behind.start("scale"), behind.end("scale"))[1]
    if len(pieces) > 2:
        number = number._replace(value=-number.value)
    return pieces if end == pieces[-1].end else [*pieces[:-1], pieces[-1]._replace(end=end)], [number]


def with_minus(doc: Doc, found: Found) -> Found:
    """A sum before whose sign a minus stands, "-$4.2m", with the minus taken in."""
    words = words_of(doc)
    at = found.start - 1
    if found.value is None or at < 0:
        return found
    sign = words.texts[at]
    if sign not in ("-", "−"):
        if sign.lower() != "minus" or (at and words.texts[at - 1][-1:].isdigit()):
            return found
        return found._replace(start=at, start_char=words.starts[at], value=-found.value)
    if words.starts[at] + 1 != found.start_char:
        return found
    if at and not words.texts[at - 1].isspace() and words.text[words.starts[at] - 1] not in " (\n\t":
        return found
    return found._replace(start=at, start_char=words.starts[at], value=-found.value)


def read_split(
    doc: Doc, rule: Rule, pieces: Sequence[Piece], numbers: Sequence[Number], unit: str | None, basis: str
) -> Found | None:
    """ "Thirteen dollars forty-five": the minor units named by their number alone, at the end of a phrase."""
    whole, cents = numbers
    after = words_of(doc).texts[pieces[-1].end : pieces[-1].end + 1]
    written = words_of(doc).text[cents.start_char : cents.end_char].lower()
    is_spelled = not any(c.isdigit() for c in written) and "dozen" not in written
    is_end = not after or not after[0][0].isalnum()
    if not any(piece.word.lower() == "and" for piece in pieces):
        is_end = is_end or after[0] in ("is", "was", "a", "each", "and", "for", "per", "in", "at")
    minor = minor_factor(unit)
    if not (is_spelled and is_end and minor and 5 <= cents.value < 100 and cents.value % 1 == 0) or whole.scaled:
        return None
    number = whole._replace(value=whole.value + cents.value * minor, half_width=cents.half_width * minor)
    return figure(doc, "MONEY", rule, pieces, [number], unit, basis)


def apart(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> list[Found] | None:
    """Two sums in two currencies that only look like a range: "between $3 and €5"."""
    if rule.name.removeprefix("money.") not in ("sign-range-of-two", "sign-between", "code-range-of-two", "code-between"):
        return None
    signs = [i for i, p in enumerate(pieces) if isinstance(p.payload, Form)]
    found = []
    for i in signs:
        unit, basis = decide(doc, pieces[i].payload, pieces[i].start)
        number = pieces[i + 1].number
        assert number
        found.append(figure(doc, "MONEY", rule, pieces[i : i + 2], [number], unit, basis))
    return found


def read_range(
    doc: Doc,
    rule: Rule,
    pieces: Sequence[Piece],
    numbers: Sequence[Number],
    unit: str | None,
    basis: str,
    factor: Decimal,
) -> Found | list[Found] | None:
    """A range where the wording is of one and its ends are in order; otherwise the two sums apart."""
    is_of_two = rule.name.endswith("range-of-two")
    is_named = rule.name == "money.name-range-of-two"
    lent = tuple(numbers) if is_named else share_scale(*numbers)  # "2.30 dlrs or 22 mln dlrs" lends none
    low, high = lent if are_alike(*lent) and numbers[0].half_width else numbers
    if pieces[0].word.lower() == "between":
        pieces = pieces[1:]
    to = next(p.word.lower() for p in pieces if p.start >= numbers[0].end and not isinstance(p.payload, Form))
    if rule.name == "money.sign-range" and to in ("to", "or") and not stands_alone(words_of(doc), numbers[1].end):
        return figure(doc, "MONEY", rule, pieces[:2], [numbers[0]], unit, basis, factor)  # "paid $50 to 7 witnesses"
    if is_year_form(numbers[1]) and numbers[0].scaled and len(pieces) == 4 and isinstance(pieces[0].payload, Form):
        return figure(doc, "MONEY", rule, pieces[:2], [numbers[0]], unit, basis, factor)  # "€2bn to 2030"
    moves = to == "to" and tells_movement(doc, pieces[0].start)
    forms = {p.payload.text for p in pieces if isinstance(p.payload, Form)}
    moves = moves or (rule.name == "money.minor-range-of-two" and len(forms) > 1)  # "slipped 2.5 pence to 310p"
    moves = moves or (is_of_two and to == "or" and numbers[0].scaled != numbers[1].scaled)  # "2.30 dlrs or 22 mln dlrs"
    moves = moves or (to == "to" and is_of_two and tells_change(doc, pieces[0].start, *numbers))
    if stands_for_else(doc, numbers[0]):
        return figure(doc, "MONEY", rule, [p for p in pieces if p.start >= numbers[1].start], [numbers[1]], unit, basis, factor)
    if not moves and are_alike(low, high):
        modified_at = hedged_at(doc, pieces[0].start)
        return figure(doc, "MONEY", rule, pieces, (low, high), unit, basis, factor, modified_at)
    second = [p for p in pieces if p.start >= numbers[1].start - 1 and (p.number is numbers[1] or isinstance(p.payload, Form))]
    first = [p for p in pieces if p.end <= numbers[0].end or (isinstance(p.payload, Form) and p.end <= numbers[1].start - 1)]
    first = [p for p in first if p.number or isinstance(p.payload, Form)]
    figures = [figure(doc, "MONEY", rule, second, [numbers[1]], unit, basis, factor)]
    if len(first) > 1 or numbers[0].half_width or numbers[0].value >= 1:
        figures.insert(
            0, figure(doc, "MONEY", rule, first, [numbers[0] if is_named else lent_down(numbers)], unit, basis, factor)
        )
    return figures


def lent_down(numbers: Sequence[Number]) -> Number:
    """The first of two sums of a movement; its scale word may stand with the second: "from $2 to $3 billion"."""
    first, second = numbers
    if second.scaled and not first.scaled and first.value < 1000 and are_near(first.value * second.lendable, second.value):
        return first.times(second.lendable)
    return first


def are_near(one: Decimal, other: Decimal) -> bool:
    return bool(one and other) and max(abs(one), abs(other)) <= 10 * min(abs(one), abs(other))


def factor_of(form: Form, unit: str | None) -> Decimal | None:
    """What one of a form is worth in major units; None where the currency has no minor unit."""
    if form.is_minor:
        return minor_factor(unit)
    return FACTORS.get(form.text, tables.ONE)


def minor_factor(unit: str | None) -> Decimal | None:
    """What one minor unit is worth: 0.01 for most, 0.001 for dinars; a hundredth where none is decided."""
    digits = tables.currencies()[unit].minor_digits if unit else 2
    return Decimal(1).scaleb(-digits) if digits else None


class Money(RuleComponent):
    """The component: finds MONEY spans with the table above."""

    def condense(self, doc: Doc) -> Iterator[list[Piece]]:
        """The pieces of the runs, after all forms in them have been noted, for one currency is decided by others."""
        runs = list(super().condense(doc))
        note_marks(doc, runs)
        return iter(runs)


@Language.factory("newsledger_money", assigns=["doc.spans"])
def make_money(nlp: Language, name: str) -> Money:
    """Find MONEY spans with the table above."""
    from extract.tokenizer import configure_tokenizer

    configure_tokenizer(nlp)
    return Money(nlp, "money", RULES, lexicon(nlp), read_money)
