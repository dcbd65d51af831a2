"""Maps the rows of a raw table to the canonical tables, still as text, and keeps the raw cell of every value."""

import string
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from scripts.tables.canonical import Canonical, Handled, Value
from scripts.tables.dictionary import field_places
from scripts.tables.problems import Problem, quoted
from scripts.tables.reading import Cell, RawTable
from scripts.tables.shapes import gives, matched, shapes_of


class _Mapper:
    """Maps one raw table; holds what is known of the patients and lesions met so far."""

    def __init__(self, raw: RawTable, table: Mapping[str, Any]) -> None:
        self.raw = raw
        self.table = table
        self.missing = {"", *table["missing"]}
        self.result = Canonical(problems=list(raw.problems))
        self.headers = [header for header in table["columns"] if header in raw.header]
        columns = [table["columns"][header] for header in self.headers]
        self.n_visits = len({(column["outcome"], column["visit"]) for column in columns if "outcome" in column})
        self.shapes = {header: shapes_of(table["columns"][header]) for header in self.headers}
        self.patients: dict[str, dict[str, Value]] = {}
        self.lesions: dict[str, Cell] = {}
        self.contents: dict[tuple[str, ...], int] = {}
        self.counts: Counter[tuple[str, str]] = Counter()
        self.dispositions: dict[str, Value] = {}
        self.seen_cells: set[tuple[str, int, int]] = set()

    def run(self) -> Canonical:
        self._check_headers()
        above: dict[str, Cell] = {}
        for raw_row in self.raw.rows:
            row, continues = self._filled(raw_row, above)
            if row is None:
                continue
            above = row
            line = next(iter(raw_row.values())).line
            values = self._values(row, line)
            if self._is_unnamed(row, values):
                continue
            patient = values["patient_id"]
            if self.table["lesion_id"] == "column" or not self._is_repeated(row, line, patient, continues):
                self._add(values, patient, raw_row.get(patient.header, patient.cell))
        return self.result

    def _error(self, cell: Cell, header: str, rule: str, found: str, expected: str, remedy: str) -> None:
        self.result.problems.append(
            Problem("error", self.raw.file, cell.line, cell.column, header, rule, found, expected, remedy)
        )

    def _check_headers(self) -> None:
        for header in self.table["columns"]:
            count = self.raw.header.count(header)
            if count == 1 or not self.raw.header:
                continue
            rule, found = (
                ("missing column", f"the columns {', '.join(map(quoted, self.raw.header))}")
                if count == 0
                else ("repeated column", f"{count} columns named {quoted(header)}")
            )
            self._error(
                Cell(1, 0, ""),
                header,
                rule,
                found,
                f"one column named {quoted(header)}",
                "rename the column in the table, or mend its name under table.columns in config",
            )

    def _filled(self, row: dict[str, Cell], above: dict[str, Cell]) -> tuple[dict[str, Cell] | None, bool]:
        """The row with its merged cells filled in, and whether it continues the row above."""
        merged = self.table.get("merged_cells")
        if not merged or merged["when_blank"] not in row or row[merged["when_blank"]].text.strip():
            return row, False
        if not above:
            cell = row[merged["when_blank"]]
            self._error(
                cell,
                merged["when_blank"],
                "nothing to continue",
                "a blank cell in the first row",
                "the first row to name its patient",
                "fill in the cell",
            )
            return None, True
        row = dict(row)
        for header in merged["fill_down"]:
            if header in row and not row[header].text.strip():
                reason = f"blank in a row that continues line {above[header].line}"
                self.result.handled.append(
                    Handled(row[header], header, above[header].text, "filled", "merged cell", reason)
                )
                row[header] = above[header]
        return row, True

    def _values(self, row: dict[str, Cell], line: int) -> dict[str, Value]:
        """All fields of one raw row; those of a visit are named `field@outcome@week`."""
        values: dict[str, Value] = {}
        for header in self.headers:
            cell, column = row[header], self.table["columns"][header]
            text = cell.text.strip()
            if text in self.missing:
                continue
            match = matched(text, self.shapes[header])
            if match is None:
                self._unreadable(cell, header)
                continue
            how = "cell" if cell.line == line else "filled down"
            visit = f"@{column['outcome']}@{column['visit']}" if "outcome" in column else ""
            if visit and how == "cell" and not any(field_places()[name][0] == "measurements" for name in match.given):
                self._set_aside(cell, header)
            for fields, origin in ((match.given, how), (match.implied, "implied")):
                for name, text in fields.items():
                    if text not in self.missing:
                        full_name = name + (visit if field_places()[name][0] == "measurements" else "")
                        self._keep(values, full_name, Value(text, cell, header, origin))
        return values

    def _set_aside(self, cell: Cell, header: str) -> None:
        """Note a visit's cell that holds something else than a value."""
        reason = "no value was measured; read as the patient's disposition"
        self.result.handled.append(Handled(cell, header, "", "set aside", "no value in a visit's cell", reason))

    def _keep(self, values: dict[str, Value], name: str, value: Value) -> None:
        """Keep a field's value, unless another cell of the row has given another one."""
        first = values.setdefault(name, value)
        if first.text != value.text and not self._is_told(f"{name} twice", value.cell):
            self._error(
                value.cell,
                value.header,
                "two values for one field",
                f"{name.partition('@')[0]} {quoted(value.text)}",
                f"{quoted(first.text)}, as in column {first.cell.column}",
                "mend the one that is wrong, or map one column alone to the field",
            )

    def _unreadable(self, cell: Cell, header: str) -> None:
        if self._is_told("unreadable", cell):
            return
        shapes = " or ".join(shape.pattern.pattern for shape in self.shapes[header])
        self._error(
            cell,
            header,
            "unreadable cell",
            quoted(cell.text),
            f"a text that matches {shapes}",
            "mend the cell, or add its shape under the column's 'cells' in config",
        )

    def _is_unnamed(self, row: dict[str, Cell], values: dict[str, Value]) -> bool:
        """Whether a row lacks the name of its patient or lesion, which is an error, unless it was told of before."""
        named = ["patient_id", "lesion_id"] if self.table["lesion_id"] == "column" else ["patient_id"]
        absent = [name for name in named if name not in values]
        for name in absent:
            header = next((header for header in self.headers if gives(self.shapes[header], name)), "")
            if header and ("unreadable", row[header].line, row[header].column) not in self.seen_cells:
                what, text = name.removesuffix("_id"), row[header].text.strip()
                found = quoted(text) if text else "a blank cell"
                self._error(row[header], header, f"no {what}", found, f"the {what} of this row", "fill in the cell")
        return bool(absent)

    def _is_repeated(self, row: dict[str, Cell], line: int, patient: Value, continues: bool) -> bool:
        """Whether a lesion without a name of its own was met before; if so, that is an error."""
        contents = tuple(row[header].text.strip() for header in self.headers)
        same_line = self.contents.setdefault(contents, line)
        first = self.patients.get(patient.text)
        place = patient.cell._replace(line=line)
        remedy = "remove the repeated row, or give each lesion a name of its own and map it as lesion_id"
        if same_line != line:
            self._error(
                place,
                patient.header,
                "duplicate lesion",
                f"the same lesion as on line {same_line}",
                "each lesion once",
                remedy,
            )
            return True
        if self.table.get("merged_cells") and not continues and first:
            self._error(
                place,
                patient.header,
                "duplicate lesion",
                f"patient {quoted(patient.text)} again, first on line {first['patient_id'].cell.line}",
                "each patient named once, further lesions in rows that leave the name blank",
                remedy,
            )
            return True
        return False

    def _add(self, values: dict[str, Value], patient: Value, own: Cell) -> None:
        """Add a row's patient, lesion, measurements and so on; `own` is the row's own cell of the patient."""
        if patient.text not in self.patients:
            self.patients[patient.text] = {"patient_id": patient, **self._stated()}
            self.result.rows["patients"].append(self.patients[patient.text])
        self._patient_facts(values, patient)
        lesion = self._lesion(values, patient, own)
        if lesion is None:
            return
        identity = {"lesion_id": lesion, "patient_id": patient}
        self.result.rows["lesions"].append(identity | _fields_of(values, "lesions"))
        self.result.rows["treatments"].append(identity | _treatment(values, own.line))
        self._measurements(values, identity)
        self._event(values, patient)
        self._disposition(values, patient)

    def _stated(self) -> dict[str, Value]:
        """Fields that config states for every patient; they have no raw cell."""
        stated = self.table.get("stated", {})
        return {name: Value(fact["value"], Cell(0, 0, fact["source"]), "", "stated") for name, fact in stated.items()}

    def _patient_facts(self, values: dict[str, Value], patient: Value) -> None:
        known = self.patients[patient.text]
        for name, value in _fields_of(values, "patients").items():
            first = known.setdefault(name, value)
            if first.text != value.text and name != "patient_id":
                self._error(
                    value.cell,
                    value.header,
                    "patient facts differ",
                    f"{name} {quoted(value.text)} of patient {quoted(patient.text)}",
                    f"{quoted(first.text)}, as on line {first.cell.line}",
                    "mend the one that is wrong; a patient has one value of it",
                )

    def _lesion(self, values: dict[str, Value], patient: Value, own: Cell) -> Value | None:
        if self.table["lesion_id"] == "lettered":
            number = self._next_number("lesions", patient)
            lesion = Value(patient.text + _letters(number), own, patient.header, "lettered")
        else:
            lesion = values["lesion_id"]
        if lesion.text in self.lesions:
            self._error(
                lesion.cell,
                lesion.header,
                "duplicate lesion",
                f"lesion {quoted(lesion.text)} again, first on line {self.lesions[lesion.text].line}",
                "each lesion once",
                "remove the repeated row, or mend the lesion's name",
            )
            return None
        self.lesions[lesion.text] = lesion.cell
        return lesion

    def _next_number(self, table: str, patient: Value) -> int:
        """Running number of a patient's rows in a table, from 1."""
        self.counts[table, patient.text] += 1
        return self.counts[table, patient.text]

    def _measurements(self, values: dict[str, Value], identity: dict[str, Value]) -> None:
        visits: dict[tuple[str, str], dict[str, Value]] = {}
        for name, value in values.items():
            plain, *visit = name.split("@")
            if visit:
                visits.setdefault((visit[0], visit[1]), {})[plain] = value
        self.result.lesion_visits += self.n_visits
        for (outcome, week), fields in visits.items():
            any_value = next(iter(fields.values()))
            place = {
                "outcome": any_value._replace(text=outcome, how="config"),
                "visit": any_value._replace(text=week, how="config"),
            }
            self.result.rows["measurements"].append(identity | place | fields)

    def _is_told(self, table: str, cell: Cell) -> bool:
        """Whether this raw cell was told of before: a merged cell tells of one event, not of one a lesion."""
        key = (table, cell.line, cell.column)
        told = key in self.seen_cells
        self.seen_cells.add(key)
        return told

    def _event(self, values: dict[str, Value], patient: Value) -> None:
        fields = _fields_of(values, "events")
        if "type" in fields and not self._is_told("events", fields["type"].cell):
            number = fields["type"]._replace(text=str(self._next_number("events", patient)), how="numbered")
            self.result.rows["events"].append({"patient_id": patient, "number": number} | fields)

    def _disposition(self, values: dict[str, Value], patient: Value) -> None:
        fields = _fields_of(values, "disposition")
        if "status" not in fields or self._is_told("disposition", fields["status"].cell):
            return
        first = self.dispositions.setdefault(patient.text, fields["status"])
        if first is fields["status"]:
            self.result.rows["disposition"].append({"patient_id": patient} | fields)
        elif first.text != fields["status"].text:
            self._error(
                fields["status"].cell,
                fields["status"].header,
                "dispositions differ",
                f"{quoted(fields['status'].text)} for patient {quoted(patient.text)}",
                f"{quoted(first.text)}, as on line {first.cell.line}",
                "mend the one that is wrong; a patient has one disposition",
            )


