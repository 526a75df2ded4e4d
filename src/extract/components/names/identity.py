"""Who or where each name of an article is, and how that was decided.

entity_basis   stated    one thing alone bears the name, or the article gives it in full
               context   others of the article decide between several: "Ga." elsewhere makes Georgia the state
               default   nothing in the article decides; it is the likeliest by far
A name that several bear and nothing decides keeps its label and has no entity.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from extract import gazetteers
from extract.components.names.index import Index, Name, fits, surname_of
from extract.components.names.lexicon import Known, Lexicon, Sense, is_caps
from extract.components.words import Words

STATED, CONTEXT, DEFAULT = "stated", "context", "default"
DASH = re.compile(r" ([-–]) ")
BRACKET = re.compile(r"(?:\s*<[^<>\s]{1,12}>)?\s*\(\s*(?:the\s+)?[\"“]?([A-Z][\w.&+-]{1,9})[\"”]?\s*\)")
DEFINED = 40
"""Characters behind a name in which its short form stands in brackets, a share's code before it: " <BRKN.S> (BHP)"."""
WIRES = frozenset(("AP", "AFP", "UPI", "PA", "ANSA", "TASS", "DPA"))
REGION_WORDS = frozenset("state region province oblast county prefecture governorate".split())


class Identity(NamedTuple):
    """An entity, its scheme and its basis; None where it is not decided."""

    entity: str | None
    scheme: str | None
    basis: str | None
    country: str = ""


NOBODY = Identity(None, None, None)


@lru_cache(maxsize=1 << 13)
def stated(sense: Sense) -> Identity:
    """The identity of a form that one thing alone bears."""
    return Identity(sense.entity, sense.scheme, STATED, sense.country)


def is_code(known: Known) -> bool:
    """Whether one thing alone bears a form, and has a code or a name of its own in the tables."""
    return len(known.senses) == 1 and known.senses[0].scheme in ("iso3166", "alias")


