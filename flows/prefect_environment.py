"""Where Prefect keeps its state and what it prints: set before Prefect is imported.

With a server configured (PREFECT_API_URL, or a profile that names one) that server is used and nothing
of its settings is touched. Otherwise Prefect runs on a temporary server of its own, with its state under
the warehouse, without telemetry, and with time enough to start on a slow machine.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

# Never overrides what a person has set.
ALWAYS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLI_COLORS": "false",
}
# The temporary server: 20 s, Prefect's own limit, is too short for the first start on a slow machine.
TEMPORARY = {
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "600",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",  # the command tells what went wrong, in a line
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}


def configured_server() -> str | None:
    """Address of the server that the environment or the active profile names; None for none."""
    if url := os.environ.get("PREFECT_API_URL"):
        return url
    home = Path(os.environ.get("PREFECT_HOME", Path.home() / ".prefect"))
    profiles = Path(os.environ.get("PREFECT_PROFILES_PATH", home / "profiles.toml"))
    try:
        content = tomllib.loads(profiles.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return None
    active = os.environ.get("PREFECT_PROFILE", content.get("active"))
    profile = content.get("profiles", {}).get(active, {})
    url = profile.get("PREFECT_API_URL")
    return str(url) if url else None


def prepare(state: Path) -> bool:
    """Set the environment for Prefect; whether a configured server will be used.

    state   folder for the temporary server's database; ignored when a server is configured
    """
    for name, value in ALWAYS.items():
        os.environ.setdefault(name, value)
    if configured_server():
        return True
    state.mkdir(parents=True, exist_ok=True)
    os.environ["PREFECT_HOME"] = str(state.resolve())
    for name, value in TEMPORARY.items():
        os.environ.setdefault(name, value)
    return False
