"""Several values of one lesion at one visit: the one that config chooses, or their mean; all others are logged."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

from casetrace.ingest.emission import SEPARATOR, ReadTable
from casetrace.ingest.facts import Facts
from casetrace.ingest.visits import row_days
from casetrace.model.canonical import Handled
from casetrace.model.problems import Problem
from casetrace.model.time_units import days_of
from casetrace.words.exact import PLAIN_NUMBER, rounded_text
from casetrace.words.phases import days_told, is_day
from casetrace.words.visits import unit_of_numbers

VALUE = ("measurements", "value")
RULE = "several values at a visit"


class Candidate(NamedTuple):
    """One of several values: its fact, the day on which it was measured, and the days from the middle of its visit."""

    fact: Mapping[str, Any]
    day: float
    distance: float

    @property
    def number(self) -> Decimal:
        """The value as a number."""
        return Decimal(self.fact["value"])

    @property
    def order(self) -> tuple[float, int, int]:
        """Its order in time, else in the file."""
        return (self.day, self.fact["line"], self.fact["column"])

    @property
    def place(self) -> tuple[str, int]:
        """Its file and row."""
        return (self.fact["file"], self.fact["raw_row"])


def choose(
    reads: Sequence[ReadTable], configs: Mapping[int, Mapping[str, Any]], outcomes: Mapping[str, Any], facts: Facts
) -> None:
    """Keep one value of each lesion and visit where config says which, in place.

    Non-numeric values are left as they are, so that they are errors whatever is chosen.

    Parameters
    ----------
    reads
        All tables.
    configs
        Their sections of config, by the identity of the prepared table.
    outcomes
        The cohort's outcomes in config, whose `better` says which value is the worst.
    facts
        The facts of all tables.
    """
    rules = {read.table.raw.file: rule for read in reads if (rule := configs[id(read.table)]["visits"].get("choose"))}
    if not rules:
        return
    values = facts.of(VALUE)
    several = values[values["key"].duplicated(keep=False) & values["file"].isin(rules)]
    if several.empty:
        return
    days = _days(reads, configs)
    kept: dict[str, tuple[str, int]] = {}
    counts = Counter[str]()
    replaced: list[dict[str, Any]] = []
    for key, group in several.groupby("key", sort=False):
        rows: list[dict[str, Any]] = group.to_dict("records")
        rule = rules[rows[0]["file"]]
        candidates = [_candidate(row, days, str(key)) for row in rows]
        are_numbers = all(PLAIN_NUMBER.fullmatch(row["value"]) for row in rows)
        if not are_numbers or (rule == "nearest" and _undated(candidates)):
            continue
        outcome = str(key).split(SEPARATOR)[1]
        chosen = _chosen(candidates, rule, higher_is_better=outcomes.get(outcome, {}).get("better") == "higher")
        kept[str(key)] = chosen.place
        counts[chosen.fact["file"]] += 1
        replaced.append(_fact(chosen, candidates, rule, facts))
        _log(reads, chosen, candidates, rule, replaced[-1]["value"])
    _keep(facts, kept, pd.DataFrame(replaced, columns=values.columns))
    _tell(reads, counts, rules)


def _candidate(row: dict[str, Any], days: Mapping[tuple[str, int], tuple[float, float]], key: str) -> Candidate:
    day, since_baseline = days.get((row["file"], row["raw_row"]), (float("inf"), float("nan")))
    visit = key.split(SEPARATOR)[2]
    return Candidate(row, day, abs(since_baseline - days_of(int(visit))) if visit.isdecimal() else float("nan"))


def _undated(candidates: Sequence[Candidate]) -> bool:
    return any(pd.isna(candidate.distance) for candidate in candidates)


def _chosen(candidates: Sequence[Candidate], rule: str, *, higher_is_better: bool) -> Candidate:
    """The candidate that a rule keeps; of equal ones the first. The mean is told at the first one."""
    ordered = sorted(candidates, key=lambda candidate: candidate.order)
    if rule == "nearest":
        return min(ordered, key=lambda candidate: candidate.distance)
    if rule == "worst":
        return (min if higher_is_better else max)(ordered, key=lambda candidate: candidate.number)
    return ordered[-1] if rule == "last" else ordered[0]


def _fact(chosen: Candidate, candidates: Sequence[Candidate], rule: str, facts: Facts) -> dict[str, Any]:
    """The fact that is kept; the cells on which it depends beside its own are kept with it."""
    fact = dict(chosen.fact)
    if rule == "mean":
        numbers = [candidate.number for candidate in candidates]
        fact |= {"value": rounded_text(sum(numbers, Decimal(0)) / len(numbers)), "how": "averaged"}
    if rule in ("mean", "worst"):
        others = [
            {**candidate.fact, "raw_row": fact["raw_row"], "value": fact["value"], "how": fact["how"]}
            for candidate in candidates
            if candidate is not chosen
        ]
        same_file = [other for other in others if other["file"] == fact["file"]]
        facts.further.setdefault(VALUE, []).append(pd.DataFrame(same_file, columns=list(fact)))
    return fact


def _keep(facts: Facts, kept: Mapping[str, tuple[str, int]], replaced: pd.DataFrame) -> None:
    """Leave of the facts on these measurements those of the rows that are kept."""
    for name in [name for name in facts.pieces if name[0] == VALUE[0]]:
        frame = facts.of(name)
        places = zip(frame["key"], frame["file"], frame["raw_row"], strict=True)
        stays = [key not in kept or (name != VALUE and kept[key] == (file, row)) for key, file, row in places]
        parts = [frame[stays], replaced] if name == VALUE else [frame[stays]]
        facts.pieces[name] = [pd.concat(parts, ignore_index=True)]


def _days(
    reads: Sequence[ReadTable], configs: Mapping[int, Mapping[str, Any]]
) -> dict[tuple[str, int], tuple[float, float]]:
    """The day of each row of a table with dates or days of visits, and the days since its patient's baseline."""
    days: dict[tuple[str, int], tuple[float, float]] = {}
    for read in reads:
        config = configs[id(read.table)]["visits"]
        dates = config["dates"]
        days |= _numbered_days(read, config)
        day = row_days(read.fields, "visit_date", dates, read.table)
        baseline = row_days(read.fields, "baseline_date", dates, read.table)
        patient = read.identity.patient
        at_baseline = day[(read.identity.visit == "0").reindex(day.index, fill_value=False)]
        first = baseline.groupby(patient).min().combine_first(at_baseline.groupby(patient).min())
        since = day - patient.map(first).astype("float64")
        days |= {
            (read.table.raw.file, int(row)): (float(day[row]), float(since[row])) for row in day.index[day.notna()]
        }
    return days


