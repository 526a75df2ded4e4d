"""Which currency a written form means: "A$" says so itself, "$", "pounds" and "crowns" are decided by what is around them.

The unit of a form that several currencies share is decided, in this order, by
1. the nearest amount before it whose form of the same symbol or name is one currency's own ("A$5m … another $2m"),
   unless the article sets the two against one another ("A$5m ($3.3m)");
2. the only currency of the form that the article names outright ("the rouble", "yen" beside "¥");
3. the currency of the only country in the sentence that has one of the form;
4. the currency of the dateline's place, or of the exchange whose code stands behind a company ("<CRAA.S>");
5. the country that the article is about: see home.py;
6. what a bare dollar was before in the article, by its sentence;
7. data/currency_defaults.csv; and stays undecided where that has none (`unit_basis` is unknown).
A sign with a default of its own ("£", "¥") is decided by 1, 2 and 7, the dollar by all but 2.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple, TypeVar

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.counted import solid
from extract.components.figure import HEDGES
from extract.components.home import (
    DATELINE,
    currencies_in,
    dateline_currencies,
    dollars,
    home_currencies,
    home_dollar,
    home_most,
    is_filed,
    is_foreign,
    listed_currencies,
    located,
    once,
    title_currencies,
)
from extract.components.numbers import Number
from extract.components.rule import Lexicon, Piece
from extract.components.sentences import sentence_around
from extract.components.trace import note, trace_of
from extract.components.tree import NO_PHRASE, Tree, tree_of
from extract.components.words import Kinds, Memo, words_of

T = TypeVar("T")
NAMED, MARKS, OWN = "newsledger.money.named", "newsledger.money.marks", "newsledger.money.own"
SUPPORT, LOCAL, BY_ARTICLE = "newsledger.money.support", "newsledger.money.local", "newsledger.money.by_article"


class Form(NamedTuple):
    """What a written form may stand for: the codes that use it, and how it says so (symbol, name, code)."""

    text: str
    codes: tuple[str, ...]
    basis: str
    is_minor: bool = False


class Mark(NamedTuple):
    """A form beside a number: its tokens [start, end), and whether that is plainly a sum ("R18.40", "5 million")."""

    start: int
    end: int
    form: Form
    is_sum: bool


Entries = dict[str, tuple[str, Form]]
"""{written form: (its class, what it may stand for)}."""


def lexicon(nlp: Language) -> Lexicon:
    """The lexicon of all currency forms."""
    return Lexicon.of(nlp, *written_forms())


@cache
def written_forms() -> tuple[Entries, Entries]:
    """All currency forms by their characters, and those of any case: classes code, sign, name, minor, tail and slang."""
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
                if len(minor) > 1 and f"{adjective} {minor}" not in currency.minor_words:
                    minors[f"{adjective} {minor}"].append(currency.code)
    exact: Entries = {code: ("code", Form(code, (code,), "code")) for code in tables.currencies()}
    exact |= {form: ("code", Form(form, (form[1:],), "code")) for form in MILLIONS}
    exact |= {form: ("sign", Form(form, tuple(codes), "symbol")) for form, codes in symbols.items()}
    # "US $58", "hk $ 10": the letters of a dollar sign set apart, as typesetting and old wires have them; not "a $5 fee".
    apart = {form: f"{form[:-1]} $" for form in symbols if form.endswith("$") and form[:-1].isalpha()}
    exact |= {spaced: exact[form] for form, spaced in apart.items() if spaced != "A $"}
    dollars = [c.code for c in tables.currencies().values() if "$" in c.symbols]
    exact |= {f"{code}$": ("sign", Form(f"{code}$", (code,), "code")) for code in dollars}
    exact |= {spaced.lower(): exact[form] for form, spaced in apart.items() if spaced != "A $"}
    lower: Entries = {form: ("name", Form(form, tuple(codes), "name")) for form, codes in names.items()}
    lower |= {form: ("minor", Form(form, tuple(codes), "name", is_minor=True)) for form, codes in minors.items()}
    exact |= {form: ("tail", Form(form, (code,), "code")) for form, code in TAILS.items()}
    lower |= {form: ("slang", Form(form, codes, "name")) for form, codes in SLANG.items()}
    return exact, lower


TAILS = {
    "US": "USD",
    "U.S.": "USD",
    "Cdn": "CAD",
    "Cdn.": "CAD",
    "CDN": "CAD",
    "Can.": "CAD",
    "Aust": "AUD",
    "NZ": "NZD",
    "HK": "HKD",
}
MILLIONS = frozenset(("MCHF", "MDKK", "MEUR", "MGBP", "MNOK", "MSEK", "MUSD"))
"""Codes of millions, as accounts in the Nordic countries and Switzerland have them: "MSEK 350"."""
SLANG = {
    "grand": ("USD", "GBP", "EUR", "CAD", "AUD", "NZD"),
    **dict.fromkeys(("fiver", "fivers", "tenner", "tenners"), ("GBP",)),
}
"""Words for sums: what one of them is worth is in money.FACTORS."""


@cache
def owners() -> dict[str, tuple[str, ...]]:
    """{a currency's name in small letters: the codes that use it}."""
    found: dict[str, list[str]] = defaultdict(list)
    for currency in tables.currencies().values():
        for word in currency.words:
            found[word].append(currency.code)
    return {word: tuple(codes) for word, codes in found.items()}


def currency_of(name: str) -> str | None:
    """The currency of a name that stands without a sum: "dollar" is USD; None for "franc"."""
    codes = owners().get(name, ())
    if len(codes) == 1:
        return codes[0]
    default = tables.currency_defaults().get(name)
    return default[0] if default else None


@cache
def unshared() -> tuple[Memo[str | None], Kinds]:
    """The currency of a word that is a sign or name that one currency alone uses, and which words may be one."""
    using: dict[str, set[str]] = defaultdict(set)
    for currency in tables.currencies().values():
        for form in (*currency.symbols, *currency.words):
            using[form].add(currency.code)
    single = {form: next(iter(codes)) for form, codes in using.items() if len(codes) == 1}
    common = tables.code_words() | tables.common_names().keys()

    def owner(word: str) -> str | None:
        is_letters = word.isalpha() and len(word) <= 2
        return None if is_letters or word in common or word.lower() in common else single.get(word) or single.get(word.lower())

    return Memo(owner), Kinds(None, {form.lower(): 1 for form in single})


def named_outright(doc: Doc) -> set[str]:
    """The currencies of all words that one currency alone uses; listed once, for an article may ask at each sum."""
    named: set[str] | None = doc.user_data.get(NAMED)
    if named is None:
        (owned, kinds), words = unshared(), words_of(doc)
        named = doc.user_data[NAMED] = {code for i in kinds.hits(words) if (code := owned[words.texts[i]])}
    return named


RESTATES = re.compile(rf"[^()]{{0,30}}(?:\((?:or\s+)?|,\s+or\s+){HEDGES}")


class Marks(NamedTuple):
    """The forms beside the numbers of a Doc, in order.

    sure       those that one currency alone has
    foreign    currencies that the article tells a bare sign of the same symbol apart from: "A$5m ($3.3m)"
    restated   tokens at which a bare form restates a sum in another currency
    """

    marks: list[Mark]
    sure: list[Mark]
    foreign: frozenset[str]
    restated: frozenset[int]


def note_marks(doc: Doc, runs: Iterable[Sequence[Piece]]) -> None:
    """Keep on the Doc the forms that stand beside numbers, for `decide`."""
    marks: list[Mark] = []
    text = words_of(doc).text
    for pieces in runs:
        for i, piece in enumerate(pieces):
            form = piece.payload
            if isinstance(form, Form):
                before = pieces[i - 1].number if i else None
                behind = pieces[i + 1].number if i + 1 < len(pieces) else None
                is_sum = (before is not None and is_plain_sum(text, before)) or (
                    behind is not None and is_plain_sum(text, behind)
                )
                if is_sum or is_sure(form):
                    marks.append(Mark(piece.start, piece.end, form, is_sum))
    if not marks:
        return
    sure = [mark for mark in marks if len(mark.form.codes) == 1]
    if all(mark.form.codes == marks[0].form.codes for mark in marks):
        doc.user_data[MARKS] = Marks(marks, sure, frozenset(), frozenset())
        return
    words = words_of(doc)
    foreign: set[str] = set()
    restated: set[int] = set()
    first = next((i for i, mark in enumerate(marks) if is_dollar(mark.form)), len(marks))
    leading = {mark.form.codes[0] for mark in marks[:first] if len(mark.form.codes) == 1}
    for mark in marks[first:]:
        codes = mark.form.codes
        if len(codes) == 1 and "$" in tables.currencies()[codes[0]].symbols and codes[0] not in leading:
            foreign.add(codes[0])  # a sign that stood bare before is not meant by the marked one
    for mark, bare in pairwise(marks):
        codes = mark.form.codes
        if len(bare.form.codes) == 1 or codes == bare.form.codes or set(codes) == set(bare.form.codes):
            continue
        if RESTATES.fullmatch(words.text[words.starts[mark.end - 1] + len(words.texts[mark.end - 1]) : words.starts[bare.start]]):
            restated.add(bare.start)
            if len(codes) == 1 and codes[0] in bare.form.codes:
                foreign.add(codes[0])
    doc.user_data[MARKS] = Marks(marks, sure, frozenset(foreign), frozenset(restated))


def is_plain_sum(text: str, number: Number) -> bool:
    """Whether a number has a scale word, groups of thousands or two decimals."""
    if number.scaled:
        return True
    written = text[number.start_char : number.end_char]
    return "," in written or written[-3:-2] == "."


def is_sure(form: Form) -> bool:
    """Whether a form is no word, name or letter besides."""
    return form.text not in tables.code_words() and not (form.basis == "symbol" and form.text.isalpha() and len(form.text) <= 2)


NO_MARKS = Marks([], [], frozenset(), frozenset())


def nearest_mark(doc: Doc, form: Form, start: int) -> str | None:
    """The currency of the nearest form before token `start` that settles this one."""
    every, sure, foreign, _ = doc.user_data.get(MARKS, NO_MARKS)
    is_part = form.is_minor or form.text in SLANG  # of a sum of which the sign may be shared
    marks = every if is_part else sure
    if not marks:
        return None
    i = bisect_left(marks, (start,)) - 1
    furthest = i - MOST_MARKS  # an article has few; a text of nothing but sums must not cost their square
    while i >= max(0, furthest):
        mark: Mark = marks[i]
        i -= 1
        codes = mark.form.codes
        if is_part and not mark.form.is_minor and set(codes) & set(form.codes):
            code = codes[0] if len(codes) == 1 else decide(doc, mark.form, mark.start)[0]
            if code in form.codes:
                note(doc, "unit", mark.start, mark.end, NEAREST)
                return code
            continue
        if mark.form.is_minor and not form.is_minor and codes == ("USD",):
            continue  # "65.6 US cents" is how an Australian paper tells them from its own
        if len(codes) == 1 and codes[0] in form.codes and codes[0] not in foreign and is_same_symbol(form, mark.form):
            note(doc, "unit", mark.start, mark.end, NEAREST)
            return codes[0]
    if form.is_minor:  # "went up by 41c to R24.30"
        for mark in marks[bisect_right(marks, start, key=lambda mark: mark.start) :]:
            if mark.start > start + LOOK_AHEAD:
                return None
            if not mark.form.is_minor and len(mark.form.codes) == 1 and mark.form.codes[0] in form.codes:
                note(doc, "unit", mark.start, mark.end, NEAREST)
                return mark.form.codes[0]
    return None


LOOK_AHEAD = 12
MOST_MARKS = 400
NEAREST = "the nearest marked amount"


def is_same_symbol(bare: Form, marked: Form) -> bool:
    """Whether a marked form is of the symbol or name of a bare one: "A$" and "Australian dollars" of "$", "E£" of "£"."""
    if bare.text == "$" or bare.is_minor or bare.text in SLANG:
        return True
    if bare.basis == "symbol":
        return bare.text in marked.text
    return marked.basis != "symbol" or marked.text.endswith("$") == ("dollar" in bare.text or "dlr" in bare.text)


def is_dollar(form: Form) -> bool:
    return form.text == "$" or form.text in ("dollar", "dollars", "dlr", "dlrs")


def is_cent(form: Form) -> bool:
    """Whether a form is the hundredth of a dollar, or may be."""
    return form.is_minor and "USD" in form.codes and len(form.codes) > 1


def own_dollar(doc: Doc) -> str | None:
    """The dollar of the country that the article is about; asked once."""
    if OWN not in doc.user_data:
        told = [mark.form for mark in doc.user_data.get(MARKS, NO_MARKS).sure]
        named = [form.codes[0] for form in told if form.basis == "name"]
        code = home_dollar(doc, named, {form.codes[0] for form in told} & dollars())
        doc.user_data[OWN] = None if code in doc.user_data.get(MARKS, NO_MARKS).foreign else code
    own: str | None = doc.user_data[OWN]
    return own


def only_one(found: set[str], form: Form) -> str | None:
    """The only currency of those found that the form may stand for."""
    codes = found.intersection(form.codes)
    return codes.pop() if len(codes) == 1 else None


def decide(doc: Doc, form: Form, start: int) -> tuple[str | None, str]:
    """(ISO 4217 code or None, basis) of a written form at token `start`."""
    if len(form.codes) == 1:
        return form.codes[0], form.basis
    marks: Marks = doc.user_data.get(MARKS, NO_MARKS)
    default = tables.currency_defaults().get(form.text)
    is_bare = is_dollar(form)
    if is_bare and default and start in marks.restated:
        return default[0], "default"
    if code := nearest_mark(doc, form, start):
        return code, "article"
    if not is_bare:
        named = named_outright(doc).intersection(form.codes)
        if len(named) == 1 and not (form.is_minor and default):
            code = named.pop()
            note_name(doc, code)
            return code, "article"
        if default and default[1] == "symbol":
            return default
    sentence = sentence_around(doc, start)
    here = currencies_in(doc, *sentence)
    is_common = is_bare or is_cent(form)
    # Where "$" restates sums in other money, one article means one dollar, wherever the speaker sits.
    is_told = is_bare and bool(marks.restated)
    if here and not is_told and not (is_common and ("USD" in here or once(doc, is_filed))):
        code = only_one(here & dollars() if is_bare else here, form)
        if code and code not in marks.foreign:
            note_places(doc, code, "the only country in its sentence that has one", *sentence)
            if is_bare:
                doc.user_data.setdefault(LOCAL, code)
            return code, "article"
    by_article: dict[Form, Settled | None] = doc.user_data.setdefault(BY_ARTICLE, {})
    if form not in by_article:
        by_article[form] = decide_by_article(doc, form)
    if settled := by_article[form]:
        note_places(doc, *settled)
        return settled.code, "article"
    # One article means one dollar by a bare sign, if it is about that country.
    if is_bare and LOCAL in doc.user_data and "USD" not in here and doc.user_data[LOCAL] == once(doc, home_most):
        return doc.user_data[LOCAL], "article"
    if is_common and default and once(doc, is_foreign):
        return None, "unknown"
    if default and default[1] == "symbol" and is_bare:
        return default[0], "default"
    return default or (None, "unknown")


class Settled(NamedTuple):
    """A currency that is the same for a form wherever it stands in an article: why, and the half-open tokens that tell it."""

    code: str
    says: str
    start: int = 0
    end: int | None = None


def decide_by_article(doc: Doc, form: Form) -> Settled | None:
    """The currency of a form by where the article is at home; None where that does not tell."""
    if code := only_one(once(doc, dateline_currencies), form):
        return Settled(code, "the place of the dateline", 0, DATELINE)
    if code := only_one(once(doc, listed_currencies), form):
        return Settled(code, "the exchange at which its company is listed", 0, 0)
    is_bare = is_dollar(form)
    if (is_bare or is_cent(form)) and (code := own_dollar(doc)) and code in form.codes:
        return Settled(code, "the country with a dollar that the article is about")
    if not is_bare and not (form.is_minor and form.text in tables.currency_defaults()):
        # By countries: one that shares its currency with two others is not mentioned more often for that.
        home = Counter((p.currency, p.country) for p in located(doc) if p.currency in form.codes)
        in_title = once(doc, title_currencies)
        home.update(
            {place: 1 for place in home if place[0] in in_title} or {(code, ""): 1 for code in in_title & set(form.codes)}
        )
        if home:
            ((code, _), n), *others = home.most_common()
            if all(other == code or less < n for (other, _), less in others):
                return Settled(code, "the country that the article mentions most of those that have one")
    return None


def note_name(doc: Doc, code: str) -> None:
    """While traced, note the first word that names a currency outright."""
    if trace_of(doc) is not None:
        owned, _ = unshared()
        first = next(i for i, word in enumerate(words_of(doc).texts) if owned[word] == code)
        note(doc, "unit", first, first + 1, "the article names it outright")


def note_places(doc: Doc, code: str, says: str, start: int = 0, end: int | None = None) -> None:
    """While traced, note each place in tokens [start, end) that has a currency."""
    if trace_of(doc) is not None:
        for place in located(doc):
            if place.currency == code and start <= place.start and (end is None or place.end <= end):
                note(doc, "unit", place.start, place.end, says)


Starts = tuple[list[int], list[int]]


def supporters(doc: Doc) -> dict[str, dict[str, Starts]]:
    """{currency: {form in the singular: (where it stands if it tells of few currencies, where as a plain sum)}}, two each.

    Listed once, for a text of nothing but sums must not cost their square.
    """
    found: dict[str, dict[str, Starts]] | None = doc.user_data.get(SUPPORT)
    if found is None:
        found = doc.user_data[SUPPORT] = {}
        for mark in doc.user_data.get(MARKS, NO_MARKS).marks:
            default = tables.currency_defaults().get(mark.form.text)
            means = default[:1] if default and default[1] == "symbol" and mark.form.basis == "symbol" else mark.form.codes
            for code in means:
                told, sums = found.setdefault(code, {}).setdefault(mark.form.text.rstrip("s"), ([], []))
                if len(mark.form.codes) < MANY and len(told) < 2:
                    told.append(mark.start)
                if mark.is_sum and len(sums) < 2:
                    sums.append(mark.start)
    return found


def is_supported(doc: Doc, form: Form, start: int, by_itself: bool = True) -> bool:
    """Whether anything else in the article speaks of one of the currencies of a form that is also a common word or letter.

    by_itself    whether a plain sum in the same form does
    """
    stem = form.text.rstrip("s")
    for code in form.codes:
        for other, (told, sums) in supporters(doc).get(code, {}).items():
            starts = told if other != stem else sums if by_itself else ()
            if any(at != start for at in starts):
                return True
    codes = set(form.codes)
    return bool(codes & named_outright(doc)) or bool(codes & home_currencies(doc).keys())


MANY = 5
"""A form that more currencies share tells of none of them."""


@cache
def names_in_singular() -> Tree:
    """The currency of each name that stands without a sum, by its words in small letters."""
    names = (name for name in owners() if not name.endswith("s"))
    return tree_of((name.split(" "), code) for name in names if (code := currency_of(name)))


def currency_named(texts: Sequence[str], i: int) -> tuple[str, int] | None:
    """(code, token behind) of the currency whose name in the singular stands at token `i`, white space skipped: "U.S. dollar"."""
    k = solid(texts, i)
    if k == len(texts):
        return None
    is_code = texts[k] in tables.currencies() and texts[k] not in tables.code_words()
    found = (texts[k], k + 1) if is_code else None
    node = names_in_singular()
    while k < len(texts) and (node := node.get(texts[k].lower(), NO_PHRASE)):
        if "" in node:
            found = node[""], k + 1
        k = solid(texts, k + 1)
    return found
