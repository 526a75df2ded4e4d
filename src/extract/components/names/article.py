"""Which runs of an article are names: evidence added up over all mentions of a name, then what sure names support."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from operator import attrgetter

from spacy.tokens import Doc

from extract import tables
from extract.components.names.context import DASHES, NO_WEIGHTS, Context, Weights, is_dateline
from extract.components.names.identity import WIRES
from extract.components.names.index import ENOUGH, PLACES, Form, Index, Name, fits
from extract.components.names.lexicon import SAFE, Lexicon, is_caps
from extract.components.names.organisations import UNKNOWN, Part
from extract.components.names.parse import Parser
from extract.components.names.runs import Runs
from extract.components.names.works import SMALL, is_within, works_in
from extract.components.words import Words, words_of


class Article:
    """Decides the names of one article."""

    def __init__(self, doc: Doc, lexicon: Lexicon, context: Context) -> None:
        self.doc, self.lex, self.context = doc, lexicon, context
        self.words: Words = words_of(doc)
        self.names: list[Name] = []
        self.index = Index(lexicon)
        self.by_end: dict[int, Name] = {}
        self.added: list[Name] = []
        self.heard: set[str] = set()
        self.dead: set[str] = set()
        """Short forms that the article says are of something else than a body."""

    def read(self, runs: Runs, parser: Parser) -> list[Name]:
        """The names in order."""
        words, names = self.words, self.names
        text, texts, starts = words.text, words.texts, words.starts
        pending: list[Name] = []
        sure: list[Name] = []
        middle: set[str] = set()
        total: dict[str, Weights] = {}
        works = works_in(text)
        context, kept = self.context.of, parser.kept
        for run, tokens, is_first in runs.of(self.doc):
            for form in kept[is_first][run]:
                start, end = tokens[form.start], tokens[form.last] + 1
                if form.known is not None and self.is_no_mention(form, start, end):
                    continue
                if works and is_within(works, starts[start]):
                    continue
                first = is_first and form.start == 0
                name = Name(start, end, form, first)
                names.append(name)
                if form.is_sure:
                    sure.append(name)
                    continue
                name.weights, name.before, name.after, says = context(words, start, end)
                if says:
                    name.says += tuple(says)
                if first and name.before != "(" and is_dateline(texts, start, end):
                    name.support("PLACE", 3, "a dateline")
                if form.is_capital and not first:
                    middle.add(name.key)
                pending.append(name)
        if not names:
            return []
        if "(" in text:
            self.definitions(sure, pending)
        self.by_end = {name.end: name for name in names}
        self.extend()
        if self.added:
            self.names = sorted([n for n in self.names if n.weight > NOTHING] + self.added, key=lambda n: n.start)
            sure[:] = [n for n in sure if n.weight > NOTHING] + self.added
            pending[:] = [n for n in pending if n.weight > NOTHING]
        self.pairs(sure, pending)
        self.lists()
        for name in pending:
            if name.weights:
                sums = total.get(name.folded, NO_WEIGHTS)
                total[name.folded] = sums | {label: min(sums.get(label, 0) + n, MOST) for label, n in name.weights.items()}
        for name in sure:
            self.index.put(name)
        left = []
        surnames = self.index.surnames
        last = [n for n in pending if len(n.words) == 1 and n.rule != "person.title"]
        for name in [*[n for n in pending if len(n.words) > 1 or n.rule == "person.title"], *last]:
            if name.folded in surnames and self.is_surname(name):
                name.take("PERSON", "person.surname", "a person of that surname in the article")
            elif self.decide(name, total.get(name.folded, NO_WEIGHTS), name.key in middle):
                self.index.put(name)
            else:
                left.append(name)
        self.support(left)
        self.linked = list(self.second(left))
        return sorted([n for n in self.names if n.label != UNKNOWN] + self.linked, key=attrgetter("start"))

    def is_acronym(self, name: Name) -> bool:
        """Whether capitals stand for a body: not behind other words ("passenger-kilometres (RPK)"), nor beside a number."""
        if name.key in self.dead:
            return False
        if name.after[:1].isdecimal() or name.after in ("$", "/", "%"):
            return False
        if name.after == "," and self.words.touch(name.end - 1) and self.words.touch(name.end):
            return False  # "RTS,S"
        if name.before == "<" and name.after == ">":
            return False  # a share's code
        if name.before == "(":
            former = self.by_end.get(name.start - 1) or self.by_end.get(name.start - 2)
            is_defined = former is not None and (former.label == "ORG" or fits(name.key, former.words))
            behind = self.words.following(name.end + 1)
            if not is_defined and name.after == ")" and name.key not in WIRES and behind not in DASHES:
                self.dead.add(name.key)
                return False
        return True

    def is_surname(self, name: Name) -> bool:
        """Whether a surname of the article, which may be a place's name too, an acronym or nothing, is that of the person."""
        if len(name.words) > 1 or name.label == "PERSON":
            return False
        if name.first and self.lex.is_common(name.key) and not name.weights.get("PERSON"):
            return False
        place = name.weights.get("PLACE", 0)
        return place < 3 if name.known is None or name.weight < SAFE else place == 0 and name.weights.get("PERSON", 0) > 0

    def is_no_mention(self, form: Form, start: int, end: int) -> bool:
        """Whether a known name is that of a currency, an index or a language here."""
        texts, label = self.words.texts, form.label
        after = texts[end] if end < len(texts) else ""
        if after.isspace():
            after = self.words.following(end)
        if label == "ORG":
            return after.isdecimal() or after == "average" or after == "index"
        word = texts[end - 1]
        if after in MONEY_WORDS and (label == "NORP" or label == "GPE") and ADJECTIVE_MONEY.get(after, word) == word:
            return True
        if word in self.lex.compounds and after in self.lex.compounds[word]:
            return True
        before = texts[start - 1] if start else ""
        return label == "NORP" and after in LANGUAGE_AFTER and before in LANGUAGE_BEFORE and word[-1:] != "s"

    def definitions(self, sure: list[Name], pending: list[Name]) -> None:
        """Capitals in a bracket whose letters begin the words before it: "Fund for Responding to Loss and Damage (FRLD)"."""
        texts = self.words.texts
        for short in [*pending, *sure]:
            at = short.start - 1 - (texts[short.start - 1] in ('"', "“"))
            if (
                not short.rule.startswith("org.")
                or not is_caps(short.key)
                or at < 1
                or texts[at] != "("
                or self.words.following(short.end) not in (")", '"', "”")
            ):
                continue
            start = self.defined_from(short.key, at)
            inside = [] if start is None else self.names_in(start, at)
            if start is None or any(n.label in PLACES and n.weight >= SAFE and (n.start, n.end) == (start, at) for n in inside):
                continue
            if short.known is None:
                short.take("ORG", "org.definition", f"the letters of “{short.key}”")
            self.merge(start, at, "ORG", "org.defined", inside)

    def defined_from(self, short: str, at: int) -> int | None:
        """The token at which the words before token `at` begin whose capitals spell a short form; None where they do not."""
        texts = self.words.texts
        letters = [c for c in short if c.isupper()]
        k, left = at - 1, len(letters)
        while k >= 0 and at - k < MOST_DEFINING:
            word = texts[k]
            if word[:1].isupper():
                if left == 0 or word[0] != letters[left - 1]:
                    return None
                left -= 1
                if left == 0:
                    return k if len(letters) > 1 and at - k > 1 else None
            elif not (
                word.isspace() or word.lower() in SMALL or word in ("-", "’", "'", "'s", "’s", "&", ",") or texts[k - 1] == "-"
            ):
                return None
            k -= 1
        return None

    def pairs(self, sure: list[Name], pending: list[Name]) -> None:
        """ "Hull, Quebec", "Macon, Ga.": a comma between two places supports both."""
        texts = self.words.texts
        ends: dict[int, Name] = {}
        for name in (*sure, *pending):
            if name.known is None:
                continue
            k = name.start - 1
            while k > 0 and texts[k].isspace():
                k -= 1
            if k < 1 or texts[k] != "," or name.known.senses[0].rule not in ("place.country", "place.region"):
                continue
            if not ends:
                ends = {name.end: name for name in (*sure, *pending)}
            former = ends.get(k)
            if former is None or former.label in ("PERSON", "NORP") or (former.weight >= SAFE and former.label == "ORG"):
                continue
            if former.known is not None and former.known.senses[0].rule in ("place.country",) and len(former.known.senses) == 1:
                continue  # "Japan, France and Germany"
            former.support("PLACE", 3, f"“, {name.key}” behind it")
            name.support("PLACE", 3, f"“{former.key},” before it")

    def extend(self) -> None:
        """Give names what stands behind or before them in the text: ", Inc.", the number of a conference, a firm's partners."""
        texts, n = self.words.texts, len(self.words.texts)
        by_end = self.by_end
        for name in self.names:
            end = name.end
            if not (
                (end < n and texts[end] in EXTENDS)
                or name.rule == "org.ampersand"
                or name.key == "COP"
                or (name.weights and name.weights.get("ORG", 0) >= 3)
            ):
                continue
            if (end + 1 < n and texts[end] == "," and texts[end + 1] in LEGAL and name.label in ("ORG", UNKNOWN, "PERSON")) or (
                texts[end - 1] == "S.p" and texts[end : end + 2] == [".", "A."]
            ):
                name.end = end + 2
                name.label, name.rule, name.weight = "ORG", "org.legal-form", SAFE
            elif name.words[0] in ("Department", "Ministry") and texts[end : end + 1] == [","]:
                stop = self.portfolios(end)
                if stop > end:
                    self.merge(name.start, stop, "ORG", "org.head", self.names_in(name.start, stop))
            elif texts[end : end + 3] == ["A", "/", "S"] and name.label != "NORP":
                name.end = end + 3
                name.label, name.rule, name.weight, name.known = "ORG", "org.legal-form", SAFE, None
            elif name.key == "COP" and end < n and texts[end].isdecimal() and self.words.touch(end - 1):
                name.end = end + 1
                name.label, name.rule, name.weight, name.known = "EVENT", "event.head", SAFE, None
                name.key += texts[end]
                name.folded, name.is_plain = name.key.casefold(), False
            elif name.weights.get("ORG", 0) >= 3 and (former := by_end.get(name.start)) and former.rule == "org.head":
                self.merge(former.start, end, "ORG", "org.head", [former, name])  # "Larch Media Audit, a firm"
            elif end + 3 < n and texts[end] == "(" and texts[end + 2] == ")" and texts[end + 3] in LEGAL:
                start = self.capitals_before(end)
                self.merge(start, end + 4, "ORG", "org.legal-form", self.names_in(start, end + 4))
            elif texts[end : end + 1] == ["exhibition"]:
                start = name.start
                while start > 1 and (former := by_end.get(start - 1)) and texts[start - 1] in DASHES:
                    start = former.start
                if start < name.start and name.label in PLACES:
                    self.merge(start, end + 1, "EVENT", "event.head", self.names_in(start, end))
            elif name.rule == "org.ampersand" and name.start > 1 and texts[name.start - 1] == ",":
                while (
                    (former := by_end.get(name.start - 1))
                    and texts[name.start - 1] == ","
                    and former.label in ("PERSON", UNKNOWN)
                ):
                    name.start = former.start
                    former.label, former.weight = UNKNOWN, NOTHING
                name.rename(tuple(w for w in texts[name.start : name.end] if not w.isspace()))

    def names_in(self, start: int, end: int) -> list[Name]:
        """The candidates in tokens [start, end)."""
        at = max(0, bisect_left(self.names, start, key=lambda n: n.start) - 1)
        found = []
        while at < len(self.names) and self.names[at].start < end:
            if start < self.names[at].end:
                found.append(self.names[at])
            at += 1
        return found

    def merge(self, start: int, end: int, label: str, rule: str, inside: list[Name]) -> None:
        """Make one name of tokens [start, end), in place of those inside."""
        words = tuple(w for w in self.words.texts[start:end] if not w.isspace())
        for name in inside:
            name.label, name.weight, name.known = UNKNOWN, NOTHING, None
        form = Form(Part(0, len(words), label, rule, SAFE), words, self.lex)
        self.added.append(Name(start, end, form, False))

    def portfolios(self, end: int) -> int:
        """Where a list of what a ministry is for ends: "Trade, Industry and Competition"; `end` where there is none."""
        solid = [k for k in range(end, min(end + 16, len(self.words.texts))) if not self.words.texts[k].isspace()]
        words = [self.words.texts[k] for k in solid]
        for k in range(0, len(words) - 1, 2):
            word = words[k + 1]
            if not word[:1].isupper() or not self.lex.is_common(word) or self.lex.at((word,), 0):
                return end
            if words[k] == "and":
                return solid[k + 1] + 1
            if words[k] != ",":
                return end
        return end

    def capitals_before(self, end: int) -> int:
        """The token at which the capitalised words before token `end` begin, "and" among them."""
        texts, start = self.words.texts, end
        while start and (texts[start - 1][:1].isupper() or texts[start - 1] in ("and", "&", "-")):
            start -= 1
        return start

    def lists(self) -> None:
        """ "Tbilisi, Gori and Batumi": what stands in a list with a place is one, if its name may be."""
        texts = self.words.texts
        for former, name in pairwise(self.names):
            if former.end + 1 != name.start or texts[former.end] not in (",", "and", "or", "&", "/"):
                continue
            if texts[former.end] == "and" and name.label == "PERSON" and former.key in self.lex.given and name.key != former.key:
                former.weights = {**former.weights, "PERSON": 3}
            for one, other in ((former, name), (name, former)):
                if one.label not in PLACES or one.weight < SAFE or other.weight >= SAFE:
                    continue
                if other.label in PLACES or (other.label == UNKNOWN and other.weight == 0 and texts[former.end] != ","):
                    other.support("PLACE", 1 + (other.label in PLACES), f"in a list with “{one.key}”")

    def decide(self, name: Name, total: Weights, in_middle: bool) -> bool:
        """Read a name by its own evidence and that of its other mentions; whether it is decided."""
        if name.label == UNKNOWN and name.known is None and not total:
            return self.is_team(name)
        if is_scale(name):
            name.label = UNKNOWN
            return False
        label, own = name.label, name.weights
        sums = {kind: max(own.get(kind, 0), weight - 1) if kind in own else weight - 1 for kind, weight in total.items()}
        place = sums.get("PLACE", 0)
        if name.known is not None:
            return self.decide_known(name, sums)
        if label == "PERSON":
            if name.weight < SAFE and not sums.get("PERSON") and name.key.casefold() in self.index.bodies:
                name.take("ORG", "org.short", "a longer name of it in the article")
                return True
            against = (name.before == "the" and (len(name.words) > 1 or name.key[-1:] != "s")) * 2 + max(
                0, max(sums.get("ORG", 0) - 1, place - (name.before in ("to", "from"))) - sums.get("PERSON", 0)
            )
            if name.weight < SAFE and name.weight - against + min(sums.get("PERSON", 0), 2) < ENOUGH:
                name.label = UNKNOWN
                if place >= ENOUGH + 1 and place > sums.get("ORG", 0):
                    name.take(place_by(name.after), "place.context")
                    return True
                if sums.get("ORG", 0) >= ENOUGH:
                    name.take("ORG", "org.context")
                    return True
                return False
            return True
        if name.rule == "org.acronym" and not self.is_acronym(name):
            name.label, name.weight = UNKNOWN, -2
            return False
        if label == "ORG" and name.rule == "org.acronym":
            if place >= 3 and place > sums.get("ORG", 0):
                name.take(place_by(name.after), "place.context")
            return True
        if name.rule == "org.words":
            if name.weight + sums.get("ORG", 0) + sums.get("PERSON", 0) >= ENOUGH and place < ENOUGH:
                return True
            name.label = UNKNOWN
            if own.get("PLACE", 0) > ENOUGH:
                name.take(place_by(name.after), "place.context")
                return True
            return False
        if name.rule == "place.head" and place == 0 and max(sums.get("ORG", 0), own.get("PERSON", 0)) >= ENOUGH:
            is_person = name.words[0] in self.lex.given and len(name.words) == 2
            name.take(*("PERSON", "person.context") if is_person else ("ORG", "org.context"))  # "Mira Woods", "Georgia Gulf"
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
        if (
            max(place, own.get("PLACE", 0)) >= need
            and place > max(org, person if n > 1 else 0)
            and not (name.weight < 0 and max(place, own.get("PLACE", 0) + 1) < 4)
        ):
            name.take(place_by(name.after), "place.context")
        elif name.weight >= 0 and (person >= need and person > org if n > 1 else min(person, own.get("PERSON", 0)) >= 3):
            name.take("PERSON", "person.context")
        elif org >= need and (org > ENOUGH or not name.first) and name.folded not in self.index.given:
            name.take("ORG", "org.context")
        else:
            self.is_team(name)
        return name.label != UNKNOWN

    def is_team(self, name: Name) -> bool:
        """Read a plural behind "the" as a team's name; not that of a family of the article: "the Bradys"."""
        if name.weight < 0 or name.first or name.key[-1:] != "s" or name.before.lower() != "the" or len(name.words) > 1:
            return False
        if name.folded[:-1] in self.index.surnames:
            return False
        name.take("ORG", "org.team", "a plural behind “the”")
        return True

    def decide_known(self, name: Name, sums: Weights) -> bool:
        """Read a name that a gazetteer has and that may be another thing."""
        known = name.known
        assert known is not None
        word = name.words[0]
        weight = name.weight + min(2, sums.get("PLACE", 0) if known.label in PLACES else sums.get(known.label, 0))
        if known.label in PLACES and is_caps(word) and self.lex.small(word):
            weight -= 1  # a headline's
        if known.label in PLACES and name.weight < SAFE and len(name.words) == 1:
            weight += (1 if known.label == "LOC" else -1) * (name.before == "the")
            weight -= name.first and self.lex.is_common(word)
        if known.label in PLACES and word in self.lex.given and len(name.words) == 1:
            weight -= max(0, sums.get("PERSON", 0) - 1)
        if known.label == "ORG" and name.weight < SAFE and name.first and self.lex.is_common(word):
            weight -= 1
        if weight < ENOUGH:
            name.label = UNKNOWN
            name.weight = 0
            if known.label == "GPE" and name.before != "the" and sums.get("ORG", 0) > max(ENOUGH, sums.get("PLACE", 0)):
                name.take("ORG", "org.context")  # "polled by Meridian"
                return True
            return False
        return True

    def support(self, left: list[Name]) -> None:
        """A chunk whose last word stands alone elsewhere with a verb of speech is a person: each supports the other."""
        alone = {n.key for n in left if len(n.words) == 1 and n.weights.get("PERSON", 0) >= 2}
        for name in left if alone else ():
            if (
                len(name.words) in (2, 3)
                and name.words[-1] in alone
                and name.weight >= 0
                and not self.lex.is_common(name.words[-1])
            ):
                name.take("PERSON", "person.surname-later", "its last word stands alone elsewhere")
                self.index.put(name)

    def second(self, left: list[Name]) -> Iterator[Name]:
        """Weak mentions that sure names support; of a longer run, the words that are such names."""
        index = self.index
        self.heard = index.heard()
        for name in self.names if index.surnames else ():
            # A place that is a person's surname in this article: "Price", "Jordan".
            if name.folded not in index.surnames or name.label != "GPE" or name.known is None or len(name.words) > 1:
                continue
            if not name.weights.get("PLACE") and (name.weight < SAFE or name.weights.get("PERSON")):
                name.take("PERSON", "person.surname", "a person of that surname in the article")
        for name in left:
            if name.label != UNKNOWN or (self.may_link(name.folded, name.start) and self.link(name)):
                continue
            if len(name.words) > 1:
                yield from self.inside(name)

    def may_link(self, folded: str, start: int) -> bool:
        """Whether words at token `start` are worth asking whether they are a later mention of a sure name."""
        if folded in self.heard or folded[-1] == "s" or "-" in folded:
            return True
        former = self.words.texts[start - 1] if start else ""
        if former[:1].isupper() and f"{former.casefold()} {folded}" in self.heard:
            return True
        words = folded.split()
        return len(words) == 2 and words[1] in self.heard

    def link(self, name: Name) -> bool:
        """Read a candidate as a later mention of a sure name."""
        index, folded = self.index, name.folded
        if name.before == "<" and name.after == ">" and is_caps(name.key) and len(name.words) == 1:
            return False
        if len(name.words) > 1 and "-" in name.words:
            folded = folded.replace(" - ", "-")
        label = index.full.get(folded)
        if self.is_cut(name, folded):
            name.start -= 1
            name.rename((self.words.texts[name.start], *name.words))
            name.take("ORG", "org.short", "a longer name of it in the article")
            return True
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
        if len(name.words) == 2 and name.weight > 0 and not name.first and name.words[1].casefold() in index.surnames:
            name.take("PERSON", "person.surname", "a person of that surname in the article")
            return True
        if folded in index.bodies and not is_weak:
            name.take("ORG", "org.short", "a longer name of it in the article")
            return True
        if (
            len(name.words) == 1
            and not is_weak
            and folded in index.middle
            and (name.weights.get("PERSON") or (not self.lex.is_common(name.key) and not name.weights))
        ):
            name.take("PERSON", "person.surname", "a person of that surname in the article")
            return True
        if folded in index.given and len(name.words) == 1 and not is_weak:
            name.take("PERSON", "person.given", "a person of that given name in the article")
            return True
        return False

    def is_cut(self, name: Name, folded: str) -> bool:
        """Whether the word before, common or a people's, is a part of an organisation's name: "Computer Depot said"."""
        if name.start == 0 or not (former := self.words.texts[name.start - 1])[:1].isupper():
            return False
        if f"{former.casefold()} {folded}" not in self.index.bodies or not former.isalpha():
            return False
        taken = self.by_end.get(name.start)
        if taken is not None and taken.start == name.start - 1 and taken.label in ("NORP", "GPE", UNKNOWN):
            taken.label, taken.weight = UNKNOWN, NOTHING  # "Canadian Tire", of "Canadian Tire Corp"
            return True
        return taken is None

    def inside(self, name: Name) -> Iterator[Name]:
        """The words of a headline's run that are names elsewhere in the article."""
        solid = [k for k in range(name.start, name.end) if not self.words.texts[k].isspace()]
        i = 0
        while i < len(solid):
            for n in range(min(4, len(solid) - i), 0, -1):
                if n == len(solid):
                    continue
                words = tuple([self.words.texts[k] for k in solid[i : i + n]])
                if n == 1 and (not words[0][:1].isupper() or self.lex.is_common(words[0])):
                    continue
                if not self.may_link(" ".join(words).casefold(), solid[i]):
                    continue
                form = Form(Part(0, n, UNKNOWN, "", 0), words, self.lex)
                inner = Name(solid[i], solid[i + n - 1] + 1, form, False)
                if self.link(inner):
                    yield inner
                    i += n
                    break
            else:
                i += 1


