"""Shows the results of all cohorts as a small site in the browser, on this computer alone.

Run as `casetrace view [--results FOLDER] [--port NUMBER] [--open]`. It reads on demand and writes nothing;
Ctrl-C ends it.
"""

import argparse
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from casetrace.cli.encoding import show
from casetrace.model.project import PROJECT
from casetrace.view.folders import Results
from casetrace.view.frame import Frame
from casetrace.view.server import LOOPBACK, PORT, Server
from casetrace.view.site import Site


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the site until it is stopped.

    Returns
    -------
    int
        The exit status: 1 where there are no results, which is told in one message.
    """
    parser = argparse.ArgumentParser(prog="casetrace view", description=__doc__.splitlines()[0])
    parser.add_argument("--results", type=Path, default=Path("results"), help="folder of the results")
    parser.add_argument("--port", type=_port, default=PORT, help=f"port (default {PORT}, or a free one)")
    parser.add_argument("--open", action="store_true", help="open the site in the browser")
    options = parser.parse_args(arguments)
    results = Results(options.results)
    if not results.folders():
        print(f"There are no results in {options.results}: make them first, with `casetrace run`.", file=sys.stderr)
        return 1
    try:
        with Server(Site(results, Frame.of(PROJECT / "workflow")), options.port) as server:
            _serve(server, asked_port=options.port, opens=options.open)
    except KeyboardInterrupt:
        show("\nStopped.")
    return 0


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port; expected a number up to 65535")
    return int(text)


def _serve(server: Server, *, asked_port: int, opens: bool) -> None:
    address = f"http://{LOOPBACK}:{server.server_port}/"
    if asked_port not in (0, server.server_port):
        show(f"Port {asked_port} is taken.")
    show(f"Results: {address}  (on this computer alone; Ctrl-C stops)")
    if opens:
        webbrowser.open(address)
    server.serve_forever()
