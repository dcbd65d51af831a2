"""Runs Snakemake as `python -m snakemake` does, in a process forked from one that has loaded it.

`tests.workflow.running` starts it; what is asked of it stands in its environment. The jobs of the run are forked from a
process with the same packages. What is of the repository is loaded anew, from the folder that is run.
"""

import atexit
import json
import os
import runpy
import socket
import sys
from functools import partial

#: The variable that holds the arguments, and the file for all that is printed.
ASKED = "CASETRACE_TESTS_ASKED"


def main() -> None:
    """Run Snakemake in the working directory."""
    asked = json.loads(os.environ.pop(ASKED))
    printed = os.open(asked["printed"], os.O_WRONLY | os.O_APPEND)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(printed, stream.fileno())
    # There Snakemake finds this package first, and its jobs, whose PYTHONPATH says so, too.
    sys.path[0] = os.getcwd()
    requests = serve_jobs()
    from casetrace.pipeline import shared_start

    shared_start.SharedStart = partial(shared_start.SharedStart, requests)  # type: ignore[misc,assignment]
    sys.argv[1:] = asked["arguments"]
    runpy.run_module("snakemake", run_name="__main__", alter_sys=True)


def serve_jobs() -> socket.socket:
    """Fork a process that forks the jobs of the run; gives the socket on which it is asked for them."""
    requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    server = os.fork()
    if server == 0:
        requests.close()
        start = runpy.run_path("casetrace/pipeline/fork_server.py")
        if job := start["serve"](theirs):
            start["run"](job)
        start["end"]()
    theirs.close()

    def end() -> None:
        requests.close()
        os.waitpid(server, 0)

    atexit.register(end)
    return requests


if __name__ == "__main__":
    main()
