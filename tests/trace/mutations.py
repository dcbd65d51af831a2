"""Changes raw cells one by one and holds what moves against what the lineage says: `python -m tests.trace.mutations`.

Completeness: a result that changes, appears or disappears depends on the changed cell by the lineage. Soundness: a
result that depends on a cell by the lineage changes under some change of it, or there is a reason why it does not.
"""

import csv
import io
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, get_args

import pandas as pd

from casetrace.model.basis import Role
from casetrace.model.errors import UserError
from casetrace.model.results import RESULT_COLUMNS
from casetrace.trace.chain import Lineage
from casetrace.trace.raw_cells import RawCell
from tests.stages.one_truth import SHAPES
from tests.stages.running import (
    FULL,
    QUICK_METHODS,
    ROOT,
    STAGES,
    Run,
    audit,
    checked_cohort,
    collect,
    finish,
    ingest_and_clean,
    real_cohort,
)
from tests.trace.clinics import CLINICS, unnamed
from tests.trace.inputs import Inputs, inputs_of
from tests.trace.insensitive import reason_of

DOCUMENT = ROOT / "docs" / "lineage-mutations.md"
NUMBER = re.compile(r"\d+(?:\.\d+)?")
DATE = re.compile(r"\d\d\.\d\d\.\d{4}")
#: Changes of one cell that the checks accept.
MOST = 4
SEED = 20150810
PROCESSES = 2
#: Most changes of one cell that are tried until that many are accepted.
AT_MOST = 12
N_PATIENTS = RESULT_COLUMNS.index("n_patients")
DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Case:
    """A cohort whose cells are changed: its files, by path, and its section of config."""

    name: str
    files: Mapping[str, str]
    cohort: Mapping[str, Any]

    def changed(self, cell: RawCell, text: str) -> "Case":
        """The same cohort with another text in one cell."""
        content = self.files[cell.file]
        delimiter = max(DELIMITERS, key=content.partition("\n")[0].count)
        rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
        rows[cell.line - 1][cell.column - 1] = text
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
        return Case(self.name, {**self.files, cell.file: out.getvalue()}, self.cohort)


@dataclass(frozen=True)
class Outcome:
    """What a run gives: all results by name, as text; and the lineage."""

    results: Mapping[str, tuple[str, ...]]
    status: Mapping[str, str]
    lineage: Lineage


