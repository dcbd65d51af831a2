"""Maps raw tables that are written in a test, in the way that the stage of ingestion does."""

import tempfile
from collections.abc import Iterable, Mapping
from contextlib import chdir
from functools import cache
from pathlib import Path
from typing import Any

from casetrace.config.defaults import fill_defaults
from casetrace.config.schema import config_schema
from casetrace.config.short_forms import written_out
from casetrace.ingest.mapper import Mapped, map_tables
from casetrace.ingest.run import read_tables
from tests.stages.running import SCHEMA


@cache
def schema() -> dict[str, Any]:
    return config_schema(SCHEMA)


def cohort_with_defaults(cohort: Mapping[str, Any]) -> dict[str, Any]:
    """A cohort's section of config with its defaults and short forms filled in, unchecked."""
    return dict(written_out(fill_defaults({"cohorts": {"c": cohort}}, schema()))["cohorts"]["c"])


def mapped(*lines: str, outcomes: Mapping[str, Any] | None = None, **table: Any) -> Mapped:
    """Map one table, table.csv, by its lines and its section of config."""
    return joined({"table.csv": lines}, {"table.csv": table}, outcomes)


def joined(
    files: Mapping[str, Iterable[str]],
    tables: Mapping[str, Mapping[str, Any]] | None = None,
    outcomes: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    dose_unit: str = "",
) -> Mapped:
    """Map several tables by the lines of their files and, by file, their sections of config."""
    sections = [{"file": name} | dict((tables or {}).get(name, {})) for name in files]
    cohort = cohort_with_defaults({"tables": sections, "outcomes": dict(outcomes or {})})
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        for name, lines in files.items():
            Path(name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")
        raws = read_tables(cohort["tables"], environment or {})
    return map_tables(raws, cohort["tables"], cohort["outcomes"], dose_unit)


def column(result: Mapped, table: str, name: str) -> list[str]:
    """A column of a canonical table; a missing text is empty."""
    return list(result.tables[table][name].fillna(""))


def rows(result: Mapped, table: str, *names: str) -> list[tuple[str, ...]]:
    """The rows of a canonical table, of some of its columns; a missing text is empty."""
    frame = result.tables[table][list(names)].fillna("")
    return list(frame.itertuples(index=False, name=None))


def values(result: Mapped) -> list[tuple[str, ...]]:
    """Lesion, week and value of all measurements."""
    return rows(result, "measurements", "lesion_id", "visit", "value")


def rules(result: Mapped) -> list[tuple[str, int, int]]:
    """Rule, line and column of each problem."""
    return [(problem.rule, problem.line, problem.column) for problem in result.problems]


def notes(result: Mapped, rule: str) -> list[tuple[int, str, str]]:
    """Line, header and text of the cells that a rule filled or set aside."""
    return [(note.line, note.header, note.raw_text) for note in result.handled if note.rule == rule]
