"""Numbers with their nouns."""


def counted(number: int, noun: str) -> str:
    """A number with its noun, which has a regular plural."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def patients_in_words(number: int) -> str:
    """A number of patients."""
    return counted(number, "patient")


def having_both(number: int) -> str:
    """How many patients have two variables."""
    return f"{patients_in_words(number)} {'has' if number == 1 else 'have'} both"
