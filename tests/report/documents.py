"""Finds the parts of a document that carry numbers, in the order in which they are printed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from casetrace.model.numbers import whole
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Document
from casetrace.report.document.inlines import Count, Name, Number, Reason, Setting, Value
from casetrace.report.document.walking import all_parts
from casetrace.report.documents import cohort_documents
from casetrace.report.text import joined, text

Traced: TypeAlias = Number | Reason | Value | Setting | Count | Name


def whole_report(content: CohortContent) -> Document:
    """The report of a cohort with the sections of its appendix behind its own."""
    documents = cohort_documents(content)
    return replace(documents["report"], sections=documents["report"].sections + documents["appendix"].sections)


def traced_parts(part: object) -> Iterator[Traced]:
    """The parts of a document that say where they come from."""
    return (inner for inner in all_parts(part) if isinstance(inner, Traced))


def document_text(document: Document) -> str:
    """A report as text."""
    head = [document.kind, f"# {document.title}", joined(document.subtitle), joined(document.source)]
    parts = [*filter(None, head), *map(text, document.sections)]
    return "\n\n".join(parts) + "\n"


def words_of(part: Traced) -> str:
    """What is printed of it."""
    return whole(part.number) if isinstance(part, Count) else part.text


def source_of(part: Traced) -> dict[str, str]:
    """What HTML says of where it comes from."""
    match part:
        case Number(result_id=name, column=column):
            return {"data-result": name, "data-column": column}
        case Reason(result_id=name):
            return {"data-result": name, "data-column": "note"}
        case Value(table=table, key=key, column=column):
            return {"data-cell": f"{table}|{key}|{column}"}
        case Setting(path=path):
            return {"data-config": path}
        case Count(what=what):
            return {"data-count": what}
        case Name(kind=kind):
            return {"data-label": kind}
