"""Whether the study reads files that are none of its own, such as those of the system."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from casetrace.model.errors import UserError

#: Names the folder of the project where a run works in another one, as that of `snakemake verify` does.
PROJECT_VARIABLE = "CASETRACE_PROJECT"


def refuse_files_outside(config: Mapping[str, Any], project: Path) -> None:
    """Refuse a raw file, corrections or claims outside the project, also where a link leads out.

    Whoever runs another one's configuration would print what is in them. Config can allow folders under
    `study.raw_folders`.

    Parameters
    ----------
    config
        The configuration, checked.
    project
        The folder in which the study is run; relative paths start from the working directory.

    Raises
    ------
    UserError
        With each such file, of which nothing else is told.
    """
    folders = [project, Path(), *map(Path, config["study"]["raw_folders"])]
    allowed = [folder.resolve() for folder in folders]
    lines = [
        f"  {key}: {file} is a file outside the project; expected one in it, or its folder under study.raw_folders"
        for key, file in _files(config)
        if not any(Path(file).resolve().is_relative_to(folder) for folder in allowed)
    ]
    if lines:
        raise UserError("\n".join(["The configuration names files outside the project:", *lines]))


def _files(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "cohorts_file" in config.get("pool", {}):
        yield "pool.cohorts_file", config["pool"]["cohorts_file"]
    for name, cohort in config["cohorts"].items():
        for number, table in enumerate(cohort["tables"]):
            yield f"cohorts.{name}.tables[{number}].file", table["file"]
        for key in ("corrections", "claims"):
            if key in cohort:
                yield f"cohorts.{name}.{key}", cohort[key]
