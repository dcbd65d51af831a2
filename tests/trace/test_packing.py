"""What a report carries of its results and rows is packed without loss."""

import json
from typing import Any

from casetrace.trace.packing import OWN, SHARED, packed, packed_rows


def unpacked(table: dict[str, Any]) -> dict[str, Any]:
    """The results by name, as the report's script has them."""
    table = json.loads(json.dumps(table))
    results = {}
    for row in table["rows"]:
        texts = [table["texts"][number] for number in row[: 4 + len(table["shared"])]]
        subject, ending, statistic, rest, *shared = texts
        basis, *own = row[4 + len(table["shared"]) :]
        words = f"{statistic}, {rest}" if rest else statistic
        results[f"{subject}.{ending}"] = (
            {"words": words, "parts": table["bases"][basis]}
            | dict(zip(table["shared"], shared, strict=True))
            | dict(zip(table["own"], own, strict=True))
        )
    return results


def result(**changes: Any) -> dict[str, Any]:
    return {
        "words": "Mean, reduction of size, in mm, at week 4, over patients",
        "parts": [[0, "used", ["percent_reduction"]], [1, "left out", []]],
        **{name: name for name in SHARED},
        **dict.fromkeys(OWN),
    } | changes


def test_results_come_back_as_they_were_in_their_order():
    results = {
        "reduction.size.week_4.patient.all.observed.mean.t": result(estimate="1.2", interval="1 to 2 (95 %)", p="0.03"),
        "reduction.size.week_4.patient.all.observed.se.t": result(estimate="0.4", patients=5, lesions=7, note=""),
        "log_ratio.size.week_4.lesion.all.mean.cr2_t.offset_0_5": result(words="Total", parts=[]),
    }
    assert unpacked(packed(results)) == results
    assert list(unpacked(packed(results))) == list(results)


def test_what_results_share_stands_there_once():
    results = {f"a.week_{week}.b.mean.t": result(words=f"Mean, a at week {week}") for week in range(50)}
    table = packed(results)
    assert len(table["bases"]) == 1
    assert table["texts"].count("mean.t") == table["texts"].count("Mean") == 1


def test_rows_come_back_as_they_were_and_their_values_stand_there_once():
    value = {"value": "50", "cells": [3, 4], "also": [7]}
    rows: dict[str, Any] = {
        "derive/lesion_visits": {
            str(position): {
                "label": f"row {position}",
                "why": "",
                "about": [1, 2],
                "fields": {"value": value, "baseline": {"value": "", "cells": []}},
            }
            for position in range(20)
        },
        "pooled/statistics": {"4": {"label": "", "why": "", "about": [], "fields": {}, "result": {"id": "a"}}},
    }
    table = json.loads(json.dumps(packed_rows(rows)))
    assert table["parts"].count(value) == table["parts"].count([1, 2]) == table["parts"].count("baseline") == 1
    for of_dataset in table["datasets"].values():
        for row in of_dataset.values():
            parts = [table["parts"][number] for number in row["fields"]]
            row["fields"] = dict(zip(parts[::2], parts[1::2], strict=True))
            row["about"] = table["parts"][row["about"]]
    assert table["datasets"] == rows
