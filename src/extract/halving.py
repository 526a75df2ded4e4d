"""A batch that fails is halved until the one article is found that fails alone: that goes to quarantine, the rest is loaded.

What is meant are faults in our own code that an article brings about. What fails a run from outside (a full disk, a table
that is no good, another program at the database) stops it: halves would fail as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from traceback import extract_tb
from typing import TypeVar

import duckdb

from extract.errors import NewsledgerError
from extract.load import Batch, Loader
from extract.observe import observe_all
from extract.pipeline import rules_digest
from extract.records import Article, Quarantined, Reading
from extract.validate import validate

T = TypeVar("T")
Tell = Callable[[str], None]
"""Called with a line about a batch that failed."""
OF_LOADING = (ValueError, TypeError, ArithmeticError, LookupError, duckdb.DataError, duckdb.IntegrityError)
"""What an article may bring about while its rows are made and inserted; all else is the database's or the disk's."""
REMEDIES = {
    "extraction-failed": "Report it with the article, which is in the ledger without figures. Other rules read it again.",
    "loading-failed": "Report it with the article, which is not in the ledger. Touch its file to have it read again.",
}


def read_batch(articles: Sequence[Article], tell: Tell, count: Callable[[int], None]) -> tuple[list[Reading], list[Quarantined]]:
    """What is read from articles, in their order, and what of it did not pass a check.

    An article on which extraction fails has a reading without sentences and mentions, and a row of quarantine.

    count  called with 1 for each article that is done
    """
    readings: list[Reading] = []
    rejected: list[Quarantined] = []
    try:
        for raw in observe_all(articles):
            reading, bad = validate(raw)
            readings.append(reading)
            rejected += bad
            count(1)
    except (NewsledgerError, OSError):
        raise
    except Exception as error:
        rest = articles[len(readings) :]
        if len(rest) == 1:
            return [*readings, unread(rest[0])], [*rejected, fault("extraction-failed", rest[0], None, error)]
        tell(f"{len(rest)} articles failed ({named(error)}); reading them in halves")
        for part in halves(rest):
            more, bad = read_batch(part, tell, count)
            readings += more
            rejected += bad
    return readings, rejected


def load_batch(loader: Loader, batch: Batch, readings: Sequence[Reading], rejected: Sequence[Quarantined], tell: Tell) -> None:
    """Put a batch into the working database; an article whose rows cannot be loaded has a row of quarantine and no other."""
    before = {path: set(ids) for path, ids in loader.seen.items()}
    try:
        loader.load(batch, readings, rejected)
        return
    except OF_LOADING as error:
        loader.seen = before  # the transaction is undone, and with it what was seen in it
        if not batch.articles:
            raise
        if len(batch.articles) == 1:
            ((path, article),) = batch.articles
            alone = fault("loading-failed", article, path, error)
            loader.load(Batch([], [*batch.quarantined, alone], batch.files), [], [])
            return
        tell(f"{len(batch.articles)} articles were not loaded ({named(error)}); loading them in halves")
    given = iter(readings)
    for n, part in enumerate(halves(batch.articles)):
        # What belongs to files goes with the half in which they end.
        rest = (batch.quarantined, batch.files) if n else ([], [])
        ids = {article.id for _, article in part}
        theirs = [bad for bad in rejected if bad.article_id in ids]
        load_batch(loader, Batch(list(part), *rest), list(islice(given, len(part))), theirs, tell)


def halves(items: Sequence[T]) -> tuple[Sequence[T], Sequence[T]]:
    """The first and the second half of two items or more."""
    middle = len(items) // 2
    return items[:middle], items[middle:]


def unread(article: Article) -> Reading:
    """A reading of an article that found nothing, so that its text is in the ledger and new rules read it again."""
    nothing: dict[str, tuple[()]] = dict.fromkeys(("sentences", "mentions", "observations", "links", "unread"), ())
    return Reading(article=article, rules=rules_digest(), **nothing)


def fault(reason: str, article: Article, path: str | None, error: Exception) -> Quarantined:
    """The row of quarantine of a whole article, closed when it is read again: by its characters, or without them by its file."""
    return Quarantined(
        path=path,
        article_id=article.id,
        start_char=0 if path is None else None,
        end_char=len(article.text) if path is None else None,
        reason=reason,
        detail=named(error, place=True),
        remedy=REMEDIES[reason],
    )


def named(error: Exception, place: bool = False) -> str:
    """An exception in a line, with the function and line it comes from if asked for."""
    first = (str(error).splitlines() or [""])[0][:200]
    line = f"{type(error).__name__}: {first}" if first else type(error).__name__
    frames = extract_tb(error.__traceback__) if place else []
    return f"{line} ({Path(frames[-1].filename).name}, {frames[-1].name})" if frames else line
