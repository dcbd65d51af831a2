"""Tallies as files."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import cast

from benchmarks.calibration.procedures import Kind, Tally, Unit


def write_tallies(tallies: Iterable[Tally], path: str | Path) -> None:
    """Write the tallies of a family in a cell as CSV."""
    write_rows([field.name for field in fields(Tally)], (asdict(tally) for tally in tallies), path)


def read_tallies(path: str | Path) -> list[Tally]:
    """The tallies of a family in a cell."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return [
            Tally(
                row["method"],
                row["statistic"],
                cast(Unit, row["unit"]),
                cast(Kind, row["kind"]),
                int(row["data_sets"]),
                int(row["given"]),
                int(row["hits"]),
                float(row["promised"]),
            )
            for row in csv.DictReader(file)
        ]


def write_rows(columns: list[str], rows: Iterable[Mapping[str, object]], path: str | Path) -> None:
    """Write rows as CSV with the same bytes everywhere."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
