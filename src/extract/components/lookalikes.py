"""What only looks like a sum of money: pounds of beef, "won 5 games", "the 3 Rs", "300 CHF patients", "2027 dollar bonds".

Reads   a match of one of money's rules, and the words around it
Writes  nothing: REFUSALS are the tests, each a function whose docstring says what it finds
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from extract import tables
from extract.components.currency import Form, is_plain_sum, is_supported, owners
from extract.components.figure import asked_of, is_year_form, stands_alone, stands_for_else
from extract.components.rate import rate_at
from extract.components.rule import Piece, Rule, of_class
from extract.components.sentences import sentence_around
from extract.components.words import words_of

TAIL = of_class("tail")
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
WEIGH = frozenset("weigh weighs weighed weighing".split())
WEIGHED = WEIGH | frozenset("weight gain gained gaining shed sheds shedding lose loses losing dropped dropping".split())
WEIGHT_AFTER = frozenset("per thrust force heavier lighter overweight weight apiece".split())
MONEY_AFTER = frozenset(
    "fine note notes coin prize fee ticket deal contract bill project plan fund grant loan debt a-week".split()
)

SURE_LETTERS = frozenset(("元", "RM", "DM", "Rs", "Rp", "kr", "Kr", "zł", "Kč", "Tk", "SKr", "Dh"))
MAJOR = frozenset(("USD", "EUR", "GBP", "JPY", "INR", "RMB", "AUD"))


def is_loose_letters(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """Letters are a sign only against what is plainly a sum, or in an article on the currency: not "R21", "K2", "PS5"."""
    for at, piece in enumerate(pieces):
        form = piece.payload
        if not isinstance(form, Form) or form.basis == "name":
            continue
        is_letters = form.text == "Y=" or (form.text.isalpha() and len(form.text) <= 2 and form.text not in SURE_LETTERS)
        if not (is_letters or form.basis == "code" or form.text in tables.code_words()):
            continue
        beside = pieces[at + 1] if at + 1 < len(pieces) and pieces[at + 1].number else pieces[at - 1] if at else None
        number = beside.number if beside else None
        if number is None or beside is None or form.text in MAJOR or piece.word == TAIL["ORTH"]:
            continue
        text = words_of(doc).text[number.start_char : number.end_char]
        decimals = len(text.rpartition(".")[2]) if "." in text else 0
        is_sum = is_plain_sum(words_of(doc).text, number) or (form.text not in tables.code_words() and decimals > 0)
        if form.basis == "code" and form.text not in tables.code_words():
            is_sum = is_sum or (not is_year_form(number) and (number.value >= 100 or stands_alone(words_of(doc), pieces[-1].end)))
        if form.text == "Y" and number.lendable == 1000:
            return True  # yen are not told in thousands, "Y2K" is a year
        if not (is_sum and (touches(doc, piece, beside) or not is_letters)) and not is_supported(doc, form, piece.start):
            return True
    return False


def is_loose_letter_behind(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """ "12 €" is a sum; "in 2019 $5" is none of 2019, and letters after a small number are rarely a sign: "the 3 Rs"."""
    form, number, end = pieces[-1].payload, pieces[0].number, pieces[-1].end
    if (end < len(doc) and is_digit(doc, end)) or (form.text.endswith("$") and form.text != "$"):
        return True
    if not form.text.isalpha() or form.text == "元":
        return False
    is_capital = form.text.isupper() and len(form.text) <= 2
    return is_capital or number is None or not (number.scaled or number.value >= 100 or is_supported(doc, form, pieces[-1].start))


def is_code_of_next(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """ "In 2019 USD 5": the code belongs to the number behind it."""
    return pieces[-1].end < len(doc) and is_digit(doc, pieces[-1].end)


NOTES = frozenset("notes coins bills fines fees tickets vouchers cheques checks stamps tokens prizes bonds".split())
PEOPLE = frozenset("staff personnel people men women".split())


def is_code_of_things(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """Whether things are counted that a code's letters or none tell of: "300 CHF patients", "the AED 20 metres away"."""
    words = words_of(doc)
    code, number = (piece for piece in pieces[:: 1 if rule.name == "money.code" else -1])
    after = words.following(pieces[-1].end)
    if number.number is None or number.number.scaled or code.word in MAJOR or code.payload.text in MAJOR or after in NOTES:
        return False
    if rule.name == "money.code" and is_plain_sum(words.text, number.number):
        return False
    return is_plural(after) or after in PEOPLE


LOOSE_AFTER = frozenset("a an and at by each for from in of on or over per to under vs with".split())


