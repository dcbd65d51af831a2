"""Raw files that are elsewhere: their addresses, the hosts that config allows, and where their copies are kept."""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from casetrace.config.problems import ConfigProblem

ADDRESS = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
#: The ports that need not be named. The host of a bucket is told by the environment.
PORTS = {"https": 443, "http": 80}
SCHEMES = (*PORTS, "s3")
#: Parts of an address by which it would give away a secret: its configuration is handed on with the results.
SECRET = re.compile(r"signature|token|secret|passw|credential|api_?key|^sig$|^key$", re.IGNORECASE)


def is_address(file: str) -> bool:
    """Whether a raw file is named by its address."""
    return bool(ADDRESS.match(file))


def host_of(address: str) -> str:
    """The host of an address, with its port where it is not that of the scheme.

    Raises
    ------
    ValueError
        When the address has none, or a port that is not a number.
    """
    parts = urlsplit(address)
    if not parts.hostname:
        raise ValueError(address)
    return parts.hostname if parts.port in (None, PORTS.get(parts.scheme)) else f"{parts.hostname}:{parts.port}"


def address_problems(config: Mapping[str, Any]) -> Iterator[ConfigProblem]:
    """What is wrong with the addresses of raw files; one that holds a secret is not repeated."""
    study = config.get("study")
    hosts = study.get("raw_hosts", []) if isinstance(study, dict) else []
    for name, cohort in config["cohorts"].items():
        tables = {"table": cohort.get("table")} if isinstance(cohort, dict) else {}
        listed = cohort.get("tables") if isinstance(cohort, dict) else None
        tables |= {
            f"tables[{number}]": table for number, table in enumerate(listed if isinstance(listed, list) else [])
        }
        for key, table in tables.items():
            file = table.get("file") if isinstance(table, dict) else None
            problem = _address_problem(file, hosts) if isinstance(file, str) and is_address(file) else None
            if problem:
                yield ConfigProblem(f"cohorts.{name}.{key}.file", *problem)


def _address_problem(address: str, hosts: Any) -> tuple[str, str] | None:
    """What was found in an address, and what was expected; None where nothing is wrong."""
    parts = urlsplit(address)
    if parts.scheme not in SCHEMES:
        return (
            f"found an address of the kind {parts.scheme}://",
            f"one of {', '.join(f'{name}://' for name in SCHEMES)}",
        )
    try:
        host = host_of(address)
    except ValueError:
        return "the address has no host, or a port that is not a number", "such as https://files.example.org/table.csv"
    if parts.username is not None:
        return "the address holds a name or a password", "these in the file that NETRC names, and the address without"
    secrets = [part.partition("=")[0] for part in parts.query.split("&") if SECRET.search(part.partition("=")[0])]
    if secrets:
        return f"the address holds a secret ({', '.join(secrets)})", "an address that may be handed on with the results"
    if not parts.path.strip("/") or parts.path.endswith("/"):
        return "the address names no file", "such as https://files.example.org/table.csv"
    if parts.scheme != "s3" and host not in hosts:
        return f"{host} is not allowed", "its name under study.raw_hosts, if files may be fetched from there"
    return None


def copy_of(cohort: str, address: str) -> str:
    """Where the copy of a raw file is kept, which its address alone decides."""
    parts = urlsplit(address)
    segments = [parts.netloc, *unquote(parts.path).split("/")]
    plain = [re.sub(r"[^\w.-]", "_", segment, flags=re.ASCII) for segment in segments if segment]
    path = PurePosixPath("data", cohort, "fetched", *(re.sub(r"^\.+", "_", segment) for segment in plain))
    if parts.query:
        path = path.with_stem(f"{path.stem}-{sha256(parts.query.encode()).hexdigest()[:8]}")
    return path.as_posix()


def with_copies(config: dict[str, Any]) -> dict[str, Any]:
    """A valid configuration, written out, in which each table that has an address names its copy as its file."""
    cohorts = {
        name: cohort | {"tables": [_with_copy(name, table) for table in cohort["tables"]]}
        for name, cohort in config["cohorts"].items()
    }
    return config | {"cohorts": cohorts}


def _with_copy(cohort: str, table: dict[str, Any]) -> dict[str, Any]:
    address = table["file"]
    return table | {"file": copy_of(cohort, address), "address": address} if is_address(address) else table
