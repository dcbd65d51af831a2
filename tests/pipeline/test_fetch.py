"""Raw files that are elsewhere, fetched from a server on loopback."""

import base64
import hashlib
import http.server
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from casetrace.cli.fetch import main
from casetrace.model.errors import UserError
from casetrace.pipeline import fetch as fetching
from casetrace.pipeline.fetch import fetch
from casetrace.pipeline.s3 import authorization, object_url, signed_headers

TABLE = b"id,size\n1,3\n"
DIGEST = hashlib.sha256(TABLE).hexdigest()


class Server:
    """What a server has by path, and the requests that it was sent: paths and headers."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {"/lab/table.csv": TABLE}
        self.redirects: dict[str, str] = {}
        self.locked: set[str] = set()
        self.broken: set[str] = set()
        self.asked: list[tuple[str, dict[str, str]]] = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                if self.path in server.redirects:
                    self.send_response(302)
                    self.send_header("Location", server.redirects[self.path])
                    self.end_headers()
                elif self.path in server.locked and "Authorization" not in self.headers:
                    self.send_error(401)
                elif self.path in server.files:
                    content = server.files[self.path]
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(content) + (self.path in server.broken)))
                    self.end_headers()
                    self.wfile.write(content)
                else:
                    self.send_error(404)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def address(self, path: str = "/lab/table.csv") -> str:
        return f"http://{self.host}{path}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setattr(fetching, "PATIENCE", 5.0)
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    return Path(tmp_path)


@pytest.fixture
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.close()


def study(address: str, *hosts: str, **table: str) -> dict[str, Any]:
    entry = {"file": "data/own/fetched/table.csv", "address": address, **table}
    return {"study": {"raw_hosts": list(hosts)}, "cohorts": {"own": {"tables": [entry]}}}


COPY = Path("data/own/fetched/table.csv")


def message(config: dict[str, Any], **options: bool) -> str:
    with pytest.raises(UserError) as told:
        list(fetch(config, **options))
    return str(told.value)


def test_a_file_is_fetched_once_and_then_no_network_is_needed(server):
    config = study(server.address(), server.host)
    assert list(fetch(config)) == [f"fetching {server.address()}"]
    assert COPY.read_bytes() == TABLE
    assert json.loads(Path(f"{COPY}.fetched.json").read_text()) == {"address": server.address(), "sha256": DIGEST}
    server.close()
    assert list(fetch(config)) == []
    assert len(server.asked) == 1
    assert sorted(path.name for path in COPY.parent.iterdir()) == ["table.csv", "table.csv.fetched.json"]


def test_a_copy_that_was_edited_or_is_of_another_address_is_fetched_again(server):
    config = study(server.address(), server.host)
    list(fetch(config))
    COPY.write_bytes(b"id,size\n1,30\n")
    assert list(fetch(config)) == [
        f"{COPY} is not what was fetched; it is fetched again.",
        f"fetching {server.address()}",
    ]
    assert COPY.read_bytes() == TABLE
    server.files["/lab/new.csv"] = b"id,size\n1,4\n"
    list(fetch(study(server.address("/lab/new.csv"), server.host)))
    assert COPY.read_bytes() == b"id,size\n1,4\n"


def test_what_stands_where_a_copy_is_to_be_is_named(server):
    config = study(server.address(), server.host)
    COPY.parent.parent.mkdir(parents=True)
    COPY.parent.write_bytes(b"a listing")
    assert f"cannot be fetched: {COPY.parent} is in its way" in message(config)
    COPY.parent.unlink()
    COPY.mkdir(parents=True)
    assert f"cannot be fetched: {COPY} is in its way" in message(config)


def test_asked_again_it_is_said_whether_the_file_has_changed(server):
    config = study(server.address(), server.host)
    list(fetch(config))
    assert list(fetch(config, again=True))[-1] == f"  as it was: sha256 {DIGEST}"
    server.files["/lab/table.csv"] = b"id,size\n1,5\n"
    assert list(fetch(config)) == []
    assert list(fetch(config, again=True))[-1].startswith("  changed: sha256 ")
    assert COPY.read_bytes() == b"id,size\n1,5\n"


def test_a_file_with_another_digest_than_config_declares_is_refused(server):
    server.files["/lab/table.csv"] = b"another"
    found = hashlib.sha256(b"another").hexdigest()
    told = message(study(server.address(), server.host, sha256=DIGEST))
    assert told.startswith(f"{server.address()} is not the file that config declares: its sha256 is {found}, expected")
    assert list(COPY.parent.iterdir()) == []
    # One that was fetched before stays.
    COPY.write_bytes(TABLE)
    assert list(fetch(study(server.address(), server.host, sha256=DIGEST))) == []
    assert "is not the file that config declares" in message(
        study(server.address(), server.host, sha256=DIGEST), again=True
    )
    assert COPY.read_bytes() == TABLE


def test_a_file_here_is_held_against_its_digest_too():
    COPY.parent.mkdir(parents=True)
    COPY.write_bytes(TABLE)
    config = {"study": {"raw_hosts": []}, "cohorts": {"own": {"tables": [{"file": str(COPY), "sha256": DIGEST}]}}}
    assert list(fetch(config)) == []
    COPY.write_bytes(b"another")
    assert message(config).startswith(f"{COPY} is not the file that config declares: its sha256 is ")


def test_a_host_that_does_not_answer_is_one_message():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        host = f"127.0.0.1:{taken.getsockname()[1]}"
    address = f"http://{host}/table.csv"
    told = message(study(address, host))
    assert told == f"The raw file {address} cannot be fetched: {host} does not answer ([Errno 111] Connection refused)."


def test_a_host_that_hangs_is_given_up(server, monkeypatch):
    monkeypatch.setattr(fetching, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        assert message(study(f"http://{host}/table.csv", host)).endswith(f"{host} does not answer (timed out).")


def test_a_file_that_is_not_there_or_breaks_off_is_one_message(server):
    assert message(study(server.address("/no"), server.host)).endswith("/no cannot be fetched: there is no such file.")
    server.broken.add("/lab/table.csv")
    told = message(study(server.address(), server.host))
    assert told.endswith(f"(it broke off after {len(TABLE)} of {len(TABLE) + 1} bytes).")
    assert list(COPY.parent.iterdir()) == []


def test_a_host_leads_on_to_none_but_those_that_are_allowed(server):
    other = Server()
    server.redirects["/away"] = other.address()
    assert message(study(server.address("/away"), server.host)).startswith(f"{other.host} is not allowed; expected")
    assert other.asked == []
    list(fetch(study(server.address("/away"), server.host, other.host)))
    assert COPY.read_bytes() == TABLE
    server.redirects["/file"] = "file:///etc/passwd"
    COPY.unlink()
    message(study(server.address("/file"), server.host))
    assert not COPY.exists()
    other.close()


def test_a_password_is_read_from_netrc_and_handed_on_to_no_other_host(server, folder):
    server.locked.add("/lab/table.csv")
    assert "the host asks for a name and a password" in message(study(server.address(), server.host))
    (folder / "netrc").write_text("machine 127.0.0.1 login ann password s3cret\n", encoding="utf-8")
    list(fetch(study(server.address(), server.host)))
    assert COPY.read_bytes() == TABLE
    assert server.asked[-1][1]["authorization"] == f"Basic {base64.b64encode(b'ann:s3cret').decode()}"
    # The host to which it leads on is not told.
    other = Server()
    server.redirects["/away"] = f"http://localhost:{other.host.partition(':')[2]}/lab/table.csv"
    allowed = (server.host, f"localhost:{other.host.partition(':')[2]}")
    list(fetch(study(server.address("/away"), *allowed)))
    assert "authorization" not in other.asked[-1][1]
    other.close()
    (folder / "netrc").write_text("machine 127.0.0.1 login ann\npassw0rd s3cret\n", encoding="utf-8")
    told = message(study(server.address(), server.host), again=True)
    assert "is not written as a netrc file is" in told
    assert "s3cret" not in told


def test_the_command_says_what_has_changed(server, capsys):
    Path("my.yaml").write_text(
        f"study: {{raw_hosts: ['{server.host}']}}\n"
        f"cohorts: {{own: {{table: {{file: '{server.address()}', columns: {{id: patient_id}}}}}}}}\n",
        encoding="utf-8",
    )
    assert main(["--configfile", "my.yaml"]) == 0
    assert capsys.readouterr().out == f"fetching {server.address()}\n  new: sha256 {DIGEST}\n"
    (copy,) = Path("data/own/fetched").rglob("table.csv")
    assert copy.as_posix() == f"data/own/fetched/{server.host.replace(':', '_')}/lab/table.csv"
    del server.files["/lab/table.csv"]
    assert main(["--configfile", "my.yaml"]) == 1
    assert "there is no such file" in capsys.readouterr().err
    assert copy.read_bytes() == TABLE


def test_the_signature_is_that_of_amazon_s_own_example(monkeypatch):
    # Signature Version 4, "GET object": docs of Amazon S3, with the example's keys.
    headers = {
        "range": "bytes=0-9",
        "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-amz-date": "20130524T000000Z",
    }
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    signed = authorization(
        "https://examplebucket.s3.amazonaws.com/test.txt", headers, "AKIAIOSFODNN7EXAMPLE", secret, "us-east-1"
    )
    assert signed.endswith("Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")


def test_an_object_is_asked_for_at_the_endpoint_with_a_signature(server, monkeypatch):
    server.files["/bucket/lab/my%20table.csv"] = TABLE
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{server.host}/")
    assert object_url("s3://bucket/lab/my table.csv") == f"http://{server.host}/bucket/lab/my%20table.csv"
    assert "is not allowed" in message(study("s3://bucket/lab/my table.csv"))
    list(fetch(study("s3://bucket/lab/my table.csv", server.host)))
    # A public object is asked for without a signature.
    assert "authorization" not in server.asked[-1][1]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    list(fetch(study("s3://bucket/lab/my table.csv", server.host), again=True))
    told = server.asked[-1][1]
    moment = datetime.strptime(told["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    expected = signed_headers(f"http://{server.host}/bucket/lab/my%20table.csv", moment)
    assert told["authorization"] == expected["Authorization"]
    assert told["x-amz-security-token"] == "token"
    assert object_url("s3://b/k").startswith("http://127.0.0.1")
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    assert object_url("s3://b/k") == "https://s3.us-east-1.amazonaws.com/b/k"
