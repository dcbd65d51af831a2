"""Where the workflow is: its repository, its folder, and the prefix of a module."""

import atexit
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from snakemake.exceptions import WorkflowError
from snakemake.io import flag
from snakemake.path_modifier import PATH_MODIFIER_FLAG
from snakemake.sourcecache import LocalSourceFile

#: Bytes that a run needs to begin.
LEAST_SPACE = 1_000_000


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


def own_rules(workflow: Any, root: Path) -> list[Any]:
    """The rules of this repository, which may be a module of the workflow."""
    return [rule for rule in workflow.rules if Path(rule.snakefile).is_relative_to(root)]


def jobs_import_from(root: Path) -> None:
    """Let jobs import this package from the copy of the repository that is run, not from the installed one.

    Snakemake puts the folder of the Snakefile last on the import path of a job.
    """
    folders = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys([str(root), *folders]))


def check_folders(results: str) -> None:
    """Check that the folders of a run can be written, before Snakemake finds that they cannot.

    Raises
    ------
    WorkflowError
        With the folder, and what to do.
    """
    ours = [Path(), Path(".snakemake"), Path(results), *Path(results).glob("*/"), *Path(results).glob("*/*/")]
    for folder in filter(Path.is_dir, ours):
        if not os.access(folder, os.W_OK):
            raise WorkflowError(
                f"The folder {folder.absolute()} cannot be written. Make it writable, or run in another."
            )
    if shutil.disk_usage(".").free < LEAST_SPACE:
        raise WorkflowError(
            f"There is no space left on the disk of {Path.cwd()}. Free some, then run `snakemake` again."
        )


def at_the_end_of_a_module(workflow: Any, results: str, handler: Callable[[], None]) -> None:
    """Call `handler` when the run is over, since Snakemake calls the handlers of the main workflow alone.

    A module is read again for each statement that uses it; each folder of results is told of once.
    """
    registered = workflow.__dict__.setdefault("casetrace_handled", set())
    if workflow.is_main_process and results not in registered:
        registered.add(results)
        atexit.register(handler)


def after_the_steps(workflow: Any) -> None:
    """Wait until all that Snakemake has told of the steps of the run is on the terminal, so that more can follow it."""
    manager = workflow.logger_manager
    listener = getattr(manager, "queue_listener", None)
    if listener is not None and listener._thread is not None and listener._thread.is_alive():
        listener.queue.join()
    for handler in manager.get_log_handlers():
        handler.flush()
