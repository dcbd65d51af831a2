"""`casetrace new`: from a file that nobody prepared to a configuration, with and without a terminal."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from openpyxl import Workbook

from casetrace.cli import new
from casetrace.cli.inspect import main as inspect_table
from casetrace.config.validation import validated_config
from casetrace.inspect.asking import NUMBER, Question
from casetrace.inspect.findings import inspect_file
from casetrace.inspect.study_questions import _asked_visit
from casetrace.inspect.trial import Trial, tried, tried_config
from tests.inspect.exports import EXPORTS
from tests.stages.running import FULL, ROOT, SCHEMA

#: Weights of girls before and after, as R writes a data frame, with nothing that names the patient or the week.
WEIGHTS = "rownames,Treat,Prewt,Postwt\n1,Cont,80.7,80.2\n2,Cont,89.4,80.1\n3,CBT,80.5,82.2\n4,CBT,84.9,85.6\n"
#: Counts in periods that only have numbers, and the baseline in each row, as in the trial of progabide.
COUNTS = "y,trt,base,subject,period\n" + "".join(
    f"{10 - 2 * period - patient},{'drug' if patient % 2 else 'placebo'},{11 + patient},{patient},{period}\n"
    for patient in (1, 2, 3, 4)
    for period in (1, 2)
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


#: What reading a cohort came to, by its section of config and the content of its files.
TRIED: dict[str, Trial] = {}


@pytest.fixture(autouse=True)
def tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read a cohort once in all of these tests, most of which begin with one table."""

    def known(cohort: Mapping[str, Any]) -> Trial:
        key = repr((cohort, [Path(table["file"]).read_bytes() for table in cohort["tables"]]))
        if key not in TRIED:
            TRIED[key] = tried(cohort)
        return TRIED[key]

    monkeypatch.setattr("casetrace.inspect.trial.tried", known)


@pytest.fixture
def answers(monkeypatch):
    """Somebody at a terminal who gives these answers, and then only Enter."""
    given: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _prompt: given.pop(0) if given else "")
    return given


def nobody_is_asked(_prompt):
    raise AssertionError("a question where nobody can answer")


