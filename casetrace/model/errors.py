"""The one class for what a user did wrong."""


class UserError(Exception):
    """Something that the user can correct: shown as its message alone, never with a traceback."""
