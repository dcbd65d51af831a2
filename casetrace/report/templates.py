"""What every report is rendered with: the environment of the templates, and the results."""

from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from casetrace.methods.register import METHODS
from casetrace.model.labels import variable_labels
from casetrace.model.variables import label_of, listed_variables, unit_of_field, variables
from casetrace.report import printer
from casetrace.report.content import flag_groups

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
    )
    # Keys keep their order. All but ASCII is escaped, and with it the line separators.
    result.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    functions = (
        printer.cell,
        printer.setting,
        printer.confidence,
        printer.counted,
        printer.week,
        printer.label,
        printer.group_name,
        variable_labels,
        variables,
        listed_variables,
        label_of,
        unit_of_field,
    )
    result.globals |= {function.__name__: function for function in functions}
    result.filters |= {
        "enumerated": lambda words: " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])),
        "printable": printer.printable,
        "dict_with": lambda about, **more: about | more,
        "with_article": lambda noun: f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}",
        "capitalise": lambda text: text[:1].upper() + text[1:],
    }
    return result


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
        "methods": {key: METHODS[key] for key in METHODS if key in set(statistics["method"])},
        "flags": flag_groups(statistics),
    }
