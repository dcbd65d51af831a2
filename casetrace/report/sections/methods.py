"""The methods: assumptions about the data, the register, and the settings."""

from collections.abc import Iterator, Mapping
from typing import Any

from casetrace.methods.register import Method
from casetrace.model.scenarios import SCENARIO_LABELS, SCENARIO_NOTES
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Definition, Definitions, Paragraph, Section
from casetrace.report.document.inlines import Code, Inlines
from casetrace.report.document.prose import aside, capitalised, joined, line, prose
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.printer import label, setting
from casetrace.report.sections.endpoints import asked_words, lowered

GAINS = {
    "reduction": (
        "The percent reduction is the part of the baseline value that is gone, in percent; an increase makes it "
        "negative. "
    ),
    "increase": (
        "The percent increase is what the value gained, in percent of the baseline; a reduction makes it negative. "
    ),
}
PRIMARY_ENDPOINTS = (
    "The primary endpoint is what the configuration of this analysis declares, or else the percent change of the first "
    "outcome at its last visit, over patients, as observed: {endpoints}."
)
PRIMARY = (
    "{gains}{units}{primary} All other results are secondary, sensitivity or exploratory, as marked.{periods}{arms}"
)
LEVELS = (
    "{gains}An ordered outcome has levels and no numbers: what is given are counts and shares, shifts and movement "
    "between levels, and no mean. {units}{primary} All other results are secondary, sensitivity or exploratory, as "
    "marked.{periods}"
)
LEVELS_OF_LESIONS = (
    "A patient's level is the {which} of the lesions, and every outcome is given over lesions and over patients. "
)
UNITS = (
    "A patient's value is the mean over the lesions, and what is measured on lesions is given over lesions and "
    "over patients. "
)
PERIODS = " A lesion has a baseline of its own in each period, and stands in results over everybody once a period."
ARMS = (
    " Each arm is described and estimated over its lesions and over its patients; a patient with lesions in several "
    "arms is in each of them with those. Arms are compared two by two; arms that share patients are compared within "
    "those patients. In place of a result over all arms, each arm's is primary, or the difference of two arms where an "
    "endpoint asks for it. With more than two arms all are compared at once first, and Holm's p values allow for the "
    "pairs at a visit."
)
SETTINGS = (
    "Intervals are at {level}. Counted in full are the orders of up to {exact_permutation_patients} patients for a "
    "rank correlation, the sign changes of up to {exact_sign_flip_patients}, the bootstrap samples of up to "
    "{exact_bootstrap_patients}, and up to {exact_assignments} ways to deal patients to groups; beyond, {resamples} "
    "are drawn, each result from a random stream of its own, made of the study's seed and the name of the result. "
    "Above {asymptotic_patients} patients, exact and resampling methods give way to asymptotic ones. Fewest patients: "
    "{correlation_patients} for a rank correlation, {bootstrap_patients} for a bootstrap, {model_patients} for a "
    "model. Holm's p values allow for the exploratory tests of {families}. {offsets}Numbers are rounded "
    "once, for print; halves are rounded away from zero."
)
#: The settings that the text names by their key.
NAMED_SETTINGS = (
    "exact_permutation_patients",
    "exact_sign_flip_patients",
    "exact_bootstrap_patients",
    "exact_assignments",
    "resamples",
    "asymptotic_patients",
    "correlation_patients",
    "bootstrap_patients",
    "model_patients",
)
FAMILIES = {"visit": "one outcome at one visit", "outcome": "one outcome", "cohort": "the cohort"}


def methods(content: CohortContent) -> Section:
    """The section."""
    assumptions = Definitions(tuple(_assumptions(content)))
    register = Section(("Register of methods",), (method_register(content.methods), Paragraph(_settings(content))))
    return Section(("Methods",), (Paragraph(_primary(content)), assumptions, register), "methods", 2, "Methods")


def method_register(entries: Mapping[str, Method]) -> Definitions:
    """What the register says of each method."""
    return Definitions(tuple(_method(key, method) for key, method in entries.items()))


def _method(key: str, method: Method) -> Definition:
    conditions = aside(
        f"Assumes: {method.assumptions} Refused or flagged: {method.refused} Reference: {method.reference}",
    )
    return Definition((method.name,), line(f"{method.description} ", conditions), f"method-{key}", key)


def _assumptions(content: CohortContent) -> Iterator[Definition]:
    for scenario in content.scenarios:
        note = (
            SCENARIO_NOTES[scenario] if content.has_lesions else SCENARIO_NOTES[scenario].replace("lesion", "patient")
        )
        meaning = prose("{note} Called {name} in the data.", note=note, name=Code(scenario))
        yield Definition((capitalised(SCENARIO_LABELS[scenario]),), meaning)


def _endpoints(content: CohortContent) -> Inlines:
    """What the primary endpoints ask, as declared or by default."""
    asked = [
        prose("{name} ({definition})", name=label(endpoint.label), definition=lowered(asked_words(content, endpoint)))
        for endpoint in content.plan.primary_endpoints
    ]
    return prose(PRIMARY_ENDPOINTS, endpoints=joined(asked, "; "))


def _primary(content: CohortContent) -> Inlines:
    gains = {outcome.gain for outcome in content.outcomes if outcome.about.scale.has_percent_change}
    if content.outcome.about.scale.has_levels:
        which = content.outcome.about.patient_level
        return prose(
            LEVELS,
            gains="".join(words for gain, words in GAINS.items() if gain in gains),
            units=prose(LEVELS_OF_LESIONS, which=which) if content.outcome.of_lesions else "",
            primary=_endpoints(content),
            periods=PERIODS if content.knows("period") else "",
        )
    return prose(
        PRIMARY,
        gains="".join(words for gain, words in GAINS.items() if gain in gains),
        units=UNITS if any(outcome.of_lesions for outcome in content.outcomes) else "",
        primary=_endpoints(content),
        periods=PERIODS if content.knows("period") else "",
        arms=ARMS if content.knows("arm") else "",
    )


def _settings(content: CohortContent) -> Inlines:
    settings: Mapping[str, Any] = content.settings
    return prose(
        SETTINGS,
        level=content.level,
        families=FAMILIES[settings["families"]],
        offsets=_offsets(content),
        **{name: setting(f"methods.{name}", settings[name]) for name in NAMED_SETTINGS},
    )


def _offsets(content: CohortContent) -> Inlines:
    """What is added before a logarithm, where an outcome has log ratios."""
    logged = [outcome for outcome in content.outcomes if outcome.about.scale.has_log_ratio]
    if not logged:
        return ()
    offsets = joined(_offset(outcome, len(content.outcomes) > 1) for outcome in logged)
    return prose("The logarithm of a ratio is described after adding {offsets} to both values. ", offsets=offsets)


def _offset(outcome: ReportedOutcome, named: bool) -> Inlines:
    offset = setting(f"plan.outcomes.{outcome.name}.log_offset", outcome.about.log_offset)
    unit = f"\N{NO-BREAK SPACE}{outcome.unit}" if outcome.unit else ""
    return line(offset, unit, f" ({outcome.label})" if named else "")
