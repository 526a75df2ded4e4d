"""Countries and nationalities: "Kazakhstan" is GPE KZ, "Kazakh" is NORP KZ.

Reads   the text
Writes  doc.spans["places"]; labels GPE and NORP; entity is the ISO 3166-1 code
Leaves  names of persons and organisations that hold a country's name to resolve.py

A form that two countries share (Congo, Korean) keeps its label and has no identity, unless one of the
two is named outright elsewhere in the article.
"""

from __future__ import annotations

from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from extract import tables
from extract.components.rule import Found, keep
from extract.components.sentences import begins_sentence
from extract.components.words import Phrases, words_of
from extract.tokenizer import configure_tokenizer

COUNTRY, NATIONALITY = "place.country", "place.nationality"
# Names of countries that are names of persons or of other places as well; they need the company of a place.
ALSO_OTHERS = frozenset(("Georgia", "Jordan", "Chad", "Guinea", "Niger", "Dominica", "Mali", "Turkey"))


class Form(NamedTuple):
    """A written form: its label and rule, and the countries that use it."""

    label: str
    rule: str
    codes: tuple[str, ...]


class Places:
    """The component: a phrase list over the tokens, longest name first."""

    def __init__(self, nlp: Language) -> None:
        configure_tokenizer(nlp)
        self.forms: dict[str, Form] = {}
        for country in tables.countries().values():
            for written in {country.name, *country.aliases}:
                self.add(written, "GPE", COUNTRY, country.code)
                if len(written) > 4 and written.isascii() and written[0].isupper():
                    self.add(written.upper(), "GPE", COUNTRY, country.code)
            for written in country.adjectives:
                self.add(written, "NORP", NATIONALITY, country.code)
        self.phrases = Phrases(nlp, self.forms)

    def add(self, written: str, label: str, rule: str, code: str) -> None:
        """Add a form, or to a form that is there one more country."""
        form = self.forms.get(written, Form(label, rule, ()))
        self.forms[written] = form._replace(codes=tuple(sorted({*form.codes, code})))

    def __call__(self, doc: Doc) -> Doc:
        keep(doc, "places", self.find(doc))
        return doc

    def find(self, doc: Doc) -> list[Found]:
        """Every country and nationality, in order."""
        words = words_of(doc)
        texts = words.texts
        taken: set[int] = set()
        hits: list[tuple[int, int, str]] = []
        for written, start, end in sorted(self.phrases.among(words), key=lambda m: (m[1] - m[2], m[1])):
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                hits.append((start, end, written))
        hits.sort()
        certain = {self.forms[written].codes for _, _, written in hits}
        found = []
        for start, end, written in hits:
            if written in ALSO_OTHERS and not self.is_place(doc, start, end):
                continue
            if written == "US" and start > 0 and end < len(texts) and texts[start - 1].isupper() and is_capitals(texts[end]):
                continue
            label, rule, codes = self.forms[written]
            named = codes if len(codes) == 1 else [code for code in codes if (code,) in certain]
            code = named[0] if len(named) == 1 else None
            chars = words.characters(start, end)
            found.append(Found(start, end, *chars, label, rule, entity=code, entity_scheme="iso3166" if code else None))
        return found

    @staticmethod
    def is_place(doc: Doc, start: int, end: int) -> bool:
        """Whether no other capitalised word stands beside a name that persons bear too."""
        texts = words_of(doc).texts
        beside = [i for i in (start - 1, end) if 0 <= i < len(texts)]
        return not any(texts[i].isalpha() and texts[i].istitle() and not begins_sentence(doc, i) for i in beside)


def is_capitals(word: str) -> bool:
    """Whether a word is letters alone, all capitals."""
    return word.isalpha() and word.isupper()


@Language.factory("newsledger_places", assigns=["doc.spans"])
def make_places(nlp: Language, name: str) -> Places:
    """Find countries and nationalities."""
    return Places(nlp)
