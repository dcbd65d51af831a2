"""The table of results: of each outcome at each visit, responders, the change from baseline, and its test."""

from collections.abc import Iterator

from casetrace.model.endpoint import RESPONDERS, Endpoint
from casetrace.report.arm_columns import arm_cells, arm_names, in_population
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Row, Section, Table
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import BREAK, Part, capitalised, line, prose
from casetrace.report.document.tables import (
    Entry,
    header,
    number_cell,
    number_heading,
    started,
    table,
)
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import level_of, median_range, t_method, units_of
from casetrace.report.printer import label, week
from casetrace.report.quantity import Quantity
from casetrace.report.sections.described_levels import described_levels
from casetrace.report.sections.endpoints import threshold_words

NOTE = (
    "Observed values. A percent change is that of {outcome} from baseline{per_patient}; evaluable are those who have "
    "one. In brackets the {level} confidence interval, of a median with its exact level: Clopper–Pearson for a share, "
    "order statistics for a median, {mean} for a mean. P: two-sided exact sign-flip test of no change; the smallest "
    "attainable value is in brackets."
)
PER_PATIENT = ", for a patient the mean over the lesions"


def results_tables(content: CohortContent) -> Iterator[Block]:
    """The table of each outcome; of an ordered one the counts at each level."""
    for outcome in content.outcomes:
        if outcome.about.scale.has_levels:
            yield Section((capitalised(outcome.label),), tuple(described_levels(content, outcome)))
        else:
            title = f"{capitalised(outcome.label)}: response and {outcome.gain} from baseline"
            yield Section((title,), (_table(content, outcome),))


def _table(content: CohortContent, outcome: ReportedOutcome) -> Table:
    responses = [
        endpoint
        for endpoint in content.plan.endpoints.values()
        if endpoint.is_rated and endpoint.kind == "response" and endpoint.outcome == outcome.name
    ]
    rows: list[Row] = []
    for visit in outcome.visits:
        for unit in reversed(outcome.units) if outcome.units[0] == "lesion" else outcome.units:
            rows += started(
                tuple(_cells(content, outcome, responses, visit, unit, arm))
                for arm in content.populations
                if _has_results(content, outcome, visit, unit, arm)
            )
    names = header(
        "Visit",
        "Unit",
        *arm_names(content),
        number_heading("Evaluable"),
        *(number_heading(_response_name(endpoint, outcome)) for endpoint in responses),
        number_heading("Median ", outcome.gain, " (range)", BREAK, "[CI], %"),
        number_heading("Mean ", outcome.gain, BREAK, "[CI], %"),
        number_heading("P"),
    )
    return table(names, rows=rows, notes=(_note(content, outcome),), wide=True)


def _note(content: CohortContent, outcome: ReportedOutcome) -> Inlines:
    mean = "Student's t (patients) or cluster-robust CR2 (lesions)" if outcome.of_lesions else "Student's t"
    return prose(
        NOTE.replace("CR2", "{method}"),
        method=label("CR2"),
        outcome=outcome.label,
        per_patient=PER_PATIENT if outcome.of_lesions else "",
        level=content.level,
        mean=mean,
    )


def _response_name(endpoint: Endpoint, outcome: ReportedOutcome) -> Inlines:
    return line(label(capitalised(endpoint.label)), BREAK, "(", threshold_words(endpoint, outcome), ") [CI]")


def _change(content: CohortContent, outcome: ReportedOutcome, visit: int, unit: str, arm: str) -> Quantity:
    return content.quantity(outcome.gain, unit, outcome=outcome.name, visit=visit, scenario="observed", group=arm)


def _has_results(content: CohortContent, outcome: ReportedOutcome, visit: int, unit: str, arm: str) -> bool:
    return not arm or _change(content, outcome, visit, unit, arm).has("median")


def _cells(
    content: CohortContent, outcome: ReportedOutcome, responses: list[Endpoint], visit: int, unit: str, arm: str
) -> Iterator[Entry]:
    """The row of a visit over a unit."""
    evaluable = content.enrolled("evaluable", unit, outcome=outcome.name, visit=visit, group=arm)
    change = _change(content, outcome, visit, unit, arm)
    yield week(visit, capital=True)
    yield units_of(unit)
    yield from arm_cells(content, arm)
    yield number_cell(_of(evaluable, unit))
    for endpoint in responses:
        responders = content.quantity(
            RESPONDERS.analysis,
            unit,
            outcome=outcome.name,
            visit=visit,
            scenario=endpoint.scenario,
            analysis_set=endpoint.analysis_set,
            group=in_population(arm, "endpoint", endpoint.name),
        )
        yield number_cell(_share(responders, unit))
    yield number_cell(_median(change))
    yield number_cell(_mean(change, unit))
    yield number_cell(_test(change) if unit == "patient" else "")


def _of(counted: Quantity, unit: str) -> Inlines:
    return line(counted.number("count"), " of ", counted.size(units_of(unit), "count"))


def _share(responders: Quantity, unit: str) -> Inlines:
    """Responders with the interval of their share: over lesions the one that knows of the clusters."""
    count = responders.number("count")
    if responders.is_refused("count") or responders.is_refused("percent"):
        return (count,)
    words = prose(
        "{count} ({percent} %)", count=_of(responders, unit), percent=responders.number("percent", mark=False)
    )
    interval = responders.where(method="korn_graubard" if unit == "lesion" else "clopper_pearson")
    if not interval.has("proportion") or interval.is_refused("proportion"):
        return words
    return line(words, BREAK, "[", interval.interval("proportion"), "]")


def _median(change: Quantity) -> Inlines:
    words, exact = median_range(change), change.where(method="median_order_statistics")
    if not exact.has("median") or exact.is_refused("median"):
        return words
    return line(words, BREAK, "[", level_of(exact, "median"), ": ", exact.interval("median"), "]")


def _mean(change: Quantity, unit: str) -> Inlines:
    words, interval = change.number("mean", mark=False), change.where(method=t_method(unit))
    if not interval.has("mean") or interval.is_refused("mean"):
        return (words,)
    return line(words, BREAK, "[", interval.interval("mean"), "]")


def _test(change: Quantity) -> Part:
    test = change.where(method="sign_flip")
    if not test.has("mean") or test.is_refused("mean"):
        return ""
    return line(test.p_value("mean", mark=True), BREAK, "[", test.smallest_p_value("mean"), "]")