def is_loose_tail(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """ "$2.1 million US" is in US dollars, "$2 million US firms" says nothing."""
    after = words_of(doc).following(pieces[-1].end)
    if rule.name == "money.name-tail":
        is_last = sentence_around(doc, pieces[0].start)[1] <= pieces[-1].end + 1
        is_loose = after[:1].isalnum() and after not in LOOSE_AFTER and not is_last
        return is_loose or pieces[-2].payload.text not in ("dlrs", "dollars")
    return pieces[0].payload.text != "$" or (after[:1].isalnum() and not after.islower()) or after in ("dollars", "dollar")


def is_common_word(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """Whether the name is a word of its own here: "won 5 games", "3 grand pianos", "50 Cent", "12 euro zone states"."""
    is_behind = rule.name.startswith("money.name-number")
    for at, piece in enumerate(pieces):
        form = piece.payload
        if not isinstance(form, Form) or form.basis != "name":
            continue
        if is_attribute(doc, rule, pieces, at):
            return True
        if " " in form.text:
            last = tables.common_names().get(form.text.rpartition(" ")[2])
            if is_behind and last and last.support:
                return True  # "the South Korean won 3 golds"
            continue
        common = tables.common_names().get(form.text)
        if common is None and not is_behind:
            continue
        text = words_of(doc).text
        is_scaled = any(p.number.scaled or "," in text[p.number.start_char : p.number.end_char] for p in pieces if p.number)
        if common is None:
            if form.text not in ("dlrs", "dlr", "stg") and not is_scaled:
                return True
            continue
        if is_behind and (common.support or not is_scaled):
            return True
        written = words_of(doc).texts[piece.start]
        beside = pieces[at - 1].number if at else None
        after = words_of(doc).following(piece.end).lower()
        if after in common.before:
            return True
        if written.istitle() and not is_scaled:
            return True
        if common.support and not (common.support == "scaled" and is_scaled) and not is_supported(doc, form, piece.start):
            return True
        if beside and stands_for_else(doc, beside):
            return True
        if common.among:
            start, end = sentence_around(doc, piece.start)
            if not common.among.isdisjoint(word.lower() for word in words_of(doc).texts[start:end]):
                return True
    return False


ADJECTIVES = frozenset(("real", "grand"))
"""Names of money that are adjectives before a plural: "5 real problems", "two grand openings"."""
DEALT_IN = frozenset("contracts futures options bulls bears traders dealers positions bets accounts deposits funds".split())
OF_DEBT = DEALT_IN | frozenset("bond notes bonds eurobond eurobonds debt paper issue issues sukuk".split())
BEHIND_HYPHEN = frozenset("a an per plus odd ish or".split())


def is_attribute(doc: Doc, rule: Rule, pieces: Sequence[Piece], at: int) -> bool:
    """Whether a name only tells of what kind a thing is: "31,000 franc contracts", "penny-farthings", "2027 dollar bonds"."""
    piece, number = pieces[at], pieces[at - 1].number if at else None
    if number is None or number.scaled or not rule.name.startswith(("money.number-name", "money.minor", "money.slang")):
        return False
    words, name = words_of(doc), piece.payload.text.rpartition(" ")[2]
    written, after = words.texts[piece.end - 1], words.following(piece.end)
    if any(p.word == "-" for p in pieces):
        return False  # "a 50-dollar-bond"
    if after == "-" and words.touch(piece.end - 1) and words.touch(piece.end):
        return words.texts[piece.end + 1].isalpha() and words.texts[piece.end + 1].lower() not in BEHIND_HYPHEN
    if name in ADJECTIVES and number.half_width and is_plural(after):
        return True
    has_plural = f"{name}s" in owners()
    if is_year_form(number) and ((has_plural and number.value % 50) or after in OF_DEBT):
        return True
    if after in DEALT_IN and not name.endswith("s"):
        return True
    is_title = written.istitle() and after.istitle() and not name.endswith("s")
    return is_title and words.texts[number.start].istitle() and words.texts[number.start].isalpha()


def is_plural(word: str) -> bool:
    """Whether a word looks like a noun in the plural."""
    return len(word) > 3 and word.isalpha() and word.islower() and word.endswith("s") and not word.endswith("ss")


def is_weight(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """Whether pounds are a weight: "600 pounds of beef", "a 600-pound bear", "weighs 208 pounds"."""
    last, texts = pieces[-1], words_of(doc).texts
    form = last.payload
    if not isinstance(form, Form):
        return False
    if pieces[0].start and texts[pieces[0].start - 1].lower() in WEIGH:
        return form.basis == "name"  # "weighed 5,000 shekels"
    if form.text not in ("pound", "pounds") or rule.name == "money.sign-name":
        return False
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
    """ "164p" is pence, "12 p" and "5 c" are not, and neither is "Block Q5c"."""
    form, number = pieces[-1].payload, pieces[0].number
    if form.text in ("p", "c") and number and words_of(doc).text[: number.start_char][-1:].isalpha():
        return True
    if form.text == "c" and not is_supported(doc, form, pieces[-1].start):
        return True
    if form.text == "p" and number and number.end_char - number.start_char == 4 and number.value >= 1000:
        return True  # 1080p is a picture
    is_loose = form.text in ("p", "c") and not touches(doc, pieces[-2], pieces[-1])
    return is_loose and not rate_at(words_of(doc), pieces[-1].end)


def is_loose_bracket(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """ "$(1.2)" is a loss of 1.20, "$ (5)" is none."""
    return not words_of(doc).touch(pieces[0].end - 1)


def is_day_before(doc: Doc, rule: Rule, pieces: Sequence[Piece]) -> bool:
    """ "On March 14 dollar trading", "in 2019 dollars"."""
    number = pieces[0].number
    return number is not None and stands_for_else(doc, number)


REFUSALS = asked_of(
    (r"sign|code", is_loose_letters),
    (r"number-sign$", is_loose_letter_behind),
    (r"(?:number|sign)-code$", is_code_of_next),
    (r"\.(?:number-)?code$", is_code_of_things),
    (r"tail$", is_loose_tail),
    (r"\.minor", is_loose_minor),
    (r"brackets$", is_loose_bracket),
    (r"\.number-name$", is_day_before),
    (r"name|minor|slang|note|article|of", is_common_word),
    (r"name|minor|slang|note|article|of", is_weight),
    (r"\.article(?:-minor)?$|\.fraction-of|note$|scale-of$", is_no_amount),
)


def is_digit(doc: Doc, i: int) -> bool:
    """Whether token `i` begins with a digit."""
    return words_of(doc).texts[i][:1].isdigit()


def touches(doc: Doc, first: Piece, second: Piece | None) -> bool:
    """Whether no space stands between two pieces: "164p"."""
    if second is None or (first.end != second.start and second.end != first.start):
        return False
    return words_of(doc).touch(min(first.end, second.end) - 1)
