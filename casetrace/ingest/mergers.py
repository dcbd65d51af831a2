"""Lesions that merged with another one of their patient: which one it is, by its name among the patient's lesions."""

from collections.abc import Iterator, Mapping

import pandas as pd

from casetrace.ingest.emission import SEPARATOR
from casetrace.ingest.facts import Facts
from casetrace.model.problems import Problem, quoted

MERGED_INTO = ("measurements", "merged_into")
RULE = "merged lesion"
REMEDY = (
    "name a lesion of the same patient as the table names it; or say under mergers in the table's section of config "
    "which lesion the text means; or list it under missing, if it is not to be told"
)


def resolve_mergers(facts: Facts) -> list[Problem]:
    """Put the lesion's own name for the name by which each cell tells with what it has merged.

    Parameters
    ----------
    facts
        The facts of all tables, whose `merged_into` are changed.

    Returns
    -------
    list of Problem
        Names that no other lesion of the patient has, and mergers at a visit with a value of the lesion's own.
    """
    told = facts.of(MERGED_INTO)
    if told.empty:
        return []
    patients = facts.first(("lesions", "patient_id")).set_index("key")["value"]
    of_patient = {patient: list(lesions) for patient, lesions in patients.groupby(patients).groups.items()}
    lesions = told["key"].str.split(SEPARATOR).str[0]
    names = [
        _lesion(name, patient, of_patient.get(patient, [])) or name
        for name, patient in zip(told["value"], lesions.map(patients), strict=True)
    ]
    resolved = told.assign(value=pd.Series(names, index=told.index, dtype="str"))
    facts.pieces[MERGED_INTO] = [resolved]
    return [*_unknown(resolved, lesions, patients, of_patient), *_beside_values(resolved, facts)]


def _lesion(name: str, patient: str, lesions: list[str]) -> str | None:
    """The lesion of a patient that a name means: by its own, or by what tells it from the patient's others."""
    by_name = {lesion.casefold(): lesion for lesion in lesions}
    names = (name, f"{patient}-{name}", f"{patient}{name}")
    return next((by_name[spelling.casefold()] for spelling in names if spelling.casefold() in by_name), None)


def _unknown(
    told: pd.DataFrame, lesions: pd.Series, patients: pd.Series, of_patient: Mapping[str, list[str]]
) -> Iterator[Problem]:
    for fact, lesion in zip(told.to_dict("records"), lesions, strict=True):
        patient = patients.get(lesion)
        others = [other for other in of_patient.get(patient, []) if other != lesion]
        if fact["value"] not in others:
            found = f"lesion {quoted(str(lesion))} merged with {quoted(str(fact['value']))}"
            expected = f"one of the other lesions of patient {patient}: {', '.join(others)}"
            yield _problem(fact, found, expected if others else f"another lesion; patient {patient} has none", REMEDY)


def _beside_values(told: pd.DataFrame, facts: Facts) -> Iterator[Problem]:
    """Lesions that have merged at a visit at which a value of their own stands."""
    values = facts.first(("measurements", "value")).set_index("key")
    for fact in told[told["key"].isin(values.index)].to_dict("records"):
        value = values.loc[fact["key"]]
        found = f"lesion {quoted(fact['key'].split(SEPARATOR)[0])} merged, and its size {value['value']} at that visit"
        expected = f"one of the two; the size is on line {value['line']}, in column {value['column']}"
        yield _problem(fact, found, expected, "delete the one that is wrong; the other lesion has the size of both")


def _problem(fact: Mapping[str, object], found: str, expected: str, remedy: str) -> Problem:
    place = (str(fact["file"]), int(str(fact["line"])), int(str(fact["column"])), str(fact["header"]))
    return Problem("error", *place, RULE, found, expected, remedy)
