"""Which way an outcome gets better, and what a change either way is called."""

from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
import pandas as pd

Percents = TypeVar("Percents", pd.Series, np.ndarray, float)


@dataclass(frozen=True)
class Direction:
    """Which way is better.

    Attributes
    ----------
    better
        Which values are, as config has it.
    gain, loss
        What a change for the better and for the worse is called. The gain names the analyses of the percent change.
    worsened
        What the value did that got worse.
    sign
        1 where a reduction is an improvement, -1 where an increase is one.
    """

    better: Literal["lower", "higher"]
    gain: str
    loss: str
    worsened: str
    sign: int

    def improvement(self, reduction: Percents) -> Percents:
        """The percent improvement, of percent reductions; adding 0 keeps a minus sign off a 0."""
        return self.sign * reduction + 0.0


LOWER_IS_BETTER = Direction("lower", "reduction", "increase", "rose", 1)
HIGHER_IS_BETTER = Direction("higher", "increase", "reduction", "fell", -1)
