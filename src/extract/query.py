"""Questions to the published ledger: SQL in, columns and rows out; integrity checks; the data dictionary."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from extract.errors import BadSetup
from extract.faults import is_damage
from extract.records import Article, plain
from extract.warehouse import Paths, declared, open_snapshot, unreadable


class Answer(NamedTuple):
    """Column names, and rows as tuples of Python values; decimals stay exact."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def ask(warehouse: Path, sql: str, parameters: Sequence[Any] = ()) -> Answer:
    """The answer of one SQL statement on the newest snapshot, read only. Raises BadSetup on an error in it."""
    with open_snapshot(warehouse) as connection:
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1:
                raise BadSetup(f"{len(statements)} statements; expected one, such as: select * from money limit 5")
            cursor = connection.execute(statements[0], parameters)
            return Answer(tuple(column[0] for column in cursor.description or ()), cursor.fetchall())
        except duckdb.Error as error:
            if is_damage(error):
                raise unreadable(error, Paths(warehouse).link.resolve()) from error
            raise BadSetup(f"{error}. Tables, views and columns: newsledger schema.") from error


def as_text(value: Any) -> str:
    """A value as people read it: plain decimals, ISO dates, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(as_text, value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def as_csv(answer: Answer) -> str:
    """Comma-separated values with a header, as RFC 4180 has them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([as_text(value) for value in row] for row in answer.rows)
    return out.getvalue()


def json_value(value: Any) -> Any:
    """Decimals as strings, so that no digit is lost; dates as ISO 8601."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def as_json(answer: Answer) -> str:
    """A JSON array with an object a row."""
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1, default=json_value) + "\n"


CITATION = re.compile(r"(?P<article>.+)@(?P<revision>[0-9a-f]{16}):(?P<start>\d{1,9})-(?P<end>\d{1,9})", re.DOTALL)
"""What the macro citation_id makes."""


class Cited(NamedTuple):
    """What the ledger has of a citation: the article in that revision, and the fields of the mention if it is a current one.

    rules   digest of the rules that read the article
    state   of the revision: `current`, `superseded` or `withdrawn`
    """

    article: Article
    start_char: int
    end_char: int
    rules: str
    state: str
    row: dict[str, Any] | None


def cited(warehouse: Path, citation: str) -> Cited:
    """What the newest snapshot has of a citation id. Raises BadSetup when it has no such article in that revision."""
    where = "The views money, percentages and mentions_in_context have ids in the column citation_id: newsledger query."
    match = CITATION.fullmatch(citation)
    if match is None:
        raise BadSetup(f'"{citation}" is neither a file nor a citation id, such as bread.md@0123456789abcdef:10-22. {where}')
    place = {"start_char": int(match["start"]), "end_char": int(match["end"])}
    answer = ask(warehouse, OF_CITATION, [*place.values(), match["article"]])
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    row = next((row for row in rows if row["revision"] == match["revision"]), None)
    if row is None:
        has = ", ".join(str(row["revision"]) for row in rows)
        known = f"it has {has} of it" if has else "nor in another"
        raise BadSetup(f'no article "{match["article"]}" in revision {match["revision"]} in the ledger, {known}. {where}')
    article = Article(id=match["article"], **{name: row.pop(name) for name in Article.model_fields if name in row})
    rules, state = row.pop("rules"), row.pop("state")
    return Cited(article, place["start_char"], place["end_char"], rules, state, {**place, **row} if row["label"] else None)


OF_CITATION = """
    select
        a.revision, a.title, a.author, a.published_on, a.source, a.language, a.text, a.rules, a.state,
        m.label, m.rule, m.entity, f.value, f.low, f.high, f.unit, f.modifier, f.half_width, p.first_day, p.last_day
    from articles as a
    left join mentions as m
        on a.state = 'current' and a.article_id = m.article_id and m.start_char = ? and m.end_char = ?
    left join figures as f on m.article_id = f.article_id and m.mention_id = f.mention_id
    left join periods as p on m.article_id = p.article_id and m.mention_id = p.mention_id
    where a.article_id = ?
"""


class Verdict(NamedTuple):
    """One integrity query: its name, what it looks for, how many rows break it, and the first of them."""

    name: str
    meaning: str
    n_rows: int
    sample: Sequence[tuple[Any, ...]]


def check(warehouse: Path) -> list[Verdict]:
    """Every integrity query on the newest snapshot; a sound ledger gives no rows."""
    verdicts = []
    with open_snapshot(warehouse) as connection:
        for name, sql in declared("checks").items():
            try:
                rows = connection.execute(sql).fetchall()
            except duckdb.Error as error:
                raise unreadable(error, Paths(warehouse).link.resolve()) from error
            verdicts.append(Verdict(name, sql.splitlines()[0].removeprefix("-- "), len(rows), rows[:3]))
    return verdicts


def dictionary(connection: duckdb.DuckDBPyConnection) -> Answer:
    """Every table, view and column with type and comment."""
    rows = connection.execute(
        """
        select c.table_name, c.column_name, lower(c.data_type), coalesce(c.comment, '')
        from duckdb_columns() as c
        where not c.internal and c.database_name = current_database()
        order by c.table_name, c.column_index
        """
    ).fetchall()
    return Answer(("table", "column", "type", "meaning"), rows)


def declared_dictionary() -> Answer:
    """The dictionary of the schema as declared, in an empty database: no ledger is needed."""
    from extract.warehouse import create_objects, create_tables

    with duckdb.connect(":memory:") as connection:
        create_tables(connection)
        create_objects(connection)
        return dictionary(connection)