class Identities:
    """Gives the names of one article their identities."""

    def __init__(self, names: list[Name], index: Index, words: Words, lexicon: Lexicon) -> None:
        self.names, self.index, self.words, self.lex = names, index, words, lexicon
        self.defined: dict[str, Identity] = {}
        self.by_key: dict[str, Name] = {}
        self.longest: dict[str, str] = {}
        """{name of a place of data/geography.csv: its fullest form in the article}."""
        for name in names:
            if name.known and name.known.label in ("LOC", "FAC") and (entity := name.known.senses[0].entity):
                written = readable(self.written(name), lexicon)
                if len(written) > len(self.longest.get(entity, "")):
                    self.longest[entity] = written

    @cached_property
    def speaking(self) -> list[tuple[str, str]]:
        """(country, key) of each name that one thing alone bears, which is in a country."""
        known = [(n.known.senses[0].country, n.key) for n in self.names if n.known and len(n.known.senses) == 1]
        return [(country, key) for country, key in known if country]

    @cached_property
    def named(self) -> Counter[str]:
        """How often each country is spoken of."""
        return Counter(country for country, _ in self.speaking)

    def all(self) -> list[Identity]:
        """The identity of each name, in order."""
        if "(" in self.words.text:
            self.definitions()
        found: list[Identity] = []
        kept: dict[tuple[str, str], Identity] = {}
        for at, name in enumerate(self.names):
            known, label = name.known, name.label
            if known is None and name.is_plain and (label == "ORG" or label == "PERSON") and name.rule != "person.family":
                identity = kept.get((label, name.key))  # the same wherever it stands
                if identity is None:
                    identity = kept[label, name.key] = self.of(name, at)
            elif known is not None and label == known.label and is_code(known) and not self.defined:
                identity = stated(known.senses[0])
            else:
                identity = self.of(name, at)
            found.append(identity)
        return found

    def of(self, name: Name, at: int) -> Identity:
        """The identity of one name."""
        written = name.key if name.is_plain else self.written(name)
        if name.label == "PERSON":
            return self.person(name, written)
        if written in self.defined and name.label in ("ORG", "GPE", "LOC"):
            return self.defined[written]
        if name.label == "ORG" and name.known is None:
            return self.body(name, written)
        if name.known is not None and name.label != "EVENT":
            senses: Sequence[Sense] = name.known.senses
            if len(senses) > 1 or name.label != name.known.label:
                senses = [s for s in senses if alike(s.label, name.label)]
            if senses:
                return self.sense(name, written, senses, at)
        if name.label == "ORG":
            return self.body(name, written)
        return Identity(readable(written, self.lex), "name", STATED)

    def written(self, name: Name) -> str:
        """A name's characters in one line."""
        if name.is_plain:
            return name.key
        start, end = self.words.characters(name.start, name.end)
        return " ".join(self.words.text[start:end].split())

    def sense(self, name: Name, written: str, senses: Sequence[Sense], at: int) -> Identity:
        """Of several things that a form may name, that which the article's other names speak for."""
        if name.label == "GPE" and len(name.words) == 1 and self.is_region(name):
            region = next((s for s in senses if s.rule == "place.region"), None)
            if region is not None:
                return self.as_identity(region, written, CONTEXT)
            city = gazetteers.cities().get(written)
            region_of = gazetteers.regions().get(city.region) if city is not None else None
            if city is not None and region_of is not None and region_of.name.startswith(city.name):
                return Identity(city.region, "iso3166", CONTEXT, city.country)
        if len(senses) == 1:
            return self.as_identity(senses[0], written, self.basis_of(senses[0], written, name, at))
        beside = self.beside(name, at)
        if beside:
            fit = [s for s in senses if s.country == beside]
            if len(fit) >= 1:
                return self.as_identity(fit[0], written, STATED if len(fit) == 1 else CONTEXT)
        partner = self.partner(name, at)
        if partner is not None:
            fit = [s for s in senses if s.rule == partner.rule and (s.rule == "place.country" or s.country == partner.country)]
            if len(fit) == 1:
                return self.as_identity(fit[0], written, CONTEXT)
        score = [(self.named[s.country], s) for s in senses]
        best = max(score, key=lambda pair: pair[0])
        if best[0] and sum(n == best[0] for n, _ in score) == 1:
            return self.as_identity(best[1], written, CONTEXT)
        if len({s.country for s in senses}) == 1:
            return self.as_identity(senses[0], written, DEFAULT)
        if senses[0].weight > senses[1].weight and not (senses[0].rule == "place.country" and senses[1].rule == "place.region"):
            return self.as_identity(senses[0], written, DEFAULT)
        return NOBODY

    def basis_of(self, sense: Sense, written: str, name: Name, at: int) -> str:
        """How sure the one reading of a name is; of a city with namesakes the tables have the largest alone."""
        city = gazetteers.cities().get(written) if sense.rule == "place.city" else None
        if city is None or not city.others or self.beside(name, at) == city.country:
            return STATED
        is_spoken_of = any(country == city.country and key != name.key for country, key in self.speaking)
        return CONTEXT if is_spoken_of else DEFAULT

    def is_region(self, name: Name) -> bool:
        """Whether the words beside a name say that it is a region's: "Atyrau region", "the state of Washington"."""
        texts, start = self.words.texts, name.start
        if self.words.following(name.end) in REGION_WORDS:
            return True
        return start > 1 and texts[start - 1] == "of" and texts[start - 2] in REGION_WORDS

    def beside(self, name: Name, at: int) -> str:
        """The country of the place behind a comma: "Paris, Texas"; or before it: "Atlanta, Georgia"."""
        texts = self.words.texts
        for other, comma in ((at + 1, name.end), (at - 1, name.start - 1)):
            if 0 <= other < len(self.names):
                there = self.names[other]
                while 0 < comma < len(texts) and texts[comma].isspace():
                    comma += 1 if other > at else -1
                close = abs(there.start - name.end) <= 2 if other > at else abs(name.start - there.end) <= 2
                if close and 0 <= comma < len(texts) and texts[comma] == "," and there.known is not None:
                    return next((s.country for s in there.known.senses if s.country), "")
        return ""

    def partner(self, name: Name, at: int) -> Sense | None:
        """The country or region that stands beside a name in a list: "Armenia and Georgia"."""
        texts = self.words.texts
        for other in (at - 1, at + 1):
            if not 0 <= other < len(self.names):
                continue
            one, two = (self.names[other], name) if other < at else (name, self.names[other])
            known = self.names[other].known
            if known is None or two.start - one.end != 1 or texts[one.end] not in ("and", "or", "&"):
                continue
            if len(known.senses) == 1 and known.senses[0].rule in ("place.country", "place.region"):
                return known.senses[0]
        return None

    def as_identity(self, sense: Sense, written: str, basis: str) -> Identity:
        if sense.scheme == "name" and sense.label in ("LOC", "FAC"):
            return Identity(self.longest.get(sense.entity or "", written), "name", basis)
        if sense.entity is None:
            return Identity(readable(written, self.lex), "name", basis, sense.country)
        return Identity(sense.entity, sense.scheme, basis, sense.country)

    def person(self, name: Name, written: str) -> Identity:
        """The fullest name of a person in the article."""
        if name.rule == "person.family":
            return NOBODY
        full = self.fullest(name, written)
        if full is None:
            return NOBODY
        return Identity(readable(full, self.lex), "name", STATED)

    def fullest(self, name: Name, written: str) -> str | None:
        words = name.words
        surnames, least = self.index.surnames, len(name.key)
        folded = name.folded.replace(" - ", "-") if len(words) > 1 else name.folded
        owners = {o for o in surnames.get(folded, ()) if len(o) > least}
        if "-" in folded:
            owners |= {o for o in surnames.get(folded.replace("-", ""), ()) if len(o) > least}
        if not owners and len(words) == 1:
            short = (*self.index.given.get(folded, ()), *self.index.middle.get(folded, ()))
            owners = {o for o in short if len(o) > least}
        if not owners and len(words) > 1:
            last = surname_of(words).casefold()
            owners = {o for o in surnames.get(last, ()) if len(o) > least and agrees(words, o.split())}
        if len(owners) > 1:
            longest = max(owners, key=lambda o: (len(o.split()), o))
            if not all(agrees(tuple(o.split()), longest.split()) for o in owners):
                return None
            owners = {longest}
        return self.joined(next(iter(owners))) if owners else written

    @staticmethod
    def joined(key: str) -> str:
        return DASH.sub(r"\1", key) if " - " in key or " – " in key else key

    def body(self, name: Name, written: str) -> Identity:
        """The fullest name of an organisation in the article."""
        folded, least = name.folded.replace(" - ", "-"), len(name.key)
        owners = [o for o in self.index.bodies.get(folded, ()) if len(o) > least]
        if len(owners) == 1:
            return self.full_body(owners[0])
        if len(owners) > 1:
            longest = max(owners, key=lambda o: (len(o), o))
            if all(longest.startswith(o) or o in self.index.bodies.get(o.casefold(), ()) for o in owners):
                return self.full_body(longest)
            shortest = min(len(o.split()) for o in owners)
            starting = [o for o in owners if o.casefold().startswith(folded) and len(o.split()) == shortest]
            if len(starting) == 1:
                return self.full_body(starting[0])
        return Identity(readable(written, self.lex), "name", STATED)

    def full_body(self, key: str) -> Identity:
        known = self.lex.at(tuple(key.split()), 0)
        if known is not None and len(known.words) == len(key.split()) and known.label == "ORG":
            return self.as_identity(known.senses[0], key, STATED)
        if not self.by_key:
            self.by_key = {name.key: name for name in reversed(self.names)}
        name = self.by_key.get(key)
        return Identity(readable(self.written(name), self.lex) if name else self.joined(key), "name", STATED)

    def definitions(self) -> None:
        """Short forms in brackets behind a name: "World Health Organization (WHO)"."""
        text, texts, starts = self.words.text, self.words.texts, self.words.starts
        for at, name in enumerate(self.names):
            if name.label not in ("ORG", "GPE", "LOC"):
                continue
            end = starts[name.end - 1] + len(texts[name.end - 1])
            match = BRACKET.match(text, end, end + DEFINED) if text.find("(", end, end + DEFINED) >= 0 else None
            if match is None or not (name.label == "ORG" or fits(match[1], name.words)):
                continue
            known = self.lex.at((match[1],), 0)
            if ((known is not None and known.label != "ORG") or match[1] in WIRES) and not fits(match[1], name.words):
                continue  # "Harlow Industries (Canada)", "ROME (AP)"
            long, short = self.plain(name, at), None
            if known is not None and known.label == "ORG" and long.scheme == "name":
                short = self.as_identity(known.senses[0], match[1], STATED)
                if len(known.senses) == 1 and agrees_with(known.senses[0].entity, name.words):
                    long = short
            self.defined[match[1]] = long

    def plain(self, name: Name, at: int) -> Identity:
        if name.known is not None:
            senses = [s for s in name.known.senses if alike(s.label, name.label)]
            if senses:
                return self.sense(name, self.written(name), senses, at)
        return self.body(name, self.written(name))


def agrees_with(entity: str | None, words: tuple[str, ...]) -> bool:
    return entity is not None and entity.casefold() == " ".join(words).casefold()


def agrees(words: tuple[str, ...], full: list[str]) -> bool:
    """Whether a shorter name can be that of a longer: "J. Smith", "John Smith" of "John F. Smith"."""
    if words[0] == full[0]:
        return True
    a, b = words[0].rstrip("."), full[0].rstrip(".")
    return (len(a) == 1 or len(b) == 1) and a[0] == b[0]


def alike(one: str, other: str) -> bool:
    """Whether two labels are of one kind: places are."""
    return one == other or {one, other} <= {"GPE", "LOC", "FAC"}


def readable(written: str, lexicon: Lexicon) -> str:
    """A name in capitals as it is written elsewhere: "ANKARA" is "Ankara"; acronyms stay."""
    if not written.isupper():
        return written
    words = written.split()
    if (len(words) > 1 or len(written) > 6 or lexicon.small(written)) and "." not in written:
        return " ".join(re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize(), word) if is_caps(word) else word for word in words)
    return written
