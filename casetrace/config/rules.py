"""What a schema can't say of a configuration: names that refer to others, patterns that compile, edges in order."""

import math
import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from casetrace.config.addresses import address_problems
from casetrace.config.arms import arm_problems
from casetrace.config.declared_scenarios import declared_problems
from casetrace.config.defaults import fill_defaults
from casetrace.config.endpoints import endpoint_problems, primary_problems
from casetrace.config.fields import fields_given, groups_of
from casetrace.config.pooling import pool_problems
from casetrace.config.problems import ConfigProblem
from casetrace.config.scales import scale_problems
from casetrace.config.short_forms import column_parts
from casetrace.config.suggestions import suggestion
from casetrace.model.dictionary import data_dictionary, field_places
from casetrace.model.scale import scale_of
from casetrace.model.time_units import EXACTLY, USUAL, counted_in, time_unit, time_units, visit_name
from casetrace.model.treatment import NEUTRAL
from casetrace.words.expressions import compiled
from casetrace.words.units import canonical_unit

#: The narrowest figure, in sizes of its text.
WIDTH_IN_TEXT_SIZES = 24
#: Folders of the results that are no cohort's.
RESERVED_NAMES = ("logs", "pooled")
#: Keys of a cohort that need no row.
ROWLESS_KEYS = ("title", "source", "claims")
#: Units of visits and ages, never of doses.
CALENDAR = ("days", "weeks", "months", "years")
#: Words that mean something else wherever the report says them.
TAKEN_WORDS = ("patient", "patients", "lesion", "lesions", "visit", "visits", "outcome", "outcomes")


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
        yield from _figure_problems(fill_defaults(config["figures"], schema["properties"]["figures"], schema))
    cohorts = config.get("cohorts")
    if not isinstance(cohorts, dict) or any(path in ("config", "cohorts") for path in broken):
        return
    if "pool" in config and not _is_broken("pool", broken):
        yield from pool_problems(fill_defaults(config["pool"], schema["properties"]["pool"], schema), cohorts)
    yield from address_problems(config)
    for name, cohort in cohorts.items():
        if not isinstance(cohort, dict):
            continue
        path = f"cohorts.{name}"
        if name in RESERVED_NAMES:
            yield ConfigProblem(path, f"the name {name!r} is taken by a folder of the results", "another name")
        yield from _rowless_problems(cohort, path, schema["$defs"]["cohort"]["properties"])
        sound = {key: value for key, value in cohort.items() if not _is_broken(f"{path}.{key}", broken)}
        sections = fill_defaults(sound, schema["$defs"]["cohort"], schema)
        yield from scale_problems(sound, path)
        if {"endpoints", "primary"} <= sound.keys():
            yield ConfigProblem(
                f"{path}.primary", "endpoints are declared too", "an endpoint with 'primary: true' instead"
            )
        with counted_in(sections.get("time_unit", USUAL)):
            found = [
                problem
                for required_sections, check in SECTION_CHECKS
                if all(section in sections for section in required_sections)
                for problem in check(sections, path)
            ]
        yield from found
        yield from _pattern_problems(sections, path, schema["$defs"]["field"]["enum"])


def _is_broken(path: str, broken: set[str]) -> bool:
    return any(place == path or place.startswith((f"{path}.", f"{path}[")) for place in broken)


def _rowless_problems(cohort: dict[str, Any], path: str, cohort_keys: Collection[str]) -> Iterator[ConfigProblem]:
    """Keys of a cohort of claims alone that are about rows, of which it has none."""
    if "claims" in cohort and not {"table", "tables"} & cohort.keys():
        for key in cohort:
            if key in cohort_keys and key not in ROWLESS_KEYS:
                found, expected = "the cohort has claims and no table", "a table, or the key to be left out"
                yield ConfigProblem(f"{path}.{key}", found, expected)


