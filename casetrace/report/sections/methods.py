"""The methods: assumptions about the data, the register, and the settings."""

from collections.abc import Iterator, Mapping
from typing import Any

from casetrace.methods.register import Method
from casetrace.model.scenarios import SCENARIO_LABELS, SCENARIO_NOTES
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Definition, Definitions, Details, Paragraph, Section
from casetrace.report.document.inlines import Code, Inlines
from casetrace.report.document.prose import aside, capitalised, joined, line, prose
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.printer import label, setting
from casetrace.report.sections.endpoints import asked_words, lowered

GAINS = {
    "reduction": ("Percent reduction: (baseline − value) / baseline, in percent; negative values mean an increase. "),
    "increase": ("Percent increase: (value − baseline) / baseline, in percent; negative values mean a reduction. "),
}
PRIMARY_ENDPOINTS = "Primary endpoint: {endpoints}."
PRIMARY = (
    "{gains}{units}{primary} All other results are secondary, sensitivity or exploratory, as marked.{periods}{arms}"
)
LEVELS = (
    "{gains}Ordered outcomes are described by counts, proportions and shifts between levels; means are not computed. "
    "{units}{primary} All other results are secondary, sensitivity or exploratory, as marked.{periods}"
)
LEVELS_OF_LESIONS = (
    "A patient's level is the {which} of the patient's lesions. Every outcome is given per lesion and per patient. "
)
UNITS = (
    "A patient's value is the mean of the patient's lesions. Outcomes measured on lesions are given per lesion and "
    "per patient. "
)
PERIODS = " Each period has its own baseline. Results over all arms count a lesion once per period."
ARMS = (
    " Each arm is described and estimated per lesion and per patient; a patient with lesions in several arms "
    "contributes to each. Arms are compared pairwise; arms that share patients are compared within those patients. "
    "The result of each arm is primary, or the difference of two arms if an endpoint asks for it; results over all "
    "arms are secondary. Three or more arms are first compared globally, and Holm's method adjusts the pairwise P "
    "values at a visit."
)
SETTINGS = (
    "Confidence intervals have a level of {level}; tests are two-sided unless stated otherwise. Resampling was exact "
    "for up to {exact_permutation_patients} patients (rank correlation), {exact_sign_flip_patients} (sign-flip test), "
    "{exact_bootstrap_patients} (bootstrap) or {exact_assignments} allocations to groups. Otherwise {resamples} "
    "random resamples with a fixed seed were used, and asymptotic methods above {asymptotic_patients} patients. "
    "Minimum numbers of patients: {correlation_patients} for a rank correlation, {bootstrap_patients} for a "
    "bootstrap, {model_patients} for a model. Holm's method adjusts the exploratory tests of {families}. "
    "{offsets}Numbers are rounded once, for print; halves are rounded away from zero."
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
#: What the register is called, which is folded.
EACH_METHOD = "Every method with its assumptions, the conditions under which it is not used, and its reference"
FAMILIES = {"visit": "one outcome at one visit", "outcome": "one outcome", "cohort": "the cohort"}


def methods(content: CohortContent) -> Section:
    """The section."""
    assumptions = Definitions(tuple(_assumptions(content)))
    folded = Details((EACH_METHOD,), (method_register(content.methods),))
    register = Section(("Register of methods",), (Paragraph(_settings(content)), folded))
    return Section(("Methods",), (Paragraph(_primary(content)), assumptions, register), "methods", 2, "Methods")


def method_register(entries: Mapping[str, Method]) -> Definitions:
    """What the register says of each method."""
    return Definitions(tuple(_method(key, method) for key, method in entries.items()))


def _method(key: str, method: Method) -> Definition:
    conditions = aside(
        f"Assumptions: {method.assumptions} Not estimated or flagged: {method.refused} Reference: {method.reference}",
    )
    return Definition((method.name,), line(f"{method.description} ", conditions), f"method-{key}", key)


def _assumptions(content: CohortContent) -> Iterator[Definition]:
    for scenario in content.scenarios:
        note = (
            SCENARIO_NOTES[scenario] if content.has_lesions else SCENARIO_NOTES[scenario].replace("lesion", "patient")
        )
        meaning = prose("{note} Name in the data: {name}.", note=note, name=Code(scenario))
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
    return prose("Log ratios are computed after adding {offsets} to both values. ", offsets=offsets)


def _offset(outcome: ReportedOutcome, named: bool) -> Inlines:
    offset = setting(f"plan.outcomes.{outcome.name}.log_offset", outcome.about.log_offset)
    unit = f"\N{NO-BREAK SPACE}{outcome.unit}" if outcome.unit else ""
    return line(offset, unit, f" ({outcome.label})" if named else "")
