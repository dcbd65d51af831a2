"""The pages of a cohort: its reports and files, its audit, its cleaning log and its problems."""

from collections.abc import Iterator
from typing import Any, cast

from casetrace.claims.verdicts import VERDICTS, Verdict
from casetrace.model.errors import UserError
from casetrace.model.numbers import trimmed
from casetrace.model.wording import counted
from casetrace.report.document.blocks import Block, BulletList, Paragraph, Section
from casetrace.report.document.inlines import Inlines, Link, Name, Styled, Symbol
from casetrace.trace.cohort import TracedCohort
from casetrace.trace.results import named_results
from casetrace.view.folders import Folder, Results
from casetrace.view.parts import (
    address,
    data_table,
    file_address,
    link,
    paged,
    place_of,
    separated,
    to_result,
)

#: The files that a cohort may have, and what each is for.
FILES = {
    "report.html": "the report",
    "report.pdf": "the report on paper",
    "appendix.html": "everything else: all estimates, sensitivity, the audit, methods, checklists",
    "manuscript.docx": "methods and results in words, tables and figures, for the author's own text",
    "values.csv": "the numbers of the manuscript by name",
    "values.tex": "the same for LaTeX",
    "statistics.csv": "all results, one number a row",
    "audit.csv": "every published claim: printed, recomputed, verdict",
    "cleaning_log.csv": "every cell filled, converted, corrected, excluded or flagged",
    "problems.csv": "every error and warning",
    "provenance/manifest.json": "every step with the digests of what it read and wrote",
    "ro-crate-metadata.json": "the folder as a research object",
}
#: The logs of a cohort: the file, the page's title, what a row of it is.
LOGS = {
    "problems": ("problems.csv", "Problems", "problem"),
    "cleaning-log": ("cleaning_log.csv", "Cleaning log", "entry of the cleaning log"),
    "audit": ("audit.csv", "Audit", "published claim"),
}
HEADERS = {
    "problems": ("Severity", "Place", "Column", "Found", "Expected", "What to do"),
    "cleaning-log": ("Place", "Column", "Raw text", "Was", "Is", "Action", "Reason"),
    "audit": ("Statement", "Printed", "Recomputed", "Verdict", "Assumption or note"),
}
#: Primary results that a cohort's page lists.
LISTED = 50


def cohort_rows(results: Results) -> list[list[Inlines]]:
    """A row of the first page for each cohort."""
    rows: list[list[Inlines]] = []
    for folder in results.folders().values():
        problems = folder.problems()
        report = (Link(("report",), file_address(folder.name, "report.html")),) if folder.has("report.html") else ()
        title = cohort_title(results, folder)
        rows.append(
            [
                (link(folder.name, address("cohort", folder.name)),),
                (Name(title),),
                (_counts(problems),),
                report or ("none: the run stopped",),
            ]
        )
    return rows


def _counts(problems: Any) -> str:
    found = [counted(problems[kind], kind) for kind in ("error", "warning") if problems[kind]]
    return ", ".join(found) or "none"


def cohort_title(results: Results, folder: Folder) -> str:
    """The title of a cohort as its report has it; empty where there is no record of one."""
    try:
        record = results.traced(folder).record
    except UserError:
        return ""
    if record is None:
        return ""
    studies = (step["parameters"].get("study") for step in record.manifest["steps"])
    study = next((one for one in studies if isinstance(one, dict) and "title" in one), {})
    return str(study.get("cohort_title") or study.get("title", ""))


def cohort_sections(results: Results, folder: Folder) -> list[Section]:
    """What there is of a cohort, with the answers to its primary question."""
    blocks = [*_state(results, folder), BulletList(tuple(_files(folder)))]
    sections = [Section(("Reports and files",), tuple(blocks), id="files", level=2)]
    logs = [
        (link(title, address("cohort", folder.name, page)), f": {_number_of_rows(folder, name)}")
        for page, (name, title, _) in LOGS.items()
        if folder.has(name)
    ]
    if logs:
        sections.append(Section(("What was found and done",), (BulletList(tuple(logs)),), id="logs", level=2))
    try:
        answers = list(_primary(results.traced(folder)))
    except UserError:
        answers = []
    return [*sections, *answers]


