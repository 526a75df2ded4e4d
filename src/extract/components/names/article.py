"""Which runs of an article are names: evidence added up over all mentions of a name, then what sure names support."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Doc

from extract.components.names import lexicon as lex
from extract.components.names.context import Context, Weights, is_dateline
from extract.components.names.lexicon import SAFE, Lexicon, is_caps
from extract.components.names.parse import UNKNOWN, Part, Parser
from extract.components.names.runs import Runs
from extract.components.words import Words, words_of

ENOUGH = 2
"""The sum of evidence from which a name is read."""


class Name:
    """One candidate: tokens [start, end), its words, what is known of it and what speaks for which label.

    label is UNKNOWN until decided; `first` tells that its capital says nothing.
    """

    __slots__ = ("after", "before", "end", "first", "key", "known", "label", "rule", "says", "start", "weight", "weights", "words")

    def __init__(self, start: int, end: int, words: tuple[str, ...], part: Part, first: bool) -> None:
        self.start, self.end, self.words = start, end, words
        self.key = " ".join(words)
        self.label, self.rule, self.weight, self.known = part.label, part.rule, part.weight, part.known
        self.first = first
        self.weights: Weights = {}
        self.before = self.after = ""
        self.says: list[str] = [part.by] if part.by else []

    def take(self, label: str, rule: str, why: str = "") -> None:
        """Decide for a label."""
        self.label, self.rule, self.weight = label, rule, max(self.weight, ENOUGH)
        if why:
            self.says.append(why)


class Index:
    """The names that are sure in an article, by what later mentions may have of them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lex = lexicon
        self.full: dict[str, str] = {}
        self.surnames: dict[str, set[str]] = {}
        self.given: dict[str, set[str]] = {}
        self.bodies: dict[str, set[str]] = {}

    def put(self, name: Name) -> None:
        """Add a sure name."""
        words = name.words
        if name.label == "PERSON":
            self.full.setdefault(name.key.casefold(), "PERSON")
            words = tuple(w for w in words if w not in lex.SUFFIXES)
            if len(words) < 2:
                self.surnames.setdefault(words[0].casefold() if words else "", set()).add(name.key)
                return
            last = surname_of(words)
            self.surnames.setdefault(last.casefold(), set()).add(name.key)
            at = len(words) - 1
            while at > 1 and (words[at - 1] in lex.PARTICLES or words[at - 1] == "-" or words[at - 1].lower() in lex.LEADING):
                at -= 1
                if words[at] == "-":
                    at -= 1
                self.surnames.setdefault(" ".join(words[at:]).casefold(), set()).add(name.key)
            if len(words) == 3 and words[1].isalpha():
                self.surnames.setdefault(" ".join(words[1:]).casefold(), set()).add(name.key)
            if words[0].isalpha() and len(words[0]) > 1:
                self.given.setdefault(words[0].casefold(), set()).add(name.key)
        elif name.label == "ORG":
            self.full.setdefault(name.key.casefold(), "ORG")
            for short in self.shorts(words):
                self.bodies.setdefault(short, set()).add(name.key)
        elif name.label in ("GPE", "LOC", "FAC"):
            self.full.setdefault(name.key.casefold(), name.label)

    def shorts(self, words: tuple[str, ...]) -> Iterator[str]:
        """Forms that later mentions may have of an organisation's name, casefolded."""
        solid = [w for w in words if w[:1].isalnum()]
        if len(solid) < 2:
            return
        for n in range(1, len(solid)):
            head = solid[:n]
            if n == 1 and (self.lex.is_common(head[0]) or self.lex.at((head[0],), 0) or len(head[0]) < 3):
                continue
            if not head[-1].islower() and (n == 1 or " ".join(head) in " ".join(words)):
                yield " ".join(head).casefold()
        first, last = solid[0], solid[-1]
        known = self.lex.at(tuple(solid[:-1]), 0)
        if known is not None and len(known.words) == len(solid) - 1 and last.endswith("s"):
            yield last.casefold()  # "Los Angeles Clippers": "Clippers"
            yield last[:-1].casefold()
        elif not self.lex.is_common(last) and (last,) not in self.lex.org_words and first[:1].isupper() and not self.lex.at((last,), 0):
            yield last.casefold()
        for keep_small in (False, True):
            initials = "".join(w[0] for w in solid if keep_small or w[0].isupper())
            if len(initials) > 1:
                yield initials.casefold()


def surname_of(words: tuple[str, ...]) -> str:
    """The family name of a full name: the last word, the first of a Chinese name."""
    from extract.components.names.parse import FAMILY_FIRST

    if len(words) == 2 and len(words[0]) == 2 and words[0] in FAMILY_FIRST:
        return words[0]
    at = len(words) - 1
    while at > 1 and words[at - 1] == "-":
        at -= 2
    return "".join(words[at:]) if at < len(words) - 1 else words[-1]


