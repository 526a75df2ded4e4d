"""Where the tests that take minutes find their tools."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command to its end in an empty folder with an empty home; gives its standard output."""
    home = tmp_path / "home"
    home.mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "NEWSLEDGER", "PYTHON", "VIRTUAL_ENV"))}
    cache = os.environ.get("UV_CACHE_DIR", str(Path.home() / ".cache" / "uv"))

    def command(*args: str | Path, cwd: Path = home, **env: str) -> str:
        done = subprocess.run(
            args,
            capture_output=True,
            text=True,
            cwd=cwd,
            check=False,
            env={**kept, "HOME": str(home), "UV_CACHE_DIR": cache, **env},
        )
        assert done.returncode == 0, f"{' '.join(map(str, args))}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    return command
