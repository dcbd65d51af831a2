"""The design of the calibration: its cells, and the numbers that they share."""

import itertools
from dataclasses import dataclass

SEED = 20140623
#: Data sets drawn for each cell.
DATA_SETS = 2000
PATIENTS = (2, 3, 4, 5, 6, 8, 10, 20, 50)
#: Fewest patients that are dealt to arms or groups, or correlated.
COMPARED_PATIENTS = 5
#: Correlation of two lesions of one patient, before the ceiling.
CORRELATIONS = (0.0, 0.3, 0.7)
#: A patient has 1 to this many lesions, each number as likely as the others.
MOST_LESIONS = 4

#: Mean and standard deviation of a lesion's percent reduction before the ceiling, and what a reduction can't exceed.
MEAN = 80.0
SD = 35.0
CEILING = 100.0

LEVEL = 0.95
#: What a test of this size rejects by.
ALPHA = 0.05
#: Parameters of the beta prior of a proportion: uniform.
PRIOR = (1.0, 1.0)

#: The defaults of the pipeline's `methods`: samples drawn, up to where it counts instead, from where it gives a method.
RESAMPLES = 9999
EXACT_PERMUTATION_PATIENTS = 8
EXACT_SIGN_FLIP_PATIENTS = 20
EXACT_BOOTSTRAP_PATIENTS = 9
EXACT_ASSIGNMENTS = 200_000
ASYMPTOTIC_PATIENTS = 5000
MODEL_PATIENTS = 10
POOLED_COHORTS = 3


@dataclass(frozen=True)
class Cell:
    """A kind of case series: how many patients, how alike their lesions are, and whether reductions end at 100 %."""

    patients: int
    correlation: float
    ceiling: bool

    @property
    def name(self) -> str:
        """What names the cell in files and in its random streams."""
        return f"patients_{self.patients}.icc_{self.correlation:g}.{'ceiling' if self.ceiling else 'uncut'}"


#: Every cell by its name.
CELLS = {
    cell.name: cell for cell in (Cell(*parts) for parts in itertools.product(PATIENTS, CORRELATIONS, (False, True)))
}
