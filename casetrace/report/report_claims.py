"""Write the report of a cohort that has claims and no table: one HTML file without outside resources.

In: the tables of the audit, the figure as SVG, the claims file; the templates in workflow/report/; the study's
settings.
Out: `report.html`. Every number in it is printed from a cell of the audit's tables.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casetrace.claims.audit_tables import read_audit
from casetrace.report.documents import claims_report
from casetrace.report.provenance import provenance
from casetrace.report.writing import Report, write_report


def report_claims(
    name: str,
    audit: Mapping[str, str],
    figures: list[str],
    raw: list[str],
    template: str,
    study: Mapping[str, Any],
    lock_file: str,
    report: Mapping[str, str],
) -> None:
    """Write the report of a cohort of which there are claims alone.

    Parameters
    ----------
    name
        The cohort's name.
    audit
        Paths of the files of the audit by folder and name, such as `audit/claims`.
    figures
        Paths of the figures as SVG.
    raw
        Paths of the raw files: that of the claims.
    template
        Path of the page template; its style sheets and script are in the same folder.
    study
        The study's `title` and its section `report` of config, and of the cohort its `cohort_title` and `source`, which
        may be missing.
    lock_file
        The lock of the packages.
    report
        Paths to write, by file.
    """
    audited = read_audit(audit, study["report"]["listing_rows"])
    drawn = next((path for path in figures if Path(path).stem == "audit"), "")
    document = claims_report(name, study, audited, drawn, provenance(raw, lock_file))
    write_report(Report({"report": document}, template), report)
