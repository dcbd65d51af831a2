"""The numbers in the figures of a report: what is drawn, what is said of it, and what its marks are called."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import pandas as pd

from casetrace.figures.audit import GROUPS
from casetrace.model.numbers import THOUSANDS
from tests.workflow.listed_tables import ListedTables
from tests.workflow.number_sources import NumberSources, same

FIGURE = re.compile(r'<figure id="figure-(\w+)(?:-\d+)?">.*?(<svg\b.*?</svg>)', re.DOTALL)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
WORD = re.compile(r"[^\s:;()%+†−≥]*\d[^\s:;()%+†−≥]*")
#: Numbers that belong to the drawing.
AXES = "figure: axis, a constant of the drawing"
DRAWN = "figure: drawn"
MARKS = "figure: a mark"
CONSTANTS = re.compile(
    r"log scale (?:below|above) −?[\d.]+ %|scale of power [\d.]+|5th to 95th percentile|"
    r"more than \d+ patients, that many|more than \d+ cohorts"
)
#: The forms in which a figure gives a count of lesions, patients or claims; all other numbers are names and values.
COUNTS = {
    "evaluable": r"(\d+(?:,\d{3})*) of (\d+(?:,\d{3})*) (?:lesions?|patients?) evaluable",
    "group": r"(\d+(?:,\d{3})*) lesions?, (\d+(?:,\d{3})*) patients?",
    "step": r"(\d+(?:,\d{3})*) patients?, (\d+(?:,\d{3})*) lesions?",
    "unseen": r"none of (\d+(?:,\d{3})*) (?:lesions?|patients?)",
    "missing": r"(\d+(?:,\d{3})*) (?:lesions?|patients?) (?=\()",
    "drawn": r"Drawn: (\d+(?:,\d{3})*) of (\d+(?:,\d{3})*) (?:lesions|patients)",
    "treated": r"(\d+(?:,\d{3})*)(?: to (\d+(?:,\d{3})*))? \w+ per (?:lesion|patient)(?! of)",
    "unknown": r"not known of (\d+(?:,\d{3})*)",
    "responders": r"(\d+(?:,\d{3})*) of (\d+(?:,\d{3})*)(?=[:;,]|$| )",
    "events": r"(\d+(?:,\d{3})*) events?",
    "undated": r"(\d+(?:,\d{3})*) undated",
    "completed": r"(\d+(?:,\d{3})*) completed it",
    "everything": r"(\d+(?:,\d{3})*) (?:lesions?|patients?), too many",
    "clump": r"\+ (\d+) more",
    "verdict": rf"(?:{'|'.join(GROUPS.values())}) \((\d+)\)",
    "unchecked": r"(\d+) statements? could not be checked",
    "patients": r"(\d+(?:,\d{3})*) patients?",
    "lesions": r"(\d+(?:,\d{3})*) lesions?",
    "cohorts": r"Pooled, (\d+) cohorts?",
}


#: Figures whose axis is text of the page, and those that give numbers at each visit beside their data.
PAGE_AXES = ("forest", "estimates", "responses", "swimmer")
COURSES = ("trajectories", "spider", "waterfall", "reduction_by_size", "reduction_by_dose")


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
        root = ET.fromstring(svg.replace(THOUSANDS, ","), ET.XMLParser(target=ET.TreeBuilder(insert_comments=True)))
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
                counted = tuple(int((number or "0").replace(",", "")) for number in found.groups())
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
        if self._name == "swimmer":
            return self._is_lane(label, visit, title.rpartition(": ")[2], position)
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

    def _is_lane(self, label: str, visit: str, what: str, position: int) -> bool:
        """Whether a title is that of a visit in the data of the swimmer plot, with the response of the dataset."""
        dataset = self._sources.tables.read("derive/lesion_visits.parquet").iloc[position]
        rows = self._data[self._data["lesion_visits_row"] == position].to_dict("records")
        return any(
            (str(row["label"]), float(row["week"]), row["what"]) == (label, float(visit.replace(",", "")), what)
            and (what == dataset["response"] or pd.isna(dataset["response"]))
            for row in rows
        )

    @staticmethod
    def _is_result(title: str, row: Mapping[str, Any]) -> bool:
        """Whether a title has the number of a result."""
        words = [word.replace(",", "") for word in re.findall(r"−?\d[\d.,]*", title)]
        estimate = row.get("estimate", "")
        percent = [str(100 * float(estimate))] if estimate not in ("", None) else []
        return any(same(word, shown) for word in words for shown in (str(estimate), *percent))

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
        if self._name in ("flow", "spider", "swimmer", "reduction_by_size", "reduction_by_dose"):
            # their texts name the lesions without a percent change, which their data count or leave out
            named = self._read("waterfall").select_dtypes(exclude="number").fillna("")
            texts += [str(text) for name in named for text in named[name].unique()]
            texts += [*self._read("trajectories")["label"].fillna("")]
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
        if self._name in COURSES:
            found |= _summaries(self._sources.tables)
        if self._name == "responses":
            found |= set((self._data["estimate"] * self._data["n"] / 100).round())
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
            pooled = cohorts[cohorts["percent"].notna()].groupby(["outcome", "visit"]).size()
            return {"patients": shown, "cohorts": _single(pooled)}
        if self._name == "funnel":
            return {"cohorts": _single(self._data.groupby(["outcome", "visit"]).size())}
        if self._name == "power":
            return {"treated": {(int(lesions), 0) for lesions in self._data["lesions_per_patient"].unique()}}
        if self._name == "flow":
            steps = set(self._data[["patients", "lesions"]].itertuples(index=False, name=None))
            of_steps = {"step": steps} | {noun: _single(self._data[noun]) for noun in ("patients", "lesions")}
            return self._lesions_counted | of_steps
        if self._name == "responses":
            rated = (self._data["estimate"] * self._data["n"] / 100).round()
            return {"responders": set(zip(rated.astype(int), self._data["n"].astype(int), strict=True))}
        return self._lesions_counted

    @property
    def _lesions_counted(self) -> dict[str, set[tuple[int, ...]]]:
        """Lesions, once a period, and patients at each visit, and those that this figure draws of them."""
        total, counted = _lesions_at_visits(self._sources.tables)
        drawn = self._data["lesion_id"].nunique() if "lesion_id" in self._data else 0
        followed = self._followed() if self._name in ("flow", "swimmer") else {}
        return counted | {"drawn": {(drawn, total)}} | followed

    def _followed(self) -> dict[str, set[tuple[int, ...]]]:
        """Treatments of a lesion, adverse events by kind, and patients by how follow-up ended."""
        read = self._sources.tables.read
        numbers = read("derive/lesions.parquet").get("n_treatments", pd.Series(dtype="Int64")).dropna()
        if numbers.empty:
            ends: set[tuple[int, ...]] = set()
        else:
            ends = {(int(numbers.min()), int(numbers.max())), (int(numbers.min()), 0)}
        events = read("clean/events.parquet").groupby("type", dropna=False)["week"]
        statuses = read("clean/disposition.parquet")["status"].value_counts()
        return {
            "treated": ends,
            "events": _single(events.size()),
            "undated": _single(events.agg(lambda weeks: weeks.isna().sum())),
            "completed": _single([statuses.get("completed", 0)]),
            "unknown": _single(range(1, 100)),
        }


@lru_cache(maxsize=2)
def _lesions_at_visits(tables: ListedTables) -> tuple[int, dict[str, set[tuple[int, ...]]]]:
    """Lesions, once a period: how many, and with patients at each visit: all, those seen, those in a group of sites."""
    rows = tables.observed()
    seen = (rows["missing_reason"] == "") & (rows["no_percent_reason"] == "")
    rows = rows.assign(course=rows["lesion_id"] + rows["period"].fillna(""), seen=seen)
    counted: dict[str, set[tuple[int, ...]]] = {name: set() for name in COUNTS}
    for _, visit in rows.groupby("visit"):
        for _, some in [("", visit), *visit.groupby(visit["arm"].fillna(""))]:
            counted["evaluable"].add((int(some["seen"].sum()), len(some)))
        unseen = visit[~visit["seen"]]
        counted["missing"] |= _single(unseen.groupby(["missing_reason", "no_percent_reason"]).size())
        for _, group in visit.groupby(visit["site_group"].fillna("")):
            for some in (group, group[group["seen"]]):
                counted["patients"].add((some["patient_id"].nunique(),))
                counted["group"].add((some["course"].nunique(), some["patient_id"].nunique()))
            counted["unseen"].add((len(group),))
    courses = rows.drop_duplicates("course")
    for _, some in [("", courses), *courses.groupby(courses["arm"].fillna(""))]:
        counted["evaluable"].add((int(some["baseline"].notna().sum()), len(some)))
    total = rows["course"].nunique()
    counted["everything"] = {(total,)}
    counted["lesions"] = _some_lesions(rows) | counted["unseen"] | counted["missing"]
    counted["patients"] |= _single(rows.groupby("visit")["patient_id"].nunique()) | _single(range(1, 4))
    counted["group"] |= {(total, courses["patient_id"].nunique())}
    counted["step"] = {(patients, lesions) for lesions, patients in counted["group"]}
    # of lesions that lie together some are named, and the others counted
    counted["clump"] = _single(range(1, total))
    return total, counted


def _some_lesions(rows: pd.DataFrame) -> set[tuple[int, ...]]:
    """Lesions at a visit that have a change, that have the best or the worst, that have a response."""
    found: set[tuple[int, ...]] = set()
    for _, visit in [*rows.groupby("visit"), *rows.groupby(["visit", rows["arm"].fillna("")])]:
        changes = visit["percent_reduction"].dropna()
        found |= _single([len(visit), len(changes)])
        found |= _single((changes == end).sum() for end in (changes.min(), changes.max()))
        found |= _single([visit.loc[visit["value"].notna(), "lesion_id"].nunique(), visit["lesion_id"].nunique()])
    return found


@lru_cache(maxsize=2)
def _summaries(tables: ListedTables) -> set[float]:
    """Numbers, medians and ends of values and changes at each visit, and how many were treated so many times."""
    rows = tables.observed().assign(change=lambda table: table["percent_reduction"].abs())
    found: set[float] = set()
    lesions = tables.read("derive/lesions.parquet")
    found |= {float((lesions["n_treatments"] > n).sum()) for n in range(30)} if "n_treatments" in lesions else set()
    for _, some in [*rows.groupby("visit"), *rows.groupby(["visit", rows["arm"].fillna("")])]:
        found |= {float(some["baseline"].notna().sum())}
        for name in ("baseline", "value", "change"):
            values = some[name].dropna()
            found |= {float(len(values)), *values.quantile([0, 0.5, 1]).dropna()}
    doses = lesions.get("dose_mean", pd.Series(dtype="float64"))
    return found | set(doses.dropna().astype(float))


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
                # the axis of some figures is text of the page
                own = on_axis or (name in PAGE_AXES and re.fullmatch(r"−?[\d.,]+", text) is not None)
                (ticks if own else drawn).append(text)
            else:
                walk(child, on_axis or "tick_" in child.get("id", ""))

    walk(root, False)
    return ticks, drawn
