"""Made-up cohorts of 15 to 18 patients in the layouts of a clinic and of a trial, with what makes lineage hard.

A clinic keeps four files, with dates for visits, two arms, a score of the patient, and texts in place of values. A
trial keeps one long table with merged cells, a column of units, rows of another study, doses with their range,
complications and printed reductions. A cross-over measures each lesion in two periods.
"""

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.stages.one_truth import Shape, written

SITES = ("Knee", "Elbow", "Fingertip")
WEEKS = (0, 4, 12)
LOST = "Lost to follow-up"
SIZE: dict[str, Any] = {
    "label": "lesion size", "unit": "mm", "best_value": 0, "baseline_visit": 0, "follow_up_visits": [4, 12],
    "baseline_bands": [20], "incomplete_baseline": "set_aside",
}  # fmt: skip


def _sizes(draw: Random, *, lost: bool) -> list[str]:
    """Sizes by week: shrinking, now and then gone, growing or not taken."""
    first = draw.randrange(8, 90)
    shares = (1, draw.choice((1.1, 0.8, 0.6, 0.5)), draw.choice((1.3, 0.7, 0.4, 0.2, 0)))
    texts = [f"{round(first * share)}" for share in shares]
    if draw.random() < 0.15:
        texts[1] = ""
    if lost:
        texts[2] = ""
    return texts


CLINIC_TABLES: list[dict[str, Any]] = [
    {
        "file": "patients.csv",
        "columns": {
            "Patient": "patient_id", "Age": "age_years",
            "Sex": {"field": "sex", "values": {"f": "female", "m": "male"}}, "Diagnosis": "diagnosis",
            "Start": "baseline_date", "Trouble": "event_type", "In week": "event_week", "End": "disposition_status",
        },
    },
    {
        "file": "lesions.csv",
        "columns": {"lesion": "lesion_id", "patient": "patient_id", "site": "site", "arm": "arm",
                    "injections": "n_treatments"},
    },
    {
        "file": "visits.csv",
        "columns": {"patient": "patient_id", "lesion": "lesion_id", "date": "visit_date",
                    "size": {"outcome": "size_mm"}},
        "visits": {"dates": {"format": "%d.%m.%Y", "tolerance_days": 10, "outside": "set_aside"}},
    },
    {"file": "scores.csv", "columns": {"patient": "patient_id", "week": "visit", "pain": {"outcome": "pain"}}},
]  # fmt: skip
CLINIC_OUTCOMES: dict[str, Any] = {
    "size_mm": SIZE,
    "pain": {
        "measured_on": "patient", "follow_up_visits": [4, 12], "maximum": 10, "incomplete_baseline": "set_aside",
    },
}  # fmt: skip


def clinic() -> Shape:
    """Four files: patients with the day of treatment, lesions with an arm, visits by date, a score by week."""
    draw = Random("clinic")
    patients, lesions, visits, scores = [], [], [], []
    for number in range(1, 19):
        name, lost = f"P{number:02d}", number % 6 == 0
        start = date(2021, 1, 4) + timedelta(days=9 * number)
        event = {3: "pain", 8: "infection", 11: "pain"}.get(number, "")
        patients.append(
            [
                name, str(30 + 2 * draw.randrange(20)) if number != 7 else "", draw.choice(("f", "m")),
                draw.choice(("SSc", "NSF", "")), f"{start:%d.%m.%Y}", event, str(draw.randrange(1, 9)) if event else "",
                "lost" if lost else "",
            ]
        )  # fmt: skip
        arm = ("drug", "control")[number % 2]
        for lesion in range(1, 3 if number % 5 == 0 else 2):
            own, sizes = f"{name}-{lesion}", _sizes(draw, lost=lost)
            lesions.append([own, name, SITES[draw.randrange(3)], arm if lesion == 1 else "", str(draw.randrange(1, 6))])
            for week, size in zip(WEEKS, sizes, strict=True):
                if size or week == 4:
                    day = start + timedelta(days=7 * week + draw.randrange(-2, 3) * (week > 0))
                    visits.append([name, own, f"{day:%d.%m.%Y}", size])
        pain = [draw.randrange(5, 10), draw.randrange(0, 8), "" if lost else draw.randrange(0, 6)]
        scores += [[name, str(week), str(value)] for week, value in zip(WEEKS, pain, strict=True)]
    files = {
        "patients.csv": written(
            [["Patient", "Age", "Sex", "Diagnosis", "Start", "Trouble", "In week", "End"], *patients]
        ),
        "lesions.csv": written([["lesion", "patient", "site", "arm", "injections"], *lesions]),
        "visits.csv": written([["patient", "lesion", "date", "size"], *visits]),
        "scores.csv": written([["patient", "week", "pain"], *scores]),
    }
    primary = {"outcome": "size_mm", "visit": 12}
    return Shape(files, {"tables": CLINIC_TABLES, "outcomes": CLINIC_OUTCOMES, "primary": primary})


