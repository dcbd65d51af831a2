"""The arms of a cohort: each described, as observed, and compared two by two."""

from collections.abc import Iterator
from typing import NamedTuple

from casetrace.model.groups import Groups, read, written
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Cell, Paragraph, Section, Table
from casetrace.report.document.prose import capitalised
from casetrace.report.document.tables import (
    Entry,
    cell,
    header,
    heading,
    number_cell,
    number_heading,
    over,
    row,
    started,
    table,
)
from casetrace.report.glossary import ALL_COMPLETE, ANY_COMPLETE, MEAN_SD, MEDIAN_RANGE
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import mean_sd, median_range, share, units_of
from casetrace.report.printer import group_name, named_visit
from casetrace.report.sections.compared_all_arms import compared_all_arms
from casetrace.report.sections.compared_arms import compared_means
from casetrace.report.sections.compared_log_ratios import compared_log_ratios
from casetrace.report.sections.compared_responses import compared_responses
from casetrace.report.sections.crossed_over import crossed_over
from casetrace.report.sections.described_levels import levels_by_arm
from casetrace.report.sections.described_responses import RESPONSES
from casetrace.report.sections.shown_scenarios import asked_scenarios, assumed_visit

CAUTION = (
    "Observed data{unless}. The method of allocation is not recorded. Unless it was random, the arms may differ in "
    "more than their treatment and differences between them are confounded.{periods}{primary}"
)
UNLESS = ", unless another assumption is given with the visit"
NONE_DECLARED = " No comparison of arms is declared as an endpoint; none is primary."
PERIODS = " Differences within patients ignore the order of the periods; see the effects of arm and period."
#: What is counted over patients of an outcome of lesions.
OF_PATIENTS = {"any_complete": ANY_COMPLETE, "all_complete": ALL_COMPLETE}


class Counted(NamedTuple):
    """What is counted in an arm: a quantity over a unit, what it is called, and its group beside the arm."""

    analysis: str
    unit: str
    words: str
    groups: Groups = ()


def arms(content: CohortContent) -> Section:
    """The section."""
    declared = any(endpoint.comparison for endpoint in content.plan.primary_endpoints)
    periods, primary = PERIODS if content.knows("period") else "", "" if declared else NONE_DECLARED
    assumed = any(endpoint.scenario != "observed" for endpoint in content.plan.endpoints.values())
    words = CAUTION.format(unless=UNLESS if assumed else "", periods=periods, primary=primary)
    caution = Paragraph((words,), "caution")
    parts = [part for outcome in content.outcomes for part in _of_outcome(content, outcome)]
    return Section(("By arm",), (caution, _enrolled(content), *parts), "arms", 2, "By arm")


def _of_outcome(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Section]:
    scale = outcome.about.scale
    pairs = [written((("arm", label),)) for label in content.plan.arm_pairs.values()]
    if scale.has_levels:
        yield levels_by_arm(content, outcome, _arms(content))
    else:
        yield _changes(content, outcome)
        yield _responses(content, outcome)
    yield from compared_all_arms(content, outcome)
    if pairs and scale.has_percent_change:
        yield compared_means(content, outcome, pairs, outcome.gain, ", percentage points")
    if pairs and scale.has_change:
        unit = f", {outcome.unit}" if outcome.unit else ", in its unit"
        yield compared_means(content, outcome, pairs, outcome.about.absolute_gain, unit)
    if pairs and scale.has_log_ratio:
        yield compared_log_ratios(content, outcome, pairs)
    if pairs:
        yield from compared_responses(content, outcome, pairs)
        yield from crossed_over(content, outcome, pairs)


def _with_baseline(content: CohortContent) -> list[ReportedOutcome]:
    """The outcomes whose baseline is described."""
    return [outcome for outcome in content.outcomes if outcome.about.scale.needs_baseline]


def _arms(content: CohortContent) -> list[str]:
    return content.printer.groups("arm", "patient", "arm")


