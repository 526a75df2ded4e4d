"""What the words of one run of capitals say by themselves: names, titles and what is left over.

"Georgia Gov. Zell Miller" is a place, a title and a person; "Bank of England and Lloyds" two organisations. The same run
is read once in a process: nothing here looks at the words around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extract.components.names import lexicon as lex
from extract.components.names.lexicon import FAIR, SAFE, WEAK, Known, Lexicon, Sense, is_caps

UNKNOWN = "?"
"""The label of a name of which the run says nothing."""
# Bodies of a state: what stands before them is the state, not a part of their name.
OF_STATES = frozenset(
    """Ministry Government Embassy Consulate Army Navy Parliament Cabinet Treasury Senate Congress House Police Supreme Court
    Department Constitution Federal State Foreign Finance Interior Justice Defense Defence Trade Agriculture Commerce Health
    Energy Education Transport Industry Labor Labour Environment Oil Air Force Coast Guard Marines Marine Corps""".split()
)
STATE_HEADS = frozenset(
    "Ministry Government Embassy Consulate Army Navy Parliament Cabinet Court Department Force Forces Guard Police House".split()
)
DIRECTIONS = frozenset(
    "North South East West Northern Southern Eastern Western Central Upper Lower Greater Inner Outer Downtown Mainland".split()
)
FAMILY_FIRST = frozenset(
    """Xi Ma Li Wang Zhang Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Hu Zhu Gao Lin He Guo Luo Liang Song Zheng Xie Tang Deng
    Jiang Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Yu Du Ye Cheng Wei Su Lu Ding Ren Shen Yao Hua Qian Kim Lee Park Choi Jung
    Kang Cho Yoon Jang Lim Han Shin Seo Kwon Hwang Ahn Roh Nguyen Tran Le Pham Huynh Phan Vu Vo Dang Bui Do Ho Ngo Weng Mao
    Wen Zhan Bo Hun Aung""".split()
)


class Part(NamedTuple):
    """Words [start, end) of a run: label, rule, how sure (see lexicon), what is known of it; `by` tells the evidence in words."""

    start: int
    end: int
    label: str
    rule: str
    weight: int
    known: Known | None = None
    by: str = ""


class Parser:
    """Reads runs with a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lex = lexicon
        self.kept: dict[tuple[str, bool], tuple[Part, ...]] = {}

    def __call__(self, words: tuple[str, ...], is_first: bool) -> tuple[Part, ...]:
        """The parts of a run in order; `is_first`: whether its first word begins a sentence, so that its capital says nothing."""
        key = (" ".join(words), is_first)
        parts = self.kept.get(key)
        if parts is None:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            parts = self.kept[key] = tuple(Run(self.lex, words, is_first).parts())
        return parts


MOST_KEPT = 1 << 16


