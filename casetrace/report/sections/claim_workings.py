"""How a claim was recomputed: its arithmetic, the values that it rests on, the readings that were tried."""

from collections.abc import Iterator
from typing import Any

from casetrace.claims.audited_claims import AuditedClaim
from casetrace.report.document.blocks import Block, Columns, Paragraph, Row
from casetrace.report.document.inlines import Code, Inlines
from casetrace.report.document.prose import joined, line, prose
from casetrace.report.document.tables import aside_cell, header, listing, number_cell, number_heading, row
from casetrace.report.printer import cell, counted
from casetrace.report.sections.claim_phrases import recomputed

AGREES = {
    "yes": "Consistent with the numbers printed with it.",
    "no": "Inconsistent with the numbers printed with it.",
}


def claim_workings(claim: AuditedClaim) -> Columns:
    """Words, values and readings side by side."""
    words = tuple(map(Paragraph, _words(claim.row)))
    tables = [(shown,) for shown in (*_values(claim), *_readings(claim))]
    return Columns((words, *tables), "workings")


def _words(claim: dict[str, Any]) -> Iterator[Inlines]:
    key = claim["claim_id"]
    if claim["arithmetic"]:
        yield prose("Stated reading: {arithmetic}.", arithmetic=cell("audit", key, "arithmetic", claim["arithmetic"]))
    if claim["agrees"]:
        yield (AGREES[claim["agrees"]],)
    if claim["note"]:
        yield (cell("audit", key, "note", claim["note"]),)
    if claim["result_ids"]:
        yield line("In statistics.csv: ", joined(map(Code, claim["result_ids"].split("; "))))


def _values(claim: AuditedClaim) -> Iterator[Block]:
    values = claim.values
    if not values.rows:
        return
    rows = [_value(claim, value) for value in values.rows]
    if values.more:
        after = f"audit/values|claim_id={claim.row['claim_id']}&after={len(values.rows)}"
        more_note = prose("and {more} more", more=counted(values.more, after))
        rows.append(row(aside_cell(more_note, columns=2)))
    names = header("Patient" if claim.row["unit"] == "patient" else "Lesion", number_heading("Value"))
    yield listing(names, rows=rows)


def _value(claim: AuditedClaim, value: dict[str, Any]) -> Row:
    place = f"{claim.row['claim_id']}, {value['number_in_table']}"
    column = "patient_id" if claim.row["unit"] == "patient" else "lesion_id"
    bearer, text = (cell("audit/values", place, name, value[name]) for name in (column, "text"))
    return row(bearer, number_cell(text))


def _readings(claim: AuditedClaim) -> Iterator[Block]:
    if claim.readings:
        names = header("Analysis choice", number_heading("Recomputed"), number_heading("n"), "Agrees")
        yield listing(names, rows=(_reading(claim, reading) for reading in claim.readings))


def _reading(claim: AuditedClaim, reading: dict[str, Any]) -> Row:
    place = f"{claim.row['claim_id']}, {reading['reading']}"
    label, n = (cell("audit/readings", place, name, reading[name]) for name in ("label", "n"))
    number = recomputed(claim, "audit/readings", place, reading, "recomputed")
    return row(label, number_cell(number), number_cell(n), "yes" if reading["holds"] else "no")
