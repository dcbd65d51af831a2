"""The table of results: every endpoint at every visit, with its estimate, interval and P value."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from casetrace.methods.register import DESCRIPTIONS
from casetrace.model.endpoint import RESPONDERS, WITH_EVENT, Endpoint
from casetrace.model.numbers import DASH
from casetrace.report.arm_columns import ARM, in_population
from casetrace.report.article.method_words import register_name
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Row, Table
from casetrace.report.document.inlines import Inline, Inlines, Number, Styled
from casetrace.report.document.prose import PERCENT, capitalised, joined, line, prose
from casetrace.report.document.tables import Entry, captioned, header, number_cell, number_heading, started, table
from casetrace.report.document.walking import parts_of
from casetrace.report.glossary import ALTERNATIVES
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import level_of, mean_sd, median_range, t_method, units_of
from casetrace.report.printer import group_name, label, named_visit, setting
from casetrace.report.quantity import Quantity
from casetrace.report.sections.arm_answers import arms_of, compared, of_endpoint, unit_of_difference
from casetrace.report.sections.course_endpoints import about_course
from casetrace.report.sections.described_levels import level_name, level_names

#: What the sizes are, of counts, of medians and means, and of differences.
SIZES = {
    "counts": "those counted (n) of those analysed (N)",
    "changes": "for medians and means, those assessed (n) of those treated (N)",
    "differences": "for differences, the same in each arm",
}
TWO_SIDED = "P values are two-sided unless noted"
SMALLEST = "; in brackets, the smallest attainable with these data"
#: What a response rate is tested against.
RATE = (
    "{endpoint}: P tests a response rate of {rate}, {side}. A two-sided CI can include a rate that this test rejects."
)
#: What is said of intervals of medians, and where one is the range.
EXACT = "The level of the exact CI of a median is in brackets."
AS_RANGE = "With so few values, the exact CI of a median is their range; its level is in brackets."
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Result(NamedTuple):
    """One row of the table.

    Attributes
    ----------
    what
        What of the endpoint it is, such as the median.
    of, size
        The arm or population, and how many of how many.
    estimate, interval, p_value
        The numbers.
    """

    what: Inlines
    of: Inlines
    size: Inlines
    estimate: Inlines
    interval: Inlines = ()
    p_value: Inlines = ()


class Letters(dict[str, str]):
    """The letters of methods, in the order in which these are first named."""

    def of(self, method: str) -> str:
        """The letter of a method."""
        number = len(self)
        return self.setdefault(method, LETTERS[number % len(LETTERS)] * (1 + number // len(LETTERS)))

    def notes(self) -> Iterator[Inlines]:
        """What each stands for."""
        named = [line(Styled((letter,), "emphasis"), " ", register_name(method)) for method, letter in self.items()]
        if named:
            yield line("Methods: ", joined(named, "; "), ".")


def results_table(content: CohortContent) -> Table:
    """The table."""
    letters = Letters()
    rows: list[Row] = []
    for endpoint in content.plan.endpoints.values():
        for name, visit, results in _of_endpoint(content, endpoint):
            rows += started(_cells(content, (name, visit), result, letters) for result in results)
    names = header(
        "Endpoint",
        "Visit",
        "Statistic",
        *([ARM] if content.arm_groups else []),
        *(number_heading(name) for name in ("n/N", "Estimate", line(content.level, " CI"), "P")),
        "Method",
    )
    notes = [(" ".join([_sizes(content), *_about_numbers(content, tuple(rows))]),), *letters.notes(), *_rates(content)]
    return captioned(table(names, rows=rows, notes=notes, wide=True), "results", "Results by endpoint and visit.")


def _sizes(content: CohortContent) -> str:
    """What n and N are, of the endpoints that there are."""
    endpoints = content.plan.endpoints.values()
    counts = [_is_counted(endpoint) for endpoint in endpoints]
    told = {"counts": any(counts), "changes": not all(counts), "differences": any(map(_is_compared, endpoints))}
    return f"n/N: {'; '.join(SIZES[name] for name, occurs in told.items() if occurs)}."


def _about_numbers(content: CohortContent, rows: tuple[Row, ...]) -> Iterator[str]:
    """What P values and intervals are, and what is in brackets behind them, of those that are printed."""
    printed = {number.column for number in parts_of(rows, Number)}
    if "p_value" in printed:
        yield f"{TWO_SIDED}{SMALLEST if 'p_value_minimum' in printed else ''}."
    if "ci_level" in printed:
        yield AS_RANGE if any_is_range(content, rows) else EXACT


def _is_counted(endpoint: Endpoint) -> bool:
    """Whether what answers an endpoint is a count."""
    return bool(endpoint.events or endpoint.of_course or endpoint.kind in ("response", "category"))


def _is_compared(endpoint: Endpoint) -> bool:
    """Whether an endpoint compares arms."""
    return bool(endpoint.comparison)


def any_is_range(content: CohortContent, printed: object) -> bool:
    """Whether the interval of a printed median is the range of its values."""
    by_id = content.printer.by_id
    rows = (by_id[number.result_id] for number in parts_of(printed, Number) if number.column == "ci_lower")
    return any(_is_range(content, row) for row in rows if row["statistic"] == "median")


def _is_range(content: CohortContent, median: dict[str, Any]) -> bool:
    about = {name: median[name] for name in ("outcome", "visit", "visit_from", "analysis_set", "group", "scenario")}
    described = content.quantity(median["analysis"], median["unit_of_analysis"], **about)
    ends = zip(("ci_lower", "ci_upper"), ("minimum", "maximum"), strict=True)
    return all(described.has(name) and median[end] == described.row(name)["estimate"] for end, name in ends)


def _cells(
    content: CohortContent, first: tuple[Inlines, Inlines], result: Result, letters: Letters
) -> tuple[Entry, ...]:
    """The cells of a row; methods that are new get their letter."""
    name, visit = first
    numbers = parts_of((result.estimate, result.interval), Number)
    is_primary = any(content.printer.by_id[number.result_id]["role"] == "primary" for number in numbers)
    return (
        line(name, " (primary)" if is_primary else ""),
        visit,
        result.what,
        *([result.of] if content.arm_groups else []),
        number_cell(result.size),
        number_cell(result.estimate),
        number_cell(result.interval),
        number_cell(result.p_value),
        ", ".join(letters.of(method) for method in _methods(content, result)),
    )


def _methods(content: CohortContent, result: Result) -> list[str]:
    """The methods of the numbers in a row, without those that only describe."""
    numbers = parts_of((result.estimate, result.interval, result.p_value), Number)
    methods = dict.fromkeys(str(content.printer.by_id[number.result_id]["method"]) for number in numbers)
    return [method for method in methods if method not in DESCRIPTIONS]


def _of_endpoint(content: CohortContent, endpoint: Endpoint) -> Iterator[tuple[Inlines, Inlines, list[Result]]]:
    """The results of an endpoint, visit by visit."""
    name = (label(capitalised(endpoint.label)),)
    if endpoint.events or endpoint.of_course:
        arms = content.event_arms if endpoint.events else []
        yield name, ("all",), [_counted(_whole(content, endpoint, arm), arm) for arm in arms or [""]]
        return
    outcome = content.reported(endpoint.outcome)
    for visit in outcome.visits:
        results = [
            result for arm in content.arm_groups or [""] for result in _at_visit(content, endpoint, outcome, visit, arm)
        ]
        if endpoint.comparison and visit == endpoint.visit:
            results.append(_difference(content, endpoint))
        if results:
            yield name, (named_visit(visit, capital=True),), results


def _whole(content: CohortContent, endpoint: Endpoint, arm: str) -> Quantity:
    """What answers an endpoint that is of no single visit."""
    if endpoint.events:
        return content.enrolled(WITH_EVENT.analysis, "patient", group=in_population(arm, "endpoint", endpoint.name))
    return about_course(content, endpoint, endpoint.unit_of_analysis)


def _at_visit(
    content: CohortContent, endpoint: Endpoint, outcome: ReportedOutcome, visit: int, arm: str
) -> Iterator[Result]:
    about = {"outcome": endpoint.outcome, "visit": visit, "scenario": endpoint.scenario}
    unit = endpoint.unit_of_analysis
    if endpoint.kind == "response":
        yield from _responses(content, endpoint, content.quantity(RESPONDERS.analysis, unit, **about), arm)
    elif endpoint.kind == "category":
        for level in level_names(outcome):
            at_level = content.quantity("level", unit, **about, group=in_population(arm, "level", level))
            if at_level.has("count"):
                yield _counted(at_level, arm, level_name(outcome, level))
    else:
        analysis = endpoint.quantity_of_arm(outcome.about).analysis
        yield from _changes(content, endpoint, content.quantity(analysis, unit, **about, group=arm), arm)


def _responses(content: CohortContent, endpoint: Endpoint, quantity: Quantity, arm: str) -> Iterator[Result]:
    """The share of the asked set, and of the other one where that is of others."""
    group = in_population(arm, "endpoint", endpoint.name)
    sizes = set()
    for analysis_set in sorted(("all", "enrolled"), key=lambda name: name != endpoint.analysis_set):
        of_set = quantity.where(group=group, analysis_set=analysis_set)
        if of_set.has("count") and of_set.among("count") not in sizes:
            sizes.add(of_set.among("count"))
            words = "of evaluable" if analysis_set == "all" else "of all treated"
            yield _counted(of_set, arm, (words,), endpoint)


def _counted(quantity: Quantity, arm: str, what: Inlines = (), endpoint: Endpoint | None = None) -> Result:
    """A count with its share, exact interval, and the test against a declared rate."""
    of = (group_name(arm),) if arm else ()
    if quantity.is_refused("count"):
        if quantity.has("count_at_least"):
            return Result(what, of, line("at least ", quantity.number("count_at_least")), ())
        return Result(what, of, (), (quantity.number("count"),))
    size = _of_whom(quantity, "count", quantity.number("count"))
    refused = quantity.is_refused("percent")
    percent = (DASH,) if refused else line(quantity.number("percent", mark=False), PERCENT)
    interval: Inlines = ()
    exact = quantity.where(method="korn_graubard" if quantity.unit == "lesion" else "clopper_pearson")
    if exact.has("proportion") and not exact.is_refused("proportion"):
        interval = exact.interval("proportion", mark=False)
    return Result(what, of, size, percent, interval, _against_rate(quantity, endpoint))


def _against_rate(quantity: Quantity, endpoint: Endpoint | None) -> Inlines:
    """The P value of a response rate against the declared one."""
    if endpoint is None or endpoint.historical_rate is None:
        return ()
    method = "binomial_exact" if endpoint.alternative == "two_sided" else "binomial_exact_one_sided"
    tested = quantity.where(method=method)
    return _p_value(tested, "proportion") if tested.has("proportion") else ()


def _rates(content: CohortContent) -> Iterator[Inlines]:
    """What response rates are tested against."""
    for endpoint in content.plan.endpoints.values():
        if endpoint.historical_rate is not None and not content.arm_groups:
            yield prose(
                RATE,
                endpoint=label(capitalised(endpoint.label)),
                rate=setting(f"plan.endpoints.{endpoint.name}.historical_rate", endpoint.historical_rate),
                side=ALTERNATIVES[endpoint.alternative],
            )


def _p_value(quantity: Quantity, statistic: str) -> Inlines:
    if quantity.is_refused(statistic):
        return ()
    if quantity.row(statistic)["p_value_minimum"] is None:
        return (quantity.p_value(statistic),)
    return line(quantity.p_value(statistic), " (", quantity.smallest_p_value(statistic), ")")


def _changes(content: CohortContent, endpoint: Endpoint, change: Quantity, arm: str) -> Iterator[Result]:
    """The median and the mean of a change."""
    if not change.has("median"):
        return
    of = (group_name(arm),) if arm else ()
    size = _assessed(content, change, arm)
    percent = endpoint.kind == "percent_change"
    unit = "%" if percent else content.plan.outcomes[endpoint.outcome].unit
    measured = f", {unit}" if unit else ""
    exact = change.where(method="median_order_statistics")
    yield Result((f"median (range){measured}",), of, size, median_range(change), _exact_interval(exact))
    if change.is_refused("mean") or change.among("mean") < 2:
        return
    mean, flips = change.where(method=t_method(change.unit)), change.where(method="sign_flip")
    p_value = _p_value(flips, "mean") if flips.has("mean") else ()
    yield Result((f"mean (SD){measured}",), of, size, mean_sd(change), _interval(mean, "mean"), p_value)


def _exact_interval(exact: Quantity) -> Inlines:
    """The interval of a median, with its own level."""
    if not exact.has("median") or exact.is_refused("median"):
        return ()
    return prose("{interval} ({level})", interval=exact.interval("median", mark=False), level=level_of(exact, "median"))


def _interval(quantity: Quantity, statistic: str) -> Inlines:
    """The interval of a mean, where there is one."""
    return quantity.interval(statistic) if quantity.has(statistic) and not quantity.is_refused(statistic) else ()


def _difference(content: CohortContent, endpoint: Endpoint) -> Result:
    """The difference of the arms that an endpoint compares."""
    assert endpoint.comparison is not None
    shown, statistic, tested, _ = compared(content, endpoint)
    of = (label(content.plan.arm_pairs[endpoint.comparison]),)
    what = (f"difference,{unit_of_difference(content, endpoint)}",)
    size = joined((_size_in_arm(content, endpoint, arm) for arm in arms_of(content, endpoint)), " vs ")
    p_value = () if tested is None else _p_value(tested, statistic)
    if shown.is_refused(statistic):
        if tested is None:
            return Result(what, of, size, (shown.number(statistic),))
        return Result(what, of, size, (tested.number(statistic),), (shown.no_interval(statistic),), p_value)
    return Result(what, of, size, (shown.number(statistic),), shown.interval(statistic), p_value)


def _size_in_arm(content: CohortContent, endpoint: Endpoint, arm: str) -> Inlines:
    """The responders among those analysed in an arm, or the assessed among the treated."""
    quantity = of_endpoint(content, endpoint, arm, compared=False)
    if endpoint.kind == "response":
        return _of_whom(quantity, "count", quantity.number("count", mark=False)) if quantity.has("count") else (DASH,)
    return _assessed(content, quantity, arm) if quantity.has("median") else (DASH,)


def _of_whom(quantity: Quantity, statistic: str, counted: Inline) -> Inlines:
    return line(counted, "/", quantity.size(units_of(quantity.unit), statistic))


def _assessed(content: CohortContent, change: Quantity, arm: str) -> Inlines:
    """How many are assessed, of those treated."""
    noun = units_of(change.unit)
    treated = content.enrolled("arm", change.unit, group=arm) if arm else content.enrolled(noun, change.unit)
    return line(change.size(noun, "median"), "/", treated.number("count"))
