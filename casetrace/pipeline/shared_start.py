"""The jobs of a run share the time that packages take to load: they are forked from one process that has them."""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping

from casetrace.pipeline import fork_server

#: Where a process that has loaded packages can be forked without harm.
POSSIBLE = sys.platform == "linux"
#: Threads of its own would not be in the jobs that are forked from it.
NO_THREADS = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}


class SharedStart:
    """Starts jobs in processes that are forked from a common one, which is there from the first job on.

    Parameters
    ----------
    requests
        The socket of a common process that already runs; without it, the first job starts one.
    """

    def __init__(self, requests: socket.socket | None = None) -> None:
        self._lock = threading.Lock()
        self._requests = requests
        self._server: subprocess.Popen | None = None

    def run(self, script: str, packages: Iterable[str], environment: Mapping[str, str]) -> int:
        """Run a script in a process of its own, in the working directory, and wait for its end.

        Parameters
        ----------
        script
            Path of the script.
        packages
            Names of packages and modules that it loads, none of them of the repository.
        environment
            Its environment.

        Returns
        -------
        int
            Its exit status, as `subprocess` has it: negative where a signal ended it.

        Raises
        ------
        OSError
            Where it could not be asked for; it has not begun then.
        """
        request = {
            "script": os.path.abspath(script),
            "packages": list(packages),
            "folder": os.getcwd(),
            "environment": dict(environment),
        }
        answer, theirs = os.pipe()
        with open(answer, encoding="ascii") as status:
            try:
                with self._lock:
                    socket.send_fds(self._begun(), [json.dumps(request).encode()], [theirs])
            finally:
                os.close(theirs)
            return int(status.read() or -signal.SIGKILL)

    def _begun(self) -> socket.socket:
        if self._requests is None:
            self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._server = subprocess.Popen(
                    [sys.executable, "-P", fork_server.__file__, str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    env=os.environ | NO_THREADS,
                )
            atexit.register(self.end)
        return self._requests

    def end(self) -> None:
        """Let the common process end, and wait for it, so that what it used is counted as used by this one."""
        if self._requests and self._server:
            self._requests.close()
            self._server.wait()
