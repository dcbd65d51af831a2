"""The paragraph of the methods on statistics: of what the manuscript prints, and of nothing else."""

from collections.abc import Collection, Iterator
from typing import Any

import casetrace
from casetrace.methods.register import DESCRIPTIONS, METHODS
from casetrace.model.endpoint import RESPONDERS
from casetrace.report.article.citations import Citations
from casetrace.report.article.method_words import (
    ESTIMATORS,
    INTERVALS,
    family_of_test,
    has_words,
    register_name,
    words_of_test,
)
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines, Number
from casetrace.report.document.prose import in_series, joined, line, prose
from casetrace.report.document.walking import parts_of
from casetrace.report.phrases import units_of
from casetrace.report.printer import label, setting
from casetrace.report.sections.control_group import controls_of
from casetrace.report.sections.filled_in import scenarios_at

#: What each assumption does with a missing value.
FILLED = {
    "no_change": "set to the baseline value",
    "worst_value": "set to the worst value declared",
    "locf": "replaced by the last observation",
    "complete_response": "set to the best possible value",
}
#: How lesions make a patient's value.
OF_LESIONS = {
    "mean": "a patient's value was the mean of the patient's lesions",
    "worst": "a patient's level was the worst level of the patient's lesions",
    "best": "a patient's level was the best level of the patient's lesions",
}
#: How values are summarised, by a statistic that tells that they are.
DESCRIBED = {
    "median": "medians with ranges",
    "sd": "means with standard deviations (SD)",
    "percent": "counts with percentages",
}
INTERVALS_TOLD = (
    "Confidence intervals (CI) are two-sided, at a level of {level} unless stated otherwise, and based on {methods}."
)
TESTS_TOLD = "P values are from {tests}. {smallest}No threshold of significance was applied."
SMALLEST = "With exact tests, the smallest P value attainable with these data is given. "
NOT_RESPONDED = "Among all treated {units}, a missing response was counted as non-response."
AS_PRINTED = (
    "In a further sensitivity analysis, the percentages printed in the source were used instead of those calculated "
    "from the values."
)
NOT_ADJUSTED = "No adjustment was made for confounding."
UNADJUSTED = "P values were not adjusted for the number of endpoints and visits."
#: The packages that compute numbers, as their authors write them.
PACKAGES = {"numpy": "NumPy", "scipy": "SciPy", "pandas": "pandas", "statsmodels": "statsmodels"}


def used_methods(content: CohortContent, printed: object) -> list[str]:
    """The methods whose numbers are printed, in the order of the register."""
    used = {content.printer.by_id[number.result_id]["method"] for number in parts_of(printed, Number)}
    return [method for method in METHODS if method in used]


def statistics_text(content: CohortContent, citations: Citations, printed: object) -> Inlines:
    """The paragraph.

    Parameters
    ----------
    printed
        What the manuscript prints of results.
    """
    used = used_methods(content, printed)
    columns = {number.column for number in parts_of(printed, Number)}
    sentences = [
        *_units(content),
        *_described(content, printed),
        *_intervals(content, citations, used),
        *_tests(content, citations, used, columns),
        *_estimators(citations, used),
        *_filled_in(content),
        *_missing(content, printed),
        *_not_responded(content, printed),
        *_as_printed(content, printed),
        *_multiplicity(content, used, printed),
        _adjusted(content, used),
        *_planned(content),
        _software(content),
    ]
    return joined(sentences, " ")


def _units(content: CohortContent) -> Iterator[Inlines]:
    """The unit of analysis, and how lesions are put together."""
    asked = [endpoint for endpoint in content.plan.endpoints.values() if endpoint.outcome]
    units = list(dict.fromkeys(endpoint.unit_of_analysis for endpoint in asked)) or ["patient"]
    of_lesions = [content.reported(endpoint.outcome) for endpoint in asked if endpoint.unit_of_analysis == "patient"]
    ways = [
        OF_LESIONS[outcome.about.patient_level if outcome.about.scale.has_levels else "mean"]
        for outcome in of_lesions
        if outcome.of_lesions
    ]
    combined = "".join(f"; {way}" for way in dict.fromkeys(ways))
    if units == ["patient"]:
        yield (f"The patient was the unit of analysis{combined}{_unless_rule(content)}.",)
    elif units == ["lesion"]:
        yield ("The lesion was the unit of analysis.",)
    else:
        yield (f"The unit of analysis was the patient or the lesion, as stated for each endpoint{combined}.",)


def _unless_rule(content: CohortContent) -> str:
    """That a response follows the rule of its endpoint, where that is another one than the mean."""
    ruled = any(
        endpoint.kind == "response"
        and endpoint.patient_rule != "mean"
        and content.plan.outcomes[endpoint.outcome].bearer == "lesion"
        for endpoint in content.plan.endpoints.values()
    )
    return ", and response was defined by the rule stated for its endpoint" if ruled else ""


def _described(content: CohortContent, printed: object) -> Iterator[Inlines]:
    """What the printed summaries are."""
    statistics = {row["statistic"] for row in _rows(content, printed)}
    words = [words for name, words in DESCRIBED.items() if name in statistics]
    if words:
        yield line("Values are summarised as ", in_series(words), ".")


