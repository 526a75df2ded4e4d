"""Marked copies: what is written is read back, what is wrong is named, where two readers differ is found."""

# ruff: noqa: E501 (readings are lines of JSON)
from __future__ import annotations

import re
from pathlib import Path

import annotate
import gold
import pytest
from annotate import differences, marked, read_marked
from harbour import COPY, TEXT
from typer.testing import CliRunner

from extract.errors import BadSetup
from extract.records import Article

pytestmark = pytest.mark.usefixtures("harbour")


def edited(*pairs: tuple[str, str]) -> str:
    """The copy with pieces of it replaced, each of them there."""
    copy = COPY
    for old, new in pairs:
        assert old in copy
        copy = copy.replace(old, new, 1)
    return copy


def test_a_copy_is_read_and_written_back(harbour: Article) -> None:
    read = read_marked(COPY)
    assert [m.text for m in read.mentions] == ["Ines Okafor", "Kenya", "4.5%", "$4.2 million", "May 2023", "$4.4 million"]
    assert all(TEXT[m.start_char : m.end_char] == m.text for m in read.mentions)
    assert read_marked(marked(harbour, read)) == read
    assert gold.Gold.model_validate_json(gold.as_json(read)) == read


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("costs fell", "costs rose", "differs at char"),
        ("=====", "-----", "no line"),
        ('{"m": 2, "label": "GPE", "entity": "KE"}\n', "", "mark 2 ('Kenya') has no reading"),
        ('{"m": 2,', '{"m": 9,', "mark 9 is not in the text"),
        ("⟦2|", "⟦1|", "mark 1 is there twice"),
        ('{"m": 2, "label"', '{"m": 2, "lable"', "lable"),
        ('{"m": 2, "label": "GPE", "entity": "KE"}', '{"m": 2', "line 3 is no JSON"),
        ('"entity": "KE"}\n', '"entity": "QQ"}\n', 'no ISO 3166 code "QQ"'),
        ('"label": "GPE", "entity": "KE"', '"label": "GPE", "entity": "KE-ZZZ"', 'no ISO 3166 code "KE-ZZZ"'),
        ('"label": "GPE"', '"label": "LAND"', 'no label "LAND"'),
        (', "entity": "Ines Okafor"}', "}", "no entity"),
        ('"unit": "USD", "modifier"', '"unit": "XYZ", "modifier"', 'unit "XYZ" is not known for MONEY'),
        ('"unit": "percent"', '"unit": "per cent"', "is not known for PERCENT"),
        ('"value": "4200000"', '"value": "4300000"', "does not follow from 4.2"),
        ('"value": "4200000"', '"value": "4200000000"', "what is written says 6"),
        ('"value": "4200000"', '"low": "4200000"', "needs a value"),
        ('"value": "4.5", ', "", "needs a value"),
        ('"first_day": "2023-05-01", "last_day": "2023-05-31", "gran', '"first_day": "2022-05-01", "last_day": "2022-05-31", "gran', "not in the year"),
        ('"last_day": "2023-05-31", "gran', '"gran', "both days or neither"),
        ('"first_day": "2023-05-01", "last_day": "2023-05-31", "granularity": "month", "date_basis": "stated"', '"granularity": "month"', "a DATE has days"),
        ('"granularity": "month"', '"granularity": "fortnight"', 'no granularity "fortnight"'),
        ('"o": 1, "figure": 3', '"o": 1, "figure": 5', "its figure 5 is no figure"),
        ('"o": 2', '"o": 1', "observation 1 is there twice"),
        ('"concept": "costs"', '"concept": "turnover"', 'concept "turnover" is not in the text'),
        ('"speaker": "Ines Okafor"', '"speaker": "Nobody"', 'speaker "Nobody" is not in the text'),
        ('{"value": "4400000", "unit": "USD"}', '{"unit": "USD"}', "its base needs a value"),
        ('"places": [{"entity": "KE"', '"places": [{"entity": "KK"', 'no ISO 3166 code "KK"'),
        ('"to": 2}', '"to": 7}', "no observation 7"),
        ('{"o": 3,', '{"o": 3, "inherited": ["mood"],', 'cannot inherit "mood"'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(old: str, new: str, says: str) -> None:
    with pytest.raises(BadSetup, match=re.escape(says)):
        read_marked(edited((old, new)))


def test_two_readers_are_compared_by_what_counts() -> None:
    other = edited(
        ("⟦4|$4.2 million⟧ a year", "⟦4|$4.2 million a year⟧"),
        ('"modifier": "about"', '"modifier": "almost"'),
        ('"direction": "down", "speaker": "Ines Okafor"', '"direction": "up", "metric_accept": ["costs"]'),
        ('"m": 2, "label": "GPE"', '"m": 2, "label": "LOC"'),
        ("⟦5|May 2023⟧", "May 2023"),
        ('{"m": 5, "label": "DATE", "first_day": "2023-05-01", "last_day": "2023-05-31", "granularity": "month", "date_basis": "stated"}\n', ""),
        ('{"o": 3, "figure": 6, "concept": "costs", "metric": "operating costs", "kind": "level"}\n', ""),
    )  # fmt: skip
    found = differences(read_marked(COPY), read_marked(other))
    assert sorted(d.what for d in found) == sorted(["label", "direction", "speaker", "span", "modifier", "mention", "claim"])
    assert differences(read_marked(COPY), read_marked(COPY)) == []


def test_what_the_other_reader_accepts_is_no_difference() -> None:
    other = edited(('"label": "GPE", "entity": "KE"', '"label": "LOC", "label_accept": ["GPE"], "entity": "KE"'))
    assert differences(read_marked(COPY), read_marked(other)) == []


def test_save_writes_only_what_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gold").mkdir()
    monkeypatch.setattr(gold, "CORPUS", tmp_path)
    good, bad = tmp_path / "good.marked", tmp_path / "bad.marked"
    good.write_text(COPY)
    bad.write_text(COPY.replace('"USD"', '"XYZ"'))
    done = CliRunner().invoke(annotate.app, ["save", str(bad), str(good)])
    assert done.exit_code == 1
    assert "harbour.txt: 6 mentions, 3 claims, 1 links" in done.output
    assert [p.name for p in (tmp_path / "gold").iterdir()] == ["harbour.txt.json"]


def test_mark_follows_a_text_that_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gold").mkdir()
    monkeypatch.setattr(gold, "CORPUS", tmp_path)
    gold.path_of("harbour.txt").write_text(gold.as_json(read_marked(COPY)))
    item = Article(id="harbour.txt", revision="1" * 16, text="News. " + TEXT.replace("Kenya's port", "the port"))
    monkeypatch.setattr(gold, "articles", lambda: {item.id: item})
    done = CliRunner().invoke(annotate.app, ["mark", "harbour.txt"])
    assert "gone: GPE 'Kenya'" in done.output
    assert "about ⟦4|$4.2 million⟧ a year" in done.output
