"""Every variable reaches each place that its roles open to it, and no place knows of another."""

import re
from pathlib import Path
from typing import cast, get_args

import pytest

from casetrace.analyse.explore.patients import GROUP_VARIABLES
from casetrace.audit.changes import NUMBERS as MISTYPED
from casetrace.audit.changes import _limits as limits_of_a_slip
from casetrace.audit.missing_row import _plausible as plausible
from casetrace.audit.missing_row import texts_of
from casetrace.audit.study import NUMBERS, TEXTS, Study
from casetrace.claims.terms import VARIABLES, Variable
from casetrace.config.schema import config_schema
from casetrace.ingest.names import SYNONYMS_FILE, field_of_name, synonyms
from casetrace.model.basis import LESION_VISITS, LESIONS, PATIENTS
from casetrace.model.dictionary import DICTIONARY_FILE, OF_LESIONS, Column, Level, Role, data_dictionary
from casetrace.model.labels import variable_labels
from casetrace.model.variables import (
    explanatory_variables,
    fields,
    group_columns,
    grouping_variables,
    label_of,
    labels_with_units,
    listed_variables,
    names,
    unit_of_field,
    variables,
)
from casetrace.model.yaml_files import read_yaml
from casetrace.report.small_groups import LESION_GROUPINGS, VISIT_GROUPINGS
from casetrace.trace.cells import FIELDS
from casetrace.trace.needs import needs
from casetrace.trace.printed import LISTINGS
from tests.stages.running import SCHEMA

#: Names that are worked out of the tables for claims.
WORKED_OUT = {
    "disposition", "after_week", "last_visit", "complication", "any_complication", "related_complication",
    "serious_complication", "serious_related_complication", "site_group", "baseline", "baseline_band", "value",
    "percent_reduction", "percent_increase", "response", "evaluable",
}  # fmt: skip
#: What is plausible of a variable that no outcome has does not depend on the study.
NO_STUDY = cast(Study, None)
DEFINITIONS = config_schema(SCHEMA)["$defs"]
EXPLORE = DEFINITIONS["cohort"]["properties"]["explore"]["properties"]


def dictionary_with(folder: Path, entry: str, table: str = "patients") -> Column:
    """The new column of a dictionary that has one more entry."""
    file = folder / "tables.yaml"
    text = DICTIONARY_FILE.read_text(encoding="utf-8")
    start = re.search(rf"^{table}:.*?^  columns:\n", text, re.DOTALL | re.MULTILINE)
    assert start is not None
    file.write_text(text[: start.end()] + f"    {entry}\n" + text[start.end() :], encoding="utf-8")
    return data_dictionary(file)[table].columns[entry.partition(":")[0]]


def test_a_plain_entry_of_a_text_may_be_all_that_a_text_can_be(folder):
    smoking = dictionary_with(folder, "smoking: {type: text, description: Smoking habit.}")
    assert smoking.roles == {"groups", "stated", "claimed", "listed", "hinted"}
    assert (smoking.label, smoking.level, smoking.group_column, smoking.field_name) == (
        "smoking", "patient", "smoking", "smoking",
    )  # fmt: skip


def test_a_plain_entry_of_a_number_explains(folder):
    depth = dictionary_with(folder, "depth_mm: {type: number, unit: mm, minimum: 0, description: Depth.}", "lesions")
    assert depth.roles == {"explains", "claimed", "listed", "hinted"}
    assert (depth.label, depth.level, depth.limits) == ("depth mm", "lesion", (0, float("inf")))


def test_an_entry_of_an_event_may_be_nothing_unless_it_says_so(folder):
    assert not dictionary_with(folder, "grade: {type: integer, description: Grade.}", "events").roles


def test_the_dictionary_knows_its_levels_and_roles():
    columns = [column for table in data_dictionary().values() for column in table.declared]
    assert {role for column in columns for role in column.roles} <= set(get_args(Role))
    assert {column.level for column in columns} <= set(get_args(Level))


def test_a_column_without_a_row_of_its_table_is_in_none_of_the_canonical_tables():
    assert {name for name, column in fields().items() if not column.kept} == {
        "baseline_date", "lesion_number", "visit_date", "date_at_visit", "unit", "disposition_date",
    }  # fmt: skip
    assert all(column.kept for table in data_dictionary().values() for column in table.columns.values())