def _numbered_days(read: ReadTable, config: Mapping[str, Any]) -> dict[tuple[str, int], tuple[float, float]]:
    """The day of each row whose visit is a number of days since the baseline that counts by its phase."""
    days: dict[tuple[str, int], tuple[float, float]] = {}
    for field in read.fields:
        if field.name == "visit" and config.get("phases"):
            texts = read.table.present(field.header).reindex(field.texts.index).dropna()
            for row, text in texts.items():
                day = days_told(text, unit_of_numbers(config)) if is_day(text, config) else None
                if day is not None:
                    days[read.table.raw.file, int(row)] = (float(day), float(day))
    return days


def _log(reads: Sequence[ReadTable], chosen: Candidate, candidates: Sequence[Candidate], rule: str, value: str) -> None:
    """Note every candidate that is not kept as it stands."""
    tables = {read.table.raw.file: read.table for read in reads}
    for candidate in candidates:
        if candidate is chosen and rule != "mean":
            continue
        fact = candidate.fact
        place = (fact["file"], fact["line"], fact["column"], fact["header"], fact["text"])
        if rule == "mean":
            what = (value, "interpreted", RULE, f"choose: mean of {len(candidates)} values")
        else:
            what = ("", "set aside", RULE, f"choose: {rule} keeps line {chosen.fact['line']}")
        tables[fact["file"]].handled.append(Handled(*place, *what))


def _tell(reads: Sequence[ReadTable], counts: Mapping[str, int], rules: Mapping[str, str]) -> None:
    """Warn once a file that values were chosen, with how many visits it was of how many lesions."""
    for problem in _warnings(counts, rules):
        next(read.table for read in reads if read.table.raw.file == problem.file).problems.append(problem)


def _warnings(counts: Mapping[str, int], rules: Mapping[str, str]) -> Iterator[Problem]:
    for file, count in counts.items():
        yield Problem(
            "warning", file, 0, 0, "", RULE,
            f"several values at {count} visit{'' if count == 1 else 's'} of a lesion; choose: {rules[file]}",
            "one value of a lesion at a visit, or a rule that was chosen before the data were seen",
            "every cell is in the cleaning log; compare the results under another rule of visits.choose",
        )  # fmt: skip
