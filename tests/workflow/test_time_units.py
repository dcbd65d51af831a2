"""A cohort in days through the real pipeline: no file for a reader says a word of weeks."""

import re
import zipfile
from pathlib import Path

from casetrace.cli.trace import main as trace
from tests.report.pdf_reading import Pdf
from tests.workflow.running import copy_sources, snakemake

TABLE = """Patient,Injections,Pain day 0,Pain day 1,Pain day 3,Pain day 10,AE,AE day,Last day,Reason
P1,3,8,6,4,1,rash,2,10,
P2,3,7,7,5,2,,,10,
P3,1,9,8,6,,headache,1,3,moved abroad
P4,3,6,4,2,0,,,10,
P5,1,8,8,7,6,nausea,3,10,
P6,1,5,4,4,3,,,10,
"""
CONFIG = """
study: {title: A study in days}
cohorts:
  days:
    time_unit: day
    treatment: {name: injection, plural: injections, interval: 1}
    claims: claims.csv
    endpoints:
      change: {kind: percent_change, primary: true}
      first: {kind: time_to_response, from: 30}
      relapse: {kind: time_to_relapse, from: 30}
      events: {kind: events}
    table:
      file: days.csv
      columns: {Injections: n_treatments, Last day: disposition_after_day, Reason: disposition_reason}
      dispositions: {moved abroad: lost}
    outcomes:
      pain: {scale: score, better: lower, maximum: 10}
"""
CLAIMS = """claim_id,statement,place,kind,quantity,population,unit,reported,decimals,comparator,printed_with,note
fell,Pain fell by 68 % by day 10.,Abstract,mean,percent_reduction.pain.day_10,,patient,68,,,,
end,One patient was followed to day 3.,Results,minimum,after_day,,patient,3,,,,
"""


def test_a_cohort_in_days_is_one_in_every_file(tmp_path: Path, monkeypatch, capsys) -> None:
    project = copy_sources(tmp_path / "project")
    for name, text in (("days.csv", TABLE), ("config.yaml", CONFIG), ("claims.csv", CLAIMS)):
        (project / name).write_text(text, encoding="utf-8")
    run = snakemake(project)
    assert run.status == 0, run.printed
    results = project / "results" / "days"
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
    monkeypatch.chdir(project)
    assert trace(["days", "reduction.pain.day_10.patient.all.observed.median.summary"]) == 0
    traced = capsys.readouterr().out
    assert_tells_no_week("the trace", traced)
    assert "reduction of pain at day 10" in traced


def assert_tells_no_week(name: str, text: str) -> None:
    match = re.search("week", text, re.IGNORECASE)
    assert match is None, f"{name}: {text[max(0, match.start() - 80) : match.end() + 40]}"
