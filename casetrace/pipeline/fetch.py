"""Fetches raw files that are elsewhere, once: from then on their copies are raw files like any other.

A copy is fetched again only where it is missing, is not what was fetched, or stands for another address; whether the
file there has changed is asked by `casetrace fetch` alone. So a run needs no network once it has its files.
"""

import http.client
import json
import netrc
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from casetrace.config.addresses import host_of
from casetrace.model.digests import file_digest
from casetrace.model.errors import UserError
from casetrace.pipeline.log import machine_fault
from casetrace.pipeline.s3 import object_url, signed_headers

#: Behind the name of a copy: what it is of, and its digest.
RECORD = ".fetched.json"
#: Seconds without an answer after which a host is said to give none.
PATIENCE = 30.0
#: Why a copy has no place.
IN_THE_WAY = "{path} is in its way, such as a copy of another address; move it away"
CHUNK = 1 << 20
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
STATES = {
    401: "the host asks for a name and a password, which it takes from the file that NETRC names, or ~/.netrc",
    403: "the host refuses it to who asks",
    404: "there is no such file",
    410: "the file is there no more",
}


@dataclass(frozen=True)
class Remote:
    """A raw file that is elsewhere: its address, its copy, and the SHA-256 that config declares, if it does."""

    address: str
    copy: Path
    declared: str | None

    @property
    def record(self) -> Path:
        """What is known of the copy."""
        return self.copy.with_name(self.copy.name + RECORD)


def fetch(config: Mapping[str, Any], *, again: bool = False) -> Iterator[str]:
    """Fetch the raw files of a study that are elsewhere.

    Parameters
    ----------
    config
        The configuration, checked and written out.
    again
        Whether to fetch those too whose copies are good, to see whether they have changed.

    Yields
    ------
    str
        What is done, in words.

    Raises
    ------
    UserError
        Where a file can't be had, or has another content than config declares. A good copy is left as it is.
    """
    tables = [table for cohort in config["cohorts"].values() for table in cohort["tables"]]
    _check_declared(table for table in tables if "address" not in table)
    remotes = [
        Remote(table["address"], Path(table["file"]), table.get("sha256")) for table in tables if "address" in table
    ]
    for remote in dict.fromkeys(remotes):
        held = _held(remote)
        if held and not again:
            continue
        if not held and remote.record.exists() and remote.copy.exists():
            fault = "has not the sha256 that config declares" if remote.declared else "is not what was fetched"
            yield f"{remote.copy} {fault}; it is fetched again."
        yield f"fetching {remote.address}"
        digest = _fetch(remote, config["study"]["raw_hosts"])
        if again:
            yield f"  {'as it was' if digest == held else 'changed' if held else 'new'}: sha256 {digest}"


def _check_declared(tables: Iterable[Mapping[str, Any]]) -> None:
    """Hold raw files of the project against the digests that config declares of them."""
    for table in tables:
        file, declared = str(table["file"]), table.get("sha256")
        if declared and Path(file).is_file() and file_digest(file) != declared:
            raise UserError(_changed(file, file_digest(file), declared))


def _changed(file: str, digest: str, declared: str) -> str:
    return (
        f"{file} is not the file that config declares: its sha256 is {digest}, expected {declared}. "
        "See what has changed; then declare the new one, or put the old one back."
    )


