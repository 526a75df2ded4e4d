"""What the words around a name say of it: weights for each label, from data/name_evidence.csv and a few wordings."""

from __future__ import annotations

from collections.abc import Sequence

from extract.components.names.lexicon import Lexicon, evidence
from extract.components.words import EDGE, Words

Weights = dict[str, int]
"""{PERSON, ORG, PLACE or EVENT: how much speaks for it}."""
NO_WEIGHTS: Weights = {}
"""Those of a name of which nothing around it says anything, or whose surroundings nobody asks."""
PLACE_NOUNS = frozenset(
    """town city village province state port region island capital suburb district county republic kingdom hamlet
    municipality neighborhood neighbourhood peninsula territory settlement resort community area""".split()
)
ORG_NOUNS = frozenset(
    """company companies unit subsidiary maker manufacturer firm bank agency group retailer publisher developer newspaper airline
    brokerage insurer automaker carmaker chain conglomerate distributor supplier operator magazine union party network
    affiliate producer utility broadcaster consultancy charity organization organisation association thinktank lender
    builder housebuilder homebuilder grocer lessor bakery refiner trader brewery miner
    carrier exporter importer brewer steelmaker chipmaker startup contractor
    provider club cooperative co-operative pollster bookseller""".split()
)
PERSONS_TOO = frozenset("builder trader publisher developer contractor grocer brewer exporter importer producer operator".split())
FAMILY = frozenset("wife husband son daughter brother sister father mother uncle aunt partner widow grandson cousin".split())
TRADES = ("man", "woman", "er", "or", "ist", "ian")
NO_TRADES = frozenset(
    """river center newspaper paper number power order border quarter tower water corner computer chamber summer winter weather
    cancer disorder factor sector harbor corridor color minor major""".split()
)
ROLE_LEADS = frozenset(
    "a an the its his her their our former then one who head chief senior vice deputy executive managing".split()
)
INVESTED = frozenset("shares share stake stakes stock interest holding holdings investment investments invested".split())
DASHES = frozenset(("-", "--", "–", "—"))
DATELINE = 12
"""Tokens between a dateline's place and its dash."""
NOUN_ENDS = frozenset(", . of for in that which who based with near on about and where at from to said".split())
RESULTS = frozenset(
    "profit profits revenue revenues sales earnings turnover net pretax pre-tax operating income loss losses output".split()
)
"""What a company tells of itself: "Amberline said profit fell"."""
REPORTS = frozenset("posted reported reports posts earned booked".split())
MAKES = frozenset("makes made sells sold produces employs operates runs owns manufactures supplies distributes publishes".split())
DONE_BY = frozenset("polled surveyed compiled operated manufactured supplied distributed".split())
"""Behind these, "by" names a body more often than a person."""
SITES = frozenset("plant plants mine mines refinery smelter factory works base station depot shipyard".split())
CARRIERS = frozenset("ferry ferries flight flights train trains bus buses road railway".split())
PLAYERS = frozenset(
    """striker midfielder goalkeeper defender winger centre-half centre-back full-back forward fly-half scrum-half quarterback
    pitcher fielder batsman bowler""".split()
)
NEWSPAPERS = frozenset(
    "Ledger Gazette Herald Tribune Courier Chronicle Inquirer Examiner Telegraph Observer Sentinel Dispatch Argus Clarion".split()
)
LEAGUES = frozenset("League Championship Premiership Bundesliga Conference Division".split())
OWNED = RESULTS - {"sales", "output", "income", "earnings"} | frozenset(
    "board shareholders shares chairman chief stock coach spokesman spokeswoman dividend accounts results customers".split()
)
NEAR = 9
"""Tokens behind a comma in which an apposition's noun stands."""


