"""Writes the documents that are made from the schemas: docs/config-reference.md and docs/data-dictionary.md."""

import argparse
from collections.abc import Sequence

from casetrace.cli import describe_config, describe_tables
from casetrace.cli.encoding import show


def main(arguments: Sequence[str] | None = None) -> int:
    """Write both documents."""
    argparse.ArgumentParser(prog="casetrace describe", description=__doc__).parse_args(arguments)
    for document_module in (describe_config, describe_tables):
        document_module.DOCUMENT.write_text(document_module.document(), encoding="utf-8")
        show(document_module.DOCUMENT.name)
    return 0
