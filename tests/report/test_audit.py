"""What the report shows of an audit, on the claims of the first cohort's paper."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from casetrace.claims.audit_tables import Audit, audit_content, audit_paths
from casetrace.claims.consistency_tests import TESTS
from casetrace.printed.checks import ROLES, checks
from casetrace.report.document.prose import PERCENT
from casetrace.report.report_claims import report_claims
from casetrace.report.sections.audit_findings import audit_findings
from casetrace.report.text import text
from tests.report import audits
from tests.report.reading import Report
from tests.stages.running import ROOT

SVG = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'


def content(frames: Mapping[str, pd.DataFrame], most: int = 50) -> Audit:
    return audit_content(frames, audits.SCENARIO, most)


def rendered(folder: Path, frames: Mapping[str, pd.DataFrame], most: int = 50) -> Report:
    """The report of a cohort of which there are these tables."""
    paths = [f"{name}.parquet" for name in frames] + ["audit/scenario.json"]
    for name, frame in frames.items():
        path = folder / f"{name}.parquet"
        path.parent.mkdir(exist_ok=True)
        frame.to_parquet(path)
    (folder / "audit/scenario.json").write_text(json.dumps(audits.SCENARIO), encoding="utf-8")
    (folder / "audit.svg").write_text(SVG, encoding="utf-8")
    (folder / "claims.csv").write_text("claim_id\n", encoding="utf-8")
    report_claims(
        name="made-up",
        audit=audit_paths([str(folder / path) for path in paths]),
        figures=[str(folder / "audit.svg")],
        raw=[str(folder / "claims.csv")],
        template=str(ROOT / "workflow/report/page.html.j2"),
        study={"title": "A study", "report": {"listing_rows": most}, "cohort_title": None, "source": None},
        lock_file=str(ROOT / "requirements.lock"),
        report={"html": str(folder / "report.html")},
    )
    return Report((folder / "report.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return rendered(tmp_path_factory.mktemp("paper"), audits.paper(), most=5)


def cells(report: Report) -> dict[str, str]:
    """What each cell of a table shows, by its place."""
    return {carried["data-cell"]: text for text, carried in report.texts if carried.get("data-cell")}  # type: ignore[misc]


def test_the_verdicts_are_counted_first(report):
    assert (
        "Of 10 statements in the article, 1 agrees with its table, 4 only under an assumption, 1 depends on "
        "interpretation, 2 disagree, 1 is not independent and 1 could not be checked. Of 4 tests of the internal "
        "consistency of printed numbers, 1 fails."
    ) in report.words


def test_every_number_says_where_it_comes_from(report):
    assert report.bare_numbers == []


def test_claims_that_are_not_reproduced_come_first_and_then_in_file_order():
    checked = [claim.row["claim_id"] for claim in content(audits.paper()).checked]
    assert checked == [
        "age_range", "on_extremities", "died_after_third", "n_lesions", "mean_week_4", "complete_week_12",
        "others_week_12", "n_patients", "all_women",
    ]  # fmt: skip


def test_recomputed_numbers_have_a_decimal_more_than_the_printed_ones(report):
    shown = cells(report)
    assert shown["audit|mean_week_4|recomputed"] == "62.6"
    assert shown["audit|mean_week_4|difference"] == "−4.4"
    assert shown["audit|age_range|recomputed"] + " to " + shown["audit|age_range|recomputed_to"] == "49 to 74"
    assert shown["audit|others_week_12|recomputed_under"] == "80"
    assert shown["audit/readings|complete_week_12, denominator=enrolled|recomputed"] == "33.3"
    assert not any(re.search(r"\d\.\d{4}", text) for text in shown.values())


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("mean_week_4", f"67{PERCENT}"),
        ("on_extremities", "all"),
        ("age_range", "49 to 71"),
        ("n_lesions", "8"),
    ],
)
def test_a_printed_number_is_shown_with_how_it_compares_and_its_unit(report, name, printed):
    assert cells(report)[f"audit|{name}|reported"] == printed


def test_a_bound_and_a_compared_quantity_are_shown_as_such():
    claims = [
        {"claim_id": "bound", "kind": "maximum", "comparator": "<=", "reported": "5", "verdict": "reproduced"},
        {"claim_id": "compared", "kind": "comparison", "comparator": "<", "verdict": "reproduced",
         "reported": "percent_reduction.size_mm.week_4", "quantity": "percent_reduction.size_mm.week_12"},
    ]  # fmt: skip
    frames = audits.of_claims(claims)
    assert [claim.printed for claim in content(frames).checked] == ["≤ 5", "< percent_reduction.size_mm.week_4"]


def test_a_p_value_is_printed_as_one_and_a_number_without_printed_decimals_with_one():
    claims = [
        {"claim_id": "p", "kind": "p value", "comparator": "<", "reported": "0.05", "decimals": 2, "recomputed": 0.0002,
         "verdict": "reproduced"},
        {"claim_id": "tens", "kind": "mean", "reported": "90", "decimals": -1, "recomputed": 88.4,
         "verdict": "reproduced"},
        {"claim_id": "most", "kind": "comparison", "comparator": "most", "recomputed": 200 / 3,
         "verdict": "reproduced"},
    ]  # fmt: skip
    frames = audits.of_claims(claims)
    shown = [claim.text(claim.row["recomputed"]) for claim in content(frames).checked]
    assert shown == ["<0.001", "88", "67"]


def test_the_best_joint_assumption_is_told_as_an_inference_with_what_it_implies(report):
    for words in (
        "one additional lesion, printed percentages. It reconciles 3 of the 6 statements",
        "(n lesions, mean week 4, complete week 12 (per lesion)) and contradicts none of those that do agree.",
        "This is an inference from what is printed, not data; it is used only in a declared scenario.",
        "percent reduction of lesion size at week 493 to 100 %mean week 4",
        "response of lesion size at week 12completecomplete week 12",
        "number of treatments1n lesions",
        "the age of patient 4 is 71 instead of 74 (one digit changed)10",
        "based_on: as_reported",
    ):
        assert words in report.words, words


def test_an_assumption_that_fits_one_claim_alone_is_no_joint_one():
    alone = audits.assumptions_table().iloc[1:].assign(rank=1)
    assert content(audits.paper() | {"audit/assumptions": alone}).joint is None
    breaking = audits.assumptions_table(1).assign(n_broken=2)
    assert content(audits.paper() | {"audit/assumptions": breaking}).joint is None


def test_a_scenario_of_another_assumption_is_not_shown():
    other = audit_content(audits.paper(), {"assumption_id": "other", "yaml": "x"}, 50)
    assert other.joint is not None
    assert other.joint.scenario == ""


def test_values_are_cut_and_the_rest_is_counted(report):
    shown = cells(report)
    assert shown["audit/values|mean_week_4, 5|text"] == "75.0"
    assert "audit/values|mean_week_4, 6|text" not in shown
    assert "and 2 more" in report.words


def test_every_reading_is_listed_with_whether_the_claim_holds(report):
    assert "as stated62.6 %7no per patient63.2 %6no" in report.words
    assert "complete response assumed where a value is missing50 %6yes" in report.words


def test_tests_of_printed_numbers_that_fail_are_listed_and_the_others_counted_by_test(report):
    for words in (
        "lesion size of lesion 4a at week 12Percentage of two sizes80 %80 to 1086.8 % to 88.1 %",
        "The others are consistent: Percentage of two sizes 2, Total of parts 1.",
        "Whether the printed parts add up to the printed total; percentages within half a unit",
    ):
        assert words in report.words, words


def test_claims_that_cannot_be_checked_are_listed_with_the_reason(report):
    assert "Pain reached 9 on a scale.ResultsThe table has no pain scores." in report.words


def test_counts_of_verdicts_add_up_to_the_statements_wherever_they_are_printed(report):
    shown = content(audits.paper())
    assert sum(shown.counts.values()) == shown.total == len(audits.PAPER)
    sentence = re.search(r"Of (\d+) statements in the article, ([^.]*)\.", report.words)
    assert sentence
    assert sum(map(int, re.findall(r"\d+", sentence[2]))) == int(sentence[1])


def test_the_words_of_the_article_stand_beside_the_coding(report):
    assert (
        "“died shortly after the third treatment” ResultsShe died before the visit at week 4."
        "Coded as: maximum of the last visit, per patient"
    ) in report.words


def test_interpretations_stand_side_by_side_with_what_each_gives(report):
    assert (
        "She died before the visit at week 4.maximum of the last visit, per patientweek ≤ 3week 4disagrees"
        in report.words
    )
    assert (
        "She died before the visit at week 12.maximum of the last visit, per patientweek < 12week 4agrees"
        in report.words
    )


def test_a_verdict_says_of_how_many_it_can_be_told(report):
    assert "only under an assumptionof 3 patients measured; 1 without a value" in report.words


def test_a_recomputed_number_opens_its_result(report):
    opened = [text for text, carried in report.texts if str(carried.get("data-result", "")).startswith("claim.")]
    assert opened.count("4") == 3
    assert "40" in opened


def findings(frames: Mapping[str, pd.DataFrame]) -> str:
    return text(audit_findings(content(frames), "appendix.html#audit"))


def test_the_findings_are_what_does_not_agree_as_it_is_printed():
    shown = findings(audits.paper())
    assert "Of 10 statements" not in shown  # which the summary says
    assert "See the [full audit](appendix.html#audit)." in shown
    rows = [row for row in shown.splitlines() if row.startswith("| ")]
    assert [row.split(" | ")[0] for row in rows[2:]] == [
        "| Ages ranged from 49 to 71 years.",
        "| All lesions were on the extremities.",
        "| Eight lesions were treated.",
        "| By week 4 the lesions were 67 % smaller.",
        "| Half of the patients were in complete remission by week 12.",
        "| In the other half the reduction was 80 %.",
        "| “died shortly after the third treatment”",
        "| She died before the visit at week 4.",
        "| She died before the visit at week 12.",
    ]
    assert "only if one additional lesion, printed percentages" in shown
    assert (
        "with the number reconciled: one additional lesion, printed percentages (3). This is an inference, not" in shown
    )


def test_assumptions_that_fit_nearly_as_well_and_contradict_nothing_are_named():
    ranked = audits.assumptions_table()
    ranked.loc[1, ["n_reconciled", "reconciled", "readings"]] = [2, "age_range; n_lesions", "as stated; as stated"]
    shown = findings(audits.paper() | {"audit/assumptions": ranked})
    assert "Alternatives that contradict no statement: the age of patient 4 is 71 instead of 74" in shown
    assert "(2). See the [full audit]" in shown
    contradicting = findings(audits.paper() | {"audit/assumptions": ranked.assign(n_broken=[0, 1], broken=["", "x"])})
    assert "Alternatives" not in contradicting


def test_findings_of_a_paper_in_which_everything_agrees_are_one_sentence():
    frames = audits.paper()
    agreeing = {name: frame.iloc[:0] for name, frame in frames.items()}
    agreeing["audit/claims"] = frames["audit/claims"].query("verdict == 'reproduced'")
    assert "|" not in findings(agreeing)
    assert "1 agrees with the numbers printed with them and 0 disagree" in findings(agreeing)


def test_links_lead_to_claims_and_tests(report):
    names = [attrs["id"] for _, attrs in report.elements if attrs.get("id")]
    targets = {attrs["href"][1:] for _, attrs in report.elements if (attrs.get("href") or "").startswith("#")}  # type: ignore[index]
    assert targets <= set(names)
    assert len(names) == len(set(names))


def test_a_cohort_of_claims_alone_has_a_report_of_its_printed_numbers(folder):
    report = rendered(folder, audits.claims_only())
    assert report.bare_numbers == []
    for words in (
        "Only published statements of this cohort are available, without data",
        "52 % of 19 patients were free of pain.Results✗disagrees52 %",
        "Results (pain free)GRIM52 %n = 1947 % or 53 %",
    ):
        assert words in report.words, words
    assert "Recomputed" not in report.words


def test_a_paper_of_claims_that_cannot_be_checked_has_a_report(folder):
    frames = audits.claims_only()
    open_ones = frames["audit/claims"].query("verdict == 'not checkable'")
    empty = {"audit/claims": open_ones, "audit/consistency": frames["audit/consistency"].iloc[:0]}
    report = rendered(folder, frames | empty)
    assert "No printed numbers could be tested against each other." in report.words
    assert report.bare_numbers == []


def test_text_of_a_claim_is_text_in_the_report(folder):
    claims = [dict(audits.PAPER[0], statement="<script>alert(1)</script> {{ 7*7 }}", note="=1+1 & <b>")]
    report = rendered(folder, audits.of_claims(claims))
    assert "<script>alert(1)</script> {{ 7*7 }}" in report.words
    tags = [tag for tag, _ in report.elements]
    assert (tags.count("script"), tags.count("b")) == (1, 0), "the script of the page, and no other"


def test_every_test_of_printed_numbers_has_a_name():
    beside = {
        "percent": {"n": "19", "before": "80", "after": "10"},
        "count": {"n": "19", "percent": "53", "parts": "5 + 1"},
        "mean": {"n": "19", "items": "1", "minimum": "1", "maximum": "90", "sd": "9", "values": "1, 2"},
        "median": {"values": "1, 2"},
        "sd": {"n": "19", "mean": "0.5", "items": "1", "binary": "yes", "minimum": "0", "maximum": "1"},
        "minimum": {"values": "1, 2", "n": "2", "mean": "3"},
        "p value": {"test": "z = 1.96"},
    }
    found = {
        one.test
        for kind, roles in beside.items()
        for one in checks(kind, "0.5" if kind == "p value" else "2", "=", roles)
    }
    assert set(beside) <= set(ROLES)
    assert found | {"count_percent"} == set(TESTS)
