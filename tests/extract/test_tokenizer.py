"""The tokenizer is spaCy's with our own cuts; its short ways give the same tokens as its regular expressions."""

from __future__ import annotations

import gold
import pytest
import spacy
from spacy.language import Language
from spacy.util import compile_infix_regex

from extract.tokenizer import OF_ALL_LANGUAGES, configure_tokenizer, infixes

ODD = "U.S.$5m, A$3bn. 'Tis e.g. don't; co. Inc., (4.2%) «d'or» x.y/z http://a.b/c?d=1, me@x.org: 3rd-qtr p.m. £5p. it.' ..."


@pytest.fixture(scope="module")
def plain() -> Language:
    """Our cuts without the short ways."""
    nlp = spacy.blank("en")
    nlp.tokenizer.rules = {form: cut for form, cut in nlp.tokenizer.rules.items() if form not in OF_ALL_LANGUAGES}
    nlp.tokenizer.infix_finditer = compile_infix_regex([*nlp.Defaults.infixes, *infixes()]).finditer
    return nlp


def test_short_ways_cut_as_the_expressions_do(plain: Language) -> None:
    ours = spacy.blank("en")
    configure_tokenizer(ours)
    for text in (ODD, ODD.upper(), *(item.text for item in gold.articles().values())):
        assert [t.text for t in ours.tokenizer(text)] == [t.text for t in plain.tokenizer(text)]


def test_a_pipeline_can_be_written_and_read() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("newsledger_money")
    again = spacy.blank("en")
    again.add_pipe("newsledger_money")
    again.from_bytes(nlp.to_bytes())
    text = "It cost USD34.6 million, or $3bn, he said at 5p."
    assert [t.text for t in again(text)] == [t.text for t in nlp(text)]
    doc = again(text)
    assert [span.text for span in doc.spans["money"]] == ["USD34.6 million", "$3bn", "5p"]
