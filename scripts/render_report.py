"""Write the report of a cohort: one HTML file without outside resources.

In: statistics.csv, the cleaning log, problems and row counts, the clean tables and analysis datasets that are listed,
the figures as SVG; the templates in workflow/report/; the study's settings.
Out: `report.html`. Every number in it is printed from statistics.csv by its `result_id`, or from a table's cell.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.analysis.scenarios import SCENARIO_LABELS, SCENARIO_NOTES
from scripts.exploration.labels import variable_labels
from scripts.jobs.log import job_log
from scripts.methods.register import METHODS
from scripts.provenance.digests import file_digest
from scripts.provenance.environment import package_versions, python_version
from scripts.report import printer
from scripts.report.content import figure_svg, flag_groups, lesion_listing, listing, read_statistics
from scripts.tables.storage import read_parquet

logger = logging.getLogger("casetrace")

#: Packages whose versions the report names; the manifest has them all.
NAMED_PACKAGES = ("snakemake", "pandas", "numpy", "scipy", "matplotlib", "seaborn")


def environment(folder: Path) -> Environment:
    """The template environment: escapes everything, and an unknown name is an error."""
    result = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for function in (printer.cell, printer.setting, printer.week, printer.label, printer.group_name, variable_labels):
        result.globals[function.__name__] = function
    result.filters |= {
        "dict_with": lambda about, **more: about | more,
        "capitalise": lambda text: text[:1].upper() + text[1:],
    }
    return result


def provenance(raw: list[str], lock_file: str) -> dict[str, Any]:
    """Digests of the raw files, and versions of Python and the packages that compute the numbers."""
    versions = package_versions(lock_file)
    return {
        "files": {path: file_digest(path) for path in raw},
        "python": python_version(),
        "packages": {name: versions[name] for name in NAMED_PACKAGES},
    }


def main(
    name: str,
    tables: Mapping[str, str],
    figures: list[str],
    raw: list[str],
    template: str,
    study: Mapping[str, Any],
    listing_rows: int,
    lock_file: str,
    report: str,
) -> None:
    """Write the report of one cohort.

    Parameters
    ----------
    name
        The cohort's name.
    tables
        Paths of the tables by name.
    figures
        Paths of the figures as SVG.
    raw
        Paths of the raw files.
    template
        Path of the main template; the others and the style sheet stand beside it.
    study
        The study's `title`, the `cohort` section and the `methods` section of config.
    listing_rows
        Rows of a listing that are printed; the rest is counted.
    lock_file
        The lock of the packages.
    report
        Path to write.
    """
    statistics = read_statistics(tables["statistics"])
    frames = {key: read_parquet(path) for key, path in tables.items() if path.endswith(".parquet")}
    logs = {key: pd.read_csv(tables[key], keep_default_na=False) for key in ("cleaning_log", "problems", "row_counts")}
    counts = pd.concat([logs["row_counts"], frames["derived_counts"]], ignore_index=True)
    folder = Path(template).parent
    text = (
        environment(folder)
        .get_template(Path(template).name)
        .render(
            name=name,
            title=study["title"],
            cohort=study["cohort"],
            settings=study["methods"],
            p=printer.Printer(statistics),
            scenario_names=SCENARIO_LABELS,
            scenario_notes=SCENARIO_NOTES,
            n_warnings=len(logs["problems"]),
            methods={key: METHODS[key] for key in METHODS if key in set(statistics["method"])},
            flags=flag_groups(statistics),
            patients=listing(frames["patients"], listing_rows),
            lesions=lesion_listing(frames["lesions"], frames["lesion_visits"], study["cohort"], listing_rows),
            events=listing(frames["events"], listing_rows),
            disposition=listing(frames["disposition"].sort_values("patient_id", kind="stable"), listing_rows),
            cleaning_log=listing(logs["cleaning_log"], listing_rows),
            problems=listing(logs["problems"], listing_rows),
            row_counts=listing(counts, listing_rows),
            figures={Path(path).stem: figure_svg(path) for path in figures},
            provenance=provenance(raw, lock_file),
            style=(folder / "report.css").read_text(encoding="utf-8"),
        )
    )
    Path(report).write_text(text, encoding="utf-8")
    logger.info("rendered: the report, %d KB", len(text.encode()) // 1024)


if __name__ == "__main__":
    snakemake: Any  # Snakemake puts it into this module

    with job_log(snakemake.log[0]):
        main(
            name=snakemake.wildcards.cohort,
            tables={
                key: path
                for key, path in snakemake.input.items()
                if key not in ("figures", "raw", "templates", "lock_file", "code")
            },
            figures=list(snakemake.input.figures),
            raw=list(snakemake.input.raw),
            template=next(path for path in snakemake.input.templates if path.endswith("report.html.j2")),
            study=snakemake.params.study,
            listing_rows=snakemake.params.listing_rows,
            lock_file=snakemake.input.lock_file,
            report=snakemake.output.report,
        )
