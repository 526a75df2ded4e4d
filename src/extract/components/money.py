"""Money: "$8.5 billion", "246 billion yuan", "USD34.6 million", "Rs 500 crore", "70 cents", "$2-3 billion".

Reads   numbers, and what currency.py knows of the forms around them
Writes  doc.spans["money"]; label MONEY; span.id_ is the name of the matching rule
Leaves  overlaps with other kinds to resolve.py, rates ("a barrel") to rates.py, and sums whose currency stands with
        another sum to shared.py
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.currency import Form, decide, is_plain_sum, is_supported, lexicon, note_marks
from extract.components.figure import (
    Refusal,
    are_alike,
    figure,
    hedged_at,
    is_refused,
    share_scale,
    stands_alone,
    stands_for_else,
    tells_movement,
)
from extract.components.numbers import Number
from extract.components.rate import rate_at
from extract.components.rule import NUMBER, Found, Piece, Rule, RuleComponent, of_class, words
from extract.components.words import words_of

SIGN, NAME, MINOR, CODE, TAIL, SLANG = map(of_class, ("sign", "name", "minor", "code", "tail", "slang"))
TO = words("to", "-", "–", "—", "or")
HYPHEN = words("-", optional=True)
A = words("a", "an", "one")
AND = words("and", optional=True)

RULES = (
    Rule("money.sign", [SIGN, NUMBER], example="The town set aside £4.2 million for drains."),
    Rule("money.code", [CODE, NUMBER], example="The loan of USD34.6 million was repaid."),
    Rule("money.sign-name", [SIGN, NUMBER, HYPHEN, NAME], example="It paid $5 million dollars."),
    Rule("money.sign-tail", [SIGN, NUMBER, TAIL], example="The rink cost $2.1 million Cdn."),
    Rule("money.sign-code", [SIGN, NUMBER, CODE], example="The rink cost $2.1 million CAD."),
    Rule("money.number-name", [NUMBER, HYPHEN, NAME], example="Turnover was 246 billion yuan."),
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

FACTORS = {"grand": 1000, "fiver": 5, "fivers": 5, "tenner": 10, "tenners": 10}
MONEY_OF = frozenset(
    """that this debt debts investment investments savings aid funding funds public taxpayers taxpayer government damage cuts
    spending revenue revenues sales business work extra new state private borrowing tax taxes income losses loans credit
    cash money worth stock shares goods support help compensation benefits grants fines assets liabilities exports imports
    contracts orders equity capital lottery fraud council investors its their his her our your my the""".split()
)
PRICED = frozenset(
    """cost costs costing pay paid pays paying price priced prices worth spend spent spends spending fine fined fines fee
    fees charge charged charges earn earned earns sell sold sells buy bought buys owe owed owes save saved saves raise
    raised raises award awarded cash money bill rent wage wages salary ticket tickets bet prize profit loss losses debt
    budget turnover""".split()
)
WEIGHED = frozenset(
    "weight weigh weighs weighed weighing gain gained gaining shed sheds shedding lose loses losing dropped dropping".split()
)
WEIGHT_AFTER = frozenset("per thrust force heavier lighter overweight weight apiece".split())
MONEY_AFTER = frozenset(
    "fine note notes coin prize fee ticket deal contract bill project plan fund grant loan debt a-week".split()
)


def read_money(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> Found | list[Found] | None:
    """The sum that a matched rule states; None when it is none after all."""
    forms: list[Form] = [piece.payload for piece in pieces if isinstance(piece.payload, Form)]
    numbers = [piece.number for piece in pieces if piece.number]
    # "USD $4.1 million" and "$5 million Australian dollars": the narrower form decides.
    form = min(forms, key=lambda f: len(f.codes))
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
    if len(numbers) == 2:
        return read_range(doc, rule, pieces, numbers, unit, basis, factor)
    found = figure(doc, "MONEY", rule, pieces, numbers, unit, basis, factor)
    return with_minus(doc, found) if name in ("sign", "code") else found


def with_minus(doc: Doc, found: Found) -> Found:
    """A sum before whose sign a minus stands, "-$4.2m", with the minus taken in."""
    words = words_of(doc)
    at = found.start - 1
    if found.value is None or at < 0:
        return found
    if words.texts[at].lower() == "minus" and not (at and words.texts[at - 1][-1:].isdigit()):
        return found._replace(start=at, start_char=words.starts[at], value=-found.value)
    if words.texts[at] not in ("-", "−") or words.starts[at] + 1 != found.start_char:
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
    lent = share_scale(*numbers)
    low, high = lent if are_alike(*lent) and numbers[0].half_width else numbers
    if pieces[0].word.lower() == "between":
        pieces = pieces[1:]
    to = next(p.word.lower() for p in pieces if p.start >= numbers[0].end and not isinstance(p.payload, Form))
    if rule.name == "money.sign-range" and to in ("to", "or") and not stands_alone(words_of(doc), numbers[1].end):
        return figure(doc, "MONEY", rule, pieces[:2], [numbers[0]], unit, basis, factor)  # "paid $50 to 7 witnesses"
    moves = to == "to" and tells_movement(doc, pieces[0].start)
    forms = {p.payload.text for p in pieces if isinstance(p.payload, Form)}
    moves = moves or (rule.name == "money.minor-range-of-two" and len(forms) > 1)  # "slipped 2.5 pence to 310p"
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
        figures.insert(0, figure(doc, "MONEY", rule, first, [lent_down(numbers)], unit, basis, factor))
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
    return Decimal(FACTORS.get(form.text, 1))


def minor_factor(unit: str | None) -> Decimal | None:
    """What one minor unit is worth: 0.01 for most, 0.001 for dinars; a hundredth where none is decided."""
    digits = tables.currencies()[unit].minor_digits if unit else 2
    return Decimal(1).scaleb(-digits) if digits else None


# What only looks like a sum.


SURE_LETTERS = frozenset(("元", "RM", "DM", "Rs", "Rp", "kr", "Kr", "zł", "Kč", "Tk", "SKr", "Dh"))
MAJOR = frozenset(("USD", "EUR", "GBP", "JPY", "INR", "CNY", "RMB", "AUD"))


def is_loose_letters(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """Letters are a sign only against what is plainly a sum, or in an article on the currency: not "R21", "K2", "PS5"."""
    for at, piece in enumerate(pieces):
        form = piece.payload
        if not isinstance(form, Form) or form.basis == "name" or piece.word == TAIL["ORTH"]:
            continue
        is_letters = form.text == "Y=" or (form.text.isalpha() and len(form.text) <= 2 and form.text not in SURE_LETTERS)
        beside = pieces[at + 1] if at + 1 < len(pieces) and pieces[at + 1].number else pieces[at - 1] if at else None
        number = beside.number if beside else None
        if number is None or beside is None or not (is_letters or form.basis == "code") or form.text in MAJOR:
            continue
        text = words_of(doc).text[number.start_char : number.end_char]
        decimals = len(text.rpartition(".")[2]) if "." in text else 0
        is_sum = is_plain_sum(words_of(doc).text, number) or (form.text not in tables.code_words() and decimals > 0)
        if form.basis == "code" and form.text not in tables.code_words():
            is_sum = is_sum or number.value >= 100 or stands_alone(words_of(doc), pieces[-1].end)
        if not (is_sum and (touches(doc, piece, beside) or not is_letters)) and not is_supported(doc, form, piece.start):
            return True
    return False


def is_loose_letter_behind(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """ "12 €" is a sum; "in 2019 $5" is none of 2019, and letters after a small number are rarely a sign: "the 3 Rs"."""
    if rule.name != "money.number-sign":
        return False
    form, number, end = pieces[-1].payload, pieces[0].number, pieces[-1].end
    if (end < len(doc) and is_digit(doc, end)) or (form.text.endswith("$") and form.text != "$"):
        return True
    if not form.text.isalpha() or form.text == "元":
        return False
    is_capital = form.text.isupper() and len(form.text) <= 2
    return is_capital or number is None or not (number.scaled or number.value >= 100 or is_supported(doc, form, pieces[-1].start))


def is_code_of_next(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """ "In 2019 USD 5": the code belongs to the number behind it."""
    return rule.name in ("money.number-code", "money.sign-code") and pieces[-1].end < len(doc) and is_digit(doc, pieces[-1].end)


def is_loose_tail(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """ "$2.1 million US" is in US dollars, "$2 million US firms" says nothing."""
    if rule.name != "money.sign-tail":
        return False
    after = words_of(doc).following(pieces[-1].end)
    return pieces[0].payload.text != "$" or (after[:1].isalnum() and not after.islower()) or after in ("dollars", "dollar")


def is_common_word(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """Whether the name is a word of its own here: "won 5 games", "3 grand pianos", "50 Cent", "12 euro zone states"."""
    text = words_of(doc).text
    for at, piece in enumerate(pieces):
        form = piece.payload
        if not isinstance(form, Form) or form.basis != "name" or " " in form.text:
            continue
        common = tables.common_names().get(form.text)
        written = words_of(doc).texts[piece.start]
        beside = pieces[at - 1].number if at else None
        is_scaled = any(p.number.scaled or "," in text[p.number.start_char : p.number.end_char] for p in pieces if p.number)
        if common is None:
            if rule.name.startswith("money.name-number") and form.text not in ("dlrs", "dlr", "stg") and not is_scaled:
                return True
            continue
        if rule.name.startswith("money.name-number") and (common.support or not is_scaled):
            return True
        after = words_of(doc).following(piece.end).lower()
        if after in common.before:
            return True
        if written.istitle() and not is_scaled:
            return True
        if common.support and not (common.support == "scaled" and is_scaled) and not is_supported(doc, form, piece.start):
            return True
        if beside and stands_for_else(doc, beside):
            return True
    return False


def is_weight(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """Whether pounds are a weight: "600 pounds of beef", "a 600-pound bear", "weighs 208 pounds"."""
    last = pieces[-1]
    form = last.payload
    if (
        not isinstance(form, Form)
        or form.text not in ("pound", "pounds")
        or rule.name in ("money.sign-name", "money.name-number")
    ):
        return False
    texts = words_of(doc).texts
    after = [w.lower() for w in texts[last.end : last.end + 5] if not w.isspace()]
    before = [w.lower() for w in texts[max(0, pieces[0].start - 8) : pieces[0].start] if not w.isspace()][-5:]
    is_scaled = any(p.number.scaled for p in pieces if p.number)
    supported = is_supported(doc, form, last.start, by_itself=False)
    if after[:1] == ["of"]:
        return bool(after[1:2]) and after[1] not in MONEY_OF
    if after[:1] and after[0] in WEIGHT_AFTER and not (after[0] == "per" and supported and after[1:2] != ["square"]):
        return True
    if (len(after) > 2 and after[2] in ("ounces", "ounce", "oz")) or after[1:2] in (["ounces"], ["ounce"]):
        return True
    if before[-2:] == ["weight", "of"] or (any(word in WEIGHED for word in before) and not supported):
        return True
    if rate_at(words_of(doc), last.end):
        return False
    if form.text == "pound" and not is_scaled:
        return not supported and not (after and after[0] in MONEY_AFTER)
    if is_scaled or supported:
        return False
    here = {word.lower() for word in texts[max(0, pieces[0].start - 12) : last.end + 8]}
    return here.isdisjoint(PRICED)


def is_no_amount(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """ "A dollar" alone states no sum, "a dollar a day" and "a penny more" do; a fraction is of less than one."""
    if rule.name in ("money.article", "money.article-minor"):
        text = words_of(doc)
        after = text.following(pieces[-1].end).lower()
        is_penny = pieces[-1].payload.text == "penny" and after in ("more", "less", "off", "cheaper", "dearer", "extra", "on")
        return not (is_penny or rate_at(text, pieces[-1].end))
    if rule.name.startswith("money.fraction-of"):
        number = pieces[0].number
        return number is None or not 0 < number.value < 1
    if rule.name == "money.note":
        return bool(pieces[-1].payload.text == "grand")
    return rule.name == "money.scale-of" and not (pieces[0].number and pieces[0].number.scaled)


def is_loose_minor(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """ "164p" is pence, "12 p" and "5 c" are not."""
    if not rule.name.startswith("money.minor"):
        return False
    form, number = pieces[-1].payload, pieces[0].number
    if form.text == "c" and not is_supported(doc, form, pieces[-1].start):
        return True
    if form.text == "p" and number and number.end_char - number.start_char == 4 and number.value >= 1000:
        return True  # 1080p is a picture
    is_loose = form.text in ("p", "c") and not touches(doc, pieces[-2], pieces[-1])
    return is_loose and not rate_at(words_of(doc), pieces[-1].end)


def is_day_before(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """ "On March 14 dollar trading", "in 2019 dollars"."""
    number = pieces[0].number
    return rule.name == "money.number-name" and number is not None and stands_for_else(doc, number)


REFUSALS: tuple[Refusal, ...] = (
    is_loose_letters,
    is_loose_letter_behind,
    is_code_of_next,
    is_loose_tail,
    is_loose_minor,
    is_day_before,
    is_common_word,
    is_weight,
    is_no_amount,
)


def is_digit(doc: Doc, i: int) -> bool:
    """Whether token `i` begins with a digit."""
    return words_of(doc).texts[i][:1].isdigit()


def touches(doc: Doc, first: Piece, second: Piece | None) -> bool:
    """Whether no space stands between two pieces: "164p"."""
    if second is None or (first.end != second.start and second.end != first.start):
        return False
    return words_of(doc).touch(min(first.end, second.end) - 1)


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