def map_table(raw: RawTable, table: Mapping[str, Any]) -> Canonical:
    """Map a raw table to the canonical ones by the column mapping in config.

    Parameters
    ----------
    raw
        The raw table.
    table
        The cohort's `table` section of config, defaults filled in.

    Returns
    -------
    Canonical
        Tables as text, with the raw cell of every value and the problems of the raw table and the mapping.
    """
    return _Mapper(raw, table).run()


def _fields_of(values: dict[str, Value], table: str) -> dict[str, Value]:
    """The fields among `values` that belong to `table`, by their column's name."""
    return {column: values[name] for name, column in _names_of(table) if name in values}


def _treatment(values: dict[str, Value], line: int) -> dict[str, Value]:
    """The treatment of the lesion on a line, and whether its injections stand in a cell shared with the line above."""
    fields = _fields_of(values, "treatments")
    if "n_injections" in fields:
        shared = "no" if fields["n_injections"].cell.line == line else "yes"
        fields["shared_cell"] = fields["n_injections"]._replace(text=shared, how="position")
    return fields


@cache
def _names_of(table: str) -> list[tuple[str, str]]:
    return [(name, column) for name, (owner, column) in field_places().items() if owner == table]


def _letters(number: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    text = ""
    while number:
        number, rest = divmod(number - 1, len(string.ascii_lowercase))
        text = string.ascii_lowercase[rest] + text
    return text
