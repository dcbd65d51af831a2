"""The figure of times to an event is drawn for the cohorts alone that ask for one."""

from pathlib import Path

from tests.workflow.running import COHORT, copy_sources, edit, snakemake

ENDPOINT = """      first_clearance:
        kind: time_to_response
        from: 100
      size_change:
"""


def test_a_cohort_has_the_figure_only_where_its_config_asks_for_such_an_endpoint(tmp_path: Path) -> None:
    project = copy_sources(tmp_path / "project")
    without = snakemake(project, "--dry-run", "--quiet", "host")
    assert (without.status, "figures_times" in without.printed) == (0, False)
    edit(project / "config.yaml", "      size_change:\n", ENDPOINT)
    asked = snakemake(project, "--dry-run", "--quiet", "host")
    assert asked.status == 0, asked.printed
    assert f"results/{COHORT}/figures/time_to_event.svg" in asked.printed
    assert "figures_times" in asked.printed
