"""What lies in the folder of the results: its cohorts, the files of each, and what they rest on."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casetrace.config.rules import RESERVED_NAMES
from casetrace.model.errors import UserError
from casetrace.trace.cohort import TracedCohort
from casetrace.trace.pool import POOLED, TracedPool

#: What says that a folder has results, if only the problems for which a run stopped.
TELLING = ("problems.csv", "statistics.csv", "report.html")
#: What a cohort's answers are read from: where one of these is new, all is read anew.
SIGNS = ("problems.csv", "statistics.csv", "provenance/manifest.json")


@dataclass(frozen=True)
class Folder:
    """The results of one cohort, or of all cohorts together.

    Attributes
    ----------
    name
        The cohort's name, or `pooled`.
    path
        The folder.
    """

    name: str
    path: Path

    @property
    def is_pooled(self) -> bool:
        """Whether these are the results of all cohorts together."""
        return self.name == POOLED

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return (self.path / name).is_file()

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a CSV file; none where it is not there."""
        if not self.has(name):
            return []
        with (self.path / name).open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    def problems(self) -> Mapping[str, int]:
        """How many errors and warnings there are, by severity."""
        return Counter(row["severity"] for row in self.rows("problems.csv"))

    def figures(self) -> list[str]:
        """The figures by name."""
        return sorted(path.stem for path in self.path.glob("figures/*.svg"))


@dataclass
class Results:
    """The folder of the results.

    Attributes
    ----------
    path
        The folder, such as `results`.
    """

    path: Path
    _read: dict[str, tuple[Any, TracedCohort]] = field(default_factory=dict)

    @property
    def project(self) -> Path:
        """The folder in which the study was run."""
        return self.path.resolve().parent

    def folders(self) -> dict[str, Folder]:
        """The cohorts that have results, in the order of config where they are pooled, and after them all together."""
        found = sorted({path.parent for name in TELLING for path in self.path.glob(f"*/{name}")})
        measured = Folder(POOLED, self.path / POOLED).rows("harmonisation.csv")
        places = {name: place for place, name in enumerate(dict.fromkeys(row["cohort"] for row in measured))}
        found.sort(key=lambda path: places.get(path.name, len(places)))
        cohorts = [path for path in found if path.name not in RESERVED_NAMES and not path.name.startswith(".")]
        pooled = [path for path in found if path.name == POOLED]
        return {path.name: Folder(path.name, path) for path in [*cohorts, *pooled]}

    def traced(self, folder: Folder) -> TracedCohort:
        """The results of a folder, to be asked where they come from; kept until a run writes new ones.

        Raises
        ------
        UserError
            When there are none with a lineage.
        """
        sign = tuple(_sign(folder.path / name) for name in SIGNS)
        kept = self._read.get(folder.name)
        if kept is None or kept[0] != sign:
            kind = TracedPool if folder.is_pooled else TracedCohort
            kept = sign, kind.in_results(folder.name, self.path)
            self._read[folder.name] = kept
        return kept[1]

    def traceable(self, folder: Folder) -> TracedCohort | None:
        """The results of a folder if they can be traced: they are there, with a lineage, and of one run."""
        try:
            traced = self.traced(folder)
            _ = traced.lineage
        except UserError:
            return None
        return traced

    def all_traced(self) -> Iterator[tuple[Folder, TracedCohort]]:
        """The folders whose results can be traced; the others are left out."""
        for folder in self.folders().values():
            traced = self.traceable(folder)
            if traced is not None:
                yield folder, traced


def _sign(path: Path) -> tuple[int, int, int] | None:
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size, about.st_ino
