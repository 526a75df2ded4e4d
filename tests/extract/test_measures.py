"""data/measures.csv against published tables: CLDR by babel, and pint, which knows what a unit is of and how large."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pint
import pytest
from babel import Locale

from extract import tables
from extract.tables import Measure

CATEGORIES = "area digital electric energy force frequency length mass power pressure speed temperature volume".split()
LEFT_OUT = frozenset(
    """volume-cup-metric volume-dessert-spoon volume-dessert-spoon-imperial volume-dram volume-drop
    volume-fluid-ounce-imperial volume-gallon-imperial volume-jigger volume-pinch volume-pint-metric
    volume-quart-imperial volume-cup-imperial volume-pint-imperial energy-therm-us energy-foodcalorie
    energy-kilowatt-hour-per-100-kilometer force-kilowatt-hour-per-100-kilometer force-pound-force length-decimeter
    length-earth-radius length-solar-radius length-mile-scandinavian length-picometer length-point mass-dalton
    mass-earth-mass mass-grain mass-solar-mass mass-stone pressure-gasoline-energy-density pressure-bar
    pressure-inch-ofhg pressure-pascal pressure-millimeter-ofhg pressure-pound-force-per-square-inch
    pressure-atmosphere pressure-ofhg speed-beaufort speed-light-speed speed-kilometer-per-hour speed-mile-per-hour
    speed-meter-per-second temperature-generic temperature-kelvin digital-bit electric-milliampere power-milliwatt""".split()
)
"""Units of CLDR that no news tells, that are words of other things, or that are told as a rate ("per hour")."""
OWN = frozenset(
    """decibel point available-seat-kilometre available-seat-mile barrel-of-oil-equivalent deadweight-tonne dunam feddan
    gigawatt-peak gross-tonne horsepower kilowatt-peak megawatt-peak millimetre-of-mercury part-per-billion
    part-per-million passenger-kilometre passenger-mile quintal rai revenue-passenger-kilometre revenue-passenger-mile
    seat-kilometre seat-mile tonne-kilometre twenty-foot-equivalent-unit""".split()
)
"""Units that pint does not know, or knows several of."""
DIFFERENT = frozenset(
    (
        *(("tonne", form) for form in ("ton", "tons", "mt", "tpa", "Mt")),  # pint's ton is the short one, its mt a millitonne
        *((f"{prefix}tonne", f"{prefix}ton{s}") for prefix in ("kilo", "mega", "giga") for s in ("", "s")),
        ("tonne-of-oil-equivalent", "mtoe"),  # a million for the trade, a thousandth for pint
        ("hundredweight", "hundredweight"),  # the American one
        ("hundredweight", "hundredweights"),
        ("hundredweight", "cwt"),
        ("kilogram", "kilos"),
        *(("degree-celsius", form) for form in ("C", "celsius", "centigrade")),
        *(("degree-fahrenheit", form) for form in ("F", "fahrenheit")),
        ("stone", "stone"),
    )
)
"""(unit, form) that mean another thing to pint."""

MEASURES = [m for m in tables.measures() if m.unit not in OWN]


@pytest.fixture(scope="module")
def units() -> pint.UnitRegistry:
    return pint.UnitRegistry()


def expression(unit: str) -> str:
    """A standard name as pint has it: "square-metre" is metre ** 2, "kilowatt-hour" kilowatt * hour."""
    power = {"square": 2, "cubic": 3}.get(unit.partition("-")[0])
    if power:
        return f"{unit.partition('-')[2]}**{power}"
    whole = {
        "degree-celsius": "delta_degree_Celsius",
        "degree-fahrenheit": "delta_degree_Fahrenheit",
        "pound-per-square-inch": "psi",
        "kilopound-per-square-inch": "ksi",
        "dekare": "1000 * metre**2",
        "kilovolt-ampere": "kilovolt * ampere",
        "pound-foot": "pound_force * foot",
        "foot-pound": "foot * pound_force",
        "nautical-mile": "nautical_mile",
        "light-year": "light_year",
        "fluid-ounce": "fluid_ounce",
        "short-ton": "short_ton",
        "long-ton": "long_ton",
        "acre-foot": "acre * foot",
        "board-foot": "board_foot",
        "astronomical-unit": "astronomical_unit",
        "british-thermal-unit": "Btu",
        "tonne-of-oil-equivalent": "tonne_of_oil_equivalent",
        "hundredweight": "UK_hundredweight",
    }
    return whole.get(unit, unit.replace("-", " * "))


@pytest.mark.parametrize("measure", MEASURES, ids=lambda m: f"{m.factor} {m.unit} {m.per}")
def test_forms_are_of_their_unit(measure: Measure, units: pint.UnitRegistry) -> None:
    wanted = units.parse_expression(expression(measure.unit)) * float(measure.factor)
    for form in (form for forms in tables.measures()[measure] for form in forms):
        if (measure.unit, form) in DIFFERENT or not re.fullmatch(r"[^\W\d_]+", form):
            continue
        try:
            known = 1 * units.parse_units(form)
        except (pint.UndefinedUnitError, AttributeError):
            continue
        if known.dimensionality == wanted.dimensionality:
            assert known.to(wanted.units).magnitude == pytest.approx(wanted.magnitude, rel=1e-3), form
        else:
            # A symbol that pint takes for something else: "mcf" is no milli-coulomb-farad.
            assert len(form) < 5, form


SIZED = sorted(unit for unit, (_, size) in tables.sizes().items() if size is not None and unit not in OWN)
BASES = {
    "length": "metre",
    "area": "metre**2",
    "volume": "metre**3",
    "mass": "kilogram",
    "energy": "joule",
    "power": "watt",
    "pressure": "pascal",
    "data": "bit",
    "speed": "metre/second",
    "force": "newton",
    "frequency": "hertz",
    "voltage": "volt",
    "current": "ampere",
    "charge": "coulomb",
    "torque": "newton*metre",
    "radioactivity": "becquerel",
    "dose": "sievert",
}
OTHER_SIZES = {"barrel": "oil_barrel"}
"""{unit: as pint has it}; its barrel is not the one of oil."""


@pytest.mark.parametrize("unit", SIZED)
def test_sizes_are_those_of_pint(unit: str, units: pint.UnitRegistry) -> None:
    dimension, size = tables.sizes()[unit]
    assert size is not None
    one = 1 * units.parse_expression(OTHER_SIZES.get(unit) or expression(unit))
    assert float(size) == pytest.approx(one.to(BASES[dimension]).magnitude, rel=1e-6)


def of_cldr() -> Iterator[str]:
    for unit in sorted(Locale("en")._data["unit_patterns"]):
        if unit.partition("-")[0] in CATEGORIES and unit not in LEFT_OUT:
            yield unit


@pytest.mark.parametrize("unit", of_cldr())
def test_names_of_cldr_are_known(unit: str) -> None:
    known = {name.lower().replace("-", " ") for names, _ in tables.measures().values() for name in names}
    for locale in ("en", "en_GB"):
        patterns = Locale(locale)._data["unit_patterns"].get(unit, {}).get("long", {})
        for pattern in (patterns[number] for number in ("one", "other") if number in patterns):
            name = pattern.replace("{0}", "").strip().lower().replace("-", " ")
            assert name.removeprefix("us ") in known or name in known


def test_no_form_is_of_two_measures() -> None:
    forms = [form for names, symbols in tables.measures().values() for form in (*names, *symbols)]
    assert len(forms) == len(set(forms))


def test_rates_and_quantities_name_their_units_alike() -> None:
    """A unit behind "per" has the name that it has behind a number; those that the two tell apart are named here."""
    words = {name.lower(): m.unit for m, (names, _) in tables.measures().items() for name in names}
    apart = {"long ton", "short ton"}  # a price per short ton is told per tonne, as its writers do
    for form, unit in tables.units().items():
        name = " ".join(form)
        if unit.kind == "measure" and name in words and name not in apart:
            assert words[name] == unit.name, name
