"""The responses as described: of the evaluable and of all treated."""

from collections.abc import Iterator

from casetrace.model.direction import LOWER_IS_BETTER
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import capitalised, prose, with_article
from casetrace.report.document.tables import (
    Entry,
    head_row,
    header,
    number_cell,
    number_heading,
    row,
    table,
    within,
)
from casetrace.report.glossary import ALL_COMPLETE, ANY_COMPLETE
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import share
from casetrace.report.printer import named_visit, setting
from casetrace.report.quantity import Quantity

RESPONSES = ("complete", "partial", "stable", "progression")
OF_PATIENTS = {
    "any_complete": ANY_COMPLETE,
    "all_complete": ALL_COMPLETE,
    "any_progression": "any lesion progressing or new",
}
#: What is counted of the course: the analysis, and what it is called over lesions and over patients.
COURSES = (("new_lesion", "new", "any lesion new"), ("relapse", "relapse", "any lesion relapsed"))
RESPONSE = (
    "Complete response: {gain} of {complete} %; partial response: {gain} of {partial} % or more; progression: {loss} "
    "of {progression} % or more; otherwise stable.{relapse}{new}{clustered} Observed data."
)
AGAIN = (
    " All are relative to baseline. Relapse, counted separately, is {loss} of {again} % or more from the best value "
    "so far{from_none}, after an improvement."
)
FROM_NONE = ", or any increase from zero"
NEW = (
    " A new lesion was absent at baseline. It has no percent change and counts as progression of the patient. The "
    "denominator of new lesions and relapses is all lesions with a value."
)
CLUSTERED = " Lesions within a patient are not independent; per-patient results are given below."


def described_responses(content: CohortContent, outcome: ReportedOutcome) -> Section:
    """The responses of one outcome."""
    path, thresholds, way = f"plan.outcomes.{outcome.name}.response", outcome.about.response, outcome.direction
    words = prose(
        RESPONSE,
        gain=with_article(way.gain),
        loss=with_article(way.loss),
        relapse=_relapse(outcome) if outcome.about.scale.needs_baseline else "",
        new=NEW if outcome.about.of_lesion_sizes else "",
        clustered=CLUSTERED if outcome.of_lesions else "",
        **{name: setting(f"{path}.{name}", limit) for name, limit in thresholds._asdict().items()},
    )
    visits = [
        number_heading(named_visit(visit, capital=True), f", {among}")
        for visit in outcome.visits
        for among in ("evaluable", "all treated")
    ]
    shown = table(header("Response", *visits), rows=_responses(content, outcome), wide=True)
    return Section(("Response",), (Paragraph(words), shown))


def _relapse(outcome: ReportedOutcome) -> Inlines:
    """What a relapse is."""
    path = f"plan.outcomes.{outcome.name}.response.progression"
    return prose(
        AGAIN,
        loss=with_article(outcome.direction.loss),
        again=setting(path, outcome.about.response.progression),
        from_none=FROM_NONE if outcome.direction is LOWER_IS_BETTER else "",
    )


def _has_course(outcome: ReportedOutcome, analysis: str) -> bool:
    """Whether it is counted of an outcome."""
    about = outcome.about
    return about.of_lesion_sizes if analysis == "new_lesion" else about.scale.needs_baseline


def _responses(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Row]:
    blank = [""] * 2 * len(outcome.visits)
    yield head_row(capitalised(outcome.bearers), *blank)
    for response in RESPONSES:
        quantity = content.quantity("response", outcome.bearer, group=f"response={response}")
        yield row(within(response), *_shares(quantity, outcome))
    courses = [course for course in COURSES if _has_course(outcome, course[0])]
    for analysis, words, _ in courses:
        yield row(within(words), *_shares(content.quantity(analysis, outcome.bearer), outcome))
    if outcome.of_lesions:
        yield head_row("Patients", *blank)
        for analysis, words in (OF_PATIENTS | {name: words for name, _, words in courses}).items():
            yield row(within(words), *_shares(content.quantity(analysis, "patient"), outcome))


def _shares(quantity: Quantity, outcome: ReportedOutcome) -> Iterator[Entry]:
    """The share of the evaluable and of all treated at each visit."""
    for visit in outcome.visits:
        at_visit = quantity.where(outcome=outcome.name, visit=visit, scenario="observed")
        for analysis_set in ("all", "enrolled"):
            yield number_cell(share(at_visit.where(analysis_set=analysis_set)))
