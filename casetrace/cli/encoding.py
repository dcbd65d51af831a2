"""Text for terminals and pipes, which may lack characters and may be closed before the end."""

import os
import sys

from casetrace.model.terminal import harmless

#: What stands for characters of numbers and sentences where they can't be printed; all others are escaped, so that
#: the text of a raw cell is never taken for another.
PLAIN = {
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{NARROW NO-BREAK SPACE}": " ",
    "\N{NO-BREAK SPACE}": " ",
    "\N{INFINITY}": "infinity",
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{MIDDLE DOT}": "*",
}


def show(text: str, end: str = "\n") -> None:
    """Print to the standard output; if its reader closes it, as `head` does, the command goes on without a word."""
    try:
        print(text, end=end, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def is_unicode(encoding: str) -> bool:
    """Whether an encoding has every character."""
    return encoding.lower().replace("_", "-").startswith("utf")


def encodable(text: str, encoding: str) -> str:
    """The text in characters that an encoding has, none of which orders the terminal anything."""
    text = harmless(text)
    if is_unicode(encoding):
        return text
    return "".join(_character(character, encoding) for character in text)


def _character(character: str, encoding: str) -> str:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return PLAIN.get(character) or character.encode("ascii", errors="backslashreplace").decode("ascii")
    return character
