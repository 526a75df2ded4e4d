"""What a user adds to our rules by the settings: a file of names, and a statistical pipeline. Needs no spaCy."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from extract.errors import BadSetup
from extract.records import ENTITY_LABELS
from extract.tables import forms

COLUMNS = ("name", "aliases", "label", "entity")


class OwnName(NamedTuple):
    """Who or what a form of the file stands for."""

    label: str
    entity: str | None
    scheme: str | None


def read_names(path: Path) -> dict[str, OwnName]:
    """{written form: OwnName} of a user's file. Raises BadSetup with file, line and remedy."""
    found: dict[str, OwnName] = {}

    def add(form: str, name: OwnName) -> None:
        same = found.setdefault(form, name)
        if same != name:
            found[form] = OwnName(same.label, None, None)

    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            if not {"name", "label"} <= set(reader.fieldnames or ()) <= set(COLUMNS):
                raise BadSetup(f'names "{path}": its first line is not "{",".join(COLUMNS)}". Begin the file with it.')
            for row in reader:
                if None in row or None in row.values():
                    raise BadSetup(f'names "{path}" line {reader.line_num}: {len(reader.fieldnames or ())} columns expected.')
                name, label, key = row["name"].strip(), row["label"].strip(), row.get("entity", "").strip()
                if not name or label not in ENTITY_LABELS:
                    raise BadSetup(
                        f'names "{path}" line {reader.line_num}: name "{name}", label "{label}"; '
                        f"expected a name and one of {', '.join(ENTITY_LABELS)}."
                    )
                own = OwnName(label, key or name, "alias" if key else "name")
                for form in {name, *filter(None, map(str.strip, forms(row.get("aliases", ""))))}:
                    add(form, own)
                    if len(form) > 4 and form != form.upper():
                        add(form.upper(), own)
    except OSError as error:
        raise BadSetup(f'names "{path}": {error.strerror}. Name a file that can be read, or unset `names`.') from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadSetup(f'names "{path}": {error}. Save it as CSV in UTF-8.') from error
    return found


def folder_of(model: str) -> Path:
    """The folder of a spaCy pipeline, by its path or package. Raises BadSetup when there is none."""
    spec = find_spec(model) if model.isidentifier() and not Path(model).is_dir() else None
    folder = Path(spec.origin).parent if spec and spec.origin else Path(model)
    if not folder.is_dir():
        raise BadSetup(f'model "{model}" is neither a folder nor an installed package. Install it, or unset `model`.')
    return folder


@cache
def digest_of(names: Path | None, model: str | None) -> bytes:
    """A digest of both: another file or model reads other names. Raises BadSetup where one cannot be read."""
    digest = hashlib.sha256()
    if names:
        read_names(names)
        digest.update(names.read_bytes())
    if model:
        folder = folder_of(model)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.digest()
