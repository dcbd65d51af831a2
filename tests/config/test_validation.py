import copy
import math
from typing import Any

import pytest
import yaml

from casetrace.config.schema import config_schema
from casetrace.config.validation import validated_config
from casetrace.model.dictionary import field_places
from casetrace.model.errors import UserError
from casetrace.model.yaml_files import key_places
from tests.stages.running import SCHEMA, shipped_config

REMOVED = object()
COHORT = "cohorts.aarhus-2014"
RESPONSE = f"{COHORT}.endpoints.response"


def message(config: Any) -> str:
    """What the validation says; empty when the configuration is valid."""
    try:
        validated_config(config, SCHEMA)
    except UserError as error:
        return str(error)
    return ""


def changed(path: str, value: Any) -> dict[str, Any]:
    """The shipped configuration with one key, its path joined with slashes, set or removed."""
    config = copy.deepcopy(shipped_config())
    *parents, last = path.split("/")
    node: Any = config
    for key in parents:
        node = node[int(key) if isinstance(node, list) else key]
    if value is REMOVED:
        del node[last]
    else:
        node[last] = value
    return config


def in_cohort(path: str, value: Any) -> dict[str, Any]:
    return changed(f"cohorts/aarhus-2014/{path}", value)


def endpoint(key: str, value: Any) -> dict[str, Any]:
    return in_cohort(f"endpoints/response/{key}", value)


def primary(key: str, value: Any) -> dict[str, Any]:
    """The shipped configuration with the short form in place of its endpoints."""
    config = in_cohort("primary", {key: value})
    del config["cohorts"]["aarhus-2014"]["endpoints"]
    return config


@pytest.mark.parametrize("figures", [{}, {"width_mm": 120}, {"font_size_pt": 9}])
def test_a_section_may_leave_keys_to_their_defaults(config, figures):
    assert set(validated_config(config | {"figures": figures}, SCHEMA)["figures"]) == set(config["figures"])


def test_a_figure_too_narrow_for_its_text_is_refused_also_where_that_is_the_default(config):
    # 24 letters' heights of 16 pt are 136 mm, and the default is 89.
    with pytest.raises(UserError, match=r"figures.width_mm: found 89 .* at least 136"):
        validated_config(config | {"figures": {"font_size_pt": 16}}, SCHEMA)


def test_the_shipped_configuration_is_valid(config):
    assert message(config) == ""


