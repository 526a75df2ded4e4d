"""An added article is announced on a real Prefect server, one event for each."""

from __future__ import annotations

import json
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.events import ADDED, announce
from flows.serving import own_server

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("prefect")
    url = f"http://127.0.0.1:{port}/api"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"PREFECT_HOME": str(home), "PREFECT_API_URL": url, "DO_NOT_TRACK": "1"}.items():
            patch.setenv(name, value)
        with own_server(url, home, port, print):
            yield url


def events(server: str) -> list[dict[str, Any]]:
    body = json.dumps({"limit": 50, "filter": {"event": {"name": [ADDED]}}}).encode()
    request = urllib.request.Request(f"{server}/events/filter", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return list(json.load(answer)["events"])


def test_each_article_is_an_event(server: str, tmp_path: Path) -> None:
    paths = ["inbox/a.txt", "inbox/wire/b c.md"]
    told: list[str] = []
    assert announce(paths, told.append) == 2
    assert told == []
    found: list[dict[str, Any]] = []
    while len(found) < 2:  # the server writes them down a little later
        found = events(server)
    resources = sorted((e["resource"]["prefect.resource.id"], e["resource"]["path"]) for e in found)
    assert resources == sorted((f"newsledger.article.{path}", path) for path in paths)
