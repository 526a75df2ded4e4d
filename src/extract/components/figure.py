"""How a matched rule becomes a figure: its hedge, its ends, and what makes two numbers a range."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache

from spacy.tokens import Doc

from extract import tables
from extract.components.counted import solid, solid_before
from extract.components.numbers import Number
from extract.components.rule import Found, Piece, Rule
from extract.components.sentences import sentence_around
from extract.components.trace import note
from extract.components.tree import NO_PHRASE, Tree, tree_of
from extract.components.words import EDGE, FUNCTION_WORDS, Memo, Words, words_of

HEDGES = (
    r"(?:(?:a|an|the|about|approximately|around|roughly|some|an estimated|nearly|almost|just|only|over|under|above|below|close to"
    r"|more than|less than|at least|as much as|record)\s+)*"
)
"""Regular expression of the hedges and articles that may stand before a figure."""
MOVES = frozenset(
    """go goes went going gone climb climbs climbed climbing move moves moved moving bring brings brought come comes came
    jump jumps jumped add adds added back way creep creeps crept edge edged inch inched""".split()
)
MODALS = frozenset("can could may might".split())
HANDED = frozenset(
    """turn turns turned turning take takes took taken taking hand hands handed handing left roll rolled carry carried
    sign signs signed signing""".split()
)
DISPUTED = frozenset(
    """row rows dispute disputes sue sues sued suit suits lawsuit lawsuits strike strikes clash clashes clashed fight fights
    fighting fought battle battles battled quarrel quarrels quarrelled feud feuds probe probed probes inquiry
    investigation arrested jailed convicted questioned quizzed grilled resign resigns resigned quit quits sacked fired
    fury anger outrage outcry uproar protest protests protested concern concerns worries fears doubts argument arguments
    argue argued wrangle wrangling spat standoff deadlock scandal controversy criticised criticized debate haggle haggled
    haggling""".split()
)
"""Words behind which "over" tells the matter: "row over £5m pier"."""
SPOKEN = frozenset(
    """lie lies lied lying worry worries worried complain complains complained complaining complaint complaints boast boasts
    boasted question questions questioned quizzed argue argued arguing argument joke joked jokes concern concerns concerned fuss
    row misled mislead""".split()
)
"""Words behind which "about" tells the matter: "lied about $40,000"."""
Refusal = Callable[[Doc, Rule, Sequence[Piece]], bool]
Refusals = Memo[tuple[Refusal, ...]]
"""{name of a rule: the tests that are asked of its matches}."""


@cache
def hedges_before() -> Tree:
    """The hedges that stand before a figure, from their last word on."""
    return tree_of((words[::-1], modifier) for words, modifier in tables.modifiers("before").items())


@cache
def hedges_behind() -> Tree:
    """The hedges that stand behind a figure."""
    return tree_of(tables.modifiers("after").items())


MAY_END = Memo(lambda word: word.isspace() or word.lower() in hedges_before())
MAY_BEGIN = Memo(lambda word: word.isspace() or word.lower() in hedges_behind())
"""Whether a hedge may end, or begin, with a word, or beyond it if it is white space."""


def modifier_beside(doc: Doc, start: int, end: int) -> str | None:
    """The hedge before token `start`, else that which begins at token `end`; for most figures a look at two words is enough."""
    texts = words_of(doc).texts
    before = start and MAY_END[texts[start - 1]] and modifier_before(doc, start)
    return before or (end < len(texts) and MAY_BEGIN[texts[end]] and modifier_after(doc, end)) or None


def modifier_before(doc: Doc, start: int) -> str | None:
    """The hedge whose words end right before token `start`, white space aside.

    None where the words are a verb's, "goes up to £3", "turned over $5m", tell the matter of a dispute, "row over £5m pier", or
    are the end of a scale: "from 6.8% on the first tonne up to 40%".
    """
    texts = words_of(doc).texts
    if start == 0 or not MAY_END[texts[start - 1]]:
        return None
    node, i = hedges_before(), solid_before(texts, start)
    modifier: str | None = None
    hedge, words = "", ""
    first = last = i
    while i >= 0 and (node := node.get(word := texts[i].lower(), NO_PHRASE)):
        words = f"{word} {words}"
        if "" in node:
            modifier, hedge, first = node[""], words, i
        i = solid_before(texts, i)
    if modifier is None or is_of_else(texts, hedge.rstrip(), first, last):
        return None
    note(doc, "modifier", first, start)
    return modifier


def is_of_else(texts: Sequence[str], hedge: str, first: int, last: int) -> bool:
    """Whether the words of a hedge from token `first` to `last` are a verb's, tell the matter of a dispute, or end a scale."""
    if hedge not in ("up to", "over", "about", "better than"):
        return False
    at = solid_before(texts, first)
    verb = texts[at].lower() if at >= 0 else ""
    if hedge == "over":
        return verb in HANDED or verb in DISPUTED
    if hedge == "about":
        return verb in SPOKEN
    if hedge == "better than":
        return verb in ("much", "no", "any", "little")
    at = solid_before(texts, at)
    modal = texts[at].lower() if at >= 0 else ""
    return (verb in MOVES and modal not in MODALS) or ends_scale(texts, last)