def test_every_problem_is_told_at_once_with_its_key(config):
    config["seed"] = 1
    config["study"]["seed"] = "one"
    config["methods"]["resamples"] = 3
    config["cohorts"]["aarhus-2014"]["endpoints"]["response"]["unit_of_analysis"] = "knee"
    config["report"]["listing_rows"] = 0
    lines = message(config).splitlines()
    assert lines[0] == "The configuration has 5 problems:"
    assert lines[1:] == sorted(lines[1:])
    for start in (
        "  config: unknown key 'seed'",
        "  study.seed: ",
        "  methods.resamples: ",
        "  report.listing_rows: found 0; expected at least 1",
    ):
        assert sum(line.startswith(start) for line in lines) == 1
    assert f"  {COHORT}.endpoints.response.unit_of_analysis: found 'knee'; expected one of lesion, patient" in lines


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (
            changed("study/sed", 1),
            "study: unknown key 'sed' (did you mean 'seed'?); expected one of title, seed, raw_folders, raw_hosts",
        ),
        (
            changed("study/date_published", "2026-02-30"),
            "study.date_published: found '2026-02-30'; expected a day such as",
        ),
        (changed("study/date_published", 2026), "study.date_published: found 2026; expected a text"),
        (changed("study/licence", "all rights"), "study.licence: found 'all rights'; expected text that matches"),
        (changed("study/authors/0/orcid", "1234"), "study.authors[0].orcid: found '1234'; expected text that matches"),
        (changed("study/seed", -1), "study.seed: found -1; expected at least 0"),
        (changed("study/seed", True), "study.seed: found True; expected a whole number"),
        (changed("study/seed", 1.0), "study.seed: found 1.0; expected a whole number"),
        (changed("study/title", ""), "study.title: it is empty"),
        (changed("study/title", 7), "study.title: found 7; expected a text"),
        (changed("study", None), "study: found None; expected a mapping"),
        (changed("cohorts", {}), "cohorts: it is empty"),
        (changed("cohorts/..", {}), "cohorts: the name '..' is not allowed"),
        (
            changed("cohorts/Aarhus 2014", {}),
            "cohorts: the name 'Aarhus 2014' is not allowed; expected a name that matches",
        ),
        (changed("figures/dpi", 10), "figures.dpi: found 10; expected at least 72"),
        (in_cohort("explore/confounded_from", 1.1), f"{COHORT}.explore.confounded_from: found 1.1; expected at most 1"),
        (in_cohort("explore/confounded_from", 0), f"{COHORT}.explore.confounded_from: found 0; expected more than 0"),
        (
            in_cohort("explore/confounded_from", math.nan),
            f"{COHORT}.explore.confounded_from: found nan; expected a finite number",
        ),
        (in_cohort("outcomes/size_mm/log_offset", math.inf), f"{COHORT}.outcomes.size_mm.log_offset: found inf"),
        (in_cohort("scenarios", ["locf"]), f"{COHORT}.scenarios: found ['locf']; expected 'observed' among the items"),
        (
            in_cohort("scenarios", ["observed", "guess"]),
            f"{COHORT}.scenarios[1]: found 'guess'; expected one of observed, ",
        ),
        (in_cohort("scenarios", "observed"), f"{COHORT}.scenarios: found 'observed'; expected a list"),
        (endpoint("outcome", "volume"), f"{RESPONSE}.outcome: found 'volume'; expected one of size_mm"),
        (endpoint("visit", 8), f"{RESPONSE}.visit: found 8; expected one of 4, 12"),
        (endpoint("visit", 0), f"{RESPONSE}.visit: found 0; expected one of 4, 12"),
        (endpoint("scenario", "worst_value"), f"{RESPONSE}.scenario: found 'worst_value'; expected one of observed, "),
        (endpoint("primary", False), f"{COHORT}.endpoints: none of them is primary; expected 'primary: true'"),
        (endpoint("important_difference", 5), f"{RESPONSE}.important_difference: found it in an endpoint of kind"),
        (
            endpoint("kind", "change"),
            f"{RESPONSE}.from: found it in an endpoint of kind 'change'",
        ),
        (endpoint("more_than", 30), f"{RESPONSE}: "),
        (endpoint("historical_rate", 1), f"{RESPONSE}.historical_rate: found 1; expected less than 1"),
        (endpoint("threshold_in", "units"), ""),
        (endpoint("comparison", {"arm": "drug"}), f"{RESPONSE}.comparison: the key 'against' is missing"),
        (endpoint("comparison", {"arm": "a", "against": "a"}), f"{RESPONSE}.comparison.against: found 'a' in both"),
        (
            endpoint("comparison", {"arm": "a", "against": "b"}),
            f"{RESPONSE}.historical_rate: found it in an endpoint that",
        ),
        (
            in_cohort("arms", {"reference": "c", "order": ["a", "b"]}),
            f"{COHORT}.arms.reference: found 'c'; expected one",
        ),
        (in_cohort("arms", {"reference": "a", "order": ["a", "b"]}), ""),
        (in_cohort("primary", {"visit": 4}), f"{COHORT}.primary: endpoints are declared too"),
        (primary("outcome", "volume"), f"{COHORT}.primary.outcome: found 'volume'; expected one of size_mm"),
        (primary("visit", 8), f"{COHORT}.primary.visit: found 8; expected one of 4, 12"),
        (primary("visit", 4), ""),
        (in_cohort("scenarios", ["observed", "as_reported"]), ""),
        (in_cohort("outcomes/size_mm/follow_up_visits", [12, 4]), f"{COHORT}.outcomes.size_mm"),
        (in_cohort("outcomes/size_mm/follow_up_visits", [0, 4]), f"{COHORT}.outcomes.size_mm"),
        (in_cohort("outcomes/size_mm/follow_up_visits", [4, 12, 26]), ""),
        (in_cohort("outcomes/size_mm/baseline_bands", [50, 5]), "expected edges in ascending order"),
        (in_cohort("outcomes/size_mm/response/partial", 101), "response.partial: found 101; expected at most the"),
        (in_cohort("outcomes/size_mm/response/complete", 20), "at most the threshold of a complete response, 20"),
        (
            in_cohort("outcomes/size_mm/maximum", -1),
            "outcomes.size_mm.maximum: found -1; expected at least the minimum",
        ),
        (in_cohort("site_groups/limb", ["Knee", "Fingertip"]), "site 'Fingertip' is in 'fingertip' too"),
        (
            in_cohort("table/dialect/delimiter", ";;"),
            f"{COHORT}.table.dialect.delimiter: found ';;'; expected one character",
        ),
        (in_cohort("table/dialect/decimal", ";"), f"{COHORT}.table.dialect.decimal: found ';'; expected one of ., ,"),
        (
            in_cohort("table/dialect/header_line", 0),
            f"{COHORT}.table.dialect.header_line: found 0; expected at least 1",
        ),
        (
            in_cohort("table/encoding", "utf-8"),
            f"{COHORT}.table: unknown key 'encoding'; expected one of file, sha256, sheet, ",
        ),
        (in_cohort("table/merged_cells/when_blank", "Patient"), "fill_down: column 'Patient' is not among them"),
        (in_cohort("table/lesion_id", "row"), "found 'row'; expected one of column, within_patient, lettered, patient"),
        (in_cohort("table/patient_id", "row"), "patient_id: found 'row', and merged_cells make one patient of several"),
        (in_cohort("table/patient_id", "row"), "patient_id: found 'row', and lesion_id: lettered takes each row for a"),
        (in_cohort("table/columns/Localization", "lesion_id"), "found 'lettered', and a column gives lesion_id"),
        (in_cohort("table/columns/Localization", "visit_date"), "found 'lettered', and a column gives visit_date"),
        (in_cohort("table/columns/Localization", "place"), f"{COHORT}.table.columns.Localization: found 'place'"),
        (in_cohort("table/columns/Localization", "arm"), ""),
        (in_cohort("table/columns/Size at week {visit}", {"outcome": "size_mm"}), ""),
        (in_cohort("table/derive", {"lesion": "{Case"}), "derive.lesion: brace '{' without its other half"),
        (in_cohort("table/derive", {"lesion": "none"}), "derive.lesion: names no column"),
        (in_cohort("table/derive", {"area": "= {Case} ** {Case} +"}), f"{COHORT}.table.derive.area: "),
        (in_cohort("table/derive", {"area": "= {Case} * 2"}), ""),
        (
            in_cohort("table/visits", {"unit": "weeks"}),
            "visits.unit: found 'weeks' (did you mean 'week'?); expected one of day, week, month, ",
        ),
        (in_cohort("table/visits", {"labels": {"V1": -1}}), "visits.labels.V1: found -1; expected at least 0"),
        (
            in_cohort("table/visits", {"dates": {"outside": "drop"}}),
            "visits.dates.outside: found 'drop'; expected one of",
        ),
        (
            in_cohort("table/dispositions", {"gone": "completed"}),
            "dispositions.gone: found 'completed'; expected one of",
        ),
        (in_cohort("table/keep_rows", {"Study": []}), "keep_rows.Study: it is empty"),
        (
            in_cohort("table/privacy", {"hide": ["Case"]}),
            "privacy: unknown key 'hide'; expected one of drop, pseudonymise",
        ),
        (
            in_cohort("table/ignore", ["Case", "Case"]),
            f"{COHORT}.table.ignore: 'Case' stands there twice; expected each item once",
        ),
        (in_cohort("outcomes/size_mm/dimensions", "sum"), "dimensions: found 'sum'; expected one of longest, product"),
        (
            in_cohort("outcomes/size_mm/incomplete_baseline", "drop"),
            "incomplete_baseline: found 'drop'; expected one of",
        ),
        (
            in_cohort("outcomes/size_mm/baseline_visit", 4),
            "follow_up_visits: found [4, 12]; expected weeks in order, all",
        ),
        (in_cohort("outcomes/size_mm/better", "higher"), ""),
        (
            in_cohort("outcomes/pain", {"better": "higher"}),
            "outcomes.pain: higher is better, and nothing tells the best value, which the scenario complete_response "
            "fills in; expected 'best_value' or 'maximum' to be given, or the cohort's 'scenarios' without",
        ),
        (
            in_cohort("outcomes/size_mm/best_value", -1),
            "best_value: found -1; expected a value between the minimum and",
        ),
        (
            in_cohort("table/columns/Case/field", "name"),
            f"{COHORT}.table.columns.Case.field: found 'name'; expected one of ",
        ),
        (in_cohort("table/columns/Case/cells", []), "columns.Case"),
        (in_cohort("table/columns/Case/cells", [{"pattern": ".*"}]), "it has both 'field' and 'cells'"),
        (in_cohort("table/columns/Case/visit", 4), ""),
        (in_cohort("table/columns/Size of calcinosis/visit", 8), "visit: found 8; expected one of 0, 4, 12"),
        (
            in_cohort("table/columns/Size of calcinosis/outcome", "pain"),
            "outcome: found 'pain'; expected one of size_mm",
        ),
        (in_cohort("table/columns/Complications/cells/0/pattern", "("), "cells[0].pattern: it does not compile"),
        (
            in_cohort("table/columns/Complications/cells/0/pattern", "(?P<complaint>.*)"),
            "cells[0].pattern: the group 'complaint' is no field; expected one of patient_id, ",
        ),
        (
            in_cohort("table/columns/Complications/cells/0/set", {"event_type": "{what}"}),
            "cells[0].set.event_type: {what} is not a group of the pattern",
        ),
        (in_cohort("table/columns/Complications/cells/0/set", {"event": "x"}), "cells[0].set"),
        (in_cohort("table/columns/Case", {}), f"{COHORT}.table.columns.Case"),
        (in_cohort("table/stated/age_years", {"value": "5", "source": "x"}), "stated: unknown key 'age_years'"),
        (in_cohort("table/stated/sex/value", "F"), "stated.sex.value: found 'F'; expected one of female, male, other"),
        (in_cohort("table/columns/Localization", "sex"), "table.stated: a column gives 'sex' too; expected one source"),
        (in_cohort("tables", [{"file": "a.csv"}]), f"{COHORT}: it has both 'table' and 'tables'; expected one"),
        (in_cohort("claims", ""), f"{COHORT}.claims: it is empty"),
        (changed("audit", {"unreproduced": "stop"}), "audit.unreproduced: found 'stop'; expected one of report, fail"),
    ],
)
def test_a_mistake_is_told_with_its_key_and_what_is_allowed(config, expected):
    text = message(config)
    assert expected in text
    assert bool(text) == bool(expected)


