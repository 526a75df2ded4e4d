"""What has come to rest in a watched folder: the clock is the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.drop import LONGEST_WAIT, Resting, check_folder
from extract.errors import BadSetup


@pytest.fixture
def resting(tmp_path: Path) -> Resting:
    (tmp_path / "drop").mkdir()
    return Resting(tmp_path / "drop", settle_seconds=2)


def test_a_slow_writer_is_waited_for(resting: Resting) -> None:
    file = resting.folder / "slow.txt"
    for second in range(10):
        file.write_text("word " * (second + 1))
        assert resting.look(second) == []
    assert resting.look(10) == []
    assert resting.look(11) == ["slow.txt"]
    assert resting.look(20) == []


def test_a_burst_is_one_batch(resting: Resting) -> None:
    for n in range(40):
        (resting.folder / f"{n:02}.txt").write_text(f"It cost ${n} million.")
        assert resting.look(n / 10) == []
    assert resting.look(4) == []
    assert resting.look(6) == [f"{n:02}.txt" for n in range(40)]


def test_who_never_stops_does_not_hold_up_the_others(resting: Resting) -> None:
    (resting.folder / "done.txt").write_text("It cost $5 million.")
    given, second = [], 0
    while not given:
        (resting.folder / "feed.jsonl").write_text("{}\n" * (second + 1))
        given = resting.look(second)
        second += 1
    assert given == ["done.txt"]
    assert second <= LONGEST_WAIT + 5


@pytest.mark.parametrize("name", ["a.txt.part", "a.txt.TMP", ".a.txt", "a.txt~", "a.crdownload"])
def test_a_temporary_name_is_passed_over_until_it_is_moved(resting: Resting, name: str) -> None:
    (resting.folder / name).write_text("It cost $5 million.")
    assert resting.look(0) == resting.look(10) == []
    assert not resting.moving
    (resting.folder / name).rename(resting.folder / "a.txt")
    assert resting.look(11) == []
    assert resting.look(13) == ["a.txt"]


def test_folders_that_are_moved_in_and_files_that_go_again(resting: Resting, tmp_path: Path) -> None:
    (tmp_path / "day" / "am").mkdir(parents=True)
    (tmp_path / "day" / "am" / "a.txt").write_text("It cost $5 million.")
    (tmp_path / "day").rename(resting.folder / "day")
    (resting.folder / "gone.txt").write_text("It cost $6 million.")
    assert resting.look(0) == []
    (resting.folder / "gone.txt").unlink()
    assert resting.look(2) == ["day/am/a.txt"]


def test_a_file_that_goes_on_is_given_again_and_an_empty_one_waits(resting: Resting) -> None:
    file = resting.folder / "a.txt"
    file.touch()
    assert resting.look(0) == resting.look(5) == []
    file.write_text("It cost $5 million.")
    assert [resting.look(6), resting.look(8)] == [[], ["a.txt"]]
    file.write_text("It cost $5 million. And more.")
    assert [resting.look(9), resting.look(11), resting.look(12)] == [[], ["a.txt"], []]


def test_folders_that_cannot_be_watched_are_told(corpus: Path, resting: Resting) -> None:
    with pytest.raises(BadSetup, match="is no folder"):
        check_folder(corpus / "nothing", corpus)
    for folder in (corpus, corpus.parent):
        with pytest.raises(BadSetup, match="within one another"):
            check_folder(folder, corpus)
    resting.folder.rmdir()
    with pytest.raises(BadSetup, match="is gone"):
        resting.look(0)
