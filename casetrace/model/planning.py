"""What the results on the next study are about."""

from casetrace.model.quantities import Quantity

#: What the patients at hand say: how far apart they are, and how many have no value.
OF_SPREAD, OF_DROPOUT = Quantity("spread"), Quantity("dropout")
#: The designs: two arms of patients, lesions of the same patients, one arm in two stages.
OF_ARMS, WITHIN, ONE_ARM = (Quantity(name) for name in ("trial_of_arms", "trial_within_patients", "trial_of_one_arm"))
#: The option of numbers at the upper limit of the standard deviation.
UPPER_SD = "upper_sd"
#: Patients of an arm, or in all, at which the power is given.
GRID = (5, 10, 15, 20, 30, 40, 60, 80, 120)
