"""The files of a run as entities of its crate: results, the workflow's own files, and what lies outside the folder."""

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from rocrate.model import DataEntity, Entity, File
from rocrate.rocrate import ROCrate

#: Folder of the crate that holds the workflow as it ran.
WORKFLOW_FOLDER = "provenance/workflow"

#: Media types by suffix. The table of the operating system differs between machines.
MEDIA_TYPES = {
    ".css": "text/css",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python",
    ".rst": "text/x-rst",
    ".svg": "image/svg+xml",
    ".tex": "text/x-tex",
    ".tsv": "text/tab-separated-values",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
}
#: Suffixes of source code.
CODE = (".py", ".smk")


class DataEntities:
    """The files of a run, each an entity of the crate.

    Parameters
    ----------
    crate
        The crate that they are added to.
    folder
        Its folder, such as `results/aarhus-2014`.
    workflow
        Where each file of the workflow is now, by the name that the repository knows it by.
    digests
        SHA-256 of every file by its name in the manifest.
    code_properties
        What is said of each file of the workflow, such as its licence.
    source_properties
        What is said of each file from outside the crate.
    """

    def __init__(
        self,
        crate: ROCrate,
        folder: Path,
        workflow: Mapping[str, Path],
        digests: Mapping[str, str],
        code_properties: dict[str, Any],
        source_properties: dict[str, Any],
    ) -> None:
        self._crate = crate
        self._folder = folder
        self._workflow = workflow
        self._digests = digests
        self._code_properties = code_properties
        self._source_properties = source_properties
        self._added: dict[str, Entity] = {}

    def entity(self, name: str, properties: Mapping[str, Any] | None = None) -> Entity:
        """The entity of a file, which is added to the crate when it is asked for first.

        Parameters
        ----------
        name
            Its name in the manifest.
        properties
            What else is said of it; only where it is asked for first.
        """
        if name not in self._added:
            self._added[name] = self._new(name, properties or {})
        return self._added[name]

    def entities(self, names: Iterable[str]) -> list[Entity]:
        """The entities of several files."""
        return [self.entity(name) for name in names]

    def _new(self, name: str, added: Mapping[str, Any]) -> Entity:
        path = self._workflow.get(name, Path(name))
        properties = {
            "name": _portable_name(name),
            "contentSize": str(path.stat().st_size),
            "encodingFormat": MEDIA_TYPES.get(PurePosixPath(name).suffix.lower(), "text/plain"),
            "sha256": self._digests[name],
        }
        if name in self._workflow:
            kind = {"@type": ["File", "SoftwareSourceCode"]} if name.endswith(CODE) else {}
            return self._inside(f"{WORKFLOW_FOLDER}/{name}", properties | self._code_properties | kind | {**added})
        if path.is_relative_to(self._folder):
            inside = path.relative_to(self._folder).as_posix()
            return self._inside(inside, properties | {"name": inside} | {**added})
        return self._outside(name, properties | self._source_properties)

    def _inside(self, path: str, properties: Mapping[str, Any]) -> Entity:
        return self._crate.add(File(self._crate, dest_path=path, properties=properties))

    def _outside(self, name: str, properties: dict[str, Any]) -> Entity:
        """A file that is not copied: raw data may not be passed on. Its identifier is its content, by RFC 6920."""
        identifier = named_information(self._digests[name])
        entity = self._crate.get(identifier)
        return entity or self._crate.add(DataEntity(self._crate, identifier, {"@type": "File"} | properties))


def named_information(sha256: str) -> str:
    """The `ni` URI (RFC 6920) of a file's content.

    Parameters
    ----------
    sha256
        Its SHA-256 in hexadecimal.
    """
    return "ni:///sha-256;" + base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode("ascii").rstrip("=")


def _portable_name(name: str) -> str:
    """A path that config gives, without the folders of this machine."""
    return PurePosixPath(name).name if PurePosixPath(name).is_absolute() else name
