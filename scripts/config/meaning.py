"""What a schema can't say of a configuration: names that refer to others, patterns that compile, edges in order."""

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from scripts.config.defaults import fill_defaults
from scripts.config.problems import ConfigProblem
from scripts.tables.dictionary import data_dictionary, field_places

#: Fields that only mean something at a visit.
MEASURED = {"value", "reported_reduction_percent"}

#: The narrowest figure, in sizes of its text.
WIDTH_IN_TEXT_SIZES = 24
#: Folders of the results that are no cohort's.
RESERVED_NAMES = ("logs", "pooled")

#: Units that a column's header may name in brackets.
HEADER_UNITS = (
    "µm",
    "mm",
    "cm",
    "dm",
    "m",
    "in",
    "inch",
    "mm²",
    "cm²",
    "mm2",
    "cm2",
    "mm³",
    "cm³",
    "mm3",
    "cm3",
    "ml",
    "l",
)


def meaning_problems(config: dict[str, Any], schema: dict[str, Any], broken: set[str]) -> Iterator[ConfigProblem]:
    """Everything that is wrong with the cohorts beside what their schema says.

    Parameters
    ----------
    config
        The configuration as it is written.
    schema
        Its schema.
    broken
        Paths of keys at which the schema found something; a section with one of them is not looked at.
    """
    if "figures" in config and not _is_broken("figures", broken):
        yield from _figure_problems(config["figures"])
    cohorts = config.get("cohorts")
    if not isinstance(cohorts, dict) or any(path in ("config", "cohorts") for path in broken):
        return
    for name, cohort in cohorts.items():
        if not isinstance(cohort, dict):
            continue
        path = f"cohorts.{name}"
        if name in RESERVED_NAMES:
            yield ConfigProblem(path, f"the name {name!r} is taken by a folder of the results", "another name")
        sound = {key: value for key, value in cohort.items() if not _is_broken(f"{path}.{key}", broken)}
        sections = fill_defaults(sound, schema["$defs"]["cohort"], schema)
        for needed, problems in SECTION_CHECKS:
            if all(section in sections for section in needed):
                yield from problems(sections, path)


def _is_broken(path: str, broken: set[str]) -> bool:
    return any(place == path or place.startswith((f"{path}.", f"{path}[")) for place in broken)


def _outcome_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    for name, outcome in cohort["outcomes"].items():
        place = f"{path}.outcomes.{name}"
        weeks = [outcome["baseline_visit"], *outcome["follow_up_visits"]]
        if weeks != sorted(set(weeks)):
            yield ConfigProblem(
                f"{place}.follow_up_visits", f"found {weeks[1:]}", f"weeks in order, all after week {weeks[0]}"
            )
        edges = outcome.get("baseline_bands", [])
        if edges != sorted(edges):
            yield ConfigProblem(f"{place}.baseline_bands", f"found {edges}", "edges in ascending order")
        if outcome["response"]["partial"] > outcome["response"]["complete"]:
            yield ConfigProblem(
                f"{place}.response.partial",
                f"found {outcome['response']['partial']}",
                f"at most the threshold of a complete response, {outcome['response']['complete']}",
            )
        highest = outcome.get("maximum", outcome["best_value"])
        if not outcome["minimum"] <= outcome["best_value"] <= highest:
            expected = "a value between the minimum and the maximum"
            yield ConfigProblem(f"{place}.best_value", f"found {outcome['best_value']}", expected)
        if outcome.get("maximum", outcome["minimum"]) < outcome["minimum"]:
            yield ConfigProblem(f"{place}.maximum", f"found {outcome['maximum']}", "at least the minimum")


def _primary_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    primary = cohort["primary"]
    path = f"{path}.primary"
    if primary["outcome"] not in cohort["outcomes"]:
        yield ConfigProblem(
            f"{path}.outcome", f"found {primary['outcome']!r}", f"one of {', '.join(cohort['outcomes'])}"
        )
        return
    visits = cohort["outcomes"][primary["outcome"]]["follow_up_visits"]
    if primary["visit"] not in visits:
        yield ConfigProblem(f"{path}.visit", f"found {primary['visit']}", f"one of {', '.join(map(str, visits))}")
    if primary["scenario"] not in cohort["scenarios"]:
        yield ConfigProblem(
            f"{path}.scenario", f"found {primary['scenario']!r}", f"one of {', '.join(cohort['scenarios'])}"
        )


def _column_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    table, outcomes = cohort["table"], cohort["outcomes"]
    path = f"{path}.table"
    for header, column in table["columns"].items():
        place = f"{path}.columns.{header}"
        measured = fields_given(column) & MEASURED
        if "outcome" in column:
            yield from _visit_problems(column, outcomes, place)
            yield from _unit_problems(header, outcomes.get(column["outcome"], {}).get("unit"), place)
        elif measured:
            what = " and ".join(sorted(measured))
            yield ConfigProblem(place, f"it gives {what} of no outcome", "the keys 'outcome' and 'visit'")
    yield from _missing_columns(table, outcomes, path)
    for header in _merged_headers(table):
        if header not in table["columns"]:
            yield ConfigProblem(f"{path}.merged_cells", f"column {header!r} is not mapped", "a key of 'columns'")


