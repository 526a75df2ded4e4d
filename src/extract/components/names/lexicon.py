"""What is known of names before a text is read: gazetteers by their words, and the kind of each word, one byte.

Everything is built once in a process from data/*.csv. A name is known by its words as the tokenizer cuts them; in capitals
("KUALA LUMPUR") by the same words in small letters.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from spacy.language import Language

from extract import gazetteers, tables
from extract.components.words import FUNCTION_WORDS, Kinds, Memo

NAME, INITIAL, CAPS, OWNER, HEAD, OF, AND, AMPERSAND, PARTICLE, FOR, THE, HYPHEN, SPACE, POSSESSIVE, DASH = range(1, 16)
"""Kinds of words: a capitalised word; "J."; letters all capital; one whose possessive may stand inside a name ("Workers' Union");
one behind which "for" may ("Centre for"); then the small words that join the parts of a name."""
FIRST = 32
"""Added to the kind of a sentence's first word."""
SAFE, FAIR, WEAK = 3, 2, 1
"""How much a gazetteer's word is worth: 2 is enough for a reading, 1 needs support."""

PARTICLES = frozenset(
    """de da di du del della degli der den van von bin ibn al el la le dos das do ter ten y e bint ul zu zur nad und ap ben
    binti""".split()
)
LEADING = frozenset("de da di du del della van von bin ibn al el bint".split())
"""Particles with which a name may begin: "al-Assad", "del Ponte"."""
DASHES = frozenset("-–‑")
SUFFIXES = frozenset(("Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"))
JOINERS = {"of": OF, "and": AND, "&": AMPERSAND, "for": FOR, "on": FOR, "the": THE, "'s": POSSESSIVE, "’s": POSSESSIVE}
JOINERS |= {"'": POSSESSIVE, "’": POSSESSIVE, "OF": OF, "AND": AND, "FOR": FOR, "'S": POSSESSIVE}
OWNERS = frozenset(
    """Women Men People Children Workers Farmers Teachers Employees Drivers Lawyers Veterans Nurses Doctors Writers Players
    Students Journalists Peoples Producers Growers Owners Dealers Manufacturers Bankers Policemen Traders Consumers Investors
    Moody Lloyd Christie Sotheby Poor Macy Sainsbury""".split()
)
TAKES_FOR = frozenset(
    """Center Centre Institute Fund Office Council Organization Organisation Association Alliance Department Ministry Agency
    Committee Commission Foundation Society Coalition Campaign Bureau Board Conference Partnership Movement Citizens Americans
    Bank Union Network Academy School Trust Federation Authority Directorate Service Services Initiative League""".split()
)
DATES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december mondays tuesdays wednesdays thursdays fridays saturdays sundays""".split()
)
STOPS = FUNCTION_WORDS - {"will"} | frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec one two three four
    five six nine eleven thirty hundred thousand million billion first second third some many
    most other others another such what how why who all any every few several much none nobody everyone everybody someone
    something anything nothing everything however moreover meanwhile nevertheless nonetheless therefore thus hence instead
    otherwise besides perhaps maybe indeed still yet again once twice please thanks me him us them yours hers ours
    theirs myself himself herself itself ourselves themselves let's i'm it's don't won't can't according although whether
    unless amid amongst except given regarding concerning asked said says""".split()
)


class Sense(NamedTuple):
    """One thing that a form may name: its label, the rule that says so, its identity with its scheme, its country."""

    label: str
    rule: str
    entity: str | None
    scheme: str | None
    country: str
    weight: int


class Known(NamedTuple):
    """A form of the gazetteers: its words and what it may name, the likeliest first, with the label and weight of that."""

    words: tuple[str, ...]
    senses: tuple[Sense, ...]
    label: str
    weight: int


KNOWN, TITLE, ORG, LAW = 1, 2, 4, 8
"""Marks of the words with which a known form, a title, an organisation's head or legal form may begin, and of LAWS."""
LAWS = frozenset(
    """Act Bill Prize Award Awards Accord Accords Treaty Pact Protocol Convention Conventions Index Average Intermediate
    Initiative Day Amendment Doctrine Syndrome Disease Code Agreement""".split()
)
"""Words that end the name of what has no label though names stand in it: "Kyoto Protocol"."""
MANY = 16
"""Forms with the same first word above which their second words are looked up."""
SHORTEST = 4
"""Letters of the shortest name that is known in capitals too: "OSLO"."""


