"""Texts that config has to explain: missing values, ends of follow-up, labels of visits, dates, sizes in dimensions."""

import re

from casetrace.ingest.cells import dictionary_column
from casetrace.ingest.names import bracket_unit, normalised, visit_unit
from casetrace.inspect.cells import unmatched
from casetrace.inspect.proposal import Proposal
from casetrace.inspect.time_unit import TIMES, VISITS
from casetrace.model.time_units import time_unit, time_units
from casetrace.words.categories import category, end_told
from casetrace.words.dates import date_format
from casetrace.words.errors import MeaningError
from casetrace.words.mergers import is_no_value
from casetrace.words.no_numbers import is_nothing
from casetrace.words.sizes import dimensions_of
from casetrace.words.visits import named_times, unit_of_numbers

#: Texts for a value that is not there, beside those that are missing by default.
NOT_THERE = re.compile(
    r"\?+|-+|\.+|x+|n\.?/?[adkme]\.?|nan|null|missing|unknown"
    r"|not? (?:done|known|available|recorded|measured|data|taken|assessed)"
    r"|ikke (?:målt|undersøgt|registreret)|nicht (?:gemessen|erhoben)|non (?:mesurée?|fait)|no medido"
    r"|no data|nd|nr|fehlt|fehlend|unbekannt|keine angabe|k\.? ?a\.?|mangler|ukendt|manquant|inconnu"
    r"|-?9{2,4}(?:[.,]0)?|#\w+[!?]?",
    re.IGNORECASE,
)

#: Texts that say that nothing of a lesion is left.
NOTHING_LEFT = re.compile(
    r"gone|resolved|(?:completely )?(?:healed|cleared|disappeared)|cr|complete (?:response|remission|resolution)"
    r"|abgeheilt|verschwunden|forsvundet|væk|helet|disparue?|gu[ée]rie?|desaparecid[oa]",
    re.IGNORECASE,
)
#: Visits that a plan has not; a screening is one where there is a baseline too.
UNPLANNED = re.compile(r"un(?:scheduled|planned)\b.*|early termination|(?:early )?withdrawal visit", re.IGNORECASE)
SCREENING = re.compile(r"(?:pre[- ]?)?screening|scr", re.IGNORECASE)


def propose_nothing_left(proposal: Proposal) -> None:
    """Propose that texts such as "gone" stand for 0; a column of few numbers is taken only when that is said."""
    examined: set[str] = set()
    while unexamined := {header: parts for header, parts in proposal.columns().items() if header not in examined}:
        examined |= set(unexamined)
        for header, parts in unexamined.items():
            zero_texts = [text for text in proposal.search().texts(header) if NOTHING_LEFT.fullmatch(text)]
            if zero_texts and "cells" not in parts and parts.get("field") == "value" and not _levels(proposal):
                explicit_parts = {
                    key: part for key, part in parts.items() if (key, part) != ("field", "value") or len(parts) == 1
                }
                values = {"values": dict.fromkeys(zero_texts, "0")}
                proposal.add_column(
                    header, explicit_parts | values, "that nothing is left of the lesion where these texts stand"
                )


def _levels(proposal: Proposal) -> set[str]:
    """The names of the levels of all outcomes that have some."""
    return {str(level) for outcome in proposal.outcomes.values() for level in outcome.get("levels", ())}


