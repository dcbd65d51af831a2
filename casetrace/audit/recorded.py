"""Whether the rows of a study record what a claim is about."""

import pandas as pd

from casetrace.audit.study import Study
from casetrace.audit.units import variables_of
from casetrace.claims.claims import Claim


def is_recorded(claim: Claim, study: Study) -> bool:
    """Whether any row says something of each variable that a claim names; what is missing at one visit is a finding."""
    names = [variable.name for variable in variables_of(claim) if not variable.outcome]
    if claim.quantity and claim.quantity.noun == "treatments":
        names.append("n_treatments")
    return all(pd.notna(study.rows.columns[name]).any() for name in names)
