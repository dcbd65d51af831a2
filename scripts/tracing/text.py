"""Answers in print, plain and without colour, wrapped for the terminal."""

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

WIDTH = 100
LABEL = 14
#: Results of a cell that are listed unless all are asked for.
FEW = 30
ROLES = {
    "used": "Rests on",
    "left out": "Left out",
    "selects": "Selected by",
    "flags": "Flagged by",
}

Json = dict[str, Any]


def printed(answer: Json, *, everything: bool = False) -> str:
    """An answer as text."""
    lines = {"result": _result, "file": _file, "cell": _cell}[answer["kind"]](answer, everything)
    return "\n".join(lines)


def _entry(label: str, text: str) -> Iterator[str]:
    if text:
        first = f"{label:<{LABEL}}"
        yield from textwrap.wrap(
            text,
            WIDTH,
            initial_indent=first,
            subsequent_indent=" " * LABEL,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _entries(entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    for label, text in entries:
        yield from _entry(label, text)


def _result(answer: Json, everything: bool) -> Iterator[str]:
    number, method = answer["printed"], answer["method"]
    size = [f"{answer[key]} {key[2:]}" for key in ("n_patients", "n_lesions") if answer[key] is not None]
    full = answer["number"]["estimate"]
    yield from _entries(
        [
            ("Result", answer["result_id"]),
            ("", answer["words"]),
            ("Number", "none" if full is None else f"{number['estimate']} ({full!r})"),
            ("Interval", number["interval"] or ""),
            ("P", number["p"] or ""),
            ("Status", answer["status"] + (f": {answer['note']}" if answer["note"] else "")),
            ("Method", f"{method['name']}. {method['description']} {method['reference']}"),
            ("Analysis set", f"{answer['analysis_set']}: {', '.join(size)}; {answer['role']} result"),
            ("Code", answer["code"]),
        ]
    )
    for part in answer["rests_on"]:
        yield ""
        fields = f", {', '.join(part['fields'])}" if part["fields"] else ""
        yield from _entry(ROLES[part["role"]], f"{part['n_rows']} rows of {part['dataset']}{fields}")
        if part["role"] in ("used", "left out") or everything:
            yield from _rows(part["rows"])
            if part["n_rows"] > len(part["rows"]):
                yield f"  and {part['n_rows'] - len(part['rows'])} more (--all)"
    yield from _raw_files(answer["files"])


def _rows(rows: Iterable[Json]) -> Iterator[str]:
    for row in rows:
        why = f" ({row['why']})" if row["why"] else ""
        yield f"  {row['label']}{why}"
        for value in row["values"]:
            yield f"    {value['field']} = {value['value'] or 'none'}"
            for cell in value["cells"]:
                yield from _place(cell)


def _place(cell: Json) -> Iterator[str]:
    text = "hidden" if cell["text"] is None else repr(cell["text"])
    yield f"      {cell['file']}:{cell['line']}:{cell['column']} {cell['header']}: {text}"
    if cell["cleaning"]:
        yield from textwrap.wrap(cell["cleaning"], WIDTH, initial_indent=" " * 8, subsequent_indent=" " * 8)


def _raw_files(files: Iterable[Json]) -> Iterator[str]:
    yield ""
    for file in files:
        yield from _entry("Raw file", f"{file['file']} SHA-256 {file['sha256']}")


def _file(answer: Json, everything: bool) -> Iterator[str]:
    state = "as the manifest has it" if answer["unchanged"] else "CHANGED since the run"
    yield from _entries(
        [
            ("File", answer["file"]),
            ("SHA-256", f"{answer['sha256']}, {state}"),
            ("Made by", f"rule {answer['rule']}, {answer['script']}"),
            ("Made of", ", ".join(answer["inputs"])),
            ("Steps", " -> ".join(answer["steps"])),
            ("Parameters", ", ".join(f"{key}: {value}" for key, value in answer["parameters"].items())),
        ]
    )
    drawn = answer["drawn"]
    if drawn["results"]:
        yield from _entry("Draws", f"{len(drawn['results'])} results: {', '.join(drawn['results'])}")
    if drawn["rows"]:
        yield from _entry("Draws", f"{len(drawn['rows'])} rows of analysis/lesion_visits")
        yield from _rows(drawn["rows"])
    yield from _raw_files(answer["files"])


def _cell(answer: Json, everything: bool) -> Iterator[str]:
    cell = answer["cell"]
    text = "hidden: the column is dropped or has pseudonyms" if cell["text"] is None else repr(cell["text"])
    yield from _entries(
        [
            ("Cell", f"{cell['file']}:{cell['line']}:{cell['column']}"),
            ("Column", cell["header"]),
            ("Text", text),
            ("Cleaning", cell["cleaning"] or "taken as it stands"),
        ]
    )
    for one in answer["became"]:
        clean = one["clean_value"] if one["clean_value"] is not None else "none"
        yield from _entry("Became", f"{one['table']} row {one['row']}, {one['field']} = {clean} ({one['how']})")
    results = answer["results"]
    kinds = Counter(result["result_id"].partition(".")[0] for result in results)
    yield from _entry("Reaches", f"{len(results)} results: " + ", ".join(f"{n} {kind}" for kind, n in kinds.items()))
    shown = results if everything else results[:FEW]
    yield from (f"  {result['result_id']}" for result in shown)
    if len(shown) < len(results):
        yield f"  and {len(results) - len(shown)} more (--all)"
    yield from _entry("Files", ", ".join(answer["outputs"]))
    yield from _raw_files(answer["files"])
