"""The paragraph of the results on adverse events and deaths."""

from collections.abc import Iterator

from casetrace.report.arm_columns import in_arm
from casetrace.report.article.parts import plain
from casetrace.report.article.table_names import table_link
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import PERCENT, in_series, joined, line, prose
from casetrace.report.phrases import share, within_arm
from casetrace.report.printer import cell, group_name
from casetrace.report.quantity import Quantity

#: Deaths up to which each is told with its reason.
MOST_TOLD = 3
JUDGED = {"event_related": "the relation of events to the treatment", "event_serious": "their seriousness"}
AT_LEAST = "Serious adverse events occurred in at least {share} patients ({note})."
NOT_RECORDED = "Adverse events were not recorded: {note}."
CODED = "The source has no column for {what}; the analysts classified the events."


def safety_text(content: CohortContent) -> Inlines:
    """The paragraph."""
    events = content.enrolled("any_complication", "patient")
    if events.is_refused("count"):
        told = [prose(NOT_RECORDED, note=events.note("count"))]
    else:
        told = [
            _any(content, events),
            *_in_arms(content, events),
            *(_kinds(content) if events.row("count")["estimate"] else ()),
            *_coded(content),
        ]
    return joined(map(plain, [*told, *_deaths(content)]), " ")


def _any(content: CohortContent, events: Quantity) -> Inlines:
    inside = []
    if not events.is_refused("percent"):
        inside.append(line(events.number("percent"), PERCENT))
    exact = events.where(method="clopper_pearson")
    if exact.has("proportion") and not exact.is_refused("proportion"):
        inside.append(line(content.level, " CI ", exact.interval("proportion"), PERCENT))
    types = [
        line(group_name(group), " in ", content.enrolled("complication", "patient", group=group).number("count"))
        for group in content.printer.groups("complication", "patient", "type")
    ]
    return prose(
        "Adverse events other than death occurred in {count} of {n} patients{inside}{types}{table}.",
        count=events.number("count"),
        n=events.size("patients", "count"),
        inside=line(" (", joined(inside, "; "), ")") if inside else "",
        table=table_link("safety"),
        types=line(": ", in_series(types)) if types else "",
    )


def _in_arms(content: CohortContent, events: Quantity) -> Iterator[Inlines]:
    """How many patients of each arm had an event, where they are counted by arm."""
    if content.event_arms:
        arms = [line(share(in_arm(events, arm)), " ", within_arm(arm)) for arm in content.event_arms]
        yield prose("By arm, these were {arms}.", arms=in_series(arms))


def _kinds(content: CohortContent) -> Iterator[Inlines]:
    """How many patients had a related one, and how many a serious one, a death included."""
    texts = {
        "related_complication": "Events judged to be related to the treatment occurred in {share}.",
        "serious_complication": "Serious adverse events, including deaths from any cause, occurred in {share}.",
    }
    for analysis, text in texts.items():
        counted = content.enrolled(analysis, "patient")
        if counted.has("count_at_least"):
            yield prose(AT_LEAST, share=counted.number("count_at_least"), note=counted.note("count_at_least"))
        elif counted.has("count") and not counted.is_refused("count"):
            yield prose(text, share=share(counted, "patients"))


def _coded(content: CohortContent) -> Iterator[Inlines]:
    """What config, and no column of the source, says of events."""
    judged = [words for name, words in JUDGED.items() if name in content.plan.judged]
    if judged and content.listings["events"].rows:
        yield prose(CODED, what=" or for ".join(judged))


def _deaths(content: CohortContent) -> Iterator[Inlines]:
    died = content.enrolled("disposition", "patient", group="status=died")
    if not died.has("count"):
        if content.knows("disposition_status"):
            yield ("No death was recorded.",)
        return
    ends = [case["end"] for case in content.cases.rows if case["end"] and case["end"]["status"] == "died"]
    reasons = [
        cell("disposition", end["patient_id"], "reason", end["reason"]) for end in ends[:MOST_TOLD] if end["reason"]
    ]
    told = line(" (as recorded: ", joined(reasons, "; "), ")") if reasons and len(ends) <= MOST_TOLD else ""
    count, of = died.number("count"), died.size("patients", "count")
    yield prose("Of {of} treated patients, {count} died{told}.", of=of, count=count, told=told)
