"""A cohort in days through the real pipeline: no file for a reader says a word of weeks."""

import re
import zipfile
from pathlib import Path

from casetrace.cli.trace import main as trace
from tests.report.pdf_reading import Pdf


def test_a_cohort_in_days_is_one_in_every_file(clinics: Path, monkeypatch, capsys) -> None:
    results = clinics / "results" / "days"
    for path in sorted(results.rglob("*")):
        if path.suffix in (".html", ".csv", ".svg", ".tex"):
            assert_tells_no_week(path.name, path.read_text(encoding="utf-8"))
    with zipfile.ZipFile(results / "manuscript.docx") as package:
        for part in package.namelist():
            if part.endswith(".xml"):
                assert_tells_no_week(part, package.read(part).decode("utf-8"))
    printed = Pdf((results / "report.pdf").read_bytes()).text
    assert_tells_no_week("report.pdf", printed)
    assert "0.057 per patient-day" in " ".join(printed.split())
    monkeypatch.chdir(clinics)
    assert trace(["days", "reduction.pain.day_10.patient.all.observed.median.summary"]) == 0
    traced = capsys.readouterr().out
    assert_tells_no_week("the trace", traced)
    assert "reduction of pain at day 10" in traced


def assert_tells_no_week(name: str, text: str) -> None:
    match = re.search("week", text, re.IGNORECASE)
    assert match is None, f"{name}: {text[max(0, match.start() - 80) : match.end() + 40]}"
