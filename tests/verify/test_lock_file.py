"""A lock as a file: what is read back, and what is no lock."""

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.model.errors import UserError
from casetrace.verify.lock import NUMBERS, RECORDED, WORDS, Lock
from casetrace.verify.lock_file import read_lock, write_lock

MEAN = "reduction.size_mm.week_4.lesion.all.observed.mean.summary"
LOCK = Lock(
    outputs={"results/clinic/statistics.csv": "ab" * 32, "results/clinic/provenance/manifest.json": RECORDED},
    numbers={
        "clinic": {
            MEAN: {"estimate": 62.6380552221, "n_patients": 6.0, "n_lesions": 7.0, "role": "primary", "status": "ok"}
        }
    },
    software={"python": "3.11.7", "packages": {"pandas": "3.0.0"}},
    sources={"inputs": {"data/clinic/table.csv": "cd" * 32}, "parameters": {"clinic": "ef" * 32}},
)

NOTES = st.one_of(
    st.text(min_size=1), st.text(st.sampled_from("\"',;:#|-\\ \n\r\t\x00\x85\u2028\ufeffa1é"), min_size=1)
)
WORTH = {"role": st.sampled_from(["primary", "secondary"]), "status": st.sampled_from(["ok", "flagged"]), "note": NOTES}
RESULTS = st.fixed_dictionaries(
    {}, optional={**dict.fromkeys(NUMBERS, st.floats(allow_nan=False)), **{name: WORTH[name] for name in WORDS}}
)
RESULT_IDS = st.from_regex(r"[a-zø0-9_]+(\.[a-z]+=[a-z0-9_]+)?\.[a-z]+", fullmatch=True)


def written(lock: Lock, folder: Path) -> Path:
    path = folder / "study.lock"
    write_lock(lock, path)
    return path


def with_results(results: dict[str, dict[str, Any]]) -> Lock:
    return Lock(LOCK.outputs, {"clinic": results, "other": {}}, LOCK.software, LOCK.sources)


def test_a_lock_read_back_is_the_lock_that_was_written(tmp_path):
    assert read_lock(written(LOCK, tmp_path)) == LOCK
    assert read_lock(written(Lock(), tmp_path)) == Lock()


@settings(max_examples=40)
@given(st.dictionaries(RESULT_IDS, RESULTS, max_size=4))
def test_numbers_and_notes_of_any_kind_are_read_back_exactly(tmp_path, results):
    lock = with_results(results)
    assert read_lock(written(lock, tmp_path)) == lock


@pytest.mark.parametrize(
    "note",
    [
        'the "best" of them',
        "first, second; third",
        "line\nbreak",
        "line\r\nbreak\r",
        "- a list: # or a comment",
        " spaces ",
        "'",
        "1",
        "no",
        "null",
        "\N{LINE SEPARATOR}\N{NEXT LINE}",
    ],
)
def test_a_note_with_signs_that_mean_something_in_yaml_or_csv_is_a_text(tmp_path, note):
    lock = with_results({"a.mean": {"status": "flagged", "note": note}, "b.mean": {"estimate": 1.5, "note": note}})
    assert read_lock(written(lock, tmp_path)) == lock


@pytest.mark.parametrize("cohort", ["aarhus-2014", "2014", "2014-07-31", "1e3", "no", "null", "0x1f", "1_000"])
def test_a_cohort_may_be_named_like_a_number(tmp_path, cohort):
    lock = Lock(numbers={cohort: {"a.mean": {"estimate": 1.0}}})
    assert read_lock(written(lock, tmp_path)) == lock


def test_each_note_stands_once_and_each_result_in_a_line(tmp_path):
    note = "no observed values"
    lines = written(
        with_results({"a": {"note": note}, "b": {"note": "x"}, "c": {"estimate": 2.0, "note": note}}), tmp_path
    ).read_text(encoding="utf-8")
    assert lines.count(note) == 1
    assert "\n    a,,,,,,,,,,,1\n    b,,,,,,,,,,,2\n    c,2,,,,,,,,,,1\n" in lines


@pytest.mark.parametrize("value", [0.1 + 0.2, 5e-324, 1.7976931348623157e308, -0.0, 1e22, 123456789.0, math.inf])
def test_a_number_keeps_all_digits(tmp_path, value):
    lock = with_results({"a.mean": {"estimate": value}})
    (values,) = read_lock(written(lock, tmp_path)).numbers["clinic"].values()
    assert repr(values["estimate"]) == repr(value)


def test_a_lock_is_the_same_bytes_when_it_is_written_again(tmp_path):
    path = written(with_results({"a": {"note": "x, 'y'"}, "b": {"estimate": 0.5}}), tmp_path)
    first = path.read_bytes()
    assert written(read_lock(path), tmp_path).read_bytes() == first


def test_where_there_is_no_lock_it_is_said_how_to_write_it(tmp_path):
    with pytest.raises(
        UserError, match=r"study\.lock: no such file\. Write it with `casetrace lock --configfile study\.yaml`"
    ):
        read_lock(tmp_path / "study.lock")


WHOLE = "software: {}\nsources: {}\noutputs: {}\nnotes: [x]\nresults:\n"
HEADER = ",".join(("result_id", *NUMBERS, *WORDS))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no lock at all",
        "[1, 2]",
        "{",
        "\x00",
        WHOLE.replace("outputs: {}\n", ""),
        WHOLE.replace("notes: [x]\n", "") + f"  clinic: |\n    {HEADER}\n    a,,,,,,,,,,,1\n",
        WHOLE.replace("results:\n", ""),
        WHOLE + "  - clinic\n",
        WHOLE + "  clinic: 5\n",
        WHOLE + "  clinic: |\n    result_id,estimate\n    a,1\n",
        WHOLE + f"  clinic: |\n    {HEADER}\n    a,many,,,,,,,,,,\n",
        WHOLE + f"  clinic: |\n    {HEADER}\n    a,,,,,,,,,,,2\n",
        WHOLE + f"  clinic: |\n    {HEADER}\n    a,,,,,,,,,,,0\n",
        WHOLE + f"  clinic: |\n    {HEADER}\n    a,,,,,,,,,,,x\n",
        "<<<<<<< ours\n" + WHOLE,
    ],
)
def test_what_is_no_lock_is_said_to_be_none(tmp_path, text):
    path = tmp_path / "study.lock"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(
        UserError,
        match=r"(?s)study\.lock: this is no lock \(.*Write it anew with `casetrace lock --configfile study\.yaml`\.",
    ) as error:
        read_lock(path)
    assert error.value.__cause__ is None


def test_bytes_that_are_no_text_are_no_lock(tmp_path):
    path = tmp_path / "study.lock"
    path.write_bytes(b"\xff\xfe\xfd")
    with pytest.raises(UserError, match="this is no lock"):
        read_lock(path)
