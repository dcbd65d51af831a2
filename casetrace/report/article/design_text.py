"""The paragraphs of the methods on the study: what config says of it, its outcomes, and its endpoints."""

from collections.abc import Iterator

from casetrace.model.endpoint import Endpoint
from casetrace.report.article.citations import Citations
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import capitalised, in_series, joined, line, prose, with_article
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.printer import label, named_visit, setting
from casetrace.report.sections.endpoints import definition, lowered

#: What stands where only the authors know.
TO_WRITE = "[{what}: to be written by the authors.]"
#: What the methods say of the study, by the keys of `reporting`, in order, with what is missing without them.
STUDY = {
    "setting": ("Setting: {text}.", "Setting and dates"),
    "eligibility": ("Eligibility: {text}.", "Selection of patients"),
}
ROWS = "The source did not identify patients; each of its rows was taken as one patient."
MEASURED = ("The measurements were made by {text}.", "Who measured, and with what")
PERCENT_CHANGES = {
    "reduction": (
        "Percent reduction is the difference between baseline and follow-up as a percentage of the baseline; negative "
        "values indicate an increase."
    ),
    "increase": (
        "Percent increase is the difference between follow-up and baseline as a percentage of the baseline; negative "
        "values indicate a decrease."
    ),
}


def study_text(content: CohortContent) -> Inlines:
    """What the design, the setting and the treatment were."""
    rows = [(ROWS,)] if content.rows_are_patients else []
    told = [_told(content, key, *STUDY[key]) for key in STUDY]
    return joined([_design(content), *told, *rows, _treatment(content)], " ")


def outcomes_text(content: CohortContent, citations: Citations) -> Inlines:
    """What was measured, and the endpoints."""
    sentences = [sentence for outcome in content.outcomes for sentence in _outcome(content, outcome)]
    sentences.append(_told(content, "measurer", *MEASURED))
    sentences += _endpoints(content, citations)
    return joined(sentences, " ")


def _design(content: CohortContent) -> Inlines:
    if "design" not in content.reporting:
        return (TO_WRITE.format(what="Design"),)
    article = with_article(content.reporting["design"]).partition(" ")[0]
    return line(f"This was {article} ", setting("reporting.design", content.reporting["design"]), ".")


def _told(content: CohortContent, key: str, text: str, missing: str) -> Inlines:
    """What config says of something, or that the authors have to write it."""
    if key not in content.reporting:
        return (TO_WRITE.format(what=missing),)
    return prose(text, text=setting(f"reporting.{key}", content.reporting[key]))


def _treatment(content: CohortContent) -> Inlines:
    keys = [key for key in ("drug", "concentration", "route") if key in content.reporting]
    if "drug" not in keys:
        return (TO_WRITE.format(what="Treatment, with concentration and route"),)
    drug, *how = (setting(f"reporting.{key}", content.reporting[key]) for key in keys)
    return line("The treatment was ", drug, line(" (", joined(how, "; "), ")") if how else "", ".")


def _has_baseline(content: CohortContent, outcome: ReportedOutcome) -> bool:
    """Whether it was recorded at baseline: always, where it says nothing without, or where levels were."""
    if outcome.about.scale.needs_baseline:
        return True
    start = outcome.about.baseline_visit
    return bool(content.printer.groups("level", "patient", "level", outcome=outcome.name, visit=start))


def _outcome(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Inlines]:
    """What is measured, when, and what a change is."""
    about = outcome.about
    visits = [named_visit(visit) for visit in outcome.every_visit]
    baseline = "at baseline and " if _has_baseline(content, outcome) else ""
    yield prose(
        "{outcome}{unit} of each {bearer} was recorded {baseline}at {visits}.",
        outcome=label(capitalised(outcome.label)),
        unit=f" ({outcome.unit})" if outcome.unit else "",
        bearer=outcome.bearer,
        baseline=baseline,
        visits=in_series(visits),
    )
    if about.scale.has_levels:
        levels = list(about.levels) if outcome.direction.better == "lower" else list(reversed(about.levels))
        yield line("From best to worst, its levels are: ", joined(map(label, levels)), ".")
    elif about.scale.is_change:
        yield prose("The source gives percent changes only.")
    elif about.scale.has_percent_change:
        yield (PERCENT_CHANGES[outcome.gain],)


def _endpoints(content: CohortContent, citations: Citations) -> Iterator[Inlines]:
    asked = sorted(content.plan.endpoints.values(), key=lambda endpoint: not endpoint.primary)
    for role, endpoints in (
        ("primary", [endpoint for endpoint in asked if endpoint.primary]),
        ("secondary", [endpoint for endpoint in asked if not endpoint.primary]),
    ):
        if endpoints:
            number = "endpoint was" if len(endpoints) == 1 else "endpoints were"
            told = in_series([_asked(content, endpoint, citations) for endpoint in endpoints])
            yield prose(f"The {role} {number} {{told}}.", told=told)
            yield from (_note(endpoint) for endpoint in endpoints if endpoint.note)


def _asked(content: CohortContent, endpoint: Endpoint, citations: Citations) -> Inlines:
    """An endpoint with what it asks, and the source of its threshold."""
    path = f"plan.endpoints.{endpoint.name}.reference"
    cited = citations.cite_words((setting(path, endpoint.reference),) if endpoint.reference else ())
    asked = lowered(definition(content, endpoint))
    return prose("{name} ({asked}){cited}", name=label(endpoint.label), asked=asked, cited=cited)


def _note(endpoint: Endpoint) -> Inlines:
    """Where a threshold comes from, in the words of config, as a sentence."""
    noted = setting(f"plan.endpoints.{endpoint.name}.note", endpoint.note)
    return line(noted, "" if endpoint.note.endswith(".") else ".")
