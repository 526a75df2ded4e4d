"""The page: what the corpus says in figures, and each article with its mentions marked. One file, opens from a folder."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import Any

from extract import __version__, tables
from extract.marks import NAMES, environment, marked, place_names
from extract.warehouse import Paths, open_snapshot

LARGEST = 12
SHOWN_ARTICLES = 200
"""Articles on the page; a larger corpus shows its newest ones and says so."""


def human(value: Decimal | None) -> str:
    """ "8.5 billion" for 8500000000; four digits at most."""
    if value is None:
        return ""
    for name, exponent in (("trillion", 12), ("billion", 9), ("million", 6)):
        if abs(value) >= Decimal(10) ** exponent:
            return f"{float(value.scaleb(-exponent)):.4g} {name}"
    return f"{value:,.6g}" if value % 1 else f"{value:,.0f}"


def fetch(connection: Any, sql: str) -> list[dict[str, Any]]:
    """Rows as dictionaries."""
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def contents(warehouse: Path) -> dict[str, Any]:
    """All that the page shows, from the newest snapshot."""
    with open_snapshot(warehouse) as connection:
        totals = fetch(
            connection,
            """
            select
                (select count(*) from articles where state = 'current') as n_articles,
                (select count(*) from money) as n_money,
                (select count(*) from percentages) as n_percentages,
                (select count(*) from mentions where label in ('DATE', 'TIME')) as n_dates,
                (select count(*) from mentions where label in ('QUANTITY', 'CARDINAL', 'ORDINAL')) as n_counts,
                (select count(distinct entity) from mentions where label = 'PERSON') as n_persons,
                (select count(distinct entity) from mentions where label = 'ORG') as n_organisations,
                (select count(distinct entity) from mentions where label in ('GPE', 'LOC', 'FAC')) as n_places,
                (select count(*) from unread) as n_unread,
                (select count(*) from quarantine where is_open) as n_quarantined
            """,
        )[0]
        currencies = fetch(
            connection,
            """
            select unit, count(*) as n_figures, count(distinct article_id) as n_articles, max(coalesce(value, high)) as largest
            from money group by unit order by n_figures desc, unit
            """,
        )
        countries = fetch(
            connection,
            """
            select m.entity, count(*) as n_mentions, count(distinct m.article_id) as n_articles,
                (select count(*) from all_figures as f where exists (
                    select 1 from mentions as n where n.article_id = f.article_id and n.sentence_id = f.sentence_id
                    and n.entity = m.entity and n.entity_scheme = 'iso3166')) as n_figures
            from mentions as m where m.entity_scheme = 'iso3166' group by m.entity order by n_mentions desc, m.entity limit 25
            """,
        )
        largest = fetch(
            connection,
            f"""
            with ranked as (
                select *, row_number() over (partition by unit order by coalesce(value, high) desc, citation_id) as place
                from money where unit is not null
            )
            select * from ranked where place <= 2 order by
                (select count(*) from money as m where m.unit = ranked.unit) desc, unit, place limit {2 * LARGEST}
            """,
        )
        articles = fetch(
            connection,
            f"""
            select article_id, title, author, published_on, source, text, path from articles where state = 'current'
            order by published_on desc nulls last, article_id limit {SHOWN_ARTICLES}
            """,
        )
        mentions = fetch(
            connection,
            """
            select m.article_id, m.start_char, m.end_char, m.label, m.rule, m.entity, f.value, f.low, f.high, f.unit, f.modifier,
                f.per, p.first_day, p.last_day
            from mentions as m
            left join figures as f on m.article_id = f.article_id and m.mention_id = f.mention_id
            left join periods as p on m.article_id = p.article_id and m.mention_id = p.mention_id
            order by m.article_id, m.start_char
            """,
        )
        quarantine = fetch(
            connection, "select path, line, article_id, reason, detail, remedy from quarantine where is_open order by all"
        )
    by_article: dict[str, list[dict[str, Any]]] = {}
    for m in mentions:
        by_article.setdefault(m["article_id"], []).append(m)
    for article in articles:
        found = by_article.get(article["article_id"], [])
        article["n_mentions"] = len(found)
        article["html"] = marked(article["text"], found)
    return {
        "totals": totals,
        "currencies": currencies,
        "countries": countries,
        "largest": largest,
        "articles": articles,
        "quarantine": quarantine,
        "currency_names": {code: c.name for code, c in tables.currencies().items()},
        "place_names": place_names(),
        "labels": NAMES,
        "version": __version__,
    }


def write_report(warehouse: Path) -> Path:
    """Write the page beside the database, whole or not at all; returns its path."""
    templates = environment()
    templates.filters |= {"human": human}
    page = templates.get_template("report.html").render(**contents(warehouse))
    target = Paths(warehouse).report
    partial = target.with_suffix(".partial")
    partial.write_text(page, encoding="utf-8")
    os.replace(partial, target)
    return target
