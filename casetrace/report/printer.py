"""Puts results, cells and settings into a document so that each can be traced to where it comes from.

A number only ever enters a document through this module: a result by its `result_id`, a cell of a table by its row and
column, a setting by its path in config. Each text carries its reference.
"""

import math
from functools import cached_property
from typing import Any

import pandas as pd

from casetrace.methods.register import DESCRIPTIONS
from casetrace.model import groups, numbers
from casetrace.model.dictionary import printed_column
from casetrace.model.listing import records
from casetrace.model.quantities import kind_of
from casetrace.model.time_units import visit_name
from casetrace.report.document.inlines import Count, Inline, Inlines, Name, Number, Reason, Setting, Value
from casetrace.report.document.prose import PERCENT, line

#: What identifies a result, beside the statistic.
KEY_COLUMNS = ["analysis", "outcome", "visit", "visit_from", "unit_of_analysis", "analysis_set", "group", "scenario"]
KEY_DEFAULTS: dict[str, Any] = {
    "outcome": "",
    "visit": None,
    "visit_from": None,
    "analysis_set": "all",
    "group": "",
    "scenario": "",
}
REFUSED = "\N{EM DASH}"
#: How the permutation tests of one kind come to their p value: the ends of their methods' keys.
WAYS = ("exact", "monte_carlo", "normal", "chi2", "t")


