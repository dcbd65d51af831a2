"""The search for the roles of a table's columns: what is known, and the taking of the one column for a field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from casetrace.config.fields import fields_given
from casetrace.config.short_forms import column_parts
from casetrace.ingest.measured import is_measurement, mostly_measurements
from casetrace.ingest.names import canonical_field, field_of_name, visit_unit
from casetrace.model.levels import level_names
from casetrace.model.time_units import time_unit
from casetrace.model.variables import fields
from casetrace.read.table import RawTable
from casetrace.words.dates import date_format
from casetrace.words.errors import MeaningError
from casetrace.words.levels import level_of
from casetrace.words.mergers import is_no_value
from casetrace.words.visits import unit_of_numbers, visit_of_label

LESIONS = frozenset({"lesion_id", "lesion_number"})
Parts = dict[str, Any]


@dataclass
class Roles:
    """What columns give by their names.

    Attributes
    ----------
    taken
        The entry of each column, as config would have it, by header.
    contested
        Headers that would give the same thing, of which none is taken, by what that is.
    measured_twice
        Those of them that would give the same measurements.
    passed_over
        What columns would give that config takes from another one, by header.
    unknown_visits
        Labels of visits without a time in headers that name an outcome, by header.
    """

    taken: dict[str, Parts] = field(default_factory=dict)
    contested: dict[str, list[str]] = field(default_factory=dict)
    measured_twice: dict[str, list[str]] = field(default_factory=dict)
    passed_over: dict[str, str] = field(default_factory=dict)
    unknown_visits: dict[str, str] = field(default_factory=dict)


@dataclass
class RoleSearch:
    """The search for the roles of one table's columns; the parameters are those of `column_roles`."""

    raw: RawTable
    table: Mapping[str, Any]
    outcomes: Mapping[str, Any]
    roles: Roles = field(default_factory=Roles)

    @cached_property
    def headers(self) -> list[str]:
        """The columns that may be taken."""
        table = self.table
        excluded = {*table["columns"], *table.get("ignore", ()), *table.get("privacy", {}).get("drop", ())}
        return [header for header in self.raw.header if header not in excluded]

    @cached_property
    def explicit(self) -> list[Parts]:
        """The entries that config gives."""
        return [column_parts(parts) for parts in self.table["columns"].values()]

    @cached_property
    def given(self) -> set[str]:
        """The fields that config gives."""
        lesions = LESIONS if self.table.get("lesion_id") in ("lettered", "patient") else frozenset()
        return {*self.table.get("stated", {}), *lesions}.union(*map(fields_given, self.explicit))

    @cached_property
    def declared(self) -> Mapping[str, Any]:
        """The outcomes that config names; where it names any, no other is looked for."""
        return self.outcomes or {parts["outcome"]: {} for parts in self.explicit if "outcome" in parts}

    @cached_property
    def labels(self) -> Mapping[str, int]:
        """The times of the declared labels of visits."""
        labels: Mapping[str, int] = self.table.get("visits", {}).get("labels", {})
        return labels

    def texts(self, header: str) -> list[str]:
        """The different texts of a column that are not missing."""
        missing = {"", *self.table.get("missing", ())}
        return [text for text in dict.fromkeys(map(str.strip, self.raw.columns[header])) if text not in missing]

    def mostly_numbers(self, header: str) -> bool:
        """Whether most of a column's different texts are numbers."""
        return mostly_measurements(self.texts(header), self.raw.dialect, self.table)

    def has_digits(self, header: str) -> bool:
        """Whether any text of a column has a digit."""
        return any(any(map(str.isdigit, text)) for text in self.texts(header))

    def mostly_values(self, header: str, outcome: str) -> bool:
        """Whether most of a column's different texts are values of a declared outcome: numbers, or its levels."""
        levels = level_names(self.declared[outcome].get("levels", ()))
        texts = [text for text in self.texts(header) if not is_no_value(text, self.table)]
        n_levels = sum(level_of(text, levels) is not None for text in texts)
        return 2 * n_levels > len(texts) if levels else self.mostly_numbers(header)

    def visit(self, label: str) -> int | None:
        """The time of a visit's label, in the study's unit; None where it says none."""
        try:
            return visit_of_label(label, self.labels, unit_of_numbers(self.table.get("visits", {})))
        except MeaningError:
            return None

    def gives(self, name: str) -> bool:
        """Whether config or a taken column gives a field."""
        return name in self.taken_fields

    @property
    def taken_fields(self) -> set[str]:
        """The fields that config or a taken column gives."""
        return self.given | {str(parts["field"]) for parts in self.roles.taken.values()}

    def take_field(self, name: str, parts: Mapping[str, Any] | None = None) -> None:
        """Take the one column for a field: the one with the field's own name, else the only one with a synonym."""
        candidates = [header for header in self.headers if field_of_name(header) == name]
        exact = [header for header in candidates if canonical_field(header) == name]
        self.take_one(name, exact or [header for header in candidates if self.fits(name, header)], parts)

    def fits(self, name: str, header: str) -> bool:
        """Whether the texts of a column with a synonym for its header are such as the field has."""
        texts = self.texts(header)
        if not texts:
            return False
        if name == "visit":
            return self._are_visits(texts, bare=visit_unit(header) == time_unit())
        column = fields()[name]
        if column.unit == "years" and self.has_digits(header):
            return True
        if column.is_number and column.level != "visit":
            return self.mostly_numbers(header)
        if column.type == "date":
            return are_dates(texts)
        # A complication's column of 0 and 1 only says whether there was one.
        return name != "event_type" or not all(is_measurement(text, self.raw.dialect) for text in texts)

    def take_one(self, name: str, headers: list[str], parts: Mapping[str, Any] | None = None) -> None:
        """Take the only one of the columns for a field that nothing gives yet; several are contested."""
        if self.gives(name) or not headers:
            return
        exact = [header for header in headers if header == name] or headers
        if len(exact) > 1:
            self.roles.contested[name] = exact
        else:
            self.roles.taken[exact[0]] = {"field": name, **(parts or {})}

    @property
    def rows_tell_visits(self) -> bool:
        """Whether a column tells the visit of each row."""
        return bool(self.taken_fields & {"visit", "visit_date"})

    def _are_visits(self, texts: Iterable[str], *, bare: bool) -> bool:
        """Whether texts are visits' labels; a bare number counts where the header says what it counts."""
        visit_flags = [self.visit(text) is not None and (bare or not text.isdecimal()) for text in texts]
        return sum(visit_flags) > len(visit_flags) / 2


def are_dates(texts: Iterable[str]) -> bool:
    """Whether most texts are dates, each by itself."""
    date_flags = [_is_date(text) for text in texts]
    return sum(date_flags) > len(date_flags) / 2


def _is_date(text: str) -> bool:
    try:
        date_format([text])
    except MeaningError as error:
        # A date of which day and month can't be told apart is one all the same.
        return "whether the day or the month" in error.expected
    return True
