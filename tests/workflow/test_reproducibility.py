"""The same inputs give the same bytes, and a difference is named."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from threadpoolctl import threadpool_info

from casetrace.model.environment import platform_name
from casetrace.model.errors import UserError
from casetrace.verify import run as fresh
from casetrace.verify.lock import Lock, lock_of
from casetrace.verify.lock_file import read_lock, write_lock
from casetrace.verify.scratch import run_snakemake
from tests.workflow.running import COHORT, REPOSITORY, copy_sources, snakemake, started

LOCK = "reproducibility.lock"
MEAN = "reduction.size_mm.week_4.lesion.all.observed.mean.summary"
ESTIMATE = 62.6380552221


def test_a_run_does_not_depend_on_cores_hash_seed_time_zone_locale_or_folder(finished_run, tmp_path):
    project = copy_sources(tmp_path / "another folder, größer")
    lock = lock_of(finished_run[0])
    assert len(lock.outputs) > 40
    write_lock(lock, project / LOCK)
    run = started(
        project,
        "verify",
        "--cores",
        "1",
        PYTHONHASHSEED="4711",
        TZ="Pacific/Auckland",
        LC_ALL="C",
        HOME=str(tmp_path / "home"),
    )
    assert run.status == 0, run.printed
    assert f"{len(lock.outputs)} outputs are as in {LOCK}, to the byte" in run.printed


def test_a_lock_is_written_and_is_that_of_the_run(finished_run, tmp_path, monkeypatch):
    monkeypatch.setattr(fresh, "fresh_run", lambda *_: nullcontext(finished_run[0]))
    fresh.lock_results(".", [], 1, str(tmp_path / LOCK))
    assert read_lock(tmp_path / LOCK) == lock_of(finished_run[0])


def test_the_committed_lock_is_that_of_the_study(verified):
    assert f"outputs are as in {LOCK}" in verified(read_lock(REPOSITORY / LOCK))


def test_verify_names_every_output_and_number_that_differs(finished_run, tmp_path, monkeypatch):
    lock = lock_of(finished_run[0])
    lock.outputs[f"results/{COHORT}/figures/flow.svg"] = "0" * 64
    lock.outputs[f"results/{COHORT}/figures/gone.svg"] = "0" * 64
    del lock.outputs[f"results/{COHORT}/report.html"]
    lock.numbers[COHORT][MEAN]["estimate"] = 67.0
    lock.sources["inputs"][f"data/{COHORT}/table1.csv"] = "0" * 64
    write_lock(lock, tmp_path / LOCK)
    monkeypatch.setattr(fresh, "fresh_run", lambda *_: nullcontext(finished_run[0]))
    monkeypatch.chdir(tmp_path)
    kept: list[str] = []
    with pytest.raises(UserError) as error:
        fresh.verify_results(".", [], 1, LOCK, kept.append)
    found = json.loads(kept[0])
    assert (found["agrees"], found["compared"], found["tolerance"]) == (False, "bytes", 0)
    assert found["differing_outputs"] == [
        {"path": f"results/{COHORT}/figures/gone.svg", "how": "missing"},
        {"path": f"results/{COHORT}/report.html", "how": "unexpected"},
        {"path": f"results/{COHORT}/figures/flow.svg", "how": "differs"},
    ]
    (moved,) = found["differing_numbers"]
    assert moved.pop("is") == pytest.approx(ESTIMATE)
    assert moved == {"cohort": COHORT, "result_id": MEAN, "column": "estimate", "was": 67.0}
    assert found["changed"] == [f"input data/{COHORT}/table1.csv differs"]
    expected = [
        f"differs from {LOCK} in 4 places",
        f"results/{COHORT}/figures/flow.svg: differs",
        f"results/{COHORT}/figures/gone.svg: missing",
        f"results/{COHORT}/report.html: should not be there",
        f"{COHORT}: {MEAN}: estimate was 67.0, is 62.6380552221",
        f"input data/{COHORT}/table1.csv differs",
    ]
    assert [text for text in expected if text not in str(error.value)] == []


@pytest.fixture
def verified(finished_run, tmp_path, monkeypatch, caplog) -> Callable[[Lock], str]:
    """Verifies the finished run against a lock: what is said, which raises `UserError` where they differ."""

    def verify(lock: Lock) -> str:
        write_lock(lock, tmp_path / LOCK)
        monkeypatch.setattr(fresh, "fresh_run", lambda *_: nullcontext(finished_run[0]))
        monkeypatch.chdir(tmp_path)
        with caplog.at_level("INFO", logger="casetrace"):
            fresh.verify_results(".", [], 1, LOCK)
        return str(caplog.messages[-1])

    return verify


def test_on_another_processor_bytes_may_differ_where_numbers_and_texts_agree(finished_run, verified):
    lock = lock_of(finished_run[0])
    assert verified(lock).endswith("to the byte")
    lock.software["platform"] += " of another kind"
    assert verified(lock).endswith("to the byte")
    lock.outputs[f"results/{COHORT}/statistics.csv"] = "0" * 64
    lock.numbers[COHORT][MEAN]["estimate"] = ESTIMATE * (1 + 1e-11)
    said = verified(lock)
    assert "in every number to a relative 1e-09; 1 of them have other bytes" in said
    assert "platform was" in said


@pytest.mark.parametrize("column", ["estimate", "status"])
def test_on_another_processor_numbers_and_texts_must_agree(finished_run, verified, column):
    lock = lock_of(finished_run[0])
    lock.software["platform"] += " of another kind"
    lock.numbers[COHORT][MEAN][column] = ESTIMATE * (1 + 1e-8) if column == "estimate" else "refused"
    with pytest.raises(UserError, match=f"{MEAN}: {column} was"):
        verified(lock)


def test_on_the_same_processor_the_last_digit_is_told(finished_run, verified):
    lock = lock_of(finished_run[0])
    lock.numbers[COHORT][MEAN]["estimate"] = ESTIMATE + 1e-10
    with pytest.raises(UserError, match=r"estimate was 62\.6380552222\d*, is 62\.6380552221"):
        verified(lock)


def test_the_platform_names_the_kernel_of_the_matrix_library():
    kernels = [part["architecture"] for part in threadpool_info() if part["user_api"] == "blas"]
    assert all(kernel in platform_name() for kernel in kernels)


def test_verify_without_a_lock_says_how_to_write_one(fresh_project):
    run = snakemake(fresh_project, "verify")
    assert run.status != 0
    found = json.loads((fresh_project / "results/logs/verify.json").read_text(encoding="utf-8"))
    assert (found["agrees"], found["failed"].partition(".")[0]) == (False, "reproducibility")
    assert f"{LOCK}: no such file. Write it with `casetrace lock`" in run.printed
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
