"""The self-check against reporting guidelines: PROCESS 2023, CARE 2013 and SAMPL, for the appendix.

An item is answered where the manuscript has what it asks for; where not, the data or the authors have to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casetrace.model.yaml_files import read_yaml
from casetrace.report.checks import CHECKS, Checked
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Details, Document, Paragraph, Section
from casetrace.report.document.prose import line
from casetrace.report.document.tables import header, row, table
from casetrace.report.printer import label

CHECKLISTS_FILE = Path(__file__).parents[2] / "workflow" / "schemas" / "checklists.yaml"
REPORTING = "reporting."
INTRODUCTION = (
    "Items of three reporting guidelines, in short words, and where the manuscript answers them. An item counts as "
    "answered only if the manuscript prints what it asks for, and as partly answered if something is left to add; the "
    "wording of the guideline decides."
)
ITEMS = ": all items, and where each is answered"
BY_AUTHORS = "to be written by the authors"
NOT_IN_DATA = "no answer in the data"


@dataclass(frozen=True)
class Item:
    """An item of a guideline.

    Attributes
    ----------
    topic, asked
        What it is about, and what it asks for.
    answer
        A key of `reporting` in config, or the name of a check; empty where only the authors can know.
    where
        What answers it.
    by_authors
        Whether the authors have to answer where the check fails.
    partly
        What is asked and not answered in any case; empty where an answer is a whole one.
    """

    topic: str
    asked: str
    answer: str = ""
    where: str = ""
    by_authors: bool = False
    partly: str = ""

    def is_answered(self, checked: Checked) -> bool:
        """Whether the manuscript answers it."""
        if self.answer.startswith(REPORTING):
            return bool(checked.content.reporting.get(self.answer.removeprefix(REPORTING)))
        return bool(self.answer) and CHECKS[self.answer](checked)

    @property
    def answered_in(self) -> str:
        """Where it is answered, and what is left to add where it is answered in part."""
        return f"{self.where} (partly; authors to add: {self.partly})" if self.partly else self.where

    def status(self, checked: Checked) -> str:
        """Where the answer stands, or who has to give it."""
        if self.is_answered(checked):
            return self.answered_in
        of_data = self.answer and not self.answer.startswith(REPORTING) and not self.by_authors
        return NOT_IN_DATA if of_data else BY_AUTHORS


@dataclass(frozen=True)
class Guideline:
    """A guideline: its name, what it is for, where it is published, and its items."""

    name: str
    scope: str
    reference: str
    items: tuple[Item, ...]

    @classmethod
    def of(cls, section: dict[str, Any]) -> "Guideline":
        """A guideline from its section of checklists.yaml."""
        return cls(
            section["name"], section["scope"], section["reference"], tuple(Item(**item) for item in section["items"])
        )


def guidelines() -> dict[str, Guideline]:
    """The guidelines by name."""
    return {name: Guideline.of(section) for name, section in read_yaml(CHECKLISTS_FILE).items()}


def checklists(content: CohortContent, manuscript: Document) -> Section:
    """The section, of a manuscript that is made of the content."""
    checked = Checked(content, manuscript)
    parts = tuple(_part(checked, guideline) for guideline in guidelines().values())
    blocks: tuple[Block, ...] = (Paragraph((INTRODUCTION,)), *parts)
    return Section(("Reporting checklists",), blocks, "checklists", 2, "Checklists")


def _part(checked: Checked, guideline: Guideline) -> Section:
    shown = table(header("Item", "What is asked", "Answered in"), rows=_rows(checked, guideline), wide=True)
    words = Paragraph(line(guideline.scope, " ", label(guideline.reference), "."))
    folded = Details((label(guideline.name), ITEMS), (shown,))
    return Section((label(guideline.name),), (words, folded))


def _rows(checked: Checked, guideline: Guideline) -> Iterator[Any]:
    for item in guideline.items:
        yield row(item.topic, item.asked, label(item.status(checked)))
