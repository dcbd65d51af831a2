"""Validates crates with the RO-Crate validator, without the web."""

import json
import shutil
import socket
import warnings
from pathlib import Path
from typing import Any

import pytest
import requests
import rocrate
from rocrate_validator import models, services

from casetrace.provenance.crate import METADATA

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
#: What the names of entities hold of which a crate has hundreds, and how many of each a shortened one keeps.
MANY_ALIKE, KEPT = ("workflow/casetrace/", "pkg:pypi/"), 10
BIOSCHEMAS = "https://bioschemas.org/"
#: Terms that RO-Crate 1.1 (appendix on JSON-LD) maps otherwise than the later context that `rocrate` brings with it.
AS_IN_1_1 = {
    "ComputationalWorkflow": f"{BIOSCHEMAS}ComputationalWorkflow",
    "FormalParameter": f"{BIOSCHEMAS}FormalParameter",
    "input": f"{BIOSCHEMAS}ComputationalWorkflow#input",
    "output": f"{BIOSCHEMAS}ComputationalWorkflow#output",
}


def issues(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a crate lacks that RO-Crate 1.1 and the profiles up to Provenance Run Crate 0.5 require."""
    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", _answer)
    monkeypatch.setattr(socket.socket, "connect", _refuse)
    settings = services.ValidationSettings(
        rocrate_uri=models.URI(str(folder)),
        profile_identifier="provenance-run-crate-0.5",
        requirement_severity=models.Severity.REQUIRED,
        no_cache=True,
    )
    with warnings.catch_warnings():
        # The validator uses what its own packages call deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        found = services.validate(settings).get_issues(models.Severity.REQUIRED)
    return [f"{issue.check.identifier}: {issue.message}" for issue in found]


def shortened(folder: Path, copy: Path) -> Path:
    """A copy of a crate with some of its modules and packages, which are many, are all written alike and take long."""
    shutil.copytree(folder, copy)
    path = copy / METADATA
    document = json.loads(path.read_text(encoding="utf-8"))
    # Snakemake is the engine of the run and not one package among many.
    names = [entity["@id"] for entity in document["@graph"] if not entity["@id"].startswith("pkg:pypi/snakemake@")]
    dropped = {name for kind in MANY_ALIKE for name in [own for own in names if kind in own][KEPT:]}
    document["@graph"] = [_without(entity, dropped) for entity in document["@graph"] if entity["@id"] not in dropped]
    path.write_text(json.dumps(document), encoding="utf-8")
    return copy


def _without(part: Any, dropped: set[str]) -> Any:
    """A part of a crate without references to entities that are dropped."""
    if isinstance(part, dict):
        return {key: _without(value, dropped) for key, value in part.items()}
    if isinstance(part, list):
        return [_without(own, dropped) for own in part if not (isinstance(own, dict) and own.get("@id") in dropped)]
    return part


def _answer(_: Any, request: requests.PreparedRequest, **__: Any) -> requests.Response:
    """The context, the only document that the validator may ask for."""
    assert request.url == CONTEXT
    context = json.loads(Path(rocrate.__file__).with_name("data").joinpath("ro-crate.jsonld").read_text("utf-8"))
    terms = {name: iri for name, iri in context["@context"].items() if name != "sha256"} | AS_IN_1_1
    response = requests.Response()
    response.status_code = 200
    response.url, response.request = request.url, request
    response.headers["Content-Type"] = "application/ld+json"
    response._content = json.dumps({"@context": terms}).encode()
    return response


def _refuse(*_: Any) -> None:
    raise AssertionError("the network is not to be used")
