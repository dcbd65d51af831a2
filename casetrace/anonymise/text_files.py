"""A text file: everything between delimiters, quotes and line breaks is replaced, and these stay as they are."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from casetrace.anonymise.hiding import HiddenTexts
from casetrace.anonymise.replacing import SEVERITIES, Replacer
from casetrace.model.errors import UserError
from casetrace.read.encoding import decoded
from casetrace.read.syntax import DELIMITERS, sep_line

#: Byte order marks with what follows them; that of four bytes begins as one of two does.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Written:
    """How a text file is written.

    Attributes
    ----------
    encoding, delimiter, quote
        As they were detected; without a delimiter all that may be one are taken for it.
    heads
        The lines of the header and of the units, from 1.
    """

    encoding: str
    delimiter: str
    quote: str
    heads: tuple[int, ...]


def without_values(raw: bytes, file: str, written: Written, rng: Random, *, keeps_header: bool = False) -> bytes:
    """A text file of the same shape without the values of another one.

    Parameters
    ----------
    raw, file
        The file, and its name for messages.
    written
        How it is written.
    rng
        Draws what stands in the place of the values.
    keeps_header
        Whether the header stays as it is.

    Raises
    ------
    UserError
        When some text cannot be hidden.
    """
    text, detected = decoded(raw, file, written.encoding)
    mark, codec = next(((mark, codec) for mark, codec in MARKS if raw.startswith(mark)), (b"", detected))
    lines = list(_lines(text))
    heads = {number for number in written.heads if keeps_header}
    body = "".join(line for number, line in enumerate(lines, start=1) if number not in heads)
    hidden = HiddenTexts.of_cells(cells_of(body, written))
    for severity in SEVERITIES:
        replacer = Replacer(rng, hidden, _fitting(codec), severity)
        replaced = "".join(_replaced(lines, written, replacer, heads))
        if not hidden.occur_in(replaced):
            return mark + replaced.encode(codec)
    raise UserError(
        f"{file}: some of its texts could not be hidden, and nothing was written; send a made-up table instead"
    )


def _fitting(codec: str) -> Callable[[str], bool]:
    """Whether a character can be written in an encoding."""

    def fits(character: str) -> bool:
        try:
            character.encode(codec)
        except UnicodeEncodeError:
            return False
        return True

    return fits


def cells_of(text: str, written: Written) -> Iterator[str]:
    """The cells of a text, as the table has them, and as they stand between its marks."""
    yield from (piece for piece in _marks(written).split(text) if piece)
    delimiter = written.delimiter or ","
    with_quotes = {"quotechar": written.quote} if written.quote else {"quoting": csv.QUOTE_NONE}
    csv.field_size_limit(max(len(text), csv.field_size_limit()))
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, **with_quotes):  # type: ignore[arg-type]
            yield from row
    except csv.Error:
        return


def _lines(text: str) -> Iterator[str]:
    yield from (found[0] for found in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text))


def _marks(written: Written) -> re.Pattern[str]:
    """Delimiters, quotes and line breaks."""
    signs = {*(written.delimiter or "".join(DELIMITERS)), *(written.quote or '"'), "\r", "\n"}
    return re.compile("([" + "".join(re.escape(sign) for sign in sorted(signs)) + "])")


def _replaced(lines: list[str], written: Written, replacer: Replacer, kept: set[int]) -> Iterator[str]:
    marks = _marks(written)
    for number, line in enumerate(lines, start=1):
        if number in kept or (number == 1 and sep_line(line)):
            yield line
            continue
        replace = replacer.header if number in written.heads else replacer.cell
        yield from (part if marks.fullmatch(part) else replace(part) for part in marks.split(line))
