"""Documents and Word files that several modules test."""

from contextlib import chdir
from typing import Any

import matplotlib.image
import numpy as np
import pytest

from casetrace.model.plan import read_plan
from casetrace.report.document.blocks import Document
from casetrace.report.report_cohort import cohort_content, read_frames
from casetrace.report.word import word
from tests.report.documents import whole_report
from tests.report.test_odd_cohorts import TABLES, study_of
from tests.report.test_printers import FIGURES, MADE_WITH
from tests.report.word_files import everything
from tests.stages.running import PLAN, Run, real_cohort


@pytest.fixture(scope="session")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A drawing with its picture: 90 by 30 mm at 300 dots an inch."""
    path = tmp_path_factory.mktemp("figures") / "flow.svg"
    path.write_text("<svg/>", encoding="utf-8")
    dots = np.full((354, 1063, 3), 0.5)
    matplotlib.image.imsave(path.with_suffix(".png"), dots, dpi=300)
    return str(path)


@pytest.fixture(scope="session")
def cohort(drawing: str, real_run: Run) -> Document:
    """The report of the shipped cohort, with one drawing for all figures."""
    others: dict[str, Any] = {"audit": None, "figures": dict.fromkeys(FIGURES, drawing), "provenance": MADE_WITH}
    with chdir(real_run.folder):
        plan = read_plan(PLAN)
        study, frames = study_of(real_cohort(), 4, 5), read_frames(TABLES, plan)
        return whole_report(cohort_content("aarhus-2014", frames, plan, study, **others))


@pytest.fixture(scope="session")
def cohort_file(cohort: Document) -> bytes:
    """The report of the shipped cohort as a Word file."""
    return word(cohort)


@pytest.fixture(scope="session")
def hostile_file(drawing: str) -> bytes:
    """Everything that a document can hold, with hostile texts."""
    return word(everything(drawing))


@pytest.fixture(params=["hostile_file", "cohort_file"])
def any_file(request: pytest.FixtureRequest) -> Any:
    """Either of them."""
    return request.getfixturevalue(request.param)
