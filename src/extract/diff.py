"""What is not the same in two snapshots: rows gained, lost and changed, by label and by article.

A sum of hashes tells which articles have to be looked at; only their rows are compared one by one, so that snapshots
of any size that hardly differ take little time and memory. Columns that only one of the two snapshots has are not compared.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from extract.errors import BadSetup
from extract.pairing import Change, Row, same_places, same_words
from extract.publishing import number, snapshots
from extract.warehouse import Paths, unreadable
from extract.working import columns

TOGETHER = 200
"""Articles whose rows are compared at a time."""
AROUND = 50
"""Characters of context on either side."""
NO_READING = frozenset(("article_id", "mention_id", "observation_id", "sentence_id", "start_char", "end_char", "label", "text"))
"""Columns that number a row, or say where it stands."""


@dataclass(slots=True)
class Counts:
    """Rows: how many there were and are, and how many of them are not the same."""

    old: int = 0
    new: int = 0
    gained: int = 0
    lost: int = 0
    changed: int = 0


@dataclass(slots=True)
class ArticleCounts:
    """Rows of an article that are not the same; `state` is new, withdrawn, revised, or read otherwise: of the same text."""

    article_id: str
    title: str | None
    state: str
    gained: int = 0
    lost: int = 0
    changed: int = 0


@dataclass(slots=True)
class Diff:
    """All that is not the same.

    labels         {label: counts}; besides those of mentions: article, sentence, claim, link, unread, quarantine
    changes        the first of each label and kind, but none of articles that are new or withdrawn
    n_left_out     how many there are beyond these
    not_compared   columns that one of the two has not, as table.column
    """

    old: str
    new: str
    labels: dict[str, Counts] = field(default_factory=dict)
    articles: list[ArticleCounts] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    n_left_out: int = 0
    not_compared: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything is not the same."""
        return bool(self.articles)


def find(warehouse: Path, named: str | None, back: int) -> Path:
    """The snapshot that a person names by number, file or folder of another ledger; else the newest but `back`.

    Raises  BadSetup when there is none such
    """
    paths = Paths(warehouse)
    there = snapshots(paths)
    known = ", ".join(str(number(path)) for path in reversed(there)) or "none"
    if named is None:
        if len(there) <= back:
            raise BadSetup(
                f'"{warehouse}" has too few snapshots ({known}). Name two: numbers, database files or folders of other ledgers.'
            )
        return there[back]
    path = Path(named)
    if named.isdecimal():
        path = next((path for path in there if number(path) == int(named)), path)
    if path.is_dir():
        path = Paths(path).link.resolve()
    if not path.is_file():
        raise BadSetup(f'no snapshot "{named}". There are: {known}; or name a database file or the folder of another ledger.')
    return path


def diff(old: Path, new: Path, limit: int = 0) -> Diff:
    """What two database files say otherwise.

    limit   changes that are kept of each label and kind; 0 for all
    Raises  BadSetup when one of them cannot be read
    """
    with (
        tempfile.TemporaryDirectory(prefix="newsledger-") as spill,
        duckdb.connect(config={"temp_directory": spill}) as connection,
    ):
        sides = ["former", "latter"] if old.resolve() != new.resolve() else ["former", "former"]
        names = (old.stem, new.stem) if old.resolve().parent == new.resolve().parent else (str(old), str(new))
        for side, path in dict(zip(sides, (old, new), strict=True)).items():
            attach(connection, side, path)
        try:
            return Comparison(connection, sides, Diff(*names), limit).run()
        except duckdb.Error as error:
            first = str(error).splitlines()[0]
            raise BadSetup(f'"{old}" and "{new}" cannot be compared: {first}. Is each of them a ledger?') from error


def attach(connection: duckdb.DuckDBPyConnection, side: str, path: Path) -> None:
    """Attach a snapshot for reading; BadSetup when it is none."""
    try:
        connection.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as {side} (read_only)")
    except duckdb.Error as error:
        raise unreadable(error, path) from error