def is_scale(name: Name) -> bool:
    """Whether a name is the scale word of a number: "5 MLN SHARES", "1 Mio workers"."""
    return name.key.lower() in SCALES and (name.before[:1].isdecimal() or name.before.lower() in tables.number_words())


def place_by(after: str) -> str:
    """The label of a place that its surroundings tell, by the word behind it."""
    return "LOC" if after in LOC_AFTER else "FAC" if after in FAC_AFTER else "GPE"


LOC_AFTER = frozenset("coast island islands peninsula valley river mountains desert lake".split())
FAC_AFTER = frozenset("mine mines pit airport pipeline refinery stadium bridge dam".split())
SCALES = frozenset(tables.scales())
MOST = 4
MOST_DEFINING = 24
"""Tokens before a bracket in which a name may begin that it abbreviates."""
NOTHING = -9
EXTENDS = frozenset((",", ".", "A", "(", "exhibition"))
"""What stands behind a name that goes on, where the name's own words do not tell that it does."""
LEGAL = frozenset("Inc. Inc Ltd Ltd. LLC L.L.C. L.P. LP Corp. Corp Co. Plc PLC S.A. N.V. AG GmbH".split())
MONEY_WORDS = frozenset(word.rsplit(" ", 1)[-1] for c in tables.currencies().values() for word in c.words)
MONEY_WORDS -= frozenset("unit units right rights sum sums".split())
ADJECTIVE_MONEY = {"won": "Korean", "real": "Brazilian", "reals": "Brazilian", "mark": "German", "marks": "German"}
"""Words that are money behind the one adjective alone; "the U.S. won", "French real estate"."""
MONEY_WORDS |= {"dlr", "dlrs", "cent", "cents"} | ADJECTIVE_MONEY.keys()
MONEY_WORDS |= {word.capitalize() for word in MONEY_WORDS} - frozenset("Crown Crowns Real Won Mark Marks Sol Sole Rand".split())
LANGUAGE_BEFORE = frozenset("in into speak speaks spoke speaking from learn learned taught fluent".split())
LANGUAGE_AFTER = frozenset((",", ".", ";", ")", "and", "or", "on", "at", "for", "with", "by", "but", "?", "!"))
RULE_OF = {"PERSON": "person", "ORG": "org", "GPE": "place", "LOC": "place", "FAC": "place"}
