"""Describes who was followed up: disposition, and who has a value at each visit and why the others do not."""

from dataclasses import replace

import pandas as pd

from casetrace.analyse.arm_members import ArmMembers
from casetrace.model.basis import DISPOSITION, LESION_VISITS, Basis, part
from casetrace.model.groups import Groups
from casetrace.model.outcome import Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import repeated_note
from casetrace.model.results import Results, Subject, adds_results
from casetrace.model.summaries import add_count, add_counts_by, both_units
from casetrace.model.visits import patient_visits

#: Why there is no value, and why a value has no percent change: the group of its counts, and its column.
REASONS = {"missing": "missing_reason", "no_percent": "no_percent_reason"}


@adds_results
def describe_disposition(results: Results, disposition: pd.DataFrame, arm: ArmMembers | None = None) -> None:
    """How the follow-up of each patient ended.

    Parameters
    ----------
    arm
        The arm whose patients are described; None for everybody.
    """
    followed = arm.of(disposition) if arm else disposition
    subject = Subject(Quantity("disposition"), "patient", "descriptive", analysis_set="enrolled")
    if arm:
        subject = replace(subject, groups=arm.groups, basis=arm.basis)
    subject = subject.chosen_alike((part(DISPOSITION, followed, "status"),))
    add_counts_by(results, subject, followed, "status", "status", ["completed"], everybody=disposition)


@adds_results
def describe_follow_up(
    results: Results, outcome: Outcome, by_lesion: pd.DataFrame, groups: Groups = (), selected: Basis = ()
) -> None:
    """Lesions and patients with a value of one outcome at each visit, and the reasons for those without.

    Of those with a value, the reasons for those without a percent change are counted too.

    Parameters
    ----------
    by_lesion
        Its observed visits.
    groups
        The group that they are of, such as an arm; then the reasons are left out. Empty for everyone.
    selected
        What decides who is in the group.
    """
    by_patient = patient_visits(by_lesion, parts=())
    for time in by_lesion["visit"].unique():
        lesions = by_lesion[by_lesion["visit"] == time]
        patients = by_patient[by_patient["visit"] == time]
        patients = patients.assign(n_evaluable=patients["n_lesions"])
        measured = Subject(
            Quantity("evaluable"), outcome.bearer, "descriptive", outcome, int(time), None, "enrolled", groups
        ).resting_on(selected, (part(LESION_VISITS, lesions, "missing_reason"),))
        for subject, rows in both_units(measured, lesions, patients):
            flag = repeated_note(rows) if subject.unit_of_analysis == "lesion" else ""
            add_count(results, subject, rows["missing_reason"] == "", rows, flag=flag)
            if groups:
                continue
            for group, column in REASONS.items():
                of_reason = subject.resting_on((part(LESION_VISITS, lesions, column),))
                for reason in sorted(set(rows[column].unique()) - {""}):
                    add_count(results, of_reason.within(group, reason), rows[column] == reason, rows, flag=flag)
