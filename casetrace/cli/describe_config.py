"""Write the reference of the configuration for people, docs/config-reference.md, from its schema.

Run as `casetrace describe` after a change of the schema or of docs/config-examples.yaml.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casetrace.config.schema import config_schema
from casetrace.model.yaml_files import read_yaml

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "config-reference.md"
EXAMPLES = ROOT / "docs" / "config-examples.yaml"
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.yaml"

#: What a free key of a mapping is, where it is no name, by the mapping's own key.
FREE_KEYS = {
    "columns": "header",
    "keep_rows": "header",
    "drop_rows": "header",
    "dispositions": "text",
    "labels": "label",
    "values": "text",
    "site_groups": "group",
    "set": "field",
}
#: Definitions of the schema that are a section of their own, each described where it is used first.
SECTIONS = ("cohort", "table", "dialect", "visits", "column_parts", "outcome")
PLURALS = {
    "text": "texts",
    "whole number": "whole numbers",
    "number": "numbers",
    "mapping": "mappings",
    "list of texts": "lists of texts",
}

Schema = dict[str, Any]


@dataclass(frozen=True)
class Key:
    """One key of the configuration, as the reference describes it."""

    path: str
    kind: str
    default: str
    description: str


@dataclass(frozen=True)
class Section:
    """Keys that are described together, under the path of the mapping that they stand in."""

    path: str
    description: str
    keys: list[Key]


class Reference:
    """The sections of a schema.

    Parameters
    ----------
    schema
        The schema of the configuration.

    Attributes
    ----------
    sections
        The sections, in the order of the schema.
    """

    def __init__(self, schema: Schema) -> None:
        self._definitions: Schema = schema["$defs"]
        self._described: set[str] = set()
        self.sections: list[Section] = []
        for name, rule in schema["properties"].items():
            self._add_section(name, rule)

    def _add_section(self, path: str, rule: Schema) -> None:
        """A section for a mapping, and for those in it that have one of their own."""
        rule = self._resolved(rule)
        section = Section(path, rule["description"], [])
        self.sections.append(section)
        self._add_keys(section, path, rule)

    def _add_keys(self, section: Section, path: str, rule: Schema) -> None:
        required = rule.get("required", [])
        for name, key_rule in rule.get("properties", {}).items():
            whole = self._resolved(key_rule)
            default = "required" if name in required else _shown_default(whole)
            section.keys.append(Key(f"{path}.{name}", self.kind(key_rule), default, whole.get("description", "")))
            self._add_below(section, f"{path}.{name}", key_rule)
        for free in _free_values(rule):
            self._add_below(section, f"{path}.<{FREE_KEYS.get(path.rpartition('.')[2], 'name')}>", free)

    def _add_below(self, section: Section, path: str, rule: Schema) -> None:
        """What stands below a key: in a section of its own, or after it."""
        for part in [rule, *_alternatives(self._resolved(rule))]:
            name = part.get("$ref", "").rpartition("/")[2]
            if name in SECTIONS and name not in self._described:
                self._described.add(name)
                self._add_section(
                    path, {"description": self._resolved(part).get("description")} | self._definitions[name]
                )
            elif name not in SECTIONS:
                self._add_keys(section, path, self._resolved(part))
        items = self._resolved(rule).get("items", {})
        if "$ref" not in items:
            self._add_keys(section, f"{path}[]", items)

    def _resolved(self, rule: Schema) -> Schema:
        """A rule with what it refers to filled in; what it says itself goes before."""
        while "$ref" in rule:
            overrides = {key: value for key, value in rule.items() if key != "$ref"}
            rule = self._definitions[rule["$ref"].rpartition("/")[2]] | overrides
        return rule

    def kind(self, rule: Schema) -> str:
        """The type of a value and what is allowed for it, in words."""
        whole = self._resolved(rule)
        if _alternatives(whole):
            return " or ".join(self.kind(part) for part in _alternatives(whole))
        if "enum" in whole:
            if whole["enum"] == self._definitions["field"]["enum"] and rule is not self._definitions["field"]:
                return "a field of the data dictionary"
            return f"one of {', '.join(f'`{_shown(value)}`' for value in whole['enum'])}"
        if whole.get("type") == "array":
            return f"list of {_many(self.kind(whole.get('items', {})))}"
        if whole.get("type") == "object":
            values = [self.kind(free) for free in _free_values(whole)]
            return f"mapping to {_many(values[0])}" if values else "mapping"
        names = {
            "string": "text",
            "integer": "whole number",
            "number": "number",
            "boolean": "yes (`true`) or no (`false`)",
        }
        types = whole["type"] if isinstance(whole["type"], list) else [whole["type"]]
        return ", ".join([" or ".join(names[name] for name in types), *_limits(whole)])


def _alternatives(rule: Schema) -> list[Schema]:
    """The forms that a value may have, where it may have several."""
    parts = [*rule.get("oneOf", ()), *(rule[name] for name in ("then", "else") if name in rule)]
    return [part for part in parts if "$ref" in part or "type" in part]


def _free_values(rule: Schema) -> Iterator[Schema]:
    """The rule for the values of a mapping whose keys are free."""
    yield from rule.get("patternProperties", {}).values()
    if isinstance(rule.get("additionalProperties"), dict):
        yield rule["additionalProperties"]


def _many(kind: str) -> str:
    """A type in the plural."""
    noun = kind.partition(", ")[0]
    return kind.replace(noun, PLURALS[noun], 1) if noun in PLURALS else kind


def _limits(rule: Schema) -> Iterator[str]:
    if rule.get("maxLength") == 1:
        yield "one character"
    words = {"minimum": "at least", "exclusiveMinimum": "more than", "maximum": "at most"}
    yield from (f"{word} {_shown(rule[name])}" for name, word in words.items() if name in rule)
    if "pattern" in rule:
        yield f"matching `{rule['pattern']}`"


def _shown_default(rule: Schema) -> str:
    """The default of a key; that of a mapping is shown by the keys in it."""
    return f"`{_shown(rule['default'])}`" if "default" in rule and rule["default"] != {} else ""


def _shown(value: Any) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)


def document() -> str:
    """The reference as Markdown."""
    examples = read_yaml(EXAMPLES)
    lines = [
        "# Configuration reference",
        "",
        "Written by `casetrace describe` from `workflow/schemas/config.schema.yaml` and",
        "`docs/config-examples.yaml`; change it there. A name in angle brackets stands for one of your own. A key",
        "without a default may be left out, unless it is required.",
    ]
    for section in Reference(config_schema(SCHEMA)).sections:
        lines += ["", f"## `{section.path}`", "", section.description]
        lines += ["", "```yaml", examples[section.path].rstrip("\n"), "```"]
        lines += _table(section)
    return "\n".join(lines) + "\n"


def _table(section: Section) -> Iterator[str]:
    if section.keys:
        yield from ("", "| key | what it takes | default | meaning |", "|---|---|---|---|")
    for key in section.keys:
        cells = (f"`{key.path}`", key.kind, key.default, key.description)
        yield f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    """A text in one cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")
