"""What the workflow asks of Snakemake behind its documented interface. These are hacks, and they all stand here.

Each may break with a release of Snakemake, whose version is therefore locked; `tests/workflow/test_module.py` and the
times in `benchmarks/` say whether they still do what they are for.
"""

import atexit
import gc
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from snakemake.exceptions import WorkflowError
from snakemake.io import IOCache, _IOFile, flag
from snakemake.path_modifier import PATH_MODIFIER_FLAG
from snakemake.persistence import PersistenceBase
from snakemake.scheduling.job_scheduler import JobScheduler
from snakemake.script import PythonScript
from snakemake.sourcecache import LocalSourceFile

from casetrace.model.errors import UserError
from casetrace.model.yaml_files import check_yaml
from casetrace.pipeline.cluster import began, in_vain, refused_for_good
from casetrace.pipeline.decisions import Job, decide, leftovers
from casetrace.pipeline.digests import KnownDigests
from casetrace.pipeline.imports import outside_imports
from casetrace.pipeline.log import machine_fault
from casetrace.pipeline.running import the_only_run
from casetrace.pipeline.shared_start import POSSIBLE, SharedStart

#: What a script of Snakemake's loads of it before its own first line.
SNAKEMAKE_OF_A_JOB = ("snakemake.logging", "snakemake.iocontainers", "snakemake.io", "snakemake.script")
#: Groups whose job the cluster will refuse again.
REFUSED: set[Any] = set()
#: The rules after which it is known whether the data of a cohort can be used.
CHECKING_RULES = ("ingest_cohort", "clean_cohort", "check_cohort")
#: Jobs and seconds of the rate that Snakemake keeps where no other is asked for.
USUAL_RATE = (100, 1)
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


def jobs_import_from(root: Path) -> None:
    """Let jobs import this package from the copy of the repository that is run, not from the installed one.

    Snakemake puts the folder of the Snakefile last on the import path of a job.
    """
    folders = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys([str(root), *folders]))


def jobs_share_a_start(root: Path) -> None:
    """Let the jobs of this repository be forked from a process that has loaded what they import from elsewhere.

    Snakemake starts Python for each of them, and a small cohort waits longer for its imports than for its results.
    """
    ours = root.resolve() / "scripts"
    folders: set[Path] | None = PythonScript.__dict__.get("casetrace_folders")
    if folders is not None:
        folders.add(ours)
        return
    PythonScript.casetrace_folders = folders = {ours}
    start, started_alone = SharedStart(), PythonScript.execute_script

    def execute_script(self: Any, fname: str, edit: bool = False) -> None:
        folder = _script_folder(self)
        if not POSSIBLE or folder not in folders or not _is_plain(self):
            started_alone(self, fname, edit=edit)
            return
        files = map(Path, self.input.get("code", []))
        packages = [*SNAKEMAKE_OF_A_JOB, *outside_imports(files, folder.parent)]
        try:
            status = start.run(fname, packages, _job_environment(self))
        except OSError:
            started_alone(self, fname, edit=edit)
            return
        if status:
            raise subprocess.CalledProcessError(status, f"{sys.executable} {fname}")

    PythonScript.execute_script = execute_script


def _script_folder(job: Any) -> Path | None:
    """The folder of a job's script, where it is a file on this machine."""
    is_local = isinstance(job.path, LocalSourceFile)
    return Path(job.path.get_path_or_uri(secret_free=True)).resolve().parent if is_local else None


def _is_plain(job: Any) -> bool:
    """Whether nothing is asked for a job but to be run by this Python with one thread."""
    asked = (job.conda_env, job.container_img, job.env_modules, job.shadow_dir, job.bench_record)
    return not any(asked) and job.threads == 1 and not job.resources.get("shell_exec")


def _job_environment(job: Any) -> dict[str, str]:
    """The environment that Snakemake gives the script of a job of one thread."""
    threads = ("OMP", "GOTO", "OPENBLAS", "MKL", "NUMEXPR")
    environment = {**os.environ, **{f"{name}_NUM_THREADS": "1" for name in threads}, "VECLIB_MAXIMUM_THREADS": "1"}
    folder = job.resources.get("tmpdir")
    return environment | (dict.fromkeys(("TMPDIR", "TMP", "TEMPDIR", "TEMP"), folder) if folder else {})


