"""The pages of the site by their address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casetrace.model.errors import UserError
from casetrace.report.document.blocks import Block, Paragraph, Section
from casetrace.report.document.inlines import Link, Name
from casetrace.view.changes import change_sections
from casetrace.view.cohort_pages import LOGS, cohort_rows, cohort_sections, cohort_title, log_sections
from casetrace.view.folders import Folder, Results
from casetrace.view.frame import Frame
from casetrace.view.parts import address, data_table, link
from casetrace.view.search import search_sections
from casetrace.view.traces import cell_sections, result_sections

HOME = "All cohorts"


@dataclass(frozen=True)
class Page:
    """A page that was asked for: its HTML, and the status of the answer."""

    html: str
    status: int = 200


class NoSuchPage(UserError):
    """There is no such page, cohort, result or cell."""


@dataclass(frozen=True)
class Site:
    """The site: what it shows, and how.

    Attributes
    ----------
    results
        The folder of the results.
    frame
        What all pages have in common.
    """

    results: Results
    frame: Frame

    def page(self, parts: Sequence[str], query: Mapping[str, str]) -> Page:
        """The page of an address.

        Parameters
        ----------
        parts
            The parts of its path; none for the first page.
        query
            What stands behind the question mark.
        """
        folder = self.results.folders().get(parts[1]) if len(parts) > 1 and parts[0] == "cohort" else None
        try:
            title, sections = self._content(list(parts), query, folder)
        except NoSuchPage as error:
            return self.message("There is no such page", str(error), 404)
        except UserError as error:
            return self.message("Not to be shown", str(error), 200, folder)
        searched = query.get("q", "") if parts and parts[0] == "search" else ""
        return Page(self.frame.page(title, sections, self._links(folder), searched))

    def message(self, title: str, text: str, status: int, folder: Folder | None = None) -> Page:
        """A page that says why there is nothing to see."""
        sections = [Section((title,), (Paragraph((Name(text),), role="caution"),), level=2)]
        return Page(self.frame.page("Results", sections, self._links(folder)), status)

    def _links(self, folder: Folder | None) -> list[Link]:
        """Where a page leads: the first page, what changed, and the pages of its cohort."""
        links = [link(HOME, "/"), link("What changed", "/changes")]
        if folder is not None:
            links.append(link(folder.name, address("cohort", folder.name)))
            links += [
                link(title, address("cohort", folder.name, page))
                for page, (name, title, _) in LOGS.items()
                if folder.has(name)
            ]
        return links

    def _content(self, parts: list[str], query: Mapping[str, str], folder: Folder | None) -> tuple[str, list[Section]]:
        match parts:
            case []:
                return "Results", self._home()
            case ["search"]:
                return "Search", search_sections(self.results, query.get("q", ""))
            case ["changes"]:
                return "What changed", change_sections(self.results)
            case ["cohort", name, *rest] if folder is not None:
                return name, self._of_cohort(folder, rest, query)
            case ["cohort", name, *_]:
                raise NoSuchPage(f"there are no results of a cohort {name!r}")
        raise NoSuchPage("the address is that of no page; go back to all cohorts")

    def _home(self) -> list[Section]:
        rows = cohort_rows(self.results)
        blocks: list[Block] = [data_table("Cohorts with results", ["Cohort", "Title", "Problems", "Report"], rows)]
        if not rows:
            blocks = [Paragraph(("There are no results any more.",), role="caution")]
        return [Section((HOME,), tuple(blocks), id="cohorts", level=2)]

    def _of_cohort(self, folder: Folder, rest: list[str], query: Mapping[str, str]) -> list[Section]:
        match rest:
            case []:
                title = cohort_title(self.results, folder)
                lead = [Section((Name(title),), level=2)] if title else []
                return [*lead, *cohort_sections(self.results, folder)]
            case [page] if page in LOGS and folder.has(LOGS[page][0]):
                number = query.get("page", "1")
                return log_sections(
                    self.results, folder, page, int(number) if number.isascii() and number.isdigit() else 1
                )
            case ["result"]:
                return self._result(folder, query.get("id", ""))
            case ["cell"]:
                return self._cell(folder, query.get("place", ""))
        raise NoSuchPage(f"{folder.name} has no such page")

    def _result(self, folder: Folder, name: str) -> list[Section]:
        cohort = self.results.traced(folder)
        if name not in cohort.statistics:
            raise NoSuchPage(f"{name!r} is no result of {folder.name}")
        return result_sections(cohort, name, _report(folder))

    def _cell(self, folder: Folder, place: str) -> list[Section]:
        if folder.is_pooled:
            raise NoSuchPage("the cohorts together have no raw cells of their own")
        try:
            return cell_sections(self.results.traced(folder), place, _report(folder))
        except UserError as error:
            raise NoSuchPage(str(error)) from None


def _report(folder: Folder) -> str:
    """The file of the report in which numbers open; empty where there is none."""
    return "report.html" if folder.has("report.html") else ""