def test_synonyms_are_those_of_fields():
    assert set(read_yaml(SYNONYMS_FILE)) <= set(fields())


@pytest.mark.parametrize("name", fields())
def test_a_field_is_known_to_config_and_by_its_synonyms(name):
    assert name in DEFINITIONS["field"]["enum"]
    unit = f" ({unit_of_field(name) or 'mg'})" if fields()[name].unit_in_header else ""
    assert {field_of_name(f"{spelling}{unit}") for spelling in synonyms()[name]} <= {name}


@pytest.mark.parametrize("name", names(variables("groups")))
def test_a_group_is_explored_named_and_guarded(name):
    about = fields()[name]
    assert name in EXPLORE["groups"]["items"]["enum"]
    assert group_columns()[name] == about.group_column
    assert variable_labels("size")[name] == about.label
    guarded = LESION_GROUPINGS if about.level in OF_LESIONS else VISIT_GROUPINGS
    assert guarded[about.group_column] == about.label


@pytest.mark.parametrize("name", names(variables("explains")))
def test_a_number_is_explored_named_and_audited(name):
    assert name in EXPLORE["variables"]["items"]["enum"]
    assert variable_labels("size")[name] == label_of(name)
    assert name in NUMBERS
    assert name in MISTYPED


@pytest.mark.parametrize("name", [column.field_name for column in variables("stated")])
def test_what_may_be_stated_is_allowed_by_the_schema(name):
    assert name in DEFINITIONS["table"]["properties"]["stated"]["properties"]


@pytest.mark.parametrize("name", names(variables("claimed")))
def test_what_may_be_claimed_is_a_term_and_audited(name):
    about = fields()[name]
    assert VARIABLES[name].type == ("number" if about.is_number else "text")
    assert VARIABLES[name].categories == about.allowed
    assert name in (NUMBERS if about.is_number else TEXTS)
    if about.is_text and "identifier" not in about.roles:
        assert name in texts_of("patient" if about.level == "patient" else "lesion")


@pytest.mark.parametrize("about", listed_variables(), ids=lambda about: about.name)
def test_what_is_listed_is_traced_to_its_own_cells(about):
    assert about.name in LISTINGS[0][3]
    assert about.name in FIELDS[LESIONS]
    assert [(need.table, need.field) for need in needs(LESIONS, about.name, {})] == [(about.table, about.name)]
    if about.level == "patient":
        assert needs(PATIENTS, about.name, {}) == needs(LESIONS, about.name, {})


def test_no_place_knows_of_a_variable_that_the_dictionary_does_not_have():
    assert set(EXPLORE["variables"]["items"]["enum"]) == set(explanatory_variables())
    assert set(explanatory_variables()) - set(fields()) == set(GROUP_VARIABLES.values())
    assert set(grouping_variables()) - set(fields()) == set(GROUP_VARIABLES)
    assert set(VARIABLES) - set(names(variables("claimed"))) == WORKED_OUT
    derived = {
        "merged_into",
        "baseline",
        "value",
        "percent_reduction",
        "relapsed",
        "missing_reason",
        "no_percent_reason",
    }
    assert set(FIELDS[LESION_VISITS]) - derived == {"arm"}


def test_the_order_of_the_explorations_is_that_of_the_ranks():
    # that of the results of studies that have been published; new ones stand behind them
    assert explanatory_variables()[:6] == [
        "baseline", "dose_mean", "dose_min", "dose_max", "n_treatments", "age_years",
    ]  # fmt: skip
    assert grouping_variables()[:5] == ["baseline_band", "site", "regimen", "diagnosis", "sex"]


def test_a_label_has_its_unit_where_none_stands_beside_it():
    assert labels_with_units()["age_years"] == "age in years"
    assert labels_with_units()["n_treatments"] == "number of treatments"


def test_the_audit_takes_the_plausible_range_of_the_dictionary():
    changed = limits_of_a_slip(NO_STUDY, "age_years", "")
    implied = plausible(NO_STUDY, Variable("age_years"))
    assert changed == implied == fields()["age_years"].limits == (0, 120)
