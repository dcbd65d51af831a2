"""The calibration draws what it says, knows the truth of it, counts what methods do, and judges by the rule."""

import importlib
import math
import random
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from benchmarks.calibration.calibrate_cell import tallies_of
from benchmarks.calibration.code import code_digest
from benchmarks.calibration.collect_calibration import collected
from benchmarks.calibration.design import CELLS, COMPARED_PATIENTS, DATA_SETS, LEVEL, MEAN, SD, Cell
from benchmarks.calibration.families import FAMILIES
from benchmarks.calibration.families.associations import deals
from benchmarks.calibration.lines import Line, line_of, read_lines, write_lines
from benchmarks.calibration.page import holds_from, page
from benchmarks.calibration.plot_calibration import PANELS
from benchmarks.calibration.population import (
    Series,
    draw,
    true_any_complete,
    true_complete,
    true_mean,
    true_median,
    true_pseudomedian,
)
from benchmarks.calibration.procedures import Hit, Procedure, Tally, covers, rejects, tallied
from benchmarks.calibration.restore_tallies import restore, tallies_in
from benchmarks.calibration.tallies import read_tallies, write_tallies
from benchmarks.calibration.verdict import verdict
from casetrace.methods.estimates import Limits, NoSpreadError
from casetrace.methods.register import METHODS
from tests.stages.running import ROOT

SMALL = CELLS["patients_6.icc_0.7.ceiling"]
TABLE = ROOT / "docs/calibration.csv"

#: One method in a cell, of which a test changes what it is about.
LINE = Line("t", "mean", "patient", 5, 0.0, False, 2000, 2000, 0.95, "coverage", 0.95, "holds")


def line(**changes: object) -> Line:
    return Line(**(asdict(LINE) | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.7])
@pytest.mark.parametrize("ceiling", [False, True])
def test_a_large_series_has_the_mean_and_the_remissions_that_are_called_true(correlation: float, ceiling: bool) -> None:
    patients = 40_000
    series = draw(Cell(patients, correlation, ceiling), 0)
    # Four standard errors of a mean over patients, of whom no value has a larger SD than that of a lesion.
    slack = 4 / math.sqrt(patients)
    assert np.mean(series.means) == pytest.approx(true_mean(series.cell), abs=SD * slack)
    assert np.mean(series.values) == pytest.approx(true_mean(series.cell), abs=SD * slack)
    assert np.mean(series.complete) == pytest.approx(true_complete(), abs=0.5 * slack)
    assert np.mean(series.any_complete) == pytest.approx(true_any_complete(correlation), abs=0.5 * slack)


def test_lesions_of_a_patient_are_as_alike_as_the_cell_says() -> None:
    series = draw(Cell(40_000, 0.7, ceiling=False), 0)
    (first,) = np.nonzero(np.diff(series.clusters) == 0)
    pairs = (series.values[first] - MEAN) * (series.values[first + 1] - MEAN)
    assert np.mean(pairs) / SD**2 == pytest.approx(0.7, abs=0.02)
    assert np.std(series.values) == pytest.approx(SD, rel=0.01)


def test_without_correlation_the_chance_of_a_remission_is_that_of_independent_lesions() -> None:
    none = 1 - true_complete()
    assert true_any_complete(0.0) == pytest.approx(1 - (none + none**2 + none**3 + none**4) / 4, rel=1e-10)


def test_the_ceiling_takes_from_the_mean_what_is_above_it() -> None:
    # By the trapezoidal rule on a fine grid, without the closed form.
    z = np.linspace(-12, 12, 2_000_001)
    expected = np.trapezoid(np.minimum(80 + 35 * z, 100) * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi), z)
    assert true_mean(SMALL) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.7])
def test_as_many_patients_are_above_as_below_what_is_called_their_median(correlation: float) -> None:
    # Four standard errors of a share of 40,000 patients are 0.01, of half as many pairs 0.0142.
    means = draw(Cell(40_000, correlation, ceiling=True), 0).means
    assert np.mean(means > true_median(Cell(5, correlation, ceiling=True))) == pytest.approx(0.5, abs=0.01)
    pairs = (means[::2] + means[1::2]) / 2
    assert np.mean(pairs > true_pseudomedian(Cell(5, correlation, ceiling=True))) == pytest.approx(0.5, abs=0.0142)


def test_without_the_ceiling_medians_and_mean_are_one() -> None:
    cell = Cell(5, 0.3, ceiling=False)
    assert true_median(cell) == true_pseudomedian(cell) == true_mean(cell)