class Article:
    """Decides the names of one article."""

    def __init__(self, doc: Doc, lexicon: Lexicon, context: Context) -> None:
        self.doc, self.lex, self.context = doc, lexicon, context
        self.words: Words = words_of(doc)
        self.names: list[Name] = []
        self.index = Index(lexicon)
        self.by_end: dict[int, Name] = {}
        self.dead: set[str] = set()
        """Short forms that the article says are of something else than a body."""

    def read(self, runs: Runs, parser: Parser) -> list[Name]:
        """The names in order."""
        texts = self.words.texts
        pending: list[Name] = []
        sure: list[Name] = []
        middle: set[str] = set()
        total: dict[str, Weights] = {}
        works = works_in(self.words.text)
        for span in runs.of(self.doc):
            tokens = span.tokens
            for part in parser(span.words, span.is_first):
                start, end = tokens[part.start], tokens[part.end - 1] + 1
                first = span.is_first and part.start == 0
                if works and is_within(works, self.words.starts[start]):
                    continue
                name = Name(start, end, span.words[part.start : part.end], part, first)
                self.names.append(name)
                if part.weight >= SAFE and (part.known is None or part.known.senses[0].weight >= SAFE) and not self.is_doubtful(name):
                    sure.append(name)
                    continue
                name.weights, name.before, name.after, says = self.context.of(self.words, start, end)
                name.says += says
                if first and name.before != "(" and is_dateline(texts, start, end):
                    name.weights["PLACE"] = name.weights.get("PLACE", 0) + 3
                    name.says.append("a dateline")
                if not first and not is_caps(name.words[0]):
                    middle.add(name.key)
                pending.append(name)
        self.by_end = {name.end: name for name in self.names}
        self.pairs(sure, pending)
        self.lists()
        for name in pending:
            sums = total.setdefault(name.key.casefold(), {})
            for label, weight in name.weights.items():
                sums[label] = min(sums.get(label, 0) + weight, MOST)
        for name in sure:
            self.index.put(name)
        left = []
        for name in sorted(pending, key=lambda n: len(n.words) == 1 and n.rule != "person.title"):
            if self.is_surname(name):
                name.take("PERSON", "person.surname", "a person of that surname in the article")
            elif self.decide(name, total[name.key.casefold()], name.key in middle):
                self.index.put(name)
            else:
                left.append(name)
        self.support(left)
        self.linked = list(self.second(left))
        return sorted([n for n in self.names if n.label != UNKNOWN] + self.linked, key=lambda n: n.start)

    def is_acronym(self, name: Name) -> bool:
        """Whether capitals stand for a body: not in a bracket behind other words ("passenger-kilometres (RPK)"), nor before a number."""
        if name.key in self.dead:
            return False
        if name.after[:1].isdecimal() or name.after in ("$", "/", "%"):
            return False
        if name.before == "(":
            former = self.by_end.get(name.start - 1) or self.by_end.get(name.start - 2)
            is_defined = former is not None and (former.label == "ORG" or fits(name.key, former.words))
            if not is_defined and name.after == ")" and name.key not in WIRES:
                self.dead.add(name.key)
                return False
        return True

    def is_surname(self, name: Name) -> bool:
        """Whether one word that may be a place, an acronym or nothing is the surname of a person of the article."""
        if len(name.words) > 1 or name.key.casefold() not in self.index.surnames or name.label == "PERSON":
            return False
        if name.first and self.lex.is_common(name.key) and not name.weights.get("PERSON"):
            return False
        place = name.weights.get("PLACE", 0)
        return place < 3 if name.known is None or name.weight < SAFE else place == 0 and name.weights.get("PERSON", 0) > 0

    def is_doubtful(self, name: Name) -> bool:
        """Whether a name that a gazetteer has may be a person's or another thing's here."""
        return name.known is not None and len(name.words) == 1 and (name.words[0] in self.lex.given or len(name.known.senses) > 1)

    def pairs(self, sure: list[Name], pending: list[Name]) -> None:
        """ "Hull, Quebec", "Macon, Ga.": a comma between two places supports both."""
        texts = self.words.texts
        ends = {name.end: name for name in (*sure, *pending)}
        for name in (*sure, *pending):
            if name.known is None or name.known.senses[0].rule not in ("place.country", "place.region"):
                continue
            k = name.start - 1
            while k > 0 and texts[k].isspace():
                k -= 1
            if k < 1 or texts[k] != ",":
                continue
            former = ends.get(k)
            if former is None or former.label in ("PERSON", "NORP") or (former.weight >= SAFE and former.label == "ORG"):
                continue
            if former.known is not None and former.known.senses[0].rule in ("place.country",) and len(former.known.senses) == 1:
                continue  # "Japan, France and Germany"
            former.weights["PLACE"] = former.weights.get("PLACE", 0) + 3
            former.says.append(f"“, {name.key}” behind it")
            name.weights["PLACE"] = name.weights.get("PLACE", 0) + 3
            name.says.append(f"“{former.key},” before it")

    def lists(self) -> None:
        """ "Tbilisi, Gori and Batumi": what stands in a list with a place is one, if its name may be."""
        texts = self.words.texts
        for former, name in pairwise(self.names):
            if former.end + 1 != name.start or texts[former.end] not in (",", "and", "or", "&", "/"):
                continue
            for one, other in ((former, name), (name, former)):
                if one.label in PLACES and one.weight >= SAFE and other.weight < SAFE:
                    if other.label in PLACES or (other.label == UNKNOWN and other.weight == 0 and texts[former.end] != ","):
                        other.weights["PLACE"] = other.weights.get("PLACE", 0) + 1 + (other.label in PLACES)
                        other.says.append(f"in a list with “{one.key}”")

    def decide(self, name: Name, total: Weights, in_middle: bool) -> bool:
        """Read a name by its own evidence and that of its other mentions; whether it is decided."""
        label, own = name.label, name.weights
        sums = {kind: max(own.get(kind, 0), weight - 1) if kind in own else weight - 1 for kind, weight in total.items()}
        place = sums.get("PLACE", 0)
        if name.known is not None:
            return self.decide_known(name, sums)
        if label == "PERSON":
            against = (name.before == "the" and "s" != name.words[-1][-1:]) * 2 + max(0, max(sums.get("ORG", 0) - 1, place) - sums.get("PERSON", 0))
            if name.weight < SAFE and name.weight - against + min(sums.get("PERSON", 0), 2) < ENOUGH:
                name.label = UNKNOWN
                if place >= ENOUGH + 1 and place > sums.get("ORG", 0):
                    name.take("GPE", "place.context")
                    return True
                if sums.get("ORG", 0) >= ENOUGH + 1:
                    name.take("ORG", "org.context")
                    return True
                return False
            return True
        if name.rule == "org.acronym" and not self.is_acronym(name):
            name.label, name.weight = UNKNOWN, -2
            return False
        if label == "ORG" and name.rule == "org.acronym":
            if place >= 3 and place > sums.get("ORG", 0):
                name.take("GPE", "place.context")
            return True
        if label != UNKNOWN:
            return name.weight >= ENOUGH
        if name.first and not in_middle and name.weight < 0 and own.get("PLACE", 0) < 3:
            return False
        n = len(name.words)
        person, org = sums.get("PERSON", 0), sums.get("ORG", 0)
        if n > 1 and self.lex.is_common(name.words[-1]) and name.words[0] not in self.lex.given:
            person, org = 0, org + min(person, 2)  # "Magalies Platinum said"
        need = ENOUGH - name.weight
        if max(place, own.get("PLACE", 0)) >= need and place > max(org, person if n > 1 else 0) and not (name.weight < 0 and max(place, own.get("PLACE", 0) + 1) < 4):
            name.take("GPE", "place.context")
        elif n > 1 and person >= need and person > org and name.weight >= 0:
            name.take("PERSON", "person.context")
        elif n == 1 and person >= 3 and own.get("PERSON", 0) >= 3 and name.weight >= 0:
            name.take("PERSON", "person.context")
        elif org >= need and (org > ENOUGH or not name.first):
            name.take("ORG", "org.context")
        elif (
            n == 1
            and name.before.lower() == "the"
            and name.words[0].endswith("s")
            and name.weight >= 0
            and not name.first
        ):
            name.take("ORG", "org.team", "a plural behind “the”")
        return name.label != UNKNOWN

    def decide_known(self, name: Name, sums: Weights) -> bool:
        """Read a name that a gazetteer has and that may be another thing."""
        known = name.known
        assert known is not None
        word = name.words[0]
        weight = name.weight + min(2, sums.get("PLACE", 0) if known.label in PLACES else sums.get(known.label, 0))
        if known.label in PLACES and is_caps(word) and word in self.lex.capitals:
            weight -= 1  # a headline's
        if known.label in PLACES and name.weight < SAFE and len(name.words) == 1:
            weight -= name.before == "the"
            weight -= name.first and self.lex.is_common(word)
        if known.label in PLACES and word in self.lex.given and len(name.words) == 1:
            weight -= max(0, sums.get("PERSON", 0) - 1)
        if known.label == "ORG" and name.weight < SAFE and name.first and self.lex.is_common(word):
            weight -= 1
        if weight < ENOUGH:
            name.label = UNKNOWN
            name.weight = 0
            return False
        return True

    def support(self, left: list[Name]) -> None:
        """A chunk whose last word stands alone elsewhere with a verb of speech is a person: each supports the other."""
        alone = {n.key for n in left if len(n.words) == 1 and n.weights.get("PERSON", 0) >= 2}
        for name in left:
            if len(name.words) in (2, 3) and name.words[-1] in alone and name.weight >= 0 and not self.lex.is_common(name.words[-1]):
                name.take("PERSON", "person.surname-later", "its last word stands alone elsewhere")
                self.index.put(name)

    def second(self, left: list[Name]) -> Iterator[Name]:
        """Weak mentions that sure names support; of a longer run, the words that are such names."""
        index = self.index
        for name in self.names:
            # A place that is a person's surname in this article: "Price", "Jordan".
            if name.label == "GPE" and name.known is not None and len(name.words) == 1 and name.words[0].casefold() in index.surnames:
                if not name.weights.get("PLACE") and (name.weight < SAFE or name.weights.get("PERSON")):
                    name.take("PERSON", "person.surname", "a person of that surname in the article")
        for name in left:
            if name.label != UNKNOWN:
                continue
            if self.link(name):
                continue
            if len(name.words) > 1:
                yield from self.inside(name)

    def link(self, name: Name) -> bool:
        """Read a candidate as a later mention of a sure name."""
        index, folded = self.index, name.key.casefold()
        if len(name.words) > 1 and "-" in name.words:
            folded = folded.replace(" - ", "-")
        label = index.full.get(folded)
        is_weak = name.first and self.lex.is_common(name.words[0]) and len(name.words) == 1
        if label is not None:
            name.take(label, f"{RULE_OF[label]}.again", "named elsewhere in the article")
            return True
        if folded in index.surnames or folded.replace("-", "") in index.surnames:
            if is_weak and not name.weights.get("PERSON"):
                return False
            name.take("PERSON", "person.surname", "a person of that surname in the article")
            return True
        if len(name.words) == 1 and folded.endswith("s") and name.before.lower() == "the" and folded[:-1] in index.surnames:
            name.take("PERSON", "person.family", "the plural of a surname in the article")
            return True
        if folded in index.bodies and not is_weak:
            name.take("ORG", "org.short", "a longer name of it in the article")
            return True
        if folded in index.given and len(name.words) == 1 and not is_weak:
            name.take("PERSON", "person.given", "a person of that given name in the article")
            return True
        return False

    def inside(self, name: Name) -> Iterator[Name]:
        """The words of a headline's run that are names elsewhere in the article."""
        solid = [k for k in range(name.start, name.end) if not self.words.texts[k].isspace()]
        i = 0
        while i < len(solid):
            for n in range(min(4, len(solid) - i), 0, -1):
                if n == len(solid):
                    continue
                words = tuple(self.words.texts[k] for k in solid[i : i + n])
                part = Part(0, n, UNKNOWN, "", 0)
                inner = Name(solid[i], solid[i + n - 1] + 1, words, part, False)
                if (n > 1 or words[0][:1].isupper()) and not (n == 1 and self.lex.is_common(words[0])) and self.link(inner):
                    yield inner
                    i += n
                    break
            else:
                i += 1


