"""Persons whom the text gives a title or a role: "President Xi Jinping", "Serik Zhumangarin, Kazakh minister".

Reads   the text, and the places found before
Writes  doc.spans["people"]; label PERSON, without the title; entity is the fullest form in the article

A surname that stands alone later takes the identity of the fullest name that ends in it.
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from extract import tables
from extract.components.rule import Found, characters, found_in, keep
from extract.components.sentences import begins_sentence
from extract.components.words import words_of
from extract.tokenizer import configure_tokenizer

PARTICLES = frozenset("de da di du del della der den van von bin ibn al el la le dos das ter ten y".split())
SUFFIXES = frozenset(("Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"))
NAME_PART = re.compile(r"[^\W\d_][\w’'.]*(?:-[\w’']+)*")
LONGEST_NAME = 5
# Capitalised words that follow a role without being a name.
NEVER_NAMES = frozenset(
    """The A An In On At It He She They We I This That These Those But And Or For As If When While By To From With His
    Her Their Its Not No Yes Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
    June July August September October November December State Minister President Secretary General Affairs Office
    Party Department Ministry Bank Government House Council Committee Board Group Company Inc Corp Ltd Street Avenue
    Road University School Day Week Court Reserve Fund Union Commission Agency Association Board Airlines Airways""".split()
)


class People:
    """The component: titles by phrase list, names by their capitals."""

    def __init__(self, nlp: Language) -> None:
        configure_tokenizer(nlp)
        self.titles = PhraseMatcher(nlp.vocab, attr="ORTH")
        for title in tables.titles():
            self.titles.add(title, [nlp.tokenizer(title)])
        self.title_words = {word for title in tables.titles() for word in title.split()}

    def __call__(self, doc: Doc) -> Doc:
        titles = [(start, end) for _, start, end in self.titles(doc)]
        if not titles:
            keep(doc, "people", [])
            return doc
        blocked = {i for place in found_in(doc, "places") for i in range(place.start, place.end)}
        found: dict[tuple[int, int], str] = {}
        ends: dict[int, int] = {}
        for start, end in titles:
            ends[end] = min(start, ends.get(end, start))
        starts = {start for start, _ in titles}
        for end in sorted(ends):
            if end in starts:
                continue  # a longer title goes on: "Deputy | Prime Minister"
            span = self.name_at(doc, self.skip_space(doc, end), blocked)
            if span and not (doc[ends[end]].is_lower and span[1] - span[0] == 1):
                found[span] = "person.title"
        for start in starts:
            if start >= 2 and (span := self.name_before(doc, start, blocked)):
                found.setdefault(span, "person.appositive")
        self.carry(doc, found, blocked)
        readings = self.with_identity(doc, found)
        keep(doc, "people", readings)
        return doc

    @staticmethod
    def skip_space(doc: Doc, i: int) -> int:
        """The next token that is no white space."""
        texts = words_of(doc).texts
        while i < len(texts) and texts[i].isspace():
            i += 1
        return i

    def is_part(self, doc: Doc, i: int, blocked: set[int]) -> bool:
        """Whether token `i` may be part of a name."""
        text = words_of(doc).texts[i]
        return (
            text[0].isupper()
            and i not in blocked
            and NAME_PART.fullmatch(text) is not None
            and text not in NEVER_NAMES
            and text not in self.title_words
            and not (text.isupper() and len(text) > 2 and not text.endswith("."))
        )

    def name_at(self, doc: Doc, start: int, blocked: set[int]) -> tuple[int, int] | None:
        """Tokens of a name that begins at `start`: "Kassym-Jomart Tokayev", "Charles de Gaulle", "Smith"."""
        i, last = start, start
        while i < len(doc) and i - start < 2 * LONGEST_NAME:
            token = doc[i]
            if self.is_part(doc, i, blocked) or (i > start and token.text in SUFFIXES):
                last = i = i + 1
            elif (
                (
                    last > start
                    and token.text in ("-", "’", "'")
                    and not doc[i - 1].whitespace_
                    and i + 1 < len(doc)
                    and not token.whitespace_
                    and doc[i + 1].is_title
                )
                or (last > start and token.lower_ in PARTICLES and i + 1 < len(doc) and self.is_part(doc, i + 1, blocked))
                or (
                    last > start
                    and token.text == "\n"
                    and i + 1 < len(doc)
                    and last - start < 2
                    and self.is_part(doc, i + 1, blocked)
                    and i == last
                )
            ):
                i += 1
            else:
                break
        while last > start and doc[last - 1].text.endswith(".") and len(doc[last - 1]) <= 2:
            last -= 1
        return (start, last) if last > start else None

    def name_before(self, doc: Doc, title: int, blocked: set[int]) -> tuple[int, int] | None:
        """Tokens of the full name in "NAME, [adjective] TITLE": two capitalised words or more."""
        i = title - 1
        while i > 0 and (
            i in blocked or doc[i].lower_ in ("the", "a", "an", "its", "deputy", "former", "senior") or doc[i].is_space
        ):
            i -= 1
        if doc[i].text != ",":
            return None
        end = i
        start = end
        while start > 0 and end - start < 2 * LONGEST_NAME:
            token = doc[start - 1]
            joined = token.text == "-" and start < end and not token.whitespace_
            particle = token.text in PARTICLES and start < end
            if not (self.is_part(doc, start - 1, blocked) or joined or particle):
                break
            start -= 1
        while start < end and (doc[start].text in PARTICLES or doc[start].text == "-"):
            start += 1
        words = sum(doc[k].text[0].isupper() for k in range(start, end))
        # A list of two-word names ("Goldman Sachs, analyst") is rarer than a person so introduced.
        return (start, end) if 2 <= words <= LONGEST_NAME else None

    def carry(self, doc: Doc, found: dict[tuple[int, int], str], blocked: set[int]) -> None:
        """Add later mentions of known persons: their full name, or their surname alone."""
        taken = {i for start, end in found for i in range(start, end)}
        full = {tuple(doc[i].text for i in range(*span)) for span in found}
        surnames = {name[-1] for name in full if len(name[-1]) > 2 and name[-1] not in SUFFIXES}
        surnames |= {name[0] for name in full if len(name) == 2 and len(name[0]) == 2}  # family name first: Xi, Ma
        by_first: dict[str, list[tuple[str, ...]]] = {}
        for name in sorted(full, key=len, reverse=True):
            by_first.setdefault(name[0], []).append(name)
        texts = words_of(doc).texts
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
        after = i + 1 < len(doc) and self.is_part(doc, i + 1, blocked)
        before = i > 0 and self.is_part(doc, i - 1, blocked) and not begins_sentence(doc, i - 1)
        return not after and not before

    @staticmethod
    def with_identity(doc: Doc, found: dict[tuple[int, int], str]) -> list[Found]:
        """Readings in order, each with the fullest name in the article that it can be."""
        names = {doc[start:end].text.replace("\n", " ") for start, end in found}
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
            start_char, end_char = characters(doc, start, end)
            name = " ".join(doc[start:end].text.split())
            readings.append(Found(start, end, start_char, end_char, "PERSON", rule, entity=identity(name), entity_scheme="name"))
        return readings


@Language.factory("newsledger_people", assigns=["doc.spans"])
def make_people(nlp: Language, name: str) -> People:
    """Find persons by titles and roles."""
    return People(nlp)