def _outcome_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    for name, outcome in cohort["outcomes"].items():
        place = f"{path}.outcomes.{name}"
        visits = [*([outcome["baseline_visit"]] if "baseline_visit" in outcome else [])]
        visits += outcome.get("follow_up_visits", [])
        if visits != sorted(set(visits)):
            follow_up = outcome["follow_up_visits"]
            lower_limit = f", all after {visit_name(outcome['baseline_visit'])}" if "baseline_visit" in outcome else ""
            yield ConfigProblem(
                f"{place}.follow_up_visits", f"found {follow_up}", f"{time_units()} in order{lower_limit}"
            )
        edges = outcome.get("baseline_bands", [])
        if edges != sorted(edges):
            yield ConfigProblem(f"{place}.baseline_bands", f"found {edges}", "edges in ascending order")
        response = outcome["response"]
        if response["partial"] > response["complete"]:
            expected = f"at most the threshold of a complete response, {response['complete']}"
            yield ConfigProblem(f"{place}.response.partial", f"found {response['partial']}", expected)
        yield from _range_problems(outcome, cohort["scenarios"], place)


def _range_problems(outcome: dict[str, Any], scenarios: Collection[str], place: str) -> Iterator[ConfigProblem]:
    """Limits and the best value of an outcome against each other."""
    scale = scale_of(outcome.get("scale"))
    if scale.has_levels or not scale.has_change:
        return
    minimum = outcome.get("minimum", 0)
    if outcome.get("maximum", minimum) < minimum:
        yield ConfigProblem(f"{place}.maximum", f"found {outcome['maximum']}", "at least the minimum")
        return
    is_open = outcome.get("better") == "higher" and "best_value" not in outcome and "maximum" not in outcome
    if is_open and "complete_response" in scenarios:
        found = "higher is better, and nothing tells the best value, which the scenario complete_response fills in"
        expected = "'best_value' or 'maximum' to be given, or the cohort's 'scenarios' without complete_response"
        yield ConfigProblem(place, found, expected)
    best = outcome.get("best_value", minimum)
    if not minimum <= best <= outcome.get("maximum", best):
        yield ConfigProblem(f"{place}.best_value", f"found {best}", "a value between the minimum and the maximum")


def _tables(cohort: dict[str, Any], path: str) -> Iterator[tuple[dict[str, Any], str]]:
    """The tables of a cohort, short forms of columns written out, each with its path in config."""
    tables = {f"{path}.table": cohort["table"]} if "table" in cohort else {}
    tables |= {f"{path}.tables[{number}]": table for number, table in enumerate(cohort.get("tables", []))}
    for place, table in tables.items():
        columns = {header: column_parts(column) for header, column in table["columns"].items()}
        yield table | {"columns": columns}, place


def _column_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    outcomes = cohort.get("outcomes", {})
    for table, place in _tables(cohort, path):
        for header, column in table["columns"].items():
            yield from _visit_problems(header, column, outcomes, f"{place}.columns.{header}")
            yield from _separator_problems(column, f"{place}.columns.{header}.separator")
        fields = set().union(*map(fields_given, table["columns"].values()))
        if table.get("lesion_id") == "lettered" and fields & {"lesion_id", "lesion_number", "visit", "visit_date"}:
            naming_fields = ", ".join(sorted(fields & {"lesion_id", "lesion_number", "visit", "visit_date"}))
            found = f"found 'lettered', and a column gives {naming_fields}"
            yield ConfigProblem(f"{place}.lesion_id", found, "a row for each lesion without a name, or another value")
        yield from _row_problems(table, place, n_tables=len(cohort.get("tables", ())))
        yield from _merged_problems(table, place)
        yield from _derived_problems(table, place)


def _row_problems(table: dict[str, Any], path: str, n_tables: int) -> Iterator[ConfigProblem]:
    """What contradicts that each row is a patient; what columns say against it, ingestion finds."""
    if table["patient_id"] != "row":
        return
    place, expected = f"{path}.patient_id", "a column that names the patient"
    if n_tables > 1:
        yield ConfigProblem(place, "found 'row', and the cohort has several tables, which rows do not join", expected)
    if "merged_cells" in table:
        yield ConfigProblem(place, "found 'row', and merged_cells make one patient of several rows", expected)
    if table.get("lesion_id") == "lettered":
        yield ConfigProblem(place, "found 'row', and lesion_id: lettered takes each row for a lesion", expected)


