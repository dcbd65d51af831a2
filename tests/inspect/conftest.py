"""The exports of clinics, each inspected once."""

from typing import NamedTuple

import pytest

from casetrace.inspect.findings import Findings, inspect_file
from tests.inspect.exports import EXPORTS, Export


class Inspected(NamedTuple):
    """An export and what is found of it."""

    export: Export
    findings: Findings


@pytest.fixture(scope="session", params=EXPORTS)
def inspected_export(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Inspected:
    """Each export, as the cohort `clinic`."""
    export = EXPORTS[request.param]
    path = tmp_path_factory.mktemp(request.param) / "export.csv"
    path.write_text(export.text, encoding=export.encoding)
    return Inspected(export, inspect_file(str(path), "", "clinic"))
