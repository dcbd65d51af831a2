"""The numbers in the figures of a report: what is drawn, what is said of it, and what its marks are called."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from tests.workflow.number_sources import NumberSources, same

FIGURE = re.compile(r'<figure id="figure-(\w+)">.*?(<svg\b.*?</svg>)', re.DOTALL)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
WORD = re.compile(r"[^\s:;()%+†−≥]*\d[^\s:;()%+†−≥]*")
#: Numbers that belong to the drawing.
AXES = "figure: axis, a constant of the drawing"
DRAWN = "figure: drawn"
MARKS = "figure: a mark"
CONSTANTS = re.compile(r"log scale (?:below|above) −?[\d.]+ %|power [\d.]+ scale|more than \d+ patients, that many")
#: The forms in which a figure gives a count of lesions, patients or claims; all other numbers are names and values.
COUNTS = {
    "evaluable": r"([\d,]+) of ([\d,]+) (?:lesions?|patients?) evaluable",
    "group": r"([\d,]+) lesions?, ([\d,]+) patients?",
    "step": r"([\d,]+) patients?, ([\d,]+) lesions?",
    "unseen": r"none of ([\d,]+) (?:lesions?|patients?)",
    "missing": r"([\d,]+) (?:lesions?|patients?) (?=\()",
    "drawn": r"Drawn: ([\d,]+) of ([\d,]+) (?:lesions|patients)",
    "everything": r"([\d,]+) (?:lesions?|patients?), too many",
    "clump": r"\+ (\d+) more",
    "verdict": (
        r"(?:Not reproduced|Depends on interpretation|Reproduced under an assumption|Reproduced as stated"
        r"|Not independent) \((\d+)\)"
    ),
    "unchecked": r"(\d+) claims? can't be checked",
    "patients": r"([\d,]+) patients?",
    "cohorts": r"Pooled, (\d+) cohorts?",
}


class Drawn(NamedTuple):
    """Numbers that stand together in a figure: how many, of which kind, and what is wrong with them."""

    words: str
    kind: str
    n: int
    problem: str = ""


def figures_of(text: str) -> Iterator[tuple[str, str]]:
    """The figures of a report: name and SVG."""
    for found in FIGURE.finditer(text):
        yield found.group(1), found.group(2)


class DrawnNumbers:
    """The numbers of one figure, looked up in the data beside it and in the results.

    Parameters
    ----------
    name
        The figure's name.
    sources
        The sources of the report's numbers.
    """

    def __init__(self, name: str, sources: NumberSources) -> None:
        self._name = name
        self._sources = sources

    def read(self, svg: str) -> Iterator[Drawn]:
        """Look at all text of the figure."""
        root = ET.fromstring(svg, ET.XMLParser(target=ET.TreeBuilder(insert_comments=True)))
        spoken = [element.text or "" for element in root if str(element.tag).endswith("desc")]
        ticks, drawn = _drawn(root, self._name)
        yield from (Drawn(text, AXES, len(NUMBER.findall(text))) for text in ticks if NUMBER.search(text))
        yield from self._text(" ".join([*drawn, ";", *spoken]))
        for mark in root.iter("{http://www.w3.org/2000/svg}rect"):
            for title in mark:
                yield from self._mark(title.text or "", mark.attrib)

    def _text(self, text: str) -> Iterator[Drawn]:
        """Numbers of what is drawn, wrapped lines joined: counts, then the names and values of the data."""
        for found in CONSTANTS.finditer(text):
            yield Drawn(found.group(), AXES, len(NUMBER.findall(found.group())))
        text = CONSTANTS.sub(" ", text)
        for kind, form in COUNTS.items():
            for found in re.finditer(form, text):
                counted = tuple(int(number.replace(",", "")) for number in found.groups())
                problem = "" if counted in self._counted.get(kind, set()) else "not what the data count"
                yield Drawn(found.group(), DRAWN, len(counted), problem)
            text = re.sub(form, " ", text)
        for word in WORD.findall(text):
            yield Drawn(word, DRAWN, len(NUMBER.findall(word)), "" if self._is_known(word) else "not in its data")

    def _mark(self, title: str, about: Mapping[str, str]) -> Iterator[Drawn]:
        """The numbers of a mark's title, which are those of its row or its result."""
        if not NUMBER.search(title):
            return
        known = all(self._is_known(word) for word in WORD.findall(title))
        dataset, _, position = about.get("data-rows", "").partition("|")
        if dataset:
            known &= self._is_row(title, int(position))
        elif self._name != "audit" and (name := about.get("data-result")):
            known &= self._is_result(title, self._sources.statistics.get(name, {}))
        yield Drawn(title, MARKS, len(NUMBER.findall(title)), "" if known else "its source has other numbers")

    def _is_row(self, title: str, position: int) -> bool:
        """Whether a title is that of a row of the lesion visits, in the data beside the figure and in the dataset."""
        found = re.fullmatch(r"(?:Lesion|Patient) (.*), week ([\d,]+): (\S+)(?: .*)?", title)
        if not found:
            return False
        label, visit, value = found.groups()
        dataset = self._sources.tables.read("derive/lesion_visits.parquet").iloc[position]
        rows = self._data[self._data["lesion_visits_row"] == position].to_dict("records")
        weeks = {dataset["visit"], self._sources.plan["outcomes"][dataset["outcome"]]["baseline_visit"]}
        columns = [name for name in self._data if name == "value" or name.startswith("percent_")]
        return any(
            (str(row["label"]), str(row["visit"])) == (label, visit.replace(",", ""))
            and row["visit"] in weeks
            and row["patient_id"] == dataset["patient_id"]
            and any(same(value.replace(",", ""), str(row[column])) for column in columns)
            for row in rows
        )

    @staticmethod
    def _is_result(title: str, row: Mapping[str, Any]) -> bool:
        """Whether a title has the number of a result."""
        words = [word.replace(",", "") for word in re.findall(r"−?\d[\d.,]*", title)]
        return any(same(word, str(row.get("estimate", ""))) for word in words)

    def _is_known(self, word: str) -> bool:
        """Whether a word with a digit is a name, or a number of the data, the plan or config."""
        plain = word.strip(".,[]").replace(",", "")
        return {word, word.strip(".,"), plain} & self._words != set() or any(same(plain, one) for one in self._values)

    @cached_property
    def _data(self) -> pd.DataFrame:
        """What the figure draws."""
        return self._read(self._name)

    def _read(self, figure: str) -> pd.DataFrame:
        path = self._sources.folder / "figures" / f"{figure}.csv"
        return pd.read_csv(path, dtype={"label": "str", "patient_id": "str"})

    @cached_property
    def _words(self) -> set[str]:
        """The words with digits of the names and reasons in the data, of visits, outcomes and cohorts."""
        texts = [*self._sources.visits, *self._sources.titles, *self._claims]
        for name in self._data.select_dtypes(exclude="number"):
            texts += [str(text) for text in self._data[name].unique()]
        if self._name in ("flow", "reduction_by_size", "reduction_by_site"):
            # their descriptions name the lesions without a percent change, which their data count or leave out
            named = self._read("waterfall").select_dtypes(exclude="number").fillna("")
            texts += [str(text) for name in named for text in named[name].unique()]
            texts += [*self._read("trajectories")["label"]]
        if self._name == "forest":
            texts += [row["note"] for row in self._sources.statistics.values()]
        return {word.strip(".,") for text in texts for word in WORD.findall(text.replace("_", " "))}

    @property
    def _claims(self) -> list[str]:
        """What the claims print, and the assumptions about the data."""
        if self._name != "audit":
            return []
        read = self._sources.tables.read
        return [*read("audit/claims.parquet")["reported"], *read("audit/assumptions.parquet")["assumption"]]

    @cached_property
    def _values(self) -> list[str]:
        """The numbers that are drawn, without their signs, and those that the legend names."""
        positions = ["lesion_visits_row", "position"]
        drawn = self._data.drop(columns=positions, errors="ignore").select_dtypes("number").abs()
        found = {value for name in drawn for value in drawn[name].dropna().unique()}
        for outcome in self._sources.plan["outcomes"].values():
            found |= {abs(value) for value in outcome["response"].values()}
        return [*map(str, found), str(100 * self._sources.confidence_level)]

    @cached_property
    def _counted(self) -> dict[str, set[tuple[int, ...]]]:
        """The counts that the data give, by form."""
        if self._name == "audit":
            claims = self._sources.tables.read("audit/claims.parquet")["verdict"].value_counts()
            return {"verdict": _single(claims), "unchecked": _single([claims.get("not checkable", 0)])}
        if self._name == "forest":
            cohorts = self._data[self._data["mark"] == "cohort"]
            shown = _single(self._data["n_patients"].dropna())
            return {"patients": shown, "cohorts": _single(cohorts.groupby(["outcome", "visit"]).size())}
        if self._name == "flow":
            steps = set(self._data[["patients", "lesions"]].itertuples(index=False, name=None))
            return self._lesions_counted | {"step": steps, "patients": _single(self._data["patients"])}
        return self._lesions_counted

    @property
    def _lesions_counted(self) -> dict[str, set[tuple[int, ...]]]:
        """Lesions, once a period, and patients at each visit: all, those seen, those in a group of sites."""
        rows = self._sources.tables.observed()
        seen = (rows["missing_reason"] == "") & (rows["no_percent_reason"] == "")
        rows = rows.assign(course=rows["lesion_id"] + rows["period"].fillna(""), seen=seen)
        counted: dict[str, set[tuple[int, ...]]] = {name: set() for name in COUNTS}
        for _, visit in rows.groupby("visit"):
            counted["evaluable"].add((int(visit["seen"].sum()), len(visit)))
            unseen = visit[~visit["seen"]]
            counted["missing"] |= _single(unseen.groupby(["missing_reason", "no_percent_reason"]).size())
            for _, group in visit.groupby(visit["site_group"].fillna("")):
                for some in (group, group[group["seen"]]):
                    counted["patients"].add((some["patient_id"].nunique(),))
                    counted["group"].add((some["course"].nunique(), some["patient_id"].nunique()))
                counted["unseen"].add((len(group),))
        courses = rows.drop_duplicates("course")
        counted["evaluable"].add((int(courses["baseline"].notna().sum()), len(courses)))
        total = rows["course"].nunique()
        drawn = self._data["lesion_id"].nunique() if "lesion_id" in self._data else 0
        counted["drawn"], counted["everything"] = {(drawn, total)}, {(total,)}
        # of lesions that lie together some are named, and the others counted
        counted["clump"] = _single(range(1, total))
        return counted


def _single(numbers: Iterable[float]) -> set[tuple[int, ...]]:
    return {(int(number),) for number in numbers}


def _drawn(root: ET.Element, name: str) -> tuple[list[str], list[str]]:
    """The texts of a figure, each the comment above its glyphs: those of the axes, and all others."""
    ticks: list[str] = []
    drawn: list[str] = []

    def walk(element: ET.Element, on_axis: bool) -> None:
        for child in element:
            if callable(child.tag):  # a comment
                text = " ".join((child.text or "").split())
                # the axis of the forest plot is text of the page
                own = on_axis or (name == "forest" and re.fullmatch(r"−?[\d.,]+", text) is not None)
                (ticks if own else drawn).append(text)
            else:
                walk(child, on_axis or "tick_" in child.get("id", ""))

    walk(root, False)
    return ticks, drawn