class Printer:
    """Prints the results of one cohort.

    Parameters
    ----------
    statistics
        The table of all results.
    """

    def __init__(self, statistics: pd.DataFrame) -> None:
        self._rows = rows = records(statistics)
        self._by_key: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
        for row in rows:
            self._by_key.setdefault((*(row[name] for name in KEY_COLUMNS), row["statistic"]), []).append(row)

    def row(self, analysis: str, unit: str, statistic: str, **key: Any) -> dict[str, Any]:
        """The row of one result.

        Parameters
        ----------
        analysis, unit, statistic
            As in statistics.csv.
        key
            Any of `outcome`, `visit`, `visit_from`, `analysis_set`, `group` and `scenario`; `method`, a key of the
            register of methods or what it begins with before `exact`, `monte_carlo` and their like, without which the
            description is meant where there is one; and `option`, the end of the name.

        Raises
        ------
        KeyError
            When there is no such result, or more than one: a fault of the template.
        """
        rows = self._matching_rows(analysis, unit, statistic, key)
        if len(rows) != 1:
            raise KeyError(f"{len(rows)} results: {analysis}, {unit}, {statistic}, {key}")
        return rows[0]

    def has(self, analysis: str, unit: str, statistic: str, **key: Any) -> bool:
        """Whether there is such a result, refused or not."""
        return bool(self._matching_rows(analysis, unit, statistic, key))

    def _matching_rows(self, analysis: str, unit: str, statistic: str, key: dict[str, Any]) -> list[dict[str, Any]]:
        parts = KEY_DEFAULTS | {"analysis": analysis, "unit_of_analysis": unit} | key
        rows = self._by_key.get((*(parts[name] for name in KEY_COLUMNS), statistic), [])
        method, option = key.get("method", ""), key.get("option", "")
        if method:
            methods = {method, *(f"{method}_{way}" for way in WAYS)}
            return [row for row in rows if row["method"] in methods and row["option"] == option]
        described = [row for row in rows if row["method"] in DESCRIPTIONS]
        return described or rows

    @cached_property
    def by_id(self) -> dict[str, dict[str, Any]]:
        """The rows of all results by their name."""
        return {row["result_id"]: row for row in self._rows}

    def number(self, analysis: str, unit: str, statistic: str, *, mark: bool = True, **key: Any) -> Number:
        """The estimate of a result; a flagged one is marked, a refused one is a dash with its reason.

        Parameters
        ----------
        mark
            Whether a flag is shown; not where the number beside it shows the same one.
        """
        row = self.row(analysis, unit, statistic, **key)
        if row["status"] == "refused":
            return Number(REFUSED, row["result_id"], "estimate", "refused", numbers.marked_words(row["note"]))
        text = numbers.estimate(row["estimate"], row["statistic"], kind_of(row["quantity"]), self._among(row))
        status = row["status"] if mark else "ok"
        return Number(
            text, row["result_id"], "estimate", status, numbers.marked_words(row["note"]), status == "flagged"
        )

    def interval(self, analysis: str, unit: str, statistic: str, *, mark: bool = True, **key: Any) -> Inlines:
        """The confidence interval of a result, `lower to upper`; a flagged one is marked, a refused one a dash."""
        row = self.row(analysis, unit, statistic, **key)
        if row["ci_lower"] is None:
            return (Number(REFUSED, row["result_id"], "note", "refused", numbers.marked_words(row["note"])),)
        formatting = (row["statistic"], kind_of(row["quantity"]), self._among(row))
        lower, upper = (numbers.estimate(row[end], *formatting) for end in ("ci_lower", "ci_upper"))
        marked = mark and row["status"] == "flagged"
        return (
            Number(lower, row["result_id"], "ci_lower"),
            " to ",
            Number(upper, row["result_id"], "ci_upper", note=numbers.marked_words(row["note"]), marked=marked),
        )

    def no_interval(self, analysis: str, unit: str, statistic: str, **key: Any) -> Number:
        """That a refused result has no interval, with its reason."""
        row = self.row(analysis, unit, statistic, **key)
        return Number("no CI", row["result_id"], "note", "refused", numbers.marked_words(row["note"]))

    def level(self, analysis: str, unit: str, statistic: str, **about: Any) -> Number:
        """The level of the confidence interval of a result, in percent, to two decimals at most."""
        row = self.row(analysis, unit, statistic, **about)
        return Number(numbers.trimmed(100 * row["ci_level"], 2), row["result_id"], "ci_level")

    def is_refused(self, analysis: str, unit: str, statistic: str, **key: Any) -> bool:
        """Whether there is no number."""
        return bool(self.row(analysis, unit, statistic, **key)["status"] == "refused")

    def among(self, analysis: str, unit: str, statistic: str, **key: Any) -> int:
        """How many of its unit a result rests on, to decide what to print; the number itself is printed by `size`."""
        return self._among(self.row(analysis, unit, statistic, **key))

    def size(self, units: str, analysis: str, unit: str, statistic: str, **key: Any) -> Inline:
        """How many `patients` or `lesions` a result rests on; a dash where it does not rest on lesions."""
        row = self.row(analysis, unit, statistic, **key)
        if row[f"n_{units}"] is None:
            return numbers.DASH
        return Number(numbers.fixed(float(row[f"n_{units}"]), 0), row["result_id"], f"n_{units}")

    def p_value(self, analysis: str, unit: str, statistic: str, *, mark: bool = False, **key: Any) -> Number:
        """The p value of a result; marked where it is flagged and no number beside it shows that."""
        row = self.row(analysis, unit, statistic, **key)
        return self._p(row, "p_value", marked=mark and row["status"] == "flagged")

    def smallest_p_value(self, analysis: str, unit: str, statistic: str, **key: Any) -> Number:
        """The smallest p value that the data could have given."""
        return self._p(self.row(analysis, unit, statistic, **key), "p_value_minimum")

    def note(self, analysis: str, unit: str, statistic: str, **key: Any) -> Reason:
        """Why a result is flagged or refused; empty where it is neither."""
        row = self.row(analysis, unit, statistic, **key)
        return Reason(numbers.marked_words(row["note"]), row["result_id"])

    def groups(self, analysis: str, unit: str, variable: str, **key: Any) -> list[str]:
        """The groups of a variable, and of no other one, for which there are results, in order."""
        key = {"analysis": analysis, "unit_of_analysis": unit} | key
        texts = dict.fromkeys(row["group"] for row in self._rows if row["group"] and self._agrees(row, key))
        return [text for text in texts if [name for name, _ in groups.read(text)] == [variable]]

    def groups_within(self, analysis: str, unit: str, variable: str, group: str, **key: Any) -> list[str]:
        """The groups of a variable within another group, for which there are results, in order."""
        key = {"analysis": analysis, "unit_of_analysis": unit} | key
        texts = dict.fromkeys(row["group"] for row in self._rows if row["group"] and self._agrees(row, key))
        within = set(groups.read(group))
        return [text for text in texts if [name for name, _ in set(groups.read(text)) - within] == [variable]]

    def explored(self, analysis: str, outcome: str) -> list[str]:
        """The variables against which an outcome's percent change was set, in order."""
        key = {"quantity": analysis, "relation": "by", "outcome": outcome}
        return list(dict.fromkeys(row["variable"] for row in self._rows if self._agrees(row, key)))

    def explored_groups(self, analysis: str, outcome: str) -> list[str]:
        """The variables in whose groups an outcome's percent change was explored, in order."""
        key = {"quantity": analysis, "relation": "between", "outcome": outcome}
        return list(dict.fromkeys(row["variable"] for row in self._rows if self._agrees(row, key)))

    @staticmethod
    def _agrees(row: dict[str, Any], key: dict[str, Any]) -> bool:
        return all(row[name] == value for name, value in key.items())

    @staticmethod
    def _among(row: dict[str, Any]) -> int:
        number = row["n_lesions"] if row["unit_of_analysis"] == "lesion" else row["n_patients"]
        return int(number or 0)

    @staticmethod
    def _p(row: dict[str, Any], column: str, *, marked: bool = False) -> Number:
        value = math.nan if row[column] is None else row[column]
        return Number(
            numbers.p_value(value), row["result_id"], column, note=numbers.marked_words(row["note"]), marked=marked
        )