def test_half_of_the_patients_are_in_each_arm_and_every_group_has_two() -> None:
    for cell in (cell for cell in CELLS.values() if COMPARED_PATIENTS <= cell.patients <= 8):
        series = draw(cell, 1)
        assert abs(int(np.sum(series.arms)) - cell.patients / 2) <= 0.5
        assert np.min(np.bincount(series.groups)) >= 2


def test_ways_to_deal_ten_patients_to_three_groups() -> None:
    # Multinomial coefficient of 4, 3 and 3.
    assert deals(Cell(10, 0.0, ceiling=False)) == 4200


def test_a_data_set_is_the_same_alone_and_in_any_order() -> None:
    numbers = list(range(6))
    in_order = [draw(SMALL, number).values for number in numbers]
    random.Random(1).shuffle(numbers)
    for number in numbers:
        np.testing.assert_array_equal(draw(SMALL, number).values, in_order[number])


def test_each_family_is_counted_the_same_twice() -> None:
    for family in FAMILIES:
        first = tallies_of(family, "patients_10.icc_0.3.ceiling", 2)
        assert first == tallies_of(family, "patients_10.icc_0.3.ceiling", 2)
        assert all(tally.data_sets == 2 and tally.hits <= tally.given <= 2 for tally in first)


def test_an_interval_that_forgets_the_patients_covers_less() -> None:
    shares = {tally.method: tally.hits for tally in tallies_of("means", "patients_20.icc_0.7.uncut", 200)}
    assert shares["t_naive"] < shares["cr2_t"] - 10
    assert min(shares["t"], shares["cr2_t"]) >= 180


def test_what_a_method_refuses_is_not_given_and_other_errors_are_not_swallowed() -> None:
    def every_third(series: Series) -> Sequence[Hit]:
        if series.number % 3 == 0:
            raise NoSpreadError("all the same")
        return [series.number % 3 == 1, None]

    assert tallied([Procedure(("a", "b"), "mean", "patient", "coverage", every_third)], SMALL, 6) == [
        Tally("a", "mean", "patient", "coverage", data_sets=6, given=4, hits=2),
        Tally("b", "mean", "patient", "coverage", data_sets=6, given=0, hits=0),
    ]

    def broken(series: Series) -> Sequence[Hit]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        tallied([Procedure(("a",), "mean", "patient", "coverage", broken)], SMALL, 1)


def test_an_interval_covers_its_ends_and_a_p_value_of_the_size_rejects() -> None:
    assert covers(Limits(0.0, 1.0), 1.0) == [True]
    assert covers(Limits(0.0, 1.0), 1.1) == [False]
    assert covers(None, 0.0) == [None]
    assert rejects(1 - 19 / 20) == [True]
    assert rejects(0.0501) == [False]


@pytest.mark.parametrize(
    ("kind", "given", "share", "expected"),
    [
        # Three standard errors of 2,000 data sets are 0.0146.
        ("coverage", 2000, 0.936, "holds"),
        ("coverage", 2000, 0.935, "short"),
        ("coverage", 2000, 0.92, "short"),
        ("coverage", 2000, 0.9195, "not to be trusted"),
        ("coverage", 2000, 1.0, "holds"),
        ("size", 2000, 0.064, "holds"),
        ("size", 2000, 0.065, "short"),
        ("size", 2000, 0.07, "short"),
        ("size", 2000, 0.0705, "not to be trusted"),
        ("size", 2000, 0.0, "holds"),
        # Of so few data sets nothing can be said.
        ("coverage", 20, 0.85, "holds"),
        ("coverage", 0, None, "not given"),
    ],
)
def test_a_verdict_needs_more_than_chance(kind: str, given: int, share: float | None, expected: str) -> None:
    assert verdict(kind, given, share, LEVEL) == expected  # type: ignore[arg-type]


def test_an_interval_that_promises_less_is_held_to_that() -> None:
    # Three standard errors of 2,000 data sets are 0.0222 at a level of 0.875.
    assert verdict("coverage", 2000, 0.853, 0.875) == "holds"
    assert verdict("coverage", 2000, 0.85, 0.875) == "short"
    assert verdict("coverage", 2000, 0.844, 0.875) == "not to be trusted"
    assert "87.10 of 87.5" in page([line(promised=0.875, coverage_or_size=0.871)])


def test_a_method_holds_from_where_it_no_longer_falls_short() -> None:
    by_patients = {5: "not to be trusted", 6: "holds", 8: "short", 10: "holds", 20: "holds"}
    lines = [line(patients=patients, verdict=verdict) for patients, verdict in by_patients.items()]
    assert holds_from(lines, "holds") == 10
    assert holds_from(lines, "short") == 6
    assert holds_from([*lines, line(patients=20, icc=0.7, verdict="not to be trusted")], "short") is None


