"""The pages of a result and of a raw cell: what a number rests on, and what a cell reaches."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from casetrace.model.wording import counted
from casetrace.report.document.blocks import Block, Definition, Definitions, Paragraph, Section
from casetrace.report.document.inlines import Code, Inline, Inlines, Link, Name
from casetrace.trace.cells import traced_cell
from casetrace.trace.cohort import TracedCohort
from casetrace.trace.results import traced_result
from casetrace.view.parts import data_table, file_address, separated, to_cell, to_result

#: Rows of a set, and results of a cell, that a page lists.
LISTED = 100
#: What the rows of a result are to it.
ROLES = {
    "used": "Rests on",
    "left out": "Left out, having no value",
    "selects": "Selected by",
    "flags": "Flagged by",
}

Json = Mapping[str, Any]


def result_sections(cohort: TracedCohort, name: str, report: str) -> list[Section]:
    """What a result is, and the rows and raw cells that it rests on.

    Parameters
    ----------
    cohort, name
        The cohort and the `result_id`.
    report
        The file of the report in which the number opens; empty where there is none.
    """
    answer = traced_result(cohort, name, LISTED)
    method = answer["method"]
    entries: list[tuple[str, Inlines]] = [
        ("Number", (Name(_number(answer)),)),
        ("Status", (Name(answer["status"] + (f": {answer['note']}" if answer["note"] else "")),)),
        ("Role", (Name(f"{answer['role']} result"),)),
        ("Method", (Name(f"{method['name']}. {method['description']} {method['reference']}"),)),
        ("Analysis set", (Name(_analysis_set(answer)),)),
        ("Computed by", (Code(answer["code"]),)),
        ("Name", (Code(name),)),
    ]
    if report:
        entries.append(("In the report", (Link((report,), file_address(cohort.name, report, f"trace={name}")),)))
    parts = [Section((answer["words"],), (_definitions(entries),), id="result", level=2)]
    return parts + [_part(cohort.name, part, number) for number, part in enumerate(answer["rests_on"], start=1)]


def _number(answer: Json) -> str:
    printed = answer["printed"]
    texts = [
        printed["estimate"] or "none",
        printed["interval"] or "",
        f"P = {printed['p']}" if printed["p"] else "",
    ]
    full = answer["number"]["estimate"]
    return ", ".join(filter(None, texts)) + (f" (in full {full!r})" if full is not None else "")


def _analysis_set(answer: Json) -> str:
    size = [counted(answer[key], key[2:-1]) for key in ("n_patients", "n_lesions") if answer[key] is not None]
    return ": ".join(filter(None, (answer["analysis_set"], ", ".join(size))))


def _definitions(entries: Iterable[tuple[str, Inlines]]) -> Definitions:
    return Definitions(tuple(Definition((term,), meaning) for term, meaning in entries if meaning))


def _part(cohort: str, part: Json, number: int) -> Section:
    title = f"{ROLES[part['role']]} {counted(part['n_rows'], 'row')}"
    fields = ", ".join(part["fields"])
    blocks: list[Block] = [Paragraph((Name(f"{part['dataset']}{f': {fields}' if fields else ''}"),), role="aside")]
    if part["rows"]:
        rows = [list(_row(cohort, row)) for row in part["rows"]]
        more = part["n_rows"] - len(rows)
        caption = "Rows and their raw cells" + (f"; {counted(more, 'more row')} not listed" if more else "")
        blocks.append(data_table(caption, ["Row", "Value", "Raw cells"], rows))
    return Section((title,), tuple(blocks), id=f"part-{number}", level=2)


def _row(cohort: str, row: Json) -> Iterator[Inlines]:
    """A row of a set: what it is about, its values, and their raw cells."""
    yield (Name(row["label"] + (f" ({row['why']})" if row["why"] else "")),)
    yield separated(Name(f"{value['field']} = {value['value'] or 'none'}") for value in row["values"])
    result = row.get("result")
    if result:
        yield separated(
            [
                to_result(result["cohort"], result["result_id"]),
                *(to_cell(result["cohort"], cell) for cell in result["cells"][:LISTED]),
            ]
        )
        return
    cells = [cell for value in row["values"] for cell in (*value["cells"], *value["also"])] or row["about"]
    unique = {place_text(cell): cell for cell in cells}
    yield tuple(_lines_of_cells(cohort, unique))


def _lines_of_cells(cohort: str, cells: Mapping[str, Json]) -> Iterator[Inline]:
    for place, cell in cells.items():
        yield from separated(
            [
                to_cell(cohort, place),
                Name(f"{cell['header']}: {shown_text(cell)}"),
                *([Name(cell["cleaning"])] if cell["cleaning"] else []),
            ]
        )
        if place != list(cells)[-1]:
            yield from separated(["", ""])


def place_text(cell: Json) -> str:
    """Where a raw cell stands, as `FILE:LINE:COLUMN`."""
    return f"{cell['file']}:{cell['line']}:{cell['column']}"


def shown_text(cell: Json) -> str:
    """The text of a raw cell in quotes, or that it is not shown."""
    return "not shown" if cell["text"] is None else f"‘{cell['text']}’"


def cell_sections(cohort: TracedCohort, place: str, report: str) -> list[Section]:
    """What a raw cell became, and the results that depend on it; the parameters are those of `result_sections`."""
    answer = traced_cell(cohort, place)
    cell = answer["cell"]
    became = separated(Name(text) for text in dict.fromkeys(_became(one) for one in answer["became"]))
    entries: list[tuple[str, Inlines]] = [
        ("Text", (Name(shown_text(cell)),)),
        ("Column", (Name(f"{cell['header']} ({answer['column_role']})"),)),
        ("Note", (Name(answer["note"]),) if answer["note"] else ()),
        ("Cleaning", (Name(cell["cleaning"]),) if cell["cleaning"] else ()),
        ("Became", became),
        ("Claims", (Name(", ".join(answer["claims"])),) if answer["claims"] else ()),
    ]
    if report:
        entries.append(("In the report", (Link((report,), file_address(cohort.name, report, f"cell={place}")),)))
    title = f"Line {cell['line']}, column {cell['column']} of {cell['file']}"
    sections = [Section((Name(title),), (_definitions(entries),), id="cell", level=2)]
    results = sorted(answer["results"], key=lambda result: result["role"] != "primary")
    if results:
        rows = [
            [(to_result(cohort.name, result["result_id"], result["words"]),), (result["estimate"] or "none",)]
            for result in results[:LISTED]
        ]
        more = len(results) - len(rows)
        caption = "Results that depend on it, primary ones first" + (f"; {more} more not listed" if more else "")
        table = data_table(caption, ["Result", "Number"], rows, numbers=[1])
        sections.append(Section((f"Reaches {counted(len(results), 'result')}",), (table,), id="results", level=2))
    return sections


def _became(item: Json) -> str:
    clean = item["clean_value"]
    cleaned = f", after cleaning {clean}" if clean not in (None, item["value"]) else ""
    return f"{item['table']}: {item['field']} {item['value']}{cleaned}"