class Context:
    """Reads what stands before and behind a name."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lex = lexicon
        self.before, self.after = evidence("before"), evidence("after")
        self.says_before = frozenset((*self.before, *MORE, *PLACE_NOUNS, *ORG_NOUNS))
        self.says_behind = frozenset((*self.after, *TELLS, *OWNERS, ",", "in", "-"))
        self.roles = {title for title, kind in lexicon.title_kinds.items() if kind == "role" and title[0][:1].islower()}
        self.role_words = {title[-1] for title in self.roles} | {
            "spokesman",
            "spokeswoman",
            "head",
            "member",
            "director",
            "consultant",
            "trader",
            "dealer",
        }
        self.role_words |= {
            "researcher",
            "fellow",
            "partner",
            "executive",
            "broker",
            "adviser",
            "advisor",
            "scientist",
            "lecturer",
        }
        self.role_words |= {"editor", "reporter", "correspondent", "columnist", "writer", "engineer", "investigator", "expert"}

    def of(self, words: Words, start: int, end: int) -> tuple[Weights, str, str, Sequence[str]]:
        """(weights, the word before, the word behind, what says so) of tokens [start, end)."""
        texts = words.texts
        k = start - 1
        while k >= 0 and texts[k].isspace():
            k -= 1
        before = texts[k] if k >= 0 else ""
        j = end
        n = len(texts)
        while j < n and texts[j].isspace():
            j += 1
        after = texts[j] if j < n else ""
        if before[:1].isupper():
            before = before.lower()
        if after[:1].isupper() and after.isupper():
            after = after.lower()
        if before not in self.says_before and after not in self.says_behind:
            return NO_WEIGHTS, before, after, ()
        weights: Weights = {}
        says: list[str] = []
        is_owner = after in OWNERS
        for label, weight in self.before.get(before, ()):
            if is_owner and label == "PLACE":
                continue  # "in Smith's name"
            add(weights, label, weight, says, f"“{before}” before it")
        for label, weight in self.after.get(after, ()):
            add(weights, label, weight, says, f"“{after}” behind it")
        if before in MORE:
            if k > 0:
                self.further(words, k, before, after, weights, says)
        elif before in PLACE_NOUNS and before not in ("state", "area", "community"):
            add(weights, "PLACE", 1, says, f"“{before}” before it")
        elif before in ORG_NOUNS:
            add(weights, "ORG", 2, says, f"“{before}” before it")
        if after == ",":
            self.apposition(words, j + 1, weights, says)
        elif after in TELLS:
            self.results(words, j, after, weights, says)
        elif after == "in" and j + 2 < n and words.following(j + 1) == "the" and words.following(j + 2) in LEAGUES:
            weights.pop("PERSON", None)
            add(weights, "ORG", 3, says, f"“in the {words.following(j + 2)}” behind it")
        elif after == "-" and j + 1 < n and texts[j + 1] in ("based", "born"):
            add(weights, "PLACE", 3, says, f"“-{texts[j + 1]}” behind it")
        elif is_owner and j + 1 < n:
            noun = words.following(j + 1)
            if noun in ("capital", "government", "president", "prime", "parliament", "economy", "currency", "residents", "mayor"):
                add(weights, "PLACE", 2, says, f"“{noun}” behind its possessive")
            elif noun in OWNED:
                add(weights, "ORG", 2, says, f"“{noun}” behind its possessive")
            elif noun in ("wife", "husband", "mother", "father", "son", "daughter", "lawyer", "lawyers", "death", "brother"):
                add(weights, "PERSON", 2, says, f"“{noun}” behind its possessive")
        return weights, before, after, says

    def further(self, words: Words, k: int, before: str, after: str, weights: Weights, says: list[str]) -> None:
        """What the word before a small word at token `k` says: "polled by", "a plant at", ", 71, of", "lost 3-1 at"."""
        texts = words.texts
        former = self.word_before(words, k)
        if before == "the":
            if texts[k + 1] in NEWSPAPERS:
                add(weights, "ORG", 4, says, "a newspaper's name behind “the”")
            elif texts[k] == "The" and not texts[k - 1].isspace() and former not in STOPS_BEFORE:
                add(weights, "ORG", 3, says, "“The” with a capital before it")
            if former in ("across", "along", "near", "through", "around"):
                add(weights, "PLACE", 2, says, "“the” behind a preposition of place")
            return
        if before == ",":
            if after in (",", ".", ")") and former in ORG_NOUNS and former not in PERSONS_TOO:
                add(weights, "ORG", 3, says, f"“{former},” before it")
            elif after == "," and former in self.role_words:
                add(weights, "PERSON", 2, says, f"“{former},” before it")
            if former in FAMILY and after in (",", ".", ";"):
                add(weights, "PERSON", 3, says, f"“{former},” before it")
            return
        if before == "by":
            if former in DONE_BY:
                add(weights, "ORG", 3, says, f"“{former} by” before it")
            return
        if before == "in":
            if former in INVESTED:
                add_share(weights, says)
            return
        if before == "of":
            if self.is_role(words, k - 1) and after not in OWNERS:
                add(weights, "ORG", 1, says, f"“{texts[k - 1]} of” before it")
            if former == "," and k > 1 and texts[k - 2].isdecimal() and len(texts[k - 2]) == 2:
                add(weights, "PLACE", 3, says, "“of” behind an age")
            if former in SHARES:
                add_share(weights, says)
            if texts[k - 1].lower() in PLACE_NOUNS:
                add(weights, "PLACE", 3, says, f"“{texts[k - 1]} of” before it")
            return
        if before in ("at", "with", "for") and self.is_role(words, k - 1):
            add(weights, "ORG", 3, says, f"“{texts[k - 1]} {before}” before it")
        if before == "at" and former in SITES:
            add(weights, "PLACE", 2, says, f"“{former} at” before it")
        elif before == "to" and former in CARRIERS:
            add(weights, "PLACE", 2, says, f"“{former} to” before it")
        elif former.isdecimal() and k > 2 and texts[k - 2] in DASHES and texts[k - 3].isdecimal() and before != "for":
            weights.pop("PLACE", None)
            add(weights, "ORG", 3, says, "a score before it")
        elif before == "from" and (former in PLAYERS or (former == "," and k > 1 and self.word_before(words, k - 1) in PLAYERS)):
            weights.pop("PLACE", None)
            add(weights, "ORG", 3, says, "a player from it")

    @staticmethod
    def results(words: Words, j: int, after: str, weights: Weights, says: list[str]) -> None:
        """ "Amberline said profit fell", "Amberline posted a loss of": what a company alone tells of itself."""
        texts = words.texts
        stop = j + 3 if after in ("said", "says") else j + NEAR
        for k in range(j + 1, min(len(texts), stop)):
            word = texts[k]
            if word in RESULTS or (word == "its" and after in ("said", "says")):
                weights.pop("PERSON", None)
                add(weights, "ORG", 3, says, f"“{after} … {word}” behind it")
                return
            if word in (",", ".", ";", '"', "that", "he", "she"):
                return

    @staticmethod
    def word_before(words: Words, k: int) -> str:
        """The word before token `k`, white space skipped."""
        k -= 1
        while k > 0 and words.texts[k].isspace():
            k -= 1
        return words.texts[k].lower() if k >= 0 else ""

    def is_role(self, words: Words, k: int) -> bool:
        """Whether a role stands at token `k`, white space skipped: "an analyst at", "the spokesman for"."""
        texts = words.texts
        while k > 0 and texts[k].isspace():
            k -= 1
        return texts[k] in self.role_words

    def apposition(self, words: Words, i: int, weights: Weights, says: list[str]) -> None:
        """What stands behind a comma: an age, a role, what a company or a place is."""
        texts = words.texts
        n = len(texts)
        while i < n and texts[i].isspace():
            i += 1
        if i >= n:
            return
        first = texts[i]
        if first == "who":
            add(weights, "PERSON", 3, says, "“who” behind it")
            return
        if first == "which":
            if words.following(i + 1) in MAKES:
                add(weights, "ORG", 3, says, f"“which {words.following(i + 1)}” behind it")
            return
        if first.isdecimal() and len(first) == 2 and words.following(i + 1) in (",", ".", "-", "of", "and", "who"):
            add(weights, "PERSON", 3, says, "an age behind it")
            return
        if first not in ROLE_LEADS and first not in self.role_words:
            return
        for k in range(i, min(n, i + NEAR)):
            word = texts[k]
            if word == "old" and texts[k - 2] == "year":
                add(weights, "PERSON", 3, says, "an age behind it")
                return
            if word in (",", ".", ";", "and", "said", "was", "is", "has", "had"):
                return
            if word in ("of", "for", "at", "in", "that", "which", "with", "on", "to", "from", "who"):
                if word == "who":
                    add(weights, "PERSON", 2, says, "“who” behind it")
                return
            following = words.following(k + 1)
            if following not in NOUN_ENDS:
                continue
            if word in self.role_words:
                add(weights, "PERSON", 3, says, f"“{word}” in apposition")
                return
            if word in ORG_NOUNS:
                add(weights, "ORG", 1 if word in PERSONS_TOO else 3, says, f"“{word}” in apposition")
                return
            if word in PLACE_NOUNS:
                add(weights, "PLACE", 3, says, f"“{word}” in apposition")
                return
            if first in ("a", "an") and k <= i + 3 and word.endswith(TRADES) and word not in NO_TRADES:
                add(weights, "PERSON", 3, says, f"“{first} … {word}” in apposition")
                return


MORE = frozenset(("the", ",", "by", "in", "of", "for", "at", "to", "from", "against", "over", "with"))
"""Small words before a name of which the word before them tells more."""
TELLS = REPORTS | {"said", "says"}
OWNERS = frozenset(("'s", "’s", "'", "’"))
SHARES = frozenset(("shares", "shareholders", "stockholders"))
STOPS_BEFORE = frozenset(
    (".", "!", "?", ":", '"', "“", "”", "‘", "’", "'", "``", ")", "(", "-", "--", "—", "–", EDGE, "*", "•", "|")
)


def add(weights: Weights, label: str, weight: int, says: list[str], why: str) -> None:
    weights[label] = weights.get(label, 0) + weight
    says.append(why)


def add_share(weights: Weights, says: list[str]) -> None:
    weights.pop("PLACE", None)
    add(weights, "ORG", 3, says, "a share in it")


def is_dateline(texts: list[str], start: int, end: int) -> bool:
    """Whether capitals at the beginning of a sentence are a dateline's place: "ROME, March 3 (AP) --"."""
    for word in texts[start:end]:
        if word.isalpha() and not word.isupper():
            return False
    for word in texts[end : end + DATELINE]:
        if word in DASHES:
            return True
        if word in (".", ";", ":", EDGE) or (word.islower() and word not in ("and",)):
            return False
    return False
