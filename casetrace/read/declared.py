"""Reads files that declare their columns: SPSS, Stata, SAS and its transport files by pyreadstat, and Parquet.

A value that has a label is read as its label. What the file itself declares missing is missing.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from casetrace.read.faults import UnreadableFile, file_problem
from casetrace.read.records import Records
from casetrace.read.values import text_of

#: The programs by the suffix of their files, and the function of pyreadstat that reads them.
PROGRAMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        ".sav": ("SPSS", "read_sav"),
        ".zsav": ("SPSS", "read_sav"),
        ".por": ("SPSS", "read_por"),
        ".dta": ("Stata", "read_dta"),
        ".sas7bdat": ("SAS", "read_sas7bdat"),
        ".xpt": ("SAS transport", "read_xport"),
    }
)
PARQUET = (".parquet", ".pq")


@dataclass(frozen=True)
class DeclaredTable:
    """A table whose file declares its columns.

    Attributes
    ----------
    kind
        What kind of file it is.
    records
        The names of the columns as line 1, and the rows below it, as in an export with a header line.
    labels
        What the file says of its columns, by name, where it says more than the name.
    has_fractions
        Whether a number in it has a fraction.
    """

    kind: str
    records: Records
    labels: Mapping[str, str] = field(default_factory=dict)
    has_fractions: bool = False


def is_declared(suffix: str) -> bool:
    """Whether a file with this suffix declares its columns."""
    return suffix.lower() in PROGRAMS or suffix.lower() in PARQUET


def read_declared(path: Path, file: str) -> DeclaredTable:
    """Read a file that declares its columns.

    Parameters
    ----------
    path
        Where the file is; its suffix tells the program.
    file
        What it is called in config.

    Raises
    ------
    UnreadableFile
        It is damaged, or no file of that program.
    """
    suffix = path.suffix.lower()
    kind = PROGRAMS[suffix][0] if suffix in PROGRAMS else "Parquet"
    try:
        return _parquet(path) if suffix in PARQUET else _of_program(path, *PROGRAMS[suffix])
    except (OSError, ValueError) as error:
        expected = f"a file that {kind} reads, or a text file with delimiters"
        raise UnreadableFile(file_problem(file, "unreadable file", _first_line(error), expected)) from None
    except Exception as error:  # pyreadstat raises classes of its own that derive from Exception alone
        if type(error).__module__.partition(".")[0] != "pyreadstat":
            raise
        expected = f"a file that {kind} reads, or a text file with delimiters"
        raise UnreadableFile(file_problem(file, "unreadable file", _first_line(error), expected)) from None


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__


def _of_program(path: Path, kind: str, reader: str) -> DeclaredTable:
    import pyreadstat

    columns, meta = getattr(pyreadstat, reader)(str(path), output_format="dict")
    names = list(meta.column_names)
    single = {name for name, storage in meta.readstat_variable_types.items() if storage == "float"}
    texts = [_texts(columns[name], meta.variable_value_labels.get(name, {}), single=name in single) for name in names]
    labels = {
        name: label.strip()
        for name, label in meta.column_names_to_labels.items()
        if label and label.strip() and label.strip() != name
    }
    return DeclaredTable(kind, _records(names, texts), labels, _any_fraction(columns.values()))


def _texts(values: Any, labels: Mapping[Any, str], *, single: bool) -> list[str]:
    """The texts of a column, labelled values as their labels."""
    by_text = {text_of(value): label for value, label in labels.items()}
    texts = [text_of(value, single=single) for value in values]
    return [by_text.get(text, text) for text in texts]


def _parquet(path: Path) -> DeclaredTable:
    from pyarrow import parquet

    table = parquet.read_table(path)
    columns = [table.column(number).to_pylist() for number in range(table.num_columns)]
    single = [str(field.type) in ("float", "halffloat") for field in table.schema]
    texts = [_texts(values, {}, single=is_single) for values, is_single in zip(columns, single, strict=True)]
    return DeclaredTable("Parquet", _records(table.column_names, texts), {}, _any_fraction(columns))


def _records(names: list[str], texts: list[list[str]]) -> Records:
    rows = [list(row) for row in zip(*texts, strict=True)]
    return Records(list(range(1, len(rows) + 2)), [names, *rows])


def _any_fraction(columns: Iterable[Iterable[object]]) -> bool:
    return any(
        isinstance(value, float) and math.isfinite(value) and not value.is_integer()
        for values in columns
        for value in values
    )