@dataclass
class Tally:
    """What came of changing cells."""

    cells: int = 0
    changes: int = 0
    stopped: int = 0
    moved: int = 0
    claimed: int = 0
    insensitive: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Add what came of other cells."""
        for name in ("cells", "changes", "stopped", "moved", "claimed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.insensitive += other.insensitive
        self.missed += other.missed
        self.unexplained += other.unexplained


def first_cohort() -> Case:
    """The shipped cohort, with its corrections and claims."""
    cohort = real_cohort()
    names = [cohort["tables"][0]["file"], cohort["corrections"], cohort["claims"]]
    return Case("the first cohort", {name: (ROOT / name).read_text(encoding="utf-8") for name in names}, cohort)


#: The layouts of the small made-up cohort whose cells are sampled: long, wide, several files, dates, merged cells.
LAYOUTS = (
    "tidy_path_alone", "wide_by_name", "dates_against_a_baseline", "three_files", "redcap_export",
    "merged_cells_below_the_patient", "rows_of_another_study_and_missing_tokens",
    "composite_cells_and_dispositions_in_them", "values_named_by_a_column_of_outcomes", "a_column_of_units",
)  # fmt: skip
#: Cells sampled of each layout, and of each larger made-up cohort.
OF_LAYOUT, OF_CLINIC = 12, 35


def made_up(layout: str, *, full: bool = FULL) -> Case:
    """A made-up cohort, by its layout; where it is not `full` as observed alone."""
    shape = (SHAPES | CLINICS | {"unnamed": unnamed})[layout]()
    files = {name: content.decode("utf-8-sig") for name, content in shape.files.items()}
    return Case(layout, files, checked_cohort(shape.cohort | ({} if full else {"scenarios": ["observed"]})))


def run(case: Case, folder: Path) -> Outcome:
    """Run a cohort through all stages.

    Raises
    ------
    UserError
        When the checks refuse it.
    """
    for name, text in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    made = finish(ingest_and_clean(folder, case.cohort), case.cohort, QUICK_METHODS)
    stages = list(STAGES)
    if "claims" in case.cohort:
        audit(made, case.cohort)
        stages.append("audit")
    return outcome(made, stages)


def outcome(made: Run, stages: Sequence[str]) -> Outcome:
    """The results of a run, and their lineage."""
    collect(made, stages)
    frame = pd.concat([made.frame(f"{stage}/statistics") for stage in stages], ignore_index=True)
    texts = frame.astype("str").fillna("")
    rows = dict(zip(texts["result_id"], texts.itertuples(index=False, name=None), strict=True))
    return Outcome(rows, dict(zip(texts["result_id"], texts["status"], strict=True)), Lineage.read(made.folder / "out"))


def changes(cell: RawCell, column: Iterable[str]) -> list[str]:
    """Other texts for a cell: its numbers and dates moved, other texts of its column, nothing, something new."""
    text = cell.text or ""
    others = sorted({own for own in column if own.strip() and own != text})
    picked = Random(f"{SEED} {cell.place}").sample(others, min(4, len(others)))
    moved = list(_moved(text))
    new = [f"{text}x"] if text.strip() and not NUMBER.search(text) else []
    every = dict.fromkeys([*picked[:1], *moved[:1], "", *picked[1:2], *new, *moved[1:2], *picked[2:], *moved[2:]])
    return [own for own in every if own != text]


def _moved(text: str) -> Iterator[str]:
    """A text with one of its numbers moved; a date by days and by weeks."""
    if DATE.fullmatch(text):
        day = datetime.strptime(text, "%d.%m.%Y")
        yield from (f"{day + timedelta(days=days):%d.%m.%Y}" for days in (1, 56, -1, -28))
        return
    matches = list(NUMBER.finditer(text))
    for move in (lambda value: value + 1, lambda value: value * 1.25, lambda value: value / 2, lambda value: 0.0):
        for match in matches:
            yield f"{text[: match.start()]}{move(float(match.group())):g}{text[match.end() :]}"


def differing(before: Outcome, after: Outcome) -> tuple[set[str], set[str]]:
    """Results that changed or disappeared, and those that appeared."""
    moved = {name for name, row in before.results.items() if after.results.get(name) != row}
    return moved, set(after.results) - set(before.results)


def mutate(case: Case, base: Outcome, number: int, most: int = MOST) -> Tally:
    """Change one cell in several ways.

    Parameters
    ----------
    case, base
        The cohort and what it gives unchanged.
    number
        Number of the cell.
    most
        How many changes to try that the checks accept.
    """
    cell, claimed = base.lineage.cell(number), base.lineage.results_of(number)
    tally = Tally(cells=1, claimed=len(claimed))
    moved: set[str] = set()
    runs: list[Mapping[str, Inputs]] = []
    for text in changes(cell, column_texts(base.lineage, cell)):
        if len(runs) == most or tally.changes == AT_MOST:
            break
        tally.changes += 1
        with tempfile.TemporaryDirectory() as folder:
            try:
                after = run(case.changed(cell, text), Path(folder))
            except UserError:
                tally.stopped += 1
                continue
            own, appeared = differing(base, after)
            what = f"{cell.place} {cell.text!r} to {text!r}"
            tally.missed += [f"{what}: {name}" for name in sorted(own - claimed)]
            new = appeared - reached(after, cell) - deprived(base, after, cell, appeared)
            tally.missed += [f"{what}, new: {name}" for name in sorted(new)]
            moved |= own
            runs.append(inputs_of(after.lineage, claimed - moved))
    tally.moved = len(moved & claimed)
    before = inputs_of(base.lineage, claimed - moved)
    for name in sorted(claimed - moved):
        reason = reason_of(base.lineage, number, name, base.status[name], before[name], [own[name] for own in runs])
        if reason:
            tally.insensitive[reason] += 1
        else:
            tally.unexplained.append(f"{cell.place} {cell.text!r}: {name}")
    return tally


def reached(after: Outcome, cell: RawCell) -> set[str]:
    """The results of a run that depend on a cell."""
    number = after.lineage.origins.cells.number(cell.file, cell.line, cell.column)
    return after.lineage.results_of(number) if number is not None else set()


def deprived(before: Outcome, after: Outcome, cell: RawCell, appeared: Collection[str]) -> set[str]:
    """The results that appeared about the patients whom the cell's line was of, and is no more."""
    patients = before.lineage.origins.patients_on(cell.file, cell.line)
    patients -= after.lineage.origins.patients_on(cell.file, cell.line)
    return {name for name in appeared if patients & _patients(after.lineage, name)}


def miscounted(outcome: Outcome) -> list[str]:
    """Results whose number of patients is not that of the rows that enter them."""
    return [
        f"{name}: {row[N_PATIENTS]} patients, {in_use} in its rows"
        for name, row in outcome.results.items()
        if int(row[N_PATIENTS]) != (in_use := len(_patients(outcome.lineage, name, ["used"])))
    ]


def _patients(lineage: Lineage, result: str, roles: Collection[str] = get_args(Role)) -> set[str]:
    """The patients of the rows of a result."""
    return {
        str(patient)
        for one in lineage.parts(result)
        if one.role in roles
        for patient in lineage.dataset(one.dataset)["patient_id"].iloc[lineage.rows(one.row_set)]
    }


