"""Names that a head, a legal form or "&" makes of the words beside it: "Bank of Korea", "Umgeni Ltd", "Lake Geneva"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extract.components.names import lexicon as lex
from extract.components.names.lexicon import FAIR, SAFE, Known, Lexicon
from extract.components.words import RANKS

UNKNOWN = "?"
"""The label of a name of which the run says nothing."""
# Bodies of a state: what stands before them is the state, not a part of their name.
STATE_HEADS = frozenset(
    "Ministry Government Embassy Consulate Army Navy Parliament Cabinet Court Department Force Forces Guard Police House".split()
)
DIRECTIONS = frozenset(
    "North South East West Northern Southern Eastern Western Central Upper Lower Greater Inner Outer Downtown Mainland".split()
)

HEADS = {"ORG": "org.head", "EVENT": "event.head", "GPE": "place.head", "LOC": "place.head", "FAC": "place.head"}
KIND_IN_RUN = {0: lex.NAME, lex.DASH: lex.HYPHEN}
"""{kind of a word: what it is within a run, where that is another}."""
PLAIN = (lex.NAME, lex.INITIAL, lex.CAPS, lex.OWNER, lex.HEAD)
SONS = frozenset(("Sons", "Co", "Co.", "Company", "Partners", "Associates", "Brothers"))
OPENERS = frozenset("former meanwhile earlier later today yesterday even only both nearly about still also now".split())
HARD_TITLES = frozenset(
    """President Chairman Governor Gov. Sen. Rep. Mr. Mrs. Ms. Dr. Senator Congressman Mayor Secretary Minister
    Spokesman Spokeswoman Director Prof. Professor Judge""".split()
)

NAMING_TITLES = frozenset(("General", "King", "Queen", "Prince", "Father"))
"""Titles that stand within the name of a body too: "Bank of Queen Street"."""
Entries = dict[int, tuple[int, int, Known]]
"""{a word of a known form: the form's words [start, end), and what is known}."""


class Part(NamedTuple):
    """Words [start, end) of a run: label, rule, how sure (see lexicon), what is known of it; `by` tells the evidence in words."""

    start: int
    end: int
    label: str
    rule: str
    weight: int
    known: Known | None = None
    by: str = ""


COMPANIES = frozenset("Co Co. Corp Corp. Company Corporation".split())
"""Forms behind which "of America" goes on with the name."""
FORMS_BEFORE = frozenset("PT OAO ZAO OOO PAO AO TOO UAB SIA CV".split())
"""Legal forms that stand before the name."""


ORDINARY = frozenset("Manufacturers Investors Markets Securities Builders Bankers Stations Equities Stores Farms Base".split())
"""Heads that newswire writes large behind "U.S." and names nothing with."""


class Words:
    """The words of a run, their kinds, and which of them a part has taken."""

    def __init__(self, lexicon: Lexicon, words: tuple[str, ...], is_first: bool) -> None:
        self.lex, self.words, self.is_first = lexicon, words, is_first
        self.n, known = len(words), lexicon.kinds.known  # every word was asked for when runs were sought
        self.kinds, self.marks = [known[RANKS[word]] for word in words], [lexicon.marks[word] for word in words]
        if 0 in self.kinds or lex.DASH in self.kinds:
            self.kinds = [KIND_IN_RUN.get(kind, kind) for kind in self.kinds]
        self.parts_found: list[Part] = []
        self.taken = [False] * self.n
        self.title_at: dict[int, int] = {}
        self.is_asked = False

    def begins(self) -> bool:
        """Whether the run begins a sentence. Of a run that asks, other mentions may be read in another way."""
        self.is_asked = True
        return self.is_first


class Organisations(Words):
    """Finds them in a run."""

    def organisations(self, known: Sequence[tuple[int, int, Known]]) -> list[Part]:
        """Names that a head or a legal form makes, the longest first; known ones where none is longer."""
        found: list[Part] = []
        words, marks, taken = self.words, self.marks, self.taken
        entry_at = {k: one for one in known for k in range(one[0], one[1])}
        end = 0
        for i in [k for k in range(self.n) if marks[k] & lex.ORG or self.kinds[k] == lex.AMPERSAND]:
            if i < end:
                continue
            phrase = self.lex.phrase_at(self.lex.org_firsts, words, i) if marks[i] & lex.ORG else None
            if phrase is None or (
                i in entry_at
                and (len(phrase) == 1 or entry_at[i][0] < i < i + len(phrase) < entry_at[i][1])
                and self.is_whole(*entry_at[i])
            ):
                if self.kinds[i] == lex.AMPERSAND and 0 < i < self.n - 1:
                    start, stop = self.leftward(i, entry_at, "ORG"), self.rightward(i + 1)
                    found.append(Part(start, stop, "ORG", "org.ampersand", SAFE, None, "“&” between names"))
                continue
            end = i + len(phrase)
            word = self.lex.org_words[phrase]
            if True in taken[i:end] or (words[i] in self.lex.family_first and word.place != "legal-form" and self.is_given(end)):
                continue
            part = self.around(i, end, word.place, word.label, entry_at)
            if part is not None:
                found.append(part)
        return sorted(found, key=lambda p: (p.start - p.end, p.label != "ORG")) if len(found) > 1 else found

    def around(self, i: int, end: int, place: str, label: str, entry_at: Entries) -> Part | None:
        """The name around a head at words [i, end)."""
        start, stop = i, end
        if place in ("head", "suffix", "legal-form"):
            start = self.leftward(i, entry_at, label)
        if place == "head" and not (start < i and label != "ORG"):
            stop = self.complement(end)
        if place == "prefix" or (place == "head" and start == i and stop == end and self.leads(i, label)):
            stop = self.rightward(end) if end < self.n else end
            if place == "prefix" and i in entry_at and entry_at[i][2].label == "ORG":
                start = entry_at[i][0]  # "Federal Home Loan Bank of Dallas"
        if place == "legal-form" and start == i and self.words[i] in FORMS_BEFORE:
            stop = self.rightward(end)  # "PT Bahtera", "OAO Severzoloto"
        elif place == "legal-form":
            while (
                stop < self.n
                and (self.words[stop],) in self.lex.org_words
                and self.lex.org_words[(self.words[stop],)].place == place
            ):
                stop += 1
            stop = self.of_america(stop)
        if stop - start == end - i:
            return None
        if (
            place == "suffix"
            and label != "ORG"
            and stop < self.n
            and self.kinds[stop] == lex.NAME
            and self.lex.is_common(self.words[stop])
        ):
            return None  # "Belt and Road Initiative"
        if lex.AMPERSAND in self.kinds[start:stop]:
            label = "ORG"
        entry = entry_at.get(start)
        if entry is not None and entry[0] == start and entry[1] == stop:
            return None  # known as a whole
        if self.words[end - 1] in ORDINARY and start == i - 1 and "." in self.words[start] and stop == end:
            return None  # newswire's "U.S. Manufacturers"
        if self.words[i] == "Market" and start < i and (self.lex.is_common(self.words[i - 1]) or i - 1 in entry_at):
            return None  # "Money Market", "the U.S. Market"
        rule = "org.legal-form" if place == "legal-form" else HEADS[label]
        is_bearer = label == "FAC" and stop - start == 2 and end == stop and self.words[start] in self.lex.given
        if is_bearer and start and self.title_ends(start - 1):
            return None  # "Sen. John Tower"
        weight = FAIR if rule == "place.head" and (label == "LOC" or is_bearer) else SAFE
        return Part(start, stop, label, rule, weight, None, f"“{' '.join(self.words[i:end])}” makes it one")

    def leads(self, i: int, label: str) -> bool:
        """Whether a head may stand before the name: "Hotel Rossija", "Lake Geneva"; not "Lane Hartwell", "House Oversight"."""
        return label in ("GPE", "LOC") or self.words[i] in ("Hotel", "Villa", "Plaza")

    def is_whole(self, start: int, end: int, entry: Known) -> bool:
        """Whether a known form of several words is the whole name: "Election Commission", not behind "Central"."""
        if end - start == 1:
            return False
        return entry.label != "ORG" or start == 0 or self.kinds[start - 1] not in PLAIN

    def is_given(self, i: int) -> bool:
        """Whether a hyphenated given name stands at word `i`: "Park Seong-min"."""
        return i + 2 < self.n and self.kinds[i + 1] == lex.HYPHEN and self.words[i + 2].islower()

    def leftward(self, i: int, entry_at: Entries, label: str) -> int:
        """Where a name begins whose head stands at word `i`."""
        words, kinds, taken = self.words, self.kinds, self.taken
        is_state = words[i] in STATE_HEADS
        start = i
        k = i - 1
        while k >= 0 and not taken[k]:
            if kinds[k] in PLAIN:
                if k + 1 == start and self.title_ends(k):
                    break
                entry = entry_at.get(k)
                if entry is not None:
                    if is_state and entry[2].label in ("GPE", "NORP"):
                        break
                    start = entry[0]
                    k = start - 1
                    continue
                start = k
                k -= 1
            elif k > 0 and self.joins(k, start, label, entry_at):
                k -= 1
            else:
                break
        if start == 0 and start < i - 1 and words[0].lower() in OPENERS and self.begins():
            start = 1
        return start

    def joins(self, k: int, start: int, label: str, entry_at: Entries) -> bool:
        """Whether the small word at `k` stands within the name of an organisation that goes on at word `start`."""
        kind, former = self.kinds[k], self.kinds[k - 1]
        match kind:
            case lex.HYPHEN | lex.AMPERSAND:
                return True
            case lex.POSSESSIVE:
                return former == lex.OWNER
            case lex.AND:
                return label == "ORG" and self.is_joined(k, start, entry_at)
            case lex.OF:
                return self.is_of_head(k - 1)
        return kind == lex.PARTICLE and former == lex.NAME

    def is_of_head(self, k: int) -> bool:
        """Whether "of" behind word `k` goes on with an organisation's name: "Bank of New York Co"."""
        word = self.lex.org_words.get((self.words[k],))
        return word is not None and word.place == "head"

    def is_joined(self, k: int, start: int, entry_at: Entries) -> bool:
        """Whether "and" at word `k` stands within the name of an organisation: "Food and Drug Administration"."""
        before, behind = self.words[k - 1], self.words[k + 1]
        if start - k == 1 and behind in SONS:
            return True
        if k - 1 in entry_at and entry_at[k - 1][2].label != "NORP":
            return False
        if (before,) in self.lex.org_words and self.lex.org_words[(before,)].place == "legal-form":
            return False
        if behind == before:
            return True
        return self.lex.is_common(before) and self.lex.is_common(behind) and start == k + 1

    def rightward(self, i: int) -> int:
        """Where the plain name that begins at word `i` ends."""
        while (
            i < self.n
            and not self.taken[i]
            and (self.kinds[i] in PLAIN or (self.kinds[i] in (lex.HYPHEN, lex.PARTICLE, lex.AMPERSAND) and i + 1 < self.n))
        ):
            if (
                self.marks[i] & lex.TITLE
                and self.words[i] not in NAMING_TITLES
                and self.lex.phrase_at(self.lex.titles, self.words, i)
            ):
                break
            i += 1
        return i

    def of_america(self, i: int) -> int:
        """Where a firm's name ends that has "of America" behind it: "Aluminum Co of America"; other places are its home."""
        if i < self.n and self.kinds[i] == lex.OF and self.words[i - 1] in COMPANIES:
            for place in (("America",), ("North", "America")):
                if self.words[i + 1 : i + 1 + len(place)] == place:
                    return i + 1 + len(place)
        return i

    def complement(self, i: int) -> int:
        """Where a head's name ends that has "of …" or "for …" behind it: "Bank of Korea", "Ministry of Trade and Industry"."""
        kinds = self.kinds
        end = i
        while i < self.n and kinds[i] in (lex.OF, lex.FOR):
            if kinds[i] == lex.FOR and (end == 0 or kinds[end - 1] != lex.HEAD):
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
