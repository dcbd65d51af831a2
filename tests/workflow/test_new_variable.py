"""Variables that are declared in the data dictionary, and nowhere else, reach everything from raw file to trace."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from tests.report.reading import Report, both_pages
from tests.workflow.running import copy_sources, edit, snakemake

#: A text and a number of a patient, one more that the source states, and a text of a lesion.
DECLARED = {
    "diagnosis: {": """smoking: {type: text, description: Smoking habit.}
    weight_kg: {type: number, unit: kg, minimum: 2, maximum: 300, label: body weight, description: Weight.}
    skin_type: {type: category, allowed: [light, dark], description: Type of the skin.}
    """,
    "site: {": """texture: {type: text, description: How the lesion feels.}
    """,
}
SYNONYMS = """smoking:
  en: tobacco
  da: rygning
weight_kg:
  en: weight
"""
#: Reductions of 10, 20 and 30 % in those who never smoked, of 40, 50 and 60 % in the others.
TABLE = """Patient,Lesion,Rygning,Weight (kg),Texture,S0,S8
1,1a,never,60,hard,100,90
2,2a,never,70,hard,100,80
3,3a,never,80,soft,100,70
4,4a,current,90,soft,100,60
5,5a,current,50,hard,100,50
6,6a,current,82,soft,100,40
"""
CLAIMS = """claim_id,statement,place,kind,quantity,population,unit,reported,decimals,comparator,printed_with,note
smokers,Three smoked.,Results,count,smoking=current,,patient,3,,,,
weight,The mean weight of smokers was 74 kg.,Results,mean,weight_kg,smoking=current,patient,74,,,,
"""
COHORT: dict[str, Any] = {
    "table": {
        "file": "data/clinic/export.csv",
        "columns": {
            "Patient": "patient_id", "Lesion": "lesion_id",
            "S0": {"outcome": "size_mm", "visit": 0}, "S8": {"outcome": "size_mm", "visit": 8},
        },
        "stated": {"skin_type": {"value": "dark", "source": "Methods"}},
    },
    "claims": "data/clinic/claims.csv",
    "outcomes": {"size_mm": {"label": "lesion size", "unit": "mm"}},
    "primary": {"outcome": "size_mm", "visit": 8},
    "explore": {"variables": ["weight_kg"], "groups": ["smoking", "texture", "skin_type"]},
}  # fmt: skip
AT = "size_mm.week_8.patient.all.observed"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of one clinic whose dictionary has more variables, with its results."""
    folder = copy_sources(tmp_path_factory.mktemp("new") / "project")
    for before, entries in DECLARED.items():
        edit(folder / "workflow/schemas/tables.yaml", f"    {before}", f"    {entries}{before}")
    with (folder / "workflow/schemas/synonyms.yaml").open("a", encoding="utf-8") as file:
        file.write(SYNONYMS)
    (folder / "data/clinic").mkdir()
    (folder / "data/clinic/export.csv").write_text(TABLE, encoding="utf-8")
    (folder / "data/clinic/claims.csv").write_text(CLAIMS, encoding="utf-8")
    (folder / "config.yaml").write_text(yaml.safe_dump({"cohorts": {"clinic": COHORT}}), encoding="utf-8")
    run = snakemake(folder, PYTHONPATH=str(folder))
    assert run.status == 0, run.printed
    return folder


@pytest.fixture(scope="module")
def statistics(project: Path) -> pd.DataFrame:
    return pd.read_csv(project / "results/clinic/statistics.csv").set_index("result_id")


def test_they_are_read_by_a_synonym_their_own_name_or_a_statement(project):
    clean = project / "results/clinic/clean"
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


def test_they_can_be_claimed(project):
    audit = pd.read_csv(project / "results/clinic/audit.csv").set_index("claim_id")
    assert audit["recomputed"].to_dict() == {"smokers": 3, "weight": pytest.approx(222 / 3)}


def test_the_report_lists_them_with_their_labels(project):
    report = Report(both_pages(project / "results/clinic"))
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
def test_their_cells_are_traced(project, column, name, result):
    place = f"data/clinic/export.csv:2:{column}"
    program = "import sys; from casetrace.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "trace", "clinic", "--cell", place, "--json", "--all"]
    environment = os.environ | {"PYTHONPATH": str(project)}
    printed = subprocess.run(command, cwd=project, env=environment, capture_output=True, check=True).stdout
    found = json.loads(printed)
    assert name in {field for row in found["rows"] for field in row["fields"]}
    assert result in {row["result_id"] for row in found["results"]}
