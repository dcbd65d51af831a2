"""What answers an endpoint in a cohort with arms: the difference of two of them, with what each was like."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from casetrace.model.endpoint import RESPONDERS, Endpoint
from casetrace.model.groups import written
from casetrace.report.arm_columns import in_population
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import PERCENT, joined, line, prose, strong
from casetrace.report.phrases import estimable, p_words, share, sized, t_method
from casetrace.report.printer import group_name, label
from casetrace.report.quantity import Quantity

#: The differences of means, by unit, with the test that goes with each: statistic, method, test and its words.
MEANS = {
    "patient": (
        ("mean", "t", "sign_flip", "sign-flip test within patients"),
        ("mean_difference", "welch_t", "permutation", "permutation test"),
    ),
    "lesion": (("mean_difference", "cr2_t", "", ""),),
}
#: The differences of shares of responders likewise.
SHARES = (
    ("risk_difference", "tango", "mcnemar_exact", "McNemar's exact test"),
    ("risk_difference", "newcombe", "boschloo_exact", "Boschloo's exact test"),
)


class Compared(NamedTuple):
    """The difference of two arms: what it is called in results, its test where it has one, and the test's name."""

    difference: Quantity
    statistic: str
    tested: Quantity | None
    test: str


def each_arm(content: CohortContent, answer: Callable[[str], Inlines]) -> Inlines:
    """The answer in each arm."""
    return each_of(content.arm_groups, answer)


def each_of(arms: Iterable[str], answer: Callable[[str], Inlines]) -> Inlines:
    """The answer in each of some arms."""
    return joined((line(strong(group_name(arm)), " ", answer(arm)) for arm in arms), "; ")


def compared_words(endpoint: Endpoint) -> Inlines:
    """Which arms an endpoint compares; nothing where it compares none."""
    pair = endpoint.comparison
    return prose(", {arm} against {against}", arm=label(pair.arm), against=label(pair.against)) if pair else ()


def compared_answer(content: CohortContent, endpoint: Endpoint) -> Inlines:
    """The difference of two arms with its interval and test, and what is compared in each."""
    arms = arms_of(content, endpoint)
    in_arms = joined((line(group_name(arm), " ", _in_arm(content, endpoint, arm)) for arm in arms), ", ")
    return line(strong(_difference(content, endpoint)), "; ", in_arms)


def compared(content: CohortContent, endpoint: Endpoint) -> Compared:
    """The difference of the arms that an endpoint compares."""
    assert endpoint.comparison is not None
    pair = content.plan.arm_pairs[endpoint.comparison]
    difference = of_endpoint(content, endpoint, written((("arm", pair),)), compared=True)
    ways = SHARES if endpoint.kind == "response" else MEANS[difference.unit]
    way = next((way for way in ways if difference.where(method=way[1]).has(way[0])), ways[-1])
    statistic, method, test, words = way
    tested = difference.where(method=test) if test else None
    has_test = tested is not None and tested.has(statistic) and not tested.is_refused(statistic)
    return Compared(difference.where(method=method), statistic, tested if has_test else None, words)


def unit_of_difference(content: CohortContent, endpoint: Endpoint) -> str:
    """What a difference is measured in, with a blank before it."""
    return _unit(content, endpoint) if endpoint.kind == "change" else " percentage points"


def arms_of(content: CohortContent, endpoint: Endpoint) -> list[str]:
    """The two arms that an endpoint compares, as groups of results."""
    assert endpoint.comparison is not None
    return [written((("arm", content.plan.arms.labels[arm]),)) for arm in endpoint.comparison]


def of_endpoint(content: CohortContent, endpoint: Endpoint, group: str, *, compared: bool) -> Quantity:
    """What an endpoint asks, in an arm or compared between arms."""
    outcome = content.plan.outcomes[endpoint.outcome]
    quantity = endpoint.quantity(outcome) if compared else endpoint.quantity_of_arm(outcome)
    of_response = endpoint.kind == "response"
    about = {"outcome": endpoint.outcome, "visit": endpoint.visit, "scenario": endpoint.scenario}
    about["analysis_set"] = endpoint.analysis_set if of_response else "all"
    about["group"] = in_population(group, "endpoint", endpoint.name) if of_response else group
    return content.quantity(quantity.analysis, endpoint.unit_of_analysis, **about)


def _in_arm(content: CohortContent, endpoint: Endpoint, arm: str) -> Inlines:
    quantity = of_endpoint(content, endpoint, arm, compared=False)
    if quantity.analysis == RESPONDERS.analysis:
        return share(quantity)
    mean = quantity.where(method=t_method(quantity.unit))
    shown = quantity if mean.is_refused("mean") else mean
    return line("mean ", estimable(shown, "mean", _unit(content, endpoint)), prose(" ({n})", n=sized(shown, "mean")))


def _unit(content: CohortContent, endpoint: Endpoint) -> str:
    unit = content.plan.outcomes[endpoint.outcome].unit
    return PERCENT if endpoint.kind == "percent_change" else f"\N{NO-BREAK SPACE}{unit}".rstrip()


def _difference(content: CohortContent, endpoint: Endpoint) -> Inlines:
    """The difference with its interval and test; without an interval that of the test, and why there is none."""
    estimated, statistic, tested, words = compared(content, endpoint)
    p_value = line(f"{words} ", p_words(tested.p_value(statistic, mark=True))) if tested else ()
    if not estimated.is_refused(statistic):
        shown = estimated
        interval = prose("{level} CI {interval}", level=content.level, interval=estimated.interval(statistic))
        beside = joined(filter(None, (interval, p_value)), "; ")
    elif tested:
        shown = tested
        beside = joined((p_value, prose("no CI: {note}", note=estimated.note(statistic))), "; ")
    else:
        return prose("difference not estimated ({note})", note=estimated.note(statistic))
    return prose(
        "difference {number}{unit} ({beside})",
        number=shown.number(statistic, mark=False),
        unit=unit_of_difference(content, endpoint),
        beside=beside,
    )
