"""Made-up patients with what might explain their percent improvement."""

from typing import Any

import pandas as pd

from casetrace.analyse.explore.settings import ExplorationSettings
from casetrace.analyse.explore.sources import Sources

METHODS: dict[str, Any] = {
    "confidence_level": 0.95,
    "exact_permutation_patients": 8,
    "exact_assignments": 1000,
    "asymptotic_patients": 5000,
    "resamples": 199,
    "correlation_patients": 4,
}
LABELS = {
    "baseline": "baseline size",
    "baseline_band": "baseline size",
    "age_years": "age",
    "dose_mean": "mean dose",
    "site": "site",
    "sex": "sex",
    "regimen": "regimen",
    "improvement": "the reduction",
}


def settings(**methods: Any) -> ExplorationSettings:
    """Settings of explorations with the study's methods changed."""
    return ExplorationSettings(METHODS | methods, 1, 0.7, LABELS)


def patients(**columns: Any) -> pd.DataFrame:
    """One row a patient with one lesion."""
    frame = pd.DataFrame(columns)
    return frame.assign(patient_id=[f"P{number}" for number in range(len(frame))], n_evaluable=1)


def sources(rows: pd.DataFrame) -> Sources:
    """The rows themselves as what explorations rest on."""
    return Sources(rows, rows, of_lesions=False)
