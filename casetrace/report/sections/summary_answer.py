"""The first words of the summary: the plain answer to each primary endpoint, and what became of the other patients."""

from collections.abc import Callable, Iterator

from casetrace.model.endpoint import RESPONDERS, Endpoint
from casetrace.model.groups import read
from casetrace.report.arm_columns import in_population
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import PERCENT, joined, line, prose
from casetrace.report.phrases import median_and_range, reason_missing, units_of, within_arm
from casetrace.report.printer import label, named_visit, setting
from casetrace.report.quantity import Quantity
from casetrace.report.sections.described_levels import or_better
from casetrace.report.sections.endpoints import assumption, lowered
from casetrace.report.sections.primary_result import primary_evaluable, primary_quantity

#: Who responded: nobody was there, the only one did or did not, all, none, or some did.
NOBODY = "No {unit} could be assessed at {visit}"
ONLY = "The only {unit} {among} {did}"
BOTH, NEITHER = "Both {units} {among} {did}", "Neither of the {n} {units} {among} {did}"
ALL, NONE = "All {n} {units} {among} {did}", "None of the {n} {units} {among} {did}"
SOME = "{count} of {n} {units} {among} {did}"
#: In how many of those who responded everything cleared: the only one, all, none, or some.
CLEARED = "; the lesions cleared completely{whom}"
NOT_CLEARED = "; the lesions cleared completely in none"
CHANGE = "The median {gain} of {outcome} from baseline to {visit} was {median}{assumed}"


def plain_answer(content: CohortContent) -> Iterator[Inlines]:
    """Its sentences; nothing for an endpoint whose answer is a sentence of its own."""
    asked = [
        endpoint for endpoint in content.plan.primary_endpoints if endpoint.kind in ANSWERS and not endpoint.comparison
    ]
    for endpoint in asked:
        for arm in content.arm_groups or [""]:
            in_arm = line(within_arm(arm, "In"), ", ") if arm else ()
            words = ANSWERS[endpoint.kind](content, endpoint, arm)
            yield line(in_arm, lowered(words) if arm else words, ".")
    if asked and not content.arm_groups:
        yield from _not_assessed(content)


def _responded(content: CohortContent, endpoint: Endpoint, arm: str) -> Inlines:
    """How many responded, of those who could be assessed, and in how many of them completely."""
    quantity = content.quantity(
        RESPONDERS.analysis,
        endpoint.unit_of_analysis,
        outcome=endpoint.outcome,
        visit=endpoint.visit,
        analysis_set=endpoint.analysis_set,
        scenario=endpoint.scenario,
        group=in_population(arm, "endpoint", endpoint.name),
    )
    n = quantity.among("count")
    visit = named_visit(endpoint.visit)
    if not n or quantity.is_refused("count"):
        return prose(NOBODY, unit=quantity.unit, visit=visit)
    count = quantity.row("count")["estimate"]
    treated = endpoint.analysis_set == "enrolled"
    told = prose(
        _whom(n, count),
        unit=quantity.unit,
        units=units_of(quantity.unit),
        n=quantity.size(units_of(quantity.unit), "count"),
        count=quantity.number("count"),
        among="treated" if treated else line("assessed at ", visit),
        did=_did(content, endpoint, denied=n == 1 and not count),
    )
    at_visit = line(" at ", visit) if treated else ()
    cleared = () if arm or not count else _cleared(content, endpoint, count)
    return line(told, at_visit, assumption(endpoint), cleared)


def _whom(n: int, responders: float) -> str:
    """How those are named of whom all, none or some responded."""
    if n == 1:
        return ONLY
    if responders and responders < n:
        return SOME
    if n == 2:
        return BOTH if responders else NEITHER
    return ALL if responders else NONE


def _did(content: CohortContent, endpoint: Endpoint, *, denied: bool) -> Inlines:
    """What those who responded did, such as `had a reduction of at least 30 %`, or that the only one did not."""
    outcome, threshold = content.reported(endpoint.outcome), endpoint.threshold
    assert threshold is not None
    if threshold.level:
        return line("did not reach " if denied else "reached ", or_better(outcome, threshold.level))
    key = "more_than" if threshold.strict else "from"
    return line(
        f"{'had no' if denied else 'had a'} {outcome.gain} of {'more than' if threshold.strict else 'at least'} ",
        setting(f"plan.endpoints.{endpoint.name}.{key}", threshold.value),
        f"\N{NO-BREAK SPACE}{outcome.unit}".rstrip() if threshold.in_units else PERCENT,
    )


