"""What the steps that clean and check say of themselves in a run."""

import logging

from tests.stages.running import check, ingest_and_clean, simple_cohort

COLUMNS = {"Patient": "patient_id"} | {f"W{week}": {"outcome": "size_mm", "visit": week} for week in (0, 12)}


def test_one_warning_is_said_in_the_singular(tmp_path, caplog):
    (tmp_path / "table.csv").write_text("Patient,W0,W12\n1,10,5\n2,20,10\n3,30,\n", encoding="utf-8")
    outcome = {"measured_on": "patient", "baseline_visit": 0, "follow_up_visits": [12]}
    section = simple_cohort(COLUMNS, lesion_id="patient", outcomes={"size_mm": outcome}, explore={})
    with caplog.at_level(logging.INFO):
        check(ingest_and_clean(tmp_path, section))
    assert "cleaned: 0 corrections, 0 errors, 1 warning" in caplog.messages
    assert "checked: no errors, 1 warning" in caplog.messages
