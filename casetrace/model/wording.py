"""Numbers of patients in words."""


def patients_in_words(number: int) -> str:
    """A number of patients."""
    return f"{number} patient{'' if number == 1 else 's'}"


def having_both(number: int) -> str:
    """How many patients have two variables."""
    return f"{patients_in_words(number)} {'has' if number == 1 else 'have'} both"