LONGEST_SCALE = 30


def ends_scale(texts: Sequence[str], i: int) -> bool:
    """Whether "up to" that ends at token `i` closes a scale that begins with "from" and a figure."""
    for k in range(i, max(0, i - LONGEST_SCALE), -1):
        if texts[k] in (".", ";", ":") or texts[k] == EDGE:
            return False
        if texts[k].lower() == "from":
            following = next((word for word in texts[k + 1 : k + 3] if not word.isspace()), "")
            return any(c.isdigit() or c in "$£€¥" for c in following)
    return False


def modifier_after(doc: Doc, end: int) -> str | None:
    """The hedge whose words begin at token `end`, white space aside: "$5m or more", "$5m-plus"; not "$5m plus 3 percent"."""
    texts = words_of(doc).texts
    if end == len(texts) or not MAY_BEGIN[texts[end]]:
        return None
    node, i = hedges_behind(), solid(texts, end)
    modifier: str | None = None
    first = last = i
    while i < len(texts) and (node := node.get(texts[i].lower(), NO_PHRASE)):
        if "" in node:
            modifier, last = node[""], i
        i = solid(texts, i + 1)
    if modifier is None:
        return None
    at = solid(texts, last + 1)
    follower = texts[at][0] if at < len(texts) else "."
    if follower.isdigit() or (follower.isalnum() and texts[first].lower() in ("at", ",", "plus")):
        return None
    note(doc, "modifier", end, last + 1)
    return modifier


@cache
def last_words() -> frozenset[str]:
    """Last words of the hedges that stand before a figure."""
    return frozenset(hedges_before())


def hedged_at(doc: Doc, start: int) -> int:
    """Where the hedge of a range that begins at token `start` ends: before its "between"."""
    texts = words_of(doc).texts
    i = solid_before(texts, start)
    return i if i >= 0 and texts[i].lower() == "between" else start


SPANS = frozenset("days weeks months years quarters".split())


def stands_alone(words: Words, end: int) -> bool:
    """Whether no noun follows at token `end` that the number before it could count."""
    texts = words.texts[end : end + 5]
    i = solid(texts, 0)
    if i == len(texts) or IS_NO_NOUN[texts[i]]:
        return True
    if texts[i].lower() not in tables.number_words():
        return False
    i = solid(texts, i + 1)
    return i < len(texts) and texts[i] in SPANS  # "from 16,160 three months before"


IS_NO_NOUN = Memo(
    lambda word: (
        word not in ("-", "–", "/", "%", "$")
        and not word[0].isdigit()
        and (not word[0].isalnum() or word.lower() in FUNCTION_WORDS)
    )
)
"""Whether a word behind a number is none that it could count."""


