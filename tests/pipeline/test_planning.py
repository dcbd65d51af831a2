"""What many jobs share is asked once: names and times of files when they are planned, sizes when they wait."""

import subprocess
import sys
from textwrap import dedent
from types import SimpleNamespace

from casetrace.pipeline import hooks
from tests.stages.running import ROOT

#: In a process of its own, since it changes Snakemake for good.
ASKED = dedent(
    """
    import asyncio
    from types import SimpleNamespace

    from casetrace.pipeline import hooks
    from snakemake.io import IOCache, IOFile

    hooks.planning.files_are_planned_once()
    rule = SimpleNamespace(pathvars=SimpleNamespace(apply=str), workflow=SimpleNamespace())
    rule.workflow.iocache = cache = IOCache(1)
    code, table = IOFile("Snakefile", rule=rule), IOFile("results/{cohort}/table.csv", rule=rule)
    made = [file.apply_wildcards({"cohort": cohort}) for file in (code, table) for cohort in ("one", "two")]
    print(made[0] is made[1], *made[1:])

    asked = []

    async def collect(path):
        asked.append(str(path))
        return 0

    cache.collect_mtime = collect
    jobs = [SimpleNamespace(input=[made[0], made[number]], output=[], benchmark=None) for number in (1, 2, 3)]
    queued = []
    put = asyncio.Queue.put_nowait
    asyncio.Queue.put_nowait = lambda self, item: (queued.append(item), put(self, item))
    asyncio.run(cache.mtime_inventory(jobs))
    print(*asked)
    print(*(name for name in queued if isinstance(name, str)))
    """
)


def printed(script: str) -> list[str]:
    """The lines that a script prints in a Python of its own."""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_file_is_named_and_looked_at_once_for_all_jobs_that_share_it():
    assert printed(ASKED) == [
        "True Snakefile results/one/table.csv results/two/table.csv",
        "Snakefile",
        "Snakefile",
    ]


WAITING = dedent(
    """
    import asyncio
    from types import SimpleNamespace

    from casetrace.pipeline import hooks
    from snakemake.cli import get_argument_parser
    from snakemake.scheduling.job_scheduler import JobRateLimiter, JobScheduler
    from snakemake.settings.types import MaxJobsPerTimespan

    RATE = get_argument_parser().get_default("max_jobs_per_timespan")

    usual, asked = (JobRateLimiter(MaxJobsPerTimespan.parse_choice(rate)) for rate in (RATE, "1/1s"))

    def begin(self, workflow, *others):
        self._input_sizes, self.job_rate_limiter = {}, workflow.rate

    JobScheduler.__init__ = begin
    hooks.planning.many_jobs_can_wait()
    for local, rate in ((True, usual), (False, usual), (True, asked)):
        here = JobScheduler(SimpleNamespace(local_exec=local, rate=rate), None, None, None)
        print(local, here.job_rate_limiter is rate)

    requested = []

    class File(str):
        async def exists(self):
            return True

        async def size(self):
            requested.append(str(self))
            return len(self)

    class Job(SimpleNamespace):
        __hash__ = object.__hash__

    code = File("code.py")
    first, second = (Job(input=[code, File(name)]) for name in ("one.csv", "second.csv"))
    for ready in ([first], [first, second], [second]):
        asyncio.run(here.update_input_sizes(ready))
    print(*sorted(requested))
    print(*sorted(here._input_sizes.items()))
    """
)


def test_the_sizes_of_what_a_job_reads_are_asked_once_and_the_usual_rate_is_not_kept_here():
    assert printed(WAITING) == [
        "True False",
        "False True",
        "True True",
        "code.py one.csv second.csv",
        "('code.py', 7) ('one.csv', 7) ('second.csv', 10)",
    ]


def test_a_priority_that_is_given_is_kept_and_none_is_as_high_as_a_whole_one():
    names = ("ours_ingest_cohort", "ours_check_cohort", "ours_analyse_cohort", "ours_report_cohort", "own")
    rules = [SimpleNamespace(name=name, priority=0) for name in names]
    rules[-1].priority = 2
    hooks.planning.order_of_jobs(rules)
    hooks.planning.order_of_jobs(rules)
    first, second, analysis, report, own = (rule.priority for rule in rules)
    assert 0 < analysis < report < first < second < 1 < own == 2
