"""A study of three simulated cohorts in three layouts, and of one of which there is a printed summary alone."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

#: Patients of each cohort, and the mean of their improvement in percent at the last visit.
COHORTS = {"wide": (9, 55.0), "tidy": (7, 70.0), "german": (8, 62.0)}
SITES = {"wide": ("finger", "knee"), "tidy": ("digit", "knee"), "german": ("Finger", "Ellbogen")}
HEADER = (
    "cohort", "citation", "year", "design", "jbi", "measure", "outcome", "visit", "n", "mean", "sd", "median",
    "minimum", "maximum", "count", "percent", "whole_numbers", "location",
)  # fmt: skip
SMITH, JONES, BROWN = "Smith A. J Made Up 2011", "Jones B, Lee C. J Made Up 2016", "Brown D. J Made Up 2018"
#: What is printed of the further cohorts, by column, and the years of those that are at hand.
PRINTED: list[dict[str, str]] = [
    {"cohort": "smith-2011", "citation": SMITH, "year": "2011", "design": "case series", "jbi": "yyynuyyyy-"}
    | {"measure": "improvement", "n": "12", "mean": "58.3", "sd": "21.4", "minimum": "10", "maximum": "95"},
    {"cohort": "smith-2011", "measure": "response", "n": "12", "count": "12", "percent": "100"},
    {"cohort": "jones-2016", "citation": JONES, "year": "2016", "design": "case series", "jbi": "yynyuyyynn"}
    | {"measure": "improvement", "n": "10", "median": "60", "minimum": "5", "maximum": "100"},
    {"cohort": "jones-2016", "measure": "response", "n": "10", "count": "7", "percent": "70"},
    # a mean of whole numbers that 8 patients cannot have
    {"cohort": "brown-2018", "citation": BROWN, "year": "2018", "design": "letter"}
    | {"measure": "improvement", "n": "8", "mean": "61.43", "sd": "19", "whole_numbers": "yes"},
    *({"cohort": name, "year": year} for name, year in (("wide", "2012"), ("tidy", "2015"), ("german", "2019"))),
]


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


def _line(about: Mapping[str, str]) -> list[str]:
    """A line of cohorts.csv; what is measured is the size at the last visit."""
    measured = {"outcome": "size", "visit": "12"} if "measure" in about else {}
    return [{**about, **measured}.get(name, "") for name in HEADER]


def tables() -> dict[str, str]:
    """The raw files by their path."""
    wide = [["patient_id", "lesion_id", "site", "size_mm_week_0", "size_mm_week_4", "size_mm_week_12"]]
    wide += [[patient, lesion, site, *map(str, values)] for patient, lesion, site, values in sizes("wide")]
    tidy = [["patient_id", "lesion_id", "site", "visit", "diameter_cm"]]
    tidy += [
        [patient, lesion, site, str(week), f"{value / 10:.2f}"]
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
        "data/cohorts.csv": csv_text([HEADER, *map(_line, PRINTED)]),
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
                "size": {
                    "label": "lesion size",
                    "cohorts": {"wide": "size_mm", "tidy": "diameter", "german": "size_mm"},
                }
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
