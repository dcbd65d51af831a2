"""Outcomes whose scale nobody declares: short ordinal scores, which are levels, and columns of words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from casetrace.config.fields import fields_given
from casetrace.ingest.fields import column_units
from casetrace.ingest.measured import mostly_measurements
from casetrace.ingest.names import normalised, spellings
from casetrace.ingest.outcome_units import outcomes_of
from casetrace.ingest.prepared import Prepared
from casetrace.ingest.specs import ColumnSpec
from casetrace.model.levels import level_names
from casetrace.model.problems import Problem, quoted
from casetrace.model.scale import scale_of
from casetrace.model.time_units import time_unit
from casetrace.read.numbers import plain_number
from casetrace.words.levels import are_responses, first_of_each
from casetrace.words.mergers import is_no_value
from casetrace.words.visit_headers import visit_in_header

#: Words of a header, or of an outcome's name, that call a score an ordinal one.
ORDINAL_WORDS = frozenset(spellings("iga, pga, phga, grade, grad, stage, stadium, stade, grading"))
#: Words of a header that tell of a response.
RESPONSE_WORDS = frozenset(
    spellings("response, responses, outcome, remission, result, ansprechen, respons, reponse, ergebnis, resultat")
)
#: Highest level of a score that its name tells, and highest declared maximum of one that it doesn't.
HIGHEST, HIGHEST_UNNAMED = 6, 5


@dataclass
class FoundScales:
    """What the data tell of scales.

    Attributes
    ----------
    sections
        What is taken of each outcome as if config had declared it.
    problems
        What the user is told of it.
    unreadable
        Headers, by the number of the table, whose texts are words that no outcome has as levels.
    """

    sections: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unreadable: set[tuple[int, str]] = field(default_factory=set)


def found_scales(
    tables: Sequence[Prepared],
    specs: Sequence[Sequence[ColumnSpec]],
    configs: Sequence[Mapping[str, Any]],
    outcomes: Mapping[str, Any],
) -> FoundScales:
    """The scales of outcomes that declare none, as far as the data leave no doubt.

    Parameters
    ----------
    tables, specs, configs
        The prepared tables, what their columns give, and their sections of config.
    outcomes
        The cohort's outcomes in config, as far as they are declared.
    """
    found = FoundScales()
    columns: dict[str, list[tuple[int, ColumnSpec, list[str]]]] = {}
    for number, (table, table_specs, config) in enumerate(zip(tables, specs, configs, strict=True)):
        for spec in table_specs:
            for name, rows in outcomes_of(table, table_specs, spec, outcomes) if _is_plain(spec) else ():
                if "scale" not in outcomes.get(name, {}):
                    columns.setdefault(name, []).append((number, spec, _texts(table, spec, rows, config)))
    for name, of_outcome in columns.items():
        texts = list(dict.fromkeys(text for _, _, column_texts in of_outcome for text in column_texts))
        number, spec, _ = of_outcome[0]
        table = tables[number]
        if texts and all(_is_word(text, table) for text in texts):
            found.problems.append(_words_undeclared(table, spec.header, name, texts))
            found.unreadable |= {(place, column.header) for place, column, _ in of_outcome}
            continue
        levels = _levels(name, outcomes.get(name, {}), [(tables[n], column) for n, column, _ in of_outcome], texts)
        if levels:
            better = outcomes.get(name, {}).get("better", "lower")
            found.sections[name] = {"scale": "ordered", "levels": levels, "better": better}
            found.problems.append(_taken_as_ordered(table, spec.header, name, levels))
    measured = any("value" in fields_given(spec.parts) for table_specs in specs for spec in table_specs)
    for table, table_specs, config in zip(tables, specs, configs, strict=True):
        problems = _unread_words(table, table_specs, config)
        found.problems += [replace(problem, severity="warning" if measured else "error") for problem in problems]
    return found


def levels_of(outcomes: Mapping[str, Any], found: FoundScales) -> dict[str, tuple[str, ...]]:
    """The levels of each ordered outcome, declared or found."""
    sections = {**found.sections, **{name: section for name, section in outcomes.items() if "scale" in section}}
    ordered = {name: section for name, section in sections.items() if scale_of(section["scale"]).has_levels}
    return {name: level_names(section["levels"]) for name, section in ordered.items()}


def _is_plain(spec: ColumnSpec) -> bool:
    return spec.parts.get("field") == "value"


def _texts(table: Prepared, spec: ColumnSpec, rows: pd.Index, config: Mapping[str, Any]) -> list[str]:
    """The different texts of a column in the rows of an outcome, in config's words, without dispositions."""
    meanings = {text.strip().casefold(): meaning for text, meaning in spec.parts.get("values", {}).items()}
    texts = table.present(spec.header).reindex(rows).dropna().unique()
    declared = [meanings.get(str(text).casefold(), str(text)) for text in texts]
    return [text for text in declared if not is_no_value(text, config)]


