"""The wheel holds all that a run needs: installed alone, it loads a folder of articles from an empty one."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.services
ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")
Run = Callable[..., str]

ARTICLES = {
    "trade.txt": "Exports of Kazakhstan rose 36.5% to $6.1 billion in the first half of 2023.\n",
    "bread.md": "---\ntitle: Bread\npublished_on: 2024-05-01\n---\n# Bread\n\nIt costs **€4.10** now.\n",
    "fund.jsonl": '{"id": "fund", "text": "The fund lost £5 million in 2022."}\n',
}


def test_the_wheel_alone_loads_and_answers(tmp_path: Path, run: Run) -> None:
    run(UV, "build", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", tmp_path / "dist", ROOT)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    environment = tmp_path / "venv"
    run(UV, "venv", "--python", sys.executable, environment)
    # Its own requirements in the locked versions, and nothing that only developers have.
    run(UV, "pip", "install", "--constraint", ROOT / "requirements.lock", wheel, VIRTUAL_ENV=str(environment))
    newsledger = environment / "bin" / "newsledger"
    where = run(environment / "bin" / "python", "-c", "import extract, flows; print(extract.__file__, flows.__file__)")
    assert where.count(str(environment)) == 2

    articles = tmp_path / "articles"
    articles.mkdir()
    for name, text in ARTICLES.items():
        (articles / name).write_text(text, encoding="utf-8")
    assert "3 new" in run(newsledger, "run", articles)

    def ask(sql: str) -> Any:
        return json.loads(run(newsledger, "query", sql, "--format", "json"))

    found = ask("select article_id, text, unit from money order by article_id")
    assert [tuple(row.values()) for row in found] == [
        ("bread.md", "€4.10", "EUR"),
        ("fund", "£5 million", "GBP"),
        ("trade.txt", "$6.1 billion", "USD"),
    ]
    assert len(ask("from figures_about('KZ')")) == 2
    run(newsledger, "check")
    assert (tmp_path / "home" / "warehouse" / "report.html").is_file()
    assert "Nothing new" in run(newsledger, "run", articles)
