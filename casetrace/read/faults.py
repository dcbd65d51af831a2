"""Problems of a raw file, as opposed to those of a value in it."""

import lzma
import zipfile
import zlib

from casetrace.model.problems import Problem

#: What `zipfile` raises when a file is no package or is damaged. It also raises a `RuntimeError` when a package is
#: locked with a password, or compressed by a method or for a version that it does not know.
PACKAGE_FAULTS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, OSError, EOFError, ValueError)


class UnreadableFile(Exception):
    """A raw file that cannot be read at all; it bears the problem that says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def file_problem(
    file: str, rule: str, found: str, expected: str, remedy: str = "export the table again", line: int = 0
) -> Problem:
    """An error about a whole file, or about a whole line of it where `line` is given."""
    return Problem("error", file, line, 0, "", rule, found, expected, remedy)


def unreadable(file: str, found: str) -> Problem:
    """An error about a spreadsheet or Word file that is none, or is damaged."""
    expected = "a spreadsheet that Excel opens, or a text file with delimiters"
    return file_problem(file, "unreadable spreadsheet", found, expected)
