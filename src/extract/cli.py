"""The command line over the library; `flows.cli` adds the commands that need Prefect.

Commands are thin: each reads its arguments, calls the library once or twice, and prints. Heavy imports
(spaCy, DuckDB) happen inside the commands, so that --help is quick.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from extract import __version__
from extract.errors import BadMaterial, BadSetup, NewsledgerError

app = typer.Typer(
    name="newsledger",
    help="Turn news articles into a ledger of figures, dates and names that can be audited with SQL.\n\n"
    "Begin with: newsledger run",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
quarantine_app = typer.Typer(help="What could not be read, and why.", no_args_is_help=True)
app.add_typer(quarantine_app, name="quarantine")
console = Console(highlight=False)
problems = Console(stderr=True, highlight=False)

Warehouse = Annotated[
    Path | None, typer.Option("--warehouse", "-w", help="Folder of the ledger. Default: the setting `warehouse`.")
]


class ExtractFormat(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"
    HTML = "html"


class InputKind(StrEnum):
    FILES = "files"
    JSONL = "jsonl"


class ExplainFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


class QueryFormat(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsledger {__version__}")
        raise typer.Exit


@app.callback()
def root(
    _version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def show(columns: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str] = ()) -> None:
    """Print a table; numbers to the right, nothing of the cells read as markup."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    # A pipe or a file has no width: never cut what somebody will parse or read there.
    wide = Console(highlight=False, width=None if console.is_terminal else 240)
    wide.print(table)


@app.command(
    epilog='Example: `echo "Exports rose 36.5% to $6.1 billion." | newsledger extract - --format table`\n\n'
    "Example: `newsledger extract --format html corpus/articles/*.md > page.html`, a page to open in a browser\n\n"
    "Example: `newsledger extract --unread corpus/articles/*.md`, what to write the next rules for"
)
def extract(
    files: Annotated[list[str], typer.Argument(help="Articles to read; `-` is standard input.", show_default=False)],
    format: Annotated[
        ExtractFormat, typer.Option(help="A table to read, a line of JSON an article, or a page that marks every mention.")
    ] = ExtractFormat.TABLE,
    input: Annotated[
        InputKind, typer.Option(help="`files`: by their suffix, standard input as plain text. `jsonl`: {“id”, “text”} lines.")
    ] = InputKind.FILES,
    unread: Annotated[
        bool, typer.Option("--unread", help="Print the numerals that no rule claimed instead, each in its sentence.")
    ] = False,
) -> None:
    """Read articles and print what is found; no database is touched.

    What cannot be read is told on standard error, the rest goes on, and the exit code is 1.
    """
    if unread and format is ExtractFormat.HTML:
        raise typer.BadParameter("the page lists them beside each article; leave --unread out", param_hint="--unread")
    from extract.highlight import as_html
    from extract.observe import collector_at_rest, groups, observe_all
    from extract.records import Article, Quarantined, Reading, as_json
    from extract.unread import as_lines, as_tables
    from extract.validate import validate

    failed = False

    def tell(item: Quarantined) -> None:
        nonlocal failed
        failed = True
        place = (item.path or item.article_id or "") + (f" line {item.line}" if item.line else "")
        problems.print(f"[red]{escape(place)}[/]: {escape(item.detail)} ({item.reason}). {escape(item.remedy)}")

    def articles(source: str) -> Iterator[Article]:
        for item in articles_of(source, input):
            if isinstance(item, Quarantined):
                tell(item)
            else:
                yield item

    def readings() -> Iterator[tuple[str, Reading]]:
        """(file, what was read of an article); what could not be read is told."""
        for source in files:
            # Who writes to standard input may wait for the answer before going on.
            one_by_one = source == "-"
            for group in ([article] for article in articles(source)) if one_by_one else groups(articles(source)):
                with collector_at_rest():
                    checked = [validate(raw) for raw in observe_all(group)]
                for reading, rejected in checked:
                    for bad in rejected:
                        tell(bad)
                    yield source, reading

    if format is ExtractFormat.HTML:
        for piece in as_html(reading for _, reading in readings()):
            sys.stdout.write(piece)
    elif unread and format is ExtractFormat.TABLE:
        numerals, counts = as_tables(list(readings()))
        show(*numerals, right=("char",))
        console.print()
        show(*counts, right=("unread",))
    else:
        for source, reading in readings():
            if format is ExtractFormat.JSONL:
                sys.stdout.write(as_lines(reading, source) if unread else as_json(reading) + "\n")
                sys.stdout.flush()
            else:
                print_reading(reading, titled=len(files) > 1 or input is InputKind.JSONL)
    if failed:
        raise typer.Exit(1)


