"""Run the study afresh in a scratch directory and write the lock of its outputs.

In: the repository's sources; the configuration files given to Snakemake.
Out: the lock, which is committed. It is written whole or not at all.
"""

import logging
from pathlib import Path

from casetrace.verify.lock import lock_of
from casetrace.verify.lock_file import write_lock
from casetrace.verify.scratch import fresh_run

logger = logging.getLogger("casetrace")


def lock_results(root: str, config_files: list[str], cores: int, lock_file: str) -> None:
    """Write the lock.

    Parameters
    ----------
    root
        The repository's folder.
    config_files
        Configuration files in place of the study's own.
    cores
        Cores to use.
    lock_file
        Path to write.
    """
    logger.info("running the study afresh in a scratch directory")
    with fresh_run(Path(root), config_files, cores) as scratch:
        lock = lock_of(scratch)
    waiting = Path(f"{lock_file}.new")
    write_lock(lock, waiting)
    waiting.replace(lock_file)
    logger.info(
        "locked: %d outputs, %d results, in %s", len(lock.outputs), sum(map(len, lock.numbers.values())), lock_file
    )
