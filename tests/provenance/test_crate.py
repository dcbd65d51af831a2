"""The crate of a run: what it says, that it is valid, and that the check of it can fail."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from casetrace.model.digests import file_digest
from casetrace.provenance.crate import METADATA
from casetrace.provenance.data_entities import named_information
from casetrace.provenance.parties import citation_of
from tests.provenance.made_up import PUBLISHED, written
from tests.provenance.validating import issues, shortened
from tests.stages.running import FULL
from tests.workflow.running import COHORT, REPOSITORY


@pytest.mark.parametrize(
    ("text", "title", "licence"),
    [
        (None, "Casetrace", "MIT"),
        ("title: Counting\n", "Counting", "MIT"),
        ("license: GPL-3.0\n", "Casetrace", "GPL-3.0"),
    ],
)
def test_a_copy_without_a_citation_file_is_described_by_the_program_itself(tmp_path, text, title, licence):
    path = tmp_path / "CITATION.cff"
    if text:
        path.write_text(text, encoding="utf-8")
    citation = citation_of(path if text else None)
    assert (citation["title"], citation["license"]) == (title, licence)
    assert set(citation) >= {"title", "abstract", "version", "license", "authors"}


def test_what_the_program_says_of_itself_is_what_its_citation_file_says():
    own, given = citation_of(None), citation_of(REPOSITORY / "CITATION.cff")
    assert {key: own[key] for key in own if key != "abstract"} == {key: given[key] for key in own if key != "abstract"}


def graph(text: str) -> dict[str, Any]:
    return {entity["@id"]: entity for entity in json.loads(text)["@graph"]}


@pytest.fixture(scope="module")
def crate(results):
    return (results / METADATA).read_text(encoding="utf-8")


def test_the_crate_of_a_finished_run_is_valid(results, tmp_path, monkeypatch):
    whole = FULL
    assert issues(results if whole else shortened(results, tmp_path / "crate"), monkeypatch) == []


def test_a_crate_that_lacks_what_the_profiles_require_is_not_valid(small_run, monkeypatch):
    document = json.loads(written(small_run))
    entities = {entity["@id"]: entity for entity in document["@graph"]}
    del entities["./"]["license"]
    del entities["provenance/workflow/Snakefile"]["programmingLanguage"]
    del entities["#parameter/seed"]["additionalType"]
    del entities["#job/count"]["instrument"]
    Path("results/a/statistics.csv").unlink()
    Path("results/a", METADATA).write_text(json.dumps(document), encoding="utf-8")
    found = "\n".join(issues(Path("results/a"), monkeypatch))
    for words in (
        "The Root Data Entity MUST have a `license`",
        "The Main Workflow must refer to its language via programmingLanguage",
        "FormalParameter MUST have an additionalType",
        "The Action MUST have an instrument property",
        "does not include the Data Entity 'statistics.csv'",
    ):
        assert words in found


def test_every_file_of_the_crate_is_there_with_its_digest_and_size(results, crate):
    inside = {
        name: entity
        for name, entity in graph(crate).items()
        if "File" in entity["@type"] and not name.startswith("ni:")
    }
    assert len(inside) > 300
    for name, entity in inside.items():
        path = results / unquote(name)
        assert (entity["sha256"], int(entity["contentSize"])) == (file_digest(path), path.stat().st_size)
    # Snakemake dates a folder that it made by a hidden file in it.
    there = {path.relative_to(results).as_posix() for path in results.rglob("[!.]*") if path.is_file()}
    assert {name for name in there if not name.startswith("logs/")} == {METADATA, *map(unquote, inside)}


def test_raw_files_are_named_by_their_content_and_not_copied(results, crate):
    table = REPOSITORY / "data" / COHORT / "table1.csv"
    entity = graph(crate)[named_information(file_digest(table))]
    assert (entity["name"], entity["sha256"]) == (f"data/{COHORT}/table1.csv", file_digest(table))
    assert {"@id": entity["@id"]} in graph(crate)["#job/ingest_cohort"]["object"]
    assert list(results.rglob("table1.csv")) == []


def test_the_name_of_a_content_is_that_of_rfc_6920():
    # RFC 6920, section 8.1: the text "Hello World!"
    digest = "7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069"
    assert named_information(digest) == "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"


def test_every_step_of_the_manifest_is_a_job_of_its_script_in_the_same_order(results, crate):
    manifest = json.loads((results / "provenance" / "manifest.json").read_text(encoding="utf-8"))
    entities = graph(crate)
    for position, step in enumerate(manifest["steps"], start=1):
        rule = step["rule"]
        script = {"@id": f"provenance/workflow/scripts/{'figures' if rule.startswith('figures_') else rule}.py"}
        assert entities[f"#step/{rule}"]["position"] == str(position)
        assert entities[f"#step/{rule}"]["workExample"] == entities[f"#job/{rule}"]["instrument"] == script
        made = entities[f"#job/{rule}"]["result"]
        names = [item["@id"] for item in (made if isinstance(made, list) else [made])]
        assert names == [path.removeprefix(f"results/{COHORT}/") for path in step["outputs"]]


def test_a_crate_names_no_time_and_no_folder_of_this_machine(finished_run, crate):
    assert str(finished_run[0]) not in crate
    assert str(REPOSITORY) not in crate
    assert not re.findall(r"\d{2}:\d{2}:\d{2}", crate)
    # A day of publication is config's; none is that of a file.
    assert {name for name, entity in graph(crate).items() if "datePublished" in entity} == {"./"}


def test_parameters_stand_one_by_one_with_their_types(small_run):
    entities = graph(written(small_run))
    values = {name: entity["value"] for name, entity in entities.items() if entity["@type"] == "PropertyValue"}
    assert values == {
        "#value/seed": 7,
        "#value/methods.level": 0.95,
        "#value/methods.exact": True,
        "#value/groups": '{"limb": ["knee"]}',
    }
    types = [entities[f"#parameter/{name}"]["additionalType"] for name in ("seed", "methods.level", "methods.exact")]
    assert types == ["Integer", "Float", "Boolean"]
    assert entities["#step/count"]["description"] == "Count the rows of a table."


def test_a_script_of_two_steps_has_the_modules_and_parameters_of_both(small_run):
    path = small_run / "results/a/provenance/manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    (step,) = manifest["steps"]
    manifest["steps"] = [
        step | {"rule": "first", "code": ["scripts/count.py"], "parameters": {"groups": 2, "seed": 7}},
        step | {"rule": "second", "parameters": {"seed": 7, "level": 0.95}},
    ]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    script = graph(written(small_run))["provenance/workflow/scripts/count.py"]
    assert script["hasPart"] == {"@id": "provenance/workflow/scripts/tools.py"}
    assert [item["@id"] for item in script["input"]] == ["#parameter/groups", "#parameter/seed", "#parameter/level"]


def test_a_study_that_states_nothing_has_a_crate_that_says_so(small_run):
    entities = graph(written(small_run))
    assert entities["./"]["datePublished"] == "1970-01-01"
    assert "The study states no date of publication" in entities["./"]["description"]
    assert "No licence is stated" in entities[entities["./"]["license"]["@id"]]["description"]
    assert "author" not in entities["./"]


def test_authors_licences_and_the_source_are_those_of_the_study(small_run):
    entities = graph(written(small_run, PUBLISHED))
    root = entities["./"]
    assert root["datePublished"] == "2026-11-23"
    ada, group = (entities[item["@id"]] for item in root["author"])
    assert (ada["@id"], ada["@type"]) == ("https://orcid.org/0000-0002-1825-0097", "Person")
    assert entities[ada["affiliation"]["@id"]]["name"] == "Clinic"
    assert (group["name"], group["@type"]) == ("Study Group", "Organization")
    assert root["license"] == {"@id": "https://spdx.org/licenses/CC-BY-4.0"}
    raw = next(entity for name, entity in entities.items() if name.startswith("ni:"))
    assert entities[raw["license"]["@id"]]["description"] == "Facts are free."
    assert entities[raw["citation"]["@id"]]["name"] == "Paper 2015"
    assert entities["provenance/workflow/scripts/tools.py"]["license"] == {"@id": "https://spdx.org/licenses/MIT"}


PROGRAM = """
import json, sys
from pathlib import Path
from tests.provenance.made_up import PUBLISHED, written
sys.stdout.write(written(Path.cwd(), PUBLISHED))
"""


def test_a_crate_does_not_depend_on_hash_seed_or_time_zone(small_run):
    texts = []
    for seed, zone in (("1", "Pacific/Auckland"), ("4711", "America/Lima")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(REPOSITORY)}
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
        )
        texts.append(run.stdout)
    assert texts[0] == texts[1] == written(small_run, PUBLISHED)
