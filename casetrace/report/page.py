"""Prints a document as a page: one HTML file with its style sheet, script and lineage, without outside resources."""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from casetrace.report.document.blocks import Document
from casetrace.report.html import html, lines

#: The style sheets of the reports, and the script of every page.
STYLES, SCRIPTS = ("report.css", "print.css", "trace.css"), ("page.js",)
#: The parts of the script that opens numbers, of which each uses those before it.
TRACE_SCRIPTS = tuple(
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


def page(document: Document, template: str, lineage: Mapping[str, Any] | None = None) -> str:
    """A document as an HTML page.

    Parameters
    ----------
    document
        The report.
    template
        Path of the page template; its style sheets and script are in the same folder.
    lineage
        What the numbers open on; without it nothing opens.
    """
    folder = Path(template).parent
    frame = environment(folder).get_template(Path(template).name)
    scripts = (*TRACE_SCRIPTS, *SCRIPTS) if lineage else SCRIPTS
    script = joined_files(folder, scripts)
    return frame.render(
        document=document,
        lineage=lineage,
        style=joined_files(folder, STYLES),
        script=script,
        policy=security_policy(script),
    )


def security_policy(script: str, forms_go_to: str = "'none'") -> str:
    """What a browser may do with a page: run this one script, and fetch nothing.

    Styles may stand in the page, since those of the figures are attributes; they can fetch nothing either. A report has
    no form.
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        f"base-uri 'none'; form-action {forms_go_to}"
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
    result.filters |= {"html": html, "lines": lines}
    # Keys keep their order. All but ASCII is escaped, and with it the line separators.
    result.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    return result


def joined_files(folder: Path, names: tuple[str, ...]) -> str:
    """The texts of some files of a folder, one after the other."""
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
