"""The endpoints: what the study asked, and what its results answer."""

from collections.abc import Iterator

from casetrace.model.endpoint import RESPONDERS, Endpoint
from casetrace.model.scenarios import SCENARIO_LABELS
from casetrace.report.arm_columns import arm_cells, arm_names, in_population
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.prose import capitalised, joined, line, prose, strong, with_article
from casetrace.report.document.tables import Entry, header, number_cell, number_heading, row, started, table
from casetrace.report.glossary import ALTERNATIVES, ANALYSIS_SETS
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import central, p_words, share, sized, units_of
from casetrace.report.printer import label, named_visit, setting
from casetrace.report.quantity import Quantity
from casetrace.report.sections.arm_answers import compared_answer, compared_words, each_arm
from casetrace.report.sections.course_endpoints import course_answer, course_asked
from casetrace.report.sections.described_levels import level_names, or_better
from casetrace.report.sections.event_endpoints import events_answer, events_asked

INTRODUCTION = (
    "Observed data unless stated otherwise. CI: two-sided {level} confidence interval unless another level is given."
)
#: How a patient responds, by the rule of the endpoint.
RULES = {
    "all_lesions": "in all of a patient's lesions that have a value",
    "any_lesion": "in any of a patient's lesions",
    "mean": "in the mean of a patient's lesions",
    "sum": "in the sum of a patient's lesions",
}


def endpoints(content: CohortContent) -> Section:
    """The section."""
    shown = list(content.plan.endpoints.values())
    names = header("Endpoint", "Definition", "Result")
    rows = [row(_name(endpoint), asked(content, endpoint), answer(content, endpoint)) for endpoint in shown]
    words = Paragraph(prose(INTRODUCTION, level=content.level))
    parts = [part for endpoint in shown if endpoint.is_rated for part in _response_parts(content, endpoint)]
    return Section(("Endpoints",), (words, table(names, rows=rows, wide=True), *parts), "endpoints", 2, "Endpoints")


def _name(endpoint: Endpoint) -> Inlines:
    name = label(capitalised(endpoint.label))
    return line(strong(name), " (primary)") if endpoint.primary else (name,)


def asked(content: CohortContent, endpoint: Endpoint) -> Inlines:
    """What an endpoint asks, and where its threshold and rate come from."""
    noted = line(" ", setting(f"plan.endpoints.{endpoint.name}.note", endpoint.note)) if endpoint.note else ""
    return line(asked_words(content, endpoint), ".", noted)


def asked_words(content: CohortContent, endpoint: Endpoint) -> Inlines:
    """What an endpoint asks, in words, with the assumption under which it is answered."""
    return line(definition(content, endpoint), assumption(endpoint))


def assumption(endpoint: Endpoint) -> str:
    """The assumption about the data under which an endpoint is answered; nothing as observed."""
    return f", {SCENARIO_LABELS[endpoint.scenario]}" if endpoint.scenario != "observed" else ""


def definition(content: CohortContent, endpoint: Endpoint) -> Inlines:
    """What an endpoint asks, in words."""
    if endpoint.events:
        return events_asked(endpoint)
    outcome = content.reported(endpoint.outcome)
    rule = _rule(endpoint, outcome)
    if endpoint.of_course:
        return course_asked(content, endpoint, threshold_words(endpoint, outcome), rule)
    if endpoint.kind == "category":
        by_lesions = endpoint.unit_of_analysis == "patient" and outcome.of_lesions
        which = f", by the {outcome.about.patient_level} level of their lesions" if by_lesions else ""
        units = units_of(endpoint.unit_of_analysis)
        text = "Number of {units} at each level of {outcome} at {visit}{which}"
        return prose(text, units=units, outcome=outcome.label, visit=named_visit(endpoint.visit), which=which)
    if endpoint.kind != "response":
        measured = "percent" if endpoint.kind == "percent_change" else outcome.unit or "the unit of the outcome"
        text = "{gain} of {outcome} from baseline to {visit}, in {measured}, per {unit}{compared}"
        return prose(
            text,
            gain=outcome.capital_gain,
            outcome=outcome.label,
            visit=named_visit(endpoint.visit),
            measured=measured,
            unit=endpoint.unit_of_analysis,
            compared=compared_words(endpoint),
        )
    rule = f" {RULES[endpoint.patient_rule]}" if endpoint.unit_of_analysis == "patient" and outcome.of_lesions else ""
    text = "Proportion of {among} {units} with {threshold} of {outcome} from baseline to {visit}{rule}{compared}"
    if outcome.about.scale.has_levels:
        text = "Proportion of {among} {units} with {outcome} {threshold} at {visit}{rule}{compared}"
    return prose(
        text,
        among=ANALYSIS_SETS[endpoint.analysis_set],
        units=units_of(endpoint.unit_of_analysis),
        threshold=threshold_words(endpoint, outcome),
        outcome=outcome.label,
        visit=named_visit(endpoint.visit),
        rule=rule,
        compared=compared_words(endpoint),
    )


