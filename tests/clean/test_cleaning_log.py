import pandas as pd

from casetrace.clean.cleaning_log import LOG_COLUMNS, flagged_entries, log_frame
from casetrace.model.problems import Problem


def test_a_log_of_nothing_and_a_log_without_texts_have_all_columns():
    assert list(log_frame([]).columns) == LOG_COLUMNS
    one = log_frame([{"file": "a", "line": 2, "column": 1, "action": "flagged"}])
    assert one["reason"].tolist() == [""]
    assert one["line"].tolist() == [2]


def test_a_warning_that_is_found_twice_is_logged_once():
    cells = pd.DataFrame({"file": ["b.csv"], "line": [1], "column": [1], "text": ["raw"]})
    warning, error = (Problem(severity, "b.csv", 1, 1, "H", "r", "f", "e", "m") for severity in ("warning", "error"))
    entries = flagged_entries([warning, warning, error], cells)
    assert [entry["raw_text"] for entry in entries] == ["raw"]
