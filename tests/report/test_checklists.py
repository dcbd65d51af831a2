"""The self-check against reporting guidelines: an item is answered only where the manuscript has the answer."""

from dataclasses import replace
from typing import Any

import pytest

from casetrace.model.yaml_files import read_yaml
from casetrace.report.checklists import BY_AUTHORS, NOT_IN_DATA, REPORTING, Item, checklists, guidelines
from casetrace.report.checks import CHECKS, Checked
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Section
from casetrace.report.manuscript import manuscript
from casetrace.report.text import text
from tests.report.manuscripts import made_up, shipped
from tests.stages.made_up import cohort, patients, table
from tests.stages.running import SCHEMA

ITEMS = [(name, item) for name, guideline in guidelines().items() for item in guideline.items]
REPORTING_KEYS = set(read_yaml(SCHEMA)["$defs"]["cohort"]["properties"]["reporting"]["properties"])


@pytest.fixture(scope="module")
def content(real_run) -> CohortContent:
    return shipped(real_run)


@pytest.fixture(scope="module")
def checked(content) -> Checked:
    return Checked(content, manuscript(content))


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> Checked:
    """A cohort of which nothing is known but the sizes, which nobody has at the end."""
    section = cohort("W4", explore={})
    folder = tmp_path_factory.mktemp("bare")
    bare = made_up(folder, table(patients(4, W12=""), section["tables"][0]["columns"]), section)
    return Checked(bare, manuscript(bare))


def status(checked: Checked, guideline: str, topic: str) -> str:
    return next(item for name, item in ITEMS if (name, item.topic) == (guideline, topic)).status(checked)


@pytest.mark.parametrize(("name", "item"), ITEMS, ids=lambda value: getattr(value, "topic", value))
def test_an_item_is_answered_by_a_check_that_there_is(name, item):
    if item.answer.startswith(REPORTING):
        assert item.answer.removeprefix(REPORTING) in REPORTING_KEYS
    elif item.answer:
        assert item.answer in CHECKS
    assert bool(item.answer) == bool(item.where)


def test_every_check_is_that_of_an_item():
    assert {item.answer for _, item in ITEMS if item.answer and not item.answer.startswith(REPORTING)} == set(CHECKS)


def test_what_the_manuscript_has_is_answered(checked):
    assert status(checked, "process_2023", "Conflicts of interest") == "Declarations"
    assert status(checked, "process_2023", "Study design").startswith("Methods (partly; authors to add: retrospective")
    assert status(checked, "process_2023", "Complications") == "Results, Table 4"
    assert status(checked, "process_2023", "Results") == "Results, Table 3"
    assert status(checked, "care_2013", "Timeline") == "Patients, Table 2 (partly; authors to add: calendar dates)"
    for topic in ("Sides of tests", "Significance", "Missing values", "Software", "Unit of analysis"):
        assert status(checked, "sampl", topic) == "Statistical analysis", topic


def test_what_only_the_authors_know_is_left_to_them(checked):
    for topic in ("Abstract", "Ethics", "Consent", "Funding", "Registration", "Discussion", "Operator", "Title"):
        assert status(checked, "process_2023", topic) == BY_AUTHORS, topic
    assert status(checked, "sampl", "Important difference") == BY_AUTHORS


def test_what_the_data_have_not_is_said(bare):
    for guideline, topic in (
        ("process_2023", "Characteristics"),
        ("process_2023", "Complications"),
        ("process_2023", "Severity of complications"),
        ("process_2023", "Results"),
        ("care_2013", "Patient information"),
    ):
        assert status(bare, guideline, topic) == NOT_IN_DATA, topic
    assert status(bare, "process_2023", "Study design") == BY_AUTHORS


@pytest.mark.parametrize("key", sorted(REPORTING_KEYS & {item.answer.removeprefix(REPORTING) for _, item in ITEMS}))
def test_a_statement_of_config_answers_its_item_and_its_absence_does_not(content, key):
    item = next(item for _, item in ITEMS if item.answer == REPORTING + key)
    for reporting, answered in (({key: "said"}, True), ({}, False)):
        told = replace(content, reporting=reporting)
        assert item.is_answered(Checked(told, manuscript(told))) == answered


@pytest.mark.parametrize("section", ["methods", "statistical-analysis", "results", "narratives"])
def test_without_a_part_of_the_manuscript_items_are_not_answered(checked, section):
    """Each part is what some items rest on."""

    def without(sections: tuple[Any, ...]) -> tuple[Any, ...]:
        kept = [part for part in sections if not (isinstance(part, Section) and part.id == section)]
        return tuple(replace(part, blocks=without(part.blocks)) if isinstance(part, Section) else part for part in kept)

    less = Checked(checked.content, replace(checked.manuscript, sections=without(checked.manuscript.sections)))
    answered = [sum(item.is_answered(one) for _, item in ITEMS) for one in (checked, less)]
    assert answered[1] < answered[0]


def test_the_title_answers_where_it_names_a_case_series(checked):
    item = Item("Title", "", "title", "Title")
    assert not item.is_answered(checked)
    assert item.is_answered(Checked(checked.content, replace(checked.manuscript, title="Stones: a case series")))


def test_the_section_lists_every_item_once(checked):
    words = text(checklists(checked.content, checked.manuscript))
    assert words.count("\n| ") == len(ITEMS) + 2 * len(guidelines())
    for guideline in guidelines().values():
        assert f"### {guideline.name}" in words
