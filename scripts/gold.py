"""The gold of the corpus: its models and files. corpus/gold/README.md says what is annotated and how."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from extract.errors import BadSetup
from extract.ingest import read_file
from extract.listing import article_root, list_files
from extract.records import Article, ExactDecimal, Modifier

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
NAMES = ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT")
FIGURES = ("MONEY", "PERCENT", "QUANTITY", "CARDINAL")
CALENDAR = ("DATE", "TIME")
LABELS = (*NAMES, *FIGURES, "ORDINAL", *CALENDAR)


class Strict(BaseModel):
    """Base of the gold's models: unknown fields are errors; empty ones are left out of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Mention(Strict):
    """A name, figure or date as a reader found it; fields as in extract.records, the gold's own in corpus/gold/README.md."""

    id: int
    start_char: int
    end_char: int
    label: str
    text: str
    label_accept: tuple[str, ...] = ()
    entity: str | None = None
    entity_accept: tuple[str, ...] = ()
    value: ExactDecimal | None = None
    low: ExactDecimal | None = None
    high: ExactDecimal | None = None
    unit: str | None = None
    unit_accept: tuple[str, ...] = ()
    numerator: int | None = None
    denominator: int | None = None
    modifier: Modifier | None = None
    per: str | None = None
    counts: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    granularity: str | None = None
    date_basis: Literal["stated", "article", "focus"] | None = None
    vague: bool = False
    optional: bool = False


class Base(Strict):
    """The figure that a change or level is compared with."""

    value: ExactDecimal | None = None
    low: ExactDecimal | None = None
    high: ExactDecimal | None = None
    unit: str | None = None


class Place(Strict):
    """A place that a claim is about."""

    entity: str
    role: Literal["in", "from", "to", "between"]


class Observation(Strict):
    """What the article claims with a figure."""

    id: int
    figure: int
    concept: str | None = None
    metric: str | None = None
    metric_accept: tuple[str, ...] = ()
    subject: str | None = None
    subject_accept: tuple[str, ...] = ()
    kind: Literal["level", "change", "share", "price", "count"]
    modality: Literal["forecast", "target"] | None = None
    direction: Literal["up", "down", "unchanged"] | None = None
    base: Base | None = None
    first_day: date | None = None
    last_day: date | None = None
    places: tuple[Place, ...] = ()
    speaker: str | None = None
    speaker_accept: tuple[str, ...] = ()
    inherited: tuple[str, ...] = ()
    optional: bool = False


class Link(Strict):
    """How two observations belong together."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    kind: Literal["equivalent", "change_of", "base_of", "part_of"]
    from_: int = Field(alias="from")
    to: int


class Gold(Strict):
    """All that is annotated in one article."""

    article: str
    text_sha256: str = Field(description="first 16 hex digits, of the clean text in UTF-8")
    mentions: tuple[Mention, ...] = ()
    observations: tuple[Observation, ...] = ()
    links: tuple[Link, ...] = ()


class Claim(Strict):
    """An observation, named from outside its article."""

    article: str
    observation: int


class Relation(Strict):
    """What holds between claims, in one article or in several."""

    kind: Literal["agrees", "contradicts", "cannot all be true"]
    claims: tuple[Claim, ...] = Field(min_length=2)
    why: str


# ---------------------------------------------------------------- files
@cache
def articles(corpus: Path = CORPUS) -> dict[str, Article]:
    """{id: article} of the whole corpus, as the readers give it."""
    root = article_root(corpus)
    items = (item for name in list_files(root) for item in read_file(root / name, name))
    return {item.id: item for item in items if isinstance(item, Article)}


def article(name: str) -> Article:
    """One article of the corpus. Raises BadSetup when there is none of that id."""
    found = articles().get(name)
    if found is None:
        like = get_close_matches(name, articles(), cutoff=0.3) or sorted(articles())[:3]
        raise BadSetup(
            f'no article "{name}" in {CORPUS.name}/. An id is what the article states, else its file: {", ".join(like)} …'
        )
    return found


def in_context(name: str, start_char: int, end_char: int) -> str:
    """Characters of an article, ⟦marked⟧, with fifty on either side, in one line."""
    text = article(name).text
    before, after = text[max(0, start_char - 50) : start_char], text[end_char : end_char + 50]
    return "…" + " ".join(f"{before}⟦{text[start_char:end_char]}⟧{after}".split()) + "…"


def sha256_of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def path_of(name: str, folder: Path | None = None) -> Path:
    return (folder or CORPUS / "gold") / f"{name.replace('/', '_')}.json"


def load_gold(folder: Path | None = None) -> list[Gold]:
    """All gold, by article."""
    paths = sorted((folder or CORPUS / "gold").glob("*.json"))
    return [Gold.model_validate_json(path.read_bytes()) for path in paths]


def load_relations(folder: Path | None = None) -> list[Relation]:
    lines = ((folder or CORPUS / "gold") / "relations.jsonl").read_text(encoding="utf-8").splitlines()
    return [Relation.model_validate_json(line) for line in lines if line.strip()]


def plain(model: BaseModel) -> dict[str, Any]:
    """A model as JSON values, empty fields left out."""
    values = model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"kind": values.pop("kind"), **values} if isinstance(model, Link) else values


def as_json(gold: Gold) -> str:
    """The file: a mention, observation or link a line, so that a review reads line by line."""
    parts = [f'"article": {dumps(gold.article)}', f'"text_sha256": {dumps(gold.text_sha256)}']
    for name in ("mentions", "observations", "links"):
        rows = ",\n".join(dumps(plain(row)) for row in getattr(gold, name))
        parts.append(f'"{name}": [\n{rows}\n]' if rows else f'"{name}": []')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
