"""What is said at the end of a run: the reports that it wrote, and what the user can correct."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from casetrace.model.report_files import report_files
from casetrace.pipeline.log import user_errors
from casetrace.pipeline.study import CRATE

REPORT = report_files("claims")["html"]


@dataclass(frozen=True)
class Ending:
    """The end of a run.

    Attributes
    ----------
    results
        The folder of all results.
    cohorts
        The names of the cohorts, in the order of config.
    since
        When the run began, in seconds since the epoch.
    """

    results: str
    cohorts: Sequence[str]
    since: float

    def reports(self) -> Iterator[str]:
        """A line for each report that the run has written."""
        for path in self._written(f"*/{REPORT}"):
            yield f"The report is {path}"

    def complete_reports(self) -> Iterator[str]:
        """A line for each report that a run which failed has completed: those whose crate it has written too."""
        complete = {path.parent for path in self._written(f"*/{CRATE}")}
        for path in self._written(f"*/{REPORT}"):
            if path.parent in complete:
                yield f"The run failed, but these results are complete: {path}"

    def user_errors(self) -> Iterator[str]:
        """What the logs of failed jobs say of what the user can correct."""
        for path, message in user_errors(self._written("**/logs/*.log")).items():
            yield f"\n{message}\nThe log is {path}"

    def _written(self, pattern: str) -> list[Path]:
        """The files of the results that the run has written, by cohort; those of all cohorts together come last."""
        places = {name: place for place, name in enumerate(self.cohorts)}
        files = [path for path in sorted(Path(self.results).glob(pattern)) if path.stat().st_mtime >= self.since]
        return sorted(files, key=lambda path: places.get(path.relative_to(self.results).parts[0], len(places)))
