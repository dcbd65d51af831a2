"""Whose row it is: the patient, the lesion, the period, the outcome and the visit of every row of a table."""

import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from casetrace.config.fields import fields_given
from casetrace.ingest.fields import FieldColumn, first_of
from casetrace.ingest.names import slug_of, visit_unit
from casetrace.ingest.prepared import Prepared
from casetrace.ingest.rounded_visits import rounded_visits
from casetrace.ingest.specs import ColumnSpec
from casetrace.model.problems import Problem, quoted
from casetrace.model.time_units import EXACTLY, USUAL, TimeUnit, time_unit, time_units
from casetrace.words.errors import MeaningError
from casetrace.words.phases import is_day, visit_of_phase
from casetrace.words.visits import NEAREST_WEEKS, unit_of_numbers, visit_of_label


@dataclass
class Identity:
    """What each row of a table is about, as text by row; missing where the row does not say.

    `visit` is the visit's time as text, from its label; dates are resolved when all tables are read.
    """

    patient: pd.Series
    lesion: pd.Series
    period: pd.Series
    outcome: pd.Series
    visit: pd.Series


def row_outcomes(values: pd.Series, outcomes: Mapping[str, Any], table: Prepared, header: str) -> pd.Series:
    """The outcome that each row names, by its name in config, its label, or as a name made of the text."""
    outcome_of_text = outcomes_meant(values.dropna().unique(), outcomes)
    for text, name in outcome_of_text.items():
        if name is None:
            row = values.index[values == text][0]
            remedy = "add it to outcomes in config, or set its rows aside with drop_rows"
            expected = f"one of {', '.join(outcomes)}"
            table.problems.append(table.error(row, header, "unknown outcome", quoted(text), expected, remedy))
    return values.map(outcome_of_text).astype("str")


def outcomes_meant(texts: Iterable[str], outcomes: Mapping[str, Any]) -> dict[str, str | None]:
    """The outcome that each text names; None where config declares outcomes and it names none of them."""
    by_slug = {slug_of(name): name for name in outcomes}
    by_slug |= {slug_of(section["label"]): name for name, section in outcomes.items() if "label" in section}
    slugs = {text: slug_of(text) for text in texts}
    return {text: by_slug.get(slug) if outcomes else slug for text, slug in slugs.items()}


def row_visits(values: pd.Series, visits: Mapping[str, Any], table: Prepared, header: str) -> pd.Series:
    """The time that the visit's label of each row means, in the study's unit."""
    bases, counted = table.parts.get(header, []), unit_of_numbers(visits)
    unit = visit_unit(header) or (visit_unit(bases[0]) if len(bases) == 1 and header not in table.calculated else None)
    bare = [text for text in values.dropna().unique() if text.isdecimal() and text not in visits["labels"]]
    if not unit and "unit" not in visits and are_ordinals(bare):
        table.problems.append(_visit_numbers(table, header, bare))
    if unit and unit != counted and any(int(text) for text in bare):
        table.problems.append(
            table.header_error(
                header,
                "unit of visits",
                f"bare numbers such as {bare[-1]}, read as {counted}s",
                f"visits in {unit}s, as the header says",
                _in_that_unit(unit),
            )
        )
    times: dict[str, str | None] = {}
    for text in values.dropna().unique():
        rows = values.index[values == text]
        try:
            in_phase = visit_of_phase(text, visits)
            times[text] = str(visit_of_label(text, visits["labels"], counted) if in_phase is None else in_phase)
        except MeaningError as error:
            times[text] = None
            if is_day(text, visits) and visits.get("outside_phases") == "set_aside":
                note_outside_phases(table, header, rows)
                continue
            found = quoted(text) + (f", in {len(rows)} rows" if len(rows) > 1 else "")
            table.problems.append(table.error(rows[0], header, "unknown visit", found, error.expected, error.remedy))
    read = {text: int(time) for text, time in times.items() if time is not None}
    table.problems += rounded_visits(read, visits["labels"], counted, table, header)
    return values.map(times).astype("str")