def articles_of(source: str, kind: InputKind) -> Iterator[Any]:
    """Articles, and what could not be read, of a file or of standard input; JSON lines are streamed."""
    from extract.article import article_of, check_language
    from extract.ingest import json_lines, plain_text, quarantined, read_file, read_stream

    limits = load().limits
    path = Path(source)
    if source != "-" and not path.is_file():
        raise BadSetup(f'"{source}" is no file. Name files to read, or - for standard input.')
    if kind is InputKind.FILES:
        if source == "-":
            yield from read_stream(sys.stdin.buffer, "-", plain_text, limits)
        else:
            yield from read_file(path.resolve(), path.name, limits)
        return
    stream = sys.stdin.buffer if source == "-" else path.open("rb")
    with stream:
        for line, item in json_lines.parse(stream, limits):
            try:
                if isinstance(item, BadMaterial):
                    raise item
                article = article_of(item, f"{source}:{line}", limits)
                check_language(article)
            except BadMaterial as error:
                error.line = line
                yield quarantined(error, source)
            else:
                yield article


def print_reading(reading: Any, titled: bool) -> None:
    """The mentions of one article as a table."""
    from extract.records import Figure, Period
    from extract.records import plain as digits

    if titled:
        console.print(f"[bold]{escape(reading.article.title or reading.article.id)}[/]")
    rows = []
    for m in reading.mentions:
        value = unit = ""
        if isinstance(m, Figure):
            if m.value is not None:
                value = digits(m.value)
            elif m.low is not None and m.high is not None:
                value = f"{digits(m.low)} – {digits(m.high)}"
            value, unit = " ".join(filter(None, (m.modifier, value))), m.unit or ""
        elif isinstance(m, Period):
            if m.first_day:
                value = str(m.first_day) if m.first_day == m.last_day else f"{m.first_day} – {m.last_day}"
            elif m.value is not None:
                value, unit = digits(m.value), m.unit or ""
            else:
                value = " ".join(filter(None, (m.clock, m.zone)))
        elif m.entity:
            value = m.entity
        rows.append((f"{m.start_char}–{m.end_char}", m.label, " ".join(m.text.split()), value, unit, m.rule))
    show(("chars", "label", "text", "value", "unit", "rule"), rows, right=("value",))


@app.command(
    epilog="Example: `echo 'It cost about $5m.' | newsledger explain - 14`\n\n"
    "Example: `newsledger explain corpus/articles/britain-budget-2024.md 198`, a number of the column `chars` of `extract`\n\n"
    "Example: `newsledger explain 'bread@0123456789abcdef:9-14'`, the `citation_id` of a row of the views"
)
def explain(
    place: Annotated[
        str,
        typer.Argument(help="A file, `-` for standard input, or a row's citation id.", metavar="FILE|ID", show_default=False),
    ],
    char: Annotated[
        int | None,
        typer.Argument(help="With a file: a character of the article's text, from 0.", metavar="CHAR", min=0, show_default=False),
    ] = None,
    article: Annotated[
        str | None, typer.Option(help="The id of the article that is meant, where the file has several.", show_default=False)
    ] = None,
    input: Annotated[InputKind, typer.Option(help="As for `extract`.")] = InputKind.FILES,
    format: Annotated[ExplainFormat, typer.Option(help="Lines to read, or the same as an object.")] = ExplainFormat.TEXT,
    warehouse: Warehouse = None,
) -> None:
    """How a figure, date or name was read: number, scale, symbol, what decided the unit, rule, sentence.

    Where nothing was read, says what is nearest, and which readings gave way.
    """
    if char is None and (place == "-" or Path(place).is_file()):
        raise typer.BadParameter(f"name a character of the text, such as: newsledger explain {place} 22", param_hint="CHAR")
    if char is None and article is not None:
        raise typer.BadParameter("it goes with FILE CHAR; a citation id names its article", param_hint="--article")
    from extract import explain as e

    if char is None:
        from extract.query import cited

        explanation = e.explain_cited(cited(load(warehouse=warehouse).warehouse, place))
    else:
        explanation = e.explain(e.choose(articles_of(place, input), place, char, article), char)
    if format is ExplainFormat.JSON:
        sys.stdout.write(e.as_json(explanation))
    else:
        sys.stdout.write(e.as_text(explanation, console.width if console.is_terminal else 110))


@app.command(epilog='Example: `newsledger query "select text, value, unit, title from money order by value desc limit 5"`')
def query(
    sql: Annotated[str, typer.Argument(help="One SQL statement; `-` reads it from standard input.", metavar="SQL")],
    format: Annotated[QueryFormat, typer.Option(help="How to print the answer.")] = QueryFormat.TABLE,
    warehouse: Warehouse = None,
) -> None:
    """Ask the published ledger in SQL: read only, no files, no extensions; also while a load runs.

    Views to begin with: money, percentages, quantities, counts, implied_rates, mentions_in_context,
    entities_by_article, coverage, freshness.
    Macros: figures_about('KZ'), cite('…').
    """
    from extract import query as q

    settings = load(warehouse=warehouse)
    answer = q.ask(settings.warehouse, sys.stdin.read() if sql == "-" else sql)
    if format is QueryFormat.CSV:
        sys.stdout.write(q.as_csv(answer))
    elif format is QueryFormat.JSON:
        sys.stdout.write(q.as_json(answer))
    else:
        right = [c for i, c in enumerate(answer.columns) if answer.rows and is_number(answer.rows[0][i])]
        show(answer.columns, [[q.as_text(value) for value in row] for row in answer.rows], right)
        problems.print(f"[dim]{len(answer.rows)} row{'' if len(answer.rows) == 1 else 's'}[/]")


