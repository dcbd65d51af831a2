"""Where the workflow lies: in a copy of the repository, or in the folder of an installed wheel that holds the same."""

from pathlib import Path

#: The folder of the Snakefile, the rules and this package.
PROJECT = Path(__file__).parents[2]
#: What that folder is called in a wheel (`pyproject.toml`).
IN_A_WHEEL = "casetrace_project"


def is_installed() -> bool:
    """Whether Casetrace runs from a wheel."""
    return PROJECT.name == IN_A_WHEEL


def code_folder() -> Path:
    """The folder of the code that is run from here: this one where it is a copy of the repository."""
    here = Path.cwd()
    return here if (here / "Snakefile").is_file() and (here / "casetrace").is_dir() else PROJECT
