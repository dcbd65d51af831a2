"""Clinics whose cohorts are unlike the first one, in one study: each is there for what it has of its own.

`laser` is treated in sessions, `habits` has variables that are added to the data dictionary, `days` counts in days.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.workflow.running import edit

CLAIM_COLUMNS = (
    "claim_id,statement,place,kind,quantity,population,unit,reported,decimals,comparator,printed_with,note\n"
)


class Clinic(NamedTuple):
    """A cohort of the study: its raw table, its claims and its section of config, without the files of both."""

    table: str
    claims: str
    section: dict[str, Any]


#: Lesions of one patient share the cell of the sessions; 10 to 60 % smaller at week 8.
LASER = Clinic(
    """Patient,Site,Sessions,Mean fluence (mJ/cm²),Lowest fluence (J/cm²),Highest fluence (J/cm²),S0,S8
1,hand,2,12000,10,14,100,90
,foot,,13000,10,15,100,80
2,hand,3,14000,12,16,100,70
3,hand,4,15000,14,17,100,60
4,foot,5,16000,14,18,100,50
5,foot,6,17000,15,19,100,40
""",
    CLAIM_COLUMNS
    + """given,20 were given.,Results,count,treatments,,treatment,20,,,,
most,There were up to 6.,Results,maximum,n_treatments,,lesion,6,,up to,,
mean_given,The mean was 14.5.,Results,mean,dose_mean,,lesion,14.5,,,,
each,The mean of each was 15.,Results,mean,dose_mean,,lesion,15,,,,
""",
    {
        "treatment": {"name": "session", "plural": "sessions", "dose_label": "fluence", "dose_unit": "J/cm²"},
        "table": {
            "merged_cells": {"when_blank": "Patient", "fill_down": ["Patient", "Sessions"]},
            "lesion_id": "lettered",
            "columns": {"S0": {"outcome": "size_mm", "visit": 0}, "S8": {"outcome": "size_mm", "visit": 8}},
        },
        "outcomes": {"size_mm": {"label": "lesion size", "unit": "mm"}},
        "declared_scenarios": {
            "one_more": {
                "label": "one more lesion",
                "based_on": "observed",
                "reason": "the text counts seven",
                "lesions": [{"percent_reduction": {8: 50}, "n_treatments": 1}],
            }
        },
    },
)

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
HABITS = Clinic(
    """Patient,Lesion,Rygning,Weight (kg),Texture,S0,S8
1,1a,never,60,hard,100,90
2,2a,never,70,hard,100,80
3,3a,never,80,soft,100,70
4,4a,current,90,soft,100,60
5,5a,current,50,hard,100,50
6,6a,current,82,soft,100,40
""",
    CLAIM_COLUMNS
    + """smokers,Three smoked.,Results,count,smoking=current,,patient,3,,,,
weight,The mean weight of smokers was 74 kg.,Results,mean,weight_kg,smoking=current,patient,74,,,,
""",
    {
        "table": {
            "columns": {
                "Patient": "patient_id",
                "Lesion": "lesion_id",
                "S0": {"outcome": "size_mm", "visit": 0},
                "S8": {"outcome": "size_mm", "visit": 8},
            },
            "stated": {"skin_type": {"value": "dark", "source": "Methods"}},
        },
        "outcomes": {"size_mm": {"label": "lesion size", "unit": "mm"}},
        "primary": {"outcome": "size_mm", "visit": 8},
        "explore": {"variables": ["weight_kg"], "groups": ["smoking", "texture", "skin_type"]},
    },
)

DAYS = Clinic(
    """Patient,Injections,Pain day 0,Pain day 1,Pain day 3,Pain day 10,AE,AE day,Last day,Reason
P1,3,8,6,4,1,rash,2,10,
P2,3,7,7,5,2,,,10,
P3,1,9,8,6,,headache,1,3,moved abroad
P4,3,6,4,2,0,,,10,
P5,1,8,8,7,6,nausea,3,10,
P6,1,5,4,4,3,,,10,
""",
    CLAIM_COLUMNS
    + """fell,Pain fell by 68 % by day 10.,Abstract,mean,percent_reduction.pain.day_10,,patient,68,,,,
end,One patient was followed to day 3.,Results,minimum,after_day,,patient,3,,,,
""",
    yaml.safe_load("""
time_unit: day
treatment: {name: injection, plural: injections, interval: 1}
endpoints:
  change: {kind: percent_change, primary: true}
  first: {kind: time_to_response, from: 30}
  relapse: {kind: time_to_relapse, from: 30}
  events: {kind: events}
table:
  columns: {Injections: n_treatments, Last day: disposition_after_day, Reason: disposition_reason}
  dispositions: {moved abroad: lost}
outcomes:
  pain: {scale: score, better: lower, maximum: 10}
"""),
)

CLINICS: Mapping[str, Clinic] = {"laser": LASER, "habits": HABITS, "days": DAYS}
#: The report of each, and of one what describes the run.
TARGETS = (*(f"results/{name}/report.html" for name in CLINICS), "results/laser/ro-crate-metadata.json")


def write_clinics(project: Path) -> None:
    """Write the raw files, the dictionary and config.yaml of the study into a project."""
    for before, entries in DECLARED.items():
        edit(project / "workflow/schemas/tables.yaml", f"    {before}", f"    {entries}{before}")
    with (project / "workflow/schemas/synonyms.yaml").open("a", encoding="utf-8") as file:
        file.write(SYNONYMS)
    sections = {}
    for name, clinic in CLINICS.items():
        folder = f"data/{name}"
        (project / folder).mkdir()
        (project / folder / "export.csv").write_text(clinic.table, encoding="utf-8")
        (project / folder / "claims.csv").write_text(clinic.claims, encoding="utf-8")
        files = {"table": {"file": f"{folder}/export.csv", **clinic.section["table"]}, "claims": f"{folder}/claims.csv"}
        sections[name] = clinic.section | files
    text = yaml.safe_dump({"cohorts": sections}, allow_unicode=True, sort_keys=False)
    (project / "config.yaml").write_text(text, encoding="utf-8")
