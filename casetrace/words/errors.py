"""What is said of a text that has no meaning where it stands."""


class MeaningError(Exception):
    """A text that cannot be read as what its place asks for.

    Parameters
    ----------
    expected
        What should stand there.
    remedy
        How to correct it.
    """

    def __init__(self, expected: str, remedy: str) -> None:
        super().__init__(f"expected {expected}; {remedy}")
        self.expected = expected
        self.remedy = remedy
