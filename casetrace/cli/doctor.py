"""Says whether a run can work here, in one screen that can be pasted into an issue.

Run as `casetrace doctor [--json]`. The exit status is 1 where a run cannot work; what to do is said then. It imports no
package beside Python's own before it has looked for it, and names no folder of the user.
"""

import argparse
import importlib.metadata
import importlib.util
import json
import locale
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from casetrace import __version__
from casetrace.cli.encoding import encodable, is_unicode, show
from casetrace.model.project import PROJECT, is_installed
from casetrace.model.wording import counted

WIDTH = 100
#: Names of packages that a line lists.
NAMED = 6
#: Room that the results of a cohort and the scratch of a run take at most, in megabytes, with plenty to spare.
ENOUGH_ROOM = 500
#: What the tests use beside packages, and what for.
FOR_TESTS = {
    "chromium": "reports in a browser",
    "soffice": "Word files in LibreOffice",
    "pdftotext": "texts of PDFs",
    "slurmctld": "a run on a cluster",
}
SET_UP = (
    "install the versions of the lock: pip install --no-deps --require-hashes -r "
    "requirements.lock of this version's repository"
    if is_installed()
    else "make sets up the environment of requirements.lock in .venv; then .venv/bin/casetrace doctor"
)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes
    ----------
    name, found
        What was looked at, and what was found.
    state
        Whether it is as it should be, is only worth knowing, or keeps a run from working.
    action
        What to do, where it is not as it should be.
    """

    name: str
    found: str
    state: Literal["ok", "note", "fault"] = "ok"
    action: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Look at everything that a run needs and print it.

    Returns
    -------
    int
        The exit status: 0 when a run can work, 1 when it cannot.
    """
    parser = argparse.ArgumentParser(prog="casetrace doctor", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")
    options = parser.parse_args(arguments)
    checks = list(checked())
    can_run = not any(check.state == "fault" for check in checks)
    if options.json:
        told = {"can_run": can_run, "checks": [asdict(check) for check in checks]}
        text = json.dumps(told, indent=2)
    else:
        verdict = "A run can work here." if can_run else "A run cannot work here: see what is marked FAULT."
        text = "\n".join([*(line for check in checks for line in _lines(check)), "", verdict])
    show(encodable(without_home(text), sys.stdout.encoding or "ascii"))
    return 0 if can_run else 1


def checked() -> Iterator[Check]:
    """Everything that is looked at, in the order in which it is printed."""
    yield working_copy(PROJECT)
    yield system(sys.platform)
    yield python(sys.version_info[:2], supported(PROJECT / "pyproject.toml"))
    yield from packages(PROJECT)
    yield from folders_here()
    yield font()
    yield terminal(sys.stdout.encoding or "unknown", locale.setlocale(locale.LC_CTYPE))
    yield Check("cores", str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()))
    yield for_tests()


def working_copy(folder: Path) -> Check:
    """The version of Casetrace, its commit, and whether tracked files differ from it."""
    if is_installed():
        return Check("Casetrace", f"{__version__}, installed from a wheel")
    commit = _git(folder, "rev-parse", "--short", "HEAD")
    if commit is None or not (folder / ".git").exists():
        return Check("Casetrace", f"{__version__}, not a working copy of git, or git is not there")
    changed = (_git(folder, "status", "--porcelain", "--untracked-files=no") or "").splitlines()
    if not changed:
        return Check("Casetrace", f"{__version__}, commit {commit}, unchanged")
    found = f"{__version__}, commit {commit}, and {counted(len(changed), 'file')} changed since"
    return Check("Casetrace", found, "note", "say in an issue what was changed")


def _git(folder: Path, *arguments: str) -> str | None:
    """What git says; None where it says nothing useful or is not there."""
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", "-C", str(folder), *arguments],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def system(name: str) -> Check:
    """The operating system."""
    found = f"{platform.system()} {platform.machine()}, {'-'.join(platform.libc_ver()) or 'no libc version'}"
    if name in ("win32", "cygwin"):
        return Check("system", found, "fault", "Casetrace runs on Linux and macOS; on Windows run it within WSL")
    return Check("system", found)


def supported(project: Path) -> str:
    """The versions of Python that the project declares; empty where nothing declares them."""
    if not project.is_file():
        return ""
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["requires-python"])


def python(version: tuple[int, int], versions: str) -> Check:
    """The version of Python against those that are supported, such as `>=3.11,<3.14`."""
    bounds = re.findall(r"(>=|<)(\d+)\.(\d+)", versions)
    fits = all(
        version >= (int(major), int(minor)) if sign == ">=" else version < (int(major), int(minor))
        for sign, major, minor in bounds
    )
    found = f"{platform.python_version()} (supported: {versions or 'not declared here'})"
    if fits:
        return Check("Python", found)
    return Check(
        "Python", found, "fault", "install a version that is supported, and: make clean; make PYTHON=python3.11"
    )


