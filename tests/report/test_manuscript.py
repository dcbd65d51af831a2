"""The manuscript of any cohort: every number has its source, and no method is named that gave no printed number."""

import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from casetrace.methods.register import METHODS
from casetrace.model.direction import HIGHER_IS_BETTER
from casetrace.report.abbreviations import occurs
from casetrace.report.article.citations import Citations, sources
from casetrace.report.article.method_words import ESTIMATORS, INTERVALS, TESTS, family_of_test
from casetrace.report.article.statistics_text import used_methods
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Document, Figure, Section, Table
from casetrace.report.document.inlines import Link, Number
from casetrace.report.document.walking import parts_of
from casetrace.report.manuscript import manuscript
from casetrace.report.page import page
from casetrace.report.text import joined, text
from tests.report.documents import document_text
from tests.report.manuscripts import made_up, of_shape, shipped
from tests.report.test_reports_of_scales import levels
from tests.stages.made_up import cohort, patients, table
from tests.stages.published_scales import arthritis, percentages
from tests.stages.running import ROOT, SCENARIOS, study
from tests.stages.test_arms_and_outcomes import CROSS_OVER, FEWER, PARALLEL, TWO_ARMS, cross_over, parallel, two_arms
from tests.workflow.number_sources import NumberSources
from tests.workflow.traced_numbers import Traced

TEMPLATE = str(ROOT / "workflow/report/page.html.j2")
#: What no text for readers says.
ODD = re.compile(r"\bnan\b|\binf\b|<NA>|\b-0\b|  |\.\.|\(\)| ,| \.(?!\d)|\{|\}")


def events(folder: Path) -> CohortContent:
    endpoints = {
        "harm": {"kind": "events", "primary": True, "label": "harm", "related": True},
        "size": {"kind": "percent_change", "label": "size", "scenario": "locf"},
    }
    rows = [
        {"Patient": "1", "Lesion": "1a", "Event": "pain; infection", "Related": "yes", "Injections": "2"},
        {"Patient": "2", "Lesion": "2a", "Event": "pain", "Related": "no", "Injections": "3", "W4": "4"},
        {"Patient": "3", "Lesion": "3a", "Status": "died", "Until": "4", "W12": "", "Injections": "3"},
    ]
    section = cohort("Event", "Related", "Status", "Until", "Injections", endpoints=endpoints, scenarios=SCENARIOS)
    return made_up(folder, table(rows, section["tables"][0]["columns"]), section)


def course(folder: Path) -> CohortContent:
    kinds = ("time_to_response", "time_to_relapse", "durable_response", "treatments_to_clearance")
    endpoints: dict[str, Any] = {kind: {"kind": kind} for kind in kinds}
    endpoints["time_to_response"] |= {"primary": True, "label": "first response", "more_than": 50}
    rows = [{"Patient": f"P{n}", "Lesion": f"{n}a", "W0": "9", "W4": w4, "W12": "0"} for n, w4 in enumerate("0090")]
    section = cohort(explore={}, endpoints=endpoints)
    return made_up(folder, table(rows, section["tables"][0]["columns"]), section)


COHORTS: dict[str, Callable[[Path], CohortContent]] = {
    "one patient": lambda folder: made_up(folder, table([{"Site": "hand"}]), cohort()),
    "nobody at the end": lambda folder: made_up(folder, table(patients(4, W12="")), cohort(scenarios=SCENARIOS)),
    "all lost": lambda folder: made_up(folder, table(patients(4, W12="", Status="lost", Until="4")), cohort()),
    "sixty": lambda folder: made_up(folder, table(patients(60)), cohort(), listing_rows=10),
    "two arms": lambda folder: made_up(folder, TWO_ARMS, two_arms() | {"scenarios": FEWER}),
    "arms compared": lambda folder: made_up(folder, PARALLEL, parallel(reference="control")),
    "cross-over": lambda folder: made_up(folder, CROSS_OVER, cross_over()),
    "events": events,
    "course": course,
    "levels": lambda folder: of_shape(folder, levels()),
    "levels in arms": lambda folder: of_shape(folder, arthritis()),
    "percentages": lambda folder: of_shape(folder, percentages()),
}