def test_an_outcome_without_a_best_value_is_allowed_where_no_scenario_needs_it():
    config = in_cohort("outcomes/pain", {"better": "higher"})
    config["cohorts"]["aarhus-2014"]["scenarios"] = ["observed", "as_reported", "locf", "no_change"]
    config["cohorts"]["aarhus-2014"].pop("declared_scenarios")
    assert message(config) == ""


@pytest.mark.parametrize("key", [4, None, 1.5])
def test_keys_that_are_no_text_are_told_with_how_to_write_them(config, key):
    config["cohorts"]["aarhus-2014"]["site_groups"][key] = ["Nose"]
    assert message(config).splitlines()[1:] == [
        f"  {COHORT}.site_groups: the key {key!r} is not a text; expected the key in quotes: '{key}'"
    ]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("{field: diagnosis, values: {No: none}}", "the key in quotes as the file spells it, such as 'No'"),
        ("{field: diagnosis, values: {'1': Yes}}", "a text in quotes as the file spells it, such as 'Yes'"),
        ("{outcome: itch, values: {absent: 0}}", "found 0; expected a text in quotes: '0'"),
        ("{outcome: itch, visit: month 3}", "found 'month 3'; expected a whole number of weeks: 13"),
        ("{outcome: itch, visit: baseline}", "found 'baseline'; expected a whole number of weeks: 0"),
        ("{outcome: itch, visit: after}", "found 'after'; expected a whole number"),
    ],
)
def test_what_yaml_reads_as_another_type_is_told_with_how_to_write_it(column, expected):
    table = {"file": "a.csv", "columns": {"Itching": yaml.safe_load(column)}}
    assert f"{expected}\n" in f"{message({'cohorts': {'a': {'table': table}}})}\n".replace(", which YAML", "\n, which")


