"""The configuration of a new cohort: what its table tells, what a person answers, and the questions that are left."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casetrace.ingest.shown import looks_like_data
from casetrace.inspect.asking import Ask, Question
from casetrace.inspect.findings import Findings, findings_of, read_rows, remarks_on, tried_proposal
from casetrace.inspect.labels import Dictionary
from casetrace.inspect.proposal import Proposal, as_section
from casetrace.inspect.reading_questions import answered_proposal
from casetrace.inspect.rows import ROWS, may_be_patients
from casetrace.inspect.steps import propose
from casetrace.inspect.study_questions import OPEN, Answers, with_answers
from casetrace.inspect.windows import in_own_unit, proposed_times, question_of, section_of, visit_days
from casetrace.inspect.yaml_block import config_text, inline
from casetrace.model.errors import UserError
from casetrace.model.time_units import counted_in
from casetrace.read.table import RawTable

HEAD = f"""\
# The study, as `casetrace new` wrote it. Lines with "check" were guessed from the table. A line that begins with
# "{OPEN.strip()}" is a question that only you can answer: write your answer in the place of the example, and take the
# "{OPEN.strip()}" away. All keys: docs/config-reference.md
"""


@dataclass(frozen=True)
class NewCohort:
    """What is known of a new cohort.

    Attributes
    ----------
    findings
        What was found in its file.
    config
        The text of its configuration.
    """

    findings: Findings
    config: str

    @property
    def n_open(self) -> int:
        """How many questions are left in its configuration."""
        return sum(line.lstrip().startswith(OPEN) for line in self.config.splitlines())

    @property
    def n_guessed(self) -> int:
        """How many lines of its configuration were guessed."""
        return self.config.count("# check: ")


def first_findings(file: str, table: Mapping[str, Any], cohort: str, dictionary: Dictionary) -> Findings:
    """What is found in a file before anything is asked.

    Raises
    ------
    UserError
        When the file cannot be read as a table, or its first line is no header.
    """
    raw = _read(file, table)
    proposal = propose(raw, dict(table), dictionary)
    return findings_of(raw, proposal, tried_proposal(proposal, cohort), cohort)


def _read(file: str, table: Mapping[str, Any]) -> RawTable:
    raw = read_rows(file, dict(table))
    if looks_like_data(raw.header):
        raise UserError(
            f"{file}: line {raw.dialect.header_line} looks like a row of data, and no line names the columns; "
            "put one above it in a copy of the file, and begin with that copy"
        )
    return raw


def new_cohort(
    file: str, table: Mapping[str, Any], cohort: str, dictionary: Dictionary, ask: Ask | None, stored: str
) -> NewCohort:
    """Propose the configuration of a cohort, with the answers to what only a person knows.

    Parameters
    ----------
    file, table
        The raw file, and its section of config as far as it is known.
    cohort
        The cohort's name.
    dictionary
        What a data dictionary says of the file's columns.
    ask
        Who answers; None where nobody does, and the questions become comments.
    stored
        The path of the file in the configuration.

    Raises
    ------
    UserError
        When the file cannot be read as a table, or its first line is no header.
    """
    raw = _read(file, table)
    proposal = answered_proposal(raw, table, dictionary, ask) if ask else propose(raw, dict(table), dictionary)
    trial = tried_proposal(proposal, cohort)
    findings = findings_of(raw, proposal, trial, cohort)
    title = Question("What is the title of the study?", cohort)
    line = inline(ask(title)) if ask else f"{inline(cohort)}  # {title.text}"
    with counted_in(proposal.time_unit):
        answers = with_answers(as_section(proposal), trial, ask)
        if may_be_patients(proposal) and "patient_id" not in proposal.table:
            answers.leave(("table", "patient_id"), ROWS, "row")
        _leave_windows(proposal, answers)
    section = _section(proposal, findings, answers, cohort, stored)
    return NewCohort(findings, f"{HEAD}\nstudy:\n  title: {line}\n\n{section}")


def _leave_windows(proposal: Proposal, answers: Answers) -> None:
    """Leave the question which times are reported, where patients came on days of their own and nobody was asked."""
    visits = visit_days(proposal) if answers.ask is None and "visits" not in proposal.table else None
    times = proposed_times(visits) if visits and visits.are_many else None
    if visits and times:
        example = section_of(in_own_unit(times, visits), visits)
        answers.leave(("table", "visits"), question_of(visits).text, example)


def _section(proposal: Proposal, findings: Findings, answers: Answers, cohort: str, stored: str) -> str:
    """The cohort's section of the configuration, with what is to be answered and what is done without being told."""
    order = ["title", "time_unit", "treatment", "arms", "primary", "scenarios", "table", "outcomes"]
    ordered = {key: answers.section[key] for key in order if key in answers.section}
    ordered["table"] = ordered["table"] | {"file": stored}
    question = findings.question.replace(findings.file, stored)
    to_answer = [f"to be answered first: {question}"] if question else []
    remarks = [*to_answer, *remarks_on(proposal)]
    return config_text(cohort, ordered, proposal.comments, remarks, answers.open)
