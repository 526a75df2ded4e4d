"""A load of many articles: every column is filled from its field, in few batches or many, and memory is bounded."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from extract.load import Batch, Loader
from extract.observe import observe
from extract.query import ask
from extract.records import Article, Figure, Period
from extract.validate import validate

Load = Callable[..., Any]
TEXT = "Exports of Kazakhstan rose about 36.5% to $6.1-6.3 billion in the first half of 2023. President Ana Lopez saw 24/7.\n"
TEXT += "It paid €5-6 million ($5.5-6.6 million, or 790 million yen).\n"


def test_every_field_reaches_its_column(tmp_path: Path, load: Load) -> None:
    corpus = tmp_path / "c"
    corpus.mkdir()
    article = {"id": "a", "title": "T", "author": "A", "published_on": "2024-05-01", "source": "S", "text": TEXT}
    (corpus / "a.jsonl").write_text(json.dumps(article))
    with Loader(corpus, tmp_path / "w") as loader:
        (batch,) = loader.batches(5)
        reading, rejected = validate(observe(batch.articles[0][1]))
        loader.load(batch, [reading], rejected)
        loader.publish(1)

    def rows(table: str, order: str = "start_char") -> list[dict[str, Any]]:
        result = ask(tmp_path / "w", f"select * from {table} order by {order}")
        return [dict(zip(result.columns, row, strict=True)) for row in result.rows]

    renamed = {"mention_id": "id", "sentence_id": "sentence", "observation_id": "id", "observations.mention_id": "figure"}
    orders = {"figures": "mention_id", "periods": "mention_id", "observations": "observation_id", "links": "from_observation"}
    for table, records in (
        ("mentions", reading.mentions),
        ("figures", [m for m in reading.mentions if isinstance(m, Figure)]),
        ("periods", [m for m in reading.mentions if isinstance(m, Period)]),
        ("observations", reading.observations),
        ("links", reading.links),
        ("unread", reading.unread),
    ):
        assert records, table
        found = rows(table, orders.get(table, "start_char"))
        fields = {c: renamed.get(f"{table}.{c}", renamed.get(c, c)) for c in found[0]}
        expected = [{c: getattr(r, f) if c != "article_id" else "a" for c, f in fields.items()} for r in records]
        assert found == expected
    assert rows("sentences")[0]["text"] == TEXT.split(". ")[0] + "."
    (row,) = rows("articles", "article_id")
    dated = {"dated_on": date(2024, 5, 1), "dated_by": "metadata"}
    fields = reading.article.model_dump()
    assert row == {
        "article_id": fields.pop("id"),
        **fields,
        "path": "a.jsonl",
        "rules": reading.rules,
        **dated,
        "state": "current",
    }


def test_a_load_keeps_its_memory_limit_and_lets_go_of_what_it_cached(corpus: Path, tmp_path: Path) -> None:
    with Loader(corpus, tmp_path / "w") as loader:
        before = loader.memory_limit
        for batch in loader.batches(1):
            loader.load(batch, [reading for reading, _ in (validate(observe(a)) for _, a in batch.articles)], [])
        (after,) = loader.connection.execute("select current_setting('memory_limit')").fetchall()
        assert float(after[0].split()[0]) >= float(before.split()[0]) - 0.2
        # An article that is larger than all that may be cached is loaded all the same.
        large = Article(id="large", revision="0" * 16, text="word " * 12_000_000)
        reading, _ = validate(observe(large.model_copy(update={"text": "word"})))
        loader.load(Batch([("c.jsonl", large)]), [reading.model_copy(update={"article": large})], [])
        assert loader.connection.execute("select len(text) from articles where article_id = 'large'").fetchall() == [
            (60_000_000,)
        ]


def test_faults_of_a_file_stay_open_while_new_rules_read_its_articles_again(
    corpus: Path, tmp_path: Path, load: Load, monkeypatch: Any
) -> None:
    load(corpus, tmp_path / "w")
    for module in ("warehouse", "observe"):
        monkeypatch.setattr(f"extract.{module}.rules_digest", lambda: "f" * 16)
    assert load(corpus, tmp_path / "w").n_again == 4
    assert ask(tmp_path / "w", "select path, line, is_open from quarantine").rows == [("c.jsonl", 2, True)]