def is_number(value: object) -> bool:
    """Whether a value is printed to the right."""
    from decimal import Decimal

    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


@app.command(epilog="Example: `newsledger check`")
def check(warehouse: Warehouse = None) -> None:
    """Prove the published ledger sound: each integrity query must give no rows."""
    from extract import query as q

    verdicts = q.check(load(warehouse=warehouse).warehouse)
    for v in verdicts:
        mark = "[green]ok[/]  " if not v.n_rows else "[red]FAIL[/]"
        console.print(
            f"{mark} {v.name}: {escape(v.meaning)}"
            + (f" {v.n_rows} found, such as {escape(str(v.sample[0]))}" if v.n_rows else "")
        )
    if any(v.n_rows for v in verdicts):
        raise typer.Exit(1)


@app.command(epilog="Example: `newsledger schema money`")
def schema(
    name: Annotated[str | None, typer.Argument(help="A table or view; all if left out.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The JSON Schema of the records that `extract` writes.")] = False,
) -> None:
    """The data dictionary: tables, views and columns with their meaning."""
    from extract import query as q

    if as_json:
        from extract.records import Quarantined, Reading

        models = {"reading": Reading.model_json_schema(), "quarantined": Quarantined.model_json_schema()}
        typer.echo(json.dumps(models, indent=1))
        return
    answer = q.declared_dictionary()
    rows = [row for row in answer.rows if name in (None, row[0])]
    if not rows:
        known = ", ".join(dict.fromkeys(row[0] for row in answer.rows))
        raise BadSetup(f'no table or view "{name}". There are: {known}.')
    show(answer.columns, [list(map(str, row)) for row in rows])


@app.command(epilog="Example: `newsledger doctor`")
def doctor() -> None:
    """What is installed and set, where each setting comes from, and what is wrong."""
    import duckdb

    from extract import listing
    from extract import settings as s
    from extract import warehouse as w
    from extract.pipeline import rules_digest

    current = load()
    wrong: list[str] = []
    console.print(f"newsledger {__version__}, Python {sys.version.split()[0]}")
    packages = []
    for package in ("spacy", "pydantic", "duckdb", "pyarrow", "prefect", "trafilatura"):
        try:
            packages.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            packages.append(f"{package} missing")
            wrong.append(f"{package} is not installed. Install newsledger again: pip install newsledger.")
    console.print(", ".join(packages) + "\n")
    rows = [
        (name, str(getattr(current, name)), s.origin(name), field.description or "")
        for name, field in s.Settings.model_fields.items()
    ]
    show(("setting", "value", "origin", "meaning"), rows)
    console.print()
    try:
        root = listing.article_root(current.corpus)
        console.print(f"corpus     {len(listing.list_files(root))} files in {escape(str(root))}")
    except BadSetup as error:
        wrong.append(str(error))
    paths = w.Paths(current.warehouse)
    try:
        rules = rules_digest()
    except BadSetup as error:
        rules = None
        wrong.append(str(error))
    if paths.link.exists() and rules:
        try:
            with w.open_snapshot(current.warehouse) as connection:
                w.read_whole(connection)
                n = connection.execute("select count(*) from articles where state = 'current'").fetchone()
                built = w.built_with(connection)
            state = "current rules" if built == w.digests() else "other rules or schema: the next run rebuilds it"
            console.print(f"ledger     {escape(str(paths.link.resolve().name))}, {n[0] if n else 0} articles, {state}")
        except BadSetup as error:
            wrong.append(str(error))
        except duckdb.Error as error:
            wrong.append(str(w.unreadable(error, paths.link.resolve())))
    elif not paths.link.exists():
        console.print("ledger     none yet: newsledger run")
    for message in wrong:
        problems.print(f"[red]wrong[/]      {escape(message)}")
    if wrong:
        raise typer.Exit(1)


@quarantine_app.command("list", epilog="Example: `newsledger quarantine list --format json`")
def quarantine_list(
    all: Annotated[bool, typer.Option("--all", help="Also faults that have been mended.")] = False,
    format: Annotated[QueryFormat, typer.Option(help="How to print the list.")] = QueryFormat.TABLE,
    warehouse: Warehouse = None,
) -> None:
    """What could not be read or did not pass a check: where, why, and what to do."""
    query(
        "select coalesce(path, article_id) as place, line, reason, detail, remedy, is_open from quarantine "
        f"{'' if all else 'where is_open '}order by all",
        format,
        warehouse,
    )


def load(**given: Any) -> Any:
    """The settings in force."""
    from extract.settings import load_settings

    return load_settings(**given)


def main() -> None:
    """Run the command line; an expected error is a line on standard error and exit code 1."""
    try:
        app()
    except NewsledgerError as error:
        problems.print(f"[red]newsledger:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of the pipe has left, as `head` does
        sys.exit(0)
    except KeyboardInterrupt:
        problems.print("[yellow]stopped[/]; what was published stays as it is")
        sys.exit(130)
