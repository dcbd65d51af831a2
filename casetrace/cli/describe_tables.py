"""Write the data dictionary for people, docs/data-dictionary.md, from the schemas in workflow/schemas/.

Run as `casetrace describe` after a change of a schema.
"""

from collections.abc import Iterator
from pathlib import Path

from casetrace.clean.validation import expected
from casetrace.model.dictionary import Column, data_dictionary
from casetrace.model.yaml_files import read_yaml

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "data-dictionary.md"
OUTPUTS = ROOT / "workflow" / "schemas" / "outputs.yaml"


def document() -> str:
    """The data dictionary as Markdown."""
    return "\n".join([*_heading(), *_canonical(), *_outputs()]) + "\n"


def _heading() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Written by `casetrace describe` from `workflow/schemas/`; change it there."


def _canonical() -> Iterator[str]:
    yield ""
    yield "## Canonical tables"
    yield ""
    yield "As text in `ingest/`, in their types in `clean/`, where `row` is the number of the ingested row. The raw"
    yield "cell of every value (file, line, column, text) is in `ingest/cells.parquet`. Fields that are not kept"
    yield "are read for the others. What the roles mean stands at the head of `workflow/schemas/tables.yaml`."
    for table in data_dictionary().values():
        yield ""
        yield f"### {table.name}"
        yield ""
        yield f"{table.description} Key: {', '.join(f'`{name}`' for name in table.key)}."
        yield ""
        yield "| column | name in config | in print | type | unit | allowed | roles | meaning |"
        yield "|---|---|---|---|---|---|---|---|"
        for column in table.declared:
            yield f"| {' | '.join(_cells(column))} |"


def _cells(column: Column) -> list[str]:
    limited = column.allowed or column.minimum is not None or column.maximum is not None
    allowed = f"{expected(column) if limited else 'anything'}{', required' if column.required else ''}"
    name = f"`{column.name}`" if column.kept else "not kept"
    in_config = f"`{column.field_name}`" if column.field else ""
    roles = ", ".join(sorted(column.roles))
    return [name, in_config, column.label, column.type, column.unit, allowed, roles, column.description]


def _outputs() -> Iterator[str]:
    yield ""
    yield "## Outputs"
    for name, table in read_yaml(OUTPUTS).items():
        yield ""
        yield f"### {name}"
        yield ""
        yield table["description"]
        yield ""
        yield "| column | meaning |"
        yield "|---|---|"
        for column, meaning in table["columns"].items():
            yield f"| `{column}` | {meaning} |"
