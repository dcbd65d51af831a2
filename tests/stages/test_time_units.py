"""Cohorts that count time in days and in months: nothing of it is rounded, and nothing is told in weeks."""

import json
import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from casetrace.analyse.pool.run import pool_cohorts
from tests.stages.running import (
    NO_CLAIMS,
    PLAN,
    QUICK_METHODS,
    Run,
    audit,
    check_message,
    checked_cohort,
    finish,
    problems_of,
    run_to_datasets,
    run_to_description,
    study,
)

DAYS = (0, 1, 3, 10)
#: Pain of six patients, one of whom moves away after day 3.
PAIN = {
    "P1": (8, 6, 4, 1), "P2": (7, 7, 5, 2), "P3": (9, 8, 6), "P4": (6, 4, 2, 0), "P5": (8, 8, 7, 6), "P6": (5, 4, 4, 3),
}  # fmt: skip
OUTCOMES = {"pain": {"scale": "score", "better": "lower", "maximum": 10}}


def cohort_of(unit: str | None, **changes: Any) -> dict[str, Any]:
    """A checked section of config, `table` and other keys as given."""
    section = {"table": {"file": "t.csv"}, "outcomes": OUTCOMES} | changes
    return checked_cohort(section | ({"time_unit": unit} if unit else {}))


def wide(label: str, visits: tuple[Any, ...] = DAYS) -> str:
    """The table with a column for each visit, its header made of the label."""
    headers = ",".join(f"Pain {label.format(visit)}" for visit in visits)
    rows = (f"{patient},{','.join(map(str, values))}{',' * (4 - len(values))}" for patient, values in PAIN.items())
    return "\n".join([f"Patient,{headers}", *rows]) + "\n"


def long(header: str, label: str = "{}") -> str:
    """The table with a row for each visit, its text made of the label."""
    rows = (
        f"{patient},{label.format(day)},{value}"
        for patient, values in PAIN.items()
        for day, value in zip(DAYS, values, strict=False)
    )
    return "\n".join([f"Patient,{header},Pain", *rows]) + "\n"


def run(folder: Path, raw: str, section: dict[str, Any], methods: Mapping[str, Any] = QUICK_METHODS) -> Run:
    folder.mkdir(exist_ok=True)
    return finish(problems_of(folder, raw, section), section, methods)


def mean(result: Run, visit: str) -> float:
    return float(result.statistics.loc[f"reduction.pain.{visit}.patient.all.observed.mean.summary", "estimate"])


#: Mean percent reduction by hand: (2/8 + 0 + 1/9 + 2/6 + 0 + 1/5) / 6, and so on; on day 10 of the five who stayed.
MEANS = {
    1: Fraction(100, 6) * (Fraction(2, 8) + Fraction(1, 9) + Fraction(2, 6) + Fraction(1, 5)),
    3: Fraction(100, 6) * (
        Fraction(4, 8) + Fraction(2, 7) + Fraction(3, 9) + Fraction(4, 6) + Fraction(1, 8) + Fraction(1, 5)
    ),
    10: Fraction(100, 5) * (Fraction(7, 8) + Fraction(5, 7) + 1 + Fraction(2, 8) + Fraction(2, 5)),
}  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        wide("day {}"), wide("d{}"), long("Day"), long("Study day"), long("visit", "Day {}"),
        long("Visit (days)"), long("visit", "d{}"),
    ],
    ids=["wide", "letters", "long", "study day", "labels", "unit in brackets", "letters in rows"],
)  # fmt: skip
def test_days_stay_days_however_the_table_has_them(folder, raw):
    columns = {"Visit (days)": "visit"} if "Visit (days)" in raw else {}
    result = run(folder, raw, cohort_of("day", table={"file": "t.csv", "columns": columns}))
    assert json.loads((folder / PLAN).read_text(encoding="utf-8"))["time_unit"] == "day"
    assert list(result.frame("clean/measurements")["visit"].unique()) == [0, 1, 3, 10]
    for day, by_hand in MEANS.items():
        assert mean(result, f"day_{day}") == pytest.approx(float(by_hand))
    assert not any("week" in name for name in result.statistics.index)
    # Five patients were followed for ten days and one for three.
    assert result.statistics.loc["patient_days.patient.enrolled.sum.sum", "estimate"] == 53


def test_months_stay_months(folder):
    raw = wide("{}", ("baseline", "month 3", "6 mo", "12m"))
    result = run_to_description(folder, raw, cohort_of("month"))
    assert list(result.frame("clean/measurements")["visit"].unique()) == [0, 3, 6, 12]
    assert mean(result, "month_12") == pytest.approx(float(MEANS[10]))
    assert result.statistics.loc["patient_months.patient.enrolled.sum.sum", "estimate"] == 5 * 12 + 6


