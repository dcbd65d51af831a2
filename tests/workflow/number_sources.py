"""What a number in a report says that it comes from, looked up there."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Any

import pandas as pd

import casetrace
from casetrace.claims.consistency_tests import TESTS
from casetrace.methods.register import METHODS
from casetrace.model import groups, numbers
from casetrace.model.digests import file_digest
from casetrace.model.outcome import OFFSET_FACTORS
from casetrace.report.article.bibliography import full_reference
from casetrace.report.article.citations import sources
from casetrace.report.checklists import guidelines
from casetrace.report.document.prose import capitalised
from casetrace.report.provenance import NAMED_PACKAGES
from tests.workflow.listed_tables import ListedTables

DIGIT = re.compile(r"\d")
#: The number of a table or figure, which `tests/report/test_numbering.py` checks.
OF_CAPTION = re.compile(r"(Table|Figure)\sA?\d+\.?")


def is_note(words: str, note: str) -> bool:
    """Whether words are a note, or as a sentence the whole or a part of it between semicolons."""
    parts = re.split("(; )", note)
    runs = (
        "".join(parts[start:end]) for start in range(0, len(parts), 2) for end in range(start + 1, len(parts) + 1, 2)
    )
    return words == note or words in (f"{run[:1].upper()}{run[1:].removesuffix('.')}." for run in runs)


class NumberSources:
    """The sources of the numbers of one report; each method says what is wrong with a text, or nothing.

    Parameters
    ----------
    folder
        The results that stand beside the report.
    config
        The study's configuration.
    root
        The folder that the paths in the configuration start from.
    cohort
        The cohort's name; that of the folder unless another is given.
    files
        The files that the report names; those that config and the folder give unless others are given.
    """

    def __init__(
        self, folder: Path, config: Mapping[str, Any], root: Path, cohort: str = "", files: Sequence[str] = ()
    ) -> None:
        self.folder = folder
        self._config = config
        self._root = root
        self._files = list(files)
        self.section: Mapping[str, Any] = config["cohorts"].get(cohort or folder.name, {})
        self.tables = ListedTables(folder, self.plan)

    @cached_property
    def statistics(self) -> dict[str, dict[str, Any]]:
        """All results by name; none where nothing was recomputed."""
        path = self.folder / "statistics.csv"
        frame = pd.read_csv(path, keep_default_na=False) if path.is_file() else pd.DataFrame({"result_id": []})
        return {row["result_id"]: row for row in frame.to_dict("records")}

    @cached_property
    def _kinds(self) -> Counter[tuple[str, str]]:
        """How many results there are of each kind that a flag groups."""
        return Counter(map(_kind, self.statistics.values()))

    @cached_property
    def plan(self) -> dict[str, Any]:
        """The plan of the analysis; empty where several cohorts stand together."""
        path = self.folder / "ingest/plan.json"
        return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {"outcomes": {}}

    @property
    def confidence_level(self) -> float:
        """The level of the intervals, between 0 and 1."""
        return float(self._config["methods"]["confidence_level"])

    def result(self, words: str, name: str, column: str) -> str:
        """A column of a result: its number rounded, or the note."""
        row = self.statistics.get(name)
        if row is None:
            return f"there is no result {name}"
        if column == "note":
            return "" if is_note(words, " ".join(row["note"].split())) else f"the note of {name} is another"
        scale = numbers.scale(row["statistic"]) if column in ("estimate", "ci_lower", "ci_upper") else 1
        scale = 100 if column == "ci_level" else scale
        value = "" if row[column] == "" else str(scale * float(row[column]))
        return "" if same(words, value) else f"{name} has {value}"

    def cell(self, words: str, reference: str) -> str:
        """A cell of a listed table, `table|key|column`."""
        table, _, rest = reference.partition("|")
        key, _, column = rest.rpartition("|")
        values = self.tables.values(table, key, column)
        if not values:
            return f"there is no cell {reference}"
        return "" if any(same(words, value) for value in values) else f"{reference} has {values[0]}"

    def setting(self, words: str, path: str) -> str:
        """A setting of config, of the cohort or of the plan."""
        value: Any = {**self.section, **self._config, "plan": self.plan}
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is None:
            return f"config has no {path}"
        shown = [100 * value] if path == "methods.confidence_level" else list(_leaves(value))
        return "" if any(same(words.lstrip("−"), str(one)) for one in shown) else f"config has {path}: {value}"

    def count(self, words: str, reference: str) -> str:
        """How many rows of a table meet conditions, or how many results share a flag."""
        table, _, conditions = reference.partition("|")
        if table == "flags":
            kinds = {_kind(self.statistics[name]) for name in conditions.split(";")}
            n = sum(self._kinds[kind] for kind in kinds)
        else:
            n = self.tables.n_rows(table, conditions)
        return "" if words == f"{n:,}".replace(",", " ") else f"{reference} has {n} rows"

    def method(self, words: str, key: str) -> str:
        """What the registers say of a method or a test."""
        entry = METHODS[key] if key in METHODS else TESTS[key]
        texts = entry._asdict() if hasattr(entry, "_asdict") else vars(entry)
        return _left_of(words, texts.values(), f"the register has other words on {key}")

    def label(self, words: str, kind: str) -> str:
        """A name: of a visit, of anything that the data or config name, or in code."""
        known = {"visit": self.visits, "name": self.names, "code": self.codes}.get(kind, frozenset())
        if " ".join(words.split()) in known or (kind == "name" and OF_CAPTION.fullmatch(words)):
            return ""
        return _left_of(words, self._listed if kind == "name" else [], f"no {kind} is called so")

    @cached_property
    def _listed(self) -> list[str]:
        """Names that also stand in a list, such as methods that share a flag; those of one number stand alone."""
        return [name for name in self.names if re.search(r"[^\d.]", name)]

    @cached_property
    def visits(self) -> frozenset[str]:
        """The names of the visits, with and without a capital."""
        weeks = {row[name] for row in self.statistics.values() for name in ("visit", "visit_from")} - {""}
        for outcome in self.plan["outcomes"].values():
            weeks |= {outcome["baseline_visit"], *outcome["follow_up_visits"]}
        return frozenset(f"{word} {int(float(week))}" for week in weeks for word in ("week", "Week"))

    @property
    def titles(self) -> list[str]:
        """The names of the outcomes and cohorts; many cohorts are named by their number."""
        cohorts = [section.get("title") or name for name, section in self._config["cohorts"].items()]
        together = ["; ".join(cohorts), f"{len(cohorts)} cohorts"]
        return [*(outcome["label"] for outcome in self.plan["outcomes"].values()), *cohorts, *together]

    @cached_property
    def names(self) -> frozenset[str]:
        """Names with digits: of groups, outcomes, endpoints, offsets, cohorts, files, scenarios, claims, methods."""
        found = [value for row in self.statistics.values() for _, value in groups.read(row["group"])]
        found += [method.name for method in METHODS.values()]
        found += ["SHA-256", *self.files, *self.titles]
        for outcome in self.plan["outcomes"].values():
            found += [f"{factor * outcome['log_offset']:.12g}" for factor in OFFSET_FACTORS]
        for endpoint in self.plan.get("endpoints", {}).values():
            found += [endpoint["label"], capitalised(endpoint["label"])]
        for section in self._config["cohorts"].values():
            found += map(str, (section.get("source") or {}).values())
        for scenario in self.section.get("declared_scenarios", {}).values():
            found += [scenario["label"], scenario["label"][:1].upper() + scenario["label"][1:], scenario["reason"]]
        found += [*manuscript_names(), *checklist_names()]
        if (self.folder / "audit/claims.parquet").is_file():
            found += list(self.tables.read("audit/claims.parquet")["label"])
        return frozenset(" ".join(str(name).split()) for name in found if name)

    @cached_property
    def files(self) -> list[str]:
        """The raw files of the cohort, or the results and printed summaries of cohorts that stand together, by path."""
        if self._files:
            return self._files
        if not self.section:
            printed = self._config.get("pool", {}).get("cohorts_file")
            results = [f"results/{name}/statistics.csv" for name in self._config["cohorts"]]
            return [*results, *filter(None, [printed])]
        named = [table["file"] for table in self.section.get("tables", [])]
        return [*named, *filter(None, (self.section.get(name) for name in ("claims", "corrections")))]

    @cached_property
    def codes(self) -> frozenset[str]:
        """What stands in code: results, files with their digests, versions, terms of claims, a proposed scenario."""
        found = [*self.statistics, *self.files, python_version(), *map(version, NAMED_PACKAGES)]
        found += [file_digest(str(self._root / file)) for file in self.files if (self._root / file).is_file()]
        if (self.folder / "audit/scenario.json").is_file():
            claims = self.tables.read("ingest/claims.parquet")
            found += [term for name in ("kind", "quantity", "population") for term in claims[name].dropna()]
            found.append(json.loads((self.folder / "audit/scenario.json").read_text(encoding="utf-8")).get("yaml", ""))
        return frozenset(" ".join(str(name).split()) for name in found)


@cache
def checklist_names() -> tuple[str, ...]:
    """Guidelines with their references, and where their items are answered."""
    names: list[str] = []
    for guideline in guidelines().values():
        names += (guideline.name, guideline.reference, *(item.where for item in guideline.items))
        names += (item.answered_in for item in guideline.items)
    return tuple(names)


@cache
def manuscript_names() -> tuple[str, ...]:
    """Names that a manuscript gives itself: of tables, figures and references, sources of methods, versions."""
    names = ["CR2", f"Casetrace {casetrace.__version__}", f"Python {python_version()}"]
    for number in range(1, 100):
        names += (f"Table {number}", f"Figure {number}", str(number))
    names += (f"{name} {version(name.lower())}" for name in ("NumPy", "SciPy", "pandas", "statsmodels"))
    references = {full_reference(source) for method in METHODS.values() for source in sources(method.reference)}
    return (*names, *references, *(f"{reference}." for reference in references))


def same(words: str, value: str) -> bool:
    """Whether a printed text is a value, or its number rounded to the printed decimals."""
    if " ".join(words.split()) == " ".join(value.split()):
        return True
    try:
        number = float(value)
        plain = re.sub(r"\s", "", words).replace("−", "-")
        if plain.startswith("<"):
            return number < float(plain[1:])
        return abs(float(plain) - number) <= 0.5 * 10.0 ** -len(plain.partition(".")[2]) + 1e-9
    except ValueError:
        return False


def _kind(row: Mapping[str, Any]) -> tuple[str, str]:
    """What flagged results of one kind have in common."""
    return row["status"], row["note"]


def _left_of(words: str, texts: Any, problem: str) -> str:
    """The problem, if a text has a number beside those in known texts."""
    rest = " ".join(words.split())
    plain = (" ".join(str(text).split()) for text in texts if text)
    for text in sorted((text for text in plain if text in rest), key=len, reverse=True):
        rest = rest.replace(text, "")
    return f"{problem}: {rest.strip()!r}" if DIGIT.search(rest) else ""


def _leaves(value: Any) -> Iterator[Any]:
    """The values of a section of config."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield value
