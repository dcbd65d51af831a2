"""The paragraph of the summary on certainty: missing values, other assumptions, and the lack of a control."""

from collections.abc import Iterator

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.prose import PERCENT, prose
from casetrace.report.phrases import estimable
from casetrace.report.sections.control_group import lack_of_control
from casetrace.report.sections.primary_result import primary_evaluable, primary_quantity

FEW = "With {patients} patients, all estimates are imprecise."
ONE = "Nothing can be inferred from a single patient."
NOBODY = "Nobody could be assessed: the primary endpoint has no answer."
#: Fewer patients than this are few.
FEW_PATIENTS = 20
ARMS = (
    "For comparisons between arms, see {arms}. Unless allocation was randomised, differences between them may be "
    "confounded. Results for all arms combined are secondary and do not estimate the effect of any one treatment."
    "{periods}"
)
NO_COMPARISON = "No comparison of arms is declared as an endpoint; all comparisons are secondary."


def certainty(content: CohortContent) -> Iterator[Inlines]:
    """Its sentences."""
    if content.outcome.about.scale.has_percent_change:
        yield from _other_assumptions(content)
    if content.arm_groups:
        periods = f" Each {content.outcome.bearer} is counted once per period." if content.knows("period") else ""
        yield prose(ARMS, arms=Link(("By arm",), "#arms"), periods=periods)
        if not any(endpoint.comparison for endpoint in content.plan.endpoints.values()):
            yield (NO_COMPARISON,)
    else:
        yield lack_of_control(content)
    yield from _few(content)


def _few(content: CohortContent) -> Iterator[Inlines]:
    measured = primary_evaluable(content, "patient")
    patients = measured.row("count")["estimate"]
    if not patients:
        yield (NOBODY,)
    elif patients == 1:
        yield (ONE,)
    elif patients and patients < FEW_PATIENTS:
        yield prose(FEW, patients=measured.number("count"))


def _other_assumptions(content: CohortContent) -> Iterator[Inlines]:
    """The mean under other assumptions about the data; nothing where it would mix arms."""
    if content.arm_groups:
        return
    outcome, scenarios = content.outcome, content.scenarios
    main = primary_quantity(content, content.primary.unit_of_analysis)
    measured = primary_evaluable(content, main.unit)
    n_missing = measured.among("count") - (measured.row("count")["estimate"] or 0)
    no_change, observed = main.where(scenario="no_change"), main.where(scenario="observed")
    if n_missing and "no_change" in scenarios and not observed.is_refused("mean"):
        yield prose(
            "The mean {gain} was {observed} %; it would be {mean} if the {missing} without a value were assumed "
            "unchanged.",
            missing=main.unit if n_missing == 1 else f"{main.unit}s",
            gain=outcome.gain,
            mean=estimable(no_change, "mean", PERCENT),
            observed=observed.number("mean", mark=False),
        )
    printed = main.where(scenario="as_reported")
    if "as_reported" in scenarios and not printed.is_refused("mean"):
        yield prose(
            "With the percentages printed in the source, it would be {mean} %.",
            mean=printed.number("mean"),
        )