def test_a_week_of_a_table_is_seven_days_and_a_year_twelve_months(folder):
    of_days = run_to_datasets(folder / "days", wide("{}", ("day 0", "day 1", "week 1", "week 2")), cohort_of("day"))
    assert list(of_days.frame("clean/measurements")["visit"].unique()) == [0, 1, 7, 14]
    of_months = run_to_datasets(
        folder / "months", wide("{}", ("baseline", "month 6", "year 1", "year 2")), cohort_of("month")
    )
    assert list(of_months.frame("clean/measurements")["visit"].unique()) == [0, 6, 12, 24]


@pytest.mark.parametrize(
    ("unit", "header", "told"),
    [
        ("day", "month 1", "a month is no exact number of them"),
        ("month", "week 12", "a week is no exact number of them"),
        ("month", "day 90", "a day is no exact number of them"),
        (None, "day 10", "a visit at a whole number of weeks"),
    ],
)
def test_a_header_of_another_unit_is_refused_with_its_place(folder, unit, header, told):
    result = problems_of(folder, wide("{}", ("baseline", header)), cohort_of(unit))
    problems = result.problems()
    (row,) = problems[problems["rule"] == "unknown visit"].to_dict("records")
    assert (row["line"], row["column"], row["header"]) == (1, 3, f"Pain {header}")
    assert told in row["expected"]
    assert "declare time_unit: " in row["remedy"] or unit is not None


@pytest.mark.parametrize(("unit", "header"), [("day", "Week"), ("month", "Day"), ("week", "Month"), (None, "Days")])
def test_bare_numbers_under_a_header_of_another_unit_are_refused(folder, unit, header):
    section = cohort_of(unit, table={"file": "t.csv", "columns": {header: "visit"}})
    problems = problems_of(folder, long(header), section).problems()
    (row,) = problems[problems["rule"] == "unit of visits"].to_dict("records")
    assert (row["line"], row["column"]) == (1, 2)
    own = header.lower().removesuffix("s")
    assert f"declare time_unit: {own}" in row["remedy"]
    # A way to convert them is named only where there is one.
    assert (f"unit: {own}}}" in row["remedy"]) is ((unit, own) not in {("month", "day")})


def test_numbers_of_weeks_are_days_in_a_study_of_days_where_config_says_so(folder):
    table = {"file": "t.csv", "columns": {"Week": "visit"}, "visits": {"unit": "week"}}
    result = run_to_datasets(folder, long("Week"), cohort_of("day", table=table))
    assert list(result.frame("clean/measurements")["visit"].unique()) == [0, 7, 21, 70]


EVENTS = "Patient,Pain day 0,Pain day 3,AE,{},{}\nP1,8,4,rash,2,3\nP2,7,5,,,3\nP3,9,,headache,1,1\n"


@pytest.mark.parametrize(
    ("event", "end", "days", "ends"),
    [
        ("AE day", "disposition_after_day", [2, 1], [3, 3, 1]),
        ("AE week", "disposition_after_week", [14, 7], [21, 21, 7]),
        ("day of event", "Disposition after day", [2, 1], [3, 3, 1]),
    ],
)
def test_times_of_events_and_ends_are_read_by_the_unit_in_their_header(folder, event, end, days, ends):
    result = problems_of(folder, EVENTS.format(event, end), cohort_of("day"))
    assert list(result.frame("ingest/events")["week"].dropna().astype(int)) == days
    assert list(result.frame("ingest/disposition")["after_week"].astype(int)) == ends


def test_a_day_of_an_event_is_refused_in_a_study_of_months(folder):
    raw = EVENTS.replace("day 0", "baseline").replace("day 3", "month 3").format("AE day", "Disposition after month")
    problems = problems_of(folder, raw, cohort_of("month")).problems()
    told = problems[problems["rule"] == "event_day cannot be read"]
    assert list(told["line"]) == [2, 4]
    assert set(told["expected"]) == {
        "a visit at a whole number of months, in which this study counts time; a day is no exact number of them"
    }


def test_corrections_and_the_log_call_times_by_the_unit(folder):
    section = cohort_of("day", corrections="corrections.csv")
    header = "table,key,field,old,new,reason,source\n"
    correction = f"{header}disposition,P3,after_day,,2,He left on day 2,letter\n"
    result = problems_of(folder, wide("day {}"), section, corrections=correction)
    assert "data after the end of follow-up" in check_message(result)
    log = result.csv("cleaning_log")
    assert list(log[log["action"] == "corrected"]["field"]) == ["after_day"]
    wrong = problems_of(folder, wide("day {}"), section, corrections=correction.replace("after_day", "after_week"))
    assert "one of status, after_day, dated, reason" in check_message(wrong)


