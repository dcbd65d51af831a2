"""Medians over patients with exact intervals, and the change in the outcome's own unit."""

from collections.abc import Iterator

from casetrace.report.arm_columns import arm_cells, arm_names
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Row, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import Part, capitalised, line
from casetrace.report.document.tables import Entry, header, number_cell, number_heading, row, started, table
from casetrace.report.glossary import HOLM_P, MEDIAN_RANGE, SMALLEST_P, T_INTERVAL
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import centre_with_interval, holm, level_of, median_range, t_method, with_interval
from casetrace.report.quantity import Quantity
from casetrace.report.sections.shown_scenarios import shown_scenarios, visit_name

#: The centres, with their method.
CENTRES = (("median", "median_order_statistics"), ("pseudomedian", "hodges_lehmann_one_sample"))
#: What the geometric mean is of.
LEFT = (
    "Geometric mean: of the value as a percentage of the baseline; a patient's is the geometric mean of the patient's "
    "lesions. The interval is that of the mean logarithm. Not defined where a value is zero."
)


def medians(content: CohortContent, outcome: ReportedOutcome) -> Section:
    """Median and pseudomedian of the percent change at every visit, each with the level of its interval."""
    rows: list[Row] = []
    for scenario in shown_scenarios(content):
        for visit in outcome.visits:
            change = content.quantity(outcome.gain, "patient", outcome=outcome.name, visit=visit, scenario=scenario)
            for place, arm in enumerate(content.populations):
                first = (visit_name(content, visit, scenario), *arm_cells(content, arm))
                rows.append(_median_row(first, change.where(group=arm), outcome, start=place == 0))
    headings: list[Part] = ["Patients", "Median (exact CI)", "Hodges–Lehmann (exact CI)"]
    notes: list[Inlines] = []
    if outcome.about.scale.has_log_ratio:
        headings.append(line("Geometric mean, % of the baseline (", content.level, " CI)"))
        notes.append((LEFT,))
    names = header("Visit", *arm_names(content), *map(number_heading, headings))
    title = f"Median {outcome.gain} of {outcome.label}, %"
    return Section((title,), (table(names, rows=rows, notes=notes, wide=True),))


def _median_row(first: tuple[Entry, ...], change: Quantity, outcome: ReportedOutcome, *, start: bool) -> Row:
    cells = [number_cell(_with_level(change.where(method=method), statistic)) for statistic, method in CENTRES]
    size = change.where(method=CENTRES[0][1]).size("patients", "median")
    return row(*first, number_cell(size), *cells, *_geometric_mean(change, outcome), start=start)


def _geometric_mean(change: Quantity, outcome: ReportedOutcome) -> Iterator[Entry]:
    """The geometric mean of the value over the baseline, where the outcome has one; alone where it has no interval."""
    if not outcome.about.scale.has_log_ratio:
        return
    left = change.of("remaining", "patient").where(method="t")
    if not left.has("geometric_mean"):
        yield ""
    elif left.row("geometric_mean")["ci_lower"] is None:
        yield number_cell(left.number("geometric_mean"))
    else:
        yield number_cell(with_interval(left, "geometric_mean"))


def _with_level(quantity: Quantity, statistic: str) -> Inlines:
    """An estimate with its exact interval and the level of that."""
    if quantity.is_refused(statistic):
        return centre_with_interval(quantity, statistic)
    return line(
        quantity.number(statistic),
        " (",
        level_of(quantity, statistic),
        ": ",
        quantity.interval(statistic, mark=False),
        ")",
    )


def absolute_changes(content: CohortContent, outcome: ReportedOutcome) -> Section:
    """The improvement in the outcome's unit at every visit: described, with the t interval and the exact tests."""
    rows: list[Row] = []
    analysis, has_holm = outcome.about.absolute_gain, len(outcome.every_visit) > 1
    for scenario in shown_scenarios(content):
        for visit in outcome.visits:
            change = content.quantity(analysis, "", outcome=outcome.name, visit=visit, scenario=scenario)
            if change.of(analysis, "patient").has("median"):
                name = visit_name(content, visit, scenario)
                rows += started(
                    (name, *arm_cells(content, arm), *_change_cells(change.where(group=arm), unit, outcome, has_holm))
                    for arm in content.populations
                    for unit in outcome.units
                )
    mean = line("Mean (", content.level, T_INTERVAL)
    tests = ("P (sign-flip)", SMALLEST_P, *([HOLM_P] if has_holm else []), "P (signed-rank)")
    names: list[Part] = [*map(capitalised, outcome.counted), MEDIAN_RANGE, mean, *tests]
    head = header("Visit", *arm_names(content), "Unit", *(number_heading(name) for name in names))
    unit = f", {outcome.unit}" if outcome.unit else ""
    title = f"Absolute {outcome.gain} of {outcome.label}{unit}"
    return Section((title,), (table(head, rows=rows, wide=True),))


def _change_cells(change: Quantity, unit: str, outcome: ReportedOutcome, has_holm: bool) -> Iterator[Entry]:
    of_unit = change.of(change.analysis, unit)
    mean = of_unit.where(method=t_method(unit))
    yield unit
    for of in outcome.counted:
        yield number_cell(mean.size(of, "mean"))
    yield number_cell(median_range(of_unit))
    yield number_cell(centre_with_interval(mean, "mean"))
    if unit == "lesion":
        yield from [""] * (4 if has_holm else 3)
        return
    flips, ranks = of_unit.where(method="sign_flip"), of_unit.where(method="signed_rank")
    yield number_cell(flips.p_value("mean", mark=True))
    yield number_cell(flips.smallest_p_value("mean"))
    if has_holm:
        yield number_cell(holm(of_unit))
    yield number_cell(ranks.p_value("signed_rank", mark=True))
