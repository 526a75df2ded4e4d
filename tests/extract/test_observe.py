"""Articles that go through the rules together are read as each alone."""

from __future__ import annotations

import gold

from extract.article import article_of
from extract.observe import TOGETHER, groups, observe, observe_all
from extract.records import Article


def corpus() -> list[Article]:
    return [article_of({"text": item.text}, name) for name, item in gold.articles().items()]


def test_articles_together_are_read_as_alone_and_in_order() -> None:
    articles = corpus()
    assert sum(len(article.text) for article in articles) > 3 * TOGETHER
    assert list(observe_all(articles)) == [observe(article) for article in articles]
    assert list(observe_all([])) == []


def test_a_group_ends_with_the_article_that_fills_it() -> None:
    small, large = (Article(id=str(n), revision="0" * 16, text="x" * n) for n in (TOGETHER // 2, 3 * TOGETHER))
    sizes = [[len(article.text) for article in group] for group in groups(iter([small, small, small, large, small]))]
    assert sizes == [[TOGETHER // 2] * 2, [TOGETHER // 2, 3 * TOGETHER], [TOGETHER // 2]]
