"""Serves the site on this computer alone: pages that are made when they are asked for, and the files of the results.

It reads and never writes, answers GET and HEAD, and serves no file beyond the folder of the results. A page of another
site cannot read it: a request that names another host is refused, which is what rebinding of names leads to.
"""

import mimetypes
import shutil
import sys
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

from casetrace.model.report_files import REPORT_FILES
from casetrace.view.site import Page, Site

LOOPBACK = "127.0.0.1"
#: The port that is tried first.
PORT = 8750
#: Seconds that a connection may keep silent.
SILENT = 30
TEXT = "text/plain; charset=utf-8"
#: Types of files by their ending; all others are handed over to be saved.
TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".log": TEXT,
    ".md": TEXT,
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".tex": TEXT,
}
PAGES = frozenset(file.name for file in REPORT_FILES.values() if file.name.endswith(".html"))
#: What a browser may do with a file: nothing but show it. A report says itself which one script it has.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
REPORT_POLICY = f"{FILE_POLICY}; script-src 'unsafe-inline'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Server(ThreadingHTTPServer):
    """The server of a site; the pages are made one at a time.

    Parameters
    ----------
    site
        The site.
    port
        The port that is tried first; where it is taken the system chooses another.
    """

    daemon_threads = True
    block_on_close = False
    # Another program that listens at the port is not pushed aside.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, site: Site, port: int = PORT) -> None:
        self.site = site
        self.one_page = threading.Lock()
        try:
            super().__init__((LOOPBACK, port), Handler)
        except OSError:
            super().__init__((LOOPBACK, 0), Handler)

    @property
    def hosts(self) -> frozenset[str]:
        """What a browser on this computer calls the server."""
        return frozenset(f"{name}:{self.server_port}" for name in (LOOPBACK, "localhost"))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke off is nothing to tell of."""


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Server
    server_version = "casetrace"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = SILENT

    def do_GET(self) -> None:
        """Answer with a page or a file."""
        if self.headers.get_all("Host", []) not in [[host] for host in self.server.hosts]:
            self._send_text("This server answers only at the address that it printed.", HTTPStatus.MISDIRECTED_REQUEST)
            return
        path, _, query = self.path.partition("?")
        parts = path_parts(path)
        if parts is None:
            self._send_page(self._message("the address is not one of this site", HTTPStatus.BAD_REQUEST))
        elif parts[:1] == ["results"]:
            self._send_file(parts[1:])
        else:
            self._send_page(self._page(parts, dict(parse_qsl(query, max_num_fields=20, errors="replace"))))

    do_HEAD = do_GET

    def _refuse(self) -> None:
        self.close_connection = True
        self._send_text("Nothing can be changed here.", HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "GET, HEAD"})

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = _refuse

    def _page(self, parts: list[str], query: Mapping[str, str]) -> Page:
        try:
            with self.server.one_page:
                return self.server.site.page(parts, query)
        except Exception as error:
            # A run may be writing what is being read; whatever it is, the server goes on and shows no traceback.
            print(f"casetrace view: {self.path}: {type(error).__name__}: {error}", file=sys.stderr)
            text = "this page could not be made; if a run is at work, load it again when the run has ended"
            return self._message(text, HTTPStatus.INTERNAL_SERVER_ERROR)

    def _message(self, text: str, status: HTTPStatus) -> Page:
        return self.server.site.message(status.phrase, text, status)

    def _send_page(self, page: Page) -> None:
        policy = f"{self.server.site.frame.policy}; frame-ancestors 'none'"
        self._send(page.html.encode(), TYPES[".html"], page.status, {"Content-Security-Policy": policy})

    def _send_text(self, text: str, status: HTTPStatus, headers: Mapping[str, str] | None = None) -> None:
        self._send(f"{text}\n".encode(), TEXT, status, headers or {})

    def _send(self, content: bytes, kind: str, status: int, headers: Mapping[str, str]) -> None:
        self._start(kind, len(content), status, headers)
        if self.command != "HEAD":
            self.wfile.write(content)

    def _start(self, kind: str, size: int, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(size), **ALWAYS, **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def _send_file(self, parts: list[str]) -> None:
        path = file_inside(self.server.site.results.path, parts)
        try:
            opened = path.open("rb") if path else None
        except OSError:
            opened = None
        if path is None or opened is None:
            self._send_page(self._message("there is no such file in the results", HTTPStatus.NOT_FOUND))
            return
        with opened:
            size = path.stat().st_size
            self._start(content_type(path), size, HTTPStatus.OK, {"Content-Security-Policy": file_policy(path)})
            if self.command != "HEAD":
                shutil.copyfileobj(opened, self.wfile)

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not told of: they name patients."""


def path_parts(path: str) -> list[str] | None:
    """The parts of the path of an address; None for one that is no plain path below the root.

    Parameters
    ----------
    path
        As it was sent, with its percent signs. It is decoded once.
    """
    if not path.startswith("/") or len(path) > 4000:
        return None
    try:
        parts = [unquote(part, errors="strict") for part in path.split("/")[1:]]
    except UnicodeDecodeError:
        return None
    if parts[-1] == "":
        parts.pop()
    wrong = (part in ("", ".", "..") or any(sign in part for sign in "/\\\0") for part in parts)
    return None if any(wrong) else parts


def file_inside(results: Path, parts: list[str]) -> Path | None:
    """A file of the results; None where there is none, or where it is hidden or lies elsewhere, as a link may."""
    if not parts or any(part.startswith(".") for part in parts):
        return None
    try:
        root = results.resolve(strict=True)
        path = root.joinpath(*parts).resolve(strict=True)
    except (OSError, ValueError):
        return None
    return path if path.is_relative_to(root) and path.is_file() else None


def content_type(path: Path) -> str:
    """The type of a file; a page that is no report is shown as the text that it is."""
    if path.suffix == ".html" and path.name not in PAGES:
        return TEXT
    return TYPES.get(path.suffix) or mimetypes.types_map.get(path.suffix, "application/octet-stream")


def file_policy(path: Path) -> str:
    """What a browser may do with a file."""
    return f"{REPORT_POLICY if path.name in PAGES else FILE_POLICY}; frame-ancestors 'none'"
