"""Writes a table of the same shape as another one, without its values, to be shown to others.

Run as `casetrace anonymise FILE [--output FILE] [--keep-header]`. Delimiters, quotes, blanks, marks, error words,
merged cells, types and the number of digits stay; names, texts, dates and numbers become others, the same ones the
same. Of the header stay the words that name fields, units and visits. Look at the result before you send it.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from random import SystemRandom

from casetrace.anonymise.run import anonymised, is_converted, suffix_written
from casetrace.cli.encoding import show
from casetrace.model.errors import UserError


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the table.

    Returns
    -------
    int
        The exit status: 0 where it was written, 1 where it was not, which is told in one message.
    """
    parser = argparse.ArgumentParser(prog="casetrace anonymise", description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="raw file: text, a spreadsheet, or a file of a statistics program")
    parser.add_argument("--output", type=Path, help="file to write; table-anonymised beside FILE by default")
    parser.add_argument("--keep-header", action="store_true", help="keep the header as it is")
    options = parser.parse_args(arguments)
    output = options.output or options.file.with_name(f"table-anonymised{suffix_written(options.file)}")
    try:
        if output.exists():
            raise UserError(f"{output} is there already, and nothing is written over: give another one, --output FILE")
        content = anonymised(options.file, SystemRandom(), keeps_header=options.keep_header)
        output.write_bytes(content)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or output} was not written: {error.strerror}", file=sys.stderr)
        return 1
    if is_converted(options.file):
        kind = options.file.suffix
        show(f"A {kind} file is not written: the cells of its first table are in a text file, and nothing else of it.")
    show(f"Written: {output}. Look at it before you send it: a header or a mark may tell what nobody thought of.")
    return 0
