"""Files that many jobs share are planned once: the name of each, and the time at which it was written."""

import subprocess
import sys
from textwrap import dedent

from tests.stages.running import ROOT

#: In a process of its own, since it changes Snakemake for good.
ASKED = dedent(
    """
    import asyncio
    from types import SimpleNamespace

    from casetrace.pipeline import hooks
    from snakemake.io import IOCache, IOFile

    hooks.files_are_planned_once()
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


def test_a_file_is_named_and_looked_at_once_for_all_jobs_that_share_it():
    done = subprocess.run([sys.executable, "-c", ASKED], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [
        "True Snakefile results/one/table.csv results/two/table.csv",
        "Snakefile",
        "Snakefile",
    ], done.stderr
