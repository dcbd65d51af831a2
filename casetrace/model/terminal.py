"""Texts of raw files and names on a terminal, which would obey what some of their characters order."""

import re

#: Controls beside line breaks and tabs, such as the escape that begins a sequence; and what turns the order of letters.
ORDERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """A text in which no character orders a terminal anything: each such one is shown by its number, as JSON has it."""
    return ORDERS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
