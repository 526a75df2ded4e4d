"""What users add by the settings: a file of their names, and a statistical pipeline of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.training import Example

NEWSLEDGER = Path(sys.executable).with_name("newsledger")
NAMES = """name,aliases,label,entity
Sagaranusa Airways,Sagaranusa|SGN,ORG,sagaranusa
Port Hope,Hope,FAC,
"Hope, Ltd",Hope,ORG,hope-ltd
"""


def extract(text: str, folder: Path, **settings: str) -> tuple[dict[str, Any], str]:
    """(the JSON of one text, standard error) by the installed command, with settings in the environment."""
    env = {**os.environ, **{f"NEWSLEDGER_{name.upper()}": value for name, value in settings.items()}}
    command = [NEWSLEDGER, "extract", "-", "--format", "jsonl"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, cwd=folder, env=env, check=False)
    return json.loads(done.stdout or "{}"), done.stderr


def names_in(reading: dict[str, Any]) -> list[tuple[str, str, str | None, str | None]]:
    return [(m["text"], m["label"], m.get("entity"), m.get("entity_scheme")) for m in reading["mentions"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "names.csv").write_text(NAMES, encoding="utf-8")
    return tmp_path


def test_own_names_are_found_and_joined(folder: Path) -> None:
    text = "SAGARANUSA AIRWAYS flies to Port Hope. SGN lost $5m."
    reading, _ = extract(text, folder, names="names.csv")
    assert names_in(reading) == [
        ("SAGARANUSA AIRWAYS", "ORG", "sagaranusa", "alias"),
        ("Port Hope", "FAC", "Port Hope", "name"),
        ("SGN", "ORG", "sagaranusa", "alias"),
        ("$5m", "MONEY", None, None),
    ]
    without, _ = extract(text, folder)
    assert without["rules"] != reading["rules"]  # so that a ledger is read anew


def test_later_mentions_by_the_rules_have_the_identity_of_the_file(folder: Path) -> None:
    (folder / "names.csv").write_text("name,label,entity\nOdalys Brennick,PERSON,ob-1\nHarbour Grain Board,ORG,hgb\n")
    text = "Odalys Brennick runs the Harbour Grain Board (HGB). Brennick said the HGB would buy."
    assert names_in(extract(text, folder, names="names.csv")[0]) == [
        ("Odalys Brennick", "PERSON", "ob-1", "alias"),
        ("Harbour Grain Board", "ORG", "hgb", "alias"),
        ("HGB", "ORG", "hgb", "alias"),
        ("Brennick", "PERSON", "ob-1", "alias"),
        ("HGB", "ORG", "hgb", "alias"),
    ]


def test_the_settings_file_names_them_too(folder: Path) -> None:
    (folder / "newsledger.toml").write_text('names = "names.csv"\n')
    assert names_in(extract("He joined SGN.", folder)[0]) == [("SGN", "ORG", "sagaranusa", "alias")]


def test_a_form_of_two_names_has_no_identity(folder: Path) -> None:
    assert names_in(extract("They wrote to Hope.", folder, names="names.csv")[0]) == [("Hope", "FAC", None, None)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("name;label\n", 'names.csv": its first line is not "name,aliases,label,entity"'),
        ("name,label\nHope,TOWN\n", 'line 2: name "Hope", label "TOWN"; expected a name and one of PERSON'),
        ("name,label\n,ORG\n", 'line 2: name "", label "ORG"'),
        ("name,label\nHope\n", "line 2: 2 columns expected"),
        (b"name,label\n\xff\xfe,ORG\n", "Save it as CSV in UTF-8"),
    ],
    ids=["header", "label", "name", "columns", "bytes"],
)
def test_a_bad_file_is_told_with_its_line(content: str | bytes, told: str, folder: Path) -> None:
    (folder / "names.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    reading, errors = extract("x", folder, names="names.csv")
    assert reading == {}
    assert told in " ".join(errors.split())
    assert "Traceback" not in errors


@pytest.mark.parametrize("setting", ["names", "model"])
def test_what_is_not_there_is_told(setting: str, folder: Path) -> None:
    reading, errors = extract("x", folder, **{setting: "nowhere"})
    assert reading == {}
    assert f'{setting} "nowhere"' in errors
    assert f"unset `{setting}`" in " ".join(errors.split())
    assert "Traceback" not in errors


def test_doctor_tells_what_is_wrong_with_it(folder: Path) -> None:
    done = subprocess.run(
        [NEWSLEDGER, "doctor"],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "NEWSLEDGER_NAMES": "nowhere", "COLUMNS": "200"},
        check=False,
    )
    assert done.returncode == 1
    assert 'wrong      names "nowhere": No such file or directory' in done.stderr
    assert "names " in done.stdout


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline trained until it takes Zorblax for an organisation and Kazakhstan for a person."""
    nlp = spacy.blank("en")
    ner = nlp.add_pipe("ner")
    texts = ["Zorblax sold shares in Kazakhstan.", "In Kazakhstan it was Zorblax that sold."]
    examples = []
    for text in texts:
        spans = [(text.index(word), text.index(word) + len(word), label) for word, label in LABELS.items()]
        examples.append(Example.from_dict(nlp.make_doc(text), {"entities": spans}))
    for label in LABELS.values():
        ner.add_label(label)
    nlp.initialize(lambda: examples)
    for _ in range(40):
        nlp.update(examples)
    assert {(e.text, e.label_) for e in nlp(texts[0]).ents} == set(LABELS.items())
    folder = tmp_path_factory.mktemp("model")
    nlp.to_disk(folder)
    return folder


LABELS = {"Zorblax": "ORG", "Kazakhstan": "PERSON"}


def test_a_model_joins_its_entities_and_rules_come_first(model: Path, folder: Path) -> None:
    reading, _ = extract("Zorblax sold shares in Kazakhstan.", folder, model=str(model))
    assert names_in(reading) == [("Zorblax", "ORG", "Zorblax", "name"), ("Kazakhstan", "GPE", "KZ", "iso3166")]
    assert [m["rule"] for m in reading["mentions"]] == ["model.entity", "place.country"]
    without, _ = extract("Zorblax sold shares in Kazakhstan.", folder)
    assert without["rules"] != reading["rules"]
