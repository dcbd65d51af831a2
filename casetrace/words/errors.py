"""What is said of a text that has no meaning where it stands."""


class MeaningError(Exception):
    """A text that cannot be read as what its place asks for.

    Parameters
    ----------
    expected
        What should stand there.
    remedy
        How to correct it.
    text
        The text, where it is one of several; empty where all are meant.
    """

    def __init__(self, expected: str, remedy: str, text: str = "") -> None:
        super().__init__(f"expected {expected}; {remedy}")
        self.text = text
        self.expected = expected
        self.remedy = remedy
