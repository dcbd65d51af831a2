"""What is to be simulated: patients and lesions, what becomes of them, and how their table is written."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import Literal, get_args

from casetrace.model.endpoint_kinds import Kind
from casetrace.model.errors import UserError
from casetrace.simulate.population import Population, sd_for_remissions

Layout = Literal["wide", "long"]
#: What may be wrong with a table, and what a run makes of it (docs/simulate.md).
Mistake = Literal[
    "text", "decimal", "negative", "unit", "swapped", "blank_baseline", "duplicate_row", "differing_age"
]  # fmt: skip
MISTAKES: tuple[Mistake, ...] = get_args(Mistake)
CEILING = 100.0


@dataclass(frozen=True)
class Dialect:
    """How a table is written as text.

    Attributes
    ----------
    delimiter
        Between two cells.
    decimal
        Before the decimals of a number.
    encoding
        Of the characters, one of which is not in ASCII.
    """

    delimiter: str = ","
    decimal: str = "."
    encoding: str = "utf-8"


@dataclass(frozen=True)
class Design:
    """A simulated cohort, as far as chance does not decide.

    Attributes
    ----------
    patients
        How many there are.
    lesions
        Fewest and most lesions of a patient; each number is as likely as another.
    weeks
        The baseline visit and the follow-up visits.
    effect, sd
        Mean and standard deviation of the percent reduction at the last visit, before it is cut off at 100 %.
    correlation
        Between two lesions of one patient.
    dropout
        Share of patients whose follow-up ends before the last visit.
    missing
        Share of the other follow-up values that were not taken.
    events
        Share of patients with an adverse event.
    endpoint
        Kind of the primary endpoint.
    layout
        A row for each lesion, or for each lesion and visit.
    dialect
        How the table is written.
    mistakes
        How many there are of each kind.
    seed
        What chance is drawn from, with the name of the cohort.
    """

    patients: int = 40
    lesions: tuple[int, int] = (1, 4)
    weeks: tuple[int, ...] = (0, 4, 12)
    effect: float = 60.0
    sd: float = 35.0
    correlation: float = 0.3
    dropout: float = 0.1
    missing: float = 0.05
    events: float = 0.1
    endpoint: Kind = "percent_change"
    layout: Layout = "wide"
    dialect: Dialect = Dialect()
    mistakes: Mapping[Mistake, int] = field(default_factory=lambda: MappingProxyType({}))
    seed: int = 1

    def __post_init__(self) -> None:
        fewest, most = self.lesions
        shares = {"dropout": self.dropout, "missing": self.missing, "events": self.events}
        faults = [
            *[f"patients: at least 1, found {self.patients}"] * (self.patients < 1),
            *[f"seed: at least 0, found {self.seed}"] * (self.seed < 0),
            *["lesions: from 1 on, the fewest first"] * (not 1 <= fewest <= most),
            *["weeks: from 0 on, in order, two or more"] * (not _in_order(self.weeks)),
            *["sd: more than 0"] * (not (math.isfinite(self.sd) and self.sd > 0)),
            *["effect: a finite number"] * (not math.isfinite(self.effect)),
            *["correlation: 0 to 1"] * (not 0 <= self.correlation <= 1),
            *(f"{name}: 0 to 1" for name, share in shares.items() if not 0 <= share <= 1),
            *["decimal: another character than the delimiter"] * (self.dialect.decimal == self.dialect.delimiter),
        ]
        if faults:
            raise UserError(f"nothing is simulated; expected {'; '.join(faults)}")

    @property
    def population(self) -> Population:
        """What the percent reductions at the last visit are drawn from."""
        return Population(self.effect, self.sd, self.correlation, CEILING)


def _in_order(weeks: tuple[int, ...]) -> bool:
    return len(weeks) > 1 and weeks[0] >= 0 and all(one < other for one, other in pairwise(weeks))


def sd_with_complete(effect: float, complete: float) -> float:
    """The standard deviation with which a share of the lesions is in complete remission at the last visit.

    Raises
    ------
    UserError
        Where there is none.
    """
    try:
        return sd_for_remissions(effect, complete, CEILING)
    except ValueError:
        raise UserError(
            f"complete: found {complete:g}; with a mean reduction of {effect:g} % expected a share "
            f"{'above 0 and below 0.5' if effect < CEILING else 'above 0.5 and below 1'}"
        ) from None
