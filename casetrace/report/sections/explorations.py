"""The explorations: what the percent change goes with, over patients, and how groups differ."""

from collections.abc import Iterator

from casetrace.model.labels import variable_labels
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Paragraph, Row, Section
from casetrace.report.document.prose import capitalised
from casetrace.report.document.tables import Entry, header, number_cell, number_heading, row, table
from casetrace.report.glossary import BOOTSTRAP_INTERVAL, HOLM_P, NOTE, P_VALUE, SMALLEST_P, T_INTERVAL
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import holm, with_interval
from casetrace.report.printer import named_visit
from casetrace.report.quantity import Quantity
from casetrace.report.sections.confounded_variables import confounded_variables
from casetrace.report.sections.explored_groups import between_groups, in_groups
from casetrace.report.sections.figure_row import figure_row

CAUTION = (
    "These analyses were exploratory. With so few patients, patterns may arise by chance and explanatory variables "
    "are strongly confounded; the Note column names the variables that cannot be separated. Groups also differ in "
    "other respects. Percent change is mathematically coupled to the baseline, and regression to the mean adds to the "
    "association."
)
NOTHING = "Only percent changes are explored; an ordered outcome has none."
CORRELATIONS = (
    "Spearman's rank correlation. A P value close to the smallest attainable one reflects the small sample as much as "
    "the association. Holm's method adjusts P for the tests of the same family."
)
SLOPE = (
    "Linear regression on the log baseline (percentage points per unit of the natural logarithm), with standard "
    "errors clustered by patient."
)


def explorations(content: CohortContent) -> Section:
    """The section."""
    explored = [outcome for outcome in content.outcomes if outcome.about.scale.has_percent_change]
    if not explored:
        return Section(("Explorations",), (Paragraph((NOTHING,)),), "explorations", 2, "Explorations")
    parts = [part for outcome in explored for part in _of_outcome(content, outcome)]
    blocks: tuple[Block, ...] = (
        Paragraph((CAUTION,), "caution"),
        *figure_row(content, "reduction_by_size", "reduction_by_dose"),
        *parts,
    )
    return Section(("Explorations",), blocks, "explorations", 2, "Explorations")


def _of_outcome(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Section]:
    variables = content.printer.explored(outcome.gain, outcome.name)
    groupings = content.printer.explored_groups(outcome.gain, outcome.name)
    if variables:
        yield _correlations(content, outcome, variables)
    if "baseline" in variables:
        yield _slopes(content, outcome)
    yield from confounded_variables(
        content, outcome, [*variables, *(name for name in groupings if name != "baseline_band")]
    )
    if groupings:
        yield in_groups(content, outcome, groupings)
        yield between_groups(content, outcome, groupings)


def _correlations(content: CohortContent, outcome: ReportedOutcome, variables: list[str]) -> Section:
    names = variable_labels(outcome.label, content.plan.treatment)
    rows = [
        row(
            named_visit(visit, capital=True),
            names[variable],
            *_correlation_cells(_explored(content, outcome, visit, f"by_{variable}")),
        )
        for visit in outcome.visits
        for variable in variables
    ]
    numbers = ("Patients", "rho", P_VALUE, SMALLEST_P, HOLM_P, BOOTSTRAP_INTERVAL)
    shown = table(
        header(f"{outcome.capital_gain} at", "Against", *map(number_heading, numbers), NOTE), rows=rows, wide=True
    )
    title = (
        f"Correlation of the {outcome.gain} of {outcome.label} with patient and treatment characteristics (per patient)"
    )
    return Section((title,), (Paragraph((CORRELATIONS,)), shown))


def _explored(content: CohortContent, outcome: ReportedOutcome, visit: int, end: str) -> Quantity:
    analysis = f"{outcome.gain}_{end}"
    return content.quantity(analysis, "patient", outcome=outcome.name, visit=visit, scenario="observed")


def _correlation_cells(quantity: Quantity) -> Iterator[Entry]:
    rho, drawn = (quantity.where(method=method) for method in ("spearman", "spearman_bootstrap"))
    yield number_cell(rho.size("patients", "spearman_rho"))
    yield number_cell(rho.number("spearman_rho"))
    yield number_cell(rho.p_value("spearman_rho"))
    yield number_cell(rho.smallest_p_value("spearman_rho"))
    yield number_cell(holm(rho))
    yield number_cell(drawn.interval("spearman_rho") if drawn.has("spearman_rho") else "")
    yield rho.note("spearman_rho")


def _slopes(content: CohortContent, outcome: ReportedOutcome) -> Section:
    rows: list[Row] = []
    for visit in outcome.visits:
        slope = _explored(content, outcome, visit, "on_log_baseline").where(method="cr2_t")
        rows.append(
            row(named_visit(visit, capital=True), *_slope_cells(slope.of(slope.analysis, outcome.bearer), outcome))
        )
    numbers = [number_heading(capitalised(units)) for units in outcome.counted]
    numbers.append(number_heading("Slope (", content.level, T_INTERVAL))
    numbers += map(number_heading, ("df", P_VALUE, HOLM_P))
    title = f"Regression of the {outcome.gain} of {outcome.label} on the log baseline"
    shown = table(header(f"{outcome.capital_gain} at", *numbers), rows=rows)
    return Section((title,), (Paragraph((SLOPE,)), shown))


def _slope_cells(slope: Quantity, outcome: ReportedOutcome) -> Iterator[Entry]:
    for units in outcome.counted:
        yield number_cell(slope.size(units, "slope"))
    yield number_cell(with_interval(slope, "slope"))
    yield number_cell(slope.number("df", mark=False) if slope.has("df") else "")
    yield number_cell(slope.p_value("slope"))
    yield number_cell(holm(slope))
