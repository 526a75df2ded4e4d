"""What is counted: the noun phrase behind a number, "Kazakh producers" of "40 Kazakh producers said".

There is no parser behind it: a phrase runs from the number to its first plural noun, by its form, or, behind "one", to the
last word before a function word or a verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from extract import tables
from extract.components.words import FUNCTION_WORDS, Memo, Words

PLURALS = frozenset(
    """people men women children police staff aircraft sheep cattle fish deer species series crew personnel feet teeth
    mice geese oxen policemen policewomen firemen fishermen businessmen businesswomen gunmen congressmen congresswomen
    servicemen workmen spokesmen salesmen sportsmen craftsmen airmen horsemen infantrymen guardsmen clergymen
    councilmen freshmen gentlemen grandchildren schoolchildren stepchildren poultry livestock swine salmon trout
    criteria media data bacteria phenomena alumni fungi nuclei stimuli larvae referenda memoranda strata wives lives
    knives youth dead wounded injured percent spacecraft helicopters hovercraft offspring folk folks clergy troops
    sailfish pupae moose bison squid shrimp cod tuna head shs shrs lei bln quorum counterintelligence servicewomen
    laymen seamen jurymen yachtsmen cameramen midshipmen stuntmen elk swordfish crossroads headquarters barracks""".split()
) - {"percent", "bln", "lei", "quorum", "counterintelligence"}
NO_PLURALS = frozenset(
    """tells comes makes takes gives gets seems knows becomes remains dies thinks wants asks adds sits lies feels finds
    his was as is has this its us less plus across towards always perhaps besides afterwards overseas versus yes thus
    says does goes gas news politics economics sports sales arms goods systems services minus lots whereas hers theirs
    ours yours sometimes upwards downwards backwards forwards onwards pros mass class loss pass cross press access
    process success express business address progress congress christmas texas kansas arkansas paris chess rose vs pts
    pct bpd dlrs alias bias atlas canvas campus corpus status apparatus consensus virus bonus focus surplus census""".split()
)
ATTRIBUTIVE = frozenset(
    "sales arms sports goods systems services news politics mass class gas business congress press human".split()
)
"""Words in -s that stand before the noun that they tell more of: "40 sports cars"."""
VERBS = frozenset(
    """said says told took gave got came went made saw knew thought found left kept held began ran fell rose won lost met
    led paid sent spent stood wrote broke spoke drew grew threw drove hit put let set cut shut say tell take give get
    come go make see know think find leave keep hold begin run fall rise win lose meet lead pay send spend stand write
    break speak draw grow throw drive became become becomes remain remained remains died die dies killed injured
    wounded arrested were was are is has have had been being did does do wants want wanted asked asks ask needs need
    needed added adds knows comes goes makes takes gives gets seems seem feels feel felt heard hear sold sell bought
    buy sought caught taught brought built sits sat stands lay lies lied voted votes vote failed fails fail opened
    opens closed closes worked works""".split()
)
NOUNS = frozenset("cut vote run set hit win find shot stand fall rise work drive".split())
"""Words of VERBS that stand as nouns behind "one"."""
STOPS = (
    FUNCTION_WORDS
    | frozenset("me him them us itself himself herself themselves ourselves another every pct percent mln bln".split())
) - frozenset(("more", "less", "last", "next"))
ALSO_SINGULAR = frozenset("series species crossroads headquarters means".split())
POSSESSIVES = frozenset(("'s", "’s", "'", "’"))
DETERMINERS = frozenset("the its their his her our my your these those this that all".split())
ROUGHLY = frozenset("only nearly about some almost roughly just at least more than".split())
NO_COMPOUNDS = frozenset(
    """cnt ct k par something plus odd fold ish time way dimensional star on up d based equipped powered
    compatible style type plus like""".split()
)
"""Words behind a number and a hyphen that it does not count."""
NO_TIMES = frozenset("season shift term semester".split())
MORE_TIMES = frozenset(
    """century centuries millennium millennia min sec hrs yrs mths wks millisecond nanosecond microsecond year-old
    years-old day-old month-old week-old yr-old olds weeknight sunday monday tuesday wednesday thursday friday
    saturday afternoon morning evening eve midnight autumn""".split()
)
MOST_WORDS = 6


class Counted(NamedTuple):
    """A noun phrase: as written, in one line; its head in small letters; the token behind; whether a hyphen ties it."""

    text: str
    head: str
    end: int
    is_compound: bool = False

    @property
    def is_time(self) -> bool:
        """Whether it is a unit of time, or begins with one: "ten years", "12 month intervals", "35-year-old"."""
        if self.text.startswith("quarter-point"):
            return False  # "three quarter-point cuts"
        return self.head in time_words() or self.text.lower().replace("-", " ").split(" ", 1)[0] in time_words()


@cache
def time_words() -> frozenset[str]:
    """Units of time, singular and plural, in small letters: a number before them is a duration or an age, and no count.

    The one place that tells counts and quantities from durations.
    """
    units = {words[-1] for words, unit in tables.units().items() if unit.kind == "time" and len(words[-1]) > 1} - NO_TIMES
    units |= MORE_TIMES
    return frozenset(units | {f"{word}s" for word in units} | {"summers", "winters"})


@cache
def currency_words() -> frozenset[str]:
    """Names of currencies and of their coins, by their last word: a number before them is a sum, told or missed."""
    names = (name for c in tables.currencies().values() for name in (*c.words, *c.minor_words))
    return frozenset(name.split()[-1].lower() for name in names if len(name) > 2) | {"dls", "dlr"} - {
        "real",
        "reals",
        "sen",
        "won",
    }


def solid(texts: Sequence[str], i: int) -> int:
    """The first token from `i` on that is no white space; the number of tokens where there is none."""
    while i < len(texts) and texts[i].isspace():
        i += 1
    return i


def solid_before(texts: Sequence[str], i: int) -> int:
    """The last token before `i` that is no white space; -1 where there is none."""
    i -= 1
    while i >= 0 and texts[i].isspace():
        i -= 1
    return i


def looks_plural(word: str) -> bool:
    """Whether a word has the form of a plural noun."""
    lower = word.lower()
    if lower in PLURALS:
        return True
    if len(lower) < 3 or lower[-1] != "s" or lower in NO_PLURALS:
        return False
    return lower[-2:] not in ("ss", "us", "is") and word[:-1].replace("-", "").replace("’", "").isalnum()


IS_PLURAL = Memo(looks_plural)


def opens_none(word: str) -> bool:
    """Whether no phrase begins with a word, to which nothing is tied: a mark, or a function word that is no "US"."""
    if word[0].isdigit() or word.isspace():
        return False
    is_function = word.lower() in STOPS and not (word.isupper() and len(word) > 1)
    return is_function or not (word[0].isalpha() or IS_PLURAL[word])


OPENS_NONE = Memo(opens_none)
TIES = frozenset(("-", "/", "&"))
"""What ties a word to the one behind it."""


def word_at(words: Words, i: int) -> tuple[str, int]:
    """(word from token `i` on with all that hyphens tie to it, token behind)."""
    texts = words.texts
    end = i + 1
    while (
        end + 1 < len(texts) and texts[end] in TIES and words.touch(end - 1) and words.touch(end) and texts[end + 1][0].isalnum()
    ):
        end += 2
    return "".join(texts[i:end]), end


def counted_at(words: Words, i: int, is_one: bool = False) -> Counted | None:
    """The noun phrase that begins at token `i`, or behind "of"; None where there is none."""
    texts = words.texts
    at = solid(texts, i)
    if at >= len(texts):
        return None
    first = texts[at]
    if first == "-":
        return compound_at(words, at)
    if first.lower() == "of":
        return part_at(words, at + 1)
    return phrase_at(words, at, is_one)


def compound_at(words: Words, hyphen: int) -> Counted | None:
    """The noun behind a number and a hyphen: "three-judge panel"."""
    texts = words.texts
    if hyphen + 1 >= len(texts) or not words.touch(hyphen) or not texts[hyphen + 1].isalpha():
        return None
    noun, end = word_at(words, hyphen + 1)
    first = texts[hyphen + 1].lower()
    if first in FUNCTION_WORDS or first in NO_COMPOUNDS or first in currency_words() or noun.lower() in NO_COMPOUNDS:
        return None
    return Counted(noun, noun.lower(), end, True)


def part_at(words: Words, i: int) -> Counted | None:
    """The group behind "of", with its determiner: "its workers", "the banks"; without a number: "the seven judges"."""
    texts = words.texts
    at = start = solid(texts, i)
    while at < len(texts) and texts[at].lower() in (DETERMINERS if at > start else DETERMINERS | ROUGHLY):
        at = solid(texts, at + 1)
    if at >= len(texts):
        return None
    if is_numeral(texts[at]) and texts[at + 1 : at + 2] != ["-"]:
        start = at = solid(texts, at + 1)
        if at < len(texts) and texts[at].lower() in tables.scales():
            start = at = solid(texts, at + 1)
    phrase = phrase_at(words, at, is_one=True, is_part=True) if at < len(texts) else None
    if phrase is None:
        return None
    text = " ".join(words.text[words.starts[start] : words.characters(at, phrase.end)[1]].split())
    return phrase._replace(text=text)


def is_numeral(word: str) -> bool:
    """Whether a word is a number."""
    return word[0].isdigit() or word.lower() in tables.number_words()


def phrase_at(words: Words, i: int, is_one: bool, is_part: bool = False) -> Counted | None:
    """The phrase whose first word is token `i`; with `is_part` behind "of", where it may be of one or many."""
    texts = words.texts
    if OPENS_NONE[texts[i]] and (i + 1 == len(texts) or texts[i + 1] not in TIES):
        return None
    at, n = i, 0
    head, last = "", -1
    while at < len(texts) and n < MOST_WORDS:
        word = texts[at]
        if word.isspace():
            at += 1
            continue
        whole, end = word_at(words, at) if at + 1 < len(texts) and texts[at + 1] in TIES else (word, at + 1)
        lower, is_plural = whole.lower(), IS_PLURAL[whole]
        is_joint = n > 0 and not head and (word in POSSESSIVES or (lower in ("and", "or") and not is_one))
        is_before_noun = not head and n < 2 and word[0].isdigit() and is_numeral_before_noun(texts, at, end, is_plural)
        if is_joint or is_before_noun:
            n, at = n + (not is_joint), end  # "Kia and Hyundai vehicles", "two 500-pound bombs"
            continue
        if not (word[0].isalpha() or is_plural) or (head and not is_plural) or ends_phrase(texts, whole, end, n, head, is_one):
            break
        if is_one and n == 0 and not is_part and is_plural and lower not in ALSO_SINGULAR:
            break  # "to bake one costs"
        if is_plural and lower not in ATTRIBUTIVE:
            head, last = lower, end
        elif is_one:
            last = end
        n, at = n + 1, end
    if last < 0:
        return None
    start_char, end_char = words.characters(i, last)
    text = " ".join(words.text[start_char:end_char].split())
    return Counted(text, head or text.split()[-1].lower(), last)


def is_numeral_before_noun(texts: Sequence[str], at: int, end: int, is_plural: bool) -> bool:
    """Whether a word in digits stands before the noun that it tells more of: "500-pound", "10-year"; not "747s"."""
    return not is_plural and end < len(texts) and (end > at + 1 or texts[end].isalpha())


def ends_phrase(texts: Sequence[str], whole: str, end: int, n: int, head: str, is_one: bool) -> bool:
    """Whether the n-th word of a phrase belongs to it no more: a function word, or a verb."""
    lower = whole.lower()
    if lower in STOPS:
        return not (whole.isupper() and len(whole) > 1)  # "two US ships"
    if n:
        is_participle = lower.endswith("ed") and not head and n < 2 and not is_one
        return is_verb(lower) and not is_participle
    if lower not in VERBS or lower.endswith("ed") or IS_PLURAL[whole] or (is_one and lower in NOUNS):
        return False
    return end == len(texts) or not IS_PLURAL[texts[end]]  # "two pay rises"


def is_verb(lower: str) -> bool:
    """Whether a word behind a noun is a verb by its form."""
    return lower in VERBS or (lower.endswith("ed") and len(lower) > 4 and "-" not in lower) or lower.endswith("ly")
