"""Facts on events, arms, periods and treatments, and what the source states of everybody."""

from tests.ingest.reading import column, joined, mapped, rows, rules, values

CROSSOVER = "patient_id,period,arm,visit,pain"


def test_each_period_of_a_cross_over_has_its_own_baseline_and_arm():
    result = mapped(CROSSOVER, "P1,1,drug,0,8", "P1,1,drug,4,3", "P1,2,placebo,0,7", "P1,2,placebo,4,6")
    assert rules(result) == []
    assert rows(result, "measurements", "visit", "period", "arm", "value") == [
        ("0", "1", "drug", "8"), ("0", "2", "placebo", "7"), ("4", "1", "drug", "3"), ("4", "2", "placebo", "6")
    ]  # fmt: skip


def test_a_table_with_columns_of_visits_can_have_a_row_for_each_period():
    result = mapped("patient_id,period,arm,pain week 0,pain week 4", "P1,1,A,5,4", "P1,2,B,6,3", "P1,2,B,6,3")
    assert rules(result) == [("duplicate lesion", 4, 1)]
    assert rows(result, "measurements", "visit", "period", "arm", "value") == [
        ("0", "1", "A", "5"), ("0", "2", "B", "6"), ("4", "1", "A", "4"), ("4", "2", "B", "3")
    ]  # fmt: skip


def test_a_table_with_columns_of_visits_can_have_a_row_for_each_outcome():
    columns = {"parameter": "outcome", "t{visit}": "value"}
    result = mapped("patient_id,parameter,t0,t4", "P1,pain,5,4", "P1,size_mm,60,30", columns=columns)
    assert rules(result) == []
    assert rows(result, "measurements", "outcome", "visit", "value") == [
        ("pain", "0", "5"), ("pain", "4", "4"), ("size_mm", "0", "60"), ("size_mm", "4", "30")
    ]  # fmt: skip


def test_a_value_without_its_period_is_an_error_where_others_have_one():
    result = mapped(CROSSOVER, "P1,1,drug,0,8", "P1,,drug,4,3", "P1,2,placebo,0,7", "P1,,,12,")
    assert rules(result) == [("no period", 3, 2)]


def test_without_a_period_there_is_one():
    result = mapped("patient_id,visit,pain", "P1,0,8")
    assert result.tables["measurements"][["period", "arm"]].isna().all(axis=None)


def test_each_lesion_can_have_its_own_arm():
    result = mapped("patient_id,lesion_id,arm,size_week_0,size_week_4", "P1,a,drug,9,3", "P1,b,saline,9,8")
    assert rows(result, "measurements", "lesion_id", "visit", "arm") == [
        ("a", "0", "drug"), ("a", "4", "drug"), ("b", "0", "saline"), ("b", "4", "saline")
    ]  # fmt: skip


def test_an_arm_that_one_row_of_a_lesion_names_is_that_of_all_its_rows():
    result = mapped("patient_id,arm,visit,size_mm", "P1,drug,0,9", "P1,,4,8", "P2,,0,9", "P2,placebo,4,7")
    assert column(result, "measurements", "arm") == ["drug", "drug", "placebo", "placebo"]


def test_arms_that_differ_between_rows_are_not_carried_over():
    result = mapped("patient_id,arm,visit,size_mm", "P1,drug,0,9", "P1,placebo,4,8", "P1,,12,8")
    assert column(result, "measurements", "arm") == ["drug", "placebo", ""]


def test_the_fields_of_an_event_stand_in_one_row():
    header = "patient_id,lesion_id,size_week_0,event_type,event_week,event_related"
    result = mapped(header, "P1,a,5,pain,2,yes", "P1,b,5,fever,3,ja", "P2,c,5,,,")
    assert rows(result, "events", "patient_id", "number", "type", "week", "related") == [
        ("P1", "1", "pain", "2", "yes"), ("P1", "2", "fever", "3", "yes")
    ]  # fmt: skip


def test_one_merged_complication_is_one_event():
    result = mapped(
        "Case,W0,Complications", "1,5,pain", ",6,", ",7,fever",
        lesion_id="lettered",
        columns={"Case": "patient_id", "W0": {"outcome": "size_mm", "visit": 0}, "Complications": "event_type"},
        merged_cells={"when_blank": "Case", "fill_down": ["Case", "Complications"]},
    )  # fmt: skip
    assert rows(result, "events", "number", "type") == [("1", "pain"), ("2", "fever")]


def test_treatments_in_a_merged_cell_are_marked_as_shared():
    result = mapped(
        "Case,n_treatments,W0", "1,4,5", ",,6", "2,4,5",
        lesion_id="lettered",
        columns={"Case": "patient_id", "W0": {"outcome": "size_mm", "visit": 0}},
        merged_cells={"when_blank": "Case", "fill_down": ["Case", "n_treatments"]},
    )  # fmt: skip
    assert rows(result, "treatments", "n_treatments", "shared_cell") == [("4", "no"), ("4", "yes"), ("4", "no")]


def test_stated_fields_are_given_to_every_patient_and_have_no_cell():
    stated = {"sex": {"value": "female", "source": "Methods"}}
    result = mapped("patient_id,size_week_0", "P1,5", "P2,6", stated=stated)
    assert column(result, "patients", "sex") == ["female", "female"]
    cells = result.cells[result.cells["how"] == "stated"]
    assert set(zip(cells["file"], cells["line"], cells["text"], strict=True)) == {("config", 0, "Methods")}


def test_a_row_that_measures_nothing_still_names_its_patient_and_lesion():
    result = mapped("patient_id,lesion_id,site,visit,size_mm", "P1,a,Knee,0,5", "P2,b,Toe,0,")
    assert rows(result, "lesions", "lesion_id", "patient_id", "site") == [("a", "P1", "Knee"), ("b", "P2", "Toe")]
    assert values(result) == [("a", "0", "5")]


def test_a_printed_percentage_stands_beside_its_value_or_alone():
    columns = {"reduction": {"field": "reported_reduction_percent", "outcome": "size_mm"}}
    result = mapped("patient_id,visit,size_mm,reduction", "P1,0,8,", "P1,4,4,50", "P2,4,,60", columns=columns)
    assert rows(result, "measurements", "lesion_id", "visit", "value", "reported_reduction_percent") == [
        ("P1", "0", "8", ""), ("P1", "4", "4", "50"), ("P2", "4", "", "60")
    ]  # fmt: skip


def test_an_arm_that_is_stated_for_each_of_two_files_is_that_of_its_measurements():
    files = {
        "drug.csv": ["patient_id,visit,size_mm", "P1,0,5", "P1,4,3"],
        "control.csv": ["patient_id,visit,size_mm", "P2,0,6", "P2,4,6"],
    }
    tables = {
        name: {"stated": {"arm": {"value": name.removesuffix(".csv"), "source": "the name of the file"}}}
        for name in files
    }
    result = joined(files, tables)
    assert result.problems == []
    assert rows(result, "measurements", "lesion_id", "visit", "arm") == [
        ("P1", "0", "drug"),
        ("P1", "4", "drug"),
        ("P2", "0", "control"),
        ("P2", "4", "control"),
    ]
