"""Runs the stages of the pipeline in this process, without Snakemake, on any raw table."""

import copy
import functools
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from casetrace.analyse.describe.run import described
from casetrace.analyse.run import analyse_cohort
from casetrace.audit import run as audit_claims
from casetrace.check.run import check_cohort
from casetrace.claims.claims import CLAIM_COLUMNS
from casetrace.clean.run import clean_cohort
from casetrace.collect.lineage import collect_lineage
from casetrace.collect.statistics import collect_statistics
from casetrace.config.validation import validated_config
from casetrace.derive.run import derive_outcomes
from casetrace.ingest.run import ingest_cohort
from casetrace.model.dictionary import data_dictionary
from casetrace.model.errors import UserError
from casetrace.model.plan import in_unit_of_plan, read_plan
from casetrace.model.result_files import write_results
from casetrace.model.results import Results
from tests.stages.one_truth import Shape

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.yaml"
REAL_COHORT = "aarhus-2014"
REAL_TABLE = "data/aarhus-2014/table1.csv"
REAL_CORRECTIONS = "data/aarhus-2014/corrections.csv"

#: The assumptions about the data under which the first cohort is looked at.
SCENARIOS = ["observed", "as_reported", "locf", "no_change", "complete_response"]
TABLE_KEYS = set(yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))["$defs"]["table"]["properties"])
CLEAN_INPUTS = (*data_dictionary(), "cells", "handled", "problems")
PLAN = "out/ingest/plan.json"
#: Whether it is `make test-full`, in which every cohort goes through all stages.
FULL = "CASETRACE_EXAMPLES" in os.environ
#: A claims.csv that claims nothing.
NO_CLAIMS = f"{','.join(CLAIM_COLUMNS)}\n"
#: The stages that compute results, in the order of statistics.csv.
STAGES = ("analyse",)
INGESTED = (*CLEAN_INPUTS, "sources", "columns", "raw", "lines", "fields", "row_counts", "claims")
#: What a stage that computes results writes.
RESULT_PARTS = ("statistics", "lineage", "row_sets")


@functools.cache
def _shipped() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8")))


def shipped_config() -> dict[str, Any]:
    """The shipped config.yaml as it is written, to change at will."""
    return copy.deepcopy(_shipped())


@functools.cache
def _valid() -> dict[str, Any]:
    return validated_config(shipped_config(), SCHEMA)


def study() -> dict[str, Any]:
    """The shipped configuration with its defaults filled in, to change at will."""
    return copy.deepcopy(_valid())


def real_cohort() -> dict[str, Any]:
    """The shipped cohort's section of config."""
    return dict(study()["cohorts"][REAL_COHORT])


def without_claims(cohort: Mapping[str, Any]) -> dict[str, Any]:
    """A cohort's section of config without its claims, of which corrections may have come."""
    return {key: value for key, value in cohort.items() if key != "claims"}


#: What the first cohort is explored by.
EXPLORED: dict[str, Any] = real_cohort()["explore"]


