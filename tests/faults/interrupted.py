"""A seeded campaign with the real pipeline: runs that are killed, and files of the results that are damaged.

After each a plain `snakemake` must go on by itself and give the same bytes.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from casetrace.model.digests import file_digest
from casetrace.pipeline.decisions import Job, decide
from casetrace.pipeline.digests import SUFFIX, KnownDigests, read_record
from tests.workflow.running import COHORT, started

#: Seconds after which the run of the first cohort is killed, at the latest.
LAST_MOMENT = 40.0
DAMAGES = ("truncated", "emptied", "garbage", "one byte changed")


def contents(project: Path) -> dict[str, str]:
    """The digest of every result, without the logs."""
    results = project / "results" / COHORT
    files = (path for path in sorted(results.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return {str(path.relative_to(results)): file_digest(path) for path in files if "logs" not in path.parts}


def damage(path: Path, kind: str, draw: random.Random) -> None:
    """Damage a file, so that its content is another one."""
    raw = path.read_bytes()
    place = draw.randrange(max(len(raw), 1))
    changed = {
        "truncated": raw[:place],
        "emptied": b"",
        "garbage": draw.randbytes(max(len(raw), 1)),
        "one byte changed": raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :] if raw else b"1",
    }[kind]
    path.write_bytes(changed if changed != raw else b"1")


def jobs(project: Path) -> list[Job]:
    """The jobs of a finished run in the working directory, as they are recorded."""
    found = []
    for path in sorted(Path("results").glob(f"*/logs/*{SUFFIX}")):
        record = read_record(project / path)
        assert record is not None
        found.append(Job(str(path).replace(SUFFIX, ".log"), tuple(record.read), tuple(record.written)))
    return found


def unnoticed(project: Path, one_in: int = 1) -> Iterator[str]:
    """Damage each file of a finished run in each way, one at a time; yields those of which nothing would be told.

    Of the files of a job the first is damaged and every `one_in`-th after it. The working directory is the project;
    each file is as it was when the next one is damaged.
    """
    known_jobs = jobs(project)
    assert decide(known_jobs, KnownDigests(Path("none"))).again == set()
    for job in known_jobs:
        for path in map(Path, job.outputs[::one_in]):
            before = path.read_bytes()
            for kind in DAMAGES:
                damage(path, kind, random.Random(f"{path} {kind}"))
                decision = decide([job], KnownDigests(Path("none")))
                if str(path) not in decision.again or not any(line.startswith(f"{path} ") for line in decision.told):
                    yield f"{path}, {kind}"
            path.write_bytes(before)


def killed(project: Path, moment: float, *, group: bool) -> None:
    """Begin a run and kill it: the process of Snakemake alone, whose jobs are left, or all of the group."""
    process = subprocess.Popen(
        [sys.executable, "-m", "snakemake"],
        cwd=project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(moment)
    if group:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def goes_on(project: Path, expected: dict[str, str]) -> str:
    """What is wrong with a plain run after a fault; empty where it gives the same bytes without help."""
    run = started(project)
    if run.status or "Traceback" in run.printed or "Internal error" in run.printed:
        return run.printed[-2000:]
    differing = {path for path, digest in contents(project).items() if expected.get(path) != digest}
    return ", ".join(sorted(differing | (expected.keys() - contents(project).keys())))


def kill_and_go_on(project: Path, seed: int, expected: dict[str, str]) -> str:
    """Kill a run from scratch at a moment, and go on."""
    draw = random.Random(seed)
    shutil.rmtree(project / "results" / COHORT, ignore_errors=True)
    killed(project, draw.uniform(0.3, LAST_MOMENT), group=seed % 2 == 0)
    return goes_on(project, expected)


def damage_and_go_on(project: Path, seed: int, expected: dict[str, str]) -> str:
    """Damage one file of a finished run, and go on."""
    draw = random.Random(seed)
    path = project / "results" / COHORT / draw.choice(sorted(expected))
    damage(path, draw.choice(DAMAGES), draw)
    return goes_on(project, expected)
