"""Answers in print: plain, without colour, wrapped for the terminal."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from casetrace.model.wording import counted
from casetrace.trace.lines import (
    canonical,
    entries,
    entry,
    labelled,
    places,
    raw_files,
    rows_with_cells,
    where,
    wrapped,
)

#: Rows and primary results of a cell that are listed unless all are asked for.
FEW = 12
ROLES = {
    "used": "Rests on",
    "left out": "Left out",
    "selects": "Selected by",
    "flags": "Flagged by",
}
#: Characters that would steer a terminal; raw files may hold any.
STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")

Json = dict[str, Any]


def printed(answer: Json, *, list_all: bool = False) -> str:
    """An answer as text.

    Parameters
    ----------
    answer
        The answer, as its JSON has it.
    list_all
        Whether what is summarised otherwise is listed too.
    """
    lines = {"result": _result, "results": _results, "file": _file, "cell": _cell}[answer["kind"]](answer, list_all)
    return "\n".join(STEERING.sub(lambda match: repr(match[0])[1:-1], line) for line in lines)


def _results(answer: Json, list_all: bool) -> Iterator[str]:
    yield from (result["result_id"] for result in answer["results"])


def _result(answer: Json, list_all: bool) -> Iterator[str]:
    method = answer["method"]
    size = [f"{answer[key]} {key[2:]}" for key in ("n_patients", "n_lesions") if answer[key] is not None]
    yield from entries(
        [
            ("Result", answer["result_id"]),
            ("", answer["words"]),
            *_number(answer["printed"], answer["number"]),
            ("Status", answer["status"] + (f": {answer['note']}" if answer["note"] else "")),
            ("Method", f"{method['name']}. {method['description']} {method['reference']}"),
            ("Analysis set", f"{answer['analysis_set']}: {', '.join(size)}; {answer['role']} result"),
            ("Code", answer["code"]),
        ]
    )
    for part in answer["rests_on"]:
        yield from _part(part, list_all)
    yield from raw_files(answer["files"])


def _number(printed_number: Json, full: Json) -> Iterator[tuple[str, str]]:
    """The number, its interval and P value as they are printed, and in full."""
    yield "Number", "none" if full["estimate"] is None else f"{printed_number['estimate']} ({full['estimate']!r})"
    if printed_number["interval"] is not None:
        yield "Interval", f"{printed_number['interval']}, in full {full['ci_lower']!r} to {full['ci_upper']!r}"
    if printed_number["p"] is not None:
        yield "P", f"{printed_number['p']} ({full['p_value']!r})"


def _part(part: Json, list_all: bool) -> Iterator[str]:
    yield ""
    fields = f", {', '.join(part['fields'])}" if part["fields"] else ""
    yield from entry(ROLES[part["role"]], f"{counted(part['n_rows'], 'row')} of {part['dataset']}{fields}")
    if part["role"] in ("used", "left out") or list_all:
        yield from rows_with_cells(part["rows"], part["n_rows"], list_all)


def _file(answer: Json, list_all: bool) -> Iterator[str]:
    state = "as the manifest has it" if answer["unchanged"] else "CHANGED since the run"
    modules = len(answer["code"]) - 1
    yield from entries(
        [
            ("File", answer["file"]),
            ("SHA-256", f"{answer['sha256']}, {state}"),
            ("Made by", f"rule {answer['rule']}, {answer['script']} with {counted(modules, 'module')}"),
            ("Steps", " -> ".join(step["rule"] for step in answer["steps"])),
            *labelled("Made of", (" ".join(group) for group in _by_folder(answer["inputs"]))),
            ("Changed since", ", ".join(answer["changed_inputs"])),
            *labelled("Parameters", (f"{key}: {_compact(value)}" for key, value in answer["parameters"].items())),
        ]
    )
    drawn = answer["drawn"]
    if drawn["results"]:
        yield from entry("Draws", counted(len(drawn["results"]), "result"))
        for result in drawn["results"]:
            yield from _drawn_result(result)
    if drawn["n_rows"]:
        yield from entry("Draws", f"{counted(drawn['n_rows'], 'row')} of derive/lesion_visits")
        yield from rows_with_cells(drawn["rows"], drawn["n_rows"], list_all)
    yield from raw_files(answer["files"])


def _drawn_result(result: Json) -> Iterator[str]:
    yield from wrapped(f"{result['result_id']} = {result['estimate'] or 'none'}", "  ", 4)
    yield from places(result["cells"])


def _by_folder(paths: Iterable[str]) -> Iterator[list[str]]:
    """Paths by folder: the folder, then the names in it."""
    folders: dict[str, list[str]] = {}
    for path in map(PurePosixPath, paths):
        folders.setdefault(path.parent.as_posix(), []).append(path.name)
    yield from (names if folder == "." else [f"{folder}:", *names] for folder, names in folders.items())


def _compact(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cell(answer: Json, list_all: bool) -> Iterator[str]:
    cell = answer["cell"]
    yield from entries(
        [
            ("Cell", where(cell)),
            ("Column", f"{cell['header']} ({answer['column_role']})"),
            ("Text", _text_of(answer)),
            ("Note", answer["note"]),
            ("Cleaning", cell["cleaning"]),
        ]
    )
    yield from entries(labelled("Became", _canonical(answer["became"])))
    yield from _analysis_rows(answer["rows"], list_all)
    yield from _reached(answer["results"], list_all)
    yield from entry("Claims", ", ".join(answer["claims"]))
    yield from entries(labelled("Files", _outputs(answer["outputs"])))
    yield from raw_files(answer["files"])


def _canonical(became: Sequence[Json]) -> Iterator[str]:
    """Canonical values, one that stands in several rows of a table once."""
    rows: dict[tuple[str, str], list[int]] = {}
    for item in became:
        rows.setdefault((item["table"], f"{canonical(item)} ({item['how']})"), []).append(item["row"])
    for (table, value), row_numbers in rows.items():
        yield f"{table} {'row' if len(row_numbers) == 1 else 'rows'} {', '.join(map(str, row_numbers))}: {value}"


def _text_of(answer: Json) -> str:
    if answer["cell"]["text"] is not None:
        return repr(answer["cell"]["text"])
    role = answer["column_role"]
    return "hidden" if role == "dropped" or role.endswith("pseudonymised") else "not kept"


def _analysis_rows(rows: Sequence[Json], list_all: bool) -> Iterator[str]:
    for dataset in dict.fromkeys(row["dataset"] for row in rows):
        dataset_rows = [row for row in rows if row["dataset"] == dataset]
        yield from entry("Rows", f"{counted(len(dataset_rows), 'row')} of {dataset}")
        listed = dataset_rows if list_all else dataset_rows[:FEW]
        for row in listed:
            yield from wrapped(f"{row['label']}: {', '.join(row['fields']) or 'whose it is'}", "  ", 4)
        if len(listed) < len(dataset_rows):
            yield f"  and {len(dataset_rows) - len(listed)} more (--all)"


def _reached(results: Sequence[Json], list_all: bool) -> Iterator[str]:
    """The results by analysis, counted; named are the primary ones, or all."""
    yield from entry("Reaches", counted(len(results), "result") if results else "no result")
    kinds = Counter(result["result_id"].partition(".")[0] for result in results)
    if not list_all:
        yield from (f"  {n:>6} {kind}" for kind, n in kinds.items())
    selected = results if list_all else [result for result in results if result["role"] == "primary"]
    if selected and not list_all:
        yield from entry("Primary", f"{counted(len(selected), 'result')} of these")
    listed = selected if list_all else selected[:FEW]
    for result in listed:
        yield from wrapped(f"{result['result_id']} = {result['estimate'] or 'none'}", "  ", 4)
    if len(listed) < len(selected):
        yield f"  and {len(selected) - len(listed)} more (--all)"


def _outputs(outputs: Sequence[Json]) -> Iterator[str]:
    """Files with what they hold, those that hold the same in several formats as one."""
    endings: dict[tuple[str, str], list[str]] = {}
    for output in outputs:
        contents = [counted(output[f"n_{noun}s"], noun) for noun in ("result", "row") if output[f"n_{noun}s"]]
        path = PurePosixPath(output["file"])
        endings.setdefault((path.with_suffix("").as_posix(), ", ".join(contents)), []).append(path.suffix)
    yield from (f"{stem}{' '.join(suffixes)} ({contents})" for (stem, contents), suffixes in endings.items())
