"""What changed since the last lock: the results as they are, against each lock of the project."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from casetrace.model.digests import file_digest
from casetrace.model.errors import UserError
from casetrace.model.project import PROJECT
from casetrace.model.wording import counted
from casetrace.pipeline.digests import records, told
from casetrace.report.document.blocks import Block, BulletList, Paragraph, Section
from casetrace.report.document.inlines import Code, Inlines, Name
from casetrace.verify.lock import lock_of
from casetrace.verify.lock_file import HEADING, read_lock
from casetrace.verify.outcome import compared
from casetrace.view.folders import Results
from casetrace.view.parts import data_table, to_result

#: Entries of a list that are shown.
LISTED = 200
NOTHING_LOCKED = (
    "There is no lock in this folder. `casetrace lock` writes one of the results as they are now; commit it, and this "
    "page tells what has changed since."
)


def change_sections(results: Results) -> list[Section]:
    """What changed, by lock, and which files were edited after the step that made them."""
    locks = [path for path in sorted(results.project.glob("*.lock")) if _is_lock(path)]
    sections = [_since(results, path) for path in locks]
    if not locks:
        sections = [Section(("What changed since the last lock",), (Paragraph((NOTHING_LOCKED,)),), level=2)]
    edited = list(_edited(results))
    if edited:
        text = "These files are not what the step wrote that made them; the next run makes them again."
        blocks = (Paragraph((text,), role="caution"), _bullets(edited))
        sections.append(Section(("Edited since the run",), blocks, level=2))
    return sections


def _edited(results: Results) -> Iterator[str]:
    """Files that are not what the step wrote that made them, in words; records name them from the project."""
    for record in records(results.path):
        for path, digest in record.written.items():
            file = results.project / path
            if file.is_file() and file_digest(file) != digest:
                yield told(path, record.rule)


def _is_lock(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as handle:
            return handle.readline() == HEADING
    except (OSError, UnicodeDecodeError):
        return False


def _since(results: Results, path: Path) -> Section:
    try:
        old = read_lock(path)
        locked = {Path(output).parts[1] for output in old.outputs}
        there = locked & set(results.folders())
        new = lock_of(results.project, there, PROJECT / "requirements.lock")
    except UserError as error:
        return Section((Name(path.name),), (Paragraph((Name(str(error)),), role="caution"),), level=2)
    absent = sorted(locked - there)
    old.outputs = {output: digest for output, digest in old.outputs.items() if Path(output).parts[1] in there}
    blocks: list[Block] = []
    if absent:
        blocks.append(Paragraph((Name(f"Locked, and without results here: {', '.join(absent)}."),), role="caution"))
    if there:
        blocks += _difference(compared(old, new, ()))
    return Section(("Since ", Name(path.name)), tuple(blocks), level=2)


def _difference(outcome: dict[str, Any]) -> Iterator[Block]:
    found = f"{counted(outcome['results'], 'result')} in {counted(outcome['outputs'], 'file')}"
    how = "to the byte" if outcome["compared"] == "bytes" else f"to a relative {outcome['tolerance']:g}"
    if outcome["agrees"]:
        yield Paragraph((f"Nothing changed: {found} are as in the lock, {how}.",), role="primary")
    else:
        numbers, files = len(outcome["differing_numbers"]), len(outcome["differing_outputs"])
        moved = (
            f"{counted(numbers, 'value')} moved, and {counted(files, 'file')} {'differs' if files == 1 else 'differ'}"
        )
        yield Paragraph((f"{moved}, among {found}.",), role="caution")
    if outcome["differing_numbers"]:
        yield _moved(outcome["differing_numbers"])
    if outcome["differing_outputs"]:
        outputs = [[(Name(one["path"]),), (one["how"],)] for one in outcome["differing_outputs"]]
        yield data_table(_caption("Files", outputs), ["File", "How"], outputs[:LISTED])
    if outcome["changed"]:
        yield Paragraph(("What else changed since the lock was written:",))
        yield _bullets(outcome["changed"])
    elif not outcome["agrees"]:
        yield Paragraph(("Software, inputs and parameters are those of the lock: what differs comes of the code.",))


def _moved(numbers: Sequence[dict[str, Any]]) -> Block:
    rows: list[list[Inlines]] = [
        [
            (to_result(one["cohort"], one["result_id"]),),
            (Code(one["column"]),),
            (Name(_shown(one["was"])),),
            (Name(_shown(one["is"])),),
            (Name(one["cohort"]),),
        ]
        for one in numbers
    ]
    return data_table(_caption("What moved", rows), ["Result", "Column", "Was", "Is", "Cohort"], rows[:LISTED])


def _caption(what: str, rows: Sequence[object]) -> str:
    return f"{what}, the first {LISTED} of {len(rows)}" if len(rows) > LISTED else what


def _shown(value: Any) -> str:
    return "nothing" if value is None else str(value)


def _bullets(lines: Sequence[str]) -> BulletList:
    more = [f"and {len(lines) - LISTED} more"] if len(lines) > LISTED else []
    return BulletList(tuple((Name(line),) for line in [*lines[:LISTED], *more]))
