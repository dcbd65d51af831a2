"""Adverse events: which are meant, and which patients had one. A death is a serious event, whatever its cause."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from types import MappingProxyType
from typing import Any

import pandas as pd

from casetrace.model.membership import is_among

#: What is said of an event, and the field that says it.
RELATED, SERIOUS = "related", "serious"
FIELDS = MappingProxyType({RELATED: "event_related", SERIOUS: "event_serious"})


@dataclass(frozen=True)
class EventKind:
    """Which events are meant.

    Attributes
    ----------
    type
        What happened, in any case; empty for all.
    related, serious
        Whether only those attributed to the treatment, or only serious ones.
    """

    type: str = ""
    related: bool = False
    serious: bool = False

    @classmethod
    def of(cls, section: Mapping[str, Any]) -> "EventKind":
        """The events of an endpoint, from its section of the plan."""
        return cls(section.get("event_type", ""), section.get("related", False), section.get("serious", False))

    @property
    def conditions(self) -> tuple[str, ...]:
        """What must be true of an event beside its type."""
        return tuple(name for name, holds in ((RELATED, self.related), (SERIOUS, self.serious)) if holds)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that say whether an event is meant."""
        return ("event_type", *(FIELDS[name] for name in self.conditions))

    @property
    def counts_deaths(self) -> bool:
        """Whether a death counts that no event tells of: it is serious, and nothing says that it is related."""
        return self.serious and not self.related and not self.type

    def meant(self, events: pd.DataFrame) -> pd.Series:
        """Whether each event is meant for certain."""
        return reduce(and_, [events[name] == "yes" for name in self.conditions], self._of_type(events))

    def undetermined(self, events: pd.DataFrame) -> pd.Series:
        """Whether it can't be said of an event if it is meant: something is not recorded, and nothing rules it out."""
        nothing = pd.Series(False, index=events.index)
        unknown = reduce(or_, [~events[name].isin(["yes", "no"]) for name in self.conditions], nothing)
        excluded = reduce(or_, [events[name] == "no" for name in self.conditions], nothing)
        return self._of_type(events) & unknown & ~excluded

    def sufferers(self, patients: pd.DataFrame, events: pd.DataFrame, disposition: pd.DataFrame) -> pd.Series:
        """Whether each patient had such an event, or died where that counts."""
        had_event = is_among(patients["patient_id"], events.loc[self.meant(events), "patient_id"])
        return had_event | patients["patient_id"].isin(died(disposition)) if self.counts_deaths else had_event

    def _of_type(self, events: pd.DataFrame) -> pd.Series:
        if not self.type:
            return pd.Series(True, index=events.index)
        return events["type"].str.casefold() == self.type.casefold()


#: The events that every study counts, by the name of the quantity.
KINDS: Mapping[str, EventKind] = MappingProxyType(
    {
        "any_complication": EventKind(),
        "related_complication": EventKind(related=True),
        "serious_complication": EventKind(serious=True),
        "serious_related_complication": EventKind(related=True, serious=True),
    }
)


def died(disposition: pd.DataFrame) -> set[str]:
    """The patients who died."""
    return set(disposition.loc[disposition["status"] == "died", "patient_id"])
