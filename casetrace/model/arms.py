"""The arms of a cohort: their order, the reference, and which of them are compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd

from casetrace.model.results import distinct_labels
from casetrace.model.summaries import NOT_RECORDED

#: What stands for the arms together in the name of a result that compares them all.
ALL_ARMS = "all arms"


class ArmComparison(NamedTuple):
    """Two arms; a difference is that of `arm` less that of `against`."""

    arm: str
    against: str


@dataclass(frozen=True)
class Arms:
    """The arms of a cohort.

    Attributes
    ----------
    reference
        The arm that the others are compared with; empty where none is declared.
    order
        The arms in the order that is declared; empty where none is.
    names
        The arms that lesions or patients are in, in order.
    """

    reference: str = ""
    order: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, section: Mapping[str, Any]) -> "Arms":
        """The arms as their section of the plan declares them."""
        return cls(section.get("reference", ""), tuple(section.get("order", ())))

    def among(self, arms: Iterable[str]) -> "Arms":
        """The same with the arms that there are: in the declared order, or the reference first and then by name."""
        rank = {name: place for place, name in enumerate(self.order or (self.reference,))}
        names = sorted(set(arms), key=lambda name: (rank.get(name, len(rank)), name))
        return replace(self, names=tuple(names))

    @property
    def several(self) -> bool:
        """Whether there are two arms or more."""
        return len(self.names) > 1

    @property
    def labels(self) -> dict[str, str]:
        """What each arm is called in results."""
        return dict(zip(self.names, distinct_labels(self.names), strict=True))

    def pairs(self, declared: Iterable[ArmComparison] = ()) -> list[ArmComparison]:
        """Every two arms, those with the reference first.

        Parameters
        ----------
        declared
            Comparisons that endpoints ask for, whose direction is kept.
        """
        kept = {frozenset(pair): pair for pair in declared}
        pairs = [self._directed(*pair) for pair in combinations(self.names, 2)]
        pairs = [kept.get(frozenset(pair), pair) for pair in pairs]
        return sorted(pairs, key=lambda pair: self.reference not in pair)

    def pair_labels(self, pairs: Iterable[ArmComparison]) -> list[str]:
        """What pairs are called in results, such as `drug against control`."""
        labels = self.labels
        return distinct_labels(f"{labels[pair.arm]} against {labels[pair.against]}" for pair in pairs)

    def _directed(self, first: str, second: str) -> ArmComparison:
        return ArmComparison(second, first) if first == self.reference else ArmComparison(first, second)


def recorded_arms(visits: pd.DataFrame) -> list[str]:
    """The arms that lesion visits are in."""
    return [str(arm) for arm in visits["arm"].dropna().unique() if arm != NOT_RECORDED]
