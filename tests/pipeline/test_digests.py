"""Which jobs run again: by the content of their files, whatever their times."""

import json
import os
from pathlib import Path

import pytest

from casetrace.model.errors import UserError
from casetrace.pipeline.decisions import Decision, Job, decide, leftovers
from casetrace.pipeline.digests import KnownDigests, changed_results, record_file, recorded

FOLDER = Path("results/own")


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    """A folder in which two jobs have run: one from the raw file to a table, one from the table to a result."""
    monkeypatch.chdir(tmp_path)
    for folder in ("data", f"{FOLDER}/logs", f"{FOLDER}/clean"):
        Path(folder).mkdir(parents=True)
    Path("data/raw.csv").write_text("3\n", encoding="utf-8")
    run(CLEAN, "3")
    run(COLLECT, "estimate 3")
    return tmp_path


CLEAN = Job(f"{FOLDER}/logs/clean.log", ("data/raw.csv",), (f"{FOLDER}/clean/table.txt",))
COLLECT = Job(f"{FOLDER}/logs/collect.log", (f"{FOLDER}/clean/table.txt",), (f"{FOLDER}/statistics.csv",))
JOBS = (CLEAN, COLLECT)


def run(job: Job, text: str) -> None:
    with recorded(job.log, job.inputs, job.outputs):
        Path(job.outputs[0]).write_text(text, encoding="utf-8")


def decided() -> Decision:
    known = KnownDigests(Path(".snakemake/digests.json"))
    decision = decide(JOBS, known)
    known.keep()
    return decision


def test_nothing_runs_again_where_nothing_has_changed_but_times():
    assert decided() == Decision()
    for path in ("data/raw.csv", *CLEAN.outputs, *COLLECT.outputs):
        os.utime(path, (2_000_000_000, 2_000_000_000))
    assert decided() == Decision()


@pytest.mark.parametrize("moment", [0, 1_000_000_000, 4_000_000_000])
def test_another_raw_file_runs_what_reads_it_again_whatever_its_time(moment):
    decided()
    Path("data/raw.csv").write_text("4\n", encoding="utf-8")
    os.utime("data/raw.csv", (moment, moment))
    assert decided() == Decision(set(CLEAN.outputs))


def test_another_content_of_the_same_size_and_time_is_seen():
    moment = Path("data/raw.csv").stat().st_mtime_ns
    os.utime("data/raw.csv", ns=(moment - 10**10, moment - 10**10))
    decided()
    with Path("data/raw.csv").open("r+", encoding="utf-8") as raw:
        raw.write("4")
    os.utime("data/raw.csv", ns=(moment - 10**10, moment - 10**10))
    assert decided().again == set(CLEAN.outputs)


@pytest.mark.parametrize("text", ["4", "", "3 ", "\0garbage"])
def test_an_edited_file_is_named_and_made_again(text):
    Path(CLEAN.outputs[0]).write_text(text, encoding="utf-8")
    decision = decided()
    assert decision.told == [f"{CLEAN.outputs[0]} was changed after clean had written it; it is made again."]
    assert decision.again == {*CLEAN.outputs, *COLLECT.outputs}
    assert changed_results("results") == [f"{CLEAN.outputs[0]} was changed after clean had written it"]


def test_a_deleted_file_is_made_again_without_a_word():
    Path(COLLECT.outputs[0]).unlink()
    assert decided() == Decision(set(COLLECT.outputs))
    assert changed_results("results") == []


@pytest.mark.parametrize("record", [None, "", "[]", '{"rule": "clean"}', '{"rule": "clean", "read": 1, "written": {}}'])
def test_a_job_without_a_record_runs_again(record):
    path = record_file(CLEAN.log)
    path.unlink()
    if record is not None:
        path.write_text(record, encoding="utf-8")
    assert decided() == Decision(set(CLEAN.outputs))


def test_a_job_with_other_files_runs_again():
    fewer, more = Job(CLEAN.log, (), CLEAN.outputs), Job(CLEAN.log, (*CLEAN.inputs, "config.yaml"), CLEAN.outputs)
    for job in (fewer, more):
        assert decide([job], KnownDigests(Path("none"))).again == set(CLEAN.outputs)


def test_a_job_does_not_read_what_was_changed_after_it_was_written():
    before = Path(COLLECT.outputs[0]).read_bytes()
    Path(CLEAN.outputs[0]).write_text("4", encoding="utf-8")
    with pytest.raises(UserError, match="was changed after clean had written it"):
        run(COLLECT, "estimate 4")
    assert Path(COLLECT.outputs[0]).read_bytes() == before


def test_a_job_that_fails_leaves_no_record():
    with pytest.raises(ZeroDivisionError), recorded(CLEAN.log, CLEAN.inputs, CLEAN.outputs):
        raise ZeroDivisionError
    assert decided().again == set(CLEAN.outputs)


def test_an_output_that_is_a_folder_is_held_file_by_file():
    job = Job(f"{FOLDER}/logs/hand.log", (), (f"{FOLDER}/workflow",))
    with recorded(job.log, job.inputs, job.outputs):
        Path(FOLDER, "workflow/rules").mkdir(parents=True)
        Path(FOLDER, "workflow/rules/a.smk").write_text("rule a:", encoding="utf-8")
    known = Path("none")
    assert decide([job], KnownDigests(known)) == Decision()
    Path(FOLDER, "workflow/rules/b.smk").write_text("rule b:", encoding="utf-8")
    assert decide([job], KnownDigests(known)).again == set(job.outputs)


def test_what_nothing_makes_any_more_is_removed_and_what_nobody_made_is_told():
    Path(FOLDER, "notes.txt").write_text("mine", encoding="utf-8")
    made = [*CLEAN.outputs]
    dry = list(leftovers(FOLDER, made, KnownDigests(Path("none")), remove=False))
    assert dry[0] == f"To be removed, since nothing makes it any more: {COLLECT.outputs[0]}."
    lines = list(leftovers(FOLDER, made, KnownDigests(Path("none"))))
    assert lines == [
        f"Removed, since nothing makes it any more: {COLLECT.outputs[0]}.",
        f"No step makes these files, and they are no part of these results: {FOLDER}/notes.txt.",
    ]
    assert not Path(COLLECT.outputs[0]).exists()
    assert Path(FOLDER, "notes.txt").exists()
    assert Path(CLEAN.outputs[0]).exists()


def test_an_edited_file_that_nothing_makes_any_more_is_left():
    Path(COLLECT.outputs[0]).write_text("mine", encoding="utf-8")
    assert len(list(leftovers(FOLDER, [*CLEAN.outputs], KnownDigests(Path("none"))))) == 1
    assert Path(COLLECT.outputs[0]).exists()


def test_digests_that_are_kept_are_used_as_long_as_the_file_is_the_same(tmp_path):
    old = Path("data/raw.csv").stat().st_mtime - 100
    os.utime("data/raw.csv", (old, old))
    kept = tmp_path / "kept.json"
    known = KnownDigests(kept)
    digest = known.digest("data/raw.csv")
    about = Path("data/raw.csv").stat()
    sign = [about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino]
    kept.write_text(json.dumps({"data/raw.csv": [*sign, "kept"]}), encoding="utf-8")
    assert KnownDigests(kept).digest("data/raw.csv") == "kept"
    Path("data/raw.csv").touch()
    assert KnownDigests(kept).digest("data/raw.csv") == digest
    kept.write_text("damaged", encoding="utf-8")
    assert KnownDigests(kept).digest("data/raw.csv") == digest
