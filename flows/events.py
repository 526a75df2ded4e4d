"""Events on the Prefect server that is configured: an added article is announced, so that a load may start.

Whoever adds an article does not depend on the server: what it was not told of, the next scheduled load finds.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from flows.prefect_environment import ALWAYS, configured_server

ADDED = "newsledger.article.added"
AT_ONCE = 500
"""Events in a request."""
TIMEOUT_SECONDS = 15


def announce(paths: Sequence[str], tell: Callable[[str], None]) -> int:
    """Emit `newsledger.article.added` for articles by their paths in the corpus; gives the number of events that were sent.

    The resource is `newsledger.article.<path>`, with the path as its label `path` too. Without a configured server none is
    sent. When the server does not take them, `tell` is called with a line that says so.
    """
    server = configured_server()
    if server is None or not paths:
        return 0
    import os

    for name, value in ALWAYS.items():
        os.environ.setdefault(name, value)
    import httpx
    from prefect.client.orchestration import get_client
    from prefect.events import Event, Resource

    logging.getLogger("prefect").setLevel(logging.CRITICAL)  # what goes wrong is told in a line
    events = [
        Event(event=ADDED, resource=Resource({"prefect.resource.id": f"newsledger.article.{path}", "path": path}))
        for path in paths
    ]
    sent = 0
    try:
        # Over HTTP, which answers: what goes through Prefect's own queue is lost in silence when the server is down.
        with get_client(httpx_settings={"timeout": TIMEOUT_SECONDS}, sync_client=True) as client:
            for start in range(0, len(events), AT_ONCE):
                some = events[start : start + AT_ONCE]
                client.request("POST", "/events", json=[event.model_dump(mode="json") for event in some])
                sent += len(some)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, RuntimeError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        tell(
            f"{len(events) - sent} of {len(events)} events were not sent: Prefect at {server} does not take them ({why}). "
            "Nothing is lost: the next scheduled load reads the articles, or newsledger run."
        )
    return sent
