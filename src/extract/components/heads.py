"""What the head of a column, the label of a row or a caption says of the numbers below it: "Total ($bn)", "C1, US$/t".

Written forms are those of money and percent. A sign such as "$" or "%" says it at either end of a head; a code, a name
or a sign of letters says it with a scale word or "in" ("EUR m", "in pesos"), or alone behind a comma or in brackets. What
heads say of quantities and counts is in counted_heads.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from extract import tables
from extract.components import percent
from extract.components.counted_heads import counted_by, is_ratio, measured, scale_of
from extract.components.currency import Form, currency_of, written_forms

# Of weight as often as of money, where no sign says so.
POUNDS = frozenset(("pound", "pounds"))
SMALL_COINS = frozenset(("cents", "pence", "cent", "¢"))
PRICED = re.compile(r"\b(?:prices?|dividends?|per share|eps|fares?|tariffs?|cost)\b", re.IGNORECASE)

ZEROS = r"['’]?000s?"
LEAD = re.compile(
    r"(?:all\s+|the\s+)?(?:(?:figures|amounts|values|sums|prices|data|numbers)\s+)?(?:are\s+)?(?:expressed\s+)?"
    r"(?:in\s+|as\s+(?:an?\s+)?(?=%|per))",
    re.IGNORECASE,
)
SPLIT = re.compile(r"(?:[;:()\[\]\n]|,(?!\d))+|\s[-–—]+\s|\s[-–—]+$")
COUNTED = re.compile(r"\b(?:n|no|number|count)\b", re.IGNORECASE)
EXCEPTION = re.compile(r"(?:except|unless|excluding|other than)\b", re.IGNORECASE)
PER = re.compile(r"\bper\s+(?!(?:cents?|centum|mille|mil)\b)(?P<per>\S.*)", re.IGNORECASE)
SPAN_OF_TIME = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month"}
PAYMENT = re.compile(r"(?:payment|repayment|rent|wage|fee|bill|cost|charge|premium)s?|pay|salary|salaries", re.IGNORECASE)
PAID_OVER_TIME = re.compile(rf"\b({'|'.join(SPAN_OF_TIME)})\s+(?:{PAYMENT.pattern})\b", re.IGNORECASE)
# Words of a column that takes the unit of the whole table: a period, and who says so.
PERIOD = re.compile(r"(?:19|20)?\d\d?|\d{1,2}(?:st|nd|rd|th)|fy\d*|[hq][1-4]|[1-4][hq]\d*|e|f", re.IGNORECASE)
PERIODS = frozenset(
    """year years month months quarter half week full first second third fourth last this previous prior next before ago
    earlier latest current to end ended ending the of in at as nine six three twelve est estimate estimates estimated forecast
    forecasts actual actuals budget revised provisional projected projection projections plan planned outturn total then now
    old new amount sum be re""".split()
) | {form.lower() for form in tables.months()}
# Columns that are of money in a table of money.
SUMS = frozenset(
    """cost costs expense expenses pay wages salary salaries income revenue revenues turnover sales value spending deposits
    profit profits loss losses debt debts price prices""".split()
)
# Rows and columns that are of something else in it.
COUNTS = frozenset(
    """employees staff headcount workers workforce number numbers no n count attendance attendances customers subscribers
    users stores store shops outlets branches units volume volumes tonnes tons barrels production output vehicles passengers
    flights days weeks months years age rank ranking position seats votes voters population households people points date
    dates founded""".split()
)
RATIOS = frozenset(
    """ratio ratios margin margins multiple multiples rate rates yield yields return returns growth change changes share shares
    index gearing cover weight eps per difference sample""".split()
)
NO_SHARES = frozenset(("exchange", "index"))
# Columns that are no values of what a row tells its unit of.
RANKS = frozenset("rank ranking position no number n votes weight date dates year sample change difference".split())
LETTERS = {"m": Decimal(10**6), "k": Decimal(1000), "b": Decimal(10**9)}
"""Scales by a letter, in brackets behind what is counted."""
WORD = re.compile(r"[^\W_]+")
INITIAL = re.compile(r"\b\w|[^\w\s]")
LONGEST_HEAD, LONGEST_UNIT, LONGEST_PER = 150, 60, 3
THING = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+|(?: [^\W\d_]+)*|2)")
THING_ENDS = re.compile(r"\s+(?:of|in|at|for|by|from|to|on|and)\s+|\s*[.*†‡]")
UNTOLD = "?"
"""A rate that cannot be told."""


class Head(NamedTuple):
    """What a head says: MONEY in the currency of `form`, else PERCENT or QUANTITY in `unit`, or CARDINAL of what it `counts`.

    Times `factor`; `per` what; at which character.
    """

    label: str | None
    form: Form | None = None
    unit: str | None = None
    factor: Decimal = Decimal(1)
    per: str | None = None
    start_char: int = 0
    counts: str | None = None

    @property
    def says(self) -> tuple[object, ...]:
        """The unit with its scale."""
        return self.label, self.form, self.unit, self.factor


NOTHING = Head(None)


def merged(said: Sequence[Head]) -> Head:
    """What the parts of a head say together; NOTHING where two of them say different units, or a rate cannot be told."""
    units = [head for head in said if head.label]
    rates = [head.per for head in said if head.per]
    scales = [head.factor for head in said if head.label is None and head.factor != 1]
    if UNTOLD in rates or len({head.says for head in units}) > 1:
        return NOTHING
    per = rates[0] if rates else None
    if units:
        factor = scales[0] if scales and units[-1].factor == 1 and units[-1].form else units[-1].factor
        return units[-1]._replace(per=per, factor=factor)
    return Head(None, factor=scales[0] if scales else Decimal(1), per=per)


def paid_over_time(name: str, above: str) -> str | None:
    """What a payment is told per: "Monthly payment", or "Payment" under a line that tells of "the monthly payment"."""
    match = PAID_OVER_TIME.search(name)
    if match is None and PAYMENT.fullmatch(name.strip()):
        match = next((m for m in PAID_OVER_TIME.finditer(above) if m[0].lower().endswith(name.strip().lower())), None)
    return SPAN_OF_TIME[match[1].lower()] if match else None


class Segment(NamedTuple):
    """A part of a head between commas and brackets: its words, where it begins, and whether it stands apart or after "in"."""

    text: str
    start: int
    is_apart: bool
    is_in: bool


def whole_words(text: str) -> str:
    """The words of a text, each between blanks."""
    return "".join(f" {word}" for word in WORD.findall(text)) + " "


class Heads:
    """Reads heads."""

    def __init__(self) -> None:
        entries = [entry for table in written_forms() for entry in table.values()]
        self.forms = {form.text: (kind, form) for kind, form in entries if kind not in ("tail", "slang")}
        self.shares = {text: entry for text, entry in (percent.EXACT | percent.LOWER).items() if entry[0] != "point"}
        self.exact = longest_first(text for text, (kind, _) in self.forms.items() if kind in ("sign", "letter", "code"))
        self.names: dict[str, list[str]] = {}
        for text, (kind, _) in self.forms.items():
            if kind in ("name", "minor"):
                self.names.setdefault(text[0], []).append(text)
        known = tables.scales().keys() - {"hundred"}
        self.loose = longest_first(known - tables.attached_scales())
        self.scale = re.compile(rf"(?:{ZEROS}|(?i:{self.loose}))")
        self.units = lru_cache(maxsize=64)(self.unit_of)

    def unit_of(self, names: tuple[str, ...]) -> re.Pattern[str]:
        """What matches a unit at the end of a head or before what it is told per, a currency only by these names of all."""
        letters, loose = "mbk", self.loose
        scale = rf"(?:{ZEROS}|(?i:{loose})(?![^\W\d_])|(?i:[{letters}])(?![^\W\d_]))"
        scales = rf"{scale}(?:\s+(?i:{loose})(?![^\W\d_]))?"
        rate = r"\s*(?:(?P<slash>/)\s*|\b(?i:per|each|an?)\s+)(?P<per>\S.*)"
        forms = rf"{self.exact}|(?i:{longest_first(names)})" if names else self.exact
        money = (
            rf"(?:(?P<before>(?i:{loose}))\s+(?:of\s+)?|(?P<tight>[mk])(?=[€$£]))?(?P<form>{forms})"
            rf"(?:\s*(?:in\s+)?(?P<after>{scales}))?"
        )
        shares = rf"(?P<share>(?i:%|per\s?cent(?:age)?|pct)\s?(?i:points?|pts?)|(?i:{longest_first(self.shares)}))"
        # No amount: "over £50,000", "top 10%"; but "£m 2024".
        unit = rf"(?<![\w$€£¥₹/.])(?:{money}|{shares})(?![^\W_])(?!\s(?!(?:19|20)\d\d(?!\d))\d)"
        return re.compile(rf"{unit}(?:(?P<end>\Z)|{rate})?")

    def unit_in(self, text: str) -> re.Pattern[str]:
        """The expression with the names of currencies that stand in a text: there are thousands, and heads name hardly any."""
        lower = " ".join(text.lower().split())
        initials, whole = dict.fromkeys(INITIAL.findall(lower)), whole_words(lower)
        near = [name for initial in initials for name in self.names.get(initial, ()) if name in lower]
        return self.units(tuple([name for name in near if whole_words(name) in whole]))  # not "lev" in "level"

    def read(self, text: str, offset: int = 0, is_label: bool = False) -> Head:
        """What the head of a column or the label of a row says whose first character is `offset`; NOTHING where that is unclear.

        The label of a row may speak of what is lent "in dollars" without being in dollars.
        """
        if len(text) > LONGEST_HEAD:
            return NOTHING
        said: list[Head] = []
        for segment in segments(text):
            found = self.read_segment(segment._replace(is_in=segment.is_in and not is_label), text)
            if found is not None:
                said.append(found._replace(start_char=offset + found.start_char))
            elif unit := measured(segment.text, is_label, segment.is_apart or segment.is_in):
                said.append(Head("QUANTITY", None, unit.unit, unit.factor, unit.per, offset + segment.start))
            elif (segment.is_apart or segment.is_in) and self.scale.fullmatch(segment.text):
                said.append(Head(None, factor=factor_of(segment.text) or Decimal(1)))
            elif (match := PER.search(segment.text)) and not EXCEPTION.match(segment.text):
                said.append(Head(None, per=rate_of(match["per"])))
        has_unit = any(head.label or head.per for head in said)
        return merged(said) if has_unit else self.read_counted(text, offset) or merged(said)

    def read_counted(self, text: str, offset: int) -> Head | None:
        """What a head that tells of no unit counts: "Electorate (m)", "Haul trucks, June 30", or a ratio."""
        first, *others = [segment for segment in segments(text) if not segment.is_in] or [Segment("", 0, False, False)]
        counts = counted_by(first.text)
        if not counts and not is_ratio(first.text):
            return None
        scales = [scale for other in others if (scale := LETTERS.get(other.text) or scale_of(other.text.lower()))]
        return Head("CARDINAL", None, None, scales[0] if scales else Decimal(1), None, offset + first.start, counts)

    def read_caption(self, text: str, offset: int = 0) -> Head:
        """What a line above a table, or a row of one cell, says of it: only at its end, and only if that is all it says there."""
        cut = max(0, len(text) - LONGEST_HEAD)
        text, offset = text[cut:], offset + cut
        parts = [segment for segment in segments(text) if not EXCEPTION.match(segment.text)]
        if not parts or (text.rstrip().endswith(".") and not LEAD.match(text)):
            return NOTHING
        last = parts[-1]._replace(text=parts[-1].text.removesuffix("."))
        is_apart = len(parts) == 1 or last.is_apart or last.is_in
        if is_apart and (unit := measured(last.text, is_label=False, is_apart=last.is_apart or last.is_in)):
            return Head("QUANTITY", None, unit.unit, unit.factor, unit.per, offset + last.start)
        if not is_apart or not self.unit_in(last.text).fullmatch(last.text):
            return NOTHING
        found = self.read_segment(last, text)
        return found._replace(start_char=offset + found.start_char) if found and found.per != UNTOLD else NOTHING

    def read_segment(self, segment: Segment, head: str) -> Head | None:
        """What one part of a head says; None where it says nothing."""
        text = segment.text
        expression = self.unit_in(text)
        if match := expression.fullmatch(text):
            is_alone = True
        else:
            match = expression.match(text) or at_end(expression, text)
            is_alone = False
        if match is None or re.search(r"(?:\bper|/)\s*\Z", text[: match.start()], re.IGNORECASE):
            return None
        start = segment.start + match.start()
        per = rate_of(match["per"], bool(match["slash"])) if is_alone and match["per"] else None
        if share := match["share"]:
            kind, unit = self.shares.get(" ".join(share.lower().split())) or ("unit", percent.POINT)
            is_loose = kind == "loose" and not (is_alone and share.islower())
            return None if is_loose or COUNTED.search(head) else Head("PERCENT", unit=unit, per=per, start_char=start)
        written = " ".join(match["form"].split())
        scale = " ".join(filter(None, match.group("before", "tight", "after")))
        factor = factor_of(scale)
        # None for letters that only look alike: an expression that heeds no case takes a dotless i for an i.
        kind, form = self.forms.get(written) or self.forms.get(written.lower()) or ("", None)
        if form is None or factor is None or not self.is_sure(kind, form, scale, is_alone, segment, per, head):
            return None
        return Head("MONEY", form, None, factor, per, start)

    @staticmethod
    def is_sure(kind: str, form: Form, scale: str, is_alone: bool, segment: Segment, per: str | None, head: str) -> bool:
        """Whether a form is meant as the unit of the numbers below."""
        if form.text in POUNDS:
            return False
        if kind == "sign" and not form.text.replace(".", "").isalpha():
            return True
        has_scale = len(scale) > 1 or (bool(scale) and is_alone and len(form.text) > 1)
        if kind == "minor":
            is_coin = form.text in SMALL_COINS or form.text.endswith((" cents", " cent"))
            if not is_coin and not (form.text in tables.currency_defaults() and (per or PRICED.search(head))):
                return False
            return is_alone and (segment.is_apart or segment.is_in or bool(per))
        common = tables.common_names().get(form.text)
        if len(form.text) == 1 or form.text in tables.code_words() or (common and common.support):
            return has_scale or (segment.is_in and len(form.text) > 1)
        return has_scale or (is_alone and (segment.is_apart or segment.is_in or bool(per)))


def at_end(unit: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The longest unit with which a text ends."""
    ends = (unit.fullmatch(text, i) for i in range(max(0, len(text) - LONGEST_UNIT), len(text)))
    return next((match for match in ends if match and match["end"] is not None), None)


