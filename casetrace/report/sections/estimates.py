"""The estimates: means, changes, responses and log ratios with their intervals and tests."""

from collections.abc import Iterator

from casetrace.model.outcome import Offset
from casetrace.model.scenarios import SCENARIO_LABELS
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import Part, joined, line, prose
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
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import proportion_cells, t_method, with_interval
from casetrace.report.printer import label, setting, week
from casetrace.report.quantity import Quantity

INTRODUCTION = (
    "What these patients say of others like them, if there are such, with {level} intervals. Means over lesions are "
    "clustered by patient. The tests ask, over patients, whether such values could come about without any change; the "
    "smallest p value that these patients could have given stands beside each."
)
LOG_RATIO = (
    "Natural logarithm of (value + offset) / (baseline + offset), with three offsets together, since the choice is "
    "arbitrary where a value is {best_value}. The ratio is its exponential: what is left of the baseline, as a "
    "geometric mean."
)
#: The bootstrap of a mean, with what is said in front of its interval.
BOOTSTRAPS = {"bootstrap_exact": "", "bootstrap_percentile": "percentile ", "bootstrap_bca": "BCa "}
#: The tests of a mean: statistic and method.
TESTS = (("mean", "sign_flip"), ("signed_rank", "signed_rank"))
MODELS = {"gee_exchangeable": "GEE", "mixed_model": "mixed model"}


def estimates(content: CohortContent) -> Section:
    """The section."""
    words = Paragraph(prose(INTRODUCTION, level=content.level))
    parts = [part for outcome in content.outcomes for part in _of_outcome(content, outcome)]
    return Section(("Estimates",), (words, *parts), "estimates", 2, "Estimates")


def _of_outcome(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Section]:
    yield _means(content, outcome)
    if len(outcome.visits) > 1:
        yield _changes(content, outcome)
    yield _responses(content, outcome)
    yield _log_ratios(content, outcome)


def _scenarios(content: CohortContent) -> list[str]:
    """As observed, and as the primary result is."""
    return list(dict.fromkeys(["observed", content.primary.scenario]))


def _visit(content: CohortContent, visit: int, scenario: str) -> Inlines:
    several = len(_scenarios(content)) > 1
    return line(week(visit, capital=True), f", {SCENARIO_LABELS[scenario]}" if several else "")


def _tested_headers(content: CohortContent, *names: str) -> tuple[Row, Row]:
    """The column names of means with their tests."""
    tests = [number_heading(f"{test} test", columns=2) for test in ("Sign-flip", "Signed-rank")]
    mean = number_heading("Mean (", content.level, " t interval)")
    numbers = map(number_heading, ("Bootstrap interval", "p", "smallest", "p", "smallest"))
    above = over(heading(columns=len(names) + 5), *tests)
    return above, header(*names, "Unit", *map(number_heading, ("Patients", "Lesions")), mean, *numbers)


def _means(content: CohortContent, outcome: ReportedOutcome) -> Section:
    rows: list[Row] = []
    for scenario in _scenarios(content):
        for visit in outcome.visits:
            mean = content.quantity(outcome.gain, "", outcome=outcome.name, visit=visit, scenario=scenario)
            rows += started((_visit(content, visit, scenario), *_mean_cells(mean, unit)) for unit in outcome.units)
    shown = table(*_tested_headers(content, "Visit"), rows=rows, wide=True)
    return Section((f"Mean {outcome.gain} of {outcome.label}, %",), (shown,))


def _changes(content: CohortContent, outcome: ReportedOutcome) -> Section:
    rows: list[Row] = []
    for scenario in _scenarios(content):
        change = content.quantity(f"change_in_{outcome.gain}", "", outcome=outcome.name, scenario=scenario)
        for earlier, later in outcome.pairs_of_visits:
            here, start = change.where(visit=later, visit_from=earlier), _visit(content, earlier, scenario)
            rows += started((start, week(later), *_mean_cells(here, unit)) for unit in outcome.units)
    shown = table(*_tested_headers(content, "From", "To"), rows=rows, wide=True)
    return Section((f"Mean change of the {outcome.gain} between visits, percentage points",), (shown,))


def _mean_cells(quantity: Quantity, unit: str) -> Iterator[Entry]:
    """A mean over a unit with its sizes, intervals and tests."""
    of_unit = quantity.of(quantity.analysis, unit)
    mean = of_unit.where(method=t_method(unit))
    yield unit
    for of in ("patients", "lesions"):
        yield number_cell(mean.size(of, "mean"))
    yield number_cell(with_interval(mean, "mean"))
    yield number_cell(_bootstrap_intervals(of_unit))
    for statistic, method in TESTS:
        test = of_unit.where(method=method)
        if unit == "patient":
            yield number_cell(test.p_value(statistic, mark=True))
            yield number_cell(test.smallest_p_value(statistic))
        else:
            yield from ("", "")


