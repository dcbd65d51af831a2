"""Questions without whose answers a raw table is not read, or not rightly: who, what and when."""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, cast

from casetrace.ingest.candidates import looked_at, numbers_rows, of_numbers
from casetrace.ingest.cells import dictionary_column
from casetrace.ingest.names import slug_of
from casetrace.ingest.role_search import are_dates
from casetrace.inspect.asking import WHOLE_NUMBER, Ask, Question
from casetrace.inspect.findings import CATEGORIES
from casetrace.inspect.labels import Dictionary
from casetrace.inspect.pairs import UNTOLD
from casetrace.inspect.proposal import Proposal
from casetrace.inspect.rows import ROWS, has_doubts, may_be_patients
from casetrace.inspect.steps import propose
from casetrace.inspect.texts import are_bare_numbers
from casetrace.inspect.windows import Times, question_of, section_of, visit_days
from casetrace.model.problems import quoted
from casetrace.model.time_units import TIME_UNITS, USUAL, TimeUnit, counted_in, time_unit, time_units
from casetrace.read.table import RawTable
from casetrace.words.categories import category
from casetrace.words.visit_headers import visit_in_header

#: Labels of visits that are asked for one by one.
MOST_LABELS = 12
#: What a column of a few different texts may hold, and how many such columns are asked about.
GROUPS = ("arm", "regimen", "diagnosis", "site", "nothing")
MOST_GROUPS = 6
#: Words of a header whose numbers are codes of groups.
GROUP_WORDS = frozenset(("arm", "group", "gruppe", "treat", "treatment", "trt", "therapy", "regimen"))
#: What the numbers of visits may count; the last where they only number the visits.
COUNTED = ("week", "day", "month", "year", "number")


def answered_proposal(raw: RawTable, table: Mapping[str, Any], dictionary: Dictionary, ask: Ask) -> Proposal:
    """The config that a raw table needs, with the answers to what could not be told from its texts.

    Parameters
    ----------
    raw, table
        The table and its section of config as far as it is known.
    dictionary
        What a data dictionary says of its columns.
    ask
        Who answers.
    """
    known = deepcopy(dict(table))
    unit: TimeUnit | None = None
    outcomes: dict[str, Any] = {}
    for step in STEPS:
        proposal = propose(raw, deepcopy(known), dictionary, unit, outcomes)
        with counted_in(proposal.time_unit):
            step(proposal, known, ask)
        unit = proposal.time_unit if proposal.is_timed else None
        outcomes = {name: outcome for name, outcome in proposal.outcomes.items() if "levels" in outcome}
    return propose(raw, deepcopy(known), dictionary, unit, outcomes)


def _ask_for_patient(proposal: Proposal, known: dict[str, Any], ask: Ask) -> None:
    if any(parts.get("field") == "patient_id" for parts in proposal.columns().values()):
        return
    first = proposal.raw.header[0]
    default = "1" if first in proposal.unread() and numbers_rows(first, proposal.raw) else ""
    hint = " (column 1 numbers the rows: enough if each row is a patient)" if default else " (None does: Enter)"
    headers = _asked_columns(f"Which column names the patient?{hint} Its number", default, proposal, ask)[:1]
    for header in headers:
        _put_column(known, header, "patient_id")
    if not headers and may_be_patients(proposal):
        answer = ask(Question(ROWS, "" if has_doubts(proposal, proposal.raw) else "yes", ("yes", "no")))
        if answer:
            known["patient_id"] = {"yes": "row", "no": "column"}[answer]


def _ask_for_visits(proposal: Proposal, known: dict[str, Any], ask: Ask) -> None:
    """The column of the visits, where patients have several rows of which nothing tells when they were measured."""
    columns, patient = proposal.columns(), proposal.header_of("patient_id")
    if any("visit" in parts or parts.get("field") in ("visit", "visit_date") for parts in columns.values()):
        return
    ids = [text for text in proposal.raw.columns[patient] if text.strip()] if patient else []
    if len(set(ids)) == len(ids):
        return
    when = f"at which visit, {time_unit()} or date"
    text = f"Patients have several rows. Which column says {when} a row was measured? Its number"
    for header in _asked_columns(text, "", proposal, ask)[:1]:
        _put_column(known, header, "visit_date" if are_dates(proposal.search().texts(header)) else "visit")


