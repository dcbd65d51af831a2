"""The code of a rule: its script and the modules behind it."""

from pathlib import Path

from casetrace.model.figure_families import plotted_by
from casetrace.pipeline.imports import local_imports


def step_code(rule: str, root: Path) -> list[str]:
    """The script of a rule and the files of the repository that it loads.

    Parameters
    ----------
    rule
        The rule's name, which its script has too. All rules that plot share a script, which loads the modules of their
        figures by name.
    root
        The repository's folder.

    Returns
    -------
    list of str
        Paths relative to `root`, the script first.
    """
    family = plotted_by(rule)
    script = "scripts/plot_figures.py" if family else f"scripts/{rule}.py"
    modules = family.modules if family else []
    behind = {file for path in [script, *modules] for file in local_imports(root / path, root)}
    return [script, *sorted({*modules, *behind} - {script})]