@pytest.fixture(scope="module", params=["shipped", *COHORTS])
def folder_and_content(request, real_run, tmp_path_factory) -> tuple[Path, CohortContent]:
    if request.param == "shipped":
        return real_run.folder, shipped(real_run)
    folder = tmp_path_factory.mktemp("cohort")
    return folder, COHORTS[request.param](folder)


@pytest.fixture(scope="module")
def content(folder_and_content) -> CohortContent:
    _, content = folder_and_content
    assert isinstance(content, CohortContent)
    return content


@pytest.fixture(scope="module")
def document(content) -> Document:
    return manuscript(content)


@pytest.fixture(scope="module")
def shipped_content(real_run) -> CohortContent:
    return shipped(real_run)


@pytest.fixture(scope="module")
def shipped_document(shipped_content) -> Document:
    return manuscript(shipped_content)


def section_of(document: Document, name: str) -> Section:
    return next(section for section in document.sections if section.id == name)


def words_of(document: Document, name: str) -> str:
    """The words of a section, with ordinary blanks."""
    return text(section_of(document, name)).replace("\N{NO-BREAK SPACE}", " ")


def test_a_manuscript_has_its_parts_in_order(document):
    names = ["methods", "results", "tables", "figure-legends", "narratives", "declarations", "references"]
    assert [section.id for section in document.sections] == names
    assert [table.number for table in section_of(document, "tables").blocks if isinstance(table, Table)] == list("1234")


def test_the_words_are_whole(document):
    for section in document.sections:
        for paragraph in text(section).split("\n\n"):
            if not paragraph.startswith("|"):
                assert ODD.search(paragraph) is None, paragraph


def test_a_sentence_ends_once(document):
    words = words_of(document, "methods") + words_of(document, "results") + words_of(document, "narratives")
    assert not re.search(r"[.;:,]\s*[.;:,]", words.replace("mg/ml; ", ""))


def test_every_number_has_a_source_that_has_it(folder_and_content, document):
    folder, content = folder_and_content
    config = study()
    section = config["cohorts"]["aarhus-2014"]
    if not content.reporting:
        section = {key: section[key] for key in ("title", "source")} | {"tables": []}
    config["cohorts"] = {"made-up": section}
    traced = Traced(NumberSources(folder / "out", config, folder, "made-up"))
    traced.check(page(document, TEMPLATE))
    assert traced.faults == []
    assert traced.kinds["data-result"] > 20


def test_the_methods_name_what_gives_a_printed_number_and_nothing_else(content, document):
    printed = set(used_methods(content, (section_of(document, "results"), section_of(document, "tables"))))
    said = words_of(document, "methods")
    for words in (INTERVALS, ESTIMATORS):
        for method, phrase in words.items():
            assert (joined(phrase) in said) == (method in printed), method
    for family, test in TESTS.items():
        assert (test in said) == any(family_of_test(method) == family for method in printed), family


def test_every_printed_method_has_words():
    for method in (*INTERVALS, *ESTIMATORS):
        assert method in METHODS
    for family in TESTS:
        assert any(family_of_test(method) == family for method in METHODS), family


def test_references_are_numbered_as_they_are_cited_and_each_is_cited(document):
    cited = [joined(link.parts) for link in parts_of(section_of(document, "methods"), Link)]
    cited = [number for number in cited if number.isdigit()]
    first = list(dict.fromkeys(cited))
    listed = re.findall(r"^- (\d+): ", words_of(document, "references"), re.MULTILINE)
    assert first == listed == [str(number) for number in range(1, len(listed) + 1)]


def test_links_to_tables_and_references_lead_to_them(document):
    known = {table.id for table in parts_of(document.sections, Table)}
    known |= {f"figure-{figure.name}" for figure in parts_of(document.sections, Figure)}
    known |= {
        f"reference-{number}" for number in re.findall(r"^- (\d+): ", words_of(document, "references"), re.MULTILINE)
    }
    targets = {
        link.target.removeprefix("#")
        for name in ("methods", "results")
        for link in parts_of(section_of(document, name), Link)
        if link.target.startswith("#")
    }
    assert targets - {"arms", "endpoints"} <= known


