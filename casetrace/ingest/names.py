"""What a column is by its header: the fields' own names and their common spellings in clinical exports.

The spellings are data: workflow/schemas/synonyms.yaml has them.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from casetrace.model.characters import unaccented
from casetrace.model.dictionary import SCHEMAS, UNIT_OF_DOSE
from casetrace.model.time_units import TIME_UNITS, USUAL, TimeUnit, time_unit
from casetrace.model.variables import fields, unit_of_field
from casetrace.model.yaml_files import read_yaml
from casetrace.words.units import canonical_unit, is_unit, unit_behind

#: Letters that have no decomposition into a base letter and an accent.
LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ß": "ss", "ł": "l", "Ł": "L", "µ": "u", "μ": "u"}
)
#: A scale ("0-10") or a code ("m/f", "1 = male, 2 = female") in brackets behind the name.
CODE = re.compile(r"\s*(\d+\s*[-–]\s*\d+|\w{1,6}\s*/\s*\w{1,6}|[^()\[\]]*=[^()\[\]]*)\s*")
#: Two letters are the codes of the sexes, never metres per week.
LETTER_CODE = re.compile(r"\w\s*/\s*\w")
BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
SYNONYMS_FILE = SCHEMAS / "synonyms.yaml"
#: Where the dictionary of synonyms has spellings that name a field only where nothing else in the table does.
LAST_RESORT = "last_resort"


def spellings(*lines: str) -> tuple[str, ...]:
    """The spellings in lines of them between commas."""
    return tuple(spelling.strip() for line in lines for spelling in line.split(","))


#: By unit of time the words for it in other languages, which are headers too.
_UNITS_ELSEWHERE: Mapping[TimeUnit, str] = MappingProxyType(
    {
        "day": "tag, dag, jour",
        "week": "woche, uge, semaine, semana",
        "month": "monat, maned, mois",
        "year": "jahr, annee",
    }
)
#: What the numbers of visits count under a header of this name, or with this unit in brackets.
VISIT_UNITS: Mapping[str, TimeUnit] = MappingProxyType(
    {
        header: unit
        for unit, elsewhere in _UNITS_ELSEWHERE.items()
        for header in (
            *(unit, f"{unit}s", f"{unit} no", f"{unit} number", f"visit {unit}", f"study {unit}", f"follow up {unit}"),
            *spellings(elsewhere),
        )
    }
)


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Common spellings of each field beside its own name, normalised, those of all languages together."""
    return {field: tuple(_spelled(field, is_last_resort=False)) for field in fields()}


@cache
def last_resorts() -> dict[str, tuple[str, ...]]:
    """Spellings that name a field only where nothing else in the table does."""
    return {
        field: field_spellings for field in fields() if (field_spellings := tuple(_spelled(field, is_last_resort=True)))
    }


def _spelled(field: str, *, is_last_resort: bool) -> Iterator[str]:
    usual, *others = fields()[field].field_names
    unit = next((unit for unit in TIME_UNITS if field in others and unit in field), USUAL)
    for language, line in _synonyms_by_language().get(usual if field in others else field, {}).items():
        if (language == LAST_RESORT) is is_last_resort:
            yield from (text.replace(USUAL, unit) for text in spellings(line) if unit == USUAL or USUAL in text)


@cache
def _synonyms_by_language() -> dict[str, dict[str, str]]:
    return dict(read_yaml(SYNONYMS_FILE))


@cache
def normalised(header: str) -> str:
    """A header without what differs between spellings of one name.

    Lower case; accents, punctuation and camelCase are folded into words between single spaces; units, scales and codes
    in brackets are taken off; `#` and `N°` are `no`, a bare `%` is `percent`.
    """
    text = BRACKETS.sub(lambda match: " " if _is_aside(match[1]) else f" {match[1]} ", header)
    text = folded(re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ][a-zà-ÿ])|(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", text))
    text = re.sub(r"\bn°|#", " no ", text).replace("%", " percent ")
    return " ".join(re.findall(r"[^\W_]+", text.replace("'", " ").replace("’", " ")))


def folded(text: str) -> str:
    """A text in lower case without accents, in compatibility form (`mm²` becomes `mm2`)."""
    return unaccented(text.replace("№", "#").replace("º", "°").translate(LETTERS)).lower()


def slug_of(text: str) -> str:
    """The name of an outcome that a header bears: `Size (mm)` is `size_mm`; the unit stands at its end."""
    unit = bracket_unit(text).replace("/", " per ").replace("%", " percent ")
    words = re.findall(r"[a-z0-9]+", f"{normalised(text)} {folded(unit)}")
    slug = "_".join(words)
    return slug if slug[:1].isalpha() else f"outcome_{slug}".rstrip("_")


def _is_aside(inside: str) -> bool:
    return any(map(is_unit, inside.split(","))) or CODE.fullmatch(inside) is not None


def bracket_unit(header: str) -> str:
    """The unit that a header names in brackets, in canonical spelling; empty where it names none."""
    inside = [text.strip() for text in ",".join(BRACKETS.findall(header)).split(",")]
    return next((canonical_unit(text) for text in inside if is_unit(text) and not LETTER_CODE.fullmatch(text)), "")


def visit_unit(header: str) -> TimeUnit | None:
    """What numbers of visits under a header count, by its name or the unit in brackets; None where it is silent."""
    return VISIT_UNITS.get(normalised(header)) or VISIT_UNITS.get(bracket_unit(header))


def canonical_field(header: str) -> str | None:
    """The field whose own name the header is, whatever its case, spaces and underscores."""
    return _own_names().get(normalised(header))


def field_of_name(header: str) -> str | None:
    """The field that a header names, by the field's own name or a common spelling; None where that is not sure.

    A header that names another unit than the field's, such as `age (months)`, is not that field. A dose has any unit.
    """
    name, unit = normalised(header), bracket_unit(header)
    field = _own_names().get(name) or _spelling_fields().get(name)
    if field is None and VISIT_UNITS.get(name) == time_unit():
        return "visit"
    if field is None:
        return _dose_before_unit(header)
    field_unit = unit_of_field(field)
    if unit and field_unit and unit != field_unit:
        return None
    if unit and not field_unit and field != "value" and not _is_dose(field):
        return None
    has_unit = unit or name in _own_names() or set(name.split()) & {"percent", "pct"}
    if fields()[field].unit_in_header and not has_unit:
        return None
    return field


def _dose_before_unit(header: str) -> str | None:
    """The dose that a header names before its unit, as "Mean dose, mg" and "dose_mean_mg" do."""
    name = normalised(unit_behind(header).stem)
    field = _own_names().get(name) or _spelling_fields().get(name)
    return field if field and _is_dose(field) else None


def _is_dose(field: str) -> bool:
    return fields()[field].unit == UNIT_OF_DOSE


def last_resort_field(header: str) -> str | None:
    """The field that a header names where nothing else in its table does."""
    name = normalised(header)
    return next((field for field, spellings in last_resorts().items() if name in spellings), None)


@cache
def _own_names() -> dict[str, str]:
    return {normalised(field): field for field in fields()}


@cache
def _spelling_fields() -> dict[str, str]:
    return {spelling: field for field, spellings in synonyms().items() for spelling in spellings}
