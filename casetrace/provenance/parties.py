"""Who made what is in a crate, and under which licence it may be used."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rocrate.model import ContextEntity, Entity
from rocrate.rocrate import ROCrate

import casetrace
from casetrace.model.errors import UserError
from casetrace.model.yaml_files import read_yaml

SPDX = "https://spdx.org/licenses/"
NO_LICENCE = "No licence is stated. Ask the authors before you use it."


def add_author(crate: ROCrate, author: Mapping[str, str]) -> Entity:
    """An author as `study.authors` has it: a person with an ORCID and an affiliation, or an organisation.

    The same author is added once.
    """
    is_person = author.get("kind", "person") == "person"
    identifier = f"https://orcid.org/{author['orcid']}" if "orcid" in author else f"#author/{quote(author['name'])}"
    properties: dict[str, Any] = {"@type": "Person" if is_person else "Organization", "name": author["name"]}
    if "affiliation" in author:
        properties["affiliation"] = _added(
            crate,
            f"#organization/{quote(author['affiliation'])}",
            {"@type": "Organization", "name": author["affiliation"]},
        )
    return _added(crate, identifier, properties)


def citation_of(path: Path | None) -> dict[str, Any]:
    """What a citation file says of the program; of what it does not say, what the program says of itself.

    Raises
    ------
    UserError
        The file is no YAML of keys.
    """
    own = {"title": "Casetrace", "abstract": casetrace.__doc__, "version": casetrace.__version__, "license": "MIT"}
    given = read_yaml(path) if path else {}
    if not isinstance(given, dict):
        raise UserError(
            f"{path}: found no keys, expected those of a citation file; see https://citation-file-format.github.io"
        )
    return {**own, "authors": [{"name": "The Casetrace developers"}], **given}


def citation_authors(authors: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """The authors of a citation file (CITATION.cff) in the form of `study.authors`."""
    return [
        {"name": author["name"], "kind": "organisation"}
        if "name" in author
        else {"name": f"{author['given-names']} {author['family-names']}"}
        for author in authors
    ]


def add_licence(crate: ROCrate, licence: str | None) -> Entity:
    """A licence by its URL, by its SPDX identifier, or in words; one that says so where there is none."""
    if licence is None:
        return _added(crate, "#licence", {"@type": "CreativeWork", "name": "No licence", "description": NO_LICENCE})
    words = {"@type": "CreativeWork", "name": licence, "description": f"Licence: {licence}"}
    if licence.startswith(("https://", "http://")):
        return _added(crate, licence, words)
    if " " in licence:
        return _added(crate, "#licence/source", words | {"name": "Licence of the source", "description": licence})
    return _added(crate, f"{SPDX}{licence}", words)


def _added(crate: ROCrate, identifier: str, properties: dict[str, Any]) -> Entity:
    return crate.get(identifier) or crate.add(ContextEntity(crate, identifier, properties))