def _rule(endpoint: Endpoint, outcome: ReportedOutcome) -> str:
    """How a patient responds by the lesions; empty where lesions do, or have no outcome."""
    if endpoint.unit_of_analysis == "lesion" or not outcome.of_lesions:
        return ""
    may_be_new = outcome.about.of_lesion_sizes and outcome.about.incomplete_baseline != "error"
    new = ", without a new lesion" if may_be_new and endpoint.patient_rule != "any_lesion" else ""
    return f" {RULES[endpoint.patient_rule]}{new}"


def threshold_words(endpoint: Endpoint, outcome: ReportedOutcome) -> Inlines:
    """A threshold in words, such as `a reduction of 30 % or more`."""
    threshold = endpoint.threshold
    assert threshold is not None
    if threshold.level:
        return or_better(outcome, threshold.level)
    of_change = endpoint.kind in ("percent_change", "change")
    key = "more_than" if threshold.strict else "important_difference" if of_change else "from"
    limit = setting(f"plan.endpoints.{endpoint.name}.{key}", threshold.value)
    unit = f" {_unit(outcome, threshold.value)}".rstrip() if threshold.in_units else " %"
    text = "{gain} of more than {limit}{unit}" if threshold.strict else "{gain} of {limit}{unit} or more"
    if not threshold.in_units and threshold.value == outcome.largest_percent:
        text = text.removesuffix(" or more")
    return prose(text.replace("{unit}", unit), gain=with_article(outcome.gain), limit=limit)


def _unit(outcome: ReportedOutcome, number: float) -> str:
    """The unit of an outcome behind a number: of points one is a point."""
    return "point" if outcome.unit == "points" and number == 1 else outcome.unit


def answer(content: CohortContent, endpoint: Endpoint) -> Inlines:
    """What the results answer, with the interval that may be used; in each arm, or of the arms that are compared."""
    if endpoint.events:
        return events_answer(content, endpoint)
    if endpoint.of_course:
        return course_answer(content, endpoint)
    if endpoint.comparison:
        return compared_answer(content, endpoint)
    if content.arm_groups:
        return each_arm(content, lambda arm: _answer_of(content, endpoint, arm))
    return _answer_of(content, endpoint, "")


def _answer_of(content: CohortContent, endpoint: Endpoint, arm: str) -> Inlines:
    """The answer in an arm, or over everybody."""
    if endpoint.kind == "response":
        asked, also = (
            _responders(content, endpoint, endpoint.unit_of_analysis, arm).where(analysis_set=analysis_set)
            for analysis_set in sorted(ANALYSIS_SETS, key=lambda name: name != endpoint.analysis_set)
        )
        return line(
            strong(response_words(content, asked, ANALYSIS_SETS[asked.about["analysis_set"]])),
            "; ",
            response_words(content, also, ANALYSIS_SETS[also.about["analysis_set"]]),
        )
    outcome = content.plan.outcomes[endpoint.outcome]
    if endpoint.kind == "category":
        return _counts_at_levels(content, endpoint, arm)
    quantity = content.asked_change(endpoint, arm)
    unit = "%" if endpoint.kind == "percent_change" else outcome.unit
    return central(quantity, unit, content.level)


def _counts_at_levels(content: CohortContent, endpoint: Endpoint, arm: str) -> Inlines:
    """How many are at each level, best first."""
    outcome = content.reported(endpoint.outcome)
    counted = content.quantity(
        "level", endpoint.unit_of_analysis, outcome=endpoint.outcome, visit=endpoint.visit, scenario=endpoint.scenario
    )
    shares = [
        prose(
            "{level}: {share}",
            level=line("" if any(map(str.isalpha, level)) else "level ", label(level)),
            share=share(counted.where(group=in_population(arm, "level", level))),
        )
        for level in level_names(outcome)
    ]
    return joined(shares, "; ")


def response_words(content: CohortContent, quantity: Quantity, among: str) -> Inlines:
    """Responders of those among whom they are counted, with the exact interval."""
    counted = share(quantity, f"{among} {units_of(quantity.unit)}")
    exact = quantity.where(method="clopper_pearson")
    if exact.is_refused("proportion"):
        return counted
    text = "{counted}, {level} CI {interval} %"
    return prose(text, counted=counted, level=content.level, interval=exact.interval("proportion"))


def _responders(content: CohortContent, endpoint: Endpoint, unit: str, arm: str = "") -> Quantity:
    return content.quantity(
        RESPONDERS.analysis,
        unit,
        outcome=endpoint.outcome,
        visit=endpoint.visit,
        scenario=endpoint.scenario,
        group=in_population(arm, "endpoint", endpoint.name),
    )


def _response_parts(content: CohortContent, endpoint: Endpoint) -> Iterator[Block]:
    """The responders at every visit, and what is asked of their rate besides."""
    outcome = content.reported(endpoint.outcome)
    rows: list[Row] = []
    for visit in outcome.visits:
        rows += started(
            shown for arm in content.populations for shown in _visit_rows(content, endpoint, outcome, visit, arm)
        )
    ci = line(content.level, " CI, %")
    names = header(
        "Visit",
        *arm_names(content),
        "Of",
        number_heading("Responders"),
        number_heading("Clopper–Pearson ", ci),
        number_heading("Other CI, %"),
    )
    visits = "every visit" if outcome.visits == outcome.every_visit else "the first, the last and the endpoints' visits"
    threshold = threshold_words(endpoint, outcome)
    title = line(label(capitalised(endpoint.label)), f" at {visits}: ", threshold, assumption(endpoint))
    further = tuple(_further(content, endpoint))
    words = (Paragraph(joined(further, " ")),) if further else ()
    yield Section(title, (table(names, rows=rows, wide=True), *words))


