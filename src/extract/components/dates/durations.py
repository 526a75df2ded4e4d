"""What durations, ages and times mean, from the values of their words."""

from __future__ import annotations

from decimal import Decimal

from extract import tables
from extract.components.dates.meaning import Meaning, Reader, Values, count

HOUR_SECONDS = {"hour": 3600, "minute": 60, "second": 1}


def duration(v: Values) -> Meaning | None:
    unit = (v.get("units") or v.get("unit"))[0]  # type: ignore[index]
    n = count(v)
    if (unit == "weekend" and n is None) or ("unit" in v and "-" not in v and n is not None and n > 100):
        return None
    if unit == "fortnight" and n is not None:
        n, unit = n * 2, "week"
    alone = "duration"
    if v.get("few") == ["many"]:
        return Meaning("duration", kind="span", granularity=unit, vague=True, alone="never")
    if n is not None and n != int(n) and unit in YEARS:  # "half a century"
        n, unit = tables.trimmed(n * YEARS[unit]), "year"
    return Meaning(
        "duration", kind="span", granularity=unit, vague=n is None, value=n, unit=unit if n is not None else None, alone=alone
    )


YEARS = {"decade": 10, "century": 100}


def another_unit(v: Values) -> Meaning | None:
    return duration({**v, "n": [Decimal(1)]}) if "unit" in v else hours({"n": [Decimal(1)], "hour": v["hour"]})


def few_units(v: Values) -> Meaning | None:
    return hours(v) if "hours" in v else duration(v)


def duration_range(v: Values) -> Meaning | None:
    """Three to five years: no one value."""
    if len(v.get("n", [])) != 2:
        return None
    unit = (v.get("units") or v.get("unit") or v.get("hours") or v["hour"])[0]
    return Meaning("duration", kind="none", label="TIME" if unit in HOUR_SECONDS else "DATE", unit=unit)


def part_of_unit(v: Values) -> Meaning | None:
    if not 0 < v["n"][0] < 1:
        return None
    return duration(v) if "unit" in v else hours({"n": v["n"], "hour": v["hour"]})


def unit_long(v: Values) -> Meaning | None:
    """A week-long visit, a three-week-long one."""
    n, unit = count(v) if "n" in v else Decimal(1), v["unit-long"][0]
    label = "TIME" if unit in HOUR_SECONDS else "DATE"
    return Meaning("duration", kind="none", label=label, granularity=unit, value=n, unit=unit)


def a_unit(v: Values) -> Meaning | None:
    if v["unit"] == ["weekend"]:  # "a weekend meeting" is one on a weekend
        return None
    meaning = duration({**v, "n": [Decimal(1)]})
    return meaning and meaning._replace(alone="a-unit")


def short_duration(v: Values) -> Meaning | None:
    n, unit = v["mths"][0]
    return Meaning("duration", kind="span", granularity=unit, value=Decimal(n), unit=unit)


def hours(v: Values) -> Meaning | None:
    units, numbers = v.get("hours") or v["hour"], v.get("n", [])
    if len(units) == 2:
        if len(numbers) != 2 or HOUR_SECONDS[units[0]] <= HOUR_SECONDS[units[1]]:
            return None
        total = Decimal(numbers[0]) * (HOUR_SECONDS[units[0]] // HOUR_SECONDS[units[1]]) + Decimal(numbers[1])
        return Meaning("duration", kind="none", label="TIME", value=total, unit=units[1])
    n = count(v)
    return Meaning("duration", kind="none", label="TIME", value=n, unit=units[0] if n is not None else None, vague=n is None)


def an_hour(v: Values) -> Meaning | None:
    return Meaning("duration", kind="none", label="TIME", value=Decimal(1), unit=v["hour"][0], alone="a-unit")


def half_year(v: Values) -> Meaning | None:
    if v["unit"] != ["year"]:
        return None
    return Meaning("unit", ("the", "half"), kind="span", alone="never", granularity="half")


def seconds(v: Values) -> Meaning | None:
    n = count(v)
    if v["ordinal"] != [2] or n is None:
        return None
    return Meaning("duration", kind="none", label="TIME", value=n, unit="second", alone="seconds")


def age(v: Values) -> Meaning | None:
    unit, n = (v.get("units") or v.get("unit") or ["year"])[0], count(v)
    if n is None:
        return None
    return Meaning("duration", kind="none", value=n, unit=unit, granularity=None)


def clock_text(hour: int, minute: int, sign: str | None) -> str | None:
    """A time as 24-hour HH:MM; None for one that is on no clock."""
    if sign is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if sign == "pm" else 0)
    return f"{hour % 24:02}:{minute:02}" if hour <= 24 and minute <= 59 else None


