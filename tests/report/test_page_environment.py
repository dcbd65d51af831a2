"""The environment of the templates."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from casetrace.report.page import environment

SCRIPT = environment(Path(__file__).parents[2] / "workflow" / "report").from_string("{{ data | tojson }}")


@given(st.dictionaries(st.text(), st.text() | st.integers()))
def test_a_script_holds_any_data_in_their_order_and_no_text_ends_it(data):
    text = SCRIPT.render(data=data)
    assert list(json.loads(text).items()) == list(data.items())
    assert not set(text) & set("<>&\u2028\u2029")


def test_data_of_a_script_have_no_blanks_between_them():
    assert SCRIPT.render(data={"b": ["</script>", "Ø\u2028"], "a": 1}) == (
        '{"b":["\\u003c/script\\u003e","\\u00d8\\u2028"],"a":1}'
    )
