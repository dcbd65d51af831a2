"""One made-up cohort, written in many dialects and layouts as clinics export them, each with the config that reads it.

Eight patients with ten lesions, measured at weeks 0, 4 and 12; one is lost after week 4, one value was not taken.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

WEEKS = (0, 4, 12)
ARMS = ("control", "drug")


@dataclass(frozen=True)
class Lesion:
    """A lesion of the truth: its patient, number, site and sizes in millimetres by week, as text."""

    patient: str
    number: int
    site: str
    sizes: Mapping[int, str]

    @property
    def name(self) -> str:
        return f"{self.patient}-{self.number}"


@dataclass(frozen=True)
class Patient:
    name: str
    age: str
    sex: str
    lost: bool = False


PATIENTS = [
    Patient(f"P{number}", str(40 + 3 * number), "female" if number % 3 else "male", lost=number == 5)
    for number in (1, 2, 3, 4, 5, 6, 7, 10)
]
LESIONS = [
    Lesion("P1", 1, "Knee", {0: "70", 4: "50", 12: "10"}),
    Lesion("P1", 2, "Fingertip", {0: "6", 4: "3", 12: "0"}),
    Lesion("P2", 1, "Elbow", {0: "25.4", 4: "20", 12: "12.7"}),
    Lesion("P3", 1, "Knee", {0: "38", 4: "", 12: "19"}),
    Lesion("P4", 1, "Fingertip", {0: "12.5", 4: "8", 12: "2.5"}),
    Lesion("P5", 1, "Elbow", {0: "90", 4: "81", 12: ""}),
    Lesion("P6", 1, "Knee", {0: "15", 4: "10", 12: "4"}),
    Lesion("P7", 1, "Fingertip", {0: "1250", 4: "1000", 12: "800.5"}),
    Lesion("P10", 1, "Elbow", {0: "33", 4: "30", 12: "36"}),
    Lesion("P10", 2, "Knee", {0: "22", 4: "11", 12: "5"}),
]
BY_NAME = {patient.name: patient for patient in PATIENTS}
LOST = "Lost to follow-up"


@dataclass(frozen=True)
class Shape:
    """One way to write the truth: its files, and the cohort's section of config that reads them."""

    files: dict[str, bytes]
    cohort: dict[str, Any] = field(default_factory=dict)


SHAPES: dict[str, Callable[[], Shape]] = {}


def shape(make: Callable[[], Shape]) -> Callable[[], Shape]:
    SHAPES[make.__name__] = make
    return make


def written(
    rows: Iterable[Sequence[str]],
    delimiter: str = ",",
    newline: str = "\n",
    encoding: str = "utf-8",
    quoting: Any = csv.QUOTE_MINIMAL,
) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows(rows)
    return text.getvalue().encode(encoding)


def table(name: str = "table.csv", **settings: Any) -> dict[str, Any]:
    return {"table": {"file": name} | settings}


def wide_rows(sizes: Callable[[str], str] = str, sex: Mapping[str, str] | None = None) -> list[list[str]]:
    """One row a lesion: patient, lesion, age, sex, site, status and three sizes."""
    return [
        [
            lesion.patient,
            lesion.name,
            BY_NAME[lesion.patient].age,
            (sex or {}).get(BY_NAME[lesion.patient].sex, BY_NAME[lesion.patient].sex),
            lesion.site,
            "lost" if BY_NAME[lesion.patient].lost else "",
            *(sizes(lesion.sizes[week]) for week in WEEKS),
        ]
        for lesion in LESIONS
    ]


WIDE_HEADER = ["patient_id", "lesion_id", "age_years", "sex", "site", "status"]
TIDY_HEADER = ["patient_id", "lesion_id", "age_years", "sex", "site", "disposition_status", "visit", "size_mm"]
WIDE_COLUMNS = {"status": "disposition_status"}


