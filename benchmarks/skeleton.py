"""A workflow with the jobs, dependencies and imports of the pipeline that does nothing: the floor of its run time."""

import ast
import re
from pathlib import Path

from casetrace.pipeline.step_code import step_code

RULE = """
rule {name}:
    input:
        {inputs},
    output:
        "{name}.txt",
    script:
        "scripts/{name}.py"

"""
SCRIPT = """{imports}

from pathlib import Path

Path(snakemake.output[0]).touch()
"""


def write_skeleton(study: Path, folder: Path, rulegraph: str) -> None:
    """Write the skeleton of a study.

    Parameters
    ----------
    study
        A copy of the repository.
    folder
        The folder to write, which does not exist.
    rulegraph
        What `snakemake --rulegraph` prints in the study.
    """
    (folder / "scripts").mkdir(parents=True)
    names, needs = read_rulegraph(rulegraph)
    jobs = [name for name in names if name != "all"]
    text = f"rule all:\n    input:\n        {_files(jobs)},\n\n"
    for name in jobs:
        text += RULE.format(name=name, inputs=_files(needs[name]) or "[]")
        imports = "\n".join(imports_of(name, study))
        (folder / f"scripts/{name}.py").write_text(SCRIPT.format(imports=imports), encoding="utf-8")
    (folder / "Snakefile").write_text(text, encoding="utf-8")


def read_rulegraph(rulegraph: str) -> tuple[list[str], dict[str, list[str]]]:
    """The rules of a graph, and for each the rules whose output it needs."""
    names = dict(re.findall(r'(\d+)\[\s*label\s*=\s*"(\w+)', rulegraph))
    needs: dict[str, list[str]] = {name: [] for name in names.values()}
    for source, target in re.findall(r"(\d+)\s*->\s*(\d+)", rulegraph):
        needs[names[target]].append(names[source])
    return list(names.values()), needs


def imports_of(rule: str, root: Path) -> list[str]:
    """The statements by which a rule's script and the package's modules behind it import from elsewhere, sorted.

    Imports inside functions are left out, which a run may never come to, and those for type checkers alone.
    """
    statements: set[str] = set()
    for path in step_code(rule, root):
        for node in ast.parse((root / path).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Import):
                statements.update(f"import {alias.name}" for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                statements.update(f"from {node.module} import {alias.name}" for alias in node.names)
    return sorted(statement for statement in statements if statement.split()[1].partition(".")[0] != "casetrace")


def _files(names: list[str]) -> str:
    return ", ".join(f'"{name}.txt"' for name in names)
