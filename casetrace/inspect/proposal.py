"""The config that a raw table needs, as far as it can be told from its texts, with what was guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from casetrace.config.defaults import fill_defaults
from casetrace.config.schema import config_schema
from casetrace.config.short_forms import column_parts
from casetrace.ingest.role_search import Parts, Roles, RoleSearch
from casetrace.ingest.roles import found_roles
from casetrace.model.time_units import USUAL, TimeUnit
from casetrace.read.table import RawTable

SCHEMA_FILE = Path(__file__).parents[2] / "workflow" / "schemas" / "config.schema.yaml"

#: Rows from the top in which texts are looked at.
SAMPLED_ROWS = 1000

#: A key's place below the cohort.
Place = tuple[str, ...]


@dataclass
class Proposal:
    """What config has to say of a table.

    Attributes
    ----------
    raw
        The table, its first rows.
    table, outcomes
        The sections of config as far as they are needed.
    comments
        What to check, by the place of the key.
    unclear
        What could not be told and must be said.
    identifiers
        Why columns look like direct identifiers, by header.
    time_unit, is_timed
        What visits are counted in, and whether the table or a person says so.
    """

    raw: RawTable
    table: dict[str, Any]
    outcomes: dict[str, Any] = field(default_factory=dict)
    comments: dict[Place, str] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)
    identifiers: dict[str, str] = field(default_factory=dict)
    time_unit: TimeUnit = USUAL
    is_timed: bool = False

    def add_column(self, header: str, parts: str | Parts, reason: str = "") -> None:
        """Propose the entry of a column."""
        self.table.setdefault("columns", {})[header] = parts
        self.note(("table", "columns", header), reason)

    def note(self, place: Place, reason: str) -> None:
        """Say why a key is to be checked."""
        if reason:
            self.comments[place] = f"check: {reason}"

    def section(self, raw: RawTable | None = None) -> dict[str, Any]:
        """The table's section with its defaults; entries only for the columns of the file."""
        filled: dict[str, Any] = fill_defaults(self.table, schema()["$defs"]["table"], schema())
        columns = {header: parts for header, parts in filled["columns"].items() if header in (raw or self.raw).columns}
        return filled | {"columns": columns}

    def search(self) -> RoleSearch:
        """The texts of the columns and what fits them, as the pipeline sees them."""
        return RoleSearch(self.raw, self.section(), self.outcomes)

    def roles(self) -> Roles:
        """What the columns give by their names beside what is proposed."""
        return found_roles(self.raw, self.section(), self.outcomes)

    def columns(self) -> dict[str, Parts]:
        """What each column gives, proposed or by its name."""
        proposed = {header: column_parts(parts) for header, parts in self.section()["columns"].items()}
        return proposed | self.roles().taken

    def unread(self) -> list[str]:
        """The columns that give nothing yet and are not dropped."""
        excluded = {*self.columns(), *self.table.get("privacy", {}).get("drop", ())}
        return [header for header in self.raw.header if header not in excluded]

    def header_of(self, *names: str) -> str:
        """The first column that gives one of these fields whole; empty where none does."""
        return next((header for header, parts in self.columns().items() if parts.get("field") in names), "")


def first_rows(raw: RawTable, count: int = SAMPLED_ROWS) -> RawTable:
    """The same table with its first rows only."""
    columns = {header: texts[:count] for header, texts in raw.columns.items()}
    return replace(raw, lines=raw.lines[:count], columns=columns)


@cache
def schema() -> dict[str, Any]:
    """The schema of config."""
    return config_schema(SCHEMA_FILE)


def as_section(proposal: Proposal) -> Mapping[str, Any]:
    """The cohort's section of config, keys in the order of the schema and columns in that of the file."""
    order = [*schema()["$defs"]["table"]["properties"]]
    table = {key: proposal.table[key] for key in sorted(proposal.table, key=order.index)}
    if "columns" in table:
        headers = [*proposal.raw.header, *table.get("derive", {})]
        table["columns"] = {key: table["columns"][key] for key in sorted(table["columns"], key=headers.index)}
    unit = {} if proposal.time_unit == USUAL else {"time_unit": proposal.time_unit}
    return unit | {"table": table} | ({"outcomes": proposal.outcomes} if proposal.outcomes else {})
