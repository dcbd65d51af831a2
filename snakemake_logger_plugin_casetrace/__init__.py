"""What Snakemake finds by the name of this package when the profile says `logger: casetrace`."""

from casetrace.pipeline.terminal import Terminal as LogHandler

__all__ = ["LogHandler"]