@pytest.mark.parametrize(
    ("unit", "visit", "expected"),
    [("day", "week 2", "a whole number of days: 14"), ("month", "1 year", "a whole number of months: 12")],
)
def test_a_visit_in_words_is_told_as_a_number_in_the_unit_of_its_cohort(unit, visit, expected):
    table = {"file": "a.csv", "columns": {"Itching": {"outcome": "itch", "visit": visit}}}
    assert f"found {visit!r}; expected {expected}" in message({"cohorts": {"a": {"time_unit": unit, "table": table}}})


@pytest.mark.parametrize(
    ("unit", "key", "is_allowed"), [("day", "visit", True), ("day", "week", False), ("week", "week", True)]
)
def test_a_phase_counts_as_a_visit_in_the_unit_of_its_cohort(unit, key, is_allowed):
    table = {"file": "a.csv", "visits": {"phases": [{key: 0, "from": -7, "to": 0}]}}
    told = message({"cohorts": {"a": {"time_unit": unit, "table": table}}})
    assert ("found a week, and the cohort counts in days; expected the key 'visit'" in told) is not is_allowed
    assert (told == "") is is_allowed


def test_a_phase_is_one_visit():
    table = {
        "file": "a.csv",
        "visits": {"phases": [{"visit": 0, "week": 0, "from": -7, "to": 0}, {"from": 1, "to": 2}]},
    }
    told = message({"cohorts": {"a": {"table": table}}})
    assert "cohorts.a.table.visits.phases[0]: it has both 'visit' and 'week'; expected one of them" in told
    assert "cohorts.a.table.visits.phases[1]: it has none of 'visit' and 'week'; expected one of them" in told