def tidy_rows(visit: Callable[[int], str] = str) -> list[list[str]]:
    """One row a lesion and visit."""
    return [[*row[:6], visit(week), row[6 + place]] for row in wide_rows() for place, week in enumerate(WEEKS)]


def comma(text: str) -> str:
    return text.replace(".", ",")


def times(factor: str) -> Callable[[str], str]:
    return lambda text: f"{(Decimal(text) * Decimal(factor)).normalize():f}" if text else ""


@shape
def tidy_path_alone() -> Shape:
    return Shape({"table.csv": written([TIDY_HEADER, *tidy_rows()])}, table())


@shape
def wide_by_name() -> Shape:
    header = [*WIDE_HEADER, *(f"size_mm_week_{week}" for week in WEEKS)]
    return Shape({"table.csv": written([header, *wide_rows()])}, table(columns=WIDE_COLUMNS))


@shape
def wide_by_template_in_a_german_export() -> Shape:
    header = ["Patient", "Läsion", "Alter", "Geschlecht", "Ort", "Ende", *(f"Größe Woche {week}" for week in WEEKS)]
    units = ["", "", "Jahre", "", "", "", "mm", "mm", "mm"]
    rows = [row[:6] + [comma(text) for text in row[6:]] for row in wide_rows(sex={"female": "w", "male": "m"})]
    lines = [["Verlauf der Läsionen, Stand 2014"], [], header, units, *rows, [], ["Quelle: Klinik"]]
    columns = {
        "Patient": "patient_id",
        "Läsion": "lesion_id",
        "Alter": "age_years",
        "Geschlecht": "sex",
        "Ort": "site",
        "Ende": "disposition_status",
        "Größe Woche {visit}": {"outcome": "size_mm"},
    }
    return Shape({"table.csv": written(lines, ";", "\r\n", "cp1252")}, table(columns=columns))


@shape
def tab_in_utf_16() -> Shape:
    return Shape({"table.txt": written([TIDY_HEADER, *tidy_rows()], "\t", "\r\n", "utf-16")}, table("table.txt"))


@shape
def pipe_with_old_line_ends_and_blank_columns() -> Shape:
    rows = [["", *row, "", ""] for row in [TIDY_HEADER, *tidy_rows()]]
    return Shape({"table.csv": written(rows, "|", "\r", "utf-8-sig")}, table())


@shape
def everything_quoted_in_latin_1() -> Shape:
    rows = [[*row, "naïve\nnote, with a comma"] for row in tidy_rows(lambda week: f"Week {week}")]
    lines = [[*TIDY_HEADER, "Remarks"], *rows]
    return Shape({"table.csv": written(lines, ",", "\n", "latin-1", csv.QUOTE_ALL)}, table())


@shape
def centimetres_by_header() -> Shape:
    header = [*WIDE_HEADER, *(f"Size (cm) week {week}" for week in WEEKS)]
    columns: dict[str, Any] = WIDE_COLUMNS | {"Size (cm) week {visit}": {"outcome": "size_mm"}}
    return Shape({"table.csv": written([header, *wide_rows(times("0.1"))])}, table(columns=columns))


@shape
def units_in_the_cells() -> Shape:
    factors = {"mm": "1", "cm": "0.1", "m": "0.001"}
    rows = [
        [*row[:7], f"{times(factors[unit])(row[7])} {unit}" if row[7] else ""]
        for number, row in enumerate(tidy_rows(lambda week: f"t{week}"))
        for unit in [list(factors)[number % 3]]
    ]
    header = [*TIDY_HEADER[:7], "Lesion size"]
    return Shape({"table.csv": written([header, *rows])}, table(columns={"Lesion size": {"outcome": "size_mm"}}))


@shape
def a_column_of_units() -> Shape:
    rows = [
        [*row[:7], times(factor)(row[7]), unit]
        for number, row in enumerate(tidy_rows(lambda week: f"{week}w"))
        for unit, factor in [(("mm", "1"), ("cm", "0.1"))[number % 2]]
    ]
    header = [*TIDY_HEADER[:7], "value", "unit"]
    return Shape({"table.csv": written([header, *rows], ";")}, table(columns={"value": {"outcome": "size_mm"}}))


