"""Made-up cohorts as typed tables, and claims about them."""

import functools
from typing import Any

import numpy as np
import pandas as pd

from casetrace.audit.study import Study, study_of
from casetrace.claims.claims import ALL_COLUMNS, Claim, read_claims
from casetrace.config.defaults import fill_defaults
from casetrace.config.schema import config_schema
from casetrace.model.outcome import Outcome
from tests.stages.running import SCHEMA

WEEKS = (4, 12)


@functools.cache
def _schema() -> dict[str, Any]:
    return config_schema(SCHEMA)


def outcome(**changes: Any) -> Outcome:
    """The lesion size, with the defaults of config."""
    schema = _schema()
    section = fill_defaults({"label": "lesion size", "unit": "mm"} | changes, schema["$defs"]["outcome"], schema)
    ends = {"best_value": 0, "baseline_visit": 0, "follow_up_visits": list(WEEKS), "measured_on": "lesion"}
    return Outcome.of("size_mm", ends | dict(section))


def tables(
    sizes: list[list[float | None]], patients: list[str], *, printed: bool = False, **columns: list[Any]
) -> dict[str, pd.DataFrame]:
    """The canonical tables of lesions with a size at baseline and at both visits.

    Parameters
    ----------
    sizes
        Of each lesion its sizes, None where there is none.
    patients
        Of each lesion its patient.
    printed
        Whether the table prints percentages too, whole ones.
    columns
        Further columns by name: ``age_years``, ``sex`` and ``diagnosis`` by patient, the others by lesion.
    """
    names = [f"{patient}{'abcdefgh'[patients[:index].count(patient)]}" for index, patient in enumerate(patients)]
    own = list(dict.fromkeys(patients))
    return {
        "patients": pd.DataFrame({"patient_id": own}).assign(
            age_years=columns.get("age_years", [np.nan] * len(own)),
            sex=columns.get("sex"),
            diagnosis=columns.get("diagnosis"),
        ),
        "lesions": pd.DataFrame({"lesion_id": names, "patient_id": patients}).assign(
            site=columns.get("site"), regimen=columns.get("regimen")
        ),
        "measurements": _measurements(sizes, patients, names, printed),
        "treatments": pd.DataFrame({"lesion_id": names, "patient_id": patients}).assign(
            n_treatments=pd.array(columns.get("n_treatments", [1] * len(names)), dtype="Int64"),
            **{name: columns.get(name, [np.nan] * len(names)) for name in ("dose_mean", "dose_min", "dose_max")},
            shared_cell=columns.get("shared_cell", ["no"] * len(names)),
        ),
        "events": pd.DataFrame(columns=["patient_id", "number", "type", "week", "related", "serious"]),
        "disposition": pd.DataFrame({"patient_id": own, "status": "completed", "after_week": WEEKS[-1]}),
    }


def _measurements(
    sizes: list[list[float | None]], patients: list[str], names: list[str], printed: bool
) -> pd.DataFrame:
    rows = []
    for own, patient, name in zip(sizes, patients, names, strict=True):
        for week, value in zip((0, *WEEKS), own, strict=True):
            if value is not None:
                percent = round(100 * (1 - value / own[0])) if printed and week and own[0] else np.nan
                rows.append((name, patient, "size_mm", week, None, None, float(value), percent))
    columns = ["lesion_id", "patient_id", "outcome", "visit", "period", "arm", "value", "reported_reduction_percent"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["row"], frame["merged_into"] = range(len(frame)), None
    return frame.astype({"visit": "Int64", "period": "str", "arm": "str", "merged_into": "str"})


def study(sizes: list[list[float | None]], patients: list[str], **columns: Any) -> Study:
    """The rows of a made-up cohort."""
    return study_of(tables(sizes, patients, **columns), {"size_mm": outcome()}, {})


def claims(*rows: dict[str, str]) -> list[Claim]:
    """Claims about a cohort; what is not given is blank."""
    filled = [
        dict.fromkeys(ALL_COLUMNS, "") | {"claim_id": f"claim_{number}", "statement": "S.", "place": "Results"} | row
        for number, row in enumerate(rows, start=1)
    ]
    return read_claims(pd.DataFrame(filled).assign(line=range(2, len(rows) + 2)))


def claim(kind: str, quantity: str, reported: str = "", **rest: str) -> Claim:
    """One claim."""
    return claims({"kind": kind, "quantity": quantity, "reported": reported} | rest)[0]
