"""Reads YAML, and checks the text of a configuration file: whether it is YAML, and whether a key is given twice."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from casetrace.model.errors import UserError
from casetrace.model.numbers import whole

#: The loader in C where PyYAML has it: the schema is read at every start of the workflow.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


#: The configuration of a folder where no other is meant.
STUDY = "config.yaml"
#: Far beyond any study: levels within each other, keys and items with those that an alias repeats, and bytes.
DEEPEST, MOST_NODES = 100, 200_000
LARGEST = 20_000_000
#: Python reads no number of more than 4,300 digits.
LONG_NUMBER = re.compile(r"[-+]?(0[box])?[0-9a-fA-F_:.]{1000,}")
#: What to do about the commonest faults, by the words of the parser.
REMEDIES = {
    "mapping values are not allowed": "indent the line as those beside it, and put a text with a colon in quotes",
    "cannot start any token": "indent with blanks, not with a tab, and put a text that begins with a sign in quotes",
}
QUOTED = ("'", '"', "|", ">")


def read_yaml(path: str | Path) -> Any:
    """The content of a YAML file in UTF-8."""
    return yaml.load(Path(path).read_text(encoding="utf-8"), Loader=LOADER)


def yaml_or_none(path: str | Path) -> Any:
    """The content of a YAML file, nothing where it cannot be read: for a look at files of which some may be meant."""
    try:
        return read_yaml(path)
    except (OSError, ValueError, yaml.YAMLError):
        return None


def _text(path: Path) -> str:
    """The text of a file, if it is one and no device, which may have no end."""
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise UserError(f"{path}: the configuration is no regular file; give the path of one")
    if about.st_size > LARGEST:
        raise UserError(f"{path}: {about.st_size / 1e6:,.0f} MB; no configuration has more than {LARGEST / 1e6:.0f}")
    return path.read_text(encoding="utf-8")


def _check_size(path: str | Path, text: str) -> None:
    """Refuse a file that would take no end of time or memory to read, by its events, which take none."""
    opened: list[tuple[str, int]] = []
    sizes: dict[str, int] = {}
    nodes = 0
    for event in yaml.parse(text, Loader=LOADER):
        place = f"{path}, line {event.start_mark.line + 1}" if event.start_mark else str(path)
        anchor = getattr(event, "anchor", None) or ""
        if isinstance(event, yaml.AliasEvent):
            if anchor in (name for name, _ in opened):
                raise UserError(f"{place}: *{anchor} stands within what it repeats; write it out")
            nodes += sizes.get(anchor, 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            nodes += 1
            opened.append((anchor, nodes))
            if len(opened) > DEEPEST:
                raise UserError(f"{place}: more than {DEEPEST} levels within each other; no configuration has as many")
        elif isinstance(event, yaml.CollectionEndEvent):
            name, before = opened.pop()
            sizes[name] = nodes - before + 1
        elif isinstance(event, yaml.ScalarEvent):
            nodes += 1
            if event.style not in QUOTED and LONG_NUMBER.fullmatch(event.value):
                raise UserError(
                    f"{place}: a number of {whole(len(event.value))} digits; put it in quotes if it is a text"
                )
        if nodes > MOST_NODES:
            raise UserError(
                f"{place}: more than {whole(MOST_NODES)} keys and items, with what is repeated by *; write less"
            )


def check_yaml(path: str | Path) -> None:
    """Check that a file is YAML and gives no key twice, of which all but the last would be lost in silence.

    Neither may it be so deep or large, by repetition or as it stands, that reading it would not end.

    Raises
    ------
    UserError
        With file, line and column of what is wrong.
    """
    try:
        text = _text(Path(path))
        _check_size(path, text)
        tree = yaml.compose(text, Loader=LOADER)
        # Values that are none, such as the day 2026-02-30, and tags that would run a program.
        yaml.load(text, Loader=LOADER)
    except OSError as error:
        raise UserError(
            f"{path}: the configuration cannot be read ({error.strerror}); run in its folder, or give its path"
        ) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{path}, line {mark.line + 1}, column {mark.column + 1}" if mark else str(path)
        what = error.problem or error.context or ""
        remedy = next((f"; {remedy}" for words, remedy in REMEDIES.items() if words in what), "")
        raise UserError(f"{place}: this is no YAML: {what}{remedy}") from None
    except (UnicodeDecodeError, yaml.reader.ReaderError) as error:
        raise UserError(f"{path}: this is no YAML in UTF-8: {error}") from None
    except ValueError as error:
        raise UserError(f"{path}: a value is none of its kind: {error}") from None
    repeated = list(dict.fromkeys(_repeated_keys(tree))) if tree else []
    if repeated:
        raise UserError("\n".join(f"{path}, {place}" for place in repeated))


def key_places(path: str | Path) -> dict[str, str]:
    """File and line of every key and item of a YAML file, by its path such as `cohorts.clinic.tables[0].file`."""
    tree = yaml.compose(Path(path).read_text(encoding="utf-8"), Loader=LOADER)
    return {name: f"{path}, line {line}" for name, line in _lines(tree, "")} if tree else {}


def _lines(node: yaml.Node, path: str) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = f"{path}.{key.value}".lstrip(".")
            yield name, key.start_mark.line + 1
            yield from _lines(value, name)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield f"{path}[{number}]", item.start_mark.line + 1
            yield from _lines(item, f"{path}[{number}]")


def _repeated_keys(node: yaml.Node) -> Iterator[str]:
    if isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            line, column = key.start_mark.line + 1, key.start_mark.column + 1
            if isinstance(key, yaml.ScalarNode):
                before = first.setdefault(key.value, line)
                if before != line:
                    yield f"line {line}, column {column}: the key {key.value!r} is given again, after line {before}"
            yield from _repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item)