def cell(table: str, key: object, column: str, value: object, decimals: int | None = None) -> Value:
    """A cell of a table, printed with its table, row key and column.

    Parameters
    ----------
    table, key, column
        Where the cell stands.
    value
        Its text or number; a missing one is a dash.
    decimals
        For a number, how many decimals to keep at most; without it the value is printed as it is.
    """
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        text = numbers.DASH
    elif decimals is not None:
        text = numbers.trimmed(float(str(value)), decimals)
    else:
        text = str(value)
    return Value(text, table, str(key), printed_column(column))


def printable(sign: object) -> object:
    """A sign that does not show, such as a tab, by its name."""
    return {"\t": "tab", " ": "space"}.get(str(sign), sign)


def setting(path: str, value: object) -> Setting:
    """A setting of config or of the plan, printed with its path."""
    text = numbers.trimmed(float(value), 6) if isinstance(value, int | float) else str(value)
    return Setting(text, path)


def confidence(level: float) -> Inlines:
    """The confidence level of the study, in percent."""
    text = numbers.trimmed(100 * level, 2)
    return line(Setting(text, "methods.confidence_level"), PERCENT)


def counted(number: int, table: str) -> Count:
    """How many rows of a table there are, such as `audit/claims` or of it those with `audit/claims|verdict=reproduced`.

    Parameters
    ----------
    number
        How many.
    table
        The table, and after `|` the conditions joined by `&`, alternatives of a value by `;`; `after=` says how many
        rows are left out at the start. Of `flags` the names of results follow, joined by `;`: counted are the results
        with the status and note of one of them.
    """
    return Count(number, table)


def named_visit(visit: int, *, capital: bool = False) -> Name:
    """The name of a visit."""
    return Name(visit_name(visit, capital=capital).replace(" ", "\N{NO-BREAK SPACE}"), "visit")


def group_name(group: str) -> Name:
    """The value of a group such as `site=fingertip`."""
    return label(", ".join(value for _, value in groups.read(group)))


def label(text: str) -> Name:
    """A name that may hold digits, such as that of a group."""
    return Name(text)
