"""Which column gives what: config's entries for headers and header templates, and columns taken by their name."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casetrace.ingest.names import slug_of
from casetrace.ingest.prepared import Prepared, missing_column
from casetrace.ingest.role_search import Roles
from casetrace.ingest.roles import found_roles
from casetrace.ingest.rounded_visits import rounded_visits
from casetrace.model.problems import Problem, quoted
from casetrace.model.time_units import USUAL, visit_name
from casetrace.words.errors import MeaningError
from casetrace.words.likeness import likeness_key
from casetrace.words.visit_headers import label_in_header
from casetrace.words.visits import unit_of_numbers, visit_of_label

#: Likeness of two headers, their numbers aside, from which one is taken for a slip of the other.
NEARLY = 0.9
PLACEHOLDER = re.compile(r"\{(visit|outcome|lesion)\}")


@dataclass(frozen=True)
class ColumnSpec:
    """What one column gives.

    Attributes
    ----------
    header
        The column.
    parts
        Its entry, as in config: `field` or `cells`, `outcome`, `visit` and so on.
    how
        `config`, `template` or `by its name`.
    lesion
        The lesion that the header names, in a table with a column for each.
    """

    header: str
    parts: Mapping[str, Any]
    how: str
    lesion: str = ""

    @property
    def role(self) -> str:
        """What the column gives, in words."""
        fields = self.parts.get("field") or "patterns"
        content = self.parts.get("outcome", "") if fields == "value" else fields
        of_outcome = f" of {self.parts['outcome']}" if "outcome" in self.parts and fields != "value" else ""
        at_visit = f" at {visit_name(self.parts['visit'])}" if "visit" in self.parts else ""
        return f"{content or 'value'}{of_outcome}{at_visit}" + (f", lesion {self.lesion}" if self.lesion else "")


def column_specs(
    table: Prepared, config: Mapping[str, Any], outcomes: Mapping[str, Any]
) -> tuple[list[ColumnSpec], list[Problem]]:
    """What each column of a table gives.

    Parameters
    ----------
    table
        The prepared table.
    config
        Its section of config.
    outcomes
        The cohort's outcomes in config, as far as they are declared.

    Returns
    -------
    specs, problems
        Columns in the order of the file; an error for each entry of config that fits no column or two.
    """
    headers = list(table.texts.columns)
    specs: dict[str, ColumnSpec] = {}
    problems: list[Problem] = []
    for entry, parts in config["columns"].items():
        if PLACEHOLDER.search(entry):
            n_problems = len(problems)
            template_specs = list(_by_template(entry, parts, headers, config["visits"], table, problems))
            for spec in template_specs:
                specs.setdefault(spec.header, spec)
            if not template_specs and headers and len(problems) == n_problems:
                problems.append(missing_column(table, entry, "correct the header template under columns in config"))
            continue
        header = " ".join(entry.split())
        if header in headers:
            specs[header] = ColumnSpec(header, parts, "config")
        elif headers and header not in config.get("derive", {}):  # What cannot be derived is told already.
            problems.append(_absent(table, entry))
    problems += _repeated(table, config, specs)
    extended_config = {**config, "columns": {header: dict(spec.parts) for header, spec in specs.items()}}
    roles = found_roles(table.raw, extended_config, outcomes)
    for header, parts in roles.taken.items():
        specs.setdefault(header, ColumnSpec(header, parts, "by its name"))
    problems += _measured_twice(table, roles)
    problems += _of_unknown_visits(table, roles, config["visits"])
    problems += _passed_over(table, roles)
    problems += _nearly_fitting(table, config, specs, roles)
    problems += _alike(table, config, specs)
    named = {header: spec for header, spec in specs.items() if "visit" in spec.parts and spec.how != "config"}
    by_label = {label_in_header(header) or header: int(spec.parts["visit"]) for header, spec in named.items()}
    problems += rounded_visits(by_label, config["visits"]["labels"], USUAL, table)
    return [specs[header] for header in headers if header in specs], problems


def _absent(table: Prepared, header: str) -> Problem:
    return missing_column(table, header, "rename the column in the table, or correct its name under columns in config")


def _repeated(table: Prepared, config: Mapping[str, Any], specs: Mapping[str, ColumnSpec]) -> Iterator[Problem]:
    """Columns of config whose header stands twice in the table, when config says nothing of the second."""
    config_headers = {*specs, *config["ignore"], *config["privacy"]["drop"]}
    for header in specs:
        if f"{header} [2]" in table.raw.numbers and f"{header} [2]" not in config_headers:
            yield table.header_error(
                header,
                "repeated column",
                f"two columns named {quoted(header)}",
                f"one column named {quoted(header)}",
                f"rename one in the table, or list {quoted(header + ' [2]')} under columns or under ignore in config",
            )


def _measured_twice(table: Prepared, roles: Roles) -> Iterator[Problem]:
    """Headers that name one outcome and visit, of which none can be preferred."""
    for name, headers in roles.measured_twice.items():
        numbers = [str(table.raw.numbers.get(header, 0)) for header in headers]
        yield table.header_error(
            headers[-1],
            "two columns of one measurement",
            f"{name} in columns {' and '.join(numbers)}: {', '.join(map(quoted, headers))}",
            "one column of each outcome and visit",
            "correct the header that is wrong; or map one of them under columns in config, and list the other under "
            "ignore",
        )


def _of_unknown_visits(table: Prepared, roles: Roles, visits: Mapping[str, Any]) -> Iterator[Problem]:
    """Headers that name an outcome, and a visit whose time is not known."""
    for header, label in roles.unknown_visits.items():
        try:
            visit_of_label(label, visits["labels"], unit_of_numbers(visits))
        except MeaningError as error:
            remedy = f"{error.remedy}, or list the column under ignore"
            yield table.header_error(header, "unknown visit", quoted(label), error.expected, remedy)


def _passed_over(table: Prepared, roles: Roles) -> Iterator[Problem]:
    """Columns that are not read since config takes from another one what they would give."""
    for header, reason in roles.passed_over.items():
        if re.fullmatch(r".+ \[[0-9]+\]", header):
            continue  # The second column of one name is told of as such.
        yield table.header_error(
            header,
            "column not read",
            f"a header that names {reason}",
            "one column of each outcome and visit",
            "list it under ignore, if the column in config is the right one",
            severity="warning",
        )


def _nearly_fitting(
    table: Prepared, config: Mapping[str, Any], specs: Mapping[str, ColumnSpec], roles: Roles
) -> Iterator[Problem]:
    """Columns that nothing maps and that differ from measured ones by little more than their numbers."""
    measured_headers = {
        _without_numbers(header): header
        for header, spec in specs.items()
        if spec.how == "template" or (spec.how == "by its name" and "outcome" in spec.parts)
    }
    twice = [header for headers in roles.measured_twice.values() for header in headers]
    told = {*roles.passed_over, *roles.unknown_visits, *twice}
    config_headers = {*specs, *config["columns"], *config["ignore"], *config["privacy"]["drop"], *told}
    for header in table.raw.header if measured_headers else ():
        close_matches = difflib.get_close_matches(_without_numbers(header), measured_headers, n=1, cutoff=NEARLY)
        if header not in config_headers and close_matches:
            label = label_in_header(header, config["visits"]["labels"])
            reason = f"names no outcome beside its visit, {quoted(label)}" if label else "tells no visit"
            yield table.header_error(
                header,
                "column not read",
                f"a header that {reason}, though it is much like {quoted(measured_headers[close_matches[0]])}",
                "a header that is read as that one is, or an entry of its own",
                "correct the header, or map it under columns in config, or list it under ignore",
                severity="warning",
            )


def _alike(table: Prepared, config: Mapping[str, Any], specs: Mapping[str, ColumnSpec]) -> Iterator[Problem]:
    """Columns that nothing maps and whose header hardly differs from one that config maps."""
    keys = {likeness_key(header): header for header, spec in specs.items() if spec.how == "config"}
    known = {*specs, *config["ignore"], *config["privacy"]["drop"]}
    for header in table.raw.header:
        stem, _, ordinal = header.rpartition(" [")
        if header in known or (ordinal and stem in table.raw.numbers):
            continue  # The second column of one name is told of as such.
        if twin := keys.get(likeness_key(header)):
            yield table.header_error(
                header,
                "column not read",
                f"a header that hardly differs from {quoted(twin)}, which config maps",
                "one column of each name",
                "see which of them is the right one; list the other under ignore in config",
                severity="warning",
            )


def _without_numbers(header: str) -> str:
    return re.sub(r"[0-9]+", "", header)


def _by_template(
    template: str,
    parts: Mapping[str, Any],
    headers: list[str],
    visits: Mapping[str, Any],
    table: Prepared,
    problems: list[Problem],
) -> Iterator[ColumnSpec]:
    """The columns whose header fits a template, each with the visit, outcome and lesion that it names."""
    pieces = PLACEHOLDER.split(" ".join(template.split()))
    pattern = "".join(
        re.escape(piece) if number % 2 == 0 else f"(?P<{piece}>.+?)" for number, piece in enumerate(pieces)
    )
    for header in headers:
        match = re.fullmatch(pattern, header)
        stem, _, ordinal = header.rpartition(" [")
        if not match or (ordinal and stem in headers and "[" not in template):
            continue  # The second column of one name is told of as such.
        groups = match.groupdict()
        filled = dict(parts)
        if "outcome" in groups:
            filled["outcome"] = slug_of(groups["outcome"])
        if "visit" in groups:
            try:
                filled["visit"] = visit_of_label(groups["visit"], visits["labels"], unit_of_numbers(visits))
            except MeaningError as error:
                problems.append(
                    table.header_error(header, "unknown visit", quoted(groups["visit"]), error.expected, error.remedy)
                )
                continue
        yield ColumnSpec(header, filled, "template", groups.get("lesion", ""))