def fits(short: str, words: tuple[str, ...]) -> bool:
    """Whether the letters of a short form stand in order at the beginnings of a name's words, or it begins as they do."""
    letters = [c for c in short.casefold() if c.isalpha()]
    initials = [w[0].casefold() for w in words if w[:1].isalpha()]
    if not letters or not initials:
        return False
    at = 0
    for letter in letters:
        if letter not in initials[at:]:
            return letters[0] == initials[0]
        at = initials.index(letter, at) + 1
    return True


QUOTED = re.compile(r"""["“]([A-Z][^"“”\n]{1,70})["”]|(?<![\w'’])`([A-Z][^'’`\n]{1,70})'""")
SMALL = frozenset("a an the of and in on for to with at from by or but is as vs".split())


def works_in(text: str) -> list[tuple[int, int]]:
    """Half-open characters of quoted titles of works: capitals throughout, small words aside."""
    found = []
    for match in QUOTED.finditer(text):
        words = (match[1] or match[2]).rstrip(".,!?;").split()
        large = [w for w in words if w.lower() not in SMALL]
        if len(words) > 1 and all(not w[:1].islower() for w in large) and len(large) > (match[0][-2] in ".,!?" and len(words) < 3):
            found.append(match.span())
    return found


def is_within(spans: list[tuple[int, int]], char: int) -> bool:
    return any(start <= char < end for start, end in spans)


WIRES = frozenset(("AP", "AFP", "UPI", "PA", "ANSA", "TASS", "DPA"))
PLACES = ("GPE", "LOC", "FAC")
MOST = 4
RULE_OF = {"PERSON": "person", "ORG": "org", "GPE": "place", "LOC": "place", "FAC": "place"}