@shape
def dates_against_a_baseline() -> Shape:
    start = {patient.name: date(2014, 1, 6) + timedelta(days=11 * n) for n, patient in enumerate(PATIENTS)}
    off = {0: 0, 4: 3, 12: -5}
    rows = [
        [*row[:6], f"{start[row[0]] + timedelta(days=7 * int(row[6]) + off[int(row[6])]):%d.%m.%Y}", row[7]]
        for row in tidy_rows()
    ]
    header = [*TIDY_HEADER[:6], "Date of visit", "size_mm"]
    settings: dict[str, Any] = {
        "columns": {"Date of visit": "visit_date"},
        "visits": {"dates": {"tolerance_days": 7}},
    }
    outcomes = {"size_mm": {"baseline_visit": 0, "follow_up_visits": [4, 12]}}
    return Shape({"table.csv": written([header, *rows])}, table(**settings) | {"outcomes": outcomes})


@shape
def composite_cells_and_dispositions_in_them() -> Shape:
    rows = []
    for row in wide_rows():
        lost = row[5] == "lost"
        sizes = [f"{size} mm" if size else (LOST if lost else "-") for size in row[6:]]
        rows.append([f"{row[0]}/{row[1]}", f"{row[3]}, {row[2]} years", row[4], *sizes])
    columns = {
        "Case": {"cells": [{"pattern": "(?P<patient_id>[^/]+)/(?P<lesion_id>.+)"}]},
        "Patient": {"cells": [{"pattern": r"(?P<sex>\w+), (?P<age_years>\d+) years"}]},
        "Place": "site",
        "W{visit}": {"outcome": "size_mm"},
    }
    header = ["Case", "Patient", "Place", *(f"W{week}" for week in WEEKS)]
    return Shape({"table.csv": written([header, *rows])}, table(columns=columns))


@shape
def three_files() -> Shape:
    patients = [[p.name, p.age, p.sex, "lost" if p.lost else ""] for p in PATIENTS]
    lesions = [[lesion.name, lesion.patient, lesion.site] for lesion in LESIONS]
    visits = [[lesion.name, f"week {week}", lesion.sizes[week]] for week in WEEKS for lesion in LESIONS]
    files = {
        "patients.csv": written([["patient_id", "age", "gender", "status"], *patients]),
        "lesions.csv": written([["lesion", "patient", "location"], *lesions], ";"),
        "visits.tsv": written([["lesion_id", "visit", "size"], *visits], "\t"),
    }
    tables = [
        {"file": "patients.csv", "columns": {"status": "disposition_status"}},
        {"file": "lesions.csv", "columns": {"lesion": "lesion_id", "patient": "patient_id", "location": "site"}},
        {"file": "visits.tsv", "columns": {"size": {"outcome": "size_mm"}}},
    ]
    return Shape(files, {"tables": tables})


@shape
def redcap_export() -> Shape:
    header = [
        "record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "age", "sex",
        "end___1", "site", "size",
    ]  # fmt: skip
    events = {0: "baseline_arm_1", 4: "week_4_arm_1", 12: "week_12_arm_1"}
    rows = []
    for patient in PATIENTS:
        sex = {"female": "1", "male": "2"}[patient.sex]
        rows.append([patient.name, events[0], "", "", patient.age, sex, "1" if patient.lost else "0", "", ""])
        for week in WEEKS:
            for lesion in LESIONS:
                if lesion.patient == patient.name:
                    number, site = str(lesion.number), lesion.site if week == 0 else ""
                    rows.append([patient.name, events[week], "lesion", number, "", "", "", site, lesion.sizes[week]])
    columns = {
        "sex": {"field": "sex", "values": {"1": "female", "2": "male"}},
        "end___1": {"field": "disposition_status", "checked": "lost"},
        "size": {"outcome": "size_mm"},
    }
    return Shape({"table.csv": written([header, *rows])}, table(columns=columns))


