"""The local modules that a script imports, so that a change of one reruns the rules that use it."""

import ast
from functools import cache
from pathlib import Path


def local_imports(script: Path, root: Path) -> list[str]:
    """Files below `root` that `script` imports, directly or through others.

    Parameters
    ----------
    script
        A Python file below `root`.
    root
        The folder on the import path.

    Returns
    -------
    list of str
        Paths relative to `root`, sorted, without the script itself. Imports inside functions count too.
    """
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        for path in _imported_files(waiting.pop(), root):
            if path not in found and path != script:
                found.add(path)
                waiting.append(path)
    return sorted(path.relative_to(root).as_posix() for path in found)


@cache
def _imported_files(path: Path, root: Path) -> tuple[Path, ...]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    files: set[Path] = set()
    for name in names:
        parts = name.split(".")
        for depth in range(1, len(parts) + 1):
            base = root.joinpath(*parts[:depth])
            files.update(file for file in (base.with_suffix(".py"), base / "__init__.py") if file.is_file())
    return tuple(sorted(files))
