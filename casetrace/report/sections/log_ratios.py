"""The log ratio of an outcome to its baseline, with several offsets and by models."""

from collections.abc import Iterator

from casetrace.model.outcome import Offset
from casetrace.report.arm_columns import arm_cells, arm_names
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Row, Section
from casetrace.report.document.prose import capitalised, prose
from casetrace.report.document.tables import (
    Entry,
    cell,
    header,
    number_cell,
    number_heading,
    row,
    started,
    table,
)
from casetrace.report.glossary import T_INTERVAL
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import t_method, with_interval
from casetrace.report.printer import label
from casetrace.report.quantity import Quantity
from casetrace.report.sections.shown_scenarios import shown_scenarios, visit_name

LOG_RATIO = (
    "Natural logarithm of (value + offset) / (baseline + offset), for three offsets, because the choice is arbitrary "
    "when a value is zero. The exponential of the mean is the geometric mean of the remaining fraction of the "
    "baseline."
)
MODELS = {"gee_exchangeable": "GEE", "mixed_model_kenward_roger": "mixed model"}


def log_ratios(content: CohortContent, outcome: ReportedOutcome) -> Section:
    """The log ratio of one outcome."""
    rows = [
        shown
        for scenario in shown_scenarios(content)
        for visit in outcome.visits
        for arm in content.populations
        for shown in _log_ratio_rows(content, outcome, visit, scenario, arm)
    ]
    offset = f"Offset, {outcome.unit}" if outcome.unit else "Offset"
    mean = number_heading("Mean log ratio (", content.level, T_INTERVAL)
    numbers = map(number_heading, (offset, *map(capitalised, outcome.counted)))
    names = header("Visit", *arm_names(content), "Unit", *numbers, mean, number_heading("Ratio"))
    words = Paragraph(prose(LOG_RATIO))
    return Section((f"Log ratio of {outcome.label} to its baseline",), (words, table(names, rows=rows, wide=True)))


def _log_ratio_rows(
    content: CohortContent, outcome: ReportedOutcome, visit: int, scenario: str, arm: str
) -> Iterator[Row]:
    log_ratio = content.quantity("log_ratio", "", outcome=outcome.name, visit=visit, scenario=scenario, group=arm)
    first = (visit_name(content, visit, scenario), *arm_cells(content, arm))
    for unit in outcome.units:
        of_unit = log_ratio.of("log_ratio", unit)
        offsets = outcome.about.log_offsets
        yield from started((*first, unit, *_offset_cells(of_unit, offset, outcome)) for offset in offsets)
    if outcome.of_lesions:
        for method, words in MODELS.items():
            yield row(*first, cell(f"lesion, {words}", columns=2), *_model_cells(log_ratio, method, outcome))


def _offset_cells(quantity: Quantity, offset: Offset, outcome: ReportedOutcome) -> Iterator[Entry]:
    """The mean log ratio over a unit with one offset, and its exponential."""
    with_offset = quantity.where(method=t_method(quantity.unit), option=offset.option)
    yield number_cell(label(offset.text))
    yield from _mean_and_sizes(with_offset, outcome)
    yield number_cell(with_interval(with_offset, "ratio") if with_offset.has("ratio") else "")


def _model_cells(quantity: Quantity, method: str, outcome: ReportedOutcome) -> Iterator[Entry]:
    """The mean log ratio over lesions by a model, or why there is none."""
    model = quantity.of("log_ratio", "lesion").where(method=method)
    yield from _mean_and_sizes(model, outcome)
    yield model.note("mean") if model.is_refused("mean") else ""


def _mean_and_sizes(quantity: Quantity, outcome: ReportedOutcome) -> Iterator[Entry]:
    for units in outcome.counted:
        yield number_cell(quantity.size(units, "mean"))
    yield number_cell(with_interval(quantity, "mean"))
