"""Questions to the published ledger: SQL in, columns and rows out; integrity checks; the data dictionary."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from extract.errors import BadSetup
from extract.faults import is_damage
from extract.records import plain
from extract.warehouse import Paths, declared, open_snapshot, unreadable


class Answer(NamedTuple):
    """Column names, and rows as tuples of Python values; decimals stay exact."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def ask(warehouse: Path, sql: str) -> Answer:
    """The answer of one SQL statement on the newest snapshot, read only. Raises BadSetup on an error in it."""
    with open_snapshot(warehouse) as connection:
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1:
                raise BadSetup(f"{len(statements)} statements; expected one, such as: select * from money limit 5")
            cursor = connection.execute(statements[0])
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
