"""A question that only a person can answer, and who answers it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

WHOLE_NUMBER = r"\d+"
NUMBER = r"\d+(\.\d+)?"


@dataclass(frozen=True)
class Question:
    """A question on one thing.

    Attributes
    ----------
    text
        The question, in a sentence.
    default
        What holds where nothing is answered; where it is empty, the question stays open.
    choices
        The answers that there are; any where there are none.
    form
        What an answer looks like, as a regular expression.
    such_as
        What an answer looks like, in words.
    """

    text: str
    default: str = ""
    choices: tuple[str, ...] = ()
    form: str = ".*"
    such_as: str = ""

    def accepts(self, answer: str) -> bool:
        """Whether a text answers the question."""
        return answer in self.choices if self.choices else re.fullmatch(self.form, answer) is not None

    @property
    def expected(self) -> str:
        """What an answer must be, in words."""
        return f"one of {', '.join(self.choices)}" if self.choices else self.such_as


#: Gives the answer to a question; empty where there is none.
Ask = Callable[[Question], str]
