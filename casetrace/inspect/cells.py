"""Cells that hold several things, such as "30/57" under "Size (mm)/reduction (%) week 4"."""

import re
from collections.abc import Iterable

from casetrace.ingest.measured import declared_outcome, is_measurement, well_known_outcome
from casetrace.ingest.names import field_of_name, normalised
from casetrace.ingest.role_search import Parts
from casetrace.inspect.proposal import Proposal
from casetrace.words.units import canonical_unit
from casetrace.words.visit_headers import visit_in_header

BETWEEN = re.compile(r"\s*/\s*(?![^(\[]*[)\]])")
#: A mean with its range in brackets, or alone.
NUMBER, TO = r"[\d.,]+", " ?(?:[–—-]|to) ?"
MEAN_AND_RANGE = re.compile(rf"{NUMBER}(?: ?\({NUMBER}{TO}{NUMBER}\))?")
#: A value with a percentage in brackets behind it.
VALUE_AND_PERCENT = re.compile(r"([^()]+?) ?\([^()]+%\)")
#: Units that a mean in a header is taken for a dose with.
UNITS_OF_DOSES = frozenset({"µg", "mg", "g", "ml", "IU", "J", "J/cm²", "mJ/cm²", "Gy"})
#: Share of a column's different texts that have a shape, above which the shape is the column's.
MOSTLY = 0.5


def propose_shapes(proposal: Proposal) -> None:
    """Propose patterns for the columns whose cells hold several things."""
    unread, search = proposal.unread(), proposal.search()
    for header in proposal.raw.header:
        if header not in unread and (header not in proposal.roles().taken or search.mostly_numbers(header)):
            continue
        texts = search.texts(header)
        visit = visit_in_header(header)
        stem, time = (visit.rest, proposal.search().visit(visit.label)) if visit else (header, None)
        for parts in (_split_parts(stem, texts, proposal), _dose_parts(header, texts), _percent_parts(stem, texts)):
            if parts:
                timed = {"visit": time} if "outcome" in parts and time is not None else {}
                shapes = {key: part for key, part in parts.items() if key != "cells"}
                reason = "cells with several things in them"
                proposal.add_column(header, {**shapes, **timed, "cells": parts["cells"]}, reason)
                break


def _split_parts(stem: str, texts: list[str], proposal: Proposal) -> Parts | None:
    """The parts of a header and of its cells between slashes, where each part of the header names a field."""
    names = BETWEEN.split(stem)
    if len(names) < 2 or not _mostly(len(BETWEEN.split(text)) == len(names) for text in texts):
        return None
    outcomes = [_outcome(name, proposal) for name in names]
    fields = ["value" if outcome else field_of_name(name) for name, outcome in zip(names, outcomes, strict=True)]
    if None in fields or len(set(fields)) < len(fields):
        return None
    pattern = "/".join(f"(?P<{field}>[^/]+)" for field in fields)
    outcome = next(filter(None, outcomes), None)
    return ({"outcome": outcome} if outcome else {}) | {"cells": [{"pattern": pattern}]}


def _outcome(name: str, proposal: Proposal) -> str | None:
    if field_of_name(name):
        return None
    return declared_outcome(name, proposal.outcomes) if proposal.outcomes else well_known_outcome(name)


def _dose_parts(header: str, texts: list[str]) -> Parts | None:
    """A mean dose with its range, where the header names a unit that doses have."""
    words = re.findall(r"[^\s,;()\[\]]+", header)
    unit = next((canonical_unit(word) for word in words if canonical_unit(word) in UNITS_OF_DOSES), "")
    is_mean = "mean" in normalised(header).split()
    if not unit or not is_mean or not _mostly(MEAN_AND_RANGE.fullmatch(text) is not None for text in texts):
        return None
    mean = f"(?P<dose_mean>{NUMBER})"
    return {
        "unit": unit,
        "cells": [
            {
                "pattern": mean,
                "set": {"dose_min": "{dose_mean}", "dose_max": "{dose_mean}"},
            },
            {"pattern": rf"{mean} ?\((?P<dose_min>{NUMBER}){TO}(?P<dose_max>{NUMBER})\)"},
        ],
    }


def _percent_parts(stem: str, texts: list[str]) -> Parts | None:
    """A value with its reduction in percent in brackets behind it."""
    outcome = well_known_outcome(stem)
    if not outcome or not _mostly(VALUE_AND_PERCENT.fullmatch(text) is not None for text in texts):
        return None
    with_percent = r"(?P<value>[^()]+?) ?\((?P<reported_reduction_percent>[^()%]+?) ?%\)"
    return {"outcome": outcome, "cells": [{"pattern": with_percent}, {"pattern": "(?P<value>[^()]+)"}]}


def unmatched(parts: Parts, texts: list[str], proposal: Proposal) -> list[str]:
    """The texts of a column of values that are no value by its patterns, or no measurement where it has none."""
    if "cells" in parts:
        return [text for text in texts if not any(re.fullmatch(shape["pattern"], text) for shape in parts["cells"])]
    return [text for text in texts if not is_measurement(text, proposal.raw.dialect)]


def _mostly(facts: Iterable[bool]) -> bool:
    flags = list(facts)
    return bool(flags) and sum(flags) > MOSTLY * len(flags)
