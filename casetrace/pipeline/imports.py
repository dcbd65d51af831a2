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
_NAME = re.compile(r"[\w.]+")


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
    names: set[str] = set()
    for late, module, members in (found for file in files for found in _imports(str(file))):
        if not late and not _files_below(module.partition(".")[0], str(root)):
            names.update([module, *(f"{module}.{member}" for member in _NAME.findall(members))])
    return sorted(names)


@cache
def _imported_files(path: str, root: str) -> frozenset[str]:
    """The files below `root` that a file loads, on the way to what it imports and in the end."""
    files: set[str] = set()
    for _, module, members in _imports(f"{root}/{path}"):
        files |= _files_of(module, root)
        below = _files_below(module.partition(".")[0], root)
        # What is taken from a module is none itself; from a package it may be one.
        if members and below and f"{_path_of(module)}.py" not in below:
            files.update(*(_files_of(f"{module}.{member}", root) for member in _NAME.findall(members)))
    return frozenset(files)


@cache
def _imports(path: str) -> list[tuple[bool, str, str]]:
    """The imports of a file: whether each is inside a function or a class, its module, and what is taken from that."""
    found = []
    for late, module, names, modules in IMPORT.findall("\n" + Path(path).read_text(encoding="utf-8")):
        if module:
            found.append((bool(late), module, names))
        else:
            found += [(bool(late), name, "") for name in _NAME.findall(modules)]
    return found


@cache
def _files_of(name: str, root: str) -> frozenset[str]:
    """The files that importing a dotted name loads: the packages on the way and the module itself."""
    files = _files_below(name.partition(".")[0], root)
    if not files:
        return files
    parts = _path_of(name).split("/")
    bases = ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
    return files.intersection(file for base in bases for file in (f"{base}.py", f"{base}/__init__.py"))


def _path_of(module: str) -> str:
    return module.replace(".", "/")


@cache
def _files_below(package: str, root: str) -> frozenset[str]:
    """The Python files of a package or module below `root`, relative to it; none of one that is not there."""
    folders = os.walk(f"{root}/{package}")
    inside = {f"{folder}/{name}"[len(root) + 1 :] for folder, _, names in folders for name in names}
    alone = {f"{package}.py"} if os.path.isfile(f"{root}/{package}.py") else set()
    return frozenset(file for file in inside | alone if file.endswith(".py"))