def _in_that_unit(unit: TimeUnit) -> str:
    """How to have visits in another unit than the study's."""
    counted_in_it = f"declare time_unit: {unit} for the cohort, which then counts and prints time in {unit}s"
    if (unit, time_unit()) not in EXACTLY and (time_unit() != USUAL or unit not in NEAREST_WEEKS):
        return counted_in_it
    return f"{counted_in_it}; or give the table visits: {{unit: {unit}}} in config, which counts them as {time_units()}"


def note_outside_phases(table: Prepared, header: str, rows: Iterable[int]) -> None:
    """Note visits on days in no phase, which config sets aside."""
    reason = "the day is in none of the phases"
    table.handled += [
        table.cell_handled(row, header, "", "set aside", "visit outside every phase", reason) for row in rows
    ]


def are_ordinals(bare: Sequence[str]) -> bool:
    """Whether bare numbers of visits may only number them: they run from 0 or 1 without a gap."""
    numbers = sorted({int(text) for text in bare})
    return len(numbers) > 1 and numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[-1] + 1))


def _visit_numbers(table: Prepared, header: str, bare: Sequence[str]) -> Problem:
    """Numbers that may be times, or number the visits."""
    numbers = sorted({int(text) for text in bare})
    shown = ", ".join(map(str, numbers[:6])) + (" and so on" if len(numbers) > 6 else "")
    return table.header_error(
        header,
        "numbers of visits",
        f"the numbers {shown}, which may be {time_units()} or only number the visits",
        f"{time_units()}, or the {time_unit()} of each number",
        f"give the {time_unit()} of each under visits.labels in config, such as "
        f'labels: {{"{numbers[0]}": 0, "{numbers[1]}": 4}}; '
        f"or visits: {{unit: {time_unit()}}} if they are {time_units()}",
    )


def lesion_mode(config: Mapping[str, Any], specs: Sequence[ColumnSpec], named_elsewhere: bool) -> str:
    """Where a table's lesion names come from: `column`, `within_patient`, `lettered`, `patient` or `nowhere`.

    Parameters
    ----------
    config, specs
        The table's section of config, and what its columns give.
    named_elsewhere
        Whether another table names lesions; a table without names is then about patients.
    """
    unnamed = "nowhere" if named_elsewhere else "patient"
    return str(config.get("lesion_id", "column" if names_lesions({}, specs) else unnamed))


def names_lesions(config: Mapping[str, Any], specs: Sequence[ColumnSpec]) -> bool:
    """Whether a table tells the lesions of a patient apart, by a column, by its headers or by letters."""
    fields = set().union(*(fields_given(spec.parts) for spec in specs))
    by_column = bool(fields & {"lesion_id", "lesion_number"}) or any(spec.lesion for spec in specs)
    return by_column or config.get("lesion_id") == "lettered"


def lesions_of(mode: str, block: str, patient: pd.Series, fields: list[FieldColumn]) -> pd.Series:
    """The lesion of each row.

    Parameters
    ----------
    mode
        Where names come from, as `lesion_mode` gives it.
    block
        The lesion that the headers name, in a table with columns for each; else empty.
    patient
        The patient of each row.
    fields
        The fields of the table.
    """
    if mode == "patient":
        return patient
    if mode == "nowhere":
        return pd.Series(None, index=patient.index, dtype="str")
    if mode == "lettered":
        named_patients = patient.dropna()
        numbers = named_patients.groupby(named_patients).cumcount() + 1
        return (named_patients + numbers.map(letters).astype("str")).reindex(patient.index)
    if block:
        return patient + f"-{block}"
    rows = patient.index
    numbered = patient + "-" + first_of(fields, "lesion_number", rows)
    lesion_names = first_of(fields, "lesion_id", rows)
    return (patient + "-" + lesion_names if mode == "within_patient" else lesion_names).fillna(numbered)


def letters(number: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    text = ""
    while number:
        number, digit = divmod(number - 1, len(string.ascii_lowercase))
        text = string.ascii_lowercase[digit] + text
    return text