def _bootstrap_intervals(quantity: Quantity) -> Inlines:
    intervals: list[Part] = []
    for method, words in BOOTSTRAPS.items():
        by_method = quantity.where(method=method)
        if by_method.has("mean"):
            intervals.append(line(words, by_method.interval("mean")))
    return joined(intervals, "; ")


def proportion_headers(content: CohortContent) -> list[Entry]:
    """The column names of a proportion with its intervals."""
    share = number_heading("Share, % (", content.level, " Clopper–Pearson interval)")
    others = map(number_heading, ("Wilson interval", "Upper limit where none, one-sided"))
    return [number_heading("Of"), share, *others]


def _responses(content: CohortContent, outcome: ReportedOutcome) -> Section:
    rows: list[Row] = []
    for scenario in _scenarios(content):
        for visit in outcome.visits:
            about = {"outcome": outcome.name, "visit": visit, "scenario": scenario}
            rows += started(
                (
                    _visit(content, visit, scenario),
                    words,
                    *proportion_cells(content.quantity(analysis, unit, **about, group=group)),
                )
                for analysis, unit, group, words in _response_kinds(outcome)
            )
    names = header("Visit", "Response", *proportion_headers(content))
    return Section((f"Response of {outcome.label}, of the evaluable",), (table(names, rows=rows, wide=True),))


def _response_kinds(outcome: ReportedOutcome) -> Iterator[tuple[str, str, str, str]]:
    """What counts as a response: analysis, unit, group and words."""
    if outcome.of_lesions:
        yield "any_complete", "patient", "", "patients, any lesion complete"
        yield "all_complete", "patient", "", "patients, all evaluable lesions complete"
    for response in ("complete", "partial", "progression"):
        yield "response", outcome.bearer, f"response={response}", f"{outcome.bearers}, {response}"


def _log_ratios(content: CohortContent, outcome: ReportedOutcome) -> Section:
    best_value = setting(f"plan.outcomes.{outcome.name}.best_value", outcome.about.best_value)
    rows = [
        shown
        for scenario in _scenarios(content)
        for visit in outcome.visits
        for shown in _log_ratio_rows(content, outcome, visit, scenario)
    ]
    offset = f"Offset, {outcome.unit}" if outcome.unit else "Offset"
    mean = number_heading("Mean log ratio (", content.level, " t interval)")
    numbers = map(number_heading, (offset, "Patients", "Lesions"))
    names = header("Visit", "Unit", *numbers, mean, number_heading("Ratio"))
    words = Paragraph(prose(LOG_RATIO, best_value=best_value))
    return Section((f"Log ratio of {outcome.label} to its baseline",), (words, table(names, rows=rows, wide=True)))


def _log_ratio_rows(content: CohortContent, outcome: ReportedOutcome, visit: int, scenario: str) -> Iterator[Row]:
    log_ratio = content.quantity("log_ratio", "", outcome=outcome.name, visit=visit, scenario=scenario)
    first = _visit(content, visit, scenario)
    for unit in outcome.units:
        of_unit = log_ratio.of("log_ratio", unit)
        yield from started((first, unit, *_offset_cells(of_unit, offset)) for offset in outcome.about.log_offsets)
    if outcome.of_lesions:
        for method, words in MODELS.items():
            yield row(first, cell(f"lesion, {words}", columns=2), *_model_cells(log_ratio, method))


def _offset_cells(quantity: Quantity, offset: Offset) -> Iterator[Entry]:
    """The mean log ratio over a unit with one offset, and its exponential."""
    here = quantity.where(method=t_method(quantity.unit), option=offset.option)
    yield number_cell(label(offset.text))
    yield from _mean_and_sizes(here)
    yield number_cell(with_interval(here, "ratio") if here.has("ratio") else "")


def _model_cells(quantity: Quantity, method: str) -> Iterator[Entry]:
    """The mean log ratio over lesions by a model, or why there is none."""
    model = quantity.of("log_ratio", "lesion").where(method=method)
    yield from _mean_and_sizes(model)
    yield model.note("mean") if model.is_refused("mean") else ""


def _mean_and_sizes(quantity: Quantity) -> Iterator[Entry]:
    for of in ("patients", "lesions"):
        yield number_cell(quantity.size(of, "mean"))
    yield number_cell(with_interval(quantity, "mean"))