def _enrolled(content: CohortContent) -> Table:
    """How many are in each arm, and their baselines."""
    baselines: list[Cell] = []
    for outcome in _with_baseline(content):
        first = f"Baseline {outcome.in_unit}, {units_of(outcome.units[-1])}"
        names = [first, *["per patient"] * (len(outcome.units) - 1)]
        baselines += [number_heading(f"{name}: {MEDIAN_RANGE.lower()}") for name in names]
    rows = [row(group_name(arm), *_enrolled_cells(content, arm)) for arm in _arms(content)]
    units = [capitalised(units_of(unit)) for unit in _units(content)]
    return table(header("Arm", *units, *baselines), rows=rows)


def _units(content: CohortContent) -> list[str]:
    """Of whom it is told in which arm they are."""
    arms = _arms(content)
    counted = content.enrolled("arm", "lesion", group=arms[0]) if arms else None
    return ["patient", "lesion"] if counted and counted.has("count") else ["patient"]


def _enrolled_cells(content: CohortContent, arm: str) -> Iterator[Entry]:
    for unit in _units(content):
        yield share(content.enrolled("arm", unit, group=arm))
    for outcome in _with_baseline(content):
        key = {"outcome": outcome.name, "visit": outcome.about.baseline_visit, "group": arm}
        for unit in reversed(outcome.units):
            yield number_cell(median_range(content.enrolled("baseline", unit, **key)))


def _changes(content: CohortContent, outcome: ReportedOutcome) -> Section:
    rows = [
        shown
        for visit in outcome.visits
        for scenario in asked_scenarios(content, outcome, visit)
        for unit in outcome.units
        for shown in started(_change_rows(content, outcome, visit, scenario, unit))
    ]
    numbers = [
        "Evaluable",
        f"{capitalised(outcome.in_unit)}: {MEDIAN_RANGE.lower()}",
        f"{outcome.capital_gain}, %: {MEDIAN_RANGE.lower()}",
        f"{MEAN_SD}, %",
    ]
    names = header("Visit", "Unit", "Arm", *map(number_heading, numbers))
    title = f"{outcome.capital_gain} of {outcome.label} in each arm"
    return Section((title,), (table(names, rows=rows, wide=True),))


def _change_rows(
    content: CohortContent, outcome: ReportedOutcome, visit: int, scenario: str, unit: str
) -> Iterator[tuple[Entry, ...]]:
    for arm in _arms(content):
        evaluable = content.enrolled("evaluable", unit, outcome=outcome.name, visit=visit, group=arm)
        if evaluable.has("count"):
            value = evaluable.of("value", unit).where(analysis_set="all", scenario=scenario)
            change = value.of(outcome.gain, unit)
            counted = share(evaluable) if scenario == "observed" else change.size(units_of(unit), "median")
            values = median_range(value) if value.has("median") else ""
            numbers = (counted, values, median_range(change), mean_sd(change))
            yield assumed_visit(visit, scenario), unit, group_name(arm), *map(number_cell, numbers)


def _responses(content: CohortContent, outcome: ReportedOutcome) -> Section:
    kinds = [Counted("response", outcome.bearer, response, (("response", response),)) for response in RESPONSES]
    above = [heading(), heading(), heading(capitalised(outcome.bearers), columns=len(RESPONSES))]
    if outcome.of_lesions:
        kinds += [Counted(analysis, "patient", words) for analysis, words in OF_PATIENTS.items()]
        above += [heading("Patients", columns=len(OF_PATIENTS))]
    names = header("Visit", "Arm", *(kind.words for kind in kinds))
    rows = [shown for visit in outcome.visits for shown in started(_response_rows(content, outcome, visit, kinds))]
    title = f"Response of {outcome.label} in each arm (evaluable)"
    return Section((title,), (table(over(*above), names, rows=rows, wide=True),))


def _response_rows(
    content: CohortContent, outcome: ReportedOutcome, visit: int, kinds: list[Counted]
) -> Iterator[tuple[Entry, ...]]:
    for arm in _arms(content):
        key = {"outcome": outcome.name, "visit": visit, "scenario": "observed"}
        counts = [
            content.quantity(kind.analysis, kind.unit, **key, group=written((*read(arm), *kind.groups)))
            for kind in kinds
        ]
        if counts[0].has("count"):
            yield named_visit(visit, capital=True), group_name(arm), *(cell(share(count)) for count in counts)
