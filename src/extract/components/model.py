"""Entities of a statistical spaCy pipeline that the user has installed: the setting `model`, its package or folder.

Reads   the text, by the model's own tokenizer
Writes  doc.spans["model"]; rule `model.entity`; labels of names only, for figures and dates need a reading
Leaves  overlaps to resolve.py, where rules come first
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extract.components.rule import Found, keep
from extract.components.words import words_of
from extract.errors import BadSetup
from extract.own import folder_of
from extract.records import ENTITY_LABELS

RULE = "model.entity"


class Model:
    """The component: the model's entities, on our tokens."""

    def __init__(self, model: str) -> None:
        import spacy

        folder_of(model)
        try:
            self.nlp = spacy.load(model)
        except (OSError, ValueError, ImportError) as error:
            raise BadSetup(
                f'model "{model}" cannot be loaded: {error}. Install one that fits this spaCy, or unset `model`.'
            ) from error

    def __call__(self, doc: Doc) -> Doc:
        words = words_of(doc)
        self.nlp.max_length = max(self.nlp.max_length, len(words.text) + 1)
        found = []
        for entity in self.nlp(words.text).ents:
            if entity.label_ in ENTITY_LABELS and entity.text.strip():
                start, end = words.tokens(entity.start_char, entity.end_char)
                chars = words.characters(start, end)
                if chars == (entity.start_char, entity.end_char):
                    name = " ".join(entity.text.split())
                    found.append(Found(start, end, *chars, entity.label_, RULE, entity=name, entity_scheme="name"))
        keep(doc, "model", found)
        return doc


@Language.factory("newsledger_model", assigns=["doc.spans"], default_config={"model": ""})
def make_model(nlp: Language, name: str, model: str) -> Model:
    """Join the entities of a statistical pipeline."""
    return Model(model)
