"""What the report lists: lesions with their visits, flags by reason, logs, figures."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from scripts.results.rows import INTEGER_COLUMNS, NUMBER_COLUMNS, RESULT_COLUMNS, TEXT_COLUMNS


@dataclass(frozen=True)
class Listing:
    """The first rows of a table, and how many more there are."""

    rows: list[dict[str, Any]]
    more: int


def listing(frame: pd.DataFrame, most: int) -> Listing:
    """The first `most` rows of a table; each row knows its number in it from 1 (`number_in_table`)."""
    shown = frame.head(most)
    rows = [row | {"number_in_table": number} for number, row in enumerate(shown.to_dict("records"), start=1)]
    return Listing(rows, len(frame) - len(shown))


def read_statistics(path: str) -> pd.DataFrame:
    """statistics.csv with its columns in their types."""
    dtypes = dict.fromkeys(TEXT_COLUMNS, "str") | dict.fromkeys(INTEGER_COLUMNS, "Int64")
    frame = pd.read_csv(
        path,
        dtype=dtypes | dict.fromkeys(NUMBER_COLUMNS, "float64"),
        na_values={name: [""] for name in [*INTEGER_COLUMNS, *NUMBER_COLUMNS]},
        keep_default_na=False,
    )
    return frame[RESULT_COLUMNS]


def lesion_listing(lesions: pd.DataFrame, visits: pd.DataFrame, cohort: Mapping[str, Any], most: int) -> Listing:
    """Every lesion with its patient, treatment, baseline and visits, as observed, for the primary outcome.

    Each row has `visits`, a list with the value, percent reduction, response and missing reason of each follow-up
    visit, and the reduction that the source prints for it (`reported`).
    """
    outcome = cohort["primary"]["outcome"]
    shown = lesions.head(most)
    own = visits[(visits["outcome"] == outcome) & visits["lesion_id"].isin(shown["lesion_id"])]
    observed = own[own["scenario"] == "observed"]
    reported = own[own["scenario"] == "as_reported"].set_index(["lesion_id", "visit"])["percent_reduction"]
    by_lesion: dict[str, list[dict[str, Any]]] = {}
    for visit in observed.to_dict("records"):
        key = (visit["lesion_id"], visit["visit"])
        by_lesion.setdefault(visit["lesion_id"], []).append(visit | {"reported": reported.get(key)})
    rows = [row | {"visits": by_lesion[row["lesion_id"]]} for row in shown.to_dict("records")]
    return Listing(rows, len(lesions) - len(shown))


def flag_groups(statistics: pd.DataFrame) -> list[dict[str, Any]]:
    """Flagged and refused results by status and reason, each with what it concerns and how many results it covers."""
    marked = statistics[statistics["status"] != "ok"]
    groups = []
    for (status, note), rows in marked.groupby(["status", "note"], sort=False):
        groups.append(
            {
                "status": status,
                "note": note,
                "concerns": sorted(
                    set(rows["analysis"].str.replace("_", " ") + ", " + rows["statistic"].map(_in_words))
                ),
                "result_ids": list(rows["result_id"]),
            }
        )
    return sorted(groups, key=lambda group: (group["status"] != "refused", group["note"]))


def _in_words(statistic: str) -> str:
    return {"sd": "SD", "spearman_rho": "Spearman's rho"}.get(statistic, statistic)


def figure_svg(path: str) -> Markup:
    """A figure's SVG element, without the prologue that only a file of its own needs."""
    text = Path(path).read_text(encoding="utf-8")
    return Markup(re.sub(r"^.*?(?=<svg\b)", "", text, count=1, flags=re.DOTALL))