@pytest.mark.parametrize("config", [{}, {"cohorts": None}, {"cohorts": []}, {"cohorts": {"a": None}}, {"study": []}])
def test_a_configuration_of_another_shape_is_a_message(config):
    assert message(config).startswith("The configuration has ")


def test_a_cohort_needs_a_table_or_claims_and_nothing_else():
    expected = "cohorts.other: it has none of 'table', 'tables' and 'claims'; expected one of them"
    assert expected in message(changed("cohorts/other", {}))
    assert message({"cohorts": {"other": {"table": {"file": "export.csv"}}}}) == ""
    assert message({"cohorts": {"other": {"claims": "claims.csv"}}}) == ""


def test_a_cohort_of_claims_alone_has_no_key_that_is_about_rows():
    cohort = {"claims": "claims.csv", "title": "A paper", "source": {"citation": "A paper."}}
    assert message({"cohorts": {"paper": cohort}}) == ""
    about_rows = {"outcomes": {"size_mm": {}}, "corrections": "corrections.csv"}
    assert message({"cohorts": {"paper": cohort | about_rows}}).splitlines()[1:] == [
        f"  cohorts.paper.{key}: the cohort has claims and no table; expected a table, or the key to be left out"
        for key in ("corrections", "outcomes")
    ]
    with_rows = cohort | about_rows | {"table": {"file": "export.csv"}}
    assert message({"cohorts": {"paper": with_rows}}) == ""


def test_a_visit_needs_an_outcome_unless_there_is_one_alone_or_the_header_names_it():
    column = {"columns": {"Size": {"field": "value", "visit": 4}}}
    cohort = {"table": {"file": "a.csv"} | column}
    assert "columns.Size: it has a visit and no outcome" in message({"cohorts": {"a": cohort}})
    assert message({"cohorts": {"a": cohort | {"outcomes": {"pain": {}}}}}) == ""
    template = {"columns": {"{outcome} later": {"field": "value", "visit": 4}}}
    assert message({"cohorts": {"a": {"table": {"file": "a.csv"} | template}}}) == ""


def test_rows_of_one_table_are_patients_of_no_other_one():
    tables = [{"file": "a.csv", "patient_id": "row"}, {"file": "b.csv"}]
    assert "tables[0].patient_id: found 'row', and the cohort has several" in message(
        {"cohorts": {"a": {"tables": tables}}}
    )
    assert message({"cohorts": {"a": {"tables": tables[:1]}}}) == ""


def test_problems_of_several_tables_are_told_with_their_number():
    tables = [{"file": "a.csv"}, {"file": "b.csv", "columns": {"x": {"cells": [{"pattern": "("}]}}}]
    assert "cohorts.a.tables[1].columns.x.cells[0].pattern: " in message({"cohorts": {"a": {"tables": tables}}})


def test_two_patterns_that_do_not_compile_are_both_told(config):
    for index in (0, 2):
        config["cohorts"]["aarhus-2014"]["table"]["columns"]["Complications"]["cells"][index]["pattern"] = "[z-a]"
    text = message(config)
    assert "cells[0].pattern" in text
    assert "cells[2].pattern" in text


def test_defaults_are_filled_in():
    cohort = {"table": {"file": "a.csv"}, "outcomes": {"pain": {}}}
    filled = validated_config({"cohorts": {"a": cohort}}, SCHEMA)
    assert filled["study"] == {"title": "Case series", "seed": 1, "raw_folders": [], "raw_hosts": [], "authors": []}
    own = filled["cohorts"]["a"]
    assert (own["title"], own["scenarios"]) == ("a", ["observed", "locf", "no_change", "complete_response"])
    assert own["primary"] == {"unit_of_analysis": "patient", "scenario": "observed"}
    assert own["outcomes"]["pain"] == {
        "log_offset": 0.5,
        "incomplete_baseline": "error",
        "response": {"complete": 100, "partial": 30, "progression": 20},
    }
    (table,) = own["tables"]
    assert {"", "NA", "-"} < set(table["missing"])
    assert table["visits"] == {
        "labels": {}, "outside_phases": "error", "dates": {"outside": "error"}
    }  # fmt: skip
    assert table["privacy"] == {"drop": [], "pseudonymise": [], "not_identifying": []}
    for key in ("lesion_id", "sheet", "merged_cells"):
        assert key not in table


