"""Which of the known names is meant by one that is not known."""

import difflib
from collections.abc import Iterable

#: Names of earlier versions, with those that stand in their place.
RENAMED = {
    "n_injections": "n_treatments",
    "dose_mean_mg": "dose_mean",
    "dose_min_mg": "dose_min",
    "dose_max_mg": "dose_max",
}


def suggestion(name: str, known: Iterable[str]) -> str:
    """A hint at the known name that is meant, such as ` (did you mean 'site'?)`; empty where none is near."""
    names = list(known)
    renamed = RENAMED.get(name, "")
    near = [renamed] if renamed in names else difflib.get_close_matches(name, names, n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""