def _intervals(content: CohortContent, citations: Citations, used: Collection[str]) -> Iterator[Inlines]:
    methods = [line(INTERVALS[method], citations.cite(method)) for method in used if method in INTERVALS]
    if methods:
        yield prose(INTERVALS_TOLD, level=content.level, methods=joined(methods, "; "))
    others = [method for method in used if not has_words(method) and method not in DESCRIPTIONS and method != "holm"]
    for method in others:
        yield line("Also used: ", register_name(method), citations.cite(method), ".")


def _tests(
    content: CohortContent, citations: Citations, used: Collection[str], columns: Collection[str]
) -> Iterator[Inlines]:
    tests = [method for method in used if family_of_test(method)]
    if not tests:
        return
    words = [line(words_of_test(method, _rate(content, method)), citations.cite(method)) for method in tests]
    smallest = SMALLEST if "p_value_minimum" in columns else ""
    yield prose(TESTS_TOLD, tests=in_series(words), smallest=smallest)


def _rate(content: CohortContent, method: str) -> Inlines:
    """The rates that a binomial test is against."""
    if not method.startswith("binomial_exact"):
        return ()
    rated = [endpoint for endpoint in content.plan.endpoints.values() if endpoint.historical_rate is not None]
    rates = [setting(f"plan.endpoints.{endpoint.name}.historical_rate", endpoint.historical_rate) for endpoint in rated]
    return line(" of ", in_series(rates))


def _estimators(citations: Citations, used: Collection[str]) -> Iterator[Inlines]:
    for method in used:
        if method in ESTIMATORS:
            yield line(ESTIMATORS[method], citations.cite(method), ".")


def _missing(content: CohortContent, printed: object) -> Iterator[Inlines]:
    """What was done with missing values."""
    about = {"outcome": content.primary.outcome, "visit": content.primary.visit}
    evaluable = content.enrolled("evaluable", "patient", **about)
    if evaluable.row("count")["estimate"] == evaluable.among("count"):
        return
    main = {endpoint.scenario for endpoint in content.plan.endpoints.values()}
    told_of = (_scenarios(content, printed) | _drawn(content)) - main
    assumed = [words for scenario, words in FILLED.items() if scenario in told_of]
    told = f"; in sensitivity analyses they were {', or '.join(assumed)}" if assumed else ""
    left_out = "excluded from the main analysis" if "observed" in main or not main else "filled in"
    yield (f"Missing values were {left_out}{told}.",)


def _filled_in(content: CohortContent) -> Iterator[Inlines]:
    """The endpoints that are analysed under another assumption than that of the observed values alone."""
    for endpoint in content.plan.endpoints.values():
        if endpoint.scenario in FILLED:
            text = "For the endpoint {name}, missing values were {filled}."
            yield prose(text, name=label(endpoint.label), filled=FILLED[endpoint.scenario])


def _rows(content: CohortContent, printed: object) -> Iterator[dict[str, Any]]:
    """The results that are printed."""
    return (content.printer.by_id[number.result_id] for number in parts_of(printed, Number))


def _scenarios(content: CohortContent, printed: object) -> set[str]:
    """The assumptions about the data under which something is printed."""
    return {row["scenario"] for row in _rows(content, printed)}


def _drawn(content: CohortContent) -> set[str]:
    """The assumptions about missing values under which a figure shows the primary result."""
    has_changes = content.outcome.about.scale.has_percent_change
    if not has_changes or not content.drawn_figures("estimates"):
        return set()
    return set(scenarios_at(content, content.outcome, content.primary.visit))


def _not_responded(content: CohortContent, printed: object) -> Iterator[Inlines]:
    """That a missing response counts as none, where a share of all treated has one."""
    units = {
        row["unit_of_analysis"]
        for row in _rows(content, printed)
        if row["analysis"] == RESPONDERS.analysis and row["analysis_set"] == "enrolled"
    }
    for unit in sorted(units):
        yield (NOT_RESPONDED.format(units=units_of(unit)),)


def _as_printed(content: CohortContent, printed: object) -> Iterator[Inlines]:
    if "as_reported" in _scenarios(content, printed):
        yield (AS_PRINTED,)


def _multiplicity(content: CohortContent, used: Collection[str], printed: object) -> Iterator[Inlines]:
    if "holm" in used:
        return
    tested = {number.result_id for number in parts_of(printed, Number) if number.column == "p_value"}
    if len(tested) > 1:
        yield (UNADJUSTED,)


def _adjusted(content: CohortContent, used: Collection[str]) -> Inlines:
    """What was adjusted for."""
    if "ancova" in used:
        return ("Differences were adjusted for the baseline only.",)
    if content.arm_groups:
        return (NOT_ADJUSTED,)
    if controls := controls_of(content):
        return prose(
            "Patients given {controls} were not compared with the others. {none}", controls=controls, none=NOT_ADJUSTED
        )
    return ("There was no control group, and no adjustment was made for confounding.",)


def _planned(content: CohortContent) -> Iterator[Inlines]:
    if "planned" in content.reporting:
        yield prose(
            "These analyses were planned {when}.", when=setting("reporting.planned", content.reporting["planned"])
        )


def _software(content: CohortContent) -> Inlines:
    """What computed the numbers, with versions."""
    versions = content.provenance["software"]
    packages = [line(label(f"{name} {versions[key]}")) for key, name in PACKAGES.items() if key in versions]
    return prose(
        "Analyses were run with {project} ({python}).",
        project=label(f"Casetrace {casetrace.__version__}"),
        python=joined([label(f"Python {versions['Python']}"), *packages]),
    )