def test_the_page_names_what_falls_short_with_its_numbers() -> None:
    lines = [
        line(),
        line(icc=0.7, given=1000, coverage_or_size=0.9, verdict="not to be trusted"),
        line(method="sign_flip_exact", kind="size", coverage_or_size=0.066, verdict="short", ceiling=True),
    ]
    text = page(lines)
    untrusted, short = text.split("## Not to be trusted")[1].split("## Short")
    assert "| `t` | mean | patient | no | coverage | 5: 90.00 (0.7) |" in untrusted
    assert "sign_flip_exact" not in untrusted
    assert "| `sign_flip_exact` | mean | patient | yes | size | 5: 6.60 (0) |" in short
    assert "**90.00** (50 % given)" in short


def test_tallies_and_lines_are_read_as_they_are_written(tmp_path: Path) -> None:
    cell = CELLS["patients_10.icc_0.3.ceiling"]
    tallies = [Tally("t", "mean", "patient", "coverage", 2000, 1999, 1900), Tally("x", "s", "lesion", "size", 9, 0, 0)]
    path = tmp_path / f"{cell.name}.csv"
    write_tallies(tallies, path)
    assert read_tallies(path) == tallies
    lines = [line_of(tally, cell) for tally in tallies]
    assert collected([str(path)]) == lines
    write_lines(lines, tmp_path / "lines.csv")
    assert read_lines(tmp_path / "lines.csv") == lines


def test_an_earlier_table_gives_back_its_tallies_and_what_it_lacks_is_left_to_compute(tmp_path: Path) -> None:
    means, proportions = (family_of(family).procedures(SMALL) for family in ("means", "proportions"))
    tallies = [
        Tally(procedure.methods[0], procedure.statistic, procedure.unit, "coverage", DATA_SETS, 1999, 1901 + place, 0.9)
        for place, procedure in enumerate(means)
    ]
    lines = [line_of(tally, SMALL) for tally in tallies]
    assert tallies_in(lines, means, SMALL) == tallies
    assert tallies_in(lines[1:], means, SMALL) is None
    assert tallies_in(lines, proportions, SMALL) is None
    assert tallies_in([line(data_sets=20)], means[:1], CELLS["patients_5.icc_0.uncut"]) is None
    write_lines(lines, tmp_path / "lines.csv")
    restore(tmp_path / "lines.csv", tmp_path / "results")
    assert read_tallies(tmp_path / f"results/means/{SMALL.name}.csv") == tallies
    assert not (tmp_path / f"results/proportions/{SMALL.name}.csv").exists()


def test_a_digest_of_code_is_moved_by_what_it_computes_alone(tmp_path: Path) -> None:
    def digest(text: str) -> str:
        (tmp_path / "code.py").write_text(text, encoding="utf-8")
        return code_digest([tmp_path / "code.py"])

    plain = digest("def f(x):\n    return 2 * x\n")
    assert digest('"""Doc."""\n\n\ndef f(x: int) -> int:\n    """Double."""\n    return 2 * x  # twice\n') == plain
    assert digest("def f(x):\n    return 3 * x\n") != plain


PAIRS = [(family, cell) for family in FAMILIES for cell in CELLS.values()]


def family_of(name: str) -> ModuleType:
    return importlib.import_module(f"benchmarks.calibration.families.{name}")


def judged() -> set[tuple[str, str, str]]:
    """Every method on every matter of the calibration, whatever the cell."""
    return {
        (method, procedure.statistic, procedure.unit)
        for family, cell in PAIRS
        for procedure in family_of(family).procedures(cell)
        for method in procedure.methods
    }


def test_everything_judged_is_a_method_of_the_register_and_is_drawn() -> None:
    drawn = {(method, panel.statistic, panel.unit) for panel in PANELS for method in panel.methods}
    assert judged() == drawn
    assert {method for method, _, _ in drawn} - set(METHODS) == {"t_naive"}


def test_the_table_in_the_documentation_is_of_this_design_and_judged_by_this_rule() -> None:
    lines = read_lines(TABLE)
    assert {(line.method, line.statistic, line.unit) for line in lines} == judged()
    for line in lines:
        assert Cell(line.patients, line.icc, line.ceiling) in CELLS.values()
    assert len(lines) == sum(
        len(procedure.methods) for family, cell in PAIRS for procedure in family_of(family).procedures(cell)
    )
    assert {line.data_sets for line in lines} == {DATA_SETS}
    assert [line.verdict for line in lines] == [
        verdict(line.kind, line.given, line.coverage_or_size, line.promised) for line in lines
    ]
    assert TABLE.with_suffix(".md").read_text(encoding="utf-8") == page(lines)
