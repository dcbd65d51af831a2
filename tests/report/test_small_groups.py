"""Which groupings could single somebody out; patients are counted by hand."""

import pandas as pd

from casetrace.report.small_groups import LESION_GROUPINGS, small_groupings

LESIONS = pd.DataFrame(
    {
        "patient_id": ["1", "1", "2", "3", "4"],
        "sex": ["female", "female", "female", "female", "female"],
        "diagnosis": ["SSc", "SSc", "SSc", "SSc", "lupus"],
        "site_group": ["hand", "foot", "hand", "foot", None],
        "regimen": None,
    }
).reindex(columns=["patient_id", *LESION_GROUPINGS])
VISITS = pd.DataFrame({"patient_id": ["1", "2", "3", "4"], "arm": ["a", "a", "b", "b"], "baseline_band": "all"})
EVENTS = pd.DataFrame({"patient_id": ["1"], "type": ["pain"]})


def test_groupings_with_a_group_of_fewer_patients_are_named():
    # two patients have a lesion at each site, one has lupus, two are in each arm, one had pain
    assert small_groupings(LESIONS, VISITS, EVENTS, 2) == ["diagnosis", "adverse event"]
    assert small_groupings(LESIONS, VISITS, EVENTS, 3) == ["diagnosis", "site", "arm", "adverse event"]


def test_a_group_of_everybody_singles_out_nobody():
    assert "sex" not in small_groupings(LESIONS, VISITS, EVENTS, 100)


def test_a_smallest_group_of_0_warns_of_nothing():
    assert small_groupings(LESIONS, VISITS, EVENTS, 0) == []