class Comparison:
    """One comparison: `sides` are the names under which the two are attached."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, sides: Sequence[str], found: Diff, limit: int) -> None:
        self.connection, self.sides, self.found, self.limit = connection, sides, found, limit
        had, has = (columns(connection, side) for side in sides)
        self.shared = {table: [c for c in has.get(table, ()) if c in names] for table, names in had.items()}
        self.found.not_compared = sorted(
            f"{table}.{column}"
            for table in {*had, *has} & COMPARED
            for column in had.get(table, {}).keys() ^ has.get(table, {}).keys()
        )
        self.kinds = {name: sql for name, (tables, sql) in self.queries().items() if set(tables) <= {t for t in had if t in has}}
        self.kept: Counter[tuple[str, str]] = Counter()

    def queries(self) -> dict[str, tuple[tuple[str, ...], str]]:
        """{kind of row: tables that it needs, its SQL with the name of a side to fill in}."""
        figures, periods = self.readings("figures"), self.readings("periods")
        both = "".join(
            f", coalesce(f.{c}, p.{c}) as {c}" if c in figures and c in periods else f", {'f' if c in figures else 'p'}.{c}"
            for c in dict.fromkeys([*figures, *periods])
        )
        mentions = "".join(f", m.{c}" for c in self.readings("mentions"))
        claims = "".join(f", o.{c}" for c in self.readings("observations"))
        articles = "".join(f", {c}" for c in self.readings("articles") if c not in ("state", "rules"))
        of_mention = "using (article_id, mention_id)"
        return {
            "article": (
                ("articles",),
                "select article_id, 0 as start_char, 0 as end_char, 'article' as label, "
                f"coalesce(title, article_id) as text{articles} from {{0}}.articles where state = 'current'",
            ),
            "sentence": (
                ("sentences",),
                "select article_id, start_char, end_char, 'sentence' as label, text from {0}.sentences",
            ),
            "mention": (
                ("mentions", "figures", "periods"),
                f"select m.article_id, m.start_char, m.end_char, m.label, m.text{mentions}{both} from {{0}}.mentions as m "
                f"left join {{0}}.figures as f {of_mention} left join {{0}}.periods as p {of_mention}",
            ),
            "claim": (
                ("observations", "mentions"),
                f"select o.article_id, m.start_char, m.end_char, 'claim' as label, m.text{claims} "
                f"from {{0}}.observations as o join {{0}}.mentions as m {of_mention}",
            ),
            "link": (
                ("links", "observations", "mentions"),
                "select l.article_id, m.start_char, m.end_char, 'link' as label, m.text, l.kind, n.text as other, "
                "n.start_char as other_char from {0}.links as l "
                "join {0}.observations as a on l.article_id = a.article_id and l.from_observation = a.observation_id "
                "join {0}.observations as b on l.article_id = b.article_id and l.to_observation = b.observation_id "
                "join {0}.mentions as m on l.article_id = m.article_id and a.mention_id = m.mention_id "
                "join {0}.mentions as n on l.article_id = n.article_id and b.mention_id = n.mention_id",
            ),
            "unread": (("unread",), "select article_id, start_char, end_char, 'unread' as label, text from {0}.unread"),
            "quarantine": (
                ("quarantine",),
                "select coalesce(article_id, path) as article_id, coalesce(start_char, 0) as start_char, "
                "coalesce(end_char, 0) as end_char, 'quarantine' as label, reason as text, path, line, detail "
                "from {0}.quarantine where is_open",
            ),
        }

    def readings(self, table: str) -> list[str]:
        """The columns of a table that say how a row was read, as far as both sides have them."""
        return [column for column in self.shared.get(table, ()) if column not in NO_READING]

    def run(self) -> Diff:
        """Compare."""
        for at, side in enumerate(self.sides):
            for sql in self.kinds.values():
                rows = self.connection.execute(f"select label, count(*) from ({sql.format(side)}) group by label order by label")
                for label, n in rows.fetchall():
                    setattr(self.found.labels.setdefault(label, Counts()), ("old", "new")[at], n)
        self.find_differing()
        known = self.connection.execute("select article_id from differing order by article_id").fetchall()
        for at in range(0, len(known), TOGETHER):
            self.compare([article_id for (article_id,) in known[at : at + TOGETHER]])
        place = {name: n for n, name in enumerate(self.kinds)}
        labels = sorted(self.found.labels, key=lambda label: (place.get(label, place["mention"]), label))
        self.found.labels = {label: self.found.labels[label] for label in labels}
        self.found.changes = list(self.in_context(self.found.changes))
        return self.found

    def find_differing(self) -> None:
        """Write the articles with any row that is not the same into the table `differing`."""
        self.connection.execute("create temp table differing (article_id varchar)")
        for sql in self.kinds.values():
            sums = "select article_id, sum(hash(t)::hugeint) as total from ({}) as t group by article_id"
            former, latter = (sums.format(sql.format(side)) for side in self.sides)
            self.connection.execute(
                f"insert into differing select article_id from ({former}) as a full join ({latter}) as b using (article_id) "
                "where a.total is distinct from b.total"
            )
        self.connection.execute("create or replace temp table differing as select distinct article_id from differing")

    def rows(self, side: str, ids: Sequence[str]) -> dict[str, list[Row]]:
        """{article: its rows}."""
        found = defaultdict[str, list[Row]](list)
        for sql in self.kinds.values():
            cursor = self.connection.execute(
                f"select * from ({sql.format(side)}) where article_id in (select unnest(?::varchar[])) order by all", [ids]
            )
            names = [name for name, *_ in cursor.description or ()][5:]
            for article_id, start, end, label, text, *values in cursor.fetchall():
                fields = {name: value for name, value in zip(names, values, strict=True) if value is not None}
                found[article_id].append(Row(start, end, label, text, fields))
        return found

    def compare(self, ids: Sequence[str]) -> None:
        """Count and keep what is not the same in these articles."""
        former, latter = (self.rows(side, ids) for side in self.sides)
        for article_id in ids:
            before, after = former.get(article_id, []), latter.get(article_id, [])
            old, new = (next((row for row in rows if row.label == "article"), None) for rows in (before, after))
            if old is not None and new is not None:
                is_same_text = old.fields.get("revision") == new.fields.get("revision")
                state = "read otherwise" if is_same_text else "revised"
                changes = (same_places if is_same_text else same_words)(article_id, before, after)
            else:
                state = "new" if new else "withdrawn" if old else "not read"
                changes = [*(Change(article_id, row, None) for row in before), *(Change(article_id, None, row) for row in after)]
                if state == "not read":
                    changes = same_words(article_id, before, after)
            known = new or old
            counts = ArticleCounts(article_id, known.text if known and known.text != article_id else None, state)
            for change in changes:
                self.count(counts, change, is_listed=state not in ("new", "withdrawn"))
            if changes:  # none where a column has only changed its type
                self.found.articles.append(counts)

    def count(self, counts: ArticleCounts, change: Change, is_listed: bool) -> None:
        """Take in a change."""
        kind, label = change.kind, change.row.label
        of_label = self.found.labels.setdefault(label, Counts())
        setattr(of_label, kind, getattr(of_label, kind) + 1)
        setattr(counts, kind, getattr(counts, kind) + 1)
        if is_listed:
            self.kept[label, kind] += 1
            if self.limit and self.kept[label, kind] > self.limit:
                self.found.n_left_out += 1
            else:
                self.found.changes.append(change)

    def in_context(self, changes: Iterable[Change]) -> Iterator[Change]:
        """The changes, each with the words around it."""
        for change in changes:
            row, side = change.row, self.sides[change.after is not None]
            if row.label in ("article", "sentence", "quarantine"):
                yield change
                continue
            start = max(0, row.start_char - AROUND)
            found = self.connection.execute(
                f"select substring(text, ?, ?), substring(text, ?, ?), substring(text, ?, ?) from {side}.articles "
                "where article_id = ? and state = 'current'",
                [
                    *(start + 1, row.start_char - start, row.start_char + 1, row.end_char - row.start_char),
                    *(row.end_char + 1, AROUND, change.article_id),
                ],
            ).fetchone()
            context = "{}[{}]{}".format(*found) if found else ""
            yield change._replace(context=" ".join(context.split()))


COMPARED = {"articles", "sentences", "mentions", "figures", "periods", "observations", "links", "unread", "quarantine"}
