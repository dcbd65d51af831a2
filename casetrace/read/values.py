"""Values of files that declare the types of their columns, as the texts that an export would have."""

import datetime
import math
from decimal import Decimal

import numpy as np


def text_of(value: object, *, single: bool = False) -> str:
    """A value as text: no `.0` behind whole numbers, days as ISO 8601, nothing for what is missing.

    Parameters
    ----------
    value
        The value as Python or NumPy has it.
    single
        Whether it was stored in single precision, whose seven digits are all that was written down.
    """
    if value is None or value is np.ma.masked:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, bool | np.bool_):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return _digits(float(value), 7 if single or isinstance(value, np.float32) else 15)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime.datetime):
        return value.isoformat() if value.time() != datetime.time() else value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _digits(value: float, digits: int) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() else f"{Decimal(f'{value:.{digits}g}'):f}"
