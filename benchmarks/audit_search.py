"""Times the audit of 100 claims about 1,000 lesions beside the description of the same cohort.

    python -m benchmarks.audit_search [--lesions N] [--claims N] [--repeats N]

The claims are drawn so that most of them do not hold, which makes the audit search for all of them. It takes turns with
`describe_outcome`; the best of the rounds counts. Wanted: under 10 seconds on one processor.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from casetrace.analyse.describe.outcomes import describe_outcome
from casetrace.analyse.visits import OutcomeVisits
from casetrace.audit.audit import audited
from casetrace.audit.study import Study, study_of
from casetrace.claims.claims import CLAIM_COLUMNS, Claim, read_claims
from casetrace.derive.datasets import lesion_visits
from casetrace.model.direction import LOWER_IS_BETTER
from casetrace.model.endpoint import Endpoint
from casetrace.model.outcome import Outcome, Thresholds
from casetrace.model.plan import Plan
from casetrace.model.results import Results

WEEKS = (4, 12)
OUTCOME = Outcome(
    name="size_mm", label="lesion size", unit="mm", bearer="lesion", direction=LOWER_IS_BETTER, minimum=0, maximum=500,
    best_value=0, baseline_visit=0, follow_up_visits=WEEKS, baseline_bands=(5, 50), response=Thresholds(100, 30, 20),
    log_offset=0.5,
)  # fmt: skip
CHANGE = Endpoint(
    name="percent_change", label="percent change", kind="percent_change", primary=True, outcome="size_mm", visit=12,
    unit_of_analysis="patient", analysis_set="all", scenario="observed", threshold=None, patient_rule="mean",
)  # fmt: skip
PLAN = Plan({OUTCOME.name: OUTCOME}, {CHANGE.name: CHANGE})
POPULATIONS = ("", "site=Knee", "diagnosis=A", "sex=female", "regimen=weekly", "baseline.size_mm<50")


def cohort(lesions: int, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """The canonical tables of a made-up cohort, two lesions a patient, with printed percentages."""
    names = pd.Series([f"L{number}" for number in range(lesions)])
    owners = pd.Series([f"P{number // 2}" for number in range(lesions)])
    patients = owners.drop_duplicates().reset_index(drop=True)
    baseline = rng.integers(5, 100, lesions).astype(float)
    visits = [(0, baseline), (4, np.round(baseline * rng.uniform(0, 1, lesions)))]
    visits.append((12, np.where(rng.random(lesions) < 0.2, 0, np.round(visits[1][1] * rng.uniform(0, 1, lesions)))))
    measured = pd.concat(
        pd.DataFrame(
            {
                "lesion_id": names,
                "patient_id": owners,
                "outcome": "size_mm",
                "visit": week,
                "value": np.where((rng.random(lesions) < 0.1) & (week == WEEKS[-1]), np.nan, size),
                "reported_reduction_percent": np.round(100 * (1 - size / baseline)) if week else np.nan,
            }
        )
        for week, size in visits
    ).dropna(subset=["value"])
    measured = measured.assign(period=None, arm=None, merged_into=None, row=range(len(measured)))
    return {
        "patients": pd.DataFrame(
            {"patient_id": patients, "age_years": rng.integers(20, 90, len(patients)) * 1.0}
        ).assign(
            sex=rng.choice(["female", "male"], len(patients)), diagnosis=rng.choice(["A", "B", "C"], len(patients))
        ),
        "lesions": pd.DataFrame({"lesion_id": names, "patient_id": owners}).assign(
            site=rng.choice(["Knee", "Elbow"], lesions), regimen=rng.choice(["single", "weekly"], lesions)
        ),
        "measurements": measured.astype(
            {"visit": "Int64"} | dict.fromkeys(("period", "arm", "merged_into"), "str")
        ).reset_index(drop=True),
        "treatments": pd.DataFrame({"lesion_id": names, "patient_id": owners, "shared_cell": "no"}).assign(
            n_treatments=rng.integers(1, 6, lesions), dose_mean=50.0, dose_min=5.0, dose_max=200.0
        ),
        "events": pd.DataFrame(columns=["patient_id", "number", "type", "week", "related", "serious"]),
        "disposition": pd.DataFrame({"patient_id": patients, "status": "completed", "after_week": WEEKS[-1]}),
    }


def claims(number: int) -> list[Claim]:
    """Claims of seven kinds in six populations."""
    rows = [dict.fromkeys(CLAIM_COLUMNS, "") | row | {"line": line} for line, row in enumerate(_rows(number), start=2)]
    return read_claims(pd.DataFrame(rows))


def _rows(most: int) -> Iterator[dict[str, str]]:
    for number in range(most):
        week, unit = WEEKS[number % 2], ("lesion", "patient")[number // 2 % 2]
        reduction, off = f"percent_reduction.size_mm.week_{week}", number % 9
        kinds = (
            ("mean", reduction, unit, str(50 + off)),
            ("percent", f"response.size_mm.week_{week}=complete", unit, str(20 + off)),
            ("median", reduction, "lesion", str(55 + off)),
            ("sd", reduction, "lesion", str(20 + off)),
            ("mean", "baseline.size_mm", "patient", str(45 + off)),
            ("count", "lesions", "", str(100 + number)),
            ("range", f"value.size_mm.week_{week}", "lesion", f"0 to {90 + off}"),
        )
        kind, quantity, own_unit, reported = kinds[number % len(kinds)]
        population = POPULATIONS[number % len(POPULATIONS)]
        yield {
            "claim_id": f"claim_{number}", "statement": "S.", "place": "Results", "kind": kind, "quantity": quantity,
            "population": population, "unit": own_unit, "reported": reported,
        }  # fmt: skip


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lesions", type=int, default=1000)
    parser.add_argument("--claims", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args(arguments)
    tables = cohort(options.lesions, np.random.default_rng(1))
    own = claims(options.claims)
    visits = lesion_visits(tables, {"size_mm": OUTCOME}, ["observed", "as_reported"])

    def audit() -> object:
        study: Study = study_of(tables, {"size_mm": OUTCOME}, {})
        return audited(own, study)

    rounds = [
        (seconds(audit), seconds(lambda: describe_outcome(Results(), OutcomeVisits(OUTCOME, PLAN, visits))))
        for _ in range(options.repeats)
    ]
    audit_time, described = (min(times) for times in zip(*rounds, strict=True))
    print(f"audit of {len(own)} claims about {options.lesions} lesions: {audit_time:.1f} s")
    print(f"against the description of the cohort: {audit_time / described:.1f} times")


if __name__ == "__main__":
    main()
