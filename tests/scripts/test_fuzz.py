"""A short run of the fuzzer; what it finds can be made again."""

from __future__ import annotations

from pathlib import Path

import fuzz
import pytest


def test_three_hundred_mutated_files_break_nothing(tmp_path: Path) -> None:
    results = [fuzz.run_case(case, seed=1, save=tmp_path) for case in range(300)]
    assert [error for _, _, _, error in results if error] == []
    ends = {end for _, _, ends, _ in results for end in ends}
    assert len(ends) > 8, "the mutations reach few reasons"
    assert "read" in ends


def test_a_case_is_made_of_its_seed_and_number() -> None:
    assert fuzz.made(1, 7) == fuzz.made(1, 7)
    assert fuzz.made(1, 7) != fuzz.made(2, 7)


def test_a_failure_is_saved_and_can_be_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("broken on purpose")

    with monkeypatch.context() as patch:
        patch.setattr(fuzz, "check_places", fail)
        patch.setattr(fuzz, "check_reason", fail)
        _, _, _, error = fuzz.run_case(5, seed=1, save=tmp_path)
    assert error is not None
    assert "broken on purpose" in error
    (kept, told) = sorted(tmp_path.iterdir())
    assert (kept.stem, kept.read_bytes()) == ("seed1-case5", fuzz.made(1, 5)[1])
    assert told.read_text() == error
    assert fuzz.main(["--replay", str(kept)]) == 0
    assert "nothing wrong" in capsys.readouterr().out
