"""A study as the workflow plans it: what each cohort has, the steps that it goes through, and its files."""

import os
from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from casetrace.model.endpoint_kinds import TIMES
from casetrace.model.figure_families import FAMILIES, FORMATS
from casetrace.model.pseudonyms import SALT_VARIABLE, pseudonym
from casetrace.model.report_files import report_files

#: The first steps of every cohort, after which it is known whether its data can be used; the further ones of a cohort
#: with rows; and those of the cohorts together.
READING = ("ingest_cohort", "clean_cohort", "check_cohort")
ANALYSES = ("derive_outcomes", "analyse_cohort")
POOLING = ("pool_cohorts", "figures_pooled", "report_pooled")
#: The folder of what is made of the cohorts together; no cohort can have its name.
POOLED = "pooled"

#: What a stage that computes results writes: the results, and the rows that each of them rests on.
RESULT_PARTS = ("statistics", "lineage", "row_sets")
#: The lineage of all results of a cohort: what each rests on, the rows of each set, the files that they come from.
LINEAGE = ("lineage", "row_sets", "files")
#: What the audit leaves where the study wants every claim to be reproduced.
PASSED = "audit/passed.txt"
#: What results of the cohorts together rest on, and their tables, by name.
POOLED_LINEAGE = ("lineage", "row_sets")
POOLED_TABLES = {"harmonisation": "harmonisation.csv", "overlap": "overlap.csv", "printed": "printed.parquet"}
#: What is written last into every folder of results: its manifest, and its crate.
CRATE = "ro-crate-metadata.json"
RECORD = ("provenance/manifest.json", CRATE)


class Study:
    """The cohorts of a study and what becomes of them; paths of results are below the folder of their cohort.

    Parameters
    ----------
    config
        The configuration with its defaults filled in.
    given
        The same as it was given: without the defaults, and with the short forms.
    """

    def __init__(self, config: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        self.config = config
        self.given = given
        self.cohorts: Mapping[str, Any] = config["cohorts"]

    @cached_property
    def with_rows(self) -> list[str]:
        """The cohorts with a table; each has this, published claims, or both."""
        return [name for name, cohort in self.cohorts.items() if cohort["tables"]]

    @cached_property
    def with_claims(self) -> list[str]:
        """The cohorts with published claims."""
        return [name for name, cohort in self.cohorts.items() if "claims" in cohort]

    @cached_property
    def claims_alone(self) -> list[str]:
        """The cohorts without a table."""
        return [name for name in self.cohorts if name not in self.with_rows]

    @cached_property
    def with_times(self) -> list[str]:
        """The cohorts with a table and an endpoint that is a time to an event."""
        return [
            name
            for name in self.with_rows
            if any(endpoint["kind"] in TIMES for endpoint in self.cohorts[name].get("endpoints", {}).values())
        ]

    @cached_property
    def is_pooled(self) -> bool:
        """Whether there is something to pool: two cohorts with rows, printed summaries beside one, or a next study."""
        more = {"cohorts_file", "next_study"} & self.config["pool"].keys()
        return len(self.with_rows) > 1 or bool(self.with_rows and more)

    def with_figures(self, family: str) -> list[str]:
        """The cohorts that have a family of figures; `pooled` for figures of the cohorts together."""
        having = {
            "rows": self.with_rows,
            "times": self.with_times,
            "claims": self.with_claims,
            "together": [POOLED],
        }
        return having[FAMILIES[family].of]

    def figure_families(self, cohort: str) -> list[str]:
        """The families of figures that a cohort has."""
        return [family for family in FAMILIES if cohort in self.with_figures(family)]

    def figures(self, cohort: str, extensions: Collection[str] = FORMATS) -> list[str]:
        """The files of a cohort's figures, or those of some formats."""
        return [path for family in self.figure_families(cohort) for path in figure_files(family, extensions).values()]

    def raw_files(self, cohort: str) -> list[str]:
        """The raw files of a cohort, as config names them."""
        return list(dict.fromkeys(table["file"] for table in self.cohorts[cohort]["tables"]))

    def salt_fingerprint(self, cohort: str) -> str:
        """What changes with the salt of a cohort's pseudonyms and says nothing of it; empty where there is neither."""
        path = os.environ.get(SALT_VARIABLE, "")
        secret = any(table["privacy"]["pseudonymise"] for table in self.cohorts[cohort]["tables"])
        return pseudonym("fingerprint of the salt", Path(path).read_bytes()) if secret and os.path.isfile(path) else ""

    def steps(self, cohort: str) -> list[str]:
        """The rules that make the results of a cohort or of all together, in the order in which the data flow."""
        if cohort == POOLED:
            return list(POOLING)
        has_rows = cohort in self.with_rows
        return [
            *READING,
            *ANALYSES * has_rows,
            *["audit_claims"] * (cohort in self.with_claims),
            "collect_results",
            *(f"figures_{family}" for family in self.figure_families(cohort)),
            "report_cohort" if has_rows else "report_claims",
        ]

    def rules(self) -> dict[str, list[str]]:
        """All rules that write into the folder of each cohort's results."""
        rules = {name: [*self.steps(name), "provenance_cohort"] for name in self.cohorts}
        for name in self.with_claims:
            rules[name].append("audit_check")
        return rules | ({POOLED: [*POOLING, "provenance_pooled"]} if self.is_pooled else {})

    def deliverables(self, cohort: str) -> list[str]:
        """What the default target makes of a cohort, or of all together."""
        if cohort == POOLED:
            files = [*report_files("pooled").values(), "statistics.csv", *POOLED_TABLES.values()]
        else:
            has_rows, has_claims = cohort in self.with_rows, cohort in self.with_claims
            files = [
                *report_files("rows" if has_rows else "claims").values(),
                "statistics.csv",
                "problems.csv",
                "cleaning_log.csv",
                *["derive/lesion_visits.csv", "derive/patient_visits.csv"] * has_rows,
                *["audit.csv"] * has_claims,
                *[PASSED] * (has_claims and self.config["audit"]["unreproduced"] == "fail"),
            ]
        return [*files, *self.figures(cohort), *RECORD]

    def all_deliverables(self) -> dict[str, list[str]]:
        """What the default target makes, by cohort and `pooled`."""
        return {name: self.deliverables(name) for name in [*self.cohorts, *[POOLED] * self.is_pooled]}

    def result_parts(self, cohort: str, name: str) -> list[str]:
        """A part of the results, such as `statistics`, of each stage that computes some of a cohort's."""
        stages = ["analyse"] * (cohort in self.with_rows) + ["audit"] * (cohort in self.with_claims)
        return [f"{stage}/{name}.parquet" for stage in stages]

    def given_config(self, *cohorts: str) -> dict[str, Any]:
        """The configuration as it was given, with these cohorts alone."""
        return {**self.given, "cohorts": {name: self.given["cohorts"][name] for name in cohorts}}

    def described(self, title: str, source: Mapping[str, Any]) -> dict[str, Any]:
        """What a crate says of the study, and of one of its cohorts or of all."""
        study = self.config["study"]
        return {
            "title": title,
            "study_title": study["title"],
            "authors": study["authors"],
            "licence": study.get("licence"),
            "date_published": study.get("date_published"),
            "source": source,
        }


def figure_files(family: str, extensions: Collection[str] = FORMATS) -> dict[str, str]:
    """The files of a family's figures, by figure and format."""
    return {
        f"{figure}_{extension}": f"figures/{figure}.{extension}"
        for figure in FAMILIES[family].figures
        for extension in extensions
    }
