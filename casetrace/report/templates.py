"""What every report is rendered with: the environment of the templates, and the results."""

import json
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined
from markupsafe import Markup

from casetrace.derive.grid import bearer, units
from casetrace.methods.register import METHODS, Method
from casetrace.model.direction import direction
from casetrace.model.labels import variable_labels
from casetrace.model.offsets import log_offsets
from casetrace.report import printer
from casetrace.report.content import flag_groups
from casetrace.report.html import html, lines

#: The style sheets of the reports.
STYLES = ("report.css", "trace.css")
#: The parts of the script, of which each uses those before it.
SCRIPTS = tuple(
    f"{name}.js"
    for name in (
        "trace_elements",
        "trace_lineage",
        "trace_numbers",
        "trace_raw",
        "trace_views",
        "trace_panel",
        "trace",
    )
)


def environment(folder: Path) -> Environment:
    """The template environment: escapes everything, and an unknown name is an error."""
    result = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=printed,
    )
    functions = (
        printer.cell,
        printer.setting,
        printer.confidence,
        printer.counted,
        printer.week,
        printer.label,
        printer.group_name,
        variable_labels,
        direction,
        bearer,
        units,
        log_offsets,
    )
    result.globals |= {function.__name__: function for function in functions}
    result.filters |= {
        "direction": direction,
        "enumerated": lambda words: " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])),
        "printable": printer.printable,
        "in_script": in_script,
        "dict_with": lambda about, **more: about | more,
        "with_article": lambda noun: f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}",
        "capitalise": lambda text: text[:1].upper() + text[1:],
    }
    return result


def printed(value: Any) -> Any:
    """A part of a document as HTML, anything else as it is: a bridge for the sections that still are templates."""
    return value if value is None or isinstance(value, str | Undefined) else html_of(value)


def html_of(value: Any) -> Any:
    """A part of a document, or several in a row, as HTML."""
    if isinstance(value, tuple):
        return lines(value)
    return html(value) if is_dataclass(value) else value


def in_script(value: Any) -> Markup:
    """A value as JSON for a script element, which no text in it can end."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def look(folder: Path) -> dict[str, str]:
    """The style sheets, and the script that opens numbers on what they rest on."""
    style, script = (
        "\n".join((folder / name).read_text(encoding="utf-8") for name in names) for names in (STYLES, SCRIPTS)
    )
    return {"style": style, "script": script}


def results(statistics: pd.DataFrame) -> dict[str, Any]:
    """What the templates print of the results."""
    return {
        "p": printer.Printer(statistics),
        "methods": methods_of(statistics),
        "flags": flag_groups(statistics),
    }


def methods_of(statistics: pd.DataFrame) -> dict[str, Method]:
    """The methods that results come from, in the order of the register."""
    used = set(statistics["method"])
    return {key: method for key, method in METHODS.items() if key in used}
