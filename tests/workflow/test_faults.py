"""A run after a fault: results that were edited, raw files of another time, a run that was killed."""

import os
import subprocess
import sys

from tests.faults.interrupted import contents, goes_on, killed, unnoticed
from tests.workflow.running import COHORT, edit, planned, snakemake, started


def test_files_of_a_run_that_are_damaged_are_named_and_made_again(project, monkeypatch):
    monkeypatch.chdir(project)
    assert list(unnoticed(project, one_in=30)) == []


def test_a_raw_file_replaced_by_an_older_one_reruns_everything_and_a_touch_nothing(project):
    table = project / "data" / COHORT / "table1.csv"
    for path in (table, *(project / "casetrace").rglob("*.py"), *(project / "scripts").glob("*.py")):
        path.touch()
    assert planned(project) == set()
    edit(table, "50/38,10/80", "50/38,20/75")
    os.utime(table, (1_500_000_000, 1_500_000_000))
    assert "ingest_cohort" in planned(project)


def test_after_an_edit_and_a_kill_a_plain_run_gives_the_same_bytes(project):
    expected = contents(project)
    statistics = project / "results" / COHORT / "clean" / "problems.parquet"
    statistics.write_bytes(statistics.read_bytes()[:100])
    told = snakemake(project, "--dry-run").printed
    assert f"results/{COHORT}/clean/problems.parquet was changed after clean_cohort had written it" in told
    killed(project, 8.0, group=False)
    assert goes_on(project, expected) == ""


def test_a_living_run_is_respected(project):
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import time\nfrom casetrace.pipeline.running import the_only_run\n"
            "with the_only_run():\n    print('held', flush=True)\n    time.sleep(120)",
        ],
        cwd=project,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    try:
        run = snakemake(project)
        assert run.status != 0
        assert f"Another run is at work in this folder (process {holder.pid} on " in run.printed
        assert "Traceback" not in run.printed
    finally:
        holder.kill()
        holder.communicate()


def test_no_folder_of_the_user_is_needed(project):
    run = started(project, XDG_CACHE_HOME="/proc/none", TMPDIR="/none")
    assert run.status == 0, run.printed


def test_a_file_outside_the_project_is_refused_and_not_quoted(project, tmp_path):
    secret = tmp_path / "outside.csv"
    secret.write_text("secret,patient\n1,2\n", encoding="utf-8")
    link = project / "data" / "link.csv"
    link.symlink_to(secret)
    edit(project / "config.yaml", "file: data/aarhus-2014/table1.csv", "file: data/link.csv")
    run = snakemake(project)
    assert "data/link.csv is a file outside the project" in run.printed
    assert "secret" not in run.printed
