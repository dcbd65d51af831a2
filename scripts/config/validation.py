"""Checks the study's configuration and reports every problem in it at once, with the key's path and what is allowed."""

import difflib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator, TypeChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from scripts.config.defaults import fill_defaults
from scripts.config.reading import read_yaml
from scripts.jobs.errors import UserError

#: Fields that only mean something at a visit.
MEASURED = {"value", "reported_reduction_percent"}


def _is_whole_number(_: TypeChecker, value: object) -> bool:
    """JSON Schema takes 4.0 for a whole number; a visit or a seed is written without a decimal point."""
    return isinstance(value, int) and not isinstance(value, bool)


#: The schema's language with whole numbers as Python has them.
Validator = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_whole_number)
)

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


@dataclass(frozen=True, order=True)
class ConfigProblem:
    """One thing that is wrong with the configuration."""

    path: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.path}: {self.found}; expected {self.expected}"


def validated_config(config: dict[str, Any], schema_file: Path) -> dict[str, Any]:
    """The configuration with its defaults filled in.

    Parameters
    ----------
    config
        The configuration as read from YAML.
    schema_file
        Its JSON schema (draft 2020-12), as YAML.

    Raises
    ------
    UserError
        When anything is wrong: one line for each problem, ordered by key.
    """
    schema = read_yaml(schema_file)
    problems = sorted(set(schema_problems(config, schema)))
    if not problems:
        config = fill_defaults(config, schema)
        problems = sorted(set(meaning_problems(config, schema["$defs"]["field"]["enum"])))
    if problems:
        heading = f"The configuration has {len(problems)} problem{'s' if len(problems) > 1 else ''}:"
        raise UserError("\n".join([heading, *(f"  {problem}" for problem in problems)]))
    return config


def schema_problems(config: dict[str, Any], schema: dict[str, Any]) -> Iterator[ConfigProblem]:
    """Everything in which `config` departs from its schema."""
    odd = list(_keys_and_numbers(config, ()))
    if odd:
        yield from odd
        return
    for error in Validator(schema).iter_errors(config):
        yield from _explain(error)


