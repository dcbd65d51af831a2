"""The code of a rule: its script and the modules behind it."""

from pathlib import Path

from casetrace.model.figure_families import plotted_by
from casetrace.pipeline.imports import local_imports


def step_code(rule: str, root: Path) -> list[str]:
    """The script of a rule and the files of the repository that it loads.

    Parameters
    ----------
    rule
        The rule's name. Its script has the same name, or that of its stage where the rules of a stage share one; the
        script of the figures loads the modules of a family by name.
    root
        The repository's folder.

    Returns
    -------
    list of str
        Paths relative to `root`, the script first.
    """
    family = plotted_by(rule)
    rule_script, stage_script = f"scripts/{rule}.py", f"scripts/{rule.partition('_')[0]}.py"
    script = rule_script if (root / rule_script).is_file() else stage_script
    modules = family.modules if family else []
    behind = {file for path in [script, *modules] for file in local_imports(root / path, root)}
    return [script, *sorted({*modules, *behind} - {script})]