def _merged_problems(table: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    merged = table.get("merged_cells")
    if merged and merged["when_blank"] not in merged["fill_down"]:
        found = f"column {merged['when_blank']!r} is not among them"
        yield ConfigProblem(f"{path}.merged_cells.fill_down", found, "the column under 'when_blank' to be filled too")


def _derived_problems(table: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    for name, expression in table["derive"].items():
        try:
            compiled(expression)
        except ValueError as error:
            yield ConfigProblem(
                f"{path}.derive.{name}", str(error), 'a text such as "{episode}-{id}", "= {a} * {b}", or "= 7"'
            )


def _pattern_problems(cohort: dict[str, Any], path: str, fields: list[str]) -> Iterator[ConfigProblem]:
    for table, table_path in _tables(cohort, path):
        for header, column in table["columns"].items():
            for index, shape in enumerate(column.get("cells", [])):
                yield from _shape_problems(shape, f"{table_path}.columns.{header}.cells[{index}]", fields)


def _shape_problems(shape: dict[str, Any], place: str, fields: list[str]) -> Iterator[ConfigProblem]:
    groups, error = groups_of(shape["pattern"])
    if error:
        yield ConfigProblem(f"{place}.pattern", f"it does not compile: {error}", "a regular expression")
        return
    for name in groups - set(fields):
        found = f"the group {name!r} is no field{suggestion(name, fields)}"
        yield ConfigProblem(f"{place}.pattern", found, f"one of {', '.join(fields)}")
    for field, text in shape.get("set", {}).items():
        if field in groups:
            yield ConfigProblem(f"{place}.set.{field}", "the pattern has a group of that name", "one of the two")
        for name in set(re.findall(r"{(\w*)}", text)) - groups:
            found, expected = f"{{{name}}} is not a group of the pattern", f"one of {sorted(groups)}"
            yield ConfigProblem(f"{place}.set.{field}", found, expected)


#: The field of a column that has the dates of one visit.
DATE_AT_VISIT = "date_at_visit"


def _visit_problems(
    header: str, column: dict[str, Any], outcomes: dict[str, Any], path: str
) -> Iterator[ConfigProblem]:
    name = column.get("outcome", "")
    if column.get("field") == DATE_AT_VISIT:
        if name or "visit" not in column:
            found = "a date at a visit has an outcome" if name else "it says no visit"
            yield ConfigProblem(path, found, "'field' and 'visit' alone")
        return
    if "visit" in column and not name and len(outcomes) != 1 and "{outcome}" not in header:
        yield ConfigProblem(path, "it has a visit and no outcome", "the key 'outcome'")
    if not name or not outcomes:
        return
    if name not in outcomes:
        yield ConfigProblem(f"{path}.outcome", f"found {name!r}", f"one of {', '.join(outcomes)}")
        return
    outcome = outcomes[name]
    if "visit" in column and "baseline_visit" in outcome and "follow_up_visits" in outcome:
        visits = [outcome["baseline_visit"], *outcome["follow_up_visits"]]
        if column["visit"] not in visits:
            yield ConfigProblem(f"{path}.visit", f"found {column['visit']}", f"one of {', '.join(map(str, visits))}")


def _separator_problems(column: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    """A separator of events in a column that gives none, or whose cells are checked or not."""
    fields = fields_given(column)
    of_events = any(field_places().get(name, ("",))[0] == "events" for name in fields)
    if "separator" in column and ("checked" in column or not of_events):
        found = "the column has checkboxes" if "checked" in column else f"the column gives {', '.join(sorted(fields))}"
        yield ConfigProblem(path, found, "a column of events, such as field: event_type")


def _stated_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    for table, table_path in _tables(cohort, path):
        column_fields = set().union(*map(fields_given, table["columns"].values()))
        for name, fact in table["stated"].items():
            owner, column = field_places()[name]
            allowed = data_dictionary()[owner].columns[column].allowed
            if allowed and fact["value"] not in allowed:
                place = f"{table_path}.stated.{name}.value"
                yield ConfigProblem(place, f"found {fact['value']!r}", f"one of {', '.join(allowed)}")
            if name in column_fields:
                yield ConfigProblem(f"{table_path}.stated", f"a column gives {name!r} too", "one source of it")


def _figure_problems(figures: dict[str, Any]) -> Iterator[ConfigProblem]:
    """Text too large for the width: a figure needs room for some 24 letters' heights."""
    narrowest = math.ceil(WIDTH_IN_TEXT_SIZES * figures["font_size_pt"] * 25.4 / 72)
    if figures["width_mm"] < narrowest:
        found = f"found {figures['width_mm']} with text of {figures['font_size_pt']} pt"
        yield ConfigProblem("figures.width_mm", found, f"at least {narrowest}, or smaller text")


def _site_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    group_of_site: dict[str, str] = {}
    for group, sites in cohort["site_groups"].items():
        for site in sites:
            if group_of_site.setdefault(site, group) != group:
                yield ConfigProblem(
                    f"{path}.site_groups.{group}",
                    f"site {site!r} is in {group_of_site[site]!r} too",
                    "one group a site",
                )


def _treatment_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    treatment = cohort["treatment"]
    name, plural = treatment["name"], treatment["plural"]
    if (name == NEUTRAL.name) != (plural == NEUTRAL.plural):
        found = f"found the name {name!r} and the plural {plural!r}"
        yield ConfigProblem(f"{path}.treatment", found, "'name' and 'plural' of one word, both given")
    for key, text in treatment.items():
        if not isinstance(text, str):
            continue
        if text != " ".join(text.split()):
            yield ConfigProblem(f"{path}.treatment.{key}", f"found {text!r}", "one line without needless blanks")
        if key != "dose_unit" and text.casefold() in TAKEN_WORDS:
            expected = "the word for a treatment or its dose, which stands for nothing else in the report"
            yield ConfigProblem(f"{path}.treatment.{key}", f"found {text!r}", expected)
    unit = treatment.get("dose_unit", "")
    if re.fullmatch(r"[\d.,\s]+", unit) or canonical_unit(unit) in CALENDAR:
        yield ConfigProblem(f"{path}.treatment.dose_unit", f"found {unit!r}", "a unit such as mg, ml or J/cm²")


def _time_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    """Times in weeks by the name of their key, in a cohort that counts in another unit."""
    treatment, unit = cohort.get("treatment", {}), time_unit()
    if {"interval", "interval_weeks"} <= treatment.keys():
        yield ConfigProblem(f"{path}.treatment", "it has both 'interval' and 'interval_weeks'", "one of them")
    if "interval_weeks" in treatment and (USUAL, unit) not in EXACTLY:
        found = f"found {treatment['interval_weeks']}, and weeks are no exact number of {unit}s"
        yield ConfigProblem(f"{path}.treatment.interval_weeks", found, f"the key 'interval', in {unit}s")
    for table, place in _tables(cohort, path):
        for number, phase in enumerate(table.get("visits", {}).get("phases", [])):
            if "week" in phase and unit != USUAL:
                found = f"found a week, and the cohort counts in {unit}s"
                yield ConfigProblem(f"{place}.visits.phases[{number}].week", found, f"the key 'visit', in {unit}s")


#: The checks of a cohort, each with the sections that it looks at.
SECTION_CHECKS: list[tuple[tuple[str, ...], Callable[[dict[str, Any], str], Iterator[ConfigProblem]]]] = [
    (("outcomes",), _outcome_problems),
    (("primary", "scenarios"), primary_problems),
    (("endpoints", "scenarios"), endpoint_problems),
    (("arms",), arm_problems),
    (("primary", "scenarios", "declared_scenarios"), declared_problems),
    (("treatment",), _treatment_problems),
    ((), _time_problems),
    ((), _stated_problems),
    ((), _column_problems),
    (("site_groups",), _site_problems),
]
