"""Plot the figures of a family.

In: the files that `casetrace.model.figure_families` names of the family; the section `figures` of config.
Out: each figure as SVG, PDF, PNG and a CSV of what it draws.
"""

import logging
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from casetrace.figures.look import Look, house_style
from casetrace.figures.saving import Drawing, save_figure
from casetrace.figures.source import Source
from casetrace.model.plan import unit_of_plans
from casetrace.model.time_units import TimeUnit, in_its_unit

logger = logging.getLogger("casetrace")


def _unit(files: Mapping[str, Any]) -> TimeUnit:
    """What the visits of the figures are counted in, by the plan of the cohort, or the plans of several."""
    plans = files.get("plans") or [files["plan"]]
    return unit_of_plans(dict(zip(plans, plans, strict=True)))


@in_its_unit(_unit, "files")
def plot_figures(files: Mapping[str, Any], settings: Mapping[str, Any], out: Mapping[str, str]) -> None:
    """Plot the figures whose files are to be written.

    Parameters
    ----------
    files
        Paths of what they are drawn from, by name; a list of paths where the cohorts are drawn together.
    settings
        `style`, the section `figures` of config; for the cohorts together also their `titles` and the confidence
        `level`.
    out
        Paths to write: `<figure>_svg`, `<figure>_pdf`, `<figure>_png` and `<figure>_csv` of each figure.
    """
    source = Source(files, settings, Look.from_config(settings["style"]))
    for name in dict.fromkeys(key.rpartition("_")[0] for key in out):
        with house_style(name, source.look):
            drawing = _drawing(name, source)
            save_figure(name, drawing, source.look, out)
        logger.info("plotted %s: %s", name, drawing.title)


def _drawing(name: str, source: Source) -> Drawing:
    """The figure of this name. Its module is imported here, so that a job loads no more than it draws."""
    drawing: Drawing = import_module(f"casetrace.figures.{name}").drawing(source)
    return drawing
