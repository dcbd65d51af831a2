"""Makes the content of reports of made-up cohorts, and of the shipped one, without a workflow."""

from collections import defaultdict
from contextlib import chdir
from pathlib import Path
from typing import Any

from casetrace.model.plan import read_plan
from casetrace.report.cohort_content import CohortContent
from casetrace.report.provenance import provenance
from casetrace.report.report_cohort import cohort_content, read_frames
from tests.report.test_odd_cohorts import TABLES, study_of
from tests.stages.one_truth import Shape
from tests.stages.running import (
    PLAN,
    ROOT,
    Run,
    check,
    checked_cohort,
    collect,
    derive,
    describe,
    problems_of,
    real_cohort,
    run_shape,
    run_stages,
    without_claims,
)

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><title id="drawing">A drawing</title></svg>\n'


def content_of(run: Run, section: dict[str, Any], listing_rows: int = 50) -> CohortContent:
    """What the report of a run says; its figures are empty drawings."""
    with chdir(run.folder):
        drawing = Path("drawing.svg").resolve()
        drawing.write_text(SVG, encoding="utf-8")
        plan = read_plan(PLAN)
        return cohort_content(
            "made-up",
            read_frames(TABLES, plan),
            plan,
            study_of(section, listing_rows),
            audit=None,
            figures=defaultdict(lambda: str(drawing)),
            provenance=provenance([], str(ROOT / "requirements.lock")),
        )


def made_up(folder: Path, raw: str, section: dict[str, Any], listing_rows: int = 50) -> CohortContent:
    """The content of a made-up cohort."""
    return content_of(run_stages(folder, raw, section), section, listing_rows)


def described(folder: Path, raw: str, section: dict[str, Any]) -> CohortContent:
    """The content of a made-up cohort that is described, without estimates, explorations and assumptions."""
    run = problems_of(folder, raw, section)
    check(run)
    derive(run, section)
    describe(run)
    collect(run)
    return content_of(run, section)


def of_shape(folder: Path, shape: Shape) -> CohortContent:
    """The content of a cohort that is written in one of many shapes."""
    return content_of(run_shape(folder, shape), checked_cohort(shape.cohort))


def shipped(run: Run) -> CohortContent:
    """The content of the shipped cohort, without its claims, of its run."""
    return content_of(run, without_claims(real_cohort()))
