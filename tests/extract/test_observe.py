"""Articles that go through the rules together are read as each alone."""

from __future__ import annotations

import gc

import gold
import pytest

from extract.article import article_of
from extract.components.resolve import resolved
from extract.components.trace import Trace
from extract.observe import TOGETHER, annotate, collector_at_rest, groups, observe, observe_all, read_doc
from extract.records import Article
from extract.validate import validate


def corpus() -> list[Article]:
    return [article_of({"text": item.text}, name) for name, item in gold.articles().items()]


def test_articles_together_are_read_as_alone_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = corpus()
    monkeypatch.setattr("extract.observe.TOGETHER", sum(len(article.text) for article in articles) // 3)
    assert list(observe_all(articles)) == [observe(article) for article in articles]
    assert list(observe_all([])) == []


def test_a_group_ends_with_the_article_that_fills_it() -> None:
    small, large = (Article(id=str(n), revision="0" * 16, text="x" * n) for n in (TOGETHER // 2, 3 * TOGETHER))
    sizes = [[len(article.text) for article in group] for group in groups(iter([small, small, small, large, small]))]
    assert sizes == [[TOGETHER // 2] * 2, [TOGETHER // 2, 3 * TOGETHER], [TOGETHER // 2]]


def test_extraction_leaves_nothing_to_the_collector() -> None:
    articles = corpus()
    list(map(validate, observe_all(articles)))  # what is made once may leave some
    gc.collect()
    with collector_at_rest():
        assert not gc.isenabled()
        for raw in observe_all(articles):
            validate(raw)
        assert gc.collect() == 0
    assert gc.isenabled()


def test_a_record_says_all_that_was_read() -> None:
    """What the record of a label has no field for would be lost."""
    for article in corpus():
        doc = annotate(article, Trace())
        for found, values in zip(resolved(doc), read_doc(doc, article).mentions, strict=True):
            said = {name for name, value in found._asdict().items() if value is not None and name not in ("start", "end")}
            assert said == values.keys() - {"id", "text", "sentence"}, found
