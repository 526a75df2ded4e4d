"""Score readings against the gold of the corpus: precision, recall and F1 of each label and measure.

overlap    the label is the gold's and the spans share a character; one mention for one, the closest pairs first
exact      label and span are the gold's
identity   of names: overlaps, and `entity` is right; gold without an entity is not counted
value      of figures: overlaps, and value (or low and high, or numerator and denominator) and unit are right
reading    value, and modifier and `per` are right too
days       of dates: overlaps, and both days are right; gold without days, which has none to find, is not counted

GPE, LOC and FAC are one label, PLACE. A range may be read as its two ends. Of claims, the measures are `found` (the figure
was taken for a claim, with its value and unit) and then each field of those found; `whole` has metric, direction and base right.
Of links, those of kind `equivalent`: one is right when each of its figures overlaps one of a link of the gold's, whichever of the
two it begins with. `equivalent of read` leaves out the links whose figures are not both read with the gold's value and unit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from gold import CALENDAR, FIGURES, NAMES, Gold, Mention, Observation, plain

from extract import gazetteers

Read = Mapping[str, Any]
"""A mention or observation as `newsledger extract` writes it."""

PLACES = ("GPE", "LOC", "FAC")
LINES = ("PERSON", "PLACE", "ORG", "NORP", "EVENT", *FIGURES, "ORDINAL", *CALENDAR)
CLAIM_FIELDS = ("metric", "subject", "kind", "modality", "direction", "base", "period", "places", "speaker")
LINK_MEASURES = ("equivalent", "equivalent of read")
PREPOSITIONS = frozenset("of in on at for to from by with between among under over against per through during than as".split())


class Error(NamedTuple):
    """One miss or one false reading, to be shown in context."""

    article: str
    start_char: int
    end_char: int
    wanted: str
    got: str


@dataclass
class Score:
    """Counts of one measure over all articles."""

    right: int = 0
    wanted: int = 0
    got: int = 0
    errors: list[Error] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.got if self.got else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.wanted + self.got) if self.right else 0.0


Scores = dict[tuple[str, str], Score]
"""{(label, "claims" or "links", measure): Score}"""


def line_of(label: str) -> str:
    return "PLACE" if label in PLACES else label


def line_read(gold: Gold, read: Read) -> str:
    """The line that a reading counts in: its label's, or that of gold for which its label is right too."""
    line = line_of(read["label"])
    accepting = (m for m in gold.mentions if overlaps(m, read) and line in map(line_of, m.label_accept))
    return next((line_of(m.label) for m in accepting), line)


def measures_of(line: str) -> tuple[str, ...]:
    """The measures that a label has."""
    more = {
        "PLACE": ("identity",),
        **dict.fromkeys(NAMES, ("identity",)),
        **dict.fromkeys(FIGURES, ("value", "reading")),
        "DATE": ("days",),
    }
    return ("overlap", "exact", *more.get(line, ()))


def score(golds: Iterable[Gold], readings: Mapping[str, Read]) -> Scores:
    """Scores of readings {article id: what `newsledger extract` gives for it}; an article that is missing has nothing read."""
    scores: Scores = {(line, measure): Score() for line in LINES for measure in measures_of(line)}
    scores |= {("claims", measure): Score() for measure in ("found", *CLAIM_FIELDS, "whole")}
    scores |= {("links", measure): Score() for measure in LINK_MEASURES}
    for gold in golds:
        read = readings.get(gold.article, {})
        lines = [(line_read(gold, m), m) for m in read.get("mentions", ())]
        for line in LINES:
            score_line(gold, line, [m for at, m in lines if at == line], scores)
        score_claims(gold, read, scores)
        score_links(gold, read, scores)
    return scores


# ---------------------------------------------------------------- mentions
def score_line(gold: Gold, line: str, read: list[Read], scores: Scores) -> None:
    """Add one article's mentions of one label to the scores."""
    wanted = [m for m in gold.mentions if line_of(m.label) == line]
    read = joined(wanted, read)
    pairs = pair_up(wanted, read)
    for measure in measures_of(line):
        add(scores[line, measure], gold.article, measure, wanted, read, pairs)


def counted(measure: str, m: Mention) -> bool:
    """Whether a measure is taken of a gold mention; if not, finding it or missing it is the same."""
    if measure == "days" and (m.first_day is None or m.vague):
        return False
    return not m.optional and (measure != "identity" or m.entity is not None)