@shape
def excel_sheet() -> Shape:
    book = Workbook()
    book.active.title = "Read me"
    sheet = book.create_sheet("Visits")
    sheet.append(["Lesions of the clinic"])
    sheet.append([])
    sheet.append(TIDY_HEADER)
    for row in tidy_rows():
        sheet.append([*row[:2], int(row[2]), *row[3:6], int(row[6]), float(row[7]) if row[7] else None])
    content = io.BytesIO()
    book.save(content)
    return Shape({"table.xlsx": content.getvalue()}, table("table.xlsx", sheet="Visits"))


@shape
def lesion_named_by_two_columns() -> Shape:
    rows = [[row[0], row[1].rpartition("-")[2], *row[2:]] for row in tidy_rows()]
    header = ["episode", "id", *TIDY_HEADER[2:]]
    settings: dict[str, Any] = {
        "derive": {"lesion": "{episode}-{id}"},
        "columns": {"episode": "patient_id", "lesion": "lesion_id"},
        "ignore": ["id"],
    }
    return Shape({"table.csv": written([header, *rows])}, table(**settings))


@shape
def lesion_numbers_within_the_patient() -> Shape:
    rows = [[row[0], row[1].rpartition("-")[2], *row[2:]] for row in tidy_rows()]
    header = ["subject", "lesion no", *TIDY_HEADER[2:]]
    return Shape({"table.csv": written([header, *rows])}, table(columns={"lesion no": "lesion_number"}))


@shape
def a_column_for_each_lesion_and_visit() -> Shape:
    header = ["patient_id", "age_years", "sex", "disposition_status"]
    header += [f"L{number} site" for number in (1, 2)]
    header += [f"L{number} size week {week}" for number in (1, 2) for week in WEEKS]
    rows = []
    for patient in PATIENTS:
        own = {lesion.number: lesion for lesion in LESIONS if lesion.patient == patient.name}
        row = [patient.name, patient.age, patient.sex, "lost" if patient.lost else ""]
        row += [own[number].site if number in own else "" for number in (1, 2)]
        row += [own[number].sizes[week] if number in own else "" for number in (1, 2) for week in WEEKS]
        rows.append(row)
    columns = {"L{lesion} site": "site", "L{lesion} size week {visit}": {"outcome": "size_mm"}}
    return Shape({"table.csv": written([header, *rows])}, table(columns=columns))


@shape
def visits_by_labels_of_the_clinic() -> Shape:
    labels = {0: "Screening", 4: "Control 1", 12: "End"}
    rows = tidy_rows(lambda week: labels[week])
    settings: dict[str, Any] = {"visits": {"labels": {label: week for week, label in labels.items()}}}
    return Shape({"table.csv": written([TIDY_HEADER, *rows])}, table(**settings))


@shape
def rows_of_another_study_and_missing_tokens() -> Shape:
    rows = [[*row[:7], row[7] or "not done", "calcinosis"] for row in tidy_rows()]
    others = [["X1", "X1-1", "30", "male", "Toe", "", "0", "3", "gout"]]
    settings: dict[str, Any] = {"keep_rows": {"Study": ["calcinosis"]}, "missing": ["not done"]}
    lines = [[*TIDY_HEADER, "Study"], *others, *rows]
    return Shape({"table.csv": written(lines)}, table(**settings))


@shape
def three_dimensions() -> Shape:
    rows = [
        [*row[:7], f"{row[7]}x{times('0.5')(row[7])} x {times('0.25')(row[7])} mm" if row[7] else ""]
        for row in tidy_rows()
    ]
    header = [*TIDY_HEADER[:7], "Dimensions"]
    cohort = table(columns={"Dimensions": {"outcome": "size_mm"}})
    return Shape({"table.csv": written([header, *rows])}, cohort | {"outcomes": {"size_mm": {"dimensions": "longest"}}})


