"""What is printed of a cohort in days says nothing of weeks: report, manuscript, figures and their data."""

import re
from collections.abc import Iterator, Mapping
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
from matplotlib.text import Text

from casetrace.figures.look import Look
from casetrace.figures.run import plot_figures
from casetrace.figures.saving import Drawing, save_figure
from casetrace.model.figure_families import FAMILIES
from casetrace.model.time_units import counted_in
from casetrace.report.documents import cohort_documents
from casetrace.report.values import named_values, values_csv, values_latex
from tests.report.documents import document_text
from tests.report.manuscripts import content_of
from tests.report.test_odd_cohorts import TABLES
from tests.stages.running import PLAN, QUICK_METHODS, Run, checked_cohort, finish, problems_of, study

#: A cohort with all that has a time: visits, events, ends of follow-up, treatments, times to events, a trend.
TABLE = """Patient,Injections,Pain {0} 0,Pain {0} 1,Pain {0} 3,Pain {0} 4,Pain {0} 7,Pain {0} 10,AE,AE {0},Until,Status
P1,3,8,6,4,3,2,1,rash,2,10,completed
P2,3,7,7,5,5,4,2,,,10,completed
P3,1,9,8,6,,,,headache,1,3,lost
P4,3,6,4,2,2,3,0,,,10,completed
P5,1,8,8,7,6,6,6,nausea,,10,completed
P6,1,5,4,4,4,,,,,4,died
"""
FIGURES = [figure for family in FAMILIES.values() if family.of in ("rows", "times") for figure in family.figures]
ENDPOINTS = {
    "change": {"kind": "percent_change", "primary": True},
    "response": {"kind": "response", "from": 30},
    "first": {"kind": "time_to_response", "from": 30},
    "relapse": {"kind": "time_to_relapse", "from": 30},
    "lasting": {"kind": "durable_response", "from": 30},
    "events": {"kind": "events"},
}


def section_of(unit: str) -> dict[str, Any]:
    columns = {"Until": f"disposition_after_{unit}", "Status": "disposition_status", "Injections": "n_treatments"}
    return checked_cohort(
        {
            "time_unit": unit,
            "treatment": {"name": "injection", "plural": "injections", "interval": 1},
            "table": {"file": "t.csv", "columns": columns},
            "outcomes": {"pain": {"scale": "score", "better": "lower", "maximum": 10}},
            "endpoints": ENDPOINTS,
        }
    )


@pytest.fixture(scope="module", params=["day", "week"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, str]]:
    """The unit of a cohort, and every text that is printed of it, by file."""
    unit, folder, section = request.param, tmp_path_factory.mktemp(request.param), section_of(request.param)
    run = finish(problems_of(folder, TABLE.format(unit), section), section, QUICK_METHODS)
    texts = dict(documents_of(run, section, unit))
    texts |= drawn(run)
    files = [path for path in run.folder.glob("out/**/*") if path.suffix in (".svg", ".csv")]
    texts |= {path.name: path.read_text(encoding="utf-8") for path in files}
    return unit, texts


def documents_of(run: Run, section: dict[str, Any], unit: Any) -> Iterator[tuple[str, str]]:
    """The documents as text, and the values of the manuscript by short names."""
    with counted_in(unit):
        content = content_of(run, section)
        documents = cohort_documents(content)
        yield from ((f"{name}.txt", document_text(document)) for name, document in documents.items())
        values = named_values(content.printer, documents["manuscript"], several=len(content.plan.outcomes) > 1)
        yield "values.csv", values_csv(values)
        yield "values.tex", values_latex(values)


def drawn(run: Run) -> dict[str, str]:
    """The figures of a run with their data, and all that is written in them, which a file has as outlines."""
    written: dict[str, str] = {}

    def saved(name: str, drawing: Drawing, look: Look, out: Mapping[str, str]) -> None:
        texts = [text.get_text() for text in drawing.figure.findobj(Text)]
        written[f"{name}, drawn"] = "\n".join([drawing.title, drawing.description, *texts])
        save_figure(name, drawing, look, out)

    with chdir(run.folder), pytest.MonkeyPatch.context() as patch:
        patch.setattr("casetrace.figures.saving.NO_STAMP", {})
        patch.setattr("casetrace.figures.run.save_figure", saved)
        out = {f"{name}_{kind}": f"out/figures/{name}.{kind}" for name in FIGURES for kind in ("svg", "csv")}
        Path("out/figures").mkdir()
        plot_figures(TABLES | {"plan": PLAN}, {"style": study()["figures"]}, out)
    return written


#: A word of the other unit; "study day" and "a day" are not said of visits in weeks either.
OTHER = {"day": re.compile("week", re.IGNORECASE), "week": re.compile(r"\b(?:patient[- _])?days?\b", re.IGNORECASE)}
#: The files that tell a time, by which the search would find one in the wrong unit.
TELLING = [
    *("report.txt", "appendix.txt", "manuscript.txt", "statistics.csv", "values.csv", "values.tex", "swimmer.csv"),
    *(f"{name}, drawn" for name in ("swimmer", "spider", "trajectories", "waterfall", "flow", "time_to_event")),
]


def test_nothing_is_told_in_another_unit(told):
    unit, texts = told
    matches = {name: OTHER[unit].search(text) for name, text in texts.items()}
    found = {name: around(texts[name], match) for name, match in matches.items() if match}
    assert found == {}


def around(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - 60) : match.end() + 30]


def test_every_file_that_tells_a_time_tells_it_in_the_unit(told):
    unit, texts = told
    assert [name for name in TELLING if not re.search(unit, texts[name], re.IGNORECASE)] == []