def countries() -> Iterator[tuple[str, Sense]]:
    """Every form of a country, its adjectives and people."""
    for country in tables.countries().values():
        for written in (country.name, *country.aliases):
            yield written, Sense("GPE", "place.country", country.code, "iso3166", country.code, SAFE)
        for written in country.adjectives:
            yield written, Sense("NORP", "place.nationality", country.code, "iso3166", country.code, SAFE)


def former_countries() -> Iterator[tuple[str, Sense]]:
    """Every form of a state that is no more; its country is the first of those that followed it."""
    for state in gazetteers.former_countries().values():
        country = state.successors[0] if state.successors else ""
        for written in (state.name, *state.aliases):
            yield written, Sense("GPE", "place.former", state.name, "name", country, SAFE)
        for written in state.adjectives:
            yield written, Sense("NORP", "place.nationality", state.name, "name", country, SAFE)


def regions() -> Iterator[tuple[str, Sense]]:
    """Every form of a first-level region."""
    for region in gazetteers.regions().values():
        for written in (region.name, *region.aliases):
            weight = WEAK if written in region.doubtful else SAFE
            yield written, Sense("GPE", "place.region", region.code, "iso3166", region.code[:2], weight)


CITY, TOWN = 500, 100
"""Thousands of people from which a city's name is worth a reading by itself, and from which it is nearly."""


def cities() -> Iterator[tuple[str, Sense]]:
    """Every form of a city."""
    senses: dict[tuple[str, int], Sense] = {}
    for written, city in gazetteers.cities().items():
        weight = SAFE if city.capital or city.population >= CITY else FAIR if city.population >= TOWN else WEAK
        if city.doubtful and weight > WEAK:
            weight -= 1
        sense = senses.get((city.country, weight))
        if sense is None:
            sense = senses[city.country, weight] = Sense("GPE", "place.city", None, None, city.country, weight)
        yield written, sense


def features() -> Iterator[tuple[str, Sense]]:
    """Continents, seas, rivers, mountains, what is built."""
    for feature in gazetteers.geography().values():
        for written in (feature.name, *feature.aliases):
            if written.startswith("mainland "):
                continue
            weight = WEAK if written in feature.doubtful else SAFE
            yield (
                written,
                Sense(
                    feature.label, "place.ocean" if feature.kind == "ocean" else "place.feature", feature.name, "name", "", weight
                ),
            )


def organisations() -> Iterator[tuple[str, Sense]]:
    """Every form of a public body."""
    for body in gazetteers.organisations().values():
        for written in (body.name, *body.aliases):
            weight = WEAK if written.startswith("The ") else FAIR if written in body.doubtful else SAFE
            yield written, Sense("ORG", "org.known", body.name, "alias", body.country, weight)


def peoples() -> Iterator[tuple[str, Sense]]:
    """Every form of a people, religion or party's members."""
    for people in gazetteers.peoples().values():
        scheme = "iso3166" if people.entity else "name"
        for written in people.forms:
            weight = WEAK if written in people.doubtful and " " not in written else SAFE
            yield written, Sense("NORP", "people.known", people.entity or people.name, scheme, people.entity[:2], weight)


SOURCES = (former_countries, countries, regions, features, organisations, peoples, cities)
"""In the order of how likely a form is to mean the one rather than the other."""


def sifted(written: str, senses: Sequence[Sense]) -> Sequence[Sense]:
    """The senses of a form, the likeliest first; of a country and its own region, the one whose name it is."""
    if any(s.rule == "place.former" for s in senses):
        senses = [s for s in senses if s.rule != "place.country"]
    if any(s.rule == "place.nationality" and s.scheme == "name" for s in senses):  # of a state that is no more
        senses = [s for s in senses if s.label != "NORP" or s.scheme == "name"]
    country = next((s for s in senses if s.rule == "place.country"), None)
    if country is not None and any(s.rule == "place.region" and s.country == country.country for s in senses):
        is_name = tables.countries()[country.country].name == written
        senses = [
            s for s in senses if s.country != country.country or (s.rule == "place.country") == is_name or s.label == "NORP"
        ] or senses
    return sorted(senses, key=lambda s: -s.weight)


def column(table: str, name: str = "word") -> list[str]:
    return [row[name] for _, row in tables.rows(table)]


@cache
def common_words() -> frozenset[str]:
    """English words that are written small far more often than with a capital."""
    return frozenset((tables.DATA / "common_words.csv").read_text(encoding="utf-8").split()[1:])


Evidence = dict[str, tuple[tuple[str, int], ...]]
"""{word beside a name: (label or PLACE, weight) of each that it speaks for}."""


