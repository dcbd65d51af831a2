"""Proposals for columns of before and after, and for columns whose headers are visits alone."""

from pathlib import Path

import pytest
import yaml

from tests.inspect.test_findings import inspected
from tests.inspect.test_series import table_of


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ("Prewt", "Postwt", "wt"), ("pain pre", "pain post", "pain"), ("pre.1", "post.1", "measure_1"),
        ("Before KOOS", "After KOOS", "koos"), ("koosPre", "koosPost", "koos"), ("score_vor", "score_nach", "score"),
    ],
)  # fmt: skip
def test_before_and_after_are_two_visits_and_the_week_of_the_second_is_asked_for(tmp_path, before, after, outcome):
    findings = inspected(f"case,{before},{after}\n1,80,82\n2,75,71\n3,60,66\n", tmp_path)
    columns = yaml.safe_load(findings.config)["cohorts"]["clinic"]["table"]["columns"]
    assert columns.pop(before, {"outcome": outcome, "visit": 0}) == {"outcome": outcome, "visit": 0}
    assert columns == {after: {"outcome": outcome, "visit": 1}}
    assert findings.unclear == [
        f'at which week was "{after}" measured? no header tells it, and week 1 is put down for it'
    ]
    assert [value.text for value in findings.preview][:2] == ["80", "82"]


@pytest.mark.parametrize("headers", ["Prewt,Weight", "Premature,Postal code", "prewt,postht", "present,absent"])
def test_half_a_pair_is_none(tmp_path: Path, headers: str):
    config = inspected(f"case,{headers}\n1,80,82\n2,75,71\n", tmp_path).config
    assert "columns" not in yaml.safe_load(config)["cohorts"]["clinic"]["table"]


def test_columns_that_are_named_by_their_visit_alone_are_one_measurement(tmp_path):
    columns = table_of("case,baseline,sixmonths,oneyear\n1,9,5,1\n2,8,4,3\n", tmp_path)["columns"]
    assert columns == {
        name: {"outcome": "measurement", "visit": month}
        for name, month in [("baseline", 0), ("sixmonths", 6), ("oneyear", 12)]
    }


def test_time_points_of_which_nothing_tells_what_they_count_are_asked_about(tmp_path):
    findings = inspected("case,t0,t0.5,t1,t2\n1,9,5,1,1\n2,8,4,3,2\n", tmp_path)
    assert findings.question.startswith('at which whole weeks were "t0", "t0.5", "t1", "t2" measured')
    assert "columns" not in yaml.safe_load(findings.config)["cohorts"]["clinic"]["table"]
