"""A run on a cluster: a real Slurm of one node on loopback, which loses its node in the middle of a job."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflow.running import COHORT, REPOSITORY, edit, planned

SCRIPTS = REPOSITORY / "tests/slurm"
#: Where `make` installs what only a run on a cluster needs.
PLUGIN = Path(sys.prefix, "cluster")
#: Snakemake, which looks after its jobs each second. The plugin would look ever more seldom, to spare a cluster.
SNAKEMAKE = """
import sys
from snakemake.cli import main
from snakemake_interface_executor_plugins.executors.remote import RemoteExecutor
RemoteExecutor.next_seconds_between_status_checks = property(lambda _: 1, lambda _, seconds: None)
main(sys.argv[1:])
"""
#: What the tests wait for takes seconds; a machine may be slow.
LONG = 600


class Slurm:
    """A cluster of one node.

    Parameters
    ----------
    folder
        Where it was started, and writes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        shell = f"source {folder}/environment && env -0"
        variables = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=True).stdout
        self.environment = dict(variable.split("=", 1) for variable in variables.split("\0") if variable)
        self.environment["PYTHONPATH"] = str(PLUGIN)

    def ask(self, *command: str) -> str:
        """What a command of Slurm says."""
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True).stdout

    def submit(self, project: Path) -> subprocess.Popen:
        """Begin a run on the cluster."""
        return subprocess.Popen(
            [sys.executable, "-c", SNAKEMAKE, "--workflow-profile", "profiles/slurm"],
            cwd=project,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def lose_node(self) -> None:
        """End the node's daemon and all that it runs, as if the power had failed."""
        parents = dict(map(str.split, self.ask("ps", "-eo", "pid=,ppid=").splitlines()))
        scripts = [line.split()[0] for line in self.ask("scontrol", "listpids").splitlines()[1:]]
        lost = [Path(self._folder, "slurmd.pid").read_text().strip()]
        # The jobs' own daemons, which nobody is above, and what they have started.
        lost += {parents[script] for script in scripts if parents.get(script, "1") not in ("1", *scripts)}
        for process in lost:
            lost += [child for child, parent in parents.items() if parent == process and child not in lost]
        for process in lost:
            subprocess.run(["kill", "-KILL", process], check=False, stderr=subprocess.DEVNULL)

    def repair_node(self) -> None:
        """Start the daemon again."""
        subprocess.run(["slurmd"], env=self.environment, check=True)


@pytest.fixture
def slurm() -> Iterator[Slurm]:
    """A cluster at work, which is ended with the test."""
    missing = [name for name in ("munged", "slurmctld", "slurmd", "sbatch") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed; tests/install-debian.sh installs Slurm")
    if not PLUGIN.is_dir():
        pytest.skip(f"Snakemake's plugin for Slurm is not in {PLUGIN}; make installs it")
    if os.geteuid() != 0:
        pytest.skip("Slurm's daemon starts jobs as their users, for which it must be root")
    # The socket's path must be short, and its folder open to all.
    folder = Path(tempfile.mkdtemp(prefix="slurm-"))
    try:
        subprocess.run(["bash", SCRIPTS / "start.sh", folder], check=True)
        yield Slurm(folder)
    finally:
        subprocess.run(["bash", SCRIPTS / "stop.sh", folder], check=True)
        shutil.rmtree(folder)


def outputs(project: Path) -> dict[str, bytes]:
    """All that the cohort's folder holds beside its logs, which tell the time."""
    folder = project / "results" / COHORT
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        name: path.read_bytes() for path in files if not (name := str(path.relative_to(folder))).startswith("logs/")
    }


def wait_for(path: Path) -> None:
    until = time.monotonic() + LONG
    while not path.exists():
        assert time.monotonic() < until, f"{path} was not written"
        time.sleep(0.1)


def test_a_run_on_a_cluster_survives_its_node_and_fails_as_one_on_this_machine(slurm, fresh_project, finished_run):
    run = slurm.submit(fresh_project)
    wait_for(fresh_project / "results" / COHORT / "logs/ingest_cohort.digests.json")
    slurm.lose_node()
    # Of a job that has just begun, Slurm believes for some seconds that it is yet to come.
    time.sleep(7)
    slurm.repair_node()
    printed, _ = run.communicate(timeout=LONG)
    assert run.returncode == 0, printed
    # The cohort was one job, all its steps in it, and the lines of the run are those of any other.
    assert "aarhus-2014: sent to the cluster as job 1, 14 steps\n" in printed
    assert re.findall(r"(\d+) of 14 ", printed) == [str(number) for number in range(1, 15)]
    assert printed.endswith("The report is results/aarhus-2014/report.html\n")
    assert outputs(fresh_project) == outputs(finished_run[0])
    # It asked for what its largest step needs, and for the time of all 14 together.
    asked = slurm.ask("squeue", "--noheader", "--states=all", "--format=%i %m %l %C")
    assert asked.split() == ["1", "1000M", "1:10:00", "1"]

    # A mistake in the data: one attempt, and the message of a run without a cluster.
    before = outputs(fresh_project)
    edit(fresh_project / "data" / COHORT / "table1.csv", "Fingertip,3,", "Fingertip,3 furlongs,")
    run = slurm.submit(fresh_project)
    printed, _ = run.communicate(timeout=LONG)
    assert run.returncode == 1
    told = printed[printed.index("aarhus-2014: sent") :].splitlines()
    assert told[1:4] == ["aarhus-2014: check_cohort failed", "", "Cohort aarhus-2014: 1 error in its data."]
    assert '    found: "3 furlongs"' in told
    assert told[-1] == "The log is results/aarhus-2014/logs/check_cohort.log"
    assert len(re.findall("sent to the cluster", printed)) == 1
    # What the steps before it have written is there, and what those behind it wrote of the data before.
    after = outputs(fresh_project)
    assert b"furlongs" in after["problems.csv"]
    assert after["report.html"] == before["report.html"]
    # A run without the cluster goes on from there, and takes none of it for done.
    edit(fresh_project / "data" / COHORT / "table1.csv", "Fingertip,3 furlongs,", "Fingertip,3,")
    assert {"ingest_cohort", "analyse_cohort", "report_cohort", "provenance_cohort"} <= planned(fresh_project)
