"""Whatever stands in a measured cell or in a name is read as what it is, or is an error with its place."""

import csv
import io
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from casetrace.ingest.alike_ids import RULE
from casetrace.ingest.measured import is_measurement
from casetrace.model.plan import read_plan
from casetrace.read.table import Dialect
from casetrace.words.categories import disposition_of
from casetrace.words.likeness import likeness_key
from casetrace.words.no_numbers import guess_of
from tests.ingest.reading import mapped
from tests.stages.one_truth import Shape
from tests.stages.running import FULL, checked_cohort, ingest_and_clean, with_files

#: How many times as many examples; `make test-full` has more.
TIMES = 4 if FULL else 1
COHORT = checked_cohort({"table": {"file": "table.csv"}})
HEADER = ["case", "size (mm) baseline", "size (mm) week 4", "size (mm) week 12"]
ROWS = [[str(n), str(20 + n), str(10 + n), str(n)] for n in range(1, 6)]

#: What clinics write where a number should stand.
WRITTEN = [
    "cleared", "n.d.", "<0.5", "08-Mar", "12*", "2023-05-03", "CR", "not assessable", "~30", "2–3", "30¹", "10a",
    "#DIV/0!",
    "=C2/2", "inf", "٢٥", "12\u200b", "12 (8–15)", "30/57", "x12", "12..5", "1e3", "5%%", "12,5,5", "½",
    "12 parsecs", "merged",
]  # fmt: skip
texts = st.sampled_from(WRITTEN) | st.text(
    st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="\r\n"), min_size=1, max_size=12
)


@given(row=st.integers(0, 4), column=st.integers(1, 3), text=texts)
@settings(max_examples=6 * TIMES)
def test_one_cell_that_is_no_number_is_an_error_with_its_place_and_moves_no_visit(row, column, text):
    text = text.strip()
    assume(text not in COHORT["tables"][0]["missing"] and disposition_of(text, {}) is None)
    assume(text and not is_measurement(text, Dialect()) and not is_measurement(text, Dialect(decimal=",")))
    rows = [list(cells) for cells in ROWS]
    rows[row][column] = text
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([HEADER, *rows])
    with tempfile.TemporaryDirectory() as name:
        run = ingest_and_clean(with_files(Path(name), Shape({"table.csv": out.getvalue().encode()})), COHORT)
        errors = run.problems()
        places = list(errors[["line", "column"]].itertuples(index=False, name=None))
        plan = read_plan(Path(name) / "out/ingest/plan.json")
    assert (row + 2, column + 1) in places
    assert [visit for outcome in plan.outcomes.values() for visit in outcome.follow_up_visits] == [4, 12]


@given(text=st.text(max_size=30))
def test_every_text_has_a_remedy(text):
    assert guess_of(text.strip()).remedy


LOOK_ALIKE = str.maketrans("ABCEHKMPTXaceopx", "АВСЕНКМРТХасеорх")
WAYS = [
    lambda name, place: name[:place] + "\u200b" + name[place:],
    lambda name, place: name[:place] + "\u00ad" + name[place:],
    lambda name, place: name + "\u2060",
    lambda name, _: unicodedata.normalize("NFD", name),
    lambda name, _: name.swapcase(),
    lambda name, _: name.translate(LOOK_ALIKE),
    lambda name, _: name.replace("-", "_"),
    lambda name, _: name.replace("-", " - "),
    lambda name, _: name.replace("-", "\u2011"),
    lambda name, _: name[:1] + " " + name[1:],
    lambda name, _: f"0{name}" if name[0].isdigit() else name,
    lambda name, _: "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in name),
]
names = st.from_regex(r"[A-HPX]{1,2}é?-[1-9][0-9]{0,2}|[1-9][0-9]{0,3}(?:-[1-9])?", fullmatch=True)


@pytest.mark.parametrize("way", WAYS)
@given(name=names, place=st.integers(1, 3))
@settings(max_examples=2 * TIMES)
def test_two_names_that_hardly_differ_are_one_error_with_both_places(way, name, place):
    other = way(name, min(place, len(name) - 1))
    assume(other != name and other.strip() == other)
    problems = mapped("patient_id,visit,size_mm", f"{name},0,30", "Z9999,0,20", f"{other},12,15").problems
    (problem,) = [problem for problem in problems if problem.severity == "error"]
    assert problem.rule == RULE
    assert "line 2)" in problem.found
    assert "line 4)" in problem.found


@given(left=names, right=names)
def test_names_that_a_reader_tells_apart_are_two(left, right):
    assume(left != right)
    assert likeness_key(left) != likeness_key(right)


@given(texts=st.lists(st.sampled_from(["1", "2", "3", "4", "5"]), min_size=1, max_size=5, unique=True))
@settings(max_examples=12 * TIMES)
def test_bare_numbers_of_visits_are_taken_for_weeks_only_where_they_leave_no_doubt(texts):
    rows = [f"P1,{text},{10 * int(text)}" for text in texts]
    told = [problem.rule for problem in mapped("patient_id,visit,size_mm", *rows).problems]
    numbers = sorted(map(int, texts))
    in_doubt = len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))
    assert ("numbers of visits" in told) is in_doubt
