# What the workflow needs to be a module of another one, whose folder, configuration and `scripts` package are not its own.

import atexit
import os
import sys
from pathlib import Path

from snakemake.sourcecache import LocalSourceFile

IS_MODULE = not workflow.modifier.is_main_snakefile()

if not isinstance(workflow.current_basedir, LocalSourceFile):
    raise WorkflowError("Casetrace runs from a copy of its repository on this machine; give its path as the snakefile.")

# The repository's folder: `workflow.basedir` is that of the other workflow.
ROOT = Path(workflow.current_basedir.get_path_or_uri(secret_free=True)).parents[1]
# The folder of the results, behind the prefix of the module if it has one.
RESULTS = str(workflow.modifier.modify_path("results"))


def own_modules():
    """The loaded modules of whatever `scripts` package comes first on the import path."""
    return {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "scripts"}


def enter_module():
    """Put this `scripts` package in place of the other workflow's, for the time of reading this workflow.

    Returns
    -------
    tuple
        The import path and the modules to go back to.
    """
    before = list(sys.path), own_modules()
    for name in before[1]:
        del sys.modules[name]
    sys.path.insert(0, str(ROOT))
    return before


def leave_module(path, modules):
    """Go back to the other workflow's `scripts` package. Jobs find this one by PYTHONPATH (see scripts/__init__.py)."""
    for name in own_modules():
        del sys.modules[name]
    sys.modules.update(modules)
    sys.path[:] = [folder for folder in path if Path(folder) != ROOT]
    python_path = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ.update(PYTHONPATH=os.pathsep.join(dict.fromkeys([str(ROOT), *filter(None, python_path)])))


if IS_MODULE:
    if not config:
        raise WorkflowError('Casetrace as a module needs its configuration, such as `config: config["casetrace"]`.')
    BEFORE = enter_module()
    # Snakemake calls the handlers of the main workflow alone. A module is read again for each statement that uses it.
    told = workflow.__dict__.setdefault("casetrace_tells_of", set())
    if workflow.is_main_process and RESULTS not in told:
        told.add(RESULTS)
        atexit.register(lambda: print_lines(user_error_lines()))
