"""The lock of a study's outputs: what a run must give, and what explains a difference."""

import csv
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casetrace.model.digests import file_digest, value_digest
from casetrace.model.environment import package_versions, platform_name, python_version

#: Columns of statistics.csv that hold numbers.
NUMBERS = (
    "estimate",
    "ci_lower",
    "ci_upper",
    "ci_level",
    "p_value",
    "p_value_minimum",
    "n_patients",
    "n_lesions",
)
#: Columns that say what a number is worth. A note is kept where the status needs one.
WORDS = ("role", "status", "note")

#: The manifest and the crate are named without a digest: they record the code of the run, which is no result.
MANIFEST = "manifest.json"
RECORDS = (MANIFEST, "ro-crate-metadata.json")
RECORDED = "names the code and software of the run"

Numbers = dict[str, dict[str, float | str]]


@dataclass
class Lock:
    """Outputs of a study.

    Attributes
    ----------
    outputs
        SHA-256 of each output by its path; the manifests and the crates are there without one.
    numbers
        For each cohort, the numbers, role, status and note of each result by its `result_id`.
    software
        Python, platform and packages; bytes are compared only where these agree.
    sources
        Digests of inputs by path and of the parameters of each cohort: they explain a difference.
    """

    outputs: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, Numbers] = field(default_factory=dict)
    software: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Any] = field(default_factory=dict)


#: The lock of the study whose configuration is config.yaml.
OWN_LOCK = "reproducibility.lock"


def lock_file_of(config_files: Sequence[str]) -> str:
    """The path of the lock of a study: of the repository's own, or named after the configuration file given."""
    return f"{Path(config_files[0]).stem}.lock" if config_files else OWN_LOCK


def writes_lock(lock_file: str | Path) -> str:
    """The command that writes a lock, from the repository and in a folder of its own alike."""
    name = Path(lock_file).name
    return "casetrace lock" if name == OWN_LOCK else f"casetrace lock --configfile {Path(name).stem}.yaml"


def lock_of(folder: Path, cohorts: Collection[str] | None = None, packages: Path | None = None) -> Lock:
    """The lock of the results below a folder.

    Parameters
    ----------
    folder
        A folder in which the study was run, with its sources and `results/`.
    cohorts
        The folders of the results that are looked at; None for all.
    packages
        The lock of the packages, where it does not stand beside the results.
    """
    results = folder / "results"

    def files(pattern: str) -> list[Path]:
        found = sorted(results.glob(pattern))
        return [path for path in found if cohorts is None or path.relative_to(results).parts[0] in cohorts]

    outputs = {
        path.relative_to(folder).as_posix(): RECORDED if path.name in RECORDS else file_digest(path)
        for path in files("**/*")
        if path.is_file() and not _is_no_result(path.relative_to(results))
    }
    outputs.pop("results/README.md", None)
    numbers = {path.parent.name: numbers_of(path) for path in files("*/statistics.csv")}
    manifests = {path.parts[-3]: json.loads(path.read_text("utf-8")) for path in files(f"*/provenance/{MANIFEST}")}
    software = {
        "python": python_version(),
        "platform": platform_name(),
        "packages": package_versions(packages or folder / "requirements.lock"),
    }
    return Lock(outputs, numbers, software, _sources(manifests))


def _is_no_result(path: Path) -> bool:
    """Whether a file of the results is a log, or a file of the workflow that is handed on with them."""
    return "logs" in path.parts or path.parts[1:3] == ("provenance", "workflow")


def numbers_of(path: Path) -> Numbers:
    """The numbers of a statistics.csv, with what they are worth, by `result_id`."""
    with path.open(encoding="utf-8", newline="") as handle:
        return {
            row["result_id"]: {name: float(row[name]) for name in NUMBERS if row[name]}
            | {name: row[name] for name in WORDS if row[name]}
            for row in csv.DictReader(handle)
        }


def _sources(manifests: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Digests of what went into the run, from the cohorts' manifests."""
    inputs: dict[str, str] = {}
    steps = [step for manifest in manifests.values() for step in manifest["steps"]]
    outputs = {path for step in steps for path in step["outputs"]}
    for manifest in manifests.values():
        read = {path for step in manifest["steps"] for path in step["inputs"]} - outputs
        for path, digest in manifest["sha256"].items():
            if path in read and not path.startswith(("workflow/", "requirements.lock")):
                inputs[path] = digest
    parameters = {
        name: value_digest([manifest["seed"], [step["parameters"] for step in manifest["steps"]]])
        for name, manifest in manifests.items()
    }
    return {"inputs": inputs, "parameters": parameters}
