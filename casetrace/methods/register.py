"""The register of methods: what a `method` of statistics.csv is, in words; read from workflow/schemas/methods.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

#: In C where PyYAML has it. The reader of the model stands above the methods, which import nothing of it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
REGISTER_FILE = Path(__file__).parents[2] / "workflow" / "schemas" / "methods.yaml"


@dataclass(frozen=True)
class Method:
    """One method: its name, what it does in one sentence, where it comes from, what it assumes, when it is refused."""

    name: str
    description: str
    reference: str
    assumptions: str
    refused: str


def _sections() -> dict[str, dict[str, Method]]:
    """The methods of each section of the register, in its order."""
    return {
        section: {key: Method(**entry) for key, entry in entries.items()}
        for section, entries in yaml.load(REGISTER_FILE.read_text(encoding="utf-8"), Loader=LOADER).items()
    }


_SECTIONS = _sections()
#: The methods that describe the patients at hand and infer nothing.
DESCRIPTIONS: Mapping[str, Method] = _SECTIONS["descriptions"]
#: All methods, section by section, in the order in which the report lists them.
METHODS: Mapping[str, Method] = {key: method for section in _SECTIONS.values() for key, method in section.items()}
