"""What is checked before a run begins: its configuration, and that it is the only one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from snakemake.exceptions import WorkflowError
from snakemake.persistence import PersistenceBase

from casetrace.model.errors import UserError
from casetrace.model.yaml_files import check_yaml
from casetrace.pipeline.cluster import silence
from casetrace.pipeline.log import machine_fault
from casetrace.pipeline.running import the_only_run


def check_given_configurations() -> None:
    """Let a configuration given on the command line be checked before Snakemake reads it.

    Snakemake reads it before it reads the workflow, and shows a traceback where it cannot.
    """
    from snakemake.settings import types

    if hasattr(types, "casetrace_checks"):
        return
    types.casetrace_checks = True
    read = types.load_configfile

    def load_configfile(path: Any) -> Any:
        try:
            check_yaml(path)
            return read(path)
        except UserError as error:
            raise WorkflowError(str(error)) from None
        except WorkflowError as error:
            raise WorkflowError(f"{path}: {error}") from None

    types.load_configfile = load_configfile


def one_run_at_a_time() -> None:
    """Let a run know whether another one is at work in its folder, or has left its locks when it was killed."""
    if hasattr(PersistenceBase, "casetrace_locks"):
        return
    PersistenceBase.casetrace_locks = True
    by_files = PersistenceBase.lock

    @contextmanager
    def lock(self: Any) -> Iterator[None]:
        try:
            with the_only_run() as last_was_killed:
                if last_was_killed:
                    # This removes the folder of the locks too.
                    self.cleanup_locks()
                    os.makedirs(self._lockdir, exist_ok=True)
                with by_files(self):
                    yield
        # Snakemake shows where an error of its own comes from.
        except UserError as error:
            raise SystemExit(str(error)) from None
        except OSError as error:
            fault = machine_fault(error)
            if fault:
                raise SystemExit(fault) from None
            raise

    PersistenceBase.lock = lock


def the_cluster_answers(workflow: Any) -> None:
    """Stop a run that would send its jobs to a Slurm which is not there.

    Raises
    ------
    WorkflowError
        With the reason, and what to do.
    """
    executor = workflow.executor_plugin
    fault = silence() if executor is not None and executor.name == "slurm" else ""
    if fault:
        raise WorkflowError(f"No job can be sent to the cluster. {fault}; or run here: `snakemake`.")
