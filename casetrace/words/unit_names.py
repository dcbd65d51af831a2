"""Units of measurement as clinics spell them, with the names that the library `pint` has for them."""

from typing import NamedTuple


class UnitName(NamedTuple):
    """A unit: its name in pint, empty where it can't be converted, and its spellings, in any case.

    Spellings of one letter are in `LETTERS` and `MOLAR`, since their case matters.
    """

    pint: str
    spellings: tuple[str, ...] = ()


LENGTHS = {
    "nm": UnitName("nanometer", ("nanometer", "nanometers", "nanometre", "nanometres")),
    "µm": UnitName("micrometer", ("um", "micron", "microns", "micrometer", "micrometers", "micrometre", "micrometres")),
    "mm": UnitName("millimeter", ("millimeter", "millimeters", "millimetre", "millimetres", "mms")),
    "cm": UnitName("centimeter", ("centimeter", "centimeters", "centimetre", "centimetres", "cms")),
    "m": UnitName("meter", ("meter", "meters", "metre", "metres")),
    "in": UnitName("inch", ("inch", "inches", '"', "”", "″", "''", "′′")),
    "ft": UnitName("foot", ("foot", "feet")),
}

TIMES = {
    "s": UnitName("second", ("sec", "secs", "second", "seconds")),
    "min": UnitName("minute", ("mins", "minute", "minutes")),
    "h": UnitName("hour", ("hr", "hrs", "hour", "hours")),
    "days": UnitName("day", ("day", "tag", "tage", "dag", "dage", "jour", "jours")),
    "weeks": UnitName("week", ("week", "wk", "wks", "woche", "wochen", "uge", "uger", "semaine", "semaines")),
    "months": UnitName("month", ("month", "mo", "mos", "mth", "mths", "monat", "monate", "måned", "måneder", "mois")),
    "years": UnitName("year", ("year", "yr", "yrs", "jahr", "jahre", "år", "ans")),
}

OTHERS = {
    "pg": UnitName("picogram", ("picogram", "picograms")),
    "ng": UnitName("nanogram", ("nanogram", "nanograms")),
    "µg": UnitName("microgram", ("ug", "mcg", "microgram", "micrograms")),
    "mg": UnitName("milligram", ("mgs", "milligram", "milligrams")),
    "g": UnitName("gram", ("gm", "gms", "gram", "grams")),
    "kg": UnitName("kilogram", ("kgs", "kilo", "kilos", "kilogram", "kilograms")),
    "lb": UnitName("pound", ("lbs", "pound", "pounds")),
    "oz": UnitName("ounce", ("ounce", "ounces")),
    "µl": UnitName("microliter", ("ul", "microliter", "microliters", "microlitre", "microlitres")),
    "ml": UnitName("milliliter", ("mls", "milliliter", "milliliters", "millilitre", "millilitres")),
    "cl": UnitName("centiliter", ("centiliter", "centiliters", "centilitre", "centilitres")),
    "dl": UnitName("deciliter", ("deciliter", "deciliters", "decilitre", "decilitres")),
    "l": UnitName("liter", ("liter", "liters", "litre", "litres")),
    "pmol": UnitName("picomole"),
    "nmol": UnitName("nanomole"),
    "µmol": UnitName("micromole", ("umol",)),
    "mmol": UnitName("millimole"),
    "mol": UnitName("mole"),
    "U": UnitName("", ("unit", "units")),
    "IU": UnitName("", ("international units", "int. units")),
    "mJ": UnitName("millijoule", ("millijoule", "millijoules")),
    "J": UnitName("joule", ("joule", "joules")),
    "kJ": UnitName("kilojoule", ("kilojoule", "kilojoules")),
    "cGy": UnitName("centigray", ("centigray",)),
    "Gy": UnitName("gray", ("gray",)),
    "mmHg": UnitName("mmHg", ("mm hg",)),
    "kPa": UnitName("kilopascal"),
    "°C": UnitName("degC", ("degc", "celsius")),
    "°F": UnitName("degF", ("degf", "fahrenheit")),
    "%": UnitName("percent", ("percent", "per cent", "pct")),
}

UNITS = {**LENGTHS, **TIMES, **OTHERS}

#: One letter is a unit in this case alone: "M" is male or molar, "G" gauss, "D" dioptres.
LETTERS = {
    "m": "m",
    "s": "s",
    "h": "h",
    "d": "days",
    "w": "weeks",
    "y": "years",
    "g": "g",
    "l": "l",
    "L": "l",
    "U": "U",
    "J": "J",
}

#: Molar concentrations differ from lengths by the case of a letter alone.
MOLAR = {"pM": "pmol/l", "nM": "nmol/l", "µM": "µmol/l", "uM": "µmol/l", "mM": "mmol/l"}

#: Spellings with no exponent of units that have one.
POWERS = {"cc": "cm³", "ccm": "cm³", "qmm": "mm²", "qcm": "cm²"}
