"""Claims whose words may be read in several ways, about a cohort small enough to check by hand."""

import pandas as pd
import pytest

from casetrace.audit.audit import Audit, audited
from tests.audit.cohorts import claims, study

# patients 1, 1, 2, 3; at week 12 complete: the lesion of patient 2
SIZES: list[list[float | None]] = [[10, 5, 1], [20, 12, 5], [40, 10, 0], [50, 35, None]]
PATIENTS = ["1", "1", "2", "3"]
COMPLETE = "response.size_mm.week_12=complete"
#: Half of the patients with a size at week 12, and a third of their lesions, are free of lesions.
PER_PATIENT = {"claim_id": "half", "kind": "percent", "quantity": COMPLETE, "unit": "patient", "reported": "50"}
PER_LESION = PER_PATIENT | {"claim_id": "of_lesions", "unit": "lesion", "interpretation_of": "half", "place": ""}
ENROLLED = PER_PATIENT | {"claim_id": "of_all", "population": "enrolled", "interpretation_of": "half"}
OPEN = {"claim_id": "of_eyes", "kind": "not checkable", "note": "No eyes.", "interpretation_of": "half"}


def audit_of(*rows: dict[str, str], sizes: list[list[float | None]] = SIZES) -> Audit:
    return audited(claims(*rows), study(sizes, PATIENTS))


def answers(audit: Audit) -> dict[str, str]:
    return dict(zip(audit.interpretations["interpretation"], audit.interpretations["holds"], strict=True))


def test_a_claim_that_holds_in_one_interpretation_and_not_in_another_depends_on_it():
    audit = audit_of(PER_PATIENT, PER_LESION)
    (row,) = audit.claims.to_dict("records")
    assert (row["claim_id"], row["verdict"], row["assumption"]) == ("half", "depends on interpretation", "")
    assert answers(audit) == {"half": "yes", "of_lesions": "no"}
    assert audit.interpretations["recomputed"].tolist() == pytest.approx([50, 100 / 3])


def test_the_verdict_comes_from_the_rows():
    # with the second lesion of patient 1 gone too, 2 of 3 lesions are complete and 1 of 2 patients is still
    sizes: list[list[float | None]] = [SIZES[0], [20, 12, 0], *SIZES[2:]]
    assert answers(audit_of(PER_PATIENT, PER_LESION, sizes=sizes)) == {"half": "yes", "of_lesions": "no"}
    # with one lesion unknown, half of the lesions are complete: both interpretations hold
    sizes = [SIZES[0], [20, 12, None], *SIZES[2:]]
    audit = audit_of(PER_PATIENT, PER_LESION, sizes=sizes)
    assert audit.claims["verdict"].tolist() == ["reproduced"]
    assert answers(audit) == {"half": "yes", "of_lesions": "yes"}


def test_where_no_interpretation_holds_the_verdict_is_that_of_the_claim_alone():
    alone = audit_of(PER_PATIENT | {"reported": "60"}).claims.iloc[0]
    audit = audit_of(PER_PATIENT | {"reported": "60"}, PER_LESION | {"reported": "60"})
    columns = ["verdict", "assumption", "assumption_id"]
    pd.testing.assert_series_equal(audit.claims.iloc[0][columns], alone[columns])
    assert set(answers(audit).values()) == {"no"}


def test_an_interpretation_that_the_table_does_not_record_is_an_answer_of_its_own():
    assert audit_of(PER_PATIENT, OPEN).claims["verdict"].tolist() == ["depends on interpretation"]
    assert audit_of(PER_PATIENT | {"reported": "60"}, OPEN).claims["verdict"].tolist() == ["depends on interpretation"]


def test_claims_with_one_interpretation_have_no_row_of_it():
    audit = audit_of(PER_PATIENT)
    assert audit.interpretations.empty
    assert audit.claims["verdict"].tolist() == ["reproduced"]


def test_an_interpretation_takes_place_and_words_from_its_claim_and_is_a_result():
    rows = claims(PER_PATIENT | {"words": "half of them"}, PER_LESION)
    assert [(claim.place, claim.words) for claim in rows] == [("Results", "half of them")] * 2
    audit = audited(rows, study(SIZES, PATIENTS))
    names = {row.result_id: row.estimate for row in audit.results.frame().itertuples()}
    assert [names[name] for name in audit.interpretations["result_ids"]] == pytest.approx([50, 100 / 3])


def test_numbers_without_rows_have_interpretations_too():
    # 7 of 20 are 35 %, and no number of 20 is 34 % (GRIM); n = 50 has 34 %
    possible = {"claim_id": "a", "kind": "percent", "reported": "34", "printed_with": "n=50; count=17"}
    other = possible | {"claim_id": "b", "printed_with": "n=20", "interpretation_of": "a"}
    audit = audited(claims(possible, other), None)
    assert audit.claims["verdict"].tolist() == ["depends on interpretation"]


def test_a_statement_that_is_made_twice_counts_once_among_the_discrepancies():
    # of nine lesions the table has four, and one more would have made each of the two statements hold
    five = {"claim_id": "lesions", "kind": "count", "quantity": "lesions", "reported": "5"}
    mean = {"claim_id": "mean", "kind": "mean", "quantity": "value.size_mm.week_4", "unit": "lesion", "reported": "20"}
    once = audit_of(five, mean)
    twice = audit_of(five, five | {"claim_id": "again"}, mean)
    for audit in (once, twice):
        best = audit.assumptions.iloc[0]
        assert (best["n_reconciled"], best["reconciled"]) == (2, "lesions; mean")
    assert twice.claims["verdict"].tolist() == ["reproduced under an assumption"] * 3


def test_a_claim_that_holds_in_another_interpretation_is_not_reconciled():
    five = {"claim_id": "lesions", "kind": "count", "quantity": "lesions", "reported": "5"}
    mean = {"claim_id": "mean", "kind": "mean", "quantity": "value.size_mm.week_4", "unit": "lesion", "reported": "20"}
    other = mean | {"claim_id": "per_patient", "unit": "patient", "reported": "18", "interpretation_of": "mean"}
    best = audit_of(five, mean, other).assumptions
    assert not any("mean" in names for names in best["reconciled"])