def asked_of(*tests: tuple[str, Refusal]) -> Refusals:
    """Tests that a match only looks like a figure, in order, each behind a regular expression of the rules it is asked of."""
    return Memo(lambda rule: tuple(test for rules, test in tests if re.search(rules, rule)))


def is_refused(doc: Doc, rule: Rule, pieces: Sequence[Piece], refusals: Refusals) -> bool:
    """Whether one of the tests finds that a match only looks like a figure."""
    for refuse in refusals[rule.name]:
        if refuse(doc, rule, pieces):
            why = (refuse.__doc__ or refuse.__name__).strip().splitlines()[0].removeprefix("Whether ")
            note(doc, "refused", pieces[0].start, pieces[-1].end, why)
            return True
    return False


def figure(
    doc: Doc,
    label: str,
    rule: Rule,
    pieces: Sequence[Piece],
    numbers: Sequence[Number],
    unit: str | None,
    unit_basis: str | None = None,
    factor: Decimal = Decimal(1),
    modified_at: int | None = None,
) -> Found:
    """A Found from one number, or from the two ends of a range, each times `factor`."""
    start, end = pieces[0].start, pieces[-1].end
    modifier = modifier_beside(doc, start if modified_at is None else modified_at, end)
    chars = words_of(doc).characters(start, end)
    first, last = numbers[0], numbers[-1]
    half_width = tables.trimmed(max(first.half_width, last.half_width) * factor)
    if first.vague or last.vague:
        return Found(start, end, *chars, label, rule.name, None, None, None, unit, unit_basis, modifier, half_width, vague=True)
    value: Decimal | None = tables.trimmed(first.value * factor)
    low = high = None
    if first is not last:
        value, low, high = None, value, tables.trimmed(last.value * factor)
    elif first.high is not None:
        low, high = sorted((tables.trimmed(first.value * factor), tables.trimmed(first.high * factor)))
        value = None
    return Found(start, end, *chars, label, rule.name, value, low, high, unit, unit_basis, modifier, half_width)


def are_alike(low: Number, high: Number) -> bool:
    """Whether two numbers may be the ends of a range, in order: "a fifth to 18.4 bn" tells of a rise by a part."""
    is_part = low.value < 1 <= high.value and low.half_width == 0
    return low.value < high.value and not is_part


SPREAD = frozenset("range ranges ranged ranging vary varies varied varying anything anywhere somewhere".split())


def tells_movement(doc: Doc, start: int) -> bool:
    """Whether "from" before token `start` tells of a movement: "rose from 5% to 6%", not "ranges from 5% to 6%"."""
    before = [word.lower() for word in words_of(doc).texts[max(0, start - 5) : start] if not word.isspace()]
    if "from" not in before[-3:]:
        return False
    at = len(before) - 1 - before[::-1].index("from")
    return not (at and before[at - 1] in SPREAD)


CHANGES = frozenset(
    """rose rises rise risen fell falls fall fallen grew grown gained gain gains lost losing climbed jumped surged soared slid
    slipped dropped drop drops declined decline declines decreased decrease increased increase increases eased firmed added shed
    tumbled plunged up down by raised raising raise cut cutting cuts lifted lowered trimmed reduced narrowed widened
    advanced""".split()
)
FURTHER, FAR = 3, 20


def tells_change(doc: Doc, start: int, low: Number, high: Number) -> bool:
    """Whether two figures joined by "to", each with its unit, are a change and the level it led to: "rose 5 cents to 45 cents".

    A word of change stands right before, or, where one is many times the other, earlier in the sentence: "It is raising prices
    of the sedan 200 dollars to 20,600 dollars, of the van 100 dollars to 14,900 dollars".
    """
    if abs(high.value) < FURTHER * abs(low.value):
        return False
    far = abs(high.value) >= FAR * abs(low.value)
    since = max(sentence_around(doc, start)[0], start - REACH) if far else max(0, start - 4)
    before = [word.lower() for word in words_of(doc).texts[since:start] if not word.isspace()]
    return not CHANGES.isdisjoint(before if far else before[-2:])


