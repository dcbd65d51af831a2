"""The names of the levels of an ordered outcome in config. Every start of the workflow reads it: it imports little."""

from collections.abc import Iterable

#: What YAML makes of the unquoted words yes and no.
TRUTHS = {True: "yes", False: "no"}


def level_name(written: object) -> str:
    """The name of a level as config writes it: a text, a number, or the words yes and no without quotation marks."""
    if isinstance(written, bool):
        return TRUTHS[written]
    return f"{written:g}" if isinstance(written, float) else str(written).strip()


def level_names(written: Iterable[object]) -> tuple[str, ...]:
    """The names of levels in order."""
    return tuple(level_name(level) for level in written)
