"""Roles of the columns of a raw file: which are not read, and whose texts are not to be shown."""

#: Roles of columns that nothing is read from.
NOT_READ = ("not read", "dropped")
#: What stands behind the role of a column whose texts are pseudonyms.
PSEUDONYMISED = ", pseudonymised"


def is_hidden(role: str) -> bool:
    """Whether a column's role, as `columns_frame` has it, says that its texts are not to be shown."""
    return role == "dropped" or role.endswith(PSEUDONYMISED)