def compare_parameters_as_text() -> None:
    """Let Snakemake compare parameters with those of the last run by its serialiser of plain values.

    Its other one imports pandas, which makes an up-to-date run half as long again; parameters here are plain values.
    """
    if hasattr(PersistenceBase, "_serialize_param_builtin"):
        PersistenceBase._serialize_param = property(lambda self: self._serialize_param_builtin)


def garbage_is_seldom_looked_for() -> None:
    """Let Python look for garbage seldom, and not in what is loaded: a plan of jobs is kept to the end of the run."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def files_are_planned_once() -> None:
    """Let the jobs of a rule share the names that are the same for all of them, and ask for the time of a file once.

    Nearly all inputs of a job are code. Snakemake makes each name anew for each job, and asks for its file's time as
    often: a third of the planning of a hundred cohorts.
    """
    if hasattr(IOCache, "casetrace_once"):
        return
    IOCache.casetrace_once = True
    made_anew, times_of_jobs = _IOFile.apply_wildcards, IOCache.mtime_inventory

    def apply_wildcards(self: Any, wildcards: Any) -> Any:
        if self.is_callable() or self.is_storage or "{" in self or "}" in self:
            return made_anew(self, wildcards)
        about = self.__dict__
        if "casetrace_made" not in about:
            about["casetrace_made"] = made_anew(self, wildcards)
        return about["casetrace_made"]

    async def mtime_inventory(self: Any, jobs: Iterable[Any], **options: Any) -> None:
        jobs = list(jobs)
        files = dict.fromkeys(chain.from_iterable(chain(job.input, job.output) for job in jobs))
        benchmarks = dict.fromkeys(job.benchmark for job in jobs if job.benchmark)
        all_files = SimpleNamespace(input=files, output=benchmarks, benchmark=None)
        await times_of_jobs(self, [all_files], **options)

    _IOFile.apply_wildcards = apply_wildcards
    IOCache.mtime_inventory = mtime_inventory


def many_jobs_can_wait() -> None:
    """Let the scheduler do little before each job, however many others are ready: of a hundred cohorts a hundred are.

    It asks for the size of each input of each of them, which are a hundred files of code, and so before each job: here
    once for a job. To keep the rate of jobs it starts a thread whenever it looks for jobs, which lets it look again a
    second later, and again: the usual rate is not kept where jobs run on this machine, which never reaches it.
    """
    if hasattr(JobScheduler, "casetrace_asked"):
        return
    JobScheduler.casetrace_asked = None
    begin, ask = JobScheduler.__init__, JobScheduler.update_input_sizes

    def begin_without_rate(self: Any, workflow: Any, *others: Any) -> None:
        begin(self, workflow, *others)
        self.casetrace_asked = set()
        rate = self.job_rate_limiter
        if workflow.local_exec and rate is not None and (rate.max_jobs, rate.timespan) == USUAL_RATE:
            self.job_rate_limiter = None

    async def ask_once(self: Any, jobs: Iterable[Any]) -> None:
        known, self._input_sizes = self._input_sizes, {}
        for job in set(jobs) - self.casetrace_asked:
            self.casetrace_asked.add(job)
            await ask(self, [SimpleNamespace(input=[path for path in job.input if path not in known])])
            known |= self._input_sizes
            self._input_sizes.clear()
        self._input_sizes = known

    JobScheduler.__init__ = begin_without_rate
    JobScheduler.update_input_sizes = ask_once


def order_of_jobs(rules: Iterable[Any]) -> None:
    """Let the data of all cohorts be checked first, and then a cohort be finished before the next is begun.

    Rules that nobody gave a priority get one, above that of a rule without and below the least whole one: a workflow
    that uses these rules as a module has its own order.
    """
    without = [rule for rule in rules if not rule.priority]
    for position, rule in enumerate(without, start=1):
        checks = rule.name.endswith(CHECKING_RULES)
        rule.priority = (position + len(without) * checks) / 1000


def at_the_end_of_a_module(workflow: Any, results: str, handler: Callable[[], None]) -> None:
    """Call `handler` when the run is over, since Snakemake calls the handlers of the main workflow alone.

    A module is read again for each statement that uses it; each folder of results is told of once.
    """
    registered = workflow.__dict__.setdefault("casetrace_handled", set())
    if workflow.is_main_process and results not in registered:
        registered.add(results)
        atexit.register(handler)


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
        return None if _is_recorded(self) else await time_of_outputs(self)

    async def outputs_older_than_script(self: Any) -> AsyncIterator[Any]:
        if not _is_recorded(self):
            async for path in older_than_script(self):
                yield path

    async def check_incomplete(self: Any) -> None:
        await check_complete(self)
        if self.workflow.is_main_process:
            folders = {folder: paths for made in registered.values() for folder, paths in made().items()}
            will_run = self.workflow.executor_plugin is not None and not self.workflow.dryrun
            self.forcefiles.update(_to_run_again(filter(_is_recorded, self.jobs), folders, remove=will_run))

    async def check_output_mtime(self: Any, job: Any, *arguments: Any) -> None:
        if not _is_recorded(job):
            await check_times(self, job, *arguments)

    SnakemakeJob.output_mintime = property(output_mintime)
    SnakemakeJob.outputs_older_than_script_or_notebook = outputs_older_than_script
    DAG.check_incomplete = check_incomplete
    DAG.check_output_mtime = check_output_mtime


def _is_recorded(job: Any) -> bool:
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


def own_rules(workflow: Any, root: Path) -> list[Any]:
    """The rules of this repository, which may be a module of the workflow."""
    return [rule for rule in workflow.rules if Path(rule.snakefile).is_relative_to(root)]


def resources_of_rules(rules: Iterable[Any], workflow: Any, resources: dict[str, Callable[..., int]]) -> None:
    """Let rules ask for resources, which are the same functions for all of them; the command line has the last word."""
    from snakemake.resources import Resources

    asked = Resources.from_mapping(resources)
    given = workflow.resource_settings._parsed_overwrite_resources
    for rule in rules:
        rule.resources.update(asked)
        rule.resources.update(given.get(rule.name, {}))


def one_process_for_a_cluster_job(rules: Iterable[Any], workflow: Any) -> None:
    """Let the steps of a cluster's job run in it one after the other, as they would on this machine.

    Snakemake's plugin for Slurm would start Snakemake again for each, which takes longer than most of the steps.
    """
    if workflow.remote_exec:
        workflow.localrules(*(rule.name for rule in rules))


def retry_what_may_help(since: float) -> None:
    """Let Snakemake try a step again where that may help, and no step whose data or code are at fault.

    Parameters
    ----------
    since
        When this run began; what logs say of earlier ones means nothing.
    """
    from snakemake.jobs import GroupJob
    from snakemake.jobs import Job as SnakemakeJob

    if hasattr(SnakemakeJob, "casetrace_retries"):
        return
    SnakemakeJob.casetrace_retries = True
    times = SnakemakeJob.restart_times.fget

    def restart_times(self: Any) -> Any:
        jobs = self.jobs if self.is_group() else [self]
        if self in REFUSED or any(_is_recorded(job) and in_vain(str(job.log[0]), since) for job in jobs):
            return 0
        return max(map(times, jobs))

    SnakemakeJob.restart_times = property(restart_times)
    GroupJob.restart_times = property(restart_times)


def only_what_failed_has_failed(since: float) -> None:
    """Let a group that fails in a cluster leave what the same steps would leave here.

    Snakemake takes all steps of the group for failed: it would remove what those before the failure have written, and
    the results of earlier runs that those behind it would have replaced. It does not say why the group failed either.

    Parameters
    ----------
    since
        When this run began.
    """
    from snakemake.jobs import GroupJob

    if hasattr(GroupJob, "casetrace_leaves"):
        return
    GroupJob.casetrace_leaves = True
    postprocess_all, tell = GroupJob.postprocess, GroupJob.log_error

    async def postprocess(self: Any, error: bool = False, **about: Any) -> None:
        if not error:
            await postprocess_all(self, error=error, **about)
            return
        for job in self.jobs:
            if not _is_recorded(job) or began(str(job.log[0]), since):
                await job.postprocess(error=True, check_output_mtime=False, **about)

    def log_error(self: Any, msg: str | None = None, **about: Any) -> None:
        if refused_for_good(msg or ""):
            REFUSED.add(self)
        tell(self, msg, why=msg, **about)

    GroupJob.postprocess = postprocess
    GroupJob.log_error = log_error


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


def after_the_steps(workflow: Any) -> None:
    """Wait until all that Snakemake has told of the steps of the run is on the terminal, so that more can follow it."""
    manager = workflow.logger_manager
    listener = getattr(manager, "queue_listener", None)
    if listener is not None and listener._thread is not None and listener._thread.is_alive():
        listener.queue.join()
    for handler in manager.get_log_handlers():
        handler.flush()


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