def longest_first(forms: Iterable[str]) -> str:
    """A regular expression that matches the longest of these forms; any white space for a blank."""
    return "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in sorted(forms, key=lambda f: (-len(f), f)))


def segments(text: str) -> Iterator[Segment]:
    """The parts of a head; "in" and "figures in" before a unit are taken off."""
    at = 0
    is_apart = False
    for end, following in [*(match.span() for match in SPLIT.finditer(text)), (len(text), len(text))]:
        part = text[at:end]
        start = at + len(part) - len(part.lstrip())
        part = part.strip()
        if part:
            lead = LEAD.match(part)
            inner = re.search(r"\bin\s+(?=\S+(?:\s+\S+){0,3}\Z)", part) if lead is None else None
            cut = lead.end() if lead else 0
            yield Segment(part[cut:], start + cut, is_apart, lead is not None)
            if inner:
                yield Segment(part[inner.end() :], start + inner.end(), is_apart, is_in=True)
        is_apart = is_apart or bool(part) or text[end:following].strip() in ("(", "[")
        at = following


def factor_of(scale: str) -> Decimal | None:
    """What the scale words of a head multiply by: "bn", "lakh crore", "'000"; None for a word that is none."""
    factor = Decimal(1)
    for word in scale.lower().split():
        if (power := scale_of(word)) is None:
            return None
        factor *= power
    return factor


def rate_of(written: str, is_slash: bool = False) -> str:
    """What a rate is told per: "t" is `tonne`, "dollar" is USD, "rating point" is itself.

    UNTOLD for what has a number or no end, and for two currencies with a slash, which markets write in either order.
    """
    thing = THING_ENDS.split(written.strip(), maxsplit=1)[0]
    name = " ".join(thing.lower().split())
    if unit := tables.units().get(tuple(name.split())):
        return unit.name
    if code := thing if thing in tables.currencies() else currency_of(name):
        return UNTOLD if is_slash else code
    return name if THING.fullmatch(name) and name.count(" ") < LONGEST_PER else UNTOLD


def names(text: str, words: frozenset[str]) -> bool:
    """Whether one of the words is in a label or the name of a column."""
    return not words.isdisjoint(re.findall(r"[^\W\d_]+", text.lower()))


def takes_whole(name: str) -> bool:
    """Whether a column takes the unit of the whole table: it is of a period or a kind of money, or has no name."""
    words = re.findall(r"\w+", name.lower())
    is_period = all(word in PERIODS or PERIOD.fullmatch(word) for word in words)
    return is_period or (names(name, SUMS) and not names(name, COUNTS | RATIOS))