REACH = 60
TIME_WORDS = frozenset("in since from of by for during until till through".split())


def is_year_form(number: Number) -> bool:
    """Whether a number is written as years are, in four digits without a comma: 2027."""
    return number.end_char - number.start_char == 4 and not number.scaled and 1900 <= number.value <= 2100


def stands_as_year(doc: Doc, number: Number) -> bool:
    """Whether a number is a year by its form and the word before it: "from 4% in 2019 to 6%" is no range."""
    if not is_year_form(number):
        return False
    texts = words_of(doc).texts
    i = solid_before(texts, number.start)  # "in\n2023"
    before = texts[i] if i >= 0 else ""
    return before.lower() in TIME_WORDS or before in tables.months()


def stands_as_day(doc: Doc, number: Number) -> bool:
    """Whether a number is a day of a month by the word before it: "on March 14 dollar trading"."""
    if number.scaled or not 1 <= number.value <= 31 or number.start == 0:
        return False
    return words_of(doc).texts[number.start - 1].rstrip(".").title() in tables.months()


AGED = frozenset("aged age ages Aged Age Ages".split())
BETWEEN_AGES = frozenset(("to", "-", "–", "and"))


def stands_as_age(doc: Doc, number: Number) -> bool:
    """Whether a number is an age by the word before it, or the end of a span of ages: "aged 16 to 24, 12 per cent"."""
    near = words_of(doc).texts[max(0, number.start - 8) : number.start]
    if AGED.isdisjoint(near) or number.scaled:
        return False
    words = [word for word in near if not word.isspace()]
    if words[-1] in BETWEEN_AGES and words[-2:-1] and words[-2].isdigit():
        del words[-2:]
    if words[-1:] == ["between"]:
        del words[-1]
    return not AGED.isdisjoint(words[-1:])


def stands_in_name(doc: Doc, number: Number) -> bool:
    """Whether letters and a hyphen stand against a number: "GSM-103"."""
    text, at = words_of(doc).text, number.start_char
    return at > 1 and text[at - 1] == "-" and text[at - 2].isalpha()


def stands_for_else(doc: Doc, number: Number) -> bool:
    """Whether a number is a year, a day, an age or part of a name, and so no end of a range and no figure of its own."""
    words = words_of(doc)
    if number.start:
        for stands in STANDING_FOR[words.texts[number.start - 1]]:
            if stands(doc, number):
                return True
    return words.text[number.start_char - 1] == "-" and stands_in_name(doc, number)


def standing_for(word: str) -> tuple[Callable[[Doc, Number], bool], ...]:
    """The tests that are worth asking of a number right behind a word, or behind white space."""
    if word.isspace():
        return stands_as_year, stands_as_day, stands_as_age
    if word in tables.months() or word.rstrip(".").title() in tables.months():
        return stands_as_year, stands_as_day
    if word.lower() in TIME_WORDS:
        return (stands_as_year,)
    return (stands_as_age,) if word in AGED or word in BETWEEN_AGES or word == "between" else ()


STANDING_FOR = Memo(standing_for)


def share_scale(low: Number, high: Number) -> tuple[Number, Number]:
    """Both ends of a range, the scale word of the upper lent to the lower: "$2-3 billion"."""
    if high.scaled and not low.scaled:
        lent = low.times(high.lendable)
        if lent.value <= high.value:
            return lent, high
    return low, high


MOST_ALIKE = Decimal(20)


def are_near(first: Found, second: Found, most: Decimal = MOST_ALIKE) -> bool:
    """Whether two figures are of one order: two prices of one thing, not a price and a total."""
    one, other = (abs(f.value if f.value is not None else f.low or Decimal(0)) for f in (first, second))
    return bool(one and other) and max(one, other) <= most * min(one, other)
