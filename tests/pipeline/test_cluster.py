"""What a step asks a cluster for, where a job there failed, and whether it is worth another try."""

import logging
import os
import re
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from snakemake.exceptions import WorkflowError

from casetrace.model.errors import UserError
from casetrace.model.figure_families import FAMILIES
from casetrace.model.yaml_files import read_yaml
from casetrace.pipeline import cluster
from casetrace.pipeline.cluster import began, in_vain, memory_mb, minutes, raw_megabytes, refused_for_good
from casetrace.pipeline.digests import recorded
from casetrace.pipeline.hooks.runs import the_cluster_answers
from casetrace.pipeline.log import job_log
from tests.stages.running import ROOT


@pytest.fixture(autouse=True)
def logging_as_it_was():
    root, level, handlers = logging.getLogger(), logging.getLogger().level, logging.getLogger().handlers
    yield
    logging.captureWarnings(False)
    root.handlers = handlers
    root.setLevel(level)


def test_raw_files_are_as_large_as_their_text(tmp_path):
    table, sheet = tmp_path / "a.csv", tmp_path / "b.XLSX"
    table.write_bytes(b"x" * 2_000_000)
    sheet.write_bytes(b"x" * 100_000)
    assert raw_megabytes([str(table)]) == 2
    assert raw_megabytes([str(table), str(sheet), str(tmp_path / "missing.csv")]) == pytest.approx(2.8)


@pytest.mark.parametrize("asked", [memory_mb, minutes])
def test_a_step_asks_for_more_of_a_larger_table_and_twice_as_much_at_each_attempt(asked):
    assert asked(0, 1) < asked(7, 1) < asked(70, 1)
    assert [asked(7, attempt) for attempt in (2, 3)] == [2 * asked(7, 1), 4 * asked(7, 1)]
    assert all(isinstance(asked(megabytes, 1), int) for megabytes in (0, 0.1, 7.3))


#: The largest step of 4,000 and of 40,000 patients by the megabytes of their table; Snakemake itself takes 200 MB.
@pytest.mark.parametrize(("megabytes", "peak"), [(0.7, 580), (7.3, 1547)])
def test_the_memory_asked_for_is_enough(megabytes, peak):
    assert memory_mb(megabytes, 1) > peak + 200


def run(folder: Path, fault: BaseException | None) -> Path:
    """The log of a step that has failed or come to its end."""
    log, written = folder / "results/a/logs/step.log", folder / "results/a/written"
    try:
        with job_log(log), recorded(str(log), [], [str(written)]):
            if fault:
                raise fault
            written.write_text("x", encoding="utf-8")
    except (SystemExit, KeyboardInterrupt):
        pass
    return log


@pytest.mark.parametrize(
    ("fault", "failed", "worthless"),
    [
        (None, False, False),
        (UserError("line 2: no number"), True, True),
        (KeyError("a fault of the program"), True, True),
        (MemoryError(), True, False),
        (OSError(28, "No space left on device"), True, False),
        # A job that the cluster ends leaves nothing in its log.
        (KeyboardInterrupt(), True, False),
    ],
)
def test_a_step_is_tried_again_where_neither_data_nor_code_are_at_fault(tmp_path, capsys, fault, failed, worthless):
    before = time.time()
    log = str(run(tmp_path, fault))
    assert (began(log, before), in_vain(log, before)) == (failed, worthless)


def test_what_a_cluster_does_not_know_it_will_not_know_later():
    told = "SLURM sbatch failed. The error message was 'sbatch: error: {}'.\n    sbatch call:"
    assert refused_for_good(
        told.format("Batch job submission failed: Invalid account or account/partition combination")
    )
    assert not refused_for_good(told.format("Batch job submission failed: Socket timed out on send/recv operation"))
    assert not refused_for_good("SLURM-job '7' failed, SLURM status is: 'TIMEOUT'. Invalid reason.")


def test_a_log_of_an_earlier_run_says_nothing(tmp_path):
    log = run(tmp_path, UserError("old"))
    now = time.time()
    os.utime(log, (now - 60, now - 60))
    assert not began(str(log), now)
    assert not in_vain(str(log), now)
    assert not began(str(tmp_path / "missing.log"), now)


def test_every_rule_belongs_to_a_job_of_the_cluster_or_runs_at_once():
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "workflow/rules").glob("*.smk")))
    rules = set(re.findall(r"^ *rule (\w+):", text, re.MULTILINE)) | {f"figures_{family}" for family in FAMILIES}
    local = set(re.findall(r"\w+", "".join(re.findall(r"^localrules:\n((?:    \w+,\n)+)", text, re.MULTILINE))))
    groups = read_yaml(ROOT / "profiles/slurm/config.yaml")["groups"]
    assert local == {"audit", "audit_check", "lock", "verify"}
    assert set(groups) == rules - local
    assert {rule for rule, group in groups.items() if group == "pooled"} == {rule for rule in rules if "pool" in rule}


def test_the_profile_of_a_cluster_says_what_the_default_one_says():
    here, there = (read_yaml(ROOT / f"profiles/{name}/config.yaml") for name in ("default", "slurm"))
    del here["cores"]
    assert {key: there.get(key) for key in here} == here


@pytest.mark.parametrize(
    ("sinfo", "told"),
    [
        ("", "Slurm's commands, such as sinfo, are not found. Load them, often with `module load slurm`"),
        ("echo 'sinfo: error: no host' >&2; echo 'sinfo: fatal: none' >&2; exit 1", "(error: no host; fatal: none)."),
        ("exit 1", "Slurm does not answer (sinfo fails). Ask who runs the cluster"),
        ("sleep 5", "Slurm does not answer (no reply to sinfo in 0.5 seconds)."),
        ("echo up", ""),
    ],
)
def test_a_cluster_that_does_not_answer_is_told_before_a_job_is_sent(tmp_path, monkeypatch, sinfo, told):
    if sinfo:
        (tmp_path / "sinfo").write_text(f"#!/bin/sh\n{sinfo}\n", encoding="utf-8")
        (tmp_path / "sinfo").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin" if sinfo else str(tmp_path))
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    workflow = SimpleNamespace(executor_plugin=SimpleNamespace(name="slurm"))
    if not told:
        the_cluster_answers(workflow)
        return
    with pytest.raises(WorkflowError) as stopped:
        the_cluster_answers(workflow)
    assert str(stopped.value).startswith("No job can be sent to the cluster. Slurm")
    assert told in str(stopped.value)
    # on this machine nobody asks for a cluster
    the_cluster_answers(SimpleNamespace(executor_plugin=SimpleNamespace(name="local")))
