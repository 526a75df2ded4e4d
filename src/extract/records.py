"""The records: what is read from an article, checked by pydantic, frozen.

These models are the interface: `newsledger schema --json` prints their JSON Schema, and their field
names are the column names in SQL. Offsets are half-open, in Unicode characters of the article's text.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer
from pydantic.dataclasses import dataclass


def plain(number: Decimal) -> str:
    """A decimal without exponent or trailing zeros: Decimal("8.50E+9") is "8500000000"."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


ExactDecimal = Annotated[Decimal, PlainSerializer(plain, return_type=str, when_used="json")]


class Label(StrEnum):
    """OntoNotes names."""

    PERSON = "PERSON"
    NORP = "NORP"
    ORG = "ORG"
    GPE = "GPE"
    LOC = "LOC"
    FAC = "FAC"
    EVENT = "EVENT"
    DATE = "DATE"
    TIME = "TIME"
    MONEY = "MONEY"
    PERCENT = "PERCENT"
    QUANTITY = "QUANTITY"
    CARDINAL = "CARDINAL"
    ORDINAL = "ORDINAL"


ENTITY_LABELS = ("PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "EVENT")
"""Labels of names: of what has an identity."""


class UnitBasis(StrEnum):
    """What decided a figure's unit."""

    CODE = "code"
    SYMBOL = "symbol"
    NAME = "name"
    ARTICLE = "article"
    DEFAULT = "default"
    UNKNOWN = "unknown"


class EntityBasis(StrEnum):
    """What decided whom or where a name stands for."""

    STATED = "stated"
    CONTEXT = "context"
    DEFAULT = "default"


class DateBasis(StrEnum):
    """Against what a date was resolved."""

    STATED = "stated"
    ARTICLE = "article"
    FOCUS = "focus"


class DatedBy(StrEnum):
    """What told the day of an article."""

    METADATA = "metadata"
    DATELINE = "dateline"
    TEXT = "text"


class Granularity(StrEnum):
    """The finest unit of the calendar that a date names."""

    DAY_PART = "day-part"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    HALF = "half"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


class LinkKind(StrEnum):
    """How two observations belong together."""

    EQUIVALENT = "equivalent"


class Modifier(StrEnum):
    """How a figure is hedged."""

    ABOUT = "about"
    ALMOST = "almost"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    MORE_THAN = "more than"
    LESS_THAN = "less than"


STRICT = ConfigDict(strict=True, extra="forbid")
"""All records are frozen and strict, and have no unknown fields. Those of which an article has many are dataclasses with slots,
which pydantic builds in three fifths of the time and a tenth of the memory of a model."""


class Record(BaseModel):
    """Base of the records of which an article has few."""

    model_config = ConfigDict(frozen=True, **STRICT)


class Article(Record):
    """One revision of one news item."""

    id: str = Field(min_length=1, description="stated by the article, else its path in the corpus")
    revision: str = Field(description="16 hex digits of the SHA-256 of metadata and text")
    title: str | None = Field(default=None, description="headline")
    author: str | None = Field(default=None, description="byline, without `By`")
    published_on: date | None = Field(default=None, description="day of publication, as the metadata states")
    source: str | None = Field(default=None, description="publisher or agency")
    language: str = Field(default="en", description="BCP 47")
    text: str = Field(description="clean text; all offsets count its characters")


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Sentence:
    """A sentence, without the white space around it."""

    id: int = Field(ge=0, description="ordinal in the article, from 0")
    start_char: int = Field(ge=0, description="first character")
    end_char: int = Field(description="one past the last character")


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Mention:
    """A place in the text that was read: an entity, a figure or a date."""

    id: int = Field(ge=0, description="ordinal in the article, from 0, by position")
    start_char: int = Field(ge=0, description="first character")
    end_char: int = Field(description="one past the last character")
    label: Label = Field(description="OntoNotes name of the kind")
    text: str = Field(description="the exact characters")
    sentence: int | None = Field(default=None, description="ordinal of the sentence it begins in")
    rule: str = Field(description="the rule that produced the row, `kind.wording`")
    entity: str | None = Field(default=None, description="identity, in `entity_scheme`")
    entity_scheme: str | None = Field(
        default=None,
        description="`iso3166` for countries, nationalities and regions, `alias` for a key of data/organisations.csv or of the "
        "names file, `name` for the fullest form in the article",
    )
    entity_basis: EntityBasis | None = Field(
        default=None,
        description="`stated` where the name has one bearer, `context` where the article decides between several, "
        "`default` where only likelihood does",
    )


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Figure(Mention):
    """A sum of money, a percentage, a quantity, a count, a ratio or a rank, as written in one place."""

    value: ExactDecimal | None = Field(
        default=None, description="in `unit`, scale word applied; None for a range and where vague"
    )
    low: ExactDecimal | None = Field(default=None, description="lower end of a range, in `unit`")
    high: ExactDecimal | None = Field(default=None, description="upper end of a range, in `unit`")
    unit: str | None = Field(
        default=None,
        description="ISO 4217; `percent`, `percentage-point`, `basis-point`, `per-mille`; of data/measures.csv: `tonne`; "
        "`times`, `fraction`; None for counts and ranks",
    )
    unit_basis: UnitBasis | None = Field(default=None, description="what decided the unit")
    modifier: Modifier | None = Field(default=None, description="how the figure is hedged")
    half_width: ExactDecimal = Field(description="half of the last digit written, in `unit`")
    per: str | None = Field(default=None, description="what a rate is for one of: `barrel` in $80 a barrel")
    vague: bool | None = Field(default=None, description="true where no number is told: hundreds of millions of dollars")
    counts: str | None = Field(default=None, description="what is counted, as written: `Kazakh producers` in 40 Kazakh producers")
    numerator: int | None = Field(default=None, description="of a fraction: 2 in two thirds, 9 in 9 out of 10")
    denominator: int | None = Field(default=None, description="of a fraction: 3 in two thirds, 10 in 9 out of 10")


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Period(Mention):
    """A date or a span of days, a duration or an age, a time or a part of the day."""

    first_day: date | None = Field(
        default=None, description="inclusive; None when the text does not settle it, and for durations"
    )
    last_day: date | None = Field(default=None, description="inclusive")
    granularity: Granularity | None = Field(default=None, description="None for durations, ages and times on the clock")
    date_basis: DateBasis | None = Field(default=None, description="what the days were reckoned from; None without days")
    vague: bool | None = Field(default=None, description="true where the edges are not fixed: early 2022; days are by a custom")
    value: ExactDecimal | None = Field(default=None, description="how long a duration is, or how old an age, in `unit`")
    unit: str | None = Field(default=None, description="`year`, `month`, `hour` and the like; None without `value`")
    clock: str | None = Field(default=None, description="24-hour HH:MM of a time that states it whole")
    zone: str | None = Field(default=None, description="the zone of a time as its usual letters, or `local`")


MODEL: dict[str, type[Mention]] = {
    **dict.fromkeys((label.value for label in Label), Mention),
    **dict.fromkeys(("MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"), Figure),
    **dict.fromkeys(("DATE", "TIME"), Period),
}
"""{label: its record}."""


class Observation(Record):
    """What the article claims with a figure; as yet only figures that are given in two units have one."""

    id: int = Field(ge=0, description="ordinal in the article, from 0, by position of the figure")
    figure: int = Field(ge=0, description="the mention's id")
    value: ExactDecimal | None = Field(default=None, description="in `unit`, as of the figure; None for a range and where vague")
    low: ExactDecimal | None = Field(default=None, description="lower end of a range, in `unit`")
    high: ExactDecimal | None = Field(default=None, description="upper end of a range, in `unit`")
    unit: str | None = Field(default=None, description="ISO 4217")
    sentence: int | None = Field(default=None, description="ordinal of the figure's sentence")
    rule: str = Field(description="the rule that produced the row")


class Link(Record):
    """How two observations of an article belong together. JSON has the ends as `from` and `to`."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    kind: LinkKind = Field(
        description="`equivalent`: one amount in two currencies or units, from the restated figure to the first"
    )
    from_observation: int = Field(ge=0, alias="from", description="the observation's id")
    to_observation: int = Field(ge=0, alias="to", description="the observation's id")


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Unread:
    """A numeral that no rule claimed."""

    start_char: int = Field(ge=0, description="first character")
    end_char: int = Field(description="one past the last character")
    text: str = Field(description="the exact characters")
    sentence: int | None = Field(default=None, description="ordinal of the sentence it begins in")


class Reading(Record):
    """All that was read from one article."""

    article: Article
    rules: str = Field(description="digest of the rules that read it")
    dated_on: date | None = Field(default=None, description="the article's own day, from which relative dates were reckoned")
    dated_by: DatedBy | None = Field(default=None, description="what told it: metadata, dateline or text; None without it")
    sentences: tuple[Sentence, ...]
    mentions: tuple[Figure | Period | Mention, ...]
    observations: tuple[Observation, ...]
    links: tuple[Link, ...]
    unread: tuple[Unread, ...]


class Quarantined(Record):
    """What could not be read or did not pass a check, and why."""

    path: str | None = Field(default=None, description="file, relative to the corpus")
    line: int | None = Field(default=None, description="one-based line in the file")
    article_id: str | None = None
    start_char: int | None = None
    end_char: int | None = None
    text: str | None = Field(default=None, description="the characters at fault")
    sentence: str | None = None
    reason: str = Field(description="stable code, such as `binary` or `range-reversed`")
    detail: str = Field(description="what was found and what was expected")
    remedy: str = Field(description="what a person can do")


def as_json(reading: Reading) -> str:
    """One line of JSON for an article: its fields, then rules, its day, mentions, observations, links, unread; no nulls."""
    body = reading.model_dump(mode="json", exclude_none=True, exclude={"sentences", "article"})
    import json

    return json.dumps({**reading.article.model_dump(mode="json", exclude_none=True), **body}, ensure_ascii=False)
