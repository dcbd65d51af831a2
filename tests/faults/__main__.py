"""The campaigns of faults; writes their tally to docs/faults.md, where a campaign that is not run keeps its own."""

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from functools import cached_property, partial
from pathlib import Path

from tests.faults.hostile import KINDS, LONGEST, endings
from tests.faults.interrupted import DAMAGES, contents, damage_and_go_on, jobs, kill_and_go_on, unnoticed
from tests.stages.running import ROOT
from tests.workflow.running import copy_sources, started

DOCUMENT = ROOT / "docs" / "faults.md"
HEAD = f"""# Faults

What becomes of a run that is killed, of results that are edited or damaged, and of input that is made to harm.
`python -m tests.faults`, a part of `make test-full`, tries all of it and writes this tally, or a part with `--only` and
`--tries`; `make test` tries a sample. None may end in a traceback, in a number that is stale or edited, in a step by
hand (such as `snakemake --unlock`), or take more than {LONGEST:.0f} s to be told.

| campaign | tries | ends in |
|---|---|---|
"""


ROW = re.compile(r"\| (?P<name>[^|]+) \| (?P<tries>\d+) \| (?P<endings>[^|]+) \|")


class Project:
    """A copy of the repository, in which the pipeline has run when somebody asks for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def folder(self) -> Path:
        """The copy, after a run."""
        run = started(copy_sources(self._folder))
        assert run.status == 0, run.printed
        return self._folder

    @cached_property
    def expected(self) -> dict[str, str]:
        """The digests of the results of that run."""
        return contents(self.folder)

    def damaged(self, _: int) -> Counter[str]:
        """Each file of the run in each way, all of them."""
        with chdir(self.folder):
            missed = list(unnoticed(self.folder))
            files = sum(len(job.outputs) for job in jobs(self.folder))
        assert missed == []
        return Counter({"named, and its step runs again": files * len(DAMAGES)})

    def goes_on(self, act: Callable[[Path, int, dict[str, str]], str], number: int) -> Counter[str]:
        """So many faults, each with the run after it."""
        expected = self.expected
        for seed in range(number):
            wrong = act(self.folder, seed, expected)
            assert not wrong, f"{act.__name__}, seed {seed}: {wrong}"
        return Counter({"the same bytes": number})


def in_time(kind: str, folder: Path, number: int) -> Counter[str]:
    """So many tries of hostile input, none of which took too long."""
    found = endings(kind, folder, range(number))
    assert not found.pop("slow", 0), f"{kind}: a try took more than {LONGEST} s"
    return found


def campaigns(folder: Path) -> dict[str, tuple[Callable[[int], Counter[str]], int]]:
    """What runs each campaign, and with how many tries."""
    project = Project(folder / "project")
    return {
        **{kind: (partial(in_time, kind, folder), number) for kind, (_, number) in KINDS.items()},
        f"each file of a run damaged in {len(DAMAGES)} ways, one at a time": (project.damaged, 1),
        "a file damaged, then a plain run": (partial(project.goes_on, damage_and_go_on), 12),
        "a run killed (half of them Snakemake alone, with jobs at work), then a plain run": (
            partial(project.goes_on, kill_and_go_on),
            40,
        ),
    }


def rows_of(text: str) -> dict[str, str]:
    """The lines of a tally by campaign."""
    return {found["name"]: found[0] for found in ROW.finditer(text)}


def row(name: str, found: Mapping[str, int]) -> str:
    """The line of a campaign."""
    return f"| {name} | {sum(found.values())} | {', '.join(f'{ending}: {found[ending]}' for ending in sorted(found))} |"


def document(names: Sequence[str], rows: Mapping[str, str]) -> str:
    """The tally as Markdown, in the order of the campaigns."""
    return HEAD + "".join(f"{rows[name]}\n" for name in names if name in rows)


def main() -> None:
    """Run the campaigns."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=str(__doc__))
    parser.add_argument("--only", default="", help="the campaigns whose name has this in it (default: all)")
    parser.add_argument("--tries", type=float, default=1.0, help="share of the tries (default: 1)")
    options = parser.parse_args()
    rows = rows_of(DOCUMENT.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        known = campaigns(Path(folder))
        for name, (run, number) in known.items():
            if options.only in name:
                rows[name] = row(name, run(max(1, round(options.tries * number))))
                DOCUMENT.write_text(document(list(known), rows), encoding="utf-8")
                print(rows[name], flush=True)


if __name__ == "__main__":
    main()
