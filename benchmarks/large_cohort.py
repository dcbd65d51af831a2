"""Times the computing stages, and the memory they take, on a made-up cohort far larger than a case series.

    python -m benchmarks.large_cohort [--patients N] [--others N] [--models N]

Each patient has two lesions, measured at the shipped cohort's visits; a twentieth of the follow-up values is missing.
The estimates are timed without the models of the log ratio; `--models` times these apart, on so many patients. Each
runs in a process of its own, so that its peak of memory is its own as well. Seconds belong to the machine, and nothing
fails.
"""

import argparse
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.measure import ROOT, hold_to_cores
from casetrace.analyse.assess.run import assessed
from casetrace.analyse.estimate.outcomes import estimate_outcome
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.explore.run import explored
from casetrace.analyse.visits import OutcomeVisits
from casetrace.config.schema import config_schema
from casetrace.config.validation import validated_config
from casetrace.derive.datasets import lesion_table, lesion_visits
from casetrace.ingest.endpoints import planned_endpoints
from casetrace.methods.models import gee_mean, mixed_mean
from casetrace.model.endpoint import Endpoint
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Plan
from casetrace.model.results import Results
from casetrace.model.yaml_files import read_yaml

OUTCOME = "size_mm"
SCHEMA = ROOT / "workflow/schemas/config.schema.yaml"
SITES = ("fingertip", "knee", "elbow", "buttocks")
MISSING = 0.05
#: Unit of `ru_maxrss`: bytes on macOS, kibibytes elsewhere.
MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class LargeCohort:
    """A made-up cohort, and the shipped study's settings.

    Attributes
    ----------
    lesions, visits
        The analysis datasets.
    recorded
        The measurements as text.
    plan
        The shipped outcome and endpoints.
    study
        The shipped configuration.
    """

    lesions: pd.DataFrame
    visits: pd.DataFrame
    recorded: pd.DataFrame
    plan: Plan
    study: dict[str, Any]

    def settings(self, **methods: Any) -> EstimationSettings:
        """The study's settings of estimates with changes of its methods."""
        return EstimationSettings(self.study["methods"] | methods, self.study["study"]["seed"])


@dataclass(frozen=True)
class Measured:
    """What one stage took.

    Attributes
    ----------
    results
        How many results it gave.
    seconds
        Time elapsed.
    before, peak
        Most memory, in MB, that the process had taken before the stage and by its end.
    """

    results: int
    seconds: float
    before: float
    peak: float


def large_cohort(patients: int) -> LargeCohort:
    """Make up a cohort of so many patients, the same each time."""
    study = validated_config(read_yaml(ROOT / "config.yaml"), SCHEMA)
    [shipped] = study["cohorts"].values()
    outcome = Outcome.of(OUTCOME, shipped["outcomes"][OUTCOME])
    sections = {OUTCOME: shipped["outcomes"][OUTCOME] | {"measured_on": "lesion"}}
    endpoints = planned_endpoints(shipped["endpoints"], {}, sections, config_schema(SCHEMA))
    rng = np.random.default_rng(patients)
    tables = clean_tables(patients, outcome, rng)
    return LargeCohort(
        lesion_table(tables, {}),
        lesion_visits(tables, {OUTCOME: outcome}, shipped["scenarios"]),
        tables["measurements"][["outcome", "value"]].astype({"value": "str"}),
        Plan({OUTCOME: outcome}, {name: Endpoint.of(name, section) for name, section in endpoints.items()}),
        study,
    )