def test_every_figure_is_referred_to_once_in_the_order_of_the_numbers(document):
    """As journals ask."""
    named = [joined(link.parts) for link in parts_of(section_of(document, "results"), Link)]
    shown = list(parts_of(section_of(document, "figure-legends"), Figure))
    assert [name for name in named if name.startswith("Figure")] == [
        f"Figure\N{NO-BREAK SPACE}{n}" for n in range(1, len(shown) + 1)
    ]


def test_the_same_content_gives_the_same_manuscript(shipped_content, shipped_document):
    assert document_text(manuscript(shipped_content)) == document_text(shipped_document)


def test_the_methods_of_the_shipped_cohort(shipped_document):
    said = words_of(shipped_document, "methods")
    for words in (
        "This was a case series of patients reported as consecutive.",
        "The treatment was sodium thiosulphate (150 mg/ml; intralesional injection into the base of the",
        "a patient's value was the mean of the patient's lesions",
        "30 % is the threshold of RECIST 1.1",
        "Confidence intervals (CI) are two-sided, at a level of 95 % unless stated otherwise",
        "the exact one-sided binomial test of a response rate of 0.5",
        "the exact two-sided sign-flip (one-sample permutation) test of a mean of zero",
        "in sensitivity analyses they were set to the baseline value, or replaced by the last observation, or set to "
        "the best possible value.",
        "P values were not adjusted for the number of endpoints and visits.",
        "There was no control group",
        "These analyses were planned after the data were published.",
    ):
        assert words in said, words
    for absent in ("retrospective", "Wilcoxon", "Holm", "lesions, which allows for clustering", "randomly drawn"):
        assert absent not in said, absent


def test_the_results_of_the_shipped_cohort(shipped_document):
    """Counted by hand from the table of the article; intervals and P of R's binom.test."""
    said = words_of(shipped_document, "results")
    for words in (
        "In total, 6 patients with 7 lesions were treated (Table 1 and Table 2).",
        "Median age was 62 years (range 49 to 74).",
        "Diagnosis was systemic sclerosis (SSc) in 5 (83 %) and nephrogenic systemic fibrosis (NSF) in 1 (17 %) of 6 ",
        "Median baseline lesion size was 70 mm (range 3 to 85) per lesion.",
        "Overall, 20 injections were given, counted per lesion (17 if",
        "5 of 6 patients (83 %) and 5 of 7 lesions (71 %) could be assessed; reason in the other patient: death (1).",
        "5 of 5 patients who could be assessed responded (100 %; 95 % CI 48 to 100 %; one-sided P = 0.031",
        "For the secondary endpoint complete response at week 12, 2 of 5 patients who could be assessed responded",
        "The flow of patients and their follow-up are shown in Figure 1 and Figure 2.",
        "5 of 6 treated patients responded (83 %; 95 % CI 36 to 99.6 %; one-sided P = 0.11)",
        "the median percent reduction of lesion size was 93 % (range 67 to 100;",
        "infection in 1 and transient pain in 3 (Table 4)",
        "Of 6 treated patients, 1 died",
        "84 % with the last observation carried forward; 75 % if missing values were assumed to be unchanged",
    ):
        assert words in said, words
    assert "106" not in said, "an interval that goes beyond what can be is not printed"


def test_a_patient_is_told_with_what_is_missing(shipped_document):
    told = words_of(shipped_document, "narratives").split("\n\n")[-1]
    assert told.startswith(
        "**Patient 6.** The patient was 49 years old and female. The diagnosis was NSF. Lesion 6a (site: Buttocks; "
    )
    for words in (
        ") received 3 injections at a mean dose of 120 mg (range 60 to 150).",
        "Lesion size was 75 mm at baseline, 30 mm at week 4 (a reduction of 60 %, partial response) and ",
        " and not recorded at week 12 (died).",
        "The recorded adverse event was transient pain (related to the treatment, not serious).",
        "The patient died (as recorded: Gastric haemorrhage after gastroscopy; ",
        "; the last data are from week 4.",
    ):
        assert words in told, words


def test_the_table_of_adverse_events_says_why_a_patient_died(shipped_document):
    [table] = [part for part in parts_of(shipped_document.sections, Table) if part.id == "table-safety"]
    notes = [joined(note) for note in table.notes]
    cause = "Gastric haemorrhage after gastroscopy; judged unrelated to treatment by the authors"
    assert f"Deaths, as recorded: {cause}." in notes
    assert not list(parts_of(table, Link)), "no link that leads out of the manuscript"


