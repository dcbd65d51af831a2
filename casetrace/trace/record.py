"""What the manifest of a run recorded of its files, and whether they are still so."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from casetrace.model.digests import file_digest

Json = dict[str, Any]
#: How a file compares with what the manifest has of it.
State = Literal["unchanged", "changed", "absent"]

#: What answers are read from: these have to be of one run, or a number is shown with the cells of other data.
ANSWERED_FROM = ("ingest/", "clean/", "derive/", "provenance/", "cleaning_log.csv", "statistics.csv")


@dataclass(frozen=True)
class Record:
    """The manifest of a cohort's run.

    Attributes
    ----------
    folder
        Folder of the cohort's results.
    manifest
        The manifest in it.
    """

    folder: Path
    manifest: Json

    @classmethod
    def read(cls, folder: Path) -> "Record | None":
        """The record of the run in a folder; None where the run did not come to its end."""
        path = folder / "provenance/manifest.json"
        return cls(folder, json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None

    @cached_property
    def outputs(self) -> list[str]:
        """The outputs of all steps, as the manifest names them."""
        return [path for step in self.manifest["steps"] for path in step["outputs"]]

    @cached_property
    def _base(self) -> str:
        """The folder of the results as the manifest names it."""
        return next(Path(path).parent.as_posix() for path in self.outputs if Path(path).name == "statistics.csv")

    def inside(self, recorded: str) -> str | None:
        """The path of a recorded file in the results; None where it lies elsewhere."""
        return recorded.removeprefix(f"{self._base}/") if recorded.startswith(f"{self._base}/") else None

    def path(self, recorded: str) -> Path:
        """Where a recorded file lies now: the folder of the results may have moved, with the data beside it."""
        inner_path = self.inside(recorded)
        if inner_path is not None:
            return self.folder / inner_path
        return self.folder.joinpath(*[".."] * len(Path(self._base).parts), recorded)

    def output(self, name: str) -> str | None:
        """The output that a path means, from here or in the results; None where no step made it."""
        paths = {recorded: self.path(recorded) for recorded in self.outputs}
        candidates = {Path(name).resolve(), (self.folder / name).resolve()}
        return next(
            (recorded for recorded, path in paths.items() if path.resolve() in candidates or recorded == name), None
        )

    def step(self, output: str) -> Json:
        """The step that made an output."""
        return dict(next(step for step in self.manifest["steps"] if output in step["outputs"]))

    def steps_behind(self, output: str) -> list[Json]:
        """The steps that lead to an output in the order of the data flow, each with what it read and made for it."""
        needed, steps = {output}, []
        for step in reversed(self.manifest["steps"]):
            outputs = [path for path in step["outputs"] if path in needed]
            if outputs:
                steps.append(
                    {"rule": step["rule"], "script": step["code"][0], "inputs": step["inputs"], "outputs": outputs}
                )
                needed |= set(step["inputs"])
        return steps[::-1]

    def sha256(self, recorded: str) -> str:
        """SHA-256 of a file when the run ended."""
        return str(self.manifest["sha256"][recorded])

    def state(self, recorded: str) -> State:
        """Whether a file still has the bytes that it had when the run ended."""
        path = self.path(recorded)
        if not path.is_file():
            return "absent"
        return "unchanged" if file_digest(path) == self.sha256(recorded) else "changed"

    def mixed(self) -> Iterator[str]:
        """Files that answers are read from and that are not of the run that the manifest is of."""
        for recorded in self.outputs:
            inner_path = self.inside(recorded)
            if inner_path is not None and inner_path.startswith(ANSWERED_FROM) and self.state(recorded) != "unchanged":
                yield inner_path
