"""Shared fixtures: the pipeline, articles from text, and a ledger loaded without Prefect."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import loads
import pytest
from loads import plain_load

from extract.load import Summary
from extract.observe import observe
from extract.records import Article, Reading
from extract.validate import validate

Load = Callable[[Path, Path], Summary]


def reading_of(text: str, title: str | None = None, published_on: date | None = None) -> Reading:
    """What is read from a text, with a title and day of publication or without, all of it accepted."""
    article = Article(id="a", revision="0" * 16, title=title, published_on=published_on, text=text)
    reading, rejected = validate(observe(article))
    assert rejected == []
    return reading


@pytest.fixture(scope="session")
def read() -> Callable[..., Reading]:
    return reading_of


@pytest.fixture(scope="session")
def load_ledger() -> Load:
    """Load a corpus into a warehouse as the flow does, batch by batch."""

    return plain_load


@pytest.fixture
def load(load_ledger: Load) -> Load:
    return load_ledger


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text("Exports of Kazakhstan rose 36.5% to $6.1 billion in the first half of 2023.\n")
    (folder / "b.md").write_text(
        "---\ntitle: Bread\nid: bread\npublished_on: 2024-05-01\n---\n# Bread\n\nIt costs **€4.10** now.\n"
    )
    (folder / "c.jsonl").write_text(
        '{"id": "c1", "text": "The fund lost $5 million in 2022."}\nnot json\n{"id": "c2", "text": "Rents rose 6.5%."}\n'
    )
    return folder


@pytest.fixture(scope="session")
def processes() -> Iterator[Any]:
    """Processes forked from a server that has the pipeline ready and no database open; `loads` has what they do."""
    with pytest.MonkeyPatch.context() as patch:
        # The server of Python 3.11 and 3.12 does not take over our sys.path.
        patch.setenv("PYTHONPATH", str(Path(loads.__file__).parent))
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["pytest", "loads_ready"])
        loads.in_process(context, "load_nothing")
        yield context
