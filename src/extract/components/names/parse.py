"""What the words of one run of capitals say by themselves: names, titles and what is left over.

"Georgia Gov. Zell Miller" is a place, a title and a person; "Bank of England and Lloyds" two organisations. The same run
is read once in a process: nothing here looks at the words around it.
"""

from __future__ import annotations

import re

from extract.components.names import lexicon as lex
from extract.components.names.index import Form
from extract.components.names.lexicon import FAIR, SAFE, WEAK, Known, Lexicon, is_caps
from extract.components.names.organisations import DIRECTIONS, PLAIN, UNKNOWN, Organisations, Part
from extract.components.words import RANKS


class Parser:
    """Reads runs with a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lex = lexicon
        self.kept = (Readings(self, False), Readings(self, True))

    def read(self, words: tuple[str, ...], is_first: bool) -> tuple[tuple[Form, ...], bool]:
        """The parts of a run in order, and whether it counts for them that its first word begins a sentence.

        The capital of such a word says nothing.
        """
        lexicon = self.lex
        if len(words) == 1:
            part = single(lexicon, words[0], lexicon.kinds.known[RANKS[words[0]]], is_first)
            return () if part is None else (Form(part, words, lexicon),), words[0] in lexicon.given
        run = Run(lexicon, words, is_first)
        parts = run.parts()
        if len(parts) == 1 and parts[0].end - parts[0].start == len(words):
            return (Form(parts[0], words, lexicon),), run.is_asked
        return tuple([Form(part, words[part.start : part.end], lexicon) for part in parts]), run.is_asked


class Readings(dict[tuple[str, ...], tuple[Form, ...]]):
    """{run: its parts}, of runs that begin a sentence or of the others; each is read when it is first asked for."""

    def __init__(self, parser: Parser, is_first: bool) -> None:
        self.parser, self.is_first = parser, is_first

    def __missing__(self, words: tuple[str, ...]) -> tuple[Form, ...]:
        forms, is_asked = self.parser.read(words, self.is_first)
        for kept in (self,) if is_asked else self.parser.kept:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[words] = forms
        return forms


MOST_KEPT = 1 << 16


def single(lexicon: Lexicon, word: str, kind: int, is_first: bool, at: int = 0) -> Part | None:
    """One word that stands alone, word `at` of its run."""
    mark = lexicon.marks[word]
    if mark & lex.KNOWN:
        known = lexicon.at((word,), 0)
        if known is not None:
            return Part(at, at + 1, known.label, known.senses[0].rule, known.weight, known)
    if word == "COP":  # article.py has its number
        return Part(at, at + 1, UNKNOWN, "", -2)
    is_code = "-" in word and any(c.isdecimal() for c in word)
    if word in lexicon.never or kind == lex.INITIAL or not word[0].isupper() or is_code:
        return None
    if mark & lex.TITLE or (mark & lex.ORG and (word,) in lexicon.org_words):
        return Part(at, at + 1, UNKNOWN, "", -2)
    is_common = word.lower() in lexicon.common
    if is_caps(word):
        if len(word) <= ACRONYM and not is_common and (word.isalpha() or not any(c.isdecimal() or c in "$-/" for c in word)):
            return Part(at, at + 1, "ORG", "org.acronym", FAIR, None, "letters all capital")
    elif not word[1:].islower() and CAMEL.fullmatch(word):
        return Part(at, at + 1, "ORG", "org.camel", FAIR, None, "a capital within")
    if not is_common:
        if not is_first and word in lexicon.given and not lexicon.given[word]:
            return Part(at, at + 1, "PERSON", "person.given-name", FAIR, None, "a given name")
        if word.endswith(PEOPLES):
            return Part(at, at + 1, "NORP", "people.ending", FAIR, None, "the ending of a people's name")
    return Part(at, at + 1, UNKNOWN, "", -is_common)


class Run(Organisations):
    """One run in the making."""

    def parts(self) -> list[Part]:
        """Its parts in order."""
        marks = 0
        for mark in self.marks:
            marks |= mark
        known = self.known() if marks & lex.KNOWN else []
        if marks & lex.LAW:
            self.leave_out()
        if marks & lex.TITLE:
            self.find_titles(2)
        if marks & lex.ORG or lex.AMPERSAND in self.kinds:
            for part in self.organisations(known):
                self.add(part)
        for i, j, entry in known:
            if j - i > 1 and entry.weight >= SAFE:
                self.add(Part(i, j, entry.label, entry.senses[0].rule, entry.weight, entry))
        if marks & lex.TITLE and False in self.taken:
            self.find_titles(1)
        for i, j, entry in known:
            if entry.label == "GPE" or entry.senses[0].rule == "place.ocean":
                if self.is_team(i, j, entry):
                    self.add(Part(i, j + 1, "ORG", "org.team", FAIR, None, "a plural behind a place's name"))
                elif self.is_branch(i, j, entry):
                    self.add(Part(i - 1, j, "ORG", "org.branch", FAIR, None, "an unknown name before a place's"))
            if True not in self.taken[i:j] and not self.is_in_person(i, j, entry):
                self.add(Part(i, j, entry.label, entry.senses[0].rule, entry.weight, entry))
        if False in self.taken:
            self.chunks()
        return sorted(self.parts_found)

    def add(self, part: Part) -> None:
        if True not in self.taken[part.start : part.end]:
            self.taken[part.start : part.end] = [True] * (part.end - part.start)
            self.parts_found.append(part)

    def known(self) -> list[tuple[int, int, Known]]:
        """The longest known forms, from the left."""
        found, end = [], 0
        for i, mark in enumerate(self.marks):
            if mark & lex.KNOWN and i >= end:
                entry = self.lex.at(self.words, i)
                if entry is not None:
                    end = i + len(entry.words)
                    found.append((i, end, entry))
        return found

    # ------------------------------------------------------------ titles and persons
    def is_in_person(self, i: int, j: int, entry: Known) -> bool:
        """Whether a known form is a part of a person's name: "Denzel Washington", "Jordan Smith"."""
        words, kinds = self.words, self.kinds
        for h, k in ((i - 1, i - 2), (j, j + 1)):
            if (
                0 <= k < self.n
                and kinds[h] == lex.HYPHEN
                and not self.taken[k]
                and kinds[k] in PLAIN
                and self.lex.at(words, k) is None
            ):
                return entry.label in ("GPE", "LOC")  # "Abul-Naga"
        if entry.label not in ("GPE", "LOC", "NORP", "ORG") or j - i > 1:
            return False
        before = i - 1 if i and kinds[i - 1] in (lex.NAME, lex.INITIAL) else None
        after = j if j < self.n and kinds[j] == lex.NAME else None
        if i in self.title_at.values():
            is_bearer = entry.weight < SAFE or words[i] in self.lex.given or after is not None
            return (entry.label == "GPE" and is_bearer) or words[i - 1] in HONORIFICS  # "President Clinton", "Mrs French"
        if i and i - 1 in self.title_at.values() and not self.taken[i - 1] and kinds[i - 1] == lex.NAME:
            return True  # "Ms Tan Hui Ling"
        if j < self.n and kinds[j] == lex.PARTICLE and entry.weight < SAFE:
            return True  # "Van der Kolff"
        if entry.weight < SAFE and entry.label == "GPE":  # a town beside words that no list has: "Marco Belluno"
            beside = [k for k in (i - 1, j) if 0 <= k < self.n and kinds[k] in PLAIN and not self.taken[k]]
            if any(
                not self.lex.is_common(words[k]) and (words[k],) not in self.lex.org_words and words[k] not in self.lex.titles
                for k in beside
            ):
                return True
        if before is not None and not self.taken[before]:
            if kinds[before] == lex.INITIAL and before and words[before - 1] in self.lex.given:
                return True
            if (
                (entry.label != "NORP" or self.lex.is_common(words[i]))  # "Daniel Green"
                and words[before] in self.lex.given
                and not self.lex.given[words[before]]
                and (after is None or entry.weight < SAFE)
            ):
                return self.lex.at(words, before) is None
        if after is not None and not self.taken[after] and words[i] in self.lex.given and words[i] not in self.lex.titles:
            follows = self.lex.phrase_at(self.lex.titles, words, after)
            is_name = self.lex.at(words, after) is None and not self.lex.is_common(words[after])
            return (
                follows is None
                and is_name
                and (words[after],) not in self.lex.org_words
                and (entry.label in ("GPE", "ORG") or entry.weight < SAFE)
            )
        return False

    def is_team(self, i: int, j: int, entry: Known) -> bool:
        """Whether a plural behind a place's name makes a team's: "Los Angeles Clippers"."""
        if entry.label != "GPE" or j + 1 != self.n or any(self.taken[i : j + 1]) or (i and self.kinds[i - 1] in PLAIN):
            return False
        word = self.words[j]
        return (
            self.kinds[j] == lex.NAME
            and word.endswith("s")
            and not word.endswith(("ss", "is", "us"))
            and self.lex.at((word,), 0) is None
            and word not in self.lex.given
            and (word,) not in self.lex.org_words
            and entry.senses[0].rule != "place.country"
        )

    def is_branch(self, i: int, j: int, entry: Known) -> bool:
        """Whether a place ends the name of a club or subsidiary: "Bayern Munich", "HSBC France"."""
        if entry.senses[0].rule == "place.ocean" and i and not any(self.taken[i - 1 : j]) and self.kinds[i - 1] == lex.NAME:
            return self.words[i - 1] not in DIRECTIONS or self.words[i - 1].endswith("ern")  # "Canadian Pacific"
        if entry.label != "GPE" or i == 0 or any(self.taken[i - 1 : j]) or (j < self.n and self.kinds[j] in PLAIN):
            return False
        word, kind = self.words[i - 1], self.kinds[i - 1]
        if (
            kind not in (lex.NAME, lex.CAPS)
            or (i > 1 and self.kinds[i - 2] in PLAIN)
            or (i == 1 and kind != lex.CAPS and self.begins())
        ):
            return False
        if self.lex.is_common(word) or word in DIRECTIONS or word in self.lex.given or self.lex.at((word,), 0):
            return False
        return (
            word not in self.lex.never
            and word not in self.lex.titles
            and is_caps(self.words[i]) <= is_caps(word)
            and entry.weight > WEAK
        )

    def leave_out(self) -> None:
        """Take the words of what is no name though names stand in it: "Kyoto Protocol", "Dow Jones Industrial Average"."""
        for k in range(1, self.n):
            if self.words[k] in lex.LAWS and self.kinds[k - 1] in PLAIN:
                i = k
                while i and self.kinds[i - 1] in (*PLAIN, lex.HYPHEN):
                    i -= 1
                self.taken[i : k + 1] = [True] * (k + 1 - i)

    def find_titles(self, least: int) -> None:
        """Mark the titles of so many words or more outside of what is taken."""
        for i, mark in enumerate(self.marks):
            if not mark & lex.TITLE or self.taken[i]:
                continue
            phrase = self.lex.phrase_at(self.lex.titles, self.words, i)
            n = len(phrase) if phrase else 0
            if phrase and n >= least and True not in self.taken[i : i + n] and not self.is_surname(i, n):
                self.title_at[i] = i + n
                if phrase[0] == "Treasury" and n > 1:
                    self.parts_found.append(Part(i, i + 1, "ORG", "org.in-title", FAIR, None, "the body that a title names"))
                self.taken[i : i + n] = [True] * n

    def is_surname(self, i: int, n: int) -> bool:
        """Whether a title is a family name or the end of a body's: "Matthew Bishop", "Martin Luther King"."""
        if n > 1 and i and self.kinds[i - 1] in PLAIN and (self.words[i],) in self.lex.org_words:
            people = self.lex.at((self.words[i - 1],), 0)
            # "Communist Party Secretary", not "Kenyan Finance Minister"
            return people is None or people.senses[0].rule not in ("place.nationality", "place.country")
        if i + 2 < self.n and n == 1 and self.kinds[i + 1] == lex.HYPHEN:
            return True  # "Rukhsana Dean-Iqbal"
        if n > 1 or i == 0 or self.taken[i - 1]:
            return False
        return (
            self.words[i - 1] in self.lex.given
            or self.kinds[i - 1] == lex.INITIAL
            or (i > 1 and self.words[i - 2] in self.lex.given)
        )

    def chunks(self) -> None:
        """What is left between names, titles and joiners."""
        kinds, taken, n = self.kinds, self.taken, self.n
        title_ends = self.title_at.values()
        i = 0
        while i < n:
            if taken[i] or kinds[i] not in PLAIN:
                i += 1
                continue
            j = i + 1
            while j < n and not taken[j]:
                kind = kinds[j]
                if kind not in PLAIN and (
                    j + 1 == n or kind not in (lex.HYPHEN, lex.PARTICLE) or (kind == lex.PARTICLE and taken[j + 1])
                ):
                    break
                j += 1
            while kinds[j - 1] not in PLAIN:
                j -= 1
            self.chunk(i, j, i in title_ends)
            i = j

    def chunk(self, i: int, j: int, is_titled: bool) -> None:
        """Read words [i, j), which no gazetteer, head or title claims."""
        words, kinds = self.words, self.kinds
        if i and kinds[i - 1] == lex.PARTICLE and words[i - 1].lower() in lex.LEADING and not self.taken[i - 1]:
            i -= 1
        while j - i > 1 and words[i] in self.lex.never:
            i += 1
        while j - i > 1 and kinds[j - 1] == lex.INITIAL:
            j -= 1
        while j - i > 1 and words[j - 1] in AFTER_NAMES:
            j -= 1
        names = [k for k in range(i, j) if kinds[k] in PLAIN and kinds[k] != lex.INITIAL]
        if not names:
            return
        if len(names) > 2 and is_caps(words[names[0]]) and is_caps(words[names[1]]):
            change = next((k for k in names[2:] if not is_caps(words[k])), None)
            if change is not None:  # a byline over the next line's words
                self.chunk(i, change, is_titled)
                self.chunk(change, j, False)
                return
        first, last = words[names[0]], words[names[-1]]
        if is_titled:
            if not all(self.lex.is_common(words[k]) for k in names) or len(names) == 1:
                weight = SAFE if not self.lex.is_common(last) else FAIR
                self.add(Part(i, j, "PERSON", "person.title", weight, None, "a title before it"))
            return
        if i == 0 and len(names) > 1 and self.lex.is_common(first) and self.is_opening(first) and self.begins():
            i = names[1]
            names = names[1:]
            first = words[i]
        n = len(names)
        if n == 1 and j - i == 1:
            part = single(self.lex, first, self.kinds[i], first in self.lex.given and self.begins(), i)
            self.parts_found += [] if part is None else [part]
            return
        weight, by = self.person(i, j, names)
        if first not in self.lex.given and n > 1 and weight < SAFE and lex.INITIAL not in kinds[i:j]:
            if last.endswith(BODIES) and not self.lex.is_common(last):
                self.add(Part(i, j, "ORG", "org.ending", FAIR, None, f"the ending of “{last}”"))
                return
            if (
                self.lex.is_common(last)
                and n <= 4
                and not self.lex.is_common(first)
                and last not in NO_BODIES
                and not self.begins()
            ):
                self.add(Part(i, j, "ORG", "org.words", WEAK, None, "a name and a common word"))
                return
        if weight:
            self.add(Part(i, j, "PERSON", "person.name", weight, None, by))
        else:
            self.add(Part(i, j, UNKNOWN, "", -all(self.lex.is_common(words[k]) for k in names)))

    def is_opening(self, word: str) -> bool:
        """Whether a common word that begins a sentence is no part of the name behind it."""
        return word not in self.lex.given and word not in self.lex.family_first and word.lower() not in lex.LEADING

    def person(self, i: int, j: int, names: list[int]) -> tuple[int, str]:
        """How much words [i, j) look like a person's name, and why."""
        words, kinds = self.words, self.kinds
        first, last = words[names[0]], words[names[-1]]
        if kinds[names[0]] == lex.CAPS:
            first = first.capitalize()
        if last in lex.SUFFIXES and len(names) > 1:
            return SAFE, f"“{last}” behind it"
        common, within = self.lex.common, kinds[i:j]
        n_common = len([k for k in names if words[k].lower() in common])
        n_caps = within.count(lex.CAPS)
        if len(names) > 5 or n_caps not in (0, len(names)) or (last in QUARTERS and kinds[j - 2] == lex.PARTICLE):
            return 0, ""
        if len(names) > 1 and first in self.lex.given:
            doubtful = self.lex.given[first] or n_common > 1
            if n_caps:
                return (WEAK if doubtful else FAIR), "a given name first"
            return (FAIR if doubtful and n_common < len(names) else SAFE if n_common < len(names) else 0), "a given name first"
        if first in ("St.", "Saint", "San", "Santa", "Fort", "Ft.", "Mt."):
            return 0, ""
        if lex.INITIAL in within and n_common < len(names):
            return (SAFE if kinds[i] != lex.INITIAL or len(names) == 1 else FAIR), "initials"
        if n_caps:
            return 0, ""
        if lex.HYPHEN in within and any(kinds[k] == lex.HYPHEN and words[k + 1][:1].islower() for k in range(i, j - 1)):
            return SAFE, "hyphenated as given names are"
        if len(names) in (2, 3, 4) and first in self.lex.family_first and n_common == self.lex.is_common(first):
            return FAIR, "a family name first"
        if lex.PARTICLE in within[1:] and not n_common:
            is_romance = all(w not in words[i:j] for w in GERMANIC)
            return (WEAK if is_romance else FAIR), "a particle between names"
        if len(names) == 2 and j - i == 3 and kinds[i + 1] == lex.HYPHEN and words[i].lower() not in lex.LEADING:
            return 0, ""  # a family's as often as a firm's of two partners: "Rhys-Jones", "Borg-Warner"
        if 2 <= len(names) <= 3 and not n_common:
            return FAIR, "names that no list has"
        return (WEAK, "capitalised words") if len(names) == 2 and n_common == 1 and not self.lex.is_common(last) else (0, "")


