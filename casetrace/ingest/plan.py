"""The plan of the analysis: outcomes and primary result with everything filled in that config leaves to the data."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from casetrace.config.defaults import fill_defaults
from casetrace.ingest.endpoints import planned_endpoints
from casetrace.model.problems import Problem

UNIT_SUFFIXES = ("mm", "cm", "mm2", "cm2", "mm3", "cm3", "ml", "mg", "g", "percent")


def study_plan(
    visits: pd.DataFrame,
    units: Mapping[str, str],
    of_patients: Collection[str],
    outcomes: Mapping[str, Any],
    endpoints: Mapping[str, Any],
    primary: Mapping[str, Any],
    recorded: Iterable[str],
    treatment: Mapping[str, str],
    schema: dict[str, Any],
    arms: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    """What the later stages analyse.

    Parameters
    ----------
    visits
        `outcome` and `visit` (week) of the measurements.
    units
        Unit of each outcome that the data name.
    of_patients
        The outcomes that are measured on the patient as a whole.
    outcomes, endpoints, primary
        The sections of config, as far as they are given.
    recorded
        The fields that the raw tables give.
    treatment
        What the treatment is called, and the unit of its doses.
    schema
        The schema of config, for the defaults of an outcome that only the data name.
    arms
        Section of config.
    """
    names = list(outcomes) or sorted(set(visits["outcome"]))
    sections = {
        name: _outcome(name, outcomes.get(name, {}), visits[visits["outcome"] == name], units.get(name, ""), schema)
        | {"measured_on": "patient" if name in of_patients else "lesion"}
        for name in names
    }
    declared = planned_endpoints(endpoints, primary, sections, schema)
    return {
        "outcomes": sections,
        "endpoints": declared,
        "recorded": sorted(recorded),
        "treatment": dict(treatment),
        "arms": dict(arms),
    }


def _outcome(
    name: str, declared: Mapping[str, Any], visits: pd.DataFrame, unit: str, schema: dict[str, Any]
) -> dict[str, Any]:
    section = dict(fill_defaults(dict(declared), schema["$defs"]["outcome"], schema))
    weeks = sorted({int(week) for week in visits["visit"].dropna()})
    section.setdefault("unit", unit)
    section.setdefault("label", label_of(name, section["unit"]))
    section.setdefault("baseline_visit", _first_week(weeks, section.get("follow_up_visits", [])))
    section.setdefault("follow_up_visits", [week for week in weeks if week > section["baseline_visit"]])
    section.setdefault(
        "best_value", max(0, section["minimum"]) if section["better"] == "lower" else section.get("maximum")
    )
    return section


def _first_week(weeks: list[int], follow_up: list[int]) -> int:
    """The first week with data; 0 where all of them come no earlier than a declared follow-up visit."""
    return next((week for week in weeks if not follow_up or week < follow_up[0]), 0)


def label_of(name: str, unit: str) -> str:
    """An outcome's name in words, without the unit that it may end in."""
    stem, _, suffix = name.rpartition("_")
    return (stem if stem and suffix in (unit, *UNIT_SUFFIXES) else name).replace("_", " ")


def late_baselines(plan: Mapping[str, Any], outcomes: Mapping[str, Any], file: str) -> Iterator[Problem]:
    """Baselines that nothing declares and that lie after week 0: the true one may be in a column that is not read."""
    for name, section in plan["outcomes"].items():
        week = section["baseline_visit"]
        if week > 0 and "baseline_visit" not in outcomes.get(name, {}):
            yield Problem(
                "warning", file, 0, 0, "", "baseline after week 0",
                f"no {section['label']} at week 0; week {week}, the first with data, is taken for the baseline",
                "a baseline at week 0",
                f"map the column of the baseline; or declare outcomes.{name}.baseline_visit in config if it is right",
            )  # fmt: skip
