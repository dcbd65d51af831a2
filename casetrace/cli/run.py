"""Runs the pipeline on the study of this folder: `snakemake` with the workflow of Casetrace.

Run as `casetrace run [STUDY] [ARGUMENTS OF SNAKEMAKE]`. STUDY is a configuration, such as `ours.yaml`, or its name
without the ending; without it `config.yaml` is run, or the only configuration that is there. All else goes to
Snakemake: `casetrace run ours --dry-run`, `casetrace run ours lock`, `casetrace run ours verify`.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from casetrace.cli.encoding import show
from casetrace.model.errors import UserError
from casetrace.model.project import code_folder
from casetrace.model.yaml_files import STUDY, yaml_or_none


def main(arguments: Sequence[str] | None = None) -> int:
    """Put Snakemake in the place of this command.

    Returns
    -------
    int
        The exit status where nothing was run: 0 after help, 1 after a message of what is missing.
    """
    argv = list(sys.argv[1:] if arguments is None else arguments)
    if argv[:1] in (["-h"], ["--help"]):
        show(f"usage: casetrace run [STUDY] [ARGUMENTS OF SNAKEMAKE]\n\n{__doc__.strip()}")
        return 0
    try:
        command = [sys.executable, "-m", "snakemake", *snakemake_arguments(argv)]
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    sys.stdout.flush()
    os.execv(sys.executable, command)


def snakemake_arguments(argv: Sequence[str]) -> list[str]:
    """What Snakemake is called with.

    Parameters
    ----------
    argv
        The study, where the first of them is one, and what else goes to Snakemake.

    Raises
    ------
    UserError
        Where no study is named and this folder does not tell which is meant.
    """
    here, code = Path.cwd(), code_folder()
    workflow = [] if code == here else ["-s", str(code / "Snakefile")]
    named = _named_study(argv[0]) if argv else ""
    rest = list(argv[1:] if named else argv)
    study = named or ("" if any(text.startswith("--configfile") for text in rest) else _only_study())
    configured = ["--configfile", study] if study not in ("", STUDY) else []
    # Targets stand first: Snakemake takes all that follows `--configfile` for configurations.
    return [*workflow, *rest, *configured]


def _named_study(text: str) -> str:
    """The configuration that an argument names; empty where it is something else, such as a target."""
    if text.startswith("-"):
        return ""
    is_file_name = text.endswith((".yaml", ".yml"))
    name = text if is_file_name else f"{text}.yaml"
    if Path(name).is_file():
        return name
    if is_file_name:
        found = ", ".join(_studies()) or "none"
        raise UserError(f"There is no {text} here. Studies of this folder: {found}")
    return ""


def _studies() -> list[str]:
    """The configurations of this folder."""
    return sorted(path.name for path in Path().glob("*.yaml") if _is_study(path))


def _only_study() -> str:
    """The study of this folder where nobody names one."""
    if Path(STUDY).is_file():
        return STUDY
    found = _studies()
    if not found:
        raise UserError(
            "There is no study in this folder. To begin one with a table: casetrace new FILE --cohort NAME. To see one "
            "that works: casetrace new --example"
        )
    if len(found) > 1:
        raise UserError(f"There are several studies here: {', '.join(found)}. Name one: casetrace run {found[0]}")
    return found[0]


def _is_study(path: Path) -> bool:
    content = yaml_or_none(path)
    return isinstance(content, dict) and "cohorts" in content