@cache
def evidence(side: str) -> Evidence:
    """What the words on that side of a name, `before` or `after`, say of it."""
    found: dict[str, list[tuple[str, int]]] = {}
    for _, row in tables.rows("name_evidence"):
        if row["side"] == side:
            for word in row["words"].split("|"):
                found.setdefault(word, []).append((row["label"], int(row["weight"])))
    if side == "before":
        for title, kind in gazetteers.titles().items():
            if kind == "role" and " " not in title and title.islower():
                found.setdefault(title, []).append(("PERSON", 2))
    return {word: tuple(said) for word, said in found.items()}


class Lexicon:
    """The gazetteers by first word, and what each word is."""

    def __init__(self, nlp: Language) -> None:
        was_at_work = gc.isenabled()
        gc.disable()  # Python would look through the tables again and again while they grow
        try:
            self.build(nlp)
        finally:
            if was_at_work:
                gc.enable()

    def build(self, nlp: Language) -> None:
        """Read the tables."""
        self.nlp = nlp
        self.phrases: dict[str, tuple[Known, ...]] = {}
        """{first word: the forms that begin with it, the longest first}."""
        forms: dict[str, tuple[Sense, ...]] = {}
        alone: dict[Sense, tuple[Sense, ...]] = {}
        for source in SOURCES:
            for written, sense in source():
                if written[:4] in ("The ", "the "):
                    written = written[4:]
                senses = forms.get(written)
                if senses is None:
                    forms[written] = alone.get(sense) or alone.setdefault(sense, (sense,))
                elif all((s.entity, s.label) != (sense.entity, sense.label) for s in senses):
                    forms[written] = (*senses, sense)
        phrases = self.phrases
        for written, senses in forms.items():
            if len(senses) > 1:
                senses = tuple(sifted(written, senses))
            words = (written,) if written.isalpha() else self.cut(written)
            first = words[0]
            known = Known(words, senses, senses[0].label, senses[0].weight)
            others = phrases.get(first)
            phrases[first] = (known,) if others is None else (*others, known)
        for first, others in phrases.items():
            if len(others) > 1:
                phrases[first] = tuple(sorted(others, key=lambda k: -len(k.words)))
        self.capitals = self.odd_capitals()
        """{a first word in capitals: the words that it may be}, where it is not one word with a capital: "DE" """
        self.titles = self.by_first(gazetteers.titles())
        self.title_kinds = {self.cut(title): kind for title, kind in gazetteers.titles().items()}
        self.org_words = {self.cut(" ".join(words)): word for words, word in gazetteers.organisation_words().items()}
        self.org_words[("plc",)] = gazetteers.NameWord("legal-form", "ORG")
        self.org_words |= {
            (f"{w[0]}.",): word for w, word in self.org_words.items() if len(w) == 1 and word.place == "legal-form"
        }
        self.org_firsts = self.by_first(" ".join(words) for words in self.org_words)
        self.given = gazetteers.given_names()
        self.common = common_words()
        self.family_first = gazetteers.leading_family_names()
        self.never = frozenset(column("never_names")) | tables.currencies().keys()
        self.compounds = {row["name"]: frozenset(row["behind"].split("|")) for _, row in tables.rows("name_compounds")}
        self.small_kinds = {word: NAME for word in self.phrases if word[:1].islower()}
        self.small_kinds |= {"plc": NAME} | dict.fromkeys(DASHES, DASH) | dict.fromkeys(PARTICLES, PARTICLE) | JOINERS
        self.open_marks = dict.fromkeys(LAWS, LAW)
        """{word: its marks}, KNOWN aside."""
        for firsts, mark in ((self.titles, TITLE), (self.org_firsts, ORG)):
            for word in firsts:
                self.open_marks[word] = self.open_marks.get(word, 0) | mark
        self.kinds = Kinds(self.kind)
        self.marks = Memo(self.mark)
        self.seconds = Memo(self.by_second)

    def by_second(self, first: str) -> dict[str, tuple[Known, ...]]:
        """{second word: the forms that begin with both, the longest first, and last the first word alone}; "" has the last."""
        alone = tuple([known for known in self.phrases[first] if len(known.words) == 1])
        found: dict[str, tuple[Known, ...]] = {"": alone}
        for known in reversed(self.phrases[first]):
            if len(known.words) > 1:
                found[known.words[1]] = (known, *found.get(known.words[1], alone))
        return found

    def odd_capitals(self) -> dict[str, list[str]]:
        """The first words of forms by what they are in capitals, without short forms, where `capitalize` does not lead back."""
        odd = set()
        for first in self.phrases:
            if len(first) >= SHORTEST - 1 and not first.isupper():
                upper = first.upper()
                if upper.capitalize() != first or not upper.isupper():
                    odd.add(upper)
                    odd.add(first)
                    odd.add(upper.capitalize())
        found: dict[str, list[str]] = {}
        for first in self.phrases:
            if first in odd and len(first) >= SHORTEST - 1 and not first.isupper() and (upper := first.upper()) in odd:
                found.setdefault(upper, []).append(first)
        return found

    def small(self, word: str) -> Sequence[str]:
        """The first words of forms that a word in capitals may be, without short forms and abbreviations."""
        found = self.capitals.get(word)
        if found is not None:
            return found
        first = word.capitalize()
        if word.isupper() and len(first) >= SHORTEST - 1 and first in self.phrases and first.upper() == word:
            return () if first.isupper() else (first,)
        return ()

    def mark(self, word: str) -> int:
        """What may begin with a word of a run, as a sum of KNOWN, TITLE, ORG and LAW."""
        is_known = word in self.phrases or ((word.isupper() or word in self.capitals) and self.small(word))
        mark = self.open_marks.get(word, 0)
        return mark | KNOWN if is_known else mark

    def cut(self, written: str) -> tuple[str, ...]:
        """The words of a form as the tokenizer cuts them."""
        if written.replace(" ", "").isalpha():
            return tuple(written.split())
        return tuple(token.text for token in self.nlp.tokenizer(written))

    def by_first(self, written: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
        """{first word: word lists, the longest first}."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for form in written:
            words = self.cut(form)
            found.setdefault(words[0], []).append(words)
        for forms in found.values():
            forms.sort(key=len, reverse=True)
        return found

    def kind(self, word: str) -> int:
        """The kind of a word in a run; 0 for one that no name has."""
        if word.islower():
            return self.small_kinds.get(word, 0)
        first = word[:1]
        if not first.isupper():
            kind = self.small_kinds.get(word)
            if kind is not None:
                return kind
            if word.isspace():
                return SPACE
            return NAME if first.isalpha() and is_inner_capital(word) else 0
        lower, caps = word.lower(), is_caps(word)
        if lower in DATES or "$" in word:
            return 0
        is_known = word in self.phrases
        if lower in STOPS and not (caps and is_known):
            return 0
        if not is_known or ("." in word and all(len(known.words) > 1 for known in self.phrases[word])):
            if ("." in word or len(word) == 1) and len(word) <= 6 and lower not in ("a", "i") and word.replace(".", "").isupper():
                return INITIAL
            if word in JOINERS:
                return JOINERS[word]
        return CAPS if caps else OWNER if word in OWNERS else HEAD if word in TAKES_FOR else NAME

    def at(self, words: tuple[str, ...], i: int) -> Known | None:
        """The longest known form at word `i`."""
        word, n_words = words[i], len(words)
        found = self.phrases.get(word, ())
        if len(found) > MANY:
            seconds = self.seconds[word]
            found = (seconds.get(words[i + 1]) if i + 1 < n_words else None) or seconds[""]
        for known in found:
            n = len(known.words)
            if n == 1 or words[i : i + n] == known.words:
                return known
        if not word.isupper() and word not in self.capitals:
            return None
        for first in self.small(word):
            for known in self.phrases[first]:
                n = len(known.words)
                if (
                    i + n <= n_words
                    and sum(map(len, known.words)) >= SHORTEST
                    and (n == 1 or words[i : i + n] == tuple([w.upper() for w in known.words]))
                ):
                    return known
        return None

    def phrase_at(self, table: dict[str, list[tuple[str, ...]]], words: tuple[str, ...], i: int) -> tuple[str, ...] | None:
        """The longest word list of a table at word `i`."""
        for phrase in table.get(words[i], ()):
            if len(phrase) == 1 or words[i : i + len(phrase)] == phrase:
                return phrase
        return None

    def is_common(self, word: str) -> bool:
        """Whether a word, whatever its case, is an ordinary English one."""
        return word.lower() in self.common


def is_caps(word: str) -> bool:
    """Whether a word's letters are capitals, two or more."""
    return len(word) > 1 and word.isupper()


def is_inner_capital(word: str) -> bool:
    """ "iPhone", "d'Ivoire", "al-Assad"; not "mRNA's"."""
    return len(word) > 3 and any(c.isupper() for c in word[1:3]) and word[-1].islower()