def says(measure: str, r: Read) -> bool:
    """Whether a reading says anything that the measure takes: a name left open or a date left unsettled is missing, not wrong."""
    return bool(r.get({"identity": "entity", "days": "first_day"}.get(measure, "label")))


def is_right(measure: str, m: Mention, r: Read) -> bool:
    """Whether a reading that overlaps a gold mention is right by a measure."""
    match measure:
        case "exact":
            return (m.start_char, m.end_char) == (r["start_char"], r["end_char"])
        case "identity":
            return same_entity(m, r)
        case "value":
            return same_value(m, r)
        case "reading":
            return same_value(m, r) and r.get("modifier") == m.modifier and r.get("per") == m.per
        case "days":
            return same_days(m, r)
    return True


def add(
    into: Score,
    article: str,
    measure: str,
    wanted: Sequence[Mention],
    read: Sequence[Read],
    pairs: Sequence[tuple[Mention, Read]],
) -> None:
    """Count one article by one measure: `pairs` are the mentions that overlap, one to one."""
    found = {m.id: r for m, r in pairs}
    left = [r for r in read if not any(r is p for _, p in pairs)]
    # What is read beside a paired one is false, unless gold that is not counted lies there.
    false = [r for r in left if says(measure, r) and not any(overlaps(m, r) and not counted(measure, m) for m in wanted)]
    into.got += len(false)
    into.errors += [Error(article, r["start_char"], r["end_char"], "–", shown(r)) for r in false]
    for m in wanted:
        if not counted(measure, m):
            continue
        r = found.get(m.id)
        into.wanted += 1
        into.got += r is not None and says(measure, r)
        if r is not None and is_right(measure, m, r):
            into.right += 1
        else:
            into.errors.append(Error(article, m.start_char, m.end_char, shown(plain(m)), shown(r) if r else "–"))


def overlaps(m: Mention, r: Read) -> int:
    """Characters that both have."""
    return max(0, min(m.end_char, int(r["end_char"])) - max(m.start_char, int(r["start_char"])))


def pair_up(wanted: Sequence[Mention], read: Sequence[Read]) -> list[tuple[Mention, Read]]:
    """One-to-one pairs that overlap, those that share most first; gold that must be found before optional gold."""
    shared = [(-overlaps(m, r), m.optional, i, j) for i, m in enumerate(wanted) for j, r in enumerate(read) if overlaps(m, r)]
    used: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for *_, i, j in sorted(shared):
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            pairs.append((wanted[i], read[j]))
    return pairs


def joined(wanted: Sequence[Mention], read: Sequence[Read]) -> list[Read]:
    """The readings, with the two ends of a gold range made one where they were read apart."""
    out = list(read)
    for m in wanted:
        ends = [r for r in out if overlaps(m, r)] if m.low is not None else []
        if len(ends) == 2 and all(r.get("value") is not None for r in ends) and ends[0].get("unit") == ends[1].get("unit"):
            low, high = sorted(ends, key=lambda r: Decimal(r["value"]))
            first = {k: v for k, v in ends[0].items() if k != "value"}
            span = {"start_char": ends[0]["start_char"], "end_char": ends[1]["end_char"]}
            out[out.index(ends[0])] = first | span | {"low": low["value"], "high": high["value"]}
            out.remove(ends[1])
    return out


def shown(read: Read) -> str:
    """A mention or claim in a few words."""
    keys = (
        "label",
        "text",
        "value",
        "low",
        "high",
        "unit",
        "numerator",
        "denominator",
        "modifier",
        "per",
        "entity",
        "first_day",
        "last_day",
    )
    more = ("kind", "metric", "concept", "subject", "direction", "base", "places", "speaker", "modality")
    return " ".join(str(read[k]) for k in keys + more if read.get(k) is not None and read[k] != [])


# ---------------------------------------------------------------- fields of mentions
def number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def same_number(a: object, b: object) -> bool:
    """Equal within a millionth, for fractions are rounded."""
    x, y = number(a), number(b)
    if x is None or y is None:
        return x is y
    return abs(x - y) <= max(abs(x), abs(y)) / 1_000_000


def same_amount(m: Any, r: Read) -> bool:
    """Value, or both ends; a fraction may be given by its value."""
    numerator = getattr(m, "numerator", None)
    if numerator is not None:
        return same_number(Decimal(numerator) / m.denominator, r.get("value")) or (r.get("numerator"), r.get("denominator")) == (
            numerator,
            m.denominator,
        )
    return all(same_number(getattr(m, name), r.get(name)) for name in ("value", "low", "high"))