def _keys_and_numbers(node: Any, path: tuple[Any, ...]) -> Iterator[ConfigProblem]:
    """Keys that are no text and numbers that are not finite, which a JSON schema can't refuse."""
    if isinstance(node, float) and not math.isfinite(node):
        yield ConfigProblem(_join(path), f"found {node}", "a finite number")
    elif isinstance(node, dict):
        for key, value in node.items():
            if not isinstance(key, str):
                yield ConfigProblem(_join(path), f"the key {key!r} is not a text", f"the key in quotes: '{key}'")
            yield from _keys_and_numbers(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _keys_and_numbers(value, (*path, index))


def _explain(error: ValidationError) -> Iterator[ConfigProblem]:
    path = _join(error.absolute_path)
    rule = str(error.validator)
    wanted: Any = error.validator_value
    if rule == "additionalProperties" and isinstance(error.schema, dict):
        yield from _unknown_keys(error, error.schema, path)
    elif rule == "required":
        given = cast(dict[str, Any], error.instance)
        missing = [key for key in wanted if key not in given]
        yield ConfigProblem(path, f"the key {' and '.join(map(repr, missing))} is missing", "it to be given")
    elif rule == "enum":
        yield ConfigProblem(path, f"found {_shown(error.instance)}", f"one of {', '.join(map(str, wanted))}")
    elif rule == "type":
        yield ConfigProblem(path, f"found {_shown(error.instance)}", f"{_article(str(wanted))}")
    elif rule in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"):
        words = {"minimum": "at least", "exclusiveMinimum": "more than", "maximum": "at most"}
        yield ConfigProblem(path, f"found {error.instance}", f"{words.get(rule, 'less than')} {wanted}")
    elif rule == "pattern":
        yield ConfigProblem(path, f"found {_shown(error.instance)}", f"text that matches {wanted}")
    elif rule in ("minLength", "minItems", "minProperties"):
        yield ConfigProblem(path, "it is empty", "something")
    elif rule == "oneOf":
        yield ConfigProblem(path, "it has both or neither of 'field' and 'cells'", "exactly one of them")
    elif rule == "contains":
        yield ConfigProblem(path, f"found {_shown(error.instance)}", f"{wanted['const']!r} among the items")
    elif rule == "dependentRequired":
        yield ConfigProblem(path, "'outcome' and 'visit' go together and one is missing", "both or neither")
    else:
        yield ConfigProblem(path, error.message, f"what {rule!r} allows: {wanted}")


def _unknown_keys(error: ValidationError, schema: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    known = list(schema.get("properties", {}))
    patterns = list(schema.get("patternProperties", {}))
    for key in cast(dict[str, Any], error.instance):
        if key in known or any(re.search(pattern, str(key)) for pattern in patterns):
            continue
        if patterns:
            yield ConfigProblem(path, f"the name {key!r} is not allowed", f"a name that matches {patterns[0]}")
            continue
        near = difflib.get_close_matches(str(key), known, n=1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        yield ConfigProblem(path, f"unknown key {key!r}{hint}", f"one of {', '.join(known)}")


def meaning_problems(config: dict[str, Any], fields: list[str]) -> Iterator[ConfigProblem]:
    """What a schema can't say: names that refer to others, patterns that compile, edges in order.

    Parameters
    ----------
    config
        A configuration that its schema accepts, defaults filled in.
    fields
        The fields that a column can give.
    """
    for name, cohort in config["cohorts"].items():
        path = f"cohorts.{name}"
        if name in RESERVED_NAMES:
            yield ConfigProblem(path, f"the name {name!r} is taken by a folder of the results", "another name")
        yield from _outcome_problems(cohort["outcomes"], f"{path}.outcomes")
        yield from _primary_problems(cohort, f"{path}.primary")
        yield from _pattern_problems(cohort["table"]["columns"], fields, f"{path}.table.columns")
        yield from _column_problems(cohort, f"{path}.table")
        yield from _site_problems(cohort.get("site_groups", {}), f"{path}.site_groups")


def _outcome_problems(outcomes: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    for name, outcome in outcomes.items():
        weeks = [outcome["baseline_visit"], *outcome["follow_up_visits"]]
        if weeks != sorted(set(weeks)):
            yield ConfigProblem(
                f"{path}.{name}.follow_up_visits", f"found {weeks[1:]}", f"weeks in order, all after week {weeks[0]}"
            )
        edges = outcome.get("baseline_bands", [])
        if edges != sorted(edges):
            yield ConfigProblem(f"{path}.{name}.baseline_bands", f"found {edges}", "edges in ascending order")
        if outcome["response"]["partial"] > outcome["response"]["complete"]:
            yield ConfigProblem(
                f"{path}.{name}.response.partial",
                f"found {outcome['response']['partial']}",
                f"at most the threshold of a complete response, {outcome['response']['complete']}",
            )
        if outcome.get("maximum", outcome["minimum"]) < outcome["minimum"]:
            yield ConfigProblem(f"{path}.{name}.maximum", f"found {outcome['maximum']}", "at least the minimum")


def _primary_problems(cohort: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    primary = cohort["primary"]
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
    for header, column in table["columns"].items():
        place = f"{path}.columns.{header}"
        measured = _fields_given(column) & MEASURED
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
    fields: set[str] = set(table.get("stated", {})).union(*map(_fields_given, table["columns"].values()))
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


def _pattern_problems(columns: dict[str, Any], fields: list[str], path: str) -> Iterator[ConfigProblem]:
    for header, column in columns.items():
        for index, shape in enumerate(column.get("cells", [])):
            place = f"{path}.{header}.cells[{index}]"
            groups, error = _groups(shape["pattern"])
            if error:
                yield ConfigProblem(f"{place}.pattern", f"it does not compile: {error}", "a regular expression")
                continue
            for name in groups - set(fields):
                yield ConfigProblem(
                    f"{place}.pattern", f"the group {name!r} is no field", f"one of {', '.join(fields)}"
                )
            for field, text in shape.get("set", {}).items():
                for name in set(re.findall(r"{(\w*)}", text)) - groups:
                    found, expected = f"{{{name}}} is not a group of the pattern", f"one of {sorted(groups)}"
                    yield ConfigProblem(f"{place}.set.{field}", found, expected)


def _groups(pattern: str) -> tuple[set[str], str]:
    """The named groups of a pattern, and why it does not compile if it does not."""
    try:
        return set(re.compile(pattern).groupindex), ""
    except (re.error, RecursionError, OverflowError) as error:
        return set(), str(error)


def _fields_given(column: dict[str, Any]) -> set[str]:
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


def _site_problems(groups: dict[str, list[str]], path: str) -> Iterator[ConfigProblem]:
    seen: dict[str, str] = {}
    for group, sites in groups.items():
        for site in sites:
            if seen.setdefault(site, group) != group:
                yield ConfigProblem(f"{path}.{group}", f"site {site!r} is in {seen[site]!r} too", "one group a site")


def _join(parts: Any) -> str:
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".") or "config"


def _article(kind: str) -> str:
    names = {"object": "a mapping", "array": "a list", "string": "a text", "integer": "a whole number"}
    return names.get(kind, f"a {kind}")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
