"""What the workflow asks of Snakemake behind its documented interface. These are hacks, and they all stand here.

Each may break with a release of Snakemake, whose version is therefore locked; `tests/workflow/test_module.py` and the
times in `benchmarks/` say whether they still do what they are for.
"""

import atexit
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from snakemake.exceptions import WorkflowError
from snakemake.io import flag
from snakemake.path_modifier import PATH_MODIFIER_FLAG
from snakemake.persistence import PersistenceBase
from snakemake.sourcecache import LocalSourceFile


def is_module(workflow: Any) -> bool:
    """Whether another workflow uses this one as a module."""
    return not workflow.modifier.is_main_snakefile()


def repository(workflow: Any) -> Path:
    """The folder of this repository, asked for in its Snakefile.

    Of a module, `workflow.basedir` is the folder of the other workflow.

    Raises
    ------
    WorkflowError
        When the repository is not on this machine.
    """
    if not isinstance(workflow.current_basedir, LocalSourceFile):
        raise WorkflowError(
            "Casetrace runs from a copy of its repository on this machine; give its path as the snakefile."
        )
    return Path(workflow.current_basedir.get_path_or_uri(secret_free=True))


def with_prefix(workflow: Any, path: str) -> str:
    """A path behind the prefix that a module was given."""
    return str(workflow.modifier.modify_path(path))


def complete(path: str) -> Any:
    """A path that no prefix of a module is to be put before again."""
    return flag(path, PATH_MODIFIER_FLAG)


def jobs_import_from(root: Path) -> None:
    """Let jobs import this package from the copy of the repository that is run, not from the installed one.

    Snakemake puts the folder of the Snakefile last on the import path of a job.
    """
    folders = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys([str(root), *folders]))


def compare_parameters_as_text() -> None:
    """Let Snakemake compare parameters with those of the last run by its serialiser of plain values.

    Its other one imports pandas, which makes an up-to-date run half as long again; parameters here are plain values.
    """
    if hasattr(PersistenceBase, "_serialize_param_builtin"):
        PersistenceBase._serialize_param = property(lambda self: self._serialize_param_builtin)


def at_the_end_of_a_module(workflow: Any, results: str, handler: Callable[[], None]) -> None:
    """Call `handler` when the run is over, since Snakemake calls the handlers of the main workflow alone.

    A module is read again for each statement that uses it; each folder of results is told of once.
    """
    registered = workflow.__dict__.setdefault("casetrace_handled", set())
    if workflow.is_main_process and results not in registered:
        registered.add(results)
        atexit.register(handler)
