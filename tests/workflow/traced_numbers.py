"""Every number of a report, by what it says that it comes from: `python -m tests.workflow.traced_numbers REPORT`.

Kinds of numbers that need no source are named here, each with its reason; all others are looked up where they say that
they come from.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from scripts.report import numbers
from tests.report.reading import Report

NUMBER = re.compile(r"\d+(?:[.,\u202f]\d+)*")
#: Numbers that are no results, by what marks them in the page, with the reason.
WITHOUT_SOURCE = {
    "data-label=visit": "the name of a visit, which config gives",
    "data-label=name": "a name that the data or config give, such as that of a group, a file or the citation",
    "data-label=code": "a name or a digest in code: of a result, a file, a claim's terms, a version",
    "data-label=more": "how many rows are not listed, beside the table that is cut",
    "data-method": "the register's words on a method, with its reference",
}
#: Tables whose cells a report prints: where they are, and how the keys of their rows are made.
BY_POSITION = {
    "cleaning_log": ["cleaning_log.csv"],
    "problems": ["check/problems.csv"],
    "sources": ["ingested/sources.parquet"],
    "columns": ["ingested/columns.parquet"],
    "row_counts": ["check/row_counts.csv", "analysis/row_counts.parquet"],
}
BY_KEY = {
    "lesions": ("analysis/lesions.parquet", ["lesion_id"]),
    "disposition": ("clean/disposition.parquet", ["patient_id"]),
    "events": ("clean/events.parquet", ["patient_id", "number"]),
    "audit": ("audit/claims.parquet", ["claim_id"]),
    "audit/readings": ("audit/readings.parquet", ["claim_id", "reading"]),
    "audit/assumptions": ("audit/assumptions.parquet", ["rank"]),
    "audit/implied": ("audit/implied.parquet", ["assumption_id", "variable"]),
    "audit/consistency": ("audit/consistency.parquet", ["check_id"]),
}


@dataclass
class Traced:
    """The numbers of one report.

    Attributes
    ----------
    folder
        The cohort's results.
    config
        The study's configuration.
    kinds
        How many numbers there are of each kind.
    faults
        Those that have no source, or whose source has another value.
    """

    folder: Path
    config: Mapping[str, Any]
    kinds: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    _tables: dict[str, tuple[pd.DataFrame, pd.Series]] = field(default_factory=dict)

    @cached_property
    def statistics(self) -> pd.DataFrame:
        """All results by name."""
        return pd.read_csv(self.folder / "statistics.csv", keep_default_na=False).set_index("result_id")

    @cached_property
    def plan(self) -> Any:
        """The plan of the analysis."""
        return yaml.safe_load((self.folder / "ingested/plan.json").read_text(encoding="utf-8"))

    def check(self, text: str) -> None:
        """Look at every number of a report."""
        for words, carried in Report(text).texts:
            found = NUMBER.findall(words)
            if found:
                kind, problem = self._source(words.strip(), carried)
                self.kinds[kind] += len(found)
                if problem:
                    self.faults.append(f"{words.strip()!r}: {problem}")

    def _source(self, words: str, carried: Mapping[str, str | None]) -> tuple[str, str]:
        """The kind of a text with numbers, and what is wrong with it."""
        sources = {
            "data-result": self._result,
            "data-cell": self._cell,
            "data-config": self._setting,
            "data-count": self._count,
        }
        for name, problem in sources.items():
            if carried.get(name):
                return name, problem(words, carried)
        for mark in WITHOUT_SOURCE:
            name, _, value = mark.partition("=")
            if carried.get(name) and value in ("", carried[name]):
                return mark, ""
        return "nothing", "it says not where it comes from"

    def _result(self, words: str, carried: Mapping[str, str | None]) -> str:
        name, column = carried["data-result"], str(carried["data-column"])
        if name not in self.statistics.index:
            return f"there is no result {name}"
        row = self.statistics.loc[name]
        if column == "note":
            return "" if words.rstrip(".") in row["note"] or words in row["note"] else f"the note of {name} is another"
        if words.startswith("<"):
            return "" if float(row[column]) < float(words[1:]) else f"{name} has {row[column]}"
        printed = float(re.sub(r"\s", "", words).replace("−", "-"))
        scale = numbers.scale(row["statistic"]) if column in ("estimate", "ci_lower", "ci_upper") else 1
        decimals = len(words.partition(".")[2])
        near = abs(printed - scale * float(row[column])) <= 0.5 * 10**-decimals + 1e-9
        return "" if near else f"{name} has {scale * float(row[column])}"

    def _cell(self, words: str, carried: Mapping[str, str | None]) -> str:
        table, _, rest = str(carried["data-cell"]).partition("|")
        key, _, column = rest.rpartition("|")
        values = [str(value) for value in self._values(table, key, column)]
        if not values:
            return f"there is no cell {carried['data-cell']}"
        return "" if any(_same(words, value) for value in values) else f"{carried['data-cell']} has {values[0]}"

    def _values(self, table: str, key: str, column: str) -> Iterator[Any]:
        """What stands in a cell; of a column that the report makes of others, those."""
        frame, keys = self._table(table)
        rows = frame[keys == key]
        for name in [column] if column in frame else [other for other in frame.columns]:
            yield from rows[name]

    def _table(self, name: str) -> tuple[pd.DataFrame, pd.Series]:
        if name not in self._tables:
            self._tables[name] = self._keyed(name)
        return self._tables[name]

    def _keyed(self, name: str) -> tuple[pd.DataFrame, pd.Series]:
        if name in BY_POSITION:
            frame = pd.concat([self._read(path) for path in BY_POSITION[name] if (self.folder / path).is_file()])
            return frame, pd.Series(range(1, len(frame) + 1), index=frame.index).astype("str")
        if name == "lesion_visits":
            return self._visits()
        if name == "audit/values":
            frame = self._read("audit/values.parquet")
            return frame, frame["claim_id"] + ", " + (frame.groupby("claim_id").cumcount() + 1).astype("str")
        path, columns = BY_KEY[name]
        frame = self._read(path)
        keys = frame[columns].astype("str")
        return frame, keys[columns[0]].str.cat([keys[other] for other in columns[1:]], sep=", ") if len(
            columns
        ) > 1 else keys[columns[0]]

    def _visits(self) -> tuple[pd.DataFrame, pd.Series]:
        """The lesion visits by course and week, and once more by course alone, of which the baseline is listed."""
        frame = self._read("analysis/lesion_visits.parquet")
        frame = frame[frame["scenario"].isin(["observed", "as_reported"])]
        course = frame["lesion_id"] + (", period " + frame["period"].astype("str")).where(frame["period"].notna(), "")
        both = pd.concat([frame, frame], ignore_index=True)
        return both, pd.concat([course + ", week " + frame["visit"].astype("str"), course], ignore_index=True)

    def _read(self, path: str) -> pd.DataFrame:
        full = self.folder / path
        return pd.read_csv(full, keep_default_na=False) if full.suffix == ".csv" else pd.read_parquet(full)

    def _setting(self, words: str, carried: Mapping[str, str | None]) -> str:
        path = str(carried["data-config"])
        value = _at({**self.config["cohorts"][self.folder.name], **self.config, "plan": self.plan}, path)
        if value is None:
            return f"config has no {path}"
        shown = 100 * value if path == "methods.confidence_level" else value
        return "" if _same(words, str(shown)) else f"config has {path}: {value}"

    def _count(self, words: str, carried: Mapping[str, str | None]) -> str:
        table, _, conditions = str(carried["data-count"]).partition("|")
        if table == "flags":
            own = self.statistics.loc[conditions]
            rows = self.statistics[
                (self.statistics["status"] == own["status"]) & (self.statistics["note"] == own["note"])
            ]
        else:
            rows = self._read(BY_POSITION.get(table, [f"{table}.parquet"])[0])
            for condition in filter(None, conditions.split("&")):
                column, _, values = condition.partition("=")
                rows = rows[rows[column].astype("str").isin(values.split(";"))]
        return "" if words == str(len(rows)) else f"{carried['data-count']} has {len(rows)} rows"


def _same(words: str, value: str) -> bool:
    """Whether a printed text is a value, or its number rounded."""
    plain = re.sub(r"[\s%]|^(?:up to|at least|[<>≤≥])", "", words).replace("−", "-")
    try:
        return bool(abs(float(plain) - float(value)) <= 0.5 * 10.0 ** -len(plain.partition(".")[2]) + 1e-9)
    except ValueError:
        return " ".join(words.split()) in " ".join(value.split()) or plain in value


def _at(section: Any, path: str) -> Any:
    for part in path.split("."):
        section = section.get(part) if isinstance(section, Mapping) else None
    return section


def traced(report: Path, config: Mapping[str, Any]) -> Traced:
    """The numbers of a report, with the results beside it."""
    found = Traced(report.parent, config)
    found.check(report.read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    from tests.stages.running import study

    result = traced(Path(sys.argv[1]), study())
    for name, number in result.kinds.most_common():
        print(f"{number:6} {name}")
    print(f"{result.kinds.total():6} numbers, {len(result.faults)} without a source")
    print("\n".join(result.faults[:40]))
