from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from casetrace.inspect.yaml_block import config_text

TEXTS = st.text(min_size=1)
COLUMNS = st.dictionaries(TEXTS, st.sampled_from(["site", {"outcome": "size_mm", "visit": 4}]), min_size=1)


@given(COLUMNS, st.lists(TEXTS, min_size=1), st.text())
def test_what_is_written_is_read_back_whatever_headers_and_comments_are(columns, headers, comment):
    table: dict[str, Any] = {"file": "x.csv", "columns": columns, "privacy": {"drop": headers}}
    section = {"table": table, "outcomes": {"size": {}, "pain": {"unit": "cm"}}}
    comments: dict[tuple[str, ...], str] = {("table", "columns", header): comment for header in columns}
    assert yaml.safe_load(config_text("clinic", section, comments, [comment])) == {"cohorts": {"clinic": section}}


def test_comments_stand_behind_their_keys():
    text = config_text(
        "c", {"table": {"file": "x.csv", "lesion_id": "lettered"}}, {("table", "lesion_id"): "check: a"}, []
    )
    assert text.splitlines()[-1] == "      lesion_id: lettered  # check: a"
