"""Variables that are declared in the data dictionary, and nowhere else, reach everything from raw file to trace."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.report.reading import Report, both_pages

AT = "size_mm.week_8.patient.all.observed"


@pytest.fixture(scope="module")
def statistics(clinics: Path) -> pd.DataFrame:
    return pd.read_csv(clinics / "results/habits/statistics.csv").set_index("result_id")


def test_they_are_read_by_a_synonym_their_own_name_or_a_statement(clinics):
    clean = clinics / "results/habits/clean"
    patients = pd.read_parquet(clean / "patients.parquet")
    assert patients["smoking"].tolist() == ["never"] * 3 + ["current"] * 3
    assert patients["weight_kg"].tolist() == [60, 70, 80, 90, 50, 82]
    assert set(patients["skin_type"]) == {"dark"}
    textures = pd.read_parquet(clean / "lesions.parquet")["texture"].tolist()
    assert textures == ["hard", "hard", "soft", "soft", "hard", "soft"]


def test_they_are_described(statistics):
    estimate = statistics["estimate"]
    assert estimate["smoking.patient.enrolled.smoking=never.count.count"] == 3
    assert estimate["skin_type.patient.enrolled.skin_type=dark.percent.count"] == 100
    assert estimate["texture.lesion.enrolled.texture=soft.count.count"] == 3
    assert estimate["weight_kg.patient.enrolled.mean.summary"] == pytest.approx(432 / 6)


def test_they_explain_and_part_into_groups(statistics):
    between = statistics.loc[f"reduction_between_smoking.{AT}.variance_share.groups_permutation_exact"]
    # 2 of the 20 ways to deal six patients are as far apart; between the groups lie 6 * 15^2 of 1750
    assert between["estimate"] == pytest.approx(1350 / 1750)
    assert between["p_value"] == 0.1
    assert statistics.loc[f"reduction.{AT}.smoking=current.median.summary", "estimate"] == 50
    # ranks 2 3 4 6 1 5 against 1 to 6: squared differences 1 1 1 4 16 1
    rho = statistics.loc[f"reduction_by_weight_kg.{AT}.spearman_rho.spearman_exact", "estimate"]
    assert rho == pytest.approx(1 - 6 * 24 / (6 * 35))
    constant = statistics.loc[f"reduction_between_skin_type.{AT}.variance_share.groups_permutation_exact", "note"]
    assert constant.startswith("skin type is the same for all patients")


def test_they_can_be_claimed(clinics):
    audit = pd.read_csv(clinics / "results/habits/audit.csv").set_index("claim_id")
    assert audit["recomputed"].to_dict() == {"smokers": 3, "weight": pytest.approx(222 / 3)}


def test_the_report_lists_them_with_their_labels(clinics):
    report = Report(both_pages(clinics / "results/habits"))
    for words in ("Body weight, kg75 (50 to 90)", "Smoking", "Skin type", "Texture"):
        assert words in report.words
    cells = {attrs.get("data-cell") for _, attrs in report.elements}
    assert {f"lesions|1a|{name}" for name in ("smoking", "weight_kg", "skin_type", "texture")} <= cells


@pytest.mark.parametrize(
    ("column", "name", "result"),
    [
        (3, "smoking", "smoking.patient.enrolled.smoking=never.count.count"),
        (4, "weight_kg", f"reduction_by_weight_kg.{AT}.spearman_rho.spearman_exact"),
        (5, "texture", f"reduction_between_texture.{AT}.variance_share.groups_permutation_exact"),
    ],
)
def test_their_cells_are_traced(clinics, column, name, result):
    place = f"data/habits/export.csv:2:{column}"
    program = "import sys; from casetrace.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "trace", "habits", "--cell", place, "--json", "--all"]
    environment = os.environ | {"PYTHONPATH": str(clinics)}
    printed = subprocess.run(command, cwd=clinics, env=environment, capture_output=True, check=True).stdout
    found = json.loads(printed)
    assert name in {field for row in found["rows"] for field in row["fields"]}
    assert result in {row["result_id"] for row in found["results"]}
