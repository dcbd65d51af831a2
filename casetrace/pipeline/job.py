"""What every job does beside its work: its log, the check of what it reads, the record of what it wrote."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from casetrace.model.text_columns import hold_texts_for
from casetrace.pipeline.costs import costs_kept
from casetrace.pipeline.digests import recorded
from casetrace.pipeline.log import job_log
from casetrace.pipeline.running import end_with_the_run


@contextmanager
def job(snakemake: Any) -> Iterator[None]:
    """Run the body of a script.

    Parameters
    ----------
    snakemake
        What Snakemake gives the script: its files and its log.

    Raises
    ------
    SystemExit
        With status 1 when the body fails, or what it reads was changed after it had been written.
    """
    end_with_the_run()
    # What a job loads and reads it keeps to its end. To look there for garbage took a seventh of its time.
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    hold_texts_for(file for file in map(str, snakemake.input) if not file.endswith(".py"))
    log = snakemake.log[0]
    with costs_kept(snakemake.rule), job_log(log), recorded(log, map(str, snakemake.input), map(str, snakemake.output)):
        yield
    # The process ends here: a last look for garbage takes a fifth of a second.
    gc.freeze()
