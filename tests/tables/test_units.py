"""Units in cells and headers."""

import pytest

from scripts.config.validation import validated_config
from scripts.jobs.errors import UserError
from tests.stages.made_up import cohort, table
from tests.stages.running import SCHEMA, check_message, problems_of, run_stages


def test_the_expected_unit_behind_a_number_is_taken_off_and_logged(folder):
    run = run_stages(folder, table([{"W0": "10 mm", "W4": "5mm", "Age": "60 years", "Dose": "12.5 mg"}]), cohort())
    assert list(run.frame("clean/measurements")["value"]) == [10.0, 5.0, 1.0]
    assert run.frame("clean/treatments").loc[0, "dose_mean_mg"] == 12.5
    log = run.csv("cleaning_log")
    converted = log[log["action"] == "converted"][["line", "header", "raw_text", "new_value"]]
    assert sorted(map(tuple, converted.itertuples(index=False))) == [
        ("2", "Age", "60 years", "60"),
        ("2", "Dose", "12.5 mg", "12.5"),
        ("2", "W0", "10 mm", "10"),
        ("2", "W4", "5mm", "5"),
    ]


@pytest.mark.parametrize("text", ["1 cm", "10 MM", "10 mm x", "mm", "10 mm 5", "1.0.0 mm"])
def test_any_other_unit_is_an_error_of_its_cell(folder, text):
    message = check_message(problems_of(folder, table([{"W0": text}]), cohort()))
    assert f'found: "{text}"' in message
    assert "line 2" in message


def test_a_header_with_another_unit_than_the_outcome_is_an_error_of_the_configuration(config):
    columns = config["cohorts"]["aarhus-2014"]["table"]["columns"]
    columns["Size (cm)"] = columns.pop("Size of calcinosis")
    with pytest.raises(UserError, match=r"columns.Size \(cm\): the header gives the unit 'cm'; expected 'mm'"):
        validated_config(config, SCHEMA)
