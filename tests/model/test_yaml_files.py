"""What is refused of a configuration's text before anybody reads it."""

import pytest

from casetrace.model.errors import UserError
from casetrace.model.yaml_files import check_yaml
from tests.stages.running import ROOT

REPEATED = "a0: &a0 [1,1,1]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (REPEATED, "more than 200\u202f000 keys and items"),
        ("q: &q [*q]\n", r"line 1: \*q stands within what it repeats"),
        ("q: &q {a: *q}\n", r"line 1: \*q stands within what it repeats"),
        (f"a: 1\nq: {'[' * 200_000}\n", "line 2: more than 100 levels"),
        (f"q: {'9' * 5_000}\n", "line 1: a number of 5\u202f000 digits"),
        (f"q: 0b{'1' * 5_000}\n", "line 1: a number of 5\u202f002 digits"),
        ("q: 2026-02-30\n", "a value is none of its kind: day"),
        ("q: !!python/name:os.system\n", "this is no YAML: could not determine a constructor"),
        ("a:\n   b: 1\n    c: 2\n", "line 3, column 6: .*; indent the line as those beside it"),
        ("a: b: c\n", "line 1, column 5: .*; .* put a text with a colon in quotes"),
        ("a:\n\tb: 1\n", "line 2, column 1: .*; indent with blanks, not with a tab"),
        ("q: *nobody\n", "line 1, column 4: this is no YAML: found undefined alias"),
    ],
)
def test_what_would_not_end_is_told_with_its_line(tmp_path, text, told):
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=told):
        check_yaml(tmp_path / "config.yaml")


def test_what_is_no_file_or_larger_than_any_configuration_is_not_read(tmp_path):
    with pytest.raises(UserError, match="/dev/zero: the configuration is no regular file"):
        check_yaml("/dev/zero")
    with pytest.raises(UserError, match="the configuration is no regular file"):
        check_yaml(tmp_path)
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(UserError, match=r"large\.yaml: 20 MB; no configuration has more than 20"):
        check_yaml(large)


def test_what_is_repeated_and_long_within_reason_is_read(tmp_path):
    text = f"a: &a [1, 2]\nb: [*a, *a]\nc: '{'9' * 5_000}'\nd: {'[' * 50}{']' * 50}\n"
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    check_yaml(tmp_path / "config.yaml")
    check_yaml(ROOT / "config.yaml")