def _held(remote: Remote) -> str:
    """The digest of a good copy; empty where there is none. One that config declares needs no record."""
    if not remote.copy.is_file():
        return ""
    digest = file_digest(remote.copy)
    if remote.declared:
        return digest if digest == remote.declared else ""
    try:
        known = json.loads(remote.record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return digest if known == {"address": remote.address, "sha256": digest} else ""


def _fetch(remote: Remote, hosts: list[str]) -> str:
    """Fetch a file and keep it where it is what config declares; its digest."""
    waiting = remote.copy.with_name(f"{remote.copy.name}.part")
    try:
        waiting.parent.mkdir(parents=True, exist_ok=True)
        digest = _download(remote.address, waiting, hosts)
        if remote.declared and digest != remote.declared:
            raise UserError(_changed(remote.address, digest, remote.declared))
        waiting.replace(remote.copy)
        record = {"address": remote.address, "sha256": digest}
        remote.record.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    except HTTPError as error:
        error.close()
        raise UserError(_failed(remote, STATES.get(error.code, f"the host answers {error.code}"))) from None
    except (URLError, TimeoutError, ConnectionError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise UserError(_failed(remote, f"{host_of(_url(remote.address))} does not answer ({reason})")) from None
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        raise UserError(_failed(remote, IN_THE_WAY.format(path=_in_the_way(remote.copy)))) from None
    except OSError as error:
        raise UserError(machine_fault(error) or _failed(remote, str(error))) from None
    finally:
        with suppress(NotADirectoryError):
            waiting.unlink(missing_ok=True)
    return digest


def _in_the_way(copy: Path) -> Path:
    """What stands where a copy or one of its folders is to be: the copy itself, or a file in place of a folder."""
    return next((folder for folder in copy.parents if folder.is_file()), copy)


def _failed(remote: Remote, what: str) -> str:
    told = f"The raw file {remote.address} cannot be fetched: {what}."
    return f"{told} A copy with the declared sha256 may be put at {remote.copy}." if remote.declared else told


def _download(address: str, path: Path, hosts: list[str]) -> str:
    """Write what an address holds to a file; its digest."""
    url = _url(address)
    _check_host(url, hosts)
    request = Request(url, headers={"User-Agent": "casetrace"})
    for name, value in (signed_headers(url) if address.startswith("s3:") else _credentials(url)).items():
        # Not for a host to which this one leads on.
        request.add_unredirected_header(name, value)
    digest, size = sha256(), 0
    with build_opener(_Redirects(hosts)).open(request, timeout=PATIENCE) as answer, path.open("wb") as file:
        while chunk := answer.read(CHUNK):
            digest.update(chunk)
            size += file.write(chunk)
        announced = answer.headers.get("Content-Length")
    if announced is not None and int(announced) != size:
        raise ConnectionError(f"it broke off after {size} of {announced} bytes")
    return digest.hexdigest()


def _url(address: str) -> str:
    return object_url(address) if address.startswith("s3:") else address


def _check_host(url: str, hosts: list[str]) -> None:
    try:
        host = host_of(url)
    except ValueError:
        raise UserError(
            f"A host leads on to an address that has no host, or a port that is not a number: {url}."
        ) from None
    if urlsplit(url).scheme not in ("http", "https") or host not in hosts:
        raise UserError(
            f"{host} is not allowed; expected its name under study.raw_hosts, if files may come from there."
        )


class _Redirects(HTTPRedirectHandler):
    """Follows a host to those alone that config allows, and from an encrypted connection to no other."""

    def __init__(self, hosts: list[str]) -> None:
        self._hosts = hosts

    def redirect_request(self, request: Request, answer: Any, *about: Any) -> Request | None:
        """The request for where the host leads on to."""
        url = str(about[-1])
        try:
            _check_host(url, self._hosts)
            if request.full_url.startswith("https:") and not url.startswith("https:"):
                raise UserError(f"{host_of(request.full_url)} leads to an open connection, which is refused.")
        except UserError:
            answer.close()
            raise
        return super().redirect_request(request, answer, *about)


def _credentials(url: str) -> dict[str, str]:
    """Name and password from the file that all programs read them from; none over an open line."""
    from base64 import b64encode

    parts = urlsplit(url)
    path = Path(os.environ.get("NETRC") or Path("~/.netrc").expanduser())
    if not path.is_file() or (parts.scheme != "https" and parts.hostname not in LOOPBACK):
        return {}
    try:
        found = netrc.netrc(str(path)).authenticators(parts.hostname or "")
    except (netrc.NetrcParseError, UnicodeDecodeError):
        raise UserError(f"{path} cannot be read: it is not written as a netrc file is.") from None
    return {"Authorization": f"Basic {b64encode(f'{found[0]}:{found[2]}'.encode()).decode()}"} if found else {}
