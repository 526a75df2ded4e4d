"""Quoted titles of works: names in them are no mentions."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right

QUOTED = re.compile(r"""["“]([A-Z][^"“”\n]{1,70})["”]""")
OLD_QUOTED = re.compile(r"""(?<![\w'’])`([A-Z][^'’`\n]{1,70})'""")
SMALL = frozenset("a an the of and in on for to with at from by or but is as vs".split())


def works_in(text: str) -> list[tuple[int, int]]:
    """Half-open characters of quoted titles of works: capitals throughout, small words aside."""
    if '"' not in text and "“" not in text and "`" not in text:
        return []
    found = []
    for match in (*QUOTED.finditer(text), *(OLD_QUOTED.finditer(text) if "`" in text else ())):
        words = match[1].rstrip(".,!?;").split()
        large = [w for w in words if w.lower() not in SMALL]
        if (
            len(words) > 1 + ("-" in match[1])
            and all(not w[:1].islower() for w in large)
            and len(large) > (match[0][-2] in ".,!?" and len(words) < 3)
        ):
            found.append(match.span())
    return sorted(found)


def is_within(spans: list[tuple[int, int]], char: int) -> bool:
    """Whether a character lies in one of ascending spans that do not overlap."""
    at = bisect_right(spans, (char, sys.maxsize)) - 1
    return at >= 0 and char < spans[at][1]