def _cleared(content: CohortContent, endpoint: Endpoint, responders: float) -> Inlines:
    """In how many patients all lesions are gone; nothing where that is not what a complete response is."""
    outcome, threshold = content.plan.outcomes[endpoint.outcome], endpoint.threshold
    is_size = outcome.of_lesion_sizes and outcome.best_value == 0 and outcome.response.complete == 100
    if not is_size or endpoint.unit_of_analysis != "patient" or (threshold and threshold.value >= 100):
        return ()
    quantity = primary_quantity(content, "patient").of("all_complete", "patient")
    complete = quantity.where(
        outcome=endpoint.outcome,
        visit=endpoint.visit,
        analysis_set=endpoint.analysis_set,
        scenario=endpoint.scenario,
    )
    if not complete.has("count") or complete.is_refused("count"):
        return ()
    count = complete.row("count")["estimate"]
    if not count or count == responders:
        return (NOT_CLEARED,) if not count else prose(CLEARED, whom=" in all of them" if responders > 1 else "")
    return prose(CLEARED, whom=line(" in ", complete.number("count", mark=False)))


def _changed(content: CohortContent, endpoint: Endpoint, arm: str) -> Inlines:
    """The median change of those who could be assessed."""
    outcome = content.reported(endpoint.outcome)
    quantity = content.asked_change(endpoint, arm)
    visit = named_visit(endpoint.visit)
    if quantity.is_refused("median"):
        return prose(NOBODY, unit=quantity.unit, visit=visit)
    unit = PERCENT if endpoint.kind == "percent_change" else outcome.unit
    number = quantity.size(units_of(quantity.unit), "median")
    if quantity.among("median") == 1:
        text = CHANGE.replace("median {gain}", "{gain}") + f" in the only {quantity.unit} assessed"
    else:
        text = CHANGE + f" in the {{n}} {units_of(quantity.unit)} assessed"
    return prose(
        text,
        gain=outcome.gain,
        outcome=label(outcome.label),
        visit=visit,
        median=_median(quantity, unit),
        assumed=assumption(endpoint),
        n=number,
    )


def _median(quantity: Quantity, unit: str) -> Inlines:
    """A median with its range, without the word that stands before it."""
    words = median_and_range(quantity, unit)
    first = words[0]
    return line(first.removeprefix("median "), *words[1:]) if isinstance(first, str) else words


def _not_assessed(content: CohortContent) -> Iterator[Inlines]:
    """What became of the patients without a value at the primary visit."""
    patients = primary_evaluable(content, "patient")
    assessed = patients.row("count")["estimate"] or 0
    n_missing = patients.among("count") - assessed
    groups = [patients.where(group=group) for group in patients.groups("missing")]
    reasons = [(_reason(group), group) for group in groups if group.has("count")]
    told = [line(reason_missing(reason), " in ", group.number("count")) for reason, group in reasons]
    if _has_undefined_changes(content, assessed):
        missing = line("were not assessed (", joined(told), ") or ") if n_missing and told else ()
        yield prose("The others {missing}have no percent change (no baseline above zero).", missing=missing)
        return
    if not n_missing or not reasons:
        return
    visit = named_visit(content.primary.visit)
    if n_missing == 1:
        who = "The other patient" if assessed else "The only patient"
        ((reason, _),) = reasons[:1]
        if reason == "died":
            yield prose("{who} died before {visit}.", who=who, visit=visit)
        else:
            yield prose("{who} was not assessed ({reason}).", who=who, reason=reason_missing(reason))
        return
    who = "The others" if assessed else "The patients"
    yield prose("{who} were not assessed: {reasons}.", who=who, reasons=joined(told))


def _has_undefined_changes(content: CohortContent, assessed: float) -> bool:
    """Whether some of the patients with a value have no percent change, and so are not among those of the answer."""
    changes = primary_quantity(content, "patient")
    return changes.has("median") and not changes.is_refused("median") and changes.among("median") < assessed


def _reason(quantity: Quantity) -> str:
    """Why there is no value, as the table of the patients says."""
    ((_, value),) = read(str(quantity.about["group"]))
    return value


#: The kinds of endpoints that have a plain answer.
ANSWERS: dict[str, Callable[[CohortContent, Endpoint, str], Inlines]] = {
    "response": _responded,
    "percent_change": _changed,
    "change": _changed,
}
