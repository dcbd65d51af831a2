"""What the workflow plans for cohorts with rows, with published claims, with both, and for several together."""

from collections.abc import Mapping
from typing import Any

import pytest

from casetrace.model.pseudonyms import SALT_VARIABLE
from casetrace.pipeline.study import READING, Study, figure_files

TABLE: dict[str, Any] = {"file": "data/a.csv", "privacy": {"pseudonymise": []}}
ROWS: dict[str, Any] = {"tables": [TABLE, TABLE | {"file": "data/b.csv"}, TABLE]}
TIMES = ROWS | {"endpoints": {"when": {"kind": "time_to_response"}}}
CLAIMS: dict[str, Any] = {"tables": [], "claims": "data/claims.csv"}
BOTH = CLAIMS | ROWS


def study(unreproduced: str = "report", pool: Mapping[str, Any] | None = None, **cohorts: Mapping[str, Any]) -> Study:
    config = {"cohorts": cohorts, "audit": {"unreproduced": unreproduced}, "pool": pool or {}}
    return Study(config, {"cohorts": {name: {"given": name} for name in cohorts}})


def test_what_a_cohort_has_is_known_by_its_tables_and_claims_in_the_order_of_config():
    found = study(z=ROWS, a=CLAIMS, m=BOTH, t=TIMES)
    assert found.with_rows == ["z", "m", "t"]
    assert found.with_claims == ["a", "m"]
    assert found.claims_alone == ["a"]
    assert found.with_times == ["t"]
    assert found.raw_files("z") == ["data/a.csv", "data/b.csv"]
    assert found.given_config("a", "m") == {"cohorts": {"a": {"given": "a"}, "m": {"given": "m"}}}


@pytest.mark.parametrize(
    ("cohorts", "pool", "is_pooled"),
    [
        ({"a": ROWS}, {}, False),
        ({"a": ROWS, "b": CLAIMS}, {}, False),
        ({"a": ROWS, "b": BOTH}, {}, True),
        ({"a": ROWS}, {"cohorts_file": "others.csv"}, True),
        ({"a": ROWS}, {"next_study": {}}, True),
        ({"a": CLAIMS}, {"cohorts_file": "others.csv"}, False),
    ],
)
def test_cohorts_are_pooled_where_there_are_two_with_rows_or_something_to_hold_one_against(cohorts, pool, is_pooled):
    found = study(pool=pool, **cohorts)
    assert found.is_pooled == is_pooled
    assert ("pooled" in found.all_deliverables()) == is_pooled
    assert ("pooled" in found.rules()) == is_pooled


def test_each_cohort_goes_through_the_steps_of_what_it_has():
    found = study(rows=ROWS, claims=CLAIMS, both=BOTH, times=TIMES)
    figures = ["figures_outcomes", "figures_explorations", "figures_cohort", "figures_estimates"]
    analyses = ["derive_outcomes", "analyse_cohort"]
    assert found.steps("rows") == [*READING, *analyses, "collect_results", *figures, "report_cohort"]
    assert found.steps("claims") == [*READING, "audit_claims", "collect_results", "figures_audit", "report_claims"]
    both = [*READING, *analyses, "audit_claims", "collect_results", *figures, "figures_audit", "report_cohort"]
    assert found.steps("both") == both
    assert set(found.steps("times")) - set(found.steps("rows")) == {"figures_times"}
    assert found.steps("pooled") == ["pool_cohorts", "figures_pooled", "report_pooled"]
    assert found.rules()["claims"][-2:] == ["provenance_cohort", "audit_check"]
    assert found.rules()["pooled"][-1] == "provenance_pooled"


def test_the_default_target_makes_what_each_cohort_has():
    files = study("fail", rows=ROWS, claims=CLAIMS).all_deliverables()
    assert {"audit.csv", "audit/passed.txt", "figures/audit.png"} <= set(files["claims"])
    assert {"derive/lesion_visits.csv", "appendix.html", "figures/waterfall.csv"} <= set(files["rows"])
    assert not set(files["rows"]) & {"audit.csv", "audit/passed.txt", "figures/audit.png"}
    assert "audit/passed.txt" not in study(claims=CLAIMS).deliverables("claims")
    for made in files.values():
        assert len(made) == len(set(made))
        assert {"report.html", "statistics.csv", "provenance/manifest.json", "ro-crate-metadata.json"} <= set(made)


def test_the_cohorts_together_have_their_tables_and_figures_once():
    found = study(a=ROWS, b=BOTH)
    files = found.deliverables("pooled")
    assert files == found.all_deliverables()["pooled"]
    assert {"overlap.csv", "printed.parquet", "report.docx", "figures/forest.svg", "figures/power.csv"} <= set(files)
    assert not {"problems.csv", "cleaning_log.csv", "audit.csv", "figures/audit.png"} & set(files)


def test_figures_are_named_by_figure_and_format():
    assert figure_files("audit") == {
        "audit_svg": "figures/audit.svg",
        "audit_pdf": "figures/audit.pdf",
        "audit_png": "figures/audit.png",
        "audit_csv": "figures/audit.csv",
    }
    assert study(a=CLAIMS).figures("a", ["svg"]) == ["figures/audit.svg"]


def test_results_come_from_the_stages_that_a_cohort_goes_through():
    found = study(rows=ROWS, both=BOTH)
    assert found.result_parts("rows", "lineage") == ["analyse/lineage.parquet"]
    assert found.result_parts("both", "lineage") == ["analyse/lineage.parquet", "audit/lineage.parquet"]


def test_another_salt_has_another_fingerprint_and_none_matters_where_there_are_no_pseudonyms(tmp_path, monkeypatch):
    secret = {"tables": [TABLE | {"privacy": {"pseudonymise": ["patient_id"]}}]}
    found = study(open=ROWS, secret=secret)
    assert found.salt_fingerprint("secret") == ""
    fingerprints = []
    for salt in (b"one", b"other"):
        (tmp_path / "salt").write_bytes(salt)
        monkeypatch.setenv(SALT_VARIABLE, str(tmp_path / "salt"))
        fingerprints.append(found.salt_fingerprint("secret"))
        assert found.salt_fingerprint("open") == ""
    assert len({"", *fingerprints}) == 3
    assert "one" not in fingerprints[0]
