"""A seeded campaign in this process: hostile texts in every field, damaged spreadsheets, odd configurations.

Each must end in results or in a message within a time that a person would wait.
"""

import io
import random
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
import openpyxl
import yaml

from casetrace.config.validation import validated_config
from casetrace.model.errors import UserError
from casetrace.model.yaml_files import check_yaml
from casetrace.read.reading import read_raw_table
from tests.read.binary_workbooks import damaged_workbook, xls, xlsb
from tests.stages.made_up import COLUMNS, cohort, patients, table
from tests.stages.running import SCHEMA, check_message, ingest_and_clean, shipped_config

#: Seconds of the processor that a try may take; none in the tally took as long.
LONGEST = 10.0

TEXTS: dict[str, str] = {
    "markup": "<script>document.title='x'</script>",
    "an attribute": "\"' onmouseover='alert(1)",
    "a template": "{{ 7 * 7 }}{% raw %}${x}",
    "Typst code": '#panic("x")\\ $ [ ] <label> @ref',
    "a formula": '=HYPERLINK("http://example.org","x")',
    "a path": "../../../../etc/passwd",
    "a terminal's order": "\x1b[2J\x1b]0;x\x07",
    "a null character": "a\0b",
    "the other direction": "\u202eabc\u202c",
    "unseen characters": "P\u200b1\ufeff",
    "many combining signs": "a" + "\u0301" * 500,
    "outside the first plane": "𝔘𝔫𝔦 👩‍⚕️",
    "line breaks": "a\nb\r\nc\u2028d",
    "4,301 digits": "1" * 4301,
    "30,000 letters": "a" * 30_000,
    "100,000 letters": "a" * 100_000,
    "many @": "@a." * 5_000,
    "a huge number": "1e400",
    "no number": "NaN",
    "a percent sign": "%s%n%x",
    "blanks": " \u00a0\t ",
    "quotes": '"' * 101,
    "a base64 image": "data:image/png;base64," + "iVBORw0KGgo" * 2_500,
}


def of_text(folder: Path, seed: int) -> str:
    """One text in one column of a made-up table; the ending."""
    draw = random.Random(seed)
    header = sorted(COLUMNS)[seed % len(COLUMNS)]
    name = draw.choice(sorted(TEXTS))
    rows = patients(6)
    for number in draw.sample(range(6), draw.choice([1, 6])):
        rows[number] = rows[number] | {header: TEXTS[name] + draw.choice(["", str(number)])}
    return _ending_of_table(folder, table(rows).encode(), "table.csv")


def _ending_of_table(folder: Path, raw: bytes, name: str) -> str:
    section = cohort()
    section["tables"][0]["file"] = name
    (folder / name).write_bytes(raw)
    run = ingest_and_clean(folder, section)
    if len(run.problems()):
        assert check_message(run).startswith("Cohort ")
        return "a message"
    return "results"


def workbook() -> bytes:
    """A made-up table as a spreadsheet."""
    book = openpyxl.Workbook()
    for line in table(patients(6)).splitlines():
        book.active.append([cell.strip('"') for cell in line.split(",")])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def _changed_sheet(raw: bytes, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == SHEET else old.read(name))
    return out.getvalue()


def _with_cell(reference: str, content: str) -> Callable[[bytes], bytes]:
    row = "".join(character for character in reference if character.isdigit())
    cell = f'<row r="{row}"><c r="{reference}"{content}</c></row></sheetData>'.encode()
    return lambda sheet: sheet.replace(b"</sheetData>", cell)


def _flipped(raw: bytes, draw: random.Random) -> bytes:
    changed = bytearray(raw)
    changed[draw.randrange(len(raw))] ^= 1 << draw.randrange(8)
    return bytes(changed)


SHEETS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "a bit flipped": _flipped,
    "cut off": lambda raw, draw: raw[: draw.randrange(4, len(raw))],
    "a bit flipped in the sheet": lambda raw, draw: _changed_sheet(raw, lambda sheet: _flipped(sheet, draw)),
    "a stray cell": lambda raw, draw: _changed_sheet(
        raw, _with_cell(draw.choice(["XFD1048576", "A4294967290", "AAAAAAAA9", "XFD9", "A1048576"]), "><v>1</v>")
    ),
    "a formula without a value": lambda raw, _: _changed_sheet(raw, _with_cell("A9", "><f>1+1</f>")),
    "an error": lambda raw, draw: _changed_sheet(
        raw, _with_cell("R9", f' t="e"><v>{draw.choice(["#REF!", "#N/A", "x"])}</v>')
    ),
    "20 MB of one letter": lambda raw, _: _changed_sheet(
        raw, _with_cell("A9", f' t="inlineStr"><is><t>{"x" * 20_000_000}</t></is>')
    ),
    "an entity of entities": lambda raw, _: _changed_sheet(
        raw,
        lambda sheet: sheet.replace(
            b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet', 1
        ),
    ),
    "a shared string that is not there": lambda raw, _: _changed_sheet(raw, _with_cell("A9", ' t="s"><v>99999</v>')),
    "another file": lambda _, draw: draw.choice(
        [b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"\xd0\xcf\x11\xe0", b"%PDF"]
    ),
}


