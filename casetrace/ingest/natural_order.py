"""The order that people give names, P2 before P10, for columns of many of them."""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

#: A name's first run of digits, or of anything else, and what is behind it.
FIRST_RUN = r"(?s)^(?P<run>[0-9]+|[^0-9]+)(?P<rest>.*)$"


@cache
def natural_key(text: str) -> tuple[list[tuple[int, int, str]], str]:
    """A key by which texts are ordered as people do, P2 before P10; of digits, more come after fewer."""
    parts = [part for part in re.split(r"([0-9]+)", text) if part]
    keys = [(0, part.lstrip("0")) if part[0] in "0123456789" else (1, part) for part in parts]
    return [(kind, 0 if kind else len(part), part) for kind, part in keys], text


def natural_ranks(names: Sequence[str]) -> NDArray[np.int64]:
    """The rank of each of some different names in the order of `natural_key`, without a key for each.

    Names are taken apart run by run, and each run is ranked among those that stand in the same place.
    """
    rest = pa.array(names, pa.large_string())
    whole = _text_ranks(rest)
    keys = []
    while pc.max(pc.binary_length(rest)).as_py():
        runs = pc.extract_regex(rest, FIRST_RUN)
        keys.append(_run_ranks(pc.fill_null(pc.struct_field(runs, "run"), "")))
        rest = pc.fill_null(pc.struct_field(runs, "rest"), "")
    ranks = np.empty(len(names), dtype=np.int64)
    ranks[np.lexsort([whole, *reversed(keys)])] = np.arange(len(names))
    return ranks


def _run_ranks(runs: pa.Array) -> NDArray[np.int64]:
    """Ranks of runs: where a name has ended before numbers, these by their value, before other signs."""
    dictionary = runs.dictionary_encode()
    distinct = dictionary.dictionary
    is_number = np.asarray(pc.match_substring_regex(distinct, "^[0-9]"))
    plain = pc.if_else(pa.array(is_number), pc.utf8_ltrim(distinct, "0"), distinct)
    length = np.where(is_number, np.asarray(pc.binary_length(plain)), 0)
    kind = np.where(is_number, 0, np.where(np.asarray(pc.equal(distinct, "")), -1, 1))
    order = np.lexsort([_text_ranks(plain), length, kind])
    same = np.stack([kind, length, _text_ranks(plain)])[:, order]
    ranks = np.empty(len(distinct), dtype=np.int64)
    ranks[order] = np.cumsum(np.any(np.diff(same, prepend=same[:, :1]), axis=0))
    ranked: NDArray[np.int64] = ranks[np.asarray(dictionary.indices)]
    return ranked


def _text_ranks(texts: pa.Array) -> NDArray[np.int64]:
    """Rank of each text by its characters, the same for the same one."""
    codes, distinct = pd.factorize(pd.Series(texts.to_pandas()))
    ranks = np.empty(len(distinct), dtype=np.int64)
    ranks[np.asarray(pc.sort_indices(pa.array(distinct)))] = np.arange(len(distinct))
    ranked: NDArray[np.int64] = ranks[codes]
    return ranked