TRIAL_HEADER = (
    "Study", "Case", "Sex/age", "Lesion", "Site", "Dose", "Trouble", "Visit", "Size", "unit", "Printed", "Regimen",
)  # fmt: skip
TRIAL_TABLE: dict[str, Any] = {
    "file": "trial.csv",
    "keep_rows": {"Study": ["calcinosis"]},
    "merged_cells": {"when_blank": "Case", "fill_down": ["Case", "Sex/age", "Dose", "Trouble"]},
    "lesion_id": "within_patient",
    "columns": {
        "Case": "patient_id",
        "Sex/age": {"cells": [{"pattern": "f/(?P<age_years>.+)", "set": {"sex": "female"}},
                              {"pattern": "m/(?P<age_years>.+)", "set": {"sex": "male"}}]},
        "Lesion": "lesion_number", "Site": "site",
        "Dose": {"cells": [
            {"pattern": r"(?P<dose_mean>[\d.]+)",
             "set": {"dose_min": "{dose_mean}", "dose_max": "{dose_mean}"}},
            {"pattern": r"(?P<dose_mean>[\d.]+) \((?P<dose_min>[\d.]+)[–-](?P<dose_max>[\d.]+)\)"}]},
        "Trouble": {"cells": [{"pattern": "No"}, {"pattern": "(?P<event_type>pain|infection)",
                                                  "set": {"event_related": "yes"}}]},
        "Visit": "visit", "Size": {"outcome": "size_mm"}, "unit": "unit",
        "Printed": {"field": "reported_reduction_percent", "outcome": "size_mm"}, "Regimen": "regimen",
    },
}  # fmt: skip


def trial() -> Shape:
    """One long table: merged cells, units, a regimen in every row, doses, printed reductions."""
    draw = Random("trial")
    lines = []
    for number in range(1, 16):
        name, lost, event = f"S{number}", number in (4, 9), number in (2, 5, 12)
        about = f"{'fm'[number % 2]}/{35 + draw.randrange(30)}"
        mean, regimen = draw.randrange(20, 60), draw.choice(("once", "weekly"))
        dose = draw.choice((str(mean), f"{mean} ({mean - 10}–{mean + 15})"))
        for lesion in range(1, 2 + (number % 4 == 0)):
            site, sizes, unit = draw.choice(SITES), _sizes(draw, lost=lost), draw.choice(("mm", "cm"))
            for place, week in enumerate(WEEKS):
                size = sizes[place]
                printed = f"{100 - 100 * float(size) / float(sizes[0]):.0f}" if size and week else ""
                text = LOST if lost and week == 12 else f"{float(size) / (10 if unit == 'cm' else 1):g}" if size else ""
                first = week == 0 and lesion == 1
                lines.append(
                    [
                        "calcinosis", name if first else "", about if first else "", f"L{lesion}",
                        site if week == 0 else "", dose if first else "", ("pain" if event else "No") if first else "",
                        f"week {week}", text, unit if size else "", printed, regimen,
                    ]
                )  # fmt: skip
    other = ["gout", "X1", "f/50", "L1", "Knee", "10", "No", "week 0", "30", "mm", "", "once"]
    lines.insert(0, other)
    cohort = {
        "table": TRIAL_TABLE,
        "outcomes": {"size_mm": SIZE},
        "primary": {"outcome": "size_mm"},
        "scenarios": ["observed", "as_reported", "locf", "no_change", "complete_response"],
        "site_groups": {"joint": ["Knee", "Elbow"], "finger": ["Fingertip"]},
    }
    return Shape({"trial.csv": written([TRIAL_HEADER, *lines])}, cohort)


def cross_over() -> Shape:
    """One long table with two periods, each with its baseline, in whose row its arm stands."""
    draw = Random("cross-over")
    rows = []
    for number in range(1, 17):
        for period in (1, 2):
            arm = ("drug", "control")[(number + period) % 2]
            sizes = _sizes(draw, lost=number == 6 and period == 2)
            for week, size in zip(WEEKS, sizes, strict=True):
                rows.append(
                    [f"P{number}", f"P{number}a", str(period), arm if week == 0 else "", str(week), size,
                     SITES[number % 3]]
                )  # fmt: skip
    columns = {
        "Patient": "patient_id", "Lesion": "lesion_id", "Period": "period", "Arm": "arm", "Week": "visit",
        "Size": {"outcome": "size_mm"}, "Site": "site",
    }  # fmt: skip
    header = ["Patient", "Lesion", "Period", "Arm", "Week", "Size", "Site"]
    cohort = {
        "table": {"file": "periods.csv", "columns": columns},
        "outcomes": {"size_mm": SIZE | {"follow_up_visits": [4, 12]}},
    }
    return Shape({"periods.csv": written([header, *rows])}, cohort)


def unnamed() -> Shape:
    """One wide table in which nothing names the patients: each row is one, and one row is blank."""
    draw = Random("unnamed")
    rows = [
        [str(30 + 2 * draw.randrange(20)), ("drug", "control")[number % 2], *_sizes(draw, lost=number == 6)]
        for number in range(14)
    ]
    rows.insert(5, [""] * 5)
    header = ["Age", "Arm", *(f"Size (mm) week {week}" for week in WEEKS)]
    cohort = {
        "table": {"file": "rows.csv", "patient_id": "row", "columns": {"Arm": "arm"}},
        "outcomes": {"size_mm": SIZE},
        "primary": {"outcome": "size_mm"},
    }
    return Shape({"rows.csv": written([header, *rows])}, cohort)


CLINICS = {"clinic": clinic, "trial": trial, "cross_over": cross_over}
