"""Writes a section of config as YAML with comments behind its keys."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import yaml

from casetrace.inspect.proposal import Place

#: Sections whose entries stand on a line each; what is below them is written in one line.
OPEN = frozenset(
    {
        (),
        ("table",),
        ("table", "columns"),
        ("table", "visits"),
        ("table", "visits", "labels"),
        ("table", "visits", "dates"),
        ("table", "dispositions"),
        ("table", "privacy"),
        ("table", "merged_cells"),
        ("outcomes",),
        ("outcomes", "*"),
    }
)
MORE_THAN_ANY_LINE = 1_000_000
#: Letters up to which a list stands on one line.
LONGEST_LIST = 110


def config_text(
    cohort: str,
    section: Mapping[str, Any],
    comments: Mapping[Place, str],
    remarks: Sequence[str],
    questions: Mapping[Place, Sequence[str]] = MappingProxyType({}),
) -> str:
    """A whole config file for one cohort.

    Parameters
    ----------
    cohort
        Its name.
    section
        Its section of config.
    comments
        Comments by the place of the key below the cohort; line breaks in them become spaces.
    remarks
        Lines of comment below the section.
    questions
        Lines of comment by the place of the section that they stand in, above its keys where it is the cohort's.
    """
    lines = [
        *questions.get((), ()),
        *_lines(section, (), comments, questions),
        *(f"# {_on_one_line(remark)}" for remark in remarks),
    ]
    return "\n".join(["cohorts:", f"  {inline(cohort)}:", *(f"    {line}" for line in lines)]) + "\n"


def _lines(
    section: Mapping[str, Any],
    place: Place,
    comments: Mapping[Place, str],
    questions: Mapping[Place, Sequence[str]],
) -> Iterator[str]:
    for key, value in section.items():
        key_place = (*place, key)
        comment = f"  # {_on_one_line(comments[key_place])}" if key_place in comments else ""
        shapes = value.get("cells") if isinstance(value, Mapping) else None
        if shapes:
            yield f"{inline(key)}:{comment}"
            for name, part in value.items():
                yield from _shape_lines(shapes) if name == "cells" else [f"  {name}: {inline(part)}"]
        elif isinstance(value, list) and len(inline(value)) > LONGEST_LIST:
            yield f"{inline(key)}:{comment}"
            yield from (f"  - {inline(item)}" for item in value)
        elif value and isinstance(value, Mapping) and _is_open(key_place):
            yield f"{inline(key)}:{comment}"
            yield from (f"  {line}" for line in _lines(value, key_place, comments, questions))
            yield from (f"  {line}" for line in questions.get(key_place, ()))
        else:
            yield f"{inline(key)}: {inline(value)}{comment}"


def _is_open(place: Place) -> bool:
    return place in OPEN or (place[0] == "outcomes" and len(place) == len(("outcomes", "*")))


def _shape_lines(shapes: list[Mapping[str, Any]]) -> Iterator[str]:
    yield "  cells:"
    for shape in shapes:
        for number, (name, part) in enumerate(shape.items()):
            yield f"    {'- ' if number == 0 else '  '}{name}: {inline(part)}"


class _Dumper(yaml.SafeDumper):
    """Writes texts with line breaks and other characters that can't be seen in double quotes, escaped."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if text.isprintable() else '"')


_Dumper.add_representer(str, _text)


def inline(value: Any) -> str:
    """A value as YAML on one line; a text in quotes where it would be read as anything else."""
    text = yaml.dump(
        value, Dumper=_Dumper, default_flow_style=True, allow_unicode=True, width=MORE_THAN_ANY_LINE, sort_keys=False
    )
    return str(text).removesuffix("\n").removesuffix("\n...")


def _on_one_line(text: str) -> str:
    """A text without line breaks and other characters that would end a comment."""
    return "".join(character if character.isprintable() else " " for character in text)
