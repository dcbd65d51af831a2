"""Problems of a raw file, as opposed to those of a value in it."""

from casetrace.model.problems import Problem


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