def column_texts(lineage: Lineage, cell: RawCell) -> Iterator[str]:
    """The texts of a cell's column."""
    raw = lineage.dataset("ingest/raw")
    own = raw[(raw["file"] == cell.file) & (raw["column"] == cell.column)]
    return iter(own["text"].dropna())


def campaign(case: Case, numbers: Sequence[int] | None = None, processes: int = 1) -> Tally:
    """Change cells of a cohort, all of them where no numbers are given."""
    total = Tally()
    with tempfile.TemporaryDirectory() as folder:
        base = run(case, Path(folder))
        total.missed += miscounted(base)
        chosen = list(numbers if numbers is not None else range(len(base.lineage.origins.cells)))
        if processes == 1:
            for number in chosen:
                total.add(mutate(case, base, number))
            return total
        with ProcessPoolExecutor(processes) as pool:
            for tally in pool.map(mutate, [case] * len(chosen), [base] * len(chosen), chosen, chunksize=1):
                total.add(tally)
                print(f"{total.cells} of {len(chosen)} cells, {len(total.missed)} missed", file=sys.stderr)
    return total


def sampled(case: Case, cells: int) -> list[int]:
    """Numbers of some cells of a cohort, the same each time."""
    with tempfile.TemporaryDirectory() as folder:
        everything = range(len(run(case, Path(folder)).lineage.origins.cells))
    return sorted(Random(f"{SEED} {case.name}").sample(everything, min(cells, len(everything))))


def document(tallies: Mapping[str, Tally]) -> str:
    """The tallies in words."""
    lines = [
        "# Raw cells changed one by one",
        "",
        *__doc__.split("\n\n")[1].splitlines(),
        "Why it does not is found by comparing what the result is made of in all runs: the rows that it rests on, with",
        "their values, by what they are to it.",
        "",
        "`python -m tests.trace.mutations`, which `make test-full` runs, changes every cell of the first cohort, and",
        f"{OF_CLINIC} cells of each of {len(CLINICS)} simulated cohorts of 15 to 18 patients: four files with dates "
        "and arms; one long table",
        "with merged cells, units and rows of another study; a cross-over. The third column is a smaller cohort in",
        f"{len(LAYOUTS)} layouts, {OF_LAYOUT} cells of each. A cell is changed until the checks have accepted {MOST} "
        f"changes, {AT_MOST} times at most: a number or",
        "a date moved, another text of the column, nothing, a new text. `make test` runs a few of them. A result that "
        "is new",
        "depends on the cell, or is about the patient whom the cell's line has named until then.",
        "",
        "| | " + " | ".join(tallies) + " |",
        "|---|" + "---:|" * len(tallies),
    ]
    rows = {
        "cells changed": "cells",
        "changes": "changes",
        "of these refused by the checks": "stopped",
        "pairs of a cell and a result that depends on it": "claimed",
        "of these pairs moved": "moved",
    }
    lines += [
        f"| {words} | {_numbers(getattr(one, name) for one in tallies.values())} |" for words, name in rows.items()
    ]
    reasons = dict.fromkeys(reason for one in tallies.values() for reason, _ in one.insensitive.most_common())
    lines += [
        f"| did not move: {reason} | {_numbers(one.insensitive[reason] for one in tallies.values())} |"
        for reason in reasons
    ]
    lines += [
        f"| **did not move, for no reason** | {_numbers(len(one.unexplained) for one in tallies.values())} |",
        f"| **moved without depending on the cell** | {_numbers(len(one.missed) for one in tallies.values())} |",
    ]
    return "\n".join(lines) + "\n"


def _numbers(values: Iterable[int]) -> str:
    return " | ".join(f"{value:,}" for value in values)


def main() -> None:
    """Change all cells of the first cohort and some of the made-up ones, and write the tallies."""
    tallies = {
        "first cohort": campaign(first_cohort(), None, PROCESSES),
        "larger cohorts": sample(list(CLINICS), OF_CLINIC),
        "layouts": sample(LAYOUTS, OF_LAYOUT),
    }
    DOCUMENT.write_text(document(tallies), encoding="utf-8")
    print(DOCUMENT.read_text(encoding="utf-8"))
    wrong = [fault for one in tallies.values() for fault in [*one.missed, *one.unexplained]]
    print("\n".join(wrong))
    sys.exit(bool(wrong))


def sample(layouts: Sequence[str], cells: int) -> Tally:
    """Change some cells of each of several made-up cohorts."""
    total = Tally()
    for layout in layouts:
        case = made_up(layout, full=True)
        total.add(campaign(case, sampled(case, cells), PROCESSES))
    return total


if __name__ == "__main__":
    main()
