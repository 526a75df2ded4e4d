"""The parts of an explanation: what each word of a mention gave to its reading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from spacy.tokens import Doc

from extract import gazetteers, tables
from extract.components.currency import Form
from extract.components.numbers import Number, numbers_of
from extract.components.resolve import resolved
from extract.components.rule import Found, Pattern, Piece
from extract.components.trace import Step, Trace
from extract.components.words import words_of
from extract.records import Article, Quarantined, Reading, plain

BASIS = {
    "code": "its code is written",
    "symbol": "the only currency of its symbol",
    "name": "the only currency of its name",
    "article": "the article decides",
    "default": "what it stands for where nothing near it decides",
    "unknown": "nothing decides between them",
}
"""{unit_basis: what decided the unit, where the rules noted nothing more exact}."""
MOST_CODES = 12
"""Currencies of a shared form that are listed in words; its values have all."""
LISTED = {
    "money.listed": ("a number listed before a sum of money", "Fines are 100, 200 and 500 euros."),
    "money.shared": ("a number compared with a sum of money", "Sales were $2.1 billion, up from 1.9 billion."),
    "money.exchange": (
        "a number before “to the dollar” and the like, in a sentence on a currency",
        "The rand fell to 19.05 to the dollar; the won, to 1,350 won.",
    ),
    "money.cell": ("a number alone in its cell, under a head with a currency", "Country\tTotal ($bn)\nIndia\t16.1"),
    "percent.cell": (
        "a number alone in its cell, beside a label or head of percent",
        "Year\t2023\t2024\nTruck availability, %\t86\t81",
    ),
    "percent.listed": ("a number listed before a percentage", "It pays 3, 4 and 7.5 pct."),
    "percent.shared": ("a number compared with a percentage", "Turnout was 67 per cent, up from 65."),
    "quantity.listed": ("a number listed before a quantity", "Bars of 8, 10 and 12 inches are sold."),
    "quantity.shared": ("a number compared with a quantity", "Sales were 249,000 tonnes, against 206,000."),
    "quantity.cell": ("a number alone in its cell, under a head with a unit", "Destination\tTonnes\nGermany\t152,000"),
    "quantity.metres": ("“m” against digits that tell of a race or a length", "She won the 100m final."),
    "quantity.inches": ("“in” against digits", "A 12in nail held it."),
    "ratio.times": ("a number before “times” or “x”, where something is compared", "Exports grew 2.2 times."),
    "ratio.times-range": ("two numbers before “times”, where something is compared", "It is two to three times as dear."),
    "ratio.fold": ("a number before “fold”", "A 10-fold jump was seen."),
    "ratio.multiple": ("a word of data/multiples.csv, or one in “-fold”", "Rents have more than doubled."),
    "ratio.fraction": ("a fraction in words or digits", "One-sixth of the land is dry."),
    "ratio.fraction-range": ("two fractions as the ends of a range", "Between a quarter and a third of the crop failed."),
    "ratio.half": ("“half” as a part of something", "Half the crew was ill."),
    "ratio.in": ("a number, “in”, and a round number", "One in five children is hungry."),
    "ratio.noun-in": ("a number, its noun, “in”, and a round number", "Nine voters in ten turned out."),
    "ratio.out-of": ("a number, “out of”, and a larger one", "Some 9 out of 10 dentists agree."),
    "ratio.to": ("two numbers tied by “to”, “for” or a colon", "They won by a three-to-one margin."),
    "count.noun": ("a number and the noun phrase behind it", "It named 40 Kazakh producers."),
    "count.of": ("a number, “of”, and a group", "It laid off 1,200 of its workers."),
    "count.compound": ("a number, a hyphen, and a noun", "A three-judge panel will hear it."),
    "count.range": ("two numbers as the ends of a range, with a noun or none", "They need 10 to 15 nurses."),
    "count.score": ("two numbers as the sides of a contest or vote", "Leeds won 3-1 at home."),
    "count.shared": ("a number listed or compared with a count", "It carried 1,362 ships, against 2,155 last year."),
    "count.cell": ("a number alone in its cell, under a head of what is counted", "Party\tSeats\nGreens\t12"),
    "count.bare": ("a number without a noun, and no sign of another use", "The toll has risen to 259."),
    "ordinal.word": ("a word of data/ordinal_words.csv", "It is the fourth-largest bank."),
    "ordinal.digits": ("digits with “st”, “nd”, “rd” or “th”", "He came 21st in the race."),
    "place.country": ("a name of a country in data/countries.csv", "Exports to Kazakhstan rose."),
    "place.former": ("a state of data/former_countries.csv", "It was made in East Germany."),
    "place.region": ("a name of data/regions.csv", "Rain fell in Saskatchewan."),
    "place.city": ("a name of data/cities.csv", "The ferry leaves Rotterdam at noon."),
    "place.feature": ("a sea, river, mountain, continent or building of data/geography.csv", "They fished in the Black Sea."),
    "place.ocean": ("an ocean of data/geography.csv", "It crossed the Atlantic."),
    "place.head": ("capitalised words with a word of data/organisation_words.csv for a place", "They met at Karoo Valley."),
    "place.context": ("a word that no list has, where words beside it speak for a place", "The town of Zbrosk was flooded."),
    "place.again": ("a place named elsewhere in the article", "ZBROSKVA FLOODED BADLY\n\nThe town of Zbroskva was flooded."),
    "place.nationality": ("an adjective or a people of data/countries.csv", "The Kazakh side agreed."),
    "people.known": ("a people, religion or group of data/peoples.csv", "Many Uyghurs left."),
    "people.ending": ("a word with the ending of a people's name", "They are called Zbroskians there."),
    "person.title": ("capitalised words after a title of data/titles.csv", "It was signed by President Xi Jinping."),
    "person.name": (
        "capitalised words that look like a full name: given name, initials, particles",
        "It was Karen Botha who left.",
    ),
    "age.apposition": ("a number between commas behind a name", "Rumbiak, 51, said so."),
    "age.predicate": ("a number that is said of a person", "She has run it since she was 29."),
    "person.given-name": ("a given name alone", "The prize went to Brenda again."),
    "person.context": ("capitalised words, where words beside them speak for a person", "Zbrosk, 43, left the club."),
    "person.again": ("the full name of a person introduced elsewhere", "VANLER ZBROSK BACK\n\nMr. Vanler Zbrosk won the vote."),
    "person.surname": ("the surname of a person introduced elsewhere", "Chancellor Olaf Scholz left. Scholz spoke."),
    "person.surname-later": (
        "capitalised words whose last stands alone elsewhere",
        "They met the Vanler Zbrosk. It was fine, Zbrosk said.",
    ),
    "person.family": ("the plural of a surname", "Olaf Zbrosk left. She knew the Zbrosks."),
    "person.given": ("the given name of a person introduced elsewhere", "Mr. Zbrosk Vanler left. It was Zbrosk."),
    "org.known": ("a body of data/organisations.csv", "A loan from the World Bank came."),
    "org.in-title": ("the body that a title names", "It was Treasury Secretary Robert Rubin."),
    "org.head": ("capitalised words with a word of data/organisation_words.csv", "It was sold by Umgeni Airlines."),
    "org.legal-form": ("capitalised words with a legal form", "It was sold by Umgeni Ltd."),
    "org.ampersand": ("names joined by “&”", "It was sold by Umgeni & Vanler."),
    "org.acronym": ("capitals that stand for a body", "It was sold by ZBK to others."),
    "org.branch": ("an unknown name before a place's", "They lost to Umgeni Munich again."),
    "org.team": ("a plural behind “the” or a place's name", "They lost to the Chicago Zbrosks again."),
    "org.words": ("a name and a common word, where words beside them speak for a body", "An analyst at Umgeni Table left."),
    "org.ending": ("capitalised words with the ending of a company's name", "It was sold by Umgeni Biologicals."),
    "org.defined": ("the words whose letters a bracket behind them has", "The Umgeni Fair Table (UFT) was sold."),
    "org.definition": ("the letters of the words before a bracket", "The Umgeni Fair Table (UFT) was sold."),
    "org.camel": ("a word with a capital within", "It was sold by HarperCrane to others."),
    "org.context": ("a word that no list has, where words beside it speak for a body", "The retailer Zbrosk was sold."),
    "org.again": ("a body named elsewhere in the article", "The retailer Zbrosk was sold. It was Zbrosk."),
    "org.short": ("the short form of a body named elsewhere", "Zbrosk Airlines was sold. It was Zbrosk."),
    "event.head": ("capitalised words with a word of data/organisation_words.csv for an event", "They met at the Umgeni Summit."),
}
"""{rule without a token pattern: (its wording, an example)}."""


SUMS = ("MONEY", "PERCENT", "QUANTITY")
"""Labels whose figures have a unit."""


class Part(NamedTuple):
    """One fact: its name, the fact in words, and its values, decimals and days as text."""

    name: str
    says: str
    facts: dict[str, Any]


class Work(NamedTuple):
    """An article read again: its Doc, the trace of its rules, its sentences, and what no check let pass."""

    article: Article
    doc: Doc
    trace: Trace
    reading: Reading
    rejected: list[Quarantined]

    def text(self, start_char: int, end_char: int) -> str:
        """Characters of the article in one line."""
        return " ".join(self.article.text[start_char:end_char].split())

    def of_piece(self, piece: Piece) -> str:
        """The words of a piece as written, in one line."""
        return self.text(*words_of(self.doc).characters(piece.start, piece.end))

    def sentence_of(self, char: int) -> tuple[int, int]:
        """Half-open characters of the sentence that holds `char`, or of the last before it."""
        spans = [(s.start_char, s.end_char) for s in self.reading.sentences if s.start_char <= char]
        return spans[-1] if spans else (char, char)


def summary(found: Found) -> str:
    """A reading in a few words: "about 8,500,000,000 USD", "2023-01-01 – 2023-06-30", "KZ"."""
    if found.label in ("DATE", "TIME"):
        if not found.first_day:
            told = f"{grouped(found.value)} {found.unit}" if found.value is not None else found.clock
            return " ".join(filter(None, (told, found.zone))) or ("a time" if found.label == "TIME" else "days not settled")
        return " – ".join(dict.fromkeys((str(found.first_day), str(found.last_day))))
    if found.half_width is None:
        return found.entity or "identity not settled"
    if found.vague:
        return f"a vague amount of {found.unit or found.counts or 'an undecided unit'}"
    ends = [found.value] if found.value is not None else [found.low, found.high]
    amount = " – ".join(grouped(end) for end in ends if end is not None)
    if found.denominator:
        amount = f"{found.numerator}/{found.denominator}"
    unit = found.unit or ("of an undecided unit" if found.label in SUMS else found.counts)
    return " ".join(filter(None, (found.modifier, amount, unit)))


def step_of(trace: Trace, found: Found) -> Step | None:
    """The match that gave a reading; None for names, which no token pattern reads."""
    for step in trace.steps:
        if any((f.start, f.end, f.rule) == (found.start, found.end, found.rule) for f in step.found):
            return step
    return None


def figure_parts(work: Work, found: Found, step: Step | None) -> Iterator[Part]:
    """Numbers, scales, symbols, unit, modifier, value and half width of a figure."""
    if found.half_width is None:
        return
    pieces = step.pieces if step else ()
    numbers = [p.number for p in pieces if p.number and found.start <= p.start and p.end <= found.end]
    yield from number_parts(work, numbers)
    if pieces and not numbers and found.label not in SUMS:
        number = f"{found.numerator}/{found.denominator}" if found.denominator else grouped(found.value or Decimal(0))
        yield Part("number", f"“{work.of_piece(pieces[0])}” is {number}", {"text": work.of_piece(pieces[0]), "value": number})
    elif pieces and not numbers:  # "a dollar a day", "a fiver"
        first = pieces[0]
        numbers = [Number(*words_of(work.doc).characters(first.start, first.end), first.start, first.end, Decimal(1), Decimal(0))]
        yield Part("number", f"“{work.of_piece(first)}” is 1", {"text": work.of_piece(first), "value": "1"})
    forms = [p for p in pieces if isinstance(p.payload, Form)]
    for piece in [p for p in forms if found.start <= p.start and p.end <= found.end] or forms:
        yield form_part(work, piece)
    if found.unit or found.label in SUMS:
        yield unit_part(work, found, step)
    if found.modifier:
        # Rates note hedges behind them after all steps: "$50 a night or more".
        notes = [*(step.notes if step else ()), *work.trace.notes]
        hedges = sorted((abs(n.start - found.start), n) for n in notes if n.about == "modifier")
        written = work.text(*words_of(work.doc).characters(*hedges[0][1][1:3])) if hedges else None
        says = found.modifier if written in (None, found.modifier) else f"“{written}” makes it “{found.modifier}”"
        yield Part("modifier", says, {"text": written, "modifier": found.modifier})
    ends = ends_of(work, found, numbers, [p.number for p in pieces if p.number])
    for end in ends:
        yield Part(end.name, end.says, {end.name: plain(end.value)})
    if ends:
        yield half_width_part(found, ends[-1])


def number_parts(work: Work, numbers: Sequence[Number]) -> Iterator[Part]:
    """Each number as written with its value, and its scale word with its factor."""
    for number in numbers:
        digits, scale = split_scale(work, number)
        if number.vague:
            yield Part("number", f"“{work.text(number.start_char, number.end_char)}” tells no number", {"text": digits})
            continue
        value = tables.WIDE.divide(number.value, number.lendable) if scale else number.value
        span = {"start_char": number.start_char, "end_char": number.end_char}
        says = digits if digits in (plain(value), grouped(value)) else f"“{digits}” is {grouped(value)}"
        yield Part("number", says, {"text": digits, "value": plain(value), **span})
        if scale:
            yield Part("scale", f"“{scale}”: × {grouped(number.lendable)}", {"text": scale, "factor": plain(number.lendable)})


def split_scale(work: Work, number: Number) -> tuple[str, str]:
    """(number, scale words) as written; no scale words where they cannot be told apart, as in "thirteen hundred"."""
    text = work.text(number.start_char, number.end_char)
    power = number.lendable.adjusted()
    for match in reversed(list(re.finditer(r"[^\W\d_]+", text))):
        power -= tables.scales().get(match[0].lower(), power + 1)
        if power <= 0:
            return (text[: match.start()].rstrip(" -"), text[match.start() :]) if power == 0 else (text, "")
    return text, ""


def form_part(work: Work, piece: Piece) -> Part:
    """The symbol, name or code as written, and what it may stand for."""
    kind = piece.word.strip("⟨⟩")
    text = work.of_piece(piece)
    codes = piece.payload.codes
    if len(codes) == 1:
        says = f"“{text}”: {tables.currencies()[codes[0]].name} ({codes[0]})"
    else:
        more = f" and {len(codes) - MOST_CODES} more" if len(codes) > MOST_CODES else ""
        says = f"“{text}”, which may be any of {len(codes)}: {', '.join(codes[:MOST_CODES])}{more}"
    return Part(kind, says, {"text": text, "stands_for": list(codes)})


def unit_part(work: Work, found: Found, step: Step | None) -> Part:
    """The unit and what decided it."""
    unit = found.unit or "undecided"
    pieces = step.pieces if step else ()
    notes = [n for n in step.notes if n.about == "unit"] if step and found.unit_basis in ("article", None) else []
    forms = [p.payload for p in pieces if isinstance(p.payload, Form)]
    places = []
    for note in notes:
        start, end = words_of(work.doc).characters(note.start, note.end)
        # The whole sum, where the word is part of one: "A$5 million", not "A$".
        whole = next((f for f in resolved(work.doc) if f.start_char <= start and end <= f.end_char), None)
        start, end = (whole.start_char, whole.end_char) if whole else (start, end)
        if note.says == notes[-1].says:  # what settled it; what was asked before only led there
            places.append({"text": work.text(start, end), "start_char": start, "end_char": end})
    if notes:
        shown = ", ".join(f"{place['text']} at {place['start_char']}" for place in places[:3])
        why = f"{notes[-1].says}: {shown}" + (f" and {len(places) - 3} more" if len(places) > 3 else "")
    elif found.unit_basis is None:
        why = next((f"“{work.of_piece(p)}”" for p in pieces if found.unit in (p.payload, getattr(p.payload, "unit", None))), "")
    elif found.unit_basis in ("symbol", "name") and forms and min(len(f.codes) for f in forms) > 1:
        why = f"what a bare “{forms[0].text}” stands for"
    elif found.unit_basis == "default" and forms:
        why = f"what “{forms[0].text}” stands for where nothing near it decides"
    else:
        why = BASIS.get(found.unit_basis, found.unit_basis)
    facts = {"unit": found.unit, "unit_basis": found.unit_basis, "why": why, "places": places}
    return Part("unit", f"{unit}: {why}" if why else unit, facts)


class End(NamedTuple):
    """The value of a figure, or one end of a range, as arithmetic; with the scale that it was written in."""

    name: str
    value: Decimal
    says: str
    factor: Decimal = Decimal(1)
    scale: str = ""


def ends_of(work: Work, found: Found, own: Sequence[Number], matched: Sequence[Number]) -> list[End]:
    """The value, or low and high; `own` are the numbers of the figure, `matched` those of the whole match."""
    stated = [(name, end) for name in ("value", "low", "high") if (end := getattr(found, name)) is not None]
    if len(own) != len(stated):
        of = " and ".join(work.text(n.start_char, n.end_char) for n in own)
        return [End(name, end, grouped(end) + (f", of {of}" if of else "")) for name, end in stated]
    ends = []
    for (name, end), number in zip(stated, own, strict=True):
        factor, scale, says = Decimal(1), split_scale(work, number)[1], grouped(end)
        ratio = tables.WIDE.divide(end, number.value) if number.value else Decimal(1)
        if scale:
            factor = number.lendable
            says = f"{grouped(tables.WIDE.divide(number.value, factor))} × {grouped(factor)} = {grouped(number.value)}"
            says += f", × {grouped(ratio)} = {grouped(end)}" if ratio != 1 else ""
        elif ratio != 1:
            says = f"{grouped(number.value)} × {grouped(ratio)} = {grouped(end)}"
            # "$2-3 billion" is one match, "$160, $180 and $200 million" are three.
            lenders = [*matched, *(n for n in numbers_of(work.doc) if n.start >= number.end)]
            if ratio >= 1000 and (lender := next((n for n in lenders if n is not number and n.lendable == ratio), None)):
                factor, scale = ratio, split_scale(work, lender)[1]
                says += f", the scale taken from “{work.text(lender.start_char, lender.end_char)}”"
        ends.append(End(name, end, says, factor, scale))
    return ends


def half_width_part(found: Found, end: End) -> Part:
    """How precise the source is, in words."""
    half = found.half_width or Decimal(0)
    facts = {"half_width": plain(half)}
    if not half:
        return Part("half_width", "exact as written: there is no last digit that was rounded", facts)
    unit = end.scale or found.unit or ""
    low = found.low if found.value is None and found.low is not None else end.value
    says = f"written to the nearest {grouped(2 * half / end.factor)} {unit}".rstrip()
    return Part("half_width", f"{says}: {grouped(low - half)} to {grouped(end.value + half)}", facts)


def date_parts(work: Work, found: Found, step: Step | None) -> Iterator[Part]:
    """The words of a date or time, its days and what they were reckoned from; how long a duration is."""
    if found.label not in ("DATE", "TIME"):
        return
    for piece in step.pieces if step else ():
        if piece.payload is not None and piece.payload != work.of_piece(piece).lower():
            payload = piece.payload if isinstance(piece.payload, tuple) else (piece.payload,)
            text, value = work.of_piece(piece), "–".join(map(str, payload))
            yield Part(piece.word.strip("⟨⟩"), text if text == value else f"“{text}” is {value}", {"text": text, "value": value})
    if found.first_day:
        n = (found.last_day - found.first_day).days + 1 if found.last_day else 1
        says = f"{found.first_day}" if n == 1 else f"{found.first_day} to {found.last_day}, {n:,} days, both included"
        yield Part("days", says, {"first_day": str(found.first_day), "last_day": str(found.last_day)})
        reckoned = [n.says for n in step.notes if n.about == "days"] if step else []
        yield Part("date_basis", "; ".join(reckoned) or str(found.date_basis), {"date_basis": found.date_basis})
    elif found.value is None and found.label == "DATE":
        yield Part("days", "not settled: nothing tells from what to reckon them", {"first_day": None, "last_day": None})
    if found.value is not None:
        written = work.text(found.start_char, found.end_char)
        yield Part(
            "number", f"“{written}” is {grouped(found.value)} {found.unit}", {"text": written, "value": plain(found.value)}
        )
        yield Part("value", grouped(found.value), {"value": plain(found.value)})
    if found.unit is not None:
        yield Part("unit", found.unit, {"unit": found.unit})
    if found.granularity is not None:
        yield Part("granularity", found.granularity, {"granularity": found.granularity})


def entity_parts(work: Work, found: Found) -> Iterator[Part]:
    """Whom or what a name stands for, and how often the article mentions it."""
    if found.half_width is not None or found.label in ("DATE", "TIME"):
        return
    if not found.entity:
        yield Part("entity", "not settled: several bear the name, and the article names none of them outright", {"entity": None})
        return
    n = sum(f.entity == found.entity and f.entity_scheme == found.entity_scheme for f in resolved(work.doc))
    says = f"{found.entity} ({bearer(found)})" if found.entity_scheme == "iso3166" else f"{found.entity}, {bearer(found)}"
    says += f"; {n} mention{'' if n == 1 else 's'} in the article"
    if found.entity_basis in DECIDED:
        says += f"; {DECIDED[found.entity_basis]}"
    facts = {"entity": found.entity, "entity_scheme": found.entity_scheme, "entity_basis": found.entity_basis, "n_mentions": n}
    yield Part("entity", says, facts)


DECIDED = {
    "context": "others of that name are ruled out by the article",
    "default": "others bear the name; this is the likeliest by far",
}
"""{entity_basis: what it says, where one thing alone does not bear the name}."""


def bearer(found: Found) -> str:
    """What an entity is, by its scheme."""
    if found.entity_scheme == "alias":
        return "as data/organisations.csv has it"
    if found.entity_scheme != "iso3166" or not found.entity:
        return "the fullest form in the article"
    country, region = tables.countries().get(found.entity), gazetteers.regions().get(found.entity)
    return country.name if country else region.name if region else "ISO 3166"


def evidence_part(step: Step | None) -> Iterator[Part]:
    """What spoke for a name, in words."""
    said = [note.says for note in step.notes if note.about == "evidence"] if step else []
    if said:
        yield Part("evidence", "; ".join(said), {"evidence": said})


def rule_part(name: str, step: Step | None) -> Part:
    """The rule, its pattern in readable form, and the sentence that shows what it is for."""
    wording, example = LISTED.get(name, ("", ""))
    if step and step.rule.pattern:
        wording, example = readable(step.rule.pattern), step.rule.example
    says = f"{name}: {wording}\nas in: {' '.join(example.split())}" if wording else name
    return Part("rule", says, {"rule": name, "pattern": wording, "example": example})


def readable(pattern: Pattern) -> str:
    """A token pattern in words: `sign number ["-"] name`; words of a class bare, literal ones quoted, optional ones in []."""
    shown = []
    for element in pattern:
        wanted = next(value for attribute, value in element.items() if attribute != "OP")
        forms = wanted["IN"] if isinstance(wanted, dict) else [wanted]
        words = [form.strip("⟨⟩") if form.startswith("⟨") else f'"{form}"' for form in forms]
        text, operator = " | ".join(words), element.get("OP", "")
        if operator == "?":
            shown.append(f"[{text}]")
        else:
            shown.append((f"({text})" if len(words) > 1 else text) + operator)
    return " ".join(shown)


def grouped(number: Decimal) -> str:
    """A decimal as people read it: 8,500,000,000."""
    return f"{Decimal(plain(number)):,f}"
