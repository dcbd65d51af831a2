"""Reads a cohort as a run does and computes nothing: what is wrong, and the first values as they are understood."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from casetrace.clean.run import clean_cohort
from casetrace.config.validation import validated_config
from casetrace.ingest.run import ingest_cohort
from casetrace.inspect.proposal import SCHEMA_FILE
from casetrace.model.arms import recorded_arms
from casetrace.model.dictionary import data_dictionary
from casetrace.model.plan import Plan, read_plan
from casetrace.model.problems import Problem, collected, problems_of
from casetrace.model.pseudonyms import SALT_VARIABLE
from casetrace.model.storage import read_parquet
from casetrace.model.time_units import USUAL, counted_in, time_unit, time_units, visit_name
from casetrace.model.wording import counted

#: Values that a preview shows.
PREVIEWED = 8
INGESTED = (*data_dictionary(), "cells", "handled", "problems")
OTHERS = ("sources", "columns", "raw", "lines", "fields", "row_counts", "claims")
#: Makes the pseudonyms of a trial, which are seen on the terminal alone, where no salt is set.
TRIAL_SALT = hashlib.sha256(b"casetrace inspect").digest()


@dataclass(frozen=True)
class Value:
    """A value as it was understood, and where it stands: line and column of the file, and the cell's text."""

    patient: str
    lesion: str
    outcome: str
    visit: str
    value: str
    unit: str
    place: str
    text: str


@dataclass(frozen=True)
class Trial:
    """What reading a cohort came to.

    Attributes
    ----------
    problems
        Everything that is wrong with its data, errors and warnings.
    preview
        Its first values in the order of the file.
    summary
        How many values it has, of whom and when, in a sentence.
    plan
        What a run would analyse.
    arms
        The arms that values are in.
    """

    problems: list[Problem]
    preview: list[Value]
    summary: str
    plan: Plan
    arms: tuple[str, ...] = ()

    @property
    def errors(self) -> list[Problem]:
        """The problems that stop a run."""
        return [problem for problem in self.problems if problem.severity == "error"]


def tried_config(config: Mapping[str, Any]) -> dict[str, Trial]:
    """Read all cohorts of a configuration.

    Parameters
    ----------
    config
        The configuration as read from YAML.

    Raises
    ------
    UserError
        When the configuration has problems.
    """
    cohorts = validated_config(dict(config), SCHEMA_FILE)["cohorts"]
    return {name: tried(cohort) for name, cohort in cohorts.items()}


def tried(cohort: Mapping[str, Any]) -> Trial:
    """Read one cohort by its section of config with all defaults; nothing stays on the disk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = {part: str(folder / f"{part}.parquet") for part in (*INGESTED, *OTHERS)}
        plan_file, unit = str(folder / "plan.json"), cohort.get("time_unit", USUAL)
        ingest_cohort(
            cohort["tables"],
            cohort.get("outcomes", {}),
            cohort.get("endpoints", {}),
            cohort["primary"],
            SCHEMA_FILE,
            paths | {"plan": plan_file},
            environment=_environment(folder),
            claims=cohort.get("claims"),
            site_groups=cohort.get("site_groups", {}),
            corrections=cohort.get("corrections"),
            arms=cohort.get("arms", {}),
            treatment=cohort.get("treatment", {}),
            time_unit=unit,
        )
        (folder / "clean").mkdir()
        clean = {part: str(folder / "clean" / f"{part}.parquet") for part in (*data_dictionary(), "problems")}
        clean |= {"row_counts": str(folder / "clean" / "row_counts.parquet")}
        clean |= {"cleaning_log": str(folder / "clean" / "log.csv"), "problems_csv": str(folder / "problems.csv")}
        clean_cohort(
            {part: paths[part] for part in INGESTED},
            cohort["tables"][0]["file"] if cohort["tables"] else "",
            cohort.get("corrections"),
            plan_file,
            cohort.get("site_groups", {}),
            clean,
            cohort.get("claims"),
        )
        problems = problems_of(collected(read_parquet(written["problems"]) for written in (paths, clean)))
        plan = read_plan(plan_file)
        units = {outcome: spec.unit for outcome, spec in plan.outcomes.items()}
        measured = read_parquet(paths["measurements"])
        with counted_in(unit):
            preview, summary = _values(measured, read_parquet(paths["cells"]), units), _summary(measured)
        return Trial(problems, preview, summary, plan, tuple(recorded_arms(measured)))


def _environment(folder: Path) -> Mapping[str, str]:
    if os.environ.get(SALT_VARIABLE):
        return os.environ
    salt = folder / "salt"
    salt.write_bytes(TRIAL_SALT)
    return {SALT_VARIABLE: str(salt)}


def _values(measured: pd.DataFrame, cells: pd.DataFrame, units: Mapping[str, str]) -> list[Value]:
    """The first values in the order in which they stand in the file, each with its cell."""
    of_values = cells[(cells["table"] == "measurements") & (cells["field"] == "value")].drop_duplicates("row")
    first = of_values.sort_values(["line", "column"], kind="stable").head(PREVIEWED)
    values = []
    for cell in first.itertuples():
        row = measured.loc[cell.row].fillna("")
        values.append(
            Value(
                str(row["patient_id"]),
                str(row["lesion_id"]),
                str(row["outcome"]),
                visit_name(row["visit"]),
                str(row["value"]),
                units.get(str(row["outcome"]), ""),
                f"{cell.line}:{cell.column}" if cell.line else "config",
                str(cell.text),
            )
        )
    return values


def _summary(measured: pd.DataFrame) -> str:
    values = measured.dropna(subset=["value"])
    visits = sorted({int(visit) for visit in values["visit"].dropna()})
    lesions, patients = values["lesion_id"].nunique(), values["patient_id"].nunique()
    if values.empty:
        return "No value was understood."
    bearers = (
        counted(patients, "patient")
        if lesions == patients
        else (f"{counted(lesions, 'lesion')} of {counted(patients, 'patient')}")
    )
    units = time_units() if len(visits) > 1 else time_unit()
    return f"{counted(len(values), 'value')} of {bearers}, at {units} {', '.join(map(str, visits)) or 'unknown'}."
