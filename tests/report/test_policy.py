"""What a browser may do with a page: run its own script, and fetch nothing."""

import base64
import hashlib
import re

from casetrace.report.page import security_policy
from tests.stages.running import ROOT

PARTS = sorted((ROOT / "workflow/report").glob("*.j2")) + sorted((ROOT / "workflow/report").glob("*.js"))


def test_the_policy_allows_this_script_by_its_digest_and_nothing_from_outside():
    policy = dict(part.strip().split(" ", 1) for part in security_policy("run()\n").split(";"))
    digest = base64.b64encode(hashlib.sha256(b"run()\n").digest()).decode()
    assert policy.pop("script-src") == f"'sha256-{digest}'"
    assert policy.pop("style-src") == "'unsafe-inline'"
    assert policy.pop("img-src") == "data:"
    assert policy == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}


def test_no_part_of_a_page_has_a_handler_or_makes_code_of_a_text():
    code = re.compile(r"\bon[a-z]+\s*=\s*[\"']|innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    assert len(PARTS) > 5
    assert [path.name for path in PARTS if code.search(path.read_text(encoding="utf-8"))] == []