def propose_texts(proposal: Proposal) -> None:
    """Propose tokens of missing values and texts that tell how follow-up ended, as they stand in cells of values."""
    missing_texts: list[str] = []
    dispositions: dict[str, str] = {}
    for header, parts in proposal.columns().items():
        if parts.get("field") not in ("value", None) or ("cells" in parts and "outcome" not in parts):
            continue
        for text in unmatched(parts, proposal.search().texts(header), proposal):
            if text in _levels(proposal) or text in parts.get("values", {}):
                continue
            if NOT_THERE.fullmatch(text):
                missing_texts.append(text)
            elif not is_no_value(text, {}) and (ended := end_told(text)):
                dispositions[text] = ended
            elif not is_no_value(text, {}):
                meaning = "its meaning goes under its values"
                if is_nothing(text):
                    meaning = (
                        'list it under missing if nothing was measured, or say under its values "0" if nothing was left'
                    )
                proposal.unclear.append(f'"{text}" under "{header}" cannot be read as a value; {meaning}')
    if missing_texts:
        defaults = proposal.section()["missing"]
        proposal.table["missing"] = [*defaults, *dict.fromkeys(missing_texts)]
        proposal.note(("table", "missing"), f"beside the default ones: {', '.join(dict.fromkeys(missing_texts))}")
    if dispositions:
        proposal.table["dispositions"] = dispositions
        proposal.note(
            ("table", "dispositions"), "how follow-up ended: lost, died or withdrawn; or list the text under missing"
        )


def tell_categories(proposal: Proposal) -> None:
    """Say which codes of a category config must explain."""
    header = proposal.header_of("sex")
    column = dictionary_column("sex")
    if not header or column is None or "values" in proposal.columns()[header]:
        return
    codes = [text for text in proposal.search().texts(header) if category(text, column.allowed, {}) is None]
    if codes:
        placeholders = ", ".join(f'"{code}": ...' for code in codes)
        meanings = ", ".join(column.allowed)
        proposal.unclear.append(
            f'codes under "{header}": give the column {{field: sex, values: {{{placeholders}}}}}, each {meanings}'
        )


def propose_visit_labels(proposal: Proposal) -> None:
    """Propose times for the labels of visits that cannot be read."""
    header = proposal.header_of("visit") or _visits_column(proposal)
    if not header or proposal.table.get("visits", {}).get("phases"):
        return
    search = proposal.search()
    unread_labels = [text for text in search.texts(header) if search.visit(text) is None]
    baseline = any(search.visit(text) == 0 for text in search.texts(header))
    unplanned = [
        text for text in unread_labels if UNPLANNED.fullmatch(text) or (baseline and SCREENING.fullmatch(text))
    ]
    unread_labels = [text for text in unread_labels if text not in unplanned]
    if unplanned:
        proposal.add_column(header, "visit")
        proposal.table["drop_rows"] = {header: unplanned}
        proposal.note(
            ("table", "drop_rows"), f"visits of no plan; give one that counts its {time_unit()} under visits.labels"
        )
    if unread_labels:
        if timed := [text for text in unread_labels if _is_number(text) or named_times(text)]:
            _ask_for_times(header, timed, proposal)
            return
        if len(unread_labels) > 30:
            proposal.unclear.append(f'the texts under "{header}" are no visits that can be read')
            return
        proposal.add_column(header, "visit")
        _propose_labels(header, unread_labels, proposal)
    elif not proposal.header_of("visit") and not unplanned:
        proposal.add_column(header, "visit", "visits by their labels")
    elif not unplanned and are_bare_numbers(header, proposal):
        proposal.unclear.append(f'the visits under "{header}" are bare numbers and are read as {time_units()}')


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+([.,]\d+)?", text) is not None


def _ask_for_times(header: str, texts: list[str], proposal: Proposal) -> None:
    """Ask what visits count for that are no whole number of the unit, or before the first; none is made up."""
    units, whole = f"{unit_of_numbers(proposal.table.get('visits', {}))}s", time_units()
    if not all(_is_number(text) for text in texts):
        units = "the visits"
    shown = ", ".join(texts[:4]) + (" and so on" if len(texts) > 4 else "")
    known = [text for text in proposal.search().texts(header) if text not in texts]
    kept = ", ".join(f'"{text}"' for text in known[:6])
    either = f"keep the rows of whole {whole} alone (keep_rows: {{{header}: [{kept}]}}), or " if known else ""
    proposal.unclear.append(
        f'at which whole {whole} do {units} {shown} under "{header}" count? visits are counted in {whole}: {either}'
        f"give each its {time_unit()} under visits.labels, two of them never the same"
    )


