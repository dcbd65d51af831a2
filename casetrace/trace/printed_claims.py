"""What a report prints of the audit, and what each cell opens: the result of a claim, or a value that it rests on.

Numbers that are quoted from an article, and those under another reading of it, rest on no cell of the data and open
nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from casetrace.claims.audited_claims import AuditedClaim
from casetrace.trace.chain import RestsOn
from casetrace.trace.printed import Entry, Rows, row_key

#: Columns of an audited claim that its result has, those for the end of a range, and what else the result tells.
START, END, SIZE = ("recomputed", "difference", "count"), ("recomputed_to",), ("n",)


def printed_claims(rows: Rows, claims: Iterable[AuditedClaim]) -> Iterator[Entry]:
    """What the audit recomputed of each claim and its interpretations, with the results, and the values behind it.

    Parameters
    ----------
    rows
        Collects these rows.
    claims
        The claims that were recomputed.
    """
    for claim in claims:
        name = claim.row["claim_id"]
        yield from _recomputed(claim.row, f"audit|{name}", f"audit/readings|{name}, stated")
        for other in claim.interpretations:
            yield from _recomputed(other.row, f"audit/interpretations|{other.row['interpretation']}")
        if results := _results(claim.row):
            yield from _values(rows, claim, results)


def _results(row: Mapping[str, Any]) -> list[str]:
    """The names of a claim's results; none where it could not be recomputed."""
    return row["result_ids"].split("; ") if row["result_ids"] else []


def _recomputed(row: Mapping[str, Any], *references: str) -> Iterator[Entry]:
    """The numbers of a claim in one interpretation, wherever they are printed."""
    results = _results(row)
    if not results:
        return
    opened = dict.fromkeys(START, results[0]) | dict.fromkeys(END, results[-1])
    size = f"{results[0]}/n_{'patients' if row['unit'] == 'patient' else 'lesions'}"
    opened |= dict.fromkeys(SIZE, size)
    for column, key in opened.items():
        yield from ((f"{reference}|{column}", ("trace", key)) for reference in references)


def _values(rows: Rows, claim: AuditedClaim, results: Sequence[str]) -> Iterator[Entry]:
    """The values that a claim rests on: a row's own, or where a patient has several rows those of the result."""
    column = "patient_id" if claim.row["unit"] == "patient" else "lesion_id"
    parts, listed = rows.lineage.parts(results[0]), claim.values
    for value in listed.rows:
        found = [place for part in parts for place in _rows_of(rows, part, column, value[column])]
        reference = f"audit/values|{claim.row['claim_id']}, {value['number_in_table']}"
        opened = ("trace", results[0])
        if len(found) == 1:
            part, row = found[0]
            rows.see(part.dataset, row, part.fields)
            opened = ("row", row_key(part.dataset, row, part.fields))
        yield from ((f"{reference}|{shown}", opened) for shown in (column, "text"))


def _rows_of(rows: Rows, part: RestsOn, column: str, name: Any) -> Iterator[tuple[RestsOn, int]]:
    frame: Mapping[str, Any] = rows.lineage.dataset(part.dataset)
    if column in frame:
        yield from ((part, int(row)) for row in rows.lineage.rows(part.row_set) if frame[column].iloc[row] == name)
