"""Snakemake's own linter over the workflow; run as `python -m tests.lint_workflow`.

One lint is left out: that each rule should name a conda environment or a container. The environment of this workflow is
requirements.lock, which every rule has as an input.
"""

import contextlib
import io
import json
import sys
from pathlib import Path

from snakemake.api import SnakemakeApi
from snakemake.settings.types import ConfigSettings, ResourceSettings

LEFT_OUT = "Specify a conda environment or container for each rule."


def lints(snakefile: Path) -> list[str]:
    """What the linter says of each snakefile and rule, one line each."""
    printed = io.StringIO()
    with SnakemakeApi() as api, contextlib.redirect_stdout(printed):
        workflow = api.workflow(
            resource_settings=ResourceSettings(cores=1), config_settings=ConfigSettings(), snakefile=snakefile
        )
        workflow.lint(json=True)
    found = json.loads(printed.getvalue())
    return [
        f"{item['for']}: {lint['title']} {lint['body']}"
        for items in found.values()
        for item in items
        for lint in item["lints"]
        if lint["title"] != LEFT_OUT
    ]


if __name__ == "__main__":
    found = lints(Path("Snakefile"))
    print(*found, f"{len(found)} lints of the workflow", sep="\n")
    sys.exit(bool(found))
