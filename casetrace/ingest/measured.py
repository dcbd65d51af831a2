"""Headers of measured columns: which outcome they name, in which unit, and whether their texts are measurements."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from casetrace.ingest.names import normalised, slug_of, spellings
from casetrace.read.numbers import plain_number, split_unit
from casetrace.read.table import Dialect
from casetrace.words.errors import MeaningError
from casetrace.words.mergers import is_no_value
from casetrace.words.sizes import dimensions_of
from casetrace.words.unit_names import LENGTHS
from casetrace.words.units import canonical_unit, converted, is_unit, units_in_header

#: Words for what is measured on a lesion, normalised, in English, German, Danish, French and Spanish.
MEASURED_WORDS = frozenset(
    spellings(
        "size, diameter, length, width, height, depth, thickness, area, surface, volume, count, score, vas",
        "nrs, pain, itch, pruritus, grosse, durchmesser, lange, breite, hohe, tiefe, dicke, flache, volumen",
        "anzahl, schmerz, schmerzen, juckreiz, storrelse, laengde, bredde, hojde, dybde, tykkelse, areal",
        "rumfang, antal, smerte, smerter, kloe, taille, diametre, longueur, largeur, hauteur, profondeur",
        "epaisseur, douleur, nombre, tamano, diametro, longitud, anchura, altura, profundidad, grosor, dolor",
        "recuento, dlqi, pasi, easi, scorad, mrss, vss, posas, iga, pga",
    )
)
#: Words that may be next to them.
QUALIFIERS = frozenset(
    spellings(
        "lesion, lesions, lasion, lasionen, laesion, laesioner, lesiones, tumor, tumour, tumors, tumours",
        "wound, wounds, ulcer, ulcers, nodule, nodules, plaque, plaques, scar, keloid, keloids, wart, warts",
        "cyst, calcification, calcifications, calcinosis, target, max, maximum, maximal, min, longest",
        "largest, greatest, longitudinal, of, the, de, la, der, des, del, total, scale, points, number, no",
        "nr, sum, intensity, severity",
    )
)
#: Words that count what is next to them.
COUNTING = frozenset({"number", "no", "nr", "count", "anzahl", "antal", "nombre", "recuento"})
COUNTED = frozenset(
    spellings(
        "lesion, lesions, lasionen, laesioner, lesiones, tumors, tumours, wounds, ulcers, nodules, plaques",
        "warts, keloids, calcifications",
    )
)
#: Measured words that tell nothing of which end is the better one.
UNDIRECTED = COUNTING | {"score"}
#: Units in which a lesion is measured, beside lengths and their powers; a percentage or a time is none of them.
VOLUMES = frozenset({"µl", "ml", "cl", "dl", "l"})

#: Share of a column's texts that are numbers, above which it is taken for a measured one.
MOSTLY = 0.5


class Measure(NamedTuple):
    """What a header measures, in words without its unit, and that unit; empty where it names none."""

    words: str
    unit: str


@cache
def measure_of(header: str) -> Measure:
    """What a header without its visit measures; `size_mm` and `Size (mm)` are the same."""
    units = [unit for unit in units_in_header(header) if unit != "%"] or units_in_header(header)
    words = normalised(header).split()
    if len(words) > 1 and is_unit(words[-1]) and canonical_unit(words[-1]) in units:
        words.pop()
    return Measure(" ".join(words), units[0] if len(units) == 1 else "")


def declared_outcome(header: str, outcomes: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The one declared outcome that a header without its visit names, by name or label; None where that is not sure.

    The unit at the end of an outcome's name may be left out, and be another of the same kind.
    """
    slug = slug_of(header)
    if slug in outcomes:
        return slug
    measure = measure_of(header)
    candidates = [name for name, section in outcomes.items() if measure.words in _names_of(name, section)]
    fitting = [name for name in candidates if _is_of_kind(measure.unit, _unit_of(name, outcomes[name]))]
    return fitting[0] if len(fitting) == 1 else None


def _names_of(name: str, section: Mapping[str, Any]) -> set[str]:
    return {measure_of(name).words, normalised(str(section.get("label", name)))} - {""}


def _unit_of(name: str, section: Mapping[str, Any]) -> str:
    return str(section.get("unit", measure_of(name).unit))


def _is_of_kind(unit: str, target: str) -> bool:
    """Whether numbers in a unit can be converted to the target; yes where either is not named."""
    try:
        converted("1", unit, target)
    except MeaningError:
        return False
    return True


def well_known_outcome(header: str) -> str | None:
    """The name of the outcome that a header without its visit bears by well-known words alone."""
    measure = measure_of(header)
    words = set(measure.words.split())
    is_measured = bool(words & MEASURED_WORDS) or bool(words & COUNTING and words & COUNTED)
    if not is_measured or words - MEASURED_WORDS - QUALIFIERS or words <= COUNTING:
        return None
    if measure.unit and not is_extent(measure.unit):
        return None
    return slug_of(f"{measure.words} ({measure.unit})" if measure.unit else measure.words)


def falls_as_it_heals(label: str) -> bool:
    """Whether an outcome is one of lesions or symptoms by its words alone, of which less is better."""
    words = set(measure_of(label).words.split())
    return words <= MEASURED_WORDS | QUALIFIERS | COUNTED and bool(words & (MEASURED_WORDS - UNDIRECTED | COUNTED))


def is_extent(unit: str) -> bool:
    """Whether a unit is one of a length, an area or a volume."""
    return unit.rstrip("²³") in LENGTHS or unit in VOLUMES


def is_measurement(text: str, dialect: Dialect) -> bool:
    """Whether a text is a number, also with a unit behind it, or a size in up to three dimensions."""
    number, _ = split_unit(text)
    if plain_number(number, dialect.decimal, dialect.thousands) is not None:
        return True
    try:
        return bool(dimensions_of(text, dialect.decimal, dialect.thousands))
    except MeaningError:
        return True


def mostly_measurements(texts: Iterable[str], dialect: Dialect, table: Mapping[str, Any]) -> bool:
    """Whether most texts, beside those that say something else, are measurements; so is a blank column."""
    value_texts = [text for text in texts if not is_no_value(text, table)]
    return not value_texts or sum(is_measurement(text, dialect) for text in value_texts) > MOSTLY * len(value_texts)
