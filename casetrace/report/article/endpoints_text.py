"""The second paragraph of the results: the answer to each endpoint, the primary ones first."""

from collections.abc import Iterator

from casetrace.model.endpoint import RESPONDERS, Endpoint
from casetrace.report.arm_columns import in_population
from casetrace.report.article.parts import plain
from casetrace.report.article.table_names import table_name
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import PERCENT, joined, line, prose
from casetrace.report.phrases import level_of, p_words, t_method, units_of, within_arm
from casetrace.report.printer import label, named_visit
from casetrace.report.quantity import Quantity
from casetrace.report.sections.arm_answers import compared, unit_of_difference
from casetrace.report.sections.endpoints import answer, definition, lowered

#: The answer to an endpoint at a visit, by whether it is primary.
TOLD = {True: "{role} was {name} at {visit}: {told}.", False: "For the secondary endpoint {name} at {visit}, {told}."}
#: What follows the answers.
TABLE = line(" ", table_name("results"), " shows the results at all visits.")


def endpoints_text(content: CohortContent) -> Inlines:
    """The paragraph."""
    asked = sorted(content.plan.endpoints.values(), key=lambda endpoint: not endpoint.primary)
    if not asked:
        return ()
    return line(joined((plain(_sentence(content, endpoint)) for endpoint in asked), " "), TABLE)


def _sentence(content: CohortContent, endpoint: Endpoint) -> Inlines:
    """The answer to an endpoint, with its role."""
    role = _role(content, endpoint)
    if endpoint.events or endpoint.of_course or endpoint.kind == "category":
        asked = lowered(definition(content, endpoint))
        return prose("{role} was the {asked}: {answer}.", role=role, asked=asked, answer=answer(content, endpoint))
    told = _response if endpoint.kind == "response" else _change
    parts = [told(content, endpoint, arm) for arm in content.arm_groups or [""]]
    if endpoint.comparison:
        parts.append(_difference(content, endpoint))
    slots = {"role": role} if endpoint.primary else {}
    return prose(
        TOLD[endpoint.primary],
        **slots,
        name=label(endpoint.label),
        visit=named_visit(endpoint.visit),
        told=joined(parts, "; "),
    )


def _in_arm(arm: str) -> Inlines:
    """Such as ` in the control arm`; nothing where there are no arms."""
    return line(" ", within_arm(arm)) if arm else ()


def _role(content: CohortContent, endpoint: Endpoint) -> str:
    """Such as `The primary endpoint`."""
    alike = [other for other in content.plan.endpoints.values() if other.primary == endpoint.primary]
    role = "primary" if endpoint.primary else "secondary"
    return f"{'The' if len(alike) == 1 else 'A'} {role} endpoint"


def _response(content: CohortContent, endpoint: Endpoint, arm: str) -> Inlines:
    """Such as `5 of 5 patients who could be assessed responded (100 %; 95 % CI ...)`."""
    quantity = content.quantity(
        RESPONDERS.analysis,
        endpoint.unit_of_analysis,
        outcome=endpoint.outcome,
        visit=endpoint.visit,
        scenario=endpoint.scenario,
        group=in_population(arm, "endpoint", endpoint.name),
    )
    nouns = units_of(endpoint.unit_of_analysis)
    words = {"all": f"{nouns} who could be assessed", "enrolled": f"treated {nouns}"}
    if endpoint.unit_of_analysis == "lesion":
        words["all"] = "lesions that could be assessed"
    told = []
    for analysis_set, among in words.items():
        of_set = quantity.where(analysis_set=analysis_set)
        if not of_set.has("count"):
            continue
        if of_set.among("count") == 0:
            told.append(line(f"none of the {nouns} could be assessed", _in_arm(arm)))
        elif not told or of_set.among("count") != quantity.where(analysis_set="all").among("count"):
            told.append(_rate(content, of_set, endpoint, line(among, _in_arm(arm))))
    return joined(told, ", and ")


def _rate(content: CohortContent, quantity: Quantity, endpoint: Endpoint, among: Inlines) -> Inlines:
    """Responders with their share, interval and test."""
    counted = line(
        quantity.number("count"), " of ", quantity.size(units_of(quantity.unit), "count"), " ", among, " responded"
    )
    inside = [] if quantity.is_refused("percent") else [line(quantity.number("percent"), PERCENT)]
    exact = quantity.where(method="korn_graubard" if quantity.unit == "lesion" else "clopper_pearson")
    if exact.has("proportion") and not exact.is_refused("proportion"):
        inside.append(line(content.level, " CI ", exact.interval("proportion"), PERCENT))
    inside += _against_rate(quantity, endpoint)
    return line(counted, " (", joined(inside, "; "), ")") if inside else counted