def test_dates_are_days_in_a_study_of_days(folder):
    dates = {0: "2020-02-28", 1: "2020-02-29", 3: "2020-03-02", 10: "2020-03-09"}
    rows = (
        f"{patient},{dates[day]},{value}"
        for patient, values in PAIN.items()
        for day, value in zip(DAYS, values, strict=False)
    )
    raw = "\n".join(["Patient,Visit date,Pain", *rows]) + "\n"
    result = run_to_description(folder, raw, cohort_of("day"))
    assert mean(result, "day_10") == pytest.approx(float(MEANS[10]))
    log = result.csv("cleaning_log")
    assert log["reason"].str.startswith("the day, counted from the patient's baseline").any()


def test_dates_in_a_study_of_months_need_planned_visits(folder):
    raw = "Patient,Visit date,Pain\n" + "".join(
        f"P{patient},{date},{9 - patient - number}\n"
        for patient in (1, 2, 3)
        for number, date in enumerate(("2020-01-15", "2020-04-14", "2020-07-18"))
    )
    untold = problems_of(folder, raw, cohort_of("month")).problems()
    assert "planned visits, since a day is no exact number of months" in set(untold["expected"])
    outcomes = {"pain": {**OUTCOMES["pain"], "follow_up_visits": [3, 6]}}
    planned = run_to_datasets(folder, raw, cohort_of("month", outcomes=outcomes))
    assert list(planned.frame("clean/measurements")["visit"].unique()) == [0, 3, 6]


CLAIMS = (
    NO_CLAIMS + "mean,Pain fell by 65 %.,Abstract,mean,percent_reduction.pain.day_10,,patient,64.8,,,,\n"
    "end,One was followed to day 3.,Results,minimum,after_day,,patient,3,,,,\n"
    "last,The last visit was on day 10.,Results,maximum,last_visit,,patient,10,,,,\n"
)


def test_claims_name_visits_by_the_unit(folder):
    section = cohort_of("day", claims="claims.csv")
    result = finish(problems_of(folder, wide("day {}"), section, claims=CLAIMS), section, QUICK_METHODS)
    audited = audit(result, section).csv("audit")
    assert list(audited["verdict"]) == ["reproduced"] * 3
    assert "week" not in audited.to_csv()
    wrong = problems_of(folder, wide("day {}"), section, claims=CLAIMS.replace("day_10", "week_10"))
    assert "percent_reduction.OUTCOME.day_D" in check_message(wrong)


def test_months_in_a_study_of_weeks_are_told_of(folder):
    result = problems_of(folder, wide("{}", ("baseline", "month 3", "6 mo", "12m")), cohort_of(None))
    warnings = result.problems("warning")
    (row,) = warnings[warnings["rule"] == "visits rounded to weeks"].to_dict("records")
    assert row["found"] == '"month 3", and 1 more, read as week 13'
    assert "declare time_unit: month" in row["remedy"]
    declared = problems_of(folder, wide("month {}"), cohort_of("month"))
    assert "visits rounded to weeks" not in set(declared.problems("warning")["rule"])


#: What is a number of time, and so seven times as large in days; what of a slope is a number per time, a seventh.
TIMES = ("median_after", "median_by", "median")
#: Nothing is drawn at random, which would depend on the name of the result.
EXACT = study()["methods"] | {"exact_permutation_patients": 8, "exact_sign_flip_patients": 8}
SLOPES = ("mean", "sd", "se", "median", "minimum", "maximum", "pseudomedian")


def in_days(statistics: pd.DataFrame) -> pd.DataFrame:
    """The results of a study of weeks as those of the same study in days."""
    names = []
    for name in statistics.index:
        parts = name.split(".")
        for place, part in enumerate(parts):
            stem, _, number = part.partition("week_")
            if not stem and number:
                parts[place] = "day_" + "_to_".join(str(7 * int(visit)) for visit in number.split("_to_"))
            elif part.startswith("weeks_after_response="):
                parts[place] = f"days_after_response={7 * int(part.partition('=')[2])}"
        names.append(".".join(sorted_groups(parts)).replace("patient_weeks", "patient_days").replace("_week", "_day"))
    return statistics.set_axis(names)


def sorted_groups(parts: list[str]) -> list[str]:
    """The parts of a name with its groups in the order of the alphabet, as they are written."""
    places = [place for place, part in enumerate(parts) if "=" in part]
    groups = sorted(parts[place] for place in places)
    return [groups.pop(0) if place in places else part for place, part in enumerate(parts)]


ENDPOINTS = {
    "change": {"kind": "percent_change", "primary": True},
    "response": {"kind": "response", "from": 30},
    "first": {"kind": "time_to_response", "from": 30},
    "relapse": {"kind": "time_to_relapse", "from": 30},
    "events": {"kind": "events"},
}


