"""What each field of a dataset is made of: the canonical fields behind a column of an analysis dataset.

`derive_outcomes` makes the datasets from the clean tables; this says of each of their columns which fields of which
tables it takes, and of what: the row's patient, its lesion, or its lesion at certain visits.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from casetrace.claims.terms import parse_variable
from casetrace.model.basis import (
    CLEAN_LESIONS,
    DISPOSITION,
    EVENTS,
    LESION_VISITS,
    LESIONS,
    MEASUREMENTS,
    PATIENTS,
)
from casetrace.model.dictionary import OF_LESIONS
from casetrace.model.variables import fields

#: The baseline visit of a need, that of its row, those up to it, or all.
Visits = Literal["baseline", "own", "up to own", "all"]


class Need(NamedTuple):
    """A canonical field that a value is made of.

    Attributes
    ----------
    table, field
        The canonical table and its column.
    visits
        Of a measurement, at which visits: the baseline's, that of the row, all up to it, or all.
    outcome, visit
        Of a measurement, outcome and visit where the row does not tell.
    beside
        A field that the same line must have a text for.
    dated
        Whether the value moves with when its measurements were made, as the order of visits does.
    """

    table: str
    field: str
    visits: Visits = "own"
    outcome: str = ""
    visit: int | None = None
    beside: str = ""
    dated: bool = False


def _of(table: str, *fields: str) -> tuple[Need, ...]:
    return tuple(Need(table, field) for field in fields)


def _measured(visits: Visits, field: str = "value") -> tuple[Need, ...]:
    return (Need("measurements", field, visits),)


DISPOSED = (*_of("disposition", "status", "after_week"), *_measured("all"))
#: A line without a value is no measurement, and its arm is not taken.
ARM = (*_measured("all", "arm"), Need("measurements", "value", "all", beside="arm"))
COMPLICATIONS = _of("events", "type", "related", "serious", "week")
#: How an imputed value is made, by the scenario that filled it in. The missing one itself is always looked at.
FILLED = {
    "": _measured("own"),
    "locf": (*_measured("up to own"), *_measured("baseline")),
    "no_change": (*_measured("own"), *_measured("baseline")),
    "worst_value": _measured("own"),
    "complete_response": _measured("own"),
}
SUMMED = ("baseline", "baseline_band", "new_lesion", "relapsed", "no_percent_reason")
REDUCED = ("change", "percent_reduction", "log_ratio", "response")


def _of_visit(field: str, row: Mapping[str, Any]) -> tuple[Need, ...]:
    """The needs of a column of the lesion visits: of a value that was filled in, what fills it."""
    if field in ("baseline", "baseline_band"):
        return _measured("baseline")
    if field == "arm":
        return ARM
    if row["scenario"] == "as_reported" and field in REDUCED:
        return _measured("own", "reported_reduction_percent")
    value_needs = FILLED[row["imputed"]]
    if field == "value":
        return value_needs
    if field == "merged_into":
        return _measured("up to own", "merged_into")
    if field == "missing_reason":
        return (*_measured("own"), *_measured("up to own", "merged_into"), *DISPOSED)
    course = (Need("measurements", "value", "up to own", dated=True),) if field == "relapsed" else ()
    return tuple(dict.fromkeys((*value_needs, *_measured("baseline"), *course)))


def of_part(dataset: str, field: str) -> tuple[Need, ...]:
    """What a value of a lesion visit takes from each lesion that is part of this one: its baseline, its course."""
    if dataset != LESION_VISITS or field not in {*REDUCED, *SUMMED}:
        return ()
    course = _measured("up to own") if field == "relapsed" else ()
    return (*_measured("baseline"), *_measured("up to own", "merged_into"), *course)


def _of_lesion(field: str, row: Mapping[str, Any]) -> tuple[Need, ...]:
    """The needs of a column of the dataset of lesions."""
    if field == "site_group":
        return _of("lesions", "site")
    if field == "shared_cell":
        return _of("treatments", "n_treatments")
    column = fields().get(field)
    return _of(column.table, field) if column and column.level in OF_LESIONS and field != "lesion_id" else ()


def _of_patient(field: str, row: Mapping[str, Any]) -> tuple[Need, ...]:
    """The needs of a column of the patients, or of a variable of a claim about one who has no lesion."""
    if field == "complications":
        return COMPLICATIONS
    column = fields().get(field)
    return _of("patients", field) if column and column.level == "patient" else _of_claim(field, row)


def _of_disposition(field: str, row: Mapping[str, Any]) -> tuple[Need, ...]:
    return DISPOSED if field in ("status", "after_week") else _of("disposition", field)


def _of_claim(field: str, row: Mapping[str, Any]) -> tuple[Need, ...]:
    """The needs of a variable of a claim, such as `percent_reduction.size_mm.week_12`."""
    variable = parse_variable(field)
    if variable.name in ("disposition", "after_week", "last_visit"):
        return DISPOSED
    if "complication" in variable.name:
        deaths = DISPOSED if variable.name == "serious_complication" else ()
        return (*COMPLICATIONS, *deaths)
    if not variable.outcome:
        return _of_lesion(variable.name, row)
    baseline = Need("measurements", "value", "baseline", variable.outcome)
    value = Need("measurements", "value", "own", variable.outcome, variable.visit)
    if variable.visit is None:
        return (baseline,)
    return (value,) if variable.name == "value" else (baseline, value)


#: The needs of a column by the dataset that it stands in; the row tells of filled values.
BY_DATASET: dict[str, Callable[[str, Mapping[str, Any]], tuple[Need, ...]]] = {
    LESION_VISITS: _of_visit,
    LESIONS: _of_lesion,
    CLEAN_LESIONS: _of_claim,
    PATIENTS: _of_patient,
    EVENTS: lambda field, row: _of("events", field),
    DISPOSITION: _of_disposition,
    MEASUREMENTS: lambda field, row: (Need("measurements", field, "own", row["outcome"], row["visit"]),),
}


def needs(dataset: str, field: str, row: Mapping[str, Any]) -> tuple[Need, ...]:
    """The canonical fields that one value of a dataset is made of.

    Parameters
    ----------
    dataset, field
        The dataset and its column, or a variable of a claim.
    row
        The row, by column.
    """
    return BY_DATASET[dataset](field, row)