def clean_tables(patients: int, outcome: Outcome, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """The clean tables of a cohort in which patients differ, and their two lesions from each other."""
    names = np.array([f"p{number}" for number in range(patients)])
    owners = np.repeat(names, 2)
    lesions = pd.DataFrame({"lesion_id": np.char.add(owners, np.tile(["a", "b"], patients)), "patient_id": owners})
    doses = rng.integers(10, 150, len(lesions)).astype(float)
    return {
        "patients": pd.DataFrame(
            {
                "patient_id": names,
                "age_years": rng.integers(20, 90, patients).astype(float),
                "sex": rng.choice(["female", "male"], patients),
                "diagnosis": rng.choice(["SSc", "NSF", "other"], patients),
                "row": range(patients),
            }
        ),
        "lesions": lesions.assign(
            site=rng.choice(SITES, len(lesions)),
            regimen=np.repeat(rng.choice(["single injection", "weekly injections"], patients), 2),
            row=range(len(lesions)),
        ),
        "treatments": lesions.assign(
            n_treatments=pd.array(rng.integers(1, 7, len(lesions)), dtype="Int64"),
            dose_mean=doses,
            dose_min=doses,
            dose_max=doses,
            shared_cell="no",
            row=range(len(lesions)),
        ),
        "measurements": measurements(lesions, outcome, rng),
        "disposition": pd.DataFrame(
            {
                "patient_id": names,
                "status": "completed",
                "after_week": pd.array([outcome.follow_up_visits[-1]] * patients, dtype="Int64"),
            }
        ),
    }


def measurements(lesions: pd.DataFrame, outcome: Outcome, rng: np.random.Generator) -> pd.DataFrame:
    """Whole millimetres at each visit, less the missing ones; the lesions of a patient shrink alike."""
    baseline = rng.integers(5, 80, len(lesions)).astype(float)
    parts = [lesions.assign(visit=outcome.baseline_visit, value=baseline)]
    for visit in outcome.follow_up_visits:
        of_patients = np.repeat(rng.uniform(0, 0.8, len(lesions) // 2), 2)
        left = np.clip(of_patients + rng.uniform(-0.2, 0.3, len(lesions)), 0, None)
        values = lesions.assign(visit=visit, value=np.round(baseline * left))
        parts.append(values[rng.random(len(lesions)) >= MISSING])
    result = pd.concat(parts, ignore_index=True).astype({"visit": "Int64"})
    unknown = {name: pd.Series(pd.NA, index=result.index, dtype="str") for name in ("period", "arm")}
    return result.assign(outcome=OUTCOME, **unknown, reported_reduction_percent=np.nan, row=range(len(result)))


def estimate(cohort: LargeCohort) -> Results:
    """The estimates of the observed scenario, without models."""
    results = Results()
    observed = cohort.visits[cohort.visits["scenario"] == "observed"]
    without_models = cohort.settings(model_patients=len(cohort.lesions))
    outcome = cohort.plan.outcomes[OUTCOME]
    estimate_outcome(results, OutcomeVisits(outcome, cohort.plan, observed), without_models)
    return results


def explore(cohort: LargeCohort) -> Results:
    """The explorations, of all variables and groups."""
    tables = {"lesions": cohort.lesions, "lesion_visits": cohort.visits}
    explore = {"confounded_from": 0.7}
    settings = cohort.settings()
    return explored(tables, cohort.plan.outcomes, explore, {}, settings.methods, settings.seed)


def assess(cohort: LargeCohort) -> Results:
    """The sensitivity analyses, in all of the shipped scenarios."""
    return assessed(cohort.visits, cohort.recorded, cohort.plan, cohort.settings())


def fit_models(cohort: LargeCohort) -> list[Any]:
    """The GEE and the mixed model of the mean log ratio at the last visit."""
    seen = cohort.visits[cohort.visits["scenario"] == "observed"].dropna(subset=["log_ratio"])
    last = seen[seen["visit"] == seen["visit"].max()]
    values, patients = last["log_ratio"].to_numpy(), last["patient_id"].to_numpy()
    return [fit(values, patients, cohort.settings().level) for fit in (gee_mean, mixed_mean)]


STAGES: dict[str, Callable[[LargeCohort], Results | list[Any]]] = {
    "estimates without models": estimate,
    "explorations": explore,
    "sensitivity": assess,
    "both models": fit_models,
}


def measured(stage: str, patients: int) -> Measured:
    """Run one stage on a cohort of so many patients, in this process."""
    cohort = large_cohort(patients)
    before, start = peak_memory(), time.perf_counter()
    results = STAGES[stage](cohort)
    seconds = time.perf_counter() - start
    return Measured(len(results.rows if isinstance(results, Results) else results), seconds, before, peak_memory())


def peak_memory() -> float:
    """The most memory that this process has taken so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_BYTES / 1e6


def main() -> None:
    """Measure and print one line for each stage."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large_cohort", description="Times a large cohort.")
    parser.add_argument("--patients", type=int, default=100_000, help="patients of the estimates (100,000)")
    parser.add_argument("--others", type=int, default=20_000, help="patients of the other stages (20,000)")
    parser.add_argument("--models", type=int, metavar="N", help="time the models too, on so many patients")
    options = parser.parse_args()
    hold_to_cores()
    sizes = dict.fromkeys(STAGES, options.others) | {"estimates without models": options.patients}
    sizes["both models"] = options.models
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, max_tasks_per_child=1, mp_context=context) as processes:
        print(f"{'stage':26}{'patients':>10}{'results':>9}{'seconds':>9}{'MB before':>11}{'MB peak':>9}")
        for stage, patients in sizes.items():
            if patients is not None:
                took = processes.submit(measured, stage, patients).result()
                numbers = f"{took.results:9}{took.seconds:9.1f}{took.before:11.0f}{took.peak:9.0f}"
                print(f"{stage:26}{patients:10,}{numbers}", flush=True)


if __name__ == "__main__":
    main()
