"""Readings → rows of the declared tables, as Arrow tables whose types are those of the declaration.

A column is named like the field it holds, so that a new field needs no line here; `FIELD` has the exceptions.
Money travels through Arrow because bound decimals lose their exponent in DuckDB 1.5, and because DuckDB tries to
import pandas, twice, for every single value that is bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

import pyarrow as pa

from extract.records import Figure, Period, Reading
from extract.warehouse import FACTS

TYPES = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
    "DECIMAL(38,9)": pa.decimal128(38, 9),
}
"""{type in SQL: type in Arrow}."""
FIELD = {"mention_id": "id", "sentence_id": "sentence", "observation_id": "id", "observations.mention_id": "figure"}
"""{column, or table.column: field}, where they are named differently."""
ADDED = frozenset(("article_id", "path", "rules", "dated_on", "dated_by", "state"))
"""Columns that no field of their own record holds."""
SENTENCE = ("sentence_id", "start_char", "end_char", "text")

Row = tuple[Any, ...]


def tables_of(kept: Sequence[tuple[str, Reading]], schemas: Mapping[str, pa.Schema]) -> dict[str, pa.Table]:
    """{table: its rows} of readings, each with the file of its article; `schemas` as the tables are declared."""
    columns = {table: tuple(name for name in schemas[table].names if name not in ADDED) for table in ("articles", *FACTS)}
    columns["sentences"] = SENTENCE
    of_article, of_mention, of_figure, of_period, of_observation, of_link, of_unread = (
        fields(table, columns[table])
        for table in ("articles", "mentions", "figures", "periods", "observations", "links", "unread")
    )
    rows: dict[str, list[Row]] = {table: [] for table in columns}
    for path, reading in kept:
        article = reading.article
        key, text = article.id, article.text
        rows["articles"].append((*of_article(article), path, reading.rules, reading.dated_on, reading.dated_by, "current", key))
        for s in reading.sentences:
            rows["sentences"].append((s.id, s.start_char, s.end_char, " ".join(text[s.start_char : s.end_char].split()), key))
        for mention in reading.mentions:
            rows["mentions"].append((*of_mention(mention), key))
            if isinstance(mention, Figure):
                rows["figures"].append((*of_figure(mention), key))
            elif isinstance(mention, Period):
                rows["periods"].append((*of_period(mention), key))
        rows["observations"] += [(*of_observation(observation), key) for observation in reading.observations]
        rows["links"] += [(*of_link(link), key) for link in reading.links]
        rows["unread"] += [(*of_unread(numeral), key) for numeral in reading.unread]
    columns["articles"] += ("path", "rules", "dated_on", "dated_by", "state")
    return {table: arrow(schemas[table], (*columns[table], "article_id"), rows[table]) for table in columns}


@cache
def fields(table: str, columns: tuple[str, ...]) -> attrgetter[Row]:
    """What reads the fields of a record that hold these columns of a table."""
    return attrgetter(*(FIELD.get(f"{table}.{name}", FIELD.get(name, name)) for name in columns))


def arrow(schema: pa.Schema, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> pa.Table:
    """Rows as an Arrow table; `columns` names their values, `schema` the types."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    chosen = pa.schema([schema.field(name) for name in columns])
    arrays = [pa.array(column, type=kind) for column, kind in zip(values, chosen.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=chosen)
