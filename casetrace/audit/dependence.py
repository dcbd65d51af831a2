"""Whether a claim rests on a value that was made from the publication's own statements, found by rows and fields."""

from collections.abc import Sequence

import numpy as np

from casetrace.audit.quantities import holds
from casetrace.audit.readings import Reading
from casetrace.audit.study import Study
from casetrace.audit.units import variables_of
from casetrace.claims.claims import Claim
from casetrace.claims.supplied import Supplied, canonical_fields
from casetrace.claims.terms import Variable


def supplied_to(claim: Claim, study: Study, reading: Reading, supplied: Sequence[Supplied]) -> list[Supplied]:
    """The values among `supplied` that a claim rests on under a reading.

    It rests on one whose field a variable of it is made of, in a row that it counts or leaves out for that field alone.

    Parameters
    ----------
    study
        The rows that the claim is recomputed from.
    supplied
        Values that were made from statements of the publication.
    """
    names = list(variables_of(claim))
    if claim.quantity and claim.quantity.noun == "treatments":
        names.append(Variable("n_treatments"))
    return [value for value in supplied if _rests_on(claim, study, reading, value, names)]


def _rests_on(claim: Claim, study: Study, reading: Reading, value: Supplied, names: Sequence[Variable]) -> bool:
    made_of_it = {
        variable
        for variable in names
        if (value.table, value.field) in canonical_fields(variable)
        and (not variable.outcome or variable.outcome == value.outcome)
    }
    if not made_of_it:
        return False
    others = [condition for condition in claim.population.conditions if condition.variable not in made_of_it]
    counted = holds(study.rows, study.outcomes, others, reading) != 0
    bearers = (study.rows.columns[column] == value.bearer for column in ("patient_id", "lesion_id"))
    is_its_own = np.any(list(bearers), axis=0) if value.bearer else np.ones(len(study.rows), dtype=bool)
    return bool((counted & is_its_own).any())
