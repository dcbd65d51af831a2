"""The local modules that a script imports, so that a change of one reruns the rules that use it."""

import re
from collections.abc import Iterable
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


def outside_imports(files: Iterable[Path], root: Path) -> list[str]:
    """What files import from outside `root` when they are loaded, so not inside functions.

    Returns
    -------
    list of str
        Dotted names of modules, and of members of modules, which may be modules too; sorted.
    """
    names = {name for file in files for name in _imported_names(file, late=False)}
    return sorted(name for name in names if not _is_of(name, root))


@cache
def _imported_files(path: Path, root: Path) -> frozenset[Path]:
    return frozenset().union(*(_files_of(name, root) for name in _imported_names(path, late=True)))


@cache
def _imported_names(path: Path, *, late: bool) -> frozenset[str]:
    """The modules that a file imports and the members that it takes from them; with `late` also those in functions."""
    names: set[str] = set()
    for statement in IMPORT.finditer(path.read_text(encoding="utf-8")):
        if not late and statement[0][0].isspace():
            continue
        module = statement["module"]
        members = re.findall(r"[\w.]+", statement["names"] or statement["modules"] or "")
        names.update([module, *(f"{module}.{member}" for member in members)] if module else members)
    return frozenset(names)


def _is_of(name: str, root: Path) -> bool:
    """Whether a dotted name is of a package or module of `root`."""
    package = name.partition(".")[0]
    return (root / package).exists() or (root / f"{package}.py").exists()


@cache
def _files_of(name: str, root: Path) -> frozenset[Path]:
    """The files that importing a dotted name loads: the packages on the way and the module itself."""
    if not _is_of(name, root):
        return frozenset()
    parts = name.split(".")
    bases = [root.joinpath(*parts[:depth]) for depth in range(1, len(parts) + 1)]
    candidates = [file for base in bases for file in (base.with_suffix(".py"), base / "__init__.py")]
    return frozenset(file for file in candidates if file.is_file())
