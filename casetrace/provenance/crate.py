"""A cohort's run as a Workflow Run RO-Crate, of the profiles Process, Workflow and Provenance Run Crate 0.5.

The crate says what the manifest says, in the words that other software knows: https://w3id.org/ro/wfrun/provenance/0.5.
It bears no time and no machine, so that the same run gives the same crate.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rocrate.model import ContextEntity, Entity
from rocrate.model.computerlanguage import get_lang
from rocrate.rocrate import ROCrate

from casetrace.model.digests import file_digest
from casetrace.provenance.actions import add_engine, add_run, add_step, purpose_of
from casetrace.provenance.data_entities import DataEntities
from casetrace.provenance.parameters import Parameters
from casetrace.provenance.parties import add_author, add_licence, citation_authors

METADATA = "ro-crate-metadata.json"
WORKFLOW_RO_CRATE = "https://w3id.org/workflowhub/workflow-ro-crate/1.0"
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/provenance/0.5": ("Provenance Run Crate", "0.5"),
    WORKFLOW_RO_CRATE: ("Workflow RO-Crate", "1.0"),
}
BIOSCHEMAS = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
#: The context of RO-Crate 1.1 has no term for a digest; this is the one that the profiles use.
TERMS = {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}
#: RO-Crate wants a date. A study without one has the day that stands for no date wherever builds are reproducible.
NO_DATE = "1970-01-01"
UNDATED = f"The study states no date of publication; {NO_DATE} stands for none."
OUTSIDE = "Not part of this folder. The digest tells whether a file at hand is this one."


@dataclass(frozen=True)
class Study:
    """What the configuration says of a study and one of its cohorts.

    Attributes
    ----------
    title
        Title of the cohort.
    study_title
        Title of the study.
    authors
        As in `study.authors`.
    licence
        URL or SPDX identifier of the licence of the results, where there is one.
    date_published
        ISO 8601, where there is one.
    source
        As in the cohort's `source`, empty where there is none.
    """

    title: str
    study_title: str
    authors: list[dict[str, str]]
    licence: str | None
    date_published: str | None
    source: dict[str, str]


def run_crate(
    manifest: dict[str, Any], study: Study, workflow: Mapping[str, Path], citation: dict[str, Any], folder: Path
) -> ROCrate:
    """The crate of one cohort's run.

    Parameters
    ----------
    manifest
        The manifest of the run.
    study
        What the configuration says.
    workflow
        Where each file of the workflow is now, by the name that the repository knows it by.
    citation
        The citation file of the workflow: title, version, licence and authors.
    folder
        Folder of the crate, such as `results/aarhus-2014`.
    """
    crate = ROCrate(version="1.1")
    crate.metadata.extra_terms.update(TERMS)
    _describe_study(crate, study)
    record = (folder / "provenance" / "manifest.json").as_posix()
    digests = manifest["sha256"] | {name: file_digest(path) for name, path in workflow.items()}
    files = DataEntities(
        crate,
        folder,
        workflow,
        digests | {record: file_digest(record)},
        code_properties={"license": add_licence(crate, citation["license"]), "version": citation["version"]},
        source_properties=_of_source(crate, study.source),
    )
    main = _add_workflow(crate, files, manifest["software"], citation)
    _add_steps_and_run(crate, main, manifest, study.title, files, workflow)
    files.entities([*workflow, record])
    return crate


def _add_steps_and_run(
    crate: ROCrate,
    main: Entity,
    manifest: dict[str, Any],
    title: str,
    files: DataEntities,
    workflow: Mapping[str, Path],
) -> None:
    """Add what the workflow consists of and what it did, from the manifest."""
    parameters = Parameters(crate)
    steps = [
        add_step(crate, position, step, purpose_of(workflow[step["code"][0]]), files, parameters)
        for position, step in enumerate(manifest["steps"], start=1)
    ]
    outputs = [name for step in manifest["steps"] for name in step["outputs"]]
    inputs = {name for step in manifest["steps"] for name in step["inputs"]} - {*outputs, *workflow}
    input_files, output_files = files.entities(sorted(inputs)), files.entities(outputs)
    main["hasPart"] = [step["tool"] for step in steps]
    main["step"] = [step["step"] for step in steps]
    main["input"] = [*_file_parameters(crate, input_files), *parameters.formal]
    # What people read stands at the top of the folder.
    main["output"] = _file_parameters(crate, [file for file in output_files if "/" not in file.id])
    run = add_run(crate, title, [*input_files, *parameters.set_to], output_files)
    engine = crate.get(_package_url("snakemake", manifest["software"]["packages"]["snakemake"]))
    organised = add_engine(crate, engine, run, [step["control"] for step in steps])
    crate.root_dataset["mentions"] = [run, *(step["job"] for step in steps), organised]


def crate_text(crate: ROCrate) -> str:
    """The metadata of a crate as JSON-LD, as it stands in its file.

    A list of one is written as the value alone, as RO-Crate 1.1 recommends; what has no value is left out.
    """
    document = crate.metadata.generate()
    document["@graph"] = [
        {
            key: value[0] if isinstance(value, list) and len(value) == 1 else value
            for key, value in entity.items()
            if value != []
        }
        for entity in document["@graph"]
    ]
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _describe_study(crate: ROCrate, study: Study) -> None:
    root = crate.root_dataset
    dated = "" if study.date_published else f" {UNDATED}"
    crate.name = f"{study.study_title}: {study.title}"
    crate.description = (
        f"Results of {study.title}, with the workflow, the parameters and the steps that made them.{dated}"
    )
    root["datePublished"] = study.date_published or NO_DATE
    crate.license = add_licence(crate, study.licence)
    if study.authors:
        root["author"] = [add_author(crate, author) for author in study.authors]
    root["conformsTo"] = [
        crate.add(ContextEntity(crate, url, {"@type": "CreativeWork", "name": name, "version": version}))
        for url, (name, version) in PROFILES.items()
    ]


def _of_source(crate: ROCrate, source: dict[str, str]) -> dict[str, Any]:
    """What is said of each file from outside the crate."""
    properties: dict[str, Any] = {"description": OUTSIDE}
    if "citation" in source:
        cited = {"@type": "CreativeWork", "name": source["citation"]}
        properties["citation"] = crate.add(ContextEntity(crate, "#source", cited))
        crate.root_dataset["citation"] = properties["citation"]
    if "licence" in source:
        properties["license"] = add_licence(crate, source["licence"])
    return properties


def _add_workflow(crate: ROCrate, files: DataEntities, software: dict[str, Any], citation: dict[str, Any]) -> Entity:
    """Add the Snakefile as the workflow that ran, with Python and every package of the environment."""
    language = crate.add(get_lang(crate, "snakemake", version=software["packages"]["snakemake"]))
    required = [_add_software(crate, "Python", software["python"], f"pkg:generic/python@{software['python']}")]
    for name, version in software["packages"].items():
        required.append(_add_software(crate, name, version, _package_url(name, version)))
    main = files.entity(
        "Snakefile",
        {
            "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"],
            "name": citation["title"],
            "description": citation["abstract"],
            "version": citation["version"],
            "conformsTo": {"@id": BIOSCHEMAS},
            "creator": [add_author(crate, author) for author in citation_authors(citation["authors"])],
            "programmingLanguage": language,
            "softwareRequirements": required,
        },
    )
    crate.mainEntity = main
    crate.metadata.append_to("conformsTo", {"@id": WORKFLOW_RO_CRATE})
    return main


def _add_software(crate: ROCrate, name: str, version: str, identifier: str) -> Entity:
    properties = {"@type": "SoftwareApplication", "name": name, "softwareVersion": version}
    return crate.add(ContextEntity(crate, identifier, properties))


def _package_url(name: str, version: str) -> str:
    """The package URL (purl) of a Python package, which says what it is and not where to get it."""
    return f"pkg:pypi/{name}@{version}"


def _file_parameters(crate: ROCrate, files: list[Entity]) -> list[Entity]:
    """A formal parameter for each of some files."""
    return [_file_parameter(crate, file) for file in dict.fromkeys(files)]


def _file_parameter(crate: ROCrate, file: Entity) -> Entity:
    name = file["name"]
    properties = {"@type": "FormalParameter", "name": name, "additionalType": "File", "workExample": file}
    file["exampleOfWork"] = crate.add(ContextEntity(crate, f"#file/{quote(name)}", properties))
    return file["exampleOfWork"]
