"""The parameters of a run's steps as entities of its crate."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from rocrate.model import ContextEntity, Entity
from rocrate.rocrate import ROCrate

#: Types of schema.org by those of Python. What has parts is text, as JSON.
DATA_TYPES = {bool: "Boolean", int: "Integer", float: "Float"}


class Parameters:
    """The parameters of all steps: what each is (`FormalParameter`) and what it was set to (`PropertyValue`).

    Parameters
    ----------
    crate
        The crate that they are added to.
    """

    def __init__(self, crate: ROCrate) -> None:
        self._crate = crate
        self._formal: dict[str, Entity] = {}
        self._values: dict[tuple[str, str], Entity] = {}

    def values(self, parameters: Mapping[str, Any]) -> list[Entity]:
        """The values of a step's parameters; steps that are given the same value share its entity."""
        return [self._value(name, value) for name, value in single_values(parameters)]

    @property
    def formal(self) -> list[Entity]:
        """What the workflow can be given, in the order in which the steps ask for it."""
        return list(self._formal.values())

    @property
    def set_to(self) -> list[Entity]:
        """What the workflow was given."""
        return list(self._values.values())

    def _value(self, name: str, value: Any) -> Entity:
        text = json.dumps(value, ensure_ascii=False)
        if (name, text) not in self._values:
            number = sum(recorded_name == name for recorded_name, _ in self._values)
            formal = self._formal_parameter(name, value)
            entity = self._crate.add(
                ContextEntity(
                    self._crate,
                    f"#value/{quote(name)}" + (f"/{number + 1}" if number else ""),
                    {
                        "@type": "PropertyValue",
                        "name": name,
                        "value": value if type(value) in DATA_TYPES or isinstance(value, str) else text,
                        "exampleOfWork": formal,
                    },
                )
            )
            formal.append_to("workExample", entity, compact=True)
            self._values[name, text] = entity
        return self._values[name, text]

    def _formal_parameter(self, name: str, value: Any) -> Entity:
        if name not in self._formal:
            kind = DATA_TYPES.get(type(value), "Text")
            properties = {"@type": "FormalParameter", "name": name, "additionalType": kind}
            self._formal[name] = self._crate.add(ContextEntity(self._crate, f"#parameter/{quote(name)}", properties))
        return self._formal[name]


def single_values(parameters: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each parameter by its name; of a section of plain settings each of them, such as `methods.resamples`."""
    for name, value in parameters.items():
        if (
            isinstance(value, Mapping)
            and value
            and not any(isinstance(item, list | Mapping) for item in value.values())
        ):
            yield from ((f"{name}.{key}", item) for key, item in value.items() if item is not None)
        elif value is not None:
            yield name, value
