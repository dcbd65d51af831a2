"""What a column is by its header: the fields' own names and their common spellings in clinical exports.

A wrong match is worse than none, so a spelling that may stand for two things ("group", "number") is in no list.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from casetrace.words.units import canonical_unit, is_unit

#: Letters that have no decomposition into a base letter and an accent.
LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ß": "ss", "ł": "l", "Ł": "L", "µ": "u", "μ": "u"}
)
#: A scale ("0-10") or a code ("m/f", "1 = male, 2 = female") in brackets behind the name.
CODE = re.compile(r"\s*(\d+\s*[-–]\s*\d+|\w{1,6}\s*/\s*\w{1,6}|[^()\[\]]*=[^()\[\]]*)\s*")
#: Two letters are the codes of the sexes, never metres per week.
LETTER_CODE = re.compile(r"\w\s*/\s*\w")
BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
#: The unit that a field has by its name; a header with another one in brackets is something else.
FIELD_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "age_years": "years",
        "visit": "weeks",
        "event_week": "weeks",
        "disposition_after_week": "weeks",
        "dose_mean_mg": "mg",
        "dose_min_mg": "mg",
        "dose_max_mg": "mg",
        "reported_reduction_percent": "%",
    }
)
#: Fields whose header must bear the unit: a dose can be in any, a reduction is as often one of the size in mm.
UNIT_NEEDED = frozenset({"dose_mean_mg", "dose_min_mg", "dose_max_mg", "reported_reduction_percent"})

#: What the numbers of visits count under a header of this name, or with this unit in brackets.
VISIT_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "weeks": "week",
        **dict.fromkeys(("month", "months", "monat", "maned", "mois"), "month"),
        **dict.fromkeys(("day", "days", "tag", "dag", "jour", "study day"), "day"),
        **dict.fromkeys(("year", "years", "jahr", "annee"), "year"),
    }
)


def spellings(*lines: str) -> tuple[str, ...]:
    """The spellings in lines of them between commas."""
    return tuple(spelling.strip() for line in lines for spelling in line.split(","))


#: Common spellings of the fields beside their own names, normalised. CDISC's are those of DM, TU, TR, AE, DS and ADaM.
SYNONYMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "patient_id": spellings(
            "patient, patient no, patient number, patient nr, patient code, patientid, patientno, patientnr, pat id",
            "pat no, pat nr, patid, pt, pt id, pt no, pt number, subject, subject id, subject no, subject number",
            "subject code, subjectid, usubjid, participant, participant id, participant no, participant number",
            "record id, case, case id, case no, case number, case nr, study id, pseudonym, patientennummer",
            "patienten nr, patienten id, patientennr, proband, probanden nr, fall, patientnummer, deltager",
            "forsogsperson, numero patient, numero de patient, numero du patient, no patient, id patient, sujet",
            "identifiant patient, paciente, id paciente, numero de paciente, no paciente, no de paciente, sujeto",
            "caso, cas",
        ),
        "age_years": spellings(
            "age, age yrs, age yr, age y, age in years, age at baseline, age at inclusion, age at enrolment",
            "age at enrollment, age at treatment, age at start of treatment, patient age, patients age, alder, alter",
            "alter jahre, alter in jahren, patientenalter, edad, edad anos, age ans",
        ),
        "sex": spellings("gender, patient sex, sex at birth, m f, kon, geschlecht, sexe, sexo, genero"),
        "diagnosis": spellings(
            "disease, dx, primary diagnosis, main diagnosis, underlying disease, underlying diagnosis, diagnose",
            "grunderkrankung, hauptdiagnose, grundsygdom, diagnostic, maladie, diagnostico, enfermedad",
        ),
        "baseline_date": spellings(
            "date of baseline, date at baseline, baseline visit date, treatment start, treatment start date",
            "start of treatment, date of first treatment, first treatment date, date of inclusion, inclusion date",
            "enrolment date, enrollment date, date of enrolment, date of enrollment, index date, rfstdtc",
            "behandlungsbeginn, einschlussdatum, behandlingsstart, inklusionsdato, date d inclusion",
            "fecha de inclusion",
        ),
        "lesion_id": spellings(
            "lesion, lesion code, lesionid, target lesion, target lesion id, tulnkid, trlnkid, lnkid, lasion",
            "lasion id, laesion, laesion id, id lesion",
        ),
        "lesion_number": spellings(
            "lesion no, lesion nr, lesion index, lesionno, target lesion no, target lesion number, lasion nr",
            "lasionsnummer, laesion nr, laesionsnummer, numero de lesion, no lesion, redcap repeat instance",
        ),
        "site": spellings(
            "location, localization, localisation, lesion site, lesion location, location of lesion, site of lesion",
            "anatomical site, anatomic site, anatomical location, anatomic location, body site, body location",
            "body region, body part, loc, tuloc, trloc, lokalisation, lokalisering, lokation, korperstelle",
            "localisation de la lesion, localizacion, localizacion de la lesion, ubicacion",
        ),
        "regimen": spellings(
            "treatment, treatment regimen, treatment regime, regime, therapy, extrt, behandlung, therapie, behandling",
            "traitement, tratamiento",
        ),
        "outcome": spellings("outcome name, outcome measure, parameter, paramcd, testcd, trtestcd"),
        "visit": spellings(
            "visit name, visit label, visit week, week, weeks, week no, week number, study week, follow up week",
            "time point, timepoint",
            "redcap event name, avisit, visite, besuch, zeitpunkt, woche, besog, uge, tidspunkt",
            "semaine, visita, semana",
        ),
        "visit_date": spellings(
            "date of visit, date visit, visitdate, visitdt, svstdtc, trdtc, adt, examination date, exam date",
            "date of examination, assessment date, date of assessment, measurement date, date of measurement",
            "besuchsdatum, untersuchungsdatum, visitendatum, messdatum, besogsdato, undersogelsesdato, date de visite",
            "date de la visite, fecha de visita, fecha de la visita",
        ),
        "period": spellings("crossover period, cross over period, treatment period, study period, periode, periodo"),
        "arm": spellings(
            "treatment arm, study arm, trial arm, treatment group, study group, allocation, allocated group",
            "randomised group, randomized group, randomisation group, randomization group, trt01p, trta, trtp",
            "behandlungsgruppe, studienarm, behandlingsgruppe, bras, groupe de traitement, brazo, grupo de tratamiento",
        ),
        "value": spellings("aval, trstresn, stresn, measured value, messwert, maleverdi, malevaerdi, valeur, valor"),
        "unit": spellings("units, unit of measurement, trstresu, stresu, einheit, enhed, unite, unidad"),
        "reported_reduction_percent": spellings(
            "reduction, reduction percent, percent reduction, percentage reduction, pct reduction, reduction pct",
            "size reduction, size reduction percent, reduction in size, percent reduction in size",
            "percent size reduction, reported reduction, reduktion, reduktion percent, prozentuale reduktion",
            "reduccion, reduccion percent, percent reduccion, percent reduktion, reduction de taille",
        ),
        "n_injections": spellings(
            "number of injections, no of injections, num injections, nr of injections, injections, injection count",
            "total injections, injections n, anzahl injektionen, anzahl der injektionen, antal injektioner",
            "nombre d injections, numero de inyecciones, no de inyecciones",
        ),
        "dose_mean_mg": spellings("mean dose, dose mean, average dose, mean dose mg, average dose mg, mittlere dosis"),
        "dose_min_mg": spellings("minimum dose, min dose, dose min, lowest dose, min dose mg, minimum dose mg"),
        "dose_max_mg": spellings("maximum dose, max dose, dose max, highest dose, max dose mg, maximum dose mg"),
        "event_type": spellings(
            "adverse event, adverse events, ae, ae term, aeterm, ae type, complication, complications, side effect",
            "side effects, nebenwirkung, nebenwirkungen, komplikation, komplikationen, bivirkning, bivirkninger",
            "komplikationer, effet secondaire, effets secondaires, effets indesirables, complicacion, complicaciones",
            "efecto adverso, efectos adversos",
        ),
        "event_week": spellings("ae week, week of event, week of ae, complication week, week of complication"),
        "event_related": spellings("ae related, ae relatedness, aerel, related to treatment, treatment related"),
        "event_serious": spellings("ae serious, aeser, serious adverse event, serious ae, sae"),
        "disposition_status": spellings(
            "disposition, end of study status, study completion status, completion status, follow up status, dsdecod"
        ),
        "disposition_after_week": spellings("last visit week, week of last visit"),
        "disposition_date": spellings(
            "withdrawal date, date of withdrawal, dropout date, date of dropout, end of follow up date, dsstdtc"
        ),
        "disposition_dated": (),
        "disposition_reason": spellings(
            "withdrawal reason, reason for withdrawal, dropout reason, reason for dropout, reason for discontinuation",
            "discontinuation reason, reason for loss to follow up",
        ),
    }
)

#: Spellings that name a field only where nothing else in the table does.
LAST_RESORTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "patient_id": ("id", "identifier", "identifiant", "subjid"),
        "visit_date": ("date", "datum", "dato", "fecha"),
    }
)


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
    plain = unicodedata.normalize("NFKD", text.replace("№", "#").replace("º", "°").translate(LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


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


def visit_unit(header: str) -> str:
    """What numbers of visits under a header count, by its name or the unit in brackets; empty where it is silent."""
    return VISIT_UNITS.get(normalised(header)) or VISIT_UNITS.get(bracket_unit(header), "")


def canonical_field(header: str) -> str | None:
    """The field whose own name the header is, whatever its case, spaces and underscores."""
    return _own_names().get(normalised(header))


def field_of_name(header: str) -> str | None:
    """The field that a header names, by the field's own name or a common spelling; None where that is not sure.

    A header that names another unit than the field's, such as `age (months)`, is not that field.
    """
    name, unit = normalised(header), bracket_unit(header)
    field = _own_names().get(name) or _spelling_fields().get(name)
    own = FIELD_UNITS.get(field or "", "")
    if field is None or (unit and own and unit != own) or (unit and not own and field != "value"):
        return None
    if field in UNIT_NEEDED and not unit and not set(name.split()) & {"mg", "percent", "pct"}:
        return None
    return field


def last_resort_field(header: str) -> str | None:
    """The field that a header names where nothing else in its table does."""
    name = normalised(header)
    return next((field for field, spellings in LAST_RESORTS.items() if name in spellings), None)


@cache
def _own_names() -> dict[str, str]:
    return {normalised(field): field for field in SYNONYMS}


@cache
def _spelling_fields() -> dict[str, str]:
    return {spelling: field for field, spellings in SYNONYMS.items() for spelling in spellings}