CAMEL = re.compile(r"(?!Mac|Fitz|De[A-Z]|Di[A-Z]|La[A-Z]|Le[A-Z]|Van|Mc|O['’]|D['’])[A-Z][a-z]+[A-Z]+[a-z]*[A-Za-z]*")
HONORIFICS = frozenset(
    """Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Sir Dame Lord Lady Judge Justice Prof. Professor Sgt. Capt. Lt. Col. Maj. Cpl.
    Detective""".split()
)
QUARTERS = frozenset("Norte Sur Este Oeste Sul Leste Nord Sud".split())
"""What ends the name of a firm or a place: "Aguas del Norte"."""
GERMANIC = frozenset("van von der den bin ibn binti al el ap ben ter".split())
AFTER_NAMES = frozenset("KC QC MP MEP MSP MLA TD MD OBE CBE MBE SJ".split())
BODIES = tuple("icals tics nics ings ologies tech soft bank corp tronics chem pharma labs works".split())
NO_BODIES = frozenset(
    """Act Bill Law Prize Award Awards Accord Accords Treaty Pact Plan Index Average Day Week Month Night Disease Syndrome
    Test Code Project Program Programme Convention Protocol Agreement Amendment Report Survey Initiative Scheme Doctrine
    Effect Rule Rules Era Age Affair Scandal Trial Case Crisis Process Talks Deal Question Theory Line Show Model Series
    Version Style""".split()
)
PEOPLES = ("ians", "ites", "eans")
ACRONYM = 6
