"""The section `treatment` of a cohort, and names of earlier versions that are refused with the new one."""

from typing import Any

import pytest

from casetrace.config.validation import validated_config
from tests.config.test_validation import COHORT, in_cohort, message
from tests.stages.running import SCHEMA


def words(**keys: str) -> dict[str, Any]:
    return in_cohort("treatment", keys)


def test_without_the_section_the_words_are_neutral_and_there_is_no_unit():
    config = validated_config(words(), SCHEMA)
    assert config["cohorts"]["aarhus-2014"]["treatment"] == {
        "name": "treatment", "plural": "treatments", "dose_label": "dose",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (words(name="session", plural="sessions", dose_label="fluence", dose_unit="J/cm²"), ""),
        (words(dose_unit="tablets"), ""),
        (words(dose_unit="min"), ""),
        (words(name="session"), f"{COHORT}.treatment: found the name 'session' and the plural 'treatments'"),
        (words(plural="cycles"), f"{COHORT}.treatment: found the name 'treatment' and the plural 'cycles'"),
        (words(name="Lesion", plural="Lesions"), f"{COHORT}.treatment.name: found 'Lesion'; expected the word for a"),
        (words(dose_label="visit"), f"{COHORT}.treatment.dose_label: found 'visit'"),
        (words(dose_label="dose "), f"{COHORT}.treatment.dose_label: found 'dose '; expected one line without"),
        (words(dose_unit="50"), f"{COHORT}.treatment.dose_unit: found '50'; expected a unit such as mg, ml or J/cm²"),
        (words(dose_unit="weeks"), f"{COHORT}.treatment.dose_unit: found 'weeks'"),
        (words(dose_unit=""), f"{COHORT}.treatment.dose_unit: it is empty"),
        (words(unit="mg"), f"{COHORT}.treatment: unknown key 'unit'"),
    ],
)
def test_nonsense_is_refused(config, expected):
    told = message(config)
    assert expected in told if expected else told == ""


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (in_cohort("explore/variables", ["dose_mean_mg"]), "found 'dose_mean_mg' (did you mean 'dose_mean'?)"),
        (in_cohort("table/columns/Localization", "n_injections"), "'n_injections' (did you mean 'n_treatments'?)"),
        (
            in_cohort("declared_scenarios/implied_lesion/lesions/0/n_injections", 1),
            "unknown key 'n_injections' (did you mean 'n_treatments'?)",
        ),
        (
            in_cohort("table/columns/Localization", {"cells": [{"pattern": "(?P<dose_max_mg>.+)"}]}),
            "the group 'dose_max_mg' is no field (did you mean 'dose_max'?)",
        ),
    ],
)
def test_names_of_earlier_versions_are_refused_with_the_new_one(config, expected):
    assert expected in message(config)


@pytest.mark.parametrize(
    ("unit", "treatment", "expected"),
    [
        ("day", {"interval": 1}, ""),
        ("day", {"interval_weeks": 1}, ""),
        (None, {"interval": 1}, ""),
        (
            None,
            {"interval_weeks": 1, "interval": 1},
            "it has both 'interval' and 'interval_weeks'",
        ),
        (
            "month",
            {"interval_weeks": 4},
            "found 4, and weeks are no exact number of months",
        ),
    ],
)
def test_the_interval_is_in_the_unit_of_the_cohort_or_converted_exactly(unit, treatment, expected):
    config = in_cohort("treatment", treatment)
    if unit:
        config["cohorts"]["aarhus-2014"]["time_unit"] = unit
    told = message(config)
    assert expected in told if expected else ".treatment" not in told
