"""The one class for what a user did wrong."""


class UserError(Exception):
    """Something that the user can mend: shown as its message alone, never with a traceback."""
