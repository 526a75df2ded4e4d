"""Who and where: PERSON, ORG, GPE, LOC, FAC, NORP and EVENT, by evidence that adds up.

Reads   the text and its sentences
Writes  doc.spans["names"]; entity is an ISO 3166 code, a name of data/organisations.csv, or the fullest form in the article

1. runs.py finds runs of capitalised words; parse.py says what each is by its own words.
2. article.py adds what the words around a name say (data/name_evidence.csv), over all its mentions in the article, and reads
   names that are sure; then, with these, surnames, acronyms, short forms and headlines.
3. identity.py says who or where each is, and how that was decided.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extract.components.names.article import Article
from extract.components.names.context import Context
from extract.components.names.identity import Identities
from extract.components.names.lexicon import Lexicon
from extract.components.names.located import note_countries
from extract.components.names.parse import Parser
from extract.components.names.runs import Runs
from extract.components.rule import Found, Piece, Rule, keep, name_found
from extract.components.trace import note, trace_of
from extract.components.words import words_of
from extract.tokenizer import configure_tokenizer


class Names:
    """The component."""

    def __init__(self, nlp: Language) -> None:
        configure_tokenizer(nlp)
        self.lexicon = Lexicon(nlp)
        self.runs, self.parser, self.context = Runs(self.lexicon), Parser(self.lexicon), Context(self.lexicon)

    def __call__(self, doc: Doc) -> Doc:
        keep(doc, "names", self.find(doc))
        return doc

    def find(self, doc: Doc) -> list[Found]:
        """Every name, in order."""
        article = Article(doc, self.lexicon, self.context)
        names = article.read(self.runs, self.parser)
        if not names:
            return []
        words = words_of(doc)
        identities = Identities(names, article.index, words, self.lexicon).all()
        note_countries(doc, names, identities, self.lexicon)
        texts, starts = words.texts, words.starts
        found = [
            name_found(
                name.start,
                name.end,
                starts[name.start],
                starts[name.end - 1] + len(last := texts[name.end - 1]) - (last in STOPPED),
                name.label,
                name.rule,
                identity.entity,
                identity.scheme,
                identity.basis,
            )
            for name, identity in zip(names, identities, strict=True)
        ]
        trace = trace_of(doc)
        if trace is not None:
            for name, one in zip(names, found, strict=True):
                for says in dict.fromkeys(name.says):
                    note(doc, "evidence", name.start, name.end, says)
                trace.close(Rule(name.rule, (), ""), [Piece(name.key, name.start, name.end)], [one])
        return found


STOPPED = frozenset(("GmbH.", "AG.", "SA.", "NV.", "BV.", "AB.", "KG.", "SE.", "LLC.", "LLP.", "PLC.", "plc."))
"""Legal forms that have no stop of their own, with that of their sentence."""


@Language.factory("newsledger_names", assigns=["doc.spans"])
def make_names(nlp: Language, name: str) -> Names:
    """Find who and where."""
    return Names(nlp)
