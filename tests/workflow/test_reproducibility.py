"""The same inputs give the same bytes, and a difference is named."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from scripts import verify_results
from scripts.jobs.errors import UserError
from scripts.reproducibility.lock import lock_of, read_lock, write_lock
from scripts.reproducibility.scratch import run_snakemake
from tests.workflow.running import COHORT, REPOSITORY, copy_sources, snakemake

LOCK = "reproducibility.lock"


def test_the_lock_does_not_depend_on_cores_hash_seed_time_zone_locale_or_folder(finished_run, tmp_path):
    project = copy_sources(tmp_path / "another folder, größer")
    run = snakemake(
        project,
        "lock",
        "--cores",
        "1",
        PYTHONHASHSEED="4711",
        TZ="Pacific/Auckland",
        LC_ALL="C",
        HOME=str(tmp_path / "home"),
    )
    assert run.status == 0, run.printed
    first, second = lock_of(finished_run[0]), read_lock(project / LOCK)
    assert len(first.outputs) > 40
    assert first == second


def test_verify_passes_on_the_committed_lock(fresh_project):
    (fresh_project / LOCK).write_bytes((REPOSITORY / LOCK).read_bytes())
    run = snakemake(fresh_project, "verify")
    assert run.status == 0, run.printed
    assert f"outputs are as in {LOCK}" in run.printed
    assert (fresh_project / LOCK).read_bytes() == (REPOSITORY / LOCK).read_bytes()


def test_verify_names_every_output_and_number_that_differs(finished_run, tmp_path, monkeypatch):
    lock = lock_of(finished_run[0])
    mean = "reduction.size_mm.week_4.lesion.all.observed.mean.summary"
    lock.outputs[f"results/{COHORT}/figures/flow.svg"] = "0" * 64
    lock.outputs[f"results/{COHORT}/figures/gone.svg"] = "0" * 64
    del lock.outputs[f"results/{COHORT}/report.html"]
    lock.numbers[COHORT][mean]["estimate"] = 67.0
    lock.sources["inputs"][f"data/{COHORT}/table1.csv"] = "0" * 64
    write_lock(lock, tmp_path / LOCK)
    monkeypatch.setattr(verify_results, "fresh_run", lambda *_: nullcontext(finished_run[0]))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError) as error:
        verify_results.main(".", [], 1, LOCK)
    expected = [
        f"differs from {LOCK} in 4 places",
        f"results/{COHORT}/figures/flow.svg: differs",
        f"results/{COHORT}/figures/gone.svg: missing",
        f"results/{COHORT}/report.html: should not be there",
        f"{COHORT}: {mean}: estimate was 67.0, is 62.6380552220",
        f"input data/{COHORT}/table1.csv differs",
    ]
    assert [text for text in expected if text not in str(error.value)] == []


def test_verify_without_a_lock_says_how_to_write_one(fresh_project):
    run = snakemake(fresh_project, "verify")
    assert run.status != 0
    assert f"{LOCK}: no such file. Write it with `snakemake lock`" in run.printed
    assert "Traceback" not in run.printed


def test_a_failing_lock_leaves_the_old_one(finished_run, fresh_project):
    write_lock(lock_of(finished_run[0]), fresh_project / LOCK)
    before = (fresh_project / LOCK).read_bytes()
    table = fresh_project / "data" / COHORT / "table1.csv"
    table.write_text("Case\n", encoding="utf-8")
    run = snakemake(fresh_project, "lock")
    assert run.status != 0
    assert "data/aarhus-2014/table1.csv" in run.printed
    assert (fresh_project / LOCK).read_bytes() == before
    assert not Path(f"{fresh_project / LOCK}.new").exists()


def test_a_scratch_run_has_the_salt_of_pseudonyms_and_nothing_of_the_run_that_started_it(tmp_path, monkeypatch):
    program = "import os; print('salt', os.environ['CASETRACE_SALT_FILE'], os.environ.get('SNAKEMAKE_PROFILE'))"
    (tmp_path / "scratch").mkdir()
    (tmp_path / "scratch" / "Snakefile").write_text(f"{program}\nrule all:\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CASETRACE_SALT_FILE", "secrets/salt")
    monkeypatch.setenv("SNAKEMAKE_PROFILE", "none")
    run = run_snakemake(tmp_path / "scratch", "--cores", "1")
    assert run.returncode == 0, run.stdout
    assert f"salt {tmp_path}/secrets/salt None" in run.stdout
