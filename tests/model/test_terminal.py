"""No text of a raw file orders a terminal anything."""

import pytest

from casetrace.cli.encoding import encodable
from casetrace.cli.inspect import main
from casetrace.model.errors import UserError
from casetrace.model.terminal import harmless

ORDER = "\x1b[31mred\x1b]0;title\x07\x9b2J"


@pytest.mark.parametrize("text", ["æ\tb\nc", "−5 °C", ""])
def test_a_text_of_letters_stays_as_it_is(text):
    assert harmless(text) == text


def test_every_order_is_shown_by_its_number():
    assert harmless(ORDER) == "\\u001b[31mred\\u001b]0;title\\u0007\\u009b2J"
    assert harmless("a\u202eb") == "a\\u202eb"
    assert str(UserError(ORDER)) == harmless(ORDER)
    assert encodable(ORDER, "utf-8") == harmless(ORDER)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_what_inspect_prints_orders_nothing(tmp_path, capsys, options):
    path = tmp_path / "t.csv"
    text = f"patient_id,lesion_id,visit,size_mm,Remark\nP1,A{ORDER},0,5,{ORDER}\nP1,A{ORDER},4,x{ORDER},\n"
    path.write_text(text, encoding="utf-8")
    main([str(path), *options])
    output = capsys.readouterr()
    assert not {"\x1b", "\x07", "\x9b"} & set(output.out + output.err)
