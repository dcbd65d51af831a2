"""What a test of printed numbers says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """The outcome of one test.

    Parameters
    ----------
    test
        Name of the test, such as "grim".
    agrees
        Whether the numbers can all be true.
    printed
        The number that was tested, as printed.
    against
        The other printed numbers that it was held against.
    found
        What it would have to be, in words.
    """

    test: str
    agrees: bool
    printed: str
    against: str
    found: str
