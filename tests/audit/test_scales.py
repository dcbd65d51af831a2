"""Claims on percentages as printed, without the sizes that they were computed from."""

import pytest

from casetrace.claims.claims import CLAIM_COLUMNS
from tests.stages.published_scales import percentages
from tests.stages.running import audit, checked_cohort, ingest_and_clean, prepared

CLAIMS = {
    "mean_4": ("mean", "percent_reduction.reduction.week_4", "lesion", 439 / 7),
    "mean_12": ("mean", "percent_reduction.reduction.week_12", "patient", 88),
    "complete": ("count", "response.reduction.week_12=complete", "lesion", 2),
}


def test_they_are_recomputed_from_the_percentages(tmp_path):
    shape = percentages()
    cohort = checked_cohort(shape.cohort | {"claims": "claims.csv"})
    rows = [
        dict.fromkeys(CLAIM_COLUMNS, "")
        | {"claim_id": name, "statement": name, "place": "Results", "kind": kind, "quantity": quantity, "unit": unit}
        | {"reported": f"{value:.0f}"}
        for name, (kind, quantity, unit, value) in CLAIMS.items()
    ]
    text = "\n".join([",".join(CLAIM_COLUMNS), *(",".join(row[name] for name in CLAIM_COLUMNS) for row in rows), ""])
    folder = prepared(tmp_path, shape.files["percent.csv"], cohort, claims=text)
    audited = audit(ingest_and_clean(folder, cohort), cohort).csv("audit").set_index("claim_id")
    recomputed = audited["recomputed"].astype("float64").to_dict()
    assert recomputed == pytest.approx({name: claim[-1] for name, claim in CLAIMS.items()})
    assert set(audited["verdict"]) == {"reproduced"}
