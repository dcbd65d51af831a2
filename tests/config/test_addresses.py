"""Raw files that config names by their address."""

import copy
from typing import Any

import pytest

from casetrace.config.addresses import copy_of
from casetrace.config.validation import validated_config
from casetrace.model.errors import UserError
from tests.stages.running import SCHEMA, shipped_config

ADDRESS = "https://files.example.org/2014/table.csv"


def config(file: Any, *hosts: str, **table: str) -> dict[str, Any]:
    study = copy.deepcopy(shipped_config())
    study["study"]["raw_hosts"] = list(hosts)
    study["cohorts"]["aarhus-2014"]["table"] |= {"file": file, **table}
    return study


def message(file: Any, *hosts: str, **table: str) -> str:
    with pytest.raises(UserError) as told:
        validated_config(config(file, *hosts, **table), SCHEMA)
    return str(told.value).partition("\n")[2]


def test_an_address_is_read_as_its_copy_in_the_cohort_s_folder():
    (table,) = validated_config(config(ADDRESS, "files.example.org"), SCHEMA)["cohorts"]["aarhus-2014"]["tables"]
    assert table["address"] == ADDRESS
    assert table["file"] == "data/aarhus-2014/fetched/files.example.org/2014/table.csv"
    (table,) = validated_config(config("data/table.csv"), SCHEMA)["cohorts"]["aarhus-2014"]["tables"]
    assert (table["file"], "address" in table) == ("data/table.csv", False)


@pytest.mark.parametrize(
    ("address", "copied"),
    [
        ("https://h.org:8443/a%20b/ü.csv", "h.org_8443/a_b/_.csv"),
        ("https://h.org/../..//.ssh/table.csv", "h.org/_/_/_ssh/table.csv"),
        ("https://h.org/a/%2e%2e%2f%2e%2e/x.csv", "h.org/a/_/_/x.csv"),
        ("s3://bucket/key.xlsx", "bucket/key.xlsx"),
    ],
)
def test_no_address_leads_out_of_that_folder(address, copied):
    assert copy_of("own", address) == f"data/own/fetched/{copied}"


def test_queries_have_copies_of_their_own():
    names = {copy_of("own", f"https://h.org/export.csv?visit={visit}") for visit in (1, 2)}
    assert len(names) == 2
    assert all(name.startswith("data/own/fetched/h.org/export-") and name.endswith(".csv") for name in names)


@pytest.mark.parametrize(
    ("address", "hosts", "told"),
    [
        (ADDRESS, (), "files.example.org is not allowed; expected its name under study.raw_hosts"),
        (ADDRESS, ("example.org",), "files.example.org is not allowed"),
        ("https://files.example.org:8443/t.csv", ("files.example.org",), "files.example.org:8443 is not allowed"),
        ("ftp://files.example.org/t.csv", (), "found an address of the kind ftp://; expected one of https://, http://, s3://"),
        ("file:///etc/passwd", (), "found an address of the kind file://"),
        ("https:///t.csv", (), "the address has no host, or a port that is not a number"),
        ("https://h.org:port/t.csv", ("h.org",), "the address has no host, or a port that is not a number"),
        ("https://files.example.org/", ("files.example.org",), "the address names no file"),
        ("https://files.example.org/lab/", ("files.example.org",), "the address names no file"),
    ],
)  # fmt: skip
def test_an_address_that_config_does_not_allow_is_refused(address, hosts, told):
    assert f"cohorts.aarhus-2014.table.file: {told}" in message(address, *hosts)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://ann:s3cret@files.example.org/t.csv", "the address holds a name or a password"),
        ("https://files.example.org/t.csv?X-Amz-Signature=s3cret", "the address holds a secret (X-Amz-Signature)"),
        ("https://files.example.org/t.csv?visit=1&access_token=s3cret", "the address holds a secret (access_token)"),
    ],
)
def test_a_secret_in_an_address_is_refused_and_not_repeated(address, told):
    printed = message(address, "files.example.org")
    assert told in printed
    assert "s3cret" not in printed


def test_a_digest_that_is_none_is_refused():
    assert "sha256: found 'abc'; expected text that matches" in message(ADDRESS, "files.example.org", sha256="abc")
    assert "raw_hosts[0]: found 'https://h.org'" in message("data/t.csv", "https://h.org")
