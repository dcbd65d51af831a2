from casetrace.printed.cells import DoseCells, MeasurementCells, dose_checks, measurement_checks

# Doses of the first cohort: mean (range) of n treatments.
DOSES = [
    DoseCells("57.5", "12.5", "87.5", 4),
    DoseCells("15", "", "", 1),
    DoseCells("37.5", "25", "62.5", 4),
    DoseCells("150", "100", "275", 4),
    DoseCells("120", "60", "150", 3),
]


def test_the_doses_of_the_first_cohort_are_all_possible():
    assert [(index, verdict.agrees) for index, verdict in dose_checks(DOSES)] == [(i, True) for i in (0, 2, 3, 4)]


def test_an_impossible_dose_is_found_in_its_row():
    found = [index for index, verdict in dose_checks([*DOSES, DoseCells("145", "60", "150", 3)]) if not verdict.agrees]
    assert found == [5]


def test_a_dose_with_one_end_or_without_treatments_is_still_held_against_what_there_is():
    verdicts = dose_checks([DoseCells("10", "12", "", None), DoseCells("145", "60", "150", 0)])
    assert [verdict.agrees for _, verdict in verdicts] == [False, True]


def test_reductions_are_held_against_the_sizes_of_their_row():
    rows = [MeasurementCells("70", "30", "57"), MeasurementCells("80", "10", "80"), MeasurementCells("80", "", "100")]
    assert [(index, verdict.agrees) for index, verdict in measurement_checks(rows)] == [(0, True), (1, False)]
