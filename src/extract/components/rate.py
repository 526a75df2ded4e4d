"""The rate that stands right behind a figure: "$80 a barrel", "€4.10 a kilo", "$1,300-a-week rent", "18.93 rand to the dollar".

It is a unit of data/units.csv by its standard name, another thing in the singular, or a currency code.
"""

from __future__ import annotations

from functools import cache

from extract import tables
from extract.components.counted import counted_at, solid
from extract.components.currency import currency_named
from extract.components.rule import Found
from extract.components.tree import NO_PHRASE, Tree, tree_of
from extract.components.words import FUNCTION_WORDS, Memo, Words

NO_THINGS = frozenset("cent se diem them these those it you me him her which whom one other".split())
ADVERBS = {"annually": "year", "yearly": "year", "monthly": "month", "weekly": "week", "daily": "day", "hourly": "hour"}
ADVERBS |= {"nightly": "night", "quarterly": "quarter", "p.a.": "year", "p.a": "year"}
BEGINNINGS = frozenset(("-", "/", "per", "each", "every", "for", "a", "an", "the", "in", "on", "of", "to", "against", *ADVERBS))
"""The words with which a rate may begin."""
# "a year ago", "a week before the vote": points in time, not rates. "A month before taxes", "a year from fees" are rates.
AFTER_TIMES = frozenset(
    "ago earlier previously later hence prior back old long away time drive walk trip before after from".split()
)
DEDUCTED = frozenset(
    """tax taxes taxation deductions insurance interest inflation fees costs cost expenses charges rent tips bonuses bonus
    overtime benefits allowances depreciation""".split()
)
FROM_WHEN = frozenset("now today then next tomorrow yesterday this that".split())
# What may stand between "for each" and the thing: "for each additional seat".
QUALIFIERS = frozenset("additional extra new single completed eligible registered adult average further of the".split())
# What may stand between "for each of" and the number or noun: "in each of the next two summers".
DETERMINERS = frozenset("the its their his her our these those next last past first other following previous coming".split())
PLURALS = {"people": "person", "children": "child", "men": "man", "women": "woman"}
LONGEST_NOUN = 4
"""Words of "48.2 million registered electors" that are looked at for the plural."""


@cache
def unit_names() -> Tree:
    """The units of the table by their words."""
    return tree_of(tables.units().items())


class Steps:
    """Solid words from a token on, in small letters; white space aside."""

    def __init__(self, words: Words, i: int) -> None:
        self.words, self.texts, self.i = words, words.texts, i

    def peek(self, ahead: int = 0) -> str:
        """The word `ahead` of the next one, without taking it; empty at the end of the text."""
        i = self.i
        while i < len(self.texts):
            if not self.texts[i].isspace():
                if not ahead:
                    return self.texts[i].lower()
                ahead -= 1
            i += 1
        return ""

    def take(self, n: int = 1) -> None:
        """Move behind the next `n` words."""
        while n and self.i < len(self.texts):
            n -= not self.texts[self.i].isspace()
            self.i += 1


def unit_at(steps: Steps) -> tables.Unit | None:
    """The longest unit of the table that begins here; taken."""
    texts, names = steps.texts, unit_names()
    node, k = names, solid(steps.texts, steps.i)
    found: tables.Unit | None = None
    while k < len(texts):
        word = texts[k].lower()
        if word != "-" or node is names:
            node = node.get(word, NO_PHRASE)
            if not node:
                break
            if "" in node:
                found, steps.i = node[""], k + 1
        k = solid(texts, k + 1)
    return found


MAY_BEGIN = Memo(lambda word: word.isspace() or word.lower() in BEGINNINGS)
"""Whether a word behind a figure may begin a rate, or is white space before one that does."""


def rate_at(words: Words, i: int) -> tuple[str, int] | None:
    """(what a figure that ends before token `i` is told per, token behind it); None for no rate."""
    if i == len(words.texts) or not MAY_BEGIN[words.texts[i]]:
        return None
    steps = Steps(words, i)
    first = steps.peek()
    if first not in BEGINNINGS:
        return None
    hyphened = first == "-"
    if hyphened:
        steps.take()
        first = steps.peek()
    if first in ADVERBS and not hyphened:
        steps.take()
        return ADVERBS[first], steps.i
    if first == "/":
        steps.take()
        unit = unit_at(steps)
        return (unit.name, steps.i) if unit else None
    second = steps.peek(1)
    if second == "each" and steps.peek(2) == "of" and first in ("for", "in", "on"):
        steps.take(3)
        return one_of_many(steps)
    if first == "each" and second == "way":
        steps.take(2)
        return "way", steps.i
    if first in ("per", "each", "every") or (first == "for" and second in ("each", "every")):
        steps.take(2 if first == "for" else 1)
        return named(steps, is_open=first != "each")
    if first in ("a", "an", "the") or (first == "for" and second in ("a", "one")):
        steps.take(2 if first == "for" else 1)
        return counted(steps, article=first)
    if first in ("in", "on", "of") and second in ("the", "every", "each"):
        steps.take(2)
        return traded(steps)  # "5p in the pound", "30 cents on the dollar"
    if first in ("in", "of"):
        return spent(steps)
    if first == "to" and second in ("buy", "purchase", "get") and steps.peek(2) in ("a", "one"):
        steps.take(3)
        return traded(steps)
    if first in ("to", "against"):
        steps.take(2 if second in ("the", "one", "a") else 1)
        return traded(steps)
    return None