def _ask_for_measured(proposal: Proposal, known: dict[str, Any], ask: Ask) -> None:
    columns = proposal.columns()
    if any("outcome" in parts or parts.get("field") == "value" for parts in columns.values()):
        return
    search = proposal.search()
    search.roles = proposal.roles()
    numbers = of_numbers(looked_at(search, columns))
    places = ", ".join(f"{proposal.raw.numbers[header]} ({header})" for header in numbers)
    hint = f" Columns of numbers: {places}." if places else _words_hint(proposal)
    name, times = "", [-1]
    text = f"Which columns hold what was measured?{hint} Their numbers, with commas"
    for header in _asked_columns(text, "", proposal, ask):
        visit = visit_in_header(header, search.labels)
        told = slug_of(visit.rest if visit and visit.rest else header)
        # Where rows tell the visits, another column is another outcome, unless it is the baseline in each row.
        same = not search.rows_tell_visits or _is_repeated(header, proposal)
        default = name if name and same else told
        name = slug_of(ask(Question(f"What does {quoted(header)} measure? One name for all columns of it", default)))
        parts: dict[str, Any] = {"outcome": name}
        if not search.rows_tell_visits:
            read = search.visit(visit.label) if visit else None
            asked = f"{quoted(header)} measured? 0 is the baseline"
            # The columns of a series are as far apart as those before them.
            following = times[-1] + (abs(times[-1] - times[-2]) or 1 if len(times) > 2 else 1)
            parts["visit"] = _time(asked, following if read is None else read, proposal, ask)
            times.append(parts["visit"])
        elif _is_repeated(header, proposal) and ask(_is_baseline(header)) == "yes":
            parts["visit"] = 0
        _put_column(known, header, parts)


def _words_hint(proposal: Proposal) -> str:
    """The columns of few words, which may be measured where none of numbers is left."""
    places = ", ".join(
        f"{proposal.raw.numbers[header]} ({header})" for header in proposal.unread() if _words(header, proposal)
    )
    return f" Columns of few words: {places}." if places else ""


def _words(header: str, proposal: Proposal) -> list[str]:
    """The different texts of a column of few words; none of one of numbers."""
    texts = proposal.search().texts(header)
    are_words = 1 < len(texts) <= CATEGORIES and not proposal.search().mostly_numbers(header)
    return texts if are_words else []


def _ask_for_levels(proposal: Proposal, known: dict[str, Any], ask: Ask) -> None:
    """The order of words that are measured, and what those of one letter stand for."""
    columns = {
        header: parts
        for header, parts in proposal.columns().items()
        if "outcome" in parts and not {"values", "cells"} & parts.keys() and header in proposal.raw.columns
    }
    for name in dict.fromkeys(
        parts["outcome"] for parts in columns.values() if parts["outcome"] not in proposal.outcomes
    ):
        of_name = {header: parts for header, parts in columns.items() if parts["outcome"] == name}
        texts = list(dict.fromkeys(text for header in of_name for text in _words(header, proposal)))
        ordered = _asked_order(name, texts, ask) if len(texts) > 1 else []
        letters = [text for text in ordered if len(text) == 1]
        names = {text: ask(Question(f"What does {quoted(text)} stand for?", text)) for text in letters}
        if ordered:
            levels = [names.get(text, text) for text in ordered]
            proposal.outcomes[name] = {"scale": "ordered", "levels": levels, "better": "lower"}
        if any(text != meaning for text, meaning in names.items()):
            for header, parts in of_name.items():
                own = {key: part for key, part in parts.items() if (key, part) != ("field", "value")}
                _put_column(known, header, own | {"values": names})