def of_sheet(folder: Path, seed: int) -> str:
    """One damage to a spreadsheet; the ending."""
    draw = random.Random(seed)
    name = sorted(SHEETS)[seed % len(SHEETS)]
    (folder / "table.xlsx").write_bytes(SHEETS[name](workbook(), draw))
    read = read_raw_table(folder / "table.xlsx", "table.xlsx", {"limits": {"expanded_megabytes": 10}})
    return "a message" if read.problems else "results"


CELLS = {(row, column): row + column / 2 for row in range(6) for column in range(5)}


def word_file() -> bytes:
    """A made-up table in a Word file."""
    document, out = docx.Document(), io.BytesIO()
    filled = document.add_table(6, 5)
    for (row, column), value in CELLS.items():
        filled.cell(row, column).text = str(value)
    document.save(out)
    return out.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "table.docx": word_file,
    "table.xls": lambda: xls(CELLS),
    "table.xlsb": lambda: xlsb(CELLS),
    "table.xlsx": workbook,
}


def of_bytes(folder: Path, seed: int) -> str:
    """Some bytes changed in a workbook of any format or in a Word file; the ending."""
    name = sorted(FILES)[seed % len(FILES)]
    (folder / name).write_bytes(damaged_workbook(FILES[name](), random.Random(seed)))
    read = read_raw_table(folder / name, name, {})
    return "a message" if read.problems else "results"


DEEP = 5_000
LAUGHS = "q0: &q0 [1,1,1]\n" + "".join(f"q{n}: &q{n} [{','.join([f'*q{n - 1}'] * 9)}]\n" for n in range(1, 12))
CONFIGS: dict[str, str] = {
    "repeated without end": LAUGHS,
    "repeats itself": "q: &q [*q]\n",
    "brackets": f"q: {'[' * DEEP}{']' * DEEP}\n",
    "braces": f"q: {'{a: ' * DEEP}1{'}' * DEEP}\n",
    "open brackets": f"q: {'[' * 200_000}\n",
    "a number of 5,000 digits": f"q: {'9' * DEEP}\n",
    "a number in another base": f"q: 0x{'f' * DEEP}\n",
    "a name of Python": "q: !!python/name:os.system\n",
    "an order of Python": "q: !!python/object/apply:os.system [ls]\n",
    "no anchor": "q: *nobody\n",
    "a null character": "q: \0\n",
    "a surrogate": 'q: "\\ud800"\n',
    "tabs": "q:\n\t- 1\n",
    "two documents": "---\nq: 1\n---\nq: 2\n",
    "a merge key": "q: &q {a: 1}\nr: {<<: [*q, *q]}\n",
    "infinity": "q: .inf\n",
    "a day": "q: 2026-02-30\n",
}
#: What stands for a value of the shipped configuration.
VALUES: list[Any] = [
    None, "", [], {}, -1, 10**30, 1.5, "x" * 5000, "a\nb", "../x", True, [[[]]], {"a": {"b": 1}}, float("inf"), "(",
]  # fmt: skip


def of_config(folder: Path, seed: int) -> str:
    """One odd configuration: a text that is no good, or a value of the shipped one replaced; the ending."""
    draw = random.Random(seed)
    path = folder / "config.yaml"
    if seed % 3 == 0:
        path.write_text(CONFIGS[sorted(CONFIGS)[seed // 3 % len(CONFIGS)]], encoding="utf-8")
    else:
        path.write_text(yaml.safe_dump(_replaced(shipped_config(), draw), allow_unicode=True), encoding="utf-8")
    try:
        check_yaml(path)
        validated_config(dict(yaml.safe_load(path.read_text(encoding="utf-8"))), SCHEMA)
    except UserError:
        return "a message"
    return "results"


def _replaced(config: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """The configuration with one of its values, keys or names replaced."""
    changed = deepcopy(config)
    node: Any = changed
    while True:
        keys = list(node) if isinstance(node, dict) else range(len(node))
        key = draw.choice(keys)
        if isinstance(node[key], dict | list) and node[key] and draw.random() < 0.8:
            node = node[key]
            continue
        if isinstance(node, dict) and draw.random() < 0.2:
            node[draw.choice(["x\n", "X", "a" * 300, "../x", "-"])] = node.pop(key)
        else:
            node[key] = draw.choice(VALUES)
        return changed


KINDS: dict[str, tuple[Callable[[Path, int], str], int]] = {
    "hostile texts in a field": (of_text, 300),
    "damaged and hostile spreadsheets": (of_sheet, 300),
    "workbooks and Word files in which bytes were changed": (of_bytes, 600),
    "odd configurations": (of_config, 300),
}


def endings(kind: str, parent: Path, seeds: range) -> Counter[str]:
    """How the tries of a kind end, and how many took too long."""
    found: Counter[str] = Counter()
    for seed in seeds:
        folder = parent / f"{kind} {seed}"
        folder.mkdir()
        begun = time.process_time()
        found[KINDS[kind][0](folder, seed)] += 1
        found["slow"] += time.process_time() - begun > LONGEST
    return found
