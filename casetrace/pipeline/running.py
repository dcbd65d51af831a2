"""One run at a time in a folder, told by the kernel and not by a file that a run which was killed leaves behind.

The process of a run holds a lock of the kernel as long as it lives. Its jobs hold another one, and end when they find
that the run that started them is no more.
"""

import fcntl
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from casetrace.model.errors import UserError

#: Whose jobs these are: machine and process.
RUN_VARIABLE = "CASETRACE_RUN"
RUN_FILE, JOBS_FILE = "run.lock", "jobs.lock"
#: Seconds between two looks at whether the run lives, and that its jobs have to end in.
LOOK, GRACE = 1.0, 20.0


def _folder() -> Path:
    folder = Path(".snakemake", "casetrace")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _try_lock(handle: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locked_within(handle: IO[str], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not _try_lock(handle, fcntl.LOCK_EX):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@contextmanager
def the_only_run() -> Iterator[bool]:
    """Hold the folder for this run.

    Yields
    ------
    bool
        Whether the last run was killed, so that what it left of its locks means nothing.

    Raises
    ------
    UserError
        Where another run is at work, or jobs of one that was killed do not end.
    """
    with (_folder() / RUN_FILE).open("a+", encoding="utf-8") as handle:
        handle.seek(0)
        holder = handle.read()
        # A job that looks whether its run lives holds the lock for a moment.
        if not _locked_within(handle, LOOK):
            raise UserError(
                f"Another run is at work in this folder ({_named(holder)}). Wait for it, or end it; "
                "this one has changed nothing."
            )
        mine = json.dumps({"machine": socket.gethostname(), "process": os.getpid()})
        # By this the jobs of a run that was killed see that it is no more.
        _write(handle, mine)
        with (_folder() / JOBS_FILE).open("a+", encoding="utf-8") as jobs:
            if not _locked_within(jobs, GRACE):
                raise UserError("Jobs of a run that was killed are still at work here. End them, then run again.")
        os.environ[RUN_VARIABLE] = mine
        try:
            yield bool(holder)
        finally:
            _write(handle, "")
            os.environ.pop(RUN_VARIABLE, None)


def _write(handle: IO[str], text: str) -> None:
    handle.truncate(0)
    handle.write(text)
    handle.flush()


def _named(holder: str) -> str:
    try:
        about = json.loads(holder)
        return f"process {about['process']} on {about['machine']}"
    except (ValueError, KeyError, TypeError):
        return "it has just started"


def run_is_dead() -> bool:
    """Whether the run that started this process is no more.

    The lock says so and not the process, which may be dead and still listed. Of a run on another machine, such as that
    of a job of a cluster, only the next run tells, which takes its place.
    """
    mine = os.environ.get(RUN_VARIABLE, "")
    path = _folder() / RUN_FILE
    if not mine or not path.exists():
        return False
    with path.open("r", encoding="utf-8") as handle:
        return handle.read() != mine or (_machine(mine) == socket.gethostname() and _try_lock(handle, fcntl.LOCK_SH))


def _machine(holder: str) -> str:
    try:
        return str(json.loads(holder)["machine"])
    except (ValueError, KeyError, TypeError):
        return ""


def end_with_the_run() -> None:
    """Let this process end when the run that started it does, and hold the folder as long as it lives."""
    if RUN_VARIABLE not in os.environ:
        return
    if run_is_dead():
        os._exit(1)
    _hold()
    threading.Thread(target=_watch, daemon=True).start()


def _hold() -> None:
    try:
        handle = os.open(_folder() / JOBS_FILE, os.O_RDWR | os.O_CREAT, 0o666)
        # Closed by the end of the process.
        fcntl.flock(handle, fcntl.LOCK_SH)
    except OSError:
        return


def _watch() -> None:
    while not run_is_dead():
        time.sleep(LOOK)
    os._exit(1)
