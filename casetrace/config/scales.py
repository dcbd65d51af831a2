"""What a schema can't say of the scales of outcomes: keys that fit them, levels, endpoints that they answer."""

from collections.abc import Iterator, Mapping
from typing import Any

from casetrace.config.problems import ConfigProblem
from casetrace.model.levels import level_name, level_names
from casetrace.model.scale import SCALES, Scale, scale_of

#: Keys of an outcome by what its scale has to have for them.
NEEDED: Mapping[str, str] = {
    "levels": "has_levels",
    "patient_level": "has_levels",
    "response": "has_response",
    "log_offset": "has_log_ratio",
    "rounded_to": "is_rounded",
    "baseline_bands": "has_change",
    "dimensions": "has_change",
    "incomplete_baseline": "needs_baseline",
    "positive": "is_change",
}
#: Keys of limits, which the levels say, and of units, which levels have not.
NOT_OF_LEVELS = ("unit", "minimum", "maximum", "best_value", "worst_value")


def scale_problems(cohort: Mapping[str, Any], path: str) -> Iterator[ConfigProblem]:
    """Everything that is wrong with the scales of a cohort's outcomes, and with what is asked of them.

    Parameters
    ----------
    cohort
        The cohort's section of config as it is written, without what the schema refuses.
    path
        Its path in config.
    """
    outcomes: Mapping[str, Any] = cohort.get("outcomes", {})
    for name, outcome in outcomes.items():
        place = f"{path}.outcomes.{name}"
        scale = scale_of(outcome.get("scale"))
        yield from _key_problems(outcome, scale, place)
        if scale.has_levels:
            yield from _level_problems(outcome, place)
    has_values = any(scale_of(outcome.get("scale")).needs_baseline for outcome in outcomes.values())
    if outcomes and not has_values and "as_reported" in cohort.get("scenarios", ()):
        found = "found 'as_reported', and no outcome has values beside the percentages that the source prints"
        yield ConfigProblem(f"{path}.scenarios", found, "the other assumptions alone")
    for name, endpoint in cohort.get("endpoints", {}).items():
        yield from _endpoint_problems(endpoint, outcomes, f"{path}.endpoints.{name}")
    for name, scenario in cohort.get("declared_scenarios", {}).items():
        for number, lesion in enumerate(scenario.get("lesions", ())):
            place = f"{path}.declared_scenarios.{name}.lesions[{number}].percent_reduction"
            outcome = outcomes.get(lesion.get("outcome", next(iter(outcomes), "")), {})
            if not scale_of(outcome.get("scale")).has_percent_change:
                found = "the outcome is ordered, which has no percent change"
                yield ConfigProblem(place, found, "an outcome with a percent change")


def _key_problems(outcome: Mapping[str, Any], scale: Scale, path: str) -> Iterator[ConfigProblem]:
    """Keys of an outcome that its scale can't use."""
    for key, ability in NEEDED.items():
        if key in outcome and not getattr(scale, ability):
            able = " or ".join(name for name, other in SCALES.items() if getattr(other, ability))
            yield ConfigProblem(f"{path}.{key}", f"found it in an outcome of the scale {scale.name}", f"scale: {able}")
    for key in NOT_OF_LEVELS if scale.has_levels else ():
        if key in outcome:
            yield ConfigProblem(f"{path}.{key}", "found it in an ordered outcome", "its levels alone, in order")


def _level_problems(outcome: Mapping[str, Any], path: str) -> Iterator[ConfigProblem]:
    """Levels that are no order, or of which it is not said which end is the better one."""
    if "levels" not in outcome:
        yield ConfigProblem(
            path, "an ordered outcome without levels", "'levels' in order, such as [clear, mild, severe]"
        )
        return
    levels = level_names(outcome["levels"])
    if len(levels) < 2:
        yield ConfigProblem(f"{path}.levels", f"found {len(levels)}", "two levels or more")
    folded = [level.casefold() for level in levels]
    repeated = [level for number, level in enumerate(levels) if level.casefold() in folded[:number]]
    if repeated or "" in levels:
        found = f"{repeated[0]!r} stands there twice" if repeated else "a level without a name"
        yield ConfigProblem(f"{path}.levels", found, "each level once, with a name")
    if "better" not in outcome:
        ends = f"lower, where {levels[0]!r} is the best, or higher, where {levels[-1]!r} is" if levels else "it"
        yield ConfigProblem(f"{path}.better", "it is not said which end is the better one", ends)


def _endpoint_problems(endpoint: Mapping[str, Any], outcomes: Mapping[str, Any], path: str) -> Iterator[ConfigProblem]:
    """An endpoint of a kind that the scale of its outcome can't answer, or a threshold that is none of it."""
    if endpoint["kind"] == "events":
        return
    of_lesions = [name for name, outcome in outcomes.items() if outcome.get("measured_on") != "patient"]
    name = endpoint.get("outcome", next(iter([*of_lesions, *outcomes]), ""))
    if endpoint["kind"] == "events":
        return
    if name not in outcomes:
        if endpoint["kind"] == "category" and not outcomes:
            yield ConfigProblem(f"{path}.kind", "no outcome is declared", "an outcome with scale: ordered")
        return
    outcome, kind = outcomes[name], endpoint["kind"]
    scale = scale_of(outcome.get("scale"))
    if kind not in scale.kinds:
        found = f"found {kind!r} of {name!r}, whose scale is {scale.name}"
        yield ConfigProblem(f"{path}.kind", found, f"one of {', '.join(scale.kinds)}")
        return
    if kind == "response":
        yield from _threshold_problems(endpoint, outcome, scale, path)


def _threshold_problems(
    endpoint: Mapping[str, Any], outcome: Mapping[str, Any], scale: Scale, path: str
) -> Iterator[ConfigProblem]:
    """A threshold of a response that is none of the outcome's scale."""
    if not scale.has_levels:
        if isinstance(endpoint.get("from"), bool | str):
            yield ConfigProblem(
                f"{path}.from", f"found {endpoint['from']!r}", "a number, since the outcome has no levels"
            )
        if endpoint.get("threshold_in") == "units" and not scale.has_change:
            found = f"the scale {scale.name} has no change in units"
            yield ConfigProblem(f"{path}.threshold_in", found, "percent")
        if endpoint.get("patient_rule") == "sum" and not scale.has_change:
            yield ConfigProblem(f"{path}.patient_rule", f"the scale {scale.name} has no sum", "mean or another rule")
        return
    levels = level_names(outcome.get("levels", ()))
    expected = f"one of the levels, {', '.join(levels)}"
    if "from" not in endpoint:
        yield ConfigProblem(f"{path}.from", "an ordered outcome responds from a level on, and none is given", expected)
    elif level_name(endpoint["from"]) not in levels:
        yield ConfigProblem(f"{path}.from", f"found {level_name(endpoint['from'])!r}", expected)
    for key in ("more_than", "threshold_in"):
        if key in endpoint:
            yield ConfigProblem(f"{path}.{key}", "found it of an ordered outcome", "'from' with a level")
    if endpoint.get("patient_rule") in ("mean", "sum"):
        found = f"found {endpoint['patient_rule']!r}, and levels have neither mean nor sum"
        yield ConfigProblem(f"{path}.patient_rule", found, "all_lesions or any_lesion")
