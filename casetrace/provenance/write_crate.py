"""Write a cohort's run as a Workflow Run RO-Crate, so that the folder of its results can be passed on and understood.

In: the manifest of the run; every file that it names; the files of the workflow; the study's configuration.
Out: `ro-crate-metadata.json`, which makes the folder of the results a crate; `provenance/workflow`, the workflow as it
ran, with the configuration of this cohort; `logs/run.json`, the times of the run and its machine, of which the crate
says nothing.
"""

import json
import logging
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from casetrace.provenance.crate import Study, crate_text, run_crate
from casetrace.provenance.parties import citation_of
from casetrace.provenance.run_record import run_record

logger = logging.getLogger("casetrace")

CONFIG = "config.yaml"


def copy_workflow(names: Iterable[str], root: Path, config: dict[str, Any], folder: Path) -> dict[str, Path]:
    """Copy the workflow and write the configuration beside it.

    Parameters
    ----------
    names
        Files of the workflow, relative to `root`.
    root
        Folder of the repository.
    config
        The configuration as it was given.
    folder
        Where they go.

    Returns
    -------
    dict of str to Path
        Where each file is, by its name.
    """
    copies = {name: folder / name for name in names}
    for name, path in copies.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, path)
    copies[CONFIG] = folder / CONFIG
    copies[CONFIG].write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return copies


def write_crate(
    manifest: dict[str, Any],
    workflow: list[str],
    root: str,
    config: dict[str, Any],
    study: dict[str, Any],
    crate_file: str,
    workflow_folder: str,
    record_file: str,
) -> None:
    """Write the crate of one cohort.

    Parameters
    ----------
    manifest
        The manifest of the run.
    workflow
        Files of the workflow, relative to `root`.
    root
        The repository's folder.
    config
        The configuration as it was given, with this cohort alone.
    study
        What the crate says of the study, as in `Study`.
    crate_file, workflow_folder, record_file
        Where to write.
    """
    copies = copy_workflow(workflow, Path(root), config, Path(workflow_folder))
    citation = citation_of(copies.get("CITATION.cff"))
    crate = run_crate(manifest, Study(**study), copies, citation, Path(crate_file).parent)
    Path(crate_file).write_text(crate_text(crate), encoding="utf-8")
    record = run_record(manifest["steps"], datetime.now(UTC))
    Path(record_file).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    logger.info(
        "described: %d entities of the run, with %d files of the workflow", len(crate.get_entities()), len(copies)
    )