def simple_cohort(columns: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A cohort's section of config, checked, for a table with one row a lesion.

    Keys of `changes` that the table section has are put there, all others in the cohort. Without endpoints the percent
    change of lesion size at week 12 is the primary one. Without these it is seen as observed alone, and explored by age
    and site, but for `make test-full`: what else the first cohort has takes half of the time of all stages.
    """
    cohort = real_cohort()
    for key in ("claims", "reporting", "abbreviations"):
        cohort.pop(key, None)
    del cohort["site_groups"]
    del cohort["tables"], cohort["corrections"], cohort["declared_scenarios"], cohort["endpoints"]
    cohort["primary"] |= {"outcome": "size_mm", "visit": 12}
    if not FULL:
        cohort["scenarios"] = ["observed"]
        cohort["explore"] |= {"variables": ["age_years"], "groups": ["site"]}
    if "endpoints" in changes:
        del cohort["primary"]
    cohort["table"] = {"file": "table.csv", "lesion_id": "column", "columns": dict(columns)}
    for key, value in changes.items():
        in_table = key in TABLE_KEYS
        (cohort["table"] if in_table else cohort)[key] = value
    config = shipped_config()
    config["cohorts"] = {"made-up": cohort}
    return dict(validated_config(config, SCHEMA)["cohorts"]["made-up"])


@dataclass(frozen=True)
class Run:
    """The folder of one run."""

    folder: Path

    def frame(self, part: str) -> pd.DataFrame:
        """One Parquet table, such as `clean/lesions`."""
        return pd.read_parquet(self.folder / "out" / f"{part}.parquet")

    def csv(self, part: str) -> pd.DataFrame:
        """One CSV file as text."""
        return pd.read_csv(self.folder / "out" / f"{part}.csv", dtype="str", keep_default_na=False)

    @property
    def statistics(self) -> pd.DataFrame:
        """statistics.csv by result_id."""
        return pd.read_csv(self.folder / "out" / "statistics.csv").set_index("result_id")

    def problems(self, severity: str = "error") -> pd.DataFrame:
        """Problems of both stages."""
        parts = [self.frame("ingest/problems"), self.frame("clean/problems")]
        frame = pd.concat(parts, ignore_index=True)
        return frame[frame["severity"] == severity].reset_index(drop=True)


def _paths(stage: str, names: tuple[str, ...]) -> dict[str, str]:
    return {name: f"out/{stage}/{name}.parquet" for name in names}


def ingest_and_clean(folder: Path, cohort: Mapping[str, Any]) -> Run:
    """Run both stages that collect problems; paths in `cohort` are relative to `folder`."""
    names = tuple(data_dictionary())
    with chdir(folder):
        ingest_cohort(
            cohort["tables"],
            cohort.get("outcomes", {}),
            cohort.get("endpoints", {}),
            cohort["primary"],
            SCHEMA,
            _paths("ingest", INGESTED) | {"plan": PLAN},
            claims=cohort.get("claims"),
            site_groups=cohort.get("site_groups", {}),
            corrections=cohort.get("corrections"),
            arms=cohort.get("arms", {}),
            treatment=cohort.get("treatment", {}),
            time_unit=cohort.get("time_unit", "week"),
        )
        clean_cohort(
            ingested=_paths("ingest", CLEAN_INPUTS),
            raw_file=cohort["tables"][0]["file"] if cohort["tables"] else "",
            corrections=cohort.get("corrections"),
            plan=PLAN,
            site_groups=cohort.get("site_groups", {}),
            out=_paths("clean", (*names, "problems", "row_counts"))
            | {"cleaning_log": "out/cleaning_log.csv", "problems_csv": "out/problems.csv"},
            claims=cohort.get("claims"),
        )
    return Run(folder)


def check(run: Run, name: str = "made-up") -> None:
    """Run the check, which raises `UserError` when the data has errors."""
    with chdir(run.folder):
        check_cohort(
            cohort=name,
            problem_parts=["out/ingest/problems.parquet", "out/clean/problems.parquet"],
            count_parts=["out/ingest/row_counts.parquet", "out/clean/row_counts.parquet"],
            all_problems="out/problems.csv",
            problems_csv="out/check/problems.csv",
            counts_csv="out/check/row_counts.csv",
        )


def derive(run: Run, cohort: Mapping[str, Any]) -> None:
    """Derive the analysis datasets."""
    with chdir(run.folder):
        derive_outcomes(
            clean=_paths("clean", tuple(data_dictionary())),
            plan=PLAN,
            scenarios=cohort["scenarios"],
            site_groups=cohort.get("site_groups", {}),
            out=_paths("derive", ("lesions", "lesion_visits", "patient_visits", "row_counts"))
            | {name: f"out/derive/{name[:-4]}.csv" for name in ("lesion_visits_csv", "patient_visits_csv")},
        )


@in_unit_of_plan
def _described(tables: Mapping[str, pd.DataFrame], plan: str) -> Results:
    return described(tables, read_plan(plan))


def describe(run: Run) -> None:
    """Describe the cohort, the first of the analyses, without the others."""
    tables = _paths("clean", ("patients", "events", "disposition")) | _paths("derive", ("lesions", "lesion_visits"))
    with chdir(run.folder):
        results = _described({name: pd.read_parquet(path) for name, path in tables.items()}, plan=PLAN)
        Path("out/analyse").mkdir(exist_ok=True)
        write_results(results, _paths("analyse", RESULT_PARTS))


#: What the analysis gave of files and settings, by their digest: many tests spend half of their time on it. One that
#: is about a second run puts an empty dictionary in its place.
ANALYSED: dict[str, dict[str, bytes]] = {}


def analyse(run: Run, cohort: Mapping[str, Any], methods: Mapping[str, Any]) -> None:
    """Analyse the cohort; of the same files under the same settings the results are those of the first time."""
    tables = (
        _paths("clean", ("patients", "events", "disposition"))
        | _paths("derive", ("lesions", "lesion_visits"))
        | _paths("ingest", ("measurements",))
    )
    sections = {
        "explore": cohort["explore"],
        "site_groups": cohort.get("site_groups", {}),
        "declared_scenarios": cohort.get("declared_scenarios", {}),
    }
    out, seed = _paths("analyse", RESULT_PARTS), study()["study"]["seed"]
    with chdir(run.folder):
        digest = hashlib.sha256(json.dumps([sections, methods, seed], default=repr).encode())
        for path in (*tables.values(), PLAN):
            digest.update(hashlib.sha256(Path(path).read_bytes()).digest())
        known = ANALYSED.get(digest.hexdigest())
        if known is None:
            analyse_cohort(
                tables=tables, plan=PLAN, cohort="made-up", sections=sections, methods=methods, seed=seed, out=out
            )
            ANALYSED[digest.hexdigest()] = {path: Path(path).read_bytes() for path in out.values()}
        for path, content in (known or {}).items():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_bytes(content)


def audit(run: Run, cohort: Mapping[str, Any]) -> Run:
    """Audit the claims of a cohort, whose paths are relative to the folder."""
    (run.folder / "out" / "audit").mkdir(exist_ok=True)
    with chdir(run.folder):
        audit_claims.audit_claims(
            ingested=_paths("ingest", (*data_dictionary(), "cells", "claims")),
            clean=_paths("clean", tuple(data_dictionary())),
            plan=PLAN,
            site_groups=cohort.get("site_groups", {}),
            out=_paths("audit", ("claims", *audit_claims.PARTS, *RESULT_PARTS))
            | {"audit_csv": "out/audit.csv", "scenario": "out/audit/scenario.json"},
            corrections=cohort.get("corrections"),
            config_tables=cohort["tables"],
        )
    return run


def collect(run: Run, stages: Sequence[str] = STAGES) -> None:
    """Join the results, and what they rest on."""
    with chdir(run.folder):
        collect_statistics([f"out/{stage}/statistics.parquet" for stage in STAGES], "out/statistics.csv")
        collect_lineage(
            [f"out/{stage}/lineage.parquet" for stage in stages],
            [f"out/{stage}/row_sets.parquet" for stage in stages],
            list(run.frame("ingest/sources")["file"]),
            _paths("provenance", ("lineage", "row_sets", "files")),
        )


def run_stages(
    folder: Path, raw: str | bytes | None, cohort: Mapping[str, Any], corrections: str = "", claims: str = NO_CLAIMS
) -> Run:
    """Run all stages on a raw table.

    Parameters
    ----------
    folder
        An empty folder to work in.
    raw
        The raw table's text or bytes; without it there is no file.
    cohort
        The cohort's section of config, such as `simple_cohort` gives it.
    corrections, claims
        Text of corrections.csv and of claims.csv, written where `cohort` says that they are.

    Raises
    ------
    UserError
        When the data has errors.
    """
    return finish(ingest_and_clean(prepared(folder, raw, cohort, corrections, claims), cohort), cohort)


def run_to_datasets(folder: Path, raw: str, cohort: Mapping[str, Any], corrections: str = "") -> Run:
    """Run the stages as far as the analysis datasets, for a test that asks for no number computed of these."""
    run = problems_of(folder, raw, cohort, corrections)
    if FULL:
        return finish(run, cohort)
    check(run)
    derive(run, cohort)
    return run


def run_to_description(folder: Path, raw: str, cohort: Mapping[str, Any], corrections: str = "") -> Run:
    """Run the stages as far as the description of the cohort, without what is estimated, explored and assessed."""
    run = run_to_datasets(folder, raw, cohort, corrections)
    if not FULL:
        describe(run)
        collect(run)
    return run


def run_shape(folder: Path, shape: Shape) -> Run:
    """Run all stages on a cohort that is written in one of many shapes."""
    cohort = checked_cohort(shape.cohort)
    return finish(ingest_and_clean(with_files(folder, shape), cohort), cohort, QUICK_METHODS)


def datasets_of_shape(folder: Path, shape: Shape) -> Run:
    """Run the stages on such a cohort as far as the analysis datasets, which all later ones read."""
    cohort = checked_cohort(shape.cohort)
    run = ingest_and_clean(with_files(folder, shape), cohort)
    check(run)
    derive(run, cohort)
    return run


def checked_cohort(cohort: Mapping[str, Any]) -> dict[str, Any]:
    """A cohort's section of config as the workflow has it, checked and with all defaults."""
    return dict(validated_config({"cohorts": {"made-up": dict(cohort)}}, SCHEMA)["cohorts"]["made-up"])


def with_files(folder: Path, shape: Shape) -> Path:
    """The folder with the files of a shape in it."""
    for name, content in shape.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


#: Settings under which the tests of the made-up cohorts take no time.
QUICK_METHODS = study()["methods"] | {
    "exact_permutation_patients": 4,
    "exact_sign_flip_patients": 8,
    "exact_bootstrap_patients": 5,
    "exact_assignments": 100,
    "resamples": 99,
}


def finish(run: Run, cohort: Mapping[str, Any], methods: Mapping[str, Any] | None = None) -> Run:
    """Run the stages from the check on."""
    check(run)
    derive(run, cohort)
    analyse(run, cohort, methods or study()["methods"])
    collect(run)
    return run


def prepared(
    folder: Path, raw: str | bytes | None, cohort: Mapping[str, Any], corrections: str = "", claims: str = NO_CLAIMS
) -> Path:
    """The folder with the raw files in it."""
    files = {"corrections": corrections, "claims": claims}
    table = next((table["file"] for table in cohort["tables"]), None)
    for name, text in ((table, raw), *((cohort.get(key), text) for key, text in files.items())):
        if name and text is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return folder


def problems_of(
    folder: Path, raw: str | bytes | None, cohort: Mapping[str, Any], corrections: str = "", claims: str = NO_CLAIMS
) -> Run:
    """Run only as far as problems are collected."""
    return ingest_and_clean(prepared(folder, raw, cohort, corrections, claims), cohort)


def check_message(run: Run) -> str:
    """What the check says; empty when it passes."""
    try:
        check(run)
    except UserError as error:
        return str(error)
    return ""


def real_texts() -> tuple[str, str]:
    """The real raw table and its corrections."""
    return tuple((ROOT / name).read_text(encoding="utf-8") for name in (REAL_TABLE, REAL_CORRECTIONS))  # type: ignore[return-value]
