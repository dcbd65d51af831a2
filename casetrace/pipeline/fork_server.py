"""A program that loads packages once, and forks from itself each job that it is asked for.

`casetrace.pipeline.shared_start` starts it for a run and speaks with it over a socket. It knows the standard library
alone: what is of the repository each job loads itself, so that it runs the code that it records.
"""

import atexit
import gc
import json
import os
import runpy
import signal
import socket
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from typing import Any

#: The longest request in bytes, and the packet in which it comes.
LONGEST = 1 << 20


def main() -> None:
    """Serve the socket whose number is the argument, until the run has ended."""
    job = serve(socket.socket(fileno=int(sys.argv[1])))
    if job:
        run(job)
        end()


def serve(requests: socket.socket) -> dict[str, Any] | None:
    """Fork a job for each request.

    A request is JSON: the `script`, its `folder` and `environment`, and the names of `packages` to load before; with it
    comes the descriptor of a pipe, to which the exit status of the job is written.

    Returns
    -------
    dict or None
        In the process of a job what was requested. In the server nothing, when nothing can be requested any more.
    """
    # Who interrupts a run interrupts all of its processes. The jobs end by it, and the server with the run.
    of_a_job = signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        packet, descriptors, _, _ = socket.recv_fds(requests, LONGEST, 1)
        take_leave_of_the_dead()
        if not packet:
            return None
        request: dict[str, Any] = json.loads(packet)
        load(request["packages"])
        if os.fork() == 0:
            requests.close()
            wait_in_its_process(descriptors[0])
            signal.signal(signal.SIGINT, of_a_job)
            return request
        os.close(descriptors[0])


def take_leave_of_the_dead() -> None:
    """Let the system count what ended processes have used as used by this one."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            continue


def load(packages: Iterable[str]) -> None:
    """Import packages; of what cannot be imported the job tells that needs it."""
    for name in packages:
        if name not in sys.modules:
            with suppress(Exception):
                import_module(name)
    # The jobs need not look for garbage in what they share.
    gc.freeze()


def wait_in_its_process(answer: int) -> None:
    """Fork the job once more and wait for it here; returns in the job alone."""
    job = os.fork()
    if job == 0:
        os.close(answer)
        return
    _, status = os.waitpid(job, 0)
    # Nobody asks for it where the run was killed.
    with suppress(BrokenPipeError):
        os.write(answer, str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def run(job: dict[str, Any]) -> None:
    """Run a script as the interpreter does that is started with it."""
    os.environ.clear()
    os.environ.update(job["environment"])
    # It is found in the environment when it is asked for.
    tempfile.tempdir = None
    os.chdir(job["folder"])
    sys.argv = [job["script"]]
    sys.path.insert(0, os.path.dirname(job["script"]))
    runpy.run_path(job["script"], run_name="__main__")


def end() -> None:
    """End the process of a script that came to its end: to take its memory to pieces takes a tenth of a second."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
