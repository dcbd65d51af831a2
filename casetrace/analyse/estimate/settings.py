"""How estimates are made: the study's settings of the methods, and its seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from casetrace.methods.randomness import stream


@dataclass(frozen=True)
class EstimationSettings:
    """What the estimates of a study are made with.

    Attributes
    ----------
    methods
        The study's `methods` section of config.
    seed
        The study's seed.
    """

    methods: Mapping[str, Any]
    seed: int

    @property
    def level(self) -> float:
        """Confidence level, between 0 and 1."""
        return float(self.methods["confidence_level"])

    def stream(self, result_id: str) -> np.random.Generator:
        """The random stream of one result."""
        return stream(self.seed, result_id)

    def drawing(self, result_id: str) -> dict[str, Any]:
        """What a permutation test draws with, where it does not count all ways."""
        return {
            "asymptotic_above": self.methods["asymptotic_patients"],
            "resamples": self.methods["resamples"],
            "rng": self.stream(result_id),
        }