def packages(folder: Path) -> Iterator[Check]:
    """The packages against the lock: those that a run needs and those of the tests, missing ones and other versions."""
    lock, project = folder / "requirements.lock", folder / "pyproject.toml"
    if not lock.is_file() or not project.is_file():
        yield Check("packages", "requirements.lock is not there, so versions are not compared", "note", SET_UP)
        return
    locked = dict(re.findall(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE))
    installed = {name: _version(name) for name in locked}
    declared = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
    missing = missing_of(declared)
    if missing:
        yield Check("packages", f"missing: {_named(sorted(missing))}", "fault", SET_UP)
    others = sorted(name for name, version in installed.items() if version not in (None, locked[name]))
    if others:
        shown = [f"{name} {installed[name]} (locked {locked[name]})" for name in others]
        action = f"a last digit may differ from the lock's; {SET_UP}"
        yield Check("packages", f"other versions: {_named(shown)}", "note", action)
    same = sum(version == locked[name] for name, version in installed.items())
    absent = sum(version is None for version in installed.values())
    others_absent = f"; {counted(absent, 'package')} that a run here does not need: not installed"
    rest = others_absent if absent and not missing else ""
    yield Check("packages", f"{same} of {len(locked)} as in the lock{rest}")


def missing_of(requirements: Sequence[str]) -> set[str]:
    """The packages that are missing of those which these requirements come to on this platform."""
    seen: set[str] = set()
    missing: set[str] = set()
    if importlib.util.find_spec("packaging") is None:
        return {"packaging"}
    from packaging.requirements import Requirement

    waiting = [Requirement(text) for text in requirements]
    while waiting:
        requirement = waiting.pop()
        name = _name(requirement.name)
        if name in seen or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        if _version(name) is None:
            missing.add(name)
        else:
            waiting += [Requirement(text) for text in importlib.metadata.requires(name) or ()]
    return missing


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _named(names: Sequence[str]) -> str:
    further = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + further


def folders_here() -> Iterator[Check]:
    """The folders of a run in this folder, which may have been removed since."""
    try:
        here = Path.cwd()
    except OSError:
        yield Check("folders", "this folder is not there any more", "fault", "change into one that is there: cd")
        return
    yield from folders(here)


def folders(project: Path) -> Iterator[Check]:
    """Whether the folders that a run writes can be written, and have room."""
    try:
        temporary = Path(tempfile.gettempdir())
    except FileNotFoundError:
        yield Check(
            "folders", "no temporary folder can be written", "fault", "set TMPDIR to a folder that you can write"
        )
        return
    named = {
        "this folder": project,
        ".snakemake": project / ".snakemake",
        "results": project / "results",
        "temporary folder": temporary,
    }
    closed = [name for name, path in named.items() if path.exists() and not is_writable(path)]
    if closed:
        action = "run in a folder of your own, or make them yours; TMPDIR names another temporary folder"
        yield Check("folders", f"cannot be written: {', '.join(closed)}", "fault", action)
    else:
        yield Check("folders", "can be written: this one, .snakemake, results, the temporary one")
    full = [
        f"{name} ({shutil.disk_usage(path).free // 2**20} MB)"
        for name, path in named.items()
        if path.exists() and shutil.disk_usage(path).free < ENOUGH_ROOM * 2**20
    ]
    if full:
        yield Check("room", f"little is left: {', '.join(full)}", "note", f"{ENOUGH_ROOM} MB are plenty for a cohort")


def is_writable(folder: Path) -> bool:
    """Whether a file can be made in a folder, which its permissions alone do not tell."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def font() -> Check:
    """The font of the figures and the PDF, which is a package."""
    if importlib.util.find_spec("font_source_sans_pro") is None:
        return Check("font", "Source Sans Pro is not there", "fault", SET_UP)
    return Check("font", "Source Sans Pro, from its package")


def terminal(encoding: str, place: str) -> Check:
    """The encoding of the terminal and the locale."""
    found = f"encoding {encoding}, locale {place}"
    if is_unicode(encoding):
        return Check("terminal", found)
    return Check(
        "terminal", found, "note", "signs that it lacks are printed as others; export LC_ALL=C.UTF-8 gives all"
    )


def for_tests() -> Check:
    """The programs that the tests use."""
    lacking = [f"{name} ({purpose})" for name, purpose in FOR_TESTS.items() if shutil.which(name) is None]
    if not lacking:
        return Check("for tests", ", ".join(FOR_TESTS))
    action = "needed by make test alone; tests/install-debian.sh installs them on Debian and Ubuntu"
    return Check("for tests", f"not there: {', '.join(lacking)}", "note", action)


def without_home(text: str) -> str:
    """A text without the path of the user's home."""
    home = str(Path("~").expanduser())
    return text.replace(home, "~") if len(home) > 1 else text


def _lines(check: Check) -> Iterator[str]:
    sign = {"ok": "ok", "note": "note", "fault": "FAULT"}[check.state]
    start = f"{sign:<6}{check.name:<11}"
    blank = " " * len(start)
    yield from textwrap.wrap(check.found, WIDTH, initial_indent=start, subsequent_indent=blank, break_on_hyphens=False)
    if check.action:
        first = f"{blank}-> "
        yield from textwrap.wrap(
            check.action, WIDTH, initial_indent=first, subsequent_indent=f"{blank}   ", break_on_hyphens=False
        )