def _missing_columns(table: dict[str, Any], outcomes: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    """Fields and visits that no column gives, and a lesion's name that is given twice."""
    fields: set[str] = set(table.get("stated", {})).union(*map(fields_given, table["columns"].values()))
    for needed in ["patient_id", "value"] + (["lesion_id"] if table["lesion_id"] == "column" else []):
        if needed not in fields:
            yield ConfigProblem(f"{path}.columns", f"no column gives {needed!r}", "a column whose field it is")
    if table["lesion_id"] == "lettered" and "lesion_id" in fields:
        yield ConfigProblem(f"{path}.lesion_id", "found 'lettered', and a column gives 'lesion_id'", "'column'")
    visits = {(column.get("outcome"), column.get("visit")) for column in table["columns"].values()}
    for outcome, spec in outcomes.items():
        for week in (spec["baseline_visit"], *spec["follow_up_visits"]):
            if (outcome, week) not in visits:
                expected = "a column with that outcome and visit"
                yield ConfigProblem(f"{path}.columns", f"no column measures {outcome} at week {week}", expected)


def _merged_headers(table: dict[str, Any]) -> list[str]:
    merged = table.get("merged_cells")
    return [merged["when_blank"], *merged["fill_down"]] if merged else []


def _pattern_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    fields = list(field_places())
    for header, column in cohort["table"]["columns"].items():
        for index, shape in enumerate(column.get("cells", [])):
            place = f"{path}.table.columns.{header}.cells[{index}]"
            groups, error = _groups(shape["pattern"])
            if error:
                yield ConfigProblem(f"{place}.pattern", f"it does not compile: {error}", "a regular expression")
                continue
            for name in groups - set(fields):
                yield ConfigProblem(
                    f"{place}.pattern", f"the group {name!r} is no field", f"one of {', '.join(fields)}"
                )
            for field, text in shape.get("set", {}).items():
                if field in groups:
                    yield ConfigProblem(
                        f"{place}.set.{field}", "the pattern has a group of that name", "one of the two"
                    )
                for name in set(re.findall(r"{(\w*)}", text)) - groups:
                    found, expected = f"{{{name}}} is not a group of the pattern", f"one of {sorted(groups)}"
                    yield ConfigProblem(f"{place}.set.{field}", found, expected)


def _groups(pattern: str) -> tuple[set[str], str]:
    """The named groups of a pattern, and why it does not compile if it does not."""
    try:
        return set(re.compile(pattern).groupindex), ""
    except (re.error, RecursionError, OverflowError) as error:
        return set(), str(error)


def fields_given(column: dict[str, Any]) -> set[str]:
    """The fields that a column gives."""
    given = {column["field"]} if "field" in column else set()
    return given.union(*(_groups(shape["pattern"])[0] | set(shape.get("set", {})) for shape in column.get("cells", [])))


def _visit_problems(column: dict[str, Any], outcomes: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    if column["outcome"] not in outcomes:
        yield ConfigProblem(f"{path}.outcome", f"found {column['outcome']!r}", f"one of {', '.join(outcomes)}")
        return
    outcome = outcomes[column["outcome"]]
    weeks = [outcome["baseline_visit"], *outcome["follow_up_visits"]]
    if column["visit"] not in weeks:
        yield ConfigProblem(f"{path}.visit", f"found {column['visit']}", f"one of {', '.join(map(str, weeks))}")


def _unit_problems(header: str, unit: str | None, path: str) -> Iterator[ConfigProblem]:
    """A unit in brackets in a header that is not the outcome's."""
    named = [text for text in re.findall(r"[(\[]\s*([^)\]]+?)\s*[)\]]", header) if text in HEADER_UNITS]
    if named and unit and unit not in named:
        yield ConfigProblem(path, f"the header gives the unit {named[0]!r}", f"{unit!r}, the outcome's unit")


def _stated_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    for name, fact in cohort["table"].get("stated", {}).items():
        allowed = data_dictionary()["patients"].columns[name].allowed
        if allowed and fact["value"] not in allowed:
            place = f"{path}.table.stated.{name}.value"
            yield ConfigProblem(place, f"found {fact['value']!r}", f"one of {', '.join(allowed)}")
        if name in set().union(*map(fields_given, cohort["table"]["columns"].values())):
            yield ConfigProblem(f"{path}.table.stated", f"a column gives {name!r} too", "one source of it")


def _figure_problems(figures: dict[str, Any]) -> Iterator[ConfigProblem]:
    """Text too large for the width: a figure needs room for some 24 letters' heights."""
    narrowest = math.ceil(WIDTH_IN_TEXT_SIZES * figures["font_size_pt"] * 25.4 / 72)
    if figures["width_mm"] < narrowest:
        found = f"found {figures['width_mm']} with text of {figures['font_size_pt']} pt"
        yield ConfigProblem("figures.width_mm", found, f"at least {narrowest}, or smaller text")


def _site_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    seen: dict[str, str] = {}
    for group, sites in cohort["site_groups"].items():
        for site in sites:
            if seen.setdefault(site, group) != group:
                yield ConfigProblem(
                    f"{path}.site_groups.{group}", f"site {site!r} is in {seen[site]!r} too", "one group a site"
                )


#: The checks of a cohort, each with the sections that it looks at.
SECTION_CHECKS: list[tuple[tuple[str, ...], Callable[[dict[str, Any], str], Iterator[ConfigProblem]]]] = [
    (("outcomes",), _outcome_problems),
    (("outcomes", "primary", "scenarios"), _primary_problems),
    (("table",), _pattern_problems),
    (("table",), _stated_problems),
    (("table", "outcomes"), _column_problems),
    (("site_groups",), _site_problems),
]
