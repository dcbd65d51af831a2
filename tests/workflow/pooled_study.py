"""A study of three simulated cohorts in three layouts, and of one of which there is a printed summary alone."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

#: Patients of each cohort, and the mean of their improvement in percent at the last visit.
COHORTS = {"wide": (9, 55.0), "tidy": (7, 70.0), "german": (8, 62.0)}
SITES = {"wide": ("finger", "knee"), "tidy": ("digit", "knee"), "german": ("Finger", "Ellbogen")}
PRINTED = """\
cohort,citation,year,doi,design,jbi,measure,outcome,visit,n,mean,sd,median,minimum,maximum,count,percent,whole_numbers,location
smith-2011,Smith A. Injected calcifications. J Made Up 2011,2011,,case series,yyynuyyyy-,improvement,size,12,12,58.3,21.4,,10,95,,,,Table 2
smith-2011,,,,,,response,size,12,12,,,,,,12,100,,Table 3
jones-2016,"Jones B, Lee C. Ten patients. J Made Up 2016",2016,,case series,yynyuyyynn,improvement,size,12,10,,,60,5,100,,,,Abstract
jones-2016,,,,,,response,size,12,10,,,,,,7,70,,Abstract
brown-2018,Brown D. Letter. J Made Up 2018,2018,,letter,,improvement,size,12,8,61.4,19,,40,90,,,yes,Text
wide,,2012,,,,,,,,,,,,,,,,
tidy,,2015,,,,,,,,,,,,,,,,
german,,2019,,,,,,,,,,,,,,,,
"""


def sizes(name: str) -> list[tuple[str, str, str, list[float]]]:
    """Patient, lesion, site and size in millimetres at the baseline and two visits, of each lesion of a cohort."""
    patients, mean = COHORTS[name]
    rng = np.random.default_rng(len(name) + patients)
    rows = []
    for patient in range(1, patients + 1):
        effect = rng.normal(0, 12)
        for lesion in range(1, 2 + patient % 3 // 2 + 1):
            baseline = float(rng.integers(12, 60))
            final = np.clip(mean + effect + rng.normal(0, 10), 5, 100)
            values = [baseline, *(round(baseline * (1 - share / 100), 1) for share in (final / 2, final))]
            rows.append((f"{patient}", f"{patient}-{lesion}", SITES[name][(patient + lesion) % 2], values))
    return rows


def csv_text(rows: Sequence[Sequence[object]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def tables() -> dict[str, str]:
    """The raw files by their path."""
    wide = [["patient_id", "lesion_id", "site", "size_mm_week_0", "size_mm_week_4", "size_mm_week_12"]]
    wide += [[patient, lesion, site, *map(str, values)] for patient, lesion, site, values in sizes("wide")]
    tidy = [["patient_id", "lesion_id", "site", "visit", "diameter_cm"]]
    tidy += [
        [patient, lesion, site, week, f"{value / 10:.2f}"]
        for patient, lesion, site, values in sizes("tidy")
        for week, value in zip((0, 6, 13), values, strict=True)
    ]
    german = [["Patient", "Läsion", "Ort", "Größe Woche 0", "Größe Woche 3", "Größe Woche 12"]]
    german += [
        [patient, lesion, site, *(f"{value:.1f}".replace(".", ",") for value in values)]
        for patient, lesion, site, values in sizes("german")
    ]
    return {
        "data/wide/table.csv": csv_text(wide),
        "data/tidy/table.csv": csv_text(tidy),
        "data/german/table.csv": csv_text(german, ";"),
        "data/cohorts.csv": PRINTED,
    }


def config() -> dict[str, Any]:
    """The configuration of the study."""
    endpoints = {
        "response": {"label": "half as large or smaller", "kind": "response", "from": 50, "primary": True},
    }
    german = {
        "Patient": "patient_id",
        "Läsion": "lesion_id",
        "Ort": "site",
        "Größe Woche {visit}": {"outcome": "size_mm", "unit": "mm"},
    }
    plain = {"outcomes": {"size_mm": {"unit": "mm"}}, "endpoints": endpoints}
    halved = {"halved": {**endpoints["response"], "label": "halved"}}
    return {
        "study": {"title": "Calcifications in three clinics", "seed": 7},
        "cohorts": {
            "wide": {"title": "Clinic A", "table": {"file": "data/wide/table.csv"}, **plain},
            "tidy": {
                "title": "Clinic B",
                "table": {"file": "data/tidy/table.csv", "columns": {"diameter_cm": {"outcome": "diameter"}}},
                "outcomes": {"diameter": {"label": "lesion diameter", "unit": "cm", "better": "lower"}},
                "endpoints": halved,
            },
            "german": {"title": "Clinic C", "table": {"file": "data/german/table.csv", "columns": german}, **plain},
        },
        "methods": {"resamples": 999},
        "pool": {
            "cohorts_file": "data/cohorts.csv",
            "outcomes": {
                "size": {"label": "lesion size", "cohorts": {"wide": "size_mm", "tidy": "diameter", "german": "size_mm"}}
            },
            "endpoints": {"response": {"cohorts": {"tidy": "halved"}}},
            "visits": [{"week": 4, "from": 2, "to": 6}, {"week": 12, "from": 10, "to": 16}],
            "categories": {"site": {"hand": {"wide": ["finger"], "tidy": ["digit"], "german": ["Finger"]}, "knee": {}}},
            "next_study": {
                "outcome": "size",
                "visit": 12,
                "difference": 15,
                "response": {"poor": 0.3, "good": 0.6},
            },
        },
    }


def write_study(project: Path) -> None:
    """Write the raw files and config.yaml of the study into a project."""
    for name, text in tables().items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (project / "config.yaml").write_text(
        yaml.safe_dump(config(), allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
