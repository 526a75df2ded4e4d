"""`make rules-diff`: a change of rules is seen row by row."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import gold
import pytest
import rules_diff
from annotate import read_marked
from harbour import COPY
from rules_diff import ROOT, Row, changes_of, readings, report, rows_of, source_of, verdict

from extract.errors import BadSetup

A = Row(0, 5, "MONEY", {"value": "5"})


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([A], [A], []),
        ([A], [], ["lost"]),
        ([], [A], ["gained"]),
        ([A], [A._replace(fields={"value": "6"})], ["changed"]),
        ([A], [A._replace(end_char=4)], ["changed"]),
        ([A], [A._replace(label="DATE")], ["changed"]),
        ([A], [A._replace(start_char=5, end_char=8)], ["lost", "gained"]),
        ([A], [A._replace(label="claim")], ["lost", "gained"]),
        ([A, A._replace(start_char=3)], [A._replace(start_char=3, fields={})], ["lost", "changed"]),
    ],
)
def test_rows_are_paired(before: list[Row], after: list[Row], expected: list[str]) -> None:
    assert [change.kind for change in changes_of("x", before, after)] == expected


@pytest.mark.usefixtures("harbour")
def test_a_changed_table_is_told_with_what_the_gold_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two libraries that differ in one row of one table read the same article."""
    source = tmp_path / "src"
    shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
    table = source / "extract" / "data" / "scales.csv"
    table.write_text(table.read_text().replace("million,6,", "million,5,"))
    (tmp_path / "gold").mkdir()
    monkeypatch.setattr(gold, "CORPUS", tmp_path)
    known = read_marked(COPY)
    gold.path_of("harbour.txt").write_text(gold.as_json(known))

    with_rule, without = (rows_of(readings(folder)["harbour.txt"]) for folder in (ROOT / "src", source))
    changes = list(changes_of("harbour.txt", with_rule, without))
    assert [(c.kind, c.row.label) for c in changes] == [("changed", "MONEY"), ("changed", "MONEY")]
    assert [verdict(c.before, known) for c in changes if c.before] == ["right", "right"]
    assert [verdict(c.after, known) for c in changes if c.after] == ["wrong", "wrong"]
    text = "\n".join(report("before", changes, rules_diff.Counter({"MONEY": 2}), markdown=True, limit=1))
    assert "| MONEY | 2 | 0 | 0 | 2 |" in text
    assert "value 4200000 → 420000" in text
    assert "gold: before right" in text
    assert "1 more" in text


def test_the_source_is_that_of_the_revision(tmp_path: Path) -> None:
    if subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, check=False).returncode:
        pytest.skip("not a git checkout: there are no revisions to compare with")
    shown = subprocess.run(["git", "-C", str(ROOT), "show", "HEAD:src/extract/__init__.py"], capture_output=True, check=True)
    assert (source_of("HEAD", tmp_path) / "extract" / "__init__.py").read_bytes() == shown.stdout
    with pytest.raises(BadSetup, match="Name a commit, tag or branch"):
        source_of("no-such-revision", tmp_path)
