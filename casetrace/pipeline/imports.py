"""The local modules that a script imports, so that a change of one reruns the rules that use it."""

import re
from functools import cache
from pathlib import Path

#: Import statements. Parsing each module to the full would take longer than all else at the start of the workflow; text
#: in a docstring that looks like an import can only add a file that exists.
IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<module>[\w.]+)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#]*)"
    r"|import[ \t]+(?P<modules>[^\n#]*))",
    re.MULTILINE,
)


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
    imported: set[Path] = set()
    waiting = [script]
    while waiting:
        for path in _imported_files(waiting.pop(), root):
            if path not in imported and path != script:
                imported.add(path)
                waiting.append(path)
    return sorted(path.relative_to(root).as_posix() for path in imported)


@cache
def _imported_files(path: Path, root: Path) -> frozenset[Path]:
    names: set[str] = set()
    for statement in IMPORT.finditer(path.read_text(encoding="utf-8")):
        module = statement["module"]
        members = re.findall(r"[\w.]+", statement["names"] or statement["modules"] or "")
        names.update([module, *(f"{module}.{member}" for member in members)] if module else members)
    return frozenset().union(*(_files_of(name, root) for name in names))


@cache
def _files_of(name: str, root: Path) -> frozenset[Path]:
    """The files that importing a dotted name loads: the packages on the way and the module itself."""
    package, _, _ = name.partition(".")
    if not (root / package).exists() and not (root / f"{package}.py").exists():
        return frozenset()
    parts = name.split(".")
    bases = [root.joinpath(*parts[:depth]) for depth in range(1, len(parts) + 1)]
    candidates = [file for base in bases for file in (base.with_suffix(".py"), base / "__init__.py")]
    return frozenset(file for file in candidates if file.is_file())
