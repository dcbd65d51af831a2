"""Writes the documents that are made from the schemas: docs/config-reference.md and docs/data-dictionary.md."""

import argparse
from collections.abc import Sequence

from casetrace.cli import describe_config, describe_tables


def main(arguments: Sequence[str] | None = None) -> int:
    """Write both documents."""
    argparse.ArgumentParser(prog="casetrace describe", description=__doc__).parse_args(arguments)
    for written in (describe_config, describe_tables):
        written.DOCUMENT.write_text(written.document(), encoding="utf-8")
        print(written.DOCUMENT.name)
    return 0
