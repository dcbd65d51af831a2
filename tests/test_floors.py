"""The floors of the package: a package imports only packages below it, so that it can be read from the bottom up."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = "casetrace"

#: From the ground floor up. Statistics know of no case series; the model says what things are; a file is read before
#: its words are understood, and these before a printed number or a claim; the configuration speaks of all of them. A
#: stage is alone with what is below, since it passes files on and not objects. What shows results stands on what traces
#: them, and what describes a whole run on that.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"methods"}),
    frozenset({"model"}),
    frozenset({"read"}),
    frozenset({"words"}),
    frozenset({"printed"}),
    frozenset({"claims"}),
    frozenset({"config", "simulate"}),
    frozenset({"ingest", "clean", "check", "derive", "analyse", "audit", "collect"}),
    frozenset({"trace"}),
    frozenset({"figures", "report"}),
    # The record of a run names the code that ran, which is found by its imports.
    frozenset({"pipeline"}),
    frozenset({"provenance", "verify"}),
    frozenset({"inspect", "anonymise"}),
    frozenset({"compare"}),
    # What shows all cohorts stands on their reports, traces and locks.
    frozenset({"view"}),
    frozenset({"cli"}),
)

#: The steps of a run: each hands the next one files. The graph of the workflow says which follows which.
STAGES = frozenset(
    {"ingest", "clean", "check", "derive", "analyse", "audit", "collect", "figures", "report", "provenance", "verify"}
)

#: Who else may use a step, and why: a new file is proposed and tried by reading it as a run does; two exports are
#: compared by running each and setting side by side what is verified; a command calls what it is named
#: after; the site of the results has the look of the reports and tells what moved since the lock;
#: the words of headers that stay in an anonymised table are those by which columns are known.
USERS: dict[str, frozenset[str]] = {
    "inspect": frozenset({"clean", "ingest"}),
    "compare": frozenset({"verify"}),
    "anonymise": frozenset({"ingest"}),
    "view": frozenset({"report", "verify"}),
    "cli": frozenset({"clean", "ingest", "verify"}),
}


def modules() -> dict[str, Path]:
    """Every module of the package by its name."""
    paths = (ROOT / PACKAGE).rglob("*.py")
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


MODULES = modules()


def imports(name: str, path: Path) -> Iterator[str]:
    """The modules of the package that a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: an import that is relative has no name that could be checked"
            members = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (member if member in MODULES else str(node.module) for member in members)


@cache
def all_imports() -> dict[str, set[str]]:
    """The modules of the package that each of them imports."""
    return {
        name: {imported for imported in imports(name, path) if imported in MODULES} for name, path in MODULES.items()
    }


def package_of(module: str) -> str:
    """The package below the root that a module is in; empty for the root and what stands beside the packages."""
    path = MODULES[module].relative_to(ROOT / PACKAGE)
    return path.parts[0] if len(path.parts) > 1 else ""


@cache
def arrows() -> set[tuple[str, str]]:
    """Each package with each other one that it imports."""
    return {
        (package_of(name), package_of(imported))
        for name, names in all_imports().items()
        for imported in names
        if package_of(name) and package_of(name) != package_of(imported)
    }


def floor(package: str) -> int:
    return next(number for number, packages in enumerate(FLOORS) if package in packages)


def test_every_package_has_one_floor():
    packages = sorted(package for packages in FLOORS for package in packages)
    assert packages == sorted({package_of(name) for name in MODULES} - {""})


def test_the_imports_are_seen():
    assert {("analyse", "model"), ("inspect", "ingest")} <= arrows()
    assert len(arrows()) > 40


def test_a_package_imports_only_packages_below_it():
    upward = {
        (importer, imported) for importer, imported in arrows() if imported and floor(imported) >= floor(importer)
    }
    assert upward == set()


def test_a_stage_is_imported_by_those_alone_who_may_use_it():
    to_stages = {(importer, imported) for importer, imported in arrows() if imported in STAGES}
    assert to_stages == {(user, stage) for user, stages in USERS.items() for stage in stages}
    assert not USERS.keys() & STAGES


def test_no_module_imports_itself_by_way_of_others():
    try:
        order = list(TopologicalSorter(all_imports()).static_order())
    except CycleError as error:
        circle = error.args[1]
        raise AssertionError(" imports ".join(reversed(circle))) from None
    assert set(order) == set(MODULES)


def test_nothing_that_is_imported_imports_the_command():
    assert [name for name, names in all_imports().items() if f"{PACKAGE}.__main__" in names] == []
