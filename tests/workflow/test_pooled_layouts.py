"""A pooled study by configuration alone: three layouts, printed summaries, terms of the study, and the next study."""

import json
import shutil
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
import yaml

from casetrace.cli import describe_tables
from casetrace.cli.trace import main
from casetrace.config.validation import validated_config
from casetrace.methods.pooling import hartung_knapp
from casetrace.model.report_files import report_files
from casetrace.model.yaml_files import read_yaml
from casetrace.view.folders import Results
from tests.stages.running import FULL
from tests.stages.running import SCHEMA as CONFIG_SCHEMA
from tests.workflow.access import sideways, violations
from tests.workflow.number_sources import NumberSources
from tests.workflow.pooled_study import config, write_study
from tests.workflow.running import REPOSITORY, Run, copy_sources, planned, snakemake
from tests.workflow.test_view import served
from tests.workflow.traced_numbers import traced

WEEK_12 = "reduction.size.week_12.patient.all.observed"
SCHEMA = yaml.safe_load((REPOSITORY / "workflow/schemas/trace.schema.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> tuple[Path, Run]:
    """The study, run as far as what is pooled and the report of one cohort, step by step. Not to be changed."""
    project = copy_sources(tmp_path_factory.mktemp("layouts") / "project")
    write_study(project)
    run = snakemake(project, "--cores", "1", "results/pooled/report.html", "results/wide/report.html")
    assert run.status == 0, run.printed
    return project, run


@pytest.fixture(scope="module")
def project(finished: tuple[Path, Run]) -> Path:
    return finished[0]


@pytest.fixture(scope="module")
def pooled(project) -> pd.DataFrame:
    return pd.read_csv(project / "results/pooled/statistics.csv", keep_default_na=False).set_index("result_id")


def test_cohorts_of_all_layouts_and_printed_ones_are_pooled(pooled):
    means = [f"{WEEK_12}.cohort={name}" for name in ("wide", "tidy", "german")]
    means = [f"{name}.{{}}.t" for name in means]
    means += [f"{WEEK_12}.cohort=smith_2011.{{}}.printed_t", f"{WEEK_12}.cohort=jones_2016.{{}}.printed_wan_t"]
    numbers = [[float(pooled.loc[name.format(part), "estimate"]) for name in means] for part in ("mean", "se")]
    expected = hartung_knapp(numbers[0], numbers[1], 0.95)
    assert float(pooled.loc[f"{WEEK_12}.mean.hartung_knapp", "estimate"]) == pytest.approx(expected.estimate.value)
    # by hand: (5 + 2 * 60 + 100) / 4
    assert numbers[0][-1] == 56.25


def test_all_cohorts_are_checked_first_and_one_is_finished_before_the_next_is_begun(finished):
    rules = finished[1].rules
    first_analysed, last_begun = (
        rules.index("analyse_cohort"), len(rules) - rules[::-1].index("derive_outcomes")
    )  # fmt: skip
    assert rules[:first_analysed].count("check_cohort") == 3
    assert rules.index("collect_results") < last_begun


def test_what_contradicts_itself_is_listed_and_not_pooled(pooled):
    row = pooled.loc[f"{WEEK_12}.cohort=brown_2018.mean.printed_t"]
    assert row["status"] == "refused"
    assert "61.43 against n = 8" in row["note"]
    assert "without brown-2018" in pooled.loc[f"{WEEK_12}.mean.hartung_knapp", "note"]


def test_a_cohort_in_which_all_responded_is_kept(pooled):
    start = "responders.size.week_12.patient.all.observed"
    assert (
        pooled.loc[f"{start}.cohort=smith_2011.endpoint=response.proportion.printed_clopper_pearson", "estimate"] == "1"
    )
    row = pooled.loc[f"{start}.endpoint=response.proportion.binomial_normal"]
    assert int(row["n_patients"]) == 46
    assert row["status"] == "flagged"


def test_what_is_in_no_term_is_listed(project):
    table = pd.read_csv(project / "results/pooled/harmonisation.csv")
    assert table.loc[table["term"] == "none", ["cohort", "own"]].to_numpy().tolist() == [["german", "Ellbogen"]]
    visits = table[(table["cohort"] == "tidy") & (table["kind"] == "visit")]
    assert visits[["own", "term"]].to_numpy().tolist() == [
        ["diameter, week 6", "week 4"],
        ["diameter, week 13", "week 12"],
    ]


def test_the_number_of_a_printed_cohort_leads_to_its_cells(project, capsys):
    name = f"{WEEK_12}.cohort=jones_2016.mean.printed_wan_t"
    assert main(["pooled", name, "--all", "--json", "--results", str(project / "results")]) == 0
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
    [row] = found["rests_on"][0]["rows"]
    cells = {value["field"]: value["cells"][0] for value in row["values"]}
    assert (cells["median"]["file"], cells["median"]["line"], cells["median"]["text"]) == ("data/cohorts.csv", 4, "60")


def test_a_pooled_number_leads_to_the_raw_cells_of_every_cohort(project, capsys):
    assert main(["pooled", f"{WEEK_12}.mean.hartung_knapp", "--json", "--results", str(project / "results")]) == 0
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
    files = {
        cell.split(":")[0]
        for part in found["rests_on"]
        for row in part["rows"]
        if "result" in row
        for cell in row["result"]["cells"]
    }
    assert files == {f"data/{name}/table.csv" for name in ("wide", "tidy", "german")}


def test_a_pooled_category_leads_to_the_raw_cells_of_every_cohort(project, capsys):
    name = "response_or_better.size.week_4.patient.all.observed.response=partial.proportion.cumulative_logit"
    assert main(["pooled", name, "--json", "--results", str(project / "results")]) == 0
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
    used = [part for part in found["rests_on"] if part["role"] == "used"]
    files = {cell.split(":")[0] for part in used for row in part["rows"] for cell in row["result"]["cells"]}
    assert files == {f"data/{name}/table.csv" for name in ("wide", "tidy", "german")}


def test_every_number_of_the_report_has_a_source(project):
    shown = NumberSources(project / "results/pooled", dict(validated_config(config(), CONFIG_SCHEMA)), project)
    for page in ("report.html", "appendix.html"):
        assert traced(project / "results/pooled" / page, shown).faults == [], page


def test_the_report_is_there_in_all_formats(project):
    for name in report_files("pooled").values():
        smallest = 500 if name.startswith("values") else 10_000
        assert (project / "results/pooled" / name).stat().st_size > smallest, name


def test_the_tables_have_the_columns_that_the_dictionary_describes(project):
    described = read_yaml(describe_tables.OUTPUTS)
    for name in ("figures/funnel", "figures/power", "harmonisation", "overlap"):
        frame = pd.read_csv(project / f"results/pooled/{name}.csv")
        assert list(frame.columns) == list(described[f"pooled/{name}"]["columns"])


def test_the_report_hinders_no_reader(project, open_page):
    for name in ("report.html", "appendix.html"):
        page = open_page(project / "results/pooled" / name)
        assert sideways(page) == []
        assert violations(page) == []


def test_the_site_of_the_results_leads_from_the_cohorts_together_to_a_raw_cell_of_one(project, browser):
    """`casetrace view` of a pooled study, in a browser: no page is missing, hinders a reader or moves sideways."""
    name, missing = f"{WEEK_12}.mean.hartung_knapp", []
    page = browser.new_page(viewport={"width": 1320, "height": 860}, reduced_motion="reduce")
    page.on("response", lambda response: missing.append(response.url) if response.status >= 400 else None)
    for address in served(Results(project / "results")):
        page.goto(address)
        page.get_by_role("link", name="pooled", exact=True).click()
        assert page.url == f"{address}cohort/pooled"
        page.goto(f"{address}search?q=hartung_knapp mean")
        page.locator(f'#found-result a[href="/cohort/pooled/result?id={name}"]').click()
        page.locator('main a[href^="/cohort/wide/result?id="]').first.click()
        assert page.url.startswith(f"{address}cohort/wide/result?id=reduction.size_mm.week_12.")
        page.locator('main a[href^="/cohort/wide/cell?place="]').first.click()
        assert "measurements: value" in page.locator("#cell").inner_text()
        page.goto(f"{address}cohort/pooled")
        page.get_by_role("link", name="report.html", exact=True).click()
        assert page.url == f"{address}results/pooled/report.html"
        for path in ("cohort/pooled", f"cohort/pooled/result?id={name}"):
            page.goto(address + path)
            assert [sideways(page), violations(page)] == [[], []], path
    page.close()
    assert missing == []


def test_adding_cohorts_changes_no_number_of_another_cohorts_report(project, tmp_path):
    """The first cohort alone has the results that it has among the others.

    Among its own results nothing is to be made again, and its report rests on nothing of the others; its numbers are
    computed anew, and in `make test-full` its report too.
    """
    study = config()
    study["cohorts"] = {"wide": study["cohorts"]["wide"]}
    del study["pool"]
    alone = tmp_path / "alone.yaml"
    alone.write_text(yaml.safe_dump(study, allow_unicode=True, sort_keys=False), encoding="utf-8")
    copy = Path(shutil.copytree(project, tmp_path / "project"))
    assert planned(copy, "results/wide/report.html", "--configfile", str(alone)) == set()
    names = ["statistics.csv"]
    if FULL:
        names += ["report.html", "report.pdf", "manuscript.docx", "values.csv"]
    shutil.rmtree(copy / "results")
    run = snakemake(copy, *(f"results/wide/{name}" for name in names), "--configfile", str(alone))
    assert run.status == 0, run.printed
    for name in names:
        assert (copy / "results/wide" / name).read_bytes() == (project / "results/wide" / name).read_bytes(), name
