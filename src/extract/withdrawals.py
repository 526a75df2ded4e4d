"""Articles that people withdraw, and why: kept in the corpus, so that a ledger built from nothing knows it too.

The file `.withdrawn.jsonl` beside the articles has a line for each act; the last one of an article counts. A load takes the
articles out of the ledger, and does not read them again, whatever becomes of their files; view `withdrawals`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb
from pydantic import BaseModel, ConfigDict, ValidationError

from extract.errors import BadSetup
from extract.ingest import read_file
from extract.limits import Limits
from extract.listing import article_root
from extract.query import ask
from extract.records import Article
from extract.warehouse import Paths

FILE = ".withdrawn.jsonl"


class Withdrawal(BaseModel):
    """A line of the file: who withdrew an article and why, or took that back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    article_id: str
    path: str | None
    """File in the corpus that held it."""
    reason: str
    withdrawn_by: str
    withdrawn_at: datetime
    taken_back: bool = False


class Named(NamedTuple):
    """An article that is meant, and the file in the corpus that holds it, where one is known."""

    article_id: str
    path: str | None


def in_force(corpus: Path) -> dict[str, Withdrawal]:
    """{article id: its withdrawal}. Raises BadSetup for a file that cannot be read."""
    path = article_root(corpus) / FILE
    acts: dict[str, Withdrawal] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetup(f'"{path}" cannot be read: {error}. It says which articles are withdrawn; put it right.') from error
    for number, line in enumerate(lines, 1):
        try:
            act = Withdrawal.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            raise BadSetup(
                f'"{path}" line {number}: {first["msg"]}. It says which articles are withdrawn; put the line right, or delete it.'
            ) from error
        acts[act.article_id] = act
    return {key: act for key, act in acts.items() if not act.taken_back}


def record(corpus: Path, acts: Iterable[Withdrawal]) -> None:
    """Add lines to the file, all or none of them, on the disk when it returns. Raises BadSetup when it cannot be written."""
    path = article_root(corpus) / FILE
    data = "".join(act.model_dump_json() + "\n" for act in acts).encode()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            size = os.fstat(handle).st_size
            if os.write(handle, data) != len(data):
                os.ftruncate(handle, size)
                raise OSError(0, "no room on the disk")
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise BadSetup(f'cannot write to "{path}": {error.strerror}. Let this user write there, or free some room.') from error


def act(named: Named, reason: str, by: str, taken_back: bool = False) -> Withdrawal:
    """A withdrawal, or the end of one, made now."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    return Withdrawal(
        article_id=named.article_id, path=named.path, reason=reason, withdrawn_by=by, withdrawn_at=now, taken_back=taken_back
    )


def articles_named(corpus: Path, warehouse: Path, name: str, limits: Limits) -> list[Named]:
    """The articles that `name` means: an id, or a file of the corpus, by its path there or from here, with all that it holds.

    Raises  BadSetup when there is none
    """
    root = article_root(corpus).resolve()
    known: list[Named] = []
    if Paths(warehouse).link.exists():
        known = [
            Named(*row)
            for row in ask(
                warehouse, "select article_id, path from articles where article_id = ? order by state limit 1", [name]
            ).rows
        ]
    withdrawn = in_force(corpus).get(name)
    if known or withdrawn is not None:
        return known or [Named(name, withdrawn.path if withdrawn else None)]
    for file in (root / name, Path(name).resolve()):
        if file.is_file() and file.is_relative_to(root):
            path = file.relative_to(root).as_posix()
            found = [item.id for item in read_file(file, path, limits) if isinstance(item, Article)]
            if not found:
                raise BadSetup(f'"{name}" holds no article that can be read. Delete it, or look: newsledger quarantine list.')
            return [Named(article_id, path) for article_id in dict.fromkeys(found)]
    raise BadSetup(
        f'no article or file "{name}" in the ledger or below "{root}". '
        'Ids: newsledger query "select article_id, title, path from articles".'
    )


# ------------------------------------------------------------- in the ledger
def stored(connection: duckdb.DuckDBPyConnection) -> dict[str, str | None]:
    """{article id: file that held it} of the withdrawals that a ledger knows."""
    return dict(connection.execute("select article_id, path from withdrawals").fetchall())


def are_stored(connection: duckdb.DuckDBPyConnection, corpus: Path) -> bool:
    """Whether a ledger knows the withdrawals that are in force."""
    rows = connection.execute("select article_id, reason, withdrawn_by, withdrawn_at from withdrawals").fetchall()
    now = {(w.article_id, w.reason, w.withdrawn_by, w.withdrawn_at) for w in in_force(corpus).values()}
    return set(rows) == now


def store(connection: duckdb.DuckDBPyConnection, withdrawn: Mapping[str, Withdrawal]) -> None:
    """Have the ledger know these withdrawals and no others; within a transaction of the caller."""
    connection.execute("delete from withdrawals")
    if withdrawn:
        rows = [w.model_dump(mode="json", exclude={"taken_back"}) for w in withdrawn.values()]
        connection.execute(
            "insert into withdrawals by name select unnest(from_json(?, "
            """'[{"article_id": "varchar", "path": "varchar", "reason": "varchar", "withdrawn_by": "varchar", """
            """"withdrawn_at": "timestamp"}]'), recursive := true)""",
            [json.dumps(rows)],
        )