#: `make test-full` runs many more.
EXAMPLES = int(os.environ.get("CASETRACE_EXAMPLES", "1"))
#: What cohorts are seen under whose results are compared: the observed values and one assumption, or all.
SEEN = {"scenarios": ["observed", "locf"]} if EXAMPLES == 1 else {}


@settings(max_examples=EXAMPLES, phases=[Phase.generate])
@given(
    values=st.lists(st.tuples(*[st.integers(0, 9)] * 6), min_size=4, max_size=6),
    weeks=st.lists(st.integers(1, 20), min_size=5, max_size=5, unique=True).map(sorted),
)
def test_the_same_data_in_days_and_in_weeks_give_the_same_numbers(tmp_path_factory, values, weeks):
    runs = {}
    for unit, factor in (("week", 1), ("day", 7)):
        visits = [0, *(factor * week for week in weeks)]
        rows = (
            f"P{n},{1 + row[0]},{','.join(map(str, row[1:]))},{'rash' * (n % 2)},{n * factor if n % 2 else ''}"
            for n, row in enumerate(values)
        )
        header = ",".join(["Patient", *(f"Pain {unit} {visit}" for visit in visits), "AE", f"AE {unit}"])
        section = cohort_of(unit, endpoints=ENDPOINTS, **SEEN)
        raw = "\n".join([header, *rows]) + "\n"
        runs[unit] = run(tmp_path_factory.mktemp(unit), raw, section, EXACT).statistics
    weekly, daily = in_days(runs["week"]), runs["day"]
    assert sorted(weekly.index) == sorted(daily.index)
    daily = daily.loc[weekly.index]
    assert list(weekly["status"]) == list(daily["status"])
    for column in ("estimate", "ci_lower", "ci_upper"):
        scale = [time_scale(name, row["statistic"]) for name, row in daily.iterrows()]
        expected = weekly[column].to_numpy(dtype=float) * scale
        differ = ~np.isclose(daily[column].to_numpy(dtype=float), expected, rtol=1e-9, equal_nan=True)
        assert list(daily.index[differ]) == []
    assert list(daily["p_value"].fillna(-1)) == pytest.approx(list(weekly["p_value"].fillna(-1)))


def time_scale(name: str, statistic: str) -> float:
    """By how much a number in days is larger than that in weeks."""
    if name.startswith("patient_days") or (name.startswith("time_to") and statistic in TIMES):
        return 7.0
    is_slope = "_per_day" in name and statistic in SLOPES
    return 1 / 7 if is_slope or statistic == "rate_per_patient_day" else 1.0


def test_a_study_of_weeks_is_as_it_was(real_run):
    assert "time_unit" not in json.loads((real_run.folder / PLAN).read_text(encoding="utf-8"))
    assert "reduction.size_mm.week_12.patient.all.observed.mean.summary" in real_run.statistics.index


def test_a_time_that_is_none_is_told_in_the_unit(folder):
    raw = EVENTS.format("AE day", "Disposition after day").replace("rash,2,3", "rash,x,-3")
    raw = raw.replace("P2,7,5,,,3", "P2,7,5,pain,2,3")
    told = problems_of(folder, raw, cohort_of("day")).problems().set_index("rule")
    assert told.loc["day is not a number", "expected"] == "a whole number (days)"
    assert told.loc["after_day not allowed", "expected"] == "at least 0 days"


def test_cohorts_are_compared_with_those_alone_that_count_in_their_unit(folder):
    units = {"a": "day", "b": "day", "c": "month"}
    runs = {name: run(folder / name, wide(f"{unit} {{}}"), cohort_of(unit, **SEEN)) for name, unit in units.items()}
    paths = {name: str(result.folder / PLAN) for name, result in runs.items()}
    statistics = {name: str(result.folder / "out/statistics.csv") for name, result in runs.items()}
    visits = {name: str(result.folder / "out/derive/lesion_visits.parquet") for name, result in runs.items()}
    names = ("statistics", "lineage", "row_sets", "harmonisation", "overlap", "printed")
    out = {name: str(folder / name) for name in names}
    settings = {"methods": study()["methods"], "pool": study()["pool"], "seed": 1, "sources": {}}
    pool_cohorts(paths, statistics, visits, settings, out)
    pooled = pd.read_csv(out["statistics"])
    named = {part for group in pooled["group"].dropna() for part in group.split("; ") if part.startswith("cohort=")}
    assert named == {"cohort=a", "cohort=b"}
    assert set(pooled["result_id"].str.split(".").str[2]) == {"day_1", "day_3", "day_10"}