def test_a_size_cannot_fall_by_more_than_all_of_it(shipped_content):
    """An increase has no such limit."""
    outcome = shipped_content.outcome
    rising = replace(outcome, about=replace(outcome.about, direction=HIGHER_IS_BETTER))
    assert (outcome.largest_percent, rising.largest_percent) == (100, math.inf)
    assert "with a reduction of 100 % of lesion size from baseline" in words_of(manuscript(shipped_content), "methods")


def test_what_is_not_recorded_is_told_so(tmp_path):
    told = words_of(manuscript(made_up(tmp_path, table([{"Site": "hand", "W4": ""}]), cohort())), "narratives")
    assert "Age, sex and diagnosis were not recorded." in told
    assert "Regimen, number of injections and dose were not recorded." in told
    assert "not recorded at week 4 and " in told


def test_of_many_patients_the_first_are_told_and_the_rest_counted(tmp_path):
    narratives = section_of(manuscript(COHORTS["sixty"](tmp_path)), "narratives")
    assert len(narratives.blocks) == 11
    assert text(narratives.blocks[-1]) == "50 more patients are listed in the result files."


def test_who_is_listed_is_listed_with_all_events(tmp_path):
    """The listing of events ends where that of the patients does not."""
    rows = [{"Patient": f"P{n}", "Lesion": f"P{n}a", "Event": "pain; fever; itching"} for n in range(4)]
    section = cohort("Event")
    told = words_of(
        manuscript(made_up(tmp_path, table(rows, section["tables"][0]["columns"]), section, listing_rows=3)),
        "narratives",
    )
    assert told.count("The recorded adverse events were pain, fever and itching.") == 3
    assert told.count("1 more patient ") == 1


def test_abbreviations_stand_below_the_tables_in_which_they_occur(shipped_document):
    notes = {table.id: text(table).rpartition("\n\n")[2] for table in parts_of(shipped_document.sections, Table)}
    assert notes["table-characteristics"].startswith("NSF, nephrogenic systemic fibrosis; ")
    assert notes["table-listing"] == "NSF, nephrogenic systemic fibrosis; SSc, systemic sclerosis."
    assert notes["table-results"] == "CI, confidence interval; SD, standard deviation."


def test_an_abbreviation_is_a_word_of_its_own():
    assert occurs("SSc", "5 SSc, 1 NSF")
    assert not occurs("SSc", "5 SScx")
    assert not occurs("CI", "ASCII")


def test_what_only_the_authors_know_is_left_to_them(tmp_path):
    document = manuscript(made_up(tmp_path, table(patients(4)), cohort()))
    said = words_of(document, "methods")
    for words in (
        "[Design: to be written by the authors.]",
        "[Who measured, and with what: to be written by the authors.]",
    ):
        assert words in said
    assert "planned" not in said
    assert words_of(document, "declarations").count("[To be written by the authors.]") == 5


def test_numbers_in_sentences_bear_no_marks(document):
    for name in ("methods", "results"):
        assert not any(number.marked for number in parts_of(section_of(document, name), Number)), name


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("Student 1908, doi 10.2307/2331554.", ["Student 1908, doi 10.2307/2331554"]),
        (
            "Thompson 1936, doi 1; Scheffé & Tukey 1945, doi 2, for ties.",
            ["Thompson 1936, doi 1", "Scheffé & Tukey 1945, doi 2"],
        ),
        ("Definition; as GRIM does for means, Brown & Heathers 2017, doi 3.", ["Brown & Heathers 2017, doi 3"]),
        ("none, by definition.", []),
    ],
)
def test_the_sources_of_a_method(reference, expected):
    assert list(sources(reference)) == expected


def test_a_source_of_two_methods_has_one_number():
    citations = Citations()
    assert joined(citations.cite("sign_flip_exact")) == " [1,2]"
    assert joined(citations.cite("permutation_exact")) == " [2]", "Pitman 1937, doi 10.2307/2984124"
    assert citations.cite("count") == ()
