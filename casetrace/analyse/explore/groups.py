"""The percent change in groups of lesions: described, and where the data bears it, compared over patients."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casetrace.analyse.estimate.no_change import out_of_reach
from casetrace.analyse.explore.patients import GROUP_VARIABLES
from casetrace.analyse.explore.settings import ExplorationSettings
from casetrace.analyse.explore.sources import Sources
from casetrace.analyse.visits import per_patient
from casetrace.methods.estimates import NoSpreadError
from casetrace.methods.group_tests import groups as groups_test
from casetrace.model.basis import LESION_VISITS, with_value
from casetrace.model.having import having
from casetrace.model.outcome import Outcome
from casetrace.model.reservations import combined, pooled_note, worsening_note
from casetrace.model.results import Results, Subject, adds_results, distinct_labels
from casetrace.model.summaries import NOBODY, add_summary, both_units, recorded_texts, sizes
from casetrace.model.variables import BASELINE_BAND, group_columns, groups_of_visits
from casetrace.model.wording import patients_in_words

#: Fewest patients in each group for a test between groups.
GROUP_PATIENTS = 2


def joined(visits: pd.DataFrame, lesions: pd.DataFrame) -> pd.DataFrame:
    """Lesion visits, which keep their index, with what is known of their lesions."""
    return visits.merge(lesions.drop(columns="patient_id"), on="lesion_id", how="left").set_index(visits.index)


def recorded_groups(visits: pd.DataFrame, lesions: pd.DataFrame, outcome: Outcome) -> list[str]:
    """The groups that lesions are in, in order; bands of the baseline where the outcome has edges for them.

    Arms are none of them: they are compared with the estimates, and here where config asks for them.
    """
    rows = joined(visits, lesions)
    recorded = [name for name, column in group_columns().items() if rows[column].notna().any()]
    bands = [BASELINE_BAND] if outcome.baseline_bands else []
    return [name for name in recorded if name in bands or name not in (BASELINE_BAND, *groups_of_visits())]


def add_groups(
    results: Results,
    subject: Subject,
    outcome: Outcome,
    rows: pd.DataFrame,
    groups: list[str],
    orders: Mapping[str, list[str]],
    notes: Mapping[str, str],
    sources: Sources,
) -> None:
    """Number and percent change of the lesions, and of their patients, in each group at one visit.

    Arms are left out: `describe_arms` describes them, with the same numbers under the same names.

    Parameters
    ----------
    subject
        The percent change of the outcome at the visit.
    outcome
        The outcome's section of the plan.
    rows
        As `joined` gives them, for this visit, with their `improvement`.
    groups
        Names of the groups.
    orders
        The order of the groups' values where it is not alphabetical.
    notes
        For each group and explanatory variable, what it can't be told apart from; one made of a variable has its note.
    sources
        The rows of the visit.
    """
    flags = sources.flags(notes)
    for variable in [name for name in groups if name not in groups_of_visits()]:
        values = recorded_texts(rows[group_columns()[variable]])
        present = set(values.unique())
        order = [value for value in orders.get(variable, []) if value in present]
        order += sorted(present - set(order))
        note = notes.get(GROUP_VARIABLES.get(variable, variable), "")
        chosen = sources.of([variable], "selects")
        for value, label in zip(order, distinct_labels(order), strict=True):
            members = rows[values == value]
            member_basis = with_value(LESION_VISITS, members, members["improvement"].notna(), "percent_reduction")
            resting = subject.within(variable, label).resting_on(member_basis, chosen, flags)
            _add_group(results, resting, outcome, members, note)


@adds_results
def _add_group(results: Results, subject: Subject, outcome: Outcome, members: pd.DataFrame, note: str) -> None:
    evaluable = having(members, "improvement")
    by_patient = per_patient(evaluable, "improvement")
    flag = combined(note, pooled_note(evaluable))
    for unit, rows in both_units(subject, evaluable, by_patient):
        results.add(unit, "count", len(rows), "count", sizes(rows, unit))
        add_summary(results, unit, rows, "improvement", flag=flag, flag_mean=worsening_note(evaluable, outcome))


@adds_results
def add_group_tests(
    results: Results,
    subject: Subject,
    patients: pd.DataFrame,
    groups: list[str],
    notes: Mapping[str, str],
    settings: ExplorationSettings,
    sources: Sources,
) -> None:
    """Compare the patients' percent improvement between the groups of each kind, or say why they are not compared.

    Parameters
    ----------
    subject
        The percent improvement at the visit.
    patients
        As `variables_at_visit` gives them.
    groups
        Names of the groups.
    notes
        For each group, what it can't be told apart from.
    sources
        The rows of the visit.
    """
    evaluable = sources.evaluable()
    for variable in groups:
        variable_subject = subject.of(subject.quantity.related("between", variable)).over("patient")
        variable_subject = variable_subject.resting_on(
            sources.improvement(), evaluable.of([variable]), sources.flags(notes)
        )
        rows, n = patients, sizes(patients, variable_subject)
        reason = _no_comparison(rows, variable, settings)
        if reason:
            results.refuse(variable_subject, "variance_share", "groups_permutation_exact", n, reason)
            continue
        values, labels = rows["improvement"].to_numpy(dtype=float), rows[variable].array
        drawing = settings.drawing(variable_subject.result_id("variance_share", "groups_permutation"))
        try:
            test = groups_test(values, labels, exact_assignments=settings.methods["exact_assignments"], **drawing)
        except NoSpreadError:
            note = f"{settings.labels['improvement']} is the same for all patients; see the listing of lesions"
            results.refuse(variable_subject, "variance_share", "groups_permutation_exact", n, note)
            continue
        results.add(
            variable_subject,
            "variance_share",
            test.statistic / float(np.sum((values - values.mean()) ** 2)),
            f"groups_permutation_{test.kind}",
            n,
            p_value=test.p_value,
            p_value_minimum=test.p_value_minimum,
            note=combined(notes.get(variable, ""), out_of_reach(test.p_value_minimum, settings)),
        )


def _no_comparison(patients: pd.DataFrame, variable: str, settings: ExplorationSettings) -> str:
    """Why the groups are not compared; empty where they are."""
    label = settings.labels[variable]
    if patients.empty:
        return NOBODY
    if variable in GROUP_VARIABLES:
        made_of = settings.labels[GROUP_VARIABLES[variable]]
        return f"bands of {made_of} are described, not compared; see the rank correlation with {made_of}"
    ungrouped = int(patients[variable].isna().sum())
    if ungrouped:
        of_visits = variable in groups_of_visits()
        alternative = "comparison of arms within patients" if of_visits else "groups as described"
        return (
            f"{label} is missing, or differs between {'visits or ' if of_visits else ''}lesions, in {ungrouped} of "
            f"{patients_in_words(len(patients))}: patients cannot be assigned to groups; see the {alternative}"
        )
    # Of a categorical column those too that nobody has.
    counts = patients[variable].value_counts().loc[lambda numbers: numbers > 0]
    if len(counts) < 2:
        return f"{label} is the same for all patients; see the listing of lesions"
    if counts.min() < GROUP_PATIENTS:
        return (
            f"a group of {label} has fewer than {GROUP_PATIENTS} patients and cannot be compared; see the listing of "
            "lesions"
        )
    return ""
