"""The schema's lists of variables are those of the data dictionary."""

from typing import Any

import pytest

from casetrace.config.schema import MARK, config_schema
from casetrace.config.validation import validated_config
from casetrace.model.errors import UserError
from casetrace.model.variables import grouping_variables
from tests.stages.running import SCHEMA


def marks(node: Any) -> int:
    """How many parts of a schema are left to be filled in."""
    if isinstance(node, list):
        return sum(map(marks, node))
    return sum(map(marks, node.values())) + (MARK in node) if isinstance(node, dict) else 0


def test_nothing_is_left_to_be_filled_in():
    assert marks(config_schema(SCHEMA)) == 0


def test_a_part_of_the_dictionary_stands_beside_what_the_schema_says_itself(folder):
    file = folder / "schema.yaml"
    file.write_text("items: [{description: Groups., dictionary: groups}, {type: text}]", encoding="utf-8")
    groups = {"description": "Groups.", "enum": grouping_variables()}
    assert config_schema(file) == {"items": [groups, {"type": "text"}]}


def test_a_group_that_the_dictionary_does_not_have_is_refused_with_those_that_it_has(config):
    config["cohorts"]["aarhus-2014"]["explore"]["groups"] = ["shoe_size"]
    with pytest.raises(UserError, match="found 'shoe_size'; expected one of baseline_band, site, regimen"):
        validated_config(config, SCHEMA)
