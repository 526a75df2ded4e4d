"""DuckDB 1.5 and 2.0 read each other's ledgers and go on with each other's loads."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.services
ROOT = Path(__file__).parents[2]
Run = Callable[..., str]

LOAD = """
import sys
from pathlib import Path
from extract.load import Loader
from extract.observe import observe
from extract.validate import validate

with Loader(Path(sys.argv[1]), Path(sys.argv[2])) as loader:
    loader.withdraw_gone()
    for batch in loader.batches(2):
        loader.load(batch, [validate(observe(article))[0] for _, article in batch.articles], [])
    loader.publish(3)
"""
READ = """
import json, sys
from pathlib import Path
import duckdb
from extract.query import ask, check
from extract.warehouse import FACTS

warehouse = Path(sys.argv[1])
assert not [c for c in check(warehouse) if c.n_rows]
tables = {t: ask(warehouse, f"from {t} order by all").rows for t in (*FACTS, "articles", "money", "mentions_in_context")}
print(json.dumps({"duckdb": duckdb.__version__, "tables": tables}, default=str))
"""


@pytest.fixture(scope="module")
def pythons() -> dict[str, Path]:
    """{version of DuckDB: the Python that has it}."""
    subprocess.run(["make", ".venv-duckdb2/.installed"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return {"1.5": Path(sys.executable), "2.0": ROOT / ".venv-duckdb2" / "bin" / "python"}


@pytest.mark.parametrize(("first", "second"), [("1.5", "2.0"), ("2.0", "1.5")])
def test_one_version_loads_the_other_reads_and_goes_on(
    first: str, second: str, pythons: dict[str, Path], corpus: Path, tmp_path: Path, run: Run
) -> None:
    def read(version: str) -> object:
        told = json.loads(run(pythons[version], "-c", READ, tmp_path / "w"))
        assert told["duckdb"].startswith(version)
        return told["tables"]

    run(pythons[first], "-c", LOAD, corpus, tmp_path / "w")
    assert read(second) == read(first)
    (corpus / "b.md").unlink()
    (corpus / "new.txt").write_text("Imports of Kenya fell 4% to $2 billion in May 2024.\n")
    run(pythons[second], "-c", LOAD, corpus, tmp_path / "w")
    after = read(first)
    assert after == read(second)
    assert "new.txt" in str(after)
    snapshots = sorted(path.name for path in (tmp_path / "w" / "snapshots").iterdir())
    assert snapshots == ["newsledger-000001.duckdb", "newsledger-000002.duckdb"]
