"""All of the campaigns of faults; writes their tally to docs/faults.md."""

import argparse
import tempfile
from collections import Counter
from contextlib import chdir
from pathlib import Path

from tests.faults.hostile import KINDS, LONGEST, endings
from tests.faults.interrupted import DAMAGES, contents, damage_and_go_on, jobs, kill_and_go_on, unnoticed
from tests.stages.running import ROOT
from tests.workflow.running import copy_sources, snakemake

DOCUMENT = ROOT / "docs" / "faults.md"
KILLS, DAMAGED_RUNS = 40, 12
HEAD = f"""# Faults

What becomes of a run that is killed, of results that are edited or damaged, and of input that is made to harm.
`python -m tests.faults`, a part of `make test-full`, tries all of it and writes this tally; `make test` tries a sample.
None may end in a traceback, in a number that is stale or edited, in a step by hand (such as `snakemake --unlock`), or
take more than {LONGEST:.0f} s to be told.

| campaign | tries | ends in |
|---|---|---|
"""


def interrupted(project: Path, kills: int, damaged_runs: int) -> dict[str, Counter[str]]:
    """The campaigns with the real pipeline."""
    run = snakemake(copy_sources(project))
    assert run.status == 0, run.printed
    expected = contents(project)
    with chdir(project):
        missed = list(unnoticed(project))
        files = sum(len(job.outputs) for job in jobs(project))
    assert missed == []
    tally = {
        f"each of {files} files of a run damaged in {len(DAMAGES)} ways, one at a time": Counter(
            {"named, and its step runs again": files * len(DAMAGES)}
        )
    }
    for name, act, number in (
        ("a file damaged, then a plain run", damage_and_go_on, damaged_runs),
        ("a run killed (half of them Snakemake alone, with jobs at work), then a plain run", kill_and_go_on, kills),
    ):
        tally[name] = Counter()
        for seed in range(number):
            wrong = act(project, seed, expected)
            assert not wrong, f"{name}, seed {seed}: {wrong}"
            tally[name]["the same bytes"] += 1
    return tally


def document(tally: dict[str, Counter[str]]) -> str:
    """The tally as Markdown."""
    lines = [
        f"| {name} | {sum(found.values())} | {', '.join(f'{ending}: {found[ending]}' for ending in sorted(found))} |"
        for name, found in tally.items()
    ]
    return HEAD + "\n".join(lines) + "\n"


def main() -> None:
    """Run all campaigns."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=str(__doc__))
    parser.add_argument("--tries", type=float, default=1.0, help="share of the tries in this process")
    parser.add_argument("--kills", type=int, default=KILLS, help="runs that are killed (a minute each)")
    parser.add_argument("--damaged-runs", type=int, default=DAMAGED_RUNS, help="runs after a damaged file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = {
            kind: endings(kind, Path(folder), range(round(options.tries * number)))
            for kind, (_, number) in KINDS.items()
        }
        slow = {kind: found.pop("slow", 0) for kind, found in tally.items()}
        assert not any(slow.values()), slow
        tally |= interrupted(Path(folder, "project"), options.kills, options.damaged_runs)
    DOCUMENT.write_text(document(tally), encoding="utf-8")
    print(DOCUMENT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