def _asked_order(name: str, texts: list[str], ask: Ask) -> list[str]:
    """Words in their order, the best first; none where it is not answered."""
    words = "|".join(map(re.escape, texts))
    form = rf"({words})(\s*,\s*({words})){{{len(texts) - 1}}}"
    text = f"{quoted(name)} is measured in words ({', '.join(texts)}). Which is their order, the best first?"
    told = ask(Question(text, "", (), form, "all of these words, with commas"))
    ordered = list(dict.fromkeys(part.strip() for part in told.split(",")))
    return ordered if len(ordered) == len(texts) else []


def _is_baseline(header: str) -> Question:
    return Question(f"Is {quoted(header)} the baseline, repeated in each row of the patient?", "yes", ("yes", "no"))


def _is_repeated(header: str, proposal: Proposal) -> bool:
    """Whether a column has one value for each patient, some of whom have several rows."""
    patients = proposal.raw.columns[proposal.header_of("patient_id")]
    pairs = set(zip(patients, proposal.raw.columns[header], strict=True))
    return len(pairs) == len(set(patients)) < len(patients)


def _ask_what_visits_count(proposal: Proposal, known: dict[str, Any], ask: Ask) -> None:
    header = proposal.header_of("visit")
    if not header or not proposal.search().texts(header) or not are_bare_numbers(header, proposal):
        return
    texts = proposal.search().texts(header)
    shown = ", ".join(texts[:4])
    text = f'What do the visits {shown} under {quoted(header)} count ("number": they only number the visits)?'
    unit = ask(Question(text, time_unit(), COUNTED))
    if unit == COUNTED[-1]:
        times = {text: _time(f"visit {quoted(text)}?", n, proposal, ask) for n, text in enumerate(texts)}
        known.setdefault("visits", {})["labels"] = times
        _put_column(known, header, "visit")
    elif unit:
        known.setdefault("visits", {})["unit"] = unit
        proposal.time_unit, proposal.is_timed = cast(TimeUnit, unit), True


def _ask_for_times_after(proposal: Proposal, known: dict[str, Any], ask: Ask) -> None:
    """The times of columns whose header says "after" and not when."""
    proposed = proposal.table.get("columns", {})
    for header, parts in proposed.items():
        if UNTOLD not in proposal.comments.get(("table", "columns", header), ""):
            continue
        answer = _asked_time(f"{quoted(header)} measured? Its header does not tell", "", proposal, ask)
        if answer:
            same = {other: entry for other, entry in proposed.items() if _outcome(entry) == parts["outcome"]}
            for other, entry in same.items():
                _put_column(known, other, entry)
            _put_column(known, header, {**parts, "visit": int(answer)})


def _ask_for_windows(proposal: Proposal, known: dict[str, Any], ask: Ask) -> None:
    """Which follow-up times are reported, where patients came on days of their own."""
    visits = visit_days(proposal)
    if visits is None or not visits.are_many:
        return
    answer = ask(question_of(visits))
    if answer and (times := Times.told(answer)).numbers:
        known.setdefault("visits", {}).update(section_of(times, visits))
        _put_column(known, proposal.header_of("visit"), "visit")
        proposal.time_unit, proposal.is_timed = times.unit, True


def _ask_for_labels(proposal: Proposal, known: dict[str, Any], ask: Ask) -> None:
    """The times of visits whose labels tell none."""
    header = proposal.header_of("visit")
    if not header:
        return
    search, proposed = proposal.search(), proposal.table.get("visits", {}).get("labels", {})
    guessed = {
        text: time for text, time in proposed.items() if ("table", "visits", "labels", text) in proposal.comments
    }
    dropped = proposal.table.get("drop_rows", {}).get(header, ())
    unread = [text for text in search.texts(header) if search.visit(text) is None and text not in dropped]
    asked = [text for text in search.texts(header) if text in guessed or text in unread]
    for text in asked if len(asked) <= MOST_LABELS else ():
        answer = _asked_time(f"the visit {quoted(text)}?", str(guessed.get(text, "")), proposal, ask)
        if answer:
            known.setdefault("visits", {}).setdefault("labels", {})[text] = int(answer)
            _put_column(known, header, "visit")