class Run:
    """One run in the making."""

    def __init__(self, lexicon: Lexicon, words: tuple[str, ...], is_first: bool) -> None:
        self.lex, self.words, self.is_first = lexicon, words, is_first
        self.n = len(words)
        self.kinds = [lex.HYPHEN if word in HYPHENS else lexicon.kind(word) or lex.NAME for word in words]
        self.parts_found: list[Part] = []
        self.taken = [False] * self.n
        self.title_at: dict[int, int] = {}

    def parts(self) -> list[Part]:
        words = self.words
        if self.n == 1:
            return self.single(words[0])
        known = self.known()
        for part in self.organisations(known):
            self.add(part)
        for i, j, entry in known:
            if j - i > 1 and entry.weight >= SAFE:
                self.add(Part(i, j, entry.label, entry.senses[0].rule, entry.weight, entry))
        self.find_titles()
        for i, j, entry in known:
            if self.is_team(i, j, entry):
                self.add(Part(i, j + 1, "ORG", "org.team", FAIR, by="a plural behind a place's name"))
            elif self.is_branch(i, j, entry):
                self.add(Part(i - 1, j, "ORG", "org.branch", FAIR, by="an unknown name before a place's"))
            if not any(self.taken[i:j]) and not self.is_in_person(i, j, entry):
                self.add(Part(i, j, entry.label, entry.senses[0].rule, entry.weight, entry))
        self.chunks()
        return sorted(self.parts_found)

    def single(self, word: str) -> list[Part]:
        known = self.lex.at((word,), 0)
        if known is not None:
            return [Part(0, 1, known.label, known.senses[0].rule, known.weight, known)]
        kind = self.kinds[0]
        if word in self.lex.never or kind == lex.INITIAL or not word[:1].isupper():
            return []
        if word in self.lex.titles or (word,) in self.lex.org_words:
            return [Part(0, 1, UNKNOWN, "", -2)]
        if is_caps(word) and len(word) <= ACRONYM and not any(c.isdecimal() or c in "$-/" for c in word) and not self.lex.is_common(word):
            return [Part(0, 1, "ORG", "org.acronym", FAIR, by="letters all capital")]
        if word in self.lex.given and not self.lex.given[word] and not self.lex.is_common(word) and not self.is_first:
            return [Part(0, 1, "PERSON", "person.given-name", FAIR, by="a given name")]
        if word.endswith(PEOPLES) and not self.lex.is_common(word):
            return [Part(0, 1, "NORP", "people.ending", FAIR, by="the ending of a people's name")]
        return [Part(0, 1, UNKNOWN, "", -1 if self.lex.is_common(word) else 0)]

    def add(self, part: Part) -> None:
        if not any(self.taken[part.start : part.end]):
            self.taken[part.start : part.end] = [True] * (part.end - part.start)
            self.parts_found.append(part)

    def known(self) -> list[tuple[int, int, Known]]:
        """The longest known forms, from the left."""
        found, i = [], 0
        while i < self.n:
            entry = self.lex.at(self.words, i)
            if entry is not None:
                found.append((i, i + len(entry.words), entry))
                i += len(entry.words)
            else:
                i += 1
        return found

    # ------------------------------------------------------------ organisations and what is built
    def organisations(self, known: Sequence[tuple[int, int, Known]]) -> list[Part]:
        """Names that a head or a legal form makes, the longest first; known ones where none is longer."""
        found: list[Part] = []
        entry_at = {k: (i, j, entry) for i, j, entry in known for k in range(i, j)}
        i = 0
        while i < self.n:
            phrase = self.lex.phrase_at(self.lex.org_firsts, self.words, i)
            if phrase is None or (len(phrase) == 1 and i in entry_at and entry_at[i][1] - entry_at[i][0] > 1):
                if self.kinds[i] == lex.AMPERSAND and 0 < i < self.n - 1:
                    start, end = self.leftward(i, entry_at, "ORG"), self.rightward(i + 1)
                    found.append(Part(start, end, "ORG", "org.ampersand", SAFE, by="“&” between names"))
                i += 1
                continue
            end = i + len(phrase)
            word = self.lex.org_words[phrase]
            part = self.around(i, end, word.place, word.label, entry_at)
            if part is not None:
                found.append(part)
            i = end
        return sorted(found, key=lambda p: p.start - p.end)

    def around(
        self, i: int, end: int, place: str, label: str, entry_at: dict[int, tuple[int, int, Known]]
    ) -> Part | None:
        """The name around a head at words [i, end)."""
        head = self.words[i]
        start, stop = i, end
        if place in ("head", "suffix", "legal-form"):
            start = self.leftward(i, entry_at, label)
        if place == "head" and not (start < i and label != "ORG"):
            stop = self.complement(end)
        if place == "prefix" or (place == "head" and start == i and stop == end and label != "ORG"):
            stop = self.rightward(end) if end < self.n else end
        if place == "legal-form":
            while stop < self.n and (self.words[stop],) in self.lex.org_words and self.lex.org_words[(self.words[stop],)].place == place:
                stop += 1
        if stop - start == end - i:
            return None
        entry = entry_at.get(start)
        if entry is not None and entry[0] == start and entry[1] == stop:
            return None  # known as a whole
        rule = {"legal-form": "org.legal-form"}.get(place, f"{label.lower()}.head")
        return Part(start, stop, label, rule, SAFE, by=f"“{' '.join(self.words[i:end])}” makes it one")

    def leftward(self, i: int, entry_at: dict[int, tuple[int, int, Known]], label: str) -> int:
        """Where a name begins whose head stands at word `i`."""
        words, kinds = self.words, self.kinds
        is_state = words[i] in STATE_HEADS
        start = i
        k = i - 1
        while k >= 0:
            kind = kinds[k]
            if kind in (lex.NAME, lex.CAPS, lex.OWNER, lex.HEAD, lex.INITIAL):
                if self.title_ends(k) and k + 1 == start:
                    break
                entry = entry_at.get(k)
                if entry is not None:
                    if is_state and entry[2].label in ("GPE", "NORP") :
                        break
                    start = entry[0]
                    k = start - 1
                    continue
                start = k
                k -= 1
            elif kind in (lex.HYPHEN, lex.AMPERSAND) or (kind == lex.POSSESSIVE and k and kinds[k - 1] == lex.OWNER):
                k -= 1
            elif kind == lex.AND and k > 0 and label == "ORG" and self.is_joined(k, start, entry_at):
                k -= 1
            elif kind == lex.OF and k > 0 and self.is_of_head(k - 1):
                k -= 1
            elif kind == lex.PARTICLE and k > 0 and kinds[k - 1] == lex.NAME:
                k -= 1
            else:
                break
        if self.is_first and start == 0 and start < i - 1 and words[0].lower() in OPENERS:
            start = 1
        return start

    def is_of_head(self, k: int) -> bool:
        """Whether "of" behind word `k` goes on with an organisation's name: "Bank of New York Co"."""
        word = self.lex.org_words.get((self.words[k],))
        return word is not None and word.place == "head"

    def is_joined(self, k: int, start: int, entry_at: dict[int, tuple[int, int, Known]]) -> bool:
        """Whether "and" at word `k` stands within the name of an organisation: "Food and Drug Administration"."""
        before, behind = self.words[k - 1], self.words[k + 1]
        if k - 1 in entry_at and entry_at[k - 1][2].label != "NORP":
            return False
        if (before,) in self.lex.org_words and self.lex.org_words[(before,)].place == "legal-form":
            return False
        if behind == before or (start - k == 1 and behind in SONS):
            return True
        return self.lex.is_common(before) and self.lex.is_common(behind) and start == k + 1

    def rightward(self, i: int) -> int:
        """Where the plain name that begins at word `i` ends."""
        while i < self.n and (
            self.kinds[i] in (lex.NAME, lex.CAPS, lex.OWNER, lex.HEAD, lex.INITIAL)
            or (self.kinds[i] in (lex.HYPHEN, lex.PARTICLE, lex.AMPERSAND) and i + 1 < self.n)
        ):
            if self.lex.phrase_at(self.lex.titles, self.words, i) and self.words[i] not in ("General", "King", "Queen", "Prince", "Father"):
                break
            i += 1
        return i

    def complement(self, i: int) -> int:
        """Where a head's name ends that has "of …" or "for …" behind it: "Bank of Korea", "Ministry of Trade and Industry"."""
        kinds = self.kinds
        end = i
        while i < self.n and kinds[i] in (lex.OF, lex.FOR):
            if kinds[i] == lex.FOR and not (self.kinds[end - 1] == lex.HEAD or end > 0 and self.words[end - 1] in lex.TAKES_FOR):
                break
            i += 1
            if i < self.n and kinds[i] == lex.THE:
                i += 1
            stop = self.rightward(i)
            if stop == i:
                break
            end = i = stop
            while (
                i + 1 < self.n
                and kinds[i] == lex.AND
                and self.lex.is_common(self.words[i + 1])
                and self.lex.is_common(self.words[i - 1])
                and (self.words[i + 1],) not in self.lex.org_words
            ):
                stop = self.rightward(i + 1)
                if stop == i + 1:
                    break
                end = i = stop
        return end

    def title_ends(self, k: int) -> bool:
        """Whether a title ends with word `k` which is no modifier of a body."""
        return self.words[k] in HARD_TITLES

    # ------------------------------------------------------------ titles and persons
    def is_in_person(self, i: int, j: int, entry: Known) -> bool:
        """Whether a known form is a part of a person's name: "Denzel Washington", "Jordan Smith"."""
        words, kinds = self.words, self.kinds
        for h, k in ((i - 1, i - 2), (j, j + 1)):
            if 0 <= k < self.n and kinds[h] == lex.HYPHEN and not self.taken[k] and kinds[k] in PLAIN and self.lex.at(words, k) is None:
                return entry.label in ("GPE", "LOC")  # "Abul-Naga"
        if entry.label not in ("GPE", "LOC", "NORP", "ORG") or j - i > 1:
            return False
        before = i - 1 if i and kinds[i - 1] in (lex.NAME, lex.INITIAL) else None
        after = j if j < self.n and kinds[j] == lex.NAME else None
        if i in self.title_at.values():
            return entry.label == "GPE"  # "President Clinton", "the Rev. France Davis"
        if entry.weight < SAFE and entry.label == "GPE":  # a town beside words that no list has: "Marco Belluno"
            beside = [k for k in (i - 1, j) if 0 <= k < self.n and kinds[k] in PLAIN and not self.taken[k]]
            if any(not self.lex.is_common(words[k]) and (words[k],) not in self.lex.org_words and words[k] not in self.lex.titles for k in beside):
                return True
        if before is not None and not self.taken[before]:
            if kinds[before] == lex.INITIAL and before and words[before - 1] in self.lex.given:
                return True
            if words[before] in self.lex.given and not self.lex.given[words[before]] and (after is None or entry.weight < SAFE):
                return self.lex.at(words, before) is None
        if after is not None and not self.taken[after] and words[i] in self.lex.given and words[i] not in self.lex.titles:
            follows = self.lex.phrase_at(self.lex.titles, words, after)
            is_name = self.lex.at(words, after) is None and not self.lex.is_common(words[after])
            return follows is None and is_name and (words[after],) not in self.lex.org_words and (
                entry.label in ("GPE", "ORG") or entry.weight < SAFE
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
        if kind not in (lex.NAME, lex.CAPS) or (i > 1 and self.kinds[i - 2] in PLAIN) or (i == 1 and self.is_first and kind != lex.CAPS):
            return False
        if self.lex.is_common(word) or word in DIRECTIONS or word in self.lex.given or self.lex.at((word,), 0):
            return False
        return word not in self.lex.never and word not in self.lex.titles and is_caps(self.words[i]) <= is_caps(word) and entry.weight > WEAK

    def find_titles(self) -> None:
        """Mark the titles outside of what is taken."""
        i = 0
        while i < self.n:
            phrase = None if self.taken[i] else self.lex.phrase_at(self.lex.titles, self.words, i)
            if phrase is not None and not any(self.taken[i : i + len(phrase)]) and not self.is_surname(i, len(phrase)):
                self.title_at[i] = i + len(phrase)
                if phrase[0] == "Treasury" and len(phrase) > 1:
                    self.parts_found.append(Part(i, i + 1, "ORG", "org.in-title", FAIR, by="the body that a title names"))
                self.taken[i : i + len(phrase)] = [True] * len(phrase)
                i += len(phrase)
            else:
                i += 1

    def is_surname(self, i: int, n: int) -> bool:
        """Whether a title of one word is a family name: "Matthew Bishop", "Martin Luther King"."""
        if n > 1 or i == 0 or self.words[i] not in SURNAMES or self.taken[i - 1]:
            return False
        return self.words[i - 1] in self.lex.given or self.kinds[i - 1] == lex.INITIAL or (i > 1 and self.words[i - 2] in self.lex.given)

    def chunks(self) -> None:
        """What is left between names, titles and joiners."""
        title_ends = set(self.title_at.values())
        i = 0
        while i < self.n:
            if self.taken[i] or self.kinds[i] not in PLAIN:
                i += 1
                continue
            j = i
            while j < self.n and not self.taken[j]:
                if self.kinds[j] in PLAIN or (self.kinds[j] == lex.HYPHEN and j + 1 < self.n):
                    j += 1
                elif self.kinds[j] == lex.PARTICLE and j + 1 < self.n and not self.taken[j + 1]:
                    j += 1
                else:
                    break
            while j > i and self.kinds[j - 1] not in PLAIN:
                j -= 1
            self.chunk(i, j, i in title_ends)
            i = max(j, i + 1)

    def chunk(self, i: int, j: int, is_titled: bool) -> None:
        """Read words [i, j), which no gazetteer, head or title claims."""
        words, kinds = self.words, self.kinds
        if i and kinds[i - 1] == lex.PARTICLE and words[i - 1].lower() in lex.LEADING and not self.taken[i - 1]:
            i -= 1
        while j - i > 1 and words[i] in self.lex.never:
            i += 1
        while j - i > 1 and kinds[j - 1] == lex.INITIAL and len(words[j - 1]) > 2 :
            j -= 1
        names = [k for k in range(i, j) if kinds[k] in PLAIN and kinds[k] != lex.INITIAL]
        if not names:
            return
        first, last = words[names[0]], words[names[-1]]
        if is_titled:
            if not all(self.lex.is_common(words[k]) for k in names) or len(names) == 1:
                weight = SAFE if not self.lex.is_common(last) else FAIR
                self.add(Part(i, j, "PERSON", "person.title", weight, by="a title before it"))
            return
        if self.is_first and i == 0 and len(names) > 1 and self.lex.is_common(first) and first not in self.lex.given:
            i = names[1]
            names = names[1:]
            first = words[i]
        n = len(names)
        if n == 1 and j - i == 1:
            part = Run(self.lex, (first,), self.is_first).single(first)
            self.parts_found += [p._replace(start=i, end=j) for p in part]
            return
        weight, by = self.person(i, j, names)
        if weight:
            self.add(Part(i, j, "PERSON", "person.name", weight, by=by))
        else:
            self.add(Part(i, j, UNKNOWN, "", -1 if all(self.lex.is_common(words[k]) for k in names) else 0))

    def person(self, i: int, j: int, names: list[int]) -> tuple[int, str]:
        """How much words [i, j) look like a person's name, and why."""
        words, kinds = self.words, self.kinds
        first, last = words[names[0]], words[names[-1]]
        if last in lex.SUFFIXES and len(names) > 1:
            return SAFE, f"“{last}” behind it"
        n_common = sum(self.lex.is_common(words[k]) for k in names)
        n_caps = sum(kinds[k] == lex.CAPS for k in names)
        if len(names) > 5 or n_caps not in (0, len(names)):
            return 0, ""
        if len(names) > 1 and first in self.lex.given:
            doubtful = self.lex.given[first] or n_common > 1
            if n_caps:
                return (WEAK if doubtful else FAIR), "a given name first"
            return (FAIR if doubtful and n_common < len(names) else SAFE if n_common < len(names) else 0), "a given name first"
        if first in ("St.", "Saint", "San", "Santa", "Fort", "Ft.", "Mt."):
            return 0, ""
        has_initial = any(kinds[k] == lex.INITIAL for k in range(i, j))
        if has_initial and n_common < len(names):
            return (SAFE if kinds[i] != lex.INITIAL or len(names) == 1 else FAIR), "initials"
        if n_caps:
            return 0, ""
        if any(kinds[k] == lex.HYPHEN and k + 1 < j and words[k + 1][:1].islower() for k in range(i, j)):
            return SAFE, "hyphenated as given names are"
        if len(names) in (2, 3) and first in FAMILY_FIRST and not n_common:
            return FAIR, "a family name first"
        if any(kinds[k] == lex.PARTICLE for k in range(i + 1, j)) and not n_common:
            return FAIR, "a particle between names"
        if 2 <= len(names) <= 3 and not n_common:
            return FAIR, "names that no list has"
        return (WEAK, "capitalised words") if len(names) == 2 and n_common == 1 and not self.lex.is_common(last) else (0, "")


SURNAMES = frozenset("King Prince Bishop Pope Major Marshal Duke Judge Justice Dean Father Lord Chancellor Mayor Captain Sheriff".split())
HYPHENS = frozenset("-–‑")
PEOPLES = ("ians", "ites", "eans")
PLAIN = (lex.NAME, lex.INITIAL, lex.CAPS, lex.OWNER, lex.HEAD)
ACRONYM = 6
SONS = frozenset(("Sons", "Co", "Co.", "Company", "Partners", "Associates", "Brothers"))
OPENERS = frozenset("former meanwhile earlier later today yesterday even only both nearly about still also now".split())
HARD_TITLES = frozenset(
    """President Chairman Governor Gov. Sen. Rep. Mr. Mrs. Ms. Dr. Senator Congressman Mayor Secretary Minister
    Spokesman Spokeswoman Director Prof. Professor Judge""".split()
)


def unknown_sense(label: str, rule: str) -> Sense:
    """A sense that no gazetteer has."""
    return Sense(label, rule, None, None, "", 0)
