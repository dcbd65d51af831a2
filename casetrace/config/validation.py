"""Checks the study's configuration and reports every problem in it at once, with the key's path and what is allowed."""

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker, TypeChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from casetrace.config.addresses import with_copies
from casetrace.config.defaults import fill_defaults
from casetrace.config.problems import ConfigProblem
from casetrace.config.rules import meaning_problems
from casetrace.config.schema import config_schema
from casetrace.config.short_forms import visits_and_dates_as_texts, written_out
from casetrace.config.suggestions import suggestion
from casetrace.model.errors import UserError
from casetrace.model.time_units import TIME_UNITS, USUAL, TimeUnit, counted_in, time_units
from casetrace.words.errors import MeaningError
from casetrace.words.visits import visit_of_label


def _is_whole_number(_: TypeChecker, value: object) -> bool:
    """JSON Schema takes 4.0 for a whole number; a visit or a seed is written without a decimal point."""
    return isinstance(value, int) and not isinstance(value, bool)


#: The schema's language with whole numbers as Python has them.
Validator = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_whole_number)
)


#: Whether a text is a day of the calendar, where the schema wants one.
DATES = FormatChecker(["date"])


def validated_config(
    config: dict[str, Any], schema_file: Path, places: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    """The configuration with its defaults filled in.

    Parameters
    ----------
    config
        The configuration as read from YAML.
    schema_file
        Its JSON schema (draft 2020-12), as YAML, as `config_schema` reads it.
    places
        File and line of its keys, by their path, where it was read from files.

    Raises
    ------
    UserError
        When anything is wrong: one line for each problem, ordered by key.
    """
    schema = config_schema(schema_file)
    config = visits_and_dates_as_texts(config, schema)
    violations = set(schema_problems(config, schema))
    problems = sorted(violations | set(meaning_problems(config, schema, {problem.path for problem in violations})))
    if problems:
        heading = f"The configuration has {len(problems)} problem{'s' if len(problems) > 1 else ''}:"
        raise UserError("\n".join([heading, *(_line(problem, places) for problem in problems)]))
    return with_copies(written_out(fill_defaults(config, schema)))


def _line(problem: ConfigProblem, places: Mapping[str, str]) -> str:
    place = problem.place(places)
    return f"  {place}: {problem}" if place else f"  {problem}"


def schema_problems(config: dict[str, Any], schema: dict[str, Any]) -> Iterator[ConfigProblem]:
    """Everything in which `config` departs from its schema."""
    problems = list(_keys_and_numbers(config, ()))
    if problems:
        yield from problems
        return
    for error in Validator(schema, format_checker=DATES).iter_errors(config):
        with counted_in(_time_unit(config, error)):
            found = list(_explain(error))
        yield from found


def _time_unit(config: dict[str, Any], error: ValidationError) -> TimeUnit:
    """What the cohort in which something is wrong counts its visits in."""
    places = list(error.absolute_path)
    cohort = config["cohorts"].get(places[1]) if places[:1] == ["cohorts"] and len(places) > 2 else None
    unit = cohort.get("time_unit") if isinstance(cohort, dict) else None
    return unit if unit in TIME_UNITS else USUAL


def _keys_and_numbers(node: Any, path: tuple[Any, ...]) -> Iterator[ConfigProblem]:
    """Keys that are no text and numbers that are not finite, which a JSON schema can't refuse."""
    if isinstance(node, float) and not math.isfinite(node):
        yield ConfigProblem(_join(path), f"found {node}", "a finite number")
    elif isinstance(node, dict):
        for key, value in node.items():
            if not isinstance(key, str):
                yield ConfigProblem(_join(path), f"the key {key!r} is not a text", _in_quotes(key, "the key"))
            yield from _keys_and_numbers(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _keys_and_numbers(value, (*path, index))


def _in_quotes(value: Any, what: str) -> str:
    """How to write as a text what YAML reads as something else: a bare No becomes the truth value False."""
    if isinstance(value, bool):
        word = "Yes" if value else "No"
        return f"{what} in quotes as the file spells it, such as '{word}', which YAML takes for {value} without them"
    return f"{what} in quotes: '{value}'"


def _of_type(error: ValidationError) -> str:
    """What is expected in place of a value of another type."""
    kind: Any = error.validator_value
    value: Any = error.instance
    if kind == "string" and isinstance(value, bool | int) and error.absolute_path and "values" in error.absolute_path:
        return _in_quotes(value, "a text")
    visit = _visit(value) if kind == "integer" and error.absolute_path and error.absolute_path[-1] == "visit" else None
    return f"{_article(kind)}" + ("" if visit is None else f" of {time_units()}: {visit}")


def _visit(text: Any) -> int | None:
    """The time that the label of a visit says; None where it says none."""
    try:
        return visit_of_label(text, {}) if isinstance(text, str) else None
    except MeaningError:
        return None


def _explain(error: ValidationError) -> Iterator[ConfigProblem]:
    path = _join(error.absolute_path)
    rule = str(error.validator)
    rule_value: Any = error.validator_value
    if rule == "additionalProperties" and isinstance(error.schema, dict):
        yield from _unknown_keys(error, error.schema, path)
    elif rule == "required":
        mapping = cast(dict[str, Any], error.instance)
        missing_keys = [key for key in rule_value if key not in mapping]
        if len(missing_keys) == 1:
            yield ConfigProblem(path, f"the key {missing_keys[0]!r} is missing", "it to be given")
        else:
            yield ConfigProblem(path, f"the keys {_listed(missing_keys)} are missing", "them to be given")
    elif rule == "enum":
        names = [str(value) for value in rule_value]
        hint = suggestion(str(error.instance), names)
        yield ConfigProblem(path, f"found {_shown(error.instance)}{hint}", f"one of {', '.join(names)}")
    elif rule == "type":
        yield ConfigProblem(path, f"found {_shown(error.instance)}", _of_type(error))
    elif rule in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"):
        words = {"minimum": "at least", "exclusiveMinimum": "more than", "maximum": "at most"}
        yield ConfigProblem(path, f"found {error.instance}", f"{words.get(rule, 'less than')} {rule_value}")
    elif rule == "format":
        yield ConfigProblem(path, f"found {_shown(error.instance)}", "a day such as 2026-11-23")
    elif rule == "pattern":
        yield ConfigProblem(path, f"found {_shown(error.instance)}", f"text that matches {rule_value}")
    elif rule == "not":
        if not isinstance(error.instance, dict):
            return  # Told as a mistake of its type.
        yield ConfigProblem(path, f"it has both {_listed(rule_value['required'])}", "one of them")
    elif rule == "anyOf":
        names = [name for part in rule_value for name in part["required"]]
        yield ConfigProblem(path, f"it has none of {_listed(names)}", "one of them")
    else:
        yield _length_or_items(error, path)


def _length_or_items(error: ValidationError, path: str) -> ConfigProblem:
    """A text, list or mapping that is too short or too long, or has wrong items."""
    rule = str(error.validator)
    rule_value: Any = error.validator_value
    found = f"found {_shown(error.instance)}"
    if rule in ("minLength", "minItems", "minProperties"):
        return ConfigProblem(path, "it is empty", f"at least one {'character' if rule == 'minLength' else 'entry'}")
    if rule == "maxLength":
        return ConfigProblem(path, found, "one character" if rule_value == 1 else f"at most {rule_value} characters")
    if rule == "uniqueItems":
        items = cast(list[Any], error.instance)
        duplicate = next(item for number, item in enumerate(items) if item in items[:number])
        return ConfigProblem(path, f"{_shown(duplicate)} stands there twice", "each item once")
    if rule == "contains":
        return ConfigProblem(path, found, f"{rule_value['const']!r} among the items")
    return ConfigProblem(path, error.message, f"what {rule!r} allows: {rule_value}")


def _unknown_keys(error: ValidationError, schema: dict[str, Any], path: str) -> Iterator[ConfigProblem]:
    properties = list(schema.get("properties", {}))
    patterns = list(schema.get("patternProperties", {}))
    for key in cast(dict[str, Any], error.instance):
        if key in properties or any(re.search(pattern, str(key)) for pattern in patterns):
            continue
        if patterns:
            expected = schema.get("propertyNames", {}).get("title", f"a name that matches {patterns[0]}")
            yield ConfigProblem(path, f"the name {key!r} is not allowed", expected, key)
            continue
        hint = suggestion(str(key), properties)
        yield ConfigProblem(path, f"unknown key {key!r}{hint}", f"one of {', '.join(properties)}", key)


def _listed(names: list[str]) -> str:
    """Names of keys as a sentence has them."""
    quoted = [repr(name) for name in names]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _join(parts: Any) -> str:
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".") or "config"


def _article(kind: str | list[str]) -> str:
    if isinstance(kind, list):
        return " or ".join(map(_article, kind))
    names = {"object": "a mapping", "array": "a list", "string": "a text", "integer": "a whole number"}
    return names.get(kind, f"a {kind}")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