def written(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def cohort(name: str = "ours"):
    return yaml.safe_load(Path(f"{name}.yaml").read_text(encoding="utf-8"))["cohorts"][name]


#: Long and wide, other alphabets and marks, identifiers, questions left; each is inspected in `tests/inspect/`.
UNLIKE = ("redcap_long", "german_semicolons", "identifiers", "percent_in_brackets", "cdisc_tr")


@pytest.mark.parametrize("name", EXPORTS if FULL else UNLIKE)
def test_without_a_terminal_nothing_is_asked_and_what_is_written_reads_as_inspect_told(name, folder, monkeypatch):
    monkeypatch.setattr("builtins.input", nobody_is_asked)
    (folder / "t.csv").write_text(EXPORTS[name].text, encoding=EXPORTS[name].encoding)
    told = inspect_file("t.csv", "", "ours")
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    assert written(folder) == ["data/ours/README.md", "data/ours/t.csv", "ours.yaml", "t.csv"]
    assert (folder / "data/ours/t.csv").read_bytes() == (folder / "t.csv").read_bytes()
    trial = tried_config(yaml.safe_load((folder / "ours.yaml").read_text(encoding="utf-8")))["ours"]
    assert (trial.preview, trial.summary) == (told.preview, told.summary)
    assert bool(trial.errors) == bool(told.question)
    # Every question becomes a valid key when its sign is taken away.
    text = (folder / "ours.yaml").read_text(encoding="utf-8")
    assert text.count("#? title: ") == 1
    validated_config(yaml.safe_load(text.replace("#? ", "")), SCHEMA)


@pytest.mark.parametrize(("arguments", "trials"), [(["--yes"], 2), ([], 3)])
def test_the_table_is_tried_once_for_each_config_that_differs(arguments, trials, folder, answers):
    """What is proposed, what is proposed after the answers on the table, and what is written in the end."""
    (folder / "t.csv").write_text(WEIGHTS, encoding="utf-8")
    with patch("casetrace.inspect.trial.tried", side_effect=tried) as counted:
        assert new.main(["t.csv", "--cohort", "ours", *arguments]) == 0
    assert counted.call_count == trials


def test_with_yes_nobody_is_asked_even_at_a_terminal(folder, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", nobody_is_asked)
    (folder / "t.csv").write_text(WEIGHTS, encoding="utf-8")
    assert new.main(["t.csv", "--cohort", "ours", "--yes"]) == 0


def test_what_a_run_would_refuse_is_told_at_the_end_with_what_to_do(folder, capsys):
    (folder / "t.csv").write_text(WEIGHTS, encoding="utf-8")
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    printed = " ".join(capsys.readouterr().out.partition("Written: ")[2].split())
    assert "Cohort ours: 1 error" in printed
    assert "no column gives patient_id" in printed
    assert "First correct what the check above refuses" in printed
    assert "The table does not tell: no column seems to name the patient" in printed
    assert "casetrace inspect --check ours.yaml" in printed


def test_where_answers_contradict_the_table_the_report_is_not_the_next_step(folder, answers, capsys):
    """The highest possible weight is said to be 50 lb, and all weights are above it."""
    (folder / "t.csv").write_text(WEIGHTS, encoding="utf-8")
    answers += ["", "", "8", "arm", "Anorexia", "", "", "Cont", "weight", "lb", "higher", "50", "10"]
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    printed = capsys.readouterr().out
    assert "Cohort ours: 8 errors" in printed
    assert "First correct what the check above refuses" in printed
    assert "The report: " not in printed


def test_who_stops_the_last_check_is_told_that_the_files_are_there(folder, capsys):
    (folder / "t.csv").write_text(WEIGHTS, encoding="utf-8")
    with patch("casetrace.cli.new._understood", side_effect=KeyboardInterrupt):
        assert new.main(["t.csv", "--cohort", "ours"]) == 1
    told = capsys.readouterr().err
    assert "casetrace inspect --check ours.yaml" in told
    assert "nothing was written" not in told
    assert Path("ours.yaml").exists()


def test_answers_make_a_configuration_that_runs(folder, answers, capsys):
    book = Workbook()
    for line in WEIGHTS.splitlines():
        book.active.append([float(cell) if re.fullmatch(NUMBER, cell) else cell for cell in line.split(",")])
    book.save(folder / "My table.xlsx")
    answers += ["", "", "8", "arm", "Anorexia", "", "", "Cont", "weight", "lb", "higher", "150", "10"]
    assert new.main(["My table.xlsx", "--cohort", "ours"]) == 0
    assert cohort() == {
        "arms": {"reference": "Cont"},
        "table": {
            "file": "data/ours/My table.xlsx",
            "columns": {
                "rownames": "patient_id",
                "Treat": "arm",
                "Prewt": {"outcome": "wt", "visit": 0},
                "Postwt": {"outcome": "wt", "visit": 8},
            },
        },
        "outcomes": {
            "wt": {"label": "weight", "unit": "lb", "better": "higher", "maximum": 150, "response": {"partial": 10}}
        },
    }
    printed = capsys.readouterr().out
    assert "Cohort ours: no errors" in printed
    assert "8 values of 4 patients, at weeks 0, 8." in printed
    assert "casetrace run ours" in printed


def test_periods_that_are_only_numbered_get_their_weeks_and_a_repeated_baseline_its_visit(folder, answers, capsys):
    (folder / "t.csv").write_text(COUNTS, encoding="utf-8")
    answers += ["5", "number", "week", "2", "4", "1,3", "seizures", "", "", "arm"]
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    table = cohort()["table"]
    assert table["visits"] == {"labels": {"1": 2, "2": 4}}
    assert table["columns"] == {
        "y": {"outcome": "seizures"},
        "trt": "arm",
        "base": {"outcome": "seizures", "visit": 0},
        "period": "visit",
    }
    assert cohort()["primary"] == {"visit": 4}
    assert cohort()["arms"] == {"reference": "placebo"}
    assert "12 values of 4 patients, at weeks 0, 2, 4." in capsys.readouterr().out


def test_columns_that_nothing_names_are_measured_at_the_weeks_that_are_answered(folder, answers, capsys):
    (folder / "t.csv").write_text("case,first,second\nA,9,4\nB,8,3\nC,7,5\n", encoding="utf-8")
    answers += ["2;3", "Size (mm)", "week", "0", "", "12"]
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    assert cohort()["table"]["columns"] == {
        "first": {"outcome": "size_mm", "visit": 0},
        "second": {"outcome": "size_mm", "visit": 12},
    }
    assert "6 values of 3 patients, at weeks 0, 12." in capsys.readouterr().out


def test_columns_that_nothing_names_may_be_measured_in_days(folder, answers, capsys):
    (folder / "t.csv").write_text("case,first,second\nA,9,4\nB,8,3\nC,7,5\n", encoding="utf-8")
    answers += ["2;3", "Size (mm)", "day", "0", "", "3"]
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    assert cohort()["time_unit"] == "day"
    assert cohort()["table"]["columns"]["second"] == {"outcome": "size_mm", "visit": 3}
    printed = capsys.readouterr().out
    assert 'At which day was "second" measured?' in printed
    assert "6 values of 3 patients, at days 0, 3." in printed


def test_visits_that_are_bare_numbers_may_count_days(folder, answers, capsys):
    rows = "".join(f"P{patient},{day},{9 - patient - day}\n" for patient in (1, 2, 3) for day in (0, 1, 3))
    (folder / "t.csv").write_text(f"patient_id,visit,size_mm\n{rows}", encoding="utf-8")
    answers += ["day"]
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    assert (cohort()["time_unit"], cohort()["table"]["visits"]) == ("day", {"unit": "day"})
    assert "9 values of 3 patients, at days 0, 1, 3." in capsys.readouterr().out


def test_two_outcomes_of_irregular_visits_and_arms_in_codes_are_asked_for_apart(folder, answers, capsys):
    """As in the trial of primary biliary cirrhosis: each patient comes on days of its own, arms are 0 and 1."""
    rows = "".join(
        f"P{patient},{patient % 2},day {day},{9 - patient - day / 500},{4 - patient / 10 - day / 900}\n"
        for patient in (1, 2, 3, 4, 5)
        for day in (0, 180 + patient, 360 + patient)
    )
    (folder / "t.csv").write_text(f"patient_id,trt,visit,bili,albumin\n{rows}", encoding="utf-8")
    answers += ["4,5", "", "", "arm"]
    new.main(["t.csv", "--cohort", "ours"])
    columns = cohort()["table"]["columns"]
    assert (columns["bili"], columns["albumin"], columns["trt"]) == ({"outcome": "bili"}, {"outcome": "albumin"}, "arm")
    assert "30 values of 5 patients" in capsys.readouterr().out
    question = _asked_visit(tuple(map(str, range(1, 75))))
    assert "There are 74 different ones, 1 to 74" in question.text
    assert (question.choices, question.accepts("30"), question.accepts("300")) == ((), True, False)


def test_a_question_that_only_enter_answers_stays_in_the_configuration(folder, answers):
    (folder / "t.csv").write_text("case,size week 0,size week 4\nA,9,4\nB,8,3\nC,7,5\n", encoding="utf-8")
    answers += ["", "", "injection"]
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    text = (folder / "ours.yaml").read_text(encoding="utf-8")
    assert [line.split()[1] for line in text.splitlines() if line.lstrip().startswith("#? ")] == ["title:", "unit:"]
    assert cohort()["treatment"] == {"name": "injection", "plural": "injections"}
    validated_config(yaml.safe_load(text.replace("#? ", "")), SCHEMA)


def test_labels_and_codes_are_asked_for_one_by_one(folder, answers):
    text = "Patient,sex,Visit,Size (mm)\n" + "".join(
        f"{patient},{patient % 2 + 1},{label},{size}\n"
        for patient in (1, 2, 3)
        for label, size in (("Baseline", 9), ("End", 4))
    )
    (folder / "t.csv").write_text(text, encoding="utf-8")
    answers += ["week", "26", "female", "male"]
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    assert cohort()["table"]["visits"]["labels"] == {"End": 26}
    assert set(cohort()["table"]["columns"]["sex"]["values"].values()) == {"female", "male"}
    assert inspect_table(["--check", "ours.yaml"]) == 0


def test_where_higher_is_better_and_no_highest_value_is_known_no_scenario_needs_it(folder, answers):
    (folder / "t.csv").write_text(WEIGHTS, encoding="utf-8")
    answers += ["", "", "8", "arm", "", "", "", "", "", "", "higher", ""]
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    assert cohort()["scenarios"] == ["observed", "locf", "no_change"]
    assert inspect_table(["--check", "ours.yaml"]) == 0


def test_an_answer_that_is_none_is_asked_for_again(monkeypatch, capsys):
    given = ["x", "9 weeks", "9"]
    monkeypatch.setattr("builtins.input", lambda _prompt: given.pop(0))
    assert new.asked(Question("Which week?", "", (), r"\d+", "a whole number")) == "9"
    assert capsys.readouterr().out.count("expected a whole number") == 2


@pytest.mark.parametrize("bad", ["\x1b[A", "\udcff", UnicodeDecodeError("utf-8", b"\xff", 0, 1, "")])
def test_an_answer_that_no_configuration_can_hold_is_asked_for_again(bad, monkeypatch, capsys):
    given = [bad, "Størrelse"]

    def answered(_prompt):
        answer = given.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr("builtins.input", answered)
    assert new.asked(Question("What is the title of the study?")) == "Størrelse"
    assert "a text without control characters" in capsys.readouterr().out


def test_where_the_standard_input_is_closed_nothing_is_asked(folder, monkeypatch):
    (folder / "t.csv").write_text(WEIGHTS, encoding="utf-8")
    monkeypatch.setattr("sys.stdin", None)
    assert new.main(["t.csv", "--cohort", "ours"]) == 0


@pytest.mark.parametrize("name", ["README.md", "readme.md"])
@pytest.mark.usefixtures("answers")
def test_the_notes_on_the_file_never_take_its_place(name, folder, capsys):
    (folder / name).write_text(WEIGHTS, encoding="utf-8")
    assert new.main([name, "--cohort", "ours"]) == 1
    out, err = capsys.readouterr()
    assert (out, "give the raw file another name" in err) == ("", True)
    assert written(folder) == [name]


def test_the_end_of_the_input_takes_the_default(monkeypatch):
    def ended(_prompt):
        raise EOFError

    monkeypatch.setattr("builtins.input", ended)
    assert new.asked(Question("Which?", "lower", ("lower", "higher"))) == "lower"


def test_no_text_of_the_table_orders_the_terminal_anything(monkeypatch, capsys):
    prompts: list[str] = []

    def answered(prompt):
        prompts.append(prompt)
        return ""

    monkeypatch.setattr("builtins.input", answered)
    new.asked(Question("What is \x1b[31mred?", "\x1b[0m"))
    assert "\x1b" not in capsys.readouterr().out + "".join(prompts)


@pytest.mark.parametrize("there", ["data/ours/t.csv", "ours.yaml", "results/ours/report.html", "config.yaml"])
def test_nothing_that_is_there_is_written_over(there, folder, capsys):
    (folder / "t.csv").write_text(WEIGHTS, encoding="utf-8")
    (folder / there).parent.mkdir(parents=True, exist_ok=True)
    (folder / there).write_text("cohorts: {ours: {table: {file: old.csv}}}\n", encoding="utf-8")
    before = written(folder)
    assert new.main(["t.csv", "--cohort", "ours"]) == 1
    told = capsys.readouterr().err
    assert "--cohort ours-2" in told
    assert len(told.splitlines()) == 1
    assert written(folder) == before


def test_no_place_of_the_file_before_it_was_copied_stays_in_the_configuration(folder, capsys):
    (folder / "elsewhere").mkdir()
    text = "case,age,size (mm) week 0,size (mm) week 4\n1,30,9,4\n2,<1,8,3\n"
    (folder / "elsewhere" / "t.csv").write_text(text, encoding="utf-8")
    assert new.main([str(folder / "elsewhere" / "t.csv"), "--cohort", "ours"]) == 0
    config = (folder / "ours.yaml").read_text(encoding="utf-8")
    assert "to be answered first: data/ours/t.csv, line 3" in config
    assert "elsewhere" not in config + capsys.readouterr().out.partition("Written: ")[2]


def test_a_file_without_a_header_is_refused_and_nothing_is_written(folder, capsys):
    (folder / "t.csv").write_text(WEIGHTS.partition("\n")[2], encoding="utf-8")
    assert new.main(["t.csv", "--cohort", "ours"]) == 1
    assert "line 1 looks like a row of data" in (told := capsys.readouterr().err)
    assert "in a copy of the file" in told
    assert written(folder) == ["t.csv"]


def test_who_stops_at_a_question_leaves_nothing_behind(folder, answers, monkeypatch, capsys):
    def stopped(_prompt):
        raise KeyboardInterrupt

    (folder / "t.csv").write_text(WEIGHTS, encoding="utf-8")
    monkeypatch.setattr("builtins.input", stopped)
    assert new.main(["t.csv", "--cohort", "ours"]) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert written(folder) == ["t.csv"]


@pytest.mark.parametrize(
    ("failure", "message"),
    [(OSError(28, "No space left on device"), "No space left on device"), (KeyboardInterrupt(), "nothing was written")],
)
@pytest.mark.parametrize("place", ["new.shutil.copyfile", "new._readme"])
def test_where_a_file_cannot_be_written_or_somebody_stops_no_copy_stays(place, failure, message, folder, capsys):
    (folder / "t.csv").write_text(WEIGHTS, encoding="utf-8")
    with patch(f"casetrace.cli.{place}", side_effect=failure):
        assert new.main(["t.csv", "--cohort", "ours"]) == 1
    assert message in capsys.readouterr().err
    assert written(folder) == ["t.csv"]
    assert not (folder / "data" / "ours").exists()


COMMANDS = [["new", "t.csv", "--yes"], ["doctor"], ["--help"], *([["inspect", "t.csv"]] if FULL else [])]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_that_has_enough_before_the_end_is_no_error(command, folder):
    """The other end of the pipe is closed from the beginning, as `head` may close it; the work is done all the same."""
    (folder / "t.csv").write_text(WEIGHTS, encoding="utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    arguments = [sys.executable, "-m", "casetrace", *command]
    done = subprocess.run(arguments, env=environment, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
    assert Path("t.yaml").exists() is (command[0] == "new")


def test_a_dropped_identifier_is_printed_nowhere_and_asked_for_nowhere(folder, answers, capsys):
    (folder / "t.csv").write_text(EXPORTS["identifiers"].text, encoding="utf-8")
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    assert "Jane" not in capsys.readouterr().out + (folder / "ours.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["new", "FILE=my table.xlsx", "COHORT=ours"], "casetrace new 'my table.xlsx' --cohort 'ours'"),
        (["COHORT=ours"], "snakemake --configfile 'ours.yaml'"),
        ([], "snakemake"),
        (["doctor"], "casetrace doctor"),
    ],
)
def test_make_calls_what_the_readme_says(arguments, command):
    make = ["make", "--no-print-directory", "-n", "-o", ".venv/installed", *arguments]
    environment = {"PATH": os.environ["PATH"]}
    done = subprocess.run(make, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith(f".venv/bin/{command}")


#: Counts as they were published of the trial of progabide: nothing names the patient, the week or what was counted.
BARE = "y1,y2,trt,base,age\n5,3,0,11,31\n3,5,0,11,30\n2,4,1,6,25\n4,4,1,8,36\n"


def test_a_table_that_names_nobody_gets_its_patients_from_its_rows_when_somebody_says_so(folder, answers, capsys):
    (folder / "t.csv").write_text(BARE, encoding="utf-8")
    answers += ["", "", "4,1,2", "seizures", "week", "", "", "2", "", "", "arm", "placebo", "progabide"]
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    assert cohort()["table"] == {
        "file": "data/ours/t.csv",
        "patient_id": "row",
        "columns": {
            "base": {"outcome": "seizures", "visit": 0},
            "y1": {"outcome": "seizures", "visit": 2},
            "y2": {"outcome": "seizures", "visit": 4},
            "trt": {"field": "arm", "values": {"0": "placebo", "1": "progabide"}},
        },
    }
    printed = capsys.readouterr().out
    assert "Nothing in the table names the patient. Is each row one patient?" in printed
    assert "12 values of 4 patients, at weeks 0, 2, 4." in printed
    assert "Cohort ours: no errors" in printed


def test_who_says_that_rows_are_no_patients_is_believed(folder, answers):
    (folder / "t.csv").write_text("size week 0,size week 4\n9,4\n8,3\n7,5\n", encoding="utf-8")
    answers += ["", "no"]
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    assert cohort()["table"]["patient_id"] == "column"


@pytest.mark.parametrize(
    ("text", "written_as"),
    [
        ("size week 0,size week 4\n9.5,4\n8.5,3\n7.5,5\n", "patient_id: row  # check: nothing in the table names"),
        ("size week 0,size week 4\n9.5,4\n8.5,3\n9.5,4\n", "#? patient_id: row  # Nothing in the table names"),
        ("code,size week 0,size week 4\nqx,9.5,4\nab,8.5,3\nzz,7.5,5\n", "#? patient_id: row  # Nothing in the"),
        (BARE, "#? patient_id: row  # Nothing in the table names the patient. Is each row one patient?"),
    ],
)
def test_without_a_terminal_rows_are_patients_only_where_nothing_lets_doubt(text, written_as, folder, capsys):
    (folder / "t.csv").write_text(text, encoding="utf-8")
    assert new.main(["t.csv", "--cohort", "ours", "--yes"]) == 0
    config = (folder / "ours.yaml").read_text(encoding="utf-8")
    assert written_as in config
    assert cohort()["table"].get("patient_id") == (None if "#? patient_id" in config else "row")
    validated_config(yaml.safe_load(config.replace("#? ", "")), SCHEMA)
    told = " ".join(capsys.readouterr().out.split())
    assert ("each row is one patient, write patient_id: row" in told) is ("#? patient_id" in config)


def test_rows_that_tell_visits_are_never_offered_as_patients(folder, answers, capsys):
    (folder / "t.csv").write_text("week,size (mm)\n0,9\n4,8\n0,7\n4,5\n", encoding="utf-8")
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    printed = capsys.readouterr().out
    assert "Is each row one patient" not in printed
    assert "patient_id: row" not in printed + (folder / "ours.yaml").read_text(encoding="utf-8")


def test_an_outcome_in_words_gets_its_levels_in_the_order_that_is_answered(folder, answers, capsys):
    rows = "".join(
        f"P{patient},{week},{'yn'[(patient + week) % 2]}\n" for patient in (1, 2, 3, 4) for week in (0, 1, 4)
    )
    (folder / "t.csv").write_text(f"patient_id,week,culture\n{rows}", encoding="utf-8")
    answers += ["3", "infection", "y", "n, y", "negative", "positive"]
    assert new.main(["t.csv", "--cohort", "ours"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "Columns of few words: 3 (culture)." in printed
    assert "'y' is no answer; expected all of these words, with commas" in printed
    assert "Cohort ours: no errors" in printed
    assert cohort()["table"]["columns"]["culture"] == {
        "outcome": "infection",
        "values": {"n": "negative", "y": "positive"},
    }
    assert cohort()["outcomes"]["infection"]["levels"] == ["negative", "positive"]
    assert (
        cohort()["outcomes"]["infection"] | {"scale": "ordered", "better": "lower"} == cohort()["outcomes"]["infection"]
    )
