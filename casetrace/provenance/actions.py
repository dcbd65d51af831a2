"""The steps of a run as a crate has them: what was planned, what was done, and by what.

Each rule is a step (`HowToStep`) that its script carries out. Its job is a `CreateAction` from inputs and parameters to
outputs, which a `ControlAction` ties to the step; an `OrganizeAction` of Snakemake ties all of them to the whole run.
"""

import ast
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rocrate.model import ContextEntity, Entity
from rocrate.rocrate import ROCrate

from casetrace.provenance.data_entities import DataEntities
from casetrace.provenance.parameters import Parameters


def add_step(
    crate: ROCrate, position: int, step: dict[str, Any], purpose: str, files: DataEntities, parameters: Parameters
) -> dict[str, Entity]:
    """Add one step of the manifest and its job.

    Parameters
    ----------
    crate
        The crate.
    position
        Number of the step, from 1.
    step
        The step as the manifest has it.
    purpose
        What its script does, in a sentence.
    files, parameters
        The files and the parameters of the run.

    Returns
    -------
    dict of str to Entity
        The `tool`, the `step`, the `job`, and the `control` that ties them.
    """
    rule = step["rule"]
    script, *modules = step["code"]
    values = parameters.values(step["parameters"])
    tool = files.entity(script)
    tool["description"] = purpose
    # Several steps may share a script.
    _extend(tool, "hasPart", files.entities(modules))
    _extend(tool, "input", [value["exampleOfWork"] for value in values])
    step_properties = {
        "@type": "HowToStep",
        "name": rule,
        "description": purpose,
        "position": str(position),
        "workExample": tool,
    }
    planned = crate.add(ContextEntity(crate, f"#step/{rule}", step_properties))
    job_properties = {
        "@type": "CreateAction",
        "name": f"Run of {rule}",
        "description": purpose,
        "instrument": tool,
        "object": [*files.entities(step["inputs"]), *values],
        "result": files.entities(step["outputs"]),
    }
    job = crate.add(ContextEntity(crate, f"#job/{rule}", job_properties))
    control_properties = {"@type": "ControlAction", "name": f"Control of {rule}", "instrument": planned, "object": job}
    return {
        "tool": tool,
        "step": planned,
        "job": job,
        "control": crate.add(ContextEntity(crate, f"#control/{rule}", control_properties)),
    }


def _extend(entity: Entity, key: str, entities: Iterable[Entity]) -> None:
    """Add entities to a property that may have some of them."""
    entity[key] = list(dict.fromkeys([*entity.get(key, []), *entities]))


def add_run(crate: ROCrate, title: str, inputs: Iterable[Entity], outputs: Iterable[Entity]) -> Entity:
    """Add the run of the whole workflow, from everything that it was given to everything that it made."""
    properties = {
        "@type": "CreateAction",
        "name": f"Run of the workflow on {title}",
        "description": "From the raw files to the report, in the steps of the workflow.",
        "instrument": crate.mainEntity,
        "object": list(inputs),
        "result": list(outputs),
    }
    return crate.add(ContextEntity(crate, "#run", properties))


def add_engine(crate: ROCrate, engine: Entity, run: Entity, controls: list[Entity]) -> Entity:
    """Add that the engine organised the jobs of the run."""
    properties = {
        "@type": "OrganizeAction",
        "name": "Snakemake's run of the jobs",
        "instrument": engine,
        "object": controls,
        "result": run,
    }
    return crate.add(ContextEntity(crate, "#organisation", properties))


def purpose_of(script: Path) -> str:
    """The first paragraph of a script's docstring, on one line."""
    text = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split())
