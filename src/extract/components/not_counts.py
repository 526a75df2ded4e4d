"""Numbers that count nothing: years, models, addresses, phone numbers, clock times, ages, chapters, list numbers, codes.

Each test is asked with the words around a number; the first that holds refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from extract import tables
from extract.components.counted import VERBS, Counted, time_words
from extract.components.figure import last_words
from extract.components.numbers import Number
from extract.components.words import FUNCTION_WORDS

DESIGNATORS = frozenset(
    """chapter chapters article articles section sections page pages paragraph clause rule rules title flight route
    highway road room rooms apartment apt apt. suite floor gate platform track channel ch. number numbers no no. nos
    nos. # type category phase stage step version level grade class line lines box item figure table appendix exhibit
    volume vol vol. issue part episode season scene verse psalm platoon squadron division district ward precinct unit
    zone area sector block lot plot game week round seed size model series mark mk lane exit junction interstate bus
    train bill proposition resolution law act decree order code file case docket form schedule annex amendment
    protocol film movie book song novel show hole holes run ages age aged under-aged formula group tier option plan
    lap pool post count door ext ext. extension fax tel tel. phone telephone zip postcode serial licence license plate
    registration cell studio hangar pier dock berth shed camp reactor well site terminal ring brief band octane year
    day tranche boulevard windows dos os pentium apollo soyuz sputnik""".split()
)
"""Words before a number that only tells which."""
PERSONS = frozenset(
    "children child kids people men women those girls boys players adults everyone anyone pupils under over".split()
)
STANDING = frozenset(
    "stood stands standing remained remains unchanged put kept steady set capped estimated held closed opened end".split()
)
"""Words before "at" and a number that is no age."""
IDIOMS = frozenset("side roof way hand stage accord thing end place word".split())
"""Nouns of phrases in which "one" counts little: "on one side", "under one roof"."""
LOOSE = frozenset(
    """line lines game week season series class order case count act law bill run post file age model floor area well
    site unit part stage round pool shed plan group rooms pages chapters articles sections rules numbers holes show
    size form grade track book train code camp title item division""".split()
)
"""Those of them behind which a number may count as well, if a plural noun follows it: "in this case 40 people"."""
CLOCK = frozenset(
    """local a.m. p.m. am pm a.m p.m o'clock o’clock gmt est edt pst pdt cst cdt mst mdt bst cet cest ist utc jst hst
    noon hrs a.m.-""".split()
)
STREETS = frozenset(
    """street st st. avenue ave ave. av. road rd rd. boulevard blvd blvd. lane ln ln. drive dr dr. square place pl. court
    way highway hwy hwy. parkway terrace crescent row close mews plaza broadway wharf quay walk""".split()
)
NAMED_AFTER = frozenset(("'s", "’s"))
AGE_END = frozenset((",", ".", ")", ";", "and", "who", "of", "from", "was", "is", "has", "had", "¶", ""))
ONE_BEFORE = frozenset(
    """this that another which any every each no the some not red big only right wrong new old good bad such first last
    next second other former latter real true young little number day formula square chapter game act air force phase""".split()
)
ONE_AFTER = frozenset(
    """another can could should would will must may might is was has had does did who that which to by in on at for with
    from says said knows thinks never always of-""".split()
)
RESULTS = frozenset("won lost drawn drew tied".split())
"""Words before "one" that tell how games ended: "won one, drawn one and lost one"."""
SECONDS = re.compile(r"\s\d\d?s\b")
SAFE_BEFORE = frozenset(
    """yet still while since another those these nearly almost about all both only just even with some over under more
    less fewer around between among at least up an estimated plus including totalling totaling nobody today yesterday""".split()
)
SURELY_COUNTED = frozenset(
    """people passengers men women children workers jobs homes houses employees soldiers troops students patients votes
    cases deaths tickets cars vehicles members delegates guests prisoners refugees migrants""".split()
)
"""Nouns behind four digits that are no year: "carried 1950 passengers"; most that follow are "the 1986 results"."""
YEARLY = frozenset("in since until during till at for by from on with to".split())
OF_THEM = re.compile(r"\s+of\s+(?:them|us|those|these|its|his|her|their|last|this)\b")
TIES = "-–—/:"
AFTER_TIES = re.compile(r"[-–—/:.]\d")


@dataclass(slots=True)
class Around:
    """A number with the words around it, white space aside: the two before it and the one behind, empty at the ends of a text.

    lower_…     the same in small letters
    surface     its characters
    counted     the noun phrase behind it
    is_headline whether its sentence has capitals only
    """

    text: str
    number: Number
    before: str
    lower_before: str
    earlier: str
    after: str
    lower_after: str
    surface: str
    counted: Counted | None
    is_headline: bool


@cache
def safe_words() -> frozenset[str]:
    """Words in small letters that name nothing, so that a capital of theirs is that of a sentence."""
    return FUNCTION_WORDS | last_words() | SAFE_BEFORE | VERBS


def is_year(a: Around) -> bool:
    """Whether it is a year by its form: "the plan of 2019", "'98"."""
    if a.before in ("'", "’", "‘") or a.text[a.number.start_char - 1 : a.number.start_char] in ("'", "’", "‘"):
        return True
    if not a.surface.isdecimal() or len(a.surface) != 4 or not 1500 <= a.number.value <= 2100:
        return False
    if a.lower_before in YEARLY or a.counted is None or a.counted.is_compound:
        return True
    return a.counted.head not in SURELY_COUNTED


def is_tied(a: Around) -> bool:
    """Whether a letter, a hyphen or a slash ties it to something: "AX-1200", "555-0142", "1.2.3", "19:30"."""
    text, start, end = a.text, a.number.start_char, a.number.end_char
    before, behind = text[start - 1 : start], text[end : end + 1]
    if before == behind == " ":
        return False
    if before and before in TIES and start > 1 and (text[start - 2].isalnum() or text[start - 2] in ")."):
        return True
    if before and (before.isalpha() or before in "#@_+*^=~\\$€£¥%<"):
        return True
    if behind and (behind.isalpha() or behind in "%°@_\\/^=") and a.after not in ("x",):
        return True
    return AFTER_TIES.match(text, end) is not None


def is_padded(a: Around) -> bool:
    """Whether it begins with a nought, as codes and clock times do: "0815"."""
    return len(a.surface) > 1 and a.surface[0] == "0" and a.surface[1] not in ".·"


def is_clock(a: Around) -> bool:
    """Whether it is the time of the day: "7 p.m.", "six o'clock"."""
    after, before = a.lower_after, a.lower_before
    if after in CLOCK or after == "past" or (after == "o" and a.surface.isalpha()):
        return True
    if a.surface[-1] in "mM" and SECONDS.match(a.text, a.number.end_char):
        return True  # "27m 25s"
    if a.counted is None and a.surface.isalpha() and a.number.value <= 12 and before == "at" and after != "of":
        return True
    return (
        before in ("to", "past")
        and a.number.value <= 12
        and (a.earlier.lower() in time_words() or a.earlier.lower() in ("twenty", "quarter", "half"))
    )


def is_designator(a: Around) -> bool:
    """Whether the word before it says that it only tells which: "chapter 4", "flight 815", "aged 21"."""
    lower = a.lower_before
    if lower == "." and f"{a.earlier.lower()}." in DESIGNATORS:
        return True
    if lower in ("of", "at") and a.earlier.lower() in ("age", "ages", "aged"):
        return True
    if lower not in DESIGNATORS:
        return False
    return not (lower in LOOSE and a.before.islower() and a.counted and not a.counted.is_compound)


def is_name(a: Around) -> bool:
    """Whether it is part of a name by the capitals around it: "Boeing 737", "Fortune 500", "Group of 77", "Air Force One"."""
    if a.lower_before == "of" and a.earlier in ("Group", "Class", "Gang", "Year"):
        return True
    if (
        a.surface[0].isupper()
        and not (a.surface.isupper() and len(a.surface) > 1)
        and a.surface.isalpha()
        and a.before
        and not a.is_headline
    ):
        opens = a.before in ".\"“”‘’'(:;!?—–-¶*•" or a.before in ("''", "``")
        if not opens and not (a.counted and a.counted.text[0].isupper() and a.before[0].isupper()):
            return True
    if a.before.islower() or not any(c.isupper() for c in a.before) or a.lower_before in safe_words():
        return False
    if a.is_headline:
        return False
    if a.counted and not a.counted.is_compound:
        # A headline in title case, or a name before a verb that was taken for one: "Storm Kills 14 Workers".
        is_verb = a.before.endswith(("s", "ed")) and a.counted.text[0].isupper() and len(a.before) > 3
        return not (is_verb or a.before.endswith(("ing", "ed")))
    return True


def is_address(a: Around) -> bool:
    """Whether it is the number of a house: "10 Downing Street"."""
    if not a.after[:1].isupper() or a.number.scaled or not a.surface.isdecimal():
        return False
    words = a.text[a.number.end_char : a.number.end_char + 40].split()[:4]
    return any(word.lower().strip(",;)") in STREETS for word in words[1:])


def is_age(a: Around) -> bool:
    """Whether it is an age between commas, or in brackets behind a name: "The minister, 51, resigned"."""
    before, earlier = a.lower_before, a.earlier.lower()
    if a.number.value > 120 or a.number.scaled:
        return False
    if before in ("is", "was", "'s", "’s", "turned", "turns", "am", "are") and earlier in ("who", "he", "she", "i", "now"):
        return a.counted is None
    if before in ("under", "over") and earlier in PERSONS and a.counted is None:
        return True
    if not a.surface.isdecimal():
        return False
    if before == "at" and a.counted is None and a.number.value > 4 and earlier not in STANDING:
        return True
    if a.before == "(" and a.after == ")":
        return True
    is_apposition = a.before == "," and a.earlier[:1].isalpha() and a.earlier.lower() not in tables.number_words()
    return is_apposition and a.after in AGE_END and (a.after in (",", ";", "¶", "") or a.earlier[0].isupper())


def is_list_number(a: Around) -> bool:
    """Whether it numbers a paragraph: "1. Wash the rice", "(2) Boil the water"."""
    if a.after == ")" and a.before in ("(", "", "¶"):
        return True
    return a.before in ("", "¶", "\n") and a.after in (".", ")") and a.surface.isdecimal()


def is_pronoun(a: Around) -> bool:
    """Whether "one" counts nothing: "the red one", "one should", "one another", "a one-time champion"."""
    if a.surface.lower() != "one":
        return False
    before, after = a.lower_before, a.lower_after
    if before in RESULTS and (not after[:1].isalnum() or after in ("and", "but")):
        return False
    if after in ("of", "or", "and"):
        return (
            before in ("no", "number", "any", "every", "each", "this", "the", "which")
            or after == "and"
            or (a.counted is None and OF_THEM.match(a.text, a.number.end_char) is None)
        )
    if a.counted is None or a.counted.is_compound or after in ONE_AFTER or after in NAMED_AFTER:
        return True
    is_idiom = a.counted.text in IDIOMS and before in ("on", "under", "in", "at", "to", "of")
    return is_idiom or (before in ONE_BEFORE and before not in ("the", "only", "not", "such", "that", "this", "just"))


Tests = tuple[Callable[[Around], bool], ...]
BY_LOOKS: Tests = (is_tied, is_padded, is_list_number, is_address)
"""Tests that need not know what is counted."""
BY_WORDS: Tests = (is_year, is_clock, is_designator, is_name, is_age, is_pronoun)
TESTS: Tests = BY_LOOKS + BY_WORDS


def told(test: Callable[[Around], bool]) -> str:
    """What a test says of a number that it refuses."""
    return (test.__doc__ or test.__name__).strip().splitlines()[0].removeprefix("Whether ")


def why_none(around: Around, tests: Tests) -> str | None:
    """Why a number counts nothing, in the words of the first test that says so; None where it may count."""
    for test in tests:
        if test(around):
            return told(test)
    return None
