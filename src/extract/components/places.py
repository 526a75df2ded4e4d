"""Countries and nationalities: "Kazakhstan" is GPE KZ, "Kazakh" is NORP KZ.

Reads   the text
Writes  doc.spans["places"]; labels GPE and NORP; entity is the ISO 3166-1 code
Leaves  names of persons and organisations that hold a country's name to resolve.py

A form that two countries share (Congo, Korean) keeps its label and has no identity, unless one of the
two is named outright elsewhere in the article.
"""

from __future__ import annotations

from collections import defaultdict

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
PLACE_WORDS = frozenset("in to from of with and between across into for against at near".split())


class Places:
    """The component: a phrase list over the tokens, longest name first."""

    def __init__(self, nlp: Language) -> None:
        configure_tokenizer(nlp)
        readings: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for country in tables.countries().values():
            for form in {country.name, *country.aliases}:
                readings[form].append((country.code, "GPE", COUNTRY))
                if len(form) > 4 and form.isascii() and form[0].isupper():
                    readings[form.upper()].append((country.code, "GPE", COUNTRY))
            for form in country.adjectives:
                readings[form].append((country.code, "NORP", NATIONALITY))
        self.readings = readings
        self.forms = Phrases(nlp, readings)

    def __call__(self, doc: Doc) -> Doc:
        keep(doc, "places", self.find(doc))
        return doc

    def find(self, doc: Doc) -> list[Found]:
        """Every country and nationality, in order."""
        words = words_of(doc)
        texts = words.texts
        taken: set[int] = set()
        hits: list[tuple[int, int, str]] = []
        for form, start, end in sorted(self.forms.among(words), key=lambda m: (m[1] - m[2], m[1])):
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                hits.append((start, end, form))
        certain = {self.readings[form][0][0] for _, _, form in hits if len({r[0] for r in self.readings[form]}) == 1}
        found = []
        for start, end, form in sorted(hits):
            if form in ALSO_OTHERS and not self.is_place(doc, start, end):
                continue
            if form == "US" and start > 0 and end < len(texts) and texts[start - 1].isupper() and is_capitals(texts[end]):
                continue
            codes = sorted({code for code, _, _ in self.readings[form]})
            named = [code for code in codes if code in certain]
            code = codes[0] if len(codes) == 1 else named[0] if len(named) == 1 else None
            _, label, rule = self.readings[form][0]
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
