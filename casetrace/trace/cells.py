"""From a raw cell forward to what it became, the analysis rows, and the results and files that it reaches."""

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any

import numpy as np

from casetrace.model.basis import LESION_VISITS, LESIONS
from casetrace.model.dictionary import OF_LESIONS
from casetrace.model.time_units import in_its_unit
from casetrace.model.variables import groups_of_visits, variables
from casetrace.trace.cohort import Json, TracedCohort
from casetrace.trace.outputs import claims_reached, outputs_reached
from casetrace.trace.places import Place, located, why_unread
from casetrace.trace.results import named_results
from casetrace.trace.words import row_label

#: Columns of the analysis datasets that are looked at for a cell.
FIELDS = {
    LESIONS: [column.name for column in variables("claimed", *OF_LESIONS) if "identifier" not in column.roles],
    LESION_VISITS: [
        *groups_of_visits(),
        "baseline",
        "value",
        "percent_reduction",
        "relapsed",
        "merged_into",
        "missing_reason",
        "no_percent_reason",
    ],
}
#: Columns that say why something is missing, and are empty where it is not.
REASONS = ("missing_reason", "no_percent_reason")


@in_its_unit(attrgetter("time_unit"), "cohort")
def traced_cell(cohort: TracedCohort, text: str) -> Json:
    """What a raw cell became, and what it reaches.

    Parameters
    ----------
    cohort
        The cohort.
    text
        The place, `FILE:LINE:COLUMN`.

    Raises
    ------
    UserError
        When there is no such cell.
    """
    place = located(cohort, text)
    number = cohort.lineage.origins.cells.number(place.file, place.line, place.column)
    note = why_unread(cohort, place)
    reached = cohort.lineage.results_of(number) if number is not None else set()
    names = [name for name in cohort.statistics if name in reached]
    rows = list(_rows_reached(cohort, number, place)) if number is not None else []
    return {
        "kind": "cell",
        "cohort": cohort.name,
        "cell": cohort.cell(number) if number is not None else _unread(place),
        "column_role": place.role,
        "note": note,
        "became": cohort.became(number) if number is not None else [],
        "rows": rows,
        "results": named_results(cohort, names),
        "claims": claims_reached(cohort, set(names)),
        "outputs": list(outputs_reached(cohort, set(names), rows)),
        "files": [file for file in cohort.files if file["file"] == place.file],
    }


def _unread(place: Place) -> Json:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "header": place.header,
        "text": None,
        "cleaning": "",
    }


def _rows_reached(cohort: TracedCohort, number: int, place: Place) -> Iterator[Json]:
    """The analysis rows of which a value depends on a cell, or that it tells whose they are."""
    patients = cohort.lineage.origins.patients_on(place.file, place.line)
    for dataset, fields in FIELDS.items():
        of_patients = cohort.lineage.dataset(dataset)["patient_id"].isin(patients)
        for position in np.flatnonzero(of_patients):
            row = cohort.lineage.row(dataset, int(position))
            row_fields = [name for name in fields if _is_told(name, row)]
            dependent = [
                name for name in row_fields if number in cohort.lineage.cells_of_value(dataset, int(position), name)
            ]
            if dependent or number in cohort.lineage.cells_of_value(dataset, int(position)):
                label = row_label(dataset, row)
                yield {"dataset": dataset, "row": int(position), "label": label, "fields": dependent}


def _is_told(name: str, row: Mapping[str, Any]) -> bool:
    """Whether a row has a column, and a reason why something is missing where it says so."""
    return name in row and bool(name not in REASONS or row[name])
