"""Numbers without a unit beside others that bear one."""

import pytest

from tests.ingest.reading import column, mapped, rules

LONG = "patient_id,visit,size"
OUTCOMES = {"size": {"unit": "mm"}}


def sizes(*texts: str, **parts: object):
    lines = [f"P{number},0,{text}" for number, text in enumerate(texts)]
    return mapped(LONG, *lines, columns={"size": {"outcome": "size"} | parts}, outcomes=OUTCOMES)


def test_a_bare_number_among_cells_in_another_unit_is_an_error_at_its_cell():
    result = sizes("3 cm", "2 x 1 cm", "4", "1.5 cm")
    assert ("number without a unit", 4, 3) in rules(result)
    (problem,) = [problem for problem in result.problems if problem.rule == "number without a unit"]
    assert problem.found == '"4"'
    assert "cm" in problem.expected


@pytest.mark.parametrize(
    ("texts", "parts"),
    [
        (["3 cm", "0", "2 cm"], {}),
        (["30 mm", "4", "20 mm"], {}),
        (["3", "4", "2 cm"], {}),
        (["3 cm", "4", "2 cm"], {"unit": "cm"}),
        (["3 cm", "gone", "2 cm"], {"values": {"gone": "0"}}),
    ],
)
def test_a_bare_number_is_read_where_its_unit_leaves_no_doubt(texts, parts):
    assert rules(sizes(*texts, **parts)) == []


def test_the_unit_of_the_column_is_that_of_its_bare_numbers():
    assert column(sizes("3 cm", "4", "2 cm", unit="cm"), "measurements", "value") == ["30", "40", "20"]


def test_a_visit_whose_column_is_in_another_unit_than_the_others_is_a_warning():
    columns = {
        f"W{week} ({unit})": {"outcome": "size", "visit": week} for week, unit in ((0, "cm"), (4, "mm"), (12, "mm"))
    }
    header = ",".join(["patient_id", *columns])
    (problem,) = mapped(header, "P1,12,8,3", columns=columns, outcomes=OUTCOMES).problems
    assert (problem.severity, problem.line, problem.column) == ("warning", 1, 2)
    assert problem.found == "the unit cm"
    columns["W0 (cm)"]["unit"] = "cm"
    result = mapped(header, "P1,12,8,3", columns=columns, outcomes=OUTCOMES)
    assert rules(result) == []
    assert column(result, "measurements", "value") == ["120", "8", "3"]
