"""Which jobs are to run again, by the content of files."""

import sys
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any

from casetrace.pipeline.decisions import Job, decide, leftovers
from casetrace.pipeline.digests import KnownDigests


def content_decides(workflow: Any, results: str, made: Callable[[], dict[str, list[str]]]) -> None:
    """Let the content of files say which jobs are to run, and not their times.

    Snakemake compares times first, and the content of small files only where an input is younger than an output: a file
    that was replaced by an older one, or edited after a job had written it, is none of that.

    Parameters
    ----------
    workflow
        The workflow, or that which uses this one as a module.
    results
        The folder of the results.
    made
        What the rules of this repository make, by the folder of each cohort's results.
    """
    # They import each other, and are there when a workflow is read.
    from snakemake.dag import DAG
    from snakemake.jobs import Job as SnakemakeJob

    registered = workflow.__dict__.setdefault("casetrace_made", {})
    registered[results] = made
    if hasattr(DAG, "casetrace_decides"):
        return
    DAG.casetrace_decides = True
    time_of_outputs, check_complete, check_times = (
        SnakemakeJob.output_mintime.fget,
        DAG.check_incomplete,
        DAG.check_output_mtime,
    )
    older_than_script = SnakemakeJob.outputs_older_than_script_or_notebook

    async def output_mintime(self: Any) -> Any:
        return None if is_recorded(self) else await time_of_outputs(self)

    async def outputs_older_than_script(self: Any) -> AsyncIterator[Any]:
        if not is_recorded(self):
            async for path in older_than_script(self):
                yield path

    async def check_incomplete(self: Any) -> None:
        await check_complete(self)
        if self.workflow.is_main_process:
            folders = {folder: paths for made in registered.values() for folder, paths in made().items()}
            will_run = self.workflow.executor_plugin is not None and not self.workflow.dryrun
            self.forcefiles.update(_to_run_again(filter(is_recorded, self.jobs), folders, remove=will_run))

    async def check_output_mtime(self: Any, job: Any, *arguments: Any) -> None:
        if not is_recorded(job):
            await check_times(self, job, *arguments)

    SnakemakeJob.output_mintime = property(output_mintime)
    SnakemakeJob.outputs_older_than_script_or_notebook = outputs_older_than_script
    DAG.check_incomplete = check_incomplete
    DAG.check_output_mtime = check_output_mtime


def is_recorded(job: Any) -> bool:
    """Whether a job is one of this repository, which records what it reads and writes."""
    return bool(job.log and job.output and job.input.get("code"))


def _to_run_again(snakemake_jobs: Iterable[Any], made: dict[str, list[str]], *, remove: bool) -> set[str]:
    """The outputs of the jobs that are to run again; what else was found is printed."""
    known = KnownDigests(Path(".snakemake", "casetrace", "digests.json"))
    jobs = [Job(str(job.log[0]), tuple(map(str, job.input)), tuple(map(str, job.output))) for job in snakemake_jobs]
    decision = decide(jobs, known)
    removed = [line for folder, paths in made.items() for line in leftovers(Path(folder), paths, known, remove=remove)]
    known.keep()
    for line in [*decision.told, *removed]:
        print(line, file=sys.stderr)
    return decision.again
