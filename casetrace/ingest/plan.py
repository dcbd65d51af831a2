"""The plan of the analysis: outcomes and primary result with everything filled in that config leaves to the data."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from casetrace.config.defaults import fill_defaults
from casetrace.ingest.endpoints import planned_endpoints
from casetrace.ingest.measured import falls_as_it_heals, is_extent
from casetrace.model.levels import level_names
from casetrace.model.problems import Problem
from casetrace.model.scale import SIZE, scale_of
from casetrace.model.time_units import USUAL, time_unit, visit_name

UNIT_SUFFIXES = ("mm", "cm", "mm2", "cm2", "mm3", "cm3", "ml", "mg", "g", "percent")


def study_plan(
    visits: pd.DataFrame,
    units: Mapping[str, str],
    of_patients: Collection[str],
    scales: Mapping[str, Mapping[str, Any]],
    outcomes: Mapping[str, Any],
    endpoints: Mapping[str, Any],
    primary: Mapping[str, Any],
    recorded: Iterable[str],
    treatment: Mapping[str, str],
    schema: dict[str, Any],
    judged: Iterable[str] = (),
    arms: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    """What the later stages analyse.

    Parameters
    ----------
    visits
        `outcome` and `visit` of all visits that the tables name.
    units
        Unit of each outcome that the data name.
    of_patients
        The outcomes that are measured on the patient as a whole.
    scales
        What the data tell of outcomes that declare no scale.
    outcomes, endpoints, primary
        The sections of config, as far as they are given.
    recorded
        The fields that the raw tables give.
    treatment
        What the treatment is called, and the unit of its doses.
    schema
        The schema of config, for the defaults of an outcome that only the data name.
    judged
        What config, and no column, says of events.
    arms
        Section of config.
    """
    names = list(outcomes) or sorted(set(visits["outcome"]))
    declared = {name: {**outcomes.get(name, {}), **scales.get(name, {})} for name in names}
    sections = {
        name: _outcome(name, declared[name], visits[visits["outcome"] == name], units.get(name, ""), schema)
        | {"measured_on": "patient" if name in of_patients else "lesion"}
        for name in names
    }
    planned = planned_endpoints(endpoints, primary, sections, schema)
    return {
        "outcomes": sections,
        "endpoints": planned,
        "recorded": sorted({*recorded, *judged}),
        "judged": sorted(judged),
        "treatment": dict(treatment),
        "arms": dict(arms),
        **({} if time_unit() == USUAL else {"time_unit": time_unit()}),
    }


def _outcome(
    name: str, declared: Mapping[str, Any], visits: pd.DataFrame, unit: str, schema: dict[str, Any]
) -> dict[str, Any]:
    directed = {**declared, "better": declared.get("better", "lower")}
    section = dict(fill_defaults(directed, schema["$defs"]["outcome"], schema))
    section.setdefault("scale", SIZE.name)
    scale = scale_of(section["scale"])
    if scale.has_levels:
        section |= _of_levels(section)
    if scale.is_change:
        section = _of_percentages(section)
    section.setdefault("minimum", 0)
    times = sorted({int(visit) for visit in visits["visit"].dropna()})
    section.setdefault("unit", unit)
    section["extent"] = scale is SIZE and is_extent(section["unit"])
    section.setdefault("label", label_of(name, section["unit"]))
    first = _first_visit(times, section.get("follow_up_visits", [])) if scale.needs_baseline else 0
    section.setdefault("baseline_visit", first)
    section.setdefault("follow_up_visits", [visit for visit in times if visit > section["baseline_visit"]])
    if not scale.is_change:
        lowest, highest = max(0, section["minimum"]), section.get("maximum")
        section.setdefault("best_value", lowest if section["better"] == "lower" else highest)
    return section


def _of_levels(section: Mapping[str, Any]) -> dict[str, Any]:
    """The limits of an ordered outcome: the numbers of its levels, the first of which is 0."""
    levels = list(level_names(section["levels"]))
    ends = (0, len(levels) - 1) if section["better"] == "lower" else (len(levels) - 1, 0)
    limits = {"minimum": 0, "maximum": len(levels) - 1, "best_value": ends[0], "worst_value": ends[1]}
    return {"levels": levels, "unit": "", **limits}


def _of_percentages(section: Mapping[str, Any]) -> dict[str, Any]:
    """The unit and the limits of percentages as printed: nothing falls by more than 100 %."""
    positive = section.get("positive", "reduction" if section["better"] == "lower" else "increase")
    limits = {"minimum": None, "maximum": 100} if positive == "reduction" else {"minimum": -100}
    best = {"best_value": 100 if positive == "reduction" else -100} if section["better"] == "lower" else {}
    return {"unit": "%", **limits, **best, **section, "positive": positive}


def _first_visit(times: list[int], follow_up: list[int]) -> int:
    """The first visit with data; 0 where all of them come no earlier than a declared follow-up visit."""
    return next((visit for visit in times if not follow_up or visit < follow_up[0]), 0)


def label_of(name: str, unit: str) -> str:
    """An outcome's name in words, without the unit that it may end in."""
    stem, _, suffix = name.rpartition("_")
    return (stem if stem and suffix in (unit, *UNIT_SUFFIXES) else name).replace("_", " ")


def late_baselines(plan: Mapping[str, Any], outcomes: Mapping[str, Any], file: str) -> Iterator[Problem]:
    """Baselines that nothing declares and that lie after 0: the true one may be in a column that is not read."""
    for name, section in plan["outcomes"].items():
        first, start = section["baseline_visit"], visit_name(0)
        if first > 0 and "baseline_visit" not in outcomes.get(name, {}):
            yield Problem(
                "warning", file, 0, 0, "", f"baseline after {start}",
                f"no {section['label']} at {start}; {visit_name(first)}, the first with data, is taken for the "
                "baseline",
                f"a baseline at {start}",
                f"map the column of the baseline; or declare outcomes.{name}.baseline_visit in config if it is right",
            )  # fmt: skip


def assumed_directions(plan: Mapping[str, Any], outcomes: Mapping[str, Any], file: str) -> Iterator[Problem]:
    """Outcomes whose better end nothing tells: were it the other one, a patient who improves would count as worse."""
    for name, section in plan["outcomes"].items():
        scale = scale_of(section["scale"])
        told = section["extent"] or scale.has_levels or scale.is_change or falls_as_it_heals(section["label"])
        if not told and "better" not in outcomes.get(name, {}):
            yield Problem(
                "warning", file, 0, 0, "", "better end of an outcome",
                f"{section['label']}, and no word on whether lower or higher is better; lower is assumed",
                "the better end of the outcome, on which response and progression depend",
                f"declare outcomes.{name}.better in config: lower or higher",
            )  # fmt: skip