def _is_word(text: str, table: Prepared) -> bool:
    return not mostly_measurements([text], table.raw.dialect, {}) and not any(map(str.isdigit, text))


def _levels(
    name: str, declared: Mapping[str, Any], columns: Sequence[tuple[Prepared, ColumnSpec]], texts: Sequence[str]
) -> list[str]:
    """The levels of an outcome that is a short ordinal score; none where it is not clearly one."""
    headers = [spec.header for _, spec in columns]
    named = any(ORDINAL_WORDS & set(normalised(text).split()) for text in (name, declared.get("label", ""), *headers))
    has_unit = bool(declared.get("unit")) or any(column_units(table, spec) for table, spec in columns)
    limit = declared.get("maximum", HIGHEST if named else None)
    numbers = [_whole(text, columns[0][0]) for text in texts]
    if has_unit or not texts or limit is None or None in numbers or limit > (HIGHEST if named else HIGHEST_UNNAMED):
        return []
    values = sorted(number for number in numbers if number is not None)
    lowest, highest = int(min(0, declared.get("minimum", 0))), int(declared.get("maximum", values[-1]))
    if values[0] < lowest or values[-1] > limit:
        return []
    # A grade that begins with 1 has no level 0.
    start = 1 if lowest == 0 and values[0] >= 1 and not {"iga", "pga"} & set(normalised(name).split()) else lowest
    return [str(level) for level in range(start, max(highest, start + 1) + 1)]


def _whole(text: str, table: Prepared) -> int | None:
    """The whole number that a text is; None where it is none."""
    number = plain_number(text, table.raw.dialect.decimal, table.raw.dialect.thousands)
    return int(float(number)) if number is not None and float(number).is_integer() else None


def _taken_as_ordered(table: Prepared, header: str, name: str, levels: Sequence[str]) -> Problem:
    problem = table.header_error(
        header,
        "taken for an ordered scale",
        f"whole numbers without a unit, in levels from {levels[0]} to {levels[-1]}",
        f"the scale of {name} in config",
        f"declare outcomes.{name} with scale: ordered, levels: [{', '.join(levels)}] and better: lower or higher; or "
        "with scale: score, if its differences are distances that have a mean",
    )
    return replace(problem, severity="warning")


def _words_undeclared(table: Prepared, header: str, name: str, texts: Sequence[str]) -> Problem:
    return table.header_error(
        header,
        "words in place of numbers",
        f"words such as {', '.join(map(quoted, texts[:4]))}",
        "numbers; or an outcome whose levels are these words",
        declaration(name, texts),
    )


def declaration(name: str, texts: Sequence[str]) -> str:
    """How an outcome of words is declared."""
    levels = ", ".join(first_of_each(texts)[:8])
    return (
        f"declare outcomes.{name} in config with scale: ordered, levels: [{levels}] in their order, and better: lower "
        "where the first is the best, or higher where the last is; or list the column under ignore"
    )


def _unread_words(table: Prepared, specs: Sequence[ColumnSpec], config: Mapping[str, Any]) -> Iterator[Problem]:
    """Columns that nothing reads and whose texts are words for responses."""
    read = {spec.header for spec in specs} | {*config["ignore"], *config["privacy"]["drop"]}
    for header in table.raw.header:
        if header in read or header not in table.texts:
            continue
        texts = [str(text) for text in table.present(header).dropna().unique()]
        texts = [text for text in texts if not is_no_value(text, config)]
        visit = visit_in_header(header, config["visits"]["labels"])
        tells = visit is not None or bool(RESPONSE_WORDS & set(normalised(header).split()))
        if tells and are_responses(texts):
            mapping = f"map {quoted(header)} under columns to {{outcome: response, visit: <{time_unit()}>}}, and "
            yield table.header_error(
                header,
                "column not read",
                f"words for responses, such as {', '.join(map(quoted, texts[:4]))}",
                "an outcome whose levels are these words, or the column under ignore",
                mapping + declaration("response", texts),
            )
