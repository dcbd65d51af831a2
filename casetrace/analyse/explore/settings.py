"""How explorations are made and named."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from casetrace.analyse.estimate.settings import EstimationSettings


@dataclass(frozen=True)
class ExplorationSettings(EstimationSettings):
    """What the explorations of an outcome are made with.

    Attributes
    ----------
    confounded_from
        Strength of an association, between 0 and 1, from which two variables can't be told apart.
    labels
        What the variables, and the `improvement`, are called in notes.
    """

    confounded_from: float = 0.7
    labels: Mapping[str, str] = field(default_factory=dict)