def clock(v: Values) -> Meaning | None:
    sign = v["ampm"][0] if "ampm" in v else None
    if "clock" in v or "point" in v:
        hour, minute, own = (v.get("clock") or v["point"])[-1]
    else:
        hour, minute, own = v["day"][-1], 0, None
    if sign and own:
        return None
    time = clock_text(hour, minute, sign or own)
    zone = v["zone"][0] if "zone" in v else None
    alone = "" if sign or own or zone else "clock"
    return (time and Meaning("clock", kind="time", label="TIME", clock=time, zone=zone, alone=alone)) or None


def clocks(v: Values) -> Meaning | None:
    end = clock(v)
    return end and end._replace(clock=None, kind="none")


def four_digits(v: Values) -> Meaning | None:
    hour, minute = v["four"][0][:2] if "four" in v else divmod(v["year"][0], 100)
    time = clock_text(hour, minute, None)
    return (time and Meaning("clock", kind="time", label="TIME", clock=time, zone=v["zone"][0])) or None


def four_digits_range(v: Values) -> Meaning | None:
    times = [*v.get("four", []), *[divmod(n, 100) for n in v.get("year", [])]]
    if any(clock_text(hour, minute, None) is None for hour, minute, *_ in times):
        return None
    return Meaning("clock", kind="none", label="TIME", zone=v["zone"][0])


def oclock(v: Values) -> Meaning | None:
    n = count(v)
    return Meaning("clock", kind="time", label="TIME") if n is not None and n <= 12 else None


def minutes_past(v: Values) -> Meaning | None:
    numbers = v["n"]
    if "past" not in v and v.get("hours") != ["minute"]:
        return None
    if v.get("past") == ["recent"] or not (numbers[0] < 60 and 1 <= numbers[-1] <= 12):
        return None
    return Meaning("clock", kind="none", label="TIME")


def day_part(v: Values) -> Meaning | None:
    which = v["relative"][0] if "relative" in v else None
    if which not in (None, "last", "next", "this", "that", "previous", "following"):
        return None
    return Meaning(
        "clock", kind="none", label="TIME", clock=v["daypart"][0], granularity="day-part", alone="" if which else "part"
    )


READERS: dict[str, Reader] = {
    "duration.units": duration,
    "duration.a-unit": a_unit,
    "duration.unit-long": unit_long,
    "duration.another-unit": another_unit,
    "duration.few-units": few_units,
    "duration.range": duration_range,
    "duration.part-of": part_of_unit,
    "duration.short": short_duration,
    **dict.fromkeys(("duration.hours", "duration.hours-and"), hours),
    "duration.an-hour": an_hour,
    "date.half-year": half_year,
    "duration.second": seconds,
    **dict.fromkeys(("age.years-old", "age.aged", "age.of"), age),
    **dict.fromkeys(("time.clock", "time.clock-sign"), clock),
    "time.clocks-sign": clocks,
    "time.four-digits": four_digits,
    "time.four-digits-range": four_digits_range,
    "time.oclock": oclock,
    **dict.fromkeys(("time.minutes-past", "time.minutes-to"), minutes_past),
    **dict.fromkeys(("time.part", "time.which-part"), day_part),
}
"""{rule of ATOMS: what makes a Meaning of its values}."""
