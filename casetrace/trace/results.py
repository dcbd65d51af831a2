"""From a result back to its rows and raw cells."""

from operator import attrgetter

from casetrace.methods.register import METHODS
from casetrace.model.dictionary import printed_column
from casetrace.model.time_units import in_its_unit
from casetrace.trace.chain import RestsOn
from casetrace.trace.cohort import Json, TracedCohort
from casetrace.trace.panel import printed_number
from casetrace.trace.words import result_words, scenario_words, set_words


@in_its_unit(attrgetter("time_unit"), "cohort")
def traced_result(cohort: TracedCohort, name: str, limit: int | None) -> Json:
    """What a result is, how it was made, and the rows and raw cells that it rests on.

    Parameters
    ----------
    cohort
        The cohort.
    name
        The `result_id`.
    limit
        Rows of a set that are listed; None for all.
    """
    row, parts = cohort.statistics[name], cohort.lineage.parts(name)
    method = METHODS[row["method"]]
    return {
        "kind": "result",
        "cohort": cohort.name,
        "result_id": name,
        "words": result_words(row, cohort.outcomes, cohort.treatment),
        "printed": printed_number(row),
        "number": {key: row[key] for key in ("estimate", "ci_lower", "ci_upper", "ci_level", "p_value")},
        "method": {
            "key": row["method"],
            "name": method.name,
            "description": method.description,
            "reference": method.reference,
        },
        "analysis_set": set_words(row),
        "n_patients": row["n_patients"],
        "n_lesions": row["n_lesions"],
        "scenario": scenario_words(row["scenario"]),
        "role": row["role"],
        "status": row["status"],
        "note": row["note"],
        "code": parts[0].code,
        "rests_on": [_part(cohort, part, limit) for part in parts],
        "files": cohort.files,
    }


@in_its_unit(attrgetter("time_unit"), "cohort")
def named_results(cohort: TracedCohort, names: list[str]) -> list[Json]:
    """Results by name, with what they are and the number as it is printed."""
    rows = (cohort.statistics[name] for name in names)
    return [
        {
            "result_id": row["result_id"],
            "words": result_words(row, cohort.outcomes, cohort.treatment),
            "estimate": printed_number(row)["estimate"],
            "role": row["role"],
        }
        for row in rows
    ]


@in_its_unit(attrgetter("time_unit"), "cohort")
def results_like(cohort: TracedCohort, pattern: str, names: list[str]) -> Json:
    """The results that a pattern fits."""
    return {"kind": "results", "cohort": cohort.name, "pattern": pattern, "results": named_results(cohort, names)}


def _part(cohort: TracedCohort, part: RestsOn, limit: int | None) -> Json:
    rows = cohort.lineage.rows(part.row_set)
    return {
        "role": part.role,
        "dataset": part.dataset,
        "fields": [*map(printed_column, part.fields)],
        "row_set": part.row_set,
        "n_rows": len(rows),
        "rows": [cohort.row(part.dataset, int(position), part.fields, limit) for position in rows[:limit]],
    }