def _ask_for_groups(proposal: Proposal, known: dict[str, Any], ask: Ask) -> None:
    """What columns of a few texts hold, which nothing is read from."""
    texts = {header: proposal.search().texts(header) for header in proposal.unread()}
    groups = {
        header: different
        for header, different in texts.items()
        if 1 < len(different) <= CATEGORIES
        and (_names_groups(header) or not any(any(map(str.isdecimal, text)) for text in different))
    }
    left = [name for name in GROUPS if not proposal.header_of(name)]
    for header, different in list(groups.items())[:MOST_GROUPS]:
        text = (
            f"What is in the column {quoted(header)} ({', '.join(different[:3])})? Arms are treatments to be compared"
        )
        answer = ask(Question(text, "nothing", tuple(left)))
        if answer not in ("", "nothing"):
            left.remove(answer)
            _put_column(known, header, answer)


def _names_groups(header: str) -> bool:
    """Whether a header says that its codes, which may be 0 and 1, are groups of patients."""
    return bool(GROUP_WORDS & set(slug_of(header).split("_")))


def _ask_for_codes(proposal: Proposal, known: dict[str, Any], ask: Ask) -> None:
    """What codes of the sex stand for."""
    header, column = proposal.header_of("sex"), dictionary_column("sex")
    if not header or column is None or "values" in proposal.columns()[header]:
        return
    texts = proposal.search().texts(header)
    codes = [text for text in texts if category(text, column.allowed, {}) is None]
    values = {
        code: answer
        for code in codes
        if (answer := ask(Question(f"What is {quoted(code)} under {quoted(header)}?", "", tuple(column.allowed))))
    }
    if values:
        _put_column(known, header, {"field": "sex", "values": values})


def _ask_for_names_of_arms(proposal: Proposal, known: dict[str, Any], ask: Ask) -> None:
    """What arms are called of which the table has codes alone."""
    header = proposal.header_of("arm")
    codes = proposal.search().texts(header) if header else []
    if not codes or "values" in proposal.columns()[header] or not all(map(str.isdecimal, codes)):
        return
    names = {
        code: ask(Question(f"What is the arm {quoted(code)} under {quoted(header)} called?", code)) for code in codes
    }
    if any(name != code for code, name in names.items()):
        _put_column(known, header, {"field": "arm", "values": names})


def _asked_columns(text: str, default: str, proposal: Proposal, ask: Ask) -> list[str]:
    """The headers of the columns whose numbers are answered."""
    by_number = {str(number): header for header, number in proposal.raw.numbers.items()}
    one = "|".join(by_number)
    answer = ask(
        Question(text, default, (), rf"({one})(\s*[,; ]\s*({one}))*", "the number of a column, as listed above")
    )
    return [by_number[number] for number in dict.fromkeys(answer.replace(",", " ").replace(";", " ").split())]


def _time(what: str, default: int, proposal: Proposal, ask: Ask) -> int:
    return int(_asked_time(what, str(default), proposal, ask) or default)


def _asked_time(what: str, default: str, proposal: Proposal, ask: Ask) -> str:
    """When something was, in the unit of time of the study, which is asked for first where nothing tells it."""
    if not proposal.is_timed:
        unit = ask(Question("What are visits counted in?", USUAL, TIME_UNITS))
        proposal.time_unit, proposal.is_timed = cast(TimeUnit, unit or USUAL), True
    with counted_in(proposal.time_unit):
        whole = f"a whole number of {time_units()}"
        return ask(Question(f"At which {time_unit()} was {what}", default, (), WHOLE_NUMBER, whole))


def _outcome(entry: Any) -> str:
    return str(entry.get("outcome", "")) if isinstance(entry, Mapping) else ""


def _put_column(known: dict[str, Any], header: str, parts: Any) -> None:
    known.setdefault("columns", {})[header] = parts


STEPS: tuple[Callable[[Proposal, dict[str, Any], Ask], None], ...] = (
    _ask_for_patient,
    _ask_for_visits,
    _ask_what_visits_count,
    _ask_for_windows,
    _ask_for_measured,
    _ask_for_levels,
    _ask_for_times_after,
    _ask_for_labels,
    _ask_for_codes,
    _ask_for_groups,
    _ask_for_names_of_arms,
)