def _propose_labels(header: str, unread_labels: list[str], proposal: Proposal) -> None:
    """Propose times that keep the order of the labels and never meet one that is read; ask where none is left."""
    search = proposal.search()
    texts = search.texts(header)
    times = {text: time for text in texts if (time := search.visit(text)) is not None}
    proposed: dict[str, int] = {}
    without: list[str] = []
    last = -1
    for number, text in enumerate(texts):
        if text in times:
            last = max(last, times[text])
        elif text in unread_labels:
            above = min((times[later] for later in texts[number + 1 :] if times.get(later, -1) > last), default=None)
            if above is not None and above <= last + 1:
                without.append(text)
                continue
            last += 1
            proposed[text] = last
    if proposed:
        proposal.table.setdefault("visits", {})["labels"] = proposed
        for text in proposed:
            proposal.note(("table", "visits", "labels", text), f"the {time_unit()} of this visit")
    if without:
        names = ", ".join(f'"{text}"' for text in without)
        proposal.unclear.append(
            f'at which {time_unit()} were the visits {names} under "{header}"? give it under visits.labels, or set '
            "them aside with drop_rows"
        )


def are_bare_numbers(header: str, proposal: Proposal) -> bool:
    """Whether visits are numbers of which neither the header nor config says what they count."""
    has_unit = visit_unit(header) or bracket_unit(header) or "unit" in proposal.table.get("visits", {})
    return not has_unit and all(text.isdecimal() for text in proposal.search().texts(header))


def _visits_column(proposal: Proposal) -> str:
    """A column whose header says visit and whose labels cannot be read."""
    if any("visit" in parts for parts in proposal.columns().values()) or proposal.header_of("visit_date"):
        return ""
    search = proposal.search()
    candidates = [header for header in proposal.unread() if VISITS.search(header)]
    candidates += [
        header
        for header in proposal.unread()
        if normalised(header) in TIMES
        and all(search.visit(text) is not None and not text.isdecimal() for text in search.texts(header))
    ]
    return next((header for header in candidates if len(search.texts(header)) > 1), "")


def propose_date_format(proposal: Proposal) -> None:
    """Propose a format for dates that leave doubt, day first."""
    for name in ("visit_date", "baseline_date"):
        header = proposal.header_of(name)
        if not header:
            continue
        try:
            date_format(proposal.search().texts(header))
        except MeaningError as error:
            formats = re.search(r"all fit (\S+) and (\S+)", error.expected)
            if not formats:
                proposal.unclear.append(f'the dates under "{header}": expected {error.expected}')
                continue
            visits = proposal.table.setdefault("visits", {})
            visits["dates"] = {"format": formats[1]}
            proposal.note(("table", "visits", "dates", "format"), f"or {formats[2]}; the dates fit both")


def propose_dimensions(proposal: Proposal) -> None:
    """Propose what sizes in several dimensions count as."""
    names: dict[str, bool] = {}
    units: dict[str, str] = {}
    for header, parts in proposal.columns().items():
        if parts.get("field") == "value" and "outcome" in parts:
            multidimensional = any(_n_dimensions(text, proposal) > 1 for text in proposal.search().texts(header))
            names[parts["outcome"]] = names.get(parts["outcome"], False) or multidimensional
            units.setdefault(parts["outcome"], parts.get("unit", ""))
    if any(names.values()) or proposal.outcomes:
        # Outcomes that are declared are the only ones, so all of them are.
        for name, multidimensional in names.items():
            if name in proposal.outcomes:
                continue
            unit = {"unit": units[name]} if units[name] else {}
            proposal.outcomes[name] = unit | ({"dimensions": "longest"} if multidimensional else {})
            if multidimensional:
                place = ("outcomes", name, "dimensions")
                proposal.note(place, "what a size such as 38 x 13 counts as: longest, product or mean")


def _n_dimensions(text: str, proposal: Proposal) -> int:
    try:
        return len(dimensions_of(text, proposal.raw.dialect.decimal, proposal.raw.dialect.thousands))
    except MeaningError:
        return 0