@shape
def micrometres_with_thousands_separators() -> Shape:
    def grouped(text: str) -> str:
        return f"{int(Decimal(text) * 1000):,}" if text else ""

    rows = [[*row[:7], grouped(row[7])] for row in tidy_rows()]
    header = [*TIDY_HEADER[:7], "size_µm"]
    cohort = table(dialect={"decimal": ".", "thousands": ","}, columns={"size_µm": {"outcome": "size_mm"}})
    return Shape({"table.csv": written([header, *rows], ";")}, cohort | {"outcomes": {"size_mm": {"unit": "mm"}}})


@shape
def values_named_by_a_column_of_outcomes() -> Shape:
    rows = [[*row[:7], "size_mm", row[7]] for row in tidy_rows()]
    header = [*TIDY_HEADER[:7], "outcome", "value"]
    return Shape({"table.csv": written([header, *rows])}, table())


@shape
def merged_cells_below_the_patient() -> Shape:
    rows, above = [], ""
    for row in wide_rows():
        shared = row[0] == above
        above = row[0]
        rows.append(["", row[1], "", "", *row[4:]] if shared else row)
    header = [*WIDE_HEADER, *(f"size_mm_week_{week}" for week in WEEKS)]
    merged = {"when_blank": "patient_id", "fill_down": ["patient_id", "age_years", "sex"]}
    return Shape({"table.csv": written([header, *rows])}, table(columns=WIDE_COLUMNS, merged_cells=merged))


@shape
def a_file_of_dates_for_each_visit() -> Shape:
    start = {patient.name: date(2020, 1, 6) + timedelta(days=5 * n) for n, patient in enumerate(PATIENTS)}
    patients = [[p.name, p.age, p.sex, "lost" if p.lost else "", f"{start[p.name]:%d.%m.%Y}"] for p in PATIENTS]
    files = {"patients.csv": written([["Fall", "Alter", "Geschlecht", "Ende", "Behandlungsbeginn"], *patients], ";")}
    for number, week in enumerate(WEEKS):
        rows = [
            [
                lesion.patient,
                lesion.name,
                lesion.site,
                f"{start[lesion.patient] + timedelta(days=7 * week + number):%d.%m.%Y}",
                comma(lesion.sizes[week]),
            ]
            for lesion in LESIONS
        ]
        header = ["Fall", "Läsion", "Lokalisation", "Untersuchungsdatum", "Größe"]
        files[f"visit_{number}.csv"] = written([header, *rows], ";", encoding="cp1252")
    visits = [{"file": name, "columns": {"Größe": {"outcome": "size_mm"}}} for name in list(files)[1:]]
    cohort = {"tables": [{"file": "patients.csv", "columns": {"Ende": "disposition_status"}}, *visits]}
    return Shape(files, cohort | {"outcomes": {"size_mm": {"follow_up_visits": [4, 12]}}})


@shape
def texts_for_nothing_left_and_visits_of_no_plan() -> Shape:
    rows = tidy_rows(lambda week: {0: "Baseline", 4: "Month 1", 12: "Visit 3"}[week])
    rows = [[*row[:7], {"": "ikke målt", "0": "gone"}.get(row[7], row[7])] for row in rows]
    others = [[*rows[0][:6], "Unscheduled", "1"], [*rows[0][:6], "Screening", "99"]]
    settings: dict[str, Any] = {
        "missing": ["", "ikke målt"],
        "drop_rows": {"visit": ["Unscheduled", "Screening"]},
        "visits": {"labels": {"Visit 3": 12}},
        "columns": {"size_mm": {"outcome": "size_mm", "values": {"gone": "0"}}},
    }
    return Shape({"table.csv": written([TIDY_HEADER, *others, *rows])}, table(**settings))
