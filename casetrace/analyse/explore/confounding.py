"""Which explanatory variables and groups go together, so that they can't be told apart over these patients."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from casetrace.analyse.explore.settings import ExplorationSettings
from casetrace.analyse.explore.sources import Sources
from casetrace.methods.association import ConstantInputError, correlation_ratio, empty_cells, spearman_rho
from casetrace.methods.precision import below
from casetrace.model.having import having
from casetrace.model.outcome import Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject, adds_results
from casetrace.model.summaries import sizes
from casetrace.model.variables import explanatory_variables
from casetrace.model.wording import having_both

CONFOUNDED_PAIR = "confounded in these patients"


@dataclass(frozen=True)
class Association:
    """How strongly two variables go together.

    Attributes
    ----------
    statistic, value, method
        As in statistics.csv.
    confounded
        Whether they can't be told apart.
    words
        The strength in words.
    """

    statistic: str
    value: float
    method: str
    confounded: bool
    words: str


def association(patients: pd.DataFrame, first: str, second: str, confounded_from: float) -> Association:
    """How two explanatory variables or groups go together over the patients who have both.

    Two numbers by their rank correlation, a number and a group by the correlation ratio of ranks, two groups by the
    cells of their cross-tabulation that are empty.

    Raises
    ------
    ConstantInputError
        When one of them is the same for everybody.
    """
    complete = having(patients[[first, second]], first, second)
    numbers = [name for name in (first, second) if name in explanatory_variables()]
    groups = [name for name in (first, second) if name not in explanatory_variables()]
    if len(numbers) == 2:
        rho = spearman_rho(complete[first].to_numpy(dtype=float), complete[second].to_numpy(dtype=float))
        return Association(
            "spearman_rho", rho, "spearman_exact", not below(abs(rho), confounded_from), f"rho {rho:.2f}"
        )
    if numbers:
        ratio = correlation_ratio(complete[numbers[0]].to_numpy(dtype=float), complete[groups[0]].array)
        words = f"η {ratio:.2f}"
        return Association("correlation_ratio", ratio, "correlation_ratio", not below(ratio, confounded_from), words)
    empty = empty_cells(complete[first].array, complete[second].array)
    words = f"{empty} empty combination{'' if empty == 1 else 's'}"
    return Association("empty_cells", empty, "cross_tabulation", empty > 0, words)


def confounders_of(
    patients: pd.DataFrame, names: list[str], confounded_from: float, fewest: int = 2
) -> dict[str, dict[str, str]]:
    """For each variable or group, the others that it can't be told apart from, with the strength in words.

    Parameters
    ----------
    patients
        One row per patient: those whose results are to be judged, and no others.
    names
        Columns of it.
    confounded_from
        Strength from which two can't be told apart.
    fewest
        Fewest patients with both over whom that is judged: of two patients any two variables go together.
    """
    confounders: dict[str, dict[str, str]] = {name: {} for name in names}
    for first, second in combinations(names, 2):
        if (patients[first].notna() & patients[second].notna()).sum() < fewest:
            continue
        try:
            pair_association = association(patients, first, second, confounded_from)
        except ConstantInputError:
            continue
        if pair_association.confounded:
            confounders[first][second] = confounders[second][first] = pair_association.words
    return confounders


def confounding_note(confounders: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """What to say of a variable that can't be told apart from others, by their labels; empty where there are none."""
    if not confounders:
        return ""
    confounder_words = ", ".join(f"{labels[name]} ({words})" for name, words in confounders.items())
    return f"confounded with {confounder_words}"


def confounding_notes(rows: pd.DataFrame, names: list[str], settings: ExplorationSettings) -> dict[str, str]:
    """What to say of each variable and group that can't be told apart from others over these patients."""
    confounders = confounders_of(rows, names, settings.confounded_from, settings.methods["correlation_patients"])
    return {name: confounding_note(confounders[name], settings.labels) for name in names}


def confounded_pair(patients: pd.DataFrame, first: str, second: str, settings: ExplorationSettings) -> str:
    """What to say of two variables that can't be told apart; empty where they can."""
    try:
        pair_association = association(patients, first, second, settings.confounded_from)
    except ConstantInputError:
        return ""
    return CONFOUNDED_PAIR if pair_association.confounded else ""


@adds_results
def add_group_associations(
    results: Results,
    outcome: Outcome,
    patients: pd.DataFrame,
    names: list[str],
    settings: ExplorationSettings,
    sources: Sources,
) -> None:
    """Each group against each explanatory variable and each other group, over all patients.

    Parameters
    ----------
    outcome
        The outcome whose baseline is among the variables.
    patients
        One row per patient.
    names
        Variables and groups, columns of it.
    sources
        The rows that they were taken from.
    """
    for first, second in combinations(names, 2):
        if first in explanatory_variables() and second in explanatory_variables():
            continue
        subject = Subject(Quantity(first, "with", second), "patient", "exploratory", outcome, analysis_set="enrolled")
        complete = having(patients, first, second)
        subject = subject.resting_on(sources.shared(sources.of([first, second]), complete))
        n = sizes(complete, subject)
        numeric = first in explanatory_variables()
        statistic, method = (
            ("correlation_ratio", "correlation_ratio") if numeric else ("empty_cells", "cross_tabulation")
        )
        if len(complete) < settings.methods["correlation_patients"]:
            note = f"{having_both(len(complete))}: too few to assess; see the listing of lesions"
            results.refuse(subject, statistic, method, n, note)
            continue
        try:
            pair_association = association(patients, first, second, settings.confounded_from)
        except ConstantInputError:
            note = "one of the two is the same for all patients; see the listing of lesions"
            results.refuse(subject, statistic, method, n, note)
            continue
        results.add(
            subject,
            pair_association.statistic,
            pair_association.value,
            pair_association.method,
            n,
            note=CONFOUNDED_PAIR if pair_association.confounded else "",
        )
