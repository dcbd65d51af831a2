import errno
import logging
import sys
import warnings
from pathlib import Path

import pytest

from casetrace.model.errors import UserError
from casetrace.pipeline.log import USER_ERROR_MARK, job_log, user_errors


@pytest.fixture(autouse=True)
def logging_as_it_was():
    root, level, handlers = logging.getLogger(), logging.getLogger().level, logging.getLogger().handlers
    yield
    logging.captureWarnings(False)
    root.handlers = handlers
    root.setLevel(level)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "logs" / "rule.log"


def fail(path: Path, error: Exception) -> object:
    with pytest.raises(SystemExit) as left, job_log(path):
        raise error
    return left.value.code


def test_progress_goes_to_the_log_and_to_the_terminal(path, capsys):
    with job_log(path):
        logging.getLogger("casetrace").info("read %d rows", 7)
    assert "INFO: read 7 rows" in path.read_text(encoding="utf-8")
    assert "read 7 rows" in capsys.readouterr().err


def test_a_mistake_of_the_user_leaves_its_message_behind_the_mark(path, capsys):
    assert fail(path, UserError("Cohort a: 2 errors\n1. é")) == 1
    assert path.read_text(encoding="utf-8").endswith(f"{USER_ERROR_MARK}\nCohort a: 2 errors\n1. é\n")
    assert "Traceback" not in path.read_text(encoding="utf-8")
    assert "Traceback" not in "".join(capsys.readouterr())


def test_a_fault_of_the_program_leaves_its_traceback_in_the_log_alone(path, capsys):
    assert fail(path, KeyError("labels")) == 1
    text = path.read_text(encoding="utf-8")
    assert "Traceback (most recent call last)" in text
    assert "KeyError: 'labels'" in text
    assert USER_ERROR_MARK not in text
    output = "".join(capsys.readouterr())
    assert "Traceback" not in output
    assert str(path) in output


def test_warnings_of_libraries_go_to_the_log_and_not_to_the_terminal(path, capsys):
    with job_log(path), warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("ill-conditioned", RuntimeWarning, stacklevel=1)
    assert "ill-conditioned" in path.read_text(encoding="utf-8")
    assert "ill-conditioned" not in capsys.readouterr().err


def test_a_log_is_written_anew(path):
    path.parent.mkdir()
    path.write_text(f"{USER_ERROR_MARK}\nof an earlier run\n", encoding="utf-8")
    with job_log(path):
        pass
    assert user_errors([path]) == {}


def test_leaving_on_purpose_is_no_failure(path):
    with pytest.raises(SystemExit) as left, job_log(path):
        sys.exit(0)
    assert left.value.code == 0


def test_mistakes_are_collected_from_the_logs_that_have_one(path, tmp_path):
    fail(path, UserError("mend line 3"))
    fail(tmp_path / "other.log", ValueError("x"))
    assert user_errors([tmp_path / "other.log", path]) == {path: "mend line 3"}


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "a.csv"), "a.csv: there is no space left on the disk"),
        (OSError("Error writing bytes to file. Detail: [errno 28] No space left on device"), "there is no space left"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "the quota of the disk is used up"),
        (PermissionError(errno.EACCES, "Permission denied", "out"), "out: the permission is missing"),
        (OSError(errno.EROFS, "Read-only file system"), "the disk can only be read"),
        (MemoryError(), "the memory is used up"),
    ],
)
def test_a_fault_of_the_machine_is_one_line_that_says_what_to_do(path, capsys, error, told):
    assert fail(path, error) == 1
    (message,) = user_errors([path]).values()
    assert message.startswith(told)
    assert message.endswith("then run `snakemake` again.")
    assert "Traceback" not in path.read_text(encoding="utf-8") + "".join(capsys.readouterr())


def test_a_log_that_takes_no_more_leaves_the_message_on_the_terminal(tmp_path, capsys):
    full = tmp_path / "full.log"
    full.symlink_to("/dev/full")
    assert fail(full, OSError(errno.ENOSPC, "No space left on device")) == 1
    printed = "".join(capsys.readouterr())
    assert "there is no space left on the disk" in printed
    assert "Traceback" not in printed


def test_another_fault_of_a_file_is_one_of_the_program(path):
    assert fail(path, FileNotFoundError(errno.ENOENT, "No such file or directory", "x")) == 1
    assert "Traceback" in path.read_text(encoding="utf-8")