def test_filling_in_defaults_leaves_the_given_configuration_as_it_is(config):
    before = copy.deepcopy(config)
    validated_config(config, SCHEMA)
    assert config == before


def _properties(node: Any, path: str = "") -> list[tuple[str, dict[str, Any]]]:
    found = []
    if isinstance(node, dict):
        for key, rule in node.get("properties", {}).items():
            found.append((f"{path}.{key}", rule))
        for key, value in node.items():
            found += _properties(value, f"{path}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            found += _properties(value, f"{path}[{index}]")
    return found


def test_every_key_of_the_schema_is_described():
    schema = config_schema(SCHEMA)
    properties = _properties(schema)
    assert len(properties) > 60
    for path, rule in properties:
        target = schema["$defs"][rule["$ref"].removeprefix("#/$defs/")] if "$ref" in rule else {}
        assert rule.get("description") or target.get("description"), path


def test_the_schema_allows_no_unknown_key_anywhere():
    schema = config_schema(SCHEMA)

    def walk(node: Any, path: str) -> None:
        if isinstance(node, dict):
            if "properties" in node:
                assert node.get("additionalProperties") is False, path
            for key, value in node.items():
                walk(value, f"{path}.{key}")

    walk(schema, "")


@pytest.mark.parametrize("name", ["logs", "pooled"])
def test_a_cohort_cannot_bear_the_name_of_another_folder_of_the_results(config, name):
    config["cohorts"][name] = config["cohorts"].pop("aarhus-2014")
    with pytest.raises(UserError, match=f"cohorts.{name}: the name '{name}' is taken"):
        validated_config(config, SCHEMA)


def test_the_fields_of_the_schema_are_those_of_the_data_dictionary():
    for_the_mapping = {
        "baseline_date", "lesion_number", "outcome", "visit", "visit_date", "date_at_visit", "unit", "disposition_date"
    }  # fmt: skip
    assert set(config_schema(SCHEMA)["$defs"]["field"]["enum"]) == set(field_places()) | for_the_mapping


def test_mistakes_of_shape_and_of_meaning_are_reported_together(config):
    config["figures"]["dpi"] = "high"
    cohort = config["cohorts"]["aarhus-2014"]
    cohort["endpoints"]["response"]["visit"] = 7
    cohort["site_groups"]["limb"].append("Fingertip")
    cohort["explore"]["confounded_from"] = 2
    with pytest.raises(UserError, match="4 problems") as caught:
        validated_config(config, SCHEMA)
    for text in ("figures.dpi", "endpoints.response.visit: found 7", "site_groups.limb", "explore.confounded_from"):
        assert text in str(caught.value)


def test_a_section_with_a_mistake_of_shape_is_not_looked_at_further(config):
    config["cohorts"]["aarhus-2014"]["outcomes"] = "size"
    config["cohorts"]["broken"] = 3
    with pytest.raises(UserError, match="2 problems"):
        validated_config(config, SCHEMA)


def test_a_problem_names_the_file_and_the_line_of_its_key_or_of_the_nearest_above_it(config, tmp_path):
    path = tmp_path / "study.yaml"
    config["methods"] = {"confidence_level": 2, "resamples": 999, "bootstraps": 1}
    del config["cohorts"]["aarhus-2014"]["table"]["file"]
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").splitlines()
    keys = ("confidence_level: 2", "  table:", "bootstraps: 1")
    wrong, table, unknown = (lines.index(f"  {key}") + 1 for key in keys)
    with pytest.raises(UserError) as error:
        validated_config(config, SCHEMA, key_places(path))
    assert f"  {path}, line {wrong}: methods.confidence_level: found 2; expected at most" in str(error.value)
    assert f"  {path}, line {table}: {COHORT}.table: the key 'file' is missing" in str(error.value)
    assert f"  {path}, line {unknown}: methods: unknown key 'bootstraps'" in str(error.value)
