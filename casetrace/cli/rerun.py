"""What the commands `verify` and `lock` share."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial

from casetrace.cli.encoding import show
from casetrace.model.errors import UserError
from casetrace.model.project import code_folder
from casetrace.model.yaml_files import check_yaml
from casetrace.verify.lock import lock_file_of


def rerun(
    name: str,
    description: str,
    act: Callable[..., None],
    arguments: Sequence[str] | None,
    *,
    gives_json: bool = False,
) -> int:
    """Parse the arguments of a command that runs the study of the working directory afresh, and run it.

    Parameters
    ----------
    name, description
        The command and what it does.
    act
        Takes the folder of the code, configuration files, the number of cores and the path of the lock.
    gives_json
        Whether it takes what keeps its outcome as JSON, too.

    Returns
    -------
    int
        The exit status: 1 after a message of what differs or is to be corrected.
    """
    parser = argparse.ArgumentParser(prog=f"casetrace {name}", description=description)
    parser.add_argument("--configfile", nargs="+", default=[], help="configuration in place of config.yaml")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1, help="cores to use (default: all)")
    if gives_json:
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON, beside the words")
    options = parser.parse_args(arguments)
    keep = {"keep": partial(show, end="")} if gives_json and options.json else {}
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        for path in options.configfile or ["config.yaml"]:
            check_yaml(path)
        act(str(code_folder()), options.configfile, options.cores, lock_file_of(options.configfile), **keep)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
