"""Settings: environment NEWSLEDGER_*, then newsledger.toml in the working directory, then defaults."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from extract.errors import BadSetup
from extract.limits import DEFAULT, Limits
from extract.retention import Retention

FILE = Path("newsledger.toml")
PREFIX = "NEWSLEDGER_"


class Settings(BaseSettings):
    """What can be set; `newsledger doctor` prints each with its origin."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, toml_file=FILE, extra="forbid", frozen=True)

    corpus: Path = Field(default=Path("corpus"), description="folder of the articles; its subfolder `articles` if there is one")
    warehouse: Path = Field(default=Path("warehouse"), description="folder of the database, its snapshots and the page")
    batch_size: int = Field(default=500, ge=1, le=100_000, description="articles a transaction")
    backfill_slice: int = Field(
        default=20_000, ge=1, le=10_000_000, description="stored articles read again before what is new has its turn"
    )
    keep_snapshots: int = Field(default=5, ge=1, le=10_000, description="published snapshots kept, the newest included")
    keep_runs: int | None = Field(default=None, ge=1, description="runs that the table `runs` keeps; all if not set")
    keep_faults_days: int | None = Field(
        default=None, ge=1, description="days that closed faults are kept in quarantine; for ever if not set"
    )
    keep_revisions_days: int | None = Field(
        default=None, ge=1, description="days that superseded and withdrawn revisions are kept, and quoted; for ever if not set"
    )
    wait_seconds: int = Field(
        default=600, ge=0, le=86_400, description="how long a run waits for another one to end; 0 leaves at once"
    )
    largest_article: int = Field(
        default=DEFAULT.largest_article, ge=1_000, le=50_000_000, description="characters an article may have"
    )
    parse_seconds: float = Field(
        default=DEFAULT.parse_seconds, ge=0.01, le=3600, description="time an HTML page may take to parse"
    )
    parse_megabytes: int = Field(
        default=DEFAULT.parse_megabytes, ge=512, le=1_000_000, description="memory an HTML page may take to parse"
    )
    names: Path | None = Field(default=None, description="CSV of your own names: name, aliases, label, entity")
    model: str | None = Field(
        default=None, description="an installed spaCy pipeline, by package or folder, whose entities join the rules'"
    )
    settle_seconds: float = Field(
        default=2.0, ge=0.1, le=3600, description="how long a file that `newsledger watch` adds must stay as it is"
    )
    schedule: str = Field(default="*/15 * * * *", description="cron schedule of `newsledger serve`")

    @property
    def retention(self) -> Retention:
        """What the ledger keeps of what no longer holds."""
        return Retention(self.keep_runs, self.keep_faults_days, self.keep_revisions_days)

    @property
    def limits(self) -> Limits:
        """What one article may cost."""
        return Limits(self.largest_article, self.parse_seconds, self.parse_megabytes)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**given: Any) -> Settings:
    """The settings in force; `given` are those of the command line, None for not given. Raises BadSetup."""
    try:
        return Settings(**{key: value for key, value in given.items() if value is not None})
    except tomllib.TOMLDecodeError as error:
        raise BadSetup(f"{FILE}: {error}. Write it as TOML, such as batch_size = 200.") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise BadSetup(f"setting {name}: {first['msg']} (found {first['input']!r}). See `newsledger doctor --help`.") from error


def origin(name: str) -> str:
    """Where a setting's value comes from: environment, newsledger.toml or default."""
    if PREFIX + name.upper() in {key.upper() for key in os.environ}:
        return "environment"
    if FILE.is_file() and name in tomllib.loads(FILE.read_text(encoding="utf-8")):
        return str(FILE)
    return "default"
