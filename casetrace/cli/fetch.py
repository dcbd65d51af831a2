"""Fetches the raw files of a study that are elsewhere, and says which have changed since they were fetched."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from casetrace.cli.encoding import show
from casetrace.config.outside import refuse_files_outside
from casetrace.config.validation import validated_config
from casetrace.model.errors import UserError
from casetrace.model.terminal import harmless
from casetrace.model.yaml_files import check_yaml, key_places, read_yaml
from casetrace.pipeline.fetch import fetch

SCHEMA = Path(__file__).parents[2] / "workflow/schemas/config.schema.yaml"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch the raw files; the exit status is 1 after a message of what can't be had."""
    parser = argparse.ArgumentParser(prog="casetrace fetch", description=__doc__)
    parser.add_argument("--configfile", default="config.yaml", help="configuration in place of config.yaml")
    options = parser.parse_args(arguments)
    told = False
    try:
        check_yaml(options.configfile)
        config = validated_config(read_yaml(options.configfile), SCHEMA, key_places(options.configfile))
        refuse_files_outside(config, Path())
        for line in fetch(config, again=True):
            told = True
            show(harmless(line))
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    if not told:
        show("No raw file of this study is elsewhere.")
    return 0
