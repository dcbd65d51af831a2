"""How the raw files were read, as tables."""

from tests.ingest.reading import cohort_with_defaults
from tests.stages.running import Run, checked_cohort, ingest_and_clean


def ingested(folder, text: str, **table) -> Run:
    (folder / "table.csv").write_text(text, encoding="utf-8")
    return ingest_and_clean(folder, checked_cohort({"table": {"file": "table.csv"} | table}))


TEXT = (
    "Lesions of the clinic\n\npatient_id;sex;visit;size;Note;Ward\n;;;mm;;\n"
    "P1;f;0;1.250,5;x;3\nP1;f;4;10,5;x;3\nSource: the clinic\n"
)


def test_the_dialect_of_a_file_and_its_lines_are_told(folder):
    run = ingested(folder, TEXT, dialect={"decimal": ","}, columns={"size": {"outcome": "size_mm"}})
    (source,) = run.frame("ingest/sources").to_dict("records")
    assert {name: source[name] for name in ("file", "delimiter", "decimal", "thousands", "given")} == {
        "file": "table.csv", "delimiter": ";", "decimal": ",", "thousands": ".", "given": "decimal"
    }  # fmt: skip
    assert (source["header_line"], source["units_line"], source["n_rows"], source["n_lines_set_aside"]) == (3, 4, 2, 5)


def test_lines_that_are_no_rows_are_logged_without_their_text_beside_blank_ones_and_the_header(folder):
    handled = ingested(folder, TEXT, columns={"size": {"outcome": "size_mm"}}).frame("ingest/handled")
    assert handled[["line", "rule", "raw_text"]].to_numpy().tolist() == [
        [1, "title", ""],
        [4, "units", ""],
        [7, "footer", ""],
    ]


def test_each_column_tells_what_it_gives_and_who_says_so(folder):
    run = ingested(folder, TEXT, columns={"size": {"outcome": "size_mm"}}, privacy={"drop": ["Ward"]})
    columns = run.frame("ingest/columns")
    assert columns[["column", "header", "role", "how"]].to_numpy().tolist() == [
        [1, "patient_id", "patient_id", "by its name"],
        [2, "sex", "sex", "by its name"],
        [3, "visit", "visit", "by its name"],
        [4, "size", "size_mm", "config"],
        [5, "", "not read", ""],
        [6, "Ward", "dropped", "config"],
    ]


def test_columns_tell_what_else_they_are_read_for(folder):
    run = ingested(
        folder, "Case,nr,visit,size_mm,QC\nP1,1,0,5,ok\nP1,1,4,3,ok\nP1,1,12,3,bad\n",
        derive={"lesion": "{Case}-{nr}"}, columns={"lesion": "lesion_id"}, drop_rows={"QC": ["bad"]},
    )  # fmt: skip
    columns = run.frame("ingest/columns").set_index("header")
    assert columns["role"].to_dict() == {
        "Case": "patient_id, part of lesion (lesion_id)",
        "nr": "part of lesion (lesion_id)",
        "visit": "visit",
        "size_mm": "size_mm",
        "QC": "drop_rows",
    }
    assert columns.loc[["Case", "nr", "QC"], "how"].tolist() == ["by its name", "config", "config"]


def test_rows_and_lines_are_conserved_in_the_counts(folder):
    counts = ingested(folder, TEXT, columns={"size": {"outcome": "size_mm"}}, drop_rows={"visit": ["4"]}).frame(
        "ingest/row_counts"
    )
    assert counts[["rows", "read", "kept", "set_aside"]].to_numpy().tolist() == [
        ["lines of table.csv", 7, 2, 5],
        ["rows of table.csv", 2, 1, 1],
        ["measured cells to measurements", 1, 1, 0],
    ]


def test_a_cohort_with_short_forms_is_what_is_checked():
    cohort = {"table": {"file": "table.csv", "columns": {"a": "patient_id"}}}
    assert cohort_with_defaults(cohort) == checked_cohort(cohort) | {"title": "c"}