def _against_rate(quantity: Quantity, endpoint: Endpoint) -> Iterator[Inlines]:
    if endpoint.historical_rate is None:
        return
    two_sided = endpoint.alternative == "two_sided"
    tested = quantity.where(method="binomial_exact" if two_sided else "binomial_exact_one_sided")
    if tested.has("proportion") and not tested.is_refused("proportion"):
        yield line("" if two_sided else "one-sided ", _p_words(tested, "proportion"))


def _change(content: CohortContent, endpoint: Endpoint, arm: str) -> Inlines:
    """The median with its range and exact interval, and the mean with its interval, where that may be used, and P."""
    outcome = content.reported(endpoint.outcome)
    change = content.asked_change(endpoint, arm)
    if change.is_refused("median"):
        return prose("none of the {nouns}{arm} could be assessed", nouns=units_of(change.unit), arm=_in_arm(arm))
    unit = PERCENT if endpoint.kind == "percent_change" else f"\N{NO-BREAK SPACE}{outcome.unit}".rstrip()
    percent = "percent " if endpoint.kind == "percent_change" else ""
    what = line(percent, outcome.gain, " of ", label(outcome.label))
    if change.among("median") == 1:
        text = "the {what} was {number}{unit} in the only {noun} assessed{arm}"
        return prose(text, what=what, number=change.number("median"), unit=unit, noun=change.unit, arm=_in_arm(arm))
    return prose(
        "in the {n} {nouns} assessed{arm}, the median {what} was {median} and the mean {mean}",
        what=what,
        median=_median(change, unit),
        mean=_mean(content, change, unit),
        n=change.size(units_of(change.unit), "median"),
        nouns=units_of(change.unit),
        arm=_in_arm(arm),
    )


def _median(change: Quantity, unit: str) -> Inlines:
    median, lowest, highest = (change.number(name, mark=False) for name in ("median", "minimum", "maximum"))
    inside = [line("range ", lowest, " to ", highest)]
    exact = change.where(method="median_order_statistics")
    if exact.has("median") and not exact.is_refused("median"):
        inside.append(line("exact ", level_of(exact, "median"), " CI ", exact.interval("median")))
    return line(median, unit, " (", joined(inside, "; "), ")")


def _mean(content: CohortContent, change: Quantity, unit: str) -> Inlines:
    inside = [] if change.is_refused("sd") else [line("SD ", change.number("sd", mark=False))]
    mean, flips = change.where(method=t_method(change.unit)), change.where(method="sign_flip")
    if mean.has("mean") and not mean.is_refused("mean") and not mean.is_flagged("mean"):
        inside.append(line(content.level, " CI ", mean.interval("mean")))
    if flips.has("mean") and not flips.is_refused("mean"):
        inside.append(_p_words(flips, "mean"))
    words = line(change.number("mean", mark=False), unit)
    return line(words, " (", joined(inside, "; "), ")") if inside else words


def _p_words(tested: Quantity, statistic: str) -> Inlines:
    """A P value, and whether it is the smallest that there could be."""
    row, p_value = tested.row(statistic), tested.p_value(statistic)
    is_smallest = row["p_value_minimum"] is not None and row["p_value"] == row["p_value_minimum"]
    return line(p_words(p_value), ", the smallest attainable" if is_smallest else "")


def _difference(content: CohortContent, endpoint: Endpoint) -> Inlines:
    """The difference of the arms that an endpoint compares, with its interval and test."""
    assert endpoint.comparison is not None
    shown, statistic, tested, test = compared(content, endpoint)
    pair = label(content.plan.arm_pairs[endpoint.comparison])
    if shown.is_refused(statistic):
        return prose("the difference, {pair}, was not estimated ({note})", pair=pair, note=shown.note(statistic))
    inside = [line(content.level, " CI ", shown.interval(statistic))]
    if tested is not None:
        inside.append(line(f"{test}, ", _p_words(tested, statistic)))
    return prose(
        "the difference, {pair}, was {number}{unit} ({inside})",
        pair=pair,
        number=shown.number(statistic),
        unit=unit_of_difference(content, endpoint),
        inside=joined(inside, "; "),
    )
