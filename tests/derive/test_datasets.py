import pandas as pd

from casetrace.derive.datasets import lesion_table


def test_a_site_is_its_own_group_where_config_has_none():
    tables = {
        "lesions": pd.DataFrame(
            {"lesion_id": ["a", "b"], "patient_id": ["1", "1"], "site": ["Knee", None], "row": [0, 1]}
        ),
        "treatments": pd.DataFrame(
            {"lesion_id": ["b", "a"], "patient_id": ["1", "1"], "dose_mean": [2, 1], "row": [0, 1]}
        ),
        "patients": pd.DataFrame({"patient_id": ["1"], "age_years": [50], "row": [0]}),
    }
    assert lesion_table(tables, {})["site_group"].tolist()[0] == "Knee"
    grouped = lesion_table(tables, {"leg": ["Knee"]})
    assert grouped["site_group"].tolist()[0] == "leg"
    assert grouped["dose_mean"].tolist() == [1, 2]
    assert "site_group" not in tables["lesions"]
