"""The words of dates: {word: (class, payload)} from the tables, and a reading of what no list could hold, such as "2023"."""

from __future__ import annotations

import calendar
import re
from typing import Any

from spacy.language import Language

from extract import tables
from extract.components.rule import Lexicon

FORMS = re.compile(
    r"""(?P<day>\d{1,2})(?P<th>st|nd|rd|th)?
      | (?P<year>1[0-9]\d\d|20\d\d|21\d\d)
      | (?P<pair>1[5-9]\d\d|20\d\d)/(?P<short>\d\d|\d\d\d\d)
      | (?P<decade>1[5-9]\d|20\d)0['’]?s | ['’]?(?P<tens>[1-9]0)['’]?s
      | (?P<part>early|mid|late|end)-(?:(?P<ofyear>1[5-9]\d\d|20\d\d)(?P<s>['’]?s)?|(?P<oftens>[1-9]0)s|(?P<ofcentury>\d\d)th)
      | (?:pre|post)-(?P<bound>1[5-9]\d\d|20\d\d)
      | (?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?P<ampm>am|pm|AM|PM)?
      | (?P<hour24>[01]\d|2[0-3])(?P<minute24>[0-5]\d)
      | (?P<a>\d{1,4})[/.](?P<b>\d{1,2})[/.](?P<c>\d{4}|\d{2})
      | (?P<n>\d{1,2})(?P<unit>mths|yrs?|months|years)""",
    re.VERBOSE,
)
SIGNS = {
    "a.m.": "am",
    "am": "am",
    "AM": "am",
    "A.M.": "am",
    "p.m.": "pm",
    "pm": "pm",
    "PM": "pm",
    "P.M.": "pm",
    "a.m": "am",
    "p.m": "pm",
}
FULL_NAMES = frozenset(("May", "June", "July", *calendar.month_name))
CLOCK_WORDS = {"o'clock": "oclock", "o’clock": "oclock"}


def classify(word: str) -> tuple[str, Any] | None:
    """Class and value of one token of a date that no list holds."""
    if (not word[:1].isdigit() and word[:1] not in "'’emlp") or "," in word:
        return None
    match = FORMS.fullmatch(word)
    if match is None:
        return None
    g = match
    if g["day"]:
        n = int(g["day"])
        if g["th"]:
            return ("nth", n) if 1 <= n <= 31 else None
        return ("day", n) if 1 <= n <= 31 else ("short", n)
    if g["year"]:
        return "year", int(g["year"])
    if g["pair"]:
        return "pair", (int(g["pair"]), int(g["short"]))
    if g["decade"] or g["tens"]:
        return ("decade", int(g["decade"]) * 10) if g["decade"] else ("tens", int(g["tens"]))
    if g["part"]:
        if g["ofyear"]:
            return "part-of", (g["part"], "decade" if g["s"] else "year", int(g["ofyear"]))
        return "part-of", (g["part"], *(("tens", int(g["oftens"])) if g["oftens"] else ("nth", int(g["ofcentury"]))))
    if g["bound"]:
        return "bound", int(g["bound"])
    if g["hour"]:
        # "2.15" is a number more often than a time.
        if "." in word and not g["ampm"]:
            return "point", (int(g["hour"]), int(g["minute"]), None)
        return "clock", (int(g["hour"]), int(g["minute"]), g["ampm"] and g["ampm"].lower())
    if g["hour24"]:
        return "four", (int(g["hour24"]), int(g["minute24"]), None)
    if g["a"]:
        return "numeric", (int(g["a"]), int(g["b"]), int(g["c"]))
    return "mths", (int(g["n"]), "year" if g["unit"][0] == "y" else "month")


# Classes that need a date beside them: a run of words with none but these is no date.
GLUE = frozenset(
    """relative same ago later few a to - from between of and in , / quote another old every vague edge rest fiscal ended
    so-far day nth short four number point s""".split()
)


def lexicon(nlp: Language) -> Lexicon:
    """Every word of a date that a table holds; what depends on capitals by its exact characters."""
    exact: dict[str, tuple[str, Any]] = {}
    lower: dict[str, tuple[str, Any]] = {}
    for form, month in tables.months().items():
        exact[form] = ("month", month)
        exact[form.upper()] = ("month", month)
        if form not in FULL_NAMES:
            exact[f"{form}."] = ("month", month)
    for form, (day, _) in tables.weekdays().items():
        exact[form] = ("weekday", day)
        if len(form) > 5:
            exact[form.upper()] = ("weekday", day)
            exact[f"{form}s"] = ("weekdays", day)
    for form, rule in tables.holidays().items():
        exact[form] = ("holiday", rule)
    for form, (month, _) in tables.seasons().items():
        lower[form] = ("season", month)
        lower[f"{form}s"] = ("seasons", month)
    for form, (kind, value) in tables.date_words().items():
        payload: Any = value
        if kind == "part":
            payload = tuple(map(int, value.split("-")))
        elif kind in ("ordinal", "day-word", "decade-word"):
            payload = int(value)
        (lower if form == form.lower() else exact)[form] = (kind, payload)
    for form, clock in tables.day_parts().items():
        lower[form] = ("daypart", clock)
    exact |= {form: ("zone", zone) for form, zone in tables.time_zones().items()}
    exact |= {form: ("ampm", sign) for form, sign in SIGNS.items()}
    lower |= {form: ("oclock", form) for form in CLOCK_WORDS}
    return Lexicon.of(nlp, exact, lower, classify)
