"""The table of the figures, and what the rules and jobs make of it."""

import subprocess
import sys
from importlib import import_module
from inspect import signature
from pathlib import Path

import pytest

from casetrace.model.figure_families import FAMILIES, plotted_by
from casetrace.model.yaml_files import read_yaml
from casetrace.pipeline.step_code import step_code

ROOT = Path(__file__).parents[2]
FIGURES = [figure for family in FAMILIES.values() for figure in family.figures]


@pytest.mark.parametrize("figure", FIGURES)
def test_the_module_of_a_figure_draws_it_from_a_source(figure):
    assert list(signature(import_module(f"casetrace.figures.{figure}").drawing).parameters) == ["source"]


@pytest.mark.parametrize("figure", FIGURES)
def test_the_dictionary_of_outputs_has_the_data_of_a_figure(figure):
    folder = "pooled/figures" if figure in FAMILIES["pooled"].figures else "figures"
    assert f"{folder}/{figure}" in read_yaml(ROOT / "workflow/schemas/outputs.yaml")


def test_a_figure_is_of_one_family():
    assert len(FIGURES) == len(set(FIGURES))


def test_the_workflow_reads_the_table_without_what_draws():
    heavy = "{'matplotlib', 'numpy', 'pandas', 'scipy', 'seaborn'} & set(sys.modules)"
    code = f"import sys, casetrace.pipeline.step_code; print(sorted({heavy}))"
    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed == "[]\n"


def test_a_rule_is_known_to_plot_by_its_name():
    assert plotted_by("figures_outcomes") == FAMILIES["outcomes"]
    assert plotted_by("figures_nothing") is None
    assert plotted_by("ingest_cohort") is None


def test_the_code_of_a_plotting_rule_is_the_shared_script_and_what_draws_its_figures_alone():
    script, *modules = step_code("figures_outcomes", ROOT)
    assert script == "scripts/figures.py"
    assert {"casetrace/figures/waterfall.py", "casetrace/figures/look.py"} <= set(modules)
    assert not {"casetrace/figures/flow.py", "casetrace/figures/audit_grid.py", script} & set(modules)


def test_seaborn_is_loaded_by_the_job_that_draws_with_it_alone():
    with_seaborn = [
        family
        for family in FAMILIES
        if "import seaborn" in "".join((ROOT / path).read_text() for path in step_code(f"figures_{family}", ROOT))
    ]
    assert with_seaborn == ["explorations"]
