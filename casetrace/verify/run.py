"""Run the study afresh in a scratch directory, and write the lock of its outputs or compare them with it.

In: the repository's sources; the configuration files given to Snakemake; the lock.
Out: the lock, which is committed. It is written whole or not at all.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from casetrace.model.errors import UserError
from casetrace.pipeline.digests import changed_results
from casetrace.verify.differences import TOLERANCE, differences, explanations, other_bytes
from casetrace.verify.lock import Lock, lock_of, writes_lock
from casetrace.verify.lock_file import read_lock, write_lock
from casetrace.verify.outcome import as_json, compared
from casetrace.verify.scratch import fresh_run

logger = logging.getLogger("casetrace")


def lock_results(root: str, config_files: list[str], cores: int, lock_file: str) -> None:
    """Write the lock.

    Parameters
    ----------
    root
        The folder of the code; the study is that of the working directory.
    config_files
        Configuration files in place of the study's own.
    cores
        Cores to use.
    lock_file
        Path to write.
    """
    lock = _lock_of_a_fresh_run(root, config_files, cores)
    waiting = Path(f"{lock_file}.new")
    write_lock(lock, waiting)
    waiting.replace(lock_file)
    logger.info(
        "locked: %d outputs, %d results, in %s", len(lock.outputs), sum(map(len, lock.numbers.values())), lock_file
    )


def verify_results(
    root: str,
    config_files: list[str],
    cores: int,
    lock_file: str,
    keep: Callable[[str], object] = lambda _: None,
) -> None:
    """Compare the study's outputs with the lock; the first parameters are those of `lock_results`.

    Parameters
    ----------
    keep
        Takes the outcome as JSON, also where something differs or the run fails.

    Raises
    ------
    UserError
        When an output or a number differs, is missing or should not be there: each, the old and the new. And when a
        file of `results/` is not what the step wrote that made it.
    """
    try:
        old = read_lock(Path(lock_file))
        edited = changed_results("results")
        new = _lock_of_a_fresh_run(root, config_files, cores)
    except UserError as error:
        keep(as_json({"lock": lock_file, "agrees": False, "failed": str(error)}))
        raise
    keep(as_json({"lock": lock_file, **compared(old, new, edited)}))
    message = "\n".join(filter(None, [verdict(old, new, lock_file), edited_since(edited)]))
    if message:
        raise UserError(message)
    logger.info("verified: %d outputs are as in %s, %s", len(new.outputs), lock_file, agreement(old, new))


def _lock_of_a_fresh_run(root: str, config_files: list[str], cores: int) -> Lock:
    logger.info("running the study afresh in a scratch directory")
    with fresh_run(Path(root), config_files, cores) as scratch:
        return lock_of(scratch)


def verdict(old: Lock, new: Lock, lock_file: str) -> str:
    """What a comparison found, in words; empty where nothing differs."""
    differing = differences(old, new)
    if not differing:
        return ""
    lines = [f"This run differs from {lock_file} in {len(differing)} places:", *(f"  {line}" for line in differing)]
    causes = explanations(old, new)
    unchanged = "Software, inputs and parameters are those of the lock: what differs comes of the code."
    lines.append("What else changed since the lock was written, beside the code:" if causes else unchanged)
    lines += [f"  {line}" for line in causes]
    lines.append(f"If the change is meant, write the lock anew with `{writes_lock(lock_file)}`, and commit it.")
    return "\n".join(lines)


def edited_since(edited: Sequence[str]) -> str:
    """What of the results of the last run was changed since, in words; empty where nothing was."""
    if not edited:
        return ""
    lines = ["The results of the last run are not as it left them:", *(f"  {line}" for line in edited)]
    return "\n".join([*lines, "Run `snakemake` without a target, which makes them again."])


def agreement(old: Lock, new: Lock) -> str:
    """How exactly a run without a difference agrees with the lock, in words."""
    other_numbers = other_bytes(old, new)
    if not other_numbers:
        return "to the byte"
    causes = "; ".join(line for line in explanations(old, new) if line.startswith(("python", "platform", "package")))
    return (
        f"in every text, and in every number to a relative {TOLERANCE:g}; {len(other_numbers)} of them have other "
        f"bytes, which other software or another processor may give ({causes})"
    )
