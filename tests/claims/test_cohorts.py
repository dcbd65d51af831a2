"""Claims on their way through ingestion, cleaning and the check."""

from typing import Any

from casetrace.claims.claims import ALL_COLUMNS, read_claims
from casetrace.model.dictionary import data_dictionary
from casetrace.model.plan import Plan, read_plan
from tests.stages.running import (
    NO_CLAIMS,
    PLAN,
    check_message,
    ingest_and_clean,
    prepared,
    problems_of,
    simple_cohort,
)

PRIMARY = {"unit_of_analysis": "patient", "scenario": "observed"}
CLAIMS_ALONE = {"tables": [], "primary": PRIMARY, "claims": "claims.csv"}
PRINTED = NO_CLAIMS + "m,Mean age 63.,Methods,mean,,,,63,,,n=6; items=1,\nu,Ulcers.,Methods,not checkable,,,,,,,,Why.\n"
TABLE = "id,site,size0,size4\n1,Knee,10,5\n2,Elbow,20,10\n"
COLUMNS = {
    "id": {"field": "patient_id"},
    "site": {"field": "site"},
    "size0": {"field": "value", "outcome": "size_mm", "visit": 0},
    "size4": {"field": "value", "outcome": "size_mm", "visit": 4},
}


def cohort() -> dict[str, Any]:
    return simple_cohort(COLUMNS, lesion_id="lettered", claims="claims.csv")


def test_a_cohort_of_claims_alone_is_ingested_cleaned_and_checked(tmp_path):
    run = problems_of(tmp_path, None, CLAIMS_ALONE, claims=PRINTED)
    assert check_message(run) == ""
    assert run.problems("warning").empty
    assert [claim.claim_id for claim in read_claims(run.frame("ingest/claims"))] == ["m", "u"]
    for stage in ("ingest", "clean"):
        assert all(run.frame(f"{stage}/{name}").empty for name in data_dictionary())
    plan = read_plan(tmp_path / PLAN)
    assert plan == Plan({}, {})


def test_a_claim_of_rows_stops_a_cohort_that_has_none(tmp_path):
    text = NO_CLAIMS + "m,Mean age 63.,Methods,mean,age_years,,,63,,,,\n"
    assert "the cohort has no table" in check_message(problems_of(tmp_path, None, CLAIMS_ALONE, claims=text))


def test_a_cohort_without_claims_has_an_empty_table_of_them(tmp_path):
    own = cohort()
    del own["claims"]
    run = ingest_and_clean(prepared(tmp_path, TABLE, own), own)
    claims = run.frame("ingest/claims")
    assert list(claims.columns) == [*ALL_COLUMNS, "line"]
    assert claims.empty


def test_a_missing_file_of_claims_is_an_error_like_a_missing_table(tmp_path):
    own = cohort()
    folder = prepared(tmp_path, TABLE, own)
    (folder / "claims.csv").unlink()
    errors = ingest_and_clean(folder, own).problems()
    assert errors[["file", "rule"]].to_numpy().tolist() == [["claims.csv", "missing file"]]


def test_mistakes_in_claims_and_in_the_table_are_told_at_once(tmp_path):
    text = NO_CLAIMS + "n,Six.,Results,count,patient,site=knee,,6,,,,\n"
    run = problems_of(tmp_path, TABLE.replace("10,5", "10,5000"), cohort(), claims=text)
    errors = run.problems()
    assert set(errors["file"]) == {"claims.csv", "table.csv"}
    assert errors.loc[errors["file"] == "claims.csv", ["line", "column"]].to_numpy().tolist() == [[2, 5]]
    warnings = run.problems("warning")
    assert '(did you mean "Knee"?)' in "".join(warnings.loc[warnings["file"] == "claims.csv", "expected"])


def test_mistakes_in_claims_hide_nothing_of_what_is_wrong_with_the_rows(tmp_path):
    table = TABLE.replace("Knee", "Kneee") + "3,Knee,,\n"
    (tmp_path / "good").mkdir()
    (tmp_path / "bad").mkdir()
    good = problems_of(tmp_path / "good", table, cohort()).frame("clean/problems")
    bad = problems_of(tmp_path / "bad", table, cohort(), claims="what,is,this\n1,2,3\n")
    assert not good.empty
    assert bad.frame("clean/problems").equals(good)
    assert bad.frame("ingest/problems")["rule"].tolist() == ["wrong header"]
