"""Which jobs come when, and what Snakemake does before each of them."""

import gc
from collections.abc import Callable, Iterable
from itertools import chain
from types import SimpleNamespace
from typing import Any

from snakemake.io import IOCache, _IOFile
from snakemake.persistence import PersistenceBase
from snakemake.scheduling.job_scheduler import JobScheduler

from casetrace.pipeline.study import READING

#: Jobs and seconds of the rate that Snakemake keeps where no other is asked for.
USUAL_RATE = (100, 1)


def garbage_is_seldom_looked_for() -> None:
    """Let Python look for garbage seldom, and not in what is loaded: a plan of jobs is kept to the end of the run."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def compare_parameters_as_text() -> None:
    """Let Snakemake compare parameters with those of the last run by its serialiser of plain values.

    Its other one imports pandas, which makes an up-to-date run half as long again; parameters here are plain values.
    """
    if hasattr(PersistenceBase, "_serialize_param_builtin"):
        PersistenceBase._serialize_param = property(lambda self: self._serialize_param_builtin)


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
        checks = rule.name.endswith(READING)
        rule.priority = (position + len(without) * checks) / 1000


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