def same_value(m: Mention, r: Read) -> bool:
    return same_amount(m, r) and r.get("unit") in (m.unit, *m.unit_accept)


def same_entity(m: Mention, r: Read) -> bool:
    given = {name_of(r.get("entity"))} - {""}
    if r.get("entity_scheme") == "alias":
        given |= {name_of(form) for form in forms_of(str(r.get("entity")))}
    return not given.isdisjoint(map(name_of, (m.entity, *m.entity_accept)))


@cache
def forms_of(name: str) -> tuple[str, ...]:
    """The forms of an organisation of data/organisations.csv that are its own alone: not "Treasury", "Supreme Court"."""
    bodies = gazetteers.organisations().values()
    bearers = Counter(form for body in bodies for form in (body.name, *body.aliases))
    return next((tuple(f for f in b.aliases if bearers[f] == 1) for b in bodies if b.name == name), ())


def same_days(m: Mention, r: Read) -> bool:
    return (r.get("first_day"), r.get("last_day")) == (str(m.first_day), str(m.last_day))


def name_of(name: object) -> str:
    """A name or phrase for comparing: no case, article, possessive or punctuation."""
    words = re.findall(r"[^\W_]+", re.sub(r"['’]s\b", "", str(name or "")).casefold())
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


# ---------------------------------------------------------------- claims
def score_claims(gold: Gold, read: Read, scores: Scores) -> None:
    """Add one article's claims: those of the same figure with the same value are found, and then compared field by field."""
    mentions = {m["id"]: m for m in read.get("mentions", ())}
    figures = {m.id: m for m in gold.mentions}
    given = [(mentions[o["figure"]], o) for o in read.get("observations", ()) if o.get("figure") in mentions]
    claimed = [figures[o.figure] for o in gold.observations]
    pairs = {m.id: r for m, r in pair_up(claimed, [m for m, _ in given]) if same_value(m, r)}
    observed = {m["id"]: o for m, o in given}
    left = [(m, o) for m, o in given if not any(m is r for r in pairs.values())]
    optional = [figures[o.figure] for o in gold.observations if o.optional]
    false = [(m, o) for m, o in left if not any(overlaps(f, m) for f in optional)]
    for name in ("found", *CLAIM_FIELDS, "whole"):
        into = scores["claims", name]
        into.got += sum(name in ("found", "whole") or has(name, o) for _, o in false)
        into.errors += [Error(gold.article, m["start_char"], m["end_char"], "–", shown(o)) for m, o in false if name == "found"]
        for claim in gold.observations:
            if not claim.optional:
                mention = figures[claim.figure]
                add_claim(into, name, gold.article, mention, claim, observed.get(pairs.get(mention.id, {}).get("id")))


def add_claim(into: Score, name: str, article: str, mention: Mention, claim: Observation, given: Read | None) -> None:
    wanted = name in ("found", "whole") or has(name, plain(claim))
    got = given is not None and (name in ("found", "whole") or has(name, given))
    into.wanted += wanted
    into.got += got
    if wanted and got and given is not None and field_right(name, claim, given):
        into.right += 1
    elif wanted or got:
        span = (mention.start_char, mention.end_char)
        into.errors.append(Error(article, *span, shown(plain(claim)), shown(given) if given else "–"))


def has(name: str, observation: Read) -> bool:
    """Whether a claim says anything in a field."""
    if name == "metric":
        return bool(observation.get("metric") or observation.get("concept"))
    return bool(observation.get("first_day" if name == "period" else name))


def field_right(name: str, claim: Observation, given: Read) -> bool:
    """Whether one field of a claim that was found is as the gold has it."""
    if name == "found":
        return True
    if name == "whole":
        same_direction = claim.direction == given.get("direction")
        bases = same_base(claim, given) if claim.base and given.get("base") else bool(claim.base) == bool(given.get("base"))
        return field_right("metric", claim, given) and same_direction and bases
    if name == "metric":
        accepted = [m for m in (claim.metric, claim.concept, *claim.metric_accept) if m]
        return any(same_head(a, b) for a in accepted for b in (given.get("metric"), given.get("concept")) if b)
    if name in ("subject", "speaker"):
        accepted = [n for n in (getattr(claim, name), *getattr(claim, f"{name}_accept")) if n]
        return any(shares_name(a, str(given[name])) for a in accepted)
    if name == "base":
        return same_base(claim, given)
    if name == "period":
        return (given.get("first_day"), given.get("last_day")) == (str(claim.first_day), str(claim.last_day))
    if name == "places":
        return {(name_of(p["entity"]), p["role"]) for p in given["places"]} == {(name_of(p.entity), p.role) for p in claim.places}
    return bool(getattr(claim, name) == given.get(name))


