"""Studies that are made up, and the crate of the small run; a process that needs no more loads no test for it."""

import json
from pathlib import Path

from casetrace.provenance.crate import Study, crate_text, run_crate

STUDY = Study("A", "Two clinics", [], None, None, {})
ADA = {"name": "Ada Example", "kind": "person", "orcid": "0000-0002-1825-0097", "affiliation": "Clinic"}
GROUP = {"name": "Study Group", "kind": "organisation"}
PUBLISHED = Study(
    "A",
    "Two clinics",
    [ADA, GROUP],
    "CC-BY-4.0",
    "2026-11-23",
    {"citation": "Paper 2015", "licence": "Facts are free."},
)
WORKFLOW = ("Snakefile", "CITATION.cff", "scripts/count.py", "scripts/tools.py")


def written(folder: Path, study: Study = STUDY) -> str:
    """The crate of the small run, as text."""
    copies = {}
    for name in WORKFLOW:
        copies[name] = Path("results/a/provenance/workflow", name)
        copies[name].parent.mkdir(parents=True, exist_ok=True)
        copies[name].write_bytes((folder / name).read_bytes())
    about = {"title": "Counting", "abstract": "Counts.", "version": "1.0", "license": "MIT", "authors": [{"name": "C"}]}
    manifest = json.loads(Path("results/a/provenance/manifest.json").read_text("utf-8"))
    return crate_text(run_crate(manifest, study, copies, about, Path("results/a")))
