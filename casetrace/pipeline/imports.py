"""The local modules that a script imports, so that a change of one reruns the rules that use it."""

import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

#: Import statements. Parsing each module to the full would take longer than all else at the start of the workflow; text
#: in a docstring that looks like an import can only add a file that exists.
IMPORT = re.compile(
    r"\n(?P<late>[ \t]*)(?:from[ \t]+(?P<module>[\w.]+)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#]*)"
    r"|import[ \t]+(?P<modules>[^\n#]*))"
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
    folder, first = str(root), script.relative_to(root).as_posix()
    imported: set[str] = set()
    waiting = [first]
    while waiting:
        new = _imported_files(waiting.pop(), folder) - imported
        imported |= new
        waiting += new
    return sorted(imported - {first})


def outside_imports(files: Iterable[Path], root: Path) -> list[str]:
    """What files import from outside `root` when they are loaded, so not inside functions.

    Returns
    -------
    list of str
        Dotted names of modules, and of members of modules, which may be modules too; sorted.
    """
    names = {name for file in files for name in _imported_names(str(file), late=False)}
    return sorted(name for name in names if not _files_below(name.partition(".")[0], str(root)))


@cache
def _imported_files(path: str, root: str) -> frozenset[str]:
    names = _imported_names(f"{root}/{path}", late=True)
    return frozenset().union(*(_files_of(name, root) for name in names))


@cache
def _imported_names(path: str, *, late: bool) -> frozenset[str]:
    """The modules that a file imports and the members that it takes from them; with `late` also those in functions."""
    names: set[str] = set()
    for statement in IMPORT.finditer("\n" + Path(path).read_text(encoding="utf-8")):
        if not late and statement["late"]:
            continue
        module = statement["module"]
        members = re.findall(r"[\w.]+", statement["names"] or statement["modules"] or "")
        names.update([module, *(f"{module}.{member}" for member in members)] if module else members)
    return frozenset(names)


@cache
def _files_of(name: str, root: str) -> frozenset[str]:
    """The files that importing a dotted name loads: the packages on the way and the module itself."""
    parts = name.split(".")
    files = _files_below(parts[0], root)
    bases = ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)] if files else []
    return files.intersection(file for base in bases for file in (f"{base}.py", f"{base}/__init__.py"))


@cache
def _files_below(package: str, root: str) -> frozenset[str]:
    """The Python files of a package or module below `root`, relative to it; none of one that is not there."""
    folders = os.walk(f"{root}/{package}")
    inside = {f"{folder}/{name}"[len(root) + 1 :] for folder, _, names in folders for name in names}
    alone = {f"{package}.py"} if os.path.isfile(f"{root}/{package}.py") else set()
    return frozenset(file for file in inside | alone if file.endswith(".py"))