def same_base(claim: Observation, given: Read) -> bool:
    return same_amount(claim.base, given["base"]) and given["base"].get("unit") in (None, claim.base.unit if claim.base else None)


def heads(phrase: str) -> Iterator[str]:
    """The head noun of a phrase in the singular: the last word before a preposition; after "number of" also the next one."""
    words = name_of(phrase).split()
    cut = next((i for i, w in enumerate(words) if i and w in PREPOSITIONS), len(words))
    if words:
        yield singular(words[cut - 1])
    if words[cut - 1 : cut] in (["number"], ["amount"], ["total"], ["value"], ["volume"]):
        yield from heads(" ".join(words[cut + 1 :]))


def singular(noun: str) -> str:
    return re.sub(r"(?<=[^su])s$", "", re.sub(r"ies$", "y", noun))


def same_head(a: str, b: str) -> bool:
    """Whether two names of a measure are the same, or have the head noun in common."""
    return name_of(a) == name_of(b) or not set(heads(a)).isdisjoint(heads(b))


def shares_name(a: str, b: str) -> bool:
    """Whether one name is the other, or its last word is the other's: a surname for a full name."""
    x, y = name_of(a).split(), name_of(b).split()
    return bool(x and y) and (x == y or x[-1:] == y[-1:] or set(x) <= set(y) or set(y) <= set(x))


# ---------------------------------------------------------------- links
def score_links(gold: Gold, read: Read, scores: Scores) -> None:
    """Add one article's pairs of one amount in two currencies."""
    mentions = {m["id"]: m for m in read.get("mentions", ())}
    of_observation = {o["id"]: mentions[o["figure"]] for o in read.get("observations", ()) if o.get("figure") in mentions}
    given = [(of_observation[k["from"]], of_observation[k["to"]]) for k in read.get("links", ()) if k["kind"] == "equivalent"]
    figures = {m.id: m for m in gold.mentions}
    claims = {o.id: o for o in gold.observations}
    ends = [(claims[k.from_], claims[k.to]) for k in gold.links if k.kind == "equivalent"]
    wanted = [(figures[a.figure], figures[b.figure]) for a, b in ends]
    optional = [any(o.optional for o in pair) or any(figures[o.figure].optional for o in pair) for pair in ends]
    found = {i: g for g in given for i, w in enumerate(wanted) if is_pair(w, g)}
    false = [g for g in given if not any(is_pair(w, g) for w in wanted)]
    as_read = [all(any(overlaps(m, r) and same_value(m, r) for r in mentions.values()) for m in pair) for pair in wanted]
    for measure in LINK_MEASURES:
        into = scores["links", measure]
        into.got += len(false)
        into.errors += [Error(gold.article, *span_of(g), "–", shown_pair(g)) for g in false]
        for i, pair in enumerate(wanted):
            if optional[i] or (measure == "equivalent of read" and not as_read[i]):
                continue
            into.wanted += 1
            into.got += i in found
            into.right += i in found
            if i not in found:
                plain_pair = [plain(m) for m in pair]
                into.errors.append(Error(gold.article, *span_of(plain_pair), shown_pair(plain_pair), "–"))


def is_pair(wanted: Sequence[Mention], given: Sequence[Read]) -> bool:
    """Whether two figures that are linked overlap those of a gold link, in either order."""
    (a, b), (x, y) = wanted, given
    return bool((overlaps(a, x) and overlaps(b, y)) or (overlaps(a, y) and overlaps(b, x)))


def span_of(pair: Sequence[Read]) -> tuple[int, int]:
    """From the first character of the one to the last of the other."""
    return min(m["start_char"] for m in pair), max(m["end_char"] for m in pair)


def shown_pair(pair: Sequence[Read]) -> str:
    return " = ".join(shown(m) for m in sorted(pair, key=lambda m: int(m["start_char"])))