def named(steps: Steps, is_open: bool) -> tuple[str, int] | None:
    """The rate after "per" or "for each": a currency, a unit, or any noun."""
    while steps.peek() in QUALIFIERS:
        steps.take()
    if steps.peek() == "-":
        steps.take()
    if unit := unit_at(steps):
        return unit.name, steps.i
    if found := traded(steps):
        return found
    word = steps.peek()
    if not is_open or not word.isalpha() or word in NO_THINGS:
        return None
    steps.take()
    # "Per ordinary share", "for each IC Gas ordinary share": words before a thing of the table tell which.
    ahead = Steps(steps.words, steps.i)
    for _ in range(LONGEST_QUALIFIER):
        if unit := unit_at(ahead):
            return unit.name, ahead.i
        if not ahead.peek().isalpha() or ahead.peek() in FUNCTION_WORDS:
            break
        ahead.take()
    return word, steps.i


LONGEST_QUALIFIER = 4


def one_of_many(steps: Steps) -> tuple[str, int] | None:
    """The rate after "for each of": "48.2 million registered electors", "the next two summers"."""
    for _ in range(LONGEST_NOUN + len(DETERMINERS)):
        word = steps.peek().partition(".")[0]
        steps.take()
        if word in DETERMINERS or word[:1].isdigit():
            continue
        if not word.isalpha() or word in NO_THINGS or word in FUNCTION_WORDS:
            return None
        if name := singular(word):
            return name, steps.i
    return None


def singular(word: str) -> str | None:
    """What a plural in small letters counts, by its standard name: "electors", "tons", "people"; None for no plural."""
    if word in PLURALS:
        return PLURALS[word]
    if not word.endswith("s") or word.endswith(("ss", "us", "is")) or len(word) < 4:
        return None
    stems = (word[:-1], word[:-2] if word.endswith("es") else "", word[:-3] + "y" if word.endswith("ies") else "")
    if unit := next((unit for stem in stems if (unit := tables.units().get((stem,)))), None):
        return unit.name
    if word.endswith("ies"):
        return stems[2]
    return stems[1] if word.endswith(("sses", "xes", "ches", "shes", "zes")) else stems[0]


def spent(steps: Steps) -> tuple[str, int] | None:
    """The rate behind what the money is: "$1 million in fuel a round trip", "£50 in tips a week"."""
    texts, end = steps.texts, min(steps.i + LONGEST_AHEAD, len(steps.texts))
    at = solid(texts, steps.i + 1)
    for n in (2, 3):
        behind = solid(texts, at + 1)
        if behind >= end or not IS_GOODS[texts[at]]:
            return None
        if texts[behind] in ("a", "an", "per"):
            steps.take(n + 1)
            return named(steps, is_open=False) if texts[behind] == "per" else counted(steps, article="a")
        at = behind
    return None


IS_GOODS = Memo(lambda word: word.islower() and word.isalpha() and word not in FUNCTION_WORDS and not word.endswith("ing"))
"""Whether a word may tell what the money is; not "invest $5m in building a plant"."""


LONGEST_AHEAD = 8
"""Tokens behind a figure, white space among them, in which "in fuel oil a" stands."""


def counted(steps: Steps, article: str) -> tuple[str, int] | None:
    """The rate after "a" or "the": a unit of the table, and no point in time."""
    if steps.peek() == "-" or (steps.peek() in QUALIFIERS and article != "the"):
        steps.take()  # "$20-a-barrel", "3.8 cents a completed view"
    unit = unit_at(steps)
    if unit is None and article != "the":
        return traded(steps)
    if unit is None or (article == "the" and unit.kind == "thing") or (article == "for" and unit.kind == "time"):
        return None
    follower = steps.peek()
    if unit.name == "second" and follower.isalpha():
        return None  # "lent $2m a second time"
    if unit.kind == "time" and follower == "on" and not steps.peek(1).isalpha():
        return None  # "a year on"
    if unit.kind == "time" and (is_point(steps) or (article == "the" and follower not in ("", ".", ",", ";", ")"))):
        return None
    if unit.kind != "time" and follower == "of" and steps.peek(1) in ("the", "a", "this", "that", "its", "their", "his", "our"):
        return None
    return unit.name, steps.i


def is_point(steps: Steps) -> bool:
    """Whether the words after "a year" make it a point in time: "a year ago", "a year after the vote"; not "after tax"."""
    follower, then = steps.peek(), steps.peek(1)
    if follower == "from":
        return then in FROM_WHEN
    return follower in AFTER_TIMES and not (follower in ("before", "after") and then in DEDUCTED)


def traded(steps: Steps) -> tuple[str, int] | None:
    """The currency in which another is priced, by its code: "to the dollar", "per euro"; not of "to CHF 11.50"."""
    found = currency_named(steps.texts, steps.i)
    return None if found is None or Steps(steps.words, found[1]).peek()[:1].isdigit() else found


def behind_whole(words: Words, figure: Found) -> int:
    """The token behind a figure and, if it is of a quantity, what it is of: "3 million tons of grain a year"."""
    if figure.label == "QUANTITY" and words.following(figure.end).lower() == "of" and (whole := counted_at(words, figure.end)):
        return whole.end
    return figure.end
