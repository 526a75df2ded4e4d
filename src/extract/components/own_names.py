"""Names from a file of the user's: the setting `names`, a CSV with the columns name, aliases, label, entity.

Reads   the text
Writes  doc.spans["own"]; label as the file says; entity in scheme `alias` where the file gives a key, else the name itself

Names are found by their exact words, and in capitals throughout where they have five letters or more. A form that the file
gives to two of its rows is found, and its identity left open. What the rules read as a later mention of such a name (a
surname, an acronym, a short form) has its identity.
"""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extract.components.rule import Found, found_in, keep
from extract.components.words import Phrases, words_of
from extract.own import read_names
from extract.tokenizer import configure_tokenizer

RULE = "own.name"


class OwnNames:
    """The component: a phrase list, the longest form first."""

    def __init__(self, nlp: Language, path: Path) -> None:
        configure_tokenizer(nlp)
        self.names = read_names(path)
        self.phrases = Phrases(nlp, self.names)

    def __call__(self, doc: Doc) -> Doc:
        words = words_of(doc)
        found: list[Found] = []
        end_before = 0
        for form, start, end in sorted(self.phrases.among(words), key=lambda match: (match[1], -match[2])):
            if start >= end_before:
                label, entity, scheme = self.names[form]
                chars = words.characters(start, end)
                found.append(Found(start, end, *chars, label, RULE, entity=entity, entity_scheme=scheme))
                end_before = end
        keep(doc, "own", found)
        if found:
            keep(doc, "names", [self.joined(name) for name in found_in(doc, "names")])
        return doc

    def joined(self, name: Found) -> Found:
        """A name that the rules read, with the identity that the file gives to its fullest form in the article."""
        own = self.names.get(name.entity or "") if name.entity_scheme == "name" else None
        if own is None or own.label != name.label:
            return name
        return name._replace(entity=own.entity, entity_scheme=own.scheme)


@Language.factory("newsledger_own_names", assigns=["doc.spans"], default_config={"path": ""})
def make_own_names(nlp: Language, name: str, path: str) -> OwnNames:
    """Find the names of a user's file."""
    return OwnNames(nlp, Path(path))
