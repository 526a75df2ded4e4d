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
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from extract import tables
from extract.components.rule import Found, characters, keep
from extract.components.sentences import begins_sentence
from extract.tokenizer import configure_tokenizer

COUNTRY, NATIONALITY = "place.country", "place.nationality"
# Names of countries that are names of persons or of other places as well; they need the company of a place.
ALSO_OTHERS = frozenset(("Georgia", "Jordan", "Chad", "Guinea", "Niger", "Dominica", "Mali", "Turkey"))
PLACE_WORDS = frozenset("in to from of with and between across into for against at near".split())


class Places:
    """The component: phrase lists over the tokens, longest name first."""

    def __init__(self, nlp: Language) -> None:
        configure_tokenizer(nlp)
        self.matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
        readings: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for country in tables.countries().values():
            for form in {country.name, *country.aliases}:
                readings[form].append((country.code, "GPE", COUNTRY))
                if len(form) > 4 and form.isascii() and form[0].isupper():
                    readings[form.upper()].append((country.code, "GPE", COUNTRY))
            for form in country.adjectives:
                readings[form].append((country.code, "NORP", NATIONALITY))
        self.readings = readings
        for form in readings:
            self.matcher.add(form, [nlp.tokenizer(form)])
        self.names = {nlp.vocab.strings[form]: form for form in readings}

    def __call__(self, doc: Doc) -> Doc:
        matches = sorted(self.matcher(doc), key=lambda m: (m[1] - m[2], m[1]))
        taken: set[int] = set()
        hits: list[tuple[int, int, str]] = []
        for key, start, end in matches:
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                hits.append((start, end, self.names[key]))
        certain = {self.readings[form][0][0] for _, _, form in hits if len({r[0] for r in self.readings[form]}) == 1}
        found = []
        for start, end, form in sorted(hits):
            if form in ALSO_OTHERS and not self.is_place(doc, start, end):
                continue
            if form == "US" and start and doc[start - 1].is_upper and end < len(doc) and doc[end].is_upper and doc[end].is_alpha:
                continue
            codes = sorted({code for code, _, _ in self.readings[form]})
            named = [code for code in codes if code in certain]
            code = codes[0] if len(codes) == 1 else named[0] if len(named) == 1 else None
            _, label, rule = self.readings[form][0]
            start_char, end_char = characters(doc, start, end)
            found.append(
                Found(start, end, start_char, end_char, label, rule, entity=code, entity_scheme="iso3166" if code else None)
            )
        keep(doc, "places", found)
        return doc

    @staticmethod
    def is_place(doc: Doc, start: int, end: int) -> bool:
        """Whether no other capitalised word stands beside a name that persons bear too."""
        before = doc[start - 1] if start else None
        after = doc[end] if end < len(doc) else None
        beside = [t for t in (before, after) if t is not None and t.is_alpha and t.is_title and not begins_sentence(doc, t.i)]
        return not beside


@Language.factory("newsledger_places", assigns=["doc.spans"])
def make_places(nlp: Language, name: str) -> Places:
    """Find countries and nationalities."""
    return Places(nlp)
