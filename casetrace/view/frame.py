"""Prints the pages of the site: the blocks and the style of the reports, with a field to search in."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from casetrace.report.document.blocks import Document, Section
from casetrace.report.document.inlines import Link
from casetrace.report.page import SCRIPTS, STYLES, environment, joined_files, security_policy

TEMPLATE, STYLE = "view.html.j2", "view.css"


@dataclass(frozen=True)
class Frame:
    """What all pages have in common.

    Attributes
    ----------
    reports
        The folder of the style sheets and the script of the reports.
    own
        The folder of the template and the style sheet of the site.
    """

    reports: Path
    own: Path

    @classmethod
    def of(cls, workflow: Path) -> "Frame":
        """The frame by the folder `workflow` of the repository."""
        return cls(workflow / "report", workflow / "view")

    def page(self, title: str, sections: Sequence[Section], links: Sequence[Link], query: str = "") -> str:
        """A page.

        Parameters
        ----------
        title
            Its title.
        sections, links
            What it says, and where it leads.
        query
            What was searched for.
        """
        document = Document(
            "Casetrace, on this computer alone", title, (), title, (), "", tuple(sections), tuple(links)
        )
        script, style = self.shared
        frame = _environment(self.own).get_template(TEMPLATE)
        return frame.render(document=document, style=style, script=script, query=query, policy=self.policy)

    @property
    def shared(self) -> tuple[str, str]:
        """The script and the style of every page."""
        return joined_files(self.reports, SCRIPTS), "\n".join(
            [joined_files(self.reports, STYLES), joined_files(self.own, (STYLE,))]
        )

    @property
    def policy(self) -> str:
        """What a browser may do with a page: what it may with a report, and search."""
        return security_policy(joined_files(self.reports, SCRIPTS), "'self'")


@cache
def _environment(folder: Path) -> Environment:
    result = environment(folder)
    result.loader = FileSystemLoader(folder)
    return result