def _visit_rows(
    content: CohortContent, endpoint: Endpoint, outcome: ReportedOutcome, visit: int, arm: str
) -> Iterator[tuple[Entry, ...]]:
    for unit in reversed(outcome.units) if outcome.units[0] == "lesion" else outcome.units:
        for analysis_set, among in ANALYSIS_SETS.items():
            quantity = _responders(content, endpoint, unit, arm).where(visit=visit, analysis_set=analysis_set)
            exact = quantity.where(method="clopper_pearson")
            method, words = ("korn_graubard", "clustered") if unit == "lesion" else ("wilson", "Wilson")
            beside = quantity.where(method=method)
            given = beside.has("proportion") and not beside.is_refused("proportion")
            yield (
                named_visit(visit, capital=True),
                *arm_cells(content, arm),
                f"{among} {units_of(unit)}",
                number_cell(share(quantity)),
                number_cell("" if exact.is_refused("proportion") else exact.interval("proportion")),
                number_cell(line(beside.interval("proportion"), f" ({words})") if given else ""),
            )


def _further(content: CohortContent, endpoint: Endpoint) -> Iterator[Inlines]:
    """The test against a declared rate, the posterior under a declared prior, and the change between visits."""
    if content.arm_groups:
        return
    quantity = _responders(content, endpoint, "patient")
    path = f"plan.endpoints.{endpoint.name}"
    for analysis_set, among in ANALYSIS_SETS.items():
        of_set = quantity.where(analysis_set=analysis_set)
        tested = of_set.where(method=_binomial_method(endpoint))
        if endpoint.historical_rate is not None and tested.has("proportion"):
            yield prose(
                "Response rate of the {among} patients compared with {rate} (exact binomial test, {side}): {p}; "
                "smallest attainable {smallest}.",
                among=among,
                rate=setting(f"{path}.historical_rate", endpoint.historical_rate),
                side=ALTERNATIVES[endpoint.alternative],
                p=p_words(tested.p_value("proportion", mark=True)),
                smallest=p_words(tested.smallest_p_value("proportion")),
            )
        posterior = of_set.where(method="beta_posterior")
        if endpoint.prior is not None and posterior.has("posterior_median"):
            yield prose(
                "Posterior response rate with the prior Beta({alpha}, {beta}): median {median} % ({level} credible "
                "interval {interval} %).",
                alpha=setting(f"{path}.prior.alpha", endpoint.prior[0]),
                beta=setting(f"{path}.prior.beta", endpoint.prior[1]),
                median=posterior.number("posterior_median"),
                level=content.level,
                interval=posterior.interval("posterior_median"),
            )
    for earlier in content.plan.outcomes[endpoint.outcome].follow_up_visits:
        change = quantity.of("change_in_responders", "patient").where(visit_from=earlier, method="tango")
        if earlier < endpoint.visit and change.has("risk_difference") and not change.is_refused("risk_difference"):
            yield _change(content, change, earlier, endpoint.visit)


def _change(content: CohortContent, change: Quantity, earlier: int, later: int) -> Inlines:
    """The change between two visits of the share of responding patients, of those with a value at both."""
    counts = change.where(method="count")
    return prose(
        "Of {patients} with a value at both visits, {first} responded at {earlier} and {last} at {later}. "
        "The difference was {difference} percentage points ({level} score CI {interval}{test}).",
        patients=sized(change, "risk_difference"),
        earlier=named_visit(earlier),
        later=named_visit(later),
        first=counts.number("responds_earlier", mark=False),
        last=counts.number("responds", mark=False),
        difference=change.number("risk_difference"),
        level=content.level,
        interval=change.interval("risk_difference"),
        test=_mcnemar(change.where(method="mcnemar_exact")),
    )


def _mcnemar(quantity: Quantity) -> Inlines:
    if not quantity.has("risk_difference") or quantity.is_refused("risk_difference"):
        return ()
    return line("; McNemar's exact test ", p_words(quantity.p_value("risk_difference", mark=True)))


def _binomial_method(endpoint: Endpoint) -> str:
    return "binomial_exact" if endpoint.alternative == "two_sided" else "binomial_exact_one_sided"


def summary_line(content: CohortContent, endpoint: Endpoint) -> Inlines:
    """An endpoint with its answer, for the summary."""
    return prose(
        "{name}: {answer}; defined in {section}.",
        name=strong(label(capitalised(endpoint.label)), assumption(endpoint)),
        answer=answer(content, endpoint),
        section=Link(("Results",), "#results"),
    )


def lowered(words: Inlines) -> Inlines:
    """Words without the capital at their start."""
    first = words[0]
    return (first[:1].lower() + first[1:], *words[1:]) if isinstance(first, str) else words
