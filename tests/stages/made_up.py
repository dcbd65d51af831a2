"""Made-up cohorts: a table with one row a lesion and a column for each field."""

import copy
import functools
from collections.abc import Mapping, Sequence
from typing import Any

from tests.stages.running import simple_cohort

COLUMNS: dict[str, dict[str, Any]] = {
    "Patient": {"field": "patient_id"},
    "Lesion": {"field": "lesion_id"},
    "Age": {"field": "age_years"},
    "Sex": {"field": "sex"},
    "Diagnosis": {"field": "diagnosis"},
    "Site": {"field": "site"},
    "Regimen": {"field": "regimen"},
    "Injections": {"field": "n_treatments"},
    "Dose": {"field": "dose_mean"},
    "Lowest": {"field": "dose_min"},
    "Highest": {"field": "dose_max"},
    "Event": {"field": "event_type"},
    "Related": {"field": "event_related"},
    "Status": {"field": "disposition_status"},
    "Until": {"field": "disposition_after_week"},
    "Dated": {"field": "disposition_dated"},
    "W0": {"field": "value", "outcome": "size_mm", "visit": 0},
    "W4": {"field": "value", "outcome": "size_mm", "visit": 4},
    "W12": {"field": "value", "outcome": "size_mm", "visit": 12},
    "P4": {"field": "reported_reduction_percent", "outcome": "size_mm", "visit": 4},
    "P12": {"field": "reported_reduction_percent", "outcome": "size_mm", "visit": 12},
}
REQUIRED = ("Patient", "Lesion", "W0", "W4", "W12")
USUAL = {"Patient": "1", "Lesion": "1a", "Event": "no", "W0": "10", "W4": "5", "W12": "1"}


def cohort(*headers: str, **changes: Any) -> dict[str, Any]:
    """A cohort whose table has the required columns and `headers`; all columns without `headers`."""
    return _checked(headers, **changes) if changes else copy.deepcopy(_plain(headers))


def _checked(headers: tuple[str, ...], **changes: Any) -> dict[str, Any]:
    names = (*REQUIRED, *headers) if headers else tuple(COLUMNS)
    return simple_cohort({name: COLUMNS[name] for name in dict.fromkeys(names)}, **changes)


_plain = functools.cache(_checked)


def table(rows: Sequence[dict[str, str]], headers: Mapping[str, Any] = COLUMNS) -> str:
    """A CSV text with these rows; what a row leaves out is as in `USUAL`, or blank."""
    lines = [",".join(headers)]
    for row in rows:
        cells = USUAL | row
        lines.append(",".join('"' + cells.get(name, "").replace('"', '""') + '"' for name in headers))
    return "\n".join(lines) + "\n"


def patients(n: int, **cells: str) -> list[dict[str, str]]:
    """Rows of `n` patients with one lesion each, their baselines, visits and ages all different."""
    return [
        {
            "Patient": f"P{i}",
            "Lesion": f"P{i}a",
            "Age": str(40 + i),
            "Sex": "female",
            "Dose": str(10 + i),
            "Injections": str(1 + i % 4),
            "W0": str(20 + i),
            "W4": str(10 + i % 3),
            "W12": str(i % 5),
        }
        | cells
        for i in range(n)
    ]
