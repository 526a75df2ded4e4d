"""The page of `extract --format html` in a real browser: colours, readings on focus, labels to switch off, no network."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

pytestmark = pytest.mark.services
NEWSLEDGER = Path(sys.executable).with_name("newsledger")
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --enable-logging=stderr --virtual-time-budget=2000 --dump-dom""".split()

# Steps onto the sum as a reader does with the tab key, then switches its label off; tells what could be seen each time.
PROBE = """<script>
const sum = document.querySelector(".text mark.money"), seen = {};
const look = () => ({colour: getComputedStyle(sum).backgroundColor, told: getComputedStyle(sum, "::after").content});
seen.idle = look(); sum.focus(); seen.focus = look();
document.querySelector("#show-money").click(); seen.off = look();
seen.percent = getComputedStyle(document.querySelector(".text mark.percent")).backgroundColor;
seen.requests = performance.getEntriesByType("resource").length;
document.body.dataset.seen = JSON.stringify(seen);
</script>"""


@pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome is installed")
def test_the_page_in_a_browser(tmp_path: Path, run: Callable[..., str]) -> None:
    article = tmp_path / "a.txt"
    article.write_text("Exports of Kazakhstan rose 36.5% to $6.1 billion.\n")
    page = tmp_path / "page.html"
    page.write_text(run(NEWSLEDGER, "extract", article, "--format", "html").replace("</body>", f"{PROBE}</body>"))
    assert BROWSER
    dom = run(BROWSER, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", page.as_uri())
    match = re.search(r'data-seen="(.*?)"', dom)
    assert match, dom
    seen = json.loads(unescape(match[1]))
    clear = "rgba(0, 0, 0, 0)"
    assert seen["idle"]["told"] == "none"
    assert seen["focus"]["told"] == '"MONEY · 6100000000 USD · money.sign"'
    assert len({seen["idle"]["colour"], seen["percent"], clear}) == 3
    assert seen["off"] == {"colour": clear, "told": "none"}
    assert seen["requests"] == 0
