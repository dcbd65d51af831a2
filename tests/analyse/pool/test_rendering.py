"""The report of the cohorts together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
import pytest

from casetrace.analyse.pool.run import pool_cohorts as pool_cohorts
from casetrace.config.defaults import fill_defaults
from casetrace.config.schema import config_schema
from casetrace.figures import forest
from casetrace.figures.run import plot_figures
from casetrace.model.figure_families import FAMILIES
from casetrace.model.outcome import Thresholds
from casetrace.model.plan import write_plan
from casetrace.model.results import NUMBER_COLUMNS, plain_number
from casetrace.model.storage import write_csv
from casetrace.report.report_pooled import report_pooled as report_pooled
from tests.analyse.pool.cohorts import MadeUp, made_up, three
from tests.figures.conftest import STYLE
from tests.outcomes import plan_sections
from tests.report.reading import Report
from tests.stages.running import QUICK_METHODS, ROOT, SCHEMA
from tests.workflow.number_sources import NumberSources
from tests.workflow.traced_numbers import traced

FIGURES = FAMILIES["pooled"].figures
SOURCE = {"citation": "Somebody 2014", "location": "Table 2"}


def checked_pool(pool: Mapping[str, Any]) -> dict[str, Any]:
    """A section `pool` of config with its defaults."""
    schema = config_schema(SCHEMA)
    return dict(fill_defaults(dict(pool), schema["properties"]["pool"], schema))


def rendered(
    folder: Path, cohorts: Sequence[MadeUp], titles: Sequence[str], pool: Mapping[str, Any] = MappingProxyType({})
) -> Report:
    """The report, made from files as the rules do; every number in it and in its appendix has a source that has it."""
    plans, results, visits = {}, {}, {}
    for made in cohorts:
        plans[made.name], results[made.name], visits[made.name] = (
            str(folder / f"{made.name}.{end}") for end in ("json", "csv", "parquet")
        )
        write_plan(plan_sections(made.plan), plans[made.name])
        numbers = {name: made.statistics[name].map(plain_number) for name in NUMBER_COLUMNS}
        write_csv(made.statistics.assign(**numbers), results[made.name])
        made.visits.to_parquet(visits[made.name])
    pooled, named = str(folder / "statistics.csv"), dict(zip(plans, titles, strict=True))
    (folder / "provenance").mkdir()
    out = {name: str(folder / f"provenance/{name}.parquet") for name in ("lineage", "row_sets")} | {
        "statistics": pooled,
        "harmonisation": str(folder / "harmonisation.csv"),
        "overlap": str(folder / "overlap.csv"),
        "printed": str(folder / "printed.parquet"),
    }
    study = {
        "title": "A study",
        "methods": QUICK_METHODS,
        "pool": checked_pool(pool),
        "cohorts": {name: {"title": title, "source": SOURCE} for name, title in named.items()},
    }
    pool_cohorts(plans, results, visits, study | {"seed": 1, "sources": {}}, out)
    drawn = [f"{name}_{end}" for name in FIGURES for end in ("svg", "pdf", "png", "csv")]
    figures = {key: str(folder / "figures" / ".".join(key.rsplit("_", 1))) for key in drawn}
    files = {"statistics": pooled, "plans": list(plans.values()), "lesion_visits": list(visits.values())}
    files |= {"printed": out["printed"]}
    settings = {"titles": named, "level": 0.95, "pool": study["pool"], "style": STYLE | {"dpi": 72}}
    plot_figures(files, settings, figures)
    template = str(ROOT / "workflow/report/page.html.j2")
    report, lock_file = folder / "report.html", str(ROOT / "requirements.lock")
    tables = {name: out[name] for name in ("harmonisation", "overlap", "printed")}
    shown = [figures[f"{name}_svg"] for name in FIGURES]
    written = {"html": str(report), "appendix": str(folder / "appendix.html")}
    report_pooled(pooled, tables, shown, plans, results, [], template, study, lock_file, written)
    sources = NumberSources(folder, study, folder, files=list(results.values()))
    for path in map(Path, written.values()):
        assert traced(path, sources).faults == [], path.name
    return Report(report.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the report of three cohorts is, one with a title that is no HTML."""
    path = tmp_path_factory.mktemp("pooled")
    rendered(path, three(), ["First", "The <second> of 2", "Third"])
    return path


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    return Report((folder / "report.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def appendix(folder: Path) -> Report:
    return Report((folder / "appendix.html").read_text(encoding="utf-8"))


def test_each_cohort_is_named_with_a_link_to_its_report(report):
    links = [attrs["href"] for tag, attrs in report.elements if tag == "a"]
    assert {f"../{name}/report.html" for name in ("first", "second", "third")} <= set(links)
    assert "The <second> of 2" in report.words


def test_means_intervals_and_prediction_are_printed(report):
    assert "First66846 to 91" in report.words
    assert "95 % prediction interval for the mean of a further cohort: −106†a to 213 %†a" in report.words
    assert "makes no allowance" not in report.words


def test_it_says_that_cohorts_differ(report):
    assert "Cohorts differ in patients, treatment, operators and measurement" in report.words


def test_few_cohorts_that_are_not_pooled_are_told_of_with_the_reason(tmp_path):
    cohorts = [made_up("a", {4: [10, 20, 60]}), made_up("b", {4: [10, 20, 70]}), made_up("c", {4: [1, 2]}, unit="cm")]
    report = rendered(tmp_path, cohorts, ["A", "B", "C"])
    assert "2 cohorts can be pooled, fewer than 3" in report.words
    assert "the unit is cm here and mm in a and b" in report.words
    assert "prediction interval for the mean of" not in report.words


def test_cohorts_with_nothing_in_common_say_so(tmp_path):
    report = rendered(tmp_path, [made_up("a", {4: [1, 2]}), made_up("b", {12: [1, 2]})], ["A", "B"])
    assert "No two cohorts share an outcome" in report.words


def test_the_methods_stand_beside_each_other_in_the_appendix(report, appendix):
    assert "with the ad hoc correction" in appendix.words
    assert "Partlett and Riley" in appendix.words
    assert "Without The <second> of 2" in appendix.words
    links = [attrs["href"] for tag, attrs in report.elements if tag == "a"]
    assert "appendix.html#table-methods-size_mm-4" in links


def test_arms_compared_within_cohorts_are_in_the_appendix_and_thresholds_that_differ_are_said(tmp_path):
    cohorts = []
    for made in three():
        arms = ["control" if int(name[1:]) % 2 else "drug" for name in made.visits["patient_id"]]
        cohorts.append(made._replace(visits=made.visits.assign(arm=arms)))
    other = replace(cohorts[1].plan.outcomes["size_mm"], response=Thresholds(complete=100, partial=50, progression=20))
    cohorts[1] = cohorts[1]._replace(plan=replace(cohorts[1].plan, outcomes={"size_mm": other}))
    report = rendered(tmp_path, cohorts, ["First", "Second", "Third"])
    assert "in all cohorts by the thresholds of First; those of some cohorts differ" in report.words
    words = Report((tmp_path / "appendix.html").read_text(encoding="utf-8")).words
    assert "Arms compared within cohorts (control − drug), van Elteren's test: P = " in words


def test_the_report_leads_to_its_other_files_and_the_appendix_back(report, appendix):
    links = {attrs["href"] for tag, attrs in report.elements if tag == "a"}
    assert {"appendix.html", "report.pdf", "report.docx", "manuscript.docx"} <= links
    assert "report.html" in {attrs["href"] for tag, attrs in appendix.elements if tag == "a"}


def test_patients_by_response_and_the_pooled_shares_are_printed(report):
    assert "Responses of lesion size, week 4" in report.words
    assert "Partial or better" in report.words
    assert "by the thresholds that all cohorts have in common" in report.words
    # the note of the one cohort that cannot be told from the others is nowhere: the column of notes is left out
    assert "PatientsCompletePartialStableProgressionFirst" in report.words.replace(" ", "")


def test_a_next_study_is_planned_in_words(tmp_path):
    pool = {"next_study": {"outcome": "size_mm", "visit": 4, "difference": 20, "response": {"poor": 0.2, "good": 0.5}}}
    report = rendered(tmp_path, three(), ["First", "Second", "Third"], pool)
    assert "The next study is to detect a difference of 20 percentage points" in report.words
    assert "Assumptions: the next study measures the same outcome" in report.words
    assert "give next_study.icc in config" in report.words


def test_what_is_in_no_term_is_named(tmp_path):
    pool = {"visits": [{"week": 4, "from": 2, "to": 6}]}
    report = rendered(tmp_path, three(), ["First", "Second", "Third"], pool)
    assert "Not mapped to a term of the study: size_mm, week 26 (Third)." in report.words


def test_of_many_cohorts_the_report_has_what_is_pooled_and_the_appendix_each(tmp_path, monkeypatch):
    monkeypatch.setattr(forest, "PAGE_HEIGHT", 220.0)
    cohorts = [made_up(f"c{number}", {4: [40 + number, 55, 60]}) for number in range(22)]
    titles = [f"Clinic {chr(ord('A') + number)}" for number in range(22)]
    report = rendered(tmp_path, cohorts, titles)
    appendix = Report((tmp_path / "appendix.html").read_text(encoding="utf-8"))
    for page in (report, appendix):
        assert "22 cohorts" in page.words
    links = {attrs["href"] for tag, attrs in report.elements if tag == "a"}
    assert not {f"../{made.name}/report.html" for made in cohorts} & links
    assert {"appendix.html#table-cohorts", "appendix.html#table-means-size_mm-4"} <= links
    assert "With few cohorts" not in report.words
    # the means of the cohorts differ less than those of random samples would
    assert "the prediction interval makes no allowance for differences" in report.words
    # two patients of each have the values of two of every other
    assert "patients with few measured values may agree by chance" in report.words
    assert len([words for words in titles if words in appendix.words]) == 22
    # what all cohorts name alike is one row
    alike = pd.read_csv(tmp_path / "harmonisation.csv")[["kind", "own", "term", "how"]].drop_duplicates()
    assert appendix.words.count("All with individual patient data") == len(alike) > 0
    # left out in turn: those without which the pooled mean is lowest and highest
    results = pd.read_csv(tmp_path / "statistics.csv", keep_default_na=False)
    is_mean = (results["statistic"] == "mean") & (results["method"] == "hartung_knapp") & (results["option"] == "")
    omitted = results[is_mean & results["group"].str.startswith("omitted=")]
    in_order = omitted.sort_values("estimate", key=lambda texts: texts.astype(float))["group"]
    named = [titles[int(group.removeprefix("omitted=c"))] for group in [*in_order[:3], *in_order[-3:]]]
    assert appendix.words.count("Without Clinic") == 6
    assert [name for name in named if f"Without {name}" not in appendix.words] == []
    assert "the year of 22 cohorts is not given" in appendix.words
    # each table says what it is of, and whose the thresholds are
    assert "Table 2. Reduction of lesion size, week 4, %. The pooled mean." in report.words
    assert "Responses of lesion size, week 4. Patients of each cohort by category" in appendix.words
    assert "by the thresholds that all cohorts have in common" in report.words
    # the figure is in parts, of which the first has its caption
    ids = [attrs["id"] for tag, attrs in report.elements if tag == "figure"]
    assert ids == ["figure-forest", "figure-forest-2", "figure-funnel"]
    assert report.words.count("Continued.") == 1
    drawn = pd.read_csv(tmp_path / "figures/forest.csv")
    assert drawn["mark"].value_counts().to_dict() == {"cohort": 22, "pooled": 1, "prediction": 1}
