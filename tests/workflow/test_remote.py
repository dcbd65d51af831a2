"""A run whose raw file is elsewhere: fetched once, recorded with its digest, and not asked for again."""

import functools
import http.server
import json
import threading
from pathlib import Path

import pytest
import yaml

from casetrace.model.digests import file_digest
from tests.workflow.running import COHORT, REPOSITORY, snakemake

PLAN = f"results/{COHORT}/ingest/plan.json"


@pytest.fixture
def server(tmp_path):
    """A server of the first cohort's folder."""
    (tmp_path / "served").mkdir()
    (tmp_path / "served/table1.csv").write_bytes((REPOSITORY / "data" / COHORT / "table1.csv").read_bytes())

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    serving = functools.partial(Handler, directory=str(tmp_path / "served"))
    started = http.server.ThreadingHTTPServer(("127.0.0.1", 0), serving)
    threading.Thread(target=started.serve_forever, daemon=True).start()
    yield started
    started.shutdown()
    started.server_close()


def configure(project: Path, address: str, host: str) -> None:
    config = yaml.safe_load((project / "config.yaml").read_text(encoding="utf-8"))
    config["study"]["raw_hosts"] = [host]
    config["cohorts"][COHORT]["table"]["file"] = address
    (project / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")


def test_a_raw_file_elsewhere_is_fetched_once_and_its_digest_recorded(fresh_project, server):
    host = f"127.0.0.1:{server.server_port}"
    address = f"http://{host}/table1.csv"
    configure(fresh_project, address, host)
    run = snakemake(fresh_project, PLAN)
    assert run.status == 0, run.printed
    assert f"fetching {address}\n" in run.printed
    copy = f"data/{COHORT}/fetched/127.0.0.1_{server.server_port}/table1.csv"
    record = json.loads((fresh_project / "results" / COHORT / "logs/ingest_cohort.digests.json").read_text())
    assert record["read"][copy] == file_digest(REPOSITORY / "data" / COHORT / "table1.csv")
    # Without the host, a run that has its files needs none.
    server.shutdown()
    server.server_close()
    run = snakemake(fresh_project, PLAN)
    assert run.status == 0, run.printed
    assert "Nothing to be done" in run.printed
    # And one that has not is told so, in one message.
    (fresh_project / copy).unlink()
    run = snakemake(fresh_project, PLAN)
    assert run.status == 1
    told = [line for line in run.printed.splitlines() if "fetch" in line]
    assert told == [
        f"fetching {address}",
        f"The raw file {address} cannot be fetched: {host} does not answer ([Errno 111] Connection refused).",
    ]
    assert "Traceback" not in run.printed