def _number_of_rows(folder: Folder, name: str) -> str:
    return _counts(folder.problems()) if name == "problems.csv" else counted(len(folder.rows(name)), "row")


def _state(results: Results, folder: Folder) -> Iterator[Block]:
    """What a reader has to know before the files: no report, errors, files that are not of one run."""
    if not folder.has("report.html"):
        text = "There is no report: the run stopped. The problems say what to correct."
        yield Paragraph((text,), role="caution")
        return
    if folder.problems()["error"]:
        text = "The last run stopped at errors in the data: the report is that of an earlier run."
        yield Paragraph((text,), role="caution")
    try:
        _ = results.traced(folder).lineage
    except UserError as error:
        yield Paragraph((Name(str(error)),), role="caution")


def _files(folder: Folder) -> Iterator[Inlines]:
    for name, purpose in FILES.items():
        if folder.has(name):
            yield Link((name,), file_address(folder.name, name)), f": {purpose}"
    figures = folder.figures()
    if figures:
        links = [link(name, file_address(folder.name, f"figures/{name}.svg")) for name in figures]
        yield "figures: ", *(part for one in links for part in (one, " "))


def _primary(cohort: TracedCohort) -> Iterator[Section]:
    """The results that answer a primary question, each leading to what it rests on."""
    names = [
        name for name, row in cohort.statistics.items() if row["role"] == "primary" and row["estimate"] is not None
    ]
    rows: list[list[Inlines]] = [
        [(to_result(cohort.name, one["result_id"], one["words"]),), (one["estimate"] or "none",)]
        for one in named_results(cohort, names[:LISTED])
    ]
    if rows:
        more = f", the first {LISTED} of {len(names)}" if len(names) > LISTED else ""
        table = data_table(f"Results that answer the primary endpoint{more}", ["Result", "Number"], rows, numbers=[1])
        yield Section(("Primary results",), (table,), id="primary", level=2)


def log_sections(results: Results, folder: Folder, page: str, number: int) -> list[Section]:
    """A log of a cohort as a table; each place leads to its raw cell, where the cohort can be traced."""
    name, title, noun = LOGS[page]
    row_of = {"problems": _problem, "cleaning-log": _cleaning, "audit": _claim}[page]
    cohort = None if folder.is_pooled else results.traceable(folder)
    rows = [list(row_of(cohort, row)) for row in folder.rows(name)]
    blocks = paged(noun, HEADERS[page], rows, ("cohort", folder.name, page), number)
    whole = Paragraph(("As a file: ", Link((name,), file_address(folder.name, name))), role="aside")
    return [Section((f"{title} of ", Name(folder.name)), (*blocks, whole), id=page, level=2)]


def _problem(cohort: TracedCohort | None, row: dict[str, str]) -> Iterator[Inlines]:
    severity = row["severity"]
    yield (Styled((severity,), "strong"),) if severity == "error" else (severity,)
    yield place_of(cohort, row["file"], row["line"], row["column"])
    yield from ((Name(row[key]),) if row[key] else () for key in ("header", "found", "expected", "remedy"))


def _cleaning(cohort: TracedCohort | None, row: dict[str, str]) -> Iterator[Inlines]:
    yield place_of(cohort, row["file"], row["line"], row["column"])
    keys = ("header", "raw_text", "old_value", "new_value", "action", "reason")
    yield from ((Name(row[key]),) if row[key] else () for key in keys)


def _claim(cohort: TracedCohort | None, row: dict[str, str]) -> Iterator[Inlines]:
    """A claim: its recomputed number leads to what it rests on."""
    names = list(filter(None, row["result_ids"].split("; ")))
    shown = trimmed(float(row["recomputed"]), 2) if row["recomputed"] else ""
    style = VERDICTS.get(cast(Verdict, row["verdict"]))
    yield (Name(f"{row['statement']} ({row['place']})" if row["place"] else row["statement"]),)
    yield (Name(row["reported"]),) if row["reported"] else ()
    linked = [to_result(cohort.name, name, shown if name == names[0] else "") for name in names] if cohort else []
    yield separated(linked or [shown])
    yield (Symbol(style.mark), " ", style.label) if style else (Name(row["verdict"]),)
    yield separated(Name(row[key]) for key in ("assumption", "note") if row[key])
