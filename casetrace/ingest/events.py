"""Facts on events: those of one row are one event, or one for each text of a column that gives types of event."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from casetrace.ingest.cells import TRANSLATED
from casetrace.ingest.emission import SEPARATOR, ReadTable, identify
from casetrace.ingest.facts import Facts
from casetrace.ingest.fields import FieldColumn
from casetrace.ingest.prepared import Prepared
from casetrace.ingest.specs import ColumnSpec
from casetrace.model.dictionary import field_places
from casetrace.model.problems import Problem, quoted
from casetrace.words.categories import disposition_of

#: What config may say of events that no column does.
JUDGED = ("event_related", "event_serious")


def emit_events(read: ReadTable, facts: Facts) -> None:
    """Add the facts on the events of a table; events of one cell share its row's other fields, or have one each."""
    fields = [field for field in read.fields if field_places().get(field.name, ("",))[0] == "events"]
    types = [field for field in fields if field.name == "event_type"]
    headers = {field.header for field in types}
    shared = [field for field in fields if field.header not in headers]
    _note_counts(read, types, shared)
    for kind in types:
        has_event = kind.texts.notna() & read.identity.patient.notna()
        keys = _cell_keys(read.table, kind).loc[has_event.index].where(has_event)
        identify(read, facts, "events", keys, patient=True)
        of_cell = [field for field in fields if field.header == kind.header and field.part == kind.part]
        for field in [*of_cell, *_of_part(shared, kind.part)]:
            column = field_places()[field.name][1]
            facts.add(("events", column), keys, field.texts, read.table, field.header, field.how)


def _of_part(fields: Sequence[FieldColumn], part: int) -> Iterator[FieldColumn]:
    """What columns beside the types say of one event of each row: a single text is of all of them."""
    for field in fields:
        if field.part == part:
            yield field
        elif field.part == 0:
            single = ~_several(fields, field)
            yield FieldColumn(field.name, field.header, field.texts.where(single), field.how, part=part)


def _several(fields: Sequence[FieldColumn], field: FieldColumn) -> pd.Series:
    """Whether a column has more than one text for a field, by row."""
    further = [other.texts.notna() for other in fields if _same(other, field) and other.part > 0]
    return pd.concat(further, axis=1).any(axis=1) if further else pd.Series(False, index=field.texts.index)


def _same(other: FieldColumn, field: FieldColumn) -> bool:
    return (other.header, other.name) == (field.header, field.name)


def _note_counts(read: ReadTable, types: Sequence[FieldColumn], shared: Sequence[FieldColumn]) -> None:
    """Note rows in which a column has several texts, and not one for each event."""
    for field in shared:
        if field.part > 0:
            continue
        n_texts = _count([other for other in shared if _same(other, field)])
        for header in dict.fromkeys(kind.header for kind in types):
            n_events = _count([kind for kind in types if kind.header == header])
            for row in n_texts.index[(n_texts > 1) & (n_events > 0) & (n_texts != n_events)]:
                read.table.problems.append(
                    read.table.error(
                        row,
                        field.header,
                        "texts and events differ in number",
                        f"{n_texts[row]} texts for {n_events[row]} under {quoted(header)}",
                        "one text for all events of the row, or one for each in their order",
                        "correct the cell; or give each event a row of its own",
                    )
                )


def _count(fields: Sequence[FieldColumn]) -> pd.Series:
    return pd.concat([field.texts.notna() for field in fields], axis=1).sum(axis=1)


def _cell_keys(table: Prepared, kind: FieldColumn) -> pd.Series:
    """A name for the event of each row's cell: a merged cell tells of one event, not of one a row."""
    base = table.parts.get(kind.header, [kind.header])[0]
    place = table.raw.file + SEPARATOR + table.lines(base).astype("str") + SEPARATOR + str(table.raw.numbers[base])
    return place + SEPARATOR + str(kind.part)


def number_events(facts: Facts) -> None:
    """Number the events of each patient in the order in which they were met, those of one cell in its order."""
    patients = facts.first(("events", "patient_id"))
    if patients.empty:
        return
    cell, part = (patients["key"].str.rpartition(SEPARATOR)[place] for place in (0, 2))
    order = pd.DataFrame({"cell": pd.factorize(cell)[0], "part": part.astype("int64")}, index=patients.index)
    in_order = patients.loc[order.sort_values(["cell", "part"], kind="stable").index]
    numbers = (in_order.groupby("value").cumcount() + 1).astype("str")
    facts.add_found(("events", "number"), in_order.assign(value=numbers, how="numbered"))


def deaths_are_serious(facts: Facts) -> None:
    """Say of every event that is a death that it was serious, where no column says anything."""
    types, judged = facts.first(("events", "type")), facts.of(("events", "serious"))
    deaths = types["value"].map(lambda text: disposition_of(text, {}) == "died").astype(bool)
    untold = types[deaths & ~types["key"].isin(judged["key"])]
    facts.add_found(("events", "serious"), untold.assign(value="yes", how=TRANSLATED))


def judged_by_config(specs: Sequence[Sequence[ColumnSpec]], configs: Sequence[Mapping[str, Any]]) -> set[str]:
    """What config, and no column, says of events: under `stated`, or by a pattern's `set`."""
    shapes = (shape for table in specs for spec in table for shape in spec.parts.get("cells", ()))
    set_by_patterns = {
        name for shape in shapes for name, text in shape.get("set", {}).items() if name in JUDGED and "{" not in text
    }
    return set_by_patterns | {name for config in configs for name in config["stated"] if name in JUDGED}


def unmet_types(plan: Mapping[str, Any], events: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Endpoints on a type of event that no event has: a slip is likelier than that nobody had one."""
    met = {str(text).casefold(): str(text) for text in events["type"].dropna()}
    for name, endpoint in plan["endpoints"].items():
        asked = endpoint.get("event_type", "")
        if not asked or asked.casefold() in met:
            continue
        types = ", ".join(map(quoted, met.values())) or "none, since no event is recorded"
        yield Problem(
            "warning", file, 0, 0, "", "no event of that type",
            f"endpoints.{name} asks for events of type {quoted(asked)}",
            f"a type of the recorded events: {types}",
            "correct event_type in config, unless nobody had one",
        )  # fmt: skip
