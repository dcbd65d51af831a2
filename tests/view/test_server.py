"""What the server of the results answers, and above all what it does not."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from casetrace.view.folders import Results
from casetrace.view.frame import Frame
from casetrace.view.server import Server, file_inside, path_parts
from casetrace.view.site import Site

REPOSITORY = Path(__file__).parents[2]
PROBLEMS = """severity,file,line,column,header,rule,found,expected,remedy
error,data/ours/table.csv,3,2,Size,no number,<script>alert(1)</script>,a number,"correct the cell, or exclude it"
warning,data/ours/table.csv,0,0,,odd,none,,
"""
SECRET = "the text of another file"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A run that stopped at an error in the data, beside files that are nobody's business."""
    folder = tmp_path / "project" / "results"
    (folder / "ours" / "figures").mkdir(parents=True)
    (folder / "ours" / "problems.csv").write_text(PROBLEMS, encoding="utf-8")
    (folder / "ours" / "figures" / "flow.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    (folder / "ours" / "other.html").write_text("<script>alert(1)</script>", encoding="utf-8")
    (folder / "ours" / ".hidden").write_text(SECRET, encoding="utf-8")
    (folder.parent / "config.yaml").write_text(SECRET, encoding="utf-8")
    (folder / "ours" / "link.csv").symlink_to(folder.parent / "config.yaml")
    (tmp_path / "project" / "results-of-others").mkdir()
    (tmp_path / "project" / "results-of-others" / "a.csv").write_text(SECRET, encoding="utf-8")
    return folder


@pytest.fixture
def server(results: Path) -> Iterator[Server]:
    with Server(Site(Results(results), Frame.of(REPOSITORY / "workflow")), 0) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def ask(server: Server) -> Callable[..., tuple[int, dict[str, str], str]]:
    """Asks for an address as it is written."""

    def asked(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        text = answer.read().decode("utf-8")
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    return asked


def raw(server: Server, request: bytes) -> bytes:
    """What comes back for bytes that no client would send."""
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def test_cohorts_stand_in_the_order_of_config_where_they_are_pooled(results):
    for name in ("alpha", "pooled"):
        (results / name).mkdir()
        (results / name / "problems.csv").write_text(PROBLEMS, encoding="utf-8")
    (results / "pooled" / "harmonisation.csv").write_text("cohort\nours\nours\nalpha\n", encoding="utf-8")
    assert list(Results(results).folders()) == ["ours", "alpha", "pooled"]


def test_it_listens_on_loopback_alone(server):
    assert server.server_address[0] == "127.0.0.1"


def test_a_run_that_stopped_has_its_page_and_its_problems(ask):
    status, headers, text = ask("/")
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "1 error, 1 warning" in text
    assert "the run stopped" in text
    status, _, text = ask("/cohort/ours/problems")
    assert status == 200
    assert "<script>alert(1)</script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "correct the cell, or exclude it" in text
    assert "There is no report: the run stopped." in ask("/cohort/ours")[2]


@pytest.mark.parametrize(
    "path", ["/", "/cohort/ours", "/search?q=x", "/changes", "/nothing", "/results/ours/problems.csv"]
)
def test_a_browser_may_do_nothing_with_what_is_served_but_show_it(ask, path):
    _, headers, _ = ask(path)
    policy = headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "script-src 'unsafe-inline'" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/results/../config.yaml",
        "/results/ours/../../config.yaml",
        "/results/%2e%2e/config.yaml",
        "/results/..%2fconfig.yaml",
        "/results/%2e%2e%2fconfig.yaml",
        "/results/%252e%252e/config.yaml",
        "/results/..\\config.yaml",
        "/results/..%5cconfig.yaml",
        "/results/..%c0%afconfig.yaml",
        "/results//etc/passwd",
        "//etc/passwd",
        "/results/%2fetc%2fpasswd",
        "/results/ours/link.csv",
        "/results/ours/.hidden",
        "/results/ours/problems.csv%00.html",
        "/results-of-others/a.csv",
        "/results/../results-of-others/a.csv",
        "/results/",
        "/results/ours",
        "/results/ours/",
        "/cohort/../results/ours/problems.csv",
        "/cohort/..%2f..",
        "/cohort/logs",
        "/cohort/ours/result?id=../../config.yaml",
        "/cohort/ours/cell?place=../../config.yaml:1:1",
        "/workflow/view/view.css",
        f"/{'a' * 5000}",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_hostile_path_leads_nowhere(ask, path, method):
    status, _, text = ask(path, method)
    # What there is of a cohort without a lineage is told in words.
    assert status in (400, 404) or "have no lineage" in text or "no results of a cohort" in text or method == "HEAD"
    assert SECRET not in text
    assert "root:" not in text


@pytest.mark.parametrize(
    "request_line",
    [b"GET http://evil.example/results/ours/problems.csv HTTP/1.1", b"GET evil HTTP/1.1", b"GET * HTTP/1.1"],
)
def test_an_address_that_is_no_path_is_refused(server, request_line):
    answer = raw(server, request_line + b"\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n" % server.server_port)
    assert answer.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("request_bytes", [b"\0\0\0\r\n\r\n", b"GET /", b"GET / HTTP/9.9\r\n\r\n", b"\r\n\r\n", b""])
def test_what_is_no_request_does_not_stop_the_server(server, ask, request_bytes):
    assert b"200" not in raw(server, request_bytes).partition(b"\r\n")[0]
    assert ask("/")[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost", "0.0.0.0:{port}", "", "[::1]"]
)
def test_another_host_is_refused_as_rebinding_of_names_leads_to_it(server, ask, host):
    status, _, text = ask("/", Host=host.format(port=server.server_port))
    assert status == 421
    assert "ours" not in text


def test_no_host_or_two_are_refused(server):
    port = server.server_port
    assert raw(server, b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 421 ")
    two = b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nHost: evil.example\r\nConnection: close\r\n\r\n" % port
    assert raw(server, two).startswith(b"HTTP/1.1 421 ")


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_the_names_of_this_computer_are_answered(server, ask, name):
    assert ask("/", Host=f"{name}:{server.server_port}")[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_can_be_changed(ask, results, method):
    before = {path: path.read_bytes() for path in results.rglob("*") if path.is_file()}
    status, headers, _ = ask("/results/ours/problems.csv", method)
    assert (status, headers["Allow"]) == (405, "GET, HEAD")
    assert {path: path.read_bytes() for path in results.rglob("*") if path.is_file()} == before


def test_head_says_what_get_would_send(ask):
    for path in ("/", "/results/ours/problems.csv"):
        got, head = ask(path), ask(path, "HEAD")
        assert head[0] == got[0]
        assert head[1]["Content-Length"] == got[1]["Content-Length"] == str(len(got[2].encode()))
        assert head[2] == ""


def test_a_file_is_sent_as_it_is_and_a_page_that_is_no_report_as_text(ask):
    status, headers, text = ask("/results/ours/problems.csv")
    assert (status, headers["Content-Type"], text) == (200, "text/csv; charset=utf-8", PROBLEMS)
    assert ask("/results/ours/other.html")[1]["Content-Type"] == "text/plain; charset=utf-8"
    assert ask("/results/ours/figures/flow.svg")[1]["Content-Type"] == "image/svg+xml"


def test_a_page_that_cannot_be_made_stops_nothing(ask, results, capsys):
    (results / "ours" / "problems.csv").write_bytes(b"severity\xff\n")
    status, _, text = ask("/cohort/ours/problems")
    assert status == 500
    assert "Traceback" not in text + capsys.readouterr().err
    assert ask("/nothing")[0] == 404


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/", []),
        ("/a/b", ["a", "b"]),
        ("/a/", ["a"]),
        ("/a%20b", ["a b"]),
        ("//", None),
        ("/a//b", None),
        ("a", None),
        ("/%2e", None),
        ("/a%2fb", None),
        ("/%ff", None),
    ],
)
def test_parts_of_a_path(path, parts):
    assert path_parts(path) == parts


def test_a_file_inside_is_one_of_the_results(results):
    assert file_inside(results, ["ours", "problems.csv"]) == (results / "ours/problems.csv").resolve()
    for parts in ([], ["ours"], ["ours", "link.csv"], ["ours", ".hidden"], ["..", "config.yaml"], ["a" * 300]):
        assert file_inside(results, parts) is None


def start(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "casetrace", "view", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def first_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.fixture
def interrupts() -> Iterator[None]:
    """A shell that started the tests in the background may have had interrupts ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupts")
def test_where_the_port_is_taken_another_is_chosen_and_told_and_ctrl_c_ends_it(results):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start(results.parent, "--port", str(port))
        assert first_line(process) == f"Port {port} is taken.\n"
        assert f"127.0.0.1:{port}/" not in first_line(process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "\nStopped.\n", "")


def test_without_results_it_says_what_to_do(tmp_path):
    out, err = start(tmp_path).communicate(timeout=20)
    assert out == ""
    assert err == "There are no results in results: make them first, with `casetrace run`.\n"


@pytest.mark.parametrize("port", ["x", "-1", "65536", "８"])
def test_what_is_no_port_is_refused(port: Any, tmp_path):
    process = start(tmp_path, "--port", port)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "is no port" in err or "expected one argument" in err
