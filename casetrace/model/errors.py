"""The one class for what a user did wrong."""

from casetrace.model.terminal import harmless


class UserError(Exception):
    """Something that the user can correct: shown as its message alone, never with a traceback."""

    def __str__(self) -> str:
        return harmless(super().__str__())
