"""Columns that name visits of an outcome that nobody declares and no well-known word tells."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casetrace.ingest.measured import is_measurement
from casetrace.ingest.names import field_of_name, slug_of
from casetrace.ingest.prepared import Prepared
from casetrace.ingest.specs import ColumnSpec
from casetrace.model.problems import Problem, quoted
from casetrace.words.mergers import is_no_value
from casetrace.words.no_numbers import guess_of
from casetrace.words.units import unit_in_header
from casetrace.words.visit_headers import visit_in_header


def unknown_outcomes(table: Prepared, specs: Sequence[ColumnSpec], config: Mapping[str, Any]) -> Iterator[Problem]:
    """How to declare the outcomes whose visits headers name, and every cell of them that is no number.

    Parameters
    ----------
    table, specs, config
        A table of which no column gives a value, what its columns give, and its section of config.
    """
    read = {spec.header for spec in specs} | {*config["ignore"], *config["privacy"]["drop"]}
    visits: dict[str, list[str]] = {}
    for header in table.raw.header:
        visit = visit_in_header(header, config["visits"]["labels"])
        if visit and visit.rest and header not in read and header in table.texts and not field_of_name(visit.rest):
            visits.setdefault(visit.rest, []).append(header)
    for stem, headers in visits.items():
        if len(headers) > 1:
            yield _undeclared(table, stem, headers)
            for header in headers:
                yield from _no_numbers(table, header, config)


def _undeclared(table: Prepared, stem: str, headers: Sequence[str]) -> Problem:
    unit = unit_in_header(stem)
    section = f"{{unit: {unit}}}" if unit else "{}"
    return table.header_error(
        headers[0],
        "unknown outcome",
        f"{', '.join(map(quoted, headers))}, which name visits of {quoted(stem)}",
        "an outcome of this name in config",
        f"declare it, outcomes: {{{slug_of(stem)}: {section}}}, with better: lower or higher; or put them under ignore",
    )


def _no_numbers(table: Prepared, header: str, config: Mapping[str, Any]) -> Iterator[Problem]:
    texts = table.present(header).dropna()
    for row, text in texts.items():
        if is_measurement(text, table.raw.dialect) or is_no_value(text, config):
            continue
        guess = guess_of(text)
        found = quoted(text) + (f", probably {guess.what}" if guess.what else "")
        yield table.error(row, header, "value is not a number", found, "a number such as 12 or 12.5", guess.remedy)
