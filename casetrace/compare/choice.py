"""Which cohort, and which of its raw files, two exports are of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casetrace.config.validation import validated_config
from casetrace.model.errors import UserError
from casetrace.model.yaml_files import STUDY, check_yaml, read_yaml, yaml_or_none
from casetrace.verify.scratch import tables_of


@dataclass(frozen=True)
class Choice:
    """What the exports stand for.

    Attributes
    ----------
    config_file
        The configuration's path.
    config
        The configuration as it is written.
    cohort
        Name of the cohort.
    file
        The raw file, as config names it, in whose place the exports are read.
    """

    config_file: str
    config: dict[str, Any]
    cohort: str
    file: str


def choice(config_file: str, schema_file: Path, exports: tuple[Path, Path], cohort: str, table: int) -> Choice:
    """The cohort and its raw file that two exports are of.

    Parameters
    ----------
    config_file, schema_file
        The configuration and its schema. Without a configuration it is the one of this folder that reads the first
        export, or else config.yaml.
    exports
        The two files.
    cohort
        Name of the cohort; empty where config has one alone.
    table
        Number of the table among the cohort's, counted from 1; 0 for the one whose file bears the name of an export.

    Raises
    ------
    UserError
        When an export is not there, the configuration is wrong, or it is not plain what is meant.
    """
    for export in exports:
        if not export.is_file():
            raise UserError(f"{export}: no such file")
    config_file = config_file or _reading(exports[0]) or STUDY
    check_yaml(config_file)
    config = read_yaml(config_file)
    validated_config(config, schema_file)
    reading = _cohorts_reading(config, exports[0])
    name = _cohort(list(config["cohorts"]), cohort or (reading[0] if len(reading) == 1 else ""))
    files = [entry["file"] for entry in tables_of(config["cohorts"][name])]
    if not files:
        raise UserError(f"cohort {name} has claims alone, and no table that the exports can be of")
    return Choice(config_file, config, name, _file(files, exports, name, table))


def _reading(export: Path) -> str:
    """The only configuration of this folder of which a cohort reads a file; empty where none does, or several."""
    found = [path.name for path in sorted(Path().glob("*.yaml")) if _cohorts_reading(yaml_or_none(path), export)]
    return found[0] if len(found) == 1 else ""


def _cohorts_reading(config: Any, export: Path) -> list[str]:
    """The cohorts of a configuration of which a table is in a file."""
    cohorts = config.get("cohorts") if isinstance(config, dict) else None
    if not isinstance(cohorts, dict):
        return []
    tables = {name: tables_of(cohort) for name, cohort in cohorts.items() if isinstance(cohort, dict)}
    return [
        name
        for name, entries in tables.items()
        if any(isinstance(entry, dict) and Path(str(entry.get("file", ""))) == export for entry in entries)
    ]


def _cohort(names: list[str], cohort: str) -> str:
    if cohort in names:
        return cohort
    listed = ", ".join(names)
    if cohort:
        raise UserError(f"--cohort {cohort}: config has no such cohort; it has {listed}")
    if len(names) > 1:
        raise UserError(f"config has several cohorts; say with --cohort which is meant: {listed}")
    return names[0]


def _file(files: list[str], exports: tuple[Path, Path], cohort: str, table: int) -> str:
    if table:
        if table > len(files):
            raise UserError(f"--table {table}: cohort {cohort} has {len(files)} tables")
        return files[table - 1]
    different = list(dict.fromkeys(files))
    if len(different) == 1:
        return different[0]
    same_name = [file for file in different if Path(file).name in {export.name for export in exports}]
    if len(same_name) != 1:
        numbered = ", ".join(f"{number} {file}" for number, file in enumerate(files, start=1))
        raise UserError(
            f"cohort {cohort} has several tables; say with --table which one the exports are of: {numbered}"
        )
    return same_name[0]
