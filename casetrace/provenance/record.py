"""Record what a cohort's results were made of.

In: every input, script, module and output of the cohort's rules.
Out: `manifest.json`: each step with its inputs, code, parameters and outputs; the SHA-256 of every file that it names;
Python, packages and platform. It holds no times, so that the same run gives the same manifest.
"""

import json
import logging
from pathlib import Path
from typing import Any

from casetrace.model.digests import file_digest
from casetrace.model.environment import package_versions, platform_name, python_version
from casetrace.pipeline.step_code import step_code

logger = logging.getLogger("casetrace")


def manifest(
    cohort: str, steps: list[dict[str, Any]], workflow: list[str], seed: int, root: str, lock_file: str
) -> dict[str, Any]:
    """The manifest of one cohort's run.

    Parameters
    ----------
    cohort
        Its name.
    steps
        Each rule with `inputs`, `outputs` and `parameters`.
    workflow
        Paths of the Snakefile, the rules and the schemas.
    seed
        The study's seed.
    root
        Folder of the repository where it is not the working directory, else empty; it is taken off the paths.
    lock_file
        The lock of the packages.
    """
    base = Path(root)
    described = []
    digests: dict[str, str] = {}
    for step in steps:
        code = [str(base / file) for file in step_code(step["rule"], base)]
        inputs = [path for path in step["inputs"] if path not in code]
        for path in [*inputs, *code, *step["outputs"]]:
            digests.setdefault(_named(path, base), file_digest(path))
        described.append(
            {
                "rule": step["rule"],
                "inputs": [_named(path, base) for path in inputs],
                "code": [_named(path, base) for path in code],
                "parameters": _portable(step["parameters"], base),
                "outputs": [_named(path, base) for path in step["outputs"]],
            }
        )
    digests |= {_named(path, base): file_digest(path) for path in workflow}
    return {
        "cohort": cohort,
        "seed": seed,
        "software": {
            "python": python_version(),
            "platform": platform_name(),
            "packages": package_versions(lock_file),
        },
        "steps": described,
        "sha256": dict(sorted(digests.items())),
    }


def _named(path: str, base: Path) -> str:
    """The path as the repository knows it."""
    return Path(path).relative_to(base).as_posix() if base.parts and Path(path).is_relative_to(base) else path


def _portable(value: Any, base: Path) -> Any:
    """Parameters with the repository's own folder taken off, since it differs between machines."""
    if isinstance(value, dict):
        return {key: _portable(item, base) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_portable(item, base) for item in value]
    return _named(value, base) if isinstance(value, str) and value else value


def record_provenance(out: str, **parts: Any) -> dict[str, Any]:
    """Write the manifest of one cohort, and return it; `parts` as for `manifest`."""
    result = manifest(**parts)
    Path(out).write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    logger.info("recorded: %d files in %d steps", len(result["sha256"]), len(result["steps"]))
    return result
