"""The reference of the configuration says what the schema says, and its examples are valid."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from casetrace.cli.describe_config import DOCUMENT, EXAMPLES, SCHEMA, Key, Reference, document
from casetrace.config.schema import config_schema
from casetrace.config.validation import validated_config
from casetrace.model.yaml_files import read_yaml

KEYS = {key.path: key for section in Reference(config_schema(SCHEMA)).sections for key in section.keys}
MINIMAL = {"cohorts": {"my-clinic": {"table": {"file": "data/my-clinic/export.csv"}}}}


def properties(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property of a schema with its rule, wherever it stands."""
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for part in parts:
        yield from properties(part)
    if isinstance(node, dict) and isinstance(node.get("properties"), dict):
        yield from node["properties"].items()


def test_the_reference_is_that_of_the_schema():
    assert DOCUMENT.read_text(encoding="utf-8") == document()


def test_every_property_of_the_schema_is_in_the_reference_with_a_description():
    schema = config_schema(SCHEMA)
    named = {name for name, _ in properties(schema)}
    sections = {section.path for section in Reference(schema).sections}
    described = {path.rpartition(".")[2] for path in [*KEYS, *sections]}
    assert named <= described
    for key in KEYS.values():
        assert key.description, key.path
        assert key.kind, key.path
        assert "|" not in key.path


@pytest.mark.parametrize(
    "key",
    [
        Key("study.seed", "whole number, at least 0", "`1`", "Seed"),
        Key("cohorts.<name>.table.file", "text", "required", "The raw file"),
        Key("cohorts.<name>.table.columns.<header>.field", "a field of the data dictionary", "", "The field"),
        Key("cohorts.<name>.table.columns.<header>.cells[].pattern", "text", "required", "Regular expression"),
        Key("cohorts.<name>.table.keep_rows", "mapping to lists of texts", "", "Rows to keep"),
        Key("cohorts.<name>.outcomes.<name>.response.partial", "number, more than 0", "`30`", "Reduction"),
        Key("cohorts.<name>.outcomes.<name>.better", "one of `lower`, `higher`", "", "Whether"),
        Key("cohorts.<name>.primary.visit", "whole number, at least 0, at most 36500", "", "The visit"),
    ],
    ids=lambda key: key.path,
)
def test_a_key_is_described_with_its_type_its_limits_and_its_default(key):
    found = KEYS[key.path]
    assert (found.kind, found.default) == (key.kind, key.default)
    assert found.description.startswith(key.description)


@pytest.mark.parametrize("section", list(read_yaml(EXAMPLES)))
def test_the_example_of_a_section_is_valid_and_shows_it(section):
    example = yaml.safe_load(read_yaml(EXAMPLES)[section])
    validated_config(MINIMAL | example, SCHEMA)
    node = example
    for name in section.split("."):
        node = next(iter(node.values())) if name.startswith("<") else node[name]
    assert node


def test_every_section_has_an_example_and_every_example_a_section():
    assert [section.path for section in Reference(config_schema(SCHEMA)).sections] == list(read_yaml(EXAMPLES))
