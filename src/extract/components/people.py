"""Persons whom the text gives a title or a role: "President Xi Jinping", "Serik Zhumangarin, Kazakh minister".

Reads   the text, and the places found before
Writes  doc.spans["people"]; label PERSON, without the title; entity is the fullest form in the article

A surname that stands alone later takes the identity of the fullest name that ends in it.
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.rule import Found, found_in, keep
from extract.components.sentences import begins_sentence
from extract.components.words import Memo, Phrases, Words, words_of
from extract.tokenizer import configure_tokenizer

PARTICLES = frozenset("de da di du del della der den van von bin ibn al el la le dos das ter ten y".split())
SUFFIXES = frozenset(("Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"))
NAME_PART = re.compile(r"[^\W\d_][\w’'.]*(?:-[\w’']+)*")
LONGEST_NAME = 5
BEFORE_TITLE = frozenset(("the", "a", "an", "its", "deputy", "former", "senior"))
# Capitalised words that follow a role without being a name.
NEVER_NAMES = frozenset(
    """The A An In On At It He She They We I This That These Those But And Or For As If When While By To From With His
    Her Their Its Not No Yes Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
    June July August September October November December State Minister President Secretary General Affairs Office
    Party Department Ministry Bank Government House Council Committee Board Group Company Inc Corp Ltd Street Avenue
    Road University School Day Week Court Reserve Fund Union Commission Agency Association Board Airlines Airways""".split()
)


def is_name_part(word: str) -> bool:
    """Whether a word may be part of a name, titles aside."""
    return (
        word[0].isupper()
        and NAME_PART.fullmatch(word) is not None
        and word not in NEVER_NAMES
        and not (word.isupper() and len(word) > 2 and not word.endswith("."))
    )


class People:
    """The component: titles by phrase list, names by their capitals."""

    def __init__(self, nlp: Language) -> None:
        configure_tokenizer(nlp)
        self.titles = Phrases(nlp, tables.titles())
        title_words = {word for title in tables.titles() for word in title.split()}
        self.parts = Memo(lambda word: word not in title_words and is_name_part(word))

    def __call__(self, doc: Doc) -> Doc:
        keep(doc, "people", self.find(doc))
        return doc

    def find(self, doc: Doc) -> list[Found]:
        """Every mention of a person, in order."""
        words = words_of(doc)
        titles = self.titles.among(words)
        if not titles:
            return []
        blocked = {i for place in found_in(doc, "places") for i in range(place.start, place.end)}
        found: dict[tuple[int, int], str] = {}
        ends: dict[int, int] = {}
        for _, start, end in titles:
            ends[end] = min(start, ends.get(end, start))
        starts = {start for _, start, _ in titles}
        for end in sorted(ends):
            if end in starts:
                continue  # a longer title goes on: "Deputy | Prime Minister"
            span = self.name_at(words, self.skip_space(words, end), blocked)
            if span and not (words.texts[ends[end]].islower() and span[1] - span[0] == 1):
                found[span] = "person.title"
        for start in starts:
            if start >= 2 and (span := self.name_before(words, start, blocked)):
                found.setdefault(span, "person.appositive")
        if not found:
            return []
        self.carry(doc, found, blocked)
        return self.with_identity(words, found)

    @staticmethod
    def skip_space(words: Words, i: int) -> int:
        """The next token that is no white space."""
        texts = words.texts
        while i < len(texts) and texts[i].isspace():
            i += 1
        return i

    def is_part(self, words: Words, i: int, blocked: set[int]) -> bool:
        """Whether there is a token `i`, and it may be part of a name."""
        return i < len(words.texts) and self.parts[words.texts[i]] and i not in blocked

    def name_at(self, words: Words, start: int, blocked: set[int]) -> tuple[int, int] | None:
        """Tokens of a name that begins at `start`: "Kassym-Jomart Tokayev", "Charles de Gaulle", "Smith"."""
        texts = words.texts
        i, last = start, start
        while i < len(texts) and i - start < 2 * LONGEST_NAME:
            word = texts[i]
            if self.is_part(words, i, blocked) or (i > start and word in SUFFIXES):
                last = i = i + 1
            elif last > start and (
                (word in ("-", "’", "'") and words.touch(i - 1) and words.touch(i) and texts[i + 1].istitle())
                or (word.lower() in PARTICLES and self.is_part(words, i + 1, blocked))
                or (word == "\n" and last - start < 2 and self.is_part(words, i + 1, blocked) and i == last)
            ):
                i += 1
            else:
                break
        while last > start and texts[last - 1].endswith(".") and len(texts[last - 1]) <= 2:
            last -= 1
        return (start, last) if last > start else None

    def name_before(self, words: Words, title: int, blocked: set[int]) -> tuple[int, int] | None:
        """Tokens of the full name in "NAME, [adjective] TITLE": two capitalised words or more."""
        texts = words.texts
        i = title - 1
        while i > 0 and (i in blocked or texts[i].lower() in BEFORE_TITLE or texts[i].isspace()):
            i -= 1
        if texts[i] != ",":
            return None
        end = start = i
        while start > 0 and end - start < 2 * LONGEST_NAME:
            word = texts[start - 1]
            joined = word == "-" and start < end and words.touch(start - 1)
            particle = word in PARTICLES and start < end
            if not (self.is_part(words, start - 1, blocked) or joined or particle):
                break
            start -= 1
        while start < end and (texts[start] in PARTICLES or texts[start] == "-"):
            start += 1
        n_capitals = sum(texts[k][0].isupper() for k in range(start, end))
        # A list of two-word names ("Goldman Sachs, analyst") is rarer than a person so introduced.
        return (start, end) if 2 <= n_capitals <= LONGEST_NAME else None

    def carry(self, doc: Doc, found: dict[tuple[int, int], str], blocked: set[int]) -> None:
        """Add later mentions of known persons: their full name, or their surname alone."""
        words = words_of(doc)
        texts = words.texts
        taken = {i for start, end in found for i in range(start, end)}
        full = {tuple(texts[start:end]) for start, end in found}
        surnames = {name[-1] for name in full if len(name[-1]) > 2 and name[-1] not in SUFFIXES}
        surnames |= {name[0] for name in full if len(name) == 2 and len(name[0]) == 2}  # family name first: Xi, Ma
        by_first: dict[str, list[tuple[str, ...]]] = {}
        for name in sorted(full, key=len, reverse=True):
            by_first.setdefault(name[0], []).append(name)
        sought = by_first.keys() | surnames
        for i in [i for i, text in enumerate(texts) if text in sought]:
            text = texts[i]
            if i in taken or i in blocked:
                continue
            for name in by_first.get(text, ()):
                end = i + len(name)
                if tuple(texts[i:end]) == name and taken.isdisjoint(range(i, end)):
                    found[(i, end)] = "person.again"
                    taken.update(range(i, end))
                    break
            else:
                if text in surnames and self.alone(doc, i, blocked):
                    found[(i, i + 1)] = "person.surname"
                    taken.add(i)

    def alone(self, doc: Doc, i: int, blocked: set[int]) -> bool:
        """Whether no capitalised word stands beside a surname, so that it is not part of another name."""
        words = words_of(doc)
        after = self.is_part(words, i + 1, blocked)
        before = i > 0 and self.is_part(words, i - 1, blocked) and not begins_sentence(doc, i - 1)
        return not after and not before

    @staticmethod
    def with_identity(words: Words, found: dict[tuple[int, int], str]) -> list[Found]:
        """Readings in order, each with the fullest name in the article that it can be."""
        spans = {span: words.characters(*span) for span in found}
        names = {words.text[start:end].replace("\n", " ") for start, end in spans.values()}
        owners: dict[str, set[str]] = {}
        for full in (name for name in names if " " in name):
            first, *_, last = full.split()
            for part in {last, first} if len(first) == 2 else {last}:
                owners.setdefault(part, set()).add(full)

        def identity(name: str) -> str:
            fullest = owners.get(name, ()) if " " not in name else ()
            return next(iter(fullest)) if len(fullest) == 1 else name

        readings = []
        for (start, end), rule in sorted(found.items()):
            start_char, end_char = spans[start, end]
            name = " ".join(words.text[start_char:end_char].split())
            readings.append(Found(start, end, start_char, end_char, "PERSON", rule, entity=identity(name), entity_scheme="name"))
        return readings


@Language.factory("newsledger_people", assigns=["doc.spans"])
def make_people(nlp: Language, name: str) -> People:
    """Find persons by titles and roles."""
    return People(nlp)
