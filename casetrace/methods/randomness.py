"""Random streams: each result draws from its own, so that adding an analysis moves no other number."""

import hashlib

import numpy as np


def stream(seed: int, result_id: str) -> np.random.Generator:
    """The random stream of one result.

    Parameters
    ----------
    seed
        The study's seed.
    result_id
        The name of the result.
    """
    digest = hashlib.sha256(result_id.encode()).digest()
    words = [int.from_bytes(digest[start : start + 4], "little") for start in range(0, 16, 4)]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))
